"""Case files: from the field investigation to reintegration."""

from yaqaza.cases.models.answers import FiledAnswers, TakenAnswer
from yaqaza.cases.models.file import Case, CaseAccess, CaseAlert, CaseEvent, Closure
from yaqaza.cases.models.work import Assessment, FollowUp, Goal, Investigation, Plan, Referral, Step

__all__ = [
    "Assessment", "Case", "CaseAccess", "CaseAlert", "CaseEvent", "Closure", "FiledAnswers",
    "FollowUp", "Goal", "Investigation", "Plan", "Referral",
    "Step", "TakenAnswer",
]  # fmt: skip
