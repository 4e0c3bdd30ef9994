"""What a reader from another province sees of a home, and who is found among many namesakes."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.language.folding import sort_key
from yaqaza.people import actions, queries
from yaqaza.people.actions import filing
from yaqaza.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(cast, places, home) -> Person:
    """Someone of Blida who lives in a household of Algiers."""
    child = actions.create_person(by=cast.chafia, area=places.blida, name_ar="ابن بعيد")
    actions.join_household(household=home, person=child, by=cast.amina, relation="CHILD", from_on=date(2020, 1, 1))
    return child


def test_a_household_of_another_province_is_not_shown_on_the_page_of_a_member(cast, child, signed_in):
    body = signed_in(cast.chafia).get(child.get_absolute_url()).content.decode()
    assert not [word for word in ("خديجة", "معاش", "أسرة زهرون") if word in body]
    assert "الأسرة مسجلة في جهة أخرى" in body


def test_nor_is_one_that_was_left(cast, child, home, signed_in):
    member = queries.membership_in(home, child.uuid)
    actions.leave_household(member=member, by=cast.amina, on=timezone.localdate())
    body = signed_in(cast.chafia).get(child.get_absolute_url()).content.decode()
    assert "أسرة زهرون" not in body
    assert list(queries.past_memberships(child, seen_by=cast.chafia)) == []
    assert len(queries.past_memberships(child, seen_by=cast.amina)) == 1


def test_a_member_of_another_province_is_not_named(cast, child, khadija, signed_in):
    body = signed_in(cast.amina).get(khadija.get_absolute_url()).content.decode()
    assert "خديجة" in body and "أسرة زهرون" in body
    assert "ابن بعيد" not in body


def test_the_surest_are_found_among_many_namesakes(cast, khadija, places):
    rows = []
    for number in range(1500):
        name = f"محمد سالم{number}"
        rows.append(
            Person(
                name_ar=name, area=places.algiers, organisation=khadija.organisation, sort_ar=sort_key(name),
            )
        )  # fmt: skip
    filing.file_people(person.pk for person in Person.objects.bulk_create(rows))
    wanted = actions.create_person(by=cast.amina, area=places.algiers, name_ar="محمد بوعلام", phones=["0550 11 22 33"])
    for typed in ("محمد بوعلام", "محمد بوعلام 0550112233", "محمد 0550112233", "بوعلام محمد", "Mohamed Boualem"):
        found = queries.search(typed, seen_by=cast.amina)
        assert found and found[0].person == wanted, typed


class TestElsewhere:
    @pytest.fixture
    def hidden(self, cast, houses, places) -> Person:
        return actions.create_person(
            by=cast.head, area=places.casbah, name_ar="نصيرة بلحاج", phones=["0661 22 33 44"], organisation=houses.women_space,
        )  # fmt: skip

    def test_only_the_directorate_is_named(self, cast, hidden, houses):
        found = queries.known_elsewhere("0661223344", seen_by=cast.chafia)
        assert [one.organisation for one in found] == [houses.directorate]

    def test_numbers_are_not_tried_out(self, cast, hidden, houses, places, monkeypatch):
        monkeypatch.setattr(queries, "TOLD", 2)
        asked = ["0661223344", "0661223344", "0661 22 33 44", "+213661223344", "0661223344", "0661-223344"]
        told = [len(queries.known_elsewhere(text, seen_by=cast.chafia)) for text in asked]
        assert told == [1, 1, 1, 0, 1, 0]  # coming back to the same search tells nothing new
        other = make_user("lila", "ليلى", Role.CASE_WORKER, houses.blida_directorate, places.blida)
        assert len(queries.known_elsewhere("0661223344", seen_by=other)) == 1
