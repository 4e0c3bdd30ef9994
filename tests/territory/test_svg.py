"""Maps drawn by the server."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation

from yaqaza.territory import svg
from yaqaza.territory.models import Level


@pytest.fixture(autouse=True)
def _arabic():
    with translation.override("ar"):
        yield


def drawn(*args, **kwargs):
    return ElementTree.fromstring(svg.choropleth(*args, **kwargs))  # noqa: S314 - our own drawing


def classes(tree, tag="path"):
    return [node.get("class") for node in tree.iter(tag) if node.get("class")]


def test_a_map_shows_what_lies_directly_inside(squares):
    tree = drawn(squares.country)
    assert tree.get("role") == "img"
    assert tree.get("aria-label") == "خريطة الجزائر"
    assert classes(tree) == ["area area--0"] * 3
    assert [node.text for node in tree.iter("title")] == ["الجزائر", "المسيلة", "معسكر"]
    assert {node.text for node in tree.iter("text")} == {"الجزائر", "المسيلة", "معسكر"}


def test_a_map_can_show_a_level_at_any_depth(squares):
    assert len(classes(drawn(squares.algiers, level=Level.COMMUNE))) == 3
    assert len(classes(drawn(squares.algiers))) == 2
    assert len(classes(drawn(squares.casbah))) == 1


def test_figures_colour_in_five_steps_and_hatch_what_is_not_known(squares):
    values = {squares.algiers.pk: 100, squares.msila.pk: 1, squares.mascara.pk: None}
    tree = drawn(squares.country, values)
    assert classes(tree) == ["area area--4", "area area--1", "area area--none"]
    assert [node.text for node in tree.iter("title")] == ["الجزائر: 100", "المسيلة: 1", "معسكر: غير معروف"]


def test_steps_grow_with_the_figure_and_nothing_is_always_the_lowest():
    assert svg.scale({1: 0, 2: 1, 3: 25, 4: 50, 5: 100, 6: None}) == {1: 0, 2: 1, 3: 2, 4: 3, 5: 4}
    assert svg.scale({1: 0, 2: 0}) == {1: 0, 2: 0}
    assert svg.scale({}) == {}


def test_a_pin_stands_at_its_point_with_its_number(squares):
    tree = drawn(squares.country, pins=[svg.Pin(0.5, 0.5, 4, "1", chosen=True), svg.Pin(2.9, 0.9, 2)])
    assert classes(tree, "circle") == ["halo", "pin pin--4", "pin pin--2"]
    assert [node.text for node in tree.iter("text") if node.get("class") == "pin-text"] == ["1"]
    first, second = (float(node.get("cx")) for node in tree.iter("circle") if "pin " in node.get("class"))
    assert first < second  # east is on the right, in Arabic too


def test_the_chosen_area_is_marked(squares):
    assert "area area--0 area--chosen" in classes(drawn(squares.country, chosen=squares.msila))


def test_names_do_not_cover_each_other(squares):
    tree = drawn(squares.country, pins=[svg.Pin(1.5, 0.5, 4, "1")])
    assert "المسيلة" not in {node.text for node in tree.iter("text")}


def test_names_cannot_break_the_drawing(squares):
    squares.msila.name_ar = '<script>"&'
    squares.msila.save()
    assert "<script>" not in svg.choropleth(squares.country)


def test_an_area_without_outline_has_no_map(places):
    assert svg.choropleth(places.algiers) == ""


def test_a_second_drawing_reads_no_outline(squares, django_assert_num_queries):
    svg.choropleth(squares.country)
    with django_assert_num_queries(1):
        svg.choropleth(squares.country, {squares.msila.pk: 3})


def test_the_tag_draws_the_same(squares):
    page = Template("{% load territory %}{% area_map area values=values %}").render(
        Context({"area": squares.country, "values": {squares.algiers.pk: 1}})
    )
    assert re.findall(r'class="(area[^"]*)"', page) == ["area area--4", "area area--none", "area area--none"]
