"""What the field app puts in the bar."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry

ENTRIES = [
    Entry(
        "mobile:app",
        pgettext_lazy("bar", "Without network"),
        "wifi-off",
        Permission.MISSION_CARRY_OUT,
        order=38,
        dock=False,
    ),
    Entry(
        "mobile:phones",
        pgettext_lazy("bar", "Phones outside"),
        "device-mobile",
        (Permission.MISSION_CARRY_OUT, Permission.TEAM_MANAGE),
        order=39,
        dock=False,
    ),
]
