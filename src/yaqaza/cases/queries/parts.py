"""What belongs to a file: investigations, plans, follow-up, its alerts and events, and who may read it."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import F, Model, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.cases.models import Case, CaseAccess, CaseEvent, FollowUp, Goal, Investigation, Plan, Step
from yaqaza.cases.queries.files import visible_to
from yaqaza.cases.states import GoalStatus
from yaqaza.core.refusal import NotFound

Row = TypeVar("Row", bound=Model)


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


def progress_of(plan: Plan | None) -> tuple[int, int]:
    """Return how many steps of a plan are done, and how many there are (goals that were dropped do not count)."""
    if plan is None:
        return 0, 0
    steps = [step for goal in plan.goals.all() if goal.status != GoalStatus.DROPPED for step in goal.steps.all()]
    return sum(step.done_at is not None for step in steps), len(steps)


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


def glass_to_review(user: User) -> QuerySet[CaseAccess]:
    """Return the emergency readings that wait for this supervisor."""
    scope = within(user, Permission.CASE_GRANT_ACCESS, area_path="", organisation_path="case__organisation__path")
    return (
        CaseAccess.objects.filter(scope, break_glass=True, reviewed_at=None)
        .exclude(user=user)
        .select_related("case", "user")
        .order_by("granted_at", "id")
    )
