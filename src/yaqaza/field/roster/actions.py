"""What is done with the roster. Each: lock → check → change → record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.core import audit
from yaqaza.core.refusal import Refused
from yaqaza.field.models import Cover, Leave, Shift, Team
from yaqaza.field.roster import hours, queries, rules
from yaqaza.field.states import Duty


def _house(house: Organisation) -> Organisation:
    """Lock the roster of an organisation: two planners do not write over each other."""
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True).select_related("area")
    return rows.get(pk=house.pk)


@transaction.atomic
def plan(
    *,
    by: User,
    organisation: Organisation,
    user: User,
    starts_at: datetime,
    ends_at: datetime,
    duty: Duty | str = Duty.DESK,
    on_call: bool = False,
    team: Team | None = None,
    days: int = 1,
) -> list[Shift]:
    """Put somebody on the roster, with ``days`` at the same hours on as many days in a row; all of them or none."""
    house = _house(organisation)
    rules.check_plan(house, by=by)
    rules.check_team(str(Duty(duty)), team, house)
    if not 1 <= days <= 14:
        raise Refused(_("The same hours can be planned for at most 14 days in a row."))
    return [
        _put(house, by, user, _later(starts_at, number), _later(ends_at, number), Duty(duty), on_call, team)
        for number in range(days)
    ]


def _later(at: datetime, days: int) -> datetime:
    """The same hour on the wall some days later."""
    local = timezone.localtime(at)
    return hours.moment(local.date() + timedelta(days=days), local.time())


def _put(
    house: Organisation, by: User, user: User, starts_at: datetime, ends_at: datetime, duty: Duty, on_call: bool, team: Team | None
) -> Shift:  # fmt: skip
    rules.check_hours(starts_at, ends_at)
    rules.check_person(user, house, starts_at, ends_at, duty)
    try:
        with transaction.atomic():
            shift = Shift.objects.create(
                organisation=house, user=user, duty=duty, on_call=on_call, team=team, starts_at=starts_at, ends_at=ends_at,
                planned_by=by,
            )  # fmt: skip
    except IntegrityError:  # planned elsewhere at the same moment
        raise Refused(rules.overlaps(user, starts_at, ends_at)) from None
    audit.record(
        "shift.planned", on=shift, by=by, organisation=house, user=user, window_start=starts_at, window_end=ends_at, duty=duty,
        on_call=on_call,
    )  # fmt: skip
    return shift


def _locked(shift: Shift) -> Shift:
    rows = Shift.objects.select_for_update(of=("self",), no_key=True).select_related(
        "organisation__area", "user", "team"
    )
    return rows.get(pk=shift.pk)


@transaction.atomic
def take_out(*, shift: Shift, by: User) -> None:
    """Take a shift that has not begun out of the roster."""
    shift = _locked(shift)
    rules.check_plan(shift.organisation, by=by)
    rules.check_take_out(shift)
    audit.record(
        "shift.taken_out", on=shift, by=by, organisation=shift.organisation, user=shift.user, window_start=shift.starts_at,
        window_end=shift.ends_at,
    )  # fmt: skip
    shift.delete()


@transaction.atomic
def replace(*, shift: Shift, by: User, user: User) -> Shift:
    """Let somebody else do a shift: all of it, or from now on when it has begun."""
    shift = _locked(shift)
    house = shift.organisation
    rules.check_plan(house, by=by)
    rules.check_replace(shift, user)
    now = timezone.now().replace(second=0, microsecond=0)
    starts_at = max(shift.starts_at, now)
    rules.check_person(user, house, starts_at, shift.ends_at, Duty(shift.duty))
    before, ends_at = shift.user, shift.ends_at
    try:
        with transaction.atomic():
            if starts_at > shift.starts_at:
                shift.ends_at = starts_at
                shift.save(update_fields=["ends_at"])
                shift = Shift.objects.create(
                    organisation=house, user=user, duty=shift.duty, on_call=shift.on_call, team=shift.team, starts_at=starts_at,
                    ends_at=ends_at, planned_by=by,
                )  # fmt: skip
            else:
                shift.user, shift.planned_by, shift.planned_at = user, by, timezone.now()
                shift.save(update_fields=["user", "planned_by", "planned_at"])
    except IntegrityError:
        raise Refused(rules.overlaps(user, starts_at, ends_at)) from None
    audit.record(
        "shift.replaced", on=shift, by=by, organisation=house, user=user, user_before=before, window_start=starts_at,
        window_end=ends_at,
    )  # fmt: skip
    return shift


@dataclass(slots=True)
class Copied:
    """What a copy made: the shifts, and of each that was left out the sentence that says why."""

    made: list[Shift] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@transaction.atomic
def copy_week(*, organisation: Organisation, by: User, day: date) -> Copied:
    """Write the week before that of ``day`` once more, hour by hour; what cannot stand there is left out and told."""
    house = _house(organisation)
    rules.check_plan(house, by=by)
    first = hours.first_day(day)
    start = hours.midnight(first - timedelta(days=7))
    copied = Copied()
    for shift in queries.shifts(house, start, hours.midnight(first)):
        if shift.starts_at < start:
            continue  # of the week before that one
        starts_at, ends_at = hours.a_week_later(shift.starts_at), hours.a_week_later(shift.ends_at)
        try:
            team = shift.team if shift.team is None or shift.team.active else None
            made = _put(house, by, shift.user, starts_at, ends_at, Duty(shift.duty), shift.on_call, team)
            copied.made.append(made)
        except Refused as refusal:
            copied.left_out.append(str(refusal))
    if not copied.made and not copied.left_out:
        raise Refused(_("The week before has no shift that could be copied."))
    return copied


@transaction.atomic
def set_cover(*, organisation: Organisation, by: User, lines: Sequence[rules.Needed]) -> None:
    """Write how many are needed at the desk from which hour to which, in place of what was said before."""
    house = _house(organisation)
    rules.check_plan(house, by=by)
    rules.check_cover(lines)
    Cover.objects.filter(organisation=house).delete()
    Cover.objects.bulk_create([Cover(organisation=house, **each._asdict()) for each in lines])
    most = max((each.people for each in lines), default=0)
    audit.record("cover.set", on=house, by=by, lines=len(lines), needed=most)
    _say_roster(house)


@transaction.atomic
def note_leave(*, by: User, organisation: Organisation, user: User, from_on: date, until_on: date) -> Leave:
    """Note that somebody is away; their shifts of these days stay in the roster, marked, until somebody else has them."""
    house = _house(organisation)
    rules.check_plan(house, by=by)
    if not rules.posted(house, timezone.localdate()).filter(user=user).exists():
        raise Refused(_("%(name)s does not work in this organisation.") % {"name": user.name})
    rules.check_leave(user, from_on, until_on)
    leave = Leave.objects.create(user=user, from_on=from_on, until_on=until_on, noted_by=by)
    audit.record("leave.noted", on=leave, by=by, user=user, window_start=from_on, window_end=until_on)
    _say_roster(house)
    return leave


@transaction.atomic
def take_leave_back(*, leave: Leave, organisation: Organisation, by: User) -> None:
    """Take a leave back."""
    house = _house(organisation)
    rules.check_plan(house, by=by)
    leave = Leave.objects.select_for_update(no_key=True).get(pk=leave.pk)
    audit.record(
        "leave.taken_back", on=leave, by=by, user=leave.user_id, window_start=leave.from_on, window_end=leave.until_on
    )
    leave.delete()
    _say_roster(house)


def _say_roster(house: Organisation) -> None:
    """What no row of the roster says by itself: a leave is of a person, how many are needed is replaced line by line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_say('roster', %s, %s, false, NULL)", [house.area.path, house.pk])
