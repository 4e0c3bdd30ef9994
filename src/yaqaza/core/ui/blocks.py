"""The larger parts of a page: panels, tables, lists, paths, drawings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext

from yaqaza.core import components
from yaqaza.core.charts import Chart
from yaqaza.core.keyset import Page
from yaqaza.core.ui.drawing import render, stable_id

register = template.Library()


@register.simple_block_tag
def panel(
    content: str, title: Any, count: int | None = None, url: str = "", action: Any = "", icon: str = ""
) -> SafeString:
    identity = stable_id("panel", title)
    return render("panel", content=content, title=title, count=count, url=url, action=action, icon=icon, id=identity)


@register.simple_tag
def remote(url: str, title: Any) -> SafeString:
    """A panel that htmx fetches; until then, and without JavaScript, a heading with a link to its page."""
    return render("remote", url=url, title=title, id=stable_id("panel", title))


@register.simple_block_tag
def alert(content: str, kind: str = "info", title: Any = "", live: bool = False) -> SafeString:
    return render("alert", content=content, kind=kind, title=title, icon=components.ALERT_ICONS[kind], live=live)


@register.simple_block_tag
def card(content: str, title: Any, url: str = "") -> SafeString:
    return render("card", content=content, title=title, url=url)


@register.simple_block_tag
def table(content: str, caption: Any, quiet: bool = False) -> SafeString:
    """``quiet`` hides the caption from eyes, for a table under a heading that says the same."""
    return render("table", content=content, caption=caption, quiet=quiet, id=stable_id("table", caption))


@register.simple_block_tag
def mapframe(content: str, label: Any, legend: Any = ()) -> SafeString:
    signs = [entry if isinstance(entry, components.Legend) else components.Legend(*entry) for entry in legend]
    return render("map", content=content, label=label, legend=signs)


@register.simple_block_tag
def dialog(content: str, name: str, title: Any) -> SafeString:
    return render("dialog", content=content, id=name, title=title)


@register.simple_tag
def empty_state(title: Any, next_step: Any = "", url: str = "", label: Any = "") -> SafeString:
    return render("empty", title=title, next_step=next_step, url=url, label=label)


@register.simple_tag
def timeline(entries: Any) -> SafeString:
    return render("timeline", entries=entries)


@register.simple_tag
def steps(steps: Any, label: Any = "", down: bool = False) -> SafeString:
    return render("steps", steps=steps, label=label or gettext("Steps"), down=down)


@register.simple_tag
def tabs(tabs: Any, label: Any) -> SafeString:
    return render("tabs", tabs=tabs, label=label)


@register.simple_tag(takes_context=True)
def pager(context: Context, page: Page[Any], words: str = "newer,older") -> SafeString:
    """Links to the neighbours of a keyset page; ``words`` is "newer,older" or "previous,next"."""
    query = context["request"].GET.copy()
    query.pop("cursor", None)
    rest = f"&{query.urlencode()}" if query else ""
    before, after = {
        "newer,older": (gettext("Newer"), gettext("Older")),
        "previous,next": (gettext("Previous"), gettext("Next")),
    }[words]
    return render("pagination", page=page, rest=rest, before=before, after=after)


@register.simple_tag
def chart(chart: Chart) -> SafeString:
    return render("chart", chart=chart, id=stable_id("chart", chart.title))


@register.simple_tag
def spark(value: Any, maximum: Any) -> SafeString:
    """A share bar that starts on the starting side."""
    width = 100 * float(value or 0) / float(maximum) if maximum else 0
    return format_html(
        '<svg class="spark" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="mark" x="{}" y="0" width="{}" height="6"/></svg>',
        f"{100 - width if get_language_bidi() else 0:.2f}",
        f"{width:.2f}",
    )


@register.simple_tag
def crumbs(*parts: Any) -> SafeString:
    """Pairs of a word and its address; the last word stands alone."""
    trail = [components.Crumb(parts[index], parts[index + 1]) for index in range(0, len(parts) - 1, 2)]
    if len(parts) % 2:
        trail.append(components.Crumb(parts[-1]))
    return render("crumbs", trail=trail)


@register.simple_tag
def receipt(state: str, text: Any, note: Any = "") -> SafeString:
    sign, meaning = components.RECEIPTS[state]
    return render("receipt", state=state, text=text, note=note or meaning, icon=sign)


@register.simple_tag
def progress(value: int, maximum: int, label: Any, text: Any = "") -> SafeString:
    words = text or gettext("%(value)s of %(maximum)s") % {"value": value, "maximum": maximum}
    return render("progress", value=value, maximum=maximum, label=label, text=words)


@register.simple_tag
def loading(text: Any) -> SafeString:
    return render("loading", text=text)


@register.simple_tag
def ball(
    who: Any, what: Any, deadline: datetime | None = None, url: str = "", action: Any = "", icon: str = "hourglass"
) -> SafeString:
    """Who has to act now, and what."""
    return render("ball", who=who, what=what, deadline=deadline, url=url, action=action, icon=icon)
