"""Vehicles, trips, and fuel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaqaza.accounts.models import Organisation, User
from yaqaza.core import images
from yaqaza.core.inputs import DayField
from yaqaza.core.refusal import Refused
from yaqaza.countries.formats import western_digits
from yaqaza.field import queries
from yaqaza.field.models import Round, Team, Vehicle
from yaqaza.field.states import VehicleKind
from yaqaza.field.vehicles import queries as vehicles

MOST_KM = 3_000_000


class KmField(forms.IntegerField):
    """What an odometer shows, typed with any digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_KM, **options)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(western_digits(value) if isinstance(value, str) else value)


class AmountField(forms.DecimalField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(
            western_digits(value).replace("٫", ".").replace(",", ".") if isinstance(value, str) else value
        )


class VehicleForm(forms.Form):
    registration = forms.CharField(label=_("Registration number"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=VehicleKind.choices)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=60)


class NewVehicleForm(VehicleForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), to_field_name="uuid", empty_label=None
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        house: Any = self.fields["organisation"]
        house.queryset = queries.houses_composed_by(by)


class ChangeVehicleForm(VehicleForm):
    active = forms.BooleanField(label=_("This vehicle is in service"), required=False)


class Named(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class RoundChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Round) -> str:
        return f"{obj.number} · {obj.team.name}"


class LikelyForm(forms.Form):
    """Figures of which unlikely ones are asked about once."""

    sure = forms.BooleanField(label=_("The figures are right, although they are unusual"), required=False)


class BackForm(LikelyForm):
    in_km = KmField(label=_("Odometer when it came back (km)"))
    field_order = ("in_km", "sure")


class TripForm(LikelyForm):
    day = DayField(label=_("Day"))
    team = Named(Team.objects.none(), label=_("Team"), to_field_name="uuid", empty_label=None)
    driver = Named(User.objects.none(), label=_("Driver"), to_field_name="uuid", empty_label=None)
    out_km = KmField(label=_("Odometer when it left (km)"))
    in_km = KmField(
        label=_("Odometer when it came back (km)"), required=False, help_text=_("Empty while the vehicle is out.")
    )
    round = RoundChoice(
        Round.objects.none(), label=_("For the round"), to_field_name="uuid", required=False,
        empty_label=pgettext_lazy("vehicle", "For none: for the day"),
    )  # fmt: skip
    field_order = ("day", "team", "driver", "out_km", "in_km", "round", "sure")

    def __init__(self, *args: Any, vehicle: Vehicle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["team"].queryset = vehicles.teams(vehicle)
        fields["driver"].queryset = vehicles.drivers(vehicle)
        fields["round"].queryset = vehicles.rounds(vehicle)


class FuelForm(LikelyForm):
    day = DayField(label=_("Day"))
    km = KmField(label=_("Odometer (km)"))
    litres = AmountField(label=_("Litres"), min_value=0.01, max_digits=6, decimal_places=2)
    amount = AmountField(label=_("Amount paid"), min_value=0, max_digits=10, decimal_places=2)
    station = forms.CharField(label=_("Station"), max_length=100, required=False)
    receipt = forms.FileField(label=_("Photo of the receipt"), required=False)
    field_order = ("day", "km", "litres", "amount", "station", "receipt", "sure")

    def clean_receipt(self) -> images.Photo | None:
        """Keep the photo re-encoded, without what its file says of the place."""
        given = self.cleaned_data.get("receipt")
        try:
            return images.clean(given) if given else None
        except Refused as refusal:
            raise forms.ValidationError(str(refusal), code="photo") from None


class MonthForm(forms.Form):
    """Which month is shown; comes from links."""

    month = forms.DateField(input_formats=["%Y-%m"], required=False)

    def chosen(self) -> Any:
        """Return the first day of the month; of this one when nothing that can be read is said."""
        said = self.cleaned_data.get("month") if self.is_valid() else None
        return said if said and 2000 <= said.year <= 2100 else timezone.localdate().replace(day=1)


class StrikeLineForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The line stays, struck through; no sum counts it any more."),
    )  # fmt: skip
