"""The talk with a reporter beside their alert, and the messages that did not surely arrive."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import queries, rules
from yaqaza.alerts.actions import talks as actions
from yaqaza.alerts.models import Alert
from yaqaza.alerts.queries import talks
from yaqaza.alerts.states import Urgency
from yaqaza.alerts.talking import Reply
from yaqaza.channels import rules as channel_rules
from yaqaza.channels import wording
from yaqaza.channels.windows import closed
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not

P = Permission


@requires(P.ALERT_VIEW)
@require_safe
def panel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The talk about an alert, for the alert's page."""
    alert = queries.get_alert(uuid, seen_by=request.user)
    return page(request, "alerts/talk_panel.html", _context(request, alert), block="panel")


def _context(request: HttpRequest, alert: Alert) -> dict[str, object]:
    talk = talks.talk_of(alert)
    may = not why_not(rules.check_may, request.user, P.MESSAGE_SEND, alert=alert)
    why = (why_not(rules.check_read, alert) or why_not(channel_rules.check_write, talk.contact)) if talk.contact else ""
    return {
        "alert": alert,
        "talk": talk,
        "may_write": may and talk.contact is not None,
        "why_not_write": why,
        "window": closed(talk.contact) if talk.contact else None,
    }


@requires(P.MESSAGE_SEND)
def reply(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer the reporter; ``?template=`` begins with its words."""
    alert = queries.get_alert(uuid, seen_by=request.user)
    rules.check_may(request.user, P.MESSAGE_SEND, alert=alert)
    context = _context(request, alert)
    talk = talks.talk_of(alert)
    language = talk.contact.language if talk.contact else "ar"
    ready = wording.by_hand(language, emergency=talks.emergency_number())
    chosen = next((each for each in ready if each[0] == request.GET.get("template")), None)
    initial = {"at_once": alert.urgency >= Urgency.URGENT}
    if chosen:
        initial |= {"text": chosen[2], "template": chosen[0]}
    form = Reply(request.POST or None, initial=initial)
    if talk.contact:
        code = form["template"].value() or ""
        context["window"] = closed(talk.contact, code=code)
        if context["window"]:
            context["preview"] = context["window"].preview(form["text"].value() or "…")
    if form.is_valid() and (message := done(request, form, actions.write, alert=alert)):
        waits = message.due_at is not None and message.due_at > message.at
        said = _("It waits in the outbox until the night is over.") if waits else _("It is in the outbox.")
        messages.success(request, said)
        return redirect(alert)
    context |= {"form": form, "ready": ready, "back": alert.get_absolute_url()}
    return page(request, "alerts/reply.html", context, status=422 if form.is_bound else 200)


@requires(P.MESSAGE_SEND)
@require_safe
def undecided(request: HttpRequest) -> HttpResponse:
    """List the messages that failed or may have been sent: a person says what becomes of each."""
    rows = paginate(talks.undecided(request.user), order=["-at", "-id"], cursor=request.GET.get("cursor", ""), size=30)
    return page(request, "alerts/messages.html", {"page": rows})


@requires(P.MESSAGE_SEND)
@require_POST
def decision(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send a message again, note that it arrived, or leave it."""
    row = talks.get_message(uuid, seen_by=request.user)
    what = request.POST.get("do", "")
    actions.decide(row=row, by=request.user, what=what)
    told = {
        "again": _("It is in the outbox again."),
        "took": _("Noted: it arrived."),
        "leave": _("It is left as it is."),
    }
    messages.success(request, told.get(what, ""))
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return redirect(wanted)
    return redirect(row.alert)
