"""What studies put in the bar."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry

ENTRIES = [
    Entry(
        "studies:surveys",
        pgettext_lazy("bar", "Studies"),
        "chart-bar",
        (Permission.STUDY_VIEW, Permission.STUDY_MANAGE),
        order=49,
        dock=False,
    ),
    Entry(
        "studies:proposals",
        pgettext_lazy("bar", "Policy proposals"),
        "file-text",
        (Permission.STUDY_VIEW, Permission.STUDY_MANAGE, Permission.PROPOSAL_DECIDE),
        order=51,
        dock=False,
        alone=True,
    ),
    Entry(
        "studies:asked",
        pgettext_lazy("bar", "Suggestions"),
        "message-2",
        Permission.SUGGESTION_MAKE,
        order=52,
        alone=True,
    ),
    Entry(
        "studies:groups",
        pgettext_lazy("bar", "Focus groups"),
        "message-2",
        Permission.FOCUS_GROUP,
        order=50,
        dock=False,
        alone=True,
    ),
    Entry(
        "studies:my_units",
        pgettext_lazy("bar", "My survey visits"),
        "clipboard-check",
        Permission.STUDY_ENUMERATE,
        order=39,
        dock=False,
        alone=True,
    ),
]
