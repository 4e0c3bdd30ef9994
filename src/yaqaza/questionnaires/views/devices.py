"""Phones: set up, shown once with their key, revoked."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.core import kept
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.questionnaires import actions, collect, forms, queries, rules

P = Permission
SHOWN_SECONDS = 15 * 60


@requires(P.FORM_FILL, P.FORM_MANAGE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List one's own phones and those of the people one looks after."""
    rows = queries.devices_of(request.user)
    context = {"page": paginate(rows, order=["-created_at", "-id"], cursor=request.GET.get("cursor", ""))}
    return page(request, "questionnaires/devices.html", context)


@requires(P.FORM_FILL, P.FORM_MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Set up a phone."""
    form = forms.NewDevice(request.POST or None, by=request.user)
    if form.is_valid() and (made := done(request, form, actions.equip)):
        kept.keep(request, f"phone-{made.device.uuid}", made.key, seconds=SHOWN_SECONDS)
        return redirect("questionnaires:device", made.device.uuid)
    context = {
        "form": form,
        "title": _("Set up a phone"),
        "submit": pgettext("phone", "Set up"),
        "back": reverse("questionnaires:devices"),
    }
    return page(request, "core/ask.html", context, status=422 if form.is_bound else 200)


@requires(P.FORM_FILL, P.FORM_MANAGE)
@require_safe
def device(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a phone; within a quarter of an hour of being set up, to whoever did it, with its QR code."""
    found = queries.get_device(uuid, seen_by=request.user)
    key = kept.read(request, f"phone-{found.uuid}") if found.revoked_at is None else None
    context = {"device": found, "why": why_not(rules.check_revoke, request.user, found)}
    if key:
        base = settings.OWN_URL.rstrip("/") if settings.OWN_URL else request.build_absolute_uri("/").rstrip("/")
        path = reverse("questionnaires:openrosa_list", kwargs={"key": key}).removesuffix("/formList")
        plain = reverse("questionnaires:openrosa_list").removesuffix("/formList")
        told = collect.settings(server=base + path, project="Yaqaza · يقظة", language=found.user.language)
        context |= {"key": key, "server": base + plain, "qr": mark_safe(collect.drawn(told))}  # noqa: S308 - drawn by segno
    return page(request, "questionnaires/device.html", context)


@requires(P.FORM_FILL, P.FORM_MANAGE)
@require_POST
def revocation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Shut a phone out."""
    found = queries.get_device(uuid, seen_by=request.user)
    actions.revoke(device=found, by=request.user)
    kept.drop(request, f"phone-{found.uuid}")
    messages.success(request, _("Revoked. The phone is let in no more."))
    return redirect("questionnaires:device", found.uuid)
