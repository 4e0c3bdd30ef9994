"""Following a report by its code. The code is posted, kept in the session and never stands in an address."""

from __future__ import annotations

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import Alert
from yaqaza.channels import actions as channels
from yaqaza.channels import queries as channel_queries
from yaqaza.channels.forms import SubscribeForm
from yaqaza.core import limits, presence
from yaqaza.core.access import public, without_database
from yaqaza.core.crypto import blind_index
from yaqaza.core.pages import page
from yaqaza.core.refusal import NotFound, Refused
from yaqaza.portal import actions, draft, progress, waiting
from yaqaza.portal.draft import typed
from yaqaza.portal.forms import AddForm, TrackForm
from yaqaza.portal.uploads import weighed
from yaqaza.portal.views.arriving import private

WRONG_PER_SESSION, WRONG_PER_ADDRESS, ADDED_PER_CODE, PUSH_PER_ADDRESS = 10, 100, 20, 60
"""An hour. 30⁸ codes: at a hundred guesses an hour nobody meets one."""


@public
@without_database()
@private
def track(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a wrong one, a mistyped one and an unknown one are told in the same words.

    A report that came while the database was away is known by its code from the first moment; others cannot be looked up then.
    """
    form = TrackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        keys = _keys(request)
        if not all(limits.would_allow(key, per_hour=most) for key, most in keys):
            full = next(key for key, most in keys if not limits.would_allow(key, per_hour=most))
            form.full_clean()
            form.add_error(None, limits.sentence(full))
            return page(request, "portal/track.html", {"form": form}, status=429)
        if form.is_valid():
            code = form.cleaned_data["code"]
            if waiting.waits(code):
                return page(request, "portal/track.html", {"form": form, "waits": True})
            if presence.is_away():
                for key, most in keys:
                    limits.allow(key, per_hour=most)
                return page(request, "portal/track.html", {"form": form, "away": True}, status=503)
            if _known(code):
                draft.follow(request, code)
                return redirect("portal:tracked")
            for key, most in keys:
                limits.allow(key, per_hour=most)
            form.add_error(
                "code", _("No report has this code. Look at it again: letters from A to Z and digits, eight signs.")
            )
    return page(request, "portal/track.html", {"form": form}, status=422 if form.is_bound else 200)


@public
@without_database(track)
@private
@require_safe
def tracked(request: HttpRequest) -> HttpResponse:
    """Where the report stands, the cell's questions, and what can be added."""
    if (alert := _followed(request)) is None:
        return redirect("portal:track")
    return _page(request, alert, AddForm())


@public
@private
@weighed
def add(request: HttpRequest) -> HttpResponse:
    """Add information or photos, or answer the cell."""
    if (alert := _followed(request)) is None:
        return redirect("portal:track")
    if request.method != "POST":
        return redirect("portal:tracked")
    form = AddForm({name: typed(request.POST.get(name, "")) for name in ("gone", "text")})
    uploads = request.FILES.getlist("photos")
    scale = request.scale  # type: ignore[attr-defined]  # put there by ``weighed``
    if form.is_valid():
        try:
            limits.check(f"add:{alert.pk}", per_hour=ADDED_PER_CODE)
            actions.add(alert=alert, text=form.said(), uploads=uploads, heavy=scale.heavy, too_many=scale.too_many)
        except Refused as refusal:
            form.add_error("photos" if uploads or scale.heavy else None, str(refusal))
        else:
            request.session["portal_added"] = True
            return redirect("portal:tracked")
    return _page(request, alert, form, status=422)


@public
@private
def erase(request: HttpRequest) -> HttpResponse:
    """Ask once, then erase the number and the name that the reporter left; the same words whether there were any or not."""
    if (alert := _followed(request)) is None:
        return redirect("portal:track")
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.erase_contact(alert=alert)
        request.session["portal_erased"] = True
        return redirect(f"{reverse('portal:tracked')}#number")
    return page(request, "portal/erase.html", {"form": form})


@public
@private
@require_POST
def notify(request: HttpRequest) -> HttpResponse:
    """Switch notifications about this report on or off in this browser; they never say which report."""
    if (alert := _followed(request)) is None:
        return redirect("portal:track")
    form = SubscribeForm(request.POST)
    if form.is_valid():
        what = form.cleaned_data.pop("do")
        if what == "off":
            channels.unsubscribe(about=alert.uuid, endpoint=form.cleaned_data["endpoint"])
        else:
            limits.check(f"push:{limits.address(request)}", per_hour=PUSH_PER_ADDRESS)
            channels.subscribe(about=alert.uuid, language=get_language() or "ar", **form.cleaned_data)
    return redirect(f"{reverse('portal:tracked')}#notifications")


@public
@private
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page on a telephone that others use: the code is no longer in the session."""
    draft.stop_following(request)
    return redirect("portal:home")


def _page(request: HttpRequest, alert: Alert, form: AddForm, status: int = 200) -> HttpResponse:
    questions = progress.questions(alert)
    code = draft.followed_code(request)
    context = {
        "code": code,
        "store": f"portal-add-{blind_index('autosave', code)[:8]}",
        "photo_limit": settings.PHOTO_MAX_BYTES,
        "received_at": alert.received_at,
        "progress": progress.of(alert),
        "questions": questions,
        "additions": progress.additions(alert),
        "push": channel_queries.push_for(about=alert.uuid),
        "post": reverse("portal:notify"),
        "form": form,
        "erased": bool(request.session.pop("portal_erased", False)) if status == 200 else False,
        "added": bool(request.session.pop("portal_added", False)) if status == 200 else False,
    }
    return page(request, "portal/tracked.html", context, status=status)


def _keys(request: HttpRequest) -> list[tuple[str, int]]:
    keys = [(f"track:{limits.address(request)}", WRONG_PER_ADDRESS)]
    if request.session.session_key:
        keys.append((f"track:{request.session.session_key}", WRONG_PER_SESSION))
    return keys


def _known(code: str) -> bool:
    try:
        alerts.by_tracking_code(code)
    except NotFound:
        return False
    return True


def _followed(request: HttpRequest) -> Alert | None:
    code = draft.followed_code(request)
    if not code:
        return None
    try:
        return alerts.by_tracking_code(code)
    except NotFound:
        draft.stop_following(request)
        return None
