"""Notifications in the browser: an officer's own page, and the script that shows them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.channels import actions, browsers, queries
from yaqaza.channels.forms import SubscribeForm
from yaqaza.core.access import public, requires
from yaqaza.core.ids import uuid7
from yaqaza.core.pages import page
from yaqaza.core.refusal import Refused

P = Permission


@requires(P.ALERT_VIEW, P.MISSION_CARRY_OUT)
def own(request: HttpRequest) -> HttpResponse:
    """Switch an officer's notifications on or off in this browser, and try them."""
    form = SubscribeForm(request.POST or None)
    if form.is_valid():
        what = form.cleaned_data.pop("do")
        if what == "on":
            try:
                row = actions.subscribe(
                    user=request.user,
                    language=get_language() or "ar",
                    session=request.session.session_key or "",
                    **form.cleaned_data,
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                actions.tell_officers(users=[request.user], code="PUSH_TEST", key=uuid7().hex)
                messages.success(request, _("Notifications are on. A first one is on its way to this device."))
                response = redirect("channels:push")
                browsers.mark(response, row)
                return response
        else:
            actions.unsubscribe(user=request.user, endpoint=form.cleaned_data["endpoint"])
            messages.success(request, _("Notifications are off."))
            return redirect("channels:push")
    context = {
        "form": form,
        "push": queries.push_for(user=request.user, browser=browsers.of(request)),
        "letters": queries.letters_for(request.user),
        "post": reverse("channels:push"),
        "hears": request.user.may(P.ALERT_VIEW),
        "goes": request.user.may(P.MISSION_CARRY_OUT),
    }
    return page(request, "channels/push.html", context, status=422 if form.is_bound else 200)


@requires(P.ALERT_VIEW)
@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """Switch an officer's alarms by e-mail on or off."""
    if request.POST.get("do") == "on":
        base = request.build_absolute_uri("/")
        actions.subscribe_letters(user=request.user, language=get_language() or "ar", base_url=base)
        messages.success(request, _("Alarms come by e-mail, too. A first letter is on its way."))
    else:
        actions.unsubscribe_letters(user=request.user)
        messages.success(request, _("Alarms no longer come by e-mail."))
    return redirect("channels:push")


@public
@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The script of notifications, at an address that stays: a browser that subscribed comes back to it."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@cache
def _script() -> str:
    return Path(str(finders.find("channels/js/push-worker.js"))).read_text(encoding="utf-8")
