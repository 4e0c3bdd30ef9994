"""Reads of files, each with its reader."""

from yaqaza.cases.queries.files import (
    by_number,
    candidates_for,
    colleagues,
    filtered,
    free_for,
    get_case,
    get_locked,
    in_list,
    locked_for,
    locked_of_person,
    naming,
    of_alert,
    of_person,
    readers_for,
    visible_to,
    work_of,
    workers_for,
)
from yaqaza.cases.queries.parts import (
    alerts_of,
    current_plan,
    events_of,
    get_access,
    get_follow_up,
    get_goal,
    get_investigation,
    get_plan,
    get_step,
    glass_to_review,
    investigations_of,
    progress_of,
    readers_of,
)
from yaqaza.cases.queries.referrals import (
    expiring_referrals,
    get_referral,
    inbox,
    is_partner_of,
    open_referrals,
    partners_for,
    referral_counts,
)

__all__ = [
    "alerts_of", "by_number", "candidates_for", "colleagues", "current_plan", "events_of", "expiring_referrals", "filtered", "free_for",
    "get_access", "get_case", "get_follow_up", "get_goal", "get_investigation", "get_locked", "get_plan", "get_referral", "get_step",
    "glass_to_review", "in_list", "inbox", "investigations_of", "is_partner_of", "locked_for", "locked_of_person", "naming", "of_alert",
    "of_person", "open_referrals", "partners_for", "progress_of", "readers_for", "readers_of", "referral_counts", "visible_to", "work_of",
    "workers_for",
]  # fmt: skip
