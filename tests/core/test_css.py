"""Style sheets and templates keep the house's rules: no physical side, no inline style or handler, no icon that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from yaqaza.core import components, css, fonts

SOURCE = Path(__file__).resolve().parents[2] / "src" / "yaqaza"
BUILT = {css.FOLDER / f"{name}.css" for name in css.BUNDLES}
STYLES = sorted(path for path in SOURCE.rglob("*.css") if "vendor" not in path.parts and path not in BUILT)
TEMPLATES = sorted(path for path in SOURCE.rglob("*.html") if "templates" in path.parts)
ICONS = {
    line.split("#")[0].strip()
    for line in (SOURCE / "core" / "icons.txt").read_text().splitlines()
    if line.split("#")[0].strip()
}
PHYSICAL = re.compile(
    r"(?<![\w-])("
    r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-[a-z]+)*|left|right|top|bottom|"
    r"(?:min-|max-)?(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
INLINE = re.compile(r"""\s(?:style|on[a-z]+|hx-on[a-z:-]*)\s*=\s*["']""")


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(SOURCE)) for path in paths]


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


@pytest.mark.parametrize("path", STYLES, ids=names(STYLES))
def test_styles_know_no_physical_side(path: Path) -> None:
    assert [match.group().strip() for match in PHYSICAL.finditer(without_comments(path.read_text()))] == []


@pytest.mark.parametrize(
    "rule", ["margin-left: 1px", "text-align: right", "left: 0", "width: 3rem", "border-top: 0", "padding-bottom: 1rem"]
)
def test_a_physical_side_would_be_found(rule: str) -> None:
    assert PHYSICAL.search(f"a {{ {rule}; }}")


@pytest.mark.parametrize("path", STYLES, ids=names(STYLES))
def test_every_rule_is_in_a_layer(path: Path) -> None:
    outside = re.sub(r"@font-face\s*\{[^}]*\}", "", without_comments(path.read_text()))
    blocks = re.split(r"^@layer [\w, ]+(?:;|\{.*?^\})\s*", outside.replace("{ ", "{"), flags=re.S | re.M)
    assert "".join(blocks).strip() == ""


def test_every_style_of_core_is_in_a_bundle() -> None:
    bundled = {css.FOLDER / f"{part}.css" for parts in css.BUNDLES.values() for part in parts}
    assert bundled == {path for path in STYLES if css.FOLDER in path.parents}


def test_a_bundle_fixes_the_order_of_the_layers_first_and_ends_with_colours_for_old_browsers() -> None:
    parts = [
        "@layer reset{a{b:c}}",
        "@layer reset, tokens;\n/* x */\n@layer tokens { :root { --page: light-dark(#fff, #000); } }",
    ]
    assert css.bundle(parts) == (
        "@layer reset,tokens;@layer reset{a{b:c}}@layer tokens{:root{--page: light-dark(#fff,#000)}}"
        "@supports not (color:light-dark(#000,#fff)){@layer tokens{:root{--page:#fff}}}\n"
    )


def test_bundles_are_written_once_and_again_when_a_part_changes(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(css, "FOLDER", tmp_path)
    monkeypatch.setattr(css, "BUNDLES", {"all": ["one", "two"]})
    (tmp_path / "one.css").write_text("a { b: c; }")
    (tmp_path / "two.css").write_text("d { e: f; }")
    assert css.build() == [tmp_path / "all.css"]
    assert css.build() == []
    (tmp_path / "all.css").unlink()
    assert css.build() == [tmp_path / "all.css"]


def test_every_token_that_is_used_is_defined() -> None:
    texts = [path.read_text() for path in STYLES]
    defined = {name for text in texts for name in re.findall(r"(--[\w-]+)\s*:", text)}
    used = {name for text in texts for name in re.findall(r"var\((--[\w-]+)\)", text)}
    assert used - defined == set()


def test_the_faces_hold_what_the_style_sheet_says() -> None:
    sheet = (css.FOLDER / "tokens.css").read_text()
    faces = re.findall(r'vendor/fonts/([\w-]+)\.woff2"\).*?unicode-range: ([^;]+);', sheet, flags=re.S)
    assert dict(faces) == {face.name: face.range for face in fonts.FACES}


def test_no_code_point_is_in_two_faces_of_the_same_weight() -> None:
    seen: dict[tuple[str, int], str] = {}
    for face in fonts.FACES:
        for point in fonts.code_points(face.range):
            assert seen.setdefault((face.name.rsplit("-", 1)[1], point), face.name) == face.name


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_templates_are_short_and_hold_no_style_or_handler(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 150
    assert INLINE.findall(text) == []
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_behaviours_are_written_by_their_tag(path: Path) -> None:
    assert "data-behaviour=" not in path.read_text()


def test_every_behaviour_that_a_page_names_exists() -> None:
    missing = []
    for path in TEMPLATES:
        for found in re.findall(r"{% behaviour \"([^\"]+)\"", path.read_text()):
            for item in found.split():
                app, _, module = item.rpartition("/")
                if not (SOURCE / (app or "core") / "static" / (app or "core") / "js" / f"{module}.js").is_file():
                    missing.append(f"{path.name}: {item}")
    assert missing == []


def test_every_icon_that_a_page_or_a_module_names_is_in_the_list() -> None:
    in_templates = re.compile(r"""{% icon "([\w-]+)"|(?:icon|after)="([\w-]+)"|{% badge [^%]*" "([\w-]+)" %}""")
    in_python = re.compile(r"""(?:Look|Entry|Entree)\([^()]*?"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"|icon="([\w-]+)\"""")
    used: dict[str, str] = {}
    for paths, pattern in ((TEMPLATES, in_templates), (sorted(SOURCE.rglob("*.py")), in_python)):
        for path in paths:
            for groups in pattern.findall(path.read_text()):
                used |= {name: path.name for name in groups if name}
    own = {
        *components.PRESENCE_ICONS.values(),
        *components.ALERT_ICONS.values(),
        *(icon for icon, _ in components.RECEIPTS.values()),
    }
    assert {name: place for name, place in used.items() if name not in ICONS} == {}
    assert own | components.TURNING <= ICONS


def test_modules_stay_small_and_export_attach() -> None:
    for path in sorted(SOURCE.rglob("static/*/js/*.js")):
        text = path.read_text()
        assert len(text.splitlines()) <= 120, path
        if path.parent.parent.name == "core":
            assert len(text.splitlines()) <= 60, path
        alone = path.name == "main.js" or path.stem.endswith("-worker")  # what no element of a page asks for
        assert alone or re.search(r"export (?:async )?function attach\(", text), path
        assert not re.search(r"\beval\(|new Function\(|innerHTML\s*=(?!=)", text), path
