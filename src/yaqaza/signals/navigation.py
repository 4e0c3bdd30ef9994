"""What warning signs put in the bar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry

ENTRIES = [Entry("signals:list", _("To be checked"), "eye-check", Permission.SIGNAL_VIEW, order=47, dock=False)]
