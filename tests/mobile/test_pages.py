from __future__ import annotations

import pytest
from django.urls import reverse

from yaqaza.field.models import Finding
from yaqaza.mobile import words
from yaqaza.mobile.models import Operation, Phone
from yaqaza.people import actions as people
from yaqaza.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def differing(device, cast, order, places):
    """Farid wrote another address than the one that the officer has written meanwhile."""
    someone = people.create_person(by=cast.duniya, area=places.bab_el_oued, name_latin="Yamina Testa", address="rue A")
    order(person=someone)
    phone = device(cast.farid)
    phone.sync()
    people.correct_person(person=someone, by=cast.duniya, version=1, address="rue B")
    uuid = phone.do("person.correction", person=str(someone.uuid), was={"address": "rue A"}, now={"address": "rue C"})
    phone.sync()
    return Operation.objects.get(uuid=uuid)


def seen_by(operation, user) -> str:
    """What the page that shows both versions sends back."""
    return words.seen(words.lines_of(operation, reader=user))


def test_both_versions_stand_beside_each_other_and_the_phones_is_chosen(differing, cast, signed_in) -> None:
    page = signed_in(cast.farid).get(reverse("mobile:operation", args=[differing.uuid]))
    assert "rue B" in page.content.decode() and "rue C" in page.content.decode()
    signed_in(cast.farid).post(
        reverse("mobile:operation", args=[differing.uuid]), {"address": "phone", "seen": seen_by(differing, cast.farid)}
    )
    assert Person.objects.get().address == "rue C"
    assert b"rue B" not in signed_in(cast.farid).get(reverse("mobile:operation", args=[differing.uuid])).content


def test_what_stands_is_kept_when_it_is_chosen_and_nothing_without_a_choice(differing, cast, signed_in) -> None:
    address = reverse("mobile:operation", args=[differing.uuid])
    assert signed_in(cast.farid).post(address, {"other": ""}).status_code == 422
    assert Operation.objects.get().state == "DIFFERS"
    signed_in(cast.farid).post(address, {"address": "stands", "seen": seen_by(differing, cast.farid)})
    assert Person.objects.get().address == "rue B"
    assert Operation.objects.get().state == "SETTLED"


def test_who_answers_for_the_team_settles_and_strangers_see_nothing(differing, cast, signed_in) -> None:
    address = reverse("mobile:operation", args=[differing.uuid])
    assert signed_in(cast.chafia).get(address).status_code == 404
    assert signed_in(cast.brahim).get(reverse("mobile:unsettled")).content.count(b"data-row") == 1
    assert (
        signed_in(cast.brahim).post(address, {"address": "phone", "seen": seen_by(differing, cast.brahim)}).status_code
        == 302
    )
    assert Person.objects.get().address == "rue C"


def test_what_was_refused_is_shown_in_words_and_tried_again(device, cast, order, signed_in) -> None:
    mission = order()
    phone = device(cast.farid)
    saw = {"outcome": "MET", "situation": "Pas de chauffage.", "needs": ["FOOD_WATER"], "danger": "NONE"}
    uuid = phone.do("mission.findings", mission=str(mission.uuid), **saw)
    phone.sync()
    address = reverse("mobile:operation", args=[uuid])
    page = signed_in(cast.farid).get(address).content.decode()
    assert "Pas de chauffage." in page and "FOOD_WATER" not in page and mission.number in page
    for kind in ("mission.departure", "mission.arrival"):
        phone.do(kind, mission=str(mission.uuid))
    phone.sync()
    signed_in(cast.farid).post(reverse("mobile:again", args=[uuid]))
    assert Finding.objects.count() == 1


def test_a_third_version_is_looked_at_before_it_is_overwritten(differing, cast, signed_in) -> None:
    page = {"address": "phone", "seen": seen_by(differing, cast.farid)}
    people.correct_person(
        person=Person.objects.get(), by=cast.duniya, version=Person.objects.get().version, address="rue D"
    )
    assert signed_in(cast.farid).post(reverse("mobile:operation", args=[differing.uuid]), page).status_code == 422
    assert Person.objects.get().address == "rue D"


def test_who_looks_after_accounts_reads_nothing_of_it(differing, cast, signed_in) -> None:
    address = reverse("mobile:operation", args=[differing.uuid])
    assert signed_in(cast.administrator).get(address).status_code == 404
    assert signed_in(cast.administrator).post(reverse("mobile:letting_go", args=[differing.uuid])).status_code == 404


def test_it_is_let_go_once(differing, cast, signed_in) -> None:
    address = reverse("mobile:letting_go", args=[differing.uuid])
    assert signed_in(cast.farid).post(address).status_code == 302
    assert signed_in(cast.farid).post(address).status_code in (403, 409, 422)
    assert Operation.objects.get().data == ""


def test_who_composes_the_team_sees_its_phones_and_signs_one_out(device, cast, signed_in, team) -> None:
    phone = device(cast.farid)
    phone.call()
    assert signed_in(cast.brahim).get(reverse("mobile:phones")).content.decode().count("Android") == 1
    assert signed_in(cast.chafia).get(reverse("mobile:phones")).content.decode().count("Android") == 0
    assert signed_in(cast.chafia).post(reverse("mobile:end", args=[phone.uuid])).status_code == 404
    assert signed_in(cast.brahim).get(reverse("mobile:end", args=[phone.uuid])).status_code == 200
    signed_in(cast.brahim).post(reverse("mobile:end", args=[phone.uuid]))
    assert Phone.objects.get().ended_by == cast.brahim
    phone.call()
    assert phone.wiped


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_statements_for_three_phones_as_for_one(
    device, cast, signed_in, django_assert_num_queries, count
) -> None:
    for _each in range(count):
        device(cast.farid).call()
    client = signed_in(cast.brahim)
    client.get(reverse("mobile:phones"))
    with django_assert_num_queries(5):
        client.get(reverse("mobile:phones"))
