"""The same picture in other bytes: sent on, made smaller, saved again, cut a little at its edges, made lighter.

A perceptual hash after Zauner (pHash, 2010): 32 × 32 grey pixels, discrete cosine transform, the 64 lowest frequencies without
the constant, one bit each for above or below their median. Pictures of one motive differ in few bits, others in about 32.
"""

from __future__ import annotations

import io
from itertools import combinations
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

VERSION = 1

SAME = 10
"""Bits in which two hashes of one picture may differ."""

_SIDE, _KEPT = 32, 8
_FLAT = 2.0
"""A picture whose grey varies less (standard deviation of 256 steps) shows nothing to compare."""

_positions = np.arange(_SIDE)
_COSINES: NDArray[np.float64] = np.cos(np.pi / _SIDE * np.outer(np.arange(1, _KEPT + 1), _positions + 0.5))
_PAIRS = tuple(combinations(range(8), 2))


def picture_hash(picture: Image.Image | bytes | Path | IO[bytes]) -> int | None:
    """Return the 64 bits of a picture as a signed integer; None when it shows nothing (one colour).

    Raises:
        OSError: when the bytes are no picture.
    """
    if isinstance(picture, Image.Image):
        return _hash(picture)
    with Image.open(io.BytesIO(picture) if isinstance(picture, bytes) else picture) as image:
        image.draft("L", (_SIDE * 5, _SIDE * 5))  # JPEG alone: decoded at an eighth, many times faster
        return _hash(image)


def _hash(image: Image.Image) -> int | None:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(ground, layer)
    grey = image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    pixels = np.asarray(grey, dtype=np.float64)
    if pixels.std() < _FLAT:
        return None
    waves = np.einsum("ki,ij,lj->kl", _COSINES, pixels, _COSINES, optimize=True).ravel()
    bits = np.packbits(waves > np.median(waves))
    return int.from_bytes(bits.tobytes(), "big", signed=True)


def distance(a: int, b: int) -> int:
    """Return in how many of their 64 bits two hashes differ."""
    return ((a ^ b) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()


def bands(hashed: int) -> tuple[int, ...]:
    """Return 28 keys for an index: every pair of the eight bytes.

    Hashes that differ in six bits or fewer always share a key; in eight nine times out of ten.
    """
    octets = (hashed & 0xFFFF_FFFF_FFFF_FFFF).to_bytes(8, "big")
    return tuple(number << 16 | octets[first] << 8 | octets[second] for number, (first, second) in enumerate(_PAIRS))
