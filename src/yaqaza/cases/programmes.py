"""The programmes a file may belong to, from the country pack, and which of them make a file sensitive."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.alerts.states import Category

# Minors, violence, mental health: named readers only, unless a supervisor says otherwise when the file is opened.
# Algeria's family counselling takes the files of violence and of children in danger; its care institutions house children without
# family and people with mental disorders. The others (shelter, the elderly, credit, proximity) are ordinary unless the alert says more.
SENSITIVE = frozenset({
    "CHILDREN_IN_HARDSHIP", "MENTAL_DISORDERS", "CHILD_PROTECTION", "WOMEN_SPACE", "FAMILY_COUNSELLING", "CARE_INSTITUTIONS",
})  # fmt: skip
SENSITIVE_CATEGORIES = frozenset({Category.CHILD_IN_DANGER, Category.VIOLENCE})

# What a programme is proposed for, when the file is opened from an alert (the first that the country has).
PROPOSED = {
    Category.ELDERLY_IN_DANGER: ("ELDERLY_IN_DANGER", "VULNERABLE_ELDERLY"),
    Category.WITHOUT_SHELTER: ("WITHOUT_SHELTER",),
    Category.CHILD_IN_DANGER: ("CHILDREN_IN_HARDSHIP", "FAMILY_COUNSELLING"),
    Category.VIOLENCE: ("WOMEN_IN_HARDSHIP", "FAMILY_COUNSELLING"),
    Category.ILLNESS_WITHOUT_CARE: ("PROXIMITY_CELLS", "MENTAL_DISORDERS"),
    Category.FAMILY_IN_NEED: ("PROXIMITY_CELLS", "WOMEN_IN_HARDSHIP"),
    Category.CUT_OFF: ("PROXIMITY_CELLS",),
    Category.HOME_LOST: ("WITHOUT_SHELTER", "PROXIMITY_CELLS"),
}


def codes() -> list[str]:
    """Return the codes of the country's programmes in the pack's order."""
    return [programme.code for programme in countries.get(settings.COUNTRY).programmes]


def name(code: str) -> str:
    """Return a programme's name in the reader's language; of a programme no longer in the pack, its code."""
    for programme in countries.get(settings.COUNTRY).programmes:
        if programme.code == code:
            return programme.names.in_(get_language() or "ar")
    return code


def choices() -> list[tuple[str, str]]:
    """Return the choices of a form field."""
    return [("", _("Choose"))] + [(code, name(code)) for code in codes()]


def proposed_for(category: str) -> str:
    """Return the programme that an alert of this category most often leads to, "" when there is no telling."""
    known = set(codes())
    return next((code for code in PROPOSED.get(Category(category), ()) if code in known), "")
