"""The field in which people say where."""

import pytest
from django import forms
from django.utils import translation
from django.utils.html import escape

from yaqaza.territory.forms import AreaField
from yaqaza.territory.models import Level


class Where(forms.Form):
    area = AreaField()
    other = AreaField(required=False, levels=[Level.COMMUNE])


@pytest.fixture(autouse=True)
def _arabic():
    with translation.override("ar"):
        yield


def form(**data):
    return Where(data)


def test_a_pick_is_taken_as_it_was_made(squares):
    picked = form(area="باب الوادي، الجزائر", area_id=str(squares.bab_el_oued.uuid), area_name="باب الوادي، الجزائر")
    assert picked.is_valid()
    assert picked.cleaned_data == {"area": squares.bab_el_oued, "other": None}


def test_a_name_is_resolved_without_javascript(squares):
    assert form(area="el harrach").is_valid()
    written = form(area="الحراش", other="القصبه")
    assert written.is_valid()
    assert written.cleaned_data == {"area": squares.harrach, "other": squares.casbah}


def test_a_later_edit_makes_the_pick_void(squares):
    edited = form(area="الحراش", area_id=str(squares.casbah.uuid), area_name="القصبة، الجزائر")
    assert edited.is_valid()
    assert edited.cleaned_data["area"] == squares.harrach


def test_namesakes_are_offered_and_the_choice_is_taken(squares):
    first = form(area="سيدي عيسى")
    assert first.errors["area"].as_data()[0].code == "ambiguous"
    page = str(first["area"])
    assert page.count('type="radio"') == 2
    assert "سيدي عيسى، معسكر" in page
    second = form(area="سيدي عيسى", area_choice=str(squares.other_sidi_aissa.uuid), area_choice_for="سيدي عيسى")
    assert second.is_valid()
    assert second.cleaned_data["area"] == squares.other_sidi_aissa


def test_the_offers_of_one_form_do_not_stay_for_the_next(squares):
    assert not form(area="سيدي عيسى").is_valid()
    assert 'type="radio"' not in str(form(area="الحراش")["area"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "required"),
        ("   ", "required"),
        ("الحراشش", "near"),
        ("قرطبة", "unknown"),
        ("<b>x</b>", "unknown"),
        ("ا" * 500, "unknown"),
    ],
)
def test_what_is_no_place_is_told_kindly(squares, text, code):
    wrong = form(area=text)
    assert wrong.errors["area"].as_data()[0].code == code
    if text.strip():
        assert escape(text.strip()) in str(wrong["area"])


def test_a_pick_that_does_not_exist_falls_back_to_the_name(squares):
    old = form(area="الحراش", area_id="00000000-0000-0000-0000-000000000000", area_name="الحراش")
    assert old.is_valid()
    assert old.cleaned_data["area"] == squares.harrach


def test_a_field_keeps_to_its_area_and_levels(squares):
    inside = Where({"area": "سيدي عيسى"})
    inside.fields["area"].within = squares.mascara
    assert inside.is_valid()
    assert inside.cleaned_data["area"] == squares.other_sidi_aissa
    outside = form(area="الحراش", area_id=str(squares.harrach.uuid), area_name="الحراش")
    outside.fields["area"].within = squares.mascara
    assert outside.errors["area"] == ["هذا المكان خارج معسكر."]
    province = form(area="معسكر", other="معسكر")
    assert province.errors["other"].as_data()[0].code == "unknown"


def test_an_area_is_shown_by_its_full_name(squares):
    page = str(Where(initial={"area": squares.bab_el_oued})["area"])
    assert 'value="باب الوادي، الجزائر"' in page
    assert str(squares.bab_el_oued.uuid) in page
    assert "باب الوادي، الجزائر" in str(Where(initial={"area": str(squares.bab_el_oued.uuid)})["area"])
    assert 'value=""' in str(Where(initial={"area": "nothing"})["area"])


def test_a_form_knows_whether_the_place_changed(squares):
    initial = {"area": squares.harrach}
    same = {"area": "الحراش، الجزائر", "area_id": str(squares.harrach.uuid), "area_name": "الحراش، الجزائر"}
    assert not Where(same, initial=initial).has_changed()
    assert Where({**same, "area": "القصبة"}, initial=initial).has_changed()
