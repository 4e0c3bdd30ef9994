"""What people type about surveys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yaqaza.accounts.models import User
from yaqaza.people.models import Sex
from yaqaza.questionnaires.models import Version
from yaqaza.studies import queries
from yaqaza.studies.models import Survey
from yaqaza.studies.states import BY_HAND, Allocation, Design, FrameKind, Outcome, SurveyStatus
from yaqaza.territory.forms import AreaField
from yaqaza.territory.models import Level

MOST_GIVEN = 60


class Filters(forms.Form):
    """What the list of surveys is narrowed to."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=80)
    status = forms.ChoiceField(label=pgettext_lazy("survey", "State"), required=False)
    area = AreaField(label=_("Place"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["status"].choices = [("", gettext("All")), *SurveyStatus.choices]


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Version) -> str:  # type: ignore[override]  # of this model only
        return str(obj)


class SurveyForm(forms.Form):
    """A survey: what it is called, what is asked, and of whom."""

    title_ar = forms.CharField(label=_("Title in Arabic"), max_length=200)
    title_fr = forms.CharField(label=_("Title in French"), max_length=200)
    about = forms.CharField(
        label=_("What it is to find out"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    version = VersionField(label=_("Questionnaire"), queryset=Version.objects.none())
    unit_question = forms.CharField(
        label=_("Name of the question that holds the unit's code"), required=False, max_length=120,
        help_text=_("Leave it empty when the questionnaire binds a question to “survey.unit”."),
    )  # fmt: skip
    frame = forms.ChoiceField(label=_("Drawn from"), choices=FrameKind.choices, widget=forms.RadioSelect)
    area = AreaField(label=_("Place"))
    area_2 = AreaField(label=_("And"), required=False)
    area_3 = AreaField(label=_("And"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), required=False)
    age_from = forms.IntegerField(label=_("Age from"), required=False, min_value=0, max_value=120)
    age_to = forms.IntegerField(label=_("Age to"), required=False, min_value=0, max_value=120)
    outside = forms.BooleanField(label=_("Only people without a home"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["version"].queryset = queries.versions_for(user)
        fields["sex"].choices = [("", gettext("All")), *[each for each in Sex.choices if each[0] != Sex.UNKNOWN]]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        low, high = given.get("age_from"), given.get("age_to")
        if low is not None and high is not None and low > high:
            self.add_error("age_to", gettext("The higher age comes second."))
        areas = [given.pop(name, None) for name in ("area", "area_2", "area_3")]
        return given | {"areas": list(dict.fromkeys(area for area in areas if area is not None))}

    @staticmethod
    def initial_of(survey: Survey) -> dict[str, Any]:
        """Return what stands in the form for a survey."""
        names = (
            "title_ar",
            "title_fr",
            "about",
            "version",
            "unit_question",
            "frame",
            "sex",
            "age_from",
            "age_to",
            "outside",
        )
        areas = dict(zip(("area", "area_2", "area_3"), survey.areas.order_by("pk"), strict=False))
        return {name: getattr(survey, name) for name in names} | areas


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("List of units (XLSX or CSV)"),
        help_text=_("One row a unit: a code, and what helps to find it. No names and no telephone numbers."),
    )  # fmt: skip


class ColumnsForm(forms.Form):
    """Which column of a list is what."""

    code = forms.ChoiceField(label=_("Code of the unit"))
    part = forms.ChoiceField(label=_("Stratum or cluster"), required=False)
    area = forms.ChoiceField(label=_("Commune"), required=False)
    address = forms.ChoiceField(label=_("Address or block"), required=False)

    def __init__(self, *args: Any, columns: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            every: Any = field
            every.choices = [*([] if name == "code" else [("", "–")]), *[(column, column) for column in columns]]


class PlanForm(forms.Form):
    """How a sample is drawn."""

    design = forms.ChoiceField(label=_("Sample"), choices=Design.choices, widget=forms.RadioSelect)
    level = forms.ChoiceField(
        label=_("Strata or places of the first stage"), help_text=_("A list has its own column for them."),
        choices=[(level.value, level.label) for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)],
    )  # fmt: skip
    allocation = forms.ChoiceField(label=_("How many of each stratum"), choices=Allocation.choices)
    size = forms.IntegerField(label=_("Units in all"), min_value=2, max_value=20_000)
    clusters = forms.IntegerField(label=_("Places of the first stage"), min_value=2, max_value=1000)
    each = forms.IntegerField(label=_("Units of each place"), min_value=1, max_value=1000)
    reserve = forms.IntegerField(label=_("Replacements of each stratum or place"), min_value=0, max_value=200)

    def __init__(
        self, *args: Any, parts: list[tuple[str, str, int, int]], given: dict[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts[:MOST_GIVEN] if len(parts) > 1 else []
        fields: Any = self.fields
        fields["design"].hints = {
            Design.SIMPLE.value: gettext("Every unit has the same chance."),
            Design.STRATIFIED.value: gettext("Some of each stratum: for figures of each place, and surer ones of the whole."),
            Design.CLUSTERS.value: gettext("Larger places come in more easily, then as many units of each: short ways for the teams."),
        }  # fmt: skip
        for number, (key, name, size, _take) in enumerate(self.parts):
            self.fields[f"given_{number}"] = forms.IntegerField(
                label=name, required=False, min_value=0, max_value=size, initial=given.get(key)
            )

    @property
    def each_given(self) -> list[Any]:
        """Return the fields in which the number of each stratum is written."""
        return [self[f"given_{number}"] for number in range(len(self.parts))]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        given = {key: told.pop(f"given_{number}", None) or 0 for number, (key, *_rest) in enumerate(self.parts)}
        if (
            told.get("allocation") == Allocation.GIVEN
            and told.get("design") == Design.STRATIFIED
            and not any(given.values())
        ):
            self.add_error("allocation", gettext("Write how many units each stratum gives, below."))
        return told | {"given": {key: take for key, take in given.items() if take}}


class DrawForm(forms.Form):
    seed = forms.CharField(
        label=_("Seed"), required=False, max_length=64, widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
        help_text=_(
            "Words or numbers agreed on before witnesses, or left empty. It is kept: with it anybody can draw the same sample again."
        ),
    )  # fmt: skip


class ShareForm(forms.Form):
    """Who visits the units."""

    to = forms.MultipleChoiceField(label=_("Enumerators"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        fields: Any = self.fields
        fields["to"].choices = [(key, user.name) for key, user in self.people.items()]

    def clean_to(self) -> list[User]:
        return [self.people[key] for key in self.cleaned_data["to"]]


class GiveForm(forms.Form):
    """Who visits one unit."""

    to = forms.ChoiceField(label=_("Enumerator"))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        fields: Any = self.fields
        fields["to"].choices = [(key, user.name) for key, user in self.people.items()]

    def clean_to(self) -> User:
        return self.people[self.cleaned_data["to"]]


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What became of the visit"), widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in BY_HAND],
    )  # fmt: skip


class EstimateForm(forms.Form):
    """Which question is estimated."""

    question = forms.ChoiceField(label=_("Question"))
    by = forms.ChoiceField(label=_("Told for"), required=False)

    def __init__(self, *args: Any, questions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["question"].choices = questions
        fields["by"].choices = [("", gettext("All together")), ("part", gettext("Also each stratum"))]


class UnitFilters(forms.Form):
    """What the list of units is narrowed to."""

    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    to = forms.ChoiceField(label=_("Enumerator"), required=False)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["outcome"].choices = [
            ("", gettext("All")),
            *Outcome.choices,
            ("RESERVE", gettext("Replacements that wait")),
        ]
        fields["to"].choices = [("", gettext("All")), *[(str(user.pk), user.name) for user in people]]
