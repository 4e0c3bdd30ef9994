"""The queue, an alert beside it or by itself, its photos, and the line that says what arrived."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.alerts import actions, maps, queries, reading, rules
from yaqaza.alerts.forms import Words
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.queries import queue as lists
from yaqaza.alerts.timeline import entries, sent_by, unread
from yaqaza.alerts.views import lists as listing
from yaqaza.core import images
from yaqaza.core.access import requires
from yaqaza.core.components import Tab
from yaqaza.core.pages import page
from yaqaza.core.refusal import NotFound, why_not

P = Permission


@requires(P.ALERT_VIEW)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue; ``?open=`` an alert beside it, ``?choose=1`` boxes to decide about several, ``?group=`` one group by pages."""
    user = request.user
    form, filters, group = listing.filters_of(request, request.GET)
    listed = listing.kept(request.GET)
    found = lists.queue(user, filters, group=group, cursor=request.GET.get("cursor", ""))
    figures = lists.figures(user)
    rows = found.rows or [row for each in found.groups for row in each.rows]
    context: dict[str, Any] = {
        "form": form,
        "words": Words(initial={"q": filters.text}),
        "unsearched": listing.kept(request.GET, "search"),
        "filters": filters,
        "found": found,
        "group": group,
        "figures": figures,
        "tabs": (tabs := _tabs(request, filters, figures)),
        "narrowed": filters.narrows and not any(tab.current for tab in tabs),  # a tab tells by itself what it shows
        "choosing": bool(request.GET.get("choose")) and user.may(P.ALERT_TRIAGE),
        "kept": listed,
        "now": timezone.now(),
        "posting": home_posting(user, P.ALERT_TRIAGE, P.ALERT_VIEW),
        "handovers": queries.handovers_for(user),
        "may_record": user.may(P.ALERT_RECORD),
        "may_hand_over": user.may(P.HANDOVER_WRITE),
    }
    opened = _opened(request)
    if opened:
        context |= detail(request, opened, [row.alert for row in rows], listed)
    else:
        context |= side(request, None, [row.alert for row in rows])
    return page(request, "alerts/queue.html", context)


@requires(P.ALERT_VIEW)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Search words in the queue: they stay in the session, the address holds the key to them. Opened alone it is the queue."""
    form = Words(request.POST)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    kept = [listing.kept(request.GET, *(("search", "group") if request.method == "POST" else ()))]
    if text:
        key = secrets.token_urlsafe(6)
        earlier = list(request.session.get(listing.SEARCHED, {}).items())[1 - listing.SEARCHES_KEPT :]
        request.session[listing.SEARCHED] = dict(earlier) | {key: text}
        kept.append(urlencode({"search": key}))
    query = "&".join(filter(None, kept))
    return redirect(f"{reverse('alerts:queue')}{'?' if query else ''}{query}")


def _opened(request: HttpRequest) -> Alert | None:
    try:
        return _read(request, queries.get_alert(UUID(request.GET.get("open", "")), seen_by=request.user))
    except (ValueError, NotFound):
        return None


def _read(request: HttpRequest, alert: Alert) -> Alert:
    """Opening an alert is reading it, for those who may decide about it."""
    if (alert.status == "NEW" or alert.has_addition) and queries.may_triage(alert, request.user):
        actions.read(alert=alert, by=request.user)
        return queries.get_alert(alert.uuid, seen_by=request.user)
    return alert


@requires(P.ALERT_VIEW)
@require_safe
def alert(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one alert by itself; for the queue (htmx) only what stands beside it."""
    found = _read(request, queries.get_alert(uuid, seen_by=request.user))
    beside = [(number, row) for number, row in _numbered(request)]
    context = detail(request, found, [row for _number, row in beside], listing.sent(request))
    context["alone"] = not request.htmx or request.htmx.boosted
    return page(request, "alerts/alert.html", context, block="opened")


def _numbered(request: HttpRequest) -> list[tuple[str, Alert]]:
    """The rows that stand in the queue beside, so that the map's pins carry their numbers."""
    wanted = []
    for text in request.GET.get("rows", "").split(",")[:30]:
        try:
            wanted.append(UUID(text))
        except ValueError:
            continue
    if not wanted:
        return []
    known = {row.uuid: row for row in queries.visible_to(request.user).filter(uuid__in=wanted).only(*maps.NEEDED)}
    return [(str(index), known[uuid]) for index, uuid in enumerate(wanted, 1) if uuid in known]


def detail(request: HttpRequest, found: Alert, beside: list[Alert], listed: str | None) -> dict[str, Any]:
    """Return what the page of one alert needs; ``listed`` is the list beside which it stands."""
    user = request.user
    may = queries.may_triage(found, user)
    events = queries.events_of(found)
    last = next((event for event in events if event.kind in rules.UNDOABLE and event.undone_at is None), None)
    own = [event for event in events if event.kind == AlertEvent.Kind.ADDITION]
    along = listing.along(listed)
    takes_up = not why_not(rules.check_take_up, found)
    return {
        "alert": found,
        "along": along,
        "with_list": f"?{along}" if along else "",
        "back_to_list": listing.address(listed),
        "headline": reading.headline(found.text, 110) or found.get_category_display(),
        "read": queries.panel(found),
        "photos": [photo for event in events for photo in event.photos.all()],
        "additions": own,
        "timeline": entries(events),
        "sent_by": sent_by(events) if found.routed_by_id else "",
        "unread": unread(events),
        "may": may,
        "may_correct": may and not why_not(rules.check_correct, found),
        "may_open": user.may(P.CASE_OPEN) and takes_up,
        "may_order": user.may(P.MISSION_ORDER),
        "takes_up": takes_up,
        "sees_signals": user.may(P.SIGNAL_VIEW),
        "together": queries.gathered_with(found, seen_by=user),
        "may_ask": may and found.status != "DISMISSED",
        "same": _same(found, user) if may else [],
        "earlier": queries.of_phone(found.reporter_phone, seen_by=user, most=4) if found.reporter_phone else [],
        "undo": last if last and may and not why_not(rules.check_undo, last, by=user) else None,
        "why_not_dismiss": why_not(rules.check_dismiss, found),
        **side(request, found, beside),
    }


def _same(found: Alert, user: Any) -> list[Any]:
    """Return the alerts that may tell of the same situation, of those that can be gathered with this one as both stand."""
    if found.status in ("GATHERED", "DISMISSED"):
        return []
    return [match for match in queries.suggestions(found, user) if not why_not(rules.check_gather, match.alert, found)]


def side(request: HttpRequest, found: Alert | None, beside: list[Alert]) -> dict[str, Any]:
    posting = home_posting(request.user, P.ALERT_VIEW)
    if posting is None:
        return {"map": None}
    home = posting.area
    area = maps.province_of(found.area if found else home)
    numbered = [(str(index), row) for index, row in enumerate(beside, 1)][:20]
    if found is not None and found.pk not in {row.pk for _number, row in numbered}:
        numbered.append(("", found))
    counts = lists.waiting_by_area(request.user, area)
    arabic = (get_language() or "ar").startswith("ar")
    return {"map": maps.around(found, home=home, counts=counts, rows=numbered, arabic=arabic)}


def _tabs(request: HttpRequest, filters: lists.Filters, figures: lists.Figures) -> list[Tab]:
    here = reverse("alerts:queue")
    plain = not filters.narrows
    silent = lists.Filters(request="NONE")
    more = [Tab(_("No request?"), f"{here}?request=NONE", figures.no_request, current=filters == silent)]
    return [
        Tab(_("All"), here, figures.waiting, current=plain),
        Tab(_("Vital"), f"{here}?urgency=4", figures.vital, current=filters == lists.Filters(urgency="4")),
        Tab(_("No place"), f"{here}?unlocated=on", figures.unlocated, current=filters == lists.Filters(unlocated=True)),
        Tab(
            _("Additions"), f"{here}?additions=on", figures.additions, current=filters == lists.Filters(additions=True)
        ),
        *(more if figures.no_request or filters == silent else []),
    ]


@requires(P.ALERT_VIEW)
@require_safe
def fresh(request: HttpRequest) -> HttpResponse:
    """Say what came since the page was made: a line to press, so that nothing moves under the hand."""
    since = request.GET.get("since", "")
    number = int(since) if since.isdecimal() and len(since) < 19 else 0
    arrived, vital, urgent = lists.arrived_since(request.user, number)
    context = {
        "arrived": arrived,
        "vital": vital,
        "urgent": urgent,
        "since": number,
        "kept": listing.kept(request.GET, "since"),
    }
    return page(request, "alerts/fresh.html", context, block="line")


@requires(P.ALERT_VIEW)
@require_safe
def photo(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Answer a photo to those who may read its alert."""
    return images.answer(queries.get_photo(uuid, seen_by=request.user).file)
