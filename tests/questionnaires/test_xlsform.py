"""XLSForms become XForms; all that is wrong is said at once, by sheet, row and column."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.questionnaires.conftest import CHOICES, SURVEY, workbook

from yaqaza.questionnaires import library, xform, xlsform


def faults(**sheets) -> list[tuple[str, int, str, str]]:
    with pytest.raises(xlsform.Faulty) as caught, translation.override("en"):
        xlsform.convert(workbook(**sheets).read(), suffix=".xlsx")
    return [(each.sheet, each.row, each.column, str(each.sentence)) for each in caught.value.found]


def test_a_workbook_becomes_a_form_and_its_bindings_are_read() -> None:
    made = xlsform.convert(workbook().read(), suffix=".xlsx")
    form = xform.read(made.xform)
    assert (form.form_id, form.version, form.repeats, form.files) == ("visit", "1", ["/data/child"], ["/data/photo"])
    assert made.bindings == [{"row": 2, "question": "needs", "target": "needs", "at_once": False}]


def test_all_that_is_wrong_is_said_at_once_with_its_place() -> None:
    survey = [*SURVEY[:1], ["text", "two words", "x", "x", "", ""], ["select_one nothing", "pick", "x", "x", "", ""],
              ["text", "why", "x", "x", "", "${nobody} = 1"], ["begin_group", "g", "x", "x", "", ""]]  # fmt: skip
    found = faults(survey=survey)
    assert ("survey", 3, "type", "There is no list of choices called “nothing”.") in found
    assert ("survey", 4, "relevant", "There is no question called “nobody”.") in found
    assert ("survey", 5, "type", "“g” begins here and does not end.") in found
    assert [row for sheet, row, column, _said in found if (sheet, column) == ("survey", "name")] == [2]


def test_what_only_the_converter_finds_is_said_in_our_words_too() -> None:
    assert faults(survey=[*SURVEY[:2], ["wibble", "a", "x", "x", "", ""]]) == [
        ("survey", 3, "type", "There is no question type “wibble”.")
    ]
    assert faults(survey=[*SURVEY[:2], SURVEY[1]])[0][1:] == (
        3,
        "name",
        "The name “family” stands twice in the same group.",
    )
    assert faults(choices=[*CHOICES, ["need", "", "x", "x"]])[0] == ("choices", 4, "name", "A choice needs a name.")


def test_what_would_be_worked_out_from_itself_is_said_at_its_row() -> None:
    heading = [*SURVEY[0], "calculation"]
    rows = [
        ["calculate", name, "x", "x", "", "", f"${{{other}}} + 1"] for name, other in (("one", "two"), ("two", "one"))
    ]
    assert faults(survey=[heading, [*SURVEY[1], ""], *rows]) == [
        (
            "survey", 3, "calculation",
            "This would be worked out from itself: one ← two ← one. Let one of them wait for none of the others.",
        )
    ]  # fmt: skip


def test_a_question_without_words_is_told_with_its_row() -> None:
    assert faults(survey=[*SURVEY[:2], ["text", "why", "", "", "", ""]]) == [
        ("survey", 3, "name", "The question “why” needs a label or a hint.")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_of_text_is_read_as_spreadsheets_save_it(encoding: str) -> None:
    rows = [
        '"survey",,,',
        ',"type","name","label"',
        ',"text","a","اسم"',
        '"settings",,',
        ',"form_id","form_title"',
        ',"f","ز"',
    ]
    form = xform.read(xlsform.convert("\r\n".join(rows).encode(encoding), suffix=".csv").xform)
    assert (form.form_id, form.items[0].label) == ("f", {"": "اسم"})


def test_a_table_of_text_in_another_encoding_is_refused_in_a_sentence() -> None:
    with pytest.raises(xlsform.Faulty, match="UTF-8"):
        xlsform.convert('"survey",,,\n,"type","name","label"\n,"text","a","اسم"\n'.encode("cp1256"), suffix=".csv")


def test_sentences_come_in_the_language_of_the_reader() -> None:
    with pytest.raises(xlsform.Faulty) as caught:
        xlsform.convert(workbook(survey=[SURVEY[0], ["select_one no", "a", "x", "x", "", ""]]).read(), suffix=".xlsx")
    said = caught.value.found[0].sentence
    with translation.override("fr"), pytest.raises(xlsform.Faulty) as again:
        xlsform.convert(workbook(survey=[SURVEY[0], ["select_one no", "a", "x", "x", "", ""]]).read(), suffix=".xlsx")
    assert "لا توجد قائمة" in str(said)
    assert str(again.value.found[0].sentence) == "Il n’y a pas de liste de choix « no »."


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 broken"])
def test_a_broken_file_is_refused_in_one_sentence(data: bytes) -> None:
    for suffix in (".xlsx", ".xls"):
        with pytest.raises(xlsform.Faulty) as caught:
            xlsform.convert(data, suffix=suffix)
        assert len(caught.value.found) == 1


@pytest.mark.parametrize("name", library.NAMES)
def test_every_questionnaire_of_the_ministry_is_whole_in_both_languages(name: str) -> None:
    form = xform.read(xlsform.convert(library.workbook(name).read(), suffix=".xlsx").xform)
    assert form.form_id == name
    assert [each[-3:-1] for each in form.languages] == ["ar", "fr"]
    for item in form.items:
        said = [item.label, *(each["label"] for each in item.choices)]
        assert all(set(words) == set(form.languages) and all(words.values()) for words in said if words), item.path
        assert item.label, item.path
