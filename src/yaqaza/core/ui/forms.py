"""Forms, and the filters above a list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from yaqaza.core import controls, figures
from yaqaza.core.ui.drawing import render, stable_id

register = template.Library()


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    if bound.is_hidden:
        return bound.as_hidden()
    return render("field", c=controls.control(bound, **options))


@register.simple_tag
def errors(form: BaseForm, focus: bool = True) -> SafeString:
    """The summary on top, with links to what must be repaired, and the hidden fields; it takes the focus unless told not to."""
    found = controls.problems(form) if form.is_bound else []
    title = ngettext("%(count)s thing is left", "%(count)s things are left", len(found)) % {"count": len(found)}
    return render(
        "errors",
        focus=focus,
        problems=found,
        title=title,
        id=stable_id("errors", form.prefix, type(form).__name__),
        form=form,
    )


@register.simple_tag
def form(form: BaseForm, focus: bool = True) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in [errors(form, focus), *map(field, form.visible_fields())]))


@register.simple_tag(takes_context=True)
def filters(
    context: Context, form: BaseForm, hidden: int | None = None, extra: str = "", label: Any = ""
) -> SafeString:
    """A GET form in a line, chips of what is set, and how many rows it hides. ``extra`` names what is kept of the address; with a
    value (``all=1``) it stands in each address from here on."""
    request = context["request"]
    query, names = request.GET.copy(), []
    for name, fixed, value in (part.partition("=") for part in extra.split(",") if part):
        names.append(name)
        if fixed:
            query[name] = value
    kept = [(name, value) for name in names for value in query.getlist(name)]
    shown = [bound for bound in form if not bound.is_hidden]
    return render(
        "filters",
        controls=[controls.control(bound, optional=False) for bound in shown],
        errors=controls.problems(form) if form.is_bound else [],
        chips=controls.chips(form, query, request.path),
        kept=kept,
        hidden=hidden,
        hidden_text=ngettext("%(count)s hidden", "%(count)s hidden", hidden or 0)
        % {"count": figures.number(hidden or 0)},
        clear=f"{request.path}?{urlencode(kept)}" if kept else request.path,
        label=label or gettext("Filters"),
    )
