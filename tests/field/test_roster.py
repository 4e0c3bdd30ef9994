"""The roster: one place at a time, gaps from–to, nights over midnight, clocks that are moved."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field.models import Leave, Shift
from yaqaza.field.roster import actions, hours, queries
from yaqaza.field.roster.hours import Gap
from yaqaza.field.roster.rules import Needed
from yaqaza.field.states import Duty


@pytest.fixture
def day() -> date:
    """A Sunday two weeks from now, on which a week begins in Algeria."""
    return hours.first_day(timezone.localdate() + timedelta(days=14))


@pytest.fixture
def karim(houses, places):
    return make_user("karim", "كريم", Role.DUTY_OFFICER, houses.cell, places.algiers)


def at(day: date, text: str) -> datetime:
    return hours.moment(day, time.fromisoformat(text))


def put(cast, houses, user, day: date, start: str, end: str, **more) -> list[Shift]:
    begins, ends = hours.span(day, time.fromisoformat(start), time.fromisoformat(end))
    return actions.plan(by=cast.brahim, organisation=houses.cell, user=user, starts_at=begins, ends_at=ends, **more)


def test_a_night_goes_over_midnight_and_a_whole_day_is_one_shift(day) -> None:
    assert hours.span(day, time(23), time(7)) == (at(day, "23:00"), at(day + hours.DAY, "07:00"))
    assert hours.span(day, time(7), time(7)) == (at(day, "07:00"), at(day + hours.DAY, "07:00"))


def test_the_week_begins_after_the_weekend(settings) -> None:
    assert hours.week(date(2026, 11, 21))[0] == date(2026, 11, 15)  # Saturday: of the week that began on Sunday
    settings.COUNTRY = "MA"
    assert hours.week(date(2026, 11, 22))[0] == date(2026, 11, 16)  # Sunday: of the week that began on Monday


def test_a_night_in_which_the_clock_is_moved_keeps_its_hours_on_the_wall() -> None:
    """Morocco puts its clocks back for Ramadan: the night has nine hours where the wall shows eight."""
    with timezone.override("Africa/Casablanca"):
        day = date(2027, 2, 6)  # Ramadan begins on 8 February 2027: the clock goes back on Sunday the 7th
        start, end = hours.span(day, time(23), time(7))
        assert [timezone.localtime(each).strftime("%H:%M") for each in (start, end)] == ["23:00", "07:00"]
        assert end - start == timedelta(hours=9)
        later = hours.a_week_later(start)
        assert timezone.localtime(later).strftime("%a %H:%M") == "Sat 23:00"


def test_one_person_is_in_one_place_at_a_time_with_a_sentence_and_by_the_database(cast, houses, day) -> None:
    (night,) = put(cast, houses, cast.duniya, day, "23:00", "07:00")
    with pytest.raises(Refused) as refused:
        put(cast, houses, cast.duniya, day + hours.DAY, "06:00", "14:00")
    assert "دنيا" in str(refused.value) and "23:00" in str(refused.value) and "07:00" in str(refused.value)
    assert put(cast, houses, cast.duniya, day + hours.DAY, "07:00", "15:00")  # one begins as the other ends
    with pytest.raises(IntegrityError, match="one_shift_at_a_time"), transaction.atomic():
        Shift.objects.create(
            organisation=houses.directorate, user=cast.duniya, starts_at=night.starts_at, ends_at=night.ends_at,
            planned_by=cast.brahim,
        )  # fmt: skip


def test_gaps_are_told_from_to(cast, houses, day, karim) -> None:
    put(cast, houses, cast.duniya, day, "07:00", "15:00")
    put(cast, houses, karim, day, "15:00", "23:00")
    put(cast, houses, cast.duniya, day, "23:00", "07:00", on_call=True)  # reached by telephone: nobody is there
    put(cast, houses, cast.farid, day, "00:00", "07:00", duty=Duty.ROAD)
    start, end = hours.midnight(day), hours.midnight(day + hours.DAY)
    assert queries.gaps(houses.cell, start, end) == [Gap(start, at(day, "07:00")), Gap(at(day, "23:00"), end)]
    assert queries.gaps(houses.directorate, start, end) == []  # nobody has to be there at night
    put(cast, houses, karim, day - hours.DAY, "23:00", "07:00")
    put(cast, houses, cast.brahim, day, "23:00", "07:00", duty=Duty.LEAD)
    assert queries.gaps(houses.cell, start, end) == []


NIGHT = Needed(time(20), time(6), 2)


def test_two_are_needed_at_night_and_one_alone_is_a_gap(cast, houses, day, karim) -> None:
    actions.set_cover(organisation=houses.cell, by=cast.brahim, lines=[NIGHT])
    put(cast, houses, karim, day - hours.DAY, "00:00", "00:00")
    put(cast, houses, karim, day, "00:00", "00:00", days=2)
    start, end = hours.midnight(day), hours.midnight(day + hours.DAY)
    assert queries.gaps(houses.cell, start, end) == [
        Gap(start, at(day, "06:00"), there=1, needed=2), Gap(at(day, "20:00"), end, there=1, needed=2),
    ]  # fmt: skip
    put(cast, houses, cast.duniya, day, "20:00", "02:00")
    week = queries.week(houses.cell, day)
    assert (week.days[0].gaps, week.most) == ([Gap(start, at(day, "06:00"), 1, 2)], 2)
    assert week.days[1].gaps[0] == Gap(at(day + hours.DAY, "02:00"), at(day + hours.DAY, "06:00"), 1, 2)
    put(cast, houses, cast.brahim, day, "00:00", "06:00", duty=Duty.LEAD, on_call=True)  # at home: not one of the two
    assert queries.gaps(houses.cell, start, end) == [Gap(start, at(day, "06:00"), 1, 2)]


def test_what_is_missing_is_told_apart_when_it_changes() -> None:
    day = date(2026, 11, 22)
    moments = [hours.moment(day, time(hour)) for hour in range(6)]
    there = [(moments[1], moments[3]), (moments[2], moments[4])]
    assert hours.short(moments[0], moments[5], there, [((moments[0], moments[5]), 2)]) == [
        Gap(moments[0], moments[1], 0, 2), Gap(moments[1], moments[2], 1, 2), Gap(moments[3], moments[4], 1, 2),
        Gap(moments[4], moments[5], 0, 2),
    ]  # fmt: skip
    over = [((moments[0], moments[5]), 1), ((moments[2], moments[3]), 3)]  # where two lines meet the greater holds
    assert hours.short(moments[0], moments[5], [(moments[0], moments[5])], over) == [Gap(moments[2], moments[3], 1, 3)]


def test_a_house_that_is_no_duty_cell_has_gaps_only_where_it_says_so(cast, houses, day) -> None:
    start, end = hours.midnight(day), hours.midnight(day + hours.DAY)
    actions.set_cover(organisation=houses.directorate, by=cast.brahim, lines=[Needed(time(8), time(16), 1)])
    assert queries.gaps(houses.directorate, start, end) == [Gap(at(day, "08:00"), at(day, "16:00"))]
    assert houses.directorate in queries.houses(cast.brahim)
    actions.set_cover(organisation=houses.directorate, by=cast.brahim, lines=[])
    assert queries.gaps(houses.directorate, start, end) == []
    said = AuditEntry.objects.filter(event="cover.set").order_by("id").values_list("details__lines", "details__needed")
    assert list(said) == [(1, 1), (0, 0)]


@pytest.mark.parametrize(
    "lines",
    [
        [NIGHT, NIGHT],
        [NIGHT._replace(people=0)],
        [NIGHT._replace(people=21)],
        [NIGHT._replace(from_at=time(hour)) for hour in range(5)],
    ],
)
def test_a_need_that_no_desk_has_is_refused_and_the_old_one_stays(cast, houses, lines) -> None:
    actions.set_cover(organisation=houses.cell, by=cast.brahim, lines=[NIGHT])
    with pytest.raises(Refused):
        actions.set_cover(organisation=houses.cell, by=cast.brahim, lines=lines)
    assert [(each.from_at, each.until_at, each.people) for each in queries.covers(houses.cell)] == [NIGHT]


def test_how_many_a_desk_needs_is_written_by_who_plans_it(cast, houses) -> None:
    for user in (cast.duniya, cast.chafia, cast.farid):
        with pytest.raises(NotPermitted):
            actions.set_cover(organisation=houses.cell, by=user, lines=[NIGHT])


def test_who_was_switched_off_covers_nothing(cast, houses, day, karim) -> None:
    put(cast, houses, karim, day, "00:00", "23:00")
    start, end = hours.midnight(day), hours.midnight(day + hours.DAY)
    assert queries.gaps(houses.cell, start, end) == [Gap(at(day, "23:00"), end)]
    karim.is_active = False
    karim.save(update_fields=["is_active"])
    assert queries.gaps(houses.cell, start, end) == [Gap(start, end)]


def test_who_is_on_leave_covers_nothing_and_is_put_nowhere(cast, houses, day, karim) -> None:
    put(cast, houses, cast.duniya, day, "07:00", "15:00")
    leave = actions.note_leave(
        by=cast.brahim, organisation=houses.cell, user=cast.duniya, from_on=day, until_on=day + hours.DAY
    )
    week = queries.week(houses.cell, day)
    assert [(line.shift.user, line.away) for line in week.days[0].lines] == [(cast.duniya, True)]
    assert (week.days[0].gaps, week.leaves) == ([Gap(hours.midnight(day), hours.midnight(day + hours.DAY))], [leave])
    with pytest.raises(Refused, match="دنيا"):
        put(cast, houses, cast.duniya, day, "16:00", "20:00")
    (shift,) = Shift.objects.all()
    actions.replace(shift=shift, by=cast.brahim, user=karim)
    assert queries.week(houses.cell, day).days[0].gaps == [
        Gap(hours.midnight(day), at(day, "07:00")), Gap(at(day, "15:00"), hours.midnight(day + hours.DAY)),
    ]  # fmt: skip
    actions.take_leave_back(leave=leave, organisation=houses.cell, by=cast.brahim)
    assert not Leave.objects.exists()


def test_who_may_not_do_it_there_or_whose_posting_ends_before_takes_nothing_over(
    cast, houses, places, day, karim
) -> None:
    (shift,) = put(cast, houses, cast.duniya, day, "23:00", "07:00")
    with pytest.raises(Refused, match="مليكة"):  # she follows what is published: she decides about no alert
        actions.replace(shift=shift, by=cast.brahim, user=cast.malika)
    with pytest.raises(Refused, match="سامية"):  # an auditor of the ministry
        actions.replace(shift=shift, by=cast.brahim, user=cast.auditor)
    elsewhere = make_user("lina", "لينة", Role.DUTY_OFFICER, houses.ministry, places.blida)
    elsewhere.postings.update(organisation=houses.women_space)
    with pytest.raises(Refused, match="لينة"):  # posted beside it, and for another province
        actions.replace(shift=shift, by=cast.brahim, user=elsewhere)
    karim.postings.update(ends_on=day)  # his last day ends in the middle of the night
    with pytest.raises(Refused, match="كريم"):
        actions.replace(shift=shift, by=cast.brahim, user=karim)
    karim.postings.update(ends_on=day + hours.DAY)
    assert actions.replace(shift=shift, by=cast.brahim, user=karim).user == karim


def test_an_officer_of_a_wider_house_takes_over_only_in_the_area_of_the_posting(cast, houses, places, day) -> None:
    (shift,) = put(cast, houses, cast.duniya, day, "07:00", "15:00")
    rym = make_user("rym", "ريم", Role.DUTY_OFFICER, houses.cell, places.blida)
    rym.postings.update(organisation=houses.cell, role=Role.CENTRE_HEAD)  # of the house, without the right
    with pytest.raises(Refused, match="ريم"):
        actions.replace(shift=shift, by=cast.brahim, user=rym)
    rym.postings.update(organisation=houses.directorate, role=Role.DUTY_OFFICER, area=places.algiers)
    assert actions.replace(shift=shift, by=cast.brahim, user=rym).user == rym


def test_the_rest_of_a_shift_that_has_begun_is_given_to_somebody_else(cast, houses, karim) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    actions.plan(
        by=cast.brahim, organisation=houses.cell, user=cast.duniya, starts_at=now - timedelta(hours=2),
        ends_at=now + timedelta(hours=6),
    )  # fmt: skip
    (shift,) = Shift.objects.all()
    with pytest.raises(Refused):
        actions.take_out(shift=shift, by=cast.brahim)
    actions.replace(shift=shift, by=cast.brahim, user=karim)
    assert list(Shift.objects.order_by("starts_at").values_list("user__username", "starts_at", "ends_at")) == [
        ("duniya", now - timedelta(hours=2), now), ("karim", now, now + timedelta(hours=6)),
    ]  # fmt: skip
    assert [each.user for each in queries.on_duty(queries.houses(cast.brahim), timezone.now())] == [karim]
    assert (queries.current(karim, timezone.now()).user, queries.current(cast.duniya, timezone.now())) == (karim, None)


def test_last_week_is_copied_by_the_wall_clock_and_what_cannot_stand_is_told(cast, houses, day, karim) -> None:
    put(cast, houses, cast.duniya, day, "23:00", "07:00", days=3)
    put(cast, houses, karim, day, "07:00", "15:00")
    after = day + timedelta(days=7)
    actions.note_leave(by=cast.brahim, organisation=houses.cell, user=karim, from_on=after, until_on=after)
    copied = actions.copy_week(organisation=houses.cell, by=cast.brahim, day=after + timedelta(days=4))
    assert [(shift.user, shift.starts_at) for shift in copied.made] == [
        (cast.duniya, at(after + timedelta(days=number), "23:00")) for number in range(3)
    ]
    assert len(copied.left_out) == 1 and "كريم" in copied.left_out[0]
    again = actions.copy_week(organisation=houses.cell, by=cast.brahim, day=after)
    assert (again.made, len(again.left_out)) == ([], 4)
    with pytest.raises(Refused):
        actions.copy_week(organisation=houses.cell, by=cast.brahim, day=day)


def test_days_in_a_row_stand_all_or_none(cast, houses, day) -> None:
    put(cast, houses, cast.duniya, day + 2 * hours.DAY, "08:00", "10:00")
    with pytest.raises(Refused):
        put(cast, houses, cast.duniya, day, "07:00", "15:00", days=5)
    assert Shift.objects.count() == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [("-8 days", "4 h"), ("200 days", "4 h"), ("1 days", "26 h")],
)
def test_hours_that_no_shift_has_are_refused(cast, houses, start, end) -> None:
    begins = timezone.now() + timedelta(days=int(start.split()[0]))
    with pytest.raises(Refused):
        actions.plan(
            by=cast.brahim, organisation=houses.cell, user=cast.duniya, starts_at=begins,
            ends_at=begins + timedelta(hours=int(end.split()[0])),
        )  # fmt: skip


def test_only_supervisors_plan_and_only_people_of_the_house_stand_there(cast, houses, day) -> None:
    begins, ends = hours.span(day, time(7), time(15))
    for by in (cast.duniya, cast.chafia, cast.head):
        with pytest.raises(NotPermitted):
            actions.plan(by=by, organisation=houses.cell, user=cast.duniya, starts_at=begins, ends_at=ends)
    with pytest.raises(Refused):
        put(cast, houses, cast.chafia, day, "07:00", "15:00")  # of another province


def test_every_act_is_in_the_audit_trail(cast, houses, day, karim) -> None:
    (shift,) = put(cast, houses, cast.duniya, day, "07:00", "15:00")
    shift = actions.replace(shift=shift, by=cast.brahim, user=karim)
    actions.take_out(shift=shift, by=cast.brahim)
    events = AuditEntry.objects.filter(event__startswith="shift.").order_by("id").values_list("event", flat=True)
    assert list(events) == ["shift.planned", "shift.replaced", "shift.taken_out"]


def test_own_shifts_are_those_of_the_coming_week(cast, houses) -> None:
    today = timezone.localdate()
    put(cast, houses, cast.duniya, today + hours.DAY, "07:00", "15:00", days=2)
    put(cast, houses, cast.duniya, today + 20 * hours.DAY, "07:00", "15:00")
    assert [timezone.localtime(each.starts_at).date() for each in queries.mine(cast.duniya, timezone.now())] == [
        today + hours.DAY, today + 2 * hours.DAY,
    ]  # fmt: skip
