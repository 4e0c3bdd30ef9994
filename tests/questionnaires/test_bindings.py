"""Bindings lead somewhere, or say by row why they do not."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.questionnaires.conftest import workbook

from yaqaza.questionnaires import bindings, library, xform, xlsform
from yaqaza.questionnaires.models import Version


def check(rows: list[list[str]]) -> list[tuple[int, str, str]]:
    made = xlsform.convert(workbook(bindings=[["question", "target"], *rows]).read(), suffix=".xlsx")
    with translation.override("en"):
        found = bindings.check(made.bindings, xform.read(made.xform).outline())
    return [(each.row, each.column, str(each.sentence).split(". ")[0]) for each in found]


def test_an_answer_that_fits_its_target_is_bound() -> None:
    assert check([["needs", "needs"], ["family", "household.address"]]) == []


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (["nobody", "needs"], "question", "There is no question called “nobody”."),
        (["needs", "nowhere"], "target", "Nothing in the file is called “nowhere”"),
        (
            ["size", "household.address"],
            "question",
            "“household.address” takes a text, but the question is of the type “int”.",
        ),
        (
            ["needs", "person.sex"],
            "question",
            "“person.sex” takes one choice, but the question is of the type “select”.",
        ),
    ],
)
def test_what_does_not_fit_is_said_by_row(row: list[str], column: str, sentence: str) -> None:
    assert check([row]) == [(2, column, sentence)]


def test_two_answers_for_one_place_are_refused() -> None:
    assert check([["family", "household.address"], ["family", "household.address"]]) == [
        (3, "target", "“household.address” is filled from row 2 already.")
    ]


def test_choices_that_the_file_does_not_know_are_named() -> None:
    choices = [["list_name", "name", "label"], ["need", "FOOD_WATER", "x"], ["need", "MOON", "y"]]
    made = xlsform.convert(workbook(choices=choices).read(), suffix=".xlsx")
    with translation.override("en"):
        found = bindings.check(made.bindings, xform.read(made.xform).outline())
    assert [str(each.sentence) for each in found] == ["“needs” does not know these choices: MOON."]


@pytest.mark.parametrize("name", library.NAMES)
def test_the_bindings_of_the_ministry_lead_somewhere(name: str) -> None:
    made = xlsform.convert(library.workbook(name).read(), suffix=".xlsx")
    assert bindings.check(made.bindings, xform.read(made.xform).outline()) == []


@pytest.mark.parametrize(
    ("told", "value"),
    [("7", "7"), ("-3", "-3"), ("007", "7"), ("abc", ""), ("²", ""), ("٧", ""), ("1.5", ""), ("1" * 10, "")],
)
def test_a_whole_number_is_read_or_left_out(told: str, value: str) -> None:
    outline = {"fields": [{"path": "/data/age", "type": "int"}], "items": []}
    version = Version(bindings=[{"question": "age", "target": "person.age"}], outline=outline)
    assert bindings.answered(version, {"age": told}).get("person.age", "") == value


def test_a_target_of_no_kind_is_not_taken() -> None:
    with pytest.raises(ValueError, match="no kind"):
        bindings.register(bindings.Target("x.y", "x", "NUMBER"))
    assert "x.y" not in bindings.TARGETS
