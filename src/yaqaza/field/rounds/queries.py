"""Rounds as they are read: by officers of their reach, by the team its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.core.refusal import NotFound
from yaqaza.field import queries as field
from yaqaza.field.models import Encounter, Round, RoundStop
from yaqaza.field.states import Given, RoundStatus
from yaqaza.people import queries as people
from yaqaza.people.models import Person

REMEMBERED = timedelta(days=90)
NEAR = timedelta(days=1)  # the rounds of tonight, and of last night
COUNTS = Q(encounters__struck_at=None)
OPEN = (RoundStatus.PLANNED, RoundStatus.OUT)


def begun(user: User, *, start: date, end: date) -> QuerySet[Round]:
    """Return the rounds of a reader that set out and were planned for these days."""
    return visible_to(user).filter(started_at__isnull=False, starts_at__date__range=(start, end))


def visible_to(user: User) -> QuerySet[Round]:
    """Return the rounds a user may read: officers those of their area and organisation, a team its own while open and for a week."""
    officer = within(user, Permission.MISSION_ORDER, area_path="area_path")
    recent = Q(status__in=OPEN) | Q(closed_at__gte=timezone.now() - field.REMEMBERED)
    mine = Q(team__in=field.own_teams(user).values("team")) & recent
    return Round.objects.filter(officer | mine) if user.may(Permission.MISSION_VIEW) else Round.objects.none()


def get_round(uuid: UUID | str, *, seen_by: User) -> Round:
    rows = visible_to(seen_by).select_related("team__organisation", "team__area", "area", "organisation", "planned_by")
    found = rows.defer("area__geometry", "team__area__geometry").filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no such round, or it is not one of yours."))
    return found


def rows(found: QuerySet[Round]) -> QuerySet[Round]:
    """Return rounds with how many they met, ready for a list."""
    return found.select_related("team").annotate(
        met=Count("encounters", filter=COUNTS, distinct=True),
        refusals=Count("encounters", filter=COUNTS & Q(encounters__refused=True), distinct=True),
        people=Count("encounters__person", filter=COUNTS, distinct=True), places=Count("stops", distinct=True),
    )  # fmt: skip


def get_encounter(uuid: UUID | str, *, of: Round) -> Encounter:
    """Return an encounter of a round that the reader may read."""
    met = of.encounters.select_related("round__area", "round__organisation").filter(uuid=uuid).first()
    if met is None:
        raise NotFound(_("There is no such encounter on this round."))
    return met


def stops(found: Round) -> list[RoundStop]:
    return list(found.stops.select_related("area").defer("area__geometry").order_by("turn"))


def encounters(found: Round) -> list[Encounter]:
    return list(found.encounters.select_related("person", "stop", "noted_by").order_by("at", "id"))


@dataclass(frozen=True, slots=True)
class Sums:
    """What a round comes to: encounters and people apart."""

    encounters: int
    people: int
    refused: int
    given: list[tuple[str, int]]


def sums(met: list[Encounter]) -> Sums:
    met = [each for each in met if each.struck_at is None]
    given = Counter(code for each in met for code in each.given)
    return Sums(
        len(met), len({each.person_id for each in met if each.person_id}), sum(each.refused for each in met),
        [(str(Given(code).label), count) for code, count in given.most_common() if code in Given.values],
    )  # fmt: skip


def told(met: list[Encounter], *, seen_by: User) -> set[int]:
    """Return the ids of those of these encounters whose person the reader may read; of the others only the hour is told."""
    readable = people.visible_to(seen_by).filter(pk__in={each.person_id for each in met if each.person_id})
    known = set(readable.values_list("pk", flat=True))
    return {each.pk for each in met if each.person_id is None or each.person_id in known}


def known_to(found: Round, *, seen_by: User) -> QuerySet[Person]:
    """Return whom this team met on rounds of the last 90 days, as far as the reader may read them."""
    met = Encounter.objects.filter(round__team=found.team_id, at__gte=timezone.now() - REMEMBERED, person__same_as=None)
    return people.visible_to(seen_by).filter(pk__in=met.values("person")).order_by("-pk")


def mine(user: User, today: date) -> list[Round]:
    """Return the open rounds of a user's teams up to tomorrow."""
    rows = Round.objects.filter(team__in=field.own_teams(user).values("team"), status__in=OPEN)
    end = timezone.now() + timedelta(days=1)
    return list(rows.filter(starts_at__lt=end).select_related("team").order_by("starts_at")[:5])


def held(user: User) -> list[Round]:
    """Return the rounds that the user's phone works with: open ones that begin within a day, and those that ended within one."""
    now = timezone.now()
    near = Q(status__in=OPEN, starts_at__lt=now + NEAR) | Q(status=RoundStatus.CLOSED, closed_at__gte=now - NEAR)
    rows = visible_to(user).filter(near, team__in=field.own_teams(user).values("team")).select_related("team")
    listed = Prefetch("stops", RoundStop.objects.order_by("turn").select_related("area").defer("area__geometry"))
    met = Prefetch(
        "encounters",
        Encounter.objects.select_related("person__same_as", "stop", "round", "noted_by").order_by("at", "id"),
    )
    return list(rows.prefetch_related(listed, met).order_by("starts_at", "id"))


def known_to_teams(user: User) -> QuerySet[Encounter]:
    """Return the encounters of the last 90 days of the user's teams: whom they may meet again."""
    teams = field.own_teams(user).values("team")
    return Encounter.objects.filter(round__team__in=teams, at__gte=timezone.now() - REMEMBERED, person__isnull=False)
