"""The same picture in other bytes, and other pictures."""

from __future__ import annotations

import io
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from yaqaza.language.duplicates.pictures import SAME, bands, distance, picture_hash


def scene(seed: int) -> Image.Image:
    """Return a made-up photograph: sky, ground, houses, people, a little noise."""
    random = Random(seed)
    picture = Image.new("RGB", (960, 720), tuple(random.randrange(90, 220) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, random.randrange(250, 500), 960, 720), fill=tuple(random.randrange(20, 160) for _ in range(3)))
    for _ in range(random.randrange(6, 14)):
        x, y, w, h = random.randrange(900), random.randrange(600), random.randrange(40, 300), random.randrange(40, 260)
        colour = tuple(random.randrange(256) for _ in range(3))
        (draw.rectangle if random.random() < 0.6 else draw.ellipse)((x, y, x + w, y + h), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(3))


def saved(picture: Image.Image, quality: int = 85, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, quality=quality)
    return out.getvalue()


def hashed(picture: Image.Image | bytes) -> int:
    found = picture_hash(picture)
    assert found is not None
    return found


EDITS = {
    "saved again": lambda picture: Image.open(io.BytesIO(saved(picture, 30))),
    "as webp": lambda picture: Image.open(io.BytesIO(saved(picture, 50, "WEBP"))),
    "smaller": lambda picture: picture.resize((320, 240)),
    "another shape": lambda picture: picture.resize((900, 720)),
    "edges cut": lambda picture: picture.crop((15, 11, 945, 709)),
    "lighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.2),
    "more contrast": lambda picture: ImageEnhance.Contrast(picture).enhance(1.25),
    "grey": lambda picture: picture.convert("L"),
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(4)),
    "stamped": lambda picture: _stamped(picture),
}


def _stamped(picture: Image.Image) -> Image.Image:
    copy = picture.copy()
    ImageDraw.Draw(copy).rectangle((860, 690, 945, 708), fill="silver")
    return copy


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_picture_is_the_same(edit: str) -> None:
    far = [
        distance(hashed(saved(scene(seed))), hashed(saved(EDITS[edit](scene(seed)).convert("RGB"))))
        for seed in range(8)
    ]
    assert sum(each <= SAME for each in far) >= 7
    found = [bool(set(bands(hashed(scene(seed)))) & set(bands(hashed(EDITS[edit](scene(seed)))))) for seed in range(8)]
    assert sum(found) >= 7


def test_other_pictures_are_other() -> None:
    found = [hashed(scene(seed)) for seed in range(40)]
    far = [distance(one, other) for index, one in enumerate(found) for other in found[:index]]
    assert sum(each <= SAME for each in far) == 0
    assert 26 <= sum(far) / len(far) <= 36


def test_one_colour_shows_nothing_to_compare() -> None:
    assert picture_hash(Image.new("RGB", (300, 200), "white")) is None
    assert picture_hash(Image.new("RGBA", (300, 200), (0, 0, 0, 0))) is None


def test_bytes_that_are_no_picture_are_refused() -> None:
    with pytest.raises(OSError, match="cannot identify"):
        picture_hash(b"not a picture")


@given(st.integers(-(2**63), 2**63 - 1), st.sets(st.integers(0, 63), max_size=6))
@settings(max_examples=200, deadline=None)
def test_up_to_six_bits_apart_share_a_band(one: int, flipped: set[int]) -> None:
    other = one
    for bit in flipped:
        other ^= 1 << bit if bit < 63 else -(2**63)
    assert distance(one, other) == len(flipped) == distance(other, one)
    assert set(bands(one)) & set(bands(other))
    assert len(set(bands(one))) == 28
