"""Ways to reach somebody, read out of running text."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

from yaqaza.language.folding import western

# Runs of digits as people group them: spaces, dots, dashes, slashes, brackets, and the marks that Arabic text carries.
_BETWEEN = r"[ \u00a0\u202f.\-\u2010-\u2015/()\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,3}"
_RUN = re.compile(rf"(?<![\w+])(?:\+|00)?(?:\d{_BETWEEN}){{7,16}}\d(?!\w)|(?<![\w+])(?:\+|00)?\d{{8,15}}(?!\d)")


@dataclass(frozen=True, slots=True)
class PhoneMention:
    """A telephone number in a text: ``text[start:end]`` and its E.164 form."""

    start: int
    end: int
    number: str


def find_phones(text: str, country: str) -> list[PhoneMention]:
    """Return the telephone numbers of ``text`` that can be called, in its order.

    ``country`` (ISO 3166-1) tells how a national number is read; numbers of other countries are found with + or 00.
    Digits of every script count: "٠٦٦١ ٢٣ ٤٥ ٦٧", "+213.661.23.45.67", "00213661234567".
    """
    read = western(text)
    found: list[PhoneMention] = []
    for run in _RUN.finditer(read):
        found += _numbers(read, run.start(), run.end(), country.upper())
    return found


def _numbers(text: str, start: int, end: int, country: str) -> list[PhoneMention]:
    """Read one run of digits: one number, or two that stand side by side ("0661234567 / 0771234567")."""
    number = _read(text[start:end], country)
    if number:
        return [PhoneMention(start, end, number)]
    found: list[PhoneMention] = []
    groups = [(start + match.start(), start + match.end()) for match in re.finditer(r"\+?\d+", text[start:end])]
    first = 0
    while first < len(groups):
        for last in range(len(groups), first, -1):
            piece = groups[first][0], groups[last - 1][1]
            number = _read(text[piece[0] : piece[1]], country)
            if number:
                found.append(PhoneMention(*piece, number))
                first = last - 1
                break
        first += 1
    return found


def _read(text: str, country: str) -> str:
    digits = re.sub(r"[^\d+]", "", text)
    if len(digits.lstrip("+")) < 8:
        return ""
    code = str(phonenumbers.country_code_for_region(country))
    if digits.startswith(code) and len(digits) > 10:
        digits = "+" + digits  # "213661234567": the plus was left out
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    national = digits.lstrip("+").startswith(("0", code)) or digits.startswith("+")
    if not national:
        return ""  # a number without its 0 is as likely a sum, a date or an identity number
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
