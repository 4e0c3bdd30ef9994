"""What the portal does by itself."""

from __future__ import annotations

from django.core.management import call_command

from yaqaza.channels.actions import send_probe
from yaqaza.core.jobs import job
from yaqaza.portal import actions, probing


@job("portal.forget_drafts", every="17 * * * *")
def forget_drafts() -> None:
    """Remove what was begun and never sent: photos after a day, and sessions (with the answers in them) when they end."""
    actions.forget_old_drafts()
    call_command("clearsessions")


@job("portal.take_waiting", every="* * * * *")
def take_waiting() -> None:
    """Take in the reports that came while the database was away."""
    actions.take_waiting()


@job("portal.probe", retries=1)
def probe() -> None:
    """Send a test by the public form."""
    send_probe(connector=None, by=probing.fill_in)
