"""Recording and correcting persons, households and consents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.core import audit, jobs
from yaqaza.core.crypto import blind_index
from yaqaza.core.ids import uuid7
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.language.folding import sort_key
from yaqaza.people import queries, rules
from yaqaza.people.actions.filing import file_people
from yaqaza.people.inputs import Picked
from yaqaza.people.models import (
    BirthPrecision,
    Consent,
    Household,
    HouseholdMember,
    Person,
    PersonPhone,
    Relation,
    Sex,
)
from yaqaza.territory.models import Area

CORRECTABLE = (
    "name_ar", "name_latin", "description", "sex", "birth_date", "birth_precision", "identity_number", "area", "address",
    "lives_outside", "died_on",
)  # fmt: skip


def one_line(text: str) -> str:
    """Return ``text`` as one line, without control characters."""
    return " ".join("".join(sign if sign.isprintable() or sign in "\u200c\u200d" else " " for sign in text).split())


def _home(by: User, permission: Permission) -> Organisation:
    posting = home_posting(by, permission)
    if posting is None:
        raise NotPermitted(_("Your role does not include this. Ask the administrator of your organisation."))
    return posting.organisation


def file(person: Person) -> None:
    """Write the columns by which a person is sorted."""
    person.sort_ar = sort_key(person.name_ar or person.name_latin or person.description)[:160]
    person.sort_latin = sort_key(person.name_latin)[:160]


def _identify(person: Person, number: str, *, by: User) -> None:
    """Give ``person`` an identity number, unless it belongs to someone else."""
    number = rules.normal_identity(number)
    other = queries.with_identity(number)
    if other is not None and other.pk != person.pk:
        if queries.may_see(other, user=by):
            raise rules.Taken(
                _("%(name)s has this identity number. Open that person instead.") % {"name": other.name}, other
            )
        raise rules.Taken(
            _("Someone known elsewhere has this identity number: ask %(organisation)s.")
            % {"organisation": queries.to_ask(other.organisation).name}
        )
    person.identity_number = number
    person.identity_index = blind_index("identity", number) or None


def _save(person: Person, *, fields: Sequence[str] | None = None) -> None:
    try:
        with transaction.atomic():
            person.save(update_fields=fields)
    except IntegrityError as error:
        if "identity_index" in str(error):  # recorded by someone else in this very moment
            raise rules.Taken(_("Someone was just recorded with this identity number. Search again.")) from None
        raise


@transaction.atomic
def create_person(
    *,
    by: User,
    area: Area,
    name_ar: str = "",
    name_latin: str = "",
    description: str = "",
    sex: str = Sex.UNKNOWN,
    birth_date: date | None = None,
    birth_precision: str = BirthPrecision.UNKNOWN,
    identity_number: str = "",
    address: str = "",
    lives_outside: bool = False,
    died_on: date | None = None,
    phones: Sequence[str] = (),
    organisation: Organisation | None = None,
    uuid: UUID | None = None,
) -> Person:
    """Record a person, also one without a name yet; the identity number must be nobody else's. ``uuid``: made by a phone offline."""
    organisation = organisation or _home(by, Permission.PERSON_EDIT)
    rules.check_create(by=by, area=area, organisation=organisation)
    person = Person(
        name_ar=one_line(name_ar)[:160], name_latin=one_line(name_latin)[:160], description=one_line(description)[:300], sex=sex,
        birth_date=birth_date, birth_precision=birth_precision, area=area, address=one_line(address)[:300],
        lives_outside=lives_outside, died_on=died_on, organisation=organisation, created_by=by, uuid=uuid or uuid7(),
    )  # fmt: skip
    rules.check_known(person.name_ar, person.name_latin, person.description)
    rules.check_names(person.name_ar, person.name_latin)
    rules.check_birth(birth_date, birth_precision, died_on)
    numbers = list(dict.fromkeys(rules.normal_phone(phone) for phone in phones if phone.strip()))
    _identify(person, identity_number, by=by)
    file(person)
    _save(person)
    PersonPhone.objects.bulk_create(PersonPhone(person=person, number=number) for number in numbers)
    file_people([person.pk])
    audit.record("person.created", on=person, by=by, named=person.named, organisation=organisation)
    if numbers:
        jobs.enqueue("signals.look", source="people", ids=[person.pk])
    return person


@transaction.atomic
def correct_person(*, person: Person, by: User, version: int, **fields: Any) -> Person:
    """Correct what is known of a person, on the base of ``version``; a stale write is refused with what stands now."""
    if unknown := set(fields) - set(CORRECTABLE):
        raise TypeError(f"not to be corrected: {', '.join(sorted(unknown))}")
    person = (
        Person.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "organisation")
        .get(pk=person.pk)
    )
    rules.check_edit(person, by=by)
    if person.version != version:
        raise rules.Stale(person)
    before = {name: getattr(person, name) for name in CORRECTABLE}
    number = fields.pop("identity_number", None)
    for name, value in fields.items():
        setattr(person, name, one_line(value) if name in ("name_ar", "name_latin", "description", "address") else value)
    rules.check_known(person.name_ar, person.name_latin, person.description)
    rules.check_names(
        *(getattr(person, name) for name in ("name_ar", "name_latin") if getattr(person, name) != before[name])
    )
    rules.check_birth(person.birth_date, person.birth_precision, person.died_on)
    if person.area != before["area"]:
        rules.check_create(by=by, area=person.area, organisation=person.organisation)
    if number is not None:
        _identify(person, number, by=by)
    changed = sorted(name for name in CORRECTABLE if getattr(person, name) != before[name])
    if not changed:
        return person
    file(person)
    person.version += 1
    _save(person, fields=[*CORRECTABLE, "identity_index", "sort_ar", "sort_latin", "version"])
    file_people([person.pk])
    audit.record("person.corrected", on=person, by=by, fields=changed, version=person.version)
    return person


@transaction.atomic
def add_phone(*, person: Person, by: User, number: str, note: str = "") -> PersonPhone:
    """Add a number under which the person can be reached."""
    person = (
        Person.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "organisation")
        .get(pk=person.pk)
    )
    rules.check_edit(person, by=by)
    phone, created = PersonPhone.objects.get_or_create(
        person=person, number=rules.normal_phone(number), defaults={"note": one_line(note)[:100]}
    )
    if not created:
        raise Refused(_("This number is noted already."))
    file_people([person.pk])
    audit.record("person.phone_added", on=person, by=by)
    jobs.enqueue("signals.look", source="people", ids=[person.pk])
    return phone


@transaction.atomic
def remove_phone(*, person: Person, by: User, number: str) -> None:
    """Remove a number that no longer reaches the person."""
    person = (
        Person.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "organisation")
        .get(pk=person.pk)
    )
    rules.check_edit(person, by=by)
    if PersonPhone.objects.filter(person__in=rules.selves_of(person), number=number).delete()[0]:
        file_people([person.pk])
        audit.record("person.phone_removed", on=person, by=by)
        jobs.enqueue("signals.look", source="people", ids=[person.pk])


@transaction.atomic
def reveal_identity(*, person: Person, by: User) -> str:
    """Return the whole identity number; who looked is kept."""
    rules.check_reveal(person, by=by)
    audit.record("person.identity_revealed", on=person, by=by)
    return person.identity_number


@transaction.atomic
def create_household(
    *,
    by: User,
    name: str,
    area: Area,
    address: str = "",
    income_note: str = "",
    housing_note: str = "",
    organisation: Organisation | None = None,
    head: Person | None = None,
    from_on: date | None = None,
) -> Household:
    """Record a household, with its head when one is named."""
    organisation = organisation or _home(by, Permission.PERSON_EDIT)
    rules.check_create(by=by, area=area, organisation=organisation)
    if not one_line(name):
        raise Refused(_("Write how people call this household."))
    household = Household.objects.create(
        name=one_line(name)[:160], area=area, address=one_line(address)[:300], income_note=one_line(income_note)[:300],
        housing_note=one_line(housing_note)[:300], organisation=organisation, created_by=by,
    )  # fmt: skip
    audit.record("household.created", on=household, by=by)
    if head is not None:
        join_household(household=household, person=head, by=by, relation=Relation.HEAD, from_on=from_on)
    return household


@transaction.atomic
def correct_household(*, household: Household, by: User, version: int, **fields: Any) -> Household:
    """Correct what is known of a household, on the base of ``version``."""
    household = (
        Household.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "organisation")
        .get(pk=household.pk)
    )
    rules.check_edit(household, by=by)
    if household.version != version:
        raise rules.Stale(household)
    for name in ("name", "address", "income_note", "housing_note"):
        if name in fields:
            setattr(household, name, one_line(fields[name]))
    household.area = fields.get("area", household.area)
    if not household.name:
        raise Refused(_("Write how people call this household."))
    household.version += 1
    household.save(update_fields=["name", "address", "income_note", "housing_note", "area", "version"])
    audit.record("household.corrected", on=household, by=by, version=household.version)
    return household


@transaction.atomic
def join_household(
    *,
    household: Household,
    person: Person,
    by: User,
    relation: str,
    from_on: date | None = None,
    until_on: date | None = None,
) -> HouseholdMember:
    """Note that a person lives, or lived, in a household."""
    Person.objects.select_for_update(no_key=True).get(
        pk=person.pk
    )  # one at a time: memberships of a person do not overlap
    household = (
        Household.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "organisation")
        .get(pk=household.pk)
    )
    rules.check_edit(household, by=by)
    rules.check_stands(person)
    from_on = from_on or timezone.localdate()
    rules.check_join(household, person=person, relation=relation, from_on=from_on, until_on=until_on)
    member = HouseholdMember.objects.create(
        household=household, person=person, relation=relation, from_on=from_on, until_on=until_on
    )
    audit.record("household.joined", on=household, by=by, person=person, relation=relation)
    jobs.enqueue("signals.look", source="people", ids=[person.pk])
    return member


@transaction.atomic
def leave_household(*, member: HouseholdMember, by: User, on: date | None = None) -> HouseholdMember:
    """Note from which day on a person no longer lives in the household."""
    member = (
        HouseholdMember.objects.select_for_update(of=("self",), no_key=True)
        .select_related("household__area", "household__organisation", "person")
        .get(pk=member.pk)
    )
    rules.check_edit(member.household, by=by)
    on = on or timezone.localdate()
    rules.check_leave(member, on=on)
    member.until_on = on
    member.save(update_fields=["until_on"])
    audit.record("household.left", on=member.household, by=by, person=member.person)
    jobs.enqueue("signals.look", source="people", ids=[member.person.standing.pk])
    return member


@transaction.atomic
def give_consent(
    *,
    person: Person,
    by: User,
    purpose: str,
    manner: str,
    given_on: date | None = None,
    expires_on: date | None = None,
) -> Consent:
    """Record what the person agreed to; an earlier consent for the same purpose ends where this one begins."""
    person = (
        Person.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "organisation")
        .get(pk=person.pk)
    )
    rules.check_edit(person, by=by)
    given_on = given_on or timezone.localdate()
    rules.check_consent(person, purpose=purpose, given_on=given_on, expires_on=expires_on)
    for earlier in queries.consents(person).filter(purpose=purpose, withdrawn_on=None):
        if earlier.expires_on is None or earlier.expires_on > given_on:
            earlier.expires_on = given_on
            earlier.save(update_fields=["expires_on"])
    consent = Consent.objects.create(
        person=person, purpose=purpose, manner=manner, given_on=given_on, expires_on=expires_on, recorded_by=by
    )
    audit.record("consent.given", on=consent, by=by, person=person, purpose=purpose, manner=manner)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, on: date | None = None) -> Consent:
    """Record that the person took the consent back; nothing is shared on its ground from that day."""
    consent = (
        Consent.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person__area", "person__organisation")
        .get(pk=consent.pk)
    )
    rules.check_edit(consent.person.standing, by=by)
    on = on or timezone.localdate()
    if consent.withdrawn_on is not None:
        raise Refused(_("This consent was withdrawn already."))
    if not consent.given_on <= on <= timezone.localdate():
        raise Refused(_("A consent is withdrawn between the day it was given and today."))
    # Records of one person may each hold a consent for the same purpose: taking it back takes back all of them.
    same = queries.consents(consent.person.standing).filter(
        purpose=consent.purpose, withdrawn_on=None, given_on__lte=on
    )
    for each in [consent, *same.exclude(pk=consent.pk).select_for_update(of=("self",), no_key=True).order_by("pk")]:
        each.withdrawn_on = on
        each.save(update_fields=["withdrawn_on"])
        audit.record("consent.withdrawn", on=each, by=by, person=each.person, purpose=each.purpose)
    return consent


@transaction.atomic
def settle_person(*, picked: Picked, by: User, area: Area, organisation: Organisation | None = None) -> Person:
    """Return the person that was picked, recorded now when they are new (``area`` is where they are found)."""
    if picked.person is not None:
        return picked.person.standing
    return create_person(by=by, area=area, organisation=organisation, **picked.new)
