"""Who sees which questionnaires, phones and answers; lists cost the same with one row and with three."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.questionnaires.conftest import filled, workbook

from yaqaza.core.refusal import NotFound
from yaqaza.questionnaires import actions, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(visit, phone):
    return [
        actions.receive(by=phone.device.user, device=phone.device, xml=filled(family=family), files={}).submission
        for family in ("عائلة بن سالم", "Famille Kacimi", "عائلة حمداني")
    ]


def test_a_questionnaire_is_seen_below_its_organisation_and_by_those_above(visit, cast) -> None:
    seen = [
        name for name in ("amina", "brahim", "farid", "head", "chafia", "djamel", "administrator", "auditor")
        if queries.visible_to(getattr(cast, name)).exists()
    ]  # fmt: skip
    assert seen == ["amina", "brahim", "farid", "head", "administrator"]
    with pytest.raises(NotFound):
        queries.get_questionnaire(visit.uuid, seen_by=cast.chafia)


def test_answers_are_seen_by_who_sent_them_and_within_reach(answered, cast) -> None:
    seen = [
        name for name in ("farid", "amina", "brahim", "head", "chafia", "djamel", "duniya", "auditor", "administrator")
        if queries.submissions(getattr(cast, name)).exists()
    ]  # fmt: skip
    assert seen == ["farid", "amina", "brahim"]
    with pytest.raises(NotFound):
        queries.get_submission(answered[0].uuid, seen_by=cast.head)


def test_answers_are_found_by_words_of_their_names_form_and_day(answered, visit, cast) -> None:
    def titles(**told) -> list[str]:
        return [row.title for row in queries.listed(cast.amina, **told).order_by("id")]

    assert titles(words="سالم") == ["عائلة بن سالم"]
    assert titles(words="عائله") == ["عائلة بن سالم", "عائلة حمداني"]  # the spelling of a letter makes no difference
    assert titles(words="KACIMI famille") == ["Famille Kacimi"]
    assert titles(words="سال") == []
    today = timezone.localdate()
    assert len(titles(start=today, end=today, questionnaire=visit)) == 3
    assert titles(start=today + timedelta(days=1)) == titles(end=today - timedelta(days=1)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_with_one_row_and_with_three(
    count, visit, phone, cast, houses, signed_in, django_assert_num_queries
) -> None:
    client = signed_in(cast.brahim)
    for number in range(count):
        actions.receive(by=phone.device.user, device=phone.device, xml=filled(photo=f"{number}.jpg"), files={})
    for number in range(count - 1):
        file = workbook(form_id=f"more{number}")
        actions.create(by=cast.brahim, organisation=houses.directorate, file=file, publish_at_once=True)
        actions.equip(by=cast.brahim, user=cast.farid, name="x")
    client.get(reverse("questionnaires:list"))
    for name, statements in (("list", 4), ("submissions", 5), ("devices", 4)):
        with django_assert_num_queries(statements):
            assert client.get(reverse(f"questionnaires:{name}")).status_code == 200
