"""The choice between what stands and what a phone says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from yaqaza.mobile.words import Line, seen

NOTHING = "–"


class SettleForm(forms.Form):
    """One question a field; cleans to ``fields``, those in which the phone is right."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": seen(lines)}, **kwargs)
        for line in lines:
            choices = [("stands", line.stands or NOTHING), ("phone", line.said or NOTHING)]
            field = forms.ChoiceField(label=line.label, choices=choices, widget=forms.RadioSelect)
            field.hints = {"stands": _("As it stands"), "phone": _("The phone says")}  # type: ignore[attr-defined]  # read by the component
            field.error_messages["required"] = _("Choose one of the two.")
            self.fields[line.name] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return {"seen": data.get("seen", ""), "fields": [name for name, value in data.items() if value == "phone"]}
