"""Import of alerts from files: send, match the columns, watch, and repair what could not be read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import actions, columns, queries, sheets
from yaqaza.alerts.actions.imports import safe_cell
from yaqaza.alerts.models import ImportBatch
from yaqaza.alerts.states import Category
from yaqaza.core import limits
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.text import clean
from yaqaza.territory.forms import AreaField

P = Permission
PREVIEW = 10
PER_HOUR = 30


class SendFile(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, XLSX or JSON lines, up to 100 MB. The columns are matched on the next page."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson"}),
    )


class Match(forms.Form):
    """Which column holds what."""

    source = forms.CharField(
        label=gettext_lazy("Whose file it is"), max_length=60, required=False,
        help_text=gettext_lazy("With a row's own reference it tells the same row again in a later file."),
    )  # fmt: skip
    area = AreaField(label=gettext_lazy("Place of rows that name none"))
    category = forms.ChoiceField(
        label=gettext_lazy("Category of rows that name none"), choices=Category.choices, initial=Category.OTHER
    )

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *[(name, name) for name in batch.layout["columns"]]]
        for name, (label, _words) in columns.FIELDS.items():
            self.fields[f"map_{name}"] = forms.ChoiceField(label=label, choices=choices, required=name == "text")

    def mapped(self) -> list[Any]:
        return [self[f"map_{name}"] for name in columns.FIELDS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["mapping"] = {name: data.pop(f"map_{name}", "") for name in columns.FIELDS}
        return data


@requires(P.ALERT_IMPORT)
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Take a file, and list the earlier ones."""
    form = SendFile(request.POST, request.FILES) if request.method == "POST" else SendFile()
    if form.is_valid():
        limits.check(f"alerts.import:{request.user.pk}", per_hour=PER_HOUR)
        upload = form.cleaned_data.pop("file")
        batch = done(request, form, actions.keep_file, upload=upload, name=upload.name)
        if batch is not None:
            return redirect("alerts:import_batch", batch.uuid)
    rows = queries.visible_batches(request.user).select_related("created_by", "organisation").defer("layout", "mapping")
    earlier = paginate(rows, order=("-created_at", "-id"), cursor=request.GET.get("cursor", ""), size=20)
    return page(
        request, "alerts/imports.html", {"form": form, "earlier": earlier}, status=422 if form.is_bound else 200
    )


@requires(P.ALERT_IMPORT)
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Match the columns of a file; afterwards show how far its import got."""
    found = queries.get_batch(uuid, seen_by=request.user)
    if found.status != ImportBatch.Status.MAPPING:
        return page(request, "alerts/import_progress.html", _state(request, found))
    initial = {f"map_{name}": column for name, column in found.mapping.items()} | {
        "source": found.source,
        "area": found.area,
    }
    form = Match(request.POST or None, batch=found, initial=initial)
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("mapping", "source", "area", "category")}
        form.cleaned_data = chosen
        if done(request, form, actions.start, batch=found):
            messages.success(request, _("The rows come in now. You can leave this page."))
            return redirect("alerts:import_batch", found.uuid)
    with found.file.open("rb") as file:
        sample = _first(file, sheets.Layout.from_json(found.layout))
    context = {
        "batch": found,
        "form": form,
        "sample": [[_cell(row.cells.get(name)) for name in found.layout["columns"][:40]] for row in sample],
        "columns": found.layout["columns"][:40],
        "more_columns": max(0, len(found.layout["columns"]) - 40),
        "again": queries.visible_batches(request.user)
        .filter(file_hash=found.file_hash, status="DONE")
        .order_by("id")
        .first(),
    }
    return page(request, "alerts/import_match.html", context, status=422 if form.is_bound else 200)


def _first(file: Any, layout: sheets.Layout) -> list[sheets.Row]:
    try:
        return list(islice(sheets.rows(file, layout), PREVIEW))
    except sheets.Broken:
        return []


def _cell(value: Any) -> str:
    return columns.short("" if value is None else clean(str(value)), 80)


def _state(request: HttpRequest, found: ImportBatch) -> dict[str, Any]:
    problems = paginate(found.problems.all(), order=("row", "id"), cursor=request.GET.get("cursor", ""), size=50)
    running = found.status == ImportBatch.Status.RUNNING
    return {
        "batch": found,
        "problems": problems,
        "running": running,
        "headed": sheets.heading_of(found.layout) > 0,
        "left_out": [] if running else queries.left_out(found),  # counted over all problems: not at each look
    }


@requires(P.ALERT_IMPORT)
@require_safe
def progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say how far an import got (htmx asks every two seconds until it is done)."""
    found = queries.get_batch(uuid, seen_by=request.user)
    return page(request, "alerts/import_progress.html", _state(request, found), block="state")


@requires(P.ALERT_IMPORT)
@require_safe
def problems(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Answer the faults of the rows as CSV that a spreadsheet opens without running anything."""
    found = queries.get_batch(uuid, seen_by=request.user)
    response = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="rows-{found.uuid}.csv"'
    return response


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(found: ImportBatch) -> Iterator[str]:
    writer = csv.writer(_Echo())
    headings = [_("Column"), _("Reason"), _("What stood there"), _("The row")]
    yield "\ufeff" + writer.writerow([_("Line of the file"), _("Number under the headings"), *headings])
    for problem in found.problems.order_by("row", "id").iterator(chunk_size=2000):
        cells = [
            problem.row,
            problem.under,
            safe_cell(problem.column),
            problem.sentence,
            safe_cell(problem.value),
            problem.fate,
        ]
        yield writer.writerow(cells)
