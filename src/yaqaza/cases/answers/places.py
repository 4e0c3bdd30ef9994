"""Where answers are put in a file: what each place holds now, who may write there, and the act by which it is written.

Later apps ``register`` places of theirs when they start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from yaqaza.accounts.models import User
from yaqaza.cases import actions, rules, scales
from yaqaza.cases.answers import births
from yaqaza.cases.models import Assessment, Case, FollowUp
from yaqaza.core.refusal import Refused, why_not
from yaqaza.people import actions as people
from yaqaza.people import queries as known
from yaqaza.people import rules as people_rules
from yaqaza.people.models import Household, HouseholdMember, Person, Sex
from yaqaza.questionnaires.bindings import TARGETS

SCALE = scales.VULNERABILITY
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """A part of the file. ``held`` says what stands there by target, given what answers of the same form made before (``made``);
    ``put`` writes values and returns the uuid of what it made, if anything; with ``back`` they can be put back.

    ``over``: the name in ``held`` of what a value would overwrite, where that is not its target. ``refines``: it says the same as
    what stands there, only more exactly.
    """

    prefix: str  # of its targets: "household" for "household.address"
    title: Any
    held: Callable[[Case, UUID | None], dict[str, Any]]
    why: Callable[[Case, User], str]
    put: Callable[[Case, User, Values, UUID | None], UUID | None]
    back: bool = False
    same: Callable[[str, Any, Any], bool] = lambda _target, held, told: bool(held == told)
    refines: Callable[[str, Any, Any], bool] = lambda _target, _held, _told: False
    over: Callable[[str, Any], str] = lambda target, _told: target
    said: Callable[[str, Any], str] = lambda target, held: TARGETS[target].said(held)

    def beside(self, held: Values, target: str, told: Any) -> tuple[Any, Any]:
        """Return what a value stands beside, and what it would overwrite."""
        before = held.get(self.over(target, told)) or ""
        return held.get(target, before) or "", before


PLACES: list[Place] = []


def register(place: Place) -> None:
    """Let answers be put into a place of the file."""
    PLACES.append(place)


def of(target: str) -> Place | None:
    """Return the place that a target is in."""
    return next((each for each in PLACES if target == each.prefix or target.startswith(f"{each.prefix}.")), None)


def person_of(case: Case) -> Person | None:
    """Return the person a file is about, as the record that stands."""
    return case.person.standing if case.person is not None else None


def home_of(case: Case) -> Household | None:
    """Return the household of a file: the one it is about, or where its person lives today."""
    if case.household is not None:
        return case.household
    person = person_of(case)
    rows = HouseholdMember.objects.filter(person__in=known.selves(person) if person else [], until_on=None)
    member = rows.select_related("household__area", "household__organisation").order_by("-from_on", "-id").first()
    return member.household if member else None


def _needs(case: Case, _made: UUID | None) -> dict[str, Any]:
    return {"needs": sorted(case.needs)}


def _write_needs(case: Case, by: User, values: Values, _made: UUID | None) -> None:
    actions.write_needs(case=case, by=by, needs=values["needs"])


def _person(case: Case, _made: UUID | None) -> dict[str, Any]:
    person = person_of(case)
    if person is None:
        return {}
    age = timezone.localdate().year - person.birth_date.year if person.birth_date else None
    return {
        "person.name_ar": person.name_ar, "person.name_latin": person.name_latin, "person.description": person.description,
        "person.address": person.address, "person.sex": "" if person.sex == Sex.UNKNOWN else person.sex,
        "person.birth_date": births.written(person), "person.age": "" if age is None else str(age),
    }  # fmt: skip


def _why_not_person(case: Case, by: User) -> str:
    person = person_of(case)
    return why_not(people_rules.check_edit, person, by=by) if person else _("The file is about a household.")


def _write_person(case: Case, by: User, values: Values, _made: UUID | None) -> None:
    person = person_of(case)
    if person is None:
        raise Refused(_why_not_person(case, by))
    fields: dict[str, Any] = {}
    for target, value in values.items():
        match target.removeprefix("person."):
            case "name":
                fields[_over_person(target, value).removeprefix("person.")] = value
            case "sex":
                fields["sex"] = value or Sex.UNKNOWN
            case "birth_date":
                fields["birth_date"], fields["birth_precision"] = births.read(value)
            case "age" if not values.get("person.birth_date"):  # the day says more
                fields["birth_date"], fields["birth_precision"] = births.of_age(value)
            case "age":
                pass
            case name:
                fields[name] = value
    people.correct_person(person=person, by=by, version=person.version, **fields)


def _same_person(target: str, held: Any, told: Any) -> bool:
    if target == "person.age" and held:
        return abs(int(held) - int(told)) <= births.YEARS_ABOUT
    return bool(held == told)


def _refines_person(target: str, held: Any, told: Any) -> bool:
    return target == "person.birth_date" and births.refines(held, told)


def _over_person(target: str, told: Any) -> str:
    """A name stands beside that in its own script; an age is kept as a birth."""
    match target:
        case "person.name":
            return "person.name_ar" if any("\u0600" <= sign <= "\u06ff" for sign in told) else "person.name_latin"
        case "person.age":
            return "person.birth_date"
    return target


def _said_person(target: str, held: Any) -> str:
    return births.in_words(held) if target == "person.birth_date" else TARGETS[target].said(held)


def _household(case: Case, _made: UUID | None) -> dict[str, Any]:
    home = home_of(case)
    names = ("name", "address", "income_note", "housing_note")
    return {f"household.{name}": getattr(home, name) for name in names} if home else {}


def _why_not_household(case: Case, by: User) -> str:
    home = home_of(case)
    if home is not None:
        return why_not(people_rules.check_edit, home, by=by)
    return why_not(people_rules.check_create, by=by, area=case.area, organisation=case.organisation)


def _write_household(case: Case, by: User, values: Values, _made: UUID | None) -> None:
    home = home_of(case)
    fields = {target.removeprefix("household."): value for target, value in values.items()}
    if home is not None:
        people.correct_household(household=home, by=by, version=home.version, **fields)
    elif not fields.get("name"):
        raise Refused(_("No household is written down yet. Take its name too, and it is recorded."))
    else:
        people.create_household(by=by, area=case.area, organisation=case.organisation, head=person_of(case), **fields)


def _diagnosis(case: Case, _made: UUID | None) -> dict[str, Any]:
    last = (
        case.assessments.filter(scale=SCALE.code, scale_version=SCALE.version).order_by("-assessed_at", "-id").first()
    )
    if last is None:
        return {}
    return {f"assessment.{code}": str(answer) for code, answer in last.answers.items()} | {"assessment.note": last.note}


def _write_diagnosis(case: Case, by: User, values: Values, _made: UUID | None) -> UUID | None:
    """A diagnosis stands as it was made: what is taken makes another one."""
    held = _diagnosis(case, None) | values
    answers = {
        each.code: int(held[f"assessment.{each.code}"]) for each in SCALE.questions if f"assessment.{each.code}" in held
    }
    made: Assessment = actions.assess(case=case, by=by, answers=answers, note=held.get("assessment.note", ""))
    return made.uuid


def _follow_up(case: Case, made: UUID | None) -> dict[str, Any]:
    """Each form tells of a follow-up of its own: it holds what that very form brought."""
    row = case.follow_ups.filter(uuid=made).first() if made else None
    if row is None:
        return {}
    after = case.follow_ups.due().order_by("due_on", "id").first()
    return {
        "follow_up.situation": str(row.situation), "follow_up.note": row.note,
        "follow_up.next_on": after.due_on.isoformat() if after else "",
    }  # fmt: skip


def _write_follow_up(case: Case, by: User, values: Values, made: UUID | None) -> UUID | None:
    held = _follow_up(case, made) | values
    if not held.get("follow_up.situation"):
        raise Refused(_("A follow-up says how the person is doing: take that answer too."))
    situation, note = int(held["follow_up.situation"]), held.get("follow_up.note", "")
    next_on = values.get("follow_up.next_on")
    day = date.fromisoformat(next_on) if next_on else None
    if made:
        row = actions.amend_follow_up(follow_up=case.follow_ups.get(uuid=made), by=by, situation=situation, note=note)
        after = case.follow_ups.due().order_by("due_on", "id").first()
        if day and after is not None:
            actions.move_follow_up(follow_up=after, by=by, due_on=day)
        elif day:
            actions.plan_follow_up(case=case, by=by, due_on=day)
        return row.uuid
    today = timezone.localdate()
    due: FollowUp | None = case.follow_ups.due().filter(due_on__lte=today).order_by("due_on", "id").first()
    due = due or actions.plan_follow_up(case=case, by=by, due_on=today)
    return actions.do_follow_up(follow_up=due, by=by, situation=situation, note=note, next_on=day).uuid


def _why_not_work(case: Case, by: User) -> str:
    return why_not(rules.check_work, case, by=by)


for _place in (
    Place("needs", pgettext_lazy("file", "What is missing"), _needs, _why_not_work, _write_needs, back=True),
    Place(
        "person",
        pgettext_lazy("file", "The person"),
        _person,
        _why_not_person,
        _write_person,
        back=True,
        same=_same_person,
        refines=_refines_person,
        over=_over_person,
        said=_said_person,
    ),
    Place(
        "household", pgettext_lazy("file", "The household"), _household, _why_not_household, _write_household, back=True
    ),
    Place("assessment", pgettext_lazy("file", "Diagnosis"), _diagnosis, _why_not_work, _write_diagnosis),
    Place("follow_up", pgettext_lazy("file", "Follow-up"), _follow_up, _why_not_work, _write_follow_up),
):
    register(_place)
