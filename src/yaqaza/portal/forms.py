"""One form for each question. What they refuse they say kindly, and nothing that was typed is thrown away."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yaqaza import countries
from yaqaza.alerts.routing import standing
from yaqaza.alerts.states import Category, Danger, PlacePrecision
from yaqaza.core.inputs import CodeField, PhoneField
from yaqaza.countries.formats import western_digits
from yaqaza.portal.states import Question, Where, Who
from yaqaza.territory import queries as territory
from yaqaza.territory.forms import AreaField
from yaqaza.territory.models import Area, Level

TEXT_MOST = 5000
PEOPLE_MOST = 1000
PHOTOS_MOST = 5

CATEGORY_HINTS = {
    Category.ELDERLY_IN_DANGER: _("Neglect, loneliness, illness without care, mistreatment"),
    Category.WITHOUT_SHELTER: _("Someone who sleeps in the street or has nowhere to go"),
    Category.CHILD_IN_DANGER: _("Violence, begging, out of school, a child alone"),
    Category.VIOLENCE: _("A woman, or anyone, who is beaten, threatened or exploited"),
    Category.ILLNESS_WITHOUT_CARE: _("A heavy illness or a handicap, with no means for treatment"),
    Category.FAMILY_IN_NEED: _("No breadwinner, no food, no decent roof"),
    Category.CUT_OFF: _("Under rubble, in water or snow, or where no help gets through"),
    Category.HOME_LOST: _("The house fell down, is flooded, burnt or cracked"),
    Category.MISSING: _("Nobody has heard of them since it happened"),
    Category.OTHER: _("None of these: tell it in your own words"),
}


class KindForm(forms.Form):
    category = forms.ChoiceField(
        label=Question.KIND.label,
        choices=standing.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is nearest to what you saw. “Other hardship” is fine too."),
            "invalid_choice": _("Choose one of the lines below."),
        },
    )
    category.hints = CATEGORY_HINTS  # type: ignore[attr-defined]  # read by core.controls


class WhereForm(forms.Form):
    """``place()`` turns the answer into what ``alerts.actions.receive`` takes."""

    where = forms.ChoiceField(
        label=Question.WHERE.label,
        choices=Where.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the nearest to what you know."),
            "invalid_choice": _("Choose one of the lines below."),
        },
    )
    area = AreaField(label=_("Place"), required=False)
    landmark = forms.CharField(
        label=_("Something near it"),
        help_text=_("For example: behind the pharmacy, 3rd floor, by the bus station"),
        max_length=300,
        required=False,
        error_messages={"max_length": _("Shorten it to 300 signs.")},
    )
    post = forms.CharField(
        label=_("Address of the post, or where you saw it"),
        help_text=_("Paste the link, or write the name of the page"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"dir": "auto", "inputmode": "text"}),
        error_messages={"max_length": _("Shorten it to 300 signs.")},
    )
    lon = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput({"data-position": "lon"}))
    lat = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput({"data-position": "lat"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"commune": level_word(Level.COMMUNE), "province": level_word(Level.PROVINCE)}
        label = gettext("%(commune)s or %(province)s") % words
        self.fields["area"].label = label[:1].upper() + label[1:]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        shown = {Where.PLACE: ("area", "landmark"), Where.POST: ("post",)}.get(cleaned.get("where"), ())
        for name in {"area", "landmark", "post"} - set(shown):
            self.errors.pop(name, None)  # what stands under another line need not be right
        match cleaned.get("where"):
            case Where.HERE:
                self._check_position(cleaned)
            case Where.PLACE:
                if not cleaned.get("area") and "area" not in self.errors:
                    self.add_error("area", _("Write the name of the place, even roughly."))
            case Where.POST:
                if not cleaned.get("post") and not cleaned.get("landmark") and "post" not in self.errors:
                    self.add_error("post", _("Paste the link of the post, or write where you saw it."))
        return cleaned

    def _check_position(self, cleaned: dict[str, Any]) -> None:
        lon, lat = _degrees(cleaned.get("lon"), 180), _degrees(cleaned.get("lat"), 90)
        if lon is None or lat is None:
            self.add_error(
                "where", _("Your phone gave no position. Choose “In a place that I know” and write its name.")
            )
            return
        cleaned["lon"], cleaned["lat"] = round(lon, 5), round(lat, 5)
        self._find_commune(cleaned)

    def _find_commune(self, cleaned: dict[str, Any]) -> None:
        cleaned["commune"] = territory.commune_at(cleaned["lon"], cleaned["lat"])
        if cleaned["commune"] is None:
            sentence = _(
                "The position of your phone is outside the country. Choose “In a place that I know” and write its name."
            )
            self.add_error("where", sentence)

    def place(self) -> dict[str, Any]:
        """Return area, place_precision, place_text, lon and lat of a valid answer."""
        clean = self.cleaned_data
        landmark, post, area = clean.get("landmark", ""), clean.get("post", ""), clean.get("area")
        match clean["where"]:
            case Where.HERE:
                exact = {"lon": clean["lon"], "lat": clean["lat"], "place_precision": PlacePrecision.EXACT}
                return {"area": clean["commune"], "place_text": landmark, **exact}
            case Where.PLACE:
                return {"area": area, "place_text": landmark, "place_precision": precision_of(area)}
            case Where.POST:
                known = {"area": area, "place_precision": precision_of(area)} if area else _nowhere()
                return {**known, "place_text": " · ".join(part for part in (post, landmark) if part)[:300]}
        return {**_nowhere(), "place_text": ""}


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class WhatForm(forms.Form):
    """The photos themselves are cleaned and kept by ``actions.keep_photos``: they outlive a mistake in another field."""

    text = forms.CharField(
        label=_("Tell it in your own words"),
        help_text=_("Who is it, what do you see, since when? In any language, at most %(most)s signs."),
        widget=forms.Textarea({"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Write at least a few words: what do you see?")},
    )
    people_count = forms.CharField(
        label=_("How many people are concerned?"),
        required=False,
        max_length=12,
        widget=forms.TextInput({"dir": "ltr", "inputmode": "numeric", "autocomplete": "off", "class": "input--short"}),
        error_messages={"max_length": _("Write a number, for example 3.")},
    )
    danger = forms.ChoiceField(
        label=_("Is someone's life in danger now?"),
        choices=Danger.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Say whether someone is in danger now. “I do not know” is fine too."),
            "invalid_choice": _("Choose one of the lines below."),
        },
    )
    photos = forms.FileField(
        label=_("Photos"),
        help_text=_("Up to 5. The position hidden in them is read, then removed."),
        required=False,
        widget=PhotosInput({"accept": "image/jpeg,image/png,image/webp", "multiple": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = self.fields["text"]
        hint.help_text = str(hint.help_text) % {"most": _spaced(TEXT_MOST)}

    def clean_text(self) -> str:
        text = _not_too_long(self.cleaned_data["text"], int(self.data.get("text_length", 0)))
        if len(text) < 3:
            raise ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text

    def clean_people_count(self) -> int | None:
        text = western_digits(self.cleaned_data["people_count"]).replace(" ", "").replace("\u202f", "")
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= PEOPLE_MOST:
            raise ValidationError(
                gettext("Write a number from 1 to %(most)s, or leave it empty.") % {"most": _spaced(PEOPLE_MOST)}
            )
        return int(text)


class WhoForm(forms.Form):
    who = forms.ChoiceField(
        label=Question.WHO.label,
        choices=Who.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the three. All three are read in the same way."),
            "invalid_choice": _("Choose one of the lines below."),
        },
    )
    who.hints = {  # type: ignore[attr-defined]  # read by core.controls
        Who.ANONYMOUS: _("Your code is enough to follow what becomes of it"),
        Who.CONTACT: _(
            "Only those who handle your report see it, the team that is sent among them; it may need you to find the place"
        ),
    }
    name = forms.CharField(
        label=_("Your name"), max_length=120, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = PhoneField(label=_("Telephone number"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("who") == Who.CONTACT and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Write the number that the cell may call, or choose another line."))
        name = cleaned.get("name", "")
        if name and cleaned.get("who") != Who.ANONYMOUS and not any(sign.isalpha() for sign in name):
            self.add_error("name", _("A name has letters. Write it, or choose to stay unnamed."))
        elif cleaned.get("who") == Who.NAMED and not name and "name" not in self.errors:
            self.add_error("name", _("Write your name, or choose to stay unnamed."))
        if cleaned.get("who") != Who.CONTACT:
            self.errors.pop("phone", None)  # a number that will not be used need not be right
        return cleaned

    def reporter(self) -> dict[str, Any]:
        """Return anonymous, reporter_name and reporter_phone: only what the choice gives."""
        clean = self.cleaned_data
        who = clean["who"]
        return {
            "anonymous": who == Who.ANONYMOUS,
            "reporter_name": "" if who == Who.ANONYMOUS else clean.get("name", ""),
            "reporter_phone": clean.get("phone", "") if who == Who.CONTACT else "",
        }


class SendForm(forms.Form):
    """The last press. ``website`` is a box that people do not see: programs that fill in everything fill it too."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    website = forms.CharField(
        label=pgettext_lazy("honeypot", "Leave this empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(
                gettext("Your browser filled a box that must stay empty. Empty it, then send."), code="honeypot"
            )
        return ""


class WholeForm(KindForm, WhereForm, WhatForm, WhoForm, SendForm):
    """All four questions and the last press on one page, for while the database is away: a place is taken in words, and looked for
    when it is back."""

    area = forms.CharField(
        label=_("Place"), required=False, max_length=300, error_messages={"max_length": _("Shorten it to 300 signs.")}
    )
    field_order = ("category", "where", "area", "landmark", "post", "text", "people_count", "danger", "photos", "who")

    def _find_commune(self, cleaned: dict[str, Any]) -> None:
        """The map is in the database."""


class TrackForm(forms.Form):
    code = CodeField(
        label=_("Tracking code"),
        help_text=_("The eight letters and digits that you were given"),
        max_length=40,
        error_messages={
            "required": _("Write the code that you were given."),
            "max_length": _("The code has eight signs."),
        },
    )


class AddForm(forms.Form):
    """What the reporter adds, or answers to the cell."""

    gone = forms.BooleanField(label=_("The person is no longer there"), required=False)
    text = forms.CharField(
        label=_("What changed, or what do you know more?"),
        required=False,
        widget=forms.Textarea({"dir": "auto", "autocomplete": "off"}),
    )
    photos = forms.FileField(
        label=_("Photos"),
        help_text=_("Up to 5. The position hidden in them is read, then removed."),
        required=False,
        widget=PhotosInput({"accept": "image/jpeg,image/png,image/webp", "multiple": True}),
    )

    def clean_text(self) -> str:
        return _not_too_long(self.cleaned_data["text"])

    def said(self) -> str:
        """Return the addition as one text, in the language of the reporter's page."""
        parts = [gettext("The person is no longer there.")] if self.cleaned_data.get("gone") else []
        return "\n".join([*parts, *([self.cleaned_data["text"]] if self.cleaned_data.get("text") else [])])


AREA_PARTS = ("", "_id", "_name", "_choice", "_choice_for")
"""What ``AreaField`` sends: the text, the pick and what it was picked for."""


def sent_names(form_class: type[forms.Form]) -> list[str]:
    """Return the names under which a form's answers come in, files left out."""
    names = []
    for name, field in form_class.base_fields.items():
        if not isinstance(field, forms.FileField):
            names += [f"{name}{part}" for part in AREA_PARTS] if isinstance(field, AreaField) else [name]
    return names


def reopened(form_class: type[forms.Form], data: dict[str, Any]) -> dict[str, Any]:
    """Return the initial values that show ``data`` as it was typed."""
    initial = dict(data)
    for name, field in form_class.base_fields.items():
        if isinstance(field, AreaField):
            initial[name] = field.widget.value_from_datadict(data, {}, name)
    return initial


def picked(area: Area) -> dict[str, str]:
    """Return what the form would send had ``area`` been picked in it."""
    return {"area": area.full_name, "area_id": str(area.uuid), "area_name": area.full_name}


FORMS: dict[Question, type[forms.Form]] = {
    Question.KIND: KindForm,
    Question.WHERE: WhereForm,
    Question.WHAT: WhatForm,
    Question.WHO: WhoForm,
}


def _degrees(text: Any, most: float) -> float | None:
    try:
        value = float(western_digits(str(text or "")))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= most else None


def level_word(level: Level) -> str:
    """Return what the country calls an area of this level, in the reader's language."""
    return countries.get(settings.COUNTRY).level_name(level, language=get_language() or "ar")


def precision_of(area: Any) -> PlacePrecision:
    """Return how sure a named place is, by how small it is."""
    known = {
        Level.COMMUNE: PlacePrecision.COMMUNE,
        Level.COUNTRY: PlacePrecision.UNKNOWN,
        Level.REGION: PlacePrecision.UNKNOWN,
    }
    return known.get(Level(area.level), PlacePrecision.PROVINCE)


def _nowhere() -> dict[str, Any]:
    return {"area": territory.country_area(), "place_precision": PlacePrecision.UNKNOWN}


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _not_too_long(text: str, length: int = 0) -> str:
    """Refuse what is too long; ``length`` is that of the whole when ``text`` is only its beginning."""
    count = max(length, len(text))
    if count > TEXT_MOST:
        sentence = gettext("Shorten the text to %(limit)s signs: it has %(count)s.")
        if length > len(text):
            sentence += " " + gettext("Only its first %(kept)s stand here.")
        said = {"limit": _spaced(TEXT_MOST), "count": _spaced(count), "kept": _spaced(len(text))}
        raise ValidationError(sentence % said, code="long")
    return text
