"""The path of a case file, its verdicts, plans, referrals and outcomes."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class CaseStatus(TextChoices):
    OPEN = "OPEN", pgettext_lazy("case status", "Open")
    INVESTIGATING = "INVESTIGATING", pgettext_lazy("case status", "Field investigation")
    AWAITING_VERDICT = "AWAITING_VERDICT", pgettext_lazy("case status", "Waiting for a verdict")
    ASSESSING = "ASSESSING", pgettext_lazy("case status", "Diagnosis")
    ACCOMPANIED = "ACCOMPANIED", pgettext_lazy("case status", "Assistance plan")
    FOLLOWED = "FOLLOWED", pgettext_lazy("case status", "Follow-up")
    CLOSED = "CLOSED", pgettext_lazy("case status", "Closed")

    @property
    def look(self) -> Look:
        return {
            CaseStatus.OPEN: Look("info", "folder-open"),
            CaseStatus.INVESTIGATING: Look("info", "clipboard-list"),
            CaseStatus.AWAITING_VERDICT: Look("warning", "hourglass"),
            CaseStatus.ASSESSING: Look("info", "report-medical"),
            CaseStatus.ACCOMPANIED: Look("info", "target-arrow"),
            CaseStatus.FOLLOWED: Look("success", "history"),
            CaseStatus.CLOSED: Look("plain", "folder-check"),
        }[self]


S = CaseStatus
MOVES = {
    S.OPEN: [S.INVESTIGATING, S.AWAITING_VERDICT, S.ASSESSING, S.CLOSED],
    S.INVESTIGATING: [S.AWAITING_VERDICT, S.ASSESSING, S.CLOSED],
    S.AWAITING_VERDICT: [S.INVESTIGATING, S.ASSESSING, S.OPEN, S.CLOSED],  # back to open: no ground was found
    S.ASSESSING: [S.INVESTIGATING, S.ACCOMPANIED, S.CLOSED],
    S.ACCOMPANIED: [S.INVESTIGATING, S.ASSESSING, S.FOLLOWED, S.CLOSED],
    S.FOLLOWED: [S.INVESTIGATING, S.ASSESSING, S.ACCOMPANIED, S.CLOSED],
    S.CLOSED: [S.OPEN],
}


class Party(TextChoices):
    """Who has the ball."""

    CASE_WORKER = "CASE_WORKER", pgettext_lazy("party", "the case worker")
    FIELD_TEAM = "FIELD_TEAM", pgettext_lazy("party", "the field team")
    SUPERVISOR = "SUPERVISOR", pgettext_lazy("party", "the supervisor")
    PARTNER = "PARTNER", pgettext_lazy("party", "the partner")
    NOBODY = "NOBODY", pgettext_lazy("party", "nobody")


class Task(TextChoices):
    """What the file waits for; ``waiting.with_task`` reads it off the rows."""

    NONE = "NONE", pgettext_lazy("task", "nothing")
    TAKE = "TAKE", pgettext_lazy("task", "take the file")
    BEGIN = "BEGIN", pgettext_lazy("task", "order a field investigation, or make the diagnosis")
    VISIT = "VISIT", pgettext_lazy("task", "visit, and write the findings")
    FIND = "FIND", pgettext_lazy("task", "send a team again, or write the findings")
    RECOMMEND = "RECOMMEND", pgettext_lazy("task", "recommend a verdict")
    DECIDE = "DECIDE", pgettext_lazy("task", "decide the recommended verdict")
    CONCLUDE = "CONCLUDE", pgettext_lazy("task", "close the file, or investigate again")
    DIAGNOSE = "DIAGNOSE", pgettext_lazy("task", "make the diagnosis")
    PLAN = "PLAN", pgettext_lazy("task", "write the assistance plan")
    APPROVE = "APPROVE", pgettext_lazy("task", "approve the plan")
    ANSWER = "ANSWER", pgettext_lazy("task", "answer the referral")
    STEP = "STEP", pgettext_lazy("task", "take the next step of the plan")
    FOLLOW = "FOLLOW", pgettext_lazy("task", "look how the person is doing, or close the file")

    @property
    def party(self) -> Party:
        """Return who has to do it."""
        return TASK_OF.get(self, Party.CASE_WORKER)


TASK_OF = {
    Task.NONE: Party.NOBODY,
    Task.VISIT: Party.FIELD_TEAM,
    Task.DECIDE: Party.SUPERVISOR,
    Task.APPROVE: Party.SUPERVISOR,
    Task.ANSWER: Party.PARTNER,
}

# Who has the ball where nothing more is known than the status; the task says it exactly.
WAITING_ON = {
    S.OPEN: Party.CASE_WORKER,
    S.INVESTIGATING: Party.FIELD_TEAM,
    S.AWAITING_VERDICT: Party.SUPERVISOR,
    S.ASSESSING: Party.CASE_WORKER,
    S.ACCOMPANIED: Party.CASE_WORKER,
    S.FOLLOWED: Party.CASE_WORKER,
    S.CLOSED: Party.NOBODY,
}


class Confidentiality(TextChoices):
    ORDINARY = "ORDINARY", pgettext_lazy("confidentiality", "Ordinary")
    SENSITIVE = "SENSITIVE", pgettext_lazy("confidentiality", "Sensitive: named readers only")


class Verdict(TextChoices):
    VERIFIED = "VERIFIED", pgettext_lazy("verdict", "Verified")
    PARTLY = "PARTLY", pgettext_lazy("verdict", "Partly verified")
    UNFOUNDED = "UNFOUNDED", pgettext_lazy("verdict", "Unfounded")
    NOT_FOUND = "NOT_FOUND", pgettext_lazy("verdict", "Not found")
    REFUSED = "REFUSED", pgettext_lazy("verdict", "Refused help")
    FRAUDULENT = "FRAUDULENT", pgettext_lazy("verdict", "Fraudulent")

    @property
    def look(self) -> Look:
        return {
            Verdict.VERIFIED: Look("success", "circle-check"),
            Verdict.PARTLY: Look("success", "progress-check"),
            Verdict.UNFOUNDED: Look("", "circle-minus"),
            Verdict.NOT_FOUND: Look("", "user-question"),
            Verdict.REFUSED: Look("", "hand-stop"),
            Verdict.FRAUDULENT: Look("danger", "alert-octagon"),
        }[self]


# Verdicts on which durable aid may be given.
GROUNDS = (Verdict.VERIFIED, Verdict.PARTLY)


class Approach(TextChoices):
    MEDICAL = "MEDICAL", pgettext_lazy("approach", "Medical")
    SOCIAL = "SOCIAL", pgettext_lazy("approach", "Social")
    ECONOMIC = "ECONOMIC", pgettext_lazy("approach", "Economic")

    @property
    def look(self) -> Look:
        return {
            Approach.MEDICAL: Look("plain", "stethoscope"),
            Approach.SOCIAL: Look("plain", "heart-handshake"),
            Approach.ECONOMIC: Look("plain", "coins"),
        }[self]


class GoalStatus(TextChoices):
    OPEN = "OPEN", pgettext_lazy("goal", "Under way")
    REACHED = "REACHED", pgettext_lazy("goal", "Reached")
    DROPPED = "DROPPED", pgettext_lazy("goal", "Dropped")

    @property
    def look(self) -> Look:
        return {
            GoalStatus.OPEN: Look("info", "target-arrow"),
            GoalStatus.REACHED: Look("success", "check"),
            GoalStatus.DROPPED: Look("plain", "x"),
        }[self]


class ReferralStatus(TextChoices):
    SENT = "SENT", pgettext_lazy("referral", "Waiting for an answer")
    ACCEPTED = "ACCEPTED", pgettext_lazy("referral", "Accepted")
    REFUSED = "REFUSED", pgettext_lazy("referral", "Refused")
    COMPLETED = "COMPLETED", pgettext_lazy("referral", "Completed")
    EXPIRED = "EXPIRED", pgettext_lazy("referral", "Expired without an answer")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("referral", "Withdrawn")

    @property
    def look(self) -> Look:
        return {
            ReferralStatus.SENT: Look("warning", "clock"),
            ReferralStatus.ACCEPTED: Look("info", "thumb-up"),
            ReferralStatus.REFUSED: Look("danger", "x"),
            ReferralStatus.COMPLETED: Look("success", "check"),
            ReferralStatus.EXPIRED: Look("danger", "clock-exclamation"),
            ReferralStatus.WITHDRAWN: Look("plain", "arrow-back-up"),
        }[self]


R = ReferralStatus
REFERRAL_MOVES = {
    R.SENT: [R.ACCEPTED, R.REFUSED, R.EXPIRED, R.WITHDRAWN],
    R.ACCEPTED: [R.COMPLETED, R.REFUSED, R.WITHDRAWN],
    R.REFUSED: [],
    R.COMPLETED: [],
    R.EXPIRED: [R.SENT],
    R.WITHDRAWN: [],
}
REFERRAL_OPEN = (R.SENT, R.ACCEPTED)


class Outcome(TextChoices):
    """How a file ends."""

    REINTEGRATED = "REINTEGRATED", pgettext_lazy("outcome", "Reintegrated: stands on their own feet")
    FAMILY = "FAMILY", pgettext_lazy("outcome", "Back with the family")
    IN_CARE = "IN_CARE", pgettext_lazy("outcome", "In the lasting care of another institution")
    IMPROVED = "IMPROVED", pgettext_lazy("outcome", "Situation improved, need met")
    DECLINED = "DECLINED", pgettext_lazy("outcome", "Declined further help")
    LOST = "LOST", pgettext_lazy("outcome", "Lost from sight")
    MOVED = "MOVED", pgettext_lazy("outcome", "Moved to live elsewhere")
    UNFOUNDED = "UNFOUNDED", pgettext_lazy("outcome", "No ground for help")
    DIED = "DIED", pgettext_lazy("outcome", "Died")


# Outcomes that say that help was right: a verdict against the need contradicts them.
ENDS_WELL = (Outcome.REINTEGRATED, Outcome.FAMILY, Outcome.IN_CARE, Outcome.IMPROVED)


# How a person is doing: the distance travelled between two looks.
SITUATIONS = [
    (1, pgettext_lazy("situation", "1 · In danger, nothing holds")),
    (2, pgettext_lazy("situation", "2 · Very fragile, helped day by day")),
    (3, pgettext_lazy("situation", "3 · Stable with help")),
    (4, pgettext_lazy("situation", "4 · Better, little help needed")),
    (5, pgettext_lazy("situation", "5 · Stands on their own feet")),
]
