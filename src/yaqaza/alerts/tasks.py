"""Jobs of alerts, by name."""

from __future__ import annotations

from yaqaza.alerts import actions
from yaqaza.alerts.actions import fingerprints, notifying, probing, talks
from yaqaza.alerts.models import ImportBatch, Reading
from yaqaza.alerts.routing import actions as routing
from yaqaza.core import jobs


@jobs.job("alerts.analyse", many="alert_ids")
def analyse(alert_ids: list[int]) -> None:
    """Read what alerts say and make what of them is compared, a moment after they came; a message was read when it was taken in.

    One job and not two: each costs as much again as what it does, and what is noticed is looked for once, when both are there.
    """
    read = set(Reading.objects.filter(alert__in=alert_ids).values_list("alert", flat=True))
    if unread := [pk for pk in alert_ids if pk not in read]:
        actions.analyse(alert_ids=unread)
    notifying.tell_officers(alert_ids=alert_ids)
    fingerprints.make(alert_ids=alert_ids)
    jobs.enqueue("signals.look", source="alerts", ids=alert_ids)  # what does not fit with what is known


@jobs.job("alerts.fingerprint")
def fingerprint(alert_id: int) -> None:
    """Make what of an alert is compared with others anew: photos came later."""
    fingerprints.make(alert_ids=[alert_id])
    jobs.enqueue("signals.look", once=f"signals.look:alerts:{alert_id}", source="alerts", ids=[alert_id])


@jobs.job("alerts.fingerprint_missing")
def fingerprint_missing() -> None:
    """Make as many of those that are missing as fit into one turn, then queue the next."""
    if not fingerprints.make_missing():
        jobs.enqueue("alerts.fingerprint_missing", once="alerts.fingerprint_missing")


@jobs.job("alerts.fingerprint_rest", every="25 * * * *")
def fingerprint_rest() -> None:
    """See to alerts that came another way than by the actions, and to all of them after the way of comparing changed."""
    if fingerprints.missing().exists():
        jobs.enqueue("alerts.fingerprint_missing", once="alerts.fingerprint_missing")


@jobs.job("alerts.import")
def import_file(batch_id: int) -> None:
    """Take in what fits into one turn, then queue the next: other jobs get theirs in between."""
    if (
        not actions.carry_on(batch_id=batch_id)
        and ImportBatch.objects.filter(pk=batch_id, status=ImportBatch.Status.RUNNING).exists()
    ):
        jobs.enqueue("alerts.import", once=f"alerts.import:{batch_id}", batch_id=batch_id)


@jobs.job("alerts.resume_imports", every="*/5 * * * *")
def resume_imports() -> None:
    """Take up the files that a stopped worker left half-way; one that is being read lets the second one go."""
    for batch_id in ImportBatch.objects.filter(status=ImportBatch.Status.RUNNING).values_list("pk", flat=True):
        jobs.enqueue("alerts.import", once=f"alerts.import:{batch_id}", batch_id=batch_id)


@jobs.job("alerts.forget_files", every="40 2 * * *")
def forget_files() -> None:
    """Delete the imported files that nobody needs any more."""
    actions.forget_files()


@jobs.job("alerts.intake_message", many="message_ids")
def intake_message(message_ids: list[int]) -> None:
    """Make alerts of messages that people wrote, or join them to those that are open."""
    talks.take_messages(message_ids=message_ids)


@jobs.job("alerts.intake_probe")
def intake_probe(message_id: int) -> None:
    """Take a test of ours as an alert and undo that."""
    probing.take_test(message_id=message_id)


@jobs.job("alerts.tell_overdue")
def tell_overdue(escalation_id: int) -> None:
    """Tell those at the top of the ladder that a life-threatening alert is late."""
    notifying.tell_overdue(escalation_id=escalation_id)


@jobs.job("alerts.tell_followers")
def tell_followers(event_id: int) -> None:
    """Tell whoever follows a report that there is something new."""
    notifying.tell_followers(event_id=event_id)


@jobs.job("alerts.take_left", every="*/5 * * * *")
def take_left() -> None:
    """Take in the messages whose own job gave up."""
    talks.take_left()


@jobs.job("alerts.fetch_pictures")
def fetch_pictures(message_id: int) -> None:
    """Fetch the pictures that came with a message."""
    talks.fetch_pictures(message_id=message_id)


@jobs.job("alerts.forget_talk")
def forget_talk(alert_id: int) -> None:
    """Erase who talked with us about an alert."""
    talks.forget(alert_id=alert_id)


@jobs.job("alerts.escalate", every="* * * * *")
def escalate() -> None:
    """Tell of the alerts that nobody decided in their time."""
    routing.escalate()
