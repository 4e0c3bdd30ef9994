"""What is known about a single word, wherever it stands: looked up once for each way of writing it, and remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zlib import crc32

from yaqaza.language.folding import fold
from yaqaza.language.lexicon import lexicon, stem
from yaqaza.language.numbers import begins

NO, AT_HAND, LACKED, NONE, BUT = "scope.no", "scope.have", "scope.need", "scope.none", "scope.but"
ROLES = (NONE, LACKED, AT_HAND, NO, BUT)
"""What turns the meaning of other words."""

BREAKS = frozenset('.,،!?؟;:؛…\n(){}[]"«»')
WATER = {"ما": "الما", "ma": "lma"}
"""Written like "not"; the word that says water for sure."""

ACCOUNTS = frozenset(fold("ccp rip rib baridimob سيسيبي").split())
ARABIZI_NO = frozenset(("ma", "la"))
FRENCH = frozenset(
    fold(
        "le les des est une dans pour et du sont avec sur qui nous notre mon au ont par son ses leur leurs elle ils chez depuis"
    ).split()
)

# What a text is looked through for: a text without such a word is not.
(
    BREAK,
    NOTHING,
    JOINED,
    DENIED,
    IS_WATER,
    IS_ACCOUNT,
    IS_ARABIZI_NO,
    IS_FRENCH,
    NUMBER,
    NUMERAL,
    ARABIC,
    LATIN,
    TIFINAGH,
) = (1 << place for place in range(13))
MEANS, BEGINS_PHRASE, CONTINUES_PHRASE, THIN = (1 << place for place in range(13, 17))
"""What a word is by itself; one that is thin, a number or a particle, explains nothing to a reader."""
SCRIPTS = {ARABIC: "arabic", LATIN: "latin", TIFINAGH: "tifinagh"}
_SCRIPT = {script: trait for trait, script in SCRIPTS.items()}

_SALT = ("", "", "have", "not")
"""A word alone weighs the same whether it is simply said or needed."""

_NUMBER_JOINED = re.compile(r"\d[\u0621-\u064a]|[\u0621-\u064a]\d")

Phrases = dict[str, list[tuple[tuple[str, ...], str]]]
_NO_PHRASES: Phrases = {}


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What is known about a folded word, wherever it stands."""

    folded: str
    stem: str
    traits: int
    role: str
    classes: tuple[str, ...]
    phrases: Phrases  # that it may begin, by the second word: the words after, the class
    said: tuple[str, ...]  # as an atom of ``features``, by how it is meant
    before: int  # with these two the neighbours of ``features`` are numbered
    after: bytes
    script: str
    denied: bool  # within itself: "ماعندناش"
    near: bool  # its classes are those of a similar word
    thing: bool  # something that can be lacked or denied
    harm: bool


def word_of(
    folded: str,
    root: str,
    script: str = "",
    classes: tuple[str, ...] = (),
    role: str = "",
    *,
    denied: bool = False,
    near: bool = False,
    phrases: Phrases = _NO_PHRASES,
    traits: int = 0,
) -> Word:
    """Return a word with what follows from what is known about it."""
    seconds = lexicon().seconds
    for trait, has in (
        (DENIED, denied),
        (IS_WATER, folded in WATER),
        (IS_ACCOUNT, folded in ACCOUNTS),
        (IS_ARABIZI_NO, folded in ARABIZI_NO),
        (IS_FRENCH, folded in FRENCH),
        (NUMBER, folded and begins(folded)),
        (NUMERAL, root == "#"),
        (_SCRIPT.get(script, 0), True),
        (MEANS, classes),
        (BEGINS_PHRASE, phrases),
        (CONTINUES_PHRASE, folded in seconds or root in seconds),
        (THIN, not classes and (len(folded) < 3 or root == "#")),
    ):
        if has:
            traits |= trait
    after = root.encode("utf-8", "surrogatepass")
    return Word(
        folded,
        root,
        traits,
        role,
        classes,
        phrases,
        tuple([f"{salt} {folded}" for salt in _SALT]),
        crc32(b"b " + after + b" "),
        after,
        script,
        denied,
        near,
        any(each.endswith((".thing", ".harm")) for each in classes),
        any(each.endswith(".harm") or each == "scene.fallen" for each in classes),
    )


_NUMERALS = [word_of("#" * size, "#") for size in range(5)]
_BREAK, _NOTHING, _JOINED = (word_of("", "", traits=trait) for trait in (BREAK, NOTHING, JOINED))


class Words(dict[str, Word]):
    """Raw word → what is known about it; when it has grown the older half goes, so that memory stays flat."""

    most = 1 << 16

    def __missing__(self, raw: str) -> Word:
        if raw in BREAKS:
            return _BREAK
        if raw.isascii() and raw.isdecimal():
            return _NUMERALS[min(len(raw), 4)]  # of which there is no end
        if _NUMBER_JOINED.search(raw):
            return _JOINED
        folded = fold(raw).replace(" ", "")
        if folded.isdecimal():  # ⓵ is a digit, and no number
            return _NUMERALS[min(len(folded), 4)]
        if len(self) >= self.most:
            for old in list(self)[: self.most // 2]:  # list() at once: other threads add words
                self.pop(old, None)  # another thread may be at it too
        if folded == "ما" and "ء" in raw:
            folded = "الما"  # water, which folding makes one with "not"
        known = _know(folded[:40]) if folded else _sign(raw)
        if len(raw) <= 40:
            self[raw] = known
        return known


def _sign(raw: str) -> Word:
    """An emoji is a word of its own, whatever its colour."""
    if raw[0] >= "\u2600" and not "\U0001f3fb" <= raw[0] <= "\U0001f3ff":
        return word_of(raw, raw)
    return _NOTHING


def _know(folded: str) -> Word:
    classes, denied, near = lexicon().classes_of(folded)
    role = "" if near else next((each for each in ROLES if each in classes), "")
    root = stem(folded)
    starts = lexicon().phrases
    return word_of(
        folded,
        root,
        script_of(folded),
        tuple(each for each in classes if each not in ROLES),
        role or (NO if folded in ("ما", "لا") else ""),
        denied=denied,
        near=near,
        phrases=starts.get(folded) or starts.get(root) or _NO_PHRASES,
    )


def script_of(folded: str) -> str:
    """Return "arabic", "latin", "tifinagh" or "" for a folded word, by its first letter."""
    first = folded[0]
    if "\u0620" <= first <= "\u06ff":
        return "arabic"
    if "\u2d30" <= first <= "\u2d7f":
        return "tifinagh"
    return "latin" if folded.isascii() and not folded.isdigit() else ""


KNOWN = Words()
