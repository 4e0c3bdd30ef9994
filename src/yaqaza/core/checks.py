"""System checks: what must hold before the first request is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

# Views of libraries, which guard themselves.
LIBRARIES = ("allauth.", "django.contrib.admin", "django.views.", "django.contrib.staticfiles")


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield (route, full url name, callback) of every route of the project."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            for route, name, callback in routes(pattern, prefix + str(pattern.pattern)):
                yield route, space + name, callback
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.name or "", pattern.callback


@register()
def every_view_says_who(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"The view of {route!r} ({callback.__module__}.{callback.__name__}) says neither @requires nor @public.",
            id="core.E001",
        )
        for route, _, callback in routes()
        if not hasattr(callback, "access") and not callback.__module__.startswith(LIBRARIES)
    ]
