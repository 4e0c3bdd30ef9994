"""What a file is, is told by its bytes, whatever it is called."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.base import ContentFile
from tests.questionnaires.test_openrosa import picture

from yaqaza.questionnaires import sniffing
from yaqaza.questionnaires.states import FileKind


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.jpg", b"RIFF\0\0\0\0WAVEfmt ", FileKind.SOUND),
        ("r.m4a", b"\0\0\0\x20ftypM4A \0", FileKind.SOUND),
        ("r.ogg", b"OggS\0\x02", FileKind.SOUND),
        ("v.mp4", b"\0\0\0\x20ftypisom\0", FileKind.FILM),
        ("v.webm", b"\x1aE\xdf\xa3\0", FileKind.FILM),
        ("d.pdf", b"%PDF-1.7", FileKind.PDF),
        ("audit.csv", "event,start\nسؤال,1".encode(), FileKind.TEXT),
    ],
)
def test_known_kinds_are_kept_as_they_came(name: str, data: bytes, kind: FileKind) -> None:
    kept = sniffing.clean(name, ContentFile(data, name=name))
    assert (kept.kind, kept.content, kept.sha256) == (kind, data, hashlib.sha256(data).hexdigest())


def test_a_picture_is_made_anew_whatever_it_is_called() -> None:
    data = picture() + b"<script>hidden</script>"
    kept = sniffing.clean("a.csv", ContentFile(data, name="a.csv"))
    assert (kept.kind, b"script" in kept.content) == (FileKind.PICTURE, False)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", b"MZ\x90"),
        ("a.csv", b"a\0b"),
        ("a.html", b"<html>"),
        ("a.svg", b"<svg/>"),
        ("a.jpg", b"\xff\xd8\xff broken"),
        ("a", b""),
    ],
)
def test_anything_else_is_refused_by_name(name: str, data: bytes) -> None:
    with pytest.raises(sniffing.NotTaken, match=name):
        sniffing.clean(name, ContentFile(data, name=name))
