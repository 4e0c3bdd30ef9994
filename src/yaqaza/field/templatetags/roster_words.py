"""Hours of the roster in the reader's words."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from yaqaza.core import dates
from yaqaza.field.models import Shift
from yaqaza.field.roster.hours import Gap, Span
from yaqaza.field.roster.queries import gap_words

register = template.Library()


def _isolated(text: str) -> SafeString:
    return format_html('<bdi dir="ltr">{}</bdi>', text)


@register.simple_tag
def shift_hours(shift: Shift, over: bool = False) -> SafeString:
    """The two hours of a shift; of a night that began the day before, only until when it goes on."""
    if over:
        return format_html(pgettext("roster", "until {}"), _isolated(dates.clock(shift.ends_at)))
    return clock_hours((shift.starts_at, shift.ends_at))


@register.simple_tag
def clock_hours(span: Span | Gap) -> SafeString:
    """23:00 – 07:00, in the order in which they are read; the end of a day is 24:00."""
    start, end = span[:2]
    local = timezone.localtime(end)
    last = "24:00" if (local.hour, local.minute) == (0, 0) and end > start else dates.clock(end)
    return format_html("{} – {}", _isolated(dates.clock(start)), _isolated(last))


@register.simple_tag
def shift_period(shift: Shift) -> SafeString:
    return gap_hours((shift.starts_at, shift.ends_at))


@register.simple_tag
def gap_hours(span: Span | Gap) -> SafeString:
    """From day and hour to hour; the second day only when it is another."""
    start, end = span[:2]
    same = timezone.localtime(start).date() == timezone.localtime(end - timedelta(minutes=1)).date()
    if same:
        return format_html("{}{}{}", _day(start), pgettext("day, clock", ", "), clock_hours(span))
    return format_html(
        pgettext("roster", "from {} {} to {} {}"),
        _day(start),
        _isolated(dates.clock(start)),
        _day(end),
        _isolated(dates.clock(end)),
    )


def _day(at: datetime) -> str:
    return dates.day(timezone.localtime(at).date(), year=False, weekday=True)


@register.simple_tag
def gap_query(span: Gap) -> str:
    """What begins the form that fills a gap: at most its first 12 hours."""
    start, end = (timezone.localtime(at) for at in span[:2])
    end = min(end, start + timedelta(hours=12))
    return urlencode({"day": start.date().isoformat(), "from": f"{start:%H:%M}", "to": f"{end:%H:%M}"})


@register.simple_tag
def how_many(gap: Gap) -> str:
    return gap_words(gap)
