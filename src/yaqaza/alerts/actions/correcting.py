"""Putting right what was read in a message, by form or by one press; each correction is kept for training."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import queries, reading, rules
from yaqaza.alerts.actions.triage import change, locked
from yaqaza.alerts.models import Alert, AlertEvent, Correction, Reading
from yaqaza.alerts.states import Category, Need, PlacePrecision, Urgency
from yaqaza.core import audit
from yaqaza.core.crypto import blind_index
from yaqaza.core.refusal import Refused
from yaqaza.core.text import clean
from yaqaza.territory.models import Area

What = Correction.What


@transaction.atomic
def correct(
    *,
    alert: Alert,
    by: User,
    category: Category | str,
    urgency: Urgency | int,
    area: Area | None = None,
    place_precision: PlacePrecision | str | None = None,
    place_text: str = "",
    lon: float | None = None,
    lat: float | None = None,
    people_count: int | None = None,
    needs: Sequence[str] = (),
    reporter_phone: str = "",
) -> AlertEvent:
    """Put right what was read out of the message; the deadline follows the urgency.

    A reporter's telephone (E.164) is taken where there is none yet; one that was given is not written over.
    """
    alert = _to_correct(alert, by)
    area = area or alert.area
    wanted: dict[str, Any] = {
        "category": Category(category),
        "urgency": Urgency(urgency),
        "area_id": area.pk,
        "area_path": area.path,
        "place_precision": PlacePrecision(place_precision or alert.place_precision),
        "place_text": clean(place_text)[:300],
        "lon": lon,
        "lat": lat,
        "people_count": people_count,
        "needs": _in_order(needs),
    }
    if reporter_phone and not (alert.anonymous or alert.reporter_phone):
        wanted |= {"reporter_phone": reporter_phone, "reporter_index": blind_index("phone", reporter_phone)}
    return _write(alert, by, wanted)


@transaction.atomic
def put_right(*, alert: Alert, by: User, what: Correction.What | str, value: str = "") -> AlertEvent:
    """Put one thing right: a need, the urgency, the number of people (empty: not known), or what is no name.

    ``value`` is a code, a number, or where the words stand in the text ("12-19").
    """
    alert = _to_correct(alert, by)
    match what:
        case What.NEED_ADDED if value in Need.values:
            return _write(alert, by, {"needs": _in_order([*alert.needs, value])})
        case What.NEED_REMOVED:
            return _write(alert, by, {"needs": [code for code in alert.needs if code != value]})
        case What.URGENCY if value in {str(level.value) for level in Urgency}:
            return _write(alert, by, {"urgency": Urgency(int(value))})
        case What.PEOPLE:
            return _write(alert, by, {"people_count": _people(value)})
        case What.NOT_NAME:
            return _no_name(alert, by, value)
    raise Refused(rules.nothing_changed())


def _to_correct(alert: Alert, by: User) -> Alert:
    alert = locked(alert)
    rules.check_may(by, Permission.ALERT_TRIAGE, alert=alert)
    rules.check_correct(alert)
    return alert


def _in_order(needs: Sequence[str]) -> list[str]:
    return [need.value for need in Need if need.value in needs]


def _people(value: str) -> int | None:
    said = value.strip()
    if not said:
        return None
    if not said.isdecimal() or len(said) > 6 or not 1 <= int(said) <= rules.PEOPLE_MOST:
        raise Refused(rules.how_many())
    return int(said)


def _write(alert: Alert, by: User, wanted: dict[str, Any]) -> AlertEvent:
    fields = {name: value for name, value in wanted.items() if value != getattr(alert, name)}
    if "needs" in fields and set(fields["needs"]) == set(alert.needs):
        del fields["needs"]
    if "urgency" in fields:
        fields["due_at"] = rules.due_at(fields["urgency"], alert.received_at, alert.area_path)
        if alert.routed_by is not None and alert.routed_by.minutes:  # the rule that sent it goes on holding
            fields["due_at"] = min(fields["due_at"], alert.received_at + timedelta(minutes=alert.routed_by.minutes))
    if "place_text" in fields:
        fields["folded"] = reading.folded(alert.text, fields["place_text"])
    if not fields:
        raise Refused(rules.nothing_changed())
    changed = sorted(set(fields) - {"due_at", "folded", "area_path", "reporter_index"})
    was = change(alert, **fields)
    event = _event(alert, by, {"fields": was, "changed": changed})
    _keep(alert, by, event, list(_corrections(was, fields)))
    return event


def _no_name(alert: Alert, by: User, span: str) -> AlertEvent:
    read = Reading.objects.filter(alert=alert).first()
    if read is None or span not in {found.span for found in read.found_names}:
        raise Refused(rules.nothing_changed())
    if span in queries.no_names(queries.corrections_of(alert)):
        raise Refused(rules.nothing_changed())
    event = _event(alert, by, {"fields": {}, "changed": ["names"]})
    _keep(alert, by, event, [(What.NOT_NAME, span, "")])
    return event


def _event(alert: Alert, by: User, before: dict[str, Any]) -> AlertEvent:
    event = AlertEvent.objects.create(alert=alert, kind=AlertEvent.Kind.CORRECTED, by=by, before=before)
    audit.record("alert.corrected", on=alert, by=by, number=alert.number, fields=before["changed"])
    return event


def _corrections(was: dict[str, Any], now: dict[str, Any]) -> Any:
    """Yield what was put right, its value, and what stood there."""
    if "needs" in now:
        for code in now["needs"]:
            if code not in was["needs"]:
                yield What.NEED_ADDED, code, ""
        for code in was["needs"]:
            if code not in now["needs"]:
                yield What.NEED_REMOVED, code, code
    for name, what in (("urgency", What.URGENCY), ("area_id", What.PLACE), ("people_count", What.PEOPLE)):
        if name in now:
            yield what, *("" if value is None else str(int(value)) for value in (now[name], was[name]))


def _keep(alert: Alert, by: User, event: AlertEvent, said: Sequence[tuple[What, str, str]]) -> None:
    version = Reading.objects.filter(alert=alert).values_list("model_version", flat=True).first() or ""
    Correction.objects.bulk_create(
        Correction(
            alert=alert, event=event, by=by, at=event.at, what=what, value=value, was=before, model_version=version
        )
        for what, value, before in said
    )
