"""Teams and who serves in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from yaqaza.accounts.models import Organisation, User
from yaqaza.core.inputs import DayField
from yaqaza.field import queries
from yaqaza.field.models import Team
from yaqaza.field.states import Profession
from yaqaza.territory.forms import AreaField
from yaqaza.territory.models import level_names_lazy


class TeamForm(forms.Form):
    name_ar = forms.CharField(label=gettext_lazy("Name in Arabic"), max_length=100)
    name_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=100)
    vehicle = forms.CharField(
        label=gettext_lazy("Vehicle"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Kind and registration number, as on the order."),
    )


class NewTeamForm(TeamForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation"), to_field_name="uuid", empty_label=None
    )
    area = AreaField(label=level_names_lazy("COMMUNE", "PROVINCE"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        house: Any = self.fields["organisation"]
        house.queryset = queries.houses_composed_by(by)


class ChangeTeamForm(TeamForm):
    active = forms.BooleanField(label=gettext_lazy("This team can be sent"), required=False)


class MemberForm(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Who serves"),
        to_field_name="uuid",
        empty_label=pgettext_lazy("choice", "Choose"),
    )
    profession = forms.ChoiceField(label=gettext_lazy("Profession in the team"), choices=Profession.choices)
    from_on = DayField(label=gettext_lazy("Serves from"), required=False)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.queryset = queries.candidates(team)
