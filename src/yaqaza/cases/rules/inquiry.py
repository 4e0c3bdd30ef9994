"""Investigations, verdicts, verify-before-aid, and the diagnosis."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.cases.models import Case, Investigation
from yaqaza.cases.rules.files import check_work
from yaqaza.cases.rules.reach import in_reach, not_closed
from yaqaza.cases.states import GROUNDS, MOVES, Verdict
from yaqaza.cases.states import CaseStatus as S
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import Refused
from yaqaza.field.states import OPEN as MISSION_OPEN


def check_investigate(case: Case, *, by: User) -> None:
    """Refuse a field investigation of a closed file, or by someone who orders no missions here."""
    in_reach(case, by, Permission.MISSION_ORDER, _("Those who order missions here do this."))
    not_closed(case)
    if case.status != S.INVESTIGATING:
        check_move(MOVES, case.status, S.INVESTIGATING)


def check_write_findings(case: Case, *, by: User) -> None:
    """Refuse findings by hand while a mission is still to bring them."""
    check_work(case, by=by)
    undecided = case.investigations.filter(verdict="")
    if undecided.filter(mission__status__in=MISSION_OPEN).exists():
        raise Refused(_("A team is on its way: its findings come with the mission."))
    if case.status not in (S.INVESTIGATING, S.AWAITING_VERDICT):
        check_move(MOVES, case.status, S.INVESTIGATING)


def has_findings(investigation: Investigation) -> bool:
    """Say whether there is something to judge by."""
    if investigation.findings:
        return True
    return investigation.mission_id is not None and hasattr(investigation.mission, "finding")


def check_recommend(investigation: Investigation, *, by: User) -> None:
    """Refuse a recommendation without findings, or after the verdict."""
    case = investigation.case
    in_reach(case, by, Permission.CASE_RECOMMEND, _("A case worker recommends the verdict."))
    not_closed(case)
    if investigation.verdict:
        raise Refused(_("The verdict is decided. Order another investigation if things have changed."))
    if not has_findings(investigation):
        raise Refused(_("Nothing was found yet: the recommendation rests on findings."))


def check_decide(investigation: Investigation, *, by: User) -> None:
    """Refuse a verdict without a recommendation, and one by whoever recommended it (four eyes)."""
    case = investigation.case
    in_reach(case, by, Permission.CASE_DECIDE, _("A supervisor decides the verdict."))
    not_closed(case)
    if investigation.verdict:
        raise Refused(_("The verdict is decided. Order another investigation if things have changed."))
    if not investigation.recommendation:
        raise Refused(_("No verdict is recommended yet: one person recommends, another decides."))
    if investigation.recommended_by_id == by.pk:
        raise Refused(_("You recommended this verdict: another person decides it."))


def check_durable_aid(case: Case) -> None:
    """Refuse durable aid until a verdict says that the need is real; say what is missing."""
    not_closed(case)
    if case.verdict in GROUNDS:
        return
    if case.verdict:
        raise Refused(
            _("The verdict is “%(verdict)s”: it gives no ground for durable aid.")
            % {"verdict": Verdict(case.verdict).label}
        )
    last = case.investigations.order_by("-asked_at", "-id").first()
    if last is None:
        raise Refused(
            _("Durable aid waits for a field investigation: none was ordered yet. Urgent help need not wait.")
        )
    if last.recommendation:
        raise Refused(_("Durable aid waits for the verdict: it is recommended, a supervisor has to decide it."))
    if has_findings(last):
        raise Refused(_("Durable aid waits for the verdict: the findings are there, nobody has recommended one yet."))
    raise Refused(_("Durable aid waits for the verdict: the field investigation is still under way."))


def check_assess(case: Case, *, by: User) -> None:
    check_work(case, by=by)
