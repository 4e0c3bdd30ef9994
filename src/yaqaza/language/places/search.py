"""Search while one types: the areas whose names begin like, sound like or nearly are what was written."""

from __future__ import annotations

import re
from collections.abc import Collection

from rapidfuzz.distance import DamerauLevenshtein, Prefix

from yaqaza.language.folding import fold
from yaqaza.language.places.entries import RANK, Entry, Lexicon, Spelling, bare, sound
from yaqaza.language.places.words import LEVEL_WORDS

ENOUGH = 45.0
"""Below this a name is not shown: nobody looking at it would say that it was meant."""

SAME = 84.0
"""From here on a name is what was written, whole or its beginning."""


def search(lexicon: Lexicon, query: str, limit: int, under: str, levels: frozenset[str]) -> list[str]:
    folded, levels = _level_word(fold(query), levels)
    if not folded:
        return []
    best: dict[str, tuple[float, Entry]] = {}
    whole, around = _around(lexicon, folded)
    readings: list[tuple[str, list[str]]] = [(folded, [])]
    if whole:
        readings.append((whole, around))
    paths: Collection[str]
    for wanted, paths in readings:
        query_bare, query_sound = bare(wanted), sound(wanted)
        squeezed = wanted.replace(" ", "")
        for spelling in lexicon.spellings:
            entry = spelling.entry
            if not entry.path.startswith(under) or (levels and entry.level not in levels):
                continue
            if paths and not any(entry.path.startswith(path) and entry.path != path for path in paths):
                continue
            score = _score(spelling, wanted, squeezed, query_bare, query_sound) + (8 if paths else 0)
            if score >= ENOUGH and score > best.get(entry.code, (0.0,))[0]:
                best[entry.code] = score, entry
    if any(score >= SAME for score, _ in best.values()):
        best = {code: pair for code, pair in best.items() if pair[0] >= SAME - 14}
    ranked = sorted(best.values(), key=lambda pair: (-round(_ranked(*pair), 3), RANK[pair[1].level], pair[1].code))
    return [entry.code for _, entry in ranked[:limit]]


def named_exactly(lexicon: Lexicon, query: str, under: str, levels: frozenset[str]) -> list[str]:
    folded, levels = _level_word(fold(query), levels)
    found = list(lexicon.called(folded.replace(" ", ""))) or list(lexicon.by_bare.get(bare(folded), []))
    whole, around = _around(lexicon, folded)
    if not found and whole:
        found = [
            entry
            for entry in lexicon.called(whole.replace(" ", "")) or lexicon.by_bare.get(bare(whole), [])
            if any(entry.path.startswith(path) and entry.path != path for path in around)
        ]
    found = [e for e in found if e.path.startswith(under) and (not levels or e.level in levels)]
    return [entry.code for entry in sorted(found, key=lambda e: (RANK[e.level], -e.population, e.code))]


def _ranked(score: float, entry: Entry) -> float:
    return score + 6 * entry.weight - RANK[entry.level]


def _score(spelling: Spelling, query: str, squeezed: str, query_bare: str, query_sound: str) -> float:
    """Return 0 to 100: the whole name, its beginning, a word inside it, its sound, or a slip of the finger."""
    name, length = spelling.folded, len(squeezed)
    if spelling.squeezed == squeezed:
        return 100.0
    if spelling.bare == query_bare:
        return 97.0
    if name.startswith(f"{query} "):
        return 92.0 - min(6.0, 0.2 * (len(spelling.squeezed) - length))
    if name.startswith(query):
        return 90.0 - min(6.0, 0.3 * (len(spelling.squeezed) - length))
    if spelling.squeezed.startswith(squeezed) or spelling.bare.startswith(query_bare):
        return 85.0 - min(8.0, 0.4 * (len(spelling.squeezed) - length))
    if f" {query}" in name:
        return 80.0 - min(8.0, 0.4 * (len(spelling.squeezed) - length))
    if length < 4:
        return 0.0
    score = 0.0
    near = spelling.bare[: len(query_bare) + 1]
    if len(query_sound) > 2 and spelling.sound.startswith(query_sound):
        likeness = DamerauLevenshtein.normalized_similarity(near, query_bare)
        score = (76.0 if likeness > 0.5 else 40.0) - 4.0 * (len(spelling.sound) - len(query_sound))
    # A slip: the query against as much of the name as was typed. Its first letter is nearly always right.
    if Prefix.similarity(near[:1], query_bare[:1]) or Prefix.similarity(spelling.sound[:1], query_sound[:1]):
        distance: float = DamerauLevenshtein.distance(spelling.bare, query_bare, score_cutoff=2)
        if distance > 2:
            distance = 0.5 + DamerauLevenshtein.distance(near, query_bare, score_cutoff=2)
        allowed = 1 if length < 7 else 2
        if distance <= allowed:
            score = max(score, 78.0 - 11.0 * distance)
    return score


def _level_word(folded: str, levels: frozenset[str]) -> tuple[str, frozenset[str]]:
    """Return the query without a leading "ولاية", "commune de", and the levels that the word allows."""
    first, _, rest = folded.partition(" ")
    named = LEVEL_WORDS.get(first)
    if not named or not rest:
        return folded, levels
    rest = re.sub(r"^(?:de la|de l|du|de|d|des) (?=\S)", "", rest)
    return rest, (levels & named or levels) if levels else named


def _around(lexicon: Lexicon, folded: str) -> tuple[str, list[str]]:
    """Split "sidi aissa m sila" into "sidi aissa" and the paths of the areas called "m sila", when there are any.

    No name has more words than ``lexicon.longest``: what is longer than two names is no place and the area around it.
    """
    words = folded.split(maxsplit=2 * lexicon.longest)
    if len(words) > 2 * lexicon.longest:
        return "", []
    for start in range(max(1, len(words) - lexicon.longest), len(words)):
        last = "".join(words[start:])
        around = [entry.path for entry in lexicon.called(last) if entry.level in ("PROVINCE", "REGION", "DISTRICT")]
        if around:
            return " ".join(words[:start]), around
    return "", []
