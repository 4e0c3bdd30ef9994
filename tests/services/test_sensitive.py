"""Acts of sensitive kinds, the file as it stands now, and the house that records."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.cases import queries as cases
from yaqaza.cases.models import Case, CaseAccess
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.services import catalogue, queries
from yaqaza.services.models import ServiceDelivery, ServiceType

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def sees(user, act) -> bool:
    return queries.visible_to(user).filter(pk=act.pk).exists()


def test_the_catalogue_says_what_is_sensitive(world):
    sensitive = set(ServiceType.objects.filter(sensitive=True).values_list("code", flat=True))
    assert sensitive == {kind.code for kind in catalogue.KINDS if kind.sensitive}
    assert {"WOMEN_VIOLENCE", "WOMEN_LISTENING", "PSYCHOLOGICAL_SUPPORT", "CHILD_INQUIRY", "LISTENING"} <= sensitive
    assert not {"MEAL", "HOME_VISIT", "CASH_AID", "ELDERLY_DAY", "STREET_CASE"} & sensitive


def test_a_sensitive_act_without_a_file_is_for_its_house_and_the_supervisors_above(
    world, cast, houses, deliver, places
):
    act = deliver("WOMEN_VIOLENCE", by=cast.head, organisation=houses.women_space)
    meal = deliver("MEAL", by=cast.head, organisation=houses.women_space)
    listener = make_user("nawal", "نوال", Role.CASE_WORKER, houses.women_space, places.algiers)
    for user in (
        cast.duniya,
        cast.farid,
        cast.amina,
    ):  # the whole province, or the house above, is not the women's space
        assert sees(user, meal) and not sees(user, act)
    for user in (cast.head, listener, cast.brahim):
        assert sees(user, act)


def test_an_intimate_act_in_an_ordinary_file_is_for_those_whom_the_file_names(world, cast, houses, deliver, places):
    act = deliver("WOMEN_VIOLENCE", by=cast.head, organisation=houses.women_space, case=world.case)
    other = make_user("samira", "سميرة", Role.CASE_WORKER, houses.directorate, places.algiers)
    assert cases.visible_to(other).filter(pk=world.case.pk).exists()  # the file is open to all who work files there
    assert not sees(other, act)
    CaseAccess.objects.create(case=world.case, user=other, reason="تنوب عن أمينة", granted_by=cast.brahim)
    assert sees(other, act)


def test_the_acts_of_a_file_are_read_by_its_worker_from_elsewhere(world, cast, deliver):
    act = deliver("MEAL", case=world.case)
    assert not sees(cast.chafia, act)
    Case.objects.filter(pk=world.case.pk).update(worker=cast.chafia)
    assert sees(cast.chafia, act)


def test_a_case_worker_of_the_house_above_records_nothing_in_a_sensitive_file(world, cast, houses, deliver, places):
    Case.objects.filter(pk=world.case.pk).update(
        confidentiality="SENSITIVE", organisation=houses.women_space, worker=cast.head
    )
    with pytest.raises(NotPermitted, match="named readers only"):
        deliver("MEAL", case=Case.objects.get(pk=world.case.pk))


def test_who_recorded_a_sensitive_act_reads_it(cast, houses, deliver):
    assert sees(cast.duniya, deliver("LISTENING", by=cast.duniya, organisation=houses.directorate))
    assert not sees(cast.duniya, deliver("LISTENING", organisation=houses.directorate))


def test_an_act_of_a_sensitive_file_is_read_with_the_file(world, cast, houses, deliver):
    act = deliver("MEAL", case=world.case)
    assert sees(cast.duniya, act)
    Case.objects.filter(pk=world.case.pk).update(confidentiality="SENSITIVE")
    assert not sees(cast.duniya, act)
    Case.objects.filter(pk=world.case.pk).update(worker=cast.duniya)
    assert sees(cast.duniya, act)


def test_the_file_is_looked_at_as_it_stands_now(world, cast, deliver):
    stale = Case.objects.get(pk=world.case.pk)
    Case.objects.filter(pk=stale.pk).update(status="CLOSED", closed_at=timezone.now(), closed_by=cast.amina)
    with pytest.raises(Refused, match="The file is closed"):
        deliver(case=stale)
    assert not ServiceDelivery.objects.exists()


def test_the_house_itself_is_within_reach(world, cast, houses, places, deliver):
    with pytest.raises(NotPermitted, match="own area"):  # the person is in reach, Blida's directorate is not
        deliver(organisation=houses.blida_directorate)
    both = make_user("lila", "ليلى", Role.CASE_WORKER, houses.cell, places.bab_el_oued)
    with pytest.raises(NotPermitted, match="own area"):  # the place of the person is hers, the whole directorate is not
        deliver(by=both, organisation=houses.directorate)
    assert deliver(by=both, organisation=houses.cell).organisation == houses.cell


@pytest.mark.parametrize("page", ["panel", "act", "form", "ledger"])
def test_reading_the_acts_of_a_sensitive_file_is_kept(world, cast, deliver, signed_in, page):
    Case.objects.filter(pk=world.case.pk).update(confidentiality="SENSITIVE", worker=cast.amina)
    act = deliver("MEAL", case=world.case)
    address = {
        "panel": reverse("services:case_panel", args=[world.case.uuid]),
        "act": act.get_absolute_url(),
        "form": f"{reverse('services:deliver')}?case={world.case.uuid}",
        "ledger": f"{reverse('services:ledger')}?case={world.case.uuid}",
    }[page]
    assert signed_in(cast.amina).get(address).status_code == 200
    assert AuditEntry.objects.filter(event="case.read", actor_id=cast.amina.pk).count() == 1
