"""Account numbers, believed only when their check digits are right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaqaza.language.accounts import ccp_key, find_accounts, is_algerian, is_moroccan


def rib_dz(bank, branch, account):
    return f"{bank}{branch}{account}{97 - int(branch + account + '00') % 97:02d}"


def rib_ma(bank, town, account):
    return f"{bank}{town}{account}{97 - int(bank + town + account + '00') % 97:02d}"


def test_the_key_of_a_postal_account_weighs_its_digits_from_the_right():
    assert ccp_key("200") == "12"  # 0·4 + 0·5 + 2·6
    assert ccp_key("0012345678") == ccp_key("12345678")


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("CCP 200 clé 12", "DZ", [("CCP", "200 12")]),
        ("الحساب البريدي: 0000000200 المفتاح ١٢", "DZ", [("CCP", "200 12")]),
        ("ccp n° 200/12 merci", "DZ", [("CCP", "200 12")]),
        ("CCP 200 clé 13", "DZ", []),
        ("CCP 200 clé 12", "MA", []),
        ("RIP 00799999000000020091", "DZ", [("RIP", "00799999000000020091")]),
        ("rip: 007 99999 0000000200 91", "DZ", [("RIP", "00799999000000020091")]),
        ("RIP 00799999000000020092", "DZ", []),
        ("0612345678", "MA", []),
        ("", "DZ", []),
    ],
)
def test_accounts_are_found_however_they_are_written(text, country, found):
    assert [(each.kind, each.number) for each in find_accounts(text, country)] == found


def test_a_moroccan_account_is_found_where_it_stands():
    number = rib_ma("230", "450", "0000000000000012")
    text = f"المرجو التبرع في الحساب {number[:3]} {number[3:6]} {number[6:22]} {number[22:]} وشكرا"
    (found,) = find_accounts(text, "MA")
    assert (found.kind, found.number) == ("RIB", number)
    assert text[found.start : found.end].replace(" ", "") == number


@given(st.from_regex(r"[0-9]{5}", fullmatch=True), st.from_regex(r"[0-9]{10}", fullmatch=True), st.integers(1, 9))
def test_a_wrong_digit_is_noticed(branch, account, shift):
    right = rib_dz("002", branch, account)
    assert is_algerian(right)
    wrong = f"{right[:17]}{(int(right[17]) + shift) % 10}{right[18:]}"
    assert not is_algerian(wrong)


@given(st.from_regex(r"[0-9]{16}", fullmatch=True), st.integers(1, 9))
def test_a_wrong_digit_is_noticed_in_a_moroccan_account(account, shift):
    right = rib_ma("011", "780", account)
    assert is_moroccan(right)
    assert not is_moroccan(f"{right[:21]}{(int(right[21]) + shift) % 10}{right[22:]}")
