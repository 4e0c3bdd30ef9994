"""Frames: the units that a sample is drawn from, of the registry as far as the drawer sees it, or of a list without names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.alerts import sheets
from yaqaza.core.crypto import blind_index
from yaqaza.core.refusal import Refused
from yaqaza.language.contacts import find_phones
from yaqaza.people import queries as people
from yaqaza.people.models import Household, HouseholdMember, Person
from yaqaza.questionnaires.entities import EntityList, Thing
from yaqaza.studies.models import Survey, Unit
from yaqaza.studies.states import Design, FrameKind, Outcome, SurveyStatus
from yaqaza.territory import queries as territory
from yaqaza.territory.models import Area, Level

TARGET = "survey.unit"
MOST = 100_000
MOST_PHONE = 500
LONGEST = 120
LONGEST_CODE = 64
PREVIEWED = 8  # rows of a list
FORMULA = ("=", "+", "-", "@")  # with which a spreadsheet begins one
HIGHER = {Level.PROVINCE: 0, Level.DISTRICT: 1, Level.COMMUNE: 2}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One unit of a frame before the draw: its key, its part, and what it points at if it is drawn."""

    key: str
    part: str
    area: int | None = None
    person: int | None = None
    household: int | None = None
    address: str = ""


def candidates(survey: Survey, *, seen_by: User) -> list[Candidate]:
    """Return the units of a survey's frame as they are now; Refused when it is empty, too large, or not to be used."""
    try:
        found = list(_listed(survey) if survey.source is FrameKind.LIST else _registered(survey, seen_by))
    except sheets.Broken as broken:
        raise _unreadable(broken) from None
    if not found:
        raise Refused(_("Nobody and nothing is in this frame. Widen the places or the target group."))
    return found


def first_rows(survey: Survey) -> tuple[tuple[str, ...], list[list[Any]]]:
    """Return the columns of a survey's list and its first rows."""
    with survey.listed.open("rb") as file:
        layout = sheets.look_at(file)
        try:
            rows = list(islice(sheets.rows(file, layout), PREVIEWED))
        except sheets.Broken as broken:
            raise _unreadable(broken) from None
    return layout.columns, [[row.cells.get(column) for column in layout.columns] for row in rows]


def _unreadable(broken: sheets.Broken) -> Refused:
    return Refused(_("The list cannot be read from row %(row)s on.") % {"row": broken.line})


def registry(survey: Survey, *, seen_by: User) -> QuerySet[Any]:
    """Return the persons or households of the frame that the reader may see: only they can be drawn by them."""
    here = Q(pk__in=[])
    for area in survey.areas.all():
        here |= Q(area__path__startswith=area.path)
    persons = _target(people.visible_to(seen_by), survey)  # of households, too: nobody learns of whom they may not read
    if survey.source is FrameKind.PERSONS:
        return persons.filter(here)
    rows = people.households_visible_to(seen_by).filter(here)
    if survey.sex or survey.age_from is not None or survey.age_to is not None or survey.outside:
        members = HouseholdMember.objects.filter(household=OuterRef("pk"), until_on=None, person__in=persons)
        rows = rows.filter(Exists(members))
    return rows


def _target(persons: QuerySet[Person], survey: Survey) -> QuerySet[Person]:
    today = timezone.localdate()
    persons = persons.filter(died_on=None)
    if survey.sex:
        persons = persons.filter(sex=survey.sex)
    if survey.outside:
        persons = persons.filter(lives_outside=True)
    if survey.age_from is not None:
        persons = persons.filter(birth_date__lte=_years_before(today, survey.age_from))
    if survey.age_to is not None:
        persons = persons.filter(birth_date__gt=_years_before(today, survey.age_to + 1))
    return persons


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _registered(survey: Survey, user: User) -> Iterator[Candidate]:
    rows = registry(survey, seen_by=user)
    model = Person if survey.source is FrameKind.PERSONS else Household
    if rows.count() > MOST:
        raise Refused(_("This frame has more than 100,000 units. Choose smaller places or a narrower target group."))
    part_of = _parts(survey)
    for pk, uuid, area, path in rows.order_by("pk").values_list("pk", "uuid", "area", "area__path"):
        own = {"person": pk} if model is Person else {"household": pk}
        yield Candidate(blind_index("survey unit", f"{survey.uuid} {uuid}"), part_of(path), area, **own)


def _parts(survey: Survey) -> Any:
    """Return which part a unit with the path of an area belongs to: the code of the area of the survey's level above it, or itself."""
    if survey.plan is Design.SIMPLE:
        return lambda path: ""
    wanted = [Level.PROVINCE, Level.DISTRICT, Level.COMMUNE][: HIGHER[Level(survey.level)] + 1]
    codes = {
        pk: (HIGHER[Level(level)], str(uuid))
        for pk, level, uuid in Area.objects.filter(_beside(survey), level__in=wanted).values_list("pk", "level", "uuid")
    }

    def part_of(path: str) -> str:
        above = [codes[int(step)] for step in path.split(".") if step and int(step) in codes]
        return max(above)[1] if above else ""

    return part_of


def _beside(survey: Survey) -> Q:
    """The areas of the frame, what lies in them, and what they lie in."""
    reach = Q(pk__in=[])
    for area in survey.areas.all():
        reach |= Q(path__startswith=area.path) | Q(pk__in=[int(step) for step in area.path.split(".") if step])
    return reach


def areas_of(keys: Iterable[str]) -> dict[str, Area]:
    """Return the areas that parts of the registry stand for, by key."""
    wanted = [key for key in keys if _is_uuid(key)]
    return {str(area.uuid): area for area in Area.objects.defer("geometry").filter(uuid__in=wanted)}


def _is_uuid(key: str) -> bool:
    try:
        return str(UUID(key)) == key
    except ValueError:
        return False


def _listed(survey: Survey) -> Iterator[Candidate]:
    if not survey.listed or "code" not in survey.columns:
        raise Refused(_("Upload the list and say which column holds the code."))
    columns, seen = survey.columns, {}
    places: dict[str, int | None] = {"": None}
    areas = list(survey.areas.defer("geometry"))
    with survey.listed.open("rb") as file:
        for row in sheets.rows(file, sheets.look_at(file)):
            code, part, address, place = (
                _cell(row, columns.get(name, "")) for name in ("code", "part", "address", "area")
            )
            if not code:
                raise Refused(_("Row %(row)s has no code.") % {"row": row.number})
            if code in seen:
                raise Refused(_("Rows %(one)s and %(other)s have the same code.") % {"one": seen[code], "other": row.number})  # fmt: skip
            if len(code) > LONGEST_CODE:
                raise _too_long(row)
            if code.startswith(FORMULA) or part.startswith(FORMULA):
                raise Refused(_("In row %(row)s a code or a stratum begins with =, +, - or @.") % {"row": row.number})  # fmt: skip
            seen[code] = row.number
            _check_anonymous(f"{code} {address}", row.number)
            if survey.plan is not Design.SIMPLE and not part:
                raise Refused(_("Row %(row)s says no stratum or cluster.") % {"row": row.number})
            if len(seen) > MOST:
                raise Refused(_("This frame has more than 100,000 units. Choose smaller places or a narrower target group."))  # fmt: skip
            if place not in places:
                found = {one.pk for area in areas for one in territory.named_exactly(place, within=area)}
                places[place] = found.pop() if len(found) == 1 else None
            yield Candidate(code, part if survey.plan is not Design.SIMPLE else "", places[place], address=address)


def _cell(row: sheets.Row, column: str) -> str:
    value = row.cells.get(column) if column else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value if value is not None else "").split())
    if len(text) > LONGEST:
        raise _too_long(row)
    return text


def _too_long(row: sheets.Row) -> Refused:
    return Refused(_("Row %(row)s holds a cell that is too long for a list of addresses.") % {"row": row.number})


def _check_anonymous(text: str, row: int) -> None:
    if find_phones(text, settings.COUNTRY):
        raise Refused(_("Row %(row)s holds a telephone number. A list for a sample names nobody: take it out.") % {"row": row})  # fmt: skip


def own_units(user: User) -> QuerySet[Unit]:
    """Return the units that a user is to visit, of surveys in the field."""
    return Unit.objects.filter(assigned_to=user, released=True, survey__status=SurveyStatus.FIELD)


def labels(units: Iterable[Unit], *, seen_by: User) -> dict[int, str]:
    """Return what each unit is called for an enumerator: whom they may read by name, else the place; an address as the list has it."""
    rows = list(units)
    persons = people.visible_to(seen_by).filter(pk__in=[row.person_id for row in rows if row.person_id])
    homes = people.households_visible_to(seen_by).filter(pk__in=[row.household_id for row in rows if row.household_id])
    named = {row.pk: row.name for row in persons}
    called = {row.pk: row.name for row in homes}
    return {
        row.pk: row.address
        or named.get(row.person_id or 0, "")
        or called.get(row.household_id or 0, "")
        or (row.area.name if row.area is not None else "")
        for row in rows
    }


def _things(user: User) -> Iterator[Thing]:
    waiting = own_units(user).filter(outcome__in=[Outcome.WAITING, Outcome.ABSENT])
    rows = list(waiting.select_related("area", "survey").defer("area__geometry").order_by("survey", "code")[:MOST_PHONE])  # fmt: skip
    called = labels(rows, seen_by=user)
    for row in rows:
        yield Thing(str(row.uuid), f"{row.code} · {called[row.pk]}".strip(" ·"), row.version, {"code": row.code})


OWN_UNITS = EntityList("my_units", {}, _things, ("code",))
