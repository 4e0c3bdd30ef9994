"""A text cut into words and clauses, with what each word means and whether that is needed, at hand or denied.

This is where "ماعندنا حتى خيمة" (we have no tent), "الخيام وصلو" (the tents came) and "خاصنا الخيام" (we need tents) part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from yaqaza.language.folding import fold
from yaqaza.language.words import (
    ACCOUNTS,
    AT_HAND,
    BEGINS_PHRASE,
    BREAK,
    BUT,
    CONTINUES_PHRASE,
    DENIED,
    IS_ACCOUNT,
    IS_ARABIZI_NO,
    IS_FRENCH,
    IS_WATER,
    JOINED,
    KNOWN,
    LACKED,
    MEANS,
    NO,
    NONE,
    NOTHING,
    NUMERAL,
    ROLES,
    WATER,
    Word,
)

MOST_WORDS = 600
"""What a message says after these words is not read for its needs."""

PLAIN, NEED, HAVE, NOT = range(4)
"""How a word is meant: simply said, lacked or asked for, at hand, denied."""

_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\u00ad\ufe0f"
)
_TOKEN = re.compile(rf"[\w{_MARKS}]+|[\u2600-\u27bf\U0001f000-\U0001faff]|[.,،!?؟;؛:…\n(){{}}\[\]\"«»]")
_PART = re.compile(r"\d+|\D+")
_APART = BREAK | NOTHING | JOINED
REACH_OF_NO, REACH_OF_HAVE, REACH_BACK = 3, 8, 6
_KEYS = frozenset(fold("مفتاح المفتاح clé clef key meftah miftah").split())
_YEARS = frozenset(fold(word) for word in (
    "سنة", "سنين", "سنوات", "عام", "عاما", "أعوام", "شهر", "شهور", "أشهر", "يوم", "أيام", "ans", "an", "mois", "jours", "years",
    "months", "3am", "sna", "snin", "ch7or",
))  # fmt: skip
_THERE = frozenset(fold("كاش كانش كاين كاينش كايش بقاش بقا كان kach kanch kayn kaynch kayen b9ach b9a kan").split())
_BESIDE_WATER = frozenset(fold("و ولا وله من منذ هادي في ف مع ضو كهربا w wla ou o men mn mel f fi hadi et").split())
_AND_WITHOUT = ("ولا", "وبلا", "وما", "فال", "مل", "wbla", "wla", "#")
_ONLY = frozenset(fold("غير غي فقط بس برك ghir ghi gher bark bess seulement juste uniquement only just").split())
_SOME = frozenset(("de", "des", "du", "d", "un", "une"))
_WHICH = frozenset(fold("لي اللي الي li lli eli elli").split())
_QUE = frozenset(("que", "qu", "dont"))
_NOT_IS = frozenset(fold("ماشي مش موش machi mouch mch mech pas").split())


@dataclass(slots=True)
class Reading:
    """The words of a text: where each stands, its clause, how it is meant, and the classes found from it on."""

    words: list[Word] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    classes: list[tuple[str, int, int]] = field(default_factory=list)
    """(class, first word, last word), in the order of the text."""
    traits: int = 0
    """All that any of the words may be (``words``)."""


def read(text: str) -> Reading:
    """Return the reading of ``text``."""
    reading = Reading()
    words, spans, clauses = reading.words, reading.spans, reading.clauses
    clause = traits = 0
    if "_" in text:
        text = text.replace("_", " ")
    known = KNOWN
    for match in _TOKEN.finditer(text):
        word = known[match.group()]
        trait = word.traits
        if trait & _APART:
            if trait & BREAK:
                clause += 1
            elif trait & JOINED:
                traits |= _part(match.group(), match.start(), clause, reading)
            continue
        traits |= trait
        words.append(word)
        spans.append(match.span())
        clauses.append(clause)
    del words[MOST_WORDS:], spans[MOST_WORDS:], clauses[MOST_WORDS:]
    reading.traits = traits
    if traits & IS_WATER:
        _find_water(reading)
    if traits & IS_ACCOUNT:
        _drop_accounts(reading)
    reading.modes = _modes(reading, _classify(reading))
    return reading


def _part(raw: str, start: int, clause: int, reading: Reading) -> int:
    """Add the number and the word that are written together: "4عايلات"; return their traits."""
    traits = 0
    for part in _PART.finditer(raw):
        word = KNOWN[part.group()]
        if not word.traits & _APART:
            traits |= word.traits
            reading.words.append(word)
            reading.spans.append((start + part.start(), start + part.end()))
            reading.clauses.append(clause)
    return traits


def _find_water(reading: Reading) -> None:
    """ "بلا ما", "bla ma": what denies has something after it to deny; where nothing is, it is water, written the same."""
    words, clauses = reading.words, reading.clauses
    for index in range(1, len(words)):
        water = WATER.get(words[index].folded)
        if water is None or clauses[index - 1] != clauses[index]:
            continue
        before = words[index - 1]
        lacking = before.role == NONE or (before.folded in _THERE and index > 1 and words[index - 2].folded in WATER)
        after = words[index + 1].folded if index + 1 < len(words) and clauses[index + 1] == clauses[index] else ""
        if lacking and (not after or after in _BESIDE_WATER or after.startswith(_AND_WITHOUT)):
            words[index] = KNOWN[water]
            reading.traits |= words[index].traits


def _drop_accounts(reading: Reading) -> None:
    """ "CCP 0012345678 مفتاح 45": where money can be sent says nothing of what is lacking."""
    words = reading.words
    dropped: set[int] = set()
    for index, word in enumerate(words):
        after = range(index + 1, min(index + 5, len(words)))
        if word.folded in ACCOUNTS and any(len(words[at].folded) == 4 and words[at].stem == "#" for at in after):
            dropped.add(index)
            dropped.update(at for at in after if words[at].folded in _KEYS or words[at - 1].folded in _KEYS)
    for index in sorted(dropped, reverse=True):
        del words[index], reading.spans[index], reading.clauses[index]


def _classify(reading: Reading) -> list[str]:
    """Find words and phrases that mean something; return what turns the meaning of others, word by word."""
    words, found = reading.words, reading.classes
    roles = [word.role for word in words]
    size = len(words)
    spared = -1  # the last word of "n'envoyez plus": the "plus" in it lacks nothing
    for index, word in enumerate(words):
        traits = word.traits
        if traits & MEANS:
            for name in word.classes:
                found.append((name, index, index))
        if traits & BEGINS_PHRASE and index + 1 < size and words[index + 1].traits & CONTINUES_PHRASE:
            second = words[index + 1]
            for rest, name in word.phrases.get(second.folded) or word.phrases.get(second.stem) or ():
                end = index + 1 + len(rest)
                if rest and not (
                    end < size
                    and all(
                        part in (word.folded, word.stem) for part, word in zip(rest, words[index + 2 :], strict=False)
                    )
                ):
                    continue
                if name == NONE and index <= spared:
                    continue
                if name in ROLES:
                    spared = max(spared, end) if name == AT_HAND and end > index + 1 else spared
                    roles[index : end + 1] = [name] + [""] * (end - index)
                else:
                    found.append((name, index, end))
    if reading.traits & NUMERAL:
        for index, role in enumerate(roles[:-2]):
            if role == AT_HAND and words[index + 1].stem == "#" and words[index + 2].folded in _YEARS:
                roles[index] = ""  # "عندها 78 سنة" tells an age
    if reading.traits & IS_ARABIZI_NO and not reading.traits & IS_FRENCH:
        for index, word in enumerate(words):
            if word.traits & IS_ARABIZI_NO:
                roles[index] = NO  # not a French article
    if NO in roles:
        for name, first, last in found:
            if name == "RESCUE.inside" and first < last and roles[first] == NO:
                roles[first] = ""  # "لا تفتح الباب": the "not" is the phrase's own
    if BUT in roles:
        shift = 0
        for index, role in enumerate(roles):
            if role == BUT:
                shift += 1000  # "the food came but": what follows is read by itself
            reading.clauses[index] += shift
    return roles


def _modes(reading: Reading, roles: list[str]) -> list[int]:
    words, clauses = reading.words, reading.clauses
    modes = [PLAIN] * len(words)
    if not reading.traits & DENIED and not any(roles):
        return modes
    clause, mode, reach, no_left, spared = -1, PLAIN, 0, 0, False
    turns: list[int] = []
    refused = False  # what follows a need denied, after "only", is the need: "no food, only medicine"
    for index, (word, role, where) in enumerate(zip(words, roles, clauses, strict=True)):
        if where != clause:
            clause, mode, no_left, spared = where, PLAIN, 0, False
        if refused and (word.folded in _ONLY or _is_rather(words, index)) and role in ("", BUT):
            mode, reach, no_left, spared, refused = NEED, REACH_OF_HAVE, 0, False, False
            modes[index] = mode
        elif role == NONE and word.folded == "pas" and spared and turns[-1] == index - 1:
            modes[index] = mode  # "ne demandons pas de tente"
        elif role and role != BUT:
            if role == NO:
                if spared:
                    modes[index] = mode  # "we need neither food nor tents"
                else:
                    no_left = REACH_OF_NO
                    modes[index] = NOT
                continue
            negative = word.denied or no_left > 0
            if role == AT_HAND:
                mode = NOT if negative else HAVE
            elif role == LACKED:
                mode = HAVE if negative else NEED
            else:
                mode = NOT
            if role == LACKED and _is_not_which(index, reading, modes):
                mode = HAVE
            reach, no_left, spared = REACH_OF_HAVE, 0, role == LACKED and mode == HAVE
            refused = spared or (role == AT_HAND and word.role == NO)  # "pas besoin"
            modes[index] = mode
            turns.append(index)
        elif no_left or word.denied:
            modes[index] = NOT
            no_left = max(0, no_left - 1)
        elif mode:
            modes[index] = mode
            reach -= 1
            if not reach:
                mode = PLAIN
    for place, turned in enumerate(turns):
        before = turned - 1
        if turned and clauses[before] == clauses[turned] and (not modes[before] or roles[before] == NO):
            _look_back(turned, turns[place + 1] if place + 1 < len(turns) else len(words), modes, reading)
    return modes


def _is_rather(words: list[Word], index: int) -> bool:
    """ "mais des tentes", not "mais nous allons bien"."""
    return words[index].folded == "mais" and index + 1 < len(words) and words[index + 1].folded in _SOME


def _is_not_which(turned: int, reading: Reading, modes: list[int]) -> bool:
    """ "ماشي الماكلة لي خاصانا", "ce n'est pas du pain qu'il faut": what stands before is not needed, and is marked so."""
    words, clauses = reading.words, reading.clauses
    before = [word.folded for word in words[max(0, turned - 3) : turned]]
    if not before or (before[-1] not in _WHICH and _QUE.isdisjoint(before)):
        return False
    first = clauses.index(clauses[turned])
    if not any(words[index].folded in _NOT_IS for index in range(first, turned)):
        return False
    for index in range(first, turned):
        if modes[index] == NOT:
            modes[index] = HAVE
    return True


def _look_back(turned: int, following: int, modes: list[int], reading: Reading) -> None:
    """ "الخيام وصلو": what turns the meaning may follow, when nothing in its own clause comes after it."""
    words, clauses = reading.words, reading.clauses
    clause = clauses[turned]
    for later in range(turned + 1, following):
        if clauses[later] != clause:
            break
        if words[later].thing:
            return
    for earlier in range(turned - 1, max(-1, turned - 1 - REACH_BACK), -1):
        if clauses[earlier] != clause or modes[earlier] not in (PLAIN, NOT) or words[earlier].harm:
            return
        if modes[earlier] == NOT and not (earlier == turned - 1 and words[earlier].role == NO):
            return
        modes[earlier] = modes[turned]
