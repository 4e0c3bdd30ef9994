"""Answers: listed, read, chosen between, taken out as files."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.core import images
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import page
from yaqaza.core.refusal import why_not
from yaqaza.questionnaires import actions, forms, outlines, queries, reading, rules, sheets
from yaqaza.questionnaires.states import FileKind

P = Permission


@requires(P.FORM_FILL, P.SUBMISSION_VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the answers that the reader sent or may read, newest first."""
    search = forms.Search(request.GET, by=request.user)
    told = search.narrowed()
    rows = queries.listed(request.user, **told)
    context = {
        "filters": search,
        "narrowed": any(told.values()),
        "page": paginate(rows, order=["-received_at", "-id"], cursor=request.GET.get("cursor", "")),
        "chosen": told["questionnaire"],
        "may_export": request.user.may(P.SUBMISSION_EXPORT),
    }
    return page(request, "questionnaires/submissions.html", context, block="rows")


@requires(P.FORM_FILL, P.SUBMISSION_VIEW)
@require_safe
def submission(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one filled-in form with its questions; who reads it is remembered."""
    found = queries.get_submission(uuid, seen_by=request.user)
    outline = found.version.outline
    chosen = outlines.language(outline.get("languages", []), get_language() or "ar")
    files = {row.name: row for row in found.attachments.all()}
    context = {
        "submission": found,
        "questionnaire": found.version.questionnaire,
        "lines": reading.lines(json.loads(found.answers), outline, chosen, files),
        "files": files.values(),
        "history": queries.history_of(found),
        "rivals": queries.rivals_of(found),
        "reads_files": request.user.may(P.CASE_VIEW),
        "why": why_not(rules.check_choose, request.user, found),
        "may_correct": not why_not(rules.check_correct, request.user, found),
    }
    actions.note_reading(submission=found, by=request.user)
    return page(request, "questionnaires/submission.html", context)


@requires(P.SUBMISSION_VIEW)
@require_POST
def choice(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let one of several corrections count."""
    found = queries.get_submission(uuid, seen_by=request.user)
    actions.choose(submission=found, by=request.user)
    messages.success(request, _("This one counts. The other is kept, set aside."))
    return redirect(found)


@requires(P.FORM_FILL, P.SUBMISSION_VIEW)
@require_safe
def xml(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give the XML as it came."""
    found = queries.get_submission(uuid, seen_by=request.user)
    actions.note_reading(submission=found, by=request.user)
    response = HttpResponse(found.xml.encode(), content_type="application/xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.uuid}.xml"'
    return response


@requires(P.FORM_FILL, P.SUBMISSION_VIEW)
@require_safe
def attachment(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give a file that came with answers: a picture to look at, anything else to keep."""
    found = queries.get_attachment(uuid, seen_by=request.user)
    if found.sort == FileKind.PICTURE:
        return images.answer(found.file)
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@requires(P.SUBMISSION_EXPORT)
@require_safe
def export(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponseBase:
    """Take the answers of one questionnaire out, as CSV or as a workbook."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    found = queries.get_questionnaire(uuid, seen_by=request.user)
    rows = queries.current(queries.submissions(request.user)).filter(version__questionnaire=found)
    actions.note_export(questionnaire=found, by=request.user, kind=kind.upper())
    columns = sheets.columns(found)
    if kind == "csv":
        response: HttpResponseBase = StreamingHttpResponse(
            sheets.as_csv(rows, columns), content_type="text/csv; charset=utf-8"
        )
        response.headers["Content-Disposition"] = f'attachment; filename="{found.uuid}.csv"'
        return response
    file = sheets.as_xlsx(rows, columns, outlines.language(columns.languages, get_language() or "ar"))
    return FileResponse(file, as_attachment=True, filename=f"{found.uuid}.xlsx")
