"""Windows, distances, money and professions in the reader's words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.core import dates, figures
from yaqaza.field.models import Mission
from yaqaza.field.queries import Standing

register = template.Library()


def _hour(value: datetime) -> SafeString:
    return format_html('<bdi dir="ltr">{}</bdi>', dates.clock(value))


@register.simple_tag
def window(mission: Mission, today: date | None = None) -> SafeString:
    """When the visit is to take place: "between 11:00 and 12:00", with the day unless it is ``today``."""
    today = today or timezone.localdate()
    start, end = timezone.localtime(mission.window_start), timezone.localtime(mission.window_end)
    if start.date() == end.date():
        return format_html(
            "{}{}",
            "" if start.date() == today else _named(start.date(), today) + _(", "),
            format_html(_("between {} and {}"), _hour(start), _hour(end)),
        )
    return format_html(
        _("from {} {} to {} {}"), _named(start.date(), today), _hour(start), _named(end.date(), today), _hour(end)
    )


def _named(day: date, today: date) -> str:
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return near.get((day - today).days) or dates.day(
        day, year=day.year != today.year, weekday=abs((day - today).days) < 7
    )


@register.simple_tag
def distance(kilometres: float) -> SafeString:
    """About how far by road: "4,2 km", whole kilometres from ten on."""
    told = figures.number(kilometres, places=1 if kilometres < 10 else 0)
    return format_html(_("{} km"), format_html('<bdi dir="ltr">{}</bdi>', told))


@register.simple_tag
def money(amount: int) -> SafeString:
    """An amount in the country's currency."""
    symbol = countries.get(settings.COUNTRY).currency.symbols.in_(get_language() or "ar")
    return format_html('<bdi dir="ltr">{}</bdi> {}', figures.number(amount), symbol)


@register.simple_tag
def trades(standing: Standing) -> Any:
    """The professions of a team, each once."""
    return _(", ").join(dict.fromkeys(str(member.trade.label) for member in standing.members)) or _("nobody today")
