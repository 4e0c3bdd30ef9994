"""Planning a day: where and when, and by hand which team at which turn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaqaza.core.inputs import DayField
from yaqaza.field.dispatch.queries import View
from yaqaza.field.models import Team
from yaqaza.field.states import ProposalKind
from yaqaza.territory.forms import AreaField
from yaqaza.territory.models import Level, level_names_lazy


class PlanForm(forms.Form):
    area = AreaField(
        label=level_names_lazy("PROVINCE", "COMMUNE"), levels=(Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
    )
    day = DayField(label=_("Day"))
    kind = forms.ChoiceField(label=_("How"), choices=ProposalKind.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].hints = {  # type: ignore[attr-defined]
            ProposalKind.WHOLE.value: _("For the morning: the least driving, whoever has what now."),
            ProposalKind.CHANGE.value: _("For what comes later: teams keep what they have, what is new is fitted in."),
        }


class MoveForm(forms.Form):
    """To which team, and at which turn."""

    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team"), to_field_name="uuid", required=False, empty_label=pgettext_lazy("proposal", "None for now"),
    )  # fmt: skip
    turn = forms.IntegerField(label=_("Its turn in the day"), min_value=1, max_value=99, required=False)
    pinned = forms.BooleanField(label=_("Keep it there when the rest is planned anew"), required=False)

    def __init__(self, *args: Any, view: View, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.queryset = Team.objects.filter(pk__in=[crew.key for crew in view.made.crews]).order_by("name_ar", "id")
        self.fields["turn"].widget.attrs |= {"inputmode": "numeric", "class": "input--short"}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["turn"] = values.get("turn") or 1
        return values
