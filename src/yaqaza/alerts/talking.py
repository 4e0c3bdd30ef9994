"""The form by which a reporter is answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from yaqaza.channels.rules import TEXT_MOST


class Reply(forms.Form):
    """What is written to the reporter. ``key`` is made with the page: the same page answers once."""

    text = forms.CharField(
        label=_("What you write to the reporter"),
        max_length=TEXT_MOST,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
    )
    at_once = forms.BooleanField(
        label=_("Send at once, also at night"), required=False,
        help_text=_("Otherwise it waits until the quiet hours of the night are over."),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)
    template = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_key(self) -> str:
        key: UUID = self.cleaned_data["key"]
        return str(key)
