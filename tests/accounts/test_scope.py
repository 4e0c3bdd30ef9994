"""Which rows a posting reaches: role × place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Permission, Role
from yaqaza.accounts.scope import home_posting, reaches_place_or_house, within
from yaqaza.people.models import Person


@pytest.fixture
def people(houses, places) -> dict[str, Person]:
    return {
        "algiers": Person.objects.create(name_ar="أ", area=places.bab_el_oued, organisation=houses.directorate),
        "women's space": Person.objects.create(name_ar="ب", area=places.casbah, organisation=houses.women_space),
        "blida": Person.objects.create(name_ar="ج", area=places.blida_commune, organisation=houses.blida_directorate),
    }


REACHED = {
    "amina": {"algiers", "women's space"},
    "brahim": {"algiers", "women's space"},
    "chafia": {"blida"},
    "djamel": set(),
    "duniya": {"algiers", "women's space"},
    "farid": {"algiers", "women's space"},
    "head": {"women's space"},
    "programme_head": set(),
    "auditor": set(),
    "administrator": set(),
}


@pytest.mark.parametrize("name", REACHED)
def test_a_posting_reaches_its_area_and_its_organisation_and_no_further(cast, people, name: str) -> None:
    user = getattr(cast, name)
    rows = Person.objects.filter(within(user, Permission.PERSON_VIEW))
    assert {label for label, person in people.items() if person in rows} == REACHED[name]
    one_by_one = {
        label
        for label, person in people.items()
        if reaches_place_or_house(user, Permission.PERSON_VIEW, area=person.area, organisation=person.organisation)
    }
    assert one_by_one == REACHED[name]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_posting_that_has_ended_or_not_begun_gives_nothing(cast, people) -> None:
    today = timezone.localdate()
    Posting.objects.filter(user=cast.amina).update(ends_on=today - timedelta(days=1))
    assert not fresh(cast.amina).may(Permission.CASE_VIEW)
    Posting.objects.filter(user=cast.amina).update(ends_on=today)
    assert fresh(cast.amina).may(Permission.CASE_VIEW)
    Posting.objects.filter(user=cast.amina).update(ends_on=None, starts_on=today + timedelta(days=1))
    assert not fresh(cast.amina).may(Permission.CASE_VIEW)


def test_a_user_who_may_not_sign_in_and_one_at_a_closed_organisation_may_do_nothing(cast, houses, people) -> None:
    User.objects.filter(pk=cast.brahim.pk).update(is_active=False)
    brahim = fresh(cast.brahim)
    assert not brahim.may(Permission.CASE_VIEW)
    assert not Person.objects.filter(within(brahim, Permission.PERSON_VIEW)).exists()
    Organisation.objects.filter(pk=houses.cell.pk).update(status="CLOSED")
    assert not fresh(cast.duniya).may(Permission.ALERT_VIEW)


def test_a_superuser_flag_gives_nothing_by_itself(cast) -> None:
    User.objects.filter(pk=cast.auditor.pk).update(is_superuser=True, is_staff=True)
    assert not fresh(cast.auditor).may(Permission.CASE_VIEW)


def test_new_rows_belong_where_the_permission_comes_from(cast, houses) -> None:
    assert home_posting(cast.duniya, Permission.ALERT_RECORD).organisation == houses.cell
    assert home_posting(cast.auditor, Permission.ALERT_RECORD) is None


def test_the_database_refuses_an_end_before_the_start_and_two_open_postings_of_a_kind(cast, houses, places) -> None:
    posting = cast.amina.postings.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(ends_on=posting.starts_on - timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(
            user=cast.amina, role=Role.CASE_WORKER, organisation=houses.directorate, area=places.algiers
        )
