"""The way in while the database is away: all four questions on one page that carries the answers itself, kept on disk when it is sent."""

from __future__ import annotations

import time
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yaqaza.core import presence
from yaqaza.core.access import public, without_database
from yaqaza.core.images import Photo
from yaqaza.core.pages import page
from yaqaza.core.refusal import Refused
from yaqaza.portal import actions, draft, queries, shelf, waiting
from yaqaza.portal.answers import answers_of, words_of
from yaqaza.portal.draft import Draft, SentReport
from yaqaza.portal.forms import FORMS, PHOTOS_MOST, WholeForm, reopened, sent_names
from yaqaza.portal.refusals import Refusal, TooSoon, Why, few_photos, sentences
from yaqaza.portal.states import ORDER
from yaqaza.portal.uploads import weighed
from yaqaza.portal.views.arriving import arrived, check_pace, private


@public
@without_database()
@private
@weighed
@require_http_methods(["GET", "HEAD", "POST"])
def at_once(request: HttpRequest) -> HttpResponse:
    """Ask all four questions, and take the answers: on disk while the database is away, as ever when it is back meanwhile.

    It stands in for the pages of the report, too: whatever was posted to them, and what their page carried, is in the form already.
    """
    if request.method != "POST" and not presence.is_away():
        return redirect("portal:report")
    report = draft.carried(request)
    for asked in ORDER:
        names = sent_names(FORMS[asked])
        if any(name in request.POST for name in names):
            report.keep(asked, request.POST, names)
    typed = {name: value for each in report.answers.values() for name, value in each.items()}
    if "token" not in request.POST:  # not the last press: what was answered so far is shown, and nothing is found wrong
        photos, refused = ([], []) if request.method != "POST" or "remove" in request.POST else _photos(request, report)
        refused += [(Refusal.NO_ROOM.value, "") for photo in photos if not shelf.keep(report.index, photo)]
        return _ask(report, WholeForm(initial=reopened(WholeForm, typed) | {"token": report.token}), request, refused)
    if "remove" in request.POST:
        shelf.forget(report.index, mark=request.POST["remove"])
    last = {name: draft.typed(request.POST.get(name, "")) for name in ("token", "website")}
    form = WholeForm(typed | last)
    photos, refused = _photos(request, report)
    if "remove" in request.POST:
        form = WholeForm(initial=reopened(WholeForm, typed) | {"token": report.token})
    elif not refused and form.is_valid():
        try:
            return _take(request, report, photos)
        except TooSoon:
            form.add_error(None, str(Refusal.SOON.label))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    refused += [(Refusal.NO_ROOM.value, "") for photo in photos if not shelf.keep(report.index, photo)]
    return _ask(report, form, request, refused)


def _ask(report: Draft, form: WholeForm, request: HttpRequest, refused: Sequence[Why] = ()) -> HttpResponse:
    """The page. What it refused a moment ago is said; the photos that came along are on it, and need not be chosen again."""
    told = sentences(request, list(refused))
    if form.is_bound:
        for sentence in told:
            form.add_error("photos", sentence)
    shelved = shelf.photos_of(report.index)
    context = {
        "form": form,
        "carried": draft.carry(report),
        "store": f"portal-what-{report.index[:8]}",
        "begun": bool(report.answers) and not form.is_bound,
        "photos": shelved,
        "photos_before": report.photos,
        "photos_refused": [] if form.is_bound else told,
        "photo_limit": settings.PHOTO_MAX_BYTES,
        "room": max(0, PHOTOS_MOST - report.photos - len(shelved)),
        "emergency": queries.emergency(),
    }
    return page(request, "portal/at_once.html", context, status=422 if form.is_bound else 200)


def _photos(request: HttpRequest, report: Draft) -> tuple[list[Photo], list[Why]]:
    """Return the photos that came with this press, and why others are not taken."""
    uploads = request.FILES.getlist("photos")
    if uploads and not few_photos(request):
        return [], [(Refusal.FLOOD.value, "")]
    scale = request.scale  # type: ignore[attr-defined]  # put there by ``weighed``
    kept = [each.photo.sha256 for each in shelf.photos_of(report.index)]
    return actions.sift(
        uploads=uploads, kept=kept, heavy=scale.heavy, too_many=scale.too_many, most=PHOTOS_MOST - report.photos
    )


def _take(request: HttpRequest, report: Draft, photos: list[Photo]) -> HttpResponse:
    check_pace(request, report)
    if not presence.is_away():
        answers = answers_of(report)
        received = actions.send(token=report.token, draft=report.index, answers=answers, photos=photos)
        sent = SentReport(report.token, received.tracking_code, words_of(answers), time.time())
        return arrived(request, sent)
    every = [each.photo for each in shelf.photos_of(report.index)] + photos
    code = waiting.keep(report, every)
    if not code:
        raise Refused(_("So much waits here that no more can be kept. Try again in some minutes, or call the cell."))
    shelf.forget(report.index)
    return page(request, "portal/sent.html", {"code": code, "emergency": queries.emergency(), "waits": True})
