"""What people type about proposals and suggestions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yaqaza.core.inputs import DayField
from yaqaza.reporting import bilans, indicators
from yaqaza.studies.models import Codebook, Theme
from yaqaza.studies.queries.focus import Branch
from yaqaza.studies.states import ProposalStatus, SuggestionStatus
from yaqaza.territory.forms import AreaField


class ProposalFilters(forms.Form):
    """What the list of proposals is narrowed to."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=80)
    status = forms.ChoiceField(label=pgettext_lazy("proposal", "State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["status"].choices = [("", gettext("All")), *ProposalStatus.choices]


class ProposalForm(forms.Form):
    """A proposal."""

    title = forms.CharField(label=_("Title"), max_length=200)
    problem = forms.CharField(label=_("The problem"), max_length=8000, widget=forms.Textarea({"rows": 4}))
    text = forms.CharField(label=_("What is proposed"), max_length=8000, widget=forms.Textarea({"rows": 6}))
    target = forms.CharField(label=_("Addressed to"), max_length=200)
    area = AreaField(label=_("Place"))
    to_partners = forms.BooleanField(
        label=_("Partners of the place are asked"), required=False,
        help_text=_("They read title and problem, and suggest; nothing else of it."),
    )  # fmt: skip


def figures() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the lines of the reports as choices, by report."""
    groups = []
    for name in indicators.NAMES:
        found = indicators.definition(name, settings.COUNTRY)
        lines = [(f"{name}|{line.code}", bilans.spoken(line.names)) for line in found.indicators]
        groups.append((bilans.spoken(found.names), lines))
    return groups


class OfFigure(forms.Form):
    """A form that begins with a figure of a report."""

    figure = forms.ChoiceField(label=_("Figure"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["figure"].choices = figures()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        report, _bar, line = given.pop("figure", "").partition("|")
        return given | {"report": report, "line": line}


class FigureForm(OfFigure):
    """A figure of a report, of a period."""

    start = DayField(label=_("From day"))
    end = DayField(label=_("To day"))


class MeasureForm(OfFigure):
    """One figure before and after."""

    before_from = DayField(label=_("Before: from day"))
    before_to = DayField(label=_("Before: to day"))
    after_from = DayField(label=_("After: from day"))
    after_to = DayField(label=_("After: to day"))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        before = (given.pop("before_from", None), given.pop("before_to", None))
        after = (given.pop("after_from", None), given.pop("after_to", None))
        return given | {"before": before, "after": after}


class OneOfForm(forms.Form):
    """One thing of several: a theme, a quote, an estimate."""

    one = forms.ChoiceField(label=_("Which"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["one"].choices = choices


class MapForm(forms.Form):
    area = AreaField(label=_("Place"))


class DecisionForm(forms.Form):
    """What is decided about a proposal, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in (ProposalStatus.ADOPTED, ProposalStatus.REFUSED)],
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea({"rows": 4}))


class SuggestionForm(forms.Form):
    text = forms.CharField(
        label=_("What you suggest"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("No names of people."),
    )


class AnswerForm(forms.Form):
    """What is answered to a suggestion."""

    status = forms.ChoiceField(
        label=_("Answer"), widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in (SuggestionStatus.TAKEN_UP, SuggestionStatus.NOT_TAKEN)],
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Where it is taken up, or why not"), max_length=4000, widget=forms.Textarea({"rows": 4})
    )


class ThemesForm(forms.Form):
    """Themes of codebooks under which a suggestion stands."""

    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, books: dict[Codebook, list[Branch]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["themes"].queryset = Theme.objects.filter(codebook__in=list(books))
        fields["themes"].choices = [
            (branch.theme.pk, " · ".join([book.title] * (len(books) > 1) + [f"{'– ' * branch.depth}{branch.theme.name}"]))
            for book, branches in books.items() for branch in branches
        ]  # fmt: skip
