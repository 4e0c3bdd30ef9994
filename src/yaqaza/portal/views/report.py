"""A report, one question at a time. What is typed stays in the session; nothing of it stands in an address."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaqaza.alerts import queries as alerts
from yaqaza.alerts.states import Category, Danger
from yaqaza.core import images, limits
from yaqaza.core.access import public, without_database
from yaqaza.core.pages import page
from yaqaza.core.refusal import NotFound, Refused
from yaqaza.portal import actions, draft, progress, queries
from yaqaza.portal.answers import answers_of, forms_of, words_of
from yaqaza.portal.draft import Draft, SentReport
from yaqaza.portal.forms import FORMS, PHOTOS_MOST, SendForm, picked, reopened, sent_names
from yaqaza.portal.refusals import Refusal, TooSoon, Why, few_photos, sentences
from yaqaza.portal.states import ORDER, Question, Where
from yaqaza.portal.uploads import weighed
from yaqaza.portal.views.arriving import arrived, check_pace, private
from yaqaza.portal.views.away import at_once
from yaqaza.territory import queries as territory

NOTICE, KEPT, LOST = "portal_notice", "portal_kept", "portal_lost"
"""In the session, to be told once on the next question."""

CHECK = "check"
TEMPLATES = {each: f"portal/question_{each.value}.html" for each in Question}


@public
@without_database(at_once)
@private
@weighed
def question(request: HttpRequest, step: str) -> HttpResponse:
    """Ask one question; the answer is kept as it was typed, right or wrong. What is refused is said by the page at its plain address:
    going back to it or loading it again sends nothing twice."""
    asked = Question(step)
    if asked is Question.KIND and request.GET.get("category") in Category.values:
        return _begin_with(request, request.GET["category"])
    begun = draft.current(request)
    report = draft.begin(request)
    form_class, refused = FORMS[asked], []
    if _left_behind(request, begun, asked):
        request.session[NOTICE] = "sent"
    if (
        request.method == "POST"
    ):  # kept before anything else: the report of this page may have been sent from another one
        report.keep(asked, request.POST, sent_names(form_class))
        draft.save(request, report)
        refused = _take_photos(request, report) if asked is Question.WHAT else []
    if (missing := _first_missing(report, before=asked)) is not None:
        if request.method == "POST":
            request.session[KEPT] = True
        return redirect(_address(missing))
    if request.method != "POST":
        try:
            form = _open_form(request, report, asked)
        except NotFound:  # the place in the address is none
            return lost(request)
        return _ask(request, report, asked, form)
    if not refused and ("stay" in request.POST or "remove" in request.POST):
        return redirect(_address(asked))
    if not refused and form_class(report.data(asked)).is_valid():
        return redirect(_next(report))
    report.refuse(asked.value, refused)
    draft.save(request, report)
    return redirect(_address(asked))


@public
@without_database(at_once)
@private
def lost(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Lead from an address that leads nowhere to the start of the report, and say so there; what was typed is kept."""
    if rest in ("where", "what", "who", "check", "sent", "map"):
        return redirect(f"portal:{rest}")  # only the stroke at its end was missing
    request.session[LOST] = True
    return redirect("portal:report")


@public
@without_database(at_once)
@private
def check(request: HttpRequest) -> HttpResponse:
    """Show every answer once more, and send."""
    report = draft.current(request)
    if request.method == "POST" and (before := draft.sent_before(request, token=request.POST.get("token", "")[:64])):
        return arrived(request, before)  # pressed twice, or sent from the page before
    if report is None:
        if draft.sent_lately(request):
            request.session[NOTICE] = "sent"
        return redirect("portal:report")
    if (missing := _first_missing(report)) is not None:
        return redirect(_address(missing))
    if request.method != "POST":
        return _check_page(request, report, _send_form(request, report))
    form, refused = SendForm(request.POST), []
    if form.is_valid():
        if "use_photo_place" in request.POST:
            return _use_photo_place(request, report)
        try:
            return _send(request, report)
        except TooSoon:
            refused = [(Refusal.SOON.value, "")]
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 429 if isinstance(refusal, limits.TooMany) else 422
            return _check_page(request, report, form, status=status)
    report.refuse(CHECK, refused, website=draft.typed(request.POST.get("website", ""))[:200])
    draft.save(request, report)
    return redirect("portal:check")


@public
@private
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The code, and what happens by when."""
    reports = draft.sent_reports(request)
    if not reports:
        return redirect("portal:home")
    last = reports[-1]
    alert = _alert_or_none(last.code)
    due = progress.moment(alert.due_at) if alert else ""
    context = {"code": last.code, "emergency": queries.emergency(), "alert": alert, "due": due}
    return page(request, "portal/sent.html", context)


@public
@private
@require_safe
def code_file(request: HttpRequest) -> HttpResponse:
    """The code as a small text file to keep."""
    reports = draft.sent_reports(request)
    if not reports:
        raise Http404
    lines = [
        _("Yaqaza, tracking code: %(code)s") % {"code": reports[-1].code},
        request.build_absolute_uri(reverse("portal:track")),
    ]
    response = HttpResponse("\ufeff" + "\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="yaqaza.txt"'
    return response


@public
@private
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Forget the report that was begun, with its photos."""
    if (report := draft.current(request)) is not None:
        actions.forget_photos(draft=report.index)
        draft.forget(request)
    return redirect("portal:home")


@public
@require_safe
def photo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A photo of the report that this session is writing."""
    report = draft.current(request)
    return images.answer(queries.get_photo(uuid, draft=report.index if report else "").file)


def _begin_with(request: HttpRequest, category: str) -> HttpResponseRedirect:
    report = draft.begin(request)
    report.answers[Question.KIND.value] = {"category": category}
    draft.save(request, report)
    return redirect(_address(Question.WHERE))


def _left_behind(request: HttpRequest, begun: Draft | None, asked: Question) -> bool:
    """Say whether this page belongs to a report that was sent meanwhile from another window. Nobody else hears of a report that
    was sent: on a shared telephone the next one may be the danger."""
    if draft.sent_lately(request) is None:
        return False
    of = request.POST.get("draft", "")
    return (begun is None and asked is not Question.KIND) or bool(of and (begun is None or of != begun.index[:16]))


def _first_missing(report: Draft, before: Question | None = None) -> Question | None:
    """Return the first question without a good answer, up to but not including ``before``."""
    for each in ORDER:
        if each is before:
            return None
        data = report.data(each)
        if data is None or not FORMS[each](data).is_valid():
            return each
    return None


def _next(report: Draft) -> str:
    missing = _first_missing(report)
    return _address(missing) if missing else reverse("portal:check")


def _address(asked: Question) -> str:
    return reverse("portal:report" if asked is Question.KIND else f"portal:{asked.value}")


def _open_form(request: HttpRequest, report: Draft, asked: Question) -> Form:
    if (refusal := report.refusal(asked.value)) and not request.GET:
        form = FORMS[asked](report.data(asked))
        for sentence in sentences(request, refusal.get("why", [])):
            form.add_error("photos", sentence)
        return form
    initial = reopened(FORMS[asked], report.data(asked) or {})
    if asked is Question.WHERE and (chosen := request.GET.get("area", "")):
        area = territory.get_area(chosen)
        initial |= {"where": Where.PLACE, "area": area}
    return FORMS[asked](initial=initial)


def _ask(request: HttpRequest, report: Draft, asked: Question, form: Form) -> HttpResponse:
    number = ORDER.index(asked) + 1
    more = _with_photos(request, report) if asked is Question.WHAT else {}
    context = more | {
        "form": form,
        "number": number,
        "total": len(ORDER),
        "title": asked.label,
        "back": _address(ORDER[number - 2]) if number > 1 else reverse("portal:home"),
        "action": _address(asked),
        "store": f"portal-{asked.value}-{report.index[:8]}",
        "draft": report.index[:16],
        "carried": draft.carry(report),
        "left_behind": draft.sent_lately(request) if request.session.pop(NOTICE, "") else None,
        "kept": bool(request.session.pop(KEPT, False)),
        "lost": bool(request.session.pop(LOST, False)),
        "begun": bool(report.answers),
    }
    return page(request, TEMPLATES[asked], context)


def _with_photos(request: HttpRequest, report: Draft) -> dict[str, Any]:
    """What the question with photos shows beside its form."""
    actions.take_from_shelf(draft=report.index)
    kept = list(queries.photos_of(report.index))
    if report.photos != len(kept):
        report.photos = len(kept)
        draft.save(request, report)
    return {
        "photos": kept,
        "room": PHOTOS_MOST - len(kept),
        "photo_limit": settings.PHOTO_MAX_BYTES,
        "children_line": queries.for_children() if _category(report) == Category.CHILD_IN_DANGER else None,
        "emergency": queries.emergency(),
    }


def _category(report: Draft) -> str:
    return (report.data(Question.KIND) or {}).get("category", "")


def _take_photos(request: HttpRequest, report: Draft) -> list[Why]:
    if removed := request.POST.get("remove", ""):
        try:
            actions.remove_photo(draft=report.index, uuid=str(UUID(removed)))
        except ValueError:
            raise Http404 from None
    uploads = request.FILES.getlist("photos")
    refused: list[Why] = [(Refusal.FLOOD.value, "")]
    if not uploads or few_photos(request):
        scale = request.scale  # type: ignore[attr-defined]  # put there by ``weighed``
        refused = actions.keep_photos(draft=report.index, uploads=uploads, heavy=scale.heavy, too_many=scale.too_many)
    report.photos = queries.photos_of(report.index).count()
    draft.save(request, report)
    return refused


def _send_form(request: HttpRequest, report: Draft) -> SendForm:
    """The last press, with what was said of the one before."""
    refusal = report.refusal(CHECK)
    initial = {"token": report.token}
    form = SendForm(initial | refusal["given"] if refusal else None, initial=initial)
    for sentence in sentences(request, refusal.get("why", [])):
        form.add_error(None, sentence)
    return form


def _check_page(request: HttpRequest, report: Draft, form: SendForm, status: int = 200) -> HttpResponse:
    forms = forms_of(report)
    where, what, who = forms[Question.WHERE], forms[Question.WHAT], forms[Question.WHO]
    unknown = where.cleaned_data["where"] in (Where.UNKNOWN, Where.POST) and not where.cleaned_data.get("area")
    context = {
        "form": form,
        "honeypot": bool(form.is_bound and form["website"].errors),
        "category": Category(_category(report)).label,
        "where": Where(where.cleaned_data["where"]).label,
        "place": where.place(),
        "what": what.cleaned_data,
        "danger": Danger(what.cleaned_data["danger"]),
        "who": who.cleaned_data,
        "reporter": who.reporter(),
        "photos": list(queries.photos_of(report.index)),
        "photo_place": queries.place_of_photos(report.index) if unknown else None,
        "emergency": queries.emergency() if what.cleaned_data["danger"] == Danger.YES else None,
        "back": _address(ORDER[-1]),
        "carried": draft.carry(report),
    }
    return page(request, "portal/check.html", context, status=status)


def _use_photo_place(request: HttpRequest, report: Draft) -> HttpResponseRedirect:
    """The reporter says that the photo was taken where the person is."""
    if (area := queries.place_of_photos(report.index)) is not None:
        data = report.answers[Question.WHERE.value]
        report.answers[Question.WHERE.value] = data | {"where": Where.PLACE.value} | picked(area)
        report.refused = {}
        draft.save(request, report)
    return redirect("portal:check")


def _send(request: HttpRequest, report: Draft) -> HttpResponse:
    answers = answers_of(report)
    words = words_of(answers)
    if before := draft.sent_before(request, words=words):
        return arrived(request, before, repeated=True)
    check_pace(request, report)
    received = actions.send(token=report.token, draft=report.index, answers=answers)
    return arrived(request, SentReport(report.token, received.tracking_code, words, time.time()))


def _alert_or_none(code: str) -> Any:
    try:
        return alerts.by_tracking_code(code)
    except NotFound:
        return None
