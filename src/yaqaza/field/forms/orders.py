"""Orders: which team goes where, what for and when; and the list of missions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Urgency
from yaqaza.core import dates, figures
from yaqaza.core.inputs import DayField, MomentField
from yaqaza.field import queries
from yaqaza.field.models import Mission, Team
from yaqaza.field.queries import Standing
from yaqaza.field.states import MissionStatus, Presence, Profession, Purpose
from yaqaza.people.models import Person
from yaqaza.territory.forms import AreaField
from yaqaza.territory.models import Area, Level, level_names_lazy

VISITED = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)
LONG = 5000
EVENING = time(18, 0)
NIGHT = time(23, 0)


class When(forms.ChoiceField):
    """When the visit is to take place, in words; the last choice opens two fields."""

    NOW, TODAY, MORNING, AFTERNOON, OTHER = "NOW", "TODAY", "MORNING", "AFTERNOON", "OTHER"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.RadioSelect, **kwargs)
        self.choices = self.words

    def words(self) -> list[tuple[str, str]]:
        tomorrow = dates.weekday(timezone.localdate() + timedelta(days=1))
        end = self.span(self.TODAY)[1]
        today = (
            _("Today, before %(clock)s") if end.date() == timezone.localdate() else _("This night, before %(clock)s")
        )
        return [
            (self.NOW, _("Now, within 2 hours")),
            (self.TODAY, today % {"clock": f"\u2066{dates.clock(end)}\u2069"}),
            (self.MORNING, _("Tomorrow %(weekday)s, in the morning") % {"weekday": tomorrow}),
            (self.AFTERNOON, _("Tomorrow %(weekday)s, in the afternoon") % {"weekday": tomorrow}),
            (self.OTHER, _("At another time")),
        ]

    @classmethod
    def span(cls, choice: str) -> tuple[datetime, datetime]:
        """Return the window that a choice means at this moment."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        tomorrow = now + timedelta(days=1)
        if choice == cls.NOW:
            return now, now + timedelta(hours=2)
        if choice == cls.TODAY:
            for end in (EVENING, NIGHT):
                if _at(now, end) - now >= timedelta(hours=1):
                    return now, _at(now, end)
            return now, now + timedelta(hours=3)
        if choice == cls.MORNING:
            return _at(tomorrow, time(8, 30)), _at(tomorrow, time(12, 0))
        return _at(tomorrow, time(13, 0)), _at(tomorrow, time(16, 30))


def _at(day: datetime, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day.date(), hour))


class WindowForm(forms.Form):
    """The part of a form that says when; it cleans to ``window_start`` and ``window_end``."""

    when = When(label=gettext_lazy("When"))
    start = MomentField(label=pgettext_lazy("window", "From"), required=False)
    end = MomentField(label=pgettext_lazy("window", "Until"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        when, start, end = data.pop("when", ""), data.pop("start", None), data.pop("end", None)
        if when and when != When.OTHER:
            data["window_start"], data["window_end"] = When.span(when)
        elif when:
            for name, value in (("start", start), ("end", end)):
                if value is None and name not in self.errors:
                    self.add_error(name, _("Write the day and the hour like this: 31/12/2027 14:30"))
            data["window_start"], data["window_end"] = start, end
        return data


class TeamChoice(forms.ModelChoiceField):
    """One of the teams that may be sent, told with what decides: free or not, how far, who serves in it."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Team.objects.none(), empty_label=None, to_field_name="uuid", **kwargs)
        self.hints: dict[str, str] = {}

    def offer(self, standings: Sequence[Standing]) -> None:
        """Offer those of these teams in which somebody serves, in this order."""
        standings = [standing for standing in standings if standing.presence is not Presence.OFF]
        self.queryset = Team.objects.filter(pk__in=[standing.team.pk for standing in standings])
        self.choices = [(str(standing.team.uuid), title(standing)) for standing in standings]
        self.hints = {str(standing.team.uuid): about(standing) for standing in standings}


def title(standing: Standing) -> str:
    """Return the name of a team, whether it is free and how far it is."""
    words = [standing.team.name, str(standing.presence.label)]
    if standing.distance:  # 0: only the middle of the same commune is known of both
        words.append(_("about %(distance)s km") % {"distance": figures.number(max(1, round(standing.distance)))})
    return " · ".join(words)


def about(standing: Standing) -> str:
    """Return who serves in a team and what it has today."""
    trades = list(dict.fromkeys(str(member.trade.label) for member in standing.members))
    load = ngettext("%(count)s mission to do today", "%(count)s missions to do today", standing.load) % {
        "count": standing.load
    }
    return " · ".join([_(", ").join(trades), load]) if trades else load


class OrderForm(WindowForm):
    """A mission order. ``by`` orders; an ``alert`` or a ``person`` prefills it; teams stand nearest and free first."""

    field_order = [
        "team",
        "later",
        "professions",
        "minutes",
        "purpose",
        "urgency",
        "when",
        "start",
        "end",
        "area",
        "place_text",
        "lon",
        "lat",
        "instructions",
    ]

    team = TeamChoice(label=gettext_lazy("Team"), required=False)
    later = forms.BooleanField(
        label=gettext_lazy("No team yet: the mission waits for dispatch"), required=False,
    )  # fmt: skip
    professions = forms.MultipleChoiceField(
        label=gettext_lazy("Professions needed"),
        choices=Profession.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Only where the visit makes no sense without them."),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes at the place, about"), min_value=5, max_value=480, initial=45, required=False
    )
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), choices=Purpose.choices)
    urgency = forms.TypedChoiceField(label=gettext_lazy("Urgency"), choices=Urgency.choices, coerce=int)
    area = AreaField(label=level_names_lazy("COMMUNE", "PROVINCE"), levels=VISITED)
    place_text = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Building, landmark, floor. No name of a person: it is printed on the order."),
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    instructions = forms.CharField(
        label=gettext_lazy("Instructions to the team"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Read on the team's phones only, never printed."),
    )

    def __init__(
        self,
        *args: Any,
        by: User,
        alert: Alert | None = None,
        person: Person | None = None,
        area: Area | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {**self.prefill(alert, person, area), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.by = by
        self.only_near = "near" in self.data
        near = self.typed_area() or kwargs["initial"].get("area")
        lon, lat = (kwargs["initial"].get(name) for name in ("lon", "lat"))
        if isinstance(near, Area):
            self.standings = queries.teams_for(near, seen_by=by, lon=lon, lat=lat)
        else:
            teams = Team.objects.filter(within(by, Permission.MISSION_ORDER), active=True)
            self.standings = queries.standings(teams.order_by("id")[:40])
        team: Any = self.fields["team"]
        team.offer(self.standings)

    def typed_area(self) -> Area | None:
        """Return the area as typed so far, so that the teams offered are those near it."""
        if not self.is_bound:
            return None
        field = self.fields["area"]
        try:
            return field.clean(field.widget.value_from_datadict(self.data, {}, self.add_prefix("area")))
        except ValidationError:
            return None

    def full_clean(self) -> None:
        """Check everything; when only the teams near a place are asked for, say nothing but what is wrong with the place."""
        super().full_clean()
        if self.only_near:
            self._errors = ErrorDict({name: found for name, found in self.errors.items() if name == "area"})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["minutes"] = data.get("minutes") or 45
        if data.pop("later", False):
            data["team"] = None
        elif not data.get("team") and "team" not in self.errors:
            self.add_error("team", _("Choose the team that goes."))
        return data

    @staticmethod
    def prefill(alert: Alert | None, person: Person | None, area: Area | None) -> dict[str, Any]:
        """Return what is known already from the alert, else from the person."""
        values: dict[str, Any] = {
            "when": When.TODAY,
            "urgency": Urgency.IMPORTANT,
            "purpose": Purpose.FAMILY_INVESTIGATION,
        }
        if person is not None:
            values |= {"area": person.area}
        if alert is not None:
            found = alerts.filled_in(alert)
            area_named = found.area if found.area is not None and found.area.level in VISITED else None
            values |= {
                "area": area_named or (alert.area if alert.area.level in VISITED else None),
                "place_text": alert.place_text or found.place_text,
                "lon": alert.lon,
                "lat": alert.lat,
                "urgency": alert.urgency,
                "purpose": Purpose.EMERGENCY if alert.urgency >= Urgency.URGENT else Purpose.SOCIAL_INVESTIGATION,
                "when": When.NOW if alert.urgency >= Urgency.URGENT else When.TODAY,
            }  # fmt: skip
        if area is not None:
            values["area"] = area
        return values


class ChangeForm(WindowForm):
    """Another team or another window for a mission that has not begun."""

    field_order = ["team", "when", "start", "end", "instructions"]

    team = TeamChoice(label=gettext_lazy("Team"))
    instructions = forms.CharField(
        label=gettext_lazy("Instructions to the team"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, mission: Mission, by: User, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "team": str(mission.team.uuid) if mission.team else "", "when": When.OTHER, "start": mission.window_start,
            "end": mission.window_end,
            "instructions": mission.instructions,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        lon, lat = mission.position or (None, None)
        team: Any = self.fields["team"]
        team.offer(queries.teams_for(mission.area, seen_by=by, lon=lon, lat=lat))


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The team reads it. No name of a person."),
    )


class MissionFilter(forms.Form):
    OPEN = "OPEN"
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    urgency = forms.TypedChoiceField(
        label=gettext_lazy("Urgency"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", pgettext_lazy("filter", "All")), *Urgency.choices],
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Purpose"), required=False, choices=[("", pgettext_lazy("filter", "All")), *Purpose.choices]
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label=gettext_lazy("Team"),
        required=False,
        to_field_name="uuid",
        empty_label=pgettext_lazy("filter", "All"),
    )
    area = AreaField(label=level_names_lazy("COMMUNE", "PROVINCE"), required=False)
    since = DayField(label=gettext_lazy("Ordered from"), required=False, help_text="")
    until = DayField(label=gettext_lazy("Ordered until"), required=False, help_text="")

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status: Any = self.fields["status"]
        status.choices = [
            ("", pgettext_lazy("filter", "All")),
            (self.OPEN, pgettext_lazy("missions", "Not ended")),
            *MissionStatus.choices,
        ]
        team: Any = self.fields["team"]
        team.queryset = teams
