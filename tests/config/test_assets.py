import re

import pytest

from yaqaza.config import assets


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Icons as the npm package lays them out."""
    for folder, name in (("outline", "clock"), ("outline", "star"), ("filled", "star")):
        path = tmp_path / "node_modules" / "@tabler" / "icons" / "icons" / folder / f"{name}.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f'<svg\n  class="icon"\n>\n  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  <path d="{folder} {name}" />\n</svg>\n'
        )
    monkeypatch.setattr(assets, "MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(assets, "BRAND", tmp_path / "brand")
    return tmp_path


def test_the_sprite_holds_one_symbol_a_name(packages):
    (packages / "brand").mkdir()
    (packages / "brand" / "yaqaza.svg").write_text('<svg viewBox="0 0 24 24"><circle r="3"/></svg>')
    assert assets._sprite(["clock", "star-filled", "yaqaza"]) == (
        '<svg xmlns="http://www.w3.org/2000/svg">\n'
        '<symbol id="i-clock" viewBox="0 0 24 24"><path d="outline clock" /></symbol>\n'
        '<symbol id="i-star-filled" viewBox="0 0 24 24" fill="currentColor" stroke="none">'
        '<path d="filled star" /></symbol>\n'
        '<symbol id="i-yaqaza" viewBox="0 0 24 24"><circle r="3"/></symbol>\n'
        "</svg>\n"
    )


def test_an_unknown_icon_is_named_with_its_neighbours(packages):
    with pytest.raises(assets.AssetsError, match=r"Unknown icons in icons.txt: clok \(near: clock\)\."):
        assets._sprite(["clok"])


def test_the_list_of_icons_has_each_name_once():
    names = [line.split("#")[0].strip() for line in assets.ICON_NAMES.read_text().splitlines()]
    names = [name for name in names if name]
    assert sorted(set(names)) == sorted(names)
    assert [name for name in names if not re.fullmatch(r"[a-z0-9-]+", name)] == []
