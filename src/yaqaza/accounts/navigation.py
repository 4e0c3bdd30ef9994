"""What accounts puts in the bar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry

ENTRIES = [
    Entry("accounts:organisations", _("Organisations"), "building", Permission.ORGANISATION_VIEW, order=80, dock=False),
    Entry("accounts:users", _("Users"), "users", Permission.USER_MANAGE, order=85),
    Entry("accounts:audit", _("Audit"), "shield", Permission.AUDIT_VIEW, order=90),
]
