"""Reads of persons and households, each with its reader; the search that comes before every new person."""

from __future__ import annotations

import re
import uuid as uuids
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case as SqlCase
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.accounts.states import OrganisationKind
from yaqaza.core import limits
from yaqaza.core.crypto import blind_index
from yaqaza.core.refusal import NotFound
from yaqaza.countries.formats import western_digits
from yaqaza.people.models import Consent, Household, HouseholdMember, Person, PersonPhone
from yaqaza.people.rules import reaches, selves_of
from yaqaza.people.search.finding import reach
from yaqaza.people.search.judging import Match
from yaqaza.people.search.keys import END, TAIL
from yaqaza.people.search.living import Cut, bounded, living
from yaqaza.people.search.searching import Results, out_of_sight, search
from yaqaza.people.search.typed import MOST, OLDEST, read
from yaqaza.territory import queries as territory
from yaqaza.territory.models import Area, Level

__all__ = [
    "Elsewhere", "Match", "Place", "Results", "consents", "current_membership", "current_memberships",
    "filtered", "get_consent", "get_household", "get_person", "households_visible_to", "is_place", "known_elsewhere", "last_recorded",
    "lives_elsewhere", "may_see", "members_once", "membership_in", "past_memberships", "phones", "places_called", "running_consents",
    "search", "selves", "to_ask", "too_little", "visible_to", "with_identity",
]  # fmt: skip

TOLD = 40  # times an hour that one reader is told of someone elsewhere: enough for work, too few to try out numbers
MEMBER = ("person__area", "person__organisation", "person__same_as__area", "person__same_as__organisation")
MEMBER_HEAVY = ("person__area__geometry", "person__same_as__area__geometry")
ALMOST_SURE = 0.72  # someone out of sight is told of from here on
LAST = 12  # of a place, the persons recorded last


def visible_to(user: User) -> QuerySet[Person]:
    """Return the persons of the reader's area and organisation, each once.

    Who was recorded several times is seen by those who saw one of the records (the merge says so before it is made).
    """
    reach = within(user, Permission.PERSON_VIEW)
    merged = Person.objects.filter(reach, same_as__isnull=False).values("same_as")
    return Person.objects.filter(reach | Q(pk__in=merged), same_as=None)


def selves(person: Person) -> list[int]:
    """Return the ids of every record of one person: this one and those that are the same as it.

    What cannot be made to point at the kept record (the ledger; a telephone that both had) is read through this.
    """
    return selves_of(person)


def households_visible_to(user: User) -> QuerySet[Household]:
    """Return the households of the reader's area and organisation."""
    return Household.objects.filter(within(user, Permission.PERSON_VIEW))


def get_person(uuid: uuids.UUID | str, *, seen_by: User) -> Person:
    """Return a person, under the address of any of their records; "not there" and "not yours" get the same answer."""
    asked = Q(uuid=uuid) | Q(pk__in=Person.objects.filter(uuid=uuid, same_as__isnull=False).values("same_as"))
    person = visible_to(seen_by).select_related("area", "organisation").filter(asked).first()
    if person is None:
        raise NotFound(_("This person is not in your files."))
    return person


def get_household(uuid: uuids.UUID | str, *, seen_by: User) -> Household:
    """Return a household; "not there" and "not yours" get the same answer."""
    household = households_visible_to(seen_by).select_related("area", "organisation").filter(uuid=uuid).first()
    if household is None:
        raise NotFound(_("This household is not in your files."))
    return household


def get_consent(uuid: uuids.UUID | str, *, seen_by: User) -> Consent:
    consent = Consent.objects.select_related("person__area", "person__organisation").filter(uuid=uuid).first()
    if consent is None or not visible_to(seen_by).filter(pk=consent.person.standing.pk).exists():
        raise NotFound(_("This consent is not in your files."))
    return consent


def current_membership(person: Person, *, seen_by: User) -> HouseholdMember | None:
    """Return where the person lives today, as the record that stands says first; see ``current_memberships``."""
    return next(iter(current_memberships(person, seen_by=seen_by)), None)


def current_memberships(person: Person, *, seen_by: User) -> list[HouseholdMember]:
    """Return where the person lives today, with the household and its members (``shown``: whether the reader may see them).

    Several when records of one person are in several households; each household once.
    """
    members = members_once(HouseholdMember.objects.order_by("until_on", "from_on", "id"))
    rows = (
        _memberships(person)
        .filter(until_on=None, household__in=households_visible_to(seen_by))
        .order_by(SqlCase(When(person=person, then=Value(0)), default=Value(1)), "-from_on", "-id")
        .select_related("household__area", "household__organisation")
        .defer("household__area__geometry")
        .prefetch_related(Prefetch("household__members", members))
    )
    found = list({row.household_id: row for row in reversed(rows)}.values())[::-1]
    for row in found:
        for member in row.household.members.all():
            member.person = member.person.standing
            member.shown = may_see(member.person, user=seen_by)  # type: ignore[attr-defined]  # for the page
    return found


def members_once(members: QuerySet[HouseholdMember]) -> QuerySet[HouseholdMember]:
    """Return memberships with what a line shows; who lives in one household under two records has one line."""
    again = HouseholdMember.objects.filter(
        household=OuterRef("household"), person=OuterRef("person__same_as"), until_on=None
    )
    return members.exclude(Exists(again), until_on=None).select_related(*MEMBER).defer(*MEMBER_HEAVY)


def _memberships(person: Person) -> QuerySet[HouseholdMember]:
    return HouseholdMember.objects.filter(person__in=selves_of(person))


def lives_elsewhere(person: Person, *, seen_by: User) -> bool:
    """Say whether the person lives in a household that the reader may not see."""
    return _memberships(person).filter(until_on=None).exclude(household__in=households_visible_to(seen_by)).exists()


def phones(person: Person) -> list[PersonPhone]:
    """Return the numbers of a person, each once, those of the record that stands first."""
    found: dict[str, PersonPhone] = {}
    for phone in PersonPhone.objects.filter(person__in=selves_of(person)).order_by("id"):
        if phone.number not in found or phone.person_id == person.pk:
            found[phone.number] = phone
    return sorted(found.values(), key=lambda phone: (phone.person_id != person.pk, phone.pk))


def consents(person: Person) -> QuerySet[Consent]:
    """Return what a person consented to, under any of their records."""
    return Consent.objects.filter(person__in=selves_of(person))


def past_memberships(person: Person, *, seen_by: User) -> QuerySet[HouseholdMember]:
    """Return where the person lived before, as far as the reader may see the households, the last first."""
    seen = _memberships(person).exclude(until_on=None).filter(household__in=households_visible_to(seen_by))
    return seen.select_related("household").order_by("-until_on", "-id")


def membership_in(household: Household, person_uuid: uuids.UUID | str) -> HouseholdMember:
    """Return the running membership of a person in a household."""
    named = Q(person__uuid=person_uuid) | Q(person__same_as__uuid=person_uuid)
    member = household.members.filter(named, until_on=None).select_related("person").order_by("id").first()
    if member is None:
        raise NotFound(_("This person does not live in the household."))
    return member


def running_consents(person: Person, day: date) -> list[Consent]:
    """Return the consents in force on ``day``."""
    return [consent for consent in consents(person).order_by("given_on", "id") if consent.holds_on(day)]


def filtered(people: QuerySet[Person], chosen: Mapping[str, Any]) -> QuerySet[Person]:
    """Narrow a list by what the reader chose (``forms.Filters``)."""
    today = timezone.localdate()
    if chosen.get("sex"):
        people = people.filter(sex=chosen["sex"])
    if chosen.get("area"):
        people = people.filter(area__path__startswith=chosen["area"].path)
    if chosen.get("outside"):
        people = people.filter(lives_outside=True)
    if chosen.get("unnamed"):
        people = people.filter(name_ar="", name_latin="")
    if chosen.get("age"):
        least, most = chosen["age"].split("-")
        people = people.filter(birth_date__lte=_years_before(today, int(least)))
        if most:
            people = people.filter(birth_date__gt=_years_before(today, int(most) + 1))
    return people


@dataclass(frozen=True)
class Place:
    """A place whose name is all that was typed into a search; ``here``, ``unnamed``: whether the reader has (nameless) people there."""

    area: Area
    here: bool
    unnamed: bool

    @property
    def chosen(self) -> str:
        """Return the query string that narrows the list of people to it."""
        name = self.area.full_name
        return urlencode({"area": name, "area_id": self.area.uuid, "area_name": name})


def is_place(text: str) -> bool:
    """Say whether ``text`` names a place and nothing else: no person is found by that alone."""
    return bool(_named(text))


def too_little(text: str) -> str:
    """Return what is to be written for a search that found nobody because it says too little, "" when it says enough.

    Of a number people are found by the whole of it or by the last ``TAIL`` digits of a telephone (``END`` beside something else), of a
    name by two letters.
    """
    wanted = read(text)
    if wanted.phones or wanted.identities:
        return ""
    begun = any(digits[0] == "0" != digits[1] for digits in wanted.tails)  # a telephone, and its end finds
    enough = () if wanted.nothing else wanted.ends
    written = _NUMBERS.findall(western_digits(text[:MOST]))
    if begun or any(_says_nothing(digits) for digits in written if digits not in enough):
        return _(
            "Numbers find people by a whole telephone or its last %(count)s digits (%(end)s beside a name, a year or a place), a whole"
            " identity number, or a year of birth: write more of it."
        ) % {"count": TAIL, "end": END}
    if not wanted.tails and sum(sign.isalpha() for sign in wanted.name) == 1:
        return _("One letter finds nobody: write at least two, better a whole word of the name.")
    return ""


_NUMBERS = re.compile(r"\d+")


def _says_nothing(digits: str) -> bool:
    """Say whether digits are too few for a telephone and neither a year of birth nor an age."""
    if len(digits) == 4:
        return digits[:2] not in ("19", "20")
    return len(digits) < TAIL and (digits[0] == "0" or int(digits) > OLDEST)


def _named(text: str) -> list[Area]:
    return territory.named_exactly(text.replace("\x00", " ")[:MOST])


def places_called(text: str, *, seen_by: User) -> list[Place]:
    """Return the places that ``text`` names and nothing else, the likeliest first: those where the reader has people, else all of that
    name. It is said to be a place then, and its people are offered.
    """
    areas = _named(text)
    own = reach(seen_by)
    flags = living(areas, within=None if own is None else own.keys)
    found = [Place(area, here, unnamed) for area, (here, unnamed) in zip(areas, flags, strict=True)]
    return [place for place in found if place.here] or found


def last_recorded(places: Iterable[Place], *, seen_by: User) -> list[Person]:
    """Return the persons in the reader's sight that were recorded last in those of the places that are communes.

    One commune at a time, for its index holds them in this order; none when the limit of time cut it.
    """
    people = visible_to(seen_by).select_related("area").defer("area__geometry").order_by("-created_at", "-id")
    communes = [place.area for place in places if place.here and place.area.level == Level.COMMUNE]
    try:
        with bounded():
            last = [person for commune in communes for person in people.filter(area=commune)[:LAST]]
    except Cut:
        return []
    return sorted(last, key=lambda person: (person.created_at, person.pk), reverse=True)[:LAST]


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True)
class Elsewhere:
    """Someone known to an organisation out of the reader's sight: whom to ask, and nothing else."""

    organisation: Organisation
    reason: str


def known_elsewhere(text: str, *, seen_by: User) -> Results[Elsewhere]:
    """Return whom to ask about someone the reader may not see: only for a number, a phone, or a whole name that is the same.

    ``incomplete`` as for ``search``.
    """
    wanted = read(text)
    wanted.tails = []
    if len(wanted.words) < 2:
        wanted.name = ""
    if not (wanted.phones or wanted.identities or wanted.name):
        return Results()
    if not seen_by.may(Permission.PERSON_VIEW):
        return Results()
    found: dict[int, Elsewhere] = {}
    there = out_of_sight(wanted, seen_by=seen_by, least=ALMOST_SURE)
    for person, reason in there:
        found.setdefault(person.organisation_id, Elsewhere(to_ask(person.organisation), reason))
    again = f"elsewhere:{seen_by.pk}:{text}"  # kept as a keyed hash: who comes back to a search is told nothing new
    if found and limits.would_allow(again, per_hour=1):
        if not limits.allow(f"elsewhere:{seen_by.pk}", per_hour=TOLD):
            return Results()
        limits.allow(again, per_hour=1)
    once = {one.organisation.pk: one for one in reversed(found.values())}  # each house once
    return Results(once.values(), incomplete=there.incomplete)


def to_ask(organisation: Organisation) -> Organisation:
    """Return whom one asks about a person of ``organisation``: its directorate, for the name of a women's space would tell too much."""
    above = [int(part) for part in organisation.path.split(".") if part]
    found = Organisation.objects.filter(pk__in=above, kind=OrganisationKind.DIRECTORATE).order_by("-path").first()
    return found or organisation


def with_identity(number: str) -> Person | None:
    """Return who has an (already normalised) identity number, seen by nobody in particular: for the rule of uniqueness."""
    return (
        Person.objects.select_related("area", "organisation")
        .filter(identity_index=blind_index("identity", number), same_as=None)
        .first()
        if number
        else None
    )


def may_see(person: Person, *, user: User) -> bool:
    """Say whether ``person`` is within the reader's sight (the same rule as ``visible_to``, for one row)."""
    return reaches(person, by=user, permission=Permission.PERSON_VIEW)
