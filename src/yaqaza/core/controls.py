"""How a form field is drawn: one label, one hint, the error between label and control, and what readers need to hear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from yaqaza.core import dates
from yaqaza.core.components import Chip

SHORT_TEXT = 4
"""Lines of a text area: it grows with what is written."""

LEFT_TO_RIGHT = frozenset({"tel", "email", "url", "number", "password"})
FREE_TEXT = frozenset({"text", "search"})


@dataclass(frozen=True, slots=True)
class Choice:
    control: SafeString
    id: str
    label: Any
    hint: Any


@dataclass(frozen=True, slots=True)
class Control:
    """A bound field ready for ``components/field.html``; ``shape`` is "input", "file", "choices" or "tick"."""

    id: str
    shape: str
    label: Any
    hint: Any
    errors: list[str]
    control: SafeString
    choices: list[Choice]
    optional: bool
    required: bool
    quiet: bool
    heading: bool
    hint_id: str
    error_id: str
    described_by: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the error summary; ``target`` is the id to jump to, "" when it is about the whole form."""

    text: str
    target: str


def control(
    bound: BoundField,
    *,
    label: Any = "",
    hint: Any = "",
    rows: int = 0,
    width: str = "",
    quiet: bool = False,
    heading: bool = False,
    optional: bool | None = None,
) -> Control:
    """Prepare ``bound``; the arguments replace what the form says."""
    widget = bound.field.widget
    bound.form.use_required_attribute = False  # the browser would complain in its own language
    identity = bound.id_for_label or bound.auto_id or bound.html_name
    wrong = [] if _inside(bound) else [str(error) for error in bound.errors]
    hint = hint or bound.help_text
    hint_id, error_id = f"{identity}_hint", f"{identity}_error"
    described_by = " ".join(
        part
        for part in (
            hint_id if hint else "",
            error_id if wrong else "",
            widget.attrs.get("aria-describedby", ""),
        )
        if part
    )
    shape = _shape(widget)
    attrs: dict[str, Any] = {}
    if shape != "choices":
        attrs |= {"aria-describedby": described_by or False, "aria-invalid": "true" if wrong else False}
        if bound.field.required:
            attrs["aria-required"] = "true"
    if shape in ("input", "file"):
        attrs["class"] = " ".join(_classes(widget, width))
        if getattr(widget, "input_type", "") in LEFT_TO_RIGHT:
            attrs["dir"] = "ltr"
        elif isinstance(widget, forms.Textarea) or getattr(widget, "input_type", "") in FREE_TEXT:
            attrs["dir"] = widget.attrs.get("dir", "auto")  # people write both scripts into one field
            attrs["placeholder"] = widget.attrs.get("placeholder", " ")  # by it ``field.css`` knows an empty one
        if isinstance(widget, forms.Textarea):
            attrs["rows"] = rows or SHORT_TEXT
    return Control(
        id=identity,
        shape=shape,
        label=label or bound.label,
        hint=hint,
        errors=wrong,
        control=SafeString("") if shape == "choices" else bound.as_widget(attrs=attrs),
        choices=list(_choices(bound)) if shape == "choices" else [],
        optional=(not bound.field.required and shape != "tick") if optional is None else optional,
        required=bound.field.required,
        quiet=quiet,
        heading=heading,
        hint_id=hint_id,
        error_id=error_id,
        described_by=described_by,
    )


def problems(form: forms.BaseForm) -> list[Problem]:
    """Return what is still wrong, in the order of the form, each with where to repair it."""
    found = [Problem(str(error), "") for error in form.non_field_errors()]
    for bound in form:
        if inside := _inside(bound):
            found += (
                Problem(_answered(str(part.label), " ".join(map(str, part.errors))), part.auto_id)
                for part in inside
                if part.errors
            )
            continue
        first = bound.auto_id if not isinstance(bound.field.widget, forms.RadioSelect) else f"{bound.auto_id}_0"
        for error in bound.errors.as_data():
            said = " ".join(map(str, error.messages))
            # "Missing" says nothing without its question.
            found.append(Problem(_answered(str(bound.label), said) if error.code == "required" else said, first or ""))
    return found


def _inside(bound: BoundField) -> forms.BaseForm | None:
    """The form that a widget holds, when what is wrong stands in one of its own fields: that one is marked, and not all of it."""
    inner: forms.BaseForm | None = getattr(bound.field.widget, "new_form", None)
    return inner if bound.errors and inner is not None and inner.is_bound and inner.errors else None


def _answered(label: str, said: str) -> str:
    """A label that asks already ends in its mark; two marks never stand together."""
    if label.rstrip().endswith(("?", "؟", ":")):
        return f"{label} {said}"
    return gettext("%(label)s: %(value)s") % {"label": label, "value": said}


def chips(form: forms.BaseForm, query: QueryDict, path: str) -> list[Chip]:
    """Return one chip for each filter that is set, with the address without it."""
    found = []
    for bound in form if form.is_bound else ():
        value = form.cleaned_data.get(bound.name) if hasattr(form, "cleaned_data") else bound.data
        if bound.is_hidden or value is False or bound.data in (None, "", []) or value in (None, "", []):
            continue
        rest = query.copy()
        for name in (bound.html_name, "cursor"):
            rest.pop(name, None)
        address = f"{path}?{rest.urlencode()}" if rest else path
        found.append(Chip(gettext("%(label)s: %(value)s") % {"label": bound.label, "value": _said(bound)}, address))
    return found


def _said(bound: BoundField) -> str:
    """A filter's value in words."""
    value = bound.form.cleaned_data.get(bound.name) if hasattr(bound.form, "cleaned_data") else bound.value()
    field = bound.field
    if isinstance(field, forms.DateField) and isinstance(value, date):
        return f"\u2066{dates.short(value)}\u2069"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, forms.ModelMultipleChoiceField):
        return gettext(", ").join(field.label_from_instance(item) for item in value or [])
    if isinstance(field, forms.ModelChoiceField) and value is not None and not isinstance(value, str):
        return str(field.label_from_instance(value))
    if isinstance(field, forms.ChoiceField):
        wanted = {str(item) for item in (value if isinstance(value, (list, tuple)) else [value])}
        return gettext(", ").join(str(label) for code, label in _flat(field.choices) if str(code) in wanted)
    return str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for code, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield code, label


def _shape(widget: forms.Widget) -> str:
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "input"


def _classes(widget: forms.Widget, width: str) -> Iterator[str]:
    yield "input"
    if isinstance(widget, forms.FileInput):
        yield "input--file"
    if width:
        yield f"input--{width}"
    yield from widget.attrs.get("class", "").split()


def _choices(bound: BoundField) -> Iterator[Choice]:
    """``field.hints`` may explain choices: ``{value: sentence}``."""
    hints = getattr(bound.field, "hints", {})
    for part in bound.subwidgets:
        data = part.data
        attrs = {key: value for key, value in data["attrs"].items() if value not in (None, False)}
        identity = attrs.pop("id", f"{bound.auto_id}_{data['index']}")
        attrs.pop("required", None)
        extra = format_html_join(
            "", ' {}="{}"', ((key, "" if value is True else value) for key, value in attrs.items())
        )
        yield Choice(
            control=format_html(
                '<input type="{}" name="{}" value="{}" id="{}"{}>',
                data["type"],
                data["name"],
                data["value"],
                identity,
                extra,
            ),
            id=identity,
            label=data["label"],
            hint=hints.get(data["value"], hints.get(str(data["value"]), "")),
        )
