"""Operations in words: what each kind is called, and what it says, field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yaqaza.core import dates
from yaqaza.core.crypto import blind_index
from yaqaza.core.refusal import NotFound
from yaqaza.field import queries as field
from yaqaza.field.forms import CorrectFindingForm, FindingForm, MetForm
from yaqaza.field.models import Finding, RoundStop
from yaqaza.field.rounds import queries as rounds
from yaqaza.field.states import Given
from yaqaza.mobile.models import Operation
from yaqaza.mobile.operations.people import told
from yaqaza.mobile.states import State
from yaqaza.people import queries as people
from yaqaza.people.forms import PersonForm
from yaqaza.people.models import BirthPrecision, Sex
from yaqaza.services.models import Programme, ServiceType
from yaqaza.territory.models import Area

KINDS = {
    "mission.departure": pgettext_lazy("operation", "Departure"),
    "mission.arrival": pgettext_lazy("operation", "Arrival"),
    "mission.findings": pgettext_lazy("operation", "Findings of a visit"),
    "mission.photo": pgettext_lazy("operation", "Photo of a visit"),
    "mission.end": pgettext_lazy("operation", "End of a visit"),
    "person.new": pgettext_lazy("operation", "Somebody who was met"),
    "person.correction": pgettext_lazy("operation", "Correction of a person"),
    "person.phone": pgettext_lazy("operation", "Telephone of a person"),
    "service.given": pgettext_lazy("operation", "Help that was given"),
    "round.departure": pgettext_lazy("operation", "Setting out on a round"),
    "round.stop": pgettext_lazy("operation", "Stop of a round reached"),
    "round.encounter": pgettext_lazy("operation", "Encounter on a round"),
    "round.taking_back": pgettext_lazy("operation", "Encounter on a round taken back"),
    "round.end": pgettext_lazy("operation", "End of a round"),
    "operation.letting_go": pgettext_lazy("operation", "What was refused is let go"),
}
LABELS = {
    "birth": gettext_lazy("Born"), "caption": gettext_lazy("What they show"), "note": gettext_lazy("Note"),
    "number": gettext_lazy("Telephone"), "phones": gettext_lazy("Telephone"), "on": gettext_lazy("Day"),
    "service": gettext_lazy("Kind of help"), "programme": gettext_lazy("Programme"), "mission": gettext_lazy("Mission"),
    "person": gettext_lazy("Person"), "round": gettext_lazy("Round"), "stop": pgettext_lazy("round", "Stop"),
    "description": gettext_lazy("Description"), "reason": gettext_lazy("Why?"),
}  # fmt: skip
HIDDEN = ("file", "new_person", "encounter", "operation")


@dataclass(frozen=True)
class Line:
    """A field of an operation: what it is called, what the phone says, and what stands (``None`` where nothing can)."""

    name: str
    label: str
    said: str
    stands: str = ""


def kind_of(operation: Operation) -> str:
    """Return what a kind is called; one that this version does not know has no word."""
    return str(KINDS.get(operation.kind, _("Something that cannot be read")))


def about(operation: Operation, *, reader: Any) -> tuple[str, str] | None:
    """Return whom or what an operation concerns and its page, where the reader may see it."""
    if operation.subject is None:
        return None
    try:
        if operation.kind.startswith("mission."):
            mission = field.get_mission(operation.subject, seen_by=reader)
            return mission.number, mission.get_absolute_url()
        if operation.kind.startswith("round."):
            found = rounds.get_round(operation.subject, seen_by=reader)
            return found.number, found.get_absolute_url()
        person = people.get_person(operation.subject, seen_by=reader)
    except NotFound:
        return None
    return person.name, reverse("people:person", args=[person.uuid])


def lines_of(operation: Operation, *, reader: Any) -> list[Line]:
    """Return what an operation says that nobody has settled; where two versions are to choose from, only those fields, both versions."""
    if not operation.data:
        return []
    held = json.loads(operation.data)
    data = held["data"]
    if operation.state == State.DIFFERS:
        stands = _stands(operation, data, reader=reader)
        said = data.get("now", data)
        return [
            Line(name, _label(name), _value(name, said.get(name), reader), _value(name, stands.get(name), reader))
            for name in held["differs"]
        ]
    shown = {name: value for name, value in data.items() if name not in ("now", "was")} | data.get("now", {})
    return [
        Line(name, _label(name), said)
        for name, value in shown.items()
        if name not in HIDDEN and (said := _value(name, value, reader))
    ]


def seen(lines: list[Line]) -> str:
    """Return what tells two versions from any others: for a page that shows them, and for the choice that comes back from it."""
    return blind_index("versions", json.dumps([[line.name, line.stands, line.said] for line in lines]))


def _stands(operation: Operation, data: Mapping[str, Any], *, reader: Any) -> dict[str, Any]:
    try:
        if operation.kind == "person.correction":
            return told(people.get_person(data["person"], seen_by=reader))
        mission = field.get_mission(data["mission"], seen_by=reader)
    except NotFound:
        return {}
    finding = Finding.objects.filter(mission=mission).first()
    return CorrectFindingForm.of(finding) if finding else {}


def _label(name: str) -> str:
    for form in (FindingForm, PersonForm, MetForm):
        if name in form.base_fields and name not in LABELS:
            return str(form.base_fields[name].label)
    return str(LABELS.get(name, name))


def _value(name: str, value: Any, reader: Any) -> str:
    """Return a value in words; what cannot be read is shown as it came."""
    if value in (None, "", [], {}):
        return ""
    try:
        return str(_READ[name](value, reader)) if name in _READ else _plain(name, value)
    except (ValueError, TypeError, KeyError, AttributeError, NotFound, ObjectDoesNotExist):
        return str(value)


def _plain(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else ""
    choices = dict(getattr(FindingForm.base_fields.get(name), "choices", ()))
    if isinstance(value, list):
        return _(", ").join(str(choices.get(each, each)) for each in value)
    return str(choices.get(value, value))


def _born(value: Any, _reader: Any) -> str:
    day, precision = value
    return (
        f"{dates.day(date.fromisoformat(day))} ({BirthPrecision(precision).label})"
        if day
        else str(BirthPrecision(precision).label)
    )


def _stop(value: Any, reader: Any) -> str:
    found = RoundStop.objects.filter(round__in=rounds.visible_to(reader)).get(uuid=UUID(value))
    return f"{found.turn} · {found.place_text}"


_READ = {
    "area": lambda value, _reader: Area.objects.get(uuid=UUID(value)).full_name,
    "sex": lambda value, _reader: Sex(value).label,
    "birth": _born,
    "on": lambda value, _reader: dates.day(date.fromisoformat(value)),
    "person": lambda value, reader: people.get_person(value, seen_by=reader).name,
    "mission": lambda value, reader: field.get_mission(value, seen_by=reader).number,
    "round": lambda value, reader: rounds.get_round(value, seen_by=reader).number,
    "stop": _stop,
    "given": lambda value, _reader: _(", ").join(str(Given(code).label) for code in value),
    "service": lambda value, _reader: ServiceType.objects.get(code=value).name,
    "programme": lambda value, _reader: Programme.objects.get(code=value).name,
}
