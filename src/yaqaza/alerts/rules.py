"""When a decision is due, what may be done with an alert, and the sentence when it may not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_house, reaches_place_or_house
from yaqaza.accounts.states import OrganisationKind, OrganisationStatus
from yaqaza.alerts.models import Alert, AlertEvent, HandOver
from yaqaza.alerts.routing import standing
from yaqaza.alerts.states import MOVES, AlertStatus, Urgency
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.territory.models import Area

TEXT_MOST = 10_000
PEOPLE_MOST = 10_000

K = AlertEvent.Kind
UNDOABLE = (K.CORRECTED, K.PASSED, K.GATHERED, K.DISMISSED, K.QUESTION, K.RAISED)
HARMLESS = (K.NOTE, K.UNDONE, K.READ, K.ADDITION, K.PUBLISHED, K.ERASED, K.RAISED, K.WRITTEN, K.ROUTED, K.ESCALATED)
"""Events after which the one before can still be taken back: nobody decided anything."""
BUILT_UPON = {K.PASSED: K.READ, K.QUESTION: K.ADDITION}
"""But what was opened elsewhere is theirs, and a question that was answered was read."""

OUR_KINDS = (
    OrganisationKind.MINISTRY,
    OrganisationKind.DIRECTORATE,
    OrganisationKind.CELL,
    OrganisationKind.COMPLEX,
    OrganisationKind.UNIT,
)


def due_at(urgency: Urgency | int, since: datetime, area_path: str = "") -> datetime:
    """Return when a decision is due, by the clocks in force and those of a crisis in the area (``routing.standing``)."""
    return standing.due_at(urgency, since, area_path)


def check_may(user: User, permission: Permission, *, alert: Alert) -> None:
    """Refuse when no posting of the user gives ``permission`` for this alert."""
    if not reaches_place_or_house(user, permission, area=alert.area, organisation=alert.organisation):
        raise NotPermitted(_("Your role does not include this for alerts of this place."))


def check_text(text: str) -> None:
    if len(text) > TEXT_MOST:
        raise Refused(_("The text is longer than 10,000 characters. Keep what helps to find and to help the person."))


def check_said(text: str) -> None:
    """Refuse an empty or endless sentence of an officer."""
    if not text.strip():
        raise Refused(_("Write a sentence."))
    if len(text) > 2000:
        raise Refused(_("Write at most 2,000 characters."))


def check_read(alert: Alert) -> None:
    if alert.status == AlertStatus.NEW:
        raise Refused(_("Nobody has read this alert yet. Open it first."))


def check_all_read(alerts: Iterable[Alert]) -> None:
    """Refuse a decision about many when one of them was never opened: nobody is dismissed unread."""
    unread = sum(alert.status == AlertStatus.NEW for alert in alerts)
    if unread:
        raise Refused(
            ngettext(
                "%(count)s of the chosen alerts was not read yet. Open it first, or leave it out.",
                "%(count)s of the chosen alerts were not read yet. Open them first, or leave them out.",
                unread,
            )
            % {"count": unread}
        )


def check_dismiss(alert: Alert) -> None:
    check_read(alert)
    if alert.status == AlertStatus.IN_CASE:
        raise Refused(_("The alert is in a case file: close the file instead."))
    check_move(MOVES, alert.status, AlertStatus.DISMISSED)


def check_gather(alert: Alert, into: Alert) -> None:
    if alert.pk == into.pk:
        raise Refused(_("An alert cannot be gathered with itself."))
    if into.status == AlertStatus.DISMISSED:
        raise Refused(_("The other alert was dismissed. Undo that first, or choose another."))
    if alert.status == AlertStatus.GATHERED:
        raise Refused(_("This alert is already gathered with another. Undo that first."))
    if alert.status == AlertStatus.IN_CASE:
        raise Refused(_("This alert is in a case file: gather the other one into it."))
    check_move(MOVES, alert.status, AlertStatus.GATHERED)


def check_take_up(alert: Alert) -> None:
    """Refuse to begin work on an alert that is worked on as another one, in a file, or by nobody any more."""
    if alert.status == AlertStatus.GATHERED:
        raise Refused(_("It is worked on as another alert about the same situation: open that one."))
    if alert.status == AlertStatus.DISMISSED:
        raise Refused(_("The alert was dismissed. Undo that before anybody works on it."))
    if alert.status == AlertStatus.IN_CASE:
        raise Refused(_("The alert is in a case file already."))


def check_pass_on(alert: Alert, *, organisation: Organisation, area: Area) -> None:
    check_read(alert)
    if alert.status != AlertStatus.READ:
        raise Refused(_("A decision was already taken here. Undo it before you pass the alert on."))
    if organisation.status != OrganisationStatus.ACTIVE:
        raise Refused(_("This organisation is not active: nobody would read the alert there."))
    if organisation.kind not in OUR_KINDS:
        raise Refused(_("Alerts stay inside the network. Open a case and refer it to this institution."))
    if organisation.pk == alert.organisation_id and area.pk == alert.area_id:
        raise Refused(_("The alert is already there."))


def check_correct(alert: Alert) -> None:
    check_read(alert)
    if alert.status in (AlertStatus.DISMISSED, AlertStatus.GATHERED):
        raise Refused(_("The alert is no longer worked on. Undo the last decision first."))


def check_ask(alert: Alert) -> None:
    check_read(alert)
    if alert.status == AlertStatus.DISMISSED:
        raise Refused(_("The alert was dismissed. Undo that before you ask."))
    if not alert.tracking_hash and alert.reporter_phone:
        raise Refused(_("The reporter has no tracking code and would not see the question. Call them instead."))
    if not alert.tracking_hash:
        raise Refused(_("The reporter left neither a tracking code nor a telephone: nobody can ask them."))


def check_undo(event: AlertEvent, *, by: User) -> None:
    """Refuse when it cannot be undone, was undone, or something happened since."""
    if event.kind not in UNDOABLE:
        raise Refused(_("This cannot be undone here."))
    if event.undone_at:
        raise Refused(_("This was already undone."))
    if not isinstance(event.before, dict) or "fields" not in event.before:
        raise Refused(_("What was there before is no longer kept."))
    if event.by_id != by.pk:
        check_may(by, Permission.ALERT_TRIAGE, alert=event.alert)
    since = (
        AlertEvent.objects.filter(alert=event.alert_id, id__gt=event.pk, undone_at=None)
        .exclude(kind__in=[kind for kind in HARMLESS if kind != BUILT_UPON.get(K(event.kind))])
        .exists()
    )
    if since:
        raise Refused(_("Something happened to this alert since. Take that back first."))


def check_acknowledge(note: HandOver, *, by: User) -> None:
    if note.acknowledged_at:
        raise Refused(_("This hand-over was already acknowledged."))
    if note.written_by_id == by.pk:
        raise Refused(_("The next officer acknowledges the hand-over, not the one who wrote it."))


def check_take(alert: Alert, *, by: User) -> None:
    """Refuse an alert that came to another place since, or was closed: who cannot read it cannot see to it."""
    reads = reaches_place_or_house(by, Permission.ALERT_VIEW, area=alert.area, organisation=alert.organisation)
    closed = alert.sensitive and alert.read_by_id != by.pk
    if not reads or (closed and not reaches_house(by, Permission.CASE_GRANT_ACCESS, alert.organisation)):
        raise Refused(_("This alert is read by others now. Take the rest of the note over."))


def nothing_changed() -> str:
    return _("Nothing was changed.")


def how_many() -> str:
    return _("Write how many people, from 1 to 10,000.")


def choose_some() -> str:
    return _("Choose at least one alert.")


def choose_two() -> str:
    return _("Choose at least two alerts of the same situation.")
