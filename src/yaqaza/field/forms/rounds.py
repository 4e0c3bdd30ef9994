"""Planning a round, and noting whom it met."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaqaza.accounts.models import User
from yaqaza.core.inputs import ClockField, DayField
from yaqaza.core.refusal import Refused
from yaqaza.field import queries
from yaqaza.field.models import Round, RoundStop, Team
from yaqaza.field.roster import hours
from yaqaza.field.rounds import queries as rounds
from yaqaza.field.rounds.rules import Place
from yaqaza.field.rules import check_position
from yaqaza.field.states import Given
from yaqaza.people.models import Person
from yaqaza.territory.models import Area, Level, level_names_lazy

LINES = 8
LINE = ("clock", "area", "place", "position", "purpose")
POSITION = re.compile(r"^\s*(-?\d{1,2}\.\d+)[\s,;،]+(-?\d{1,3}\.\d+)\s*$")


def _communes(teams: QuerySet[Team]) -> list[Area]:
    """The communes of the provinces of these teams."""
    ids = {int(part) for path in teams.values_list("area__path", flat=True) for part in path.split(".") if part}
    provinces = Area.objects.filter(pk__in=ids, level=Level.PROVINCE).values_list("path", flat=True)
    here = reduce(or_, (Q(path__startswith=path) for path in provinces), Q(pk__in=[]))
    return list(
        Area.objects.filter(here, level=Level.COMMUNE, valid_to=None).defer("geometry").order_by("sort_ar", "id")
    )


class RoundForm(forms.Form):
    """The team, the evening, and a few lines of stops; an empty line says nothing."""

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), to_field_name="uuid", empty_label=None)
    day = DayField(label=_("Day"))
    start = ClockField(label=_("From"))
    end = ClockField(label=_("To"), help_text=_("An hour that is not later than the first is on the next day."))
    from_text = forms.CharField(label=_("Leaves from"), max_length=120, required=False)
    to_text = forms.CharField(label=_("Comes back to"), max_length=120, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.queryset = queries.teams_visible_to(by).filter(active=True).order_by("name_ar", "id")
        near = _communes(team.queryset)
        for number in range(1, LINES + 1):
            self.fields[f"clock_{number}"] = ClockField(label=_("Hour"), required=False)
            self.fields[f"area_{number}"] = forms.TypedChoiceField(
                label=level_names_lazy("COMMUNE"), required=False, choices=[("", "–"), *((str(row.pk), row.name) for row in near)],
                coerce=lambda key, known={str(row.pk): row for row in near}: known[key], empty_value=None,
            )  # fmt: skip
            self.fields[f"place_{number}"] = forms.CharField(label=_("Place"), max_length=200, required=False)
            self.fields[f"position_{number}"] = forms.CharField(
                label=_("Latitude, longitude"), max_length=40, required=False
            )
            self.fields[f"position_{number}"].widget.attrs |= {"dir": "ltr"}
            self.fields[f"purpose_{number}"] = forms.CharField(label=_("What for"), max_length=200, required=False)

    def lines(self) -> list[tuple[Any, ...]]:
        """Return the fields of each line, for the page."""
        return [tuple(self[f"{name}_{number}"] for name in LINE) for number in range(1, LINES + 1)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if any(name not in values for name in ("team", "day", "start", "end")):
            return values
        starts_at, ends_at = hours.span(values["day"], values["start"], values["end"])
        stops = []
        for number in range(1, LINES + 1):
            clock, area, place, text, purpose = (values.get(f"{name}_{number}") for name in LINE)
            if not any((clock, area, place, text, purpose)):
                continue
            if not clock or not place or area is None:
                self.add_error(
                    f"place_{number}", ValidationError(_("Write the hour, the commune and the place."), code="line")
                )
                continue
            at = hours.moment(values["day"], clock)
            lon = lat = None
            if text:
                if (found := POSITION.match(text)) is None:
                    self.add_error(
                        f"position_{number}", ValidationError(_("Write it like this: 36.7525, 3.0420"), code="position")
                    )
                    continue
                lat, lon = float(found[1]), float(found[2])
                try:
                    check_position(lon, lat)
                except Refused as refusal:
                    self.add_error(f"position_{number}", ValidationError(str(refusal), code="position"))
                    continue
            at = at if at >= starts_at else at + timedelta(days=1)
            stops.append(Place(area, place, at, purpose or "", lon, lat))
        return {
            "team": values["team"], "starts_at": starts_at, "ends_at": ends_at, "stops": stops,
            "from_text": values.get("from_text", ""), "to_text": values.get("to_text", ""),
        }  # fmt: skip


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Person) -> str:
        return obj.name


class MetForm(forms.Form):
    """What is said of an encounter: what was given, few taps, then words."""

    description = forms.CharField(
        label=_("Else describe them"), max_length=300, required=False,
        help_text=_("For example: man, about 60, grey coat. The name only if it was said."),
    )  # fmt: skip
    place_text = forms.CharField(label=_("Exact place"), max_length=200, required=False)
    given = forms.MultipleChoiceField(
        label=_("What was given"), choices=Given.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    refused = forms.BooleanField(label=_("Refused help"), required=False)
    note = forms.CharField(
        label=_("What the next round should know"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EncounterForm(MetForm):
    """Whom the team met, and where."""

    stop = forms.ModelChoiceField(
        RoundStop.objects.none(), label=_("Where"), to_field_name="uuid", required=False,
        empty_label=pgettext_lazy("round", "Between two stops"),
    )  # fmt: skip
    person = PersonChoice(
        Person.objects.none(), label=_("Somebody known from earlier rounds"), to_field_name="uuid", required=False,
        empty_label=pgettext_lazy("round", "Nobody of them"),
    )  # fmt: skip

    def __init__(self, *args: Any, found: Round, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stop: Any = self.fields["stop"]
        stop.queryset = found.stops.order_by("turn")
        stop.label_from_instance = lambda each: f"{each.turn} · {each.place_text}"
        person: Any = self.fields["person"]
        person.queryset = rounds.known_to(found, seen_by=by)


class RoundEndForm(forms.Form):
    note = forms.CharField(
        label=_("What should be told of this round?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StrikeForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The encounter stays, struck through; no figure counts it any more, and what it gave is reversed in the ledger."),
    )  # fmt: skip


class RoundPeriod(forms.Form):
    """The days of which a figure leads here; comes from links, never typed."""

    start = forms.DateField(input_formats=["%Y-%m-%d"])
    end = forms.DateField(input_formats=["%Y-%m-%d"])


class RoundCancelForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
