"""What a kind finds: a key, the rows it rests on, and counts for its sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from yaqaza.alerts.models import Alert
from yaqaza.field.models import Mission
from yaqaza.people.models import HouseholdMember, Person
from yaqaza.signals.states import Kind

Told = dict[str, int | str]


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
    """A sign that was found; the same rows about the same thing are the same sign."""

    kind: Kind
    key: str
    pieces: tuple[Piece, ...]
    told: Told

    @property
    def rows(self) -> frozenset[tuple[str, int]]:
        return frozenset(piece.row for piece in self.pieces)

    @property
    def fingerprint(self) -> str:
        told = "|".join([self.kind.value, self.key, *(f"{name}:{key}" for name, key in sorted(self.rows))])
        return hashlib.sha256(told.encode()).hexdigest()


class Homes:
    """Who counts as one: the records of one person, and those who live in one household today."""

    def __init__(self, people: Iterable[int]) -> None:
        ids = set(people)
        rows = Person.objects.filter(pk__in=ids).values_list("pk", "same_as")
        self._standing = {pk: same_as or pk for pk, same_as in rows}
        living = HouseholdMember.objects.filter(until_on=None).filter(
            Q(person__in=self._standing.values()) | Q(person__same_as__in=self._standing.values())
        )
        self._household: dict[int, int] = {}
        for person, same_as, household in living.order_by("pk").values_list("person", "person__same_as", "household"):
            self._household.setdefault(same_as or person, household)

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
    ids = list(alerts)
    whom = ("case_alert__case__person", "case_alert__case__household", "case_alert__case")
    led = tuple(f"story__lead__{name}" for name in whom)
    found = {}
    for pk, *parts in Alert.objects.filter(pk__in=ids).values_list("pk", *whom, *led):
        own, lead = About(*parts[:3]), About(*parts[3:])
        if own.case or lead.case:
            found[pk] = own if own.case else lead
    return found


def about_missions(missions: Iterable[int]) -> dict[int, About]:
    """Return whom missions are about, by the files they belong to, else by their orders."""
    rows = Mission.objects.filter(pk__in=list(missions)).values_list(
        "pk", "person", "investigation__case__person", "investigation__case__household", "investigation__case"
    )
    return {
        pk: About(person, household, case) if case else About(ordered_for)
        for pk, ordered_for, person, household, case in rows
    }


def heads(households: Iterable[int]) -> dict[int, int]:
    """Return who stands for a household: its head, else its first member."""
    members = HouseholdMember.objects.filter(household__in=list(households), until_on=None)
    found: dict[int, int] = {}
    for household, person, relation in members.order_by("pk").values_list("household", "person", "relation"):
        if household not in found or relation == "HEAD":
            found[household] = person
    return found
