"""Those named as one each beside people who are counted: "me and my 4 children", "5 children with their mother"."""

from __future__ import annotations

import re

from yaqaza.language import numbers as known
from yaqaza.language.lexicon import forms
from yaqaza.language.reading import Reading

_PAUSE = re.compile(r"[.!?؟;؛\n]")
_COMMA = re.compile("[,،]")


def company(text: str, reading: Reading, index: int, place: int, taken: list[tuple[int, int]]) -> list[int]:
    """Return the words for one person each beside those counted from the word ``index`` to ``place``; none of those ``taken``."""
    found = _after(text, reading, place)
    at, spans = index, reading.spans
    while (before := _one_before(text, reading, at, chained=at < index)) is not None:
        if any(start <= spans[before][0] < end for start, end in taken):
            return found
        found.append(before)
        at = before
    speaker = _speaker(reading, at)
    return found if speaker is None else [*found, speaker]


def _after(text: str, reading: Reading, place: int) -> list[int]:
    words, spans, at = reading.words, reading.spans, place + 1
    joined = at < len(words) and words[at].folded[0] in "وw" and words[at].folded not in known.WITH
    if at < len(words) and words[at].folded in known.WITH:
        joined, at = True, at + 1
    if at < len(words) and words[at].folded in known.THEIR:
        at += 1
    if not joined or at >= len(words) or not _is(words[at].folded, known.THEIR_MOTHER):
        return []
    absent = at + 1 < len(words) and words[at + 1].folded in known.NOT_THERE
    return [] if absent or _PAUSE.search(text, spans[place][1], spans[at][0]) else [at]


def _one_before(text: str, reading: Reading, at: int, *, chained: bool) -> int | None:
    """Return the word for one person that is joined to what stands at a word: "me and", "with", "mother of"; in a chain also without."""
    words, spans, before = reading.words, reading.spans, at - 1
    word = words[at].folded
    joined = word[0] in "وw" and word not in known.NUMBERS and word not in known.ME
    parent = word[0] == "ل" and known.number_of(word) is not None
    loose = chained and before > 0 and words[before].folded in known.THEIR
    while before > 0 and words[before].folded in known.THEIR:
        before -= 1
    if not joined and before > 0 and words[before].folded in known.WITH:
        joined, before = True, before - 1
        while before > 0 and words[before].folded in known.THEIR:
            before -= 1
    elif not joined and before > 0 and words[before].folded in known.OF:
        parent, before = True, before - 1
    if joined and before > 0 and words[before].folded in known.AS_THEY_ARE and _is(words[before - 1].folded, known.ME):
        before -= 1  # "زوجتي المريضة و", "ma femme malade et"
    if before < 0 or not _is(words[before].folded, known.PARENTS if parent and not joined else known.ME):
        return None
    gap = text[spans[before][1] : spans[at][0]]
    if _PAUSE.search(gap) or not (joined or parent or (chained and (loose or _COMMA.search(gap)))):
        return None
    return before


def _speaker(reading: Reading, at: int) -> int | None:
    """Return the word by which whoever writes is with those counted: "je dors dehors avec mes 2 enfants", "راني برا مع 3 ذراري"."""
    words, clauses, before = reading.words, reading.clauses, at - 1
    while before > 0 and words[before].folded in known.THEIR:
        before -= 1
    if before < 1 or words[before].folded not in known.TOGETHER or clauses[before] != clauses[at]:
        return None
    for index in range(before - 1, max(-1, before - 7), -1):
        if clauses[index] != clauses[at]:
            return None
        word = words[index].folded
        if word in known.I_LIVE or (index and (words[index - 1].folded, word) in known.I_AM):
            return index
    return None


def _is(word: str, among: frozenset[str]) -> bool:
    return any(form in among for form in forms(word)) or (word[0] == "w" and word[1:] in among)
