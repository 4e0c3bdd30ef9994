"""What may be proposed, moved and accepted."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field.dispatch.plan import Fault, Orders, check
from yaqaza.field.dispatch.situation import FRESH, Situation
from yaqaza.field.models import Proposal, ProposedVisit
from yaqaza.territory.models import Area

MOST_VISITS, MOST_TEAMS = 600, 100
FURTHEST = timedelta(days=14)


def check_propose(area: Area, day: date, *, by: User) -> None:
    """Refuse an area outside one's reach, and a day that is past or too far away to be planned."""
    if not reaches_place(by, Permission.MISSION_ORDER, area):
        raise NotPermitted(_("You plan the day of your own area."))
    today = timezone.localdate()
    if day < today:
        raise Refused(_("This day is over."))
    if day - today > FURTHEST:
        raise Refused(_("Days are planned up to two weeks ahead: later the roster is not known."))


def check_size(made: Situation) -> None:
    """Refuse what nobody could look over, or what would keep the officer waiting."""
    if not made.missions:
        raise Refused(_("No mission is to come there on this day."))
    if len(made.missions) > MOST_VISITS or len(made.crews) > MOST_TEAMS:
        raise Refused(
            _("At most %(missions)s missions and %(teams)s teams are planned at once. Choose a smaller area.")
            % {"missions": MOST_VISITS, "teams": MOST_TEAMS}
        )


def check_open(proposal: Proposal, *, by: User) -> None:
    """Refuse a proposal of somebody else, and one that was accepted."""
    if proposal.made_by_id != by.pk:
        raise NotPermitted(_("This proposal was made by somebody else: make your own."))
    if proposal.accepted_at is not None:
        raise Refused(_("This proposal was accepted. Make a new one to change the day again."))


def check_fresh(proposal: Proposal, made: Situation) -> None:
    """Refuse a proposal that was made from what no longer stands."""
    if made.fingerprint != proposal.fingerprint:
        raise Refused(_("Something has changed since this was proposed: a mission, a team or its hours."))
    if proposal.day <= timezone.localdate() and timezone.now() - proposal.made_at > FRESH:
        raise Refused(_("This was proposed more than half an hour ago: teams would leave at hours that are past."))


def check_move(visit: ProposedVisit, made: Situation, team: int) -> None:
    """Refuse to move what is accepted, what belongs to a team alone, and to a team that does not go on this day."""
    if visit.accepted:
        raise Refused(_("This team has its order already. Make a new proposal to change it."))
    if visit.mission_id in made.closed:
        raise Refused(_("This mission is not yours to give to another team."))
    if team not in {crew.key for crew in made.crews}:
        raise Refused(_("This team does not go out on this day."))


def check_hard(orders: Orders, made: Situation) -> None:
    """Refuse to accept a plan that breaks a rule, whoever put it together.

    What missions that the officer may not read break by themselves holds nothing back: the officer could not mend it.
    """
    closed = {team: [key for key in keys if key in made.closed] for team, keys in orders.items()}
    given = check(closed, made.crews, made.visits, made.table)
    broken = [each for each in check(orders, made.crews, made.visits, made.table) if each not in given]
    if not broken:
        return
    fault, key = broken[0][1], broken[0][0]
    number = made.missions[key].number if key not in made.closed else ""
    more = len(broken) - 1
    words = f"{number} – {fault_words(fault)}" if number else fault_words(fault)
    told = _("This order cannot be kept: %(what)s.") % {"what": words}
    if more:
        told += " " + ngettext("%(count)s more is marked below.", "%(count)s more are marked below.", more) % {
            "count": more
        }
    raise Refused(told)


def fault_words(fault: Fault) -> str:
    """Return what is wrong with a visit in an order."""
    return {
        Fault.PROFESSION: _("nobody of the team has the profession needed"),
        Fault.LATE: _("the team would come after the window"),
        Fault.HOURS: _("it does not fit into the hours of the team"),
        Fault.HELD: _("it belongs to another team"),
        Fault.TWICE: _("it stands in two orders"),
        Fault.PLACE: _("the place is not known well enough"),
    }[fault]
