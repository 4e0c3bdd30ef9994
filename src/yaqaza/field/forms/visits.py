"""Steps of the road, findings and photos."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yaqaza.alerts.states import Need
from yaqaza.core import images
from yaqaza.core.inputs import ClockField
from yaqaza.core.refusal import Refused
from yaqaza.countries.formats import western_digits
from yaqaza.field.models import Finding
from yaqaza.field.states import Danger, Housing, Outcome

LONG = 5000
MOST_AT_ONCE = 8
NIGHT = timedelta(hours=12)


class HourForm(forms.Form):
    """When a step was really taken, when it was earlier than now."""

    clock = ClockField(label=gettext_lazy("It was earlier, at"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        clock = data.pop("clock", None)
        data["at"] = None
        if clock is not None:
            now = timezone.localtime()
            at = timezone.make_aware(datetime.combine(now.date(), clock))
            yesterday = at - timedelta(days=1)
            data["at"] = yesterday if at > now and now - yesterday < NIGHT else at  # 23:50 said after midnight
        return data


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos at once; cleans to ``core.images.Photo``s."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFiles(attrs={"multiple": True, "accept": "image/*"}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[images.Photo]:  # type: ignore[override]
        files = [file for file in (data if isinstance(data, (list, tuple)) else [data]) if file]
        if self.required and not files:
            raise ValidationError(_("Choose a photo."), code="required")
        if len(files) > MOST_AT_ONCE:
            raise ValidationError(
                ngettext("At most %(count)s photo at once.", "At most %(count)s photos at once.", MOST_AT_ONCE)
                % {"count": MOST_AT_ONCE}
            )
        try:
            return [images.clean(super(PhotosField, self).clean(file, initial)) for file in files]
        except Refused as refusal:
            raise ValidationError(str(refusal), code="photo") from None


class PhotosForm(forms.Form):
    photos = PhotosField(label=gettext_lazy("Photos"))
    caption = forms.CharField(
        label=gettext_lazy("What they show"), max_length=200, required=False,
        help_text=gettext_lazy("For example: the kitchen, the roof. No name of a person."),
    )  # fmt: skip


THOUSANDS = re.compile(r"(?<=\d)[\s.,\u066b\u066c](?=\d{3}(?:\D|$))")
"""A sign between thousands, as people write 12.000, 12 000 or 12,000."""


class WholeNumber(forms.IntegerField):
    """A whole number; a sign between thousands is no decimal point."""

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = THOUSANDS.sub("", western_digits(value).strip())
            if re.search(r"[.,]", value):  # 12.5 is no whole number: ask, do not cut
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


def _number(label: Any, most: int, **kwargs: Any) -> forms.IntegerField:
    attrs = {"inputmode": "numeric", "class": "input--short", "dir": "ltr"}
    return WholeNumber(
        label=label,
        min_value=0,
        max_value=most,
        required=False,
        widget=forms.TextInput(attrs),
        localize=False,
        **kwargs,
    )


class FindingForm(forms.Form):
    """What was seen and heard: few taps first, words after. A visit that met nobody needs the words only."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Did you meet the person?"), choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether you met the person.")},
    )  # fmt: skip
    danger = forms.ChoiceField(
        label=gettext_lazy("Is somebody in danger?"), choices=Danger.choices, widget=forms.RadioSelect, required=False
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("What is lacking?"),
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    housing = forms.ChoiceField(
        label=gettext_lazy("Housing"), choices=Housing.choices, widget=forms.RadioSelect, required=False
    )
    household_size = _number(gettext_lazy("People in the household"), 60)
    children = _number(gettext_lazy("Of whom children"), 40)
    monthly_income = _number(gettext_lazy("Income of the month"), 10_000_000)
    situation = forms.CharField(
        label=gettext_lazy("What you saw and heard"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 4})
    )
    health = forms.CharField(
        label=gettext_lazy("Health"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    done_on_site = forms.CharField(
        label=gettext_lazy("What was done on the spot"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    doubts = forms.CharField(
        label=gettext_lazy("What does not fit"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Facts that contradict what was said; no judgement."),
    )  # fmt: skip

    def clean_danger(self) -> str:
        return self.cleaned_data["danger"] or Danger.NONE

    def clean_housing(self) -> str:
        return self.cleaned_data["housing"] or Housing.UNKNOWN

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        size, children = data.get("household_size"), data.get("children")
        if size is not None and children is not None and children > size:
            self.add_error("children", _("There cannot be more children than people in the household."))
        return data


class WriteFindingForm(FindingForm):
    photos = PhotosField(label=gettext_lazy("Photos"), required=False)
    caption = forms.CharField(label=gettext_lazy("What the photos show"), max_length=200, required=False)


class CorrectFindingForm(FindingForm):
    reason = forms.CharField(
        label=gettext_lazy("What was wrong?"), max_length=300,
        error_messages={"required": gettext_lazy("Say what was wrong.")},
    )  # fmt: skip

    @staticmethod
    def of(finding: Finding) -> dict[str, Any]:
        """Return the finding as the form's starting values."""
        return {name: getattr(finding, name) for name in FindingForm.base_fields}
