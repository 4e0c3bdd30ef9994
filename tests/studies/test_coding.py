"""Transcripts: sentences, names, themes together, agreement of coders against published figures."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from yaqaza.studies import coding, focus_forms
from yaqaza.studies.coding import Agreement, Coded


def test_sentences_end_with_a_mark_or_a_line() -> None:
    text = "لا ماء في الحي. هل يأتي الماء؟ لا!\nقالت امرأة: نشتريه"
    assert [each.text for each in coding.sentences(text)] == [
        "لا ماء في الحي.",
        "هل يأتي الماء؟",
        "لا!",
        "قالت امرأة: نشتريه",
    ]
    assert [each.first for each in coding.sentences(text)] == [True, False, False, True]


@given(st.text("ab .!؟\n", max_size=60))
def test_sentences_are_the_words_of_the_text_in_order(text) -> None:
    found = coding.sentences(text)
    assert [text[each.start : each.end] for each in found] == [each.text for each in found]
    assert "".join("".join(each.text.split()) for each in found) == "".join(text.split())


def test_names_and_telephones_are_found_and_stripped() -> None:
    text = "اسمي فاطمة بن علي. هاتفي 0661 23 45 67 والماء لا يأتي."
    found = coding.named(text, "DZ")
    assert [each.phone for each in found] == [False, True]
    clean = coding.stripped(text, found, name="[اسم]", phone="[هاتف]")
    assert "فاطمة" not in clean
    assert "0661" not in clean
    assert clean.endswith("والماء لا يأتي.")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("اسمي فاطمة زروقي.", "اسمي [اسم]."),  # the surname that no list knows goes with the name before it
        ("قال بلقاسم إن الماء لا يأتي.", "قال [اسم] إن الماء لا يأتي."),
        ("قال بلخضر إنه ينتظر.", "قال [اسم] إنه ينتظر."),
        ("ذهبت وفاطمة إلى السوق.", "ذهبت و[اسم] إلى السوق."),
    ],
)
def test_a_name_is_stripped_whole(text, clean) -> None:
    assert coding.stripped(text, coding.named(text, "DZ"), name="[اسم]", phone="[هاتف]") == clean


def test_kappa_is_that_of_the_textbook() -> None:
    """Fifty proposals read by two readers, 20 both yes, 15 both no: observed 0.70, by chance 0.50, kappa 0.40."""
    found = Agreement(both=20, one=5, other=10, neither=15)
    assert found.observed == pytest.approx(0.70)
    assert found.kappa == pytest.approx(0.40)
    assert Agreement(10, 0, 0, 30).kappa == pytest.approx(1.0)
    assert Agreement(0, 0, 0, 30).kappa is None
    assert Agreement(45, 15, 25, 15).kappa == pytest.approx(0.1304, abs=1e-4)  # same agreement, other margins
    assert Agreement(25, 35, 5, 35).kappa == pytest.approx(0.2593, abs=1e-4)


def test_agreement_counts_sentences() -> None:
    parts = coding.sentences("واحد. اثنان. ثلاثة. أربعة.")
    mine = [Coded(1, parts[0].start, parts[1].end, 7, 1)]
    theirs = [Coded(1, parts[1].start, parts[2].end, 7, 2)]
    assert coding.agreement(parts, mine, theirs) == Agreement(both=1, one=1, other=1, neither=1)


def test_themes_are_together_where_their_words_overlap() -> None:
    rows = [
        Coded(1, 0, 10, 7, 1),
        Coded(1, 5, 12, 8, 1),
        Coded(1, 20, 30, 8, 1),
        Coded(2, 5, 12, 9, 1),
        Coded(1, 0, 10, 8, 2),
    ]
    assert coding.together(rows) == {(7, 8): 2}


@pytest.mark.parametrize("what", ["dtd", "encrypted", "large", "other"])
def test_an_odd_file_of_words_is_refused_by_a_sentence(what) -> None:
    body = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' if what == "dtd" else "<a></a>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body + " " * (focus_forms.MOST_XML if what == "large" else 0))
    data = bytearray(out.getvalue())
    for header, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(header) + at
        data[place] |= what == "encrypted"
        data[place + 2] = 77 if what == "other" else data[place + 2]  # a way of packing that nobody knows
    with pytest.raises(ValidationError):
        focus_forms.read_file(SimpleUploadedFile("a.docx", bytes(data)))


def test_text_comes_from_txt_and_docx() -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ("سطر", "آخر"))
    xml = f'<w:document xmlns:w="{word}"><w:body>{lines}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", xml)
    assert focus_forms.read_file(SimpleUploadedFile("a.docx", out.getvalue())) == "سطر\nآخر"
    assert focus_forms.read_file(SimpleUploadedFile("a.txt", "سطر".encode("cp1256"))) == "سطر"
    assert focus_forms.read_file(SimpleUploadedFile("a.txt", "سطر".encode("utf-16"))) == "سطر"
