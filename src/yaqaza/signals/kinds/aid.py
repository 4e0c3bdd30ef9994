"""Aid of one kind from two organisations within the period that the catalogue gives for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from yaqaza.people.models import HouseholdMember
from yaqaza.services.models import ServiceDelivery
from yaqaza.signals.kinds.found import Found, Homes, Piece, selves
from yaqaza.signals.states import Kind

Act = tuple[date, int, int, int, int | None, int | None]  # day, id, organisation, kind of help, person, file


def of_deliveries(deliveries: Iterable[int]) -> list[Found]:
    """Return a sign for each run of acts that one person, or one household where the kind is for a home, had from several organisations."""
    asked = list(
        ServiceDelivery.objects.filter(pk__in=list(deliveries), service_type__once_in_days__gt=0).values_list(
            "service_type", "person", "household"
        )
    )
    if not asked:
        return []
    return _received(
        people={person for _kind, person, _household in asked if person},
        households={household for _kind, _person, household in asked if household},
        kinds=Q(service_type__in={kind for kind, _person, _household in asked}),
    )


def of_people(people: Iterable[int]) -> list[Found]:
    """Return the same around persons: who was merged, or lives with others than before, may have received twice in another way."""
    return _received(people=set(people), households=set(), kinds=Q(service_type__once_in_days__gt=0))


def _received(*, people: set[int], households: set[int], kinds: Q) -> list[Found]:
    """Return the signs among all that these people, and those who live with them, received of some kinds."""
    homes = Homes(people)
    people = {homes.person(person) for person in people}
    households = households | {int(home[1:]) for home in map(homes.home, people) if home[0] == "h"}
    living = HouseholdMember.objects.filter(household__in=households, until_on=None).values_list("person", flat=True)
    people |= set(living)
    received = Q(person__in=selves(people)) | Q(household__in=households)
    acts = (
        ServiceDelivery.objects.filter(received, kinds, reverses=None, reversal=None)
        .order_by("delivered_on", "id")
        .values_list(
            "delivered_on", "id", "organisation", "service_type", "person", "household", "case",
            "service_type__once_in_days", "service_type__once_a_home", "service_type__code",
        )
    )  # fmt: skip
    rows = list(acts)
    homes = Homes({row[4] for row in rows if row[4]})
    groups: dict[tuple[str, str, int], list[Act]] = defaultdict(list)
    for day, pk, house, kind, person, household, case, period, a_home, code in rows:
        alone = f"p{homes.person(person)}" if person else f"h{household}"
        whom = homes.home(person) if person and a_home else alone
        groups[whom, code, period].append((day, pk, house, kind, homes.person(person) if person else None, case))
    found = []
    for (_whom, code, period), group in groups.items():
        for run in _runs(group, period):
            pieces = tuple(
                Piece(delivery=pk, person=person, case=case) for _day, pk, _house, _kind, person, case in run
            )
            told = {"n": len(run), "days": (run[-1][0] - run[0][0]).days, "period": period, "service": code}
            found.append(Found(Kind.AID_TWICE, "", pieces, told))
    return found


def _runs(acts: list[Act], period: int) -> list[list[Act]]:
    """The stretches in which acts of different organisations follow each other too soon."""
    runs: list[list[Act]] = []
    for act in acts:
        last = runs[-1][-1] if runs else None
        if last is not None and (act[0] - last[0]).days < period:
            runs[-1].append(act)
        else:
            runs.append([act])
    found = []
    for run in runs:
        near = _after_another(run, period) | _after_another(run[::-1], period)
        if near:
            found.append([act for act in run if act[1] in near])
    return found


def _after_another(run: list[Act], period: int) -> set[int]:
    """The acts that come too soon after one of another organisation, in the order of the run."""
    near: set[int] = set()
    last: Act | None = None
    other: Act | None = None  # the last one of another organisation than the last
    for act in run:
        if last is not None and last[2] != act[2]:
            other = last
        if other is not None and abs((act[0] - other[0]).days) < period:
            near.add(act[1])
        last = act
    return near
