"""What a message says: its language, whether it asks for help, which needs, how soon, who, where, and which words say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from yaqaza.language.accounts import AccountMention, find_accounts
from yaqaza.language.contacts import PhoneMention, find_phones
from yaqaza.language.counts import Age, Count, find_counts, kinds, people_of, spans_of
from yaqaza.language.features import NO_NUMBERS, Span, atoms
from yaqaza.language.folding import fold
from yaqaza.language.model import LABELS, LANGUAGES, NEEDS, model
from yaqaza.language.people import NameMention, find_names, without_places
from yaqaza.language.places.words import LOCATIVES
from yaqaza.language.reading import HAVE, NOT, Reading, read
from yaqaza.language.words import ARABIC, LATIN, NUMERAL, SCRIPTS, THIN, TIFINAGH

if TYPE_CHECKING:
    from yaqaza.language.places import Gazetteer, PlaceMention

MOST_CHARACTERS = 8000
"""What stands after these in a message is not analysed."""

LEAST_SHARE = 0.02
"""Words and pairs that add less to a conclusion are no reason for it."""

STATED = 0.5
"""A need at or above this is stated or clearly entailed."""

LOOKED_AT = 20
"""Among so many of the strongest words and pairs the reasons of a conclusion are chosen."""

_IDLE = LOCATIVES | frozenset(
    fold("devant pas la le les منذ قدام أمام امام جنب بجانب تحت فوق من هادي depuis since 9odam 9dam jnb").split()
)
"""Prepositions and the like: no reason by themselves."""
_FAINT = frozenset(f"scene.{kind}" for kind in ("since", "if", "was", "we", "all", "greet", "quantity"))
"""Words of these classes explain nothing where another word does: "منذ", "كل"."""
_ASKS, _URGENCY = LABELS.index("asks"), LABELS.index("urgency")
_FIRST_LANGUAGE = LABELS.index(f"language:{LANGUAGES[0]}")
_ELSEWHERE = {"MA": ("arq",), "DZ": ("ary",)}
"""The Darija that is less likely in a country."""
_DENIABLE = {HAVE: ".thing", NOT: ".harm"}
"""What a class ends with that is covered where it is at hand, absent where it is denied."""
_SCRIPTS = ARABIC | LATIN | TIFINAGH
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
    found = atoms(reading, kinds(counts, ages) if counts or ages else NO_NUMBERS)
    scores, parts = model().weigh(found)
    chances = [0.0] * _FIRST_LANGUAGE
    if reading.words:
        chances = [
            1 / (1 + exp(-score)) if -30 < score < 30 else float(score > 0) for score in scores[:_FIRST_LANGUAGE]
        ]
    needs = dict(zip(NEEDS, chances, strict=False))
    concluded = [column for column, chance in enumerate(chances) if chance >= STATED]
    if chances[_ASKS] >= STATED > chances[_URGENCY]:
        concluded.append(_URGENCY)
    why: dict[str, tuple[Span, ...]] = {}
    if concluded:
        reasons = _Reasons(reading, found.places())
        for column, shares in zip(concluded, parts.T.take(concluded, axis=0).tolist(), strict=True):
            why[LABELS[column]] = reasons.of(shares)
    surest = max(needs, key=needs.__getitem__)
    if needs[surest] > max(chances[_ASKS], STATED):  # who states a need asks or reports
        chances[_ASKS] = needs[surest]
        why["asks"] = why[surest]
    denied, denying = _denied(reading, needs)
    why |= denying
    if counts:
        why |= {unit: spans for unit in ("people", "families") if (spans := spans_of(counts, unit))}
    named = tuple(gazetteer.find(text)) if gazetteer else ()
    script = _script(reading)
    digits = _digits(reading) if reading.traits & NUMERAL else 0
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
        names=tuple(without_places(find_names(text, reading), named)),
        places=named,
        why=why,
    )


def analyse_many(texts: Iterable[str], *, country: str, gazetteer: Gazetteer | None = None) -> Iterator[Analysis]:
    """Yield the analysis of each text, in order, without keeping them."""
    for text in texts:
        yield analyse(text, country=country, gazetteer=gazetteer)


class _Reasons:
    """The words of a text that can be the reason of a conclusion."""

    def __init__(self, reading: Reading, places: list[Span]) -> None:
        self.reading, self.places = reading, places
        words = reading.words
        told = {at for name, first, last in reading.classes if name not in _FAINT for at in range(first, last + 1)}
        self.telling = {at for at in told if words[at].folded not in _IDLE}

    def of(self, shares: Sequence[float]) -> tuple[Span, ...]:
        """Return the words that added most to a conclusion: those for two thirds of what speaks for it, six at most, none thin."""
        places, words, spans = self.places, self.reading.words, self.reading.spans
        speaking = [index for index, value in enumerate(shares) if value > LEAST_SHARE]
        if not speaking:
            return ()
        values = [shares[index] for index in speaking]
        enough, least = sum(values) * 2 / 3, max(values) / 4
        strongest = [index for index in speaking if shares[index] >= least]
        strongest.reverse()  # of equal ones the later says more: two words, not one
        strongest.sort(key=shares.__getitem__, reverse=True)
        del strongest[LOOKED_AT:]
        telling = [index for index in strongest if self._tells(*places[index])]
        chosen: list[Span] = []
        told = 0.0
        for index in telling or strongest:  # where no word has a meaning of its own, any may speak
            if told >= enough or len(chosen) == 6:
                break
            first, last = places[index]
            if first < 0:
                continue  # the text as a whole
            if words[first].traits & THIN and all(word.traits & THIN for word in words[first + 1 : last + 1]):
                continue
            while first < last and words[first].folded in _IDLE:
                first += 1
            while first < last and words[last].folded in _IDLE:
                last -= 1
            told += shares[index]
            start, end = spans[first][0], spans[last][1]
            for one, other in chosen:
                if start >= one and end <= other:
                    break
            else:
                chosen = [(one, other) for one, other in chosen if one < start or other > end]
                chosen.append((start, end))
        return tuple(chosen)

    def _tells(self, first: int, last: int) -> bool:
        if first == last:
            return first in self.telling
        return not self.telling.isdisjoint(range(first, last + 1))


def _denied(reading: Reading, needs: dict[str, float]) -> tuple[dict[str, str], dict[str, tuple[Span, ...]]]:
    """Return the needs that a text says are absent or covered, and where it says so."""
    denied: dict[str, str] = {}
    spans: dict[str, list[Span]] = {}
    modes = reading.modes
    if HAVE not in modes and NOT not in modes:
        return denied, {}
    for name, first, last in reading.classes:
        mode = modes[first]
        if mode < HAVE or not name.endswith(_DENIABLE[mode]):
            continue
        need = name.partition(".")[0]
        if needs.get(need, 1.0) < STATED:
            denied.setdefault(need, "covered" if mode == HAVE else "absent")
            spans.setdefault(f"denied:{need}", []).append((reading.spans[first][0], reading.spans[last][1]))
    return denied, {key: tuple(dict.fromkeys(each)) for key, each in spans.items()}


def _digits(reading: Reading) -> int:
    """Return how many digits a text has."""
    return sum(
        [end - start for word, (start, end) in zip(reading.words, reading.spans, strict=True) if word.stem == "#"]
    )


def _script(reading: Reading) -> str:
    only = reading.traits & _SCRIPTS
    if only in SCRIPTS:
        return SCRIPTS[only]
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
        language: score - (1.0 if language in _ELSEWHERE.get(country.upper(), ()) else 0.0)
        for language, score in zip(LANGUAGES, scores, strict=True)
        if script == "mixed" or language in _OF_SCRIPT[script]
    }
    order = sorted(likely, key=likely.__getitem__, reverse=True)
    return tuple([language for language in order if language == order[0] or likely[language] > -0.5])
