"""Form fields that people here can type in: days as dd/mm/yyyy, hours as hh:mm, telephone numbers in any spelling.

Native date fields are not used: they follow the browser's locale, not the page.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext_lazy as _

from yaqaza import countries
from yaqaza.countries.formats import western_digits

# What Django's own fields say, told our way: these sentences are translated in core's catalogues, which come before Django's.
TOLD_OUR_WAY = (
    gettext_noop("This field is required."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a valid URL."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("The submitted file is empty."),
)


def _typed(value: Any) -> Any:
    """Arabic digits, spaces and the other separators people use become what the formats below read."""
    if not isinstance(value, str):
        return value
    return western_digits(value).replace("-", "/").replace(".", "/").replace("\u200f", "").strip()


def _refuse_no_such_day(typed: Any) -> None:
    """Refuse 30/02/2027 for what it is: well written, and in no calendar."""
    parts = typed.split("/") if isinstance(typed, str) else []
    if len(parts) != 3 or not all(part.isdecimal() for part in parts) or len(parts[2]) != 4:
        return
    day, month, year = map(int, parts)
    if not 1 <= month <= 12:
        raise ValidationError(_("There is no such month. Write the day, then the month, then the year."), code="no_day")
    if year and not 1 <= day <= monthrange(year, month)[1]:
        raise ValidationError(
            _("This day is not in the calendar: the month is shorter. Write another day."), code="no_day"
        )


class DayInput(forms.DateInput):
    input_type = "text"

    def __init__(self, attrs: dict[str, Any] | None = None, format: str = "%d/%m/%Y") -> None:
        base = {"dir": "ltr", "inputmode": "numeric", "autocomplete": "off", "maxlength": "10", "class": "input--date"}
        super().__init__(base | (attrs or {}), format)


class DayField(forms.DateField):
    """A day, typed as 21/11/2026; cleans to a ``date``."""

    widget = DayInput
    input_formats = ["%d/%m/%Y", "%d/%m/%y", "%Y/%m/%d"]
    default_error_messages = {"invalid": _("Write the day like this: 21/11/2026")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("day/month/year"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        _refuse_no_such_day(_typed(value))
        day = super().to_python(_typed(value))
        if day is not None and not 1900 <= day.year <= 2100:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class ClockField(forms.TimeField):
    """A time of day, typed as 14:30; cleans to a ``time``."""

    input_formats = ["%H:%M", "%H", "%H%M"]  # “15” is three in the afternoon, not five past one
    default_error_messages = {"invalid": _("Write the hour like this: 14:30")}

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"dir": "ltr", "inputmode": "numeric", "autocomplete": "off", "maxlength": "5", "class": "input--short"}
        kwargs.setdefault("widget", forms.TimeInput(attrs, format="%H:%M"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str):
            value = western_digits(value).strip().replace("h", ":").replace("H", ":").replace("س", ":").strip(":")
        return super().to_python(value)


class MomentField(forms.DateTimeField):
    """A day and an hour, typed as 21/11/2026 14:30 in the country's time; cleans to an aware ``datetime``."""

    input_formats = ["%d/%m/%Y %H:%M", "%Y/%m/%d %H:%M"]
    default_error_messages = {"invalid": _("Write the day and the hour like this: 31/12/2027 14:30")}

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "dir": "ltr",
            "inputmode": "numeric",
            "autocomplete": "off",
            "maxlength": "16",
            "class": "input--moment",
        }
        kwargs.setdefault("widget", forms.DateTimeInput(attrs, format="%d/%m/%Y %H:%M"))
        kwargs.setdefault("help_text", _("day/month/year hour:minutes"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str):
            value = " ".join(_typed(value).split())
            _refuse_no_such_day(value.partition(" ")[0])
        return super().to_python(value)


class PhoneField(forms.CharField):
    """A telephone number in any spelling; cleans to E.164, "" when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"dir": "ltr", "inputmode": "tel", "autocomplete": "tel", "class": "input--phone"}
        kwargs.setdefault("widget", forms.TextInput(attrs))
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return countries.get(settings.COUNTRY).normalise_phone(text)
        except countries.Invalid as refusal:
            raise ValidationError(refusal.sentence(get_language() or "ar"), code="phone") from None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("+"):
            return countries.get(settings.COUNTRY).display_phone(value)
        return value


class CodeField(forms.CharField):
    """A code that people copy: spaces go, Arabic digits become 0-9, letters become capitals."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "dir": "ltr",
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "class": "input--code",
        }
        kwargs.setdefault("widget", forms.TextInput(attrs))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return "".join(western_digits(super().to_python(value) or "").split()).upper()
