"""Places named inside what people write: Arabic, Darija, French, and Arabic in Latin letters and digits.

A stretch of up to a few words counts when it is written like, or sounds like, the name of an area. The words before it
decide: "ولاية وهران" is the province, "يوم الأربعاء" a day, "rue Didouche Mourad" a street elsewhere. A name that is
also a word of every day (``common.txt``) needs such a witness. Namesakes are told apart by the places named beside
them; those that cannot be are all returned, the likeliest first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rapidfuzz.distance import DamerauLevenshtein

from yaqaza.language.folding import fold_with_offsets
from yaqaza.language.places.entries import RANK, Entry, Lexicon, bare, sound
from yaqaza.language.places.words import (
    CLITICS,
    LEVEL_WORDS,
    LOCATIVES,
    PLACE_WORDS,
    STREETS,
    TIMES,
    TITLES,
    common,
    hard,
)

LEAST = 0.5
"""A mention below this is not reported."""

EXACT, BARE, HEARD = 0.9, 0.8, 0.7


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text: ``text[start:end]``, the areas it may be, and how sure it is that one of them is meant."""

    start: int
    end: int
    area_codes: tuple[str, ...]
    score: float


@dataclass(slots=True)
class _Token:
    text: str
    start: int  # in the folded text
    end: int


@dataclass(slots=True)
class _Found:
    """A candidate: tokens ``first`` to ``last`` (excluded) name one of ``entries``."""

    first: int
    last: int
    entries: list[Entry]
    quality: float
    name: str  # squeezed
    clitic: str
    witness: str = ""  # LEVEL, PLACE, LOCATIVE or nothing
    capital: bool = False


def find(lexicon: Lexicon, text: str) -> list[PlaceMention]:
    folded, offsets = fold_with_offsets(text)
    tokens = [_Token(match.group(), match.start(), match.end()) for match in re.finditer(r"\S+", folded)]
    found: list[_Found] = []
    index = 0
    while index < len(tokens):
        candidate = _longest(lexicon, tokens, index)
        if candidate is None:
            index += 1
            continue
        candidate.capital = text[offsets[tokens[index].start]].isupper() and not text.isupper()
        if _means_a_place(candidate, tokens):
            found.append(candidate)
            index = candidate.last
        else:
            index = candidate.last if candidate.last - index > 1 else index + 1
    mentions = []
    for candidate, score in _resolve(found):
        if score < LEAST:
            continue
        first, last = tokens[candidate.first], tokens[candidate.last - 1]
        start = offsets[first.start + len(candidate.clitic)]
        codes = tuple(entry.code for entry in candidate.entries)
        mentions.append(PlaceMention(start, offsets[last.end - 1] + 1, codes, round(score, 3)))
    return mentions


def _longest(lexicon: Lexicon, tokens: list[_Token], index: int) -> _Found | None:
    """Return the longest stretch from a token on that is a name: as written, without articles, or by its sound."""
    heard: _Found | None = None
    first = tokens[index].text
    for size in range(min(lexicon.longest, len(tokens) - index), 0, -1):
        rest = [token.text for token in tokens[index + 1 : index + size]]
        for clitic, head in _heads(first):
            name = " ".join([head, *rest])
            squeezed = name.replace(" ", "")
            entries, quality = lexicon.called(squeezed), EXACT
            if not entries and len(squeezed) > 3:
                entries, quality = lexicon.by_bare.get(bare(name), []), BARE
            if entries and (len(squeezed) > 2):
                return _Found(index, index + size, entries, quality, squeezed, clitic)
            if heard is None and size < 5:
                heard = _heard(lexicon, name, squeezed, index, size, clitic)
    return heard


def _heard(lexicon: Lexicon, name: str, squeezed: str, index: int, size: int, clitic: str) -> _Found | None:
    """Return the names that sound the same and are written nearly so."""
    if len(squeezed) < 5 or squeezed in common() or (size == 1 and name in LOCATIVES | PLACE_WORDS):
        return None
    key = sound(name)
    if len(key) < 3:
        return None
    written = bare(name)
    close: list[tuple[float, Entry]] = []
    for spelling in lexicon.by_sound.get(key, ()):
        likeness = DamerauLevenshtein.normalized_similarity(spelling.bare, written)
        if likeness >= (0.6 if len(key) > 4 else 0.72):
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


def _means_a_place(found: _Found, tokens: list[_Token]) -> bool:
    """Look at the words before and at the name itself; note the witness, keep to the level that a word names."""
    before = [_plain(token.text) for token in tokens[max(0, found.first - 3) : found.first]][::-1]
    while before and before[0] in ("de", "d", "du", "la", "l", "el", "ال") and len(before) > 1:
        if before[1] in LEVEL_WORDS or before[1] in PLACE_WORDS or before[1] in STREETS:
            before.pop(0)
        else:
            break
    previous = before[0] if before else ""
    single = found.last - found.first == 1
    if previous in LEVEL_WORDS:
        found.witness = "LEVEL"
        at_level = [entry for entry in found.entries if entry.level in LEVEL_WORDS[previous]]
        found.entries = at_level or found.entries
        return True
    if previous in PLACE_WORDS:
        found.witness = "PLACE"
    elif previous in STREETS or (single and previous in TITLES) or (previous in TIMES and found.name in common()):
        return False
    elif previous in LOCATIVES or found.clitic[-1:] in ("ب", "ف", "ل"):
        found.witness = "LOCATIVE"
    return True


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
        each.entries = sorted(each.entries, key=lambda e: (-_likely(e), RANK[e.level], e.code))
        result.append((each, _score(each, supported)))
    return result


def _is_sure(found: _Found) -> bool:
    """Whether the mention may vouch for others."""
    return found.quality >= BARE and (found.name not in common() or found.witness in ("LEVEL", "PLACE", "LOCATIVE"))


def _lies_in(inner: Entry, outer: Entry) -> bool:
    return outer.level != "COUNTRY" and inner.path != outer.path and inner.path.startswith(outer.path)


def _likely(entry: Entry) -> float:
    return entry.weight - 0.05 * RANK[entry.level]


def _score(found: _Found, supported: bool) -> float:
    score = found.quality + {"LEVEL": 0.1, "PLACE": 0.08, "LOCATIVE": 0.05}.get(found.witness, 0.0)
    score += 0.1 if supported else 0.0
    if not found.witness and not supported and found.clitic:
        score -= 0.2  # "وسلا": a joined letter without any witness is often the word itself
    if found.name in common() and not supported:
        if found.name in hard():
            score -= 0.0 if found.witness in ("LEVEL", "PLACE") else 0.6
        elif not found.witness:
            score -= 0.2 if found.capital else 0.6
    elif len(found.name) < 4 and not found.witness and not supported:
        score -= 0.5
    if _are_apart(found.entries):
        score *= 0.75
    return max(0.0, min(1.0, score))


def _are_apart(entries: list[Entry]) -> bool:
    """Whether the candidates are different places, not a province and the town that it is named after."""
    paths = [entry.path for entry in entries if entry.level != "COUNTRY"]
    return any(not (a.startswith(b) or b.startswith(a)) for a in paths for b in paths)
