"""What stands in the bar for people."""

from django.utils.translation import gettext_lazy as _

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry

ENTRIES = [Entry("people:search", _("People"), "users", Permission.PERSON_VIEW, order=40)]
