"""What the program reads in alerts: kept beside them, and taken over where nobody has decided. It proposes; it never lowers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from yaqaza.alerts import analysis, learned, rules
from yaqaza.alerts.models import Alert, AlertEvent, Reading
from yaqaza.alerts.models.readings import Found, sealed
from yaqaza.alerts.routing import actions as routing
from yaqaza.alerts.states import NEEDS_OF, WAITING, AlertStatus, Category, Need, Urgency
from yaqaza.core import audit, bulk

K = AlertEvent.Kind
SLICE = 500
_TAKEN_OVER = ("needs", "people_count", "language", "urgency", "due_at", "organisation", "routed_by")
_KEPT = [each.name for each in Reading._meta.concrete_fields if each.name not in ("id", "alert")]


@dataclass(slots=True)
class Settled:
    """What an alert's history says of its fields: those that people set, what it came with, and what was erased."""

    fields: set[str] = field(default_factory=set)
    given: list[str] | None = None  # None: it came before arrivals told, and what stands there is kept
    cleared: set[str] = field(default_factory=set)  # needs that were proposed while it was written down, and not meant
    arrived: AlertEvent | None = None
    raised: bool = False
    erased: bool = False
    passed: bool = False  # somebody decided where it belongs

    def came(self, event: AlertEvent) -> None:
        """Take what its arrival says."""
        self.arrived, self.given = event, event.before.get("needs")
        self.cleared = set(event.before.get("cleared", []))


def unread_by_the_program(*, again: bool = False) -> QuerySet[Alert]:
    """Return the alerts without a reading; with ``again`` also those that still wait and were read with other weights."""
    wanted = Q(~Exists(Reading.objects.filter(alert=OuterRef("pk"))))
    if again:
        version = learned.in_use().version
        older = Reading.objects.filter(alert=OuterRef("pk")).exclude(model_version=version)
        wanted |= Q(Exists(older), status__in=WAITING)
    return Alert.objects.filter(wanted)


def analyse(*, alert_ids: Sequence[int]) -> int:
    """Read these alerts and return how many there were; reading one twice changes nothing more.

    The words are read before anything is locked. What was decided stays: only an alert that waits takes over what was read.
    """
    rows = list(Alert.objects.filter(pk__in=alert_ids).order_by("id").only("pk", "text", "place_text"))
    understood = dict(
        zip((row.pk for row in rows), analysis.understand((row.text, row.place_text) for row in rows), strict=True)
    )
    return _keep(understood) if rows else 0


@transaction.atomic
def _keep(understood: dict[int, analysis.Understood]) -> int:
    alerts = list(Alert.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=understood).order_by("id"))
    before = Reading.objects.in_bulk([alert.pk for alert in alerts], field_name="alert_id")
    histories = _histories(alerts)
    readings, changed, events = [], [], []
    for alert in alerts:
        settled = histories[alert.pk]
        reading = analysis.as_reading(alert.pk, understood[alert.pk])
        if settled.erased:
            forget_contact(reading, keep=before.get(alert.pk))
        readings.append(reading)
        if event := take_over(alert, reading, understood[alert.pk].language, settled):
            events.append(event)
        if alert.status in WAITING:
            changed.append(alert)
    events += routing.route_again([came for alert in changed if (came := _came(alert, histories[alert.pk]))])
    Reading.objects.bulk_create(
        readings, batch_size=SLICE, update_conflicts=True, unique_fields=["alert"], update_fields=_KEPT
    )
    bulk.update(changed, _TAKEN_OVER)
    AlertEvent.objects.bulk_create(events, batch_size=SLICE)
    version = readings[0].model_version if readings else ""
    only = alerts[0] if len(alerts) == 1 else None
    audit.record("alert.analysed", on=only, read=len(readings), raised=len(events), model=version)
    return len(readings)


def _came(alert: Alert, settled: Settled) -> routing.Came | None:
    """Return how an alert came that rules may still send on: nobody opened it or passed it on."""
    if alert.status != AlertStatus.NEW or settled.passed or settled.arrived is None:
        return None
    return routing.Came(alert, settled.arrived.at, chosen=bool(settled.arrived.before.get("chosen")))


def _histories(alerts: Sequence[Alert]) -> dict[int, Settled]:
    found = {alert.pk: Settled() for alert in alerts}
    kinds = (K.RECEIVED, K.CORRECTED, K.RAISED, K.ERASED, K.PASSED)
    for event in (
        AlertEvent.objects.filter(alert__in=list(found), kind__in=kinds).order_by("id").defer("sealed", "text")
    ):
        settled = found[event.alert_id]
        if event.kind == K.RECEIVED:
            settled.came(event)
        elif event.kind == K.RAISED:
            settled.raised = True
        elif event.kind == K.ERASED:
            settled.erased = True
        elif event.kind == K.PASSED:
            settled.passed = True
        elif event.undone_at is None:
            settled.fields |= set(event.before.get("changed", []))
    return found


def take_over(alert: Alert, reading: Reading, language: str, settled: Settled) -> AlertEvent | None:
    """Set on ``alert`` what was read where nobody has said otherwise; return the event that tells of a raised urgency.

    Nothing is saved here. Urgency rises once, before anybody has read the alert, and never falls.
    """
    if alert.status not in WAITING:
        return None
    if not alert.language:
        alert.language = language
    if "needs" not in settled.fields:
        given = alert.needs if settled.given is None else settled.given
        said = {*given, *NEEDS_OF[Category(alert.category)], *(set(reading.stated) - settled.cleared)}
        alert.needs = [need.value for need in Need if need in said]
    if "people_count" not in settled.fields and alert.people_count is None:
        alert.people_count = reading.people_count
    level = reading.level
    if alert.status != AlertStatus.NEW or settled.raised or "urgency" in settled.fields:
        return None
    if level is None or level <= alert.urgency:
        return None
    return _raise(alert, reading, level, settled.arrived)


def _raise(alert: Alert, reading: Reading, level: Urgency, arrived: AlertEvent | None) -> AlertEvent:
    since = arrived.at if alert.batch_id and arrived else alert.received_at  # a file's rows count from when it came
    was: dict[str, Any] = {"urgency": int(alert.urgency), "due_at": alert.due_at.isoformat()}
    alert.urgency, alert.due_at = level, min(alert.due_at, rules.due_at(level, since, alert.area_path))
    words = reading.why.get("urgency", []) or reading.why.get("asks", [])
    return AlertEvent(
        alert=alert,
        kind=K.RAISED,
        before={"fields": was, "level": int(level), "words": words, "model": reading.model_version},
    )


def forget_contact(reading: Reading, *, keep: Reading | None) -> None:
    """After an erasure nothing is found again that was not still known after it."""
    for name, known in (
        ("phones", keep.found_phones if keep else []),
        ("names", keep.found_names if keep else []),
    ):
        setattr(reading, name, sealed(each for each in getattr(reading, f"found_{name}") if each in known))


def without(found: Sequence[Found], *values: str) -> str:
    """Return what an encrypted column keeps of ``found`` without these values."""
    return sealed(each for each in found if each.value not in values)
