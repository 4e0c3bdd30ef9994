"""What stands in the bar for files: their list, and for partners what was referred to them."""

from django.utils.translation import gettext_lazy as _

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry

ENTRIES = [
    Entry("cases:my_work", _("My work"), "checklist", Permission.CASE_WORK, order=15),
    Entry("cases:list", _("Files"), "folder", Permission.CASE_VIEW, order=20),
    Entry("cases:referrals", _("Referrals"), "inbox", Permission.REFERRAL_ANSWER, order=20),
]
