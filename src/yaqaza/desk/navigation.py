"""What the desk puts in the bar."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry

ENTRIES = [
    Entry("desk:live", pgettext_lazy("bar", "On duty now"), "activity", Permission.ALERT_TRIAGE, order=8, alone=True),
]
