"""Jobs of alerts, by name."""

from __future__ import annotations

from yaqaza.alerts import actions
from yaqaza.alerts.actions import fingerprints, notifying, probing, talks
from yaqaza.alerts.models import ImportBatch, Reading
from yaqaza.alerts.routing import actions as routing
from yaqaza.core import jobs


@jobs.job("alerts.analyse")
def analyse(alert_id: int) -> None:
    """Read what an alert says, a moment after it came; a message was read when it was taken in."""
    if not Reading.objects.filter(alert=alert_id).exists():
        actions.analyse(alert_ids=[alert_id])
    notifying.tell_officers(alert_id=alert_id)
    _look(alert_id)


@jobs.job("alerts.fingerprint")
def fingerprint(alert_id: int) -> None:
    """Make what of an alert is compared with others, a moment after it came."""
    fingerprints.make(alert_ids=[alert_id])
    _look(alert_id)


def _look(alert_id: int) -> None:
    """What was read and what can be compared may not fit with what is known: that is looked at apart."""
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


@jobs.job("alerts.intake_message")
def intake_message(message_id: int) -> None:
    """Make an alert of a message that somebody wrote, or join it to the one that is open."""
    talks.take_message(message_id=message_id)


@jobs.job("alerts.intake_probe")
def intake_probe(message_id: int) -> None:
    """Take a test of ours as an alert and undo that."""
    probing.take_test(message_id=message_id)


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
