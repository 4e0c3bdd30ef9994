"""Places by house, and their sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
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


def houses_that_said(user: User, *, text: str = "") -> QuerySet[Organisation]:
    """Return the houses that ever said what places they have, with ``free`` in all and whether that is ``stale`` (1), for pages of them."""
    here = ShelterPlaces.objects.filter(organisation=OuterRef("pk"))
    free = here.order_by().values("organisation").annotate(free=Sum("free")).values("free")
    old = Exists(here.filter(said_at__lt=timezone.now() - STALE))
    rows = named(houses(user), text).filter(Exists(here)).order_by()
    return rows.annotate(
        free=Subquery(free, output_field=IntegerField()),
        stale=Case(When(old, then=1), default=0, output_field=IntegerField()),
    )


ROOM_FIRST = ("stale", "-free", "path")


def named(rows: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Return the houses whose name or code holds what was typed."""
    typed = text.strip()
    return (
        rows.filter(Q(name_ar__icontains=typed) | Q(name_fr__icontains=typed) | Q(code__icontains=typed))
        if typed
        else rows
    )


def houses_that_said_nothing(user: User, *, text: str = "") -> QuerySet[Organisation]:
    said = ShelterPlaces.objects.filter(organisation=OuterRef("pk"))
    return named(houses(user), text).exclude(Exists(said)).order_by()


def lodgings(found: Iterable[Organisation]) -> list[Lodging]:
    """Return what these houses said, in their order, in one query."""
    made = {house.pk: Lodging(house) for house in found}
    for row in ShelterPlaces.objects.filter(organisation__in=made).select_related("said_by").order_by("id"):
        made[row.organisation_id].rows[Guests(row.guests)] = row
    return list(made.values())


def foremost(user: User, most: int) -> list[Lodging]:
    """Return the houses with most room, those whose numbers are too old last."""
    return lodgings(houses_that_said(user).order_by(*ROOM_FIRST)[:most])


def sums(user: User) -> list[tuple[Guests, int, int]]:
    """Return for whom how many places are free in all houses, and how many of these numbers are too old to count on."""
    stale = ShelterPlaces.objects.filter(organisation=OuterRef("organisation"), said_at__lt=timezone.now() - STALE)
    rows = ShelterPlaces.objects.filter(organisation__in=houses(user).order_by().values("pk")).annotate(
        old=Exists(stale)
    )
    found = {
        (row["guests"], row["old"]): row["total"]
        for row in rows.order_by().values("guests", "old").annotate(total=Sum("free"))
    }
    return [(guests, found.get((guests, False), 0), found.get((guests, True), 0)) for guests in Guests]


def of_house(house: Organisation) -> dict[Guests, ShelterPlaces]:
    return {Guests(row.guests): row for row in ShelterPlaces.objects.filter(organisation=house)}
