"""Expressions are read before phones fall over them; what is wrong is said by sheet, row and column, and nothing valid is refused."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.questionnaires.conftest import SURVEY, workbook

from yaqaza.questionnaires import library, xform, xlsform, xpath
from yaqaza.questionnaires.xpath import Fault

VALID = [
    ".", "..", "/data/a", "../a/b", "-1", "1.5 + .5", ". >= 0 and . <= 120", "selected(/data/a, 'x') or not(/data/b)", "today() - 1",
    "if(/a > 1, 'x', if(/b, \"y\", 3))", "count(/a/b[c = current()/../d]) div 2 mod 3", "instance('x')/choices/item[name = /a]/label",
    "jr:choice-name(/a, '/a')", "position(..)", "indexed-repeat(/a/b, /a, 1)", "* * *", "/a | /b", "child::a/@id", "//a/text()",
    "concat()", "string-length(.) = 8", "div div mod", "once(uuid())", "true()", "((((1))))", "$name + 1",
]  # fmt: skip
WRONG = [
    (". >", Fault("SYNTAX", "", 3)),
    ("1 2", Fault("SYNTAX", "2", 2)),
    (". > 0 adn . < 3", Fault("SYNTAX", "adn . < 3", 6)),
    ("sum(/a", Fault("SYNTAX", "", 6)),
    ("5 )", Fault("SYNTAX", ")", 2)),
    ("'x", Fault("SYNTAX", "'x")),
    ("a & b", Fault("SYNTAX", "& b", 1)),
    ("slected(/a, 'x')", Fault("UNKNOWN", "slected", 0)),
    ("1 + if(/a, 2)", Fault("COUNT", "if", 4, 2, 3, 3)),
    ("today(1)", Fault("COUNT", "today", 0, 1, 0, 0)),
]


@pytest.mark.parametrize("expression", VALID)
def test_what_can_be_computed_is_taken(expression: str) -> None:
    assert xpath.check(expression) is None


@pytest.mark.parametrize(("expression", "fault"), WRONG)
def test_what_cannot_is_told_with_its_place(expression: str, fault: Fault) -> None:
    assert xpath.check(expression) == fault


@given(st.text(max_size=60))
def test_any_text_is_read_to_its_end(text: str) -> None:
    fault = xpath.check(text)
    assert fault is None or fault.kind in ("SYNTAX", "UNKNOWN", "COUNT")


def test_a_chain_as_deep_as_nobody_writes_is_not_refused() -> None:
    assert xpath.check("if(1, 2, " * 3000 + "3" + ")" * 3000) is None


def faults(rows: list[list[str]], heading: str) -> list[tuple[str, int, str, str]]:
    survey = [[*SURVEY[0], heading], *[[*row, ""] for row in SURVEY[1:]], *rows]
    with translation.override("en"), pytest.raises(xlsform.Faulty) as faulty:
        xlsform.convert(workbook(survey=survey).read(), suffix=".xlsx")
    return [(each.sheet, each.row, each.column, str(each.sentence)) for each in faulty.value.found]


def test_faults_are_told_by_sheet_row_and_column_in_the_words_of_the_cell() -> None:
    rows = [
        ["integer", "a", "x", "x", "", "", "${size} > and . < 3"],
        ["integer", "b", "x", "x", "", "slected(${needs}, 'SHELTER')", ""],
        ["integer", "c", "x", "x", "", "", "selected(${needs})"],
        ["integer", "d", "x", "x", "", "", "(. > 1"],
    ]
    assert faults(rows, "constraint") == [
        ("survey", 9, "constraint", "This expression cannot be read from “. < 3” on."),
        ("survey", 10, "relevant", "There is no function called “slected”. Did you mean “selected”?"),
        ("survey", 11, "constraint", "“selected” takes 2 values between its brackets; here stand 1."),
        ("survey", 12, "constraint", "This expression ends too early: a value or a closing bracket is missing."),
    ]


def test_what_the_converter_refuses_is_told_together_with_expressions() -> None:
    rows = [["integer", "a", "x", "x", "", "", "${nobody} > 1"], ["integer", "b", "x", "x", "", "", "1 +"]]
    assert [each[:3] for each in faults(rows, "constraint")] == [
        ("survey", 9, "constraint"),
        ("survey", 10, "constraint"),
    ]


@pytest.mark.parametrize("cell", ["yes", "TRUE", "no", "${size} = 1", "${last-saved#size} > 2", "‘a’ = “b”"])
def test_cells_that_the_converter_reads_otherwise_are_left_to_it(cell: str) -> None:
    survey = [*SURVEY, ["integer", "a", "x", "x", cell, ""]]
    assert xlsform.convert(workbook(survey=survey).read(), suffix=".xlsx").xform


def test_a_form_as_xml_is_told_by_the_place_in_it() -> None:
    made = xlsform.convert(workbook().read(), suffix=".xlsx").xform
    assert xform.faults(made) == []
    broken = made.replace(b'relevant=" /data/size  &gt; 0"', b'relevant="/data/size &gt; foo()"')
    assert broken != made
    with translation.override("en"):
        assert [str(each.sentence) for each in xform.faults(broken)] == [
            "/data/needs (relevant): There is no function called “foo”. Did you mean “floor”?"
        ]


@pytest.mark.parametrize("name", library.NAMES)
def test_the_forms_of_the_ministry_hold(name: str) -> None:
    assert xform.faults(xlsform.convert(library.workbook(name).read(), suffix=".xlsx").xform) == []
