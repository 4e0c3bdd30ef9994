"""Persons who were met: recorded, also without a name, and corrected field by field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yaqaza.core import jobs
from yaqaza.core.refusal import Refused
from yaqaza.mobile.operations import Act, Outcome, Unreadable, operation, settles
from yaqaza.people import actions, queries
from yaqaza.people.models import BirthPrecision, Person, Sex
from yaqaza.people.rules import normal_phone
from yaqaza.territory.models import Area

TEXTS = ("name_ar", "name_latin", "description", "address")
FIELDS = (*TEXTS, "sex", "birth", "area")
"""What a phone may say of a person. ``birth`` is a day and how exactly it is known: one without the other says nothing."""


def told(person: Person) -> dict[str, Any]:
    """Return the fields of a person as phones hold them."""
    day = person.birth_date.isoformat() if person.birth_date else ""
    return {
        **{name: getattr(person, name) for name in TEXTS},
        "sex": person.sex,
        "birth": [day, person.birth_precision],
        "area": str(person.area.uuid),
    }


def _columns(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a phone says as columns of a person."""
    columns: dict[str, Any] = {}
    for name, value in said.items():
        if name == "birth":
            columns |= _birth(value)
        elif not isinstance(value, str) or name not in FIELDS:
            raise Unreadable
        elif name == "area":
            columns["area"] = _area(value)
        elif name == "sex" and value not in Sex.values:
            raise Unreadable
        else:
            columns[name] = value
    return columns


def _birth(value: Any) -> dict[str, Any]:
    try:
        day, precision = value
        return {
            "birth_date": date.fromisoformat(day) if day else None,
            "birth_precision": BirthPrecision(precision).value,
        }
    except (TypeError, ValueError):
        raise Unreadable from None


def _area(value: str) -> Area:
    try:
        area = Area.objects.filter(uuid=UUID(value)).first()
    except ValueError:
        raise Unreadable from None
    if area is None:
        raise Refused(_("This place is not known here."))
    return area


def _held(act: Act) -> Person:
    """Return the person, whom nobody else corrects until this act is done."""
    person = queries.get_person(act.id("person"), seen_by=act.by)
    return Person.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=person.pk)


@operation("person.new")
def new(act: Act) -> Outcome:
    """Somebody who was met; the uuid of the operation is the person's. Who is much like somebody known is asked about afterwards."""
    phones = act.data.get("phones", [])
    if not isinstance(phones, list) or not all(isinstance(number, str) for number in phones):
        raise Unreadable
    columns = _columns({name: act.data[name] for name in FIELDS if name in act.data})
    if "area" not in columns:
        raise Unreadable
    person = actions.create_person(by=act.by, uuid=act.uuid, phones=phones, **columns)
    jobs.enqueue("people.notice_alike", person_id=person.pk, by_id=act.by.pk)
    return Outcome(person.uuid)


@operation("person.correction")
def correction(act: Act) -> Outcome:
    """What the phone changed (``now``) on the base of what it knew (``was``).

    A field that nobody touched meanwhile is written. One that somebody else changed to something else stays as it is, and somebody
    chooses between the two.
    """
    person = _held(act)
    was, now = act.part("was"), act.part("now")
    if set(was) != set(now) or not set(now) <= set(FIELDS):
        raise Unreadable
    stands = told(person)
    mine = {name: now[name] for name in now if stands[name] == was[name]}
    differs = {name: now[name] for name in now if stands[name] not in (was[name], now[name])}
    if mine:
        actions.correct_person(person=person, by=act.by, version=person.version, **_columns(mine))
    _columns(differs)  # what nobody could choose is refused now
    return Outcome(person.uuid, differs=differs)


@settles("person.correction")
def settle_correction(act: Act, chosen: frozenset[str]) -> None:
    """Write the chosen fields over what stands."""
    person = _held(act)
    said = {name: act.part("now")[name] for name in chosen}
    actions.correct_person(person=person, by=act.by, version=person.version, **_columns(said))


@operation("person.phone")
def phone(act: Act) -> Outcome:
    """A number under which somebody is reached; one that is noted already stays."""
    person = queries.get_person(act.id("person"), seen_by=act.by)
    number = normal_phone(act.text("number"))
    if all(known.number != number for known in queries.phones(person)):
        actions.add_phone(person=person, by=act.by, number=number, note=act.text("note"))
    return Outcome(person.uuid)
