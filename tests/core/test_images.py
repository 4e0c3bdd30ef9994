"""What comes in as a photo is a photo, and nothing else of the file stays."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from yaqaza.core import images

G = ExifTags.GPS


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", exif: Image.Exif | None = None
) -> bytes:
    out = io.BytesIO()
    more = {"exif": exif} if exif is not None else {}
    Image.new(mode, size, "teal" if mode != "L" else 90).save(out, kind, **more)
    return out.getvalue()


def located(
    lat=((36, 1), (47, 1), (5964, 100)), lon=((3, 1), (2, 1), (60, 1)), sides="NE", at="2026:11:20 21:18:00"
) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            G.GPSLatitudeRef: sides[0],
            G.GPSLatitude: tuple(a / b for a, b in lat),
            G.GPSLongitudeRef: sides[1],
            G.GPSLongitude: tuple(a / b for a, b in lon),
        }
    )
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = at
    return exif


def upload(data: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


def refusal(data: bytes, name: str = "photo.jpg") -> str:
    with pytest.raises(images.NotAPhoto) as caught:
        images.clean(upload(data, name))
    return str(caught.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_is_written_anew_as_jpeg(kind):
    photo = images.clean(upload(picture(kind)))
    with Image.open(io.BytesIO(photo.content)) as image:
        assert (image.format, image.size) == ("JPEG", (640, 480))
    assert (photo.width, photo.height) == (640, 480)
    assert (photo.size, photo.sha256) == (len(photo.content), hashlib.sha256(photo.content).hexdigest())


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_every_kind_of_pixels_is_taken(mode):
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, "PNG")
    assert images.clean(upload(out.getvalue())).width == 30


def test_what_is_transparent_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(images.clean(upload(out.getvalue())).content)) as image:
        assert min(image.getpixel((5, 5))) > 250


def test_a_large_photo_becomes_2000_pixels_at_most():
    photo = images.clean(upload(picture(size=(4000, 3000))))
    assert (photo.width, photo.height) == (2000, 1500)


def test_a_photo_taken_on_its_side_is_turned_upright():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    photo = images.clean(upload(picture(size=(400, 200), exif=exif)))
    assert (photo.width, photo.height) == (200, 400)


def test_position_and_time_are_read_and_do_not_stay_in_the_file():
    photo = images.clean(upload(picture(exif=located())))
    assert (photo.lat, photo.lon) == (36.799900, 3.05)
    assert photo.taken_at == datetime(2026, 11, 20, 20, 18, tzinfo=UTC)  # Algiers is an hour ahead
    with Image.open(io.BytesIO(photo.content)) as image:
        assert dict(image.getexif()) == {}
    assert b"Maker" not in photo.content
    assert b"Exif" not in photo.content


def test_south_and_west_are_negative():
    photo = images.clean(upload(picture(exif=located(sides="SW"))))
    assert (photo.lat, photo.lon) == (-36.799900, -3.05)


@pytest.mark.parametrize(
    "exif",
    [
        located(lat=((95, 1), (0, 1), (0, 1))),
        located(lon=((181, 1), (0, 1), (0, 1))),
        located(lat=((0, 1), (0, 1), (0, 1)), lon=((0, 1), (0, 1), (0, 1))),
    ],
)
def test_a_position_that_cannot_be_is_left_out(exif):
    photo = images.clean(upload(picture(exif=exif)))
    assert (photo.lat, photo.lon) == (None, None)


@pytest.mark.parametrize("at", ["2126:01:01 10:00:00", "1980:01:01 00:00:00", "yesterday", "2026:13:45 99:00:00"])
def test_a_time_that_cannot_be_is_left_out(at):
    assert images.clean(upload(picture(exif=located(at=at)))).taken_at is None


def test_what_hides_behind_the_picture_is_gone():
    hidden = b"PK\x03\x04<script>alert(1)</script>MZ"
    photo = images.clean(upload(picture() + hidden))
    assert hidden not in photo.content
    assert b"script" not in photo.content


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\x00" + b"\0" * 500, "photo.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "photo.svg"),
        (b"%PDF-1.7\n" + b"\0" * 500, "photo.jpg"),
        (b"<html><script>alert(1)</script></html>", "photo.png"),
        (b"GIF89a" + b"\0" * 500, "photo.gif"),
        (b"\0", "photo.jpg"),
    ],
)
def test_a_renamed_file_is_refused(data, name, settings):
    settings.LANGUAGE_CODE = "en"
    assert refusal(data, name) in {
        "This file is not a photo. Send a JPEG, PNG or WebP picture.",
        "هذا الملف ليس صورة. أرسلوا صورة JPEG أو PNG أو WebP.",
    }


def test_an_empty_file_a_heic_and_a_broken_photo_are_refused_each_with_its_sentence():
    sentences = {
        refusal(b""),
        refusal(b"\0\0\0\x18ftypheic" + b"\0" * 100),
        refusal(picture()[:400]),
        refusal(b"MZ" * 50),
    }
    assert len(sentences) == 4


def test_a_photo_over_the_limit_is_refused_before_it_is_read(settings):
    settings.PHOTO_MAX_BYTES = 1000

    class Heavy(io.BytesIO):
        size = 50_000_000

        def read(self, *args):
            raise AssertionError("it was read")

    with pytest.raises(images.NotAPhoto):
        images.clean(Heavy())


def test_a_photo_that_lies_about_its_size_is_refused(settings):
    settings.PHOTO_MAX_BYTES = 1000
    file = ContentFile(b"\xff\xd8\xff" + b"\0" * 2000)
    file.size = 10
    with pytest.raises(images.NotAPhoto):
        images.clean(file)


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that unfolds to side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * (side // 8 + 1) * 64, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [6_000, 20_000, 65_000])
def test_a_picture_that_unfolds_without_end_is_refused(side):
    refusal(bomb(side))


def test_the_answer_is_kept_by_nobody_and_run_by_nobody():
    response = images.answer(ContentFile(images.clean(upload(picture())).content, name="x.jpg"))
    assert {
        name: response.headers[name]
        for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control", "Content-Security-Policy")
    } == {
        "Content-Type": "image/jpeg",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
