"""What can be done to files. Every write of this app is here; each act writes its line of the timeline and of the audit trail."""

from yaqaza.cases.actions.access import break_glass, end_access, grant_access, read, review_access, set_confidentiality
from yaqaza.cases.actions.additions import addition_arrived
from yaqaza.cases.actions.files import assign, close, join_alert, note, open_case, reopen, tell, write_needs
from yaqaza.cases.actions.inquiry import assess, decide, findings_arrived, investigate, recommend, write_findings
from yaqaza.cases.actions.plans import (
    add_goal,
    add_step,
    amend_follow_up,
    approve_plan,
    do_follow_up,
    do_step,
    end_goal,
    move_follow_up,
    plan_follow_up,
    write_plan,
)
from yaqaza.cases.actions.referrals import (
    answer_referral,
    complete_referral,
    expire_referral,
    refer,
    resend_referral,
    withdraw_referral,
)

__all__ = [
    "add_goal", "add_step", "addition_arrived", "amend_follow_up",
    "answer_referral", "approve_plan", "assess", "assign", "break_glass", "close",
    "complete_referral",
    "decide", "do_follow_up", "do_step", "end_access", "end_goal", "expire_referral", "findings_arrived", "grant_access", "investigate",
    "join_alert", "move_follow_up", "note", "open_case", "plan_follow_up", "read", "recommend", "refer", "reopen", "resend_referral",
    "review_access", "set_confidentiality", "tell", "withdraw_referral", "write_findings", "write_needs", "write_plan",
]  # fmt: skip
