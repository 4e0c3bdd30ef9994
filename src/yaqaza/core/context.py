"""What every page knows: its language and direction, the country, the theme and the way around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi

from yaqaza.core import css, navigation, unsent

THEME_COOKIE = "yaqaza_theme"
THEMES = ("light", "dark")
OWN_NAMES = {"ar": "العربية", "fr": "Français", "en": "English", "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ"}


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    url: str
    current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what ``core/base.html`` and the bars need. Costs no query until the navigation is drawn."""
    if settings.DEBUG:
        css.build()  # elsewhere the bundles are built before the pages are served
    language = get_language() or settings.LANGUAGE_CODE
    items: Any = SimpleLazyObject(lambda: navigation.links(request))
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "country": settings.COUNTRY,
        "html_lang": f"{language}-{settings.COUNTRY}",
        "html_dir": "rtl" if get_language_bidi() else "ltr",
        "theme": theme if theme in THEMES else "",
        "here": here(request),
        "nav_items": items,
        "strips": SimpleLazyObject(lambda: navigation.strips(request)),
        "unsent": SimpleLazyObject(lambda: _unsent(request)),
        "dock": SimpleLazyObject(lambda: navigation.dock(items)),
        "languages": SimpleLazyObject(lambda: _languages(language, here(request))),
    }


def _unsent(request: HttpRequest) -> int:
    """Count the forms that wait to be sent again; on the page that offers them it says so itself."""
    user = getattr(request, "user", None)
    asks = user is not None and user.is_authenticated and request.path != reverse("core:unsent")
    return len(unsent.read(request)) if asks else 0


def here(request: HttpRequest) -> str:
    """Return the address to come back to; the answer to a POST has none of its own but its path."""
    return request.get_full_path() if request.method == "GET" else request.path


def _languages(current: str, back: str) -> list[LanguageLink]:
    query = urlencode({"next": back})
    return [
        LanguageLink(
            code,
            OWN_NAMES.get(code, code),
            f"{reverse('core:language', args=[code])}?{query}",
            code == current,
        )
        for code, _ in settings.LANGUAGES
    ]
