"""What may be read of warning signs, and by whom: supervisors those of their reach, case workers those of the files that name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.cases import queries as cases
from yaqaza.cases.models import Case
from yaqaza.core.refusal import NotFound
from yaqaza.field import queries as missions
from yaqaza.field.models import Finding, FindingCorrection, Mission, Team
from yaqaza.people import queries as people
from yaqaza.people.models import Person
from yaqaza.services import queries as services
from yaqaza.signals import rules, words
from yaqaza.signals.models import Decision, Evidence, Reply, SharedValue, Signal
from yaqaza.signals.states import ABOUT_OTHERS, ABOUT_VISITS, WAITING

ORDER = ("lowered", "-found_at", "-id")
PANEL = 6
SLICE = 500
RECENT = timedelta(days=14)  # hours of a visit are written long after the order
NIGHTS = timedelta(days=3)  # what changed since is looked at again, also when a night was missed
QUIET = (AlertEvent.Kind.READ, AlertEvent.Kind.NOTE)


def visible_to(user: User) -> QuerySet[Signal]:
    """Return the signs a user may read: those of which one row at least lies in their reach."""
    if not user.may(Permission.SIGNAL_VIEW):
        return Signal.objects.none()
    supervised = rules.supervised(user).filter(signal=OuterRef("pk"))
    worked = rules.worked(user).filter(signal=OuterRef("pk"))
    return Signal.objects.filter(Exists(supervised) | Exists(worked))


def get_signal(uuid: UUID | str, *, seen_by: User) -> Signal:
    """Return a sign; "not there" and "not yours" get the same answer."""
    signal = visible_to(seen_by).filter(uuid=uuid).first()
    if signal is None:
        raise NotFound(_("There is no such sign, or it is not about one of your files."))
    return signal


def get_reply(uuid: UUID | str, *, seen_by: User) -> Reply:
    """Return a question that was asked about a sign the user may read."""
    reply = Reply.objects.filter(uuid=uuid, signal__in=visible_to(seen_by)).select_related("signal", "evidence").first()
    if reply is None:
        raise NotFound(_("There is no such question, or it is not about one of your files."))
    return reply


def filtered(signals: QuerySet[Signal], chosen: Mapping[str, Any]) -> QuerySet[Signal]:
    """Narrow a list by what the reader chose (``forms.Filters``); nothing chosen: what waits."""
    match chosen.get("status") or "":
        case "":
            signals = signals.filter(status__in=WAITING, lapsed_at=None)
        case "LAPSED":
            signals = signals.filter(status__in=WAITING, lapsed_at__isnull=False)
        case "ALL":
            pass
        case status:
            signals = signals.filter(status=status)
    if kind := chosen.get("kind"):
        signals = signals.filter(kind=kind)
    if area := chosen.get("area"):
        here = Evidence.objects.filter(signal=OuterRef("pk"), area_path__startswith=area.path)
        signals = signals.filter(Exists(here))
    return signals


def of_case(case: Case, *, seen_by: User) -> list[Signal]:
    """Return the signs that rest on a file, the newest first; one more than the panel shows when there are more."""
    return _panel(visible_to(seen_by), Evidence.objects.filter(case=case))


def of_person(person: Person, *, seen_by: User) -> list[Signal]:
    """Return the signs that are about a person, under any of their records: not those about who reported or visited them."""
    signals = visible_to(seen_by).exclude(kind__in=ABOUT_OTHERS)
    return _panel(signals, Evidence.objects.filter(person__in=people.selves(person)))


def of_alert(alert: Alert, *, seen_by: User) -> list[Signal]:
    """Return the signs that rest on an alert, those about who reported among them, the newest first."""
    return _panel(visible_to(seen_by), Evidence.objects.filter(alert=alert))


def of_team(team: Team, *, seen_by: User) -> list[Signal]:
    """Return the signs about the visits of a team, the newest first."""
    signals = visible_to(seen_by).filter(kind__in=ABOUT_VISITS)
    return _panel(signals, Evidence.objects.filter(mission__team=team))


def _panel(signals: QuerySet[Signal], about: QuerySet[Evidence]) -> list[Signal]:
    shown = signals.filter(pk__in=about.values("signal"), lapsed_at=None)
    return list(shown.order_by("-found_at", "-id")[: PANEL + 1])


@dataclass(slots=True)
class Shown:
    """A row of the evidence with what this reader may open of it; what they may not is only "kept by" its organisation."""

    evidence: Evidence
    person: Person | None = None
    case: Case | None = None
    alert: Any = None
    mission: Any = None
    delivery: Any = None
    replies: list[Reply] = field(default_factory=list)

    @property
    def where(self) -> str:
        """Return how the place of the visit is known."""
        return words.where(self.mission)

    @property
    def hidden(self) -> bool:
        return not (self.person or self.case or self.alert or self.mission or self.delivery)


def evidence_of(signal: Signal, *, seen_by: User) -> list[Shown]:
    """Return the evidence side by side, in a number of queries that does not grow with it."""
    rows = list(signal.evidence.select_related("organisation").order_by("id"))
    readable = {
        "person": people.visible_to(seen_by).select_related("area").defer("area__geometry"),
        "case": cases.visible_to(seen_by).select_related("worker"),
        "alert": alerts.visible_to(seen_by).select_related("area").defer("area__geometry"),
        "mission": missions.visible_to(seen_by).select_related("team", "area", "finding").defer("area__geometry"),
        "delivery": services.visible_to(seen_by)
        .select_related("service_type", "organisation", "area")
        .defer("area__geometry"),
    }
    gone = Person.objects.filter(pk__in=[row.person_id for row in rows if row.person_id], same_as__isnull=False)
    standing = dict(gone.values_list("pk", "same_as"))

    def key(row: Evidence, name: str) -> int:
        pk = getattr(row, f"{name}_id") or 0
        return (standing.get(pk) or pk) if name == "person" else pk

    found: dict[str, dict[int, Any]] = {}
    for name, queryset in readable.items():
        ids = {key(row, name) for row in rows} - {0}
        found[name] = {each.pk: each for each in queryset.filter(pk__in=ids)} if ids else {}
    replies = list(signal.replies.select_related("asked_by", "heard_by").order_by("asked_on", "id"))
    return [
        Shown(
            row,
            replies=[reply for reply in replies if reply.evidence_id == row.pk],
            **{name: rows_found.get(key(row, name)) for name, rows_found in found.items()},
        )
        for row in rows
    ]


def decisions_of(signal: Signal) -> QuerySet[Decision]:
    """Return what was decided about a sign the reader may read, the first decision first."""
    return signal.decisions.select_related("by").order_by("at", "id")


def shared_values(user: User) -> QuerySet[SharedValue]:
    """Return the numbers listed as shared by the houses within the reader's reach, those that were taken off too."""
    reach = within(
        user, Permission.SIGNAL_DECIDE, area_path="organisation__area__path", organisation_path="organisation__path"
    )
    return SharedValue.objects.filter(reach).select_related("organisation", "added_by", "removed_by", "signal")


def get_shared(uuid: UUID | str, *, seen_by: User) -> SharedValue:
    value = shared_values(seen_by).filter(uuid=uuid).first()
    if value is None:
        raise NotFound(_("There is no such number on your list."))
    return value


def is_shared(keys: Iterable[str]) -> set[str]:
    """Return which blind indexes are known as shared."""
    return set(SharedValue.objects.filter(index__in=list(keys), removed_at=None).values_list("index", flat=True))


def changed_lately() -> Iterator[tuple[str, list[int]]]:
    """Yield, by slices, rows that are not new and changed: visits that were written down, alerts that somebody decided or corrected."""
    now = timezone.now()
    corrected = FindingCorrection.objects.filter(at__gte=now - NIGHTS).values("finding__mission")
    written = Finding.objects.filter(written_at__gte=now - NIGHTS).values("mission")
    visits = Mission.objects.filter(
        Q(ordered_at__gte=now - RECENT) | Q(ended_at__gte=now - NIGHTS) | Q(pk__in=written) | Q(pk__in=corrected)
    )
    events = AlertEvent.objects.filter(Q(at__gte=now - NIGHTS) | Q(undone_at__gte=now - NIGHTS)).exclude(kind__in=QUIET)
    for source, rows in (
        ("missions", visits.order_by("pk").values_list("pk", flat=True)),
        ("alerts", events.order_by("alert").values_list("alert", flat=True).distinct()),
    ):
        ids = list(rows)
        for start in range(0, len(ids), SLICE):
            yield source, ids[start : start + SLICE]


def about(source: str, ids: Iterable[int]) -> QuerySet[Signal]:
    """Return the signs that rest on rows of a source."""
    column = {"people": "person", "alerts": "alert", "missions": "mission", "deliveries": "delivery"}[source]
    return Signal.objects.filter(pk__in=Evidence.objects.filter(**{f"{column}__in": list(ids)}).values("signal"))


def still_waiting(*, after: int = 0, limit: int = SLICE) -> list[Signal]:
    """Return signs that wait, in the order of their ids, to look whether they still hold."""
    return list(Signal.objects.filter(status__in=WAITING, pk__gt=after).order_by("pk")[:limit])
