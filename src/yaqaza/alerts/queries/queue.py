"""The one queue of all channels: what waits, in groups by deadline; or any status, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from yaqaza import countries
from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import reading
from yaqaza.alerts.models import Alert
from yaqaza.alerts.queries.rows import story_sizes, visible_to, within
from yaqaza.alerts.states import STATED, WAITING, AlertStatus, Need, PlacePrecision, Request, Urgency
from yaqaza.core.crypto import blind_index
from yaqaza.core.figures import AtLeast
from yaqaza.core.keyset import Page, following, paginate
from yaqaza.countries.formats import western_digits
from yaqaza.language.folding import fold
from yaqaza.territory.models import Area

MOST = 1000
"""Counting stops here: "more than 999" is all an officer needs to know."""
GROUP_ROWS = 25
NEEDS_SHOWN = 3
VITAL, OVER, HOUR, DAY, LATER = "vital", "over", "hour", "day", "later"
GROUPS = (VITAL, OVER, HOUR, DAY, LATER)  # a life stands on top, late or not
NEWEST = ("-received_at", "-id")
ORDERS: dict[str, Sequence[str]] = {
    VITAL: ("due_at", "id"),
    OVER: ("-urgency", "due_at", "id"),  # of what is late, a life comes before a paper that is later still
    HOUR: ("due_at", "id"),
    DAY: ("due_at", "id"),
    LATER: ("due_at", "id"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the officer looks for; an empty ``status`` means what waits, or every status when words are searched."""

    status: str = ""
    urgency: str = ""
    category: str = ""
    channel: str = ""
    area: Area | None = None
    start: date | None = None
    end: date | None = None
    text: str = ""
    unlocated: bool = False
    additions: bool = False
    need: str = ""
    request: str = ""  # a code of ``states.Request``

    @property
    def narrows(self) -> bool:
        return self != Filters()

    @property
    def waiting_only(self) -> bool:
        return not self.status and not self.text and not self.additions


@dataclass(slots=True)
class Row:
    alert: Alert
    headline: str
    together: int  # how many alerts tell of this situation

    @property
    def needs(self) -> list[Need]:
        """Return the first needs, those first that press most."""
        return self.alert.needed[:NEEDS_SHOWN]

    @property
    def more_needs(self) -> int:
        return max(0, len(self.alert.needed) - NEEDS_SHOWN)


@dataclass(slots=True)
class Group:
    name: str
    rows: list[Row]
    total: int
    more: bool = False


@dataclass(slots=True)
class Figures:
    """The counts of the head of the page; each stops at ``MOST`` and says so."""

    waiting: int = 0
    over: int = 0
    vital: int = 0
    unlocated: int = 0
    additions: int = 0
    no_request: int = 0
    last_hour: int = 0


@dataclass(slots=True)
class Queue:
    """Either ``groups`` (what waits) or one ``page`` (a group by itself, or any status)."""

    groups: list[Group] = field(default_factory=list)
    page: Page[Alert] | None = None
    rows: list[Row] = field(default_factory=list)
    hidden: int = 0
    newest_id: int = 0

    @property
    def total(self) -> int:
        """Return how many rows all groups hold."""
        return sum(group.total for group in self.groups)


def listed(user: User, filters: Filters) -> QuerySet[Alert]:
    """Return what the filters let through, unordered."""
    rows = visible_to(user)
    if filters.waiting_only:
        rows = rows.filter(status__in=WAITING)
    elif filters.status and filters.status != "ALL":
        rows = rows.filter(status=filters.status)
    if filters.urgency:
        rows = rows.filter(urgency=int(filters.urgency))
    if filters.category:
        rows = rows.filter(category=filters.category)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.area:
        rows = rows.filter(area_path__startswith=filters.area.path)
    if filters.start:
        rows = rows.filter(received_at__gte=_midnight(filters.start))
    if filters.end:
        rows = rows.filter(received_at__lt=_midnight(filters.end + timedelta(days=1)))
    if filters.unlocated:
        rows = rows.filter(place_precision=PlacePrecision.UNKNOWN)
    if filters.additions:
        rows = rows.filter(has_addition=True)
    if filters.need:
        rows = rows.filter(needs__contains=[filters.need])
    if filters.request == Request.NONE:
        rows = rows.filter(reading__asks__lt=STATED)
    elif filters.request == Request.ASKS:
        rows = rows.exclude(reading__asks__lt=STATED)  # what was not read yet is never hidden
    return rows.filter(_words(filters.text)) if filters.text else rows


def _words(text: str) -> Q:
    """An alert's number, a telephone number, or words of the text."""
    typed = western_digits(text).strip().upper()
    found: list[Q] = [Q(number=typed)]
    if typed.isdecimal() and len(typed) <= 6:
        found.append(Q(number=f"A-{timezone.localdate().year}-{int(typed):06d}"))
    try:
        phone = countries.get(settings.COUNTRY).normalise_phone(text)
    except countries.Invalid:
        phone = ""
    if phone:
        found.append(Q(reporter_index=blind_index("phone", phone)))
    words = fold(text)
    if len(words) >= 2 and not typed.startswith("A-"):
        found.append(reduce(lambda left, right: left & right, (Q(folded__contains=word) for word in words.split()[:6])))
    return reduce(or_, found)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _light(rows: QuerySet[Alert]) -> QuerySet[Alert]:
    """What a row of the list needs: no outline of areas, nothing encrypted, only the beginning of the text."""
    return (
        rows.annotate(beginning=Left("text", 420))
        .select_related("area")
        .defer("text", "folded", "reporter_name", "reporter_phone", "area__geometry", "area__search_keys")
    )


def bounds(name: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return from when to when decisions of a group are due."""
    hour = now + timedelta(hours=1)
    night = max(_midnight(timezone.localtime(now).date() + timedelta(days=2)), hour)
    return {OVER: (None, now), HOUR: (now, hour), DAY: (hour, night), LATER: (night, None)}[name]


def group_rows(rows: QuerySet[Alert], name: str, now: datetime) -> QuerySet[Alert]:
    if name == VITAL:
        return rows.filter(urgency=Urgency.VITAL)
    start, end = bounds(name, now)
    rows = rows.filter(urgency__lt=Urgency.VITAL)
    if start:
        rows = rows.filter(due_at__gte=start)
    return rows.filter(due_at__lt=end) if end else rows


def queue(
    user: User, filters: Filters, *, group: str = "", cursor: str = "", size: int = 50, now: datetime | None = None
) -> Queue:
    """Return the list as the officer asked for it; the number of queries does not grow with it."""
    now = now or timezone.now()
    rows = listed(user, filters)
    found = Queue(newest_id=newest_id(user))
    if filters.waiting_only and not group:
        found.groups = [_group(rows, name, now) for name in GROUPS]
        _tell([row for each in found.groups for row in each.rows])
    else:
        order = ORDERS[group] if group and filters.waiting_only else NEWEST
        chosen = group_rows(rows, group, now) if group and filters.waiting_only else rows
        found.page = paginate(_light(chosen), order=order, cursor=cursor, size=size)
        found.rows = [_row(alert) for alert in found.page]
        _tell(found.rows)
    if filters.narrows:
        found.hidden = _hidden(counted(listed(user, Filters())), counted(rows.filter(status__in=WAITING)))
    return found


def _group(rows: QuerySet[Alert], name: str, now: datetime) -> Group:
    chosen = group_rows(rows, name, now)
    items = list(_light(chosen).order_by(*ORDERS[name])[: GROUP_ROWS + 1])
    more = len(items) > GROUP_ROWS
    shown = [_row(alert) for alert in items[:GROUP_ROWS]]
    return Group(name, shown, counted(chosen) if more else len(items), more)


def foremost(user: User, most: int, *, now: datetime | None = None) -> list[Row]:
    """Return the first ``most`` rows of what waits, as the queue would show them."""
    now = now or timezone.now()
    rows: list[Row] = []
    waiting = listed(user, Filters())
    for name in GROUPS:
        if len(rows) < most:
            chosen = group_rows(waiting, name, now).order_by(*ORDERS[name])
            rows += [_row(alert) for alert in _light(chosen)[: most - len(rows)]]
    return rows


def upcoming(user: User, most: int, *, now: datetime | None = None) -> list[Row]:
    """Return what waits and is due next, the nearest first; what is late already is not among it."""
    rows = listed(user, Filters()).filter(due_at__gte=now or timezone.now())
    return [_row(alert) for alert in _light(rows).order_by("due_at", "id")[:most]]


def newest(user: User, since: datetime, most: int) -> list[Row]:
    """Return what came in from a moment on and waits, the newest first."""
    rows = listed(user, Filters()).filter(received_at__gte=since)
    return [_row(alert) for alert in _light(rows).order_by(*NEWEST)[:most]]


def _hidden(waiting: int, shown: int) -> int:
    left = max(0, waiting - shown)
    return AtLeast(left) if left and isinstance(waiting, AtLeast) else left


def next_waiting(
    user: User, filters: Filters, after: Alert, *, group: str = "", now: datetime | None = None
) -> Alert | None:
    """Return what waits below ``after`` in the list as it was filtered; after the last one the first, None when nothing is left."""
    now = now or timezone.now()
    rows = listed(user, filters).filter(status__in=WAITING).exclude(pk=after.pk)
    if not filters.waiting_only:
        return following(rows, NEWEST, after).first() or rows.order_by(*NEWEST).first()
    names = (group,) if group else GROUPS
    own = group_of(after, now)
    start = names.index(own) if own in names else 0
    if own in names and (below := following(group_rows(rows, own, now), ORDERS[own], after).first()):
        return below
    turns = [*names[start + 1 :], *names[: start + 1]]
    return next((top for name in turns if (top := group_rows(rows, name, now).order_by(*ORDERS[name]).first())), None)


def group_of(alert: Alert, now: datetime) -> str:
    """Return the group in which an alert stands."""
    if alert.urgency == Urgency.VITAL:
        return VITAL
    ends = ((name, bounds(name, now)[1]) for name in (OVER, HOUR, DAY))
    return next((name for name, end in ends if end and alert.due_at < end), LATER)


def _row(alert: Alert) -> Row:
    return Row(alert, reading.headline(alert.beginning, 110), 1)  # type: ignore[attr-defined]  # annotated by _light


def _tell(rows: list[Row]) -> None:
    sizes = story_sizes(row.alert.story_id for row in rows if row.alert.story_id)
    for row in rows:
        row.together = sizes.get(row.alert.story_id or 0, 1)


def counted(rows: QuerySet[Alert]) -> int:
    """Return how many rows there are; from ``MOST`` on only that there are more than 999."""
    return stopped(rows.values("pk")[:MOST].count())


def stopped(count: int) -> int:
    return AtLeast(MOST - 1) if count >= MOST else count


def figures(user: User, *, now: datetime | None = None) -> Figures:
    """Return the counts of the head of the desk (six bounded queries)."""
    now = now or timezone.now()
    waiting = listed(user, Filters())
    return Figures(
        waiting=counted(waiting),
        over=counted(waiting.filter(due_at__lt=now)),
        vital=counted(waiting.filter(urgency=Urgency.VITAL)),
        unlocated=counted(waiting.filter(place_precision=PlacePrecision.UNKNOWN)),
        additions=counted(visible_to(user).filter(has_addition=True)),
        no_request=counted(waiting.filter(reading__asks__lt=STATED)),
        last_hour=counted(visible_to(user).filter(received_at__gte=now - timedelta(hours=1))),
    )


def newest_id(user: User) -> int:
    """Return the id of the newest alert that exists anywhere: what comes later is new on this page."""
    return Alert.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def arrived_since(user: User, since: int) -> tuple[int, int, int]:
    """Return how many alerts came after an id, how many of them are vital and how many urgent (all bounded)."""
    rows = Alert.objects.filter(within(user, Permission.ALERT_VIEW), pk__gt=since, status=AlertStatus.NEW)
    levels = list(rows.values_list("urgency", flat=True)[:MOST])
    return stopped(len(levels)), stopped(levels.count(Urgency.VITAL)), stopped(levels.count(Urgency.URGENT))


def waiting_by_area(user: User, area: Area) -> dict[int, int]:
    """Return how many alerts wait in each area inside ``area``."""
    rows = listed(user, replace(Filters(), area=area)).values("area_id").annotate(count=Count("pk"))
    return {row["area_id"]: row["count"] for row in rows}
