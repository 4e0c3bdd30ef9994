"""Aid of one kind from two organisations within the period that the catalogue gives for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from yaqaza.people.models import HouseholdMember
from yaqaza.services.models import ServiceDelivery
from yaqaza.signals.kinds.found import Found, Homes, Piece
from yaqaza.signals.states import Kind

MOST_ROWS = 5000
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
    kinds = {kind for kind, _person, _household in asked}
    homes = Homes(person for _kind, person, _household in asked if person)
    people = {homes.person(person) for _kind, person, _household in asked if person}
    households = {household for _kind, _person, household in asked if household}
    households |= {int(home[1:]) for home in map(homes.home, people) if home[0] == "h"}
    living = HouseholdMember.objects.filter(household__in=households, until_on=None).values_list("person", flat=True)
    people |= set(living)
    received = Q(person__in=people) | Q(person__same_as__in=people) | Q(household__in=households)
    acts = (
        ServiceDelivery.objects.filter(received, service_type__in=kinds, reverses=None, reversal=None)
        .order_by("delivered_on", "id")
        .values_list(
            "delivered_on", "id", "organisation", "service_type", "person", "household", "case",
            "service_type__once_in_days", "service_type__once_a_home", "service_type__code",
        )[:MOST_ROWS]
    )  # fmt: skip
    rows = list(acts)
    homes = Homes({row[4] for row in rows if row[4]})
    groups: dict[tuple[str, str, int], list[Act]] = defaultdict(list)
    for day, pk, house, kind, person, household, case, period, a_home, code in rows:
        alone = f"p{homes.person(person)}" if person else f"h{household}"
        whom = homes.home(person) if person and a_home else alone
        groups[whom, code, period].append((day, pk, house, kind, homes.person(person) if person else None, case))
    found = []
    for (whom, code, period), group in groups.items():
        for run in _runs(group, period):
            pieces = tuple(
                Piece(delivery=pk, person=person, case=case) for _day, pk, _house, _kind, person, case in run
            )
            told = {"n": len(run), "days": (run[-1][0] - run[0][0]).days, "period": period, "service": code}
            found.append(Found(Kind.AID_TWICE, f"{code}:{whom}:{run[0][1]}", pieces, told))
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
        near = {
            act[1] for act in run if any(other[2] != act[2] and abs((other[0] - act[0]).days) < period for other in run)
        }
        if near:
            found.append([act for act in run if act[1] in near])
    return found
