"""One person recorded twice: what a merge moves, what it leaves, what un-merge gives back, and who sees what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotFound, NotPermitted, Refused
from yaqaza.people import actions, queries, relations, rules
from yaqaza.people.models import Consent, Household, HouseholdMember, Likeness, Merge, NotSame, Person, PersonPhone
from yaqaza.people.states import LikenessSource

pytestmark = pytest.mark.django_db
LONG_AGO = date(2015, 1, 1)


def today() -> str:
    return timezone.localdate().strftime("%d/%m/%Y")


@pytest.fixture
def twin(cast, places) -> Person:
    """Khadija, recorded a second time in Latin letters, with another phone and without her number."""
    return actions.create_person(
        by=cast.amina, area=places.casbah, name_latin="Khadidja Zahroune", description="près de la mosquée", address="4 rue Haute",
        phones=["0550 00 45 67", "0771 00 00 11"], died_on=None, sex="FEMALE",
    )  # fmt: skip


def merge(kept: Person, gone: Person, by, reason: str = "same phone, same street") -> Merge:
    return actions.merge(kept=kept, gone=gone, by=by, reason=reason)


def test_all_that_was_about_the_gone_one_is_about_the_kept_one(cast, places, khadija, twin) -> None:
    consent = actions.give_consent(person=twin, by=cast.amina, purpose="CONTACT", manner="SPOKEN")
    done = merge(khadija, twin, cast.brahim)
    consent.refresh_from_db()
    khadija.refresh_from_db()
    twin.refresh_from_db()
    assert consent.person == khadija
    assert (twin.same_as, khadija.merged, khadija.same_as) == (khadija, 1, None)
    assert [phone.number for phone in queries.phones(khadija)] == ["+213550004567", "+213771000011"]
    assert khadija.address == "" and khadija.description == "près de la mosquée"  # the address is of another commune
    assert khadija.name_latin == "Khadidja Zahroun" and khadija.further_names == ["Khadidja Zahroune"]
    assert done.filled == ["description"]


def test_the_same_phone_stays_where_it_was_and_is_shown_once(cast, khadija, twin) -> None:
    merge(khadija, twin, cast.brahim)
    assert PersonPhone.objects.filter(person=twin).values_list("number", flat=True).get() == "+213550004567"
    assert len(queries.phones(khadija)) == 2
    actions.remove_phone(person=khadija, by=cast.amina, number="+213550004567")
    khadija.refresh_from_db()
    assert [phone.number for phone in queries.phones(khadija)] == ["+213771000011"]


def test_two_homes_at_one_time_are_both_kept_and_both_shown(cast, places, khadija, twin, home, signed_in) -> None:
    other = actions.create_household(by=cast.amina, name="أسرة ثانية", area=places.casbah, head=twin, from_on=LONG_AGO)
    child = actions.create_person(by=cast.amina, area=places.casbah, name_ar="لينا زهرون")
    actions.join_household(household=other, person=child, by=cast.amina, relation="CHILD", from_on=LONG_AGO)
    merge(khadija, twin, cast.brahim)
    khadija.refresh_from_db()
    assert HouseholdMember.objects.get(household=other, relation="HEAD").person == twin
    assert queries.current_membership(khadija, seen_by=cast.amina).household == home
    seen = queries.current_membership(child, seen_by=cast.amina).household.members.all()
    assert {member.person for member in seen} == {khadija, child}
    assert [each.household for each in queries.current_memberships(khadija, seen_by=cast.amina)] == [home, other]
    page = signed_in(cast.amina).get(khadija.get_absolute_url()).content.decode()
    assert "أسرة زهرون" in page and "أسرة ثانية" in page and "لينا زهرون" in page
    assert "قبل الدمج" in page  # which of the two, is for people to say
    left = signed_in(cast.amina).post(reverse("people:departure", args=[other.uuid, khadija.uuid]), {"on": today()})
    assert left.status_code == 302
    assert "قبل الدمج" not in signed_in(cast.amina).get(khadija.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="في أسرة أخرى"):
        actions.join_household(household=other, person=khadija, by=cast.amina, relation="OTHER")


def test_another_household_out_of_sight_is_said_and_not_shown(cast, places, khadija, twin, home, signed_in) -> None:
    other = actions.create_household(by=cast.amina, name="أسرة ثانية", area=places.casbah, head=twin, from_on=LONG_AGO)
    merge(khadija, twin, cast.brahim)
    Household.objects.filter(pk=other.pk).update(
        area=places.blida_commune, organisation=cast.chafia.current_postings[0].organisation
    )
    khadija.refresh_from_db()
    page = signed_in(cast.amina).get(khadija.get_absolute_url()).content.decode()
    assert "أسرة زهرون" in page and "أسرة ثانية" not in page and "أسرة أخرى لهذا الشخص مسجلة في مكان آخر" in page


def test_who_lived_in_one_household_under_two_records_has_one_line(cast, khadija, twin, home) -> None:
    actions.join_household(household=home, person=twin, by=cast.amina, relation="OTHER_KIN", from_on=LONG_AGO)
    merge(khadija, twin, cast.brahim)
    khadija.refresh_from_db()
    shown = queries.current_membership(khadija, seen_by=cast.amina).household.members.all()
    assert [(member.person, member.relation) for member in shown] == [(khadija, "HEAD")]


def test_clashing_consents_hold_under_either_record(cast, khadija, twin) -> None:
    today = timezone.localdate()
    actions.give_consent(
        person=khadija, by=cast.amina, purpose="HEALTH", manner="SIGNED", given_on=today - timedelta(days=9),
        expires_on=today + timedelta(days=1),
    )  # fmt: skip
    longer = actions.give_consent(person=twin, by=cast.amina, purpose="HEALTH", manner="SPOKEN", given_on=today)
    merge(khadija, twin, cast.brahim)
    khadija.refresh_from_db()
    longer.refresh_from_db()
    assert longer.person == twin
    assert longer in queries.running_consents(khadija, today + timedelta(days=30))
    actions.withdraw_consent(consent=longer, by=cast.amina)
    assert queries.running_consents(khadija, today + timedelta(days=30)) == []


def test_the_number_of_the_gone_one_becomes_that_of_the_kept_one_and_goes_back(cast, khadija, twin, places) -> None:
    number = khadija.identity_number
    done = merge(twin, khadija, cast.brahim)
    twin.refresh_from_db()
    assert twin.identity_number == number and queries.with_identity(number) == twin
    with pytest.raises(rules.Taken) as taken:
        actions.create_person(by=cast.amina, area=places.casbah, name_ar="أخرى", identity_number=number)
    assert taken.value.person == twin
    actions.unmerge(merge=done, by=cast.brahim, reason="two sisters")
    twin.refresh_from_db()
    assert (twin.identity_number, twin.identity_index) == ("", None)
    assert queries.with_identity(number) == khadija


def test_two_identity_numbers_are_not_one_person(cast, khadija, places) -> None:
    other = actions.create_person(
        by=cast.amina, area=places.casbah, name_ar="خديجة زهرون", identity_number="119480160500123999"
    )
    with pytest.raises(Refused):
        merge(khadija, other, cast.brahim)
    assert not Merge.objects.exists()


def test_a_number_given_to_someone_else_since_is_said_before_un_merging(cast, khadija, twin, places) -> None:
    number = khadija.identity_number
    done = merge(twin, khadija, cast.brahim)
    twin.refresh_from_db()
    actions.correct_person(person=twin, by=cast.amina, version=twin.version, identity_number="")
    actions.create_person(by=cast.amina, area=places.casbah, name_ar="أخرى", identity_number=number)
    with pytest.raises(Refused):
        actions.unmerge(merge=done, by=cast.brahim, reason="two sisters")


def test_what_was_corrected_since_stays(cast, khadija, twin) -> None:
    done = merge(khadija, twin, cast.brahim)
    khadija.refresh_from_db()
    actions.correct_person(person=khadija, by=cast.amina, version=khadija.version, address="12 نهج الأبيار")
    phone = actions.add_phone(person=khadija, by=cast.amina, number="0662 00 00 22")
    actions.unmerge(merge=done, by=cast.brahim, reason="two sisters")
    khadija.refresh_from_db()
    twin.refresh_from_db()
    phone.refresh_from_db()
    assert khadija.address == "12 نهج الأبيار" and khadija.description == ""
    assert phone.person == khadija
    assert sorted(twin.phones.values_list("number", flat=True)) == ["+213550004567", "+213771000011"]
    assert (khadija.merged, khadija.further_names, twin.same_as) == (0, [], None)


def test_an_address_is_not_put_into_another_commune(cast, places, khadija) -> None:
    here, there = (
        actions.create_person(by=cast.amina, area=place, name_ar="خديجة", address="نهج 3")
        for place in (khadija.area, places.casbah)
    )
    actions.merge(kept=khadija, gone=there, by=cast.brahim, reason="…")
    khadija.refresh_from_db()
    assert (khadija.area, khadija.address) == (places.bab_el_oued, "")
    actions.merge(kept=khadija, gone=here, by=cast.brahim, reason="…")
    khadija.refresh_from_db()
    assert khadija.address == "نهج 3"


def test_search_by_a_name_of_the_gone_one_shows_the_kept_one(cast, khadija, twin, places) -> None:
    nickname = actions.create_person(by=cast.amina, area=places.casbah, name_ar="فطوم المكي")
    merge(khadija, twin, cast.brahim)
    merge(khadija, nickname, cast.brahim)
    for typed in ("فطوم المكي", "Khadidja Zahroune", "خديجة زهرون", "0771 00 00 11"):
        assert [match.person for match in queries.search(typed, seen_by=cast.amina)] == [khadija], typed
    assert twin not in queries.visible_to(cast.amina)
    khadija.refresh_from_db()
    actions.correct_person(person=khadija, by=cast.amina, version=khadija.version, address="هنا")
    assert [match.person for match in queries.search("فطوم المكي", seen_by=cast.amina)] == [khadija]


def test_the_old_address_leads_to_the_kept_one_and_says_so(cast, khadija, twin, signed_in) -> None:
    address = twin.get_absolute_url()
    merge(khadija, twin, cast.brahim)
    client = signed_in(cast.amina)
    response = client.get(address)
    assert response.status_code == 302 and response.headers["Location"] == khadija.get_absolute_url()
    assert len(list(get_messages(response.wsgi_request))) == 1
    assert "خديجة زهرون" in client.get(address, follow=True).content.decode()


def test_nothing_is_written_to_the_gone_one(cast, khadija, twin, home) -> None:
    merge(khadija, twin, cast.brahim)
    twin.refresh_from_db()
    for write in (
        lambda: actions.correct_person(person=twin, by=cast.amina, version=twin.version, name_ar="أخرى"),
        lambda: actions.add_phone(person=twin, by=cast.amina, number="0662 00 00 22"),
        lambda: actions.give_consent(person=twin, by=cast.amina, purpose="CONTACT", manner="SPOKEN"),
        lambda: actions.join_household(household=home, person=twin, by=cast.amina, relation="OTHER"),
        lambda: merge(twin, khadija, cast.brahim),
        lambda: merge(khadija, twin, cast.brahim),
    ):
        with pytest.raises(Refused):
            write()


def test_only_a_supervisor_who_reaches_both_decides(cast, houses, places, khadija, twin, far_away) -> None:
    for by, kept, gone in (
        (cast.amina, khadija, twin), (cast.head, khadija, twin), (cast.brahim, khadija, far_away), (cast.brahim, far_away, khadija),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            merge(kept, gone, by)
    above = make_user("zineb", "زينب", Role.SUPERVISOR, houses.ministry, places.country)
    done = merge(khadija, far_away_without_number(far_away), above)
    with pytest.raises(NotPermitted):
        actions.unmerge(merge=done, by=cast.amina, reason="…")
    with pytest.raises(NotPermitted):
        actions.tell_apart(a=khadija, b=far_away, by=cast.amina)
    with pytest.raises(Refused):
        merge(khadija, twin, cast.brahim, reason=" ")


def far_away_without_number(person: Person) -> Person:
    Person.objects.filter(pk=person.pk).update(identity_number="", identity_index=None)
    person.refresh_from_db()
    return person


def test_those_who_saw_one_of_the_records_see_the_one_person_and_may_work_on(cast, houses, places, khadija, far_away):
    """The page that asks says so; nobody loses sight of someone they helped."""
    above = make_user("zineb", "زينب", Role.SUPERVISOR, houses.ministry, places.country)
    with pytest.raises(NotFound):
        queries.get_person(khadija.uuid, seen_by=cast.chafia)
    assert rules.widens(khadija, far_away) and not rules.widens(khadija, khadija)
    done = merge(khadija, far_away_without_number(far_away), above)
    for reader in (cast.amina, cast.chafia):
        assert queries.get_person(far_away.uuid, seen_by=reader) == khadija
        assert list(queries.visible_to(reader)) == [khadija]
    khadija.refresh_from_db()
    assert queries.may_see(khadija, user=cast.chafia)
    actions.correct_person(person=khadija, by=cast.chafia, version=khadija.version, address="البليدة")
    actions.unmerge(merge=done, by=above, reason="two women")
    with pytest.raises(NotFound):
        queries.get_person(khadija.uuid, seen_by=cast.chafia)
    assert list(queries.visible_to(cast.chafia)) == [far_away]


def test_told_apart_is_kept_and_not_merged_also_through_others(cast, places, khadija, twin) -> None:
    third = actions.create_person(by=cast.amina, area=places.casbah, name_ar="خديجة الزهرة")
    told = actions.tell_apart(a=twin, b=third, by=cast.brahim, reason="seen both")
    assert (told.a, told.b) == (twin, third)
    merge(khadija, twin, cast.brahim)
    with pytest.raises(Refused):
        merge(khadija, third, cast.brahim)
    with pytest.raises(Refused):
        actions.tell_apart(a=third, b=khadija, by=cast.brahim)
    with pytest.raises(Refused):
        actions.tell_apart(a=twin, b=khadija, by=cast.brahim)
    actions.take_apart_back(told=told, by=cast.brahim)
    third.refresh_from_db()
    khadija.refresh_from_db()
    assert merge(khadija, third, cast.brahim).gone == third
    assert not NotSame.objects.exists()


def test_the_database_keeps_a_pair_once_whatever_its_order(cast, khadija, twin) -> None:
    NotSame.objects.create(a=khadija, b=twin, told_by=cast.brahim)
    for a, b in ((khadija, twin), (twin, khadija), (twin, twin)):
        with pytest.raises(IntegrityError), transaction.atomic():
            NotSame.objects.create(a=a, b=b, told_by=cast.brahim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=khadija.pk).update(same_as=khadija.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(kept=khadija, gone=khadija, merged_by=cast.brahim, reason="…")


def test_what_was_to_be_compared_with_the_gone_one_is_compared_with_the_kept_one(cast, places, khadija, twin) -> None:
    third = actions.create_person(by=cast.amina, area=places.casbah, name_ar="خديجة الزهرة")
    told = actions.create_person(by=cast.amina, area=places.casbah, name_ar="خديجة البيضاء")
    actions.tell_apart(a=khadija, b=told, by=cast.brahim)
    for other in (third, told):
        Likeness.objects.create(a=twin, b=other, source=LikenessSource.LINK, score=0.8)
    merge(khadija, twin, cast.brahim)
    assert Likeness.objects.filter(a=khadija).get().b == third


def test_the_trail_names_nobody(cast, khadija, twin) -> None:
    done = merge(khadija, twin, cast.brahim, reason="Khadidja of rue Haute")
    actions.unmerge(merge=done, by=cast.brahim, reason="Khadidja and her sister")
    rows = AuditEntry.objects.filter(event__in=["person.merged", "person.unmerged"]).order_by("id")
    assert [row.event for row in rows] == ["person.merged", "person.unmerged"]
    assert rows[0].details == {
        "gone": str(twin.uuid), "merge": str(done.uuid), "moved": 1, "left": 1, "filled": ["description"],
    }  # fmt: skip
    assert "Khadidja" not in str([row.details for row in rows])


def test_the_ledger_is_left_as_it_is() -> None:
    fixed = relations.append_only()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = 'core_refuse_change'::regproc AND tgtype & 16 > 0"
        )
        refusing = {name for (name,) in cursor.fetchall()}
    assert "services_servicedelivery" in fixed and fixed == refusing
    assert {relation.label for relation in relations.movable()} == {
        relation.label for relation in relations.relations()
    } - {"services.ServiceDelivery"}


def test_a_household_left_since_goes_back_as_it_is_now(cast, khadija, twin, places) -> None:
    actions.create_household(by=cast.amina, name="أسرة", area=places.casbah, head=twin, from_on=LONG_AGO)
    done = merge(khadija, twin, cast.brahim)
    member = HouseholdMember.objects.get(person=khadija)
    actions.leave_household(member=member, by=cast.amina)
    actions.unmerge(merge=done, by=cast.brahim, reason="two sisters")
    member.refresh_from_db()
    assert member.person == twin and member.until_on == timezone.localdate()
    assert Consent.objects.count() == 0
