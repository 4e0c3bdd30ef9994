"""The way in, and the pages that explain."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yaqaza.alerts.routing import standing
from yaqaza.alerts.states import Category, Urgency
from yaqaza.core.access import public, without_database
from yaqaza.core.pages import page
from yaqaza.portal import draft, queries
from yaqaza.portal.forms import CATEGORY_HINTS, TrackForm

CATEGORY_ICONS = {
    Category.ELDERLY_IN_DANGER: "old",
    Category.WITHOUT_SHELTER: "home-off",
    Category.CHILD_IN_DANGER: "mood-kid",
    Category.VIOLENCE: "shield-exclamation",
    Category.ILLNESS_WITHOUT_CARE: "stethoscope",
    Category.FAMILY_IN_NEED: "home-heart",
    Category.CUT_OFF: "lifebuoy",
    Category.HOME_LOST: "home-off",
    Category.MISSING: "user-search",
    Category.OTHER: "message-circle",
}
LAWS = {"DZ": "18-07", "MA": "09-08"}


@public
@without_database()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One title, one button; the code of an earlier report; the kinds of hardship; what happens then; privacy."""
    vital = standing.terms(Urgency.VITAL).minutes
    context = {
        "form": TrackForm(),
        "emergency": queries.emergency(),
        "crises": standing.crises(),
        "categories": [
            (each.value, each.label, CATEGORY_HINTS[each], CATEGORY_ICONS[each]) for each in standing.topics()
        ],
        "vital_minutes": vital,
        "law": LAWS.get(settings.COUNTRY, ""),
        "unfinished": bool(current.answers) if (current := draft.current(request)) else False,
    }
    return page(request, "portal/home.html", context)


@public
@without_database()
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, by whom, for how long, and what one may ask for."""
    context = {"law": LAWS.get(settings.COUNTRY, ""), "contact": settings.PRIVACY_CONTACT}
    return page(request, "portal/privacy.html", context)


@public
@without_database()
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return page(request, "portal/accessibility.html", {"contact": settings.PRIVACY_CONTACT})
