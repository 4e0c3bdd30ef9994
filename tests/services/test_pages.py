"""Pages of the ledger: what they show, to whom, and what they do with bad input."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.cases.models import Case
from yaqaza.people.models import Person
from yaqaza.services import actions
from yaqaza.services.models import ServiceDelivery

LEDGER, NEW = reverse("services:ledger"), reverse("services:deliver")


def typed(form, **more):
    return {
        "token": form.initial["token"], "service_type": "MEAL", "organisation": form.initial["organisation"],
        "professional": form.initial["professional"], "delivered_on": timezone.localdate().strftime("%d/%m/%Y"),
        "programme": "WITHOUT_SHELTER",
    } | more  # fmt: skip


def test_an_act_for_a_file_takes_its_programme_and_goes_back_to_it(world, cast, signed_in):
    browser = signed_in(cast.amina)
    address = f"{NEW}?case={world.case.uuid}"
    form = browser.get(address).context["form"]
    assert form["programme"].value() == "ELDERLY_IN_DANGER"
    answer = browser.post(address, typed(form, programme="ELDERLY_IN_DANGER", note="=1+1 <b>x</b>"))
    assert (answer.status_code, answer.url) == (302, world.case.get_absolute_url())
    act = ServiceDelivery.objects.get()
    assert (act.case, act.person, act.programme.code) == (world.case, world.person, "ELDERLY_IN_DANGER")
    page = browser.get(act.get_absolute_url()).content.decode()
    assert "=1+1 &lt;b&gt;x&lt;/b&gt;" in page


def test_durable_aid_is_shown_closed_with_its_sentence(world, cast, signed_in):
    page = signed_in(cast.amina).get(f"{NEW}?case={world.case.uuid}").content.decode()
    assert 'value="CASH_AID" disabled' in page
    assert "المساعدة الدائمة" in page
    Case.objects.filter(pk=world.case.pk).update(verdict="VERIFIED")
    page = signed_in(cast.amina).get(f"{NEW}?case={world.case.uuid}").content.decode()
    assert 'value="CASH_AID" disabled' not in page


def test_the_list_of_services_is_led_by_the_house_and_by_the_programme(world, cast, deliver, signed_in):
    for code, times in (("MEAL", 3), ("PAPERS", 2), ("HOME_VISIT", 1)):
        for _ in range(times):
            deliver(code)
    form = signed_in(cast.amina).get(f"{NEW}?case={world.case.uuid}").context["form"]
    (_blank, _choose), (usual, first), (programme, second), *rest = form.fields["service_type"].choices
    assert (world.case.organisation.name in usual, [code for code, _ in first]) == (
        True,
        ["MEAL", "PAPERS", "HOME_VISIT"],
    )
    assert programme == world.case.programme
    assert [code for code, _ in second][:3] == ["MEDICAL_CONSULTATION", "NURSING_CARE", "MEDICINES"]
    offered = [code for _label, group in form.fields["service_type"].choices[1:] for code, _ in group]
    assert len(offered) == len(set(offered)) == form.fields["service_type"].queryset.count()
    assert len(rest) > 3


def test_a_kind_is_found_by_its_other_names_its_code_and_its_programmes(world, cast, signed_in):
    page = signed_in(cast.amina).get(NEW).content.decode()
    option = page.split('<option value="WARMTH"')[1].split(">")[0]
    kind = world.type("WARMTH")
    assert all(
        word in option for word in (kind.name_fr.split()[0], kind.name_en.split()[0], "WARMTH", "ELDERLY_IN_DANGER")
    )
    ledger = signed_in(cast.amina).get(LEDGER).content.decode()
    assert "data-words" not in ledger  # its list has no box to type in


def test_someone_new_is_recorded_with_the_act_or_not_at_all(world, cast, signed_in):
    browser = signed_in(cast.amina)
    form = browser.get(NEW).context["form"]
    new = {"person": "new", "person-name": "سعاد ق.", "person-sex": "FEMALE", "person_sure": "1"}
    people = Person.objects.count()
    step = browser.post(NEW, typed(form, delivered_on="", person_q="سعاد ق.", person_search="1", note="وجبة"))
    assert (step.status_code, step.context["form"].errors, Person.objects.count()) == (200, {}, people)
    assert "وجبة" in step.content.decode()
    late = browser.post(NEW, typed(form, delivered_on="01/01/2099", **new))
    assert (late.status_code, Person.objects.count()) == (422, people)
    answer = browser.post(NEW, typed(form, **new))
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    assert ServiceDelivery.objects.get().person.name_ar == "سعاد ق."


@pytest.mark.parametrize(
    "wrong",
    [
        {"delivered_on": "31/02/2026"}, {"delivered_on": "01/01/2099"}, {"delivered_on": "=1+1"}, {"service_type": "NO_SUCH"},
        {"service_type": "CASH_AID"}, {"organisation": "DAS-09"}, {"organisation": "CHU-16"}, {"programme": "X"}, {"token": "7"},
        {"note": "x" * 10_000}, {"note": "a\x00b"}, {"agreement_code": "9" * 500}, {"professional": "00000000-0000-0000-0000-000000000000"},
    ],
)  # fmt: skip
def test_wrong_input_is_told_and_nothing_is_recorded(world, cast, signed_in, wrong):
    browser = signed_in(cast.amina)
    address = f"{NEW}?person={world.person.uuid}"
    form = browser.get(address).context["form"]
    answer = browser.post(address, typed(form, **wrong))
    assert answer.status_code == 422
    assert not ServiceDelivery.objects.exists()


def test_a_stranger_finds_nothing(world, cast, deliver, signed_in):
    act = deliver(case=world.case)
    browser = signed_in(cast.chafia)
    assert list(browser.get(LEDGER).context["page"]) == []
    for address in (
        act.get_absolute_url(), reverse("services:reverse", args=[act.uuid]), f"{NEW}?case={world.case.uuid}",
        f"{NEW}?person={world.person.uuid}", f"{NEW}?person=7", reverse("services:case_panel", args=[world.case.uuid]),
        reverse("services:person_panel", args=[world.person.uuid]), f"{LEDGER}?case={world.case.uuid}",
        f"{LEDGER}?person={world.person.uuid}",
    ):  # fmt: skip
        assert browser.get(address).status_code == 404, address
    assert browser.get(LEDGER, {"organisation": "DAS-16"}).context["page"].items == []


def test_a_reversed_act_stays_struck_through_with_its_number(world, cast, deliver, signed_in):
    act = deliver(case=world.case)
    browser = signed_in(cast.brahim)
    address = reverse("services:reverse", args=[act.uuid])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"reason": " "}).status_code == 422
    assert browser.post(address, {"reason": "سُجلت خطأ"}).status_code == 302
    reversal = ServiceDelivery.objects.get(reverses=act)
    for page in (LEDGER, act.get_absolute_url(), reverse("services:case_panel", args=[world.case.uuid])):
        text = browser.get(page).content.decode()
        assert "<s>" in text
        assert reversal.number in text
    assert browser.get(address).status_code == 409
    assert list(browser.get(LEDGER, {"state": "STANDING"}).context["page"]) == []
    assert len(browser.get(LEDGER, {"state": "REVERSED"}).context["page"]) == 2
    assert browser.get(LEDGER, {"totals": "1"}).context["totals"].acts == 0


def test_who_may_not_reverse_sees_no_button(cast, deliver, signed_in):
    act = deliver()
    assert (
        reverse("services:reverse", args=[act.uuid])
        in signed_in(cast.amina).get(act.get_absolute_url()).content.decode()
    )
    page = signed_in(cast.duniya).get(act.get_absolute_url())
    assert reverse("services:reverse", args=[act.uuid]) not in page.content.decode()
    assert signed_in(cast.duniya).get(reverse("services:reverse", args=[act.uuid])).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"service_type": "MEAL"}, 1), ({"service_type": "LISTENING"}, 0), ({"programme": "WITHOUT_SHELTER"}, 2),
        ({"organisation": "DAS-16"}, 2), ({"organisation": "WOM-16"}, 0), ({"start": "01/01/2001", "end": "01/02/2001"}, 0),
        ({"start": "02/02/2001", "end": "01/02/2001"}, 0), ({"area": "nowhere at all"}, 0), ({"cursor": "x"}, 2), ({"case": "x"}, 0),
    ],
)  # fmt: skip
def test_filters(cast, deliver, signed_in, query, found):
    deliver("MEAL")
    deliver("WARMTH")
    response = signed_in(cast.amina).get(LEDGER, query)
    assert (response.status_code, len(response.context["page"])) == (200, found)


def test_lists_cost_the_same_with_more_rows(world, cast, deliver, signed_in):
    browser = signed_in(cast.amina)
    panels = [("services:case_panel", world.case), ("services:person_panel", world.person)]
    pages = [LEDGER, *(reverse(name, args=[about.uuid]) for name, about in panels)]
    costs = []
    for _ in range(2):
        actions.reverse(delivery=deliver(case=world.case), by=cast.amina, reason="x")
        deliver(household=world.household)
        one = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(page).status_code == 200
            one.append(len(queries))
        costs.append(one)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 14


def test_namesakes_are_told_apart_by_role_and_house(world, cast, houses, places, signed_in):
    alone = signed_in(cast.amina).get(NEW).context["form"]
    assert [told for _, told in alone["professional"].field.choices].count(cast.amina.name) == 1
    make_user("amina2", cast.amina.name, Role.CASE_WORKER, houses.cell, places.algiers)
    form = signed_in(cast.amina).get(NEW).context["form"]
    told = [words for _, words in form["professional"].field.choices if words.startswith(cast.amina.name)]
    assert len(told) == 2
    assert houses.directorate.name in told[0]
    assert houses.cell.name in told[1]
