"""The tracking page says what is true, in every combination of statuses, and nothing about the person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product

import pytest
from django.utils import timezone, translation

from yaqaza.alerts.models import Alert, Story
from yaqaza.alerts.states import AlertStatus, DismissReason
from yaqaza.cases.models import Case, CaseAlert, Closure, Goal, Investigation, Plan
from yaqaza.cases.states import CaseStatus, Outcome
from yaqaza.field.models import Finding, Mission, Team
from yaqaza.field.states import MissionStatus
from yaqaza.people.models import Person
from yaqaza.portal import progress
from yaqaza.portal.progress import Facts, tell
from yaqaza.services import actions as services
from yaqaza.services.actions import load_catalogue
from yaqaza.services.models import Programme, ServiceType

A, M, C = AlertStatus, MissionStatus, CaseStatus
NOW = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)
MET, NO_ONE = True, False


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with translation.override("en"):
        yield


def facts(status=A.READ, **more) -> Facts:
    base = {
        "received_at": NOW - timedelta(hours=1),
        "due_at": NOW + timedelta(hours=1),
        "read_at": NOW - timedelta(minutes=30),
    }
    if status is A.NEW:
        base["read_at"] = None
    return Facts(status=status, **(base | more))


VISITED = {"visited_at": NOW - timedelta(minutes=5)}
CHECKED, HELPED = {"checked": True}, {"helped": True}

TABLE = [
    # status, what else is known, the title, the states of the five steps (done, now, next)
    (A.NEW, {}, "Your report has arrived", "d n x x x"),
    (A.NEW, {"due_at": NOW - timedelta(hours=1)}, "Your report has arrived", "d n x x x"),
    (A.READ, {}, "The duty officer has read your report", "d d n x x"),
    (A.READ, {"mission": M.DONE, **VISITED}, "A team has visited the place", "d d n x x"),
    (A.READ, {"mission": M.DEPARTED}, "A team is on its way", "d d n x x"),
    (A.ON_MISSION, {}, "The situation is being checked", "d d n x x"),
    (A.ON_MISSION, {"mission": M.ORDERED}, "A team is getting ready", "d d n x x"),
    (A.ON_MISSION, {"mission": M.DEPARTED}, "A team is on its way", "d d n x x"),
    (A.ON_MISSION, {"mission": M.ON_SITE}, "A team is on site", "d d n x x"),
    (A.ON_MISSION, {"mission": M.DONE, **VISITED}, "A team has visited the place", "d d n x x"),
    (A.ON_MISSION, {"mission": M.DEPARTED, "discreet": True}, "The situation is being checked", "d d n x x"),
    (A.IN_CASE, {}, "The situation is being checked", "d d n x x"),
    (A.IN_CASE, {"case": C.OPEN}, "The situation is being checked", "d d n x x"),
    (A.IN_CASE, {"case": C.INVESTIGATING, "mission": M.DEPARTED}, "A team is on its way", "d d n x x"),
    (
        A.IN_CASE,
        {"case": C.AWAITING_VERDICT, "mission": M.DONE, **VISITED},
        "A team has visited the place",
        "d d n x x",
    ),
    (A.IN_CASE, {"case": C.OPEN, **HELPED}, "The situation is being checked", "d d n x x"),
    (A.IN_CASE, {"case": C.ASSESSING}, "The help is being prepared", "d d n x"),
    (A.IN_CASE, {"case": C.ASSESSING, **CHECKED}, "The help is being prepared", "d d d n x"),
    (A.IN_CASE, {"case": C.ASSESSING, **CHECKED, **HELPED}, "The person is being helped", "d d d n x"),
    (A.IN_CASE, {"case": C.ACCOMPANIED, **CHECKED}, "The person is being helped", "d d d n x"),
    (A.IN_CASE, {"case": C.FOLLOWED, **CHECKED}, "We keep visiting the person", "d d d n"),
    (A.IN_CASE, {"case": C.FOLLOWED, **CHECKED, **HELPED}, "The person was helped, and we keep visiting", "d d d d n"),
    (
        A.IN_CASE,
        {"case": C.CLOSED, "outcome": Outcome.REINTEGRATED, **CHECKED},
        "The person was helped, and the file is closed",
        "d d d d d",
    ),
    (
        A.IN_CASE,
        {"case": C.CLOSED, "outcome": Outcome.IMPROVED, **HELPED},
        "The person was helped, and the file is closed",
        "d d d d",
    ),
    (A.IN_CASE, {"case": C.CLOSED, "outcome": Outcome.MOVED, **CHECKED}, "The file is closed", "d d d d"),
    (A.IN_CASE, {"case": C.CLOSED, "outcome": Outcome.LOST, **CHECKED, **HELPED}, "The file is closed", "d d d d d"),
    (A.IN_CASE, {"case": C.CLOSED, "outcome": Outcome.UNFOUNDED, **CHECKED}, "The file is closed", "d d d d"),
    (A.IN_CASE, {"case": C.CLOSED, "outcome": Outcome.DIED}, "The file is closed", "d d d"),
    (
        A.IN_CASE,
        {"case": C.CLOSED, "outcome": Outcome.FAMILY, "discreet": True, **CHECKED, **HELPED},
        "The file is closed",
        "d d d",
    ),
    (A.DISMISSED, {"dismiss_reason": "ABUSE"}, "The cell has read your report and goes no further", "d d"),
]


@pytest.mark.parametrize(("status", "more", "title", "states"), TABLE)
def test_each_stage_has_its_words(status, more, title, states):
    told = tell(facts(status, **more))
    assert told.title == title
    assert " ".join({"done": "d", "now": "n", "next": "x"}[step.state] for step in told.steps) == states


STATUSES = [status for status in A if status is not A.GATHERED]
EVERYTHING = list(product(STATUSES, [None, *M], [None, *C], [True, False], ["", *Outcome]))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_combination_is_told_and_keeps_its_promises(language):
    with translation.override(language):
        helped = {tell(facts(A.IN_CASE, case=C.CLOSED, outcome=each)).title for each in progress.HELPED}
        for status, mission, case, discreet, outcome in EVERYTHING:
            if outcome and case is not C.CLOSED:
                continue
            for visited, met in ((None, MET), (NOW, MET), (NOW, NO_ONE)):
                reason = DismissReason.NO_CONTACT if status is A.DISMISSED else ""
                told = tell(
                    facts(
                        status, mission=mission, case=case, discreet=discreet, outcome=outcome, visited_at=visited, met=met,
                        dismiss_reason=reason, window=(NOW + timedelta(minutes=47), NOW + timedelta(minutes=107)),
                    )
                )  # fmt: skip
                states = [step.state for step in told.steps]
                assert told.title
                assert told.note
                assert told.ended == (status is A.DISMISSED or case is C.CLOSED)
                assert states.count("now") == (0 if told.ended else 1)
                assert states == sorted(states, key=["done", "now", "next"].index)
                if told.title in helped and told.ended:
                    assert outcome in progress.HELPED
                    assert not discreet
                if discreet and not told.ended:
                    assert "22:17" not in told.note  # the window, in local time
                    assert "23:17" not in told.note


@pytest.mark.parametrize("case", [each for each in C if each is not C.CLOSED])
@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize("helped", [True, False])
def test_the_headline_and_the_path_tell_one_truth(case, checked, helped):
    told = tell(facts(A.IN_CASE, case=case, checked=checked, helped=helped))
    steps = {step.label: step for step in told.steps}
    said = " ".join([told.title, told.note, *(step.note for step in told.steps)]).lower()
    assert helped == ("was helped" in said or "help was given" in said)
    if "was helped" in told.title:
        assert steps["Help"].state == "done"
    if "being checked" in told.title:
        assert steps["Checked"].state == "now"
    if "Checked" in steps and steps["Checked"].state == "done":
        assert checked
    if "Help" in steps and steps["Help"].state == "done":
        assert helped
    if steps["Follow-up and closing"].state == "now":
        assert "keep visiting" in told.title


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("case", [None, *C])
def test_a_discreet_matter_is_told_alike_whatever_was_done(language, status, case):
    """Whoever reads the page may be the danger: neither help, nor a check, nor a team's way, nor the outcome changes a word of it."""
    outcomes = ["", *Outcome] if case is C.CLOSED else [""]
    done = product([True, False], [True, False], outcomes, [None, M.DEPARTED, M.DONE], [None, NOW], [MET, NO_ONE])
    with translation.override(language):
        told = {
            repr(
                tell(
                    facts(
                        status, case=case, discreet=True, closed_at=NOW if case is C.CLOSED else None, helped=helped, checked=checked,
                        outcome=outcome, mission=mission, visited_at=visited, met=met, window=(NOW, NOW + timedelta(hours=1)),
                    )
                )
            )
            for helped, checked, outcome, mission, visited, met in done
        }  # fmt: skip
    assert len(told) == 1


def test_the_help_of_a_discreet_matter_is_never_a_step_that_was_done():
    for case in C:
        steps = tell(facts(A.IN_CASE, case=case, discreet=True, **CHECKED, **HELPED)).steps
        assert [step.state for step in steps if step.label == "Help"] in ([], ["now"], ["next"])


def test_the_reasons_are_kind_and_all_different():
    notes = [tell(facts(A.DISMISSED, dismiss_reason=each)).note for each in DismissReason]
    assert len(set(notes)) == len(DismissReason)
    for note in notes:
        assert note.endswith("If you know more, add it below: it will be read again.")
        assert not {"joke", "abuse", "fraud", "false"} & set(note.lower().replace(".", "").split())


def test_outcomes_that_are_nobodys_business_share_one_sentence():
    private = (Outcome.DECLINED, Outcome.LOST, Outcome.UNFOUNDED, Outcome.DIED)
    assert len({tell(facts(A.IN_CASE, case=C.CLOSED, outcome=each)).note for each in private}) == 1


def test_a_late_reading_is_told_as_late():
    note = tell(facts(A.NEW, due_at=NOW - timedelta(minutes=10))).note
    assert note.startswith("It should have been read before")


def test_the_hours_of_arrival_are_told_while_they_are_ahead():
    ahead = tell(facts(A.ON_MISSION, mission=M.DEPARTED, window=(NOW, NOW + timedelta(minutes=15))))
    past = tell(facts(A.ON_MISSION, mission=M.DEPARTED, window=(NOW - timedelta(hours=2), NOW - timedelta(hours=1))))
    assert "\u206621:30\u2069" in ahead.note
    assert past.note == "It went out and is not there yet."


def test_nobody_met_asks_for_more():
    assert "add it below" in tell(facts(A.ON_MISSION, mission=M.DONE, met=False, **VISITED)).note


def test_gathered_reports_are_counted():
    assert "gathered with 2 other reports" in tell(facts(gathered_with=2)).steps[1].note


# From rows


@pytest.fixture
def world(houses, places, cast, monkeypatch):
    monkeypatch.undo()
    numbers = iter(range(1, 100))

    def alert(status=A.READ, **more) -> Alert:
        read = {} if status is A.NEW else {"read_at": timezone.now(), "read_by": cast.duniya}
        return Alert.objects.create(
            number=f"A-2026-{next(numbers):06}", channel="PORTAL", text="نص", category=more.pop("category", "ELDERLY_IN_DANGER"),
            urgency=3, due_at=timezone.now() + timedelta(hours=2), area=places.bab_el_oued, area_path=places.bab_el_oued.path,
            organisation=houses.cell, status=status, **read, **more,
        )  # fmt: skip

    def mission(of: Alert | None, status=M.DEPARTED, **more) -> Mission:
        team, _ = Team.objects.get_or_create(
            organisation=houses.cell, area=places.algiers, name_ar="الفرقة", name_fr="Équipe"
        )
        now = timezone.now()
        times = {"departed_at": now} if status in (M.DEPARTED, M.ON_SITE, M.DONE) else {}
        times |= {"arrived_at": now} if status in (M.ON_SITE, M.DONE) else {}
        times |= {"ended_at": now} if status in (M.DONE, M.CANCELLED) else {}
        return Mission.objects.create(
            number=f"OM-16-2026-{next(numbers):06}", organisation=houses.cell, team=team, purpose="EMERGENCY", urgency=3, alert=of,
            area=places.bab_el_oued, area_path=places.bab_el_oued.path, ordered_at=now, window_start=now,
            window_end=now + timedelta(hours=2),
            status=status, ordered_by=cast.duniya, cancel_reason="مطر" if status is M.CANCELLED else "", **times, **more,
        )  # fmt: skip

    def case(of: Alert, status=C.OPEN, outcome="", **more) -> Case:
        person = Person.objects.create(
            name_ar="فاطمة", area=places.bab_el_oued, organisation=houses.cell, created_by=cast.amina
        )
        closed = {"closed_at": timezone.now(), "closed_by": cast.amina} if status is C.CLOSED else {}
        row = Case.objects.create(
            number=f"16-2026-{next(numbers):06}", programme_code="PROXIMITY_CELLS", person=person, summary="خلاصة", urgency=3,
            area=places.bab_el_oued, area_path=places.bab_el_oued.path, organisation=houses.cell, status=status,
            opened_by=cast.amina, **closed, **more,
        )  # fmt: skip
        CaseAlert.objects.create(case=row, alert=of, linked_by=cast.amina)
        if outcome:
            Closure.objects.create(case=row, outcome=outcome, closed_by=cast.amina)
        return row

    def judged(of: Case, at: datetime) -> Investigation:
        of.verdict = "VERIFIED"
        of.save(update_fields=["verdict"])
        return Investigation.objects.create(
            case=of, findings="سكري دون علاج", asked_by=cast.amina, recommendation="VERIFIED", recommended_at=at,
            recommended_by=cast.amina, verdict="VERIFIED", decided_at=at, decided_by=cast.brahim,
        )  # fmt: skip

    class World:
        pass

    made = World()
    made.alert, made.mission, made.case, made.judged, made.cast = alert, mission, case, judged, cast
    return made


@pytest.mark.django_db
def test_a_gathered_report_is_told_as_the_one_that_leads(world):
    lead = world.alert(A.ON_MISSION)
    story = Story.objects.create(lead=lead)
    lead.story = story
    lead.save(update_fields=["story"])
    mine = world.alert(A.GATHERED, story=story)
    world.mission(lead, M.ON_SITE)
    told = progress.of(mine)
    assert told.title == "A team is on site"
    assert "gathered with 1 other report" in told.steps[1].note


@pytest.mark.django_db
def test_the_newest_mission_counts_and_a_cancelled_one_does_not(world):
    alert = world.alert(A.ON_MISSION)
    world.mission(alert, M.DONE)
    world.mission(alert, M.CANCELLED)
    assert progress.of(alert).title == "A team has visited the place"
    world.mission(alert, M.DEPARTED)
    assert progress.of(alert).title == "A team is on its way"


@pytest.mark.django_db
def test_a_finding_says_whether_somebody_was_met(world):
    alert = world.alert(A.ON_MISSION)
    Finding.objects.create(
        mission=world.mission(alert, M.DONE), outcome="NOT_FOUND", situation="الباب مغلق", written_by=world.cast.farid
    )
    told = progress.of(alert)
    assert "could not speak with the person" in told.note
    assert "الباب" not in told.note


@pytest.mark.django_db
def test_a_closed_file_is_told_by_its_general_outcome(world):
    alert = world.alert(A.IN_CASE)
    world.case(alert, C.CLOSED, "REINTEGRATED")
    assert progress.of(alert).title == "The person was helped, and the file is closed"


@pytest.mark.django_db
def test_an_act_of_help_is_told_from_the_hour_it_is_recorded_until_it_is_reversed(world):
    load_catalogue(country="DZ")
    alert = world.alert(A.IN_CASE)
    case = world.case(alert, C.INVESTIGATING)
    assert progress.facts_of(alert).helped is False
    act = services.deliver(
        by=world.cast.amina, service_type=ServiceType.objects.get(code="MEAL"), programme=Programme.objects.get(code="PROXIMITY_CELLS"),
        delivered_on=timezone.localdate(), case=case,
    )  # fmt: skip
    told = progress.of(alert)
    assert told.title == "The situation is being checked" and told.note.startswith("First help was given")
    assert [step.state for step in told.steps] == ["done", "done", "now", "next", "next"]
    services.reverse(delivery=act, by=world.cast.amina, reason="خطأ")
    assert progress.facts_of(alert).helped is False


@pytest.mark.django_db
def test_a_report_that_joins_an_old_file_tells_nothing_of_what_was_done_before_it(world):
    load_catalogue(country="DZ")
    today, yesterday = timezone.now(), timezone.now() - timedelta(days=1)
    first = world.alert(A.IN_CASE, received_at=yesterday - timedelta(days=2))
    case = world.case(first, C.ASSESSING, opened_at=first.received_at)
    deliver = partial(
        services.deliver, by=world.cast.amina, service_type=ServiceType.objects.get(code="MEAL"),
        programme=Programme.objects.get(code="PROXIMITY_CELLS"), case=case,
    )  # fmt: skip
    deliver(delivered_on=timezone.localdate() - timedelta(days=1))
    goal = Goal.objects.create(
        plan=Plan.objects.create(case=case, written_by=world.cast.amina), approach="MEDICAL", title="فحص", status="REACHED",
        ended_at=yesterday, written_by=world.cast.amina,
    )  # fmt: skip
    investigation = world.judged(case, yesterday)
    visit = world.mission(first, M.DONE)
    times = {"ordered_at": yesterday, "departed_at": yesterday, "arrived_at": yesterday, "ended_at": yesterday}
    Mission.objects.filter(pk=visit.pk).update(**times)
    Investigation.objects.create(case=case, mission=visit, asked_by=world.cast.amina)
    assert (progress.facts_of(first).helped, progress.facts_of(first).checked) == (True, True)
    new = world.alert(A.IN_CASE, received_at=timezone.now() - timedelta(minutes=5))
    CaseAlert.objects.create(case=case, alert=new, linked_by=world.cast.amina)
    found = progress.facts_of(new)
    assert (found.helped, found.checked, found.mission, found.visited_at) == (False, False, None, None)
    assert "given" not in progress.of(new).note and "checked" not in progress.of(new).note
    Goal.objects.filter(pk=goal.pk).update(ended_at=today)
    assert progress.facts_of(new).helped
    Goal.objects.filter(pk=goal.pk).update(ended_at=yesterday)
    deliver(delivered_on=timezone.localdate())
    assert progress.facts_of(new).helped and not progress.facts_of(new).checked
    Investigation.objects.filter(pk=investigation.pk).update(recommended_at=today, decided_at=today)
    assert progress.facts_of(new).checked


@pytest.mark.django_db
def test_a_verdict_says_that_it_was_checked(world):
    alert = world.alert(A.IN_CASE)
    world.judged(world.case(alert, C.CLOSED, "IMPROVED"), timezone.now())
    assert [step.label for step in progress.of(alert).steps][2] == "Checked"
    other = world.alert(A.IN_CASE)
    world.case(other, C.CLOSED, "IMPROVED")
    assert "Checked" not in [step.label for step in progress.of(other).steps]


@pytest.mark.django_db
@pytest.mark.parametrize("sealed", [{"category": "VIOLENCE"}, {"confidentiality": "SENSITIVE"}])
def test_a_sensitive_matter_is_told_without_hours_or_outcome(world, sealed):
    alert = world.alert(A.IN_CASE, **{key: value for key, value in sealed.items() if key == "category"})
    world.mission(alert, M.DEPARTED)
    case = world.case(alert, C.INVESTIGATING, **{key: value for key, value in sealed.items() if key != "category"})
    assert progress.of(alert).title == "The situation is being checked"
    case.status, case.closed_at, case.closed_by = C.CLOSED, timezone.now(), world.cast.amina
    case.save()
    Closure.objects.create(case=case, outcome="FAMILY", closed_by=world.cast.amina)
    assert progress.of(alert).title == "The file is closed"


@pytest.mark.django_db
def test_the_page_costs_the_same_with_one_mission_and_with_three(world, django_assert_num_queries):
    alert = world.alert(A.ON_MISSION)
    world.mission(alert, M.DONE)
    with django_assert_num_queries(2):
        progress.of(alert)
    world.mission(alert, M.DONE)
    world.mission(alert, M.ON_SITE)
    with django_assert_num_queries(2):
        progress.of(alert)


@pytest.mark.parametrize(
    ("when", "told"),
    [(timedelta(minutes=30), "before 22:00 today."), (timedelta(hours=9), "before Sunday, 06:30.")],
)
def test_today_is_told_by_the_clock_and_another_day_by_its_name(when, told) -> None:
    note = tell(facts(A.NEW, due_at=NOW + when)).note
    assert note.replace("\u2066", "").replace("\u2068", "").replace("\u2069", "").endswith(told)
