"""What a file waits for and on whom, read off its rows in SQL: lists, panels and the file's page all say the same."""

from __future__ import annotations

from datetime import date

from django.db.models import Case as SqlCase
from django.db.models import (
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from yaqaza.cases.models import (
    Assessment,
    Case,
    Goal,
    Investigation,
    Plan,
    Referral,
)
from yaqaza.cases.states import (
    GROUNDS,
    CaseStatus,
    GoalStatus,
    ReferralStatus,
    Task,
)
from yaqaza.field.states import OPEN as MISSION_OPEN

S = CaseStatus


def with_task(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add ``task_code`` to each file: what it waits for now (``states.Task``); ``Case.task`` reads it."""
    undecided = Investigation.objects.filter(case=OuterRef("pk"), verdict="")
    found = undecided.filter(~Q(findings="") | Q(mission__finding__isnull=False))
    in_writing = Plan.objects.filter(case=OuterRef("pk"), approved_at=None, replaced_at=None, goals__isnull=False)
    without_step = Goal.objects.filter(
        plan__case=OuterRef("pk"), plan__approved_at=None, plan__replaced_at=None, status=GoalStatus.OPEN, steps=None
    )
    inquiry = Q(status__in=(S.INVESTIGATING, S.AWAITING_VERDICT))
    return cases.annotate(
        task_code=SqlCase(
            When(status=S.CLOSED, then=Value(Task.NONE)),
            When(inquiry & Exists(undecided.exclude(recommendation="")), then=Value(Task.DECIDE)),
            When(
                Q(status=S.INVESTIGATING) & Exists(undecided.filter(mission__status__in=MISSION_OPEN)),
                then=Value(Task.VISIT),
            ),
            When(inquiry & Exists(found), then=Value(Task.RECOMMEND)),
            When(inquiry, then=Value(Task.FIND)),
            When(Exists(in_writing) & ~Exists(without_step), then=Value(Task.APPROVE)),
            When(
                Exists(Referral.objects.filter(case=OuterRef("pk"), status=ReferralStatus.SENT)),
                then=Value(Task.ANSWER),
            ),
            When(worker=None, then=Value(Task.TAKE)),
            When(Q(status=S.OPEN) & ~Q(verdict__in=("", *GROUNDS)), then=Value(Task.CONCLUDE)),
            When(status=S.OPEN, then=Value(Task.BEGIN)),
            When(
                Q(status=S.ASSESSING) & ~Exists(Assessment.objects.filter(case=OuterRef("pk"))),
                then=Value(Task.DIAGNOSE),
            ),
            When(status=S.ASSESSING, then=Value(Task.PLAN)),
            When(status=S.ACCOMPANIED, then=Value(Task.STEP)),
            default=Value(Task.FOLLOW),
            output_field=CharField(),
        )
    )


def waiting_on(cases: QuerySet[Case], party: str) -> QuerySet[Case]:
    """Narrow files (with their task) to those on which ``party`` has to act."""
    tasks = [task.value for task in Task if task.party == party]
    return cases.filter(task_code__in=tasks)  # type: ignore[misc]  # annotated by with_task


def overdue(day: date | None = None) -> Q:
    """Return the condition for open files on which something was due before ``day``."""
    return Q(next_due_on__lt=day or timezone.localdate()) & ~Q(status=S.CLOSED)
