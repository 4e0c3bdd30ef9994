"""What people type about warning signs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yaqaza.core.inputs import DayField
from yaqaza.signals import rules
from yaqaza.signals.models import Signal
from yaqaza.signals.states import WHAT_OF, Answered, Kind, Sharing, SignalStatus, Way, What
from yaqaza.territory.forms import AreaField

S = SignalStatus


class Filters(forms.Form):
    """What the list of signs is narrowed to; nothing chosen is what waits."""

    kind = forms.ChoiceField(label=_("Sign"), required=False)
    status = forms.ChoiceField(label=pgettext_lazy("warning sign", "State"), required=False)
    area = AreaField(label=_("Place"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [("", gettext("All")), *Kind.choices]
        fields["status"].choices = [
            ("", pgettext("warning sign", "Waiting")), *SignalStatus.choices,
            ("LAPSED", gettext("No longer holds")), ("ALL", gettext("All")),
        ]  # fmt: skip


class AskForm(forms.Form):
    """Who was asked, how and when."""

    evidence = forms.ChoiceField(label=_("Who was asked"), widget=forms.RadioSelect)
    way = forms.ChoiceField(label=pgettext_lazy("right of reply", "How"), choices=Way.choices)
    asked_on = DayField(label=pgettext_lazy("right of reply", "On"))

    def __init__(self, *args: Any, whom: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, initial={"asked_on": timezone.localdate()}, **kwargs)
        fields: Any = self.fields
        fields["evidence"].choices = list(whom.items())
        if len(whom) == 1:
            self.initial["evidence"] = next(iter(whom))


class AnswerForm(forms.Form):
    """What came of asking."""

    answered = forms.ChoiceField(label=_("What came of it"), choices=Answered.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("In the person's own words"), required=False, max_length=5000, widget=forms.Textarea({"rows": 5})
    )
    answered_on = DayField(label=pgettext_lazy("right of reply", "On"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"answered_on": timezone.localdate()}, **kwargs)


class DecideForm(forms.Form):
    """What a sign means; setting one aside may teach that its number is shared."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=5000, widget=forms.Textarea({"rows": 4}),
        help_text=_("In words that the person could read. Facts, and what was answered."),
    )  # fmt: skip
    sharing = forms.ChoiceField(
        label=_("Who shares this number"), required=False,
        help_text=_("Only when it is set aside: the number goes on the list of shared ones, and signs about it come last from then on."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note for the list"), required=False, max_length=200,
        help_text=_("Without the number: “office of the quarter's association”"),
    )  # fmt: skip

    def __init__(self, *args: Any, signal: Signal, why_not_confirm: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        possible = rules.decisions(signal)
        if why_not_confirm:
            possible = [move for move in possible if move != S.CONFIRMED]
        fields["decision"].choices = [(move.value, move.label) for move in possible]
        fields["decision"].hints = {
            S.EXPLAINED.value: gettext("There is a good explanation."),
            S.DISMISSED.value: gettext("It is no sign of anything. It does not come back for the same rows."),
            S.CONFIRMED.value: gettext("It is as it seemed, after the person was heard. Aid, file and verdict stay as they are."),
        }  # fmt: skip
        fields["sharing"].choices = [("", gettext("Nobody that is known")), *Sharing.choices]
        if signal.sort not in WHAT_OF or not signal.key or S.DISMISSED not in possible:
            del self.fields["sharing"], self.fields["note"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("sharing") and given.get("decision") != S.DISMISSED:
            self.add_error("sharing", gettext("Only a sign that is set aside puts its number on the list."))
        return given


class ReopenForm(forms.Form):
    """Why a decided sign is looked at again."""

    reason = forms.CharField(
        label=_("Reason"), max_length=5000, widget=forms.Textarea({"rows": 4}),
        help_text=_("What came since, or what was not seen. In words that the person could read."),
    )  # fmt: skip


class ShareForm(forms.Form):
    """A number that is known to be shared."""

    what = forms.ChoiceField(
        label=pgettext_lazy("shared value", "Kind"), choices=What.choices, widget=forms.RadioSelect
    )
    value = forms.CharField(
        label=_("Number"), max_length=40, widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
        help_text=_("Kept in a form that cannot be read back."),
    )  # fmt: skip
    sharing = forms.ChoiceField(label=_("Who shares it"), choices=Sharing.choices)
    note = forms.CharField(label=_("Note"), required=False, max_length=200, help_text=_("Without the number"))


class CorrectForm(forms.Form):
    """Who shares a number, put right."""

    sharing = forms.ChoiceField(label=_("Who shares it"), choices=Sharing.choices)
    note = forms.CharField(label=_("Note"), required=False, max_length=200, help_text=_("Without the number"))
