"""One value, one piece of text: icons, figures, times, states."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from yaqaza import countries
from yaqaza.core import components, dates, figures
from yaqaza.core import text as texts
from yaqaza.core.ui.drawing import QUIET, draw_icon, ltr, render

register = template.Library()


register.simple_tag(draw_icon, name="icon")


def _rungs_svg(level: int, classes: str) -> SafeString:
    lit = ' class="on"'
    bars = "".join(
        f'<rect x="0" y="{rung.offset}" width="14" height="3" rx="0.75"{lit if rung.lit else ""}/>'
        for rung in components.rungs(level)
    )
    return SafeString(f'<svg class="{classes}" viewBox="0 0 14 18" aria-hidden="true">{bars}</svg>')


@register.simple_tag
def urgency(level: Any) -> SafeString:
    """The badge of an urgency, 1 to 4."""
    number = components.urgency_level(level)
    return format_html(
        '<span class="urgency urgency--{}">{}{}</span>', number, _rungs_svg(number, "rungs"), components.URGENCY[number]
    )


@register.simple_tag
def rungs(level: Any) -> SafeString:
    """The ladder alone, with a hidden word: for lists."""
    number = components.urgency_level(level)
    word = components.URGENCY[number]
    return format_html(
        '{}<span class="visually-hidden">{} </span>',
        _rungs_svg(number, f"rungs rungs--{number}"),
        pgettext("before a title", "%s:") % word,
    )


@register.simple_tag
def number(value: Any, places: int | None = None) -> SafeString:
    return _figure(figures.number(value, places=places))


@register.simple_tag
def percent(value: Any, places: int = 1) -> SafeString:
    return _figure(figures.percent(value, places=places))


def _figure(text: str) -> SafeString:
    return SafeString(text) if figures.is_plain(text) or text == figures.NOTHING else ltr(text)


@register.simple_tag
def phone(value: str, link: bool = True) -> SafeString:
    """A telephone number grouped as people here write it."""
    if not value:
        return QUIET
    shown = ltr(countries.get(settings.COUNTRY).display_phone(value))
    return format_html('<a href="tel:{}">{}</a>', value, shown) if link else shown


@register.simple_tag
def code(value: Any) -> SafeString:
    return ltr(value, "code") if value not in (None, "") else QUIET


@register.simple_tag
def name(value: Any) -> SafeString:
    return format_html("<bdi>{}</bdi>", prose(str(value))) if value else QUIET


def _time(value: date, shown: object, title: str = "") -> SafeString:
    stamp = value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
    if title:
        return format_html('<time datetime="{}" title="{}">{}</time>', stamp, title, shown)
    return format_html('<time datetime="{}">{}</time>', stamp, shown)


@register.simple_tag
def day(value: date | None, year: bool = True, weekday: bool = False, short: bool = False) -> SafeString:
    if value is None:
        return SafeString(figures.NOTHING)
    return _time(value, ltr(dates.short(value)) if short else dates.day(value, year=year, weekday=weekday))


@register.simple_tag
def moment(value: datetime | None, weekday: bool = False) -> SafeString:
    return (
        _time(value, _isolated(dates.moment(value, weekday=weekday), value)) if value else SafeString(figures.NOTHING)
    )


@register.simple_tag
def clock(value: datetime | None) -> SafeString:
    return _time(value, ltr(dates.clock(value))) if value else SafeString(figures.NOTHING)


def _isolated(text: str, value: datetime) -> SafeString:
    """Isolate the clock inside the words around it."""
    hour = dates.clock(value)
    before, found, after = text.rpartition(hour)
    return format_html("{}{}{}", before, ltr(hour), after) if found else conditional_escape(text)


@register.simple_tag
def period(start: date, end: date) -> str:
    return dates.period(start, end)


@register.simple_tag
def ago(value: datetime | None) -> SafeString:
    return _time(value, dates.ago(value), dates.moment(value, weekday=True)) if value else SafeString(figures.NOTHING)


@register.simple_tag
def deadline(value: datetime | None, near: int = dates.NEAR, done: bool = False, text: str = "") -> SafeString:
    """How long is left or how late it is; ``done`` shows the plain moment, ``text`` replaces the words."""
    if value is None:
        return QUIET
    exact = dates.moment(value, weekday=True)
    left = dates.Remaining(exact, "") if done else dates.remaining(value, near=near)
    state = f" deadline--{left.state}" if left.state else ""
    sign = "clock-exclamation" if left.state == "over" else "clock"
    return format_html(
        '<span class="deadline{}">{}{}</span>', state, draw_icon(sign), _time(value, text or left.text, exact)
    )


@register.simple_tag
def badge(text: Any, kind: str = "", icon: str = "") -> SafeString:
    sign = draw_icon(icon) if icon else QUIET
    return format_html('<span class="badge{}">{}{}</span>', f" badge--{kind}" if kind else "", sign, text)


@register.simple_tag
def status(member: Any, dot: bool = False) -> SafeString:
    """The badge of an enumeration member that has a ``look``; with ``dot`` a round sign and the word."""
    look = getattr(member, "look", None)
    if look is None:
        raise TypeError(
            f"{{% status %}} takes an enumeration member with a look, not {member!r}: a code is not for people."
        )
    if dot:
        return presence(member.label, look.presence)
    return badge(member.label, look.kind, look.icon)


@register.simple_tag(name="dot")
def presence(text: Any, state: str = "off") -> SafeString:
    """A round sign and a word: free, busy, off, lost."""
    sign = draw_icon(components.PRESENCE_ICONS[state])
    return format_html('<span class="status status--{}">{}{}</span>', state, sign, text)


@register.filter
def direction(text: str | None) -> str:
    """The side from which a message is read: "rtl", "ltr" or "auto", by most of its letters."""
    return texts.direction(text or "")


@register.filter
def prose(text: str | None) -> SafeString:
    """What people wrote, with its telephones and other numbers in groups isolated; before ``linebreaksbr``, after a cut."""
    return SafeString("".join(ltr(part) if one else conditional_escape(part) for part, one in texts.parts(text or "")))


@register.filter
def figure(value: Any) -> str:
    """A number as plain text, to be put into a sentence."""
    return figures.number(value)


@register.simple_tag
def count(value: Any) -> SafeString:
    return format_html('<span class="count">{}</span>', figures.number(value))


@register.simple_tag
def key(letter: str) -> SafeString:
    return format_html("<kbd>{}</kbd>", letter)


@register.simple_tag
def keys(*words: str) -> SafeString:
    return render("keys", pairs=components.Keys.of(*words).pairs)
