"""What reporting puts in the bar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry

ENTRIES = [Entry("reporting:index", _("Reports"), "report-analytics", Permission.REPORT_VIEW, order=60)]
