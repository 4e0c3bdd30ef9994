"""What a message tells of, beyond needs: a station, a well, a fire, a wheelchair; the same in every language and script."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources

from yaqaza.language.arabizi import skeleton
from yaqaza.language.folding import fold
from yaqaza.language.lexicon import forms, is_arabic, stem

LEAST_HEARD = 3


class _Things:
    """``things.txt`` by word, by beginning of word, by sound of Arabic words, and phrases by their first word."""

    def __init__(self) -> None:
        self.words: dict[str, set[str]] = defaultdict(set)
        self.opens: dict[str, set[str]] = defaultdict(set)
        self.heard: dict[str, set[str]] = defaultdict(set)
        self.phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        text = resources.files(__package__).joinpath("things.txt").read_text(encoding="utf-8")
        for line in text.splitlines():
            thing, found, entries = line.partition(":")
            if not found or line.startswith("#"):
                continue
            for entry in entries.split(","):
                self._add(thing, entry.strip())

    def _add(self, thing: str, entry: str) -> None:
        words = fold(entry.replace("_", " ")).split()
        if len(words) > 1:
            self.phrases[words[0]].append((tuple(words[1:]), thing))
        elif entry.endswith("*"):
            self.opens[words[0]].add(thing)
        elif words:
            self.words[words[0]].add(thing)
            heard = skeleton(words[0].removeprefix("ال"))
            if is_arabic(words[0]) and len(heard) >= LEAST_HEARD:
                self.heard[heard].add(thing)


@cache
def _things() -> _Things:
    return _Things()


def things_of(words: Sequence[str]) -> frozenset[str]:
    """Return the things that folded words tell of, each with a colon in front: they never meet a class of the lexicon."""
    found: set[str] = set()
    phrases = _things().phrases
    for index, word in enumerate(words):
        found |= _of(word)
        for rest, thing in phrases.get(word, ()):
            if tuple(words[index + 1 : index + 1 + len(rest)]) == rest:
                found.add(f":{thing}")
    return frozenset(found)


@lru_cache(maxsize=20_000)
def _of(word: str) -> frozenset[str]:
    known = _things()
    found: set[str] = set()
    for form in forms(word):
        found |= known.words.get(form, set())
        for size in range(3, len(form) + 1):
            found |= known.opens.get(form[:size], set())
        if found:
            break
    if not found:
        bare = stem(word)
        found |= known.words.get(bare, set()) | known.words.get(f"{bare}ه", set())
    if not found and not is_arabic(word) and any(letter in "235679" for letter in word):
        for form in forms(word):
            heard = skeleton(form)
            if len(heard) >= LEAST_HEARD:
                found |= known.heard.get(heard, set())
    return frozenset(f":{thing}" for thing in found)
