"""Files that come with answers: known by their first bytes, never by their name; pictures are made anew."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.base import File
from django.utils.translation import gettext as _

from yaqaza.core import images
from yaqaza.core.refusal import Refused
from yaqaza.questionnaires.states import FileKind

MOST_BYTES = 50 * 1024 * 1024
TEXTS = (".csv", ".txt", ".json", ".geojson")
SOUNDS = (b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9", b"#!AMR", b"fLaC")
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF")


@dataclass(frozen=True)
class Arrived:
    """A file as it is kept; ``sha256`` is of the bytes that came, by which the same is known again."""

    name: str  # with the ending that fits what it is
    kind: FileKind
    content: bytes
    sha256: str


class NotTaken(Refused):
    """The file cannot be kept; the sentence names it and says why."""


def clean(name: str, file: File) -> Arrived:
    """Look what a file is and return it as it may be kept; NotTaken otherwise."""
    if file.size > MOST_BYTES:
        raise NotTaken(_("“%(name)s” is too heavy.") % {"name": name})
    file.seek(0)
    data = file.read()
    sha256 = hashlib.sha256(data).hexdigest()
    if (data.startswith(PICTURES) and data[8:12] != b"WAVE") or data[4:12] in (b"ftypavif", *_heic()):
        try:
            return Arrived("picture.jpg", FileKind.PICTURE, images.clean(file).content, sha256)
        except images.NotAPhoto as error:
            raise NotTaken(f"{name}: {error}") from None
    kind, suffix = _kind(name, data)
    if kind is None:
        raise NotTaken(_("“%(name)s” is a kind of file that is not taken here.") % {"name": name})
    return Arrived(f"file{suffix}", kind, data, sha256)


def _heic() -> tuple[bytes, ...]:
    return tuple(b"ftyp" + brand for brand in images.HEIC_BRANDS)


def _kind(name: str, data: bytes) -> tuple[FileKind | None, str]:
    if data.startswith(SOUNDS):
        return FileKind.SOUND, ".ogg" if data.startswith(b"OggS") else ".mp3" if data.startswith(
            (b"ID3", b"\xff")
        ) else ".amr"
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return FileKind.SOUND, ".wav"
    if data[4:8] == b"ftyp":  # MP4 and 3GP hold either; a phone names recordings .m4a or .3gpp
        return (
            (FileKind.SOUND, ".m4a")
            if data[8:11] == b"M4A" or name.lower().endswith(".m4a")
            else (FileKind.FILM, ".mp4")
        )
    if data.startswith(b"\x1aE\xdf\xa3"):
        return FileKind.FILM, ".webm"
    if data.startswith(b"%PDF-"):
        return FileKind.PDF, ".pdf"
    if name.lower().endswith(TEXTS) and b"\0" not in data:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return None, ""
        return FileKind.TEXT, ".txt"
    return None, ""
