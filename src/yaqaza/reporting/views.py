"""Pages of the reports: the list, each report, the rows behind a figure, and the files."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core import paper
from yaqaza.core.access import requires
from yaqaza.core.components import Tab
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import page
from yaqaza.core.refusal import NotFound, Refused
from yaqaza.reporting import bilans, exports, facts, forms, indicators, queries, words
from yaqaza.reporting.facts import Frame

URLS = {
    indicators.PROVINCIAL: "reporting:provincial_bilan",
    indicators.COMPLEX: "reporting:complex_units",
    indicators.ROUNDS: "reporting:street_rounds",
}
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(P.REPORT_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Which reports there are, and what each counts."""
    found = [indicators.definition(name, _country()) for name in indicators.NAMES]
    reports = [
        {
            "title": bilans.spoken(it.names),
            "url": reverse(URLS[it.name]),
            "lines": [bilans.spoken(indicator.names) for indicator in it.indicators],
        }
        for it in found
    ]
    return page(request, "reporting/index.html", {"reports": reports})


def _country() -> str:
    return settings.COUNTRY


@requires(P.REPORT_VIEW)
def provincial_bilan(request: HttpRequest) -> HttpResponse:
    """The programmes of a province: acts and different people, month by month."""
    return _report(request, indicators.PROVINCIAL, "reporting/bilan.html")


@requires(P.REPORT_VIEW)
def complex_units(request: HttpRequest) -> HttpResponse:
    """The units of a social complex, each line in its own count."""
    return _report(request, indicators.COMPLEX, "reporting/units.html")


@requires(P.REPORT_VIEW)
def street_rounds(request: HttpRequest) -> HttpResponse:
    """What teams gave on their rounds, whom they met, and who refused."""
    return _report(request, indicators.ROUNDS, "reporting/units.html")


def _report(request: HttpRequest, name: str, template: str) -> HttpResponse:
    user: Any = request.user
    form, frame = _asked(request)
    context: dict[str, Any] = {"form": form, "presets": _presets(request, frame), "asks": form.is_bound}
    if frame is None:
        definition = indicators.definition(name, _country())
        return page(request, template, context | {"title": bilans.spoken(definition.names)}, status=422)
    bilan = queries.report(name, frame, seen_by=user)
    opens = queries.may_open_rows(user, frame.area, frame.organisation)
    empty = not any(line.acts != 0 for line in bilan.lines())
    context |= {
        "bilan": bilan,
        "title": bilan.title,
        "subject": words.subject(frame),
        "opens": opens,
        "opens_rounds": user.may(P.MISSION_VIEW),
        "notes": exports.notes(bilan),
        "download": f"{reverse('reporting:file', args=[name, 'xlsx'])[: -len('xlsx')]}",
        "frame_query": _query(frame),
        "checked": _checked(request, bilan),
        "check_url": f"{request.path}?{_query(frame)}&check={bilan.short_fingerprint}",
        "empty": empty and not (bilan.met and bilan.met.rounds),
        "span": _span_link(request, frame) if empty else None,
    }
    if bilan.definition.total:
        context |= {
            "lead": words.lead(bilan, opens=opens),
            "chart": words.chart(bilan, opens=opens),
            "lines": [_shown(bilan, line, opens) for line in words.by_size(bilan)],
            "most": max((line.acts or 0 for line in bilan.parts[0].lines), default=0),
            "total": _shown(bilan, bilan.total, opens),
        }
    else:
        context["parts"] = [
            {"name": part.name, "lines": [_shown(bilan, line, opens) for line in part.lines]} for part in bilan.parts
        ]
    return page(request, template, context)


def _shown(bilan: bilans.Bilan, line: Any, opens: bool) -> dict[str, Any]:
    """A line with the addresses of its rows ("" for those who may not open them)."""
    code = "" if line.code == "TOTAL" else line.code
    return {
        "line": line,
        "share": bilan.share(line),
        "acts_url": words.rows_url(bilan, "acts", code) if opens else "",
        "people_url": words.rows_url(bilan, "people", code) if opens else "",
    }


def _asked(request: HttpRequest) -> tuple[forms.PeriodForm, Frame | None]:
    """The frame that the address asks for: by the form, by the parameters of a link, or the reader's own this year."""
    user: Any = request.user
    today = timezone.localdate()
    given = request.GET
    if "place" in given or "house" in given:
        linked = forms.RowsForm({"report": indicators.PROVINCIAL, "counts": "acts", **given.dict()})
        linked.is_valid()
        try:
            start, end = linked.cleaned_data["start"], linked.cleaned_data["end"]
            area = queries.area_named(linked.cleaned_data.get("place"))
            house = queries.house_named(linked.cleaned_data.get("house") or "")
        except KeyError:
            raise NotFound(_("There is no report at this address.")) from None
        frame = queries.frame(seen_by=user, start=min(start, end), end=max(start, end), area=area, organisation=house)
    elif "start" in given or "end" in given:
        form = forms.PeriodForm(given, by=user)
        if not form.is_valid():
            return form, None
        try:
            return form, queries.frame(seen_by=user, **form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return form, None
    else:
        frame = queries.frame(seen_by=user, start=today.replace(month=1, day=1), end=today)
    shown = {"start": frame.start, "end": frame.end, "area": frame.area}
    form = forms.PeriodForm(
        by=user, initial=shown | {"organisation": frame.organisation.code if frame.organisation else ""}
    )
    return form, frame


def _query(frame: Frame) -> str:
    return urlencode(words.frame_query(frame))


def _presets(request: HttpRequest, frame: Frame | None) -> list[Tab]:
    """This month, last month, this year, last year: for the same place and house."""
    today = timezone.localdate()
    first = today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    periods = [
        (_("This month"), first, first.replace(day=monthrange(first.year, first.month)[1])),
        (_("Last month"), before, first - timedelta(days=1)),
        (_("This year"), date(today.year, 1, 1), date(today.year, 12, 31)),
        (_("Last year"), date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    ]
    if frame is None:
        return []
    return [
        Tab(
            label,
            f"{request.path}?{_query(Frame(start, end, frame.area, frame.organisation))}",
            current=(start, end) == (frame.start, frame.end),
        )
        for label, start, end in periods
    ]


def _checked(request: HttpRequest, bilan: bilans.Bilan) -> str:
    """Compare the fingerprint of a printed report with that of today: "same", "other", "" when none was asked."""
    asked = request.GET.get("check", "").strip().lower().replace("-", "")
    if not asked:
        return ""
    return "same" if len(asked) >= 12 and bilan.fingerprint.startswith(asked[:64]) else "other"


def _span_link(request: HttpRequest, frame: Frame) -> dict[str, Any] | None:
    """Where the acts of this place are, when the period has none."""
    span = queries.span(frame)
    if span is None:
        return None
    whole = Frame(*span, frame.area, frame.organisation)
    return {"start": span[0], "end": span[1], "url": f"{request.path}?{_query(whole)}"}


@requires(P.REPORT_ROWS)
def rows(request: HttpRequest) -> HttpResponse:
    """The rows behind a figure: the acts, or the people; what the reader may not open is counted, not shown."""
    user: Any = request.user
    form = forms.RowsForm(request.GET)
    if not form.is_valid():
        raise NotFound(_("There is no figure at this address."))
    asked = form.cleaned_data
    definition = indicators.definition(asked["report"], _country())
    indicator = definition.indicator(asked["line"]) if asked["line"] else None
    if (
        (asked["line"] and indicator is None)
        or (not asked["line"] and not definition.total)
        or asked["start"] > asked["end"]
    ):
        raise NotFound(_("There is no figure at this address."))
    frame = queries.frame(
        seen_by=user, start=asked["start"], end=asked["end"], area=queries.area_named(asked["place"]),
        organisation=queries.house_named(asked["house"]),
    )  # fmt: skip
    if not queries.may_open_rows(user, frame.area, frame.organisation):
        raise NotFound(_("There is no figure at this address."))
    codes = indicator.keys if indicator else [key for line in definition.indicators for key in line.keys]
    behind = facts.rows(replace(frame, on_rounds=definition.on_rounds), definition.column, codes)
    cursor = request.GET.get("cursor", "")
    context: dict[str, Any] = {
        "title": bilans.spoken(indicator.names if indicator else definition.names),
        "report": bilans.spoken(definition.names),
        "report_url": f"{reverse(URLS[definition.name])}?{_query(frame)}",
        "subject": words.subject(frame),
        "frame": frame,
        "definition": bilans.spoken((indicator or bilans.TOTAL).definition),
    }
    if asked["counts"] == "acts":
        acts = queries.acts_behind(behind, seen_by=user)
        return page(
            request, "reporting/acts.html",
            context | {"acts": acts, "page": paginate(acts.rows, order=("-delivered_on", "-id"), cursor=cursor)},
        )  # fmt: skip
    people = queries.people_behind(behind, seen_by=user)
    listed = paginate(
        people.rows.select_related("area").defer("area__geometry"), order=("sort_ar", "id"), cursor=cursor
    )
    received = queries.acts_of(listed.items, behind)
    shown = [(person, *received[person.pk]) for person in listed]
    return page(request, "reporting/people.html", context | {"people": people, "page": listed, "shown": shown})


@requires(P.REPORT_VIEW)
def file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """A report as a workbook, as lines of text, as JSON or on paper, in the language of the page."""
    if name not in URLS:
        raise NotFound(_("There is no report of this name."))
    _form, frame = _asked(request)
    if frame is None:
        raise NotFound(_("There is no report at this address."))
    bilan = queries.report(name, frame, seen_by=request.user)  # type: ignore[arg-type]  # signed in
    language = (get_language() or "ar")[:2]
    stem = f"{name}-{frame.start:%Y%m%d}-{frame.end:%Y%m%d}-{language}"
    if kind == "pdf":
        return paper.answer(exports.as_pdf(bilan, language), name=stem)
    if kind == "json":
        response: HttpResponse = JsonResponse(bilan.as_data(), json_dumps_params={"ensure_ascii": False, "indent": 2})
    elif kind == "csv":
        response = HttpResponse(exports.as_csv(bilan, language), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        response = HttpResponse(exports.as_xlsx(bilan, language), content_type=SHEET)
    else:
        raise NotFound(_("There is no file of this kind."))
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    return response
