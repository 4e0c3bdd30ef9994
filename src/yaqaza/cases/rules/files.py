"""Opening, giving, joining, and the readers of a sensitive file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_house, reaches_place_or_house
from yaqaza.cases.models import Case, CaseAccess
from yaqaza.cases.rules.reach import check_read, in_reach, named, not_closed, reads_lastingly
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.people.models import Household, Person
from yaqaza.territory.models import Area


def check_open(
    *, by: User, area: Area, organisation: Organisation, person: Person | None, household: Household | None
) -> None:
    """Refuse a file about nobody, or outside the opener's reach."""
    if not reaches_place_or_house(by, Permission.CASE_OPEN, area=area, organisation=organisation):
        raise NotPermitted(_("You open files of your own area and organisation only."))
    if person is None and household is None:
        raise Refused(_("Say whom the file is about: a person, also one without a name, or a household."))


def check_open_to_all(*, by: User, area: Area, organisation: Organisation) -> None:
    """Refuse an ordinary file where its programme or its alert calls for a sensitive one, but to those who name its readers."""
    if not reaches_house(by, Permission.CASE_GRANT_ACCESS, organisation):
        raise Refused(_("The programme or the alert calls for a sensitive file: only a supervisor opens it to all."))


def check_work(case: Case, *, by: User) -> None:
    """Refuse work on a closed file, or by someone who does not work files here."""
    in_reach(case, by, Permission.CASE_WORK, _("Case workers of %(organisation)s do this.") % named(case))
    not_closed(case)


def check_join(case: Case, *, by: User) -> None:
    """Refuse to join an alert to a closed file, or by someone who may not open one."""
    in_reach(case, by, Permission.CASE_OPEN, _("Those who open files in %(organisation)s do this.") % named(case))
    not_closed(case)


def check_assign(case: Case, *, by: User, worker: User | None = None) -> None:
    """Refuse a worker who could not work the file. A supervisor gives it to anyone, a worker takes a free one or hands over theirs."""
    not_closed(case)
    check_read(case, by=by)
    supervisor = reaches_place_or_house(by, Permission.CASE_DECIDE, area=case.area, organisation=case.organisation)
    own = by.may(Permission.CASE_WORK) and (
        case.worker_id == by.pk
        or (
            case.worker_id is None
            and reaches_place_or_house(by, Permission.CASE_WORK, area=case.area, organisation=case.organisation)
        )
    )
    if not (supervisor or own):
        raise NotPermitted(_("The file is someone else's: their supervisor can give it to you."))
    if not reads_lastingly(case, by=by):
        raise NotPermitted(
            _("You read this file for a time only: the supervisor of %(organisation)s gives it to whoever works it.")
            % named(case)
        )
    if worker is not None and not reaches_place_or_house(
        worker, Permission.CASE_WORK, area=case.area, organisation=case.organisation
    ):
        raise Refused(_("%(name)s does not work files here.") % {"name": worker.name})
    if worker is not None and worker.pk == case.worker_id:
        raise Refused(_("%(name)s works this file already.") % {"name": worker.name})


def takes(case: Case, *, by: User) -> bool:
    """Say whether an act puts the file into the hands of whoever does it: nobody works it, and they read it without an end.

    Else an hour behind the broken glass would become reading for ever.
    """
    return case.worker_id is None and reads_lastingly(case, by=by)


def check_note(case: Case, *, by: User) -> None:
    """Refuse notes by readers from elsewhere; a closed file takes notes still."""
    in_reach(case, by, Permission.CASE_WORK, _("Case workers of %(organisation)s write notes.") % named(case))


def check_export(case: Case, *, by: User) -> None:
    """Refuse to take a file out to those who only read here."""
    in_reach(case, by, Permission.CASE_WORK, _("Case workers of %(organisation)s take a file out.") % named(case))


def check_grant(case: Case, *, by: User, user: User | None = None) -> None:
    """Refuse to name readers of a file that is open to all, or readers who could not read any."""
    if not reaches_house(by, Permission.CASE_GRANT_ACCESS, case.organisation):
        raise NotPermitted(_("A supervisor names those who may read a sensitive file."))
    if not case.sensitive:
        raise Refused(_("This file is not sensitive: everyone who reads files here may read it."))
    if user is not None and not user.may(Permission.CASE_VIEW):
        raise Refused(_("%(name)s reads no case files at all.") % {"name": user.name})


def check_confidentiality(case: Case, *, by: User) -> None:
    if not reaches_house(by, Permission.CASE_GRANT_ACCESS, case.organisation):
        raise NotPermitted(_("A supervisor makes a file sensitive, or opens it to all."))


def check_break_glass(case: Case, *, by: User) -> None:
    """Refuse to break the glass of a file that is not behind one, or from another province."""
    if not reaches_place_or_house(by, Permission.CASE_BREAK_GLASS, area=case.area, organisation=case.organisation):
        raise NotPermitted(
            _("Your role does not open sensitive files. Ask the supervisor of %(organisation)s.") % named(case)
        )
    if not case.sensitive:
        raise Refused(_("This file is not sensitive: everyone who reads files here may read it."))


def check_review(access: CaseAccess, *, by: User) -> None:
    """Refuse to review one's own emergency reading."""
    case = access.case
    if not reaches_house(by, Permission.CASE_GRANT_ACCESS, case.organisation):
        raise NotPermitted(_("The supervisor of %(organisation)s reviews this.") % named(case))
    if access.user_id == by.pk:
        raise Refused(_("You opened the file yourself: another supervisor reviews it."))
    if access.reviewed_at:
        raise Refused(_("This was reviewed already."))
