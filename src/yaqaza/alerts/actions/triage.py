"""What an officer decides about an alert. Each event keeps what an undo puts back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import queries, rules
from yaqaza.alerts.models import Alert, AlertEvent, Story
from yaqaza.alerts.states import AlertStatus, DismissReason, PlacePrecision
from yaqaza.core import audit, jobs
from yaqaza.core.refusal import Refused
from yaqaza.core.text import clean
from yaqaza.territory.models import Area

K = AlertEvent.Kind
S = AlertStatus


def locked(alert: Alert) -> Alert:
    """Return the row as it is now, held until the transaction ends."""
    return (
        Alert.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "organisation", "story__lead")
        .get(pk=alert.pk)
    )


def change(alert: Alert, **fields: Any) -> dict[str, Any]:
    """Set the fields and save them; return what they were, as codes and ids."""
    was = {name: _plain(getattr(alert, name)) for name in fields}
    for name, value in fields.items():
        setattr(alert, name, value)
    alert.save(update_fields=[name.removesuffix("_id") for name in fields])
    return was


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@transaction.atomic
def read(*, alert: Alert, by: User) -> Alert:
    """Mark a new alert as read, and what its reporter added; nothing for one already read."""
    alert = locked(alert)
    rules.check_may(by, Permission.ALERT_TRIAGE, alert=alert)
    if alert.status != S.NEW and not alert.has_addition:
        return alert
    fields: dict[str, Any] = {"has_addition": False}
    if alert.status == S.NEW:
        fields |= {"status": S.READ, "read_at": timezone.now(), "read_by_id": by.pk}
    change(alert, **fields)
    AlertEvent.objects.create(alert=alert, kind=K.READ, by=by)
    audit.record("alert.read", on=alert, by=by, number=alert.number)
    return alert


@transaction.atomic
def gather(*, alert: Alert, into: Alert, by: User) -> AlertEvent:
    """Put ``alert`` under the one that is worked on for the same situation, with all it had gathered itself."""
    rows = {
        pk: locked(Alert(pk=pk)) for pk in sorted({alert.pk, into.pk})
    }  # always in one order: two officers cannot block each other
    alert, into = rows[alert.pk], queries.followed(rows[into.pk])
    rules.check_may(by, Permission.ALERT_TRIAGE, alert=alert)
    rules.check_may(by, Permission.ALERT_TRIAGE, alert=into)
    rules.check_gather(alert, into)
    story, _made = Story.objects.get_or_create(lead=into)
    if into.story_id != story.pk:
        Alert.objects.filter(pk=into.pk).update(story=story)
    moved = list(
        Alert.objects.filter(story__lead=alert).exclude(pk=alert.pk).order_by("id").values_list("pk", flat=True)
    )
    Alert.objects.filter(pk__in=moved).update(story=story, sensitive=into.sensitive)
    fields: dict[str, Any] = {
        "status": S.GATHERED, "story_id": story.pk, "decided_at": timezone.now(), "sensitive": into.sensitive,
    }  # fmt: skip
    if alert.status == S.NEW:
        fields |= {"read_at": timezone.now(), "read_by_id": by.pk}
    was = change(alert, **fields)
    event = AlertEvent.objects.create(
        alert=alert, kind=K.GATHERED, by=by, before={"fields": was, "into": into.number, "moved": moved}
    )
    AlertEvent.objects.create(alert=into, kind=K.NOTE, by=by, before={"gathered": alert.number})
    audit.record("alert.gathered", on=alert, by=by, number=alert.number, into=into.number)
    return event


@transaction.atomic
def pass_on(
    *, alert: Alert, by: User, note: str, area: Area | None = None, organisation: Organisation | None = None
) -> AlertEvent:
    """Hand the alert to another organisation, or to the one responsible for another area, unread there."""
    alert = locked(alert)
    rules.check_may(by, Permission.ALERT_TRIAGE, alert=alert)
    rules.check_said(note)
    area = area or alert.area
    organisation = organisation or queries.responsible_organisation(area)
    rules.check_pass_on(alert, organisation=organisation, area=area)
    fields: dict[str, Any] = {
        "status": S.NEW, "read_at": None, "read_by_id": None, "organisation_id": organisation.pk, "area_id": area.pk,
        "area_path": area.path,
    }  # fmt: skip
    if area.pk != alert.area_id:
        fields["place_precision"] = PRECISIONS.get(area.level, PlacePrecision.COMMUNE)
    was = change(alert, **fields)
    event = AlertEvent.objects.create(
        alert=alert, kind=K.PASSED, by=by, text=clean(note),
        before={"fields": was, "to": [organisation.name_ar, organisation.name_fr]},
    )  # fmt: skip
    audit.record("alert.passed_on", on=alert, by=by, number=alert.number, to=organisation, area=area)
    return event


PRECISIONS = {"COUNTRY": PlacePrecision.UNKNOWN, "REGION": PlacePrecision.UNKNOWN, "PROVINCE": PlacePrecision.PROVINCE}


@transaction.atomic
def dismiss(*, alert: Alert, by: User, reason: DismissReason | str, note: str = "") -> AlertEvent:
    """Close the alert without a case, with the reason that the reporter will read."""
    alert = locked(alert)
    rules.check_may(by, Permission.ALERT_TRIAGE, alert=alert)
    rules.check_dismiss(alert)
    if note:
        rules.check_said(note)
    was = change(alert, status=S.DISMISSED, dismiss_reason=DismissReason(reason), decided_at=timezone.now())
    event = AlertEvent.objects.create(
        alert=alert, kind=K.DISMISSED, by=by, text=clean(note), before={"fields": was, "reason": str(reason)}
    )
    audit.record("alert.dismissed", on=alert, by=by, number=alert.number, reason=str(reason))
    return event


@transaction.atomic
def note(*, alert: Alert, by: User, text: str) -> AlertEvent:
    """Add a note that staff read and the reporter does not."""
    alert = locked(alert)
    rules.check_may(by, Permission.ALERT_TRIAGE, alert=alert)
    rules.check_said(text)
    event = AlertEvent.objects.create(alert=alert, kind=K.NOTE, by=by, text=clean(text))
    audit.record("alert.note", on=alert, by=by, number=alert.number)
    return event


@transaction.atomic
def ask(*, alert: Alert, by: User, text: str) -> AlertEvent:
    """Show a question on the reporter's tracking page."""
    alert = locked(alert)
    rules.check_may(by, Permission.ALERT_TRIAGE, alert=alert)
    rules.check_ask(alert)
    rules.check_said(text)
    event = AlertEvent.objects.create(alert=alert, kind=K.QUESTION, by=by, text=clean(text), before={"fields": {}})
    audit.record("alert.question", on=alert, by=by, number=alert.number)
    jobs.enqueue("alerts.tell_followers", event_id=event.pk)
    return event


@transaction.atomic
def mark_on_mission(*, alert: Alert, by: User, mission_number: str) -> Alert:
    """Say that a team was sent; called by ``field`` in the transaction of the order."""
    return _marked(alert, by, K.MISSION, S.ON_MISSION, mission_number)


@transaction.atomic
def mark_in_case(*, alert: Alert, by: User, case_number: str) -> Alert:
    """Say that the alert is in a case file; called by ``cases`` in the transaction of the file."""
    return _marked(alert, by, K.CASE, S.IN_CASE, case_number)


@transaction.atomic
def mark_visited(*, alert: Alert, by: User, mission_number: str) -> None:
    """Say that the team was there; called by ``field`` in the transaction that ends and records the mission."""
    AlertEvent.objects.create(alert=alert, kind=K.VISITED, by=by, before={"number": mission_number})


@transaction.atomic
def mark_file_closed(*, alerts: Iterable[Alert], by: User, case_number: str) -> None:
    """Say that the file of these alerts was closed; called by ``cases`` in the transaction that records it."""
    AlertEvent.objects.bulk_create(
        [AlertEvent(alert=alert, kind=K.ENDED, by=by, before={"number": case_number}) for alert in alerts]
    )


@transaction.atomic
def set_sensitive(*, alert: Alert, sensitive: bool) -> None:
    """Close the alert and what was gathered into it to all but those who read its file, or open them again;
    called by ``cases`` in the transaction of the file."""
    gathered = Q(story__lead=alert, status=S.GATHERED)
    if Alert.objects.filter(Q(pk=alert.pk) | gathered).exclude(sensitive=sensitive).update(sensitive=sensitive):
        audit.record("alert.sensitive_set", on=alert, number=alert.number, sensitive=sensitive)
    alert.sensitive = sensitive


def _marked(alert: Alert, by: User, kind: AlertEvent.Kind, status: AlertStatus, number: str) -> Alert:
    alert = locked(alert)
    if alert.status == S.DISMISSED:
        rules.check_move(rules.MOVES, alert.status, status)
    now = timezone.now()
    fields: dict[str, Any] = {}
    stays = alert.status == status or (status == S.ON_MISSION and alert.status in (S.IN_CASE, S.GATHERED))
    if not stays:  # a second mission, or one for a file, leaves the alert where it is
        rules.check_move(rules.MOVES, alert.status, status)
        fields = {"status": status, "decided_at": alert.decided_at or now}
    if alert.read_at is None:
        fields |= {"read_at": now, "read_by_id": by.pk}
    if alert.has_addition:
        fields["has_addition"] = False
    if fields:
        change(alert, **fields)
    event = AlertEvent.objects.create(alert=alert, kind=kind, by=by, before={"number": number})
    jobs.enqueue("alerts.tell_followers", event_id=event.pk)
    audit.record(f"alert.{kind.lower()}", on=alert, by=by, number=alert.number, other=number)
    return alert


@transaction.atomic
def dismiss_many(*, alerts: Iterable[Alert], by: User, reason: DismissReason | str, note: str = "") -> list[AlertEvent]:
    """Dismiss all of them, or none when one was never opened."""
    rows = _all(alerts)
    return [dismiss(alert=alert, by=by, reason=reason, note=note) for alert in rows]


@transaction.atomic
def pass_on_many(
    *, alerts: Iterable[Alert], by: User, note: str, area: Area | None = None, organisation: Organisation | None = None
) -> list[AlertEvent]:
    rows = _all(alerts)
    return [pass_on(alert=alert, by=by, note=note, area=area, organisation=organisation) for alert in rows]


@transaction.atomic
def gather_many(*, alerts: Iterable[Alert], by: User) -> list[AlertEvent]:
    """Gather them under the oldest of them."""
    rows = sorted(_all(alerts), key=lambda alert: (alert.received_at, alert.pk))
    if len(rows) < 2:
        raise Refused(rules.choose_two())
    return [gather(alert=alert, into=rows[0], by=by) for alert in rows[1:]]


def _all(alerts: Iterable[Alert]) -> list[Alert]:
    rows = list(
        Alert.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[alert.pk for alert in alerts])
        .order_by("id")
    )
    if not rows:
        raise Refused(rules.choose_some())
    rules.check_all_read(rows)
    return rows
