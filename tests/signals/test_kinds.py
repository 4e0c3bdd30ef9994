"""What raises a sign of each kind, and what comes near and must not."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from PIL import Image, ImageDraw
from tests.signals.conftest import ALGIERS, CCP, MORNING, NEAR, ORAN

from yaqaza.alerts import actions as alerts
from yaqaza.alerts.actions import fingerprints
from yaqaza.alerts.models import Alert, AlertPhoto, Story
from yaqaza.cases.models import Case, CaseAlert
from yaqaza.field.models import Mission, Team
from yaqaza.people import actions as people
from yaqaza.people.models import Household, HouseholdMember, Person, PersonPhone
from yaqaza.services import actions as services
from yaqaza.signals import actions, kinds
from yaqaza.signals.actions.finding import TRACED
from yaqaza.signals.models import Signal, Trace
from yaqaza.signals.states import Kind

pytestmark = pytest.mark.django_db
PHONE = "0550 00 45 67"


def found(source: str, *rows) -> dict[str, dict]:
    """What is found around rows: kind → what its sentence tells."""
    ids = [row.pk for row in rows]
    if source in TRACED:
        actions.trace(source, ids)
    return {sign.kind.value: sign.told for sign in kinds.around(source, ids)}


def together(houses, places, *who: Person) -> None:
    home = Household.objects.create(name="أسرة", area=places.bab_el_oued, organisation=houses.directorate)
    for person in who:
        HouseholdMember.objects.create(household=home, person=person, relation="OTHER")


# One telephone


def test_one_telephone_with_three_homes_is_a_sign(someone):
    one = someone(PHONE)
    someone(PHONE), someone(PHONE)
    assert found("people", one) == {"SAME_PHONE": {"n": 3}}


def test_one_telephone_with_two_people_is_none(someone):
    one = someone(PHONE)
    someone(PHONE), someone("0550 00 45 68")
    assert found("people", one) == {}


def test_a_family_with_one_telephone_is_none(someone, houses, places):
    who = [someone(PHONE) for _ in range(4)]
    together(houses, places, *who[:3])
    assert found("people", *who) == {}


def test_two_records_of_one_person_are_no_sign(someone, cast):
    one, two, three = [someone(PHONE) for _ in range(3)]
    people.merge(kept=one, gone=two, by=cast.brahim, reason="هي نفسها")
    assert found("people", one, three) == {}


def test_a_telephone_in_words_stands_for_whom_the_file_is_about(someone, file, alert):
    one = someone(PHONE)
    alert(f"اتصلوا على {PHONE}", case=file(someone()))
    last = alert(f"الهاتف {PHONE}", case=file(someone()))
    for each in Alert.objects.all():
        actions.trace("alerts", [each.pk])
    assert found("alerts", last) == {"SAME_PHONE": {"n": 3}}
    assert found("people", one) == {"SAME_PHONE": {"n": 3}}


def test_the_number_of_who_reports_is_no_sign(someone, file, alert):
    rows = [alert(f"اتصلوا بي على {PHONE}", case=file(someone()), reporter_phone="+213550004567") for _ in range(3)]
    assert found("alerts", *rows) == {}
    assert not Trace.objects.exists()


def test_what_many_share_hides_nothing_else(someone, cast, places):
    """A café's number with thousands, looked at beside the number of three homes: each is counted to the end."""
    few = [someone("0550 99 99 99") for _ in range(3)]
    crowd = Person.objects.bulk_create(
        Person(
            name_ar=f"زبون {n}", area=places.bab_el_oued, organisation=few[0].organisation, birth_precision="UNKNOWN"
        )
        for n in range(2100)
    )
    PersonPhone.objects.bulk_create(PersonPhone(person=one, number="+213550004567") for one in crowd)
    PersonPhone.objects.filter(number="+213550999999").delete()
    PersonPhone.objects.bulk_create(PersonPhone(person=one, number="+213550999999") for one in few)
    signs = {sign.told["n"]: sign for sign in kinds.around("people", [crowd[0].pk, few[0].pk])}
    assert sorted(signs) == [3, 2100]
    assert len(signs[2100].pieces) == kinds.found.MOST_PIECES


def test_a_number_that_even_more_share_comes_back_after_it_was_set_aside(someone, cast):
    for _ in range(kinds.found.MOST_PIECES + 1):
        last = someone(PHONE)
    actions.look("people", [last.pk])
    actions.decide(signal=Signal.objects.get(), by=cast.brahim, decision="DISMISSED", reason="مقهى")
    actions.look("people", [last.pk])
    assert Signal.objects.count() == 1
    actions.look("people", [someone(PHONE).pk])
    assert Signal.objects.filter(status="OPEN").get().told == {"n": kinds.found.MOST_PIECES + 2}


# One account


def test_one_account_for_two_people_is_a_sign_and_keeps_no_number(someone, file, alert):
    alert(f"ساعدوا جارتي {CCP}", case=file(someone()))
    last = alert(f"مريض يحتاج عملية {CCP}", case=file(someone()))
    actions.look("alerts", Alert.objects.values_list("pk", flat=True))
    assert found("alerts", last) == {"SAME_ACCOUNT": {"n": 2}}
    signal = Signal.objects.get()
    assert signal.kind == Kind.SAME_ACCOUNT
    assert "1234567" not in f"{signal.key}{signal.told}"


def test_one_account_in_two_alerts_of_one_story_is_none(alert):
    first, second = alert(f"طفل مريض {CCP}"), alert(f"نفس الطفل المريض، ساعدوه {CCP}")
    story = Story.objects.create(lead=first)
    Alert.objects.filter(pk__in=[first.pk, second.pk]).update(story=story)
    assert found("alerts", first, second) == {}


def test_one_account_in_the_same_words_twice_is_none(alert):
    assert found("alerts", alert(f"طفل مريض {CCP}"), alert(f"طفل مريض {CCP}")) == {}


def test_one_account_for_two_situations_without_a_file_is_a_sign(alert):
    assert found("alerts", alert(f"طفل مريض {CCP}"), alert(f"عجوز بلا مأوى في وهران {CCP}")) == {
        "SAME_ACCOUNT": {"n": 2}
    }


def test_an_account_that_a_team_wrote_down_counts_too(someone, file, alert, visit):
    alert(f"ساعدوا جارتي {CCP}", case=file(someone()))
    actions.trace("alerts", Alert.objects.values_list("pk", flat=True))
    mission = visit(case=file(someone()))
    mission.finding.doubts = f"أعطى {CCP}"
    mission.finding.save()
    assert found("missions", mission) == {"SAME_ACCOUNT": {"n": 2}}


def test_an_account_of_one_household_is_none(someone, file, alert, houses, places):
    who = [someone(), someone()]
    together(houses, places, *who)
    rows = [alert(f"{n} {CCP}", case=file(person)) for n, person in enumerate(who)]
    assert found("alerts", *rows) == {}


# Aid of one kind twice


def test_the_same_aid_from_two_houses_within_its_time_is_a_sign(give, someone, houses):
    one = someone()
    give(person=one, days_ago=10)
    last = give(person=one, organisation=houses.cell)
    assert found("deliveries", last) == {"AID_TWICE": {"n": 2, "days": 10, "period": 25, "service": "FOOD_BASKET"}}


def test_a_basket_for_the_husband_and_one_for_the_wife_is_a_sign(give, someone, houses, places):
    wife, husband = someone(), someone()
    together(houses, places, wife, husband)
    give(person=wife, days_ago=3)
    last = give(person=husband, organisation=houses.cell)
    assert list(found("deliveries", last)) == ["AID_TWICE"]


def test_an_allowance_for_two_people_of_one_household_is_none(give, someone, houses, places):
    wife, husband = someone(), someone()
    together(houses, places, wife, husband)
    give("SOLIDARITY_ALLOWANCE", person=wife, days_ago=3)
    assert found("deliveries", give("SOLIDARITY_ALLOWANCE", person=husband, organisation=houses.cell)) == {}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"days_ago": 25}, {"house": "cell"}),  # the time is over
        ({"days_ago": 5}, {}),  # one house knows what it gave
        ({"days_ago": 5, "code": "MEAL"}, {"code": "MEAL", "house": "cell"}),  # food for today never counts
        ({"days_ago": 5, "code": "HOUSING_REPAIR"}, {"house": "cell"}),  # another kind
    ],
)
def test_aid_that_comes_near(give, someone, houses, first, second):
    one = someone()
    given = {"organisation": getattr(houses, second.pop("house"))} if "house" in second else {}
    give(first.pop("code", "FOOD_BASKET"), person=one, **first)
    assert found("deliveries", give(second.pop("code", "FOOD_BASKET"), person=one, **given)) == {}


def test_an_act_that_was_reversed_is_no_sign(give, someone, houses, cast):
    one = someone()
    mistake = give(person=one, days_ago=10)
    last = give(person=one, organisation=houses.cell)
    services.reverse(delivery=mistake, by=cast.brahim, reason="سُجلت مرتين")
    assert found("deliveries", last) == {}


# Reports without ground


def judged(file, someone, *verdicts: str) -> list[Case]:
    return [file(someone(), verdict=verdict) for verdict in verdicts]


def test_three_reports_without_ground_of_one_reporter_are_a_sign(file, someone, alert):
    cases = judged(file, someone, "UNFOUNDED", "FRAUDULENT", "UNFOUNDED", "VERIFIED")
    rows = [alert(f"{n}", case=case, reporter_phone="+213661234567") for n, case in enumerate(cases)]
    assert found("alerts", rows[0]) == {"REPORTER": {"n": 3, "checked": 4}}


@pytest.mark.parametrize(
    "verdicts",
    [
        ("UNFOUNDED", "UNFOUNDED"),
        (
            "UNFOUNDED",
            "UNFOUNDED",
            "UNFOUNDED",
            "VERIFIED",
            "PARTLY",
            "VERIFIED",
            "VERIFIED",
        ),  # reports much, mostly rightly
        ("NOT_FOUND", "REFUSED", "NOT_FOUND", "UNFOUNDED"),  # nobody's fault
        ("", "", "", ""),  # nobody has decided
    ],
)
def test_reporters_who_come_near(file, someone, alert, verdicts):
    cases = judged(file, someone, *verdicts)
    rows = [alert(f"{n}", case=case, reporter_phone="+213661234567") for n, case in enumerate(cases)]
    assert found("alerts", *rows) == {}


def test_three_alerts_of_one_file_are_one_report(file, someone, alert):
    (case,) = judged(file, someone, "UNFOUNDED")
    rows = [alert(f"{n}", case=case, reporter_phone="+213661234567") for n in range(3)]
    assert found("alerts", *rows) == {}


def test_a_reporter_of_thousands_hides_no_other(file, someone, alert):
    """An association reported much and rightly: its reports do not push out those of somebody else that are looked at with it."""
    first = alert("0", case=file(someone(), verdict="VERIFIED"), reporter_phone="+213550004567")
    given = Alert.objects.values().get(pk=first.pk)
    copies = Alert.objects.bulk_create(
        Alert(
            **{name: value for name, value in given.items() if name not in ("id", "uuid", "number", "tracking_hash")},
            number=f"A-{n}",
        )
        for n in range(2100)
    )
    CaseAlert.objects.bulk_create(
        CaseAlert(case=first.case_alert.case, alert=copy, linked_by=first.case_alert.linked_by) for copy in copies
    )
    cases = judged(file, someone, "UNFOUNDED", "FRAUDULENT", "UNFOUNDED")
    rows = [alert(f"{n}", case=case, reporter_phone="+213661234567") for n, case in enumerate(cases)]
    assert found("alerts", first, rows[0]) == {"REPORTER": {"n": 3, "checked": 3}}


def test_old_and_anonymous_reports_do_not_count(file, someone, alert):
    cases = judged(file, someone, "UNFOUNDED", "UNFOUNDED", "UNFOUNDED", "UNFOUNDED")
    rows = [alert(f"{n}", case=case, reporter_phone="+213661234567") for n, case in enumerate(cases[:3])]
    alert("مجهول", case=cases[3], anonymous=True)
    Alert.objects.filter(pk=rows[0].pk).update(received_at=timezone.now() - timedelta(days=400))
    assert found("alerts", *rows) == {}


# Visits


def test_two_arrivals_too_far_apart_are_a_sign(visit):
    one = visit(where=ALGIERS)
    two = visit(timedelta(minutes=70), where=ORAN)
    assert found("missions", one)["VISIT_TOO_FAST"]["minutes"] == 70
    assert 300 < found("missions", two)["VISIT_TOO_FAST"]["km"] < 400


@pytest.mark.parametrize(
    ("after", "where"),
    [
        (timedelta(hours=5), ORAN),  # time enough
        (timedelta(minutes=1), NEAR),  # next door
        (timedelta(minutes=70), None),  # nobody knows where
    ],
)
def test_arrivals_that_come_near(visit, after, where):
    one, two = visit(where=ALGIERS), visit(after, where=where)
    assert found("missions", one, two) == {}


def test_days_that_lie_far_apart_are_looked_at_to_the_end(visit):
    """One look around visits of two years: those between them are not read, and the last day is as exact as the first."""
    old = visit(timedelta(days=-700), where=ALGIERS, ordered_at=MORNING - timedelta(days=701),
                departed_at=MORNING - timedelta(days=700, hours=2))  # fmt: skip
    for day in range(1, 6):
        visit(timedelta(days=-day * 100), where=ORAN, ordered_at=MORNING - timedelta(days=day * 100 + 1),
              departed_at=MORNING - timedelta(days=day * 100, hours=2))  # fmt: skip
    one, two = visit(where=ALGIERS), visit(timedelta(minutes=70), where=ORAN)
    assert list(found("missions", old, one)) == ["VISIT_TOO_FAST"]
    assert found("missions", two)["VISIT_TOO_FAST"]["minutes"] == 70


def test_two_teams_may_be_far_apart(visit, houses, places):
    other = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 2", name_fr="Équipe 2")
    assert found("missions", visit(where=ALGIERS), visit(timedelta(minutes=70), where=ORAN, team=other)) == {}


def test_findings_written_before_the_arrival_are_a_sign(visit):
    assert found("missions", visit(written=timedelta(minutes=-20))) == {"FINDINGS_BEFORE": {"minutes": 20}}


def test_a_place_that_could_not_be_reached_needs_no_arrival(visit):
    assert found("missions", visit(written=timedelta(minutes=-20), outcome="NO_ACCESS")) == {}


def test_findings_written_at_the_next_place_are_a_sign(visit):
    one = visit(where=ALGIERS, written=timedelta(hours=6), ended=timedelta(hours=7))
    visit(timedelta(hours=5), where=ORAN, ended=timedelta(hours=2))
    assert list(found("missions", one)) == ["FINDINGS_ELSEWHERE"]


def test_one_pair_of_visits_is_one_sign(visit):
    one = visit(where=ALGIERS, written=timedelta(minutes=90), ended=timedelta(hours=3))
    two = visit(timedelta(minutes=70), where=ORAN)
    assert list(found("missions", one, two)) == ["VISIT_TOO_FAST"]
    actions.look("missions", [one.pk])
    actions.look("missions", [two.pk])
    key = Signal.objects.get().key
    Mission.objects.filter(pk=two.pk).update(arrived_at=MORNING - timedelta(minutes=70))  # put right: it came first
    actions.look("missions", [one.pk, two.pk])
    assert Signal.objects.get().key == key


@pytest.mark.parametrize(
    ("written", "where"),
    [(timedelta(hours=4), ORAN), (timedelta(hours=6), NEAR)],  # before leaving for there · a street further
)
def test_findings_that_come_near(visit, written, where):
    one = visit(where=ALGIERS, written=written, ended=timedelta(hours=7))
    visit(timedelta(hours=5), where=where, ended=timedelta(hours=2))
    assert found("missions", one) == {}


def test_a_number_that_its_owner_had_erased_leaves_no_trace(someone, file, alert, run_jobs):
    row = alert(f"هاتفي {PHONE} وهاتف جارتي 0661 23 45 67", case=file(someone()), reporter_phone="+213550004567")
    actions.look("alerts", [row.pk])
    alerts.erase_contact(alert=row)
    run_jobs()
    assert Trace.objects.count() == 1
    assert found("alerts", row) == {}


# The same words, the same picture

PLEA = (
    "نداء إلى أصحاب القلوب الرحيمة، امرأة أرملة تعيل خمسة أيتام في بيت من الطوب بلا سقف ولا كهرباء، وابنتها الصغرى مريضة بالقلب "
    "وتحتاج عملية جراحية قبل نهاية الشهر، وقد باعت كل ما تملك ولم يبق لها إلا الله ثم أنتم، جزاكم الله خيرا"
)


def compared(*rows: Alert) -> dict[str, dict]:
    fingerprints.make(alert_ids=[row.pk for row in rows])
    return found("alerts", *rows)


def test_a_long_text_nearly_word_for_word_for_two_people_is_a_sign(someone, file, alert):
    rows = alert(PLEA, case=file(someone())), alert(f"{PLEA} منقول", case=file(someone()))
    assert compared(*rows) == {"SAME_TEXT": {"n": 2}}


@pytest.mark.parametrize("short", ["امرأة مسنة تعيش وحدها بلا معيل", "عائلة بلا مأوى منذ أسبوع وتحتاج أغطية"])
def test_a_sentence_that_is_said_alike_by_chance_is_none(someone, file, alert, short):
    assert compared(alert(short, case=file(someone())), alert(short, case=file(someone()))) == {}


def test_a_text_of_one_reporter_of_one_household_or_without_a_file_is_none(someone, file, alert, houses, places):
    assert compared(*[alert(PLEA, case=file(someone()), reporter_phone="+213550004567") for _ in range(2)]) == {}
    who = [someone(), someone()]
    together(houses, places, *who)
    other = PLEA.replace("أرملة", "مطلقة").replace("خمسة", "ستة")
    assert compared(*[alert(f"{other}.", case=file(person)) for person in who], alert(f"{other}!")) == {}


def test_a_text_of_more_alerts_than_are_compared_says_that_there_may_be_more(someone, file, alert, monkeypatch):
    monkeypatch.setattr(kinds.likenesses, "NEAREST", 2)
    rows = [alert(f"{PLEA} {'و' * n}", case=file(someone())) for n in range(4)]
    assert compared(*rows) == {"SAME_TEXT": {"n": 3, "cut": 1}}
    actions.look("alerts", [rows[0].pk])
    with translation.override("en"):
        assert Signal.objects.get().sentence.endswith("There may be more: the first alerts alone were compared.")


def photo(place: int) -> bytes:
    """A picture with a shape somewhere."""
    image = Image.new("L", (160, 120), 40)
    ImageDraw.Draw(image).ellipse((place, 20, place + 60, 90), fill=220)
    ImageDraw.Draw(image).rectangle((10, place // 2, 40, 100), fill=130)
    out = BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def pictured(row: Alert, content: bytes) -> Alert:
    kept = AlertPhoto(alert=row, sha256=f"{row.pk}", width=160, height=120, size=len(content))
    kept.file.save("a.jpg", ContentFile(content))
    return row


def test_one_picture_for_two_people_is_a_sign_and_another_is_none(someone, file, alert):
    rows = [pictured(alert(case=file(someone())), photo(60)) for _ in range(2)]
    other = pictured(alert(case=file(someone())), photo(5))
    assert compared(*rows, other) == {"SAME_PICTURE": {"n": 2}}


def test_one_picture_of_one_file_is_none(someone, file, alert):
    case = file(someone())
    assert compared(*[pictured(alert(case=case), photo(60)) for _ in range(2)]) == {}
