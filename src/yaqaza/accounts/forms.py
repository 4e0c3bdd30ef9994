"""Forms of the pages about organisations, users and the audit trail."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from yaqaza.accounts import acts
from yaqaza.accounts.models import Organisation
from yaqaza.accounts.permissions import Role
from yaqaza.accounts.states import OrganisationKind, OrganisationStatus, UnitKind
from yaqaza.core.inputs import DayField, PhoneField
from yaqaza.territory.forms import AreaField

ANY = ("", _("All"))


class SignIn(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Its words are labels, not placeholders; the forgotten password has its link below the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["dir"] = "ltr"


class OrganisationFilter(forms.Form):
    text = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *OrganisationKind.choices])
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *OrganisationStatus.choices])


class NewOrganisation(forms.Form):
    parent = forms.ModelChoiceField(label=_("Under"), queryset=Organisation.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    unit_kind = forms.ChoiceField(
        label=_("What it is there for"), choices=[("", "—"), *UnitKind.choices], required=False
    )
    code = forms.SlugField(label=_("Code"), max_length=30, help_text=_("Letters, digits and hyphens"))
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=200)
    name_fr = forms.CharField(label=_("Name in French"), max_length=200)
    area = AreaField(label=_("Area"))
    phone = PhoneField(label=_("Telephone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]


class UserFilter(forms.Form):
    text = forms.CharField(label=_("Name or user name"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[ANY, *Role.choices])


class NewPosting(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    area = AreaField(label=_("Area"), help_text=_("Where the role reaches: the organisation's area or a part of it"))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class NewUser(NewPosting):
    username = forms.SlugField(label=_("User name"), max_length=60, help_text=_("Letters, digits and hyphens"))
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=120)
    name_latin = forms.CharField(label=_("Name in Latin letters"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="ar")
    password = forms.CharField(
        label=_("First password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
        help_text=_("At least 10 characters. The user changes it after signing in."),
    )  # fmt: skip
    field_order = [
        "name_ar",
        "name_latin",
        "username",
        "password",
        "email",
        "phone",
        "language",
        "role",
        "organisation",
        "area",
    ]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class AuditFilter(forms.Form):
    """What the audit trail is narrowed to: acts, who did them, days, and one thing to which they were done."""

    act = forms.ChoiceField(label=_("Act"), required=False)
    who = forms.CharField(label=_("Done by"), required=False, max_length=120, help_text=_("Name or user name"))
    object_uuid = forms.UUIDField(label=_("Object"), required=False, widget=forms.HiddenInput)
    from_on = DayField(label=_("From"), required=False)
    until_on = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = acts.choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Keep what can be read when something else cannot."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("The last day is before the first."))
        return cleaned
