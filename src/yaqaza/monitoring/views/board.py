"""The board: stories that wait for a decision, the foremost first, and any others by filter."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.alerts.reading import headline
from yaqaza.core import kept
from yaqaza.core.access import requires
from yaqaza.core.components import Tab
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import page
from yaqaza.monitoring import forms, queries
from yaqaza.monitoring.models import Story
from yaqaza.monitoring.queries.stories import order_of
from yaqaza.monitoring.states import StoryStatus

P = Permission
SEARCHED, SEARCH_SECONDS = "monitoring_searched", 30 * 60


@requires(P.MONITOR_VIEW)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the stories, what waits for a decision first."""
    form = forms.BoardFilters(request.GET or None, sources=queries.visible_sources(request.user))
    text = str(kept.read(request, SEARCHED) or "") if request.GET.get("search") else ""
    filters = form.filters(text) if form.is_bound else queries.Filters(text=text)
    rows = queries.listed(request.user, filters)
    found = paginate(rows, order=order_of(request.user, filters), cursor=request.GET.get("cursor", ""), size=30)
    context: dict[str, Any] = {
        "form": form,
        "words": forms.Words(initial={"q": text}),
        "filters": filters,
        "page": found,
        "rows": [(story, _headline(story)) for story in found],
        "tabs": _tabs(filters),
        "unread": queries.with_unread(request.user),
    }
    return page(request, "monitoring/board.html", context)


def _headline(story: Story) -> str:
    return headline(story.text[:420], 140) or _("A story whose words were erased after their time")


def _tabs(filters: queries.Filters) -> list[Tab]:
    here = reverse("monitoring:board")
    only = {each.value: queries.Filters(status=each.value) for each in StoryStatus}
    return [
        Tab(_("To decide"), here, current=filters == queries.Filters()),
        *(
            Tab(each.label, f"{here}?status={each.value}", current=filters == only[each.value])
            for each in (StoryStatus.WATCHED, StoryStatus.ACCEPTED, StoryStatus.JOINED, StoryStatus.DISMISSED)
        ),
    ]


@requires(P.MONITOR_VIEW)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Search words among the stories: they stay in the session, the address only says that there are some."""
    form = forms.Words(request.POST)
    text = form.cleaned_data["q"].strip() if request.method == "POST" and form.is_valid() else ""
    kept.keep(request, SEARCHED, text, seconds=SEARCH_SECONDS)
    kept.save(request)
    return redirect(f"{reverse('monitoring:board')}{'?' + urlencode({'search': 1}) if text else ''}")
