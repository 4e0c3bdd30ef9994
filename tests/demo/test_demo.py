"""The demonstration: whole, the same for the same seed, and only where there is nothing yet."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Q

from yaqaza.accounts.models import Organisation, User
from yaqaza.alerts.models import Alert, HandOver, Reading
from yaqaza.alerts.queries import by_tracking_code
from yaqaza.alerts.states import AlertStatus
from yaqaza.cases import rules
from yaqaza.cases.models import Case, CaseEvent, Investigation
from yaqaza.cases.states import REFERRAL_OPEN, CaseStatus
from yaqaza.core import audit
from yaqaza.core.refusal import why_not
from yaqaza.demo import build, doubts, folk, texts
from yaqaza.demo.intake import TRACKING
from yaqaza.demo.logins import LOGINS
from yaqaza.field.models import Mission
from yaqaza.field.places.queries import foremost
from yaqaza.field.roster import queries as roster
from yaqaza.field.states import STALE
from yaqaza.people.models import Household, Person
from yaqaza.questionnaires.models import Submission
from yaqaza.services.models import ServiceDelivery
from yaqaza.signals import queries as signals
from yaqaza.signals import rules as signs
from yaqaza.signals.actions import deciding
from yaqaza.signals.models import Evidence, Signal
from yaqaza.signals.states import Answered, Way
from yaqaza.studies.models import Citation, FocusGroup, Passage, Proposal, Suggestion, Survey, Theme, Unit
from yaqaza.territory.models import Area

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture
def made(places) -> dict[str, int]:
    call_command("load_catalogue")
    return build.build(seed=1, now=NOW, tell=lambda step: None)


@pytest.fixture
def small(monkeypatch) -> None:
    for name, size in {"ALERTS": 120, "CASES": 40, "GATHERED": 10, "ON_MISSION": 3, "UNREAD": 4, "READ": 3}.items():
        monkeypatch.setattr(build, name, size)


def test_the_country_is_whole(made) -> None:
    assert (made["alerts"], made["cases"]) == (2000, 600)
    cells = Organisation.objects.filter(unit_kind="PROXIMITY_CELL")
    assert (cells.count(), cells.filter(status="ACTIVE").count()) == (311, 294)
    assert set(Case.objects.values_list("status", flat=True)) == set(CaseStatus.values)
    assert set(Alert.objects.values_list("status", flat=True)) == set(AlertStatus.values)
    assert ServiceDelivery.objects.count() == made["acts"]
    assert by_tracking_code(TRACKING).status == AlertStatus.NEW
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert audit.verify()[1] is None
    people = Person.objects.filter(name_ar="", name_latin="")
    said = {each.told: each for each in folk.UNNAMED}
    assert len({person.description for person in people}) > 3
    for person in people:
        told = said[person.description]
        assert (person.sex == "FEMALE", person.birth_precision) == (told.female, "ABOUT")
        assert told.youngest <= NOW.year - person.birth_date.year <= told.oldest
    for home in Household.objects.prefetch_related("members__person"):
        born: dict[str, list[int]] = {}
        for member in home.members.all():
            born.setdefault(member.relation, []).append(member.person.birth_date.year)
        (head,) = born["HEAD"]
        assert home.created_at.year - head >= 18 and len(born.get("SPOUSE", ())) <= 1
        assert all(year - head >= 16 for year in born.get("CHILD", ()))
        assert all(head - year >= 16 for year in born.get("PARENT", ()))
        assert all(year - head >= 36 for year in born.get("GRANDCHILD", ()))


def test_nothing_is_counted_that_the_words_do_not_say(small, made) -> None:
    told = {alert.pk: alert for alert in Alert.objects.all()}
    for reading in Reading.objects.filter(alert__in=told):
        assert told[reading.alert_id].people_count == reading.people_count, told[reading.alert_id].text
    alone = [alert for alert in told.values() if alert.text.startswith(("رجل ينام", "شيخ في", "Un homme dort"))]
    assert alone and {alert.people_count for alert in alone} <= {None, 1}


def test_one_login_for_each_role_can_sign_in(small, made, client) -> None:
    from yaqaza.demo.logins import PASSWORD

    for login in LOGINS:
        assert client.login(username=login.username, password=PASSWORD), login.username
        user = User.objects.get(username=login.username)
        assert user.main_role == login.role
    others = User.objects.exclude(username__in=[login.username for login in LOGINS])
    assert not any(user.has_usable_password() for user in others[:50])


def test_what_one_supervisor_asked_about_another_can_confirm(small, made) -> None:
    first, second = (User.objects.get(username=name) for name in ("supervisor", "supervisor2"))
    both = [
        sign
        for sign in signals.visible_to(first)
        if not why_not(signs.check_decide, sign, by=first) and not why_not(signs.check_decide, sign, by=second)
    ]
    assert both
    (row,) = both[0].evidence.all()[:1]
    asked = deciding.ask(signal=both[0], by=first, evidence=row.uuid, asked_on=NOW.date(), way=Way.PHONE)
    deciding.answer(reply=asked, by=first, answered=Answered.UNREACHED, answered_on=NOW.date())
    sign = Signal.objects.get(pk=both[0].pk)
    assert why_not(signs.check_confirm, sign, by=first) and not why_not(signs.check_confirm, sign, by=second)


def test_nothing_lies_in_the_future_and_every_verdict_has_four_eyes(small, made) -> None:
    assert not Alert.objects.filter(received_at__gt=NOW).exists()
    assert not CaseEvent.objects.filter(at__gt=NOW).exists()
    decided = Investigation.objects.exclude(verdict="")
    assert decided.exists()
    assert all(row.decided_by_id != row.recommended_by_id for row in decided)
    assert all(case.verdict for case in Case.objects.filter(status__in=["ACCOMPANIED", "FOLLOWED"]))


def test_the_closed_files_ended_as_the_rules_let_them(small, made) -> None:
    closed = list(Case.objects.filter(status="CLOSED").prefetch_related("closures"))
    assert len(closed) > 10
    for case in closed:
        closure = case.closures.get()
        rules.check_outcome(case, closure.outcome, note=closure.note, why_no_verdict="", cancelled=())
        assert not rules.open_steps(case).exists()
        assert not case.referrals.filter(status__in=REFERRAL_OPEN).exists()


def test_what_lies_around_a_sensitive_file_is_closed_and_nothing_else_is(small, made) -> None:
    sensitive = Q(confidentiality="SENSITIVE")
    assert 0 < Case.objects.filter(sensitive).count() < Case.objects.count()
    for around in (
        Alert.objects.exclude(case_alert=None).values_list("sensitive", "case_alert__case__confidentiality"),
        Mission.objects.exclude(investigation=None).values_list("sensitive", "investigation__case__confidentiality"),
        Alert.objects.filter(status="GATHERED").values_list(
            "sensitive", "story__lead__case_alert__case__confidentiality"
        ),
    ):
        assert {(closed, what == "SENSITIVE") for closed, what in around} <= {(True, True), (False, False)}


def test_ages_places_and_words_fit_together(small, places) -> None:
    at = {
        places.algiers: (3.05, 36.75), places.bab_el_oued: (3.05, 36.79), places.casbah: (3.06, 36.78), places.blida: (2.9, 36.4),
        places.blida_commune: (3.0, 36.2),
    }  # fmt: skip
    for area, (lon, lat) in at.items():
        Area.objects.filter(pk=area.pk).update(centroid_lon=lon, centroid_lat=lat)
    call_command("load_catalogue")
    build.build(seed=1, now=NOW, tell=lambda step: None)

    def ages(category: str) -> list[int]:
        about = Person.objects.filter(cases__case_alerts__alert__category=category, birth_date__isnull=False)
        return [NOW.year - born.year for born in about.values_list("birth_date", flat=True)]

    assert min(ages("ELDERLY_IN_DANGER")) >= 60 and max(ages("CHILD_IN_DANGER")) <= 18
    in_signs = Person.objects.filter(pk__in=Evidence.objects.values("person"), birth_date__isnull=False)
    assert min(NOW.year - born.year for born in in_signs.values_list("birth_date", flat=True)) >= 18
    pleas = Alert.objects.filter(text__startswith=doubts.PLEA[:40])
    assert set(pleas.values_list("category", flat=True)) <= {"FAMILY_IN_NEED"}
    visits = Mission.objects.filter(pk__in=Evidence.objects.values("mission")).select_related("area")
    assert visits
    for visit in visits:  # where the team was is the commune that its order names
        assert abs(visit.lat - visit.area.centroid_lat) < 0.2 and abs(visit.lon - visit.area.centroid_lon) < 0.2
    communes: dict[tuple[float, float], set[int]] = {}
    for visit in visits:
        communes.setdefault((visit.lon, visit.lat), set()).add(visit.area_id)
    assert all(len(some) == 1 for some in communes.values())


def test_the_same_seed_on_the_same_day_gives_the_same_rows(small, places) -> None:
    call_command("load_catalogue")

    def once() -> Counter[str]:
        with transaction.atomic():
            build.build(seed=7, now=NOW, tell=lambda step: None)
            rows = Counter(Alert.objects.values_list("uuid", "text", "number"))
            rows += Counter(Person.objects.values_list("uuid", "name_ar", "birth_date"))
            rows += Counter(CaseEvent.objects.values_list("uuid", "kind", "at"))
            for model in (Survey, Unit, Theme, Passage, FocusGroup, Proposal, Citation, Suggestion, Submission):
                uuids = model.objects.values_list("uuid", flat=True)
                rows += Counter((model.__name__, uuid) for uuid in uuids)
                assert uuids, model
            transaction.set_rollback(True)
        return rows

    assert once() == once()


def test_it_goes_into_an_empty_database_only(houses, capsys) -> None:
    with pytest.raises(CommandError, match="holds data already"):
        call_command("demo")
    call_command("demo", if_empty=True)
    assert Organisation.objects.count() == 7


def test_the_logins_are_told_only_where_they_exist(db, capsys) -> None:
    call_command("demo_logins")
    assert capsys.readouterr().out == ""


def test_nobody_writes_in_the_speech_of_the_other_country(places) -> None:
    random = Random(1)
    heard = {texts.report(random, category, places.algiers).language for category in texts.TEXTS for _ in range(60)}
    assert "arq" in heard
    marks = [text.text.partition("{")[0] for told in texts.TEXTS.values() for text in told if text.country == "MA"]
    said = [texts.report(random, category, places.algiers).text for category in texts.TEXTS for _ in range(60)]
    assert not [line for line in said for mark in marks if mark and line.startswith(mark)]


def test_a_team_that_was_far_away_was_in_a_commune_that_lies_there() -> None:
    here, there, nowhere = Area(centroid_lon=3.0, centroid_lat=36.7), Area(centroid_lon=3.1, centroid_lat=36.2), Area()
    world = SimpleNamespace(communes={1: [here, nowhere], 2: [there]})
    assert doubts._nearest(world, here, 36.1) is there and doubts._nearest(world, here, 36.6) is here


def test_the_duty_officer_of_the_tour_is_at_the_desk_and_the_weeks_have_gaps(small, made) -> None:
    officer = User.objects.get(username="duty")
    assert roster.current(officer, NOW) is not None
    week = roster.week(roster.home(officer), NOW.date())
    assert week.house == officer.main_posting.organisation
    assert any(line.shift.on_call for day in week.days for line in day.lines)
    ahead = roster.gaps(week.house, NOW, NOW + timedelta(days=7))
    assert [gap.end - gap.start for gap in ahead] == [timedelta(hours=12)] * 2
    said = [NOW - lodging.said_at for lodging in foremost(officer, 100)]
    assert sorted(back > STALE for back in said) == [False, False, False, True]
    note = HandOver.objects.filter(acknowledged_at=None).latest("written_at")
    assert 1 <= note.items.filter(taken_at=None).count() <= 3
