"""Whoever asks the audit trail for a file is told all that was done for it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from tests.conftest import make_user

from yaqaza.accounts import acts, parts
from yaqaza.accounts.permissions import Role
from yaqaza.core.models import AuditEntry
from yaqaza.services import actions
from yaqaza.services.models import Programme, ServiceType

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(cast, signed_in):
    def asked(uuid, by=cast.auditor):
        return signed_in(by).get(reverse("accounts:audit"), {"object_uuid": str(uuid)})

    return asked


def test_the_acts_of_a_file_are_those_on_its_missions_plan_and_services_too(ask, cast, in_status) -> None:
    file = in_status("FOLLOWED")
    actions.load_catalogue(country="DZ")
    delivery = actions.deliver(
        by=cast.amina, case=file, service_type=ServiceType.objects.get(code="MEAL"),
        programme=Programme.objects.get(code=file.programme_code), delivered_on=timezone.localdate(),
    )  # fmt: skip
    actions.reverse(delivery=delivery, by=cast.amina, reason="سُجلت مرتين")
    shown = {entry.pk for entry in ask(file.uuid).context["page"]}
    told = AuditEntry.objects.in_bulk(shown).values()
    assert set(AuditEntry.objects.filter(details__case=str(file.uuid)).values_list("pk", flat=True)) <= shown
    assert {
        "case.opened", "case.investigation_ordered", "mission.departed", "mission.findings_written", "case.verdict_decided",
        "case.assessed", "case.plan_approved", "case.goal_added", "service.delivered", "service.reversed",
    } <= {entry.event for entry in told}  # fmt: skip
    assert not {"person.created", "organisation.created"} & {entry.event for entry in told}


def test_another_file_is_not_told_with_it(ask, in_status, sensitive) -> None:
    file = in_status("ACCOMPANIED")
    assert {entry.object_type for entry in ask(sensitive.uuid).context["page"]} == {"cases.Case"}
    assert sensitive.pk not in {
        entry.object_id for entry in ask(file.uuid).context["page"] if entry.object_type == "cases.Case"
    }


def test_the_page_says_what_it_tells(ask, file, khadija) -> None:
    page = ask(file.uuid).content.decode()
    assert "ما جرى لشيء واحد (ملف) ولما يتبعه فقط: تحقيق، مهمة، تشخيص، خطة، هدف، خطوة، إحالة، متابعة" in page
    assert "ولما يتبعه" not in ask(khadija.uuid).content.decode()  # nothing is told with a person


def test_who_may_not_read_the_trail_of_the_country_is_told_nothing(ask, cast, file) -> None:
    assert ask(file.uuid, by=cast.brahim).status_code == 403


def test_who_reads_the_trail_for_less_than_the_country_is_not_told_what_the_thing_is(ask, file, houses, places) -> None:
    lila = make_user("lila", "ليلى", Role.AUDITOR, houses.directorate, places.algiers)
    page = ask(file.uuid, by=lila)
    assert (page.status_code, page.context["page"].items, page.context["about"]) == (200, [], None)


def test_every_part_is_a_kind_that_has_words_and_a_way_to_its_thing() -> None:
    assert set(parts.PARTS) == {"cases.Case"}
    for thing, of_it in parts.PARTS.items():
        assert {thing, *of_it} <= set(acts.OBJECTS)
        for part, path in of_it.items():
            assert f'"{apps.get_model(thing)._meta.db_table}"' in str(
                apps.get_model(part).objects.filter(**{f"{path}__number": "x"}).query
            )
