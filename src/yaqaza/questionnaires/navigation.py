"""What questionnaires put in the bar."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry

ENTRIES = [
    Entry(
        "questionnaires:list",
        pgettext_lazy("bar", "Questionnaires"),
        "clipboard-data",
        (Permission.FORM_FILL, Permission.FORM_MANAGE, Permission.SUBMISSION_VIEW),
        order=38,
        dock=False,
    ),
]
