"""Numbers read as people type them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaqaza import countries
from yaqaza.countries import Invalid, accounts
from yaqaza.countries.dz import nin_parts
from yaqaza.countries.formats import compact, western_digits

DZ = countries.get("DZ")
MA = countries.get("MA")

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def reason(reader, text):
    with pytest.raises(Invalid) as caught:
        reader(text)
    assert all(caught.value.sentence(language) for language in ("ar", "fr", "en"))
    return caught.value.reason


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("0661 23 45 67", "+213661234567"),
        ("0661.23.45.67", "+213661234567"),
        ("٠٦٦١٢٣٤٥٦٧", "+213661234567"),
        ("+213 661 23 45 67", "+213661234567"),
        ("00213661234567", "+213661234567"),
        ("021 63 45 67", "+21321634567"),
        ("+33 6 12 34 56 78", "+33612345678"),
    ],
)
def test_an_algerian_phone_is_stored_in_one_form(written, stored):
    assert DZ.normalise_phone(written) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("0661-234567", "+212661234567"),
        ("06 61 23 45 67", "+212661234567"),
        ("00212 6 61 23 45 67", "+212661234567"),
        ("+٢١٢٦٦١٢٣٤٥٦٧", "+212661234567"),
    ],
)
def test_a_moroccan_phone_is_stored_in_one_form(written, stored):
    assert MA.normalise_phone(written) == stored


@pytest.mark.parametrize(
    ("country", "written", "why"),
    [
        (DZ, "", "EMPTY"),
        (DZ, "   ", "EMPTY"),
        (DZ, "لا أعرف", "CHARACTERS"),
        (DZ, "0661 23 45", "PREFIX"),
        (DZ, "06612345678999", "LENGTH"),
        (DZ, "0161234567", "PREFIX"),
        (MA, "0661 23 45", "LENGTH"),
    ],
)
def test_a_phone_that_nobody_answers_is_refused(country, written, why):
    assert reason(country.normalise_phone, written) == why


def test_phones_are_shown_as_people_write_them():
    assert DZ.display_phone("+213661234567") == "0661 23 45 67"
    assert DZ.display_phone("+21321634567") == "021 63 45 67"
    assert MA.display_phone("+212661234567") == "0661 23 45 67"
    assert MA.display_phone("+33612345678") == "+33 6 12 34 56 78"
    assert DZ.display_phone("unknown") == "unknown"


def test_only_mobiles_can_receive_text_messages():
    assert DZ.phone.is_mobile("+213661234567")
    assert not DZ.phone.is_mobile("+21321634567")
    assert not DZ.phone.is_mobile("unknown")


@given(st.from_regex(r"0[567][0-9]{8}", fullmatch=True), st.sampled_from([ARABIC_INDIC, PERSIAN, {}]))
def test_a_displayed_phone_reads_back_as_itself(national, digits):
    try:
        stored = DZ.normalise_phone(national.translate(digits))
    except Invalid:
        return
    assert DZ.normalise_phone(DZ.display_phone(stored)) == stored


def test_a_nin_has_eighteen_digits():
    assert DZ.identity.normalise("10 987 1601 01234 00 56") == "109871601012340056"
    assert DZ.identity.normalise("١٠٩٨٧١٦٠١٠١٢٣٤٠٠٥٦") == "109871601012340056"
    assert DZ.identity.display("109871601012340056") == "10 987 1601 01234 00 56"
    assert DZ.identity.is_valid("109871601012340056")
    assert not DZ.identity.is_valid("10987160101234005")


@pytest.mark.parametrize(
    ("text", "why"), [("", "EMPTY"), ("1098716010123400", "LENGTH"), ("10987160101234O056", "CHARACTERS")]
)
def test_an_impossible_nin_is_refused(text, why):
    assert reason(DZ.identity.normalise, text) == why


def test_the_parts_of_a_nin_are_those_of_the_decree():
    parts = nin_parts("109871601012340056")
    assert (parts.year_ending, parts.commune, parts.act, parts.key) == ("987", "1601", "01234", "56")


@pytest.mark.parametrize("text", ["be 123456", "BE123456", "BE-0123456", "Be ١٢٣٤٥٦"])
def test_a_cin_is_stored_in_one_form(text):
    assert MA.identity.normalise(text) == "BE123456"


@pytest.mark.parametrize(
    ("text", "why"), [("", "EMPTY"), ("123456", "CHARACTERS"), ("ABC123", "CHARACTERS"), ("A0", "CHARACTERS")]
)
def test_an_impossible_cin_is_refused(text, why):
    assert reason(MA.identity.normalise, text) == why


@pytest.mark.parametrize("text", ["200 12", "200 clé 12", "0000000200/12", "200 المفتاح 12", "20012", "٢٠٠ / ١٢"])
def test_a_ccp_is_read_with_its_key(text):
    assert DZ.account("CCP").normalise(text) == "000000020012"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "EMPTY"),
        ("200 13", "KEY"),
        ("0000000200", "KEY"),
        ("12", "LENGTH"),
        ("abc 12", "CHARACTERS"),
        ("000 00", "KEY"),
    ],
)
def test_a_ccp_with_a_wrong_or_no_key_is_refused(text, why):
    assert reason(DZ.account("CCP").normalise, text) == why


def test_the_rip_of_a_ccp_is_the_published_one():
    assert accounts.rip_of_ccp("000000020012") == "00799999000000020091"
    assert DZ.account("RIP").display("00799999000000020091") == "007 99999 0000000200 91"


def test_a_rip_begins_with_the_post_and_has_its_key():
    read = DZ.account("RIP").normalise
    assert read("007 99999 0000000200 91") == "00799999000000020091"
    assert reason(read, "00799999000000020092") == "KEY"
    assert reason(read, "00199999000000020091") == "PREFIX"
    assert reason(read, "0079999900000002009") == "LENGTH"


@given(st.from_regex(r"[0-9]{22}", fullmatch=True), st.integers(0, 23), st.integers(1, 9))
def test_one_wrong_digit_of_a_moroccan_rib_is_always_seen(first, place, change):
    rib = first + accounts.moroccan_key(first)
    assert MA.account("RIB").normalise(MA.account("RIB").display(rib)) == rib
    assert MA.account("RIB").normalise("MA64" + rib) == rib
    wrong = rib[:place] + str((int(rib[place]) + change) % 10) + rib[place + 1 :]
    assert not MA.account("RIB").is_valid(wrong)


@given(st.from_regex(r"[0-9]{5}", fullmatch=True), st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_an_algerian_rib_reads_back_from_its_display(branch, account):
    rib = "002" + branch + account + accounts.algerian_key(branch, account)
    assert DZ.account("RIB").normalise(DZ.account("RIB").display(rib)) == rib


@given(st.text())
def test_no_text_breaks_a_reader(text):
    for read in (
        DZ.normalise_phone,
        MA.normalise_phone,
        DZ.identity.normalise,
        MA.identity.normalise,
        *(account.normalise for account in (*DZ.accounts, *MA.accounts)),
    ):
        with contextlib.suppress(Invalid):
            assert read(text)


def test_digits_of_every_script_become_western():
    assert western_digits("٠١٢ ۳۴۵ ६७8") == "012 345 678"
    assert compact("\u202a16\u200f-01\u00a0b") == "1601B"
