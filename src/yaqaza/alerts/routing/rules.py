"""What may be done with tables of rules, clocks and crises, and the sentence when it may not."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place_or_house
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.alerts.models.routing import MOST_MINUTES, Crisis, Escalation, RoutingRule, RoutingTable
from yaqaza.alerts.routing.states import MOVES, TableStatus
from yaqaza.alerts.rules import OUR_KINDS
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.territory.models import Area

MOST_RULES = 60
REASON_LEAST = 10


def check_may(user: User, permission: Permission, *, area: Area, organisation: Organisation | None = None) -> None:
    if not reaches_place_or_house(user, permission, area=area, organisation=organisation):
        raise NotPermitted(_("Your role does not include this for that place."))


def check_manage(user: User, organisation: Organisation) -> None:
    """A table holds for the whole area of its house: who keeps it reaches all of that."""
    check_may(user, Permission.ROUTING_MANAGE, area=organisation.area)


def check_house(organisation: Organisation) -> None:
    """Refuse a table of a house that gets no alerts."""
    if organisation.status != OrganisationStatus.ACTIVE:
        raise Refused(_("This organisation is not active: nobody would read the alert there."))
    if organisation.kind not in OUR_KINDS:
        raise Refused(_("Alerts stay inside the network. Open a case and refer it to this institution."))


def check_draft(table: RoutingTable) -> None:
    if table.status != TableStatus.DRAFT:
        raise Refused(_("This version is kept as it was in force. Begin a new one from it."))


def check_rule(rule: RoutingRule) -> None:
    """Refuse a rule that does nothing or sends where nobody reads."""
    if not rule.name:
        raise Refused(_("Give the rule a name: officers read it on each alert that it sent."))
    if rule.to is None and rule.raise_to is None and rule.minutes is None:
        raise Refused(
            _("Say what the rule does: where the alert goes, how urgent it is at least, or by when it is decided.")
        )
    if rule.minutes is not None:
        check_minutes(rule.minutes)
    if rule.to is not None:
        check_house(rule.to)


def check_minutes(minutes: int) -> None:
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(_("A decision is due after one minute at the earliest and sixty days at the latest."))


def check_room(count: int) -> None:
    if count >= MOST_RULES:
        raise Refused(_("A table holds at most sixty rules. Join some of them."))


def check_in_force(table: RoutingTable, written: Sequence[RoutingRule]) -> None:
    check_move(MOVES, table.status, TableStatus.IN_FORCE)
    for rule in written:
        check_rule(rule)
    if not written:
        raise Refused(
            _("The table has no rule yet. Without one every alert goes to the house of its place, as it does now.")
        )


def check_reason(text: str) -> str:
    """Return a reason, refused when it says nothing."""
    said = " ".join(text.split())
    if sum(letter.isalpha() for letter in said) < REASON_LEAST:
        raise Refused(_("Write why, in a few words: it is kept, and others read it later."))
    return said[:500]


def check_message(text: str) -> str:
    """Return a message to the public, refused when it says nothing."""
    said = " ".join(text.split())
    if sum(letter.isalpha() for letter in said) < REASON_LEAST:
        raise Refused(
            _("Write what people should know and do, in Arabic and in French: it stands on the public pages.")
        )
    return said[:500]


def check_on(crisis: Crisis) -> None:
    if crisis.ended_at is not None:
        raise Refused(_("This crisis was already ended."))


def check_see_to(escalation: Escalation, *, by: User) -> None:
    if escalation.seen_at is not None:
        raise Refused(_("Somebody already sees to it."))
    if escalation.user_id is not None and escalation.user_id != by.pk:
        raise NotPermitted(_("This was told to another officer."))
