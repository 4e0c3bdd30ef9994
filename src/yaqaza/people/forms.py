"""What people type about persons and households."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yaqaza.core.inputs import DayField, PhoneField
from yaqaza.core.refusal import Refused
from yaqaza.people import rules
from yaqaza.people.inputs import AsksWho, Birth, BirthField, IdentityField, PersonPicker, identity_hint
from yaqaza.people.models import Household, Manner, Person, Purpose, Relation, Sex
from yaqaza.territory.forms import AreaField
from yaqaza.territory.models import level_names_lazy

__all__ = [
    "AsksWho",
    "ConsentForm",
    "HouseholdForm",
    "MemberForm",
    "NewPersonForm",
    "PersonForm",
    "PersonPicker",
    "PhoneForm",
]

AGES = [("", _("All ages")), ("0-17", _("Under 18")), ("18-59", _("18 to 59")), ("60-", _("60 and over"))]


def _arabic(text: str) -> bool:
    return any("\u0600" <= sign <= "\u06ff" for sign in text)


class NameField(forms.CharField):
    """The name of a person: it has letters, and more than one."""

    def clean(self, value: Any) -> str:
        name = super().clean(value).strip()
        try:
            rules.check_names(name)
        except Refused as refusal:
            raise ValidationError(str(refusal), code="name") from None
        return name


class NewPersonForm(forms.Form):
    """The least that a new person needs: a name in either script, or a description."""

    name = NameField(label=_("Name"), max_length=160, required=False, help_text=_("In Arabic or Latin letters"))
    description = forms.CharField(
        label=_("Without a name: description"),
        max_length=300,
        required=False,
        help_text=_("“Man, about 60, by the station”"),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN)
    birth = BirthField()
    phone = PhoneField(label=_("Telephone"), required=False)
    identity_number = IdentityField()

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identity_number"].help_text = identity_hint()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("name") or cleaned.get("description")):
            self.add_error("name", _("Write a name, or describe the person: “man, about 60, by the station”."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the arguments of ``actions.create_person``."""
        given = self.cleaned_data
        name, birth = given["name"], given["birth"]
        return {
            "name_ar": name if _arabic(name) else "",
            "name_latin": "" if _arabic(name) else name,
            "description": given["description"],
            "sex": given["sex"],
            "birth_date": birth.on,
            "birth_precision": birth.precision,
            "phones": [given["phone"]] if given["phone"] else [],
            "identity_number": given["identity_number"],
        }


class PersonForm(forms.Form):
    """All that is known of a person, for a new one and for corrections."""

    name_ar = NameField(label=_("Name in Arabic letters"), max_length=160, required=False)
    name_latin = NameField(
        label=_("Name in Latin letters"),
        max_length=160,
        required=False,
        widget=forms.TextInput({"dir": "ltr", "lang": "fr"}),
    )
    description = forms.CharField(
        label=_("Without a name: description"),
        max_length=300,
        required=False,
        help_text=_("“Man, about 60, by the station”"),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN)
    birth = BirthField()
    identity_number = IdentityField()
    phone = PhoneField(label=_("Telephone"), required=False)
    area = AreaField(label=level_names_lazy("COMMUNE"))
    address = forms.CharField(label=_("Address or place"), max_length=300, required=False)
    lives_outside = forms.BooleanField(label=_("Lives without a home"), required=False)
    died_on = DayField(label=_("Died on"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["initial"] = {
                "birth": Birth(person.birth_date, person.birth_precision),
                **{
                    name: getattr(person, name)
                    for name in (
                        "name_ar", "name_latin", "description", "sex", "area", "address", "lives_outside", "died_on", "version",
                    )
                },
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["identity_number"].help_text = identity_hint()
        if person is None:
            del self.fields["died_on"], self.fields["version"]
        else:
            del self.fields["phone"]
            if person.identity_number:  # the number is never sent back to the page: empty keeps it
                self.fields["identity_number"].help_text = _("%(masked)s is on record. Leave empty to keep it.") % {
                    "masked": f"\u2066{person.masked_identity}\u2069"
                }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("name_ar", "name_latin", "description")):
            self.add_error("name_ar", _("Write a name, or describe the person: “man, about 60, by the station”."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the arguments of ``actions.create_person`` or ``correct_person``."""
        given = dict(self.cleaned_data)
        birth = given.pop("birth")
        if "phone" in given:
            phone = given.pop("phone")
            given["phones"] = [phone] if phone else []
        elif not given["identity_number"]:
            del given["identity_number"]
        return given | {"birth_date": birth.on, "birth_precision": birth.precision}


class PhoneForm(forms.Form):
    number = PhoneField(label=_("Telephone"))
    note = forms.CharField(label=_("Whose, or when to call"), max_length=100, required=False)


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(label=_("What the person agrees to"), choices=Purpose.choices, widget=forms.RadioSelect)
    manner = forms.ChoiceField(label=_("How it was given"), choices=Manner.choices)
    given_on = DayField(label=_("Given on"))
    expires_on = DayField(
        label=_("Until"), required=False, help_text=_("The first day it no longer holds; empty: until withdrawn")
    )


class HouseholdForm(forms.Form):
    name = forms.CharField(label=_("How people call the household"), max_length=160)
    area = AreaField(label=level_names_lazy("COMMUNE"))
    address = forms.CharField(label=_("Address or place"), max_length=300, required=False)
    income_note = forms.CharField(
        label=_("Income"), max_length=300, required=False, help_text=_("What the home lives on")
    )
    housing_note = forms.CharField(label=_("Housing"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, household: Household | None = None, **kwargs: Any) -> None:
        if household is not None:
            names = ("name", "area", "address", "income_note", "housing_note", "version")
            kwargs["initial"] = {name: getattr(household, name) for name in names}
        super().__init__(*args, **kwargs)
        if household is None:
            del self.fields["version"]


class MemberForm(AsksWho):
    """Someone who lives, or lived, in the household."""

    person = PersonPicker()
    relation = forms.ChoiceField(label=_("What they are to the head"), choices=Relation.choices, initial=Relation.CHILD)
    from_on = DayField(label=_("Lives there since"), required=False)
    until_on = DayField(label=_("First day no longer there"), required=False)


class DepartureForm(forms.Form):
    on = DayField(label=_("First day no longer there"))


class Search(forms.Form):
    q = forms.CharField(
        label=_("Name, telephone, identity number or year of birth"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


class Filters(forms.Form):
    """What narrows the list of people."""

    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[("", _("All")), *Sex.choices])
    age = forms.ChoiceField(label=_("Age"), required=False, choices=AGES)
    area = AreaField(label=_("Place"), required=False)
    outside = forms.BooleanField(label=_("Without a home"), required=False)
    unnamed = forms.BooleanField(label=_("Without a name"), required=False)
