"""Places searched while one types, and found inside messages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaqaza.language.places import Entry, Gazetteer

PLACES = Gazetteer(
    [
        Entry("C", "COUNTRY", ("الجزائر", "Algérie"), "C/", 34_000_000),
        Entry("P16", "PROVINCE", ("الجزائر", "Alger", "Algiers", "الجزائر العاصمة"), "C/P16/", 2_900_000),
        Entry("D1605", "DISTRICT", ("باب الوادي", "Bab El Oued"), "C/P16/D1605/", 200_000),
        Entry("1605", "COMMUNE", ("باب الوادي", "Bab El Oued"), "C/P16/D1605/1605/", 64_000),
        Entry("1613", "COMMUNE", ("الحراش", "El Harrach"), "C/P16/1613/", 48_000),
        Entry("P31", "PROVINCE", ("وهران", "Oran", "Wahran"), "C/P31/", 1_450_000),
        Entry("3101", "COMMUNE", ("وهران", "Oran", "Wahran"), "C/P31/3101/", 610_000),
        Entry("P28", "PROVINCE", ("المسيلة", "M'Sila"), "C/P28/", 990_000),
        Entry("2816", "COMMUNE", ("سيدي عيسى", "Sidi Aïssa"), "C/P28/2816/", 72_000),
        Entry("P29", "PROVINCE", ("معسكر", "Mascara"), "C/P29/", 780_000),
        Entry("2938", "COMMUNE", ("سيدي عيسى", "Sidi Aissa"), "C/P29/2938/", 6_000),
        Entry("P09", "PROVINCE", ("البليدة", "Blida"), "C/P09/", 1_000_000),
        Entry("0921", "COMMUNE", ("الأربعاء", "Larbaa"), "C/P09/0921/", 80_000),
        Entry("P43", "PROVINCE", ("ميلة", "Mila"), "C/P43/", 760_000),
        Entry("P20", "PROVINCE", ("سعيدة", "Saïda"), "C/P20/", 330_000),
        Entry("P15", "PROVINCE", ("تيزي وزو", "Tizi Ouzou"), "C/P15/", 1_120_000),
        Entry("2505", "COMMUNE", ("ديدوش مراد", "Didouche Mourad"), "C/P25/2505/", 44_000),
        Entry("P55", "PROVINCE", ("تقرت", "Touggourt"), "C/P55/", 247_000),
        Entry("SALE", "PROVINCE", ("سلا", "Salé"), "C/SALE/", 1_000_000),
    ]
)


def found(text):
    return [(text[m.start : m.end], m.area_codes) for m in PLACES.find(text)]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("باب الو", ["1605", "D1605"]),
        ("bab el oued", ["1605", "D1605"]),
        ("babeloued", ["1605", "D1605"]),
        ("Bab el wed", ["1605", "D1605"]),
        ("بابالواد", ["1605", "D1605"]),
        ("harrach", ["1613"]),
        ("حراش", ["1613"]),
        ("وهران", ["P31", "3101"]),
        ("WAHRAN", ["P31", "3101"]),
        ("وهرلن", ["P31", "3101"]),  # a slip of the finger
        ("msila", ["P28"]),
        ("m'sila", ["P28"]),
        ("tizi ouzzou", ["P15"]),
        ("تڤرت", ["P55"]),
        ("بلدية وهران", ["3101"]),
        ("wilaya d'Oran", ["P31"]),
        ("سيدي عيسى", ["2816", "2938"]),  # the larger first
        ("سيدي عيسى معسكر", ["2938"]),
        ("sidi aissa, mascara", ["2938"]),
        ("باب الوادي، الجزائر", ["1605", "D1605"]),
        ("xyzzy", []),
        ("", []),
        ("؟!", []),
    ],
)
def test_search_is_tolerant_in_both_scripts(query, codes):
    assert PLACES.search(query, limit=5) == codes


def test_search_can_keep_to_an_area_and_to_levels():
    assert PLACES.search("سيدي", under="C/P29/") == ["2938"]
    assert PLACES.search("bab", levels={"COMMUNE"}) == ["1605"]
    assert PLACES.search("ولاية باب الوادي", levels={"COMMUNE"}) == ["1605"]


def test_named_exactly_forgives_spelling_but_not_letters():
    assert PLACES.named_exactly("سيدي عيسي") == ["2816", "2938"]
    assert PLACES.named_exactly("Sidi Aïssa, Mascara") == ["2938"]
    assert PLACES.named_exactly("oran") == ["P31", "3101"]
    assert PLACES.named_exactly("ora") == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("عجوز وحدها في باب الوادي", [("باب الوادي", ("1605", "D1605"))]),
        ("رجل نائم بالحراش", [("الحراش", ("1613",))]),
        ("من وهران وباب الوادي", [("وهران", ("P31", "3101")), ("باب الوادي", ("1605", "D1605"))]),
        ("مساعدة للبليدة", [("بليدة", ("P09",))]),
        ("#باب_الوادي", [("باب_الوادي", ("1605", "D1605"))]),
        ("بولاية وهران", [("وهران", ("P31",))]),
        ("ببلدية وهران", [("وهران", ("3101",))]),
        ("دائرة باب الوادي", [("باب الوادي", ("D1605",))]),
        ("une famille à Tizi-Ouzou", [("Tizi-Ouzou", ("P15",))]),
        ("commune d'Oran", [("Oran", ("3101",))]),
        ("rani f wahran", [("wahran", ("P31", "3101"))]),
        ("kayen f bab el wad", [("bab el wad", ("1605", "D1605"))]),
        ("saknin f tizi wezzou", [("tizi wezzou", ("P15",))]),
        ("حنا ف تڤرت", [("تڤرت", ("P55",))]),
        ("ولاية الجزائر", [("الجزائر", ("P16",))]),
    ],
)
def test_places_are_found_in_arabic_darija_french_and_arabizi(text, places):
    assert found(text) == places


def test_namesakes_are_told_apart_by_the_province_beside_them():
    assert found("سيدي عيسى ولاية معسكر")[0] == ("سيدي عيسى", ("2938",))
    assert found("في سيدي عيسى") == [("سيدي عيسى", ("2816", "2938"))]
    alone, beside = PLACES.find("في سيدي عيسى")[0], PLACES.find("في سيدي عيسى، المسيلة")[0]
    assert alone.score < beside.score


@pytest.mark.parametrize(
    "text",
    [
        "يوم الأربعاء وجدناها",
        "كانت سعيدة بالمساعدة",
        "ابنتي ميلة مريضة",
        "Ma fille Mila est malade",
        "La chambre est sale et froide",
        "شارع ديدوش مراد قرب البريد",
        "12 rue Didouche Mourad",
        "بعد المغرب",
        "رجل ينام قرب محطة القطار",
        "كاين راجل فمحطة القطار",
        "safi merci",
        "https://t.co/AQCliyRurn",
        "",
    ],
)
def test_common_words_days_persons_and_streets_are_no_places(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("سكان الأربعاء ولاية البليدة", [("الأربعاء", ("0921",)), ("البليدة", ("P09",))]),
        ("تسكن في سعيدة", [("سعيدة", ("P20",))]),
        ("wilaya de Mila", [("Mila", ("P43",))]),
        ("Elle vit à Salé", [("Salé", ("SALE",))]),
    ],
)
def test_a_common_word_with_a_witness_is_a_place(text, places):
    assert found(text) == places


@given(st.text())
def test_any_text_can_be_read(text):
    for mention in PLACES.find(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.area_codes
        assert 0 < mention.score <= 1
    PLACES.search(text)


def test_a_long_text_takes_no_long_time():
    text = "عجوز مريضة تعيش وحدها ولا أحد يزورها منذ شهر " * 200
    started = time.perf_counter()
    PLACES.find(text)
    assert time.perf_counter() - started < 2


def test_a_long_text_costs_no_more_lookups_than_a_name(monkeypatch):
    asked = []
    called = PLACES.lexicon.called
    monkeypatch.setattr(PLACES.lexicon, "called", lambda squeezed: asked.append(squeezed) or called(squeezed))
    assert PLACES.named_exactly("سيدي عيسى معسكر") == ["2938"]
    few = len(asked)
    asked.clear()
    assert PLACES.named_exactly("سيدي عيسى " * 5000 + "معسكر") == []
    assert len(asked) <= few
    asked.clear()
    words = 2 * PLACES.lexicon.longest
    assert PLACES.named_exactly(" ".join(["كلمة"] * words)) == []
    assert len(asked) <= PLACES.lexicon.longest + 1


WORDS_TOO = Gazetteer(
    [
        Entry("3018", "COMMUNE", ("المنقر", "El M'Nagueur", "Mnaguer"), "C/P55/3018/"),
        Entry("0918", "COMMUNE", ("مفتاح", "Meftah"), "C/P09/0918/", 65_000),
        Entry("1408", "COMMUNE", ("مدريسة", "Medrissa"), "C/P14/1408/", 15_000),
        Entry("P61", "PROVINCE", ("القنطرة", "El Kantara"), "C/P61/", 20_000),
        Entry("P39", "PROVINCE", ("الوادي", "El Oued"), "C/P39/", 650_000),
        Entry("3919", "COMMUNE", ("قمار", "Guemar"), "C/P39/3919/", 40_000),
        Entry("0520", "COMMUNE", ("أريس", "Arris"), "C/P05/0520/", 30_000),
        Entry("2110", "COMMUNE", ("القل", "Collo"), "C/P21/2110/", 36_000),
        Entry("P22", "PROVINCE", ("سيدي بلعباس", "Sidi Bel Abbès"), "C/P22/", 600_000),
        Entry("P31", "PROVINCE", ("وهران", "Oran"), "C/P31/", 1_450_000),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "Nous n'avons rien à manger depuis hier",
        "rien a manger",
        "CCP 0012345678 مفتاح 45",
        "CCP 0012345678 clé 45",
        "الدراري ما كيمشيوش للمدرسة",
        "بايتين تحت القنطرة حدا الواد",
        "راجلي مبلي بالقمار",
        "بات برا في باريس",
        "un sac de colle à la main",
    ],
)
def test_a_word_of_every_day_is_no_place(text):
    assert WORDS_TOO.find(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("نسكن في مفتاح", "0918"),
        ("بلدية مفتاح", "0918"),
        ("à Mnaguer il n'y a plus d'eau", "3018"),
        ("بلدية قمار", "3919"),
        ("راني في أريس", "0520"),
        ("ولاية القنطرة", "P61"),
    ],
)
def test_what_says_that_it_is_a_place_makes_it_one(text, code):
    assert [mention.area_codes[0] for mention in WORDS_TOO.find(text)] == [code]


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("هي من سيدي بلعباس وساكنة في وهران", "P31"),
        ("ana men Oran w sakna f Sidi Bel Abbes", "P22"),
        ("elle vient de Oran et habite à Sidi Bel Abbès", "P22"),
        ("راني ساكن في وهران، أصلي من سيدي بلعباس", "P31"),
    ],
)
def test_where_somebody_lives_goes_before_where_they_come_from(text, home):
    mentions = WORDS_TOO.find(text)
    assert len(mentions) == 2
    assert max(mentions, key=lambda mention: mention.score).area_codes == (home,)


def test_where_somebody_comes_from_counts_when_nothing_else_is_told():
    assert [mention.score > 0.9 for mention in WORDS_TOO.find("هي من سيدي بلعباس")] == [True]
