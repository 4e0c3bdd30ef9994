"""Form fields about people: a birth date as far as it is known, a national number, and the choice of a person."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yaqaza import countries
from yaqaza.accounts.models import User
from yaqaza.core.inputs import CodeField
from yaqaza.core.refusal import NotFound, Refused
from yaqaza.countries.formats import western_digits
from yaqaza.people import queries, rules
from yaqaza.people.models import BirthPrecision, Person, Sex

P = BirthPrecision


@dataclass(frozen=True)
class Birth:
    """A birth date and how much of it is known."""

    on: date | None
    precision: str

    def written(self) -> str:
        """Return it as the field reads it back."""
        if self.on is None:
            return ""
        return {
            P.DAY: self.on.strftime("%d/%m/%Y"),
            P.MONTH: self.on.strftime("%m/%Y"),
            P.ABOUT: f"~{timezone.localdate().year - self.on.year}",
        }.get(P(self.precision), str(self.on.year))


NOT_KNOWN = Birth(None, P.UNKNOWN)


def read_birth(text: str) -> Birth:
    """Read 21/11/1948, 11/1948, 1948, or an age ("60", "~60", "about 60"); raise ``ValueError`` for anything else."""
    negative = text.strip().startswith("-")
    text = re.sub(r"[\s.\-\u200e\u200f]+", "/", western_digits(text).strip()).strip("/")
    today = timezone.localdate()
    if not text:
        return NOT_KNOWN
    if negative:
        raise ValueError
    if age := re.fullmatch(
        r"(?:~|≈|about/|vers/|env/|environ/|حوالي/|نحو/)?(\d{1,3})(?:/(?:ans|years|سنة|عاما|عام|سنوات))?", text
    ):
        years = int(age[1])
        if years > rules.OLDEST:
            raise ValueError
        return Birth(date(today.year - years, 1, 1), P.ABOUT)
    if year := re.fullmatch(r"(\d{4})", text):
        return Birth(date(int(year[1]), 1, 1), P.YEAR)
    if month := re.fullmatch(r"(\d{1,2})/(\d{4})", text):
        return Birth(date(int(month[2]), int(month[1]), 1), P.MONTH)
    if day := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        return Birth(date(int(day[3]), int(day[2]), int(day[1])), P.DAY)
    raise ValueError


class BirthField(forms.CharField):
    """A day, a month, a year of birth, or an age; cleans to a ``Birth``."""

    default_error_messages = {
        "birth": _("Write the day (21/11/1948), the month (11/1948), the year (1948), or an age (60)")
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Born on, or age"))
        options.setdefault("help_text", _("A day, a month, a year, or about how old"))
        options.setdefault("required", False)
        attrs = {"dir": "ltr", "autocomplete": "off", "class": "input--date"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs), **options)

    def prepare_value(self, value: Any) -> Any:
        return value.written() if isinstance(value, Birth) else value

    def clean(self, value: Any) -> Birth:  # type: ignore[override]  # not the text
        text = super().clean(value)
        try:
            birth = read_birth(text)
        except ValueError:
            raise ValidationError(self.error_messages["birth"], code="birth") from None
        try:
            rules.check_birth(birth.on, birth.precision)
        except Refused as refusal:
            raise ValidationError(str(refusal), code="birth") from None
        return birth


def identity_name() -> str:
    """Return what the country calls the number, in the reader's language, as a label."""
    name = countries.get(settings.COUNTRY).identity.names.in_(get_language() or "ar")
    return name[:1].upper() + name[1:]


identity_name_lazy = lazy(identity_name, str)


class IdentityField(CodeField):
    """The national identity number of the country, checked and normalised; "" when left empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(max_length=40, **options)
        self.label = options.get("label") or identity_name_lazy()

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return rules.normal_identity(text)
        except Refused as refusal:
            raise ValidationError(str(refusal), code="identity") from None


def identity_hint() -> str:
    """Return where to find the number, in the reader's language."""
    return countries.get(settings.COUNTRY).identity.hint.in_(get_language() or "ar")


FIRST, ALL = 8, 130
"""How many of those found a picker shows at first, and at the most."""


@dataclass
class Pick:
    """What came from the browser: a person's uuid or "new", what was searched, and the new person's fields."""

    choice: str = ""
    text: str = ""
    was: str = ""  # what had been searched before
    searching: bool = False
    all: bool = False  # whoever was found, not the likeliest alone
    sure: bool = False
    data: Mapping[str, Any] | None = None


@dataclass
class Picked:
    """A person who is known, or what is known of a new one (the arguments of ``actions.create_person``)."""

    person: Person | None = None
    new: dict[str, Any] = field(default_factory=dict)


class PersonInput(forms.Widget):
    """A search box, what it found as choices, and "someone new" with their fields. Works without JavaScript."""

    template_name = "people/picker.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.seen_by: User | None = None
        self.new_form: Any = None
        self.alike: queries.Results[queries.Match] = queries.Results()

    def id_for_label(self, id_: str) -> str:
        return id_

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Pick:
        return Pick(
            choice=(data.get(name) or "").strip(),
            text=(data.get(f"{name}_q") or "").strip()[:200],
            was=(data.get(f"{name}_was") or "").strip()[:200],
            searching=f"{name}_search" in data,
            all=data.get(f"{name}_search") == "all",
            sure=data.get(f"{name}_sure") == "1",
            data=data,
        )

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_q" not in data

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        from yaqaza.people.forms import NewPersonForm  # its field is this widget's

        context = super().get_context(name, None, attrs)
        pick = value if isinstance(value, Pick) else Pick(choice=str(value.uuid) if isinstance(value, Person) else "")
        matches: queries.Results[queries.Match] = queries.Results()
        elsewhere: queries.Results[queries.Elsewhere] = queries.Results()
        chosen = value if isinstance(value, Person) else self._chosen(pick)
        if pick.text and self.seen_by is not None:
            matches = queries.search(pick.text, seen_by=self.seen_by, limit=ALL if pick.all or chosen else FIRST)
            elsewhere = queries.known_elsewhere(pick.text, seen_by=self.seen_by)
        places = bool(pick.text) and not matches and queries.is_place(pick.text)
        matches = merge(matches, self.alike)
        if chosen is not None:
            matches = merge(queries.Results([queries.Match(chosen, 1.0, [])]), matches)
        typed = _typed(NewPersonForm.base_fields, name, pick, place=places)
        new_form = self.new_form or NewPersonForm(prefix=name, initial=typed)
        too_little = "" if matches else queries.too_little(pick.text)
        nobody = pick.searching and bool(pick.text) and not (matches or matches.incomplete or places or too_little)
        context["widget"] |= {
            "pick": pick, "matches": matches, "elsewhere": elsewhere, "places": places, "new_form": new_form,
            "alike": self.alike, "new": pick.choice == "new" or nobody, "searched": bool(pick.text), "too_little": too_little,
        }  # fmt: skip
        return context

    def _chosen(self, pick: Pick) -> Person | None:
        if not pick.choice or pick.choice == "new" or self.seen_by is None:
            return None
        try:
            return queries.get_person(uuid.UUID(pick.choice), seen_by=self.seen_by)
        except (ValueError, NotFound):
            return None


def _typed(fields: Mapping[str, forms.Field], name: str, pick: Pick, *, place: bool) -> dict[str, Any]:
    """What was typed of a new person before the search, so that no step loses it; the name is the one searched for, unless it is a
    place and nobody's name."""
    given = {part: text for part in fields if (text := (pick.data or {}).get(f"{name}-{part}"))}
    if pick.searching and given.get("name") == pick.was:  # not written by hand: filled in with the search before
        given.pop("name", None)
    if "name" not in given and not place and any(sign.isalpha() for sign in pick.text):
        given["name"] = pick.text
    return given


def merge(
    first: queries.Results[queries.Match], second: queries.Results[queries.Match]
) -> queries.Results[queries.Match]:
    """Return both lists without naming anybody twice."""
    known = {match.person.pk for match in first}
    both = [*first, *(match for match in second if match.person.pk not in known)]
    return queries.Results(
        both, incomplete=first.incomplete or second.incomplete, hidden=first.hidden + second.hidden,
        many=first.many or second.many,
    )  # fmt: skip


NOT_COMPARED = _("There was no time to look among all who are known. Try again, or confirm that it is someone else.")


class PersonPicker(forms.Field):
    """Search before create: cleans to a ``Picked``, which ``actions.settle_person`` turns into a person.

    The form says who is asking: ``form.fields["person"].seen_by = request.user``.
    """

    widget = PersonInput
    default_error_messages = {
        "required": _("Say who it is: search first, then choose a person or record a new one"),
        "choose": _("Choose one of the people found, or record a new person"),
        "gone": _("This person is not in your files. Search again."),
        "new": _("Complete the new person below"),
        "alike": _("Someone like this is known already. Choose them, or confirm that it is someone else."),
    }
    ALIKE = 0.73

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Person"))
        super().__init__(**options)
        self._seen_by: User | None = None

    @property
    def seen_by(self) -> User | None:
        return self._seen_by

    @seen_by.setter
    def seen_by(self, user: User) -> None:
        self._seen_by = self.widget.seen_by = user

    def __deepcopy__(self, memo: dict[int, Any]) -> PersonPicker:
        copy = super().__deepcopy__(memo)
        copy.widget.new_form, copy.widget.alike = None, queries.Results()
        return copy

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data and data.choice)

    def clean(self, value: Any) -> Picked | None:
        if isinstance(value, Person):
            return Picked(value)
        if self.seen_by is None:
            raise TypeError("say who is asking: form.fields[…].seen_by = request.user")
        pick = value or Pick()
        if pick.searching:
            raise ValidationError(self.error_messages["choose"], code="choose")
        if pick.choice == "new":
            return self._new(pick)
        if pick.choice:
            try:
                return Picked(queries.get_person(uuid.UUID(pick.choice), seen_by=self.seen_by))
            except (ValueError, NotFound):
                raise ValidationError(self.error_messages["gone"], code="gone") from None
        if pick.text:
            raise ValidationError(self.error_messages["choose"], code="choose")
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return None

    def _new(self, pick: Pick) -> Picked:
        from yaqaza.people.forms import NewPersonForm  # its field is this one's

        form = NewPersonForm(pick.data, prefix=self._prefix(pick))
        self.widget.new_form = form
        if not form.is_valid():
            raise ValidationError(self.error_messages["new"], code="new")
        values = form.values()
        self.widget.alike = alike(values, seen_by=self.seen_by, least=self.ALIKE)
        if self.widget.alike and not pick.sure:
            raise ValidationError(self.error_messages["alike"], code="alike")
        if self.widget.alike.incomplete and not pick.sure:
            raise ValidationError(NOT_COMPARED, code="incomplete")
        return Picked(new=values)

    @staticmethod
    def _prefix(pick: Pick) -> str:
        names = [name.removesuffix("-name") for name in (pick.data or {}) if name.endswith("-name")]
        return names[0] if names else "person"


class AsksWho(forms.Form):
    """A form with a picker. Pressing "search" is a step, not an answer: the form comes back as it was typed and blames nobody."""

    @property
    def searching(self) -> bool:
        """Say whether this is the search of a picker and not yet the form."""
        pickers = (name for name, field in self.fields.items() if isinstance(field, PersonPicker))
        return self.is_bound and any(self[name].data.searching for name in pickers)

    def full_clean(self) -> None:
        super().full_clean()
        if self.searching:
            self._errors = forms.utils.ErrorDict()

    def is_valid(self) -> bool:
        return super().is_valid() and not self.searching


DESCRIBED_SO = 0.5
"""From here on somebody without a name, described in the same place, is asked about first."""


def alike(values: Mapping[str, Any], *, seen_by: User | None, least: float) -> queries.Results[queries.Match]:
    """Return the persons in sight who may be the one described by ``values``."""
    if seen_by is None:
        return queries.Results()
    year = str(values["birth_date"].year) if values.get("birth_date") else ""
    texts = [f"{values.get('name_ar', '')} {year}", f"{values.get('name_latin', '')} {year}", *values.get("phones", ())]
    texts.append(values.get("identity_number", ""))
    found: queries.Results[queries.Match] = queries.Results()
    for text in texts:
        if text.strip() and text.strip() != year:
            some = queries.search(text, seen_by=seen_by, limit=5)
            near = (match for match in some if match.score >= least)
            found = merge(found, queries.Results(near, incomplete=some.incomplete))
    if values.get("description") and not (values.get("name_ar") or values.get("name_latin")):
        found = merge(found, _described(values, year, seen_by=seen_by))
    return queries.Results(found[:5], incomplete=found.incomplete)


def _described(values: Mapping[str, Any], year: str, *, seen_by: User) -> queries.Results[queries.Match]:
    """Return those of the same place, as far as it is known, who were described so and are not of the other sex."""
    area, sex = values.get("area"), values.get("sex") or Sex.UNKNOWN
    text = " ".join(filter(None, (values["description"], area.name if area else "", year)))
    some = queries.search(text, seen_by=seen_by, limit=10)
    near = (
        match
        for match in some
        if match.score >= DESCRIBED_SO
        and (area is None or match.person.area_id == area.pk)
        and (match.person.sex == sex or Sex.UNKNOWN in (match.person.sex, sex))
    )
    return queries.Results(near, incomplete=some.incomplete)
