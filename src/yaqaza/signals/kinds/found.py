"""What a kind finds: a key, the rows it rests on, and counts for its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yaqaza.alerts.models import Alert
from yaqaza.field.models import Mission
from yaqaza.people.models import HouseholdMember, Person
from yaqaza.signals.states import Kind

Told = dict[str, int | str]
MOST_PIECES = 40  # of evidence: more tell no more, and how many there are is told beside them
SLICE = 5000  # ids in one query


@dataclass(frozen=True, slots=True)
class Piece:
    """One row of the evidence by its ids; which row it is, is said by the first that is set: act, alert, mission, person."""

    delivery: int | None = None
    alert: int | None = None
    mission: int | None = None
    person: int | None = None
    case: int | None = None

    @property
    def row(self) -> tuple[str, int]:
        for name in ("delivery", "alert", "mission", "person"):
            if (key := getattr(self, name)) is not None:
                return name, key
        raise ValueError("a piece of evidence is some row")


@dataclass(frozen=True, slots=True)
class Found:
    """A sign that was found. ``key`` is the one thing that it is about; blank: it is known again by its rows, for what stands for
    somebody today (the record kept of two, the first of several acts) may be another one tomorrow.
    """

    kind: Kind
    key: str
    pieces: tuple[Piece, ...]
    told: Told

    @property
    def rows(self) -> frozenset[tuple[str, int]]:
        return frozenset(piece.row for piece in self.pieces)

    @property
    def count(self) -> int:
        """Return on how many rows it rests, those beyond ``MOST_PIECES`` too."""
        return max(len(self.pieces), int(self.told.get("n", 0)))


def sliced(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield ids in an order and a number that one query takes."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), SLICE):
        yield wanted[start : start + SLICE]


def selves(people: Iterable[int]) -> set[int]:
    """Return persons with every record merged into one of them: ids that an index takes, as no condition through a join does."""
    found = set(people)
    for ids in sliced(set(found)):
        found |= set(Person.objects.filter(same_as__in=ids).values_list("pk", flat=True))
    return found


class Homes:
    """Who counts as one: the records of one person, and those who live in one household today."""

    def __init__(self, people: Iterable[int]) -> None:
        self._standing: dict[int, int] = {}
        self._household: dict[int, int] = {}
        for ids in sliced(set(people)):
            rows = Person.objects.filter(pk__in=ids).values_list("pk", "same_as")
            standing = {pk: same_as or pk for pk, same_as in rows}
            living = HouseholdMember.objects.filter(until_on=None, person__in=selves(standing.values()))
            for person, same_as, household in living.order_by("pk").values_list(
                "person", "person__same_as", "household"
            ):
                self._household.setdefault(same_as or person, household)
            self._standing |= standing

    def person(self, pk: int) -> int:
        """Return the record that stands for a person."""
        return self._standing.get(pk, pk)

    def home(self, pk: int) -> str:
        """Return the household a person lives in, else the person."""
        standing = self.person(pk)
        household = self._household.get(standing)
        return f"h{household}" if household else f"p{standing}"


@dataclass(frozen=True, slots=True)
class About:
    """Whom a text is about: the person of its file, else nobody known."""

    person: int | None = None
    household: int | None = None
    case: int | None = None


def about_alerts(alerts: Iterable[int]) -> dict[int, About]:
    """Return whom alerts are about, by the files that they, or what leads their story, are in."""
    whom = ("case_alert__case__person", "case_alert__case__household", "case_alert__case")
    led = tuple(f"story__lead__{name}" for name in whom)
    found = {}
    for ids in sliced(set(alerts)):
        for pk, *parts in Alert.objects.filter(pk__in=ids).values_list("pk", *whom, *led):
            own, lead = About(*parts[:3]), About(*parts[3:])
            if own.case or lead.case:
                found[pk] = own if own.case else lead
    return found


def about_missions(missions: Iterable[int]) -> dict[int, About]:
    """Return whom missions are about, by the files they belong to, else by their orders."""
    whom = ("person", "investigation__case__person", "investigation__case__household", "investigation__case")
    return {
        pk: About(person, household, case) if case else About(ordered_for)
        for ids in sliced(set(missions))
        for pk, ordered_for, person, household, case in Mission.objects.filter(pk__in=ids).values_list("pk", *whom)
    }


def heads(households: Iterable[int]) -> dict[int, int]:
    """Return who stands for a household: its head, else its first member."""
    found: dict[int, int] = {}
    for ids in sliced(set(households)):
        members = HouseholdMember.objects.filter(household__in=ids, until_on=None)
        for household, person, relation in members.order_by("pk").values_list("household", "person", "relation"):
            if household not in found or relation == "HEAD":
                found[household] = person
    return found
