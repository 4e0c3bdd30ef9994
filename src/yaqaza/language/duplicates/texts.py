"""Near-duplicate texts: the same words sent on, shortened, retyped or decorated.

A text is cleaned of what sending adds (RT, names of accounts, links, emoji), folded, and cut into overlapping pieces of five
letters without spaces; MinHash (R-MinHash of ``rensa``) keeps 64 numbers of the set. A slip of the finger changes five pieces,
a word joined or split two or three.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from rensa import RMinHash

from yaqaza.language.duplicates import where
from yaqaza.language.folding import fold

VERSION = 1
"""Signatures and bands of other versions are not comparable: raise it with the cleaning, the pieces, or ``rensa``'s algorithm."""

SAME = 0.55
"""Likeness from which two texts are near-duplicates of each other."""

LEAST_PIECES = 12
"""A text with fewer pieces ("عاجل", "help") says too little to be anybody's duplicate."""

MOST_CHARACTERS = 6000
"""What stands after these does not count."""

_PIECE = 5
_SLOTS, _ROWS, _SEED = 64, 4, 20261122
_MIX = np.array(
    [0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64
)  # splitmix64's odd numbers
_SHIFT = np.uint64(29)
_PLACES = np.arange(_SLOTS // _ROWS, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)

_SENT = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\S+|(?:\bRT\b|\bvia\b)?\s*@[\w.]+:?"
    r"|^\s*(?:RT|FW|FWD|TR|Forwarded|Transféré|معاد توجيهها|منقول)\b\s*:?",
    re.IGNORECASE | re.MULTILINE,
)

Signature = bytes
"""256 bytes; empty for a text that says too little."""


def cleaned(text: str) -> str:
    """Return the letters and digits of ``text`` that count, folded, without spaces."""
    return fold(_SENT.sub(" ", text[:MOST_CHARACTERS])).replace(" ", "")


def signature(text: str) -> Signature:
    """Return what ``likeness`` compares; b"" when the text says too little to be a duplicate."""
    return signature_of(cleaned(text))


def signature_of(letters: str) -> Signature:
    """Return the signature of a text that was ``cleaned`` already."""
    pieces = {letters[at : at + _PIECE] for at in range(len(letters) - _PIECE + 1)}
    if len(pieces) < LEAST_PIECES:
        return b""
    minhash = RMinHash(_SLOTS, _SEED)
    minhash.update(list(pieces))
    return np.array(minhash.digest(), dtype="<u4").tobytes()


def bands(signature: Signature) -> tuple[int, ...]:
    """Return 16 keys (signed, 64 bit) for an index: near-duplicates share one with a chance of 1 - (1 - likeness⁴)¹⁶.

    That is 0.80 at 0.55, 0.99 at 0.7 and 0.03 at 0.2. None for an empty signature.
    """
    halves = np.frombuffer(signature, "<u8").reshape(-1, 2)
    mixed = (halves[:, 0] ^ (halves[:, 0] >> _SHIFT)) * _MIX[0] + (halves[:, 1] ^ (halves[:, 1] >> _SHIFT)) * _MIX[1]
    mixed = (mixed ^ (mixed >> _SHIFT)) * _MIX[2] + _PLACES[: len(mixed)]
    return tuple(mixed.view(np.int64).tolist())


def likeness(a: Signature, b: Signature) -> float:
    """Return the share of pieces that two texts have in common (Jaccard, estimated; ± 0.06), 0 to 1."""
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    return float(np.count_nonzero(np.frombuffer(a, "<u4") == np.frombuffer(b, "<u4"))) / _SLOTS


@dataclass(slots=True)
class _Cluster:
    first: Hashable
    signature: Signature
    bands: tuple[int, ...]
    spots: tuple[str, ...]
    exact: list[int]
    size: int = 1


class Clusters:
    """Near-duplicates gathered as they come: a story shared 4,000 times is one.

    Each text is compared with the first of a cluster, never with the last, so clusters do not drift. The same wording about
    another hamlet or quarter is another story. ``most`` clusters are kept, those that nothing came to for longest are forgotten:
    memory stays bounded (about 4 kB a cluster).
    """

    def __init__(self, *, threshold: float = SAME, most: int = 100_000) -> None:
        self.threshold, self.most = threshold, most
        self._clusters: OrderedDict[int, _Cluster] = OrderedDict()
        self._of_band: dict[int, int] = {}
        self._of_text: dict[int, int] = {}
        self._next = 0

    def __len__(self) -> int:
        return len(self._clusters)

    def add(self, key: Hashable, text: str) -> Hashable:
        """Put a text in its cluster and return the key of the cluster's first text (``key`` itself: it is the first)."""
        letters = cleaned(text)
        exact = hash(letters)
        number = self._of_text.get(exact)
        if number is None:
            signed = signature_of(letters)
            if not signed:
                return key
            keys, spots = bands(signed), where.spots_of(text[:MOST_CHARACTERS])
            number = self._near(signed, keys, spots)
            if number is None:
                return self._open(key, signed, keys, spots, exact)
            cluster = self._clusters[number]
            if len(cluster.exact) < 50:
                cluster.exact.append(exact)
                self._of_text[exact] = number
        cluster = self._clusters[number]
        self._clusters.move_to_end(number)
        cluster.size += 1
        return cluster.first

    def add_many(self, texts: Iterable[tuple[Hashable, str]]) -> list[Hashable]:
        """Return ``add(key, text)`` of each."""
        return [self.add(key, text) for key, text in texts]

    def sizes(self) -> dict[Hashable, int]:
        """Return how many texts came to each cluster, by the key of its first."""
        return {cluster.first: cluster.size for cluster in self._clusters.values()}

    def _near(self, signed: Signature, keys: tuple[int, ...], spots: tuple[str, ...]) -> int | None:
        best, found = self.threshold, None
        for number in {self._of_band[band] for band in keys if band in self._of_band}:
            cluster = self._clusters[number]
            alike = likeness(signed, cluster.signature)
            if alike >= best and where.agree(spots, cluster.spots) >= 0:
                best, found = alike, number
        return found

    def _open(
        self, key: Hashable, signed: Signature, keys: tuple[int, ...], spots: tuple[str, ...], exact: int
    ) -> Hashable:
        number = self._next
        self._next += 1
        self._clusters[number] = _Cluster(key, signed, keys, spots, [exact])
        self._of_text[exact] = number
        for band in keys:
            self._of_band.setdefault(band, number)
        if len(self._clusters) > self.most:
            gone, old = self._clusters.popitem(last=False)
            for index, held in ((self._of_band, old.bands), (self._of_text, old.exact)):
                for each in held:
                    if index.get(each) == gone:
                        del index[each]
        return key
