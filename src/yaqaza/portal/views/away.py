"""The way in while the database is away: all four questions on one page that carries the answers itself, kept on disk when it is sent."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yaqaza.core import images, limits, presence
from yaqaza.core.access import public, without_database
from yaqaza.core.images import NotAPhoto, Photo
from yaqaza.core.pages import page
from yaqaza.core.refusal import Refused
from yaqaza.portal import actions, draft, queries, waiting
from yaqaza.portal.answers import answers_of, words_of
from yaqaza.portal.draft import Draft, SentReport
from yaqaza.portal.forms import FORMS, PHOTOS_MOST, WholeForm, reopened, sent_names
from yaqaza.portal.refusals import Refusal, TooSoon, few_photos, named
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
        return _ask(report, WholeForm(initial=reopened(WholeForm, typed) | {"token": report.token}), request)
    last = {name: draft.typed(request.POST.get(name, "")) for name in ("token", "website")}
    form = WholeForm(typed | last)
    try:
        photos = _photos(request, form)
        if form.is_valid():
            return _take(request, report, photos)
    except TooSoon:
        form.add_error(None, str(Refusal.SOON.label))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return _ask(report, form, request)


def _ask(report: Draft, form: WholeForm, request: HttpRequest) -> HttpResponse:
    context = {
        "form": form,
        "carried": draft.carry(report),
        "store": f"portal-what-{report.index[:8]}",
        "begun": bool(report.answers) and not form.is_bound,
        "photos_again": form.is_bound and bool(request.FILES),
        "photo_limit": settings.PHOTO_MAX_BYTES,
        "room": PHOTOS_MOST,
        "emergency": queries.emergency(),
    }
    return page(request, "portal/at_once.html", context, status=422 if form.is_bound else 200)


def _photos(request: HttpRequest, form: WholeForm) -> list[Photo]:
    uploads, taken = request.FILES.getlist("photos"), []
    scale = request.scale  # type: ignore[attr-defined]  # put there by ``weighed``
    refused = [named(name, images.Fault.HEAVY.sentence) for name in scale.heavy]
    if scale.too_many or len(uploads) > PHOTOS_MOST:
        refused.append(str(Refusal.MANY.label))
    elif uploads and not few_photos(request):
        raise limits.TooMany(_("Too many photos came from here within an hour. Send the report without them."))
    else:
        for upload in uploads:
            try:
                taken.append(images.clean(upload))
            except NotAPhoto as refusal:
                refused.append(named(upload.name, str(refusal)))
    for sentence in refused:
        form.add_error("photos", sentence)
    return taken


def _take(request: HttpRequest, report: Draft, photos: list[Photo]) -> HttpResponse:
    check_pace(request, report)
    if not presence.is_away():
        answers = answers_of(report)
        received = actions.send(token=report.token, draft=report.index, answers=answers, photos=photos)
        sent = SentReport(report.token, received.tracking_code, words_of(answers), time.time())
        return arrived(request, sent)
    code = waiting.keep(report, photos)
    if not code:
        raise Refused(_("So much waits here that no more can be kept. Try again in some minutes, or call the cell."))
    return page(request, "portal/sent.html", {"code": code, "emergency": queries.emergency(), "waits": True})
