"""Numbers and what they count: ages, people, families, houses, days, distances. In digits or in words, in any language here.

Precision first: the number of a house, a day, a price or a telephone counts nobody, whatever word comes after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from yaqaza.language import numbers as known
from yaqaza.language.company import company
from yaqaza.language.folding import fold
from yaqaza.language.lexicon import forms, is_arabic
from yaqaza.language.reading import Reading
from yaqaza.language.words import NUMBER

BESIDE = "beside"
"""The unit of one person named beside children that are counted: "5 drari m3a yemmahom"."""

MOST_BARE = 60
"""More than these are not told without a word for them ("we are 12")."""

_PEOPLE = known.PEOPLE | {"families"}
_OWN = ("ي", "نا", "ها", "هم", "ه", "و", "ك")
_RUN = re.compile(r"\d(?:[\d .\-/\u00a0\u202f]*\d)?$")
_APART = re.compile(r"\D+")
_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[ .,\u00a0\u202f]\d{3})+$")
_PART_OF = re.compile(r"\d[/:]$")
_SHARE = re.compile(r"\s?(?:[%٪]|[/:]\d|\s*(?:pour cent|pourcent|بالم[ئا]|في الم[ئا]))")
_PAUSE = re.compile(r"[.!?؟;؛\n]")
_ALWAYS = re.compile(r"(?<!\d)(\d+)\s?(?:h|heures?|j|jrs?|jours?)?\s?(?:/|sur)\s?\1$", re.IGNORECASE)
_LIST = re.compile(r"[:(]\s*$")
_AND = re.compile(r"(?:(?<!\w)(?:et|and|w)|[و+&])\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Count:
    """A number and what it counts (a unit of ``numbers``): ``text[start:end]`` is the number with its unit."""

    start: int
    end: int
    number: int
    unit: str
    again: bool = False  # they were counted before: "120 people, 30 of them children"


@dataclass(frozen=True, slots=True)
class Age:
    """An age read in a text, in years (months count as 0); ``text[start:end]``."""

    start: int
    end: int
    years: int


def find_counts(text: str, reading: Reading) -> tuple[list[Count], list[Age]]:
    """Return what the numbers of a text count, and the ages among them."""
    counts: list[Count] = []
    ages: list[Age] = []
    if not reading.traits & NUMBER:
        return counts, ages
    words, spans, done = reading.words, reading.spans, 0
    for index in [at for at, word in enumerate(words) if word.traits & NUMBER]:
        if index < done:
            continue  # within a number that was read
        folded = words[index].folded
        if unit := known.two_of(folded):
            counts.append(Count(*spans[index], 2, unit))
            continue
        if folded[:2] == "ال":
            counts += _owned(text, reading, index, counts)
            continue
        number, last = _number(text, reading, index)
        if number is None:
            continue
        unit, place = _counted(reading, index, last, number)
        before = {word.folded for word in words[max(0, index - 2) : index]}
        if unit in ("years", "months"):
            if not before & known.SINCE and number < 115:
                ages.append(Age(spans[index][0], spans[place][1], number if unit == "years" else 0))
            else:
                counts.append(Count(spans[index][0], spans[place][1], number, unit))
        elif unit in _PEOPLE:
            if number and not _names(text, reading, index, last, place, unit):
                taken = [(count.start, count.end) for count in counts]
                theirs = company(text, reading, index, place, taken) if unit in known.PARTS else []
                counts += [Count(*spans[at], 1, BESIDE) for at in theirs]
                again = bool(counts) and not before.isdisjoint(known.OF_THEM)
                counts.append(Count(spans[index][0], spans[place][1], number, unit, again))
        elif unit:
            counts.append(Count(spans[index][0], spans[place][1], number, unit))
        elif before & known.AGED and 0 < number < 115 and folded.startswith("#"):
            ages.append(Age(*spans[index], number))
        elif 2 <= number <= MOST_BARE and (first := _group(text, reading, index, last)) is not None:
            counts.append(Count(spans[first][0], spans[last][1], number, "people"))
        done = last + 1
    if len(counts) > 1:
        counts = _told_again(text, sorted(counts, key=lambda count: count.start))
    return counts, ages


def _number(text: str, reading: Reading, index: int) -> tuple[int | None, int]:
    """Return the number that stands at a word, in digits or words ("خمسة وأربعين", "quatre-vingt-dix"), and its last word."""
    words, size = reading.words, len(reading.words)
    folded = words[index].folded
    if folded[0] == "#":
        start, end = reading.spans[index]
        if end - start == 3 and (grouped := _GROUPED.search(text, max(0, start - 8), end)):
            return int(_APART.sub("", fold(grouped.group()))), index
        digits = fold(text[start:end]).replace(" ", "")
        return (int(digits), index) if len(digits) <= 6 else (None, index)
    number, last = known.number_of(folded), index
    if number is None:
        return None, index
    while last + 1 < size and reading.clauses[last + 1] == reading.clauses[index]:
        following, at = words[last + 1].folded, last + 1
        joined = following in ("و", "w", "et") and at + 1 < size
        if joined:
            at += 1
            following = words[at].folded
        elif following[0] == "و" and following not in known.NUMBERS:
            joined = True
        more = known.number_of(following)
        if more is None or (together := _together(number, more, joined)) is None:
            break
        number, last = together, at
    return number, last


def _together(number: int, more: int, joined: bool) -> int | None:
    """Return the one number that two number words are together, None when they are two numbers."""
    if number == 100 and more < 100:
        return number + more
    if joined:
        if (number < 10 and 20 <= more <= 90) or (20 <= number <= 60 and more in (1, 11)):
            return number + more
        return None
    if (number, more) == (4, 20) or (1 < number < 10 and more == 100):
        return number * more
    return number + more if number in (20, 30, 40, 50, 60, 80) and 1 < more < 20 else None


def _counted(reading: Reading, index: int, last: int, number: int) -> tuple[str, int]:
    """Return the unit that a number counts, and the word that names it."""
    words, size = reading.words, len(reading.words)
    place = last + 1
    while place < size and place - last <= 2 and words[place].folded in known.BETWEEN:
        place += 1
    for at in (place, place - 1):  # "3 petits" are children when no word for them follows
        beside = last < at < size and reading.clauses[at] == reading.clauses[index]
        if beside and (unit := _unit(words[at].folded, at > last + 1 or number == 1)):
            return unit, at
    return "", place


def _owned(text: str, reading: Reading, index: int, counts: list[Count]) -> list[Count]:
    """Return those whose number follows them with an article: "أولادي الثلاثة"; and who is named beside them."""
    words, spans, first = reading.words, reading.spans, index - 1
    number = known.number_of(words[index].folded[2:])
    together = index > 0 and reading.clauses[first] == reading.clauses[index]
    unit = next(filter(None, (_unit(form, True) for form in forms(words[first].folded))), "") if together else ""
    if number is None or unit not in known.PARTS:
        return []
    taken = [(count.start, count.end) for count in counts]
    again = any((count.number, count.unit) == (number, unit) for count in counts)
    theirs = company(text, reading, first, index, taken)
    return [
        *[Count(*spans[at], 1, BESIDE) for at in theirs],
        Count(spans[first][0], spans[index][1], number, unit, again),
    ]


@lru_cache(maxsize=16384)
def _unit(word: str, with_article: bool) -> str:
    """Return the unit of a word. "للعائلة" after a number tells a price, and an article needs "of" before it."""
    if word in known.UNITS:
        return known.UNITS[word]
    for form in forms(word)[1:]:
        front = word[: len(word) - len(form)]
        if front not in ("د", "d") and not (with_article and front in ("ال", "دال", "l", "el", "al")):
            continue
        if form in known.UNITS and (front != "d" or len(form) > 4):  # "ddrari", not "dans"
            return known.UNITS[form]
    if is_arabic(word):
        for ending in _OWN:
            bare = word.removesuffix(ending)
            if bare != word and len(bare) > 2 and known.UNITS.get(bare) == "children":
                return "children"
    return ""


def _names(text: str, reading: Reading, index: int, last: int, place: int, unit: str) -> bool:
    """Return whether a number names a house, a day or a year, or belongs to a telephone or a share, before it counts anybody."""
    words, (start, end) = reading.words, reading.spans[index]
    before = words[index - 1].folded if index and reading.clauses[index - 1] == reading.clauses[index] else ""
    if before in known.NUMBERED or before in known.TENTS:
        return True
    if index > 1 and before in known.BETWEEN and words[index - 2].folded in known.TENTS:
        return True
    counted = words[place].folded
    if unit == "families" and counted in known.ONE_FAMILY and _is_street(reading, index):
        return True
    if counted == "personne" and place + 1 < len(words) and words[place + 1].folded in ("n", "ne"):
        return True  # nobody
    if words[index].stem != "#":
        return False
    number = int(_APART.sub("", fold(text[start:end])) or 0)
    if end - start == 4 and 1900 <= number <= 2035 and number % 50:
        return True  # a year
    if _PART_OF.search(text, max(0, start - 2), start) or _SHARE.match(text, end):
        return True
    if _ALWAYS.search(text, max(0, start - 20), end):
        return True  # "24h/24 personne", "7 jours sur 7"
    run = _RUN.search(text, max(0, start - 24), end)
    pieces = _APART.split(run.group()) if run else []
    if len(pieces) > 1 and len(pieces[-2]) >= 9:
        return False  # a whole telephone stands before
    return sum(map(len, pieces)) >= 8


def _is_street(reading: Reading, index: int) -> bool:
    """Return whether the number at a word stands after a street or a house, and not "in the street 4 families"."""
    words = reading.words
    if (
        not index
        or reading.clauses[index - 1] != reading.clauses[index]
        or words[index - 1].folded not in known.STREETS
    ):
        return False
    return not (index > 1 and words[index - 2].folded in ("la", "une", "meme", "chaque", "كل", "نفس"))


def _group(text: str, reading: Reading, index: int, last: int) -> int | None:
    """Return the word with which "we are five", "a family of five" or "five in one room" begins; None when it is something else."""
    words, clauses = reading.words, reading.clauses
    clause, size = clauses[index], len(words)
    start, end = reading.spans[index]
    if text[start] == "0" or _PART_OF.search(text, max(0, start - 2), start) or _SHARE.match(text, end):
        return None
    after = words[last + 1].folded if last + 1 < size and clauses[last + 1] == clause else ""
    later = words[last + 2].folded if after and last + 2 < size and clauses[last + 2] == clause else ""
    if (
        after in known.MONTHS
        or after in known.STREETS
        or after[:1] == "#"
        or (later and known.begins(later) and after == "a")
    ):
        return None
    goes_on = not after or after in known.GOES_ON or after[:3] in ("فال", "بال") or words[last + 1].role != ""
    first = index - 1
    while first > 0 and index - first <= 2 and words[first].folded in known.ABOUT:
        first -= 1
    if first < 0 or clauses[first] != clause:
        return None
    said = words[first].folded
    if goes_on and (said in known.WE or (first and (words[first - 1].folded, said) in known.WE_ARE)):
        return first if said in known.WE else first - 1
    if said == "a" and after == "dans" and later in ("une", "un", "1", "meme", "deux"):
        return first
    link = first
    while link >= 0 and first - link < 3 and clauses[link] == clause and words[link].folded in known.FAMILY_OF:
        link -= 1
    if link < 0 or link == first or clauses[link] != clause or index - 1 != first:
        return None
    only_from = all(words[each].folded in known.OF_PLACE for each in range(link + 1, index))
    family = any(form in known.ONE_FAMILY for form in (words[link].folded, *_own_forms(words[link].folded)))
    return link if family and (goes_on or not only_from) else None


@lru_cache(maxsize=4096)
def _own_forms(word: str) -> tuple[str, ...]:
    """Return a word without what is joined to it: "عائلتي" and "والعائلة" are "عائلة"."""
    bare = [*forms(word), *(word.removesuffix(ending) for ending in _OWN)]
    return tuple(each[:-1] + "ه" if each.endswith("ت") else each for each in bare)


def _told_again(text: str, counts: list[Count]) -> list[Count]:
    """Mark those who were counted before: the parts that a sign or their sum shows to be of a whole, and the one of many."""
    again: set[Count] = set()
    for unit in known.PARTS:
        listed = [count for count in counts if count.unit == unit and not count.again]
        for at, count in enumerate(listed):
            if count not in again:
                again.update(_parts(text, count, listed[at + 1 :]) or _whole(text, count, listed[:at]))
            if at and _is_one_of(text, listed[at - 1], count):
                again.add(count)
    return [replace(count, again=True) if count in again else count for count in counts]


def _parts(text: str, whole: Count, rest: list[Count]) -> list[Count]:
    """Return what follows a whole and is within it: "4 children: 2 girls", "5 children, 3 girls and 2 boys"."""
    if not rest or _PAUSE.search(text, whole.end, rest[0].start):
        return []
    found, sign = 0, _LIST.search(text, whole.end, rest[0].start)
    for at, part in enumerate(rest):
        if at and _PAUSE.search(text, rest[at - 1].end, part.start):
            break
        found += part.number
        if found > whole.number or (not sign and _are_all_children(text, part)):
            break
        if found == whole.number and (sign or (at and _are_all_children(text, whole) and not _joined(text, rest[0]))):
            return rest[: at + 1]
    return rest if sign and found <= whole.number else []


def _whole(text: str, whole: Count, before: list[Count]) -> list[Count]:
    """Return the whole that is told after its parts: "3 girls, 2 boys, 5 children in all"."""
    if (
        not _are_all_children(text, whole)
        or _joined(text, whole)
        or any(_are_all_children(text, part) for part in before)
    ):
        return []
    return [whole] if len(before) > 1 and sum(part.number for part in before) == whole.number else []


def _is_one_of(text: str, before: Count, count: Count) -> bool:
    """Return whether one is told of who was counted with others: "4 children are hungry. One child is ill"."""
    gap = text[before.end : count.start]
    if count.number != 1 or before.number == 1 or _joined(text, count) or not any(sign.isalpha() for sign in gap):
        return False
    return _PAUSE.search(gap) is not None or _are_all_children(text, count)


def _joined(text: str, count: Count) -> bool:
    first = fold(text[count.start : count.end]).split()[0]
    return (first[0] == "و" and first not in known.NUMBERS) or _AND.search(
        text, max(0, count.start - 6), count.start
    ) is not None


def _are_all_children(text: str, count: Count) -> bool:
    """Return whether the word is for children of any kind, who may then be told as girls, boys and babies."""
    return any(form in known.CHILDREN for form in forms(fold(text[count.start : count.end]).split()[-1]))


def kinds(counts: list[Count], ages: list[Age]) -> dict[int, str]:
    """Return what each number is, by where it starts: of what it counts, or the time of life it tells."""
    found = {count.start: f"# {count.unit}" for count in counts if count.unit != BESIDE}
    for age in ages:
        life = "baby" if age.years < 3 else "child" if age.years < 18 else "adult" if age.years < 60 else "old"
        found[age.start] = f"# {life}"
    return found


def people_of(counts: list[Count]) -> int | None:
    """Return how many people the text speaks of: the largest count of people, or all it lists, each once."""
    whole = max((count.number for count in counts if count.unit == "people"), default=0)
    parts = known.PARTS | {BESIDE}
    listed = sum(count.number for count in counts if count.unit in parts and not count.again)
    return max(whole, listed) or None


def spans_of(counts: list[Count], *units: str) -> tuple[tuple[int, int], ...]:
    """Return where the counts of these units stand; "people" are all that ``people_of`` adds up."""
    wanted = {*units, *((*known.PARTS, BESIDE) if "people" in units else ())}
    return tuple((count.start, count.end) for count in counts if count.unit in wanted and not count.again)
