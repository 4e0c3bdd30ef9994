"""Every column of the program that points at a person, found in the model registry: what a merge has to follow.

A new model with a foreign key to ``Person`` is found here without being named. Append-only tables are known by their trigger
(``…_is_append_only``) and left as they are: they are read through ``Person.same_as``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

from yaqaza.people.models import Likeness, Merge, MergeMove, NotSame, Person

ABOUT_IDENTITY = (Person, Merge, MergeMove, NotSame, Likeness)
"""What says who is the same as whom names each record itself, and is never re-pointed."""


@dataclass(frozen=True)
class Relation:
    """A column that points at a person."""

    model: type[Model]
    field: str

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def table(self) -> str:
        return self.model._meta.db_table


def relations() -> list[Relation]:
    """Return every column that points at a person, in the order of the apps, those of append-only tables too."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model in ABOUT_IDENTITY or model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey) and field.related_model is Person:
                found.append(Relation(model, field.name))
    return found


def append_only() -> frozenset[str]:
    """Return the names of the tables whose rows the database lets nobody change."""
    with connection.cursor() as cursor:
        cursor.execute(
            r"""SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
                WHERE NOT tgisinternal AND tgname LIKE '%\_is\_append\_only'"""
        )
        return frozenset(name for (name,) in cursor.fetchall())


def movable() -> list[Relation]:
    """Return the columns that a merge re-points."""
    fixed = append_only()
    return [relation for relation in relations() if relation.table not in fixed]


def named(label: str, field: str) -> Relation:
    """Return the column that a ``MergeMove`` remembers; ``LookupError`` when the program no longer has it."""
    return Relation(apps.get_model(label), field)
