"""Decisions about alerts: each a small page, or a dialog beside the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import actions, forms, queries, rules
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.queries import places
from yaqaza.alerts.states import DismissReason, PlacePrecision
from yaqaza.alerts.views import lists
from yaqaza.alerts.views.queue import detail
from yaqaza.core.access import requires
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, NotPermitted, Refused, why_not
from yaqaza.core.text import isolated
from yaqaza.countries.formats import western_digits

P = Permission
Form_ = Callable[..., Form]


def undo_address(events: Sequence[AlertEvent], open_: Alert | None = None, listed: str | None = None) -> str:
    """Return where the toast's way back posts to; ``open_`` is what stands beside the queue afterwards."""
    named = [("event", str(event.uuid)) for event in events]
    named += [("open", str(open_.uuid))] if open_ else []
    named += [("list", listed)] if listed is not None else []
    return f"{reverse('alerts:undo')}?{urlencode(named)}"


def _say(request: HttpRequest, sentence: str, events: Sequence[AlertEvent], open_: Alert | None = None) -> None:
    address = undo_address(events, open_, lists.sent(request)) if events else ""
    messages.success(request, sentence, extra_tags=f"undo:{address}" if address else "")


def _decide(
    request: HttpRequest,
    uuid: UUID,
    form: Form_,
    action: Callable[..., AlertEvent],
    *,
    title: str,
    submit: str,
    said: str,
    check: Callable[[Alert], str] | None = None,
    initial: Callable[[Alert], dict[str, Any]] | None = None,
    danger: bool = False,
    undo: bool = True,
    leaves: bool = False,
    message: bool = False,
    template: str = "alerts/ask.html",
) -> HttpResponse:
    """The one shape of all decisions: fetch, form, action, back to the queue with a way back.

    ``said`` names the alert; with ``leaves`` nothing is left to decide and the next one of the list opens; with ``message`` the page
    shows what was received.
    """
    alert = queries.get_alert(uuid, seen_by=request.user)
    rules.check_may(request.user, P.ALERT_TRIAGE, alert=alert)
    why = check(alert) if check else ""
    bound = form(request.POST or None, initial=initial(alert) if initial else None)
    if not why and bound.is_valid():
        event = done(request, bound, action, alert=alert)
        if event is not None:
            _say(request, said % _told(event), [event] if undo else [], alert)
            return _go_on(request, alert, leaves=leaves)
    context = {
        "alert": alert, "form": bound, "title": title, "submit": submit, "danger": danger, "why": why, "message": message,
        "back": lists.address(lists.sent(request), alert),
    }  # fmt: skip
    return page(request, template, context, block="dialog", status=422 if bound.is_bound else 200)


def _told(event: AlertEvent) -> dict[str, str]:
    """What a toast says of a decision: the alert's number, and the reason or the place it went to."""
    before = event.before if isinstance(event.before, dict) else {}
    arabic, french = before.get("to", ("", ""))
    return {
        "number": isolated(event.alert.number),
        "reason": str(DismissReason(before["reason"]).label) if before.get("reason") else "",
        "to": arabic if (get_language() or "ar").startswith("ar") else french,
    }


def _go_on(request: HttpRequest, alert: Alert, *, leaves: bool = False) -> HttpResponse:
    """Where an officer goes on after deciding: the same alert beside the same list, or the next one that waits in it."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return redirect(wanted)
    listed = lists.sent(request)
    if leaves and listed is not None:
        return redirect(lists.address(listed, lists.next_in(request, listed, alert)))
    visible = queries.visible_to(request.user).filter(pk=alert.pk).exists()
    return redirect(
        lists.address(listed, alert if visible else None)
    )  # it may have gone where this officer does not see


@requires(P.ALERT_TRIAGE)
@require_http_methods(["GET", "POST"])
def dismissal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _decide(
        request, uuid, forms.Dismiss, actions.dismiss, title=_("Dismiss this alert?"), submit=_("Dismiss"), danger=True,
        said=_("%(number)s is dismissed: %(reason)s."), check=lambda alert: why_not(rules.check_dismiss, alert), leaves=True,
    )  # fmt: skip


@requires(P.ALERT_TRIAGE)
@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _decide(
        request, uuid, forms.PassOn, actions.pass_on, title=_("Pass the alert on"), submit=_("Pass on"),
        said=_("%(number)s waits to be read at: %(to)s."), check=lambda alert: why_not(rules.check_read, alert),
        leaves=True, message=True,
    )  # fmt: skip


@requires(P.ALERT_TRIAGE)
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _decide(
        request, uuid, forms.Ask, actions.ask, title=_("Ask the reporter"), submit=_("Ask"),
        said=_("The question about %(number)s stands on the tracking page."), check=lambda alert: why_not(rules.check_ask, alert),
    )  # fmt: skip


@requires(P.ALERT_TRIAGE)
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _decide(
        request,
        uuid,
        forms.Note,
        actions.note,
        title=_("Write a note"),
        submit=_("Keep the note"),
        said=_("The note on %(number)s is kept."),
        undo=False,
    )


def _as_it_is(alert: Alert) -> dict[str, Any]:
    """Where nobody has filled anything in, what was surely read stands there to be kept or changed."""
    found = queries.filled_in(alert)
    return {
        "category": alert.category, "urgency": alert.urgency,
        "area": alert.area if alert.place_precision != PlacePrecision.UNKNOWN else found.area,
        "place_text": alert.place_text or found.place_text, "people_count": alert.people_count, "needs": alert.needs,
        "reporter_phone": found.phone if takes_phone(alert) else "",
    }  # fmt: skip


def takes_phone(alert: Alert) -> bool:
    return not (alert.anonymous or alert.reporter_phone)


@requires(P.ALERT_TRIAGE)
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put right the place, the category, the urgency or the needs."""

    def correct(*, alert: Alert, by: Any, **fields: Any) -> AlertEvent:
        area = fields["area"]
        same = area.pk == alert.area_id and alert.place_precision != PlacePrecision.UNKNOWN
        precision = alert.place_precision if same else places.precision_of(area)
        return actions.correct(
            alert=alert,
            by=by,
            place_precision=precision,
            lon=alert.lon if same else None,
            lat=alert.lat if same else None,
            **fields,
        )

    def form(*args: Any, initial: dict[str, Any] | None = None) -> Form:
        made = forms.Correct(*args, initial=initial)
        if not takes_phone(queries.get_alert(uuid, seen_by=request.user)):
            del made.fields["reporter_phone"]
        return made

    return _decide(
        request, uuid, form, correct, title=_("Correct what was read"), submit=_("Save"), said=_("%(number)s is corrected."),
        initial=_as_it_is, check=lambda alert: why_not(rules.check_correct, alert), template="alerts/correct.html",
    )  # fmt: skip


@requires(P.ALERT_TRIAGE)
@require_POST
def place(request: HttpRequest, uuid: UUID, area: UUID) -> HttpResponse:
    """Take a place that the text proposes, with one press."""
    from yaqaza.territory import queries as territory  # views may be read without building the gazetteer

    alert = queries.get_alert(uuid, seen_by=request.user)
    chosen = territory.get_area(area)
    event = actions.correct(
        alert=alert, by=request.user, category=alert.category, urgency=alert.urgency, area=chosen,
        place_precision=places.precision_of(chosen), place_text=alert.place_text, people_count=alert.people_count, needs=alert.needs,
    )  # fmt: skip
    _say(request, _("%(number)s is corrected.") % _told(event), [event], alert)
    return _go_on(request, alert)


@requires(P.ALERT_TRIAGE)
@require_POST
def reading(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put one thing right that was read, with one press: "NEED_ADDED:SHELTER", "URGENCY:4", "PEOPLE" with its number beside it."""
    alert = queries.get_alert(uuid, seen_by=request.user)
    what, _colon, value = request.POST.get("put", "").partition(":")
    if what == "PEOPLE":
        value = western_digits(request.POST.get("people", "")[:20])
    try:
        event = actions.put_right(alert=alert, by=request.user, what=what, value=value[:40])
    except (NotPermitted, NotFound):
        raise
    except Refused as refusal:
        if what != "PEOPLE":
            raise
        return _asked_again(request, alert, request.POST.get("people", "")[:20], str(refusal))
    _say(request, _("%(number)s is corrected.") % _told(event), [event], alert)
    return _go_on(request, alert)


def _asked_again(request: HttpRequest, alert: Alert, typed: str, why: str) -> HttpResponse:
    """The page of the alert, with a number of people as it was typed and what is wrong with it beside."""
    context = detail(request, alert, [], lists.sent(request)) | {
        "alone": True,
        "people_typed": typed,
        "people_wrong": why,
    }
    return page(request, "alerts/alert.html", context, status=422)


@requires(P.ALERT_TRIAGE)
@require_POST
def gathering(request: HttpRequest, uuid: UUID, other: UUID) -> HttpResponse:
    """Gather ``other`` into this alert: both tell of the same situation."""
    alert = queries.get_alert(uuid, seen_by=request.user)
    joining = queries.get_alert(other, seen_by=request.user)
    event = actions.gather(alert=joining, into=alert, by=request.user)
    names = {"one": isolated(alert.number), "other": isolated(joining.number)}
    _say(request, _("%(one)s and %(other)s are one situation now.") % names, [event], alert)
    return _go_on(request, alert)


@requires(P.ALERT_TRIAGE)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back the events named in the address, all or none."""
    from django.db import transaction

    wanted = []
    for text in request.GET.getlist("event")[:200]:
        try:
            wanted.append(UUID(text))
        except ValueError:
            continue
    events = [queries.event_to_undo(uuid, seen_by=request.user) for uuid in wanted]
    if not events:
        return redirect("alerts:queue")
    with transaction.atomic():
        for event in reversed(events):
            actions.undo(event=event, by=request.user)
    numbers = _(", ").join(isolated(event.alert.number) for event in events[:5])
    messages.success(request, _("Put back as it was: %(numbers)s.") % {"numbers": numbers})
    try:
        return _go_on(request, queries.get_alert(UUID(request.GET.get("open", "")), seen_by=request.user))
    except (ValueError, NotFound):
        return _go_on(request, events[0].alert) if len(events) == 1 else redirect(lists.address(lists.sent(request)))


MANY: dict[str, tuple[Form_, Callable[..., list[AlertEvent]]]] = {
    "dismiss": (forms.Dismiss, actions.dismiss_many),
    "pass": (forms.PassOn, actions.pass_on_many),
    "gather": (Form, actions.gather_many),
}


@requires(P.ALERT_TRIAGE)
@require_POST
def several(request: HttpRequest) -> HttpResponse:
    """Decide about the chosen alerts: the first press asks what is needed, the second does it."""
    act = request.POST.get("act", "")
    if act not in MANY:
        return redirect("alerts:queue")
    uuids = []
    for text in request.POST.getlist("alert")[:200]:
        try:
            uuids.append(UUID(text))
        except ValueError:
            continue
    alerts = queries.get_alerts(uuids, seen_by=request.user)
    form_class, action = MANY[act]
    listed = lists.sent(request) or ""
    why = _why_not_several(request, alerts, act)
    asked = act == "gather" or "confirmed" in request.POST
    form = form_class(request.POST if asked else None)
    if not why and asked and form.is_valid():
        events = done(request, form, action, alerts=alerts)
        if events is not None:
            said = ngettext("%(count)s alert decided.", "%(count)s alerts decided.", len(alerts)) % {
                "count": len(alerts)
            }
            _say(request, said, events)
            return redirect(lists.address(listed))
    context = {
        "form": form, "act": act, "alerts": alerts, "why": why, "listed": listed, "back": lists.address(listed), "titles": {
            "dismiss": _("Dismiss the chosen alerts?"), "pass": _("Pass the chosen alerts on"),
            "gather": _("Gather the chosen alerts"),
        }[act], "submit": {"dismiss": _("Dismiss"), "pass": _("Pass on"), "gather": _("Gather")}[act],
    }  # fmt: skip
    return page(request, "alerts/several.html", context, status=422 if why or asked else 200)


def _why_not_several(request: HttpRequest, alerts: list[Alert], act: str) -> str:
    if not alerts:
        return rules.choose_some()
    if act == "gather" and len(alerts) < 2:
        return rules.choose_two()
    for alert in alerts:
        if not queries.may_triage(alert, request.user):
            raise NotPermitted(_("Your role does not include this for alerts of this place."))
    try:
        rules.check_all_read(alerts)
    except Refused as refusal:
        return str(refusal)
    return ""
