"""Single alerts and what belongs to them, each read through the reader's scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import REACH, Permission, Reach, Role
from yaqaza.accounts.scope import NOTHING, reaches_place_or_house
from yaqaza.accounts.states import OrganisationKind, OrganisationStatus, UnitKind
from yaqaza.alerts.models import Alert, AlertEvent, AlertPhoto, HandOver, ImportBatch, Story
from yaqaza.alerts.states import AlertStatus
from yaqaza.core.crypto import blind_index
from yaqaza.core.refusal import NotFound, Refused
from yaqaza.countries.formats import western_digits
from yaqaza.territory.models import Area

SAME_LETTERS = str.maketrans({"0": "Q", "O": "Q", "1": "J", "I": "J", "L": "J", "U": "V"})
"""Signs that a code never holds, read as the one they are nearest to."""


def within(user: User, *permissions: Permission, areas: bool = True) -> Q:
    """Return the condition for alerts within reach: the rule of ``accounts.scope.within`` on this table's own columns.

    The area's path is copied into the row and organisations come as ids, so that no join stands between queue and index.
    """
    if not user.is_active:
        return NOTHING
    condition = NOTHING
    houses: Q | None = None
    for posting in user.current_postings:
        if not any(posting.gives(permission) for permission in permissions):
            continue
        if areas and REACH[Role(posting.role)] is Reach.AREA:
            if "." not in posting.area.path.rstrip("."):  # the whole country: no condition at all
                return Q()
            condition |= Q(area_path__startswith=posting.area.path)
        house = Q(path__startswith=posting.organisation.path)
        houses = house if houses is None else houses | house
    if houses is not None:
        condition |= Q(organisation__in=Organisation.objects.filter(houses).values("id"))
    return condition


def visible_to(user: User) -> QuerySet[Alert]:
    """Return the alerts that ``user`` may read; those of a sensitive file only its supervisors and the officer who read them."""
    closed = Q(sensitive=False) | Q(read_by=user) | within(user, Permission.CASE_GRANT_ACCESS, areas=False)
    return Alert.objects.filter(within(user, Permission.ALERT_VIEW), closed)


def get_alert(uuid: UUID, *, seen_by: User) -> Alert:
    """One answer for "no such alert" and "not yours"."""
    found = (
        visible_to(seen_by).filter(uuid=uuid).select_related("area", "organisation", "story__lead", "read_by").first()
    )
    if found is None:
        raise NotFound(_("This alert does not exist, or it belongs to another place."))
    return found


def get_alerts(uuids: Iterable[UUID], *, seen_by: User) -> list[Alert]:
    """Return the visible ones among ``uuids``, at most 200, in the order they came in."""
    wanted = list(uuids)[:200]
    return list(visible_to(seen_by).filter(uuid__in=wanted).select_related("area", "organisation").order_by("id"))


def may_triage(alert: Alert, user: User) -> bool:
    return reaches_place_or_house(user, Permission.ALERT_TRIAGE, area=alert.area, organisation=alert.organisation)


def tracking_hash(code: str) -> str:
    """Return the blind index of a tracking code as people type it: any case, spaces, a hyphen or none."""
    letters = "".join(part for part in western_digits(code).upper() if part.isalnum()).translate(SAME_LETTERS)
    return blind_index("tracking", letters) if len(letters) == 8 else ""


def by_tracking_code(code: str) -> Alert:
    """Return the alert with this code: whoever holds the code may follow it."""
    index = tracking_hash(code)
    found = (
        Alert.objects.filter(tracking_hash=index).select_related("area", "organisation", "story__lead").first()
        if index
        else None
    )
    if found is None:
        raise NotFound(_("No alert has this code. Check the eight letters and digits."))
    return found


def followed(alert: Alert) -> Alert:
    """Return the alert that is worked on for this one: the lead of its story when it was gathered."""
    return alert.story.lead if alert.status == AlertStatus.GATHERED and alert.story else alert


def gathered_with(alert: Alert, *, seen_by: User) -> list[Alert]:
    """Return the other alerts of the same situation that the reader may see, oldest first, at most 50."""
    if alert.story_id is None:
        return []
    same = visible_to(seen_by).filter(Q(story=alert.story_id) | Q(leads=alert.story_id)).exclude(pk=alert.pk)
    return list(same.select_related("area").order_by("received_at", "id")[:50])


def story_sizes(stories: Iterable[int]) -> dict[int, int]:
    """Return how many alerts each story holds."""
    rows = Story.objects.filter(pk__in=set(stories)).annotate(size=Count("alerts"))
    return dict(rows.values_list("pk", "size"))


def events_of(alert: Alert) -> list[AlertEvent]:
    """Return everything that happened to an alert, newest first, with its photos (two queries)."""
    return list(alert.events.select_related("by").prefetch_related("photos").order_by("-id")[:200])


def event_to_undo(uuid: UUID, *, seen_by: User) -> AlertEvent:
    """Return an event of an alert within reach, or one's own: after passing an alert on it may be out of reach."""
    event = AlertEvent.objects.filter(uuid=uuid).select_related("alert__area", "alert__organisation").first()
    if event is None or not (event.by_id == seen_by.pk or visible_to(seen_by).filter(pk=event.alert_id).exists()):
        raise NotFound(_("There is nothing here to undo."))
    return event


def get_photo(uuid: UUID, *, seen_by: User) -> AlertPhoto:
    photo = AlertPhoto.objects.filter(uuid=uuid, alert__in=visible_to(seen_by)).first()
    if photo is None:
        raise NotFound(_("This photo does not exist, or it belongs to another place."))
    return photo


def of_phone(number: str, *, seen_by: User, most: int = 5) -> list[Alert]:
    """Return the newest alerts that came from an E.164 number."""
    index = blind_index("phone", number)
    if not index:
        return []
    return list(
        visible_to(seen_by).filter(reporter_index=index).select_related("area").order_by("-received_at", "-id")[:most]
    )


def responsible_organisation(area: Area) -> Organisation:
    """Return who decides about alerts of ``area``: going up, the nearest active duty cell, else directorate; at last the ministry."""
    chain = [area.pk, *reversed(area.ancestor_ids)]
    kinds = Q(unit_kind=UnitKind.DUTY_CELL) | Q(kind__in=[OrganisationKind.DIRECTORATE, OrganisationKind.MINISTRY])
    houses: Sequence[Organisation] = list(
        Organisation.objects.filter(kinds, area_id__in=chain, status=OrganisationStatus.ACTIVE).order_by("id")
    )
    if not houses:
        raise Refused(_("No active organisation answers for this place. Tell the administrator."))
    rank = {OrganisationKind.DIRECTORATE: 1, OrganisationKind.MINISTRY: 2}
    return min(
        houses,
        key=lambda house: (
            chain.index(house.area_id),
            0 if house.unit_kind == UnitKind.DUTY_CELL else rank[OrganisationKind(house.kind)],
            house.pk,
        ),
    )


def handovers_for(user: User) -> list[HandOver]:
    """Return the hand-over notes that the user's organisations still wait to be acknowledged, newest first."""
    houses = _own_houses(user)
    if not houses:
        return []
    week = timezone.now() - timedelta(days=14)
    notes = HandOver.objects.filter(organisation__in=houses, acknowledged_at=None, written_at__gte=week)
    return list(notes.select_related("written_by", "organisation").order_by("-written_at")[:5])


def handovers(user: User) -> QuerySet[HandOver]:
    """Return all hand-over notes of the user's organisations."""
    return HandOver.objects.filter(organisation__in=_own_houses(user)).select_related(
        "written_by", "acknowledged_by", "organisation"
    )


def get_handover(uuid: UUID, *, seen_by: User) -> HandOver:
    found = handovers(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("This hand-over does not exist, or it belongs to another organisation."))
    return found


def _own_houses(user: User) -> list[int]:
    return [posting.organisation_id for posting in user.current_postings if posting.gives(Permission.HANDOVER_WRITE)]


def visible_batches(user: User) -> QuerySet[ImportBatch]:
    """Return the imports of the organisations below the user's postings."""
    condition = NOTHING
    for posting in user.current_postings:
        if posting.gives(Permission.ALERT_IMPORT):
            condition |= Q(organisation__path__startswith=posting.organisation.path)
    return ImportBatch.objects.filter(condition)


def get_batch(uuid: UUID, *, seen_by: User) -> ImportBatch:
    batch = visible_batches(seen_by).filter(uuid=uuid).select_related("area", "organisation").first()
    if batch is None:
        raise NotFound(_("This import does not exist, or it belongs to another organisation."))
    return batch


def left_out(batch: ImportBatch) -> list[tuple[str, int]]:
    """Return the columns that could not be read in rows that came in, the most frequent first, each with how many rows; "" stands for
    cells that the heading does not name."""
    if not batch.incomplete:
        return []
    columns = batch.problems.filter(taken=True).values("column").annotate(rows=Count("row", distinct=True))
    return list(columns.order_by("-rows", "column").values_list("column", "rows"))
