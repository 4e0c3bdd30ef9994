"""What services puts in the bar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry

ENTRIES = [Entry("services:ledger", _("Services"), "heart-handshake", Permission.SERVICE_VIEW, order=45, dock=False)]
