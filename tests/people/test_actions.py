"""Recording, correcting, households and consents: what is kept and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people.conftest import NIN

from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.people import actions, queries, rules
from yaqaza.people.inputs import read_birth
from yaqaza.people.models import BirthPrecision, Consent, HouseholdMember, Person, PersonPhone

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_a_person_may_have_no_name(cast, places):
    man = actions.create_person(
        by=cast.farid, area=places.casbah, description="رجل، حوالي 60، قرب المحطة", lives_outside=True
    )
    assert (man.name, man.named) == ("رجل، حوالي 60، قرب المحطة", False)
    with pytest.raises(Refused):
        actions.create_person(by=cast.farid, area=places.casbah, name_ar=" \x00 ")


def test_the_identity_number_is_encrypted_masked_and_unique(cast, places, khadija, far_away):
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number, identity_index FROM people_person WHERE id = %s", [khadija.pk])
        stored, index = cursor.fetchone()
    assert NIN not in stored and NIN not in index
    assert Person.objects.get(pk=khadija.pk).identity_number == NIN
    assert khadija.masked_identity == "•••• 3456"
    with pytest.raises(rules.Taken) as taken:
        actions.create_person(
            by=cast.amina, area=places.casbah, name_ar="أخرى", identity_number=" 11948 0160 50012 3456"
        )
    assert taken.value.person == khadija
    with pytest.raises(rules.Taken) as taken:
        actions.create_person(by=cast.amina, area=places.casbah, name_ar="أخرى", identity_number="109600901000123499")
    assert taken.value.person is None and "بلعيد" not in str(taken.value)


@pytest.mark.parametrize("number", ["1", "abc", "1" * 17, "1" * 19, "=1+1", "<b>", "١٢٣"])
def test_impossible_identity_numbers_are_refused_with_what_to_write(cast, places, number):
    with pytest.raises(Refused):
        actions.create_person(by=cast.amina, area=places.casbah, name_ar="أخرى", identity_number=number)


def test_looking_at_a_whole_number_needs_the_right_and_is_kept(cast, khadija):
    assert actions.reveal_identity(person=khadija, by=cast.amina) == NIN
    assert (
        AuditEntry.objects.filter(
            event="person.identity_revealed", object_id=khadija.pk, actor_id=cast.amina.pk
        ).count()
        == 1
    )
    for user in (cast.duniya, cast.farid, cast.chafia):
        with pytest.raises(NotPermitted):
            actions.reveal_identity(person=khadija, by=user)


def test_a_stale_correction_is_refused_with_what_stands(cast, khadija):
    actions.correct_person(person=khadija, by=cast.brahim, version=1, address="عمارة ب")
    with pytest.raises(rules.Stale) as stale:
        actions.correct_person(person=khadija, by=cast.amina, version=1, address="عمارة ج")
    assert (stale.value.current.address, stale.value.current.version) == ("عمارة ب", 2)
    actions.correct_person(person=khadija, by=cast.amina, version=2, name_latin="Khadija Zahroun")
    assert queries.search("Khadija Zahroun", seen_by=cast.amina)[0].person == khadija


def test_a_correction_that_changes_nothing_leaves_no_trace(cast, khadija):
    actions.correct_person(person=khadija, by=cast.amina, version=1, name_ar="خديجة  زهرون ")
    khadija.refresh_from_db()
    assert khadija.version == 1
    assert not AuditEntry.objects.filter(event="person.corrected").exists()


def test_strangers_correct_nobody(cast, khadija, places):
    for user in (cast.chafia, cast.djamel, cast.auditor):
        with pytest.raises(NotPermitted):
            actions.correct_person(person=khadija, by=user, version=1, address="x")
    with pytest.raises(NotPermitted):
        actions.create_person(by=cast.djamel, area=places.casbah, name_ar="أحد")


@pytest.mark.parametrize(
    ("typed", "born", "precision"),
    [
        ("21/11/1948", date(1948, 11, 21), "DAY"),
        ("21-11-1948", date(1948, 11, 21), "DAY"),
        ("٢١/١١/١٩٤٨", date(1948, 11, 21), "DAY"),
        ("11/1948", date(1948, 11, 1), "MONTH"),
        ("1948", date(1948, 1, 1), "YEAR"),
        ("", None, "UNKNOWN"),
        ("60", "age", "ABOUT"),
        ("~60", "age", "ABOUT"),
        ("about 60", "age", "ABOUT"),
        ("حوالي 60", "age", "ABOUT"),
        ("60 سنة", "age", "ABOUT"),
    ],
)
def test_births_are_read_as_people_say_them(typed, born, precision):
    birth = read_birth(typed)
    expected = date(TODAY().year - 60, 1, 1) if born == "age" else born
    assert (birth.on, birth.precision) == (expected, BirthPrecision(precision))
    assert read_birth(birth.written()) == birth


@pytest.mark.parametrize(
    "typed", ["31/02/1948", "13/1948", "0/0/0", "126", "abc", "-5", "1/1/1", "21/11/48/9", "99999"]
)
def test_impossible_births_are_not_read(typed):
    with pytest.raises(ValueError):  # noqa: PT011  # whichever sentence Python has
        read_birth(typed)


def test_births_to_come_and_deaths_before_birth_are_refused(cast, places):
    base = {"by": cast.amina, "area": places.casbah, "name_ar": "أحد"}
    tomorrow = TODAY() + timedelta(days=1)
    for wrong in (
        {"birth_date": tomorrow, "birth_precision": "DAY"},
        {"birth_date": date(1850, 1, 1), "birth_precision": "YEAR"},
        {"birth_date": date(1950, 1, 1)},
        {"birth_precision": "DAY"},
        {"died_on": tomorrow},
        {"birth_date": date(1950, 1, 1), "birth_precision": "DAY", "died_on": date(1949, 1, 1)},
    ):
        with pytest.raises(Refused):
            actions.create_person(**base | wrong)


def test_phones_are_normalised_and_noted_once(cast, khadija):
    assert [phone.number for phone in khadija.phones.all()] == ["+213550004567"]
    with pytest.raises(Refused):
        actions.add_phone(person=khadija, by=cast.amina, number="00213 550 00 45 67")
    with pytest.raises(Refused):
        actions.add_phone(person=khadija, by=cast.amina, number="123")
    actions.add_phone(person=khadija, by=cast.amina, number="021 23 45 67", note="الجارة")
    actions.remove_phone(person=khadija, by=cast.amina, number="+213550004567")
    assert [phone.number for phone in khadija.phones.all()] == ["+21321234567"]


class TestHouseholds:
    def test_nobody_lives_in_two_households_and_there_is_one_head(self, cast, places, khadija, home):
        other = actions.create_household(by=cast.amina, name="أسرة أخرى", area=places.casbah)
        with pytest.raises(Refused):
            actions.join_household(household=other, person=khadija, by=cast.amina, relation="PARENT")
        ilyas = actions.create_person(by=cast.amina, area=places.casbah, name_ar="إلياس زهرون")
        with pytest.raises(Refused):
            actions.join_household(household=home, person=ilyas, by=cast.amina, relation="HEAD")
        member = actions.join_household(
            household=home, person=ilyas, by=cast.amina, relation="GRANDCHILD", from_on=date(2020, 1, 1)
        )
        actions.leave_household(member=member, by=cast.amina, on=date(2026, 9, 1))
        actions.join_household(household=other, person=ilyas, by=cast.amina, relation="CHILD", from_on=date(2026, 9, 1))
        with pytest.raises(Refused):
            actions.leave_household(member=member, by=cast.amina)

    def test_the_database_refuses_overlaps_too(self, cast, places, khadija, home):
        other = actions.create_household(by=cast.amina, name="أسرة أخرى", area=places.casbah)
        with pytest.raises(IntegrityError, match="in_one_household_a_day"), transaction.atomic():
            HouseholdMember.objects.create(
                household=other, person=khadija, relation="PARENT", from_on=date(2012, 1, 1), until_on=date(2013, 1, 1)
            )
        with (
            pytest.raises(IntegrityError, match=r"one_household_at_a_time|in_one_household_a_day"),
            transaction.atomic(),
        ):
            HouseholdMember.objects.create(household=other, person=khadija, relation="PARENT", from_on=date(2025, 1, 1))
        with pytest.raises(IntegrityError, match="membership_ends_after_start"), transaction.atomic():
            HouseholdMember.objects.update(until_on=date(2000, 1, 1))

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        spans=st.lists(st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 30))), min_size=1, max_size=7)
    )
    def test_whatever_dates_are_tried_no_two_memberships_overlap(self, cast, places, spans):
        """An act is refused exactly when its span overlaps one that is kept; the database never has to."""
        person = actions.create_person(by=cast.amina, area=places.casbah, name_ar="متنقل")
        home = actions.create_household(by=cast.amina, name="بيت", area=places.casbah)
        start, kept = date(2020, 1, 1), []
        for first, length in spans:
            begin = start + timedelta(days=first)
            end = begin + timedelta(days=length) if length is not None else None
            overlaps = length != 0 and any(
                b != e and begin < (e or date.max) and b < (end or date.max) for b, e in kept
            )
            try:
                actions.join_household(
                    household=home, person=person, by=cast.amina, relation="OTHER", from_on=begin, until_on=end
                )
            except Refused:
                assert overlaps
            else:
                assert not overlaps
                kept.append((begin, end))
        assert person.memberships.count() == len(kept)


class TestConsents:
    def test_given_renewed_and_withdrawn(self, cast, khadija):
        first = actions.give_consent(
            person=khadija, by=cast.amina, purpose="REFERRAL", manner="SIGNED", given_on=date(2026, 1, 1)
        )
        second = actions.give_consent(
            person=khadija, by=cast.amina, purpose="REFERRAL", manner="SPOKEN", given_on=date(2026, 6, 1)
        )
        first.refresh_from_db()
        assert (first.expires_on, first.holds, second.holds) == (date(2026, 6, 1), False, True)
        actions.withdraw_consent(consent=second, by=cast.amina)
        assert not Consent.objects.get(pk=second.pk).holds
        with pytest.raises(Refused):
            actions.withdraw_consent(consent=second, by=cast.amina)
        assert actions.give_consent(person=khadija, by=cast.amina, purpose="REFERRAL", manner="SIGNED").holds

    def test_what_is_refused(self, cast, khadija):
        base = {"person": khadija, "by": cast.amina, "purpose": "HEALTH", "manner": "SIGNED"}
        tomorrow = TODAY() + timedelta(days=1)
        for wrong in ({"given_on": tomorrow}, {"given_on": TODAY(), "expires_on": TODAY()}, {"purpose": "ALL"}):
            with pytest.raises(Refused):
                actions.give_consent(**base | wrong)
        with pytest.raises(NotPermitted):
            actions.give_consent(**base | {"by": cast.chafia})
        actions.correct_person(person=khadija, by=cast.amina, version=1, died_on=TODAY())
        with pytest.raises(Refused):
            actions.give_consent(**base)

    def test_the_database_keeps_one_consent_a_purpose_a_day(self, cast, khadija):
        row = {"person": khadija, "purpose": "HEALTH", "manner": "SIGNED", "recorded_by": cast.amina}
        Consent.objects.create(**row, given_on=date(2026, 1, 1), expires_on=date(2026, 6, 1))
        with pytest.raises(IntegrityError, match="one_consent_a_purpose_a_day"), transaction.atomic():
            Consent.objects.create(**row, given_on=date(2026, 5, 31))
        with pytest.raises(IntegrityError, match="consent_expires_after_given"), transaction.atomic():
            Consent.objects.create(**row, given_on=date(2026, 8, 1), expires_on=date(2026, 7, 1))
        with pytest.raises(IntegrityError, match="consent_withdrawn_after_given"), transaction.atomic():
            Consent.objects.create(**row, given_on=date(2026, 8, 1), withdrawn_on=date(2026, 7, 1))
        Consent.objects.create(**row, given_on=date(2026, 6, 1))


def test_the_database_refuses_a_person_who_cannot_be(cast, khadija):
    rows = Person.objects.filter(pk=khadija.pk)
    for constraint, change in {
        "person_has_a_name_or_a_description": {"name_ar": "", "name_latin": ""},
        "person_birth_date_has_its_precision": {"birth_date": None},
        "person_identity_has_its_index": {"identity_index": None},
        "person_dies_after_birth": {"died_on": date(1900, 1, 1)},
    }.items():
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="phone_once_a_person"), transaction.atomic():
        PersonPhone.objects.create(person=khadija, number="+213550004567")


@pytest.mark.parametrize("name", ["م", "م.", " M. ", "3m", "ⵎ"])
def test_one_letter_is_no_name(cast, places, khadija, name):
    for field in ("name_ar", "name_latin"):
        with pytest.raises(Refused, match="حرف واحد"):
            actions.create_person(by=cast.amina, area=places.casbah, description="رجل قرب المحطة", **{field: name})
        with pytest.raises(Refused, match="حرف واحد"):
            actions.correct_person(person=khadija, by=cast.amina, version=khadija.version, **{field: name})


@pytest.mark.parametrize("name", ["م. بن علي", "Bo", "أم", "U Mohand"])
def test_an_initial_beside_a_name_and_the_shortest_names_are_taken(cast, places, name):
    assert actions.create_person(by=cast.amina, area=places.casbah, name_ar=name).name_ar == name


def test_who_was_recorded_with_one_letter_is_still_corrected(cast, places, khadija):
    Person.objects.filter(pk=khadija.pk).update(name_latin="K")
    khadija.refresh_from_db()
    assert (
        actions.correct_person(person=khadija, by=cast.amina, version=khadija.version, address="نهج 3").address
        == "نهج 3"
    )
