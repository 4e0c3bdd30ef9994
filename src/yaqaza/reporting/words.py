"""What a report says in sentences, and where its figures lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yaqaza import countries
from yaqaza.core import charts, dates, figures
from yaqaza.reporting import bilans
from yaqaza.reporting.bilans import Bilan, Line
from yaqaza.reporting.facts import Frame

LATER = 45
"""Months: a longer period is drawn by year."""


def rows_url(bilan: Bilan, counts: str, line: str = "", *, start: date | None = None, end: date | None = None) -> str:
    """Return the address of the rows behind a figure."""
    frame = bilan.frame
    query = {"report": bilan.name, "line": line, "counts": counts} | frame_query(frame, start=start, end=end)
    return f"{reverse('reporting:rows')}?{urlencode(query)}"


def frame_query(frame: Frame, *, start: date | None = None, end: date | None = None) -> dict[str, str]:
    """Return a frame as the parameters of an address: public ids and codes only."""
    return {
        "start": (start or frame.start).isoformat(),
        "end": (end or frame.end).isoformat(),
        "place": str(frame.area.uuid) if frame.area else "",
        "house": frame.organisation.code if frame.organisation else "",
    }


def subject(frame: Frame) -> str:
    """Return what the report is about: the place, the house, both, or the whole country."""
    parts = []
    if frame.area is not None:
        parts.append(f"{frame.area.level_name} {frame.area.name}" if frame.area.parent_id else frame.area.name)
    if frame.organisation is not None:
        parts.append(frame.organisation.name)
    return " · ".join(parts) or bilans.spoken(countries.get(settings.COUNTRY).names)


def acts(count: int) -> str:
    return ngettext("%(count)s intervention", "%(count)s interventions", count) % {"count": figures.number(count)}


def people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": figures.number(count)}


def duration(frame: Frame) -> str:
    """Return how long the period is: whole months as months, anything else as days."""
    after = frame.end + timedelta(days=1)
    if frame.start.day == 1 and after.day == 1:
        months = (after.year - frame.start.year) * 12 + after.month - frame.start.month
        return ngettext("in %(count)s month", "in %(count)s months", months) % {"count": months}
    days = (after - frame.start).days
    return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": figures.number(days)}


def lead(bilan: Bilan, *, opens: bool) -> SafeString:
    """Return the sentence that says it all: acts, people, how long, and the heaviest line."""
    total = bilan.total
    if total is None or total.acts is None or total.people is None:
        return format_html("{}", _("The figures of this period are too small to be shown."))
    link: Callable[[str, str], SafeString] = _linked if opens else _plain
    told = format_html(
        _("{acts} for {people}, {duration}."),
        acts=link(rows_url(bilan, "acts"), acts(total.acts)),
        people=link(rows_url(bilan, "people"), people(total.people)),
        duration=duration(bilan.frame),
    )
    heaviest = max((line for line in bilan.parts[0].lines if line.acts), key=lambda line: line.acts or 0, default=None)
    share = bilan.share(heaviest) if heaviest else None
    if heaviest is None or share is None or len(bilan.parts[0].lines) < 2:
        return told
    more = _("%(share)s of them: %(line)s.") % {"share": f"\u2066{figures.percent(share)}\u2069", "line": heaviest.name}
    return format_html("{} {}", told, more)


def _linked(url: str, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)


def _plain(url: str, text: str) -> SafeString:
    return format_html("<b>{}</b>", text)


def by_size(bilan: Bilan) -> list[Line]:
    """Return the lines of the first part, the largest first, withheld ones last; of equals in the order of the definition."""
    return sorted(bilan.parts[0].lines, key=lambda line: -(line.acts if line.acts is not None else -1))


def chart(bilan: Bilan, *, opens: bool) -> charts.Chart | None:
    """Draw the acts month by month, or year by year when they are many; nothing where a month is withheld or there is one only."""
    months = bilan.months
    if len(months) < 2 or any(value is None for value in months.values()) or not any(months.values()):
        return None
    yearly = len(months) > LATER
    points = []
    for first, value in (_years(months) if yearly else months).items():
        last = date(first.year, 12, 31) if yearly else _last_of_month(first)
        start, end = max(first, bilan.frame.start), min(last, bilan.frame.end)
        points.append(
            charts.Point(
                str(first.year) if yearly else dates.month(first.month),
                value or 0,
                rows_url(bilan, "acts", start=start, end=end) if opens else "",
                "" if yearly else str(first.year),
            )
        )
    title = _("Interventions year by year") if yearly else _("Interventions month by month")
    peak = max(points, key=lambda point: point.value)
    summary = _("The highest: %(point)s.") % {"point": peak.told}
    return charts.bars(title, points, summary=summary, head=_("Month"), unit=_("interventions"))


def _years(months: dict[date, int | None]) -> dict[date, int | None]:
    found: dict[date, int | None] = {}
    for month, value in months.items():
        first = month.replace(month=1)
        found[first] = (found.get(first) or 0) + (value or 0)
    return found


def _last_of_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
