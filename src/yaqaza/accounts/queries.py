"""Reading organisations, users and the audit trail."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.parts import About
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place, within
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotFound
from yaqaza.territory.queries import country_area


def organisations(*, seen_by: User) -> QuerySet[Organisation]:
    """Return the organisations; offices are no secret, so every member of staff sees all of them."""
    if not seen_by.may(Permission.ORGANISATION_VIEW):
        return Organisation.objects.none()
    return Organisation.objects.select_related("area", "parent")


def postable(*, seen_by: User) -> QuerySet[Organisation]:
    """Return the organisations at which ``seen_by`` may post people: those whose whole area is within reach."""
    return (
        organisations(seen_by=seen_by)
        .filter(within(seen_by, Permission.USER_MANAGE, organisation_path=""))
        .exclude(status="CLOSED")
        .order_by("code")
    )


def get_organisation(pk: uuid.UUID, *, seen_by: User) -> Organisation:
    found = organisations(seen_by=seen_by).filter(uuid=pk).first()
    if found is None:
        raise NotFound(_("This organisation does not exist."))
    return found


def statuses(rows: QuerySet[Organisation]) -> dict[str, int]:
    """Return how many of ``rows`` there are by status."""
    return dict(rows.order_by().values_list("status").annotate(n=Count("id")))


def users(*, seen_by: User) -> QuerySet[User]:
    """Return the users whose postings of today lie within the administrator's reach, and those who have none today."""
    if not seen_by.may(Permission.USER_MANAGE):
        return User.objects.none()
    today = timezone.localdate()
    current = Posting.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    mine = current.filter(within(seen_by, Permission.USER_MANAGE, organisation_path=""))
    return User.objects.filter(Q(pk__in=mine.values("user")) | ~Q(pk__in=current.values("user")))


def get_user(pk: uuid.UUID, *, seen_by: User) -> User:
    found = users(seen_by=seen_by).filter(uuid=pk).first()
    if found is None:
        raise NotFound(_("This user does not exist, or is not yours to manage."))
    return found


def get_posting(pk: uuid.UUID, *, seen_by: User) -> Posting:
    found = (
        Posting.objects.filter(within(seen_by, Permission.USER_MANAGE, organisation_path=""))
        .select_related("organisation", "area", "user")
        .filter(uuid=pk)
    ).first()
    if found is None:
        raise NotFound(_("This posting does not exist, or is not yours to manage."))
    return found


def reads_trail(user: User) -> bool:
    """Say whether ``user`` reads the audit trail: whoever holds AUDIT_VIEW for less than the country is told nothing of it."""
    return reaches_place(user, Permission.AUDIT_VIEW, country_area())


def audit_entries(
    *, seen_by: User, events: Collection[str] = (), who: str = "", about: About | None = None,
    from_on: date | None = None, until_on: date | None = None,
) -> QuerySet[AuditEntry]:  # fmt: skip
    """Return the audit trail, newest first by page; only for those who hold AUDIT_VIEW for the whole country.

    Entries carry no place (they outlive what they speak of), so a part of the trail cannot be shown by area. ``who`` is a user name or
    a part of a name.
    """
    if not reads_trail(seen_by):
        return AuditEntry.objects.none()
    rows = AuditEntry.objects.all()
    if events:
        rows = rows.filter(event__in=events)
    if who:
        known = Q(username=who) | Q(name_ar__icontains=who) | Q(name_latin__icontains=who)
        rows = rows.filter(
            actor_id__in=list(User.objects.filter(known).order_by("pk").values_list("pk", flat=True)[:200])
        )
    if about is not None:
        rows = rows.filter(about.acts)
    if from_on:
        rows = rows.filter(at__gte=_midnight(from_on))
    if until_on:
        rows = rows.filter(at__lt=_midnight(until_on + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def actors(entries: list[AuditEntry]) -> dict[int, User]:
    """Return the users who acted in ``entries``, by id, in one query."""
    return User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})


def cells_by_area() -> dict[int, int]:
    """Return, by province id, how many cells are active there (for the map of cells)."""
    rows = (
        Organisation.objects.filter(kind="CELL", status="ACTIVE")
        .annotate(path_=F("area__path"))
        .values_list("path_", flat=True)
    )
    counts: dict[int, int] = {}
    for path in rows:
        for part in path.rstrip(".").split("."):
            counts[int(part)] = counts.get(int(part), 0) + 1
    return counts
