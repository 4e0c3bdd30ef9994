"""Bank and postal account numbers of both countries, and their check keys."""

from __future__ import annotations

import re

from yaqaza.countries.formats import Invalid, compact, groups, modulo_97, only_digits, western_digits, wrong_key

RIP = {"name_ar": "رقم الهوية البريدية (RIP)", "name_fr": "le numéro RIP", "name_en": "the RIP number"}
RIB = {"name_ar": "رقم التعريف البنكي (RIB)", "name_fr": "le numéro RIB", "name_en": "the RIB number"}
CCP = {"name_ar": "رقم الحساب الجاري البريدي", "name_fr": "le numéro CCP", "name_en": "the CCP number"}

POSTAL_BANK = "00799999"
"""Bank 007 and branch 99999: how a RIP of the Algerian post begins."""


def ccp_key(account: str) -> str:
    """Return the two-digit key of an Algerian postal account.

    The digits, from the right, are weighted 4, 5, 6 …; the key is the last two digits of the sum.
    """
    return f"{sum(int(digit) * weight for weight, digit in enumerate(reversed(account), start=4)) % 100:02d}"


def read_ccp(text: str) -> str:
    """Return account (10 digits, zeros in front) and key (2 digits) of "12345 clé 67", "12345/67" or "1234567".

    The key must be there: without it a mistyped account would pay a stranger.
    """
    digits = only_digits(re.sub(r"(?i)\bcl[eé]\b|المفتاح|مفتاح|:", " ", text), length=range(3, 13), **CCP)
    account, key = digits[:-2].lstrip("0"), digits[-2:]
    if not account or len(account) > 10:
        raise _ccp_without_key()
    if ccp_key(account) != key:
        parts = re.findall("[0-9]+", western_digits(text))
        raise _ccp_without_key() if len(parts) == 1 and len(parts[0]) <= 10 else wrong_key(**CCP)
    return account.zfill(10) + key


def display_ccp(number: str) -> str:
    """Return a stored CCP as it is printed on a cheque: account without its zeros, then the key."""
    return f"{number[:-2].lstrip('0') or '0'} {number[-2:]}"


def algerian_key(branch: str, account: str) -> str:
    """Return the key of an Algerian RIB or RIP: 97 less the remainder of branch, account and "00" by 97."""
    return f"{97 - modulo_97(branch + account + '00'):02d}"


def read_algerian_rib(text: str) -> str:
    """Return the 20 digits of an Algerian RIB: bank 3, branch 5, account 10, key 2."""
    digits = only_digits(text, length=range(20, 21), **RIB)
    if algerian_key(digits[3:8], digits[8:18]) != digits[18:]:
        raise wrong_key(**RIB)
    return digits


def read_rip(text: str) -> str:
    """Return the 20 digits of a RIP: the RIB of an Algerian postal account."""
    digits = only_digits(text, length=range(20, 21), **RIP)
    if not digits.startswith(POSTAL_BANK):
        raise Invalid(
            "PREFIX",
            ar="يبدأ رقم RIP بالأرقام \u200e00799999",
            fr="Un RIP commence par 00799999",
            en="A RIP begins with 00799999",
        )
    if algerian_key(digits[3:8], digits[8:18]) != digits[18:]:
        raise wrong_key(**RIP)
    return digits


def rip_of_ccp(number: str) -> str:
    """Return the RIP of a stored CCP (12 digits)."""
    account = number[:10]
    return POSTAL_BANK + account + algerian_key(POSTAL_BANK[3:], account)


def display_algerian_rib(number: str) -> str:
    """Return 20 digits as bank, branch, account and key."""
    return groups(number, 3, 5, 10)


def moroccan_key(first_22: str) -> str:
    """Return the key of a Moroccan RIB: 97 less the remainder of its first 22 digits followed by "00" by 97."""
    return f"{97 - modulo_97(first_22 + '00'):02d}"


def read_moroccan_rib(text: str) -> str:
    """Return the 24 digits of a Moroccan RIB (bank 3, town 3, account 16, key 2); an IBAN of Morocco is read too."""
    written = compact(text)
    iban = re.fullmatch(r"MA[0-9]{2}([0-9]{24})", written)
    digits = only_digits(iban.group(1) if iban else written, length=range(24, 25), **RIB)
    if moroccan_key(digits[:22]) != digits[22:]:
        raise wrong_key(**RIB)
    return digits


def display_moroccan_rib(number: str) -> str:
    """Return 24 digits as bank, town, account and key."""
    return groups(number, 3, 3, 16)


def _ccp_without_key() -> Invalid:
    return Invalid(
        "KEY",
        ar="اكتبوا رقم الحساب ثم مفتاحه، مثل \u206612345 67\u2069",
        fr="Écrivez le numéro du compte puis sa clé, par exemple 12345 67",
        en="Write the account number, then its key, such as 12345 67",
    )
