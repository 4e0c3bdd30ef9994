"""Reading numbers the way people type them, and saying what to write instead."""

from __future__ import annotations

import re
import unicodedata

# What people put between the groups of a number: spaces, dots, dashes, slashes, parentheses, and the invisible
# direction marks that come along when a number is copied out of Arabic text.
_SEPARATORS = re.compile(r"[\s./_()\-\u2010-\u2015\u2212\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Invalid(ValueError):
    """The text is not what it should be; ``sentence`` says what to write, in each language.

    ``reason`` is stable for tests and programs: EMPTY, CHARACTERS, LENGTH, PREFIX or KEY.
    """

    def __init__(self, reason: str, *, ar: str, fr: str, en: str) -> None:
        super().__init__(en)
        self.reason = reason
        self.sentences = {"ar": ar, "fr": fr, "en": en}

    def sentence(self, language: str) -> str:
        """Return what to write, in the reader's language."""
        return self.sentences.get(language.split("-")[0], self.sentences["ar"])


def western_digits(text: str) -> str:
    """Return ``text`` with the decimal digits of every script written 0-9."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() and char > "9" else char for char in text)


def compact(text: str) -> str:
    """Return ``text`` with western digits and without separators, in capitals."""
    return _SEPARATORS.sub("", western_digits(text)).upper()


def only_digits(text: str, *, length: range, name_ar: str, name_fr: str, name_en: str) -> str:
    """Return the digits of ``text``; raise ``Invalid`` unless they are all there is, as many as ``length`` allows."""
    digits = compact(text)
    if not digits:
        raise Invalid("EMPTY", ar=f"اكتبوا {name_ar}", fr=f"Écrivez {name_fr}", en=f"Write {name_en}")
    if not re.fullmatch("[0-9]+", digits):
        raise Invalid(
            "CHARACTERS",
            ar=f"اكتبوا {name_ar} بالأرقام فقط",
            fr=f"Écrivez {name_fr} en chiffres seulement",
            en=f"Write {name_en} with digits only",
        )
    if len(digits) not in length:
        most = length[-1]
        raise Invalid(
            "LENGTH",
            ar=f"اكتبوا {name_ar} كاملا: {_digits_ar(most)}، وكتبتم {len(digits)}"
            if len(length) == 1
            else f"اكتبوا {name_ar}: {_digits_ar(most)} على الأكثر",
            fr=f"Écrivez {name_fr} en entier : {most} chiffres, vous en avez écrit {len(digits)}"
            if len(length) == 1
            else f"Écrivez {name_fr} : {most} chiffres au plus",
            en=f"Write the whole of {name_en}: {most} digits, you wrote {len(digits)}"
            if len(length) == 1
            else f"Write {name_en}: at most {most} digits",
        )
    return digits


def wrong_key(*, name_ar: str, name_fr: str, name_en: str) -> Invalid:
    """Return the refusal of a number whose check digits do not agree with the rest."""
    return Invalid(
        "KEY",
        ar=f"راجعوا {name_ar}: أحد الأرقام غير صحيح",
        fr=f"Relisez {name_fr} : un des chiffres n’est pas le bon",
        en=f"Check {name_en}: one of its digits is not right",
    )


def modulo_97(digits: str) -> int:
    """Return a long decimal number modulo 97."""
    return int(digits) % 97


def groups(digits: str, *sizes: int) -> str:
    """Return ``digits`` cut into groups of these sizes; what is left over is the last group."""
    parts, start = [], 0
    for size in sizes:
        parts.append(digits[start : start + size])
        start += size
    parts.append(digits[start:])
    return " ".join(part for part in parts if part)


def _digits_ar(count: int) -> str:
    """Three to ten take the plural, eleven to ninety-nine the singular accusative."""
    return f"{count} أرقام" if 3 <= count <= 10 else f"{count} رقما"
