"""Numbers as people read them: U+202F between thousands, a comma before decimals in Arabic and French."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.utils.translation import get_language

from yaqaza.core.text import isolated

THIN = "\u202f"
NOTHING = "–"

Number = int | float | Decimal


class AtLeast(int):
    """A count that stopped counting: so many there are, and more. Told as "999+", in Arabic "+999"."""


def number(value: Number | None, *, places: int | None = None) -> str:
    """Return "17 500" or "4,25"; ``places`` rounds half up; ``None`` gives a dash."""
    if value is None:
        return NOTHING
    if isinstance(value, AtLeast):
        told = number(int(value))
        return isolated(f"+{told}" if _language() == "ar" else f"{told}+")
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{exact or abs(exact):,f}".replace(",", THIN)  # rounded to nothing it has no sign
    if _language() != "en":
        text = text.replace(".", ",")
    return text.replace("-", "−")


def percent(value: Number | None, *, places: int = 1) -> str:
    """Return a percentage (82.9, not 0.829): "82,9%", with the space that French wants."""
    if value is None:
        return NOTHING
    return number(value, places=places) + (f"{THIN}%" if _language() == "fr" else "%")


def groups(digest: str) -> str:
    """Return the first twelve digits of a digest in three groups, for paper."""
    return "-".join(digest[at : at + 4] for at in (0, 4, 8))


def is_plain(text: str) -> bool:
    """Say whether ``text`` is digits only, so that it needs no isolation in Arabic."""
    return text.replace(THIN, "").isdecimal()


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]
