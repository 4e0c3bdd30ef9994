"""What monitors fill in; the fields of a source come from its reader."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaqaza.alerts.rules import PEOPLE_MOST
from yaqaza.alerts.states import Category, DismissReason, Need, Urgency
from yaqaza.channels.connectors.base import Setting
from yaqaza.core.inputs import DayField
from yaqaza.monitoring import columns
from yaqaza.monitoring.models import PostFile, Source
from yaqaza.monitoring.queries.stories import Filters
from yaqaza.monitoring.sources import provider
from yaqaza.monitoring.states import Kind, StoryStatus, WatchKind
from yaqaza.territory.forms import AreaField

LTR = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class Words(forms.Form):
    """What is searched among stories: posted, so that no name stands in an address."""

    q = forms.CharField(label=pgettext_lazy("monitor", "Words of the posts"), required=False, max_length=100)


class BoardFilters(forms.Form):
    """The filters of the board; ``filters()`` gives them to the query with the searched words."""

    status = forms.ChoiceField(
        label=pgettext_lazy("monitor", "Status"), required=False,
        choices=[("", pgettext_lazy("monitor", "To decide")), *StoryStatus.choices, ("ALL", pgettext_lazy("monitor", "All"))],
    )  # fmt: skip
    need = forms.ChoiceField(
        label=_("Need"), required=False, choices=[("", pgettext_lazy("monitor", "All")), *Need.choices]
    )
    area = AreaField(label=_("Place"), required=False)
    source = forms.ModelChoiceField(
        label=pgettext_lazy("monitor", "Source"), required=False, queryset=Source.objects.none(), to_field_name="uuid",
        empty_label=pgettext_lazy("monitor", "All"),
    )  # fmt: skip
    start = DayField(label=_("From"), required=False, help_text="")
    end = DayField(label=_("To"), required=False, help_text="")

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]

    def filters(self, text: str = "") -> Filters:
        self.is_valid()
        data = self.cleaned_data
        return Filters(
            status=data.get("status", ""), need=data.get("need", ""), area=data.get("area"), source=data.get("source"),
            start=data.get("start"), end=data.get("end"), text=text,
        )  # fmt: skip


class Accept(forms.Form):
    """What the alert will say; its text is what was published."""

    category = forms.ChoiceField(label=_("What is it about"), choices=Category.choices)
    urgency = forms.TypedChoiceField(label=_("Urgency"), coerce=int, choices=Urgency.choices)
    area = AreaField(label=_("Place"))
    people_count = forms.IntegerField(label=_("How many people"), required=False, min_value=1, max_value=PEOPLE_MOST)
    needs = forms.MultipleChoiceField(
        label=_("Needs"), required=False, choices=Need.choices, widget=forms.CheckboxSelectMultiple
    )


class Dismiss(forms.Form):
    """Why a story is taken off the board: the reason teaches the reading."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DismissReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2, "dir": "auto"})
    )


class Join(forms.Form):
    """The alert that tells of the same situation."""

    number = forms.CharField(label=_("Number of the alert"), max_length=20, widget=forms.TextInput(LTR))


class SourceForm(forms.Form):
    """Name, organisation and pace, then what the provider wants."""

    name = forms.CharField(label=pgettext_lazy("source", "Name"), max_length=80)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=None,
        empty_label=pgettext_lazy("choice", "Choose"),
        help_text=pgettext_lazy("source", "Its monitors read what comes, and hear when it stops."),
    )
    every_minutes = forms.IntegerField(
        label=pgettext_lazy("source", "Ask every … minutes"),
        min_value=1,
        max_value=1440,
        initial=5,
        widget=forms.TextInput(LTR),
    )
    silent_hours = forms.IntegerField(
        label=pgettext_lazy("source", "Call it silent after … hours without a post"), min_value=1, max_value=2160, initial=48,
        widget=forms.TextInput(LTR),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: Kind, houses: Any, source: Source | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if source is not None:
            names = ("name", "organisation", "every_minutes", "silent_hours")
            initial = {name: getattr(source, name) for name in names}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["organisation"].queryset = houses  # type: ignore[attr-defined]
        self.kind, self.known = kind, provider(kind).settings
        if kind == Kind.FILE:
            del self.fields["every_minutes"], self.fields["silent_hours"]
        held = source.values if source is not None else {}
        for each in self.known:
            self.fields[each.name] = _field(each, held)

    def clean(self) -> dict[str, Any]:
        """Put the provider's fields together as ``values``, which is what the actions take."""
        cleaned = super().clean() or {}
        values = {each.name: str(cleaned.pop(each.name, "") or "") for each in self.known}
        if self.kind == Kind.FILE:
            cleaned |= {"every_minutes": 1440, "silent_hours": 2160}
        return cleaned | {"values": values}


def _field(setting: Setting, held: dict[str, Any]) -> forms.Field:
    label, hint, there = setting.label, setting.hint, bool(held.get(setting.name))
    if setting.secret:
        hint = _("It is kept. Leave this empty to leave it as it is.") if there else hint
        widget = forms.PasswordInput({**LTR, "autocomplete": "new-password"}, render_value=False)
        return forms.CharField(
            label=label, help_text=hint, required=setting.required and not there, max_length=2000, widget=widget
        )
    value = held.get(setting.name, setting.default)
    if setting.choices:
        return forms.ChoiceField(label=label, help_text=hint, choices=setting.choices, initial=value)
    widget = (
        forms.Textarea({"rows": 3, "dir": "auto"})
        if setting.form == "long"
        else forms.TextInput(LTR if setting.form == "url" else {"dir": "auto"})
    )
    return forms.CharField(
        label=label, help_text=hint, required=setting.required, max_length=1000, initial=value, widget=widget
    )


class SendFile(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX or JSON lines, up to 100 MB. The columns are matched on the next page."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson"}),
    )


class Match(forms.Form):
    """Which column holds what."""

    def __init__(self, *args: Any, file: PostFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *[(name, name) for name in file.layout["columns"]]]
        for name, (label, _words) in columns.FIELDS.items():
            self.fields[f"map_{name}"] = forms.ChoiceField(label=label, choices=choices, required=name == "text")

    def mapped(self) -> list[Any]:
        return [self[f"map_{name}"] for name in columns.FIELDS]

    def mapping(self) -> dict[str, str]:
        """Return the columns as they are chosen now, whether or not the form is whole."""
        return {name: str(self[f"map_{name}"].value() or "") for name in columns.FIELDS}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {"mapping": {name: data.get(f"map_{name}", "") for name in columns.FIELDS}}


class WatchForm(forms.Form):
    """What to follow from now on."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("watch", "What to follow"), choices=WatchKind.choices, initial=WatchKind.WORDS
    )
    text = forms.CharField(
        label=pgettext_lazy("watch", "Words, or the name of an account"), max_length=120, required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )  # fmt: skip
    area = AreaField(label=pgettext_lazy("watch", "Or a place"), required=False)
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=None)

    def __init__(self, *args: Any, houses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = houses  # type: ignore[attr-defined]
