"""The list an officer works through: its filters go along with every decision, so that the next alert of it opens."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from yaqaza.alerts.forms import QueueFilters
from yaqaza.alerts.models import Alert
from yaqaza.alerts.queries import queue

SEARCHED, SEARCHES_KEPT = "alerts.searched", 20
ONE_CLICK = ("open", "cursor", "choose", "rows", "list")
"""What belongs to one click and not to the list."""


def kept(query: QueryDict, *without: str) -> str:
    """Return the query string of the list alone."""
    pairs = [(name, value) for name, values in query.lists() for value in values if value]
    return urlencode([(name, value) for name, value in pairs if name not in (*ONE_CLICK, *without)])


def sent(request: HttpRequest) -> str | None:
    """Return the list that came along with a request, None when the alert stood by itself."""
    told = request.POST.get("list", request.GET.get("list"))
    return None if told is None else kept(QueryDict(told[:2000]))


def along(listed: str | None) -> str:
    """Return what takes a list along in an address, without its question mark."""
    return "" if listed is None else urlencode({"list": listed})


def address(listed: str | None, open_: Alert | None = None) -> str:
    """Return the address of the queue with this list, and an alert open beside it."""
    parts = [listed or "", urlencode({"open": str(open_.uuid)}) if open_ else ""]
    query = "&".join(filter(None, parts))
    return f"{reverse('alerts:queue')}{'?' if query else ''}{query}"


def filters_of(request: HttpRequest, query: QueryDict) -> tuple[QueueFilters, queue.Filters, str]:
    """Return the form, the filters with the searched words, and the group that a list shows."""
    form = QueueFilters(query)
    words = str(request.session.get(SEARCHED, {}).get(query.get("search", ""), ""))
    group = query.get("group", "")
    return form, form.filters(words), group if group in queue.GROUPS else ""


def next_in(request: HttpRequest, listed: str, after: Alert) -> Alert | None:
    """Return the next alert that waits in the list."""
    _form, filters, group = filters_of(request, QueryDict(listed))
    return queue.next_waiting(request.user, filters, after, group=group)
