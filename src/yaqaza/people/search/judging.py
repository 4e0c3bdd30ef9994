"""How well a person fits what was typed, and the reasons in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yaqaza.language import names
from yaqaza.language.folding import fold
from yaqaza.people.search import described, keys
from yaqaza.people.search.typed import Wanted
from yaqaza.people.search.vocabulary import SPELT, Meaning

if TYPE_CHECKING:
    from yaqaza.people.models import Person

LIKELY = names.THRESHOLD_SHOW  # ``names.similarity`` from which a name is shown
WRITTEN_OTHERWISE = (
    0.83  # from here on a whole name may be the same one, written otherwise, if each word by itself may (``SPELT``):
)
# a father and a family of many more look alike as a whole
PARTLY = 0.75  # what it is worth when all that was typed is in the name, and the name goes on
SHOWN_PARTLY = 0.85  # however well a part fits, the rest is not known
BESIDE_A_PLACE = 0.97  # one word of a name and a place weigh less than a whole name of the two words
AS_WRITTEN = 0.9965  # and when it is written just so
ALL_BUT_ONE = 0.3  # what it is worth when of three words and more all but one are in the name,
ALIEN = 0.1  # and that one is less alike than this
OTHER_WORD = 4.0  # log odds against it
SURE = 0.97  # the most that likeness counts for when persons are put in order
SPELT_SO = 1.0  # log odds for a name that is also written as typed
UNTYPED = 1.7  # and against one that has more words than were typed,
UNTYPED_SPELT = 0.9  # though those are as written
KNOWN = 0.3  # share of the log odds of each word by itself, beside those of the whole name,
BORNE = 0.05  # and of how many bear it: of names that fit as well, the one that more persons have
ONE_WORD = 2.2  # and against one word of a name beside a place, for that place may be a name too
ENDS_SO = 5.0  # log odds for the last four digits of a telephone
LIVES_THERE = 2.5  # log odds for the place that was named
DESCRIBED = 0.7
LEAST = 0.3


Reason = Callable[[], str]


@dataclass
class Match:
    """A person that a search found, how sure (0 to 1), and the reasons as sentences."""

    person: Person
    score: float
    reasons: list[str] = field(default_factory=list)


Said = tuple[frozenset[str], list[int]]
"""Words of a description, and the areas that were named beside them: none, or one of them is where the person is."""


class Candidate(NamedTuple):
    """What is read of somebody who may be meant."""

    pk: int
    names: tuple[str, ...]
    description: str
    address: str
    sex: str
    birth_date: date | None
    birth_precision: str
    identity_index: str | None
    area_path: str
    area_name: str
    phones: tuple[str, ...]


class Verdict(NamedTuple):
    """``weight`` puts people in order (log odds), ``score`` is shown and compared with thresholds.

    ``whole``: a number is theirs, or their whole name was typed.
    """

    weight: float
    score: float
    why: list[Reason]
    whole: bool

    @property
    def reasons(self) -> list[str]:
        """Return why, in sentences: of the few who are shown."""
        return [reason() for reason in self.why]


class Likeness(NamedTuple):
    """How alike two names are (0 to 1), what that is worth in log odds, and whether only a part of the name was typed.

    ``exact``: the words are the same; ``close``: each is, or may be, another spelling of what was typed; ``beside``: which stand beside
    each typed word.
    """

    likely: float
    worth: float
    part: bool
    exact: bool = False
    close: bool = False
    beside: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def heard(self) -> bool:
        """Say whether each typed word sounds as the word beside it."""
        return bool(self.beside) and all(any(_sound_alike(word, text) for text in slot) for word, slot in self.beside)

    @property
    def spelt(self) -> bool:
        """Say whether each typed word is the word beside it, written so or otherwise."""
        return self.exact or (self.close and (self.part or self.heard))


NONE = Likeness(0.0, 0.0, part=False)
UNKNOWN = Meaning({}, {})


class Beside(NamedTuple):
    """How alike a word of a name is to a typed one, how many bear it, the word, and all the ways in which it stands in the name."""

    weight: float = 0.0
    count: int = 0
    text: str = ""
    slot: tuple[str, ...] = ()


def _log_odds(likely: float) -> float:
    """The same name is not the same person: from some likeness on, more of it says nothing more."""
    bounded = min(max(likely, 0.01), SURE)
    return math.log(bounded / (1 - bounded))


_LIKEST = _log_odds(1)


def judge(
    wanted: Wanted, meanings: list[Meaning], people: Iterable[Candidate], identities: Iterable[str]
) -> dict[int, Verdict]:
    """Return the verdicts on those who fit, by person; ``identities`` are the blind indexes of the numbers that were typed."""
    people, wanted_identities = list(people), set(identities)
    name_of = _Names(wanted, meanings, people)
    said = [(described.words(wanted.name), [])]
    said += [(described.words(place.rest), place.areas) for place in wanted.places]
    found = {}
    for person in people:
        verdict = _judge(person, wanted, name_of, said, wanted_identities)
        if verdict is not None:
            found[person.pk] = verdict
    return found


class _Names:
    """How alike the name that was typed is to the names of those who may be meant, each name compared once."""

    def __init__(self, wanted: Wanted, meanings: list[Meaning], people: list[Candidate]) -> None:
        self.folded = sorted(fold(wanted.name).split())
        self.words = wanted.words
        self.meanings = dict(zip(self.words, meanings, strict=False))
        self.known: dict[tuple[str, str], Likeness] = {}
        all_names = list(dict.fromkeys(name for person in people for name in person.names))
        for typed in {wanted.name, *(place.rest for place in wanted.places)}:
            if typed:
                words = [word.text for word in keys.words(typed)]
                for name, likely in zip(all_names, names.compare(typed, all_names), strict=True):
                    self.known[typed, name] = self._likeness(words, name, likely)

    def _likeness(self, typed: list[str], name: str, likely: float) -> Likeness:
        """How alike a name is to the typed words; ``likely`` by itself, or by each word that is, or begins, some word of the name."""
        words = keys.slots(name)
        exact, worth = likely == 1.0, _log_odds(likely)
        worth += SPELT_SO * exact
        each, beside, known, close = [], [], 0.0, True
        for word, (best, count, text, slot) in zip(typed, self._side_by_side(typed, words), strict=True):
            known += KNOWN * (_log_odds(best) - _LIKEST) + BORNE * math.log(count + 1)
            close &= best >= SPELT and text not in self.meanings.get(word, UNKNOWN).slips
            each.append(best)
            beside.append((word, slot))
        worth += known
        if not typed or len(typed) > len(words):
            return Likeness(likely, worth, part=False, exact=exact)
        each.sort()
        share, least = len(typed) / len(words), each[0]
        if least > 0.999:  # as written: more than a whole name that only sounds so
            part, its_worth = AS_WRITTEN + 0.002 * share, _log_odds(least) + SPELT_SO - UNTYPED_SPELT * (share < 1)
        elif len(each) > 2 and least < ALIEN and each[1] >= 0.5:
            part, its_worth = ALL_BUT_ONE, _log_odds(each[1]) - OTHER_WORD
        else:
            part, its_worth = PARTLY * math.sqrt(least) + 0.1 * share, _log_odds(least) - UNTYPED * (share < 1)
        partly = (share < 1 and part >= 0.9 * PARTLY) or likely < part < AS_WRITTEN
        return Likeness(max(likely, part), max(worth, its_worth + known), partly, exact, close, tuple(beside))

    def _side_by_side(self, typed: list[str], words: tuple[tuple[str, ...], ...]) -> list[Beside]:
        """Lay each typed word beside the word of a name that it means most probably; those that mean none of them get what is left."""
        left: list[tuple[str, ...]] = list(words)
        found: list[Beside | None] = []
        for word in typed:
            meaning, best = self.meanings.get(word, UNKNOWN), (0.0, 0, -1, "")
            for at, slot in enumerate(left):
                for text in slot:
                    weight = meaning.weights.get(text, 0.0)
                    if weight and weight >= best[0]:
                        best = max(best, (weight, meaning.counts.get(text, 0), at, text))
            weight, count, at, text = best
            found.append(Beside(weight, count, text, left.pop(at)) if weight else None)
        return [one or Beside(slot=left.pop() if left else ()) for one in found]

    def likeness(self, typed: str, person: Candidate) -> Likeness:
        """Return how alike the likest of a person's names is."""
        return max((self.known[typed, name] for name in person.names), default=NONE) if typed else NONE

    def same(self, person: Candidate) -> bool:
        return any(self.folded == sorted(fold(name).split()) for name in person.names)


def _sound_alike(one: str, other: str) -> bool:
    return not set(keys.sound(one).readings).isdisjoint(keys.sound(other).readings)


def _judge(
    person: Candidate, wanted: Wanted, name_of: _Names, said: list[Said], identities: set[str]
) -> Verdict | None:
    weight, score = 0.0, 0.0
    reasons: list[Reason] = []  # said only when they are shown
    if person.identity_index and person.identity_index in identities:
        weight, score, reasons = weight + 14, 1.0, [lambda: _("same identity number")]
    if set(person.phones) & set(wanted.phones):
        weight, score = weight + 9, max(score, 0.9)
        reasons.append(lambda: _("same phone number"))
    elif any(phone.endswith(_tail(tail)) for phone in person.phones for tail in wanted.tails):
        weight, score = weight + 7, max(score, 0.85)
        reasons.append(lambda: _("telephone ends so"))
    whole = bool(reasons)
    if not whole and any(phone.endswith(end) for phone in person.phones for end in wanted.ends):
        weight, score = (
            weight + ENDS_SO,
            max(score, 0.6),
        )  # one telephone in ten thousand: says little of who it is by itself
        reasons.append(lambda: _("telephone ends so"))
    if wanted.name:
        name, place = _name(person, wanted, name_of)
        likely, worth, part = name.likely, name.worth, name.part
        if likely >= LIKELY:
            reasons.append(lambda: _why(name, name_of.same(person)))
            weight, whole = weight + worth, whole or not part
            score = max(score, 0.9 * (min(likely, SHOWN_PARTLY) if part else likely))
        elif (
            found := max((*_described(person, words), bool(areas)) for words, areas in said if _lives_in(person, areas))
        )[0]:
            overlap, all_of_it, place = found
            reasons.append(lambda: _("described so") if all_of_it else _("described so in part"))
            weight += 4 * overlap - 2
            score = max(score, DESCRIBED * overlap)
            if (sex := {described.SEX[word] for word in said[0][0] if word in described.SEX}) and person.sex in (
                "MALE",
                "FEMALE",
            ):
                weight += 0.5 if person.sex in sex else -3
        elif not reasons:
            return None
        else:
            weight -= 3  # the telephone is theirs, the name is another's
        if place:
            weight += LIVES_THERE
            score = min(1.0, score + 0.04)
            reasons.append(lambda: _("lives in %(place)s") % {"place": person.area_name})
    if wanted.years and person.birth_date:
        more, bonus, reason = _birth(person.birth_date, person.birth_precision == "ABOUT", wanted)
        if not wanted.name and not reasons and not reason:
            return None
        weight += more
        score = min(1.0, max(score + bonus, 0.0)) if score else 0.5
        reasons += [reason] if reason else []
    return Verdict(weight, round(score, 3), reasons, whole) if reasons and score > LEAST * 0.5 else None


def _tail(digits: str) -> str:
    return digits.lstrip("0") or digits


def _lives_in(person: Candidate, areas: list[int]) -> bool:
    """Whether somebody lives in one of some areas, or no area was named."""
    return not areas or any(f".{area}." in f".{person.area_path}" for area in areas)


def _name(person: Candidate, wanted: Wanted, name_of: _Names) -> tuple[Likeness, bool]:
    """How alike the name is, and whether some of the words name where they live."""
    best, lives_there = name_of.likeness(wanted.name, person), False
    for place in wanted.places:
        if _lives_in(person, place.areas):
            found = name_of.likeness(place.rest, person)
            if not place.rest and wanted.years:
                found = Likeness(0.5, 0.0, part=False)
            if len(keys.words(place.rest)) == 1:
                found = found._replace(likely=min(found.likely, BESIDE_A_PLACE), worth=found.worth - ONE_WORD)
            if found.likely >= LIKELY and found.worth + LIVES_THERE > best.worth:
                best, lives_there = found, True
            elif best.likely >= LIKELY:
                lives_there = True  # and is called so too
    return best, lives_there


def _why(name: Likeness, same: bool) -> str:
    if same:
        return _("same name")
    if name.part:
        return _("part of the name") if name.spelt else _("near a part of the name")
    if name.spelt and name.likely >= WRITTEN_OTHERWISE:
        return _("same name, written otherwise")
    return _("name sounds alike") if name.heard else _("a name near it")


def _described(person: Candidate, said: frozenset[str]) -> tuple[float, bool]:
    """Which share of what was said is in the description of somebody without a name, the telling words counting more; and whether all
    that tells is. A man or an old woman alone describes nobody where more was said."""
    if not said or not person.description:
        return 0.0, False
    has = described.words(f"{person.description} {person.address}")
    telling = said - described.VAGUE
    if telling and telling.isdisjoint(has):
        return 0.0, False
    worth = {word: 0.4 if word in described.VAGUE else 1.0 for word in said}
    return sum(worth[word] for word in said if word in has) / sum(worth.values()), telling <= has


def _birth(born: date, about: bool, wanted: Wanted) -> tuple[float, float, Reason | None]:
    """What a year or an age is worth: log odds, what it adds to the score, and the reason."""
    distance = min(abs(born.year - year) for year in wanted.years)
    near = distance <= (6 if about or wanted.year is None else 1)
    if distance > 0 and not near:
        return -3.5, -0.15, None
    weight, bonus = (0.5, 0.03) if distance else (4.0, 0.08) if wanted.year is not None else (2.5, 0.06)
    return weight, bonus, lambda: _said(born, distance, wanted)


def _said(born: date, distance: int, wanted: Wanted) -> str:
    """How near a year of birth or an age is; the age as the page shows it beside the reason."""
    if wanted.year is not None:
        apart = ngettext("born a year apart", "born %(count)s years apart", distance) % {"count": distance}
        return apart if distance else _("born in %(year)s") % {"year": born.year}
    today = timezone.localdate()
    years = abs(today.year - born.year - ((today.month, today.day) < (born.month, born.day)) - (wanted.age or 0))
    apart = ngettext("a year older or younger", "%(count)s years older or younger", years) % {"count": years}
    return apart if years else _("of that age")
