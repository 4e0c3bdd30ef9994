"""Hamlets, quarters and landmarks that no register lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaqaza.language.places.spots import find_spots


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("السلام عليكم دوار تفنوت جماعة تلات نيعقوب إقليم الحوز", [("تفنوت", "HAMLET")]),
        ("حنا في دوار ايت بوعلي خاصنا الخيام", [("ايت بوعلي", "HAMLET")]),
        ("دوار تيزي نتاست، 40 عائلة بلا ماكلة", [("تيزي نتاست", "HAMLET")]),
        ("douar Ighil commune Ouirgane besoin de tentes", [("Ighil", "HAMLET")]),
        ("f dwar imi n tala kayn 12 3a2ila", [("imi n tala", "HAMLET")]),
        ("مرا كبيرة ناعسة قرب محطة القطار بباب الوادي", [("محطة القطار", "LANDMARK")]),
        ("une dame âgée près de la gare d'Agha, seule", [("gare d'Agha", "LANDMARK")]),
        ("عائلة في حي الزيتون بلدية بوقاعة", [("الزيتون", "QUARTER")]),
        ("دوار أكدال نواحي أزيلال، وقدام المسجد الكبير", [("أكدال", "HAMLET"), ("المسجد الكبير", "LANDMARK")]),
        ("الدوار كامل طاح", []),
        ("دوار، مكاين والو", []),
        ("ساكن قريب من هنا", []),
    ],
    ids=range(12),
)
def test_a_named_spot_ends_where_the_sentence_goes_on(text, named):
    assert [(text[spot.start : spot.end], spot.kind) for spot in find_spots(text)] == named


def test_the_word_before_the_name_is_told():
    text = "Au Douar Tnirt."
    (spot,) = find_spots(text)
    assert text[slice(*spot.cue)] == "Douar"


@given(st.text(max_size=300))
def test_no_text_breaks_it(text):
    for spot in find_spots("دوار " + text + " قرب مسجد " + text):
        assert 0 <= spot.cue[0] < spot.cue[1] <= spot.start < spot.end
