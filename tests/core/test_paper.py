"""Paper: data stays data, Arabic and Latin have their fonts, and nothing of the machine is needed."""

from __future__ import annotations

import pytest
import typst

from yaqaza.core import paper


@pytest.fixture
def template(settings, tmp_path):
    """A template in an app of its own."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "app" / "paper").mkdir(parents=True)

    def write(body: str) -> str:
        (tmp_path / "app" / "paper" / "t.typ").write_text(
            '#let data = json(bytes(sys.inputs.data))\n#set text(font: ("Noto Sans", "Amiri"), fallback: false)\n'
            + body
        )
        return "app/t.typ"

    return write


def test_what_is_typed_stays_text(template) -> None:
    name = template("#data.text")
    assert paper.render(name, {"text": '#panic("x") $ * ] "'}).startswith(b"%PDF")


def test_both_scripts_are_drawn_with_fonts_that_come_with_the_product(template) -> None:
    pdf = paper.render(template("#data.text"), {"text": "أمر بمهمة Ordre"})
    assert b"Amiri" in pdf
    assert b"NotoSans" in pdf


def test_the_same_data_at_the_same_moment_gives_the_same_bytes(template) -> None:
    from datetime import UTC, datetime

    name, at = template("#data.n"), datetime(2026, 11, 21, tzinfo=UTC)
    assert paper.render(name, {"n": 1}, at=at) == paper.render(name, {"n": 1}, at=at)


def test_a_template_reads_nothing_outside_the_product(template) -> None:
    with pytest.raises(typst.TypstError):
        paper.render(template('#read("/../../../etc/passwd")'), {})


def test_a_broken_template_says_so(template) -> None:
    with pytest.raises(typst.TypstError):
        paper.render(template("#nothing"), {})


def test_a_qr_code_is_a_drawing_without_script() -> None:
    svg = paper.qr("https://example.org/field/missions/1/")
    assert svg.startswith("<svg")
    assert "script" not in svg


def test_an_answer_opens_in_the_browser_and_is_kept_by_no_cache() -> None:
    answer = paper.answer(b"%PDF", name="OM-16-2026-000001")
    assert answer["Content-Disposition"] == 'inline; filename="OM-16-2026-000001.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
