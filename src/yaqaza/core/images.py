"""Photos from outside: decoded, turned upright, made small and written anew, so that only the picture itself is kept.

Whatever stood beside the picture (position, camera, names, hidden files behind the last byte) is gone from what is stored;
position and time are read before and handed over apart.
"""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.db.models import TextChoices
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy
from PIL import ExifTags, Image, ImageOps

from yaqaza.core.refusal import Refused

LONGEST_SIDE = 2000
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")  # a phone's MPO opens as JPEG
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000}  # decoded at a reduced size
MOST_PIXELS_ELSE = 32_000_000  # decoded whole
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
CAMERA_ERA = 2000  # a clock that says an earlier year was never set

warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limits above are lower than the one it warns of


@dataclass(frozen=True, slots=True)
class Photo:
    """A cleaned photo: JPEG bytes and what its file said about where and when (WGS 84 degrees, aware time)."""

    content: bytes = field(repr=False)
    width: int
    height: int
    size: int
    sha256: str
    lon: float | None = None
    lat: float | None = None
    taken_at: datetime | None = None


class Fault(TextChoices):
    """Why a file is no photo."""

    HEAVY = (
        "HEAVY",
        gettext_lazy("This photo is too heavy. The limit is %(limit)s: send a smaller one, or a screenshot of it."),
    )
    EMPTY = "EMPTY", gettext_lazy("This file is empty. Choose the photo again.")
    PIXELS = "PIXELS", gettext_lazy("This picture has too many pixels. Send it at the size your phone took it.")
    HEIC = (
        "HEIC",
        gettext_lazy(
            "This photo is in the HEIC format, which cannot be read here. Send it as JPEG, or send a screenshot of it."
        ),
    )
    DAMAGED = "DAMAGED", gettext_lazy("This photo is damaged or incomplete. Choose it again, or send another one.")
    OTHER = "OTHER", gettext_lazy("This file is not a photo. Send a JPEG, PNG or WebP picture.")

    @property
    def sentence(self) -> str:
        return str(self.label) % {"limit": filesizeformat(settings.PHOTO_MAX_BYTES)}


class NotAPhoto(Refused):
    """The file cannot be taken as a photo; the sentence says what to send instead, in the language in which it is read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault

    def __str__(self) -> str:
        return self.fault.sentence


def clean(upload: File | IO[bytes]) -> Photo:
    """Return the picture in ``upload`` as a fresh JPEG of at most 2000 pixels a side.

    Raises NotAPhoto with a sentence when the file is too heavy, is no JPEG, PNG, WebP or AVIF picture whatever its name says,
    is broken, or would unfold to more pixels than a phone's camera makes.
    """
    data = _read(upload)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_pixels(image)
            lon, lat, taken_at = _told(image)
            picture = _flat(_reduced(image))
    except NotAPhoto:
        raise
    except Image.DecompressionBombError:
        raise NotAPhoto(Fault.PIXELS) from None
    except Exception:  # decoders of hostile bytes raise anything; all of it means the same to the sender
        raise NotAPhoto(_fault(data)) from None
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    content = out.getvalue()
    return Photo(
        content=content,
        width=picture.width,
        height=picture.height,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        lon=lon,
        lat=lat,
        taken_at=taken_at,
    )


def answer(field_file: FieldFile | File) -> FileResponse:
    """Return a stored photo as a response that no browser runs, guesses about or keeps."""
    response = FileResponse(field_file.open("rb"), content_type="image/jpeg", filename="photo.jpg", as_attachment=False)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _read(upload: File | IO[bytes]) -> bytes:
    """Never more than the limit, whatever the sender says the size is."""
    if (getattr(upload, "size", 0) or 0) > settings.PHOTO_MAX_BYTES:
        raise NotAPhoto(Fault.HEAVY)
    upload.seek(0)
    data = upload.read(settings.PHOTO_MAX_BYTES + 1)
    if len(data) > settings.PHOTO_MAX_BYTES:
        raise NotAPhoto(Fault.HEAVY)
    if not data:
        raise NotAPhoto(Fault.EMPTY)
    return data


def _fault(data: bytes) -> Fault:
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return Fault.HEIC
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF")):
        return Fault.DAMAGED
    return Fault.OTHER


def _check_pixels(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS.get(image.format or "", MOST_PIXELS_ELSE):
        raise NotAPhoto(Fault.PIXELS)


def _reduced(image: Image.Image) -> Image.Image:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG alone can be decoded small
    image.load()
    upright = ImageOps.exif_transpose(image)
    if max(upright.size) > LONGEST_SIDE:
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return upright


def _flat(image: Image.Image) -> Image.Image:
    """RGB pixels alone in a new picture; what is transparent becomes white."""
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    fresh = Image.new("RGB", image.size)
    fresh.paste(image.convert("RGB"))
    return fresh


def _told(image: Image.Image) -> tuple[float | None, float | None, datetime | None]:
    """Position and time from the file, each None when it is missing or cannot be true."""
    try:
        exif = image.getexif()
        position = _position(exif.get_ifd(ExifTags.IFD.GPSInfo))
        taken_at = _taken_at(exif.get_ifd(ExifTags.IFD.Exif))
    except Exception:  # a broken note beside the picture is no reason to refuse the picture
        return None, None, None
    return (*position, taken_at) if position else (None, None, taken_at)


def _position(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    lat = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S")
    lon = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W")
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180 or (lat == 0 and lon == 0):
        return None
    return round(lon, 6), round(lat, 6)


def _degrees(parts: Any, side: Any, negative: str) -> float | None:
    if not parts or len(parts) != 3:
        return None
    value = float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
    if not math.isfinite(value):
        return None
    return -value if str(side).strip("\0 ").upper() == negative else value


def _taken_at(exif: Mapping[int, Any]) -> datetime | None:
    text = str(exif.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    zone = str(exif.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    try:
        naive = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")
        taken_at = datetime.strptime(text + zone, "%Y:%m:%d %H:%M:%S%z") if zone else timezone.make_aware(naive)
    except ValueError:
        return None
    if taken_at.year < CAMERA_ERA or taken_at > timezone.now() + timedelta(days=1):
        return None
    return taken_at
