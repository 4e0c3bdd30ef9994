"""How a file ends: what must be settled first, which outcome its verdict and its plan allow."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.cases.models import Case, FollowUp, Step
from yaqaza.cases.rules.inquiry import has_findings
from yaqaza.cases.rules.reach import in_reach, named
from yaqaza.cases.states import ENDS_WELL, GROUNDS, MOVES, REFERRAL_OPEN, GoalStatus, Outcome, Verdict
from yaqaza.cases.states import CaseStatus as S
from yaqaza.core import dates
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import Refused
from yaqaza.field.models import Mission
from yaqaza.field.states import OPEN as MISSION_OPEN

STANDS = 4  # the situation, of 5, from which somebody stands on their own feet
NAMED = 3  # how many open matters a sentence names


def check_close(case: Case, *, by: User) -> None:
    """Refuse to close a file while a referral, a mission, a recommended verdict or a step of the plan is open; name it."""
    in_reach(case, by, Permission.CASE_CLOSE, _("Case workers of %(organisation)s close files.") % named(case))
    check_move(MOVES, case.status, S.CLOSED)
    if partners := [one.to.name for one in case.referrals.filter(status__in=REFERRAL_OPEN).select_related("to")]:
        raise Refused(_("The file stays open while a referral is open: %(partners)s.") % {"partners": _few(partners)})
    out = Mission.objects.filter(investigation__case=case, status__in=MISSION_OPEN).order_by("id")
    if numbers := [f"\u2066{number}\u2069" for number in out.values_list("number", flat=True)]:
        raise Refused(
            _("The file stays open while a team is on a mission for it: %(numbers)s.") % {"numbers": _few(numbers)}
        )
    if case.investigations.filter(verdict="").exclude(recommendation="").exists():
        raise Refused(_("The file stays open while a recommended verdict waits for its decision."))
    if steps := list(open_steps(case).values_list("title", flat=True)):
        titles = _few(_("“%(title)s”") % {"title": title} for title in steps)
        raise Refused(
            _("Steps of the plan are still to be done: %(steps)s. Do them, or end their goals.") % {"steps": titles}
        )


def open_steps(case: Case) -> QuerySet[Step]:
    """Return what is still to be done of the plan in force (a plan in writing binds nobody yet)."""
    return Step.objects.filter(
        goal__plan__case=case, goal__plan__approved_at__isnull=False, goal__plan__replaced_at=None,
        goal__status=GoalStatus.OPEN, done_at=None,
    ).order_by("id")  # fmt: skip


def lacks_verdict(case: Case) -> bool:
    """Say whether the file would end without a verdict, or with findings that nobody judged: the reason is then kept."""
    undecided = case.investigations.filter(verdict="").select_related("mission__finding")
    return not case.verdict or any(has_findings(one) for one in undecided)


def check_outcome(case: Case, outcome: str, *, note: str, why_no_verdict: str, cancelled: Collection[FollowUp]) -> None:
    """Refuse an ending that the file does not bear out, that leaves a question open, or that forgets a follow-up."""
    if lacks_verdict(case) and not why_no_verdict:
        raise Refused(_("No verdict was decided on what is known: say why the file ends without one."))
    if outcome == Outcome.UNFOUNDED and (not case.verdict or case.verdict in GROUNDS):
        raise Refused(
            _("“No ground for help” rests on a verdict that says so. Choose another outcome, or investigate.")
        )
    if outcome in ENDS_WELL and case.verdict in (Verdict.UNFOUNDED, Verdict.FRAUDULENT):
        raise Refused(
            _("The verdict is “%(verdict)s”: it does not fit this outcome.") % {"verdict": Verdict(case.verdict).label}
        )
    if outcome == Outcome.REINTEGRATED:
        _check_reintegrated(case)
    if not note and (missing := _untold(outcome)):
        raise Refused(missing)
    forgotten = [one.due_on for one in case.follow_ups.due().order_by("due_on", "id") if one not in cancelled]
    if forgotten:
        days = _few(str(dates.day(day)) for day in forgotten)
        raise Refused(
            _("A follow-up is still due: %(days)s. Write it, or cancel it with the closure.") % {"days": days}
        )


def _untold(outcome: str) -> str:
    """Return what an outcome leaves open unless somebody writes it, "" when it says enough by itself."""
    return {
        Outcome.IN_CARE: _("Say in a few words which institution takes the person into its care."),
        Outcome.MOVED: _("Say in a few words where the person moved, and who was told there."),
        Outcome.LOST: _("Say in a few words what was tried to find the person again."),
    }.get(Outcome(outcome), "")


def _check_reintegrated(case: Case) -> None:
    """Reintegration rests on an approved plan and is seen in the last follow-up."""
    if not case.plans.filter(approved_at__isnull=False).exists():
        raise Refused(_("Reintegration follows an approved plan, and this file has none. Choose another outcome."))
    last = case.follow_ups.filter(done_at__isnull=False).order_by("-done_at", "-id").first()
    if last is None:
        raise Refused(
            _("Reintegration is seen in a follow-up, and none was made. Make one, or choose another outcome.")
        )
    if last.situation is not None and last.situation < STANDS:
        raise Refused(
            _(
                "The last follow-up says: situation %(situation)s of 5. Reintegration begins at 4. Choose another outcome."
            )
            % {"situation": last.situation}
        )


def check_reopen(case: Case, *, by: User) -> None:
    """Refuse to reopen what is open, or by someone who closes no files here."""
    in_reach(case, by, Permission.CASE_CLOSE, _("Case workers of %(organisation)s reopen files.") % named(case))
    if case.status != S.CLOSED:
        raise Refused(_("The file is not closed."))


def _few(names: Iterable[str]) -> str:
    """Return the first few names in one line."""
    told = list(names)
    more = _(" and %(count)s more") % {"count": len(told) - NAMED} if len(told) > NAMED else ""
    return _(", ").join(told[:NAMED]) + more
