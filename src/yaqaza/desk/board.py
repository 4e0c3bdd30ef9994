"""What stands on the live desk, pane by pane; each read as its own app reads it, and only the panes that are asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Posting, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting, within
from yaqaza.alerts import maps
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import AlertEvent, HandOver, HandOverItem
from yaqaza.alerts.queries import queue
from yaqaza.alerts.timeline import ICONS
from yaqaza.channels import queries as channels
from yaqaza.channels.models import Connector
from yaqaza.channels.states import Health
from yaqaza.core.components import Entry
from yaqaza.desk import roads
from yaqaza.desk.roads import Road
from yaqaza.field import queries as field_queries
from yaqaza.field.models import Shift
from yaqaza.field.places import queries as places
from yaqaza.field.roster import queries as roster
from yaqaza.field.roster.hours import Gap
from yaqaza.field.states import MissionStatus
from yaqaza.monitoring.models import Source
from yaqaza.monitoring.queries import sources

P = Permission
PANES = ("strip", "notes", "queue", "next", "teams", "map", "places", "changes")
DEADLINES, CHANGES, MOST_TROUBLES, HOUSES = 6, 20, 5, 8
JUST_NOW, MOST_NEW = timedelta(minutes=15), 10
BACK = timedelta(hours=8)
"""What is told to somebody of whom nobody knows since when they are on duty."""

SHIFT_AT_MOST = timedelta(hours=16)
GRACE = timedelta(minutes=30)
"""How long after the change of a shift a note may wait for the next officer before the supervisor is told."""

K = AlertEvent.Kind
TOLD = (
    K.ADDITION, K.PUBLISHED, K.QUESTION, K.PASSED, K.GATHERED, K.DISMISSED, K.MISSION, K.CASE, K.RAISED, K.UNDONE, K.CORRECTED,
)  # fmt: skip


@dataclass(slots=True)
class Since:
    """From when on something is new to this officer, and why."""

    at: datetime
    why: str


@dataclass(slots=True)
class Board:
    """The live desk of one officer; what was not asked for is empty."""

    user: User
    now: datetime
    panes: Collection[str]
    posting: Posting | None = None
    shift: Shift | None = None
    figures: queue.Figures = field(default_factory=queue.Figures)
    found: queue.Queue = field(default_factory=queue.Queue)
    fresh: list[queue.Row] = field(default_factory=list)
    troubles: list[Connector] = field(default_factory=list)
    silent: list[Source] = field(default_factory=list)
    notes: list[HandOver] = field(default_factory=list)
    late_notes: list[HandOver] = field(default_factory=list)
    openable: set[int] = field(default_factory=set)
    deadlines: list[queue.Row] = field(default_factory=list)
    roads: list[Road] | None = None
    standings: list[Road] = field(default_factory=list)
    on_duty: list[Shift] = field(default_factory=list)
    gap: Gap | None = None
    gap_until: datetime | None = None
    map: Any = None
    lodgings: list[places.Lodging] = field(default_factory=list)
    sums: list[tuple[Any, int, int]] = field(default_factory=list)
    since: Since | None = None
    arrived: int = 0
    changes: list[Entry] = field(default_factory=list)


def board(user: User, *, panes: Collection[str] = PANES, now: datetime | None = None) -> Board:
    """Return the live desk as ``user`` may see it."""
    now = now or timezone.now()
    made = Board(user, now, panes, posting=home_posting(user, P.ALERT_TRIAGE, P.ALERT_VIEW))
    made.shift = roster.current(user, now)
    for name in panes:
        FILL[name](made)
    return made


def _strip(made: Board) -> None:
    made.figures = queue.figures(made.user, now=made.now)
    if made.user.may(P.CHANNEL_VIEW):
        dead = channels.visible_to(made.user).filter(
            Q(in_health=Health.TROUBLE) | Q(out_health=Health.TROUBLE), enabled=True
        )
        made.troubles = list(dead.order_by("name", "id")[:MOST_TROUBLES])
    made.silent = sources.dead(made.user)[:MOST_TROUBLES]
    house = made.posting.organisation if made.posting else None
    if house is not None:
        ends = made.now + timedelta(hours=24)
        short = roster.gaps(house, made.now, ends)
        made.gap = short[0] if short and short[0].start <= made.now else None
        made.gap_until = made.gap.end if made.gap and made.gap.end < ends else None


def _notes(made: Board) -> None:
    items = Prefetch("items", HandOverItem.objects.select_related("alert", "taken_by").order_by("id"))
    waiting = [note.pk for note in alerts.handovers_for(made.user)]
    late = late_handovers(made.user, now=made.now)
    rows = (
        HandOver.objects.filter(pk__in=[*waiting, *[note.pk for note in late]])
        .select_related("written_by", "organisation")
        .prefetch_related(items)
        .order_by("-written_at")
    )
    made.notes = [note for note in rows if note.pk in waiting]
    made.late_notes = [note for note in rows if note in late]
    told = {item.alert_id for note in rows for item in note.items.all()}
    made.openable = set(alerts.visible_to(made.user).filter(pk__in=told).values_list("pk", flat=True))


def late_handovers(user: User, *, now: datetime | None = None) -> list[HandOver]:
    """Return the notes of the supervisor's houses that nobody took over half an hour after the shift changed.

    The change is the first beginning of a shift at that desk after the note was written; where no roster says so, the note itself.
    """
    if not user.may(P.CASE_GRANT_ACCESS):
        return []
    now = now or timezone.now()
    houses = within(user, P.CASE_GRANT_ACCESS, area_path="", organisation_path="organisation__path")
    rows = list(
        HandOver.objects.filter(
            houses, acknowledged_at=None, written_at__gte=now - timedelta(days=3), written_at__lt=now - GRACE
        )
        .exclude(written_by=user)
        .select_related("organisation", "written_by")
        .order_by("-written_at")[:20]
    )
    return [note for note in rows if _changed(note) + GRACE <= now]


def _changed(note: HandOver) -> datetime:
    return roster.next_change(note.organisation_id, note.written_at) or note.written_at


def _queue(made: Board) -> None:
    """The groups as the queue shows them; what has just come and stands further down in a long group is put on top of all."""
    made.found = queue.queue(made.user, queue.Filters(), now=made.now)
    shown = {row.alert.pk for group in made.found.groups for row in group.rows}
    newest = queue.newest(made.user, made.now - JUST_NOW, MOST_NEW)
    made.fresh = [row for row in newest if row.alert.pk not in shown]


def _next(made: Board) -> None:
    made.deadlines = queue.upcoming(made.user, DEADLINES, now=made.now)


def _teams(made: Board) -> None:
    made.standings = _roads(made)
    made.on_duty = roster.on_duty(roster.houses(made.user), made.now)


def _roads(made: Board) -> list[Road]:
    """The teams, read once for the pane that lists them and the map that shows them."""
    if made.roads is None:
        made.roads = roads.roads(made.user, made.now)
    return made.roads


def _map(made: Board) -> None:
    posting = home_posting(made.user, P.ALERT_VIEW)
    if posting is None:
        return
    rows = queue.foremost(made.user, 20, now=made.now)
    counts = queue.waiting_by_area(made.user, maps.province_of(posting.area))
    arabic = (get_language() or "ar").startswith("ar")
    pins = [(str(number), row.alert) for number, row in enumerate(rows, 1)]
    teams = roads.marks(_roads(made))
    made.map = maps.around(None, home=posting.area, counts=counts, rows=pins, arabic=arabic, marks=teams)


def _places(made: Board) -> None:
    made.lodgings = places.foremost(made.user, HOUSES)
    made.sums = places.sums(made.user)


def since(user: User, *, shift: Shift | None, now: datetime) -> Since:
    """Return from when on something is new: the beginning of the shift, else the last note taken over, else some hours ago."""
    if shift is not None:
        return Since(shift.starts_at, _("since your shift began"))
    note = (
        HandOver.objects.filter(acknowledged_by=user, acknowledged_at__gte=now - SHIFT_AT_MOST)
        .order_by("-acknowledged_at")
        .values_list("acknowledged_at", flat=True)
        .first()
    )
    if note is not None:
        return Since(note, _("since you took the hand-over"))
    return Since(now - BACK, _("in the last 8 hours"))


def _changes(made: Board) -> None:
    made.since = since(made.user, shift=made.shift, now=made.now)
    at = made.since.at
    mine = alerts.visible_to(made.user)
    made.arrived = queue.counted(mine.filter(received_at__gte=at))
    told = [*_decisions(mine, at), *_missions(made.user, at), *_notes_since(made, at)]
    made.changes = sorted(told, key=lambda entry: entry.at, reverse=True)[:CHANGES]


def _decisions(mine: Any, at: datetime) -> list[Entry]:
    events = (
        AlertEvent.objects.filter(at__gte=at, kind__in=TOLD, undone_at=None, alert__in=mine)
        .select_related("alert", "by")
        .defer(
            "alert__text", "alert__folded", "alert__reporter_name", "alert__reporter_phone", "text", "before", "sealed"
        )
        .order_by("-at", "-id")[:CHANGES]
    )
    return [
        Entry(
            event.at,
            ICONS[K(event.kind)],
            str(K(event.kind).label),
            who=event.by.name if event.by else "",
            note=event.alert.number,
            url=event.alert.get_absolute_url(),
        )
        for event in events
    ]


def _missions(user: User, at: datetime) -> list[Entry]:
    told: list[Entry] = []
    rows = field_queries.visible_to(user).select_related("team")
    for name, icon, words in (
        ("departed_at", "car", _("The team left")),
        ("arrived_at", "map-pin", _("The team arrived")),
        ("ended_at", "check", _("The mission ended")),
    ):
        for mission in rows.filter(**{f"{name}__gte": at}).order_by(f"-{name}")[:CHANGES]:
            cancelled = name == "ended_at" and mission.status == MissionStatus.CANCELLED
            told.append(
                Entry(
                    getattr(mission, name),
                    "ban" if cancelled else icon,
                    _("The mission was cancelled") if cancelled else words,
                    who=mission.team.name if mission.team else "",
                    note=mission.number,
                    url=mission.get_absolute_url(),
                )
            )
    return told


def _notes_since(made: Board, at: datetime) -> list[Entry]:
    houses = [posting.organisation_id for posting in made.user.current_postings if posting.gives(P.HANDOVER_WRITE)]
    rows = HandOver.objects.filter(organisation__in=houses, written_at__gte=at).select_related("written_by")
    return [
        Entry(note.written_at, "clipboard-text", _("Hand-over written"), who=note.written_by.name)
        for note in rows.order_by("-written_at")[:5]
    ]


FILL = {
    "strip": _strip, "notes": _notes, "queue": _queue, "next": _next, "teams": _teams, "map": _map, "places": _places,
    "changes": _changes,
}  # fmt: skip
