"""Forms of the connectors' pages; the fields of a connector come from its gateway."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaqaza.channels.connectors import provider
from yaqaza.channels.connectors.base import Setting
from yaqaza.channels.models import Connector, ProviderTemplate
from yaqaza.channels.states import Fill, Kind, Medium, TemplateState, Writing
from yaqaza.channels.windows import ANY
from yaqaza.channels.wording import ALL, Wording
from yaqaza.core.inputs import PhoneField

LTR = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class ConnectorForm(forms.Form):
    """Name, organisation and pace, then what the provider wants."""

    name = forms.CharField(label=pgettext_lazy("connector", "Name"), max_length=80)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=None,
        help_text=_("Its people read what comes in by it."),
        empty_label=pgettext_lazy("choice", "Choose"),
    )
    per_minute = forms.IntegerField(
        label=_("Most messages a minute"), min_value=1, max_value=6000, initial=60, widget=forms.TextInput(LTR)
    )

    def __init__(self, *args: Any, kind: Kind, houses: Any, connector: Connector | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if connector is not None:
            initial = {
                "name": connector.name,
                "organisation": connector.organisation,
                "per_minute": connector.per_minute,
            }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["organisation"].queryset = houses  # type: ignore[attr-defined]
        self.known = [each for each in provider(kind).settings if not each.made]
        held = connector.values if connector is not None else {}
        for each in self.known:
            self.fields[each.name] = _field(each, held)

    def clean(self) -> dict[str, Any]:
        """Put the provider's fields together as ``values``, which is what the actions take."""
        cleaned = super().clean() or {}
        values = {each.name: str(cleaned.pop(each.name, "") or "") for each in self.known}
        return cleaned | {"values": values}


def _field(setting: Setting, held: dict[str, Any]) -> forms.Field:
    label, hint, there = setting.label, setting.hint, bool(held.get(setting.name))
    if setting.secret:
        hint = _("It is kept. Leave this empty to leave it as it is.") if there else hint
        widget = forms.PasswordInput({**LTR, "autocomplete": "new-password"}, render_value=False)
        return forms.CharField(
            label=label, help_text=hint, required=setting.required and not there, max_length=2000, widget=widget
        )
    emptied = setting.name in held and not setting.required
    value = held.get(setting.name) or ("" if emptied else setting.default)
    if setting.choices:
        return forms.ChoiceField(label=label, help_text=hint, choices=setting.choices, initial=value)
    return forms.CharField(
        label=label,
        help_text=hint,
        required=setting.required,
        max_length=300,
        initial=value,
        widget=forms.TextInput(LTR),
    )


class ProviderTemplateForm(forms.Form):
    """A template for the provider to approve, and what stands in its placeholders."""

    name = forms.CharField(label=_("Name at the provider"), max_length=80, widget=forms.TextInput(LTR))
    language = forms.ChoiceField(
        label=_("Language"), choices=[(each.value, each.label) for each in Writing if each != Writing.ZGH]
    )
    body = forms.CharField(
        label=pgettext_lazy("message", "Text"),
        max_length=1024,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        help_text=_("With {{1}}, {{2}}… where something is filled in."),
    )
    purpose = forms.ChoiceField(label=_("What it is for"), required=False)
    fill1 = forms.ChoiceField(label="{{1}}", required=False, choices=[("", "–"), *Fill.choices])
    fill2 = forms.ChoiceField(label="{{2}}", required=False, choices=[("", "–"), *Fill.choices])
    fill3 = forms.ChoiceField(label="{{3}}", required=False, choices=[("", "–"), *Fill.choices])

    def __init__(self, *args: Any, template: ProviderTemplate | None = None, **kwargs: Any) -> None:
        if template is not None:
            fills = {f"fill{number}": fill for number, fill in enumerate(template.fills, 1)}
            known = {name: getattr(template, name) for name in ("name", "language", "body", "purpose")}
            kwargs["initial"] = known | fills
        super().__init__(*args, **kwargs)
        ready = [(each.code, each.label) for each in ALL.values() if each.by_hand]
        self.fields["purpose"].choices = [("", _("Not used")), (ANY, _("Any words of an officer")), *ready]  # type: ignore[attr-defined]
        if template is not None and template.stands is not TemplateState.DRAFT:
            for name in ("name", "language", "body"):
                self.fields[name].disabled = True
            if template.language not in Writing.values:
                self.fields["language"] = forms.CharField(label=_("Language"), disabled=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        fills = [fill for name in ("fill1", "fill2", "fill3") if (fill := cleaned.pop(name, ""))]
        return cleaned | {"fills": fills}


class SubscribeForm(forms.Form):
    """What a browser gives to be notified, or nothing but its address to be left in peace."""

    do = forms.ChoiceField(choices=[("on", ""), ("off", "")], widget=forms.HiddenInput)
    endpoint = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    p256dh = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    auth = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)


class TestForm(forms.Form):
    """Where a test message goes."""

    def __init__(self, *args: Any, medium: Medium, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if medium.by_telephone:
            self.fields["address"] = PhoneField(label=_("Telephone"))
        elif medium == Medium.EMAIL:
            self.fields["address"] = forms.EmailField(label=_("E-mail"))
        else:
            self.fields["address"] = forms.RegexField(
                r"^-?\d{3,20}$", label=_("Number of the talk with the bot"), widget=forms.TextInput(LTR),
                error_messages={"invalid": _("Write the number that the bot shows for the talk: digits only.")},
            )  # fmt: skip


class DemoMessage(forms.Form):
    """What a citizen would send to the demonstration's number."""

    sender = PhoneField(label=pgettext_lazy("message", "From"))
    text = forms.CharField(
        label=pgettext_lazy("message", "Text"), max_length=1000, widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )


class WordingForm(forms.Form):
    """The words of one template in each language."""

    def __init__(self, *args: Any, wording: Wording, own: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = " ".join(f"{{{name}}}" for name in wording.names)
        for language in Writing:
            self.fields[language.value] = forms.CharField(
                label=language.label, required=False, max_length=1000, initial=own.get(language.value, ""),
                widget=forms.Textarea({"rows": 3, "dir": "auto"}),
                help_text=wording.texts.get(language.value, ""),
            )  # fmt: skip
        self.names = names

    def clean(self) -> dict[str, Any]:
        return {"texts": super().clean() or {}}
