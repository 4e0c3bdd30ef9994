"""Text as people typed or sent it: what is kept of it, and from which side it is read."""

from __future__ import annotations

import re

_UNTYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ARABIC = re.compile(
    r"[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdff\ufe70-\ufefc]"
)
_OTHER_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[@#]?[\w.+-]+@[\w.-]+|@\w+|\bRT\b")


def clean(text: str) -> str:
    """Return ``text`` with lines that end with one sign, without control signs and broken ones (which no database holds), and
    without space around it; nothing else is changed."""
    return _UNTYPED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def direction(text: str) -> str:
    """Return "rtl" when most letters are Arabic, "ltr" when most are not, "auto" without letters.

    A browser looks at the first letter only: "RT @name" before an Arabic message would turn all of it round. Addresses and
    names of accounts are not counted.
    """
    words = _ADDRESS.sub(" ", text) if "@" in text or "http" in text or "RT" in text or "www." in text else text
    arabic = len(_ARABIC.findall(words))
    others = len(_OTHER_LETTER.findall(words)) - arabic
    if not arabic and not others:
        return "auto"
    return "rtl" if arabic >= others else "ltr"


def isolated(text: str) -> str:
    """Return a number, a code or an hour that stays left to right wherever a sentence puts it."""
    return f"\u2066{text}\u2069"
