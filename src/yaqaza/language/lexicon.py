"""Words that mean something here (``lexicon/*.txt``), found in any spelling, with whatever is joined to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources

from rapidfuzz.distance import DamerauLevenshtein

from yaqaza.language.arabizi import skeleton
from yaqaza.language.folding import fold

_ARTICLES = frozenset(("بال", "فال", "كال", "دال", "عال", "وال", "ال", "لل"))
_JOINED = ("ب", "ل", "ك", "ف", "د", "ع")
_VERBAL = frozenset((
    "", "كاي", "كات", "كان", "كي", "كا", "كن", "كت", "تاي", "تي", "تن", "غاي", "غات", "غان", "غي", "غن", "غت", "غا", "سي",
    "ست", "سن", "ي", "ت", "ن", "ا",
))  # fmt: skip
_ENDINGS = frozenset((
    "اتهم", "اتنا", "تهم", "تنا", "اته", "اتي", "ات", "ته", "تي", "تها", "ين", "ون", "نا", "هم", "ها", "كم", "هوم", "ان",
    "وا", "ه", "ي", "و", "ك", "ا", "ش",
))  # fmt: skip
_LONGEST_FRONT, _LONGEST_ENDING = 3, 4
_DENIED = re.compile(r"^(?:ما|م)(?P<ar>.{2,}?)شي?$|^ma?(?P<lat>[a-z0-9]{3,}?)(?:ch|sh|x)i?$")
_DENIED_OPEN = re.compile(r"^ما(?P<ar>.{3,})$|^ma(?P<lat>[a-z0-9]{3,})$")
_DENIED_AFTER = re.compile(r"^(?P<core>[a-z0-9]{4,}?)(?:ch|sh)i?$")
_LATIN_JOINED = frozenset(("wel", "lel", "fel", "bel", "el", "al", "wl", "fl", "bl", "dl", "l", "w", "f", "b", "d"))
LEAST_FUZZY = 6

Classes = tuple[str, ...]
NO_CLASSES: frozenset[str] = frozenset()


def is_arabic(word: str) -> bool:
    """Return whether a folded word is written in Arabic letters."""
    return "\u0620" <= word[0] <= "\u064a"


@lru_cache(maxsize=1 << 15)
def forms(word: str) -> tuple[str, ...]:
    """Return a folded word and what is left of it without what may be joined to its front, the longest first."""
    found = [word]
    if not is_arabic(word):
        for size in range(min(_LONGEST_FRONT, len(word) - 3), 0, -1):
            if word[:size] in _LATIN_JOINED:
                found.append(word[size:])
        return tuple(found)
    bases = [word]
    if word[0] in "وف" and len(word) > 3:
        bases.append(word[1:])
        found.append(word[1:])
    for base in bases:
        if len(base) >= 5 and base[:3] in _ARTICLES:
            found.append(base[3:])
        elif len(base) >= 4 and base[:2] in _ARTICLES:
            found.append(base[2:])
        elif base[0] in _JOINED and len(base) > 3:
            found.append(base[1:])
    return tuple(found)


def _without_endings(form: str) -> list[str]:
    """Return what is left of a word without each ending that it has, when that is three letters or more; the shortest first."""
    return [form[:-size] for size in range(min(_LONGEST_ENDING, len(form) - 3), 0, -1) if form[-size:] in _ENDINGS]


def stem(word: str) -> str:
    """Return a folded word without its article, particles and commonest ending: "والخيمات" and "خيمة" give "خيم"."""
    if not is_arabic(word):
        bare = word
        if len(word) > 5:
            bare = word[2:] if word[:2] in ("el", "al") else word[1:] if word[0] == "l" else word
        return bare[:-1] if len(bare) > 4 and bare[-1] in "sxe" else bare
    bare = min(forms(word), key=len)
    return next(iter(_without_endings(bare)), bare)


class Lexicon:
    """The classes of words and phrases. A class is called ``FILE.section``: ``FOOD_WATER.thing``, ``scene.fallen``."""

    _turning = frozenset(("scope.need", "scope.have"))

    def __init__(self) -> None:
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._open: dict[str, set[str]] = defaultdict(set)
        self._verbs: dict[str, set[str]] = defaultdict(set)
        self._near: dict[str, set[str]] = defaultdict(set)
        self._heard: dict[str, set[str]] = defaultdict(set)
        self._unlike: set[str] = set()
        self.phrases: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
        self.classes: list[str] = []
        for name, entries in _files():
            if name.endswith(".unlike"):
                self._unlike |= {fold(entry) for entry in entries}
                continue
            self.classes.append(name)
            for entry in entries:
                self._add(name, entry)
        self.seconds = {second for following in self.phrases.values() for second in following}
        for word in [word for word in self._exact if is_arabic(word)]:
            if len(word) >= LEAST_FUZZY:
                for shorter in _shorter(word):
                    self._near[shorter].add(word)
            if len(heard := skeleton(word)) >= 3:
                self._heard[heard] |= self._exact[word]

    def _add(self, name: str, entry: str) -> None:
        words = fold(entry).split()
        if entry.startswith("+"):
            self._verbs[words[0]].add(name)
        elif len(words) > 1:
            following = self.phrases.setdefault(words[0], {})
            following.setdefault(words[1], []).append((tuple(words[2:]), name))
        elif entry.endswith("*"):
            self._open[words[0]].add(name)
        else:
            self._exact[words[0]].add(name)

    def classes_of(self, word: str) -> tuple[Classes, bool, bool]:
        """Return the classes of a folded word, whether it is denied within itself ("ماعندناش"), and whether it is only near."""
        its_forms = forms(word)
        if not self._unlike.isdisjoint(its_forms):
            return tuple(sorted(self._written(its_forms))), False, False
        if found := self._sure(word, its_forms):
            return tuple(sorted(found)), False, False
        for pattern in (_DENIED, _DENIED_OPEN):
            if match := pattern.match(word):
                core = match["ar"] or match["lat"]
                if found := self._sure(core, forms(core)):
                    return tuple(sorted(found)), True, False
        if (match := _DENIED_AFTER.match(word)) and not self._turning.isdisjoint(
            self._exact.get(match["core"], NO_CLASSES)
        ):
            return tuple(sorted(self._exact[match["core"]])), True, False  # "ma nes7a9och": the "ma" stands apart
        return tuple(sorted(self._unsure(word, its_forms))), False, True

    def _written(self, its_forms: Sequence[str]) -> set[str]:
        """Return the classes of a word as it stands, but for what is joined to its front."""
        for form in its_forms:
            if found := self._opened(form) | self._exact.get(form, NO_CLASSES):
                return found
        return set()

    def _sure(self, word: str, its_forms: Sequence[str]) -> set[str]:
        found = self._written(its_forms)
        if found or not is_arabic(word):
            return found
        for form in its_forms:
            for bare in _without_endings(form):
                found |= self._exact.get(bare, NO_CLASSES) | self._exact.get(bare + "ه", NO_CLASSES)
            if found:
                return found
        return self._verb(its_forms)

    def _opened(self, form: str) -> set[str]:
        found: set[str] = set()
        for size in range(3, len(form) + 1):
            if form[:size] in self._open:
                found |= self._open[form[:size]]
        return found

    def _verb(self, its_forms: Sequence[str]) -> set[str]:
        for form in its_forms[:2]:
            for length in (0, *range(_LONGEST_FRONT, 0, -1)):
                if form[:length] in _VERBAL:
                    core = form[length:]
                    for size in range(len(core), max(2, len(core) - 4), -1):
                        if core[:size] in self._verbs:
                            return self._verbs[core[:size]]
        return set()

    def _unsure(self, word: str, its_forms: Sequence[str]) -> set[str]:
        """Return the classes of words one slip away, or that sound the same in the other script; none for a given name."""
        if word in given_names() or skeleton(word) in given_sounds():
            return set()
        if not is_arabic(word):
            digit = any(letter in "235679" for letter in word) and not word.isdigit()
            found: set[str] = set()
            for form in its_forms:
                heard = skeleton(form)
                if len(heard) > 3 or (len(heard) == 3 and digit):
                    found |= self._heard.get(heard, set())
            return found
        for form in its_forms:
            if len(form) < LEAST_FUZZY:
                continue
            near = {each for shorter in (form, *_shorter(form)) for each in self._near.get(shorter, ())}
            near |= {shorter for shorter in _shorter(form) if len(shorter) >= LEAST_FUZZY and shorter in self._exact}
            near = {each for each in near if DamerauLevenshtein.distance(each, form) == 1}
            if near:
                return {name for each in near for name in self._exact[each]}
        return set()


@cache
def given_names() -> frozenset[str]:
    """Return common given names, folded, with and without what is joined to them."""
    lines = resources.files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8").splitlines()
    names = {fold(name) for line in lines if not line.startswith("#") for name in line.split()}
    return frozenset(names | {front + name for name in names for front in ("و", "ل", "ب", "ف")})


@cache
def given_sounds() -> frozenset[str]:
    """Return how the longer names sound, to know them in Latin letters."""
    return frozenset(heard for name in given_names() if len(heard := skeleton(name)) > 3)


def _shorter(word: str) -> list[str]:
    """Return the word with each of its letters left out; the first letter is rarely the wrong one."""
    return [word[:index] + word[index + 1 :] for index in range(1, len(word))]


def _files() -> Iterator[tuple[str, list[str]]]:
    for file in sorted(resources.files(__package__).joinpath("lexicon").iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".txt"):
            continue
        stem_of_file = file.name.removesuffix(".txt")
        family = stem_of_file if stem_of_file in ("scene", "scope") else stem_of_file.upper()
        section = ""
        entries: dict[str, list[str]] = {}
        for raw in file.read_text(encoding="utf-8").splitlines():
            line = raw.partition("#")[0].strip()
            if line.startswith("["):
                section = line.strip("[]")
            elif line:
                entries.setdefault(section, []).extend(part.strip() for part in line.split(",") if fold(part))
        for name, words in entries.items():
            yield f"{family}.{name}", words


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    return Lexicon()
