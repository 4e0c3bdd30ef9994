"""Names that sound alike in two scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaqaza.language.skeleton import keys, similarity

SAME = [
    ("محمد العربي بن مهيدي", "Mohamed Larbi Ben M'hidi"),
    ("عبد القادر بلقاسم", "Abdelkader Belkacem"),
    ("عبد الرحمن", "Abderrahmane"),
    ("نور الدين شريف", "Noureddine Cherif"),
    ("فاطمة الزهراء بوعلام", "Fatma Zohra Boualem"),
    ("جميلة بوحيرد", "Djamila Bouhired"),
    ("يوسف آيت أحمد", "Youcef Aït Ahmed"),
    ("غزالي خديجة", "Khadidja Ghezali"),
    ("تلمساني فيصل", "Fayçal Tlemçani"),
    ("بوتلجة حسين", "Hocine Bouteldja"),
    ("الشرقي", "Cherki"),
    ("ياسين وعلي", "Yacine Ouali"),
    ("ⵎⵓⵃⴰⵏⴷ ⵓⵃⵎⵓⴷ", "Mohand Ouhmoud"),
]
DIFFERENT = [
    ("محمد العربي بن مهيدي", "Karim Ziani"),
    ("فاطمة بوعلام", "Samira Touati"),
    ("يوسف", "Rachid"),
    ("عبد القادر", "Abderrahmane"),
]


@pytest.mark.parametrize(("arabic", "latin"), SAME)
def test_the_same_name_in_two_scripts_is_alike_and_shares_a_key(arabic, latin):
    assert similarity(arabic, latin) > 0.8
    assert keys(arabic) & keys(latin)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_are_not_alike(one, other):
    assert similarity(one, other) < 0.75


def test_the_order_of_the_words_does_not_matter():
    assert similarity("Ben M'hidi Larbi", "العربي بن مهيدي") == pytest.approx(
        similarity("Larbi Ben M'hidi", "العربي بن مهيدي")
    )


def test_one_common_word_is_not_a_key_of_a_full_name():
    assert not keys("محمد بوضياف") & keys("Mohamed Ziani")


def test_nothing_is_like_nothing():
    assert similarity("", "محمد") == 0
    assert similarity("???", "!!!") == 0
    assert keys("") == frozenset()


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_has_a_similarity(one, other):
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, other) == pytest.approx(similarity(other, one), abs=0.15)
    keys(one)


@given(st.text(alphabet="ابتجحدرسشعغفقكلمنهوي ", min_size=1, max_size=30))
def test_a_name_is_itself(name):
    if similarity(name, name):
        assert similarity(name, name) == 1
