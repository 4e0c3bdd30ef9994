"""Forms of the pages of questionnaires."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaqaza.accounts.models import User
from yaqaza.core.inputs import DayField
from yaqaza.questionnaires import queries
from yaqaza.questionnaires.models import Questionnaire

ACCEPT = ".xlsx,.xlsm,.xls,.xml,.csv,.md"


class Upload(forms.Form):
    """A workbook or an XForm."""

    file = forms.FileField(
        label=pgettext_lazy("upload", "File"),
        help_text=_("An XLSForm (XLSX, XLS) or an XForm (XML)."),
        widget=forms.FileInput({"accept": ACCEPT}),
    )


class NewQuestionnaire(Upload):
    """A workbook or an XForm, and whose it is."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=None,
        help_text=_("Its people and those of the organisations below it fill it in."),
    )
    field_order = ["organisation", "file"]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = queries.houses_to_keep(by)  # type: ignore[attr-defined]


class MediaUpload(forms.Form):
    """A file that a form speaks of."""

    file = forms.FileField(label=pgettext_lazy("upload", "File"))


class NewDevice(forms.Form):
    """A phone and who fills in with it."""

    user = forms.ModelChoiceField(label=_("Who fills in with it"), queryset=None)
    name = forms.CharField(
        label=pgettext_lazy("phone", "Name"),
        max_length=80,
        help_text=_("By which you know it again, for instance “team 2, grey”."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = queries.to_equip(by)  # type: ignore[attr-defined]
        self.fields["user"].initial = by.pk


class Search(forms.Form):
    """Answers by their names, form and day."""

    q = forms.CharField(label=_("Words of the name"), required=False, max_length=120)
    form = forms.ModelChoiceField(label=_("Questionnaire"), queryset=None, required=False, to_field_name="uuid")
    start = DayField(label=pgettext_lazy("answers", "From"), required=False)
    end = DayField(label=pgettext_lazy("answers", "To"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = queries.visible_to(by).order_by("title", "pk")
        self.fields["form"].queryset = rows  # type: ignore[attr-defined]

    def narrowed(self) -> dict[str, Any]:
        """Return what ``queries.listed`` takes."""
        told = self.cleaned_data if self.is_valid() else {}
        form: Questionnaire | None = told.get("form")
        return {"questionnaire": form, "words": told.get("q") or "", "start": told.get("start"), "end": told.get("end")}
