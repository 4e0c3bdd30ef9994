"""Places named inside what people write: Arabic, Darija, French, and Arabic in Latin letters and digits.

A stretch of up to a few words counts when it is written like, or sounds like, the name of an area. The words before it
decide: "ولاية وهران" is the province, "يوم الأربعاء" a day, "rue Didouche Mourad" a street elsewhere. A name that is
also a word of every day (``common.txt``) needs such a witness. Namesakes are told apart by the places named beside
them; those that cannot be are all returned, the likeliest first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from rapidfuzz.distance import DamerauLevenshtein

from yaqaza.language.folding import fold, fold_with_offsets
from yaqaza.language.places.entries import ARTICLES, RANK, Entry, Lexicon, bare, sound
from yaqaza.language.places.words import (
    CLITICS,
    COMERS,
    HOMES,
    LEVEL_WORDS,
    LOCATIVES,
    ORIGINS,
    PLACE_WORDS,
    STATIONS,
    STREETS,
    TIMES,
    TITLES,
    TRAINS,
    is_common,
    is_hard,
)

LEAST = 0.5
"""A mention below this is not reported."""

EXACT, BARE, HEARD, ADDED = 0.9, 0.8, 0.75, 0.45

LEAST_LIKE = {3: 0.76, 4: 0.7, 5: 0.66}
"""How alike two spellings of the same sound must be, by the length of the sound: the shorter, the more."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text: ``text[start:end]``, the areas it may be, and how sure it is that one of them is meant."""

    start: int
    end: int
    area_codes: tuple[str, ...]
    score: float


@dataclass(slots=True)
class _Found:
    """A candidate: the words ``first`` to ``last`` (excluded) name one of ``entries``."""

    first: int
    last: int
    entries: list[Entry]
    quality: float
    name: str  # squeezed
    clitic: str
    witness: str = ""  # LEVEL, PLACE, LOCATIVE or nothing
    capital: bool = False
    lives: bool = False  # somebody lives there
    origin: bool = False  # somebody comes from there


def find(lexicon: Lexicon, text: str) -> list[PlaceMention]:
    words = fold(text).split(" ")
    found: list[_Found] = []
    index = 0
    while index < len(words):
        heads = _reading(lexicon, words[index])
        candidate = _longest(lexicon, words, index, heads) if heads else None
        if candidate is None:
            index += 1
            continue
        if _means_a_place(candidate, words):
            found.append(candidate)
        index = candidate.last
    return _mentions(found, words, text) if found else []


def _mentions(found: list[_Found], words: list[str], text: str) -> list[PlaceMention]:
    """Weigh the candidates, and say where in the text as received they stand."""
    offsets = fold_with_offsets(text)[1]
    starts = [0, *accumulate(len(word) + 1 for word in words)]
    shouted = text.isupper()
    for candidate in found:
        candidate.capital = text[offsets[starts[candidate.first]]].isupper() and not shouted
    mentions = []
    for candidate, score in _resolve(found):
        if score < LEAST:
            continue
        start = offsets[starts[candidate.first] + len(candidate.clitic)]
        end = offsets[starts[candidate.last] - 2] + 1
        while end < len(text) and unicodedata.category(text[end])[0] in "LM" and not fold(text[end]):
            end += 1  # what folding drops belongs to the word: the hamza of الأربعاء, vowel signs
        mentions.append(PlaceMention(start, end, tuple(entry.code for entry in candidate.entries), round(score, 3)))
    return mentions


_Heads = list[tuple[str, str, bool, bool]]
"""The ways to read a word as the beginning of a name: what was joined to it, the word, whether some name is written so, whether some
name sounds so."""


def _reading(lexicon: Lexicon, word: str) -> _Heads:
    known: _Heads | None = lexicon.readings.get(word)
    if known is None:
        if len(lexicon.readings) > 100_000:
            lexicon.readings.clear()
        known = lexicon.readings[word] = list(_ways(lexicon, word)) if word else []
    return known


def _ways(lexicon: Lexicon, word: str) -> Iterator[tuple[str, str, bool, bool]]:
    for clitic, head in _heads(word):
        written = head in lexicon.begins or bare(head) in lexicon.begins or head in ARTICLES
        heard = not _is_context(head) and sound(head) in lexicon.sound_begins
        if written or heard:
            yield clitic, head, written, heard


def _longest(lexicon: Lexicon, words: list[str], index: int, heads: _Heads) -> _Found | None:
    """Return the longest stretch from a word on that is a name: as written, without articles, or by its sound."""
    most = min(lexicon.longest, len(words) - index)
    best: _Found | None = None
    for clitic, head, written, _ in heads:
        if written and (found := _written(lexicon, words, index, most, clitic, head)):
            best = found if best is None or found.last > best.last else best
    if best is not None:
        return best
    for clitic, head, _, heard in heads:
        if heard and (found := _audible(lexicon, words, index, min(most, 4), clitic, head)):
            best = found if best is None or found.last > best.last else best
    return best


def _written(lexicon: Lexicon, words: list[str], index: int, most: int, clitic: str, head: str) -> _Found | None:
    """Grow a stretch as long as some name begins with it; return the longest that is one."""
    best: _Found | None = None
    name = squeezed = head
    for size in range(1, most + 1):
        if size > 1:
            name, squeezed = f"{name} {words[index + size - 1]}", squeezed + words[index + size - 1]
        without = bare(name)
        if len(squeezed) >= 3 and not (size == 1 and _is_context(head)):
            if entries := lexicon.called(squeezed):
                best = _Found(index, index + size, entries, EXACT, squeezed, clitic)
            elif len(squeezed) > 3 and (entries := lexicon.by_bare.get(without, [])):
                added = size == 1 and head.startswith("ال")  # "الفاس" is not فاس, "شلف" is الشلف
                best = _Found(index, index + size, entries, ADDED if added else BARE, squeezed, clitic)
        last = name.rpartition(" ")[2]
        if last in ARTICLES:
            continue  # an article at the end is no part of the bare name yet
        if squeezed not in lexicon.begins and without not in lexicon.begins:
            break
    return best


def _audible(lexicon: Lexicon, words: list[str], index: int, most: int, clitic: str, head: str) -> _Found | None:
    best: _Found | None = None
    name = head
    for size in range(1, most + 1):
        if size > 1:
            name = f"{name} {words[index + size - 1]}"
        key = sound(name)
        if key in lexicon.by_sound:
            best = _heard(lexicon, name, key, index, size, clitic) or best
        if key[:-1] not in lexicon.sound_begins:  # the last sound may change with the next letter: s, then sh
            break
    return best


def _is_context(word: str) -> bool:
    """Whether a word alone tells about places instead of being the name of one."""
    return word in LEVEL_WORDS or word in PLACE_WORDS or word in LOCATIVES or word in STREETS


def _heard(lexicon: Lexicon, name: str, key: str, index: int, size: int, clitic: str) -> _Found | None:
    """Return the names that sound the same and are written nearly so."""
    words = name.split(" ")
    if len(name) < 5 or len(key) < 3 or _is_context(words[-1]) or len(words[-1]) < 2:
        return None
    squeezed, written = name.replace(" ", ""), bare(name)
    if is_common(squeezed) or is_common(written):
        return None
    if size > 1 and len(key) < 4:
        return None
    least = LEAST_LIKE[min(len(key), 5)] + (0.0 if "a" <= name[0] <= "z" or size > 1 else 0.05)
    close: list[tuple[float, Entry]] = []
    for spelling in lexicon.by_sound[key]:
        likeness = DamerauLevenshtein.normalized_similarity(spelling.bare, written, score_cutoff=least)
        if likeness >= least and not is_common(spelling.squeezed):
            close.append((likeness, spelling.entry))
    if not close:
        return None
    best = max(likeness for likeness, _ in close)
    entries = list({entry.code: entry for likeness, entry in close if likeness >= best - 0.1}.values())
    return _Found(index, index + size, entries, HEARD * (0.6 + 0.4 * best), squeezed, clitic)


def _heads(token: str) -> list[tuple[str, str]]:
    """Return the ways to read an Arabic word's beginning: (what was joined to it, the word): "وبالبليدة", "للشلف"."""
    ways = [("", token)]
    if not ("\u0620" <= token[0] <= "\u064a"):
        return ways
    rest, clitic = token, ""
    for _ in range(2):
        if rest[0] not in CLITICS or len(rest) < 4:
            break
        if rest.startswith("لل"):
            ways.append((clitic + "لل", "ال" + rest[2:]))
            ways.append((clitic + "لل", rest[2:]))
            break
        clitic, rest = clitic + rest[0], rest[1:]
        ways.append((clitic, rest))
    return ways


def _means_a_place(found: _Found, words: list[str]) -> bool:
    """Look at the words before and at the name itself; note the witness, keep to the level that a word names."""
    before = [_plain(word) for word in words[max(0, found.first - 3) : found.first]][::-1]
    if len(before) > 1 and before[0] in ("de", "d", "du", "la", "l", "el") and _is_context(before[1]):
        before.pop(0)  # "commune de", "wilaya d'"
    previous = before[0] if before else ""
    single = found.last - found.first == 1
    if found.name in TRAINS and (previous in STATIONS or previous.removeprefix("ال") in STATIONS):
        return False
    if single and (_is_context(found.name) or (found.clitic and is_hard(words[found.first]))):
        return False  # "باريس" is not "in اريس"
    beyond = before[1] if len(before) > 1 and previous in LOCATIVES else previous
    found.lives = beyond in HOMES or beyond.removeprefix("و") in HOMES
    found.origin = previous in ORIGINS and beyond in COMERS
    if previous in LEVEL_WORDS:
        found.witness = "LEVEL"
        at_level = [entry for entry in found.entries if entry.level in LEVEL_WORDS[previous]]
        found.entries = at_level or found.entries
        return True
    if previous in PLACE_WORDS:
        found.witness = "PLACE"
    elif previous in STREETS and not found.clitic:
        return False  # "شارع ديدوش مراد", but not "في الزنقة فباب الواد"
    elif (single and previous in TITLES) or (previous in TIMES and is_common(found.name)):
        return False
    elif previous in LOCATIVES or found.clitic[-1:] in ("ب", "ف", "ل"):
        found.witness = "LOCATIVE"
    return True


@lru_cache(maxsize=16384)
def _plain(token: str) -> str:
    """Return a word without what Arabic joins to it: "بولاية" → "ولاية", "والولاية" → "ولاية"."""
    for _, word in reversed(_heads(token)):
        for each in (word, word[2:] if word.startswith("ال") else word):
            if each in LEVEL_WORDS or each in PLACE_WORDS or each in STREETS:
                return each
    return token


def _resolve(found: list[_Found]) -> list[tuple[_Found, float]]:
    """Tell namesakes apart by the other places of the text, and weigh what is left."""
    named = [(each, [entry for entry in each.entries if entry.level != "COUNTRY"]) for each in found]
    sure = [(each, entries) for each, entries in named if _is_sure(each)]
    settled = any(each.lives and not each.origin for each in found)
    result = []
    for each in found:
        others = [
            entry for other, entries in sure if other is not each and other.name != each.name for entry in entries
        ]
        inside = [entry for entry in each.entries if any(_lies_in(entry, other) for other in others)]
        around = [entry for entry in each.entries if any(_lies_in(other, entry) for other in others)]
        supported = bool(inside or around)
        if inside:
            each = replace(each, entries=inside)
        elif around and each.witness != "LEVEL":
            smallest = [e for e in around if e.level != "COUNTRY"] or around
            each = replace(each, entries=smallest)
        elif others and any(entry.level == "COUNTRY" for entry in each.entries):
            each = replace(each, entries=[entry for entry in each.entries if entry.level == "COUNTRY"])
        each.origin = each.origin and settled  # who comes from one place and lives in another is looked for there
        each.entries = sorted(each.entries, key=lambda e: (-_likely(e), RANK[e.level], e.code))
        result.append((each, _score(each, supported)))
    return result


def _is_sure(found: _Found) -> bool:
    """Whether the mention may vouch for others."""
    return found.quality >= BARE and (not is_common(found.name) or found.witness in ("LEVEL", "PLACE", "LOCATIVE"))


def _lies_in(inner: Entry, outer: Entry) -> bool:
    return outer.level != "COUNTRY" and inner.path != outer.path and inner.path.startswith(outer.path)


def _likely(entry: Entry) -> float:
    """A province before the town it is named after, a town before the district around it."""
    return entry.weight - {"PROVINCE": 0.0, "COMMUNE": 0.05}.get(entry.level, 0.3)


def _score(found: _Found, supported: bool) -> float:
    score = found.quality + {"LEVEL": 0.1, "PLACE": 0.08, "LOCATIVE": 0.05}.get(found.witness, 0.0)
    score += 0.1 if supported else 0.0
    if not found.witness and not supported and found.clitic:
        score -= 0.2  # "وسلا": a joined letter without any witness is often the word itself
    if is_common(found.name) and not supported:
        if is_hard(found.name) and found.witness not in ("LEVEL", "PLACE"):
            score -= 0.3 if found.capital and found.witness else 0.6
        elif not found.witness:
            score -= 0.2 if found.capital else 0.6
        elif found.quality < BARE:
            score -= 0.1  # "بالقمار" is the game, not قمار: an article that the name has not
    elif (len(found.name) < 4 or found.quality < BARE) and not found.witness and not supported:
        score -= 0.3  # too short, or only heard, and nothing vouches for it
    if found.origin:
        score *= 0.6
    if _are_apart(found.entries):
        score *= 0.75
    return max(0.0, min(1.0, score))


def _are_apart(entries: list[Entry]) -> bool:
    """Whether the candidates are different places, not a province and the town that it is named after."""
    paths = [entry.path for entry in entries if entry.level != "COUNTRY"]
    return any(not (a.startswith(b) or b.startswith(a)) for a in paths for b in paths)
