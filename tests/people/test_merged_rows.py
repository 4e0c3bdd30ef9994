"""Rows that a merge could not carry all the way, and consents that several records of one person hold."""

from __future__ import annotations

import pytest
from django.utils import timezone

from yaqaza.people import actions, queries
from yaqaza.people.models import Person, PersonPhone

pytestmark = pytest.mark.django_db
PHONE = "0550 00 45 67"


@pytest.fixture
def record(cast, places):
    def record(name: str, *phones: str) -> Person:
        return actions.create_person(by=cast.amina, area=places.casbah, name_ar=name, phones=phones)

    return record


def test_a_row_left_on_the_way_goes_back_to_whose_it_was(cast, record):
    a, b, c = record("أولى", PHONE), record("ثانية"), record("ثالثة", PHONE)
    first = actions.merge(kept=b, gone=a, by=cast.brahim, reason="x")
    b.refresh_from_db()
    second = actions.merge(kept=c, gone=b, by=cast.brahim, reason="x")
    actions.unmerge(merge=first, by=cast.brahim, reason="no")
    actions.unmerge(merge=second, by=cast.brahim, reason="no")
    owners = {who: list(PersonPhone.objects.filter(person=who).values_list("number", flat=True)) for who in (a, b, c)}
    assert owners == {a: ["+213550004567"], b: [], c: ["+213550004567"]}


def test_a_consent_left_on_the_way_is_nobody_elses(cast, record):
    a, b, c = record("أولى"), record("ثانية"), record("ثالثة")
    own = actions.give_consent(person=a, by=cast.amina, purpose="HEALTH", manner="SPOKEN")
    other = actions.give_consent(person=c, by=cast.amina, purpose="HEALTH", manner="SPOKEN")
    first = actions.merge(kept=b, gone=a, by=cast.brahim, reason="x")
    b.refresh_from_db()
    actions.merge(kept=c, gone=b, by=cast.brahim, reason="x")
    actions.unmerge(merge=first, by=cast.brahim, reason="no")
    a.refresh_from_db()
    c.refresh_from_db()
    assert (list(queries.consents(a)), list(queries.consents(c))) == ([own], [other])


def test_a_consent_taken_back_is_taken_back_on_every_record_of_the_person(cast, record):
    kept, gone = record("خديجة"), record("خديجة")
    consent = actions.give_consent(person=kept, by=cast.amina, purpose="REFERRAL", manner="SIGNED")
    actions.give_consent(person=gone, by=cast.amina, purpose="REFERRAL", manner="SIGNED")
    actions.merge(kept=kept, gone=gone, by=cast.brahim, reason="x")
    kept.refresh_from_db()
    actions.withdraw_consent(consent=consent, by=cast.amina)
    assert queries.running_consents(kept, timezone.localdate()) == []
