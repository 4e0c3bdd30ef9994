"""Files, each read with its reader: area and organisation, and for sensitive files the named readers only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Posting, User
from yaqaza.accounts.permissions import GRANTS, Permission, Role
from yaqaza.accounts.scope import within
from yaqaza.alerts.models import Alert
from yaqaza.cases.models import Case, CaseAccess, Investigation, Plan
from yaqaza.cases.states import CaseStatus, Confidentiality, Party, Task
from yaqaza.cases.waiting import overdue, waiting_on, with_task
from yaqaza.core.refusal import NotFound
from yaqaza.people import queries as people

S = CaseStatus
HEAVY = ("area__geometry",)


def _in_reach(user: User, *permissions: Permission) -> Q:
    return within(user, *permissions, area_path="area_path", organisation_path="organisation__path")


def _supervised(user: User) -> Q:
    """Files of the organisations (and those below) that the user supervises."""
    return within(user, Permission.CASE_GRANT_ACCESS, area_path="")


def _named(user: User) -> Q:
    """Files whose worker the user is, or that name the user as a reader now, or that the user opened for a worker to come."""
    now = timezone.now()
    access = CaseAccess.objects.filter(Q(until_at=None) | Q(until_at__gt=now), case=OuterRef("pk"), user=user)
    return Q(worker=user) | Q(Exists(access)) | Q(opened_by=user, worker=None)


def visible_to(user: User) -> QuerySet[Case]:
    """Return the files a user may read."""
    if not user.may(Permission.CASE_VIEW):
        return Case.objects.none()
    ordinary = _in_reach(user, Permission.CASE_VIEW) & ~Q(confidentiality=Confidentiality.SENSITIVE)
    return Case.objects.filter(ordinary | _supervised(user) | _named(user))


def naming(user: User) -> QuerySet[Case]:
    """Return the files that name a user: whose worker they are, that they were let read, or that they opened for a worker to come."""
    return Case.objects.filter(_named(user)) if user.may(Permission.CASE_VIEW) else Case.objects.none()


def locked_for(user: User) -> QuerySet[Case]:
    """Return the sensitive files of the user's reach that the user may not read (but may open in an emergency)."""
    return Case.objects.filter(
        _in_reach(user, Permission.CASE_VIEW), confidentiality=Confidentiality.SENSITIVE
    ).exclude(_supervised(user) | _named(user))


def filtered(cases: QuerySet[Case], chosen: Mapping[str, Any], *, reader: User) -> QuerySet[Case]:
    """Narrow a list by what the reader chose (``forms.Filters``)."""
    for name in ("status", "programme_code", "verdict", "urgency"):
        if value := chosen.get(name):
            cases = cases.filter(**{name: value})
    match chosen.get("worker"):
        case None | "":
            pass
        case "me":
            cases = cases.filter(worker=reader)
        case "nobody":
            cases = cases.filter(worker=None)
        case worker:
            cases = cases.filter(worker__uuid=worker)
    if area := chosen.get("area"):
        cases = cases.filter(area_path__startswith=area.path)
    if chosen.get("waiting"):
        cases = waiting_on(cases, chosen["waiting"])
    if chosen.get("overdue"):
        cases = cases.filter(overdue())
    return cases


def in_list(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add what a row of a list shows."""
    return with_task(cases).select_related("person", "household", "area", "worker", "organisation").defer(*HEAVY)


def colleagues(user: User) -> QuerySet[User]:
    """Return those who work files in the user's organisations and below, to filter by."""
    roles = [role.value for role in Role if Permission.CASE_WORK in GRANTS[role]]
    postings = Posting.objects.filter(within(user, Permission.CASE_VIEW, area_path=""), role__in=roles)
    return User.objects.filter(is_active=True, pk__in=postings.values("user")).order_by("name_ar", "id")


def get_case(uuid: UUID | str, *, seen_by: User) -> Case:
    """Return a file with whom it is about; one answer for "no such file" and "not yours"."""
    case = (
        with_task(visible_to(seen_by))
        .select_related("person__area", "household__area", "area", "organisation", "worker", "opened_by", "closed_by")
        .defer("area__geometry", "person__area__geometry", "household__area__geometry")
        .filter(uuid=uuid)
        .first()
    )
    if case is None:
        raise NotFound(_("There is no such file, or it is not one of yours."))
    return case


def get_locked(uuid: UUID | str, *, seen_by: User) -> Case | None:
    """Return a sensitive file of the user's reach that the user may not read, to show that it is there."""
    return locked_for(seen_by).select_related("organisation", "area", "worker").defer(*HEAVY).filter(uuid=uuid).first()


def of_alert(alert: Alert) -> Case | None:
    """Return the file an alert was joined to, whoever may read it (for rules); show it only through ``visible_to``."""
    return Case.objects.filter(case_alerts__alert=alert).first()


def _about(person: Any) -> Q:
    selves = people.selves(person)
    return Q(person__in=selves) | Q(household__members__person__in=selves)


def of_person(person: Any, *, seen_by: User) -> list[Case]:
    """Return the files about a person or their household that the user may read, the newest first."""
    ids = visible_to(seen_by).filter(_about(person)).values("pk")
    cases = with_task(Case.objects.filter(pk__in=ids)).select_related("organisation", "worker", "person", "household")
    return list(cases.order_by("-opened_at", "-id")[:20])


def locked_of_person(person: Any, *, seen_by: User) -> list[Case]:
    """Return the sensitive files about a person that are there but closed to the user."""
    return list(
        Case.objects.filter(pk__in=locked_for(seen_by).filter(_about(person)).values("pk")).select_related(
            "organisation"
        )[:5]
    )


def candidates_for(alert: Alert, *, seen_by: User) -> list[Case]:
    """Return open files near an alert's place, the newest first, to join it to."""
    cases = visible_to(seen_by).exclude(status=S.CLOSED).filter(area_path__startswith=alert.area_path)
    return list(cases.select_related("person", "household", "organisation").order_by("-opened_at", "-id")[:8])


def by_number(number: str, *, seen_by: User) -> Case | None:
    return visible_to(seen_by).filter(number=number.strip()).select_related("area", "organisation").first()


def workers_for(case: Case) -> QuerySet[User]:
    """Return the users who may work a file: posted where it lies, or in its organisation or one above."""
    return _staff(case, Permission.CASE_WORK)


def readers_for(case: Case) -> QuerySet[User]:
    """Return the users who may be named as readers."""
    return _staff(case, Permission.CASE_VIEW)


def _staff(case: Case, permission: Permission) -> QuerySet[User]:
    today = timezone.localdate()
    roles = [role.value for role in Role if permission in GRANTS[role]]
    houses = [int(part) for part in case.organisation.path.split(".") if part]
    areas = [int(part) for part in case.area_path.split(".") if part]
    postings = Posting.objects.filter(
        Q(organisation__in=houses) | Q(area__in=areas),
        Q(ends_on=None) | Q(ends_on__gte=today),
        role__in=roles,
        starts_on__lte=today,
    )
    return User.objects.filter(is_active=True, pk__in=postings.values("user")).order_by("name_ar", "id")


def work_of(user: User, *, limit: int = 100) -> list[Case]:
    """Return the files that wait for this user: those to which a reporter added something, also closed ones; one's own, the earliest
    day first; and those to decide or approve."""
    visible = in_list(visible_to(user)).exclude(status=S.CLOSED)
    holds = Q(worker=user)
    if user.may(Permission.CASE_DECIDE):
        holds |= Q(worker=None) & _in_reach(user, Permission.CASE_DECIDE)
    added = in_list(visible_to(user)).filter(holds, has_addition=True)
    rows = list(added.order_by("-urgency", "opened_at", "id")[:limit])
    visible = visible.exclude(pk__in=[row.pk for row in rows])
    own = waiting_on(visible.filter(worker=user), Party.CASE_WORKER)
    rows += list(own.order_by(F("next_due_on").asc(nulls_last=True), "-urgency", "opened_at", "id")[:limit])
    if user.may(Permission.CASE_DECIDE):
        scope = _in_reach(user, Permission.CASE_DECIDE)
        mine = Exists(Investigation.objects.filter(case=OuterRef("pk"), verdict="", recommended_by=user))
        own_plan = Q(written_by=user) | Q(rewritten_by=user) | Q(goals__written_by=user)
        written = Exists(Plan.objects.filter(own_plan, case=OuterRef("pk"), approved_at=None, replaced_at=None))
        waiting = waiting_on(visible.filter(scope), Party.SUPERVISOR)
        waiting = waiting.exclude(Q(task_code=Task.DECIDE) & mine).exclude(Q(task_code=Task.APPROVE) & written)
        rows += list(waiting.order_by("-urgency", "opened_at", "id")[:limit])
    return rows


def free_for(user: User, *, limit: int = 30) -> list[Case]:
    """Return the open files that nobody works, in the user's reach, the most urgent first."""
    scope = _in_reach(user, Permission.CASE_WORK)
    free = in_list(visible_to(user).filter(scope, worker=None)).exclude(status=S.CLOSED)
    return list(free.order_by("-urgency", "opened_at", "id")[:limit])
