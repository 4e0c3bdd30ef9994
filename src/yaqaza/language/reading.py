"""A text cut into words and clauses, with what each word means and whether that is needed, at hand or denied.

This is where "ماعندنا حتى خيمة" (we have no tent), "الخيام وصلو" (the tents came) and "خاصنا الخيام" (we need tents) part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from yaqaza.language.folding import fold
from yaqaza.language.lexicon import lexicon, stem

MOST_WORDS = 600
"""What a message says after these words is not read for its needs."""

PLAIN, NEED, HAVE, NOT = range(4)
"""How a word is meant: simply said, lacked or asked for, at hand, denied."""

_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\u00ad\ufe0f"
)
_TOKEN = re.compile(rf"[\w{_MARKS}]+|[\u2600-\u27bf\U0001f000-\U0001faff]|[.,،!?؟;:؛…\n(){{}}\[\]\"«»]")
_NUMBER_JOINED = re.compile(r"\d[\u0621-\u064a]|[\u0621-\u064a]\d")
_PART = re.compile(r"\d+|\D+")
_BREAKS = frozenset('.,،!?؟;:؛…\n(){}[]"«»')
_NO, _HAVE, _NEED, _NONE, _BUT = "scope.no", "scope.have", "scope.need", "scope.none", "scope.but"
_ROLES = (_NONE, _NEED, _HAVE, _NO, _BUT)
REACH_OF_NO, REACH_OF_HAVE, REACH_BACK = 3, 8, 6
_ACCOUNTS = frozenset(fold("ccp rip rib baridimob سيسيبي").split())
_KEYS = frozenset(fold("مفتاح المفتاح clé clef key meftah miftah").split())
_YEARS = frozenset(fold(word) for word in (
    "سنة", "سنين", "سنوات", "عام", "عاما", "أعوام", "شهر", "شهور", "أشهر", "يوم", "أيام", "ans", "an", "mois", "jours", "years",
    "months", "3am", "sna", "snin", "ch7or",
))  # fmt: skip
_WATER = {"ما": "الما", "ma": "lma"}
_THERE = frozenset(fold("كاش كانش كاين كاينش كايش بقاش بقا كان kach kanch kayn kaynch kayen b9ach b9a kan").split())
_BESIDE_WATER = frozenset(fold("و ولا وله من منذ هادي في ف مع ضو كهربا w wla ou o men mn mel f fi hadi et").split())
_AND_WITHOUT = ("ولا", "وبلا", "وما", "فال", "مل", "wbla", "wla", "#")
_ARABIZI_NO = frozenset(("ma", "la"))
_FRENCH = frozenset(
    (
        "le",
        "les",
        "des",
        "est",
        "une",
        "dans",
        "pour",
        "et",
        "du",
        "sont",
        "avec",
        "sur",
        "qui",
        "nous",
        "notre",
        "mon",
        "au",
        "ont",
        "par",
        "son",
        "ses",
        "leur",
        "leurs",
        "elle",
        "ils",
        "chez",
        "depuis",
    )
)

_ONLY = frozenset(fold("غير غي فقط بس برك ghir ghi gher bark bess seulement juste uniquement only just").split())
_SOME = frozenset(("de", "des", "du", "d", "un", "une"))
_WHICH = frozenset(fold("لي اللي الي li lli eli elli").split())
_QUE = frozenset(("que", "qu", "dont"))
_NOT_IS = frozenset(fold("ماشي مش موش machi mouch mch mech pas").split())

Phrases = dict[str, list[tuple[tuple[str, ...], str]]]
_NO_PHRASES: Phrases = {}


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What is known about a folded word, wherever it stands."""

    folded: str
    stem: str
    script: str
    classes: tuple[str, ...] = ()
    role: str = ""
    denied: bool = False  # within itself: "ماعندناش"
    near: bool = False  # its classes are those of a similar word
    thing: bool = False  # something that can be lacked or denied
    harm: bool = False
    phrases: Phrases = field(default_factory=dict)  # that it may begin, by the second word: the words after, the class


@dataclass(slots=True)
class Reading:
    """The words of a text: where each stands, its clause, how it is meant, and the classes found from it on."""

    words: list[Word] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    classes: list[tuple[str, int, int]] = field(default_factory=list)
    """(class, first word, last word), in the order of the text."""


_NUMBERS = [Word("#" * size, "#", "") for size in range(5)]


class _Words(dict[str, Word | None]):
    """Raw word → what is known about it; when it has grown the older half goes, so that memory stays flat."""

    most = 1 << 16

    def __missing__(self, raw: str) -> Word | None:
        folded = fold(raw).replace(" ", "")
        if folded.isdecimal():  # ⓵ is a digit, and no number
            return _NUMBERS[min(len(folded), 4)]  # of which there is no end
        if len(self) >= self.most:
            for old in list(self)[: self.most // 2]:  # list() at once: other threads add words
                self.pop(old, None)  # another thread may be at it too
        if folded == "ما" and "ء" in raw:
            folded = "الما"  # water, which folding makes one with "not"
        known = _know(folded[:40]) if folded else _sign(raw)
        if len(raw) <= 40:
            self[raw] = known
        return known


def _sign(raw: str) -> Word | None:
    """An emoji is a word of its own, whatever its colour."""
    if raw[0] >= "\u2600" and not "\U0001f3fb" <= raw[0] <= "\U0001f3ff":
        return Word(raw, raw, "")
    return None


def _know(folded: str) -> Word:
    classes, denied, near = lexicon().classes_of(folded)
    role = "" if near else next((each for each in _ROLES if each in classes), "")
    meaning = tuple(each for each in classes if each not in _ROLES)
    root = stem(folded)
    starts = lexicon().phrases
    return Word(
        folded,
        root,
        script_of(folded),
        meaning,
        role or (_NO if folded in ("ما", "لا") else ""),
        denied,
        near,
        any(each.endswith((".thing", ".harm")) for each in meaning),
        any(each.endswith(".harm") or each == "scene.fallen" for each in meaning),
        starts.get(folded) or starts.get(root) or _NO_PHRASES,
    )


def script_of(folded: str) -> str:
    """Return "arabic", "latin", "tifinagh" or "" for a folded word, by its first letter."""
    first = folded[0]
    if "\u0620" <= first <= "\u06ff":
        return "arabic"
    if "\u2d30" <= first <= "\u2d7f":
        return "tifinagh"
    return "latin" if folded.isascii() and not folded.isdigit() else ""


_WORDS = _Words()


def read(text: str) -> Reading:
    """Return the reading of ``text``."""
    reading = Reading()
    words, spans, clauses = reading.words, reading.spans, reading.clauses
    known, clause = _WORDS, 0
    if "_" in text:
        text = text.replace("_", " ")
    joined = _NUMBER_JOINED.search(text) is not None
    for match in _TOKEN.finditer(text):
        raw = match.group()
        if raw in _BREAKS:
            clause += 1
            continue
        if joined and _NUMBER_JOINED.search(raw):
            start = match.start()
            pieces = [(part.group(), (start + part.start(), start + part.end())) for part in _PART.finditer(raw)]
            for piece, span in pieces:
                if (word := known[piece]) is not None:
                    words.append(word)
                    spans.append(span)
                    clauses.append(clause)
        elif (word := known[raw]) is not None:
            words.append(word)
            spans.append(match.span())
            clauses.append(clause)
        if len(words) >= MOST_WORDS:
            break
    _find_water(reading)
    _drop_accounts(reading)
    roles = _classify(reading)
    reading.modes = _modes(reading, roles)
    return reading


def _find_water(reading: Reading) -> None:
    """ "بلا ما", "bla ma": what denies has something after it to deny; where nothing is, it is water, written the same."""
    words, clauses = reading.words, reading.clauses
    for index in range(1, len(words)):
        water = _WATER.get(words[index].folded)
        if water is None or clauses[index - 1] != clauses[index]:
            continue
        before = words[index - 1]
        lacking = before.role == _NONE or (before.folded in _THERE and index > 1 and words[index - 2].folded in _WATER)
        after = words[index + 1].folded if index + 1 < len(words) and clauses[index + 1] == clauses[index] else ""
        if lacking and (not after or after in _BESIDE_WATER or after.startswith(_AND_WITHOUT)):
            words[index] = _WORDS[water] or words[index]


def _drop_accounts(reading: Reading) -> None:
    """ "CCP 0012345678 مفتاح 45": where money can be sent says nothing of what is lacking."""
    words = reading.words
    dropped: set[int] = set()
    for index, word in enumerate(words):
        after = range(index + 1, min(index + 5, len(words)))
        if word.folded in _ACCOUNTS and any(len(words[at].folded) == 4 and words[at].stem == "#" for at in after):
            dropped.add(index)
            dropped.update(at for at in after if words[at].folded in _KEYS or words[at - 1].folded in _KEYS)
    for index in sorted(dropped, reverse=True):
        del words[index], reading.spans[index], reading.clauses[index]


def _classify(reading: Reading) -> list[str]:
    """Find words and phrases that mean something; return what turns the meaning of others, word by word."""
    words, found = reading.words, reading.classes
    roles = [word.role for word in words]
    size = len(words)
    for index, word in enumerate(words):
        for name in word.classes:
            found.append((name, index, index))
        if word.phrases and index + 1 < size:
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
                if name in _ROLES:
                    roles[index : end + 1] = [name] + [""] * (end - index)
                else:
                    found.append((name, index, end))
    for index, role in enumerate(roles[:-2]):
        if role == _HAVE and words[index + 1].stem == "#" and words[index + 2].folded in _YEARS:
            roles[index] = ""  # "عندها 78 سنة" tells an age
    latin = [index for index, word in enumerate(words) if word.folded in _ARABIZI_NO]
    if latin and not any(word.folded in _FRENCH for word in words):
        for index in latin:
            roles[index] = _NO  # Arabizi, not a French article
    for name, first, last in found:
        if name == "RESCUE.inside" and first < last and roles[first] == _NO:
            roles[first] = ""  # "لا تفتح الباب": the "not" is the phrase's own
    if _BUT in roles:
        shift = 0
        for index, role in enumerate(roles):
            if role == _BUT:
                shift += 1000  # "the food came but": what follows is read by itself
            reading.clauses[index] += shift
    return roles


def _modes(reading: Reading, roles: list[str]) -> list[int]:
    words, clauses = reading.words, reading.clauses
    modes = [PLAIN] * len(words)
    clause, mode, reach, no_left, spared = -1, PLAIN, 0, 0, False
    turns: list[int] = []
    refused = False  # what follows a need denied, after "only", is the need: "no food, only medicine"
    for index, (word, role, where) in enumerate(zip(words, roles, clauses, strict=True)):
        if where != clause:
            clause, mode, no_left, spared = where, PLAIN, 0, False
        if refused and (word.folded in _ONLY or _is_rather(words, index)) and role in ("", _BUT):
            mode, reach, no_left, spared, refused = NEED, REACH_OF_HAVE, 0, False, False
            modes[index] = mode
        elif role == _NONE and word.folded == "pas" and spared and turns[-1] == index - 1:
            modes[index] = mode  # "ne demandons pas de tente"
        elif role and role != _BUT:
            if role == _NO:
                if spared:
                    modes[index] = mode  # "we need neither food nor tents"
                else:
                    no_left = REACH_OF_NO
                    modes[index] = NOT
                continue
            negative = word.denied or no_left > 0
            if role == _HAVE:
                mode = NOT if negative else HAVE
            elif role == _NEED:
                mode = HAVE if negative else NEED
            else:
                mode = NOT
            if role == _NEED and _is_not_which(index, reading, modes):
                mode = HAVE
            reach, no_left, spared = REACH_OF_HAVE, 0, role == _NEED and mode == HAVE
            refused = spared or (role == _HAVE and word.role == _NO)  # "pas besoin"
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
        if turned and clauses[before] == clauses[turned] and (not modes[before] or roles[before] == _NO):
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
        if modes[earlier] == NOT and not (earlier == turned - 1 and words[earlier].role == _NO):
            return
        modes[earlier] = modes[turned]
