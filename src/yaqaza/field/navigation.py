"""What the field puts in the bar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry

ENTRIES = [
    Entry("field:day", _("My day"), "route", Permission.MISSION_CARRY_OUT, order=5),
    Entry("field:missions", _("Missions"), "clipboard-list", Permission.MISSION_VIEW, order=30),
    Entry(
        "field:dispatch", pgettext_lazy("bar", "Dispatch"), "map-route", Permission.MISSION_ORDER, order=32, dock=False
    ),
    Entry(
        "field:rounds",
        pgettext_lazy("bar", "Rounds"),
        "moon",
        (Permission.MISSION_ORDER, Permission.MISSION_CARRY_OUT),
        order=33,
        dock=False,
    ),
    Entry(
        "field:teams",
        _("Teams"),
        "users-group",
        (Permission.MISSION_ORDER, Permission.TEAM_MANAGE),
        order=35,
        dock=False,
    ),
    Entry(
        "field:vehicles",
        pgettext_lazy("bar", "Vehicles"),
        "car",
        (Permission.MISSION_ORDER, Permission.MISSION_CARRY_OUT, Permission.TEAM_MANAGE),
        order=34,
        dock=False,
    ),
    Entry(
        "field:roster",
        pgettext_lazy("bar", "Roster"),
        "calendar-time",
        (Permission.HANDOVER_WRITE, Permission.MISSION_CARRY_OUT, Permission.TEAM_MANAGE),
        order=36,
        dock=False,
    ),
    Entry("field:places", _("Places to sleep"), "emergency-bed", Permission.MISSION_ORDER, order=37, dock=False),
]
