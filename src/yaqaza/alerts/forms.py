"""What officers fill in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaqaza.accounts.models import Organisation
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.alerts import rules
from yaqaza.alerts.queries.queue import Filters
from yaqaza.alerts.routing import standing
from yaqaza.alerts.states import (
    FIRST_URGENCY,
    AlertStatus,
    Category,
    Channel,
    Danger,
    DismissReason,
    Need,
    Request,
    Urgency,
    urgency_of,
)
from yaqaza.core.inputs import DayField, PhoneField
from yaqaza.territory.forms import AreaField
from yaqaza.territory.models import level_names_lazy

BY_PEOPLE = (
    Channel.HOTLINE,
    Channel.VISIT,
    Channel.PARTNER,
    Channel.FIELD,
    Channel.SMS,
    Channel.WHATSAPP,
    Channel.EMAIL,
)


class Words(forms.Form):
    """What is searched in the queue: posted, so that no name and no telephone stands in an address."""

    q = forms.CharField(label=_("Words, number or telephone"), required=False, max_length=100)


class QueueFilters(forms.Form):
    """The filters of the queue; ``filters()`` gives them to the query with the searched words, whatever was typed."""

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Waiting for a decision")), *AlertStatus.choices, ("ALL", _("All statuses"))],
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), required=False, choices=[("", _("All")), *[(str(u), n) for u, n in Urgency.choices]]
    )
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[("", _("All")), *Category.choices])
    need = forms.ChoiceField(label=_("Need"), required=False, choices=[("", _("All")), *Need.choices])
    request = forms.ChoiceField(
        label=_("What the words are"), required=False, choices=[("", _("All")), *Request.choices]
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("All")), *Channel.choices])
    area = AreaField(label=_("Place"), required=False)
    start = DayField(label=_("From"), required=False, help_text="")
    end = DayField(label=_("To"), required=False, help_text="")
    unlocated = forms.BooleanField(label=_("Place not known"), required=False)
    additions = forms.BooleanField(label=_("With something new from the reporter"), required=False)

    def filters(self, text: str = "") -> Filters:
        self.is_valid()
        data = self.cleaned_data
        return Filters(
            status=data.get("status", ""), urgency=data.get("urgency", ""), category=data.get("category", ""),
            channel=data.get("channel", ""), area=data.get("area"), start=data.get("start"), end=data.get("end"),
            text=text, unlocated=bool(data.get("unlocated")),
            additions=bool(data.get("additions")), need=data.get("need", ""), request=data.get("request", ""),
        )  # fmt: skip


class Text(forms.CharField):
    """A sentence or more; NUL bytes and endless texts are refused by the form already."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)


class CallerName(forms.CharField):
    """A name as it was given; it has letters."""

    default_error_messages = {"letters": _("A name has letters. Leave it empty when it is not known.")}

    def clean(self, value: Any) -> str:
        name = super().clean(value)
        if name and not any(sign.isalpha() for sign in name):
            raise forms.ValidationError(self.error_messages["letters"], code="letters")
        return name


class Record(forms.Form):
    """The hotline form: what is asked first comes first."""

    danger = forms.ChoiceField(
        label=_("Is a life in danger right now?"),
        choices=Danger.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ask whether a life is in danger right now. “I do not know” is an answer too.")},
    )
    danger.hints = {Danger.YES: _("The alert is vital: half an hour to decide")}  # type: ignore[attr-defined]  # read by core.controls
    text = Text(label=_("What the caller says"), rows=5, max_length=rules.TEXT_MOST)
    area = AreaField(label=level_names_lazy("COMMUNE", "PROVINCE"), required=False)
    place_text = forms.CharField(label=_("Where exactly"), required=False, max_length=300)
    category = forms.ChoiceField(label=_("What is it about"), choices=standing.choices, widget=forms.RadioSelect)
    urgency = forms.TypedChoiceField(
        label=_("Urgency"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("As the category says")), *Urgency.choices],
    )
    people_count = forms.IntegerField(
        label=_("How many people"), required=False, min_value=1, max_value=rules.PEOPLE_MOST
    )
    needs = forms.MultipleChoiceField(
        label=_("Needs"), required=False, choices=Need.choices, widget=forms.CheckboxSelectMultiple
    )
    reporter_phone = PhoneField(label=_("Caller's telephone"), required=False)
    reporter_name = CallerName(label=_("Caller's name"), required=False, max_length=120)
    anonymous = forms.BooleanField(label=_("The caller stays anonymous"), required=False)
    channel = forms.ChoiceField(
        label=_("Came by"), choices=[(c.value, c.label) for c in BY_PEOPLE], initial=Channel.HOTLINE
    )
    urgency_read = forms.CharField(
        widget=forms.HiddenInput, max_length=1, required=False
    )  # what was taken out of the words
    needs_cleared = forms.CharField(
        widget=forms.HiddenInput, max_length=300, required=False
    )  # unticked again: they are not read out of the words once more
    token = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)  # the same form comes in once

    def clean(self) -> dict[str, Any]:
        """Danger for a life goes before an urgency that was chosen, and that before what the category says.

        An urgency that was only taken out of the words lowers nothing: the category still counts.
        """
        data = super().clean() or {}
        danger, urgency = data.pop("danger", ""), data.get("urgency")
        data["needs_cleared"] = data.get("needs_cleared", "").split()
        if data.pop("urgency_read", "") == str(urgency) and data.get("category"):
            own = urgency_of(data["category"], danger) or FIRST_URGENCY[Category(data["category"])]
            data["urgency"] = max(urgency, own)
        if data.get("category") and (danger == Danger.YES or data.get("urgency") is None):
            data["urgency"] = urgency_of(data["category"], danger)
        if data.get("anonymous"):
            data["reporter_phone"] = data["reporter_name"] = ""
            for name in ("reporter_phone", "reporter_name"):
                self._errors.pop(name, None)
        return data


class Correct(forms.Form):
    category = forms.ChoiceField(label=_("What is it about"), choices=Category.choices)
    urgency = forms.TypedChoiceField(label=_("Urgency"), coerce=int, choices=Urgency.choices, widget=forms.RadioSelect)
    area = AreaField(label=level_names_lazy("COMMUNE", "PROVINCE"))
    place_text = forms.CharField(label=_("Where exactly"), required=False, max_length=300)
    people_count = forms.IntegerField(
        label=_("How many people"), required=False, min_value=1, max_value=rules.PEOPLE_MOST
    )
    reporter_phone = PhoneField(
        label=_("Reporter's telephone"), required=False, help_text=_("When the message names it.")
    )
    needs = forms.MultipleChoiceField(
        label=_("Needs"), required=False, choices=Need.choices, widget=forms.CheckboxSelectMultiple
    )


class Dismiss(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=DismissReason.choices, widget=forms.RadioSelect)
    note = Text(label=_("Note for colleagues"), required=False, rows=2)


class PassOn(forms.Form):
    """To another area, where its own organisation decides, or to a named organisation of the network."""

    area = AreaField(label=_("To the organisation that answers for this place"), required=False)
    organisation = forms.ModelChoiceField(
        label=_("Or to this organisation"), required=False, queryset=Organisation.objects.none(), to_field_name="uuid",
        empty_label=pgettext_lazy("organisation", "none in particular"),
    )  # fmt: skip
    note = Text(label=_("What they should know"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = (  # type: ignore[attr-defined]
            Organisation.objects.filter(
                status=OrganisationStatus.ACTIVE, kind__in=["MINISTRY", "DIRECTORATE", "COMPLEX"]
            ).order_by("kind", "code")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("area") and not data.get("organisation"):
            self.add_error("area", _("Say where to: a place or an organisation."))
        return data


class Ask(forms.Form):
    text = Text(label=_("Question"), help_text=_("The reporter reads it on the tracking page and can answer there."))


class Note(forms.Form):
    text = Text(label=_("Note"), help_text=_("Only staff read it."))


class OpenAlerts(forms.MultipleChoiceField):
    """Alerts by their public ids. One that was decided while the note was written still goes along: the action scopes them."""

    def valid_value(self, value: str) -> bool:
        try:
            UUID(str(value))
        except ValueError:
            return False
        return True


class HandOverNote(forms.Form):
    text = Text(label=_("What the next officer must know"), rows=5)
    organisation = forms.ModelChoiceField(
        label=_("Cell"), queryset=Organisation.objects.none(), to_field_name="uuid", empty_label=None
    )
    alerts = OpenAlerts(label=_("Alerts left open"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, houses: list[Organisation], open_alerts: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[house.pk for house in houses]).order_by("id")  # type: ignore[attr-defined]
        if len(houses) == 1:
            field.widget, field.initial = forms.HiddenInput(), houses[0].uuid
        self.fields["alerts"].choices = open_alerts  # type: ignore[attr-defined]
        if not open_alerts:
            self.fields["alerts"].widget = forms.MultipleHiddenInput()
