"""The home of staff, and the one search box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from yaqaza.core import kept, limits
from yaqaza.core.access import requires
from yaqaza.core.pages import page
from yaqaza.core.text import clean
from yaqaza.desk import queries

SEARCHES_PER_HOUR = 600
"""A person searches ten times a minute at most; more is somebody copying names."""

SEARCHED, SEARCH_SECONDS = "desk_searched", 30 * 60  # the last search, and how long the page shows it again


@requires()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader."""
    context = {
        "sections": queries.waiting_for(request.user),
        "now": timezone.now(),
        "posting": request.user.main_posting,
    }
    return page(request, "desk/home.html", context)


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Find by number, name or telephone; an exact number goes straight to its page. Posted, so that no name stands in an address,
    and kept in the session, so that it is there again after a look at what was found."""
    if request.method == "POST":
        text = clean(request.POST.get("q", ""))[:100]
        if text:
            limits.check(f"desk.search:{request.user.pk}", per_hour=SEARCHES_PER_HOUR)
        kept.keep(request, SEARCHED, text, seconds=SEARCH_SECONDS)
        kept.save(request)
        return redirect(queries.jump(text, request.user) or "desk:search")
    text = kept.read(request, SEARCHED) or ""
    sections = queries.search(text, request.user) if text else []
    return page(
        request, "desk/search.html", {"query": text, "sections": sections, "found": queries.found_in_all(sections)}
    )
