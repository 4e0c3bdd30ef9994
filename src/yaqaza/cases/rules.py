"""What may not be done to a file, each with the sentence that says why; the page shows the same one beside the button."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches
from yaqaza.accounts.states import OrganisationKind, OrganisationStatus
from yaqaza.cases.models import Case, CaseAccess, FollowUp, Goal, Investigation, Plan, Referral, Step
from yaqaza.cases.states import (
    GROUNDS,
    MOVES,
    REFERRAL_MOVES,
    REFERRAL_OPEN,
    CaseStatus,
    GoalStatus,
    Outcome,
    ReferralStatus,
    Verdict,
)
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field.models import Mission
from yaqaza.field.states import OPEN as MISSION_OPEN
from yaqaza.people.models import Consent, Household, Person
from yaqaza.territory.models import Area

S = CaseStatus
PARTNERS = (OrganisationKind.INSTITUTION, OrganisationKind.ASSOCIATION)
FURTHEST = timedelta(days=5 * 366)  # plans look no further ahead


def _reach(case: Case, by: User, permission: Permission, sentence: str) -> None:
    """The permission must reach the file by its area or organisation, or belong to the one who works it."""
    if reaches(by, permission, area=case.area, organisation=case.organisation):
        return
    if case.worker_id == by.pk and by.may(permission):
        return
    raise NotPermitted(sentence)


def _not_closed(case: Case) -> None:
    if case.status == S.CLOSED:
        raise Refused(_("The file is closed. Reopen it first."))


def check_date(day: date | None) -> None:
    """Refuse days before today, and days nobody plans for."""
    today = timezone.localdate()
    if day and day < today:
        raise Refused(_("The day is in the past."))
    if day and day > today + FURTHEST:
        raise Refused(_("The day is too far away."))


def check_open(
    *, by: User, area: Area, organisation: Organisation, person: Person | None, household: Household | None
) -> None:
    """Refuse a file about nobody, or outside the opener's reach."""
    if not reaches(by, Permission.CASE_OPEN, area=area, organisation=organisation):
        raise NotPermitted(_("You open files of your own area and organisation only."))
    if person is None and household is None:
        raise Refused(_("Say whom the file is about: a person, also one without a name, or a household."))


def check_open_to_all(*, by: User, area: Area, organisation: Organisation) -> None:
    """Refuse an ordinary file where its programme or its alert calls for a sensitive one, but to those who name its readers."""
    if not reaches(by, Permission.CASE_GRANT_ACCESS, area=area, organisation=organisation):
        raise Refused(_("The programme or the alert calls for a sensitive file: only a supervisor opens it to all."))


def check_work(case: Case, *, by: User) -> None:
    """Refuse work on a closed file, or by someone who does not work files here."""
    _reach(case, by, Permission.CASE_WORK, _("Case workers of %(organisation)s do this.") % _named(case))
    _not_closed(case)


def check_join(case: Case, *, by: User) -> None:
    """Refuse to join an alert to a closed file, or by someone who may not open one."""
    _reach(case, by, Permission.CASE_OPEN, _("Those who open files in %(organisation)s do this.") % _named(case))
    _not_closed(case)


def check_assign(case: Case, *, by: User, worker: User | None = None) -> None:
    """Refuse a worker who could not work the file. A supervisor gives it to anyone, a worker takes a free one or hands over theirs."""
    _not_closed(case)
    supervisor = reaches(by, Permission.CASE_DECIDE, area=case.area, organisation=case.organisation)
    own = by.may(Permission.CASE_WORK) and (
        case.worker_id == by.pk
        or (
            case.worker_id is None and reaches(by, Permission.CASE_WORK, area=case.area, organisation=case.organisation)
        )
    )
    if not (supervisor or own):
        raise NotPermitted(_("The file is someone else's: their supervisor can give it to you."))
    if worker is not None and not reaches(worker, Permission.CASE_WORK, area=case.area, organisation=case.organisation):
        raise Refused(_("%(name)s does not work files here.") % {"name": worker.name})
    if worker is not None and worker.pk == case.worker_id:
        raise Refused(_("%(name)s works this file already.") % {"name": worker.name})


def check_investigate(case: Case, *, by: User) -> None:
    """Refuse a field investigation of a closed file, or by someone who orders no missions here."""
    _reach(case, by, Permission.MISSION_ORDER, _("Those who order missions here do this."))
    _not_closed(case)
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
    _reach(case, by, Permission.CASE_RECOMMEND, _("A case worker recommends the verdict."))
    _not_closed(case)
    if investigation.verdict:
        raise Refused(_("The verdict is decided. Order another investigation if things have changed."))
    if not has_findings(investigation):
        raise Refused(_("Nothing was found yet: the recommendation rests on findings."))


def check_decide(investigation: Investigation, *, by: User) -> None:
    """Refuse a verdict without a recommendation, and one by whoever recommended it (four eyes)."""
    case = investigation.case
    _reach(case, by, Permission.CASE_DECIDE, _("A supervisor decides the verdict."))
    _not_closed(case)
    if investigation.verdict:
        raise Refused(_("The verdict is decided. Order another investigation if things have changed."))
    if not investigation.recommendation:
        raise Refused(_("No verdict is recommended yet: one person recommends, another decides."))
    if investigation.recommended_by_id == by.pk:
        raise Refused(_("You recommended this verdict: another person decides it."))


def check_durable_aid(case: Case) -> None:
    """Refuse durable aid until a verdict says that the need is real; say what is missing."""
    _not_closed(case)
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


def check_write_plan(case: Case, *, by: User) -> None:
    """Refuse a plan before the diagnosis it rests on."""
    check_work(case, by=by)
    if not case.assessments.exists():
        raise Refused(_("Make the diagnosis first: the plan rests on it."))
    if case.status not in (S.ASSESSING, S.ACCOMPANIED, S.FOLLOWED):
        check_move(MOVES, case.status, S.ACCOMPANIED)


def check_change_plan(plan: Plan, *, by: User) -> None:
    """Refuse new goals in a plan that was approved: it is revised as a whole."""
    check_work(plan.case, by=by)
    if plan.replaced_at:
        raise Refused(_("This plan was replaced by a newer one."))
    if plan.approved_at:
        raise Refused(_("An approved plan is not rewritten. Revise it: the new plan is approved again."))


def check_approve_plan(plan: Plan, *, by: User) -> None:
    """Refuse approval by who wrote the plan or a goal of it, of an empty plan, or twice."""
    case = plan.case
    _reach(case, by, Permission.CASE_DECIDE, _("A supervisor approves the plan."))
    _not_closed(case)
    if plan.replaced_at:
        raise Refused(_("This plan was replaced by a newer one."))
    if plan.approved_at:
        raise Refused(_("The plan is approved already."))
    if by.pk in (plan.written_by_id, plan.rewritten_by_id):
        raise Refused(_("You wrote this plan: another person approves it."))
    if plan.goals.filter(written_by=by).exists():
        raise Refused(_("You wrote a goal of this plan: another person approves it."))
    if not plan.goals.exists() or plan.goals.filter(steps=None, status=GoalStatus.OPEN).exists():
        raise Refused(_("A plan needs at least one goal, and each goal a first step."))
    if case.status not in (S.ACCOMPANIED,):
        check_move(MOVES, case.status, S.ACCOMPANIED)


def check_goal(goal: Goal, *, by: User) -> None:
    """Refuse to touch a goal that ended, or of a plan that was replaced."""
    check_work(goal.plan.case, by=by)
    if goal.plan.replaced_at:
        raise Refused(_("This plan was replaced by a newer one."))
    if goal.status != GoalStatus.OPEN:
        raise Refused(_("This goal has ended."))


def check_end_goal(goal: Goal, *, by: User) -> None:
    check_goal(goal, by=by)
    if goal.plan.approved_at is None:
        raise Refused(_("The plan is not approved yet."))


def check_do_step(step: Step, *, by: User) -> None:
    check_goal(step.goal, by=by)
    if step.done_at:
        raise Refused(_("This step is done already."))


def check_plan_follow_up(case: Case, *, by: User, due_on: date) -> None:
    check_work(case, by=by)
    check_date(due_on)


def check_do_follow_up(follow_up: FollowUp, *, by: User) -> None:
    check_work(follow_up.case, by=by)
    if follow_up.done_at:
        raise Refused(_("This follow-up is done already."))


def check_may_refer(case: Case, *, by: User) -> None:
    _reach(case, by, Permission.REFERRAL_SEND, _("Case workers of %(organisation)s refer.") % _named(case))
    _not_closed(case)


def check_refer(
    case: Case, *, by: User, to: Organisation, shares_identity: bool, consent: Consent | None, override_reason: str
) -> None:
    """Refuse a referral to nobody's partner, twice to the same, or that names the person without consent or a reason."""
    check_may_refer(case, by=by)
    _check_request(case, to=to, shares_identity=shares_identity, grounds=consent is not None or bool(override_reason))


def _check_request(case: Case, *, to: Organisation, shares_identity: bool, grounds: bool) -> None:
    """What holds for a referral whenever it is sent, the first time or again."""
    if to.kind not in PARTNERS or to.status != OrganisationStatus.ACTIVE:
        raise Refused(_("Files are referred to partner institutions and associations that are active."))
    if case.referrals.filter(to=to, status__in=REFERRAL_OPEN).exists():
        raise Refused(_("A referral to %(organisation)s is open already.") % {"organisation": to.name})
    if shares_identity and not grounds:
        raise Refused(
            _(
                "The person did not consent to be named to partners. Record the consent, or say why the name must be shared without it."
            )
        )


def check_answer_referral(referral: Referral, *, by: User, accept: bool | None = None, answer: str = "") -> None:
    """Refuse an answer by anyone but the partner, an answer twice, and a refusal without its reason."""
    if not reaches(by, Permission.REFERRAL_ANSWER, organisation=referral.to):
        raise NotPermitted(_("%(organisation)s answers this referral.") % {"organisation": referral.to.name})
    to = ReferralStatus.REFUSED if accept is False else ReferralStatus.ACCEPTED
    if referral.status != ReferralStatus.SENT and not (accept is False and referral.status == ReferralStatus.ACCEPTED):
        raise Refused(_("This referral was answered already, or no longer waits for an answer."))
    check_move(REFERRAL_MOVES, referral.status, to)
    if accept is False and not answer.strip():
        raise Refused(_("Say why you cannot take this referral: the sender looks for another way."))


def check_complete_referral(referral: Referral, *, by: User) -> None:
    """Refuse completion of a referral that nobody accepted."""
    partner = reaches(by, Permission.REFERRAL_ANSWER, organisation=referral.to)
    if not partner:
        _reach(referral.case, by, Permission.REFERRAL_SEND, _("The partner, or the case worker, says when it is done."))
    check_move(REFERRAL_MOVES, referral.status, ReferralStatus.COMPLETED)


def check_withdraw_referral(referral: Referral, *, by: User) -> None:
    _reach(referral.case, by, Permission.REFERRAL_SEND, _("Those who refer take a referral back."))
    check_move(REFERRAL_MOVES, referral.status, ReferralStatus.WITHDRAWN)


def check_resend_referral(referral: Referral, *, by: User) -> None:
    """Refuse to send again what could not be sent now: another is open, the partner left, the consent no longer holds."""
    _reach(referral.case, by, Permission.REFERRAL_SEND, _("Those who refer send a referral again."))
    _not_closed(referral.case)
    check_move(REFERRAL_MOVES, referral.status, ReferralStatus.SENT)
    grounds = bool(referral.override_reason) or (referral.consent is not None and referral.consent.holds)
    _check_request(referral.case, to=referral.to, shares_identity=referral.shares_identity, grounds=grounds)


def check_close(case: Case, *, by: User) -> None:
    """Refuse to close a file while a referral, a mission or a verdict is open."""
    _reach(case, by, Permission.CASE_CLOSE, _("Case workers of %(organisation)s close files.") % _named(case))
    check_move(MOVES, case.status, S.CLOSED)
    if case.referrals.filter(status__in=REFERRAL_OPEN).exists():
        raise Refused(_("The file stays open while a referral is open."))
    if Mission.objects.filter(investigation__case=case, status__in=MISSION_OPEN).exists():
        raise Refused(_("The file stays open while a team is on a mission for it."))
    if case.investigations.filter(verdict="").exclude(recommendation="").exists():
        raise Refused(_("The file stays open while a recommended verdict waits for its decision."))


def check_outcome(case: Case, outcome: str) -> None:
    """Refuse "reintegrated" for a file that holds neither an approved plan nor a look at how the person is doing since."""
    if outcome != Outcome.REINTEGRATED:
        return
    if not case.plans.filter(approved_at__isnull=False).exists():
        raise Refused(_("Reintegration follows an approved plan, and this file has none. Choose another outcome."))
    if not case.follow_ups.filter(done_at__isnull=False).exists():
        raise Refused(
            _("Reintegration is seen in a follow-up, and none was made. Make one, or choose another outcome.")
        )


def check_reopen(case: Case, *, by: User) -> None:
    """Refuse to reopen what is open, or by someone who closes no files here."""
    _reach(case, by, Permission.CASE_CLOSE, _("Case workers of %(organisation)s reopen files.") % _named(case))
    if case.status != S.CLOSED:
        raise Refused(_("The file is not closed."))


def check_note(case: Case, *, by: User) -> None:
    """Refuse notes by readers from elsewhere; a closed file takes notes still."""
    _reach(case, by, Permission.CASE_WORK, _("Case workers of %(organisation)s write notes.") % _named(case))


def check_export(case: Case, *, by: User) -> None:
    """Refuse to take a file out to those who only read here."""
    _reach(case, by, Permission.CASE_WORK, _("Case workers of %(organisation)s take a file out.") % _named(case))


def check_grant(case: Case, *, by: User, user: User | None = None) -> None:
    """Refuse to name readers of a file that is open to all, or readers who could not read any."""
    if not reaches(by, Permission.CASE_GRANT_ACCESS, area=case.area, organisation=case.organisation):
        raise NotPermitted(_("A supervisor names those who may read a sensitive file."))
    if not case.sensitive:
        raise Refused(_("This file is not sensitive: everyone who reads files here may read it."))
    if user is not None and not user.may(Permission.CASE_VIEW):
        raise Refused(_("%(name)s reads no case files at all.") % {"name": user.name})


def check_confidentiality(case: Case, *, by: User) -> None:
    if not reaches(by, Permission.CASE_GRANT_ACCESS, area=case.area, organisation=case.organisation):
        raise NotPermitted(_("A supervisor makes a file sensitive, or opens it to all."))


def check_break_glass(case: Case, *, by: User) -> None:
    """Refuse to break the glass of a file that is not behind one, or from another province."""
    if not reaches(by, Permission.CASE_BREAK_GLASS, area=case.area, organisation=case.organisation):
        raise NotPermitted(
            _("Your role does not open sensitive files. Ask the supervisor of %(organisation)s.") % _named(case)
        )
    if not case.sensitive:
        raise Refused(_("This file is not sensitive: everyone who reads files here may read it."))


def check_review(access: CaseAccess, *, by: User) -> None:
    """Refuse to review one's own emergency reading."""
    case = access.case
    if not reaches(by, Permission.CASE_GRANT_ACCESS, area=case.area, organisation=case.organisation):
        raise NotPermitted(_("The supervisor of %(organisation)s reviews this.") % _named(case))
    if access.user_id == by.pk:
        raise Refused(_("You opened the file yourself: another supervisor reviews it."))
    if access.reviewed_at:
        raise Refused(_("This was reviewed already."))


def _named(case: Case) -> dict[str, str]:
    return {"organisation": case.organisation.name}
