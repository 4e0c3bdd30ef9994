"""Files of posts: send, match the columns, see the first rows as they will be read, watch them come in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.alerts.states import Refusal
from yaqaza.core import limits
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.monitoring import actions, columns, forms, queries, rules
from yaqaza.monitoring.models import PostFile

P = Permission
PER_HOUR = 60


@requires(P.SOURCE_MANAGE)
@require_POST
def send(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a file."""
    source = queries.get_source(uuid, seen_by=request.user)
    form = forms.SendFile(request.POST, request.FILES)
    if form.is_valid():
        limits.check(f"monitoring.file:{request.user.pk}", per_hour=PER_HOUR)
        upload = form.cleaned_data.pop("file")
        if kept := done(request, form, actions.keep_file, source=source, upload=upload, name=upload.name):
            return redirect("monitoring:file", kept.uuid)
    context = {"form": form, "title": _("Send a file"), "submit": _("Send the file"), "back": source.get_absolute_url()}
    return page(request, "monitoring/send.html", context, status=422)


@requires(P.MONITOR_VIEW, P.SOURCE_MANAGE)
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Match the columns of a file and look at its first rows as they will be read; afterwards show how far it got."""
    found = queries.get_file(uuid, seen_by=request.user)
    if found.status != PostFile.Status.MAPPING or why_not(rules.check_manage, request.user, found.source.organisation):
        return page(request, "monitoring/file_progress.html", _state(request, found))
    initial = {f"map_{name}": column for name, column in found.mapping.items()}
    form = forms.Match(request.POST or None, file=found, initial=initial)
    looks = request.POST.get("look")
    if form.is_valid() and not looks and done(request, form, actions.start, file=found):
        messages.success(request, _("The rows come in now. You can leave this page."))
        return redirect("monitoring:file", found.uuid)
    mapping = {name: column for name, column in form.mapping().items() if column in found.layout["columns"]}
    context = {
        "file": found,
        "form": form,
        "rows": [_shown(each, mapping) for each in actions.preview(file=found, mapping=mapping)]
        if "text" in mapping
        else [],
        "again": found.source.files.filter(sha256=found.sha256, status="DONE")
        .exclude(pk=found.pk)
        .order_by("id")
        .first(),
    }
    return page(
        request, "monitoring/match.html", context, status=422 if form.is_bound and not looks and form.errors else 200
    )


def _shown(row: columns.Read, mapping: dict[str, str]) -> dict[str, Any]:
    faults = [f"{mapping.get(each.field, '')}: {Refusal(each.reason).label}".strip(": ") for each in row.faults]
    return {"number": row.number, "post": row.post, "faults": faults, "shared": row.post.reach - 1 if row.post else 0}


def _state(request: HttpRequest, found: PostFile) -> dict[str, Any]:
    problems = paginate(found.problems.all(), order=("row", "id"), cursor=request.GET.get("cursor", ""), size=50)
    return {"file": found, "problems": problems}


@requires(P.MONITOR_VIEW, P.SOURCE_MANAGE)
@require_safe
def progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say how far a file got (htmx asks every two seconds until it is done)."""
    found = queries.get_file(uuid, seen_by=request.user)
    return page(request, "monitoring/file_progress.html", _state(request, found), block="state")
