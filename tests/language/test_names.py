"""Names across scripts and spellings."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yaqaza.language import names
from yaqaza.language.names.explaining import Why

SAME = [
    ("محمد العربي بن مهيدي", "Mohamed Larbi Ben M'hidi"),
    ("محمد بن عبد الله", "Mohamed Benabdellah"),
    ("Mohammed Ben Abdallah", "Mohamed Benabdellah"),
    ("عبد القادر بلقاسم", "Abdelkader Belkacem"),
    ("نور الدين شريف", "Noureddine Cherif"),
    ("فاطمة الزهراء بوعلام", "Fatma Zohra Boualem"),
    ("جميلة بوحيرد", "Djamila Bouhired"),
    ("يوسف آيت أحمد", "Youcef Aït Ahmed"),
    ("غزالي خديجة", "Khadidja Ghezali"),
    ("تلمساني فيصل", "Fayçal Tlemçani"),
    ("بوتلجة حسين", "Hocine Bouteldja"),
    ("ياسين وعلي", "Yacine Ouali"),
    ("حميد الشرقي", "7amid Cherki"),
    ("خالد بوعزة", "5aled Bou3za"),
    ("ⵎⵓⵃⴰⵏⴷ ⵓⵃⵎⵓⴷ", "Mohand Ouhmoud"),
    ("ⵎⵓⵃⵎⴷ ⴰⵎⵣⵉⴰⵏ", "محمد أمزيان"),
    ("الحاج أحمد بوضياف", "Ahmed Boudiaf"),
    ("Mme Fatiha Benali", "فتيحة بن علي"),
    ("محمد بوضياف", "mohamedboudiaf"),
    ("سعيد عبدالرحمان", "Said Abd Er Rahmane"),
    ("مُحَمَّد بوضيـــاف", "محمد بوضياف"),
    ("فاطمه ايت علي", "فَاطِمَة آيت علي"),
    ("Nour-Eddine Bensaïd", "Bensaid Noureddine"),
]
DIFFERENT = [
    ("محمد العربي بن مهيدي", "Karim Ziani"),
    ("محمد بوضياف", "Mohamed Ziani"),
    ("محمد بوضياف", "Ahmed Boudiaf"),
    ("فاطمة بوعلام", "Samira Touati"),
    ("يوسف", "Rachid"),
    ("عبد القادر", "Abderrahmane"),
    ("Karim Benali", "Karim Benamar"),
    ("كريم بن علي", "كريم بن عمر"),
]
anything = st.text(max_size=60)
letters = st.text(alphabet="ابتجحدرسشعغفقكلمنهوي abdehiklmnorstuy", max_size=40)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_name_is_the_better_bet(one, other):
    assert names.similarity(one, other) >= names.THRESHOLD_PROPOSE


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_are_not_proposed(one, other):
    assert names.similarity(one, other) < names.THRESHOLD_PROPOSE


@pytest.mark.parametrize(("one", "other"), [pair for pair in SAME if pair != ("محمد بوضياف", "mohamedboudiaf")])
def test_the_same_name_shares_a_key(one, other):
    assert names.keys(one) & names.keys(other)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Mohaemd Boudiaf", "محمد بوضياف"),
        ("Khadija Gezali", "خديجة غزالي"),
        ("Boudiaf M.", "محمد بوضياف"),
        ("Larbi Ben Mhidi", "محمد العربي بن مهيدي"),
        ("محمد بوظياف", "محمد بوضياف"),
    ],
)
def test_slips_initials_and_missing_parts_are_shown_before_strangers(written, meant):
    strangers = ["محمد زياني", "كريم بوضياف", "خديجة غربي", "العربي بن يحيى", "سمير تواتي"]
    scores = names.compare(written, [meant, *strangers])
    assert scores[0] >= names.THRESHOLD_SHOW
    assert scores[0] > max(scores[1:])


def test_one_common_word_is_not_a_key_of_a_full_name():
    assert not names.keys("محمد بوضياف") & names.keys("Mohamed Ziani")


def test_a_name_has_few_keys():
    assert len(names.keys("فاطمة الزهراء بوعلام")) <= 40
    assert len(names.keys("محمد بوضياف")) <= 12


def test_a_rare_word_is_found_again_beside_an_initial():
    assert names.keys("M. Bouteldja") & names.keys("محمد بوتلجة")


def test_nothing_is_like_nothing():
    assert names.similarity("", "محمد") == 0
    assert names.similarity("???", "!!!") == 0
    assert names.compare("", ["محمد", ""]) == [0, 0]
    assert names.compare("محمد", []) == []
    assert names.keys("") == frozenset()
    assert names.explain("", "محمد") == []


def test_a_name_of_another_script_is_only_itself():
    assert names.similarity("李小龍", "李小龍") == 1
    assert names.similarity("李小龍", "محمد") == 0


def test_the_reasons_of_a_match_are_told():
    found = names.explain("الحاج محمد بوضياف", "Boudiaf Mohamed Amine")
    assert [(part.a, part.b, part.why) for part in found] == [
        (("الحاج",), (), Why.TITLE),
        (("محمد",), ("mohamed",), Why.SPELLING),
        (("بوضياف",), ("boudiaf",), Why.SPELLING),
        ((), ("amine",), Why.ALONE),
    ]
    assert "".join(unit[1] for unit in found[2].units) == "boudiaf"
    assert found[2].likely > 0.9


def test_joined_words_and_particles_are_told():
    assert [part.why for part in names.explain("boualembenali", "Boualem Ben Ali")] == [Why.JOINED]
    assert Why.PARTICLE in [part.why for part in names.explain("Karim Ben Messaoud", "كريم مسعود")]
    assert [part.why for part in names.explain("K. Tounsi", "Karim Tounsi")] == [Why.INITIAL, Why.SAME]


@given(anything, anything)
@settings(deadline=None)
@example("\ud800", "محمد")
@example("ßﬁİ", "ﷺ")
@example("ـ" * 60, "'" * 60)
@example("٣" * 40, "3'" * 30)
def test_any_text_has_a_similarity(one, other):
    value = names.similarity(one, other)
    assert 0 <= value <= 1
    assert names.similarity(other, one) == value
    assert names.compare(one, [other, one, other]) == pytest.approx(
        [value, names.similarity(one, one), value], abs=1e-5
    )
    assert names.keys(one) is not None
    for part in names.explain(one, other):
        assert 0 <= part.likely <= 1


@given(letters, letters)
@settings(deadline=None)
def test_the_order_of_two_names_does_not_matter(one, other):
    assert names.similarity(one, other) == names.similarity(other, one)


@given(letters.filter(lambda name: name.strip()))
@settings(deadline=None)
def test_a_name_is_itself(name):
    assert names.similarity(name, name) == 1
    assert names.keys(name) == names.keys(f" {name.upper()} ")


@given(st.text(min_size=200, max_size=3000), st.sampled_from(["a b c d e f g", "ع" * 500, "mohamed " * 100]))
@settings(deadline=None, max_examples=30)
def test_long_text_takes_no_longer_than_a_bound(text, other):
    names.prewarm()
    started = time.process_time()
    names.similarity(text, other)
    names.keys(text)
    assert time.process_time() - started < 0.1
