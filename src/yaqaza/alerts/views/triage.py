"""Decisions about alerts: each a small page, or a dialog beside the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import actions, forms, queries, rules
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.queries import places
from yaqaza.alerts.states import PlacePrecision
from yaqaza.core.access import requires
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, NotPermitted, Refused, why_not

P = Permission
Form_ = Callable[..., Form]


def undo_address(events: Sequence[AlertEvent], open_: Alert | None = None) -> str:
    """Return where the toast's way back posts to; ``open_`` is what stands beside the queue meanwhile."""
    named = [("event", str(event.uuid)) for event in events]
    return f"{reverse('alerts:undo')}?{urlencode(named + ([('open', str(open_.uuid))] if open_ else []))}"


def beside(alert: Alert) -> str:
    """Where an officer goes on after deciding: the same alert, beside the queue."""
    return f"{reverse('alerts:queue')}?open={alert.uuid}"


def _say(request: HttpRequest, sentence: str, events: Sequence[AlertEvent], open_: Alert | None = None) -> None:
    messages.success(request, sentence, extra_tags=f"undo:{undo_address(events, open_)}" if events else "")


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
    prepare: Callable[[Alert, Form], None] | None = None,
    danger: bool = False,
    undo: bool = True,
    template: str = "alerts/ask.html",
) -> HttpResponse:
    """The one shape of all decisions: fetch, form, action, back to the queue with a way back."""
    alert = queries.get_alert(uuid, seen_by=request.user)
    rules.check_may(request.user, P.ALERT_TRIAGE, alert=alert)
    why = check(alert) if check else ""
    bound = form(request.POST or None, initial=initial(alert) if initial else None)
    if prepare and not why:
        prepare(alert, bound)
    if not why and bound.is_valid():
        event = done(request, bound, action, alert=alert)
        if event is not None:
            _say(request, said, [event] if undo else [])
            return _go_on(request, alert)
    context = {
        "alert": alert, "form": bound, "title": title, "submit": submit, "danger": danger, "back": beside(alert), "why": why,
    }  # fmt: skip
    return page(request, template, context, block="dialog", status=422 if bound.is_bound else 200)


def _go_on(request: HttpRequest, alert: Alert) -> HttpResponse:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    if not safe and not queries.visible_to(request.user).filter(pk=alert.pk).exists():
        return redirect("alerts:queue")  # it went where this officer does not see
    return redirect(wanted if safe else beside(alert))


@requires(P.ALERT_TRIAGE)
@require_http_methods(["GET", "POST"])
def dismissal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _decide(
        request, uuid, forms.Dismiss, actions.dismiss, title=_("Dismiss this alert?"), submit=_("Dismiss"), danger=True,
        said=_("The alert is dismissed."), check=lambda alert: why_not(rules.check_dismiss, alert),
    )  # fmt: skip


@requires(P.ALERT_TRIAGE)
@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _decide(
        request, uuid, forms.PassOn, actions.pass_on, title=_("Pass the alert on"), submit=_("Pass on"),
        said=_("The alert waits there to be read."), check=lambda alert: why_not(rules.check_read, alert),
    )  # fmt: skip


@requires(P.ALERT_TRIAGE)
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _decide(
        request, uuid, forms.Ask, actions.ask, title=_("Ask the reporter"), submit=_("Ask"),
        said=_("The question stands on the tracking page."), check=lambda alert: why_not(rules.check_ask, alert),
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
        said=_("The note is kept."),
        undo=False,
    )


def _as_it_is(alert: Alert) -> dict[str, Any]:
    return {
        "category": alert.category, "urgency": alert.urgency,
        "area": alert.area if alert.place_precision != PlacePrecision.UNKNOWN else None,
        "place_text": alert.place_text, "people_count": alert.people_count, "needs": alert.needs,
    }  # fmt: skip


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

    return _decide(
        request, uuid, forms.Correct, correct, title=_("Correct what was read"), submit=_("Save"), said=_("Corrected."),
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
    _say(request, _("Corrected."), [event])
    return _go_on(request, alert)


@requires(P.ALERT_TRIAGE)
@require_POST
def gathering(request: HttpRequest, uuid: UUID, other: UUID) -> HttpResponse:
    """Gather ``other`` into this alert: both tell of the same situation."""
    alert = queries.get_alert(uuid, seen_by=request.user)
    joining = queries.get_alert(other, seen_by=request.user)
    event = actions.gather(alert=joining, into=alert, by=request.user)
    _say(request, _("The two alerts are one situation now."), [event], alert)
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
    messages.success(request, _("Put back as it was."))
    try:
        return _go_on(request, queries.get_alert(UUID(request.GET.get("open", "")), seen_by=request.user))
    except (ValueError, NotFound):
        return _go_on(request, events[0].alert) if len(events) == 1 else redirect("alerts:queue")


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
            return HttpResponseRedirect(reverse("alerts:queue"))
    context = {
        "form": form, "act": act, "alerts": alerts, "why": why, "titles": {
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
