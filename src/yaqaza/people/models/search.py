"""The index behind the search for persons: numbers, and the words of names that are known. Both can be made anew at any time."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class SearchEntry(models.Model):
    """What a person is found by (``people.search.keys``), written with every change of the person.

    A table of its own, narrow, of keyed numbers alone: row-level security on persons need not hold here, so that the index stays usable
    under it (the operators of arrays are not leakproof). No foreign key, for a merge moves those; a trigger lets an entry go with its
    person.
    """

    person = models.BigIntegerField(primary_key=True)
    keys = ArrayField(models.IntegerField())
    edition = models.SmallIntegerField()  # of the way keys are made: older rows are written anew

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="search_entry_keys", fastupdate=False)]

    class Privacy:
        identifies = {"keys": "number"}  # telling alike what is alike: who has the key can try names
        safe = {"person", "edition"}


class NameWord(models.Model):
    """A word of somebody's name as it is written: what a half typed or misspelt word may mean, and how common it is."""

    text = models.CharField(max_length=40, primary_key=True)  # folded (language.names.words)
    near = ArrayField(models.IntegerField())
    sound = models.CharField(max_length=40)  # coarse consonants, for a word half typed in the other script
    count = models.PositiveIntegerField(default=1)  # persons, when last counted

    class Meta:
        indexes = [
            GinIndex(fields=["near"], name="name_word_near", fastupdate=False),
            models.Index(OpClass("text", name="text_pattern_ops"), name="name_word_text_prefix"),
            models.Index(OpClass("sound", name="text_pattern_ops"), name="name_word_sound_prefix"),
        ]

    class Privacy:
        identifies = {"text": "name_latin", "sound": "name_latin", "near": "number"}
        safe = {"count"}
