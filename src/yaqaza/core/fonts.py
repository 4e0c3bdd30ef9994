"""The web fonts: cut from the open packages at set-up so that a first Arabic page stays light.

Each face holds what its ``unicode-range`` in ``css/tokens.css`` says, without hinting (phones ignore it).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ARABIC = (
    "U+060C, U+061B, U+061F, U+0621-063A, U+0640-0655, U+0660-0669, U+0670-0671, U+067E, U+0686, U+0692, U+0698, U+069E, U+06A4, "
    "U+06A8-06A9, U+06AD-06AF, U+06BE, U+06C0-06C1, U+06CC, U+06D5, U+0762-0763, U+200C-200F"
)
"""Arabic as it is written in Algeria and Morocco, its loan letters, and the letters of Persian keyboards."""

ARABIC_MORE = (
    "U+0600-060B, U+060D-061A, U+061C-061E, U+0620, U+063B-063F, U+0656-065F, U+066A-066F, U+0672-067D, U+067F-0685, "
    "U+0687-0691, U+0693-0697, U+0699-069D, U+069F-06A3, U+06A5-06A7, U+06AA-06AC, U+06B0-06BD, U+06BF, U+06C2-06CB, "
    "U+06CD-06D4, U+06D6-06FF, U+0750-0761, U+0764-077F, U+08A0-08FF, U+FB50-FDFF, U+FE70-FEFC"
)

LATIN = (
    "U+0020-007E, U+00A0, U+00AB, U+00B0, U+00B7, U+00BB, U+00C0, U+00C2, U+00C6-00CB, U+00CE-00CF, U+00D4, U+00D7, U+00D9, "
    "U+00DB-00DC, U+00E0, U+00E2, U+00E6-00EB, U+00EE-00EF, U+00F4, U+00F9, U+00FB-00FC, U+0152-0153, U+2009-200B, "
    "U+2010-2014, U+2018-201E, U+2022, U+2026, U+202F, U+2190-2193, U+2212, U+2264-2265"
)
"""French, English, digits and the signs of figures."""

LATIN_MORE = (
    "U+00A1-00AA, U+00AC-00AF, U+00B1-00B6, U+00B8-00BA, U+00BC-00BF, U+00C1, U+00C3-00C5, U+00CC-00CD, U+00D0-00D3, "
    "U+00D5-00D6, U+00D8, U+00DA, U+00DD-00DF, U+00E1, U+00E3-00E5, U+00EC-00ED, U+00F0-00F3, U+00F5-00F8, U+00FA, U+00FD-00FF, "
    "U+0131, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2039-203A, U+2044, U+20AC, U+2122, U+2215"
)
"""The other letters of western Europe; the family has none for Kabyle, which the reader's own fonts write."""

TIFINAGH = "U+2D30-2D7F"


@dataclass(frozen=True, slots=True)
class Face:
    """A font file to make: where its glyphs come from (under ``node_modules/@fontsource``) and which it keeps."""

    name: str
    range: str
    source: str


PLEX = "ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-{}-{}-normal.woff2"

FACES = (
    Face("arabic-400", ARABIC, PLEX.format("arabic", 400)),
    Face("arabic-600", ARABIC, PLEX.format("arabic", 600)),
    Face("latin-400", LATIN, PLEX.format("latin", 400)),
    Face("latin-600", LATIN, PLEX.format("latin", 600)),
    Face("arabic-more-400", ARABIC_MORE, PLEX.format("arabic", 400)),
    Face("latin-more-400", LATIN_MORE, PLEX.format("latin", 400)),
    Face("tifinagh-400", TIFINAGH, "noto-sans-tifinagh/files/noto-sans-tifinagh-tifinagh-400-normal.woff2"),
)


def cut(packages: Path, target: Path) -> None:
    """Write every face to ``target`` as WOFF2; ``packages`` is ``node_modules/@fontsource``."""
    from fontTools import subset  # heavy, and only set-up needs it

    target.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        options = subset.Options()
        options.flavor = "woff2"
        options.hinting = False
        options.layout_features = ["*"]
        options.name_IDs = [0, 13, 14]  # author and licence; a cut face may not keep the family's reserved name
        options.notdef_outline = True
        font = subset.load_font(packages / face.source, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=list(code_points(face.range)))
        subsetter.subset(font)
        subset.save_font(font, target / f"{face.name}.woff2", options)


def code_points(unicode_range: str) -> Iterator[int]:
    """Yield the code points of a CSS ``unicode-range``."""
    for part in unicode_range.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)
