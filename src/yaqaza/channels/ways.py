"""The ways in, how each can be tested, and which of them may be closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Posting, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import holding
from yaqaza.channels import doors
from yaqaza.channels.connectors import gateway
from yaqaza.channels.models import Connector, Probe
from yaqaza.channels.queries import visible_to
from yaqaza.channels.states import Kind, ProbeState, Reason


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: a connector, or the public form (None). ``why_not``: why no test can be sent by it, "" when one can."""

    connector: Connector | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A way in that may be closed. ``silent``: its tests arrived, but nobody sends one any more."""

    probe: Probe
    silent: bool = False


def way_of(connector: Connector) -> Way:
    """Return how a connector can be tested."""
    try:
        ours = gateway(connector.type, connector.values)
        if ours.own_address:
            return Way(connector)
        if not ours.hooks or ours.asks:
            return Way(connector, _("It cannot write to itself. It is asked every minute, and says when that fails."))
    except Exception:  # settings nobody can make anything of
        return Way(connector, str(Reason.SETTINGS.label))
    return Way(connector, _by_our_web())


def _by_our_web() -> str:
    return "" if doors.is_known() else _("Tests need the address of our own web server: YAQAZA_URL.")


def ways_in(user: User | None = None) -> list[Way]:
    """Return every way in that is open, the public form first; with ``user`` those within reach."""
    connectors = visible_to(user) if user is not None else Connector.objects.all()
    rows = (
        connectors.filter(enabled=True).exclude(kind=Kind.WEB_PUSH).order_by("name", "id")
    )  # nothing comes in by those
    return [Way(None, _by_our_web()), *(way_of(each) for each in rows)]


def lately(ways: list[Way], *, most: int = 5) -> list[tuple[Way, list[Probe]]]:
    """Return the last tests by each way in, the newest first."""
    since = timezone.now() - timedelta(days=14)
    found = []
    for way in ways:
        rows = Probe.objects.filter(connector=way.connector, sent_at__gt=since).order_by("-sent_at", "-id")
        found.append((way, list(rows[:most])))
    return found


def is_due(connector: Connector | None) -> bool:
    """Say whether the last test by a way in is long enough ago."""
    if not settings.PROBE_EVERY:
        return False
    since = timezone.now() - timedelta(minutes=settings.PROBE_EVERY)
    return not Probe.objects.filter(connector=connector, sent_at__gt=since).exists()


def who_hears(connector: Connector | None) -> QuerySet[User]:
    """Return the officers who see a way in."""
    paths = {}
    if connector is not None:
        house = connector.organisation
        paths = {"area_path": house.area.path, "organisation_path": house.path}
    held = Posting.objects.filter(holding(Permission.CHANNEL_VIEW, **paths))
    return User.objects.filter(pk__in=held.values("user"))


def alarms(user: User) -> list[Alarm]:
    """Return the ways in within reach whose last test did not arrive, or that were not tried for three turns: then the worker stands."""
    if not settings.PROBE_EVERY:
        return []
    now, turns = timezone.now(), timedelta(minutes=3 * settings.PROBE_EVERY + settings.PROBE_LATE)
    ended = Q(arrived_at__isnull=False) | Q(due_at__lt=now) | ~Q(reason="")
    here = Q(connector=None) | Q(connector__in=visible_to(user).filter(enabled=True).values("pk"))
    rows = (
        Probe.objects.filter(ended, here, sent_at__gt=now - timedelta(days=14))
        .select_related("connector")
        .order_by("connector", "-sent_at", "-id")
        .distinct("connector")
    )
    found = []
    for row in rows:
        if row.state is ProbeState.MISSING:
            found.append(Alarm(row))
        elif row.sent_at < now - turns and (row.connector is None or not way_of(row.connector).why_not):
            found.append(Alarm(row, silent=True))
    return found
