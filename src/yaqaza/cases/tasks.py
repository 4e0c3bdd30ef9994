"""Jobs of files: findings that come in from the field, what reporters add, referrals that nobody answered."""

from __future__ import annotations

from yaqaza.alerts.models import AlertEvent
from yaqaza.cases import actions, queries
from yaqaza.cases.answers import actions as answers
from yaqaza.core import jobs
from yaqaza.core.jobs import job
from yaqaza.field.models import Mission
from yaqaza.questionnaires.models import Submission


@job("cases.findings_arrived")
def findings_arrived(mission_id: int) -> None:
    """Tell the file of a mission that its findings are there."""
    mission = Mission.objects.select_related("finding__written_by").filter(pk=mission_id).first()
    if mission is not None:
        actions.findings_arrived(mission=mission)
        jobs.enqueue("signals.look", source="missions", ids=[mission.pk])


@job("cases.addition_arrived")
def addition_arrived(event_id: int) -> None:
    """Tell the file of an alert what its reporter added."""
    event = AlertEvent.objects.select_related("alert__story__lead").filter(pk=event_id).first()
    if event is not None:
        actions.addition_arrived(event=event)


@job("cases.answers_arrived")
def answers_arrived(submission_id: int) -> None:
    """Put answers into the file that they name."""
    submission = Submission.objects.select_related("version__questionnaire", "user").filter(pk=submission_id).first()
    if submission is not None:
        answers.arrived(submission=submission)


@job("cases.expire_referrals", every="*/15 * * * *")
def expire_referrals() -> None:
    """Let referrals expire whose time to answer is over."""
    for referral in queries.expiring_referrals()[:500]:
        actions.expire_referral(referral=referral)
