"""What every act on a file begins and ends with: its lock, its status, its next day."""

from __future__ import annotations

import unicodedata

from django.db.models import Min
from django.utils import timezone

from yaqaza.cases.models import Case, FollowUp, Referral, Step
from yaqaza.cases.states import MOVES, CaseStatus, GoalStatus, ReferralStatus
from yaqaza.core.moves import check_move

LONGEST = 10_000  # characters of a text that people write in a file


def locked(case: Case) -> Case:
    """Return the file as it stands now, held until the end of the transaction."""
    return (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "organisation", "worker")
        .get(pk=case.pk)
    )


def clean(text: str, length: int = LONGEST) -> str:
    """Return ``text`` without control characters but line ends, and without blanks around it."""
    kept = (sign for sign in text.replace("\r\n", "\n") if sign == "\n" or unicodedata.category(sign) != "Cc")
    return "".join(kept).strip()[:length]


def move(case: Case, to: CaseStatus) -> None:
    """Change the status as the table allows (staying where one is changes nothing)."""
    if case.status == to:
        return
    check_move(MOVES, case.status, to)
    case.status = to
    case.save(update_fields=["status"])


def settle(case: Case) -> None:
    """Write the nearest day on which something is due: a follow-up, a step, a referral's answer."""
    if case.status == CaseStatus.CLOSED:
        due = None
    else:
        follow_up = FollowUp.objects.filter(case=case).due().aggregate(day=Min("due_on"))["day"]
        step = Step.objects.filter(
            goal__plan__case=case, goal__plan__replaced_at=None, goal__status=GoalStatus.OPEN, done_at=None
        ).aggregate(day=Min("due_on"))["day"]
        answer = Referral.objects.filter(case=case, status=ReferralStatus.SENT).aggregate(at=Min("due_at"))["at"]
        days = [follow_up, step, timezone.localtime(answer).date() if answer else None]
        due = min((day for day in days if day), default=None)
    if due != case.next_due_on:
        case.next_due_on = due
        case.save(update_fields=["next_due_on"])
