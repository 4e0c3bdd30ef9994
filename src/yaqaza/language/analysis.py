"""What a message says: its language, whether it asks for help, which needs, how soon, who, where, and which words say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from yaqaza.language.accounts import AccountMention, find_accounts
from yaqaza.language.contacts import PhoneMention, find_phones
from yaqaza.language.counts import Age, Count, find_counts, kinds, people_of, spans_of
from yaqaza.language.features import atoms
from yaqaza.language.folding import fold
from yaqaza.language.model import LABELS, LANGUAGES, NEEDS, model
from yaqaza.language.people import NameMention, find_names
from yaqaza.language.places.words import LOCATIVES
from yaqaza.language.reading import HAVE, NOT, Reading, Word, read

if TYPE_CHECKING:
    from yaqaza.language.places import Gazetteer, PlaceMention

MOST_CHARACTERS = 8000
"""What stands after these in a message is not analysed."""

STATED = 0.5
"""A need at or above this is stated or clearly entailed."""

LOOKED_AT = 20
"""Among so many of the strongest words and pairs the reasons of a conclusion are chosen."""

Span = tuple[int, int]
_IDLE = LOCATIVES | frozenset(
    fold("devant pas la le les منذ قدام أمام امام جنب بجانب تحت فوق من هادي depuis since 9odam 9dam jnb").split()
)
"""Prepositions and the like: no reason by themselves."""
_FAINT = frozenset(f"scene.{kind}" for kind in ("since", "if", "was", "we", "all", "greet", "quantity"))
"""Words of these classes explain nothing where another word does: "منذ", "كل"."""
_ASKS, _URGENCY = LABELS.index("asks"), LABELS.index("urgency")
_FIRST_LANGUAGE = LABELS.index(f"language:{LANGUAGES[0]}")
_HOME = {"MA": "ary", "DZ": "arq"}
_OF_SCRIPT = {"arabic": ("ar", "ary", "arq"), "latin": ("arz", "fr", "en", "ber"), "tifinagh": ("ber",)}


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was read in one text. Probabilities and degrees lie between 0 and 1.

    ``why`` gives for each conclusion the words that led to it, the strongest first, as (start, end) in the text: for each
    need stated, "asks", "urgency", "denied:NEED" for each need in ``denied``, "people" and "families" that were counted.
    """

    script: str  # arabic, latin, tifinagh, mixed, or "" without letters
    languages: tuple[str, ...]  # ar, ary, arq, arz, fr, en, ber; the likeliest first, none without letters
    asks: float
    needs: dict[str, float]
    denied: dict[str, str]  # need → "absent" (no one is hurt) or "covered" (food we have)
    urgency: float
    phones: tuple[PhoneMention, ...]
    accounts: tuple[AccountMention, ...]
    ages: tuple[Age, ...]
    counts: tuple[Count, ...]
    people_count: int | None
    families_count: int | None
    names: tuple[NameMention, ...]
    places: tuple[PlaceMention, ...]
    why: dict[str, tuple[Span, ...]]

    @property
    def stated(self) -> tuple[str, ...]:
        """Return the needs that are stated or clearly entailed, the surest first."""
        found = [need for need, likely in self.needs.items() if likely >= STATED]
        return tuple(sorted(found, key=lambda need: -self.needs[need]))


def analyse(text: str, *, country: str, gazetteer: Gazetteer | None = None) -> Analysis:
    """Return what ``text`` says. ``country`` (ISO 3166-1) tells how numbers are read; places need a gazetteer."""
    text = text[:MOST_CHARACTERS]
    reading = read(text)
    counts, ages = find_counts(text, reading)
    found = atoms(reading, kinds(counts, ages))
    weights = model()
    scores, parts = weights.weigh(found)
    places = list(found.values())
    chances = [1 / (1 + exp(-score)) if -30 < score < 30 else float(score > 0) for score in scores]
    if not reading.words:
        chances = [0.0] * len(LABELS)
    needs = dict(zip(NEEDS, chances, strict=False))
    why: dict[str, tuple[Span, ...]] = {}
    concluded = [column for column in range(_FIRST_LANGUAGE) if chances[column] >= STATED]
    if chances[_ASKS] >= STATED > chances[_URGENCY]:
        concluded.append(_URGENCY)
    for column, shares in zip(concluded, parts.take(concluded, axis=1).T.tolist(), strict=True):
        why[LABELS[column]] = _reasons(shares, places, reading)
    surest = max(NEEDS, key=needs.__getitem__)
    if needs[surest] > max(chances[_ASKS], STATED):  # who states a need asks or reports
        chances[_ASKS] = needs[surest]
        why["asks"] = why[surest]
    denied, reasons = _denied(reading, needs)
    why |= reasons
    why |= {unit: spans for unit in ("people", "families") if (spans := spans_of(counts, unit))}
    script = _script(reading)
    digits = sum(
        [end - start for word, (start, end) in zip(reading.words, reading.spans, strict=True) if word.stem == "#"]
    )
    return Analysis(
        script=script,
        languages=_languages(script, scores[_FIRST_LANGUAGE:], country) if script else (),
        asks=chances[_ASKS],
        needs=needs,
        denied=denied,
        urgency=chances[_URGENCY],
        phones=tuple(find_phones(text, country)) if digits >= 8 else (),
        accounts=tuple(find_accounts(text, country)) if digits >= (5 if country.upper() == "DZ" else 20) else (),
        ages=tuple(ages),
        counts=tuple(counts),
        people_count=people_of(counts),
        families_count=max((count.number for count in counts if count.unit == "families"), default=None),
        names=tuple(find_names(text, reading)),
        places=tuple(gazetteer.find(text)) if gazetteer else (),
        why=why,
    )


def analyse_many(texts: Iterable[str], *, country: str, gazetteer: Gazetteer | None = None) -> Iterator[Analysis]:
    """Yield the analysis of each text, in order, without keeping them."""
    for text in texts:
        yield analyse(text, country=country, gazetteer=gazetteer)


def _reasons(column: Sequence[float], places: Sequence[Span], reading: Reading) -> tuple[Span, ...]:
    """Return the words that added most to a conclusion: those for two thirds of what speaks for it, six at most, none thin."""
    speaking = [(value, index) for index, value in enumerate(column) if value > 0.02]
    if not speaking:
        return ()
    speaking.sort(reverse=True)
    enough = sum([value for value, _ in speaking]) * 2 / 3
    least = speaking[0][0] / 4
    words, spans = reading.words, reading.spans
    telling = {at for name, first, last in reading.classes if name not in _FAINT for at in range(first, last + 1)}
    telling -= {at for at, word in enumerate(words) if word.folded in _IDLE}
    if not any(value >= least and _tells(places[index], telling) for value, index in speaking[:LOOKED_AT]):
        telling = set(range(len(words)))  # no word has a meaning of its own: any may speak
    chosen: list[Span] = []
    told = 0.0
    for value, index in speaking[:LOOKED_AT]:
        if told >= enough or value < least or len(chosen) == 6:
            break
        first, last = places[index]
        if not _tells((first, last), telling) or (
            _is_thin(words[first]) and all(map(_is_thin, words[first + 1 : last + 1]))
        ):
            continue
        while first < last and words[first].folded in _IDLE:
            first += 1
        while first < last and words[last].folded in _IDLE:
            last -= 1
        told += value
        start, end = spans[first][0], spans[last][1]
        for one, other in chosen:
            if start >= one and end <= other:
                break
        else:
            chosen = [(one, other) for one, other in chosen if one < start or other > end]
            chosen.append((start, end))
    return tuple(chosen)


def _tells(place: Span, telling: set[int]) -> bool:
    """Return whether one of the words of a place is among those that tell something."""
    return any(at in telling for at in range(place[0], place[1] + 1))


def _is_thin(word: Word) -> bool:
    """Return whether a word alone explains nothing to a reader: a number, a particle."""
    return not word.classes and (len(word.folded) < 3 or word.stem == "#")


def _denied(reading: Reading, needs: dict[str, float]) -> tuple[dict[str, str], dict[str, tuple[Span, ...]]]:
    """Return the needs that a text says are absent or covered, and where it says so."""
    denied: dict[str, str] = {}
    spans: dict[str, list[Span]] = {}
    for name, first, last in reading.classes:
        need, _, section = name.partition(".")
        if needs.get(need, 1.0) >= STATED:
            continue
        mode = reading.modes[first]
        word = (
            "covered" if section == "thing" and mode == HAVE else "absent" if section == "harm" and mode == NOT else ""
        )
        if word:
            denied.setdefault(need, word)
            spans.setdefault(f"denied:{need}", []).append((reading.spans[first][0], reading.spans[last][1]))
    return denied, {key: tuple(dict.fromkeys(each)) for key, each in spans.items()}


def _script(reading: Reading) -> str:
    count = {"arabic": 0, "latin": 0, "tifinagh": 0}
    for word in reading.words:
        if word.script:
            count[word.script] += len(word.folded)
    whole = sum(count.values())
    if not whole:
        return ""
    script = max(count, key=count.__getitem__)
    return script if count[script] >= 0.75 * whole else "mixed"


def _languages(script: str, scores: Sequence[float], country: str) -> tuple[str, ...]:
    """Return the languages of a text: the likeliest, and those nearly as likely."""
    likely = {
        language: score
        - (1.0 if language in _HOME.values() and _HOME.get(country.upper(), language) != language else 0.0)
        for language, score in zip(LANGUAGES, scores, strict=True)
        if script == "mixed" or language in _OF_SCRIPT[script]
    }
    order = sorted(likely, key=lambda language: -likely[language])
    return tuple(language for language in order if language == order[0] or likely[language] > -0.5)
