"""What supervisors fill in: rules, clocks, crises."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaqaza.accounts.models import Organisation
from yaqaza.alerts.models.routing import RoutingRule
from yaqaza.alerts.routing import standing
from yaqaza.alerts.routing.states import CrisisKind, Hours
from yaqaza.alerts.rules import PEOPLE_MOST
from yaqaza.alerts.states import Category, Channel, Need, Urgency
from yaqaza.countries.formats import western_digits
from yaqaza.territory.forms import AreaField

ANY_URGENCY = [("", pgettext_lazy("urgency", "any")), *Urgency.choices]
SENTENCE = {"rows": 2, "dir": "auto"}


def _several(label: Any, choices: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, help_text=hint, widget=forms.CheckboxSelectMultiple
    )


class House(forms.ModelChoiceField):
    """A house, by its name in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class Lasting(forms.CharField):
    """A stretch of time, written "2:30"; cleans to minutes."""

    default_error_messages = {"lasting": _("Write hours and minutes like this: 2:30")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=8,
            widget=forms.TextInput({"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 60}:{value % 60:02}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = western_digits(super().clean(value)).strip()
        if not text:
            return None
        if not (found := _LASTING.fullmatch(text)):
            raise forms.ValidationError(self.error_messages["lasting"], code="lasting")
        return int(found[1]) * 60 + int(found[2])


_LASTING = re.compile(r"(\d{1,4}):([0-5]\d)")


class VersionForm(forms.Form):
    """Whose table."""

    organisation = House(
        label=_("Organisation"), queryset=Organisation.objects.none(), to_field_name="uuid", empty_label=None
    )

    def __init__(self, *args: Any, houses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = houses  # type: ignore[attr-defined]


class RuleForm(forms.Form):
    """One line of a table; what is left empty holds for every alert."""

    name = forms.CharField(
        label=pgettext_lazy("routing rule", "Name"),
        max_length=120,
        help_text=_("Officers read it on each alert that it sent."),
    )
    channels = _several(_("Came by"), Channel.choices)
    categories = _several(_("It is about"), Category.choices)
    needs = _several(_("One of these needs"), Need.choices)
    urgency_least = forms.TypedChoiceField(
        label=_("Urgency at least"), required=False, coerce=int, empty_value=None, choices=ANY_URGENCY
    )
    people_least = forms.IntegerField(label=_("People at least"), required=False, min_value=1, max_value=PEOPLE_MOST)
    area = AreaField(
        label=_("In"),
        required=False,
        help_text=_("A province, a district or a commune. Empty: wherever the table holds."),
    )
    hours = forms.ChoiceField(label=_("When it came"), choices=Hours.choices, initial=Hours.ANY)
    crisis = forms.ChoiceField(
        label=_("Only in a crisis"), required=False, choices=[("", _("at any time")), *CrisisKind.choices]
    )
    to = House(
        label=_("Goes to"),
        required=False,
        queryset=Organisation.objects.none(),
        to_field_name="uuid",
        empty_label=_("the house of its place"),
    )
    raise_to = forms.TypedChoiceField(
        label=_("Urgency is at least"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("as it is")), *Urgency.choices],
    )
    minutes = Lasting(
        label=_("Decided within"),
        required=False,
        help_text=_("Hours and minutes, day and night; only if that is earlier."),
    )

    def __init__(self, *args: Any, houses: Any, rule: RoutingRule | None = None, **kwargs: Any) -> None:
        if rule is not None:
            kwargs["initial"] = {name: getattr(rule, name) for name in self.base_fields}
            kwargs["initial"]["to"] = rule.to.uuid if rule.to else None
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = houses  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(SENTENCE))


class ClocksForm(forms.Form):
    """By when alerts of each urgency are decided, and when whom it is told to if they are not."""

    def __init__(self, *args: Any, crisis: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level in Urgency:
            terms = standing.terms(level, crisis)
            for name, field in {
                "minutes": Lasting(label=_("Decided within"), initial=terms.minutes),
                "office_hours": forms.BooleanField(
                    label=_("Only office hours count"), required=False, initial=terms.office_hours
                ),
                "supervisor_after": Lasting(
                    label=_("Supervisors are told so late"), required=False, initial=terms.supervisor_after
                ),
                "above_after": Lasting(
                    label=_("The house above is told so late"), required=False, initial=terms.above_after
                ),
            }.items():
                self.fields[f"{name}_{int(level)}"] = field

    @property
    def rows(self) -> list[tuple[Urgency, list[forms.BoundField]]]:
        """Return the fields of each urgency, the most urgent first."""
        return [(level, [self[f"{name}_{int(level)}"] for name in standing.Terms._fields]) for level in Urgency]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        return {
            "terms": {
                level: standing.Terms(**{name: cleaned[f"{name}_{int(level)}"] for name in standing.Terms._fields})
                for level in Urgency
            }
        }


class CrisisForm(forms.Form):
    """What happened where, and what people should know."""

    kind = forms.ChoiceField(label=_("What happened"), choices=CrisisKind.choices)
    area = AreaField(label=pgettext_lazy("crisis", "Where"))
    reason = forms.CharField(
        label=_("Why it is switched on"),
        max_length=500,
        widget=forms.Textarea(SENTENCE),
        help_text=_("For your colleagues: the warning, its number, who called."),
    )
    message_ar = forms.CharField(
        label=_("Message to the public in Arabic"),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "dir": "rtl", "lang": "ar"}),
    )
    message_fr = forms.CharField(
        label=_("Message to the public in French"),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "dir": "ltr", "lang": "fr"}),
    )
