"""What may not be done to persons and households, each with the sentence that says why."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place_or_house
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.people.models import (
    BirthPrecision,
    Consent,
    Household,
    HouseholdMember,
    Likeness,
    Merge,
    NotSame,
    Person,
    Purpose,
    Relation,
    Sex,
)
from yaqaza.territory.models import Area

OLDEST = 125  # years: nobody on record lived longer than 122

# What a record that is kept learns from the one that goes where it knows nothing itself: its value for "not known", and what goes with it.
LEARNT: dict[str, tuple[object, tuple[str, ...]]] = {
    "name_ar": ("", ()),
    "name_latin": ("", ()),
    "description": ("", ()),
    "sex": (Sex.UNKNOWN, ()),
    "birth_date": (None, ("birth_precision",)),
    "identity_number": ("", ("identity_index",)),
    "address": ("", ()),
    "died_on": (None, ()),
}


class Stale(Refused):
    """Someone else saved the row meanwhile; ``current`` is what stands now."""

    def __init__(self, current: Person | Household) -> None:
        super().__init__(
            _(
                "Someone else corrected this while you were writing. Compare the two versions below, then save what is right."
            )
        )
        self.current = current


class Taken(Refused):
    """The identity number belongs to ``person``, or to someone the writer may not see (``person`` is then None)."""

    def __init__(self, sentence: str, person: Person | None = None) -> None:
        super().__init__(sentence)
        self.person = person


def reaches(subject: Person | Household, *, by: User, permission: Permission) -> bool:
    """Say whether a posting reaches the row: for a person recorded several times, one of the records is enough."""
    if reaches_place_or_house(by, permission, area=subject.area, organisation=subject.organisation):
        return True
    if not isinstance(subject, Person) or not subject.merged:
        return False
    others = subject.others.select_related("area", "organisation").defer("area__geometry")
    return any(reaches_place_or_house(by, permission, area=o.area, organisation=o.organisation) for o in others)


def check_create(*, by: User, area: Area, organisation: Organisation) -> None:
    """Refuse to record someone outside the writer's reach."""
    if not reaches_place_or_house(by, Permission.PERSON_EDIT, area=area, organisation=organisation):
        raise NotPermitted(_("You record people of your own area and organisation only."))


def check_edit(subject: Person | Household, *, by: User) -> None:
    """Refuse corrections by someone whose posting does not reach the person or household."""
    if not reaches(subject, by=by, permission=Permission.PERSON_EDIT):
        raise NotPermitted(_("Only %(organisation)s may correct this.") % {"organisation": subject.organisation.name})
    if isinstance(subject, Person):
        check_stands(subject)


def check_stands(person: Person) -> None:
    """Refuse to write to a record that stands for nobody since a merge."""
    if person.same_as_id is not None:
        raise Refused(_("This record is the same as another one since they were merged. Open that one instead."))


def check_reveal(person: Person, *, by: User) -> None:
    """Refuse to show a whole identity number to those who do not need it for their work."""
    if not reaches(person, by=by, permission=Permission.PERSON_IDENTITY):
        raise NotPermitted(_("Your role sees the last four signs of an identity number only."))
    if not person.identity_number:
        raise Refused(_("No identity number is known."))


def check_known(name_ar: str, name_latin: str, description: str) -> None:
    if not (name_ar or name_latin or description):
        raise Refused(_("Write a name, or describe the person: “man, about 60, by the station”."))


def check_names(*names: str) -> None:
    """Refuse an initial, or signs and digits, for a name: nobody is found by them, and a description says more."""
    for name in names:
        letters = sum(sign.isalpha() for sign in name)
        if name and not letters:
            raise Refused(
                _("“%(name)s” has no letters and is not a name. Leave the name empty and describe the person.")
                % {"name": name}
            )
        if letters == 1:
            raise Refused(
                _(
                    "“%(name)s” is one letter, not a name. Leave the name empty and describe the person; the letter may stand there."
                )
                % {"name": name}
            )


def check_birth(birth_date: date | None, precision: str, died_on: date | None = None) -> None:
    """Refuse a birth to come, or too long ago to be true, and a death before it."""
    today = timezone.localdate()
    if (birth_date is None) != (precision == BirthPrecision.UNKNOWN):
        raise Refused(_("Say how exact the birth date is."))
    if birth_date and birth_date > today:
        raise Refused(_("The birth date is in the future."))
    if birth_date and today.year - birth_date.year > OLDEST:
        raise Refused(_("Check the birth date: nobody is older than %(years)s years.") % {"years": OLDEST})
    if died_on and died_on > today:
        raise Refused(_("The day of death is in the future."))
    if died_on and birth_date and died_on < birth_date:
        raise Refused(_("The day of death is before the birth."))


def normal_identity(text: str) -> str:
    """Return an identity number as it is stored; refuse with what to write instead."""
    if not text.strip():
        return ""
    try:
        return countries.get(settings.COUNTRY).identity.normalise(text)
    except countries.Invalid as invalid:
        raise Refused(invalid.sentence(get_language() or "ar")) from None


def normal_phone(text: str) -> str:
    """Return a phone number as E.164; refuse with what to write instead."""
    try:
        return countries.get(settings.COUNTRY).normalise_phone(text)
    except countries.Invalid as invalid:
        raise Refused(invalid.sentence(get_language() or "ar")) from None


def check_join(household: Household, *, person: Person, relation: str, from_on: date, until_on: date | None) -> None:
    """Refuse a membership that overlaps another one of the person, or a second head of household."""
    today = timezone.localdate()
    if from_on > today or (until_on and until_on > today):
        raise Refused(_("The day is in the future."))
    if until_on and until_on < from_on:
        raise Refused(_("The last day is before the first."))
    if person.birth_date and person.birth_precision == BirthPrecision.DAY and from_on < person.birth_date:
        raise Refused(_("The person was not born yet on that day."))
    held = HouseholdMember.objects.filter(person__in=selves_of(person)).filter(
        Q(until_on=None) | Q(until_on__gt=from_on)
    )
    if until_on:
        held = held.filter(from_on__lt=until_on)
    held = held.exclude(until_on=F("from_on"))  # a day that did not last overlaps nothing
    other = held.select_related("household").first() if until_on != from_on else None
    if other:
        if other.household_id == household.pk:
            raise Refused(_("The person is a member of this household at that time already."))
        raise Refused(_("The person lived in another household at that time. End that membership first."))
    if (
        relation == Relation.HEAD
        and until_on is None
        and household.members.filter(until_on=None, relation=Relation.HEAD).exists()
    ):
        raise Refused(_("This household has a head already. Say what this person is to the head."))


def check_leave(member: HouseholdMember, *, on: date) -> None:
    if member.until_on is not None:
        raise Refused(_("This membership has ended already."))
    if on > timezone.localdate():
        raise Refused(_("The day is in the future."))
    if on < member.from_on:
        raise Refused(_("The last day is before the first."))


def check_consent(person: Person, *, purpose: str, given_on: date, expires_on: date | None) -> None:
    if purpose not in Purpose.values:
        raise Refused(_("Say what the consent is for."))
    if person.died_on:
        raise Refused(_("The person has died."))
    if given_on > timezone.localdate():
        raise Refused(_("The day is in the future."))
    if expires_on and expires_on <= given_on:
        raise Refused(_("A consent ends after the day it was given."))
    later = Q(given_on__gte=given_on) | Q(withdrawn_on__gt=given_on)
    given = Consent.objects.filter(person__in=selves_of(person))
    if given.filter(later, purpose=purpose).exclude(withdrawn_on=F("given_on")).exists():
        raise Refused(_("A consent for this purpose is recorded for that day or later. Withdraw it first."))


def check_reason(reason: str) -> None:
    if not reason:
        raise Refused(_("Say in a few words why."))


def check_judge(*people: Person, by: User) -> None:
    """Refuse a decision on who is the same as whom to those who do not reach every record that it is about."""
    if not all(reaches(person, by=by, permission=Permission.PERSON_MERGE) for person in people):
        raise NotPermitted(_("A supervisor who may see both records decides whether they are one person."))


def told_apart(a: Person, b: Person) -> NotSame | None:
    """Return the decision that two people, with all that is the same as either, are not one; None when there is none."""
    first, second = selves_of(a), selves_of(b)
    return NotSame.objects.filter(Q(a__in=first, b__in=second) | Q(a__in=second, b__in=first)).first()


def selves_of(person: Person) -> list[int]:
    """Return the ids of every record of one person, this one first."""
    if not person.merged:
        return [person.pk]
    return [person.pk, *Person.objects.filter(same_as=person).order_by("pk").values_list("pk", flat=True)]


def check_merge(*, kept: Person, gone: Person, by: User) -> None:
    """Refuse to make one of two records that cannot be one person, or that the writer may not judge."""
    if kept.pk == gone.pk:
        raise Refused(_("This is one record, not two."))
    check_judge(kept, gone, by=by)
    check_can_be_one(kept=kept, gone=gone)


def check_can_be_one(*, kept: Person, gone: Person) -> None:
    """Refuse what no supervisor could merge."""
    for person in (kept, gone):
        check_stands(person)
    if told_apart(kept, gone):
        raise Refused(_("Someone told these two apart. Take that back first if it was a mistake."))
    if kept.identity_index and gone.identity_index and kept.identity_index != gone.identity_index:
        raise Refused(_("They have two different identity numbers. If one of them is wrong, correct it first."))


def learnt(kept: Person, gone: Person) -> list[str]:
    """Return the fields that a kept record would learn from the one that goes: known there, not here, and fitting what is known here."""
    return [
        name
        for name, (empty, _beside) in LEARNT.items()
        if getattr(kept, name) == empty and getattr(gone, name) != empty and _fits(kept, gone, name)
    ]


def _fits(kept: Person, gone: Person, name: str) -> bool:
    """Nobody dies before they are born, whichever record says so; an address belongs to its commune."""
    if name == "address":
        return kept.area_id == gone.area_id
    if name not in ("birth_date", "died_on"):
        return True
    born = gone.birth_date if name == "birth_date" else kept.birth_date
    died = gone.died_on if name == "died_on" else kept.died_on
    return born is None or died is None or born <= died


def widens(kept: Person, gone: Person) -> bool:
    """Say whether a merge lets someone see a record they did not see: of two houses, or two places of which neither holds the other."""
    if kept.organisation_id != gone.organisation_id:
        return True
    one, other = kept.area.path, gone.area.path
    return not (one.startswith(other) or other.startswith(one))


def check_unmerge(merge: Merge, *, by: User) -> None:
    """Refuse to take back what was taken back, or what the writer may not judge."""
    check_judge(merge.kept.standing, merge.gone, by=by)
    if merge.undone_at is not None:
        raise Refused(_("This merge was taken back already."))
    if merge.gone.identity_index and (
        Person.objects.filter(identity_index=merge.gone.identity_index, same_as=None)
        .exclude(pk=merge.kept.standing.pk)
        .exists()
    ):
        raise Refused(_("Someone else was recorded with its identity number since. Correct that one first."))


def check_tell_apart(*, a: Person, b: Person, by: User) -> None:
    """Refuse to tell apart one record from itself, or records that are one person until their merge is taken back.

    It moves nothing and can be taken back: whoever may correct both records may say it.
    """
    if a.pk == b.pk:
        raise Refused(_("This is one record, not two."))
    check_compare(a, b, by=by)
    if a.standing.pk == b.standing.pk:
        raise Refused(_("They are one person since they were merged. Take the merge back first."))
    if told_apart(a.standing, b.standing):
        raise Refused(_("They were told apart already."))


def check_compare(*people: Person, by: User) -> None:
    """Refuse an answer by someone who may not correct both records."""
    if not all(reaches(person, by=by, permission=Permission.PERSON_EDIT) for person in people):
        raise NotPermitted(_("Those who may correct both records say whether they are one person."))


def check_answer(likeness: Likeness, *, by: User) -> None:
    """Refuse an answer about records that are not both the writer's, or that a merge settled meanwhile."""
    check_compare(likeness.a, likeness.b, by=by)
    for person in (likeness.a, likeness.b):
        check_stands(person)


def check_answer_back(likeness: Likeness, *, by: User) -> None:
    """Refuse to take back the answer of another, except for those who decide."""
    own = likeness.answered_by_id == by.pk
    if not own or likeness.merge is not None:
        check_judge(likeness.a, likeness.b, by=by)
