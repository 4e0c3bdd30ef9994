"""Pages of warning signs: who sees what, what can be done there, how many queries they take."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from tests.conftest import make_user
from tests.signals.conftest import ALGIERS, ORAN

from yaqaza.core.models import AuditEntry
from yaqaza.field.models import Mission
from yaqaza.signals import actions
from yaqaza.signals.kinds.visits import Between
from yaqaza.signals.models import Evidence, SharedValue, Signal
from yaqaza.signals.words import between
from yaqaza.territory.models import Area

pytestmark = pytest.mark.django_db
LIST, SHARED, HOW = reverse("signals:list"), reverse("signals:shared"), reverse("signals:how")
PHONE = "0550 00 45 67"


def day() -> str:
    return timezone.localdate().strftime("%d/%m/%Y")


def test_the_list_shows_what_waits_and_nothing_to_others(phone_signal, cast, signed_in):
    for who, status, seen in (
        (cast.amina, 200, 1), (cast.brahim, 200, 1), (cast.chafia, 200, 0), (cast.duniya, 403, 0), (cast.farid, 403, 0),
        (cast.djamel, 403, 0), (cast.auditor, 403, 0),
    ):  # fmt: skip
        answer = signed_in(who).get(LIST)
        assert answer.status_code == status
        assert answer.content.decode().count(phone_signal.number) == seen


def test_the_sentence_accuses_nobody(phone_signal, cast, signed_in):
    text = signed_in(cast.brahim).get(phone_signal.get_absolute_url()).content.decode()
    assert "رقم هاتف واحد مسجل لدى 3 من الأشخاص أو الأسر أو الحالات المختلفة." in text
    assert "تستدعي التحقق" in text
    for word in ("محتال", "احتيال", "fraud"):
        assert word not in text.replace("SAME_", "")


def test_a_sign_of_others_is_not_there(phone_signal, cast, signed_in):
    for name in ("signal", "ask"):
        assert signed_in(cast.chafia).get(reverse(f"signals:{name}", args=[phone_signal.uuid])).status_code == 404


def test_rows_out_of_sight_are_told_by_their_house_alone(someone, cast, places, signed_in):
    for _ in range(2):
        someone(PHONE)
    far = someone(PHONE, by=cast.chafia, area=places.blida_commune, name_ar="عبد القادر بلعيد")
    actions.look("people", [far.pk])
    page = signed_in(cast.brahim).get(Signal.objects.get().get_absolute_url()).content.decode()
    assert "مديرية البليدة" in page
    assert "بلعيد" not in page
    assert str(far.uuid) not in page


def test_a_sensitive_file_is_told_to_those_whom_it_names_alone(someone, file, alert, cast, houses, places, signed_in):
    cases = [
        file(
            someone(),
            verdict="UNFOUNDED",
            confidentiality="SENSITIVE",
            organisation=houses.women_space,
            worker=cast.head,
        )
        for _ in range(3)
    ]
    rows = [alert(f"{n}", case=case, reporter_phone="+213661234567") for n, case in enumerate(cases)]
    actions.look("alerts", [row.pk for row in rows])
    signal = Signal.objects.get()
    assert signed_in(cast.head).get(signal.get_absolute_url()).status_code == 200
    other = make_user("samir", "سمير", "SUPERVISOR", houses.cell, places.algiers)
    assert signed_in(other).get(signal.get_absolute_url()).status_code == 404


def test_asking_hearing_and_deciding(phone_signal, cast, karima, signed_in):
    worker, supervisor = signed_in(cast.amina), signed_in(karima)
    row = phone_signal.evidence.order_by("id").first()
    ask, decide = (reverse(f"signals:{name}", args=[phone_signal.uuid]) for name in ("ask", "decide"))
    assert worker.post(ask, {"evidence": str(row.uuid), "way": "PHONE", "asked_on": "32/01/2026"}).status_code == 422
    assert worker.post(ask, {"evidence": str(row.uuid), "way": "PHONE", "asked_on": day()}).status_code == 302
    reply = phone_signal.replies.get()
    answer = reverse("signals:answer", args=[reply.uuid])
    form = supervisor.get(decide).content.decode()
    assert 'value="CONFIRMED"' not in form
    assert "ما زال جواب منتظرا" in form
    assert worker.post(answer, {"answered": "ANSWERED", "answered_on": day(), "answer": ""}).status_code == 422
    assert (
        worker.post(answer, {"answered": "ANSWERED", "answered_on": day(), "answer": "هاتف جارنا"}).status_code == 302
    )
    assert worker.get(decide).status_code == 403
    assert 'value="CONFIRMED"' in supervisor.get(decide).content.decode()
    assert supervisor.post(decide, {"decision": "EXPLAINED", "reason": ""}).status_code == 422
    assert supervisor.post(decide, {"decision": "EXPLAINED", "reason": "جيران", "sharing": "FAMILY"}).status_code == 422
    assert (
        supervisor.post(
            decide, {"decision": "DISMISSED", "reason": "جيران", "sharing": "FAMILY", "note": "حي"}
        ).status_code
        == 302
    )
    page = supervisor.get(phone_signal.get_absolute_url()).content.decode()
    for words in ("هاتف جارنا", "أمينة", "جيران", "صُرف النظر عنها"):
        assert words in page
    assert "حي" in supervisor.get(SHARED).content.decode()
    assert AuditEntry.objects.filter(event="signal.read", actor_id=karima.pk).count() == 1


def test_an_earlier_decision_stays_on_the_page(phone_signal, cast, karima, signed_in):
    row, today = phone_signal.evidence.order_by("id").first(), timezone.localdate()
    reply = actions.ask(signal=phone_signal, by=cast.amina, evidence=row.uuid, way="PHONE", asked_on=today)
    actions.answer(reply=reply, by=cast.amina, answered="UNREACHED", answered_on=today)
    actions.decide(signal=phone_signal, by=karima, decision="CONFIRMED", reason="ثلاثة أسماء ورقم واحد")
    actions.decide(signal=phone_signal, by=cast.brahim, decision="EXPLAINED", reason="هاتف دار الأيتام")
    page = signed_in(cast.brahim).get(phone_signal.get_absolute_url()).content.decode()
    assert page.index("ثلاثة أسماء ورقم واحد") < page.index("هاتف دار الأيتام")
    assert karima.name in page and cast.brahim.name in page


def test_what_is_counted_and_not_listed_is_told(phone_signal, cast, signed_in):
    Signal.objects.update(told={"n": 47})
    page = signed_in(cast.brahim).get(phone_signal.get_absolute_url()).content.decode()
    assert "44 سجلا آخر محسوبا أعلاه وغير مدرج هنا" in page


def test_the_list_of_shared_numbers_is_edited(cast, signed_in):
    browser = signed_in(cast.brahim)
    assert "لا رقم في القائمة" in browser.get(SHARED).content.decode()
    given = {"what": "PHONE", "value": "12", "sharing": "CAFE", "note": "مقهى"}
    assert browser.post(reverse("signals:share"), given).status_code == 422
    assert browser.post(reverse("signals:share"), given | {"value": PHONE}).status_code == 302
    value = SharedValue.objects.get()
    correct, remove = (reverse(f"signals:{name}", args=[value.uuid]) for name in ("correct_shared", "unshare"))
    assert browser.post(correct, {"sharing": "ASSOCIATION", "note": "جمعية"}).status_code == 302
    page = browser.get(SHARED).content.decode()
    assert "جمعية" in page
    assert "0550" not in page
    assert browser.post(remove).status_code == 302
    assert browser.get(remove).status_code == 409
    assert signed_in(cast.amina).get(SHARED).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "SAME_PHONE"}, 1), ({"kind": "REPORTER"}, 0), ({"status": "DISMISSED"}, 0), ({"status": "ALL"}, 1), ({"kind": "X"}, 0),
        ({"status": "LAPSED"}, 0), ({"cursor": "x"}, 1), ({"area": "nowhere at all"}, 0),
    ],
)  # fmt: skip
def test_filters(phone_signal, cast, signed_in, query, found):
    answer = signed_in(cast.brahim).get(LIST, query)
    assert answer.status_code == 200
    assert len(answer.context["page"]) == found


def test_panels_on_the_file_and_on_the_person(phone_signal, file, someone, cast, signed_in):
    person = phone_signal.evidence.order_by("id").first().person
    case = person.cases.get()
    Evidence.objects.filter(signal=phone_signal, person=person).update(case=case)
    for name, row in (("case", case), ("person", person)):
        panel = reverse(f"signals:{name}_panel", args=[row.uuid])
        for who in (cast.amina, cast.brahim):
            assert phone_signal.number in signed_in(who).get(panel).content.decode()
        assert signed_in(cast.chafia).get(panel).status_code == 404
        assert signed_in(cast.duniya).get(panel).status_code == 403
    for row in (case.get_absolute_url(), person.get_absolute_url()):
        assert "/signals/panels/" in signed_in(cast.amina).get(row).content.decode()
        assert "/signals/panels/" not in signed_in(cast.duniya).get(row).content.decode()
    empty = reverse("signals:person_panel", args=[someone().uuid])
    assert "لا شيء هنا يستدعي التحقق" in signed_in(cast.amina).get(empty).content.decode()


def test_a_sign_about_a_visit_stands_with_the_team_and_not_with_whom_it_visited(
    visit, someone, file, team, cast, signed_in
):
    person = someone()
    case = file(person)
    actions.look("missions", [visit(written=timedelta(minutes=-20), case=case, person=person).pk])
    number = Signal.objects.get().number
    pages = {
        name: signed_in(cast.brahim).get(reverse(f"signals:{name}_panel", args=[row.uuid])).content.decode()
        for name, row in (("person", person), ("case", case), ("team", team))
    }
    assert number not in pages["person"]
    assert number in pages["case"] and "عن الزيارة، لا عمن يخصه الملف" in pages["case"]
    assert number in pages["team"]
    address = reverse("signals:team_panel", args=[team.uuid])
    assert address in signed_in(cast.brahim).get(reverse("field:team", args=[team.uuid])).content.decode()
    assert address not in signed_in(cast.duniya).get(reverse("field:team", args=[team.uuid])).content.decode()
    assert signed_in(cast.farid).get(address).status_code == 403
    assert signed_in(cast.chafia).get(address).status_code == 404


def test_a_sign_about_a_reporter_stands_with_what_they_reported_and_not_with_whom_it_was_about(
    file, someone, alert, cast, signed_in
):
    people = [someone() for _ in range(3)]
    reports = [
        alert(case=file(person, verdict="UNFOUNDED"), reporter_phone="+213550004567", source_ref=str(person.pk))
        for person in people
    ]
    actions.look("alerts", [reports[0].pk])
    number = Signal.objects.get().number
    client = signed_in(cast.brahim)
    assert number not in client.get(reverse("signals:person_panel", args=[people[0].uuid])).content.decode()
    panel = reverse("signals:alert_panel", args=[reports[0].uuid])
    assert number in client.get(panel).content.decode()
    assert panel in client.get(reports[0].get_absolute_url()).content.decode()
    assert panel not in signed_in(cast.duniya).get(reports[0].get_absolute_url()).content.decode()
    assert signed_in(cast.duniya).get(panel).status_code == 403
    assert signed_in(cast.chafia).get(panel).status_code == 404


def test_who_is_asked_stands_there_once_and_namesakes_are_told_apart(visit, someone, file, cast, signed_in):
    one = visit(where=ALGIERS)
    actions.look("missions", [one.pk, visit(timedelta(minutes=70), where=ORAN).pk])
    choices = signed_in(cast.brahim).get(reverse("signals:ask", args=[Signal.objects.get().uuid])).context["form"]
    assert [label for _value, label in choices.fields["evidence"].choices] == ["الفرقة: الفرقة 1"]
    Signal.objects.all().delete()
    namesakes = [
        someone(PHONE, name_ar="محمد بوزيد", birth_date=date(year, 1, 1), birth_precision="YEAR")
        for year in (1950, 1980)
    ]
    actions.look("people", [someone(PHONE).pk, *[person.pk for person in namesakes]])
    form = signed_in(cast.brahim).get(reverse("signals:ask", args=[Signal.objects.get().uuid])).context["form"]
    labels = [label for _value, label in form.fields["evidence"].choices]
    assert len(labels) == len(set(labels)) == 3 and sum("محمد بوزيد · " in label for label in labels) == 2


def test_opening_a_sign_again(phone_signal, cast, signed_in):
    actions.decide(signal=phone_signal, by=cast.brahim, decision="DISMISSED", reason="هاتف المقهى")
    address = reverse("signals:reopen", args=[phone_signal.uuid])
    client = signed_in(cast.brahim)
    assert address in client.get(phone_signal.get_absolute_url()).content.decode()
    assert address not in signed_in(cast.amina).get(phone_signal.get_absolute_url()).content.decode()
    assert signed_in(cast.amina).get(address).status_code == 403
    wrong = client.post(address, {"reason": "😀"})
    assert wrong.status_code == 422 and "بكلمات" in wrong.content.decode()
    assert client.post(address, {"reason": "ليس هناك مقهى"}).status_code == 302
    page = client.get(phone_signal.get_absolute_url()).content.decode()
    assert (
        page.index("هاتف المقهى") < page.index("ليس هناك مقهى")
        and reverse("signals:decide", args=[phone_signal.uuid]) in page
    )
    assert client.get(address).status_code == 409


def test_what_raises_a_sign_is_told_with_its_numbers(cast, signed_in):
    page = signed_in(cast.amina).get(HOW).content.decode()
    for words in ("120", "لا توقف العلامة مساعدة", "رقم هاتف واحد"):
        assert words in page


def counted(browser, address) -> int:
    with CaptureQueriesContext(connection) as made:
        assert browser.get(address).status_code == 200
    return len(made)


def test_pages_take_as_many_queries_for_one_row_as_for_many(phone_signal, someone, give, houses, cast, signed_in):
    browser = signed_in(cast.brahim)
    browser.get(LIST)
    page = phone_signal.get_absolute_url()
    few = counted(browser, LIST), counted(browser, page)
    for n in range(3):
        actions.look("people", [someone(f"0550 11 11 1{n}").pk for _ in range(3)])
        actions.look("people", [someone(PHONE).pk])
        one = someone()
        actions.look("deliveries", [give(person=one).pk, give(person=one, organisation=houses.cell).pk])
    assert Signal.objects.count() == 7
    assert (counted(browser, LIST), counted(browser, page)) == few
    assert few == (4, 18)


def test_a_visit_shows_both_places_the_way_between_and_the_speed_it_would_ask_for(cast, signed_in, visit):
    one, two = visit(where=(3.06123, 36.77234)), visit(timedelta(minutes=70), where=(-0.64123, 35.70234))
    actions.look(source="missions", ids=[one.pk])
    (sign,) = Signal.objects.all()
    page = signed_in(cast.brahim).get(sign.get_absolute_url()).content.decode()
    for mission in (one, two):
        lon, lat = mission.position
        assert f"\u2066{lat:.2f}, {lon:.2f}\u2069" in page
        assert str(lon) not in page and str(lat) not in page  # to a kilometre, no nearer
    km = sign.told["km"]
    assert f"حوالي {km} كم في خط مستقيم بين المكانين" in page
    speed = re.search(r"بين الوصولين 70 د: (\d+) كم/س", page)
    assert speed and abs(int(speed[1]) - km / 70 * 60) < 1 and "120 كم/س" in page


def test_a_place_known_by_its_commune_says_so_and_what_was_taken_off(cast, signed_in, visit, places):
    here = {"centroid_lon": ALGIERS[0], "centroid_lat": ALGIERS[1]}
    Area.objects.filter(pk=places.bab_el_oued.pk).update(**here)
    one, two = visit(where=None), visit(timedelta(minutes=70), where=ORAN)
    actions.look(source="missions", ids=[one.pk, two.pk])
    page = signed_in(cast.brahim).get(Signal.objects.get().get_absolute_url()).content.decode()
    assert "غير معروف، وتنوب عنه بلديته" in page and "خُصمت 15 كم من قبل، لأن مكانا لا" in page


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("ar", "لأن مكانا لا تُعرف إلا بلديته", "لأن مكانين لا تُعرف إلا بلديتاهما"),
        ("fr", "pour un lieu dont seule la commune est connue", "pour des lieux dont seules les communes sont connues"),
        ("en", "for a place known by its commune alone", "for places known by their communes alone"),
    ],
)
def test_it_is_said_of_one_place_or_of_both_that_their_commune_alone_is_known(language, one, two):
    with override(language):
        for inexact, said in ((1, one), (2, two)):
            told = between(Between(km=300.0, inexact=inexact, hours=1.0), travelled=False)
            assert len(told) == 2 and said in told[1] and str(15 * inexact) in told[1]
        assert len(between(Between(km=300.0, inexact=0, hours=1.0), travelled=False)) == 1


def test_two_arrivals_of_one_minute_ask_for_no_speed(cast, signed_in, visit):
    one, _two = visit(where=ALGIERS), visit(where=ORAN)
    actions.look(source="missions", ids=[one.pk])
    page = signed_in(cast.brahim).get(Signal.objects.get().get_absolute_url()).content.decode()
    assert "ساعة الوصولين واحدة" in page and "كم/س؛" not in page


def test_of_a_visit_whose_other_half_is_out_of_sight_no_way_is_told(cast, signed_in, visit, places):
    one, two = visit(where=ALGIERS), visit(timedelta(minutes=70), where=ORAN)
    actions.look(source="missions", ids=[one.pk])
    sign = Signal.objects.get()
    Mission.objects.filter(pk=two.pk).update(area=places.blida_commune, area_path=places.blida_commune.path)
    sign.evidence.filter(mission=two).update(area_path=places.blida_commune.path)
    page = signed_in(cast.chafia).get(sign.get_absolute_url()).content.decode()
    assert "في خط مستقيم بين المكانين" not in page
