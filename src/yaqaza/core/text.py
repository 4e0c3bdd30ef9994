"""Text as people typed or sent it: what is kept of it, and from which side it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

_UNTYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ARABIC = re.compile(
    r"[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdff\ufe70-\ufefc]"
)
_OTHER_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"(?<![\w+])(?<!\w-)\+?\(?\d+\)?(?:[ \u00a0\u202f./-]{1,2}\(?\d+\)?)*(?!\w)")
_YEARS = re.compile(r"(?:(?:19|20)\d\d\W*)+")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ \u00a0\u202f]\d{3})+")
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


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """Cut ``text`` into pieces, each with whether it is a number that has to be isolated.

    After Arabic letters a browser writes each group of "0661 23 45 67" to the left of the one before, and so turns the number
    round. Isolated are telephones, codes of groups and thousands; ages and years in a row stay as the sentence reads them.
    """
    end = 0
    for found in _NUMBER.finditer(text):
        if _is_one(found[0]):
            if found.start() > end:
                yield text[end : found.start()], False
            yield found[0], True
            end = found.end()
    if end < len(text):
        yield text[end:], False


def _is_one(run: str) -> bool:
    """Say whether a run of digits in groups is one number and no list of them."""
    digits = re.sub(r"\D", "", run)
    if digits == run or _YEARS.fullmatch(run):
        return False
    if run.startswith("+") or _THOUSANDS.fullmatch(run):
        return True
    return len(digits) >= 9 or (digits[0] in "0\u0660" and len(digits) >= 6) or run.count("-") >= 2


def unbroken(text: str) -> str:
    """Return ``text`` for a text box, where nothing can be isolated: its numbers are held together by spaces that do not break."""
    return "".join(re.sub(r"[ \u202f]+|(?<=\d)-(?=\d)", "\u00a0", part) if one else part for part, one in parts(text))
