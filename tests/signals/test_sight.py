"""What a sign tells of records that its reader may not see: that there are some, and whom to ask."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.people import actions as people
from yaqaza.signals import actions
from yaqaza.signals.models import Signal

pytestmark = pytest.mark.django_db
PHONE = "0550 00 45 67"


@pytest.fixture
def nadia(houses, places):
    return make_user("nadia", "نادية", Role.SUPERVISOR, houses.blida_directorate, places.blida)


def test_what_somebody_elsewhere_answered_is_not_read_here(cast, places, someone, signed_in, nadia):
    here = [someone(PHONE) for _ in range(2)]
    far = people.create_person(by=cast.chafia, area=places.blida_commune, name_ar="زليخة", phones=[PHONE])
    actions.look("people", [here[0].pk])
    sign, today = Signal.objects.get(), timezone.localdate()
    row = sign.evidence.get(person=far)
    reply = actions.ask(signal=sign, by=nadia, evidence=row.uuid, way="PHONE", asked_on=today)
    actions.answer(reply=reply, by=nadia, answered="ANSWERED", answered_on=today, answer="أسكن في شارع آخر")
    assert "أسكن في شارع آخر" in signed_in(nadia).get(sign.get_absolute_url()).content.decode()
    assert "أسكن في شارع آخر" not in signed_in(cast.brahim).get(sign.get_absolute_url()).content.decode()


def test_a_womens_space_is_not_named_to_those_who_may_not_see_its_records(
    cast, houses, places, someone, signed_in, nadia
):
    here = [someone(PHONE, by=cast.amina) for _ in range(2)]
    people.create_person(
        by=cast.head, area=places.bab_el_oued, name_ar="مختبئة", phones=[PHONE], organisation=houses.women_space
    )
    people.create_person(by=cast.chafia, area=places.blida_commune, name_ar="زليخة", phones=[PHONE])
    actions.look("people", [here[0].pk])
    page = signed_in(nadia).get(Signal.objects.get().get_absolute_url()).content.decode()
    assert houses.directorate.name_ar in page
    assert houses.women_space.name_ar not in page
