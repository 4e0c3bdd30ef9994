"""Words, clauses, and whether what they name is lacked, at hand or denied."""

import pytest

from yaqaza.language.lexicon import lexicon
from yaqaza.language.reading import HAVE, NEED, NOT, PLAIN, read


def meant(text, of="SHELTER.thing"):
    reading = read(text)
    return [reading.modes[first] for name, first, _ in reading.classes if name == of]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("الخيام", PLAIN),
        ("خاصنا الخيام", NEED),
        ("محتاجين بزاف ديال الخيام", NEED),
        ("الخيام ناقصين", NEED),
        ("ماعندناش الخيام", NOT),
        ("معندناش الخيام", NOT),
        ("ما عندنا حتى خيمة", NOT),
        ("ماكاين لا ماكلة لا خيام", NOT),
        ("الخيام ما وصلوش", NOT),
        ("بلا خيام", NOT),
        ("دون أي خيام", NOT),
        ("الخيام وصلو", HAVE),
        ("وصلت الخيام", HAVE),
        ("كاينة الخيمة", HAVE),
        ("ماخصناش الخيام", HAVE),
        ("لا نحتاج خيام", HAVE),
        ("ما خاصنا لا ماكلة لا خيام", HAVE),
        ("الماكلة وصلات ولكن الخيام ناقصين", NEED),
        ("الماكلة كاينة، الخيام لا", PLAIN),
        ("khassna lkhayma", NEED),
        ("ma3ndna la makla la khayma", NOT),
        ("lkhyam wslo", HAVE),
        ("nous avons besoin de tentes", NEED),
        ("il n'y a pas de tentes", NOT),
        ("nous avons des tentes", HAVE),
        ("sans tente", NOT),
        ("we need tents", NEED),
        ("we have no tents", NOT),
        ("the tents arrived", HAVE),
    ],
)
def test_what_is_needed_is_told_from_what_is_at_hand(text, mode):
    assert meant(text) == [mode]


def test_a_french_article_is_not_an_arabizi_no():
    assert meant("la tente est dans la maison") == [PLAIN]


@pytest.mark.parametrize(
    "word", ["خيمة", "والخيام", "خيمتنا", "بالخيمات", "الخياااام", "خِيَام", "خيـــام", "khayma", "lkhayma", "tentes"]
)
def test_a_word_is_known_with_whatever_is_joined_to_it(word):
    assert "SHELTER.thing" in {name for name, _, _ in read(word).classes}


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("بطانايات", "BLANKETS_CLOTHES.thing"), ("مجروحيين", "MEDICAL.harm"), ("الانقاظ", "RESCUE.harm")],
)
def test_a_word_is_known_with_one_slip(word, meaning):
    assert meaning in {name for name, _, _ in read(word).classes}
    assert read(word).words[0].near


def test_water_is_not_the_word_not():
    assert meant("نحتاج إلى ماء", "FOOD_WATER.thing") == [NEED]
    assert meant("ما مشينا", "FOOD_WATER.thing") == []


def test_a_phrase_is_one_meaning():
    reading = read("كيسمعو صوت تحت الأنقاض")
    assert ("RESCUE.harm", 2, 3) in reading.classes


def test_spans_point_into_the_original_text():
    text = "السلام\u200f، الخِيَام👍 وصلو!"
    reading = read(text)
    assert [text[start:end] for start, end in reading.spans] == ["السلام\u200f", "الخِيَام", "👍", "وصلو"]


def test_every_class_of_the_files_is_known():
    assert {"scope.no", "scope.have", "scope.need", "scope.none", "scope.but"} <= set(lexicon().classes)


@pytest.mark.parametrize(
    "text", ["جارتنا فاطمة عندها 78 سنة", "خديجة عندها 78 سنة", "كريم عندو 9 سنين", "Fatima 3andha 78 ans"]
)
def test_a_name_and_an_age_are_neither_needs_nor_at_hand(text):
    reading = read(text)
    assert [name for name, _, _ in reading.classes if name[0].isupper()] == []
    assert set(reading.modes) == {0}


@pytest.mark.parametrize(
    "text",
    [
        "رانا 12 عايلة بلا ما", "بلا ما من البارح", "بلا ما ولا ضو", "ماكاش ما", "ما كانش ما وبلا ضو", "رانا بلا ما، عاونونا",
        "rana bla ma", "bla ma w bla daw", "makach ma f la cité",
    ],
)  # fmt: skip
def test_what_denies_nothing_is_water(text):
    assert meant(text, of="FOOD_WATER.thing")[:1] == [NOT]


@pytest.mark.parametrize(
    "text",
    ["خرج بلا ما يقول والو", "بلا ما تشوفو", "ja bla ma y3eyet", "sans ma voiture", "ما بقاش", "والو ما", "kima ma"],
)
def test_what_denies_something_is_no_water(text):
    assert meant(text, of="FOOD_WATER.thing") == []
