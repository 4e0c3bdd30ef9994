"""Telephone numbers of a country: read from any spelling, stored as E.164, shown as people write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import phonenumbers

from yaqaza.countries.formats import Invalid, western_digits


@dataclass(frozen=True, slots=True)
class Format:
    """How a country writes its telephone numbers."""

    region: str  # ISO 3166-1, as the numbering plans of ``phonenumbers`` call it
    calling_code: int
    example: str
    grouping: Callable[[str], str]  # national number with its leading 0 → groups

    def normalise(self, text: str) -> str:
        """Return the number as E.164; raise ``Invalid`` when the numbering plan has no such number."""
        written = western_digits(text).strip()
        if not written:
            raise self._refusal("EMPTY")
        try:
            number = phonenumbers.parse(written, self.region)
        except phonenumbers.NumberParseException:
            raise self._refusal("CHARACTERS") from None
        if not phonenumbers.is_valid_number(number):
            raise self._refusal("LENGTH" if not phonenumbers.is_possible_number(number) else "PREFIX")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def display(self, number: str) -> str:
        """Return an E.164 number for reading; what is not one comes back as it is."""
        prefix = f"+{self.calling_code}"
        if number.startswith(prefix):
            return self.grouping("0" + number[len(prefix) :])
        try:
            parsed = phonenumbers.parse(number, self.region)
        except phonenumbers.NumberParseException:
            return number
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def is_mobile(self, number: str) -> bool:
        """Return whether an E.164 number can receive a text message."""
        try:
            parsed = phonenumbers.parse(number, self.region)
        except phonenumbers.NumberParseException:
            return False
        return phonenumbers.number_type(parsed) in (
            phonenumbers.PhoneNumberType.MOBILE,
            phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        )

    def _refusal(self, reason: str) -> Invalid:
        return Invalid(
            reason,
            ar=f"اكتبوا رقم هاتف كاملا، مثل \u2066{self.example}\u2069",
            fr=f"Écrivez un numéro de téléphone complet, par exemple {self.example}",
            en=f"Write a whole telephone number, such as {self.example}",
        )
