"""What a message says, and the words that say it."""

import dataclasses
import subprocess
import sys
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yaqaza.language import Analysis, analyse, analyse_many
from yaqaza.language.model import NEEDS
from yaqaza.language.places import Entry, Gazetteer


def stated(text):
    return set(analyse(text, country="MA").stated)


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("خاصنا الخيام والأغطية", {"SHELTER", "BLANKETS_CLOTHES"}),
        ("الديور طاحو كاملين والناس ناعسين برا", {"SHELTER"}),
        ("باقين ناس تحت الردم", {"RESCUE"}),
        ("ما كلينا والو من البارح", {"FOOD_WATER"}),
        ("كاينين الجرحى وما كاين لا طبيب لا دوا", {"MEDICAL"}),
        ("الماكلة وصلات الحمد لله، خاصنا غير الخيام", {"SHELTER"}),
        ("ma3ndna la makla la ma", {"FOOD_WATER"}),
        ("nous avons besoin de tentes", {"SHELTER"}),
        ("الحمد لله حنا بخير والديور واقفين والماكلة كاينة", set()),
        ("", set()),
    ],
)
def test_needs_are_told_from_what_is_denied_or_covered(text, needs):
    assert stated(text) == needs


def test_what_is_covered_and_what_is_absent_are_said_with_their_words():
    text = "الماكلة وصلات، ماكاينش الجرحى، خاصنا الخيام"
    analysis = analyse(text, country="MA")
    assert analysis.denied == {"FOOD_WATER": "covered", "MEDICAL": "absent"}
    assert [text[start:end] for start, end in analysis.why["denied:FOOD_WATER"]] == ["الماكلة"]
    assert [text[start:end] for start, end in analysis.why["denied:MEDICAL"]] == ["الجرحى"]


@pytest.mark.parametrize(
    ("text", "need", "word"),
    [
        ("السلام عليكم خوتي كيفاش نديرو باش نتواصلو معكم راه خاصنا الخيام", "SHELTER", "الخيام"),
        ("Bonjour à tous, depuis hier au village nous avons besoin de médicaments", "MEDICAL", "médicaments"),
        ("راه ناس تحت الأنقــــاض فدوار إغيل", "RESCUE", "الأنقــــاض"),
    ],
)
def test_the_reasons_point_at_the_words_of_the_original_text(text, need, word):
    why = analyse(text, country="MA").why[need]
    assert any(word in text[start:end] for start, end in why)
    assert all(0 <= start < end <= len(text) for start, end in why)


@pytest.mark.parametrize(
    ("text", "country", "language", "script"),
    [
        ("نطلب من السلطات المختصة التدخل العاجل لإنقاذ العائلات المتضررة", "MA", "ar", "arabic"),
        ("عافاكم راه الدراري ديالنا ناعسين فالزنقة بزاف ديال البرد", "MA", "ary", "arabic"),
        ("رانا بايتين برا وماكانش اللي عاونا، بصح الدراهم ماكاش تاع الكرا", "DZ", "arq", "arabic"),
        ("3afakom rah drari dyalna na3sin f zen9a", "MA", "arz", "latin"),
        ("Nous dormons dehors depuis trois nuits avec les enfants", "MA", "fr", "latin"),
        ("People are trapped under the rubble, please send help", "MA", "en", "latin"),
    ],
)
def test_the_language_is_told(text, country, language, script):
    analysis = analyse(text, country=country)
    assert (analysis.languages[0], analysis.script) == (language, script)


@pytest.mark.parametrize(
    "text", ["12345", "0550 12 34 56", "٠٦٦١٢٣٤٥٦٧", "!!! ؟؟", "😀😀", "12/03/2026", "—", "2 + 2 = 4", "#1"]
)
def test_digits_and_signs_are_in_no_language(text):
    analysis = analyse(text, country="MA")
    assert (analysis.languages, analysis.script) == ((), "")


def test_tifinagh_is_tamazight():
    analysis = analyse("ⴰⵣⵓⵍ ⴼⵍⵍⴰⵡⵏ", country="MA")
    assert (analysis.languages, analysis.script) == (("ber",), "tifinagh")


def test_asking_is_told_from_news_and_offers():
    ask = analyse("عافاكم عاونونا راه ما عندنا فين نباتو", country="MA")
    thanks = analyse("شكرا لكل المتطوعين على المجهودات", country="MA")
    assert ask.asks > 0.5 > thanks.asks


def test_a_life_in_danger_is_more_urgent_than_a_request_for_papers():
    life = analyse("باقين ناس حيين تحت الأنقاض", country="MA")
    papers = analyse("بغيت نعرف كيفاش نصاوب عقد الازدياد لولدي", country="MA")
    assert life.urgency > papers.urgency + 0.3


def test_contacts_numbers_and_names_are_read_out():
    text = "سميتي فاطمة الزهراء، عندي 3 أطفال، عمري 45 سنة، حنا 12 عائلة. اتصلو 0661234567"
    analysis = analyse(text, country="MA")
    assert [phone.number for phone in analysis.phones] == ["+212661234567"]
    assert [age.years for age in analysis.ages] == [45]
    assert [(count.number, count.unit) for count in analysis.counts] == [(3, "children"), (12, "families")]
    assert (analysis.people_count, analysis.families_count) == (3, 12)
    assert [name.name for name in analysis.names] == ["فاطمة الزهراء"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("je m'appelle Khadija Benali et je vis à Fès", ["Khadija Benali"]),
        ("السيد محمد بن عبد الله مريض", ["محمد بن عبد الله"]),
        ("my name is Youssef from Agadir", ["Youssef"]),
        ("السيد الوزير قال", []),
        ("السيد محمد من Baraki", ["محمد"]),
        ("Baraki", []),
        ("راجل عمره 74 سنة سيدي محمد", []),
        ("madame la ministre", []),
    ],
)
def test_names_stand_after_words_that_announce_them(text, names):
    assert [name.name for name in analyse(text, country="MA").names] == names


def test_places_come_from_the_gazetteer_that_is_given():
    gazetteer = Gazetteer([Entry("1", "COMMUNE", ("أمزميز", "Amizmiz"))])
    text = "الناس فجماعة أمزميز بلا خيام"
    assert [place.area_codes for place in analyse(text, country="MA", gazetteer=gazetteer).places] == [("1",)]
    assert analyse(text, country="MA").places == ()


@pytest.mark.parametrize(
    ("text", "names", "places"),
    [
        ("Mme Khadidja commune de Baraki", ["Khadidja"], ["Baraki"]),
        ("Mme Khadidja Baraki Alger", ["Khadidja"], ["Baraki", "Alger"]),
        ("Mme Khadidja Baraki a froid", ["Khadidja Baraki"], ["Baraki"]),
        ("الناس فجماعة مولاي بوسلهام", [], ["مولاي بوسلهام"]),
        ("74 سنة سيدي محمد", [], ["سيدي محمد"]),
    ],
)
def test_a_place_is_not_the_name_of_a_person(text, names, places):
    gazetteer = Gazetteer(
        [
            Entry("16", "PROVINCE", ("الجزائر", "Alger"), "16/"),
            Entry("1614", "COMMUNE", ("براقي", "Baraki"), "16/1614/"),
            Entry("1602", "COMMUNE", ("سيدي محمد", "Sidi M'Hamed"), "16/1602/"),
            Entry("9", "COMMUNE", ("مولاي بوسلهام", "Moulay Bousselham"), "9/"),
        ]
    )
    analysis = analyse(text, country="DZ", gazetteer=gazetteer)
    assert [name.name for name in analysis.names] == names
    assert [text[place.start : place.end] for place in analysis.places] == places


def test_many_are_read_like_one_at_a_time_and_in_order():
    texts = ["خاصنا الخيام", "", "merci à tous"]
    assert list(analyse_many(texts, country="MA")) == [analyse(text, country="MA") for text in texts]


def test_an_analysis_is_a_plain_value():
    analysis = analyse("خاصنا الخيام", country="MA")
    assert isinstance(analysis, Analysis)
    assert list(analysis.needs) == list(NEEDS)
    with pytest.raises(dataclasses.FrozenInstanceError):
        analysis.script = "latin"


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, yaqaza.language; print([m for m in ('numpy', 'phonenumbers', 'rapidfuzz') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=400))
@example("⓵ عايلات ²")
def test_any_text_is_read_without_failing(text):
    analysis = analyse(text, country="DZ")
    assert all(0 <= value <= 1 for value in (*analysis.needs.values(), analysis.asks, analysis.urgency))
    for spans in analysis.why.values():
        assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    "piece", ["ا", "0", "خاصنا خيام ", "06 ", "\u0301", "😀", "ما لا ", "a1", "CCP 1 ", "و و ", "(", "السيد "]
)
def test_a_very_long_text_is_read_in_bounded_time(piece):
    text = piece * (100_000 // len(piece))
    start = time.perf_counter()
    analyse(text, country="DZ")
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    "text", ["عاجل جدا ناس تحت الأنقاض أنقذونا راهم يموتون", "محتاجين خيام وأغطية", "plus de lait pour les bébés"]
)
def test_who_states_a_need_asks_or_reports(text):
    analysis = analyse(text, country="DZ")
    assert analysis.stated
    assert analysis.asks >= max(analysis.needs.values())
    assert analysis.why["asks"]
