"""Who says how many places a house has, and what cannot be said."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place_or_house
from yaqaza.core.refusal import NotPermitted, Refused

MOST = 5000


def check_say(house: Organisation, *, by: User) -> None:
    """Refuse a house outside one's reach: its own staff say it, or the cell on duty that asked them."""
    if not reaches_place_or_house(by, Permission.MISSION_ORDER, area=house.area, organisation=house):
        raise NotPermitted(_("You write the places of the houses of your own area and organisation."))


def check_numbers(capacity: int, free: int) -> None:
    if capacity > MOST:
        raise Refused(_("No house has more than %(most)s places.") % {"most": MOST})
    if free > capacity:
        raise Refused(_("There cannot be more free places than places."))
