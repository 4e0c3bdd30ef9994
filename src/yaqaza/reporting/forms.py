"""What a report is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.core.inputs import DayField
from yaqaza.reporting import indicators
from yaqaza.services import queries as services
from yaqaza.services.forms import Named
from yaqaza.territory.forms import AreaField


class PeriodForm(forms.Form):
    """A period, and a place or a house. What is left empty is the reader's own."""

    start = DayField(label=pgettext_lazy("period", "From"), help_text="")
    end = DayField(label=pgettext_lazy("period", "To"), help_text="")
    area = AreaField(label=_("Place"), required=False)
    organisation = Named(
        Organisation.objects.none(), label=_("House"), required=False, to_field_name="code", empty_label=_("All")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = services.houses(by, Permission.REPORT_VIEW).select_related("area")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("start"), given.get("end")
        if start and end and start > end:
            self.add_error("end", gettext("The period ends before it begins."))
        return given


class RowsForm(forms.Form):
    """Which figure is opened; comes from links, never typed."""

    report = forms.ChoiceField(choices=[(name, name) for name in indicators.NAMES])
    line = forms.CharField(max_length=40, required=False)
    counts = forms.ChoiceField(choices=[("acts", "acts"), ("people", "people")])
    start = forms.DateField(input_formats=["%Y-%m-%d"])
    end = forms.DateField(input_formats=["%Y-%m-%d"])
    place = forms.UUIDField(required=False)
    house = forms.CharField(max_length=30, required=False)

    def clean_start(self) -> date:
        return _sane(self.cleaned_data["start"])

    def clean_end(self) -> date:
        return _sane(self.cleaned_data["end"])


def _sane(day: date) -> date:
    if not 1900 <= day.year <= 2100:
        raise forms.ValidationError("no year of ours")
    return day
