"""Places by house, and their sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.accounts.states import OrganisationKind, OrganisationStatus
from yaqaza.core.refusal import NotFound
from yaqaza.field.models import ShelterPlaces
from yaqaza.field.states import STALE, Guests

LODGE = (OrganisationKind.COMPLEX, OrganisationKind.UNIT, OrganisationKind.INSTITUTION, OrganisationKind.ASSOCIATION)
MOST_HOUSES = 100


def houses(user: User) -> QuerySet[Organisation]:
    """Return the houses of one's reach that may lodge people."""
    reach = within(user, Permission.MISSION_ORDER, area_path="area__path", organisation_path="path")
    rows = Organisation.objects.filter(reach, kind__in=LODGE, status=OrganisationStatus.ACTIVE)
    return rows.select_related("area").defer("area__geometry").order_by("path")


def get_house(uuid: UUID | str, *, seen_by: User) -> Organisation:
    found = houses(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no such house, or it is not one of yours."))
    return found


@dataclass(slots=True)
class Lodging:
    """What one house said, by who is taken in."""

    house: Organisation
    rows: dict[Guests, ShelterPlaces] = field(default_factory=dict)

    @property
    def free(self) -> int:
        return sum(row.free for row in self.rows.values())

    @property
    def said_at(self) -> datetime | None:
        """Return when the oldest of its numbers was said."""
        return min((row.said_at for row in self.rows.values()), default=None)

    @property
    def said_by(self) -> User | None:
        last = max(self.rows.values(), key=lambda row: row.said_at, default=None)
        return last.said_by if last else None

    @property
    def stale(self) -> bool:
        return self.said_at is not None and timezone.now() - self.said_at > STALE

    @property
    def by_guests(self) -> list[tuple[Guests, ShelterPlaces | None]]:
        return [(guests, self.rows.get(guests)) for guests in Guests]


def lodgings(user: User) -> list[Lodging]:
    """Return the houses that ever said what places they have, in two queries; those with room first."""
    said = ShelterPlaces.objects.filter(Q(organisation__in=houses(user).values("pk")))
    found: dict[int, Lodging] = {}
    for row in (
        said.select_related("organisation__area", "said_by").defer("organisation__area__geometry").order_by("id")
    ):
        found.setdefault(row.organisation_id, Lodging(row.organisation)).rows[Guests(row.guests)] = row
    return sorted(found.values(), key=lambda each: (each.stale, -each.free, each.house.path))[:MOST_HOUSES]


def free_by_guests(rows: Iterable[Lodging]) -> list[tuple[Guests, int, int]]:
    """Return for whom how many places are free, and how many of these numbers are too old to count on."""
    free: dict[Guests, int] = defaultdict(int)
    old: dict[Guests, int] = defaultdict(int)
    for lodging in rows:
        for guests, row in lodging.rows.items():
            (old if lodging.stale else free)[guests] += row.free
    return [(guests, free[guests], old[guests]) for guests in Guests]


def of_house(house: Organisation) -> dict[Guests, ShelterPlaces]:
    return {Guests(row.guests): row for row in ShelterPlaces.objects.filter(organisation=house)}
