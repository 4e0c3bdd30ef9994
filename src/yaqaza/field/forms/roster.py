"""Forms of the roster and of the places of houses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaqaza.accounts.models import Organisation, User
from yaqaza.core.inputs import ClockField, DayField
from yaqaza.field.models import Team
from yaqaza.field.roster import hours, queries, rules
from yaqaza.field.states import Duty, Guests


def _who(field: Any, house: Organisation, day: date) -> None:
    field.queryset = queries.staff(house, day)


class Person(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.none(), label=_("Who"), to_field_name="uuid", empty_label=pgettext_lazy("choice", "Choose")
    )

    def __init__(self, *args: Any, house: Organisation, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _who(self.fields["user"], house, day)


class ShiftForm(Person):
    day = DayField(label=_("Day"))
    start = ClockField(label=_("From"))
    end = ClockField(label=_("To"), help_text=_("An hour that is not later than the first is on the next day."))
    duty = forms.ChoiceField(label=_("Duty"), choices=Duty.choices, initial=Duty.DESK)
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label=_("With the team"),
        to_field_name="uuid",
        required=False,
        empty_label=pgettext_lazy("choice", "None"),
    )
    on_call = forms.BooleanField(label=_("On call, at home"), required=False)
    days = forms.IntegerField(label=_("How many days in a row"), min_value=1, max_value=14, initial=1)

    def __init__(self, *args: Any, house: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, house=house, **kwargs)
        team: Any = self.fields["team"]
        team.queryset = queries.teams(house)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            day, start, end = (values.pop(name) for name in ("day", "start", "end"))
            values["starts_at"], values["ends_at"] = hours.span(day, start, end)
        return values


class LeaveForm(Person):
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"))


class CoverForm(forms.Form):
    """A few lines of hours and how many are needed then; an empty line says nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, rules.MOST_LINES + 1):
            self.fields[f"from_{number}"] = ClockField(label=_("From"), required=False)
            self.fields[f"to_{number}"] = ClockField(label=_("To"), required=False)
            people = forms.IntegerField(
                label=_("How many people"), required=False, min_value=1, max_value=rules.MOST_PEOPLE
            )
            people.widget.attrs |= {"inputmode": "numeric", "class": "input--short"}
            self.fields[f"people_{number}"] = people

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Return the fields of each line, for the page."""
        return [
            (self[f"from_{number}"], self[f"to_{number}"], self[f"people_{number}"])
            for number in range(1, rules.MOST_LINES + 1)
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        lines = []
        for number in range(1, rules.MOST_LINES + 1):
            names = [f"{name}_{number}" for name in ("from", "to", "people")]
            line = [values.get(name) for name in names]
            if any(name in self.errors for name in names) or all(value is None for value in line):
                continue
            missing = [name for name, value in zip(names, line, strict=True) if value is None]
            for name in missing:
                self.add_error(name, ValidationError(_("Write the two hours and how many."), code="line"))
            if not missing:
                lines.append(rules.Needed(*line))
        return {"lines": lines}


class PlacesForm(forms.Form):
    """Two numbers for each kind of guest; both empty means that the house takes none of them in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for guests in Guests:
            for name, label in (("capacity", _("places")), ("free", _("free"))):
                field = forms.IntegerField(label=f"{guests.label} – {label}", min_value=0, required=False)
                field.widget.attrs |= {"inputmode": "numeric", "class": "input--short"}
                self.fields[f"{name}_{guests.value}"] = field

    def pairs(self) -> list[tuple[Guests, Any, Any]]:
        """Return the two fields of each kind of guest, for the page."""
        return [(guests, self[f"capacity_{guests.value}"], self[f"free_{guests.value}"]) for guests in Guests]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        numbers: dict[Guests, tuple[int, int]] = {}
        for guests in Guests:
            capacity, free = values.get(f"capacity_{guests.value}"), values.get(f"free_{guests.value}")
            if capacity is None and free is None:
                continue
            if capacity is None or free is None:
                missing = "free" if free is None else "capacity"
                self.add_error(f"{missing}_{guests.value}", ValidationError(_("Write both numbers."), code="both"))
                continue
            numbers[guests] = (capacity, free)
        return {"numbers": numbers}
