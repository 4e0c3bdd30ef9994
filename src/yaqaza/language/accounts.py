"""Postal and bank account numbers in running text, believed only when their check digits are right.

Algeria: CCP (postal account and its key: digits weighted 4, 5, 6 … from the right, sum, last two digits) and RIP or RIB of
20 digits (bank 3, branch 5, account 10, key 2; key = 97 − (branch account 00) mod 97). Morocco: RIB of 24 digits (bank 3,
town 3, account 16, key 2; key = 97 − (bank town account 00) mod 97).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yaqaza.language.folding import western

_LONG = re.compile(r"(?<!\d)\d(?:[ .\-/]{0,2}\d){19,23}(?!\d)")
_CUE = r"(?:c\.?c\.?p\.?|الحساب البريدي|حساب بريدي|سي سي بي|سيسيبي|compte postal)"
_CCP = re.compile(
    rf"{_CUE}[^\d\n]{{0,24}}(?P<number>\d(?:[ .]?\d){{2,9}})\s*(?:[/\-–:,،]|\s|cl[eé]f?|المفتاح|مفتاح|key|كلي)+\s*"
    r"(?P<key>\d{2})(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AccountMention:
    """An account number in a text: ``text[start:end]``, its kind ("CCP", "RIP", "RIB") and its digits."""

    start: int
    end: int
    kind: str
    number: str


def ccp_key(account: str) -> str:
    """Return the key of an Algerian postal account number."""
    return f"{sum(int(digit) * place for place, digit in enumerate(reversed(account), start=4)) % 100:02d}"


def is_algerian(digits: str) -> bool:
    """Return whether 20 digits are an Algerian RIB or RIP with the right key."""
    return len(digits) == 20 and 97 - int(digits[3:18] + "00") % 97 == int(digits[18:])


def is_moroccan(digits: str) -> bool:
    """Return whether 24 digits are a Moroccan RIB with the right key."""
    return len(digits) == 24 and 97 - int(digits[:22] + "00") % 97 == int(digits[22:])


def find_accounts(text: str, country: str) -> list[AccountMention]:
    """Return the account numbers of ``text`` whose check digits are right, in its order; digits of any script."""
    read = western(text)
    found = []
    for run in _LONG.finditer(read):
        digits = re.sub(r"\D", "", run.group())
        if is_algerian(digits):
            found.append(AccountMention(*run.span(), "RIP" if digits.startswith("00799999") else "RIB", digits))
        elif is_moroccan(digits):
            found.append(AccountMention(*run.span(), "RIB", digits))
    if country.upper() == "DZ":
        for match in _CCP.finditer(read):
            number = re.sub(r"\D", "", match["number"]).lstrip("0")
            if number and ccp_key(number) == match["key"]:
                found.append(AccountMention(match.start("number"), match.end("key"), "CCP", f"{number} {match['key']}"))
    return sorted(found, key=lambda each: each.start)
