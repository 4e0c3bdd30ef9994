"""Reads of files, each with its reader: area and organisation, and for sensitive files the named readers only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    F,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import GRANTS, Permission, Role
from yaqaza.accounts.scope import reaches_house, within
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.cases.models import (
    Case,
    CaseAccess,
    CaseEvent,
    FollowUp,
    Goal,
    Investigation,
    Plan,
    Referral,
    Step,
)
from yaqaza.cases.rules import PARTNERS
from yaqaza.cases.states import (
    REFERRAL_OPEN,
    CaseStatus,
    Confidentiality,
    GoalStatus,
    Party,
    ReferralStatus,
    Task,
)
from yaqaza.cases.waiting import overdue, waiting_on, with_task
from yaqaza.core.refusal import NotFound
from yaqaza.people import queries as people

S = CaseStatus
Row = TypeVar("Row", bound=Model)
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


def _part(model: type[Row], uuid: UUID | str, *, seen_by: User, path: str, related: tuple[str, ...]) -> Row:
    """A part of a file that the user may read."""
    row = (
        model._default_manager.filter(uuid=uuid, **{f"{path}__in": visible_to(seen_by).values("pk")})
        .select_related(*related)
        .first()
    )
    if row is None:
        raise NotFound(_("There is no such file, or it is not one of yours."))
    return row


def get_investigation(uuid: UUID | str, *, seen_by: User) -> Investigation:
    related = (
        "case__area",
        "case__organisation",
        "mission__team",
        "mission__finding",
        "recommended_by",
        "decided_by",
        "asked_by",
    )
    return _part(Investigation, uuid, seen_by=seen_by, path="case", related=related)


def get_plan(uuid: UUID | str, *, seen_by: User) -> Plan:
    return _part(Plan, uuid, seen_by=seen_by, path="case", related=("case__area", "case__organisation", "written_by"))


def get_goal(uuid: UUID | str, *, seen_by: User) -> Goal:
    return _part(
        Goal, uuid, seen_by=seen_by, path="plan__case", related=("plan__case__area", "plan__case__organisation")
    )


def get_step(uuid: UUID | str, *, seen_by: User) -> Step:
    related = ("goal__plan__case__area", "goal__plan__case__organisation")
    return _part(Step, uuid, seen_by=seen_by, path="goal__plan__case", related=related)


def get_follow_up(uuid: UUID | str, *, seen_by: User) -> FollowUp:
    return _part(FollowUp, uuid, seen_by=seen_by, path="case", related=("case__area", "case__organisation"))


def get_access(uuid: UUID | str, *, seen_by: User) -> CaseAccess:
    return _part(CaseAccess, uuid, seen_by=seen_by, path="case", related=("case__area", "case__organisation", "user"))


def inbox(user: User) -> QuerySet[Referral]:
    """Return the referrals addressed to the organisations for which the user answers."""
    return Referral.objects.filter(within(user, Permission.REFERRAL_ANSWER, area_path="", organisation_path="to__path"))


def get_referral(uuid: UUID | str, *, seen_by: User) -> Referral:
    """Return a referral to its partner, or to those who may read its file."""
    sent = Q(case__in=visible_to(seen_by).values("pk"))
    received = Q(pk__in=inbox(seen_by).values("pk"))
    referral = (
        Referral.objects.filter(sent | received, uuid=uuid)
        .select_related(
            "case__person__area", "case__household", "case__area", "case__organisation", "to", "sent_by", "consent"
        )
        .first()
    )
    if referral is None:
        raise NotFound(_("There is no such referral, or it is not addressed to you."))
    return referral


def is_partner_of(referral: Referral, user: User) -> bool:
    """Say whether the user reads the referral as its addressee, who sees the request and nothing of the file."""
    return reaches_house(user, Permission.REFERRAL_ANSWER, referral.to)


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


def current_plan(case: Case) -> Plan | None:
    """Return the plan in force or in writing, with its goals and steps."""
    steps = Step.objects.order_by(F("done_at").asc(nulls_last=True), F("due_on").asc(nulls_last=True), "id")
    goals = Goal.objects.order_by("id").prefetch_related(Prefetch("steps", steps))
    return (
        case.plans.filter(replaced_at=None)
        .select_related("written_by", "approved_by")
        .prefetch_related(Prefetch("goals", goals))
        .first()
    )


def investigations_of(case: Case) -> list[Investigation]:
    """Return the investigations of a file, the newest first, with what each mission found."""
    return list(
        case.investigations.select_related(
            "mission__team", "mission__finding__written_by", "asked_by", "recommended_by", "decided_by"
        ).order_by("-asked_at", "-id")
    )


def alerts_of(case: Case, *, seen_by: User) -> list[Alert]:
    """Return the alerts of a file with what they say, the oldest first; ``openable`` says whether their own page opens, ``additions``
    is what their reporters added."""
    shown = set(alerts.visible_to(seen_by).filter(case_alert__case=case).values_list("pk", flat=True))
    rows = list(Alert.objects.filter(case_alert__case=case).prefetch_related("photos").order_by("received_at", "id"))
    added: dict[int, list[AlertEvent]] = {}
    for event in AlertEvent.objects.filter(alert__in=rows, kind=AlertEvent.Kind.ADDITION, undone_at=None).order_by(
        "id"
    ):
        added.setdefault(event.alert_id, []).append(event)
    for row in rows:
        row.openable, row.additions = row.pk in shown, added.get(row.pk, [])  # type: ignore[attr-defined]  # for the file's page
    return rows


def events_of(case: Case, *, limit: int = 0) -> list[CaseEvent]:
    """Return what happened, the newest first."""
    events = case.events.select_related("by").order_by("-at", "-id")
    return list(events[:limit] if limit else events)


def readers_of(case: Case) -> list[CaseAccess]:
    """Return who was named as a reader of a sensitive file and still is, or broke the glass and waits for review."""
    current = Q(until_at=None) | Q(until_at__gt=timezone.now()) | Q(break_glass=True, reviewed_at=None)
    return list(case.accesses.filter(current).select_related("user", "granted_by").order_by("-granted_at", "-id"))


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


def partners_for(case: Case) -> QuerySet[Organisation]:
    """Return the active partner institutions and associations of the file's area and of what lies around it."""
    areas = [int(part) for part in case.area_path.split(".") if part]
    province = ".".join(case.area_path.split(".")[:2]) + "."
    return (
        Organisation.objects.filter(kind__in=PARTNERS, status=OrganisationStatus.ACTIVE)
        .filter(Q(area__in=areas) | Q(area__path__startswith=province))
        .order_by("name_ar", "id")
    )


def glass_to_review(user: User) -> QuerySet[CaseAccess]:
    """Return the emergency readings that wait for this supervisor."""
    scope = within(user, Permission.CASE_GRANT_ACCESS, area_path="", organisation_path="case__organisation__path")
    return (
        CaseAccess.objects.filter(scope, break_glass=True, reviewed_at=None)
        .exclude(user=user)
        .select_related("case", "user")
        .order_by("granted_at", "id")
    )


def progress_of(plan: Plan | None) -> tuple[int, int]:
    """Return how many steps of a plan are done, and how many there are (goals that were dropped do not count)."""
    if plan is None:
        return 0, 0
    steps = [step for goal in plan.goals.all() if goal.status != GoalStatus.DROPPED for step in goal.steps.all()]
    return sum(step.done_at is not None for step in steps), len(steps)


def open_referrals(user: User) -> QuerySet[Referral]:
    """Return the partner's referrals that wait: for an answer first, then for completion."""
    return inbox(user).filter(status__in=REFERRAL_OPEN)


def referral_counts(user: User) -> dict[str, int]:
    """Return how many referrals of the inbox stand where (small numbers: one organisation's)."""
    rows = inbox(user).order_by().values("status").annotate(count=Count("pk"))
    return {row["status"]: row["count"] for row in rows}


def expiring_referrals(now: Any = None) -> QuerySet[Referral]:
    """Return the referrals whose time to answer is over."""
    return Referral.objects.filter(status=ReferralStatus.SENT, due_at__lte=now or timezone.now()).order_by(
        "due_at", "id"
    )


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
