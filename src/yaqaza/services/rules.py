"""What may not be recorded or reversed, each with the sentence that says why; the page shows the same one beside the button."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place_or_house
from yaqaza.accounts.states import OrganisationKind, OrganisationStatus, UnitKind
from yaqaza.cases import rules as cases
from yaqaza.cases.models import Case
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.people.models import Household, Person
from yaqaza.services.models import Programme, ServiceDelivery, ServiceType

OUTSIDE = (OrganisationKind.INSTITUTION, OrganisationKind.ASSOCIATION)


def check_durable(case: Case | None) -> None:
    """Refuse what lasts without a verified file (urgent help never asks this)."""
    if case is None:
        raise Refused(_("Durable aid rests on a file with a verdict: open a file first. Urgent help need not wait."))
    cases.check_durable_aid(case)


def check_type(service_type: ServiceType, *, case: Case | None, organisation: Organisation) -> None:
    """Refuse a kind of help that waits for a verdict, that another unit gives, or that is no longer given."""
    if not service_type.active:
        raise Refused(_("“%(service)s” is no longer given.") % {"service": service_type.name})
    if service_type.unit_kind and service_type.unit_kind != organisation.unit_kind:
        raise Refused(
            _("“%(service)s” is given by: %(unit)s. Choose that unit.")
            % {"service": service_type.name, "unit": UnitKind(service_type.unit_kind).label}
        )
    if service_type.needs_verification:
        check_durable(case)


def check_day(day: date, *, person: Person | None, case: Case | None) -> None:
    """Refuse a day that has not come, and one before the person or the file was there."""
    if day > timezone.localdate():
        raise Refused(_("This day has not come yet: an act is recorded once it is done."))
    if person is not None and person.birth_date is not None and day < person.birth_date:
        raise Refused(_("On this day the person was not born yet."))
    if person is not None and person.died_on is not None and day > person.died_on:
        raise Refused(_("The person died before this day."))
    if case is not None and day < timezone.localtime(case.opened_at).date():
        raise Refused(_("On this day the file was not open yet. Record the act without the file, or correct the day."))


def check_file(case: Case, *, by: User) -> None:
    """Refuse a closed file, and a sensitive one to those it does not name."""
    cases.check_read(case, by=by)
    if case.closed:
        raise Refused(_("The file is closed. Reopen it first, or record the act without the file."))


def check_deliver(
    *,
    by: User,
    service_type: ServiceType,
    programme: Programme,
    delivered_on: date,
    organisation: Organisation,
    person: Person | None,
    household: Household | None,
    case: Case | None,
) -> None:
    """Refuse an act for nobody, by a house out of reach, out of its file, too early or too late, or that must wait."""
    if not reaches_place_or_house(by, Permission.SERVICE_DELIVER, area=organisation.area, organisation=organisation):
        raise NotPermitted(_("You record services of your own area and organisation only."))
    if person is None and household is None:
        raise Refused(_("Say who received it: a person, also one without a name, or a household."))
    if organisation.status != OrganisationStatus.ACTIVE or organisation.kind in OUTSIDE:
        raise Refused(_("%(organisation)s does not record services now.") % {"organisation": organisation.name})
    if not programme.active:
        raise Refused(_("This programme has ended."))
    if case is not None:
        check_file(case, by=by)
        if not _in_file(case, person, household):
            raise Refused(_("The file is about someone else."))
    check_day(delivered_on, person=person, case=case)
    check_type(service_type, case=case, organisation=organisation)


def _in_file(case: Case, person: Person | None, household: Household | None) -> bool:
    if household is not None and case.household_id != household.pk:
        return False
    if person is None or person.pk == case.person_id:
        return True
    return case.household is not None and case.household.members.filter(person=person).exists()


def check_may_reverse(delivery: ServiceDelivery, *, by: User) -> None:
    """Refuse a reversal by someone who may not, of a reversal, and a second one."""
    if not reaches_place_or_house(
        by, Permission.SERVICE_REVERSE, area=delivery.area, organisation=delivery.organisation
    ):
        raise NotPermitted(_("Case workers and supervisors of the place reverse an act."))
    if delivery.reverses_id is not None:
        raise Refused(_("This is a reversal: it is not reversed. Record the act again if it was done after all."))
    reversal = ServiceDelivery.objects.filter(reverses=delivery).first()
    if reversal is not None:
        raise Refused(_("This act is reversed already, by %(number)s.") % {"number": f"\u2066{reversal.number}\u2069"})


def check_reverse(delivery: ServiceDelivery, *, by: User, reason: str) -> None:
    """Refuse a reversal that may not be, or that gives no reason."""
    check_may_reverse(delivery, by=by)
    if not reason.strip():
        raise Refused(_("Say why the act is reversed."))
