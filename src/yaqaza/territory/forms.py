"""The field in which people say where: typed by name, offered while typing, resolved on the server."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yaqaza.territory import queries
from yaqaza.territory.models import Area


@dataclass(frozen=True, slots=True)
class Written:
    """What came from the browser: the text, and the area that was picked for it, if one was."""

    text: str
    picked: str
    picked_for: str  # the text that the pick belongs to: a later edit makes the pick void


class AreaInput(forms.Widget):
    """A text input that a small module turns into a combobox; without JavaScript it stays a text input."""

    template_name = "territory/area_input.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "dir": "auto", "placeholder": " ", **(attrs or {})})
        self.offered: list[Area] = []  # namesakes to choose among, after a submit
        self.within: Area | None = None
        self.levels: tuple[str, ...] = ()

    def id_for_label(self, id_: str) -> str:
        return id_

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Written:
        text = (data.get(name) or "").strip()
        chosen = data.get(f"{name}_choice") or ""
        if chosen and text == (data.get(f"{name}_choice_for") or "").strip():
            return Written(text, chosen, text)
        return Written(text, data.get(f"{name}_id") or "", (data.get(f"{name}_name") or "").strip())

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data

    def format_value(self, value: Any) -> Written:
        if isinstance(value, Written):
            return value
        if isinstance(value, (str, uuid.UUID)) and value:
            try:
                value = queries.get_area(value)
            except queries.NotFound:
                value = None
        if isinstance(value, Area):
            return Written(value.full_name, str(value.uuid), value.full_name)
        return Written("", "", "")

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"]["written"] = self.format_value(value)
        context["widget"]["offered"] = self.offered
        context["widget"]["within"] = str(self.within.uuid) if self.within else ""
        context["widget"]["levels"] = ",".join(self.levels)
        return context


class AreaField(forms.Field):
    """Cleans to an ``Area`` (or None when it may be empty).

    ``within`` keeps to an area and what lies in it; a form may set it later (``form.fields["area"].within = province``).
    ``levels`` keeps to some levels (``[Level.COMMUNE]``). A name that several areas have is refused once, with the
    areas to choose from under the field.
    """

    widget = AreaInput
    default_error_messages = {
        "required": _("Say where: write the name of a commune or a province"),
        "unknown": _("No place here is called that. Check the spelling, or write a larger place near it."),
        "ambiguous": _("Several places have this name. Choose one."),
        "outside": _("This place lies outside %(area)s."),
        "near": _("No place here is called exactly that. Is it one of these?"),
    }

    def __init__(
        self,
        *,
        required: bool = True,
        within: Area | None = None,
        levels: Iterable[str] = (),
        max_length: int = 120,
        **options: Any,
    ) -> None:
        super().__init__(required=required, **options)
        self.max_length = max_length
        self.widget.attrs.setdefault("maxlength", str(max_length))
        self.within = within
        self.levels = levels

    @property
    def within(self) -> Area | None:
        return self._within

    @within.setter
    def within(self, area: Area | None) -> None:
        self._within = self.widget.within = area

    @property
    def levels(self) -> tuple[str, ...]:
        return self._levels

    @levels.setter
    def levels(self, levels: Iterable[str]) -> None:
        self._levels = self.widget.levels = tuple(levels)

    def __deepcopy__(self, memo: dict[int, Any]) -> AreaField:
        copy = super().__deepcopy__(memo)
        copy.widget.offered = []
        return copy

    def clean(self, value: Any) -> Area | None:
        if isinstance(value, Area):
            return self._checked(value)
        written = self.widget.format_value(value)
        if not written.text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if written.picked and written.picked_for == written.text:
            try:
                return self._checked(queries.get_area(written.picked))
            except queries.NotFound:
                pass  # an old page: the name still tells
        if len(written.text) > self.max_length:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        found = queries.named_exactly(written.text, self.within, self.levels)
        if len(found) == 1:
            return found[0]
        if found:
            self.widget.offered = found[:12]
            raise ValidationError(self.error_messages["ambiguous"], code="ambiguous")
        self.widget.offered = queries.search(written.text, 6, self.within, self.levels)
        if self.widget.offered:
            raise ValidationError(self.error_messages["near"], code="near")
        raise ValidationError(self.error_messages["unknown"], code="unknown")

    def _checked(self, area: Area) -> Area:
        if (self.within and not self.within.contains(area)) or (self.levels and area.level not in self.levels):
            raise ValidationError(
                self.error_messages["outside"] if self.within else self.error_messages["unknown"],
                code="outside",
                params={"area": self.within.name if self.within else ""},
            )
        return area

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = self.widget.format_value(initial)
        after = self.widget.format_value(data)
        return (before.picked, before.text) != (after.picked if after.picked_for == after.text else "", after.text)


class Find(forms.Form):
    """The search above the pages of areas."""

    place = AreaField(label=_("Find a place"))
