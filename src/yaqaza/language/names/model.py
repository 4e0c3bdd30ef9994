"""The learned figures: how they are kept in ``parameters.npz`` and how a name is made ready for them."""

from __future__ import annotations

import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from yaqaza.language.names import kernel, writing

FILE = Path(__file__).with_name("parameters.npz")
FLOOR = {kernel.CROSS: 3e-2, kernel.LATINS: 3e-2, kernel.ARABICS: 3e-2}
"""The share of slips of the pen: any letter for any other, one left out or put in."""


Halves = tuple[tuple[str, ...], tuple[str, ...]]
"""Unit halves of the two scripts, the empty one first."""


class Prepared(NamedTuple):
    """A name in the kernel's form."""

    codes: bytes  # the letters of all words
    rows: bytes  # int32, a row a word: see ``kernel.START``
    words: int


class Model(NamedTuple):
    tables: kernel.Tables
    number_of: dict[str, tuple[int, int]]  # word → its number, its log frequency in thousandths
    halves: Halves  # unit halves of each script, in the order of their numbers

    def prepare(self, words: tuple[writing.Word, ...]) -> Prepared:
        """Return a read name (``writing.read``, not empty) in the kernel's form."""
        rows, start = [], 0
        for word in words:
            end = start + len(word.text)
            number, frequency = self.number_of.get(word.text, (-1, 0))
            rows.append((start, end, word.script, number, frequency, word.core, word.title, word.tail))
            start = end
        codes = b"".join(word.codes for word in words)
        return Prepared(codes, np.array(rows, np.int32).tobytes(), len(rows))

    def odds(self, names: list[Prepared], pairs: list[tuple[int, int]]) -> list[float]:
        """Return the log odds of each pair of ``names`` (numbers, the first by ``rank`` first)."""
        return score(self, names, np.array(pairs, np.int32)).tolist()


def unit_numbers(halves: Halves) -> np.ndarray:
    """Return ``Tables.unit_of`` for the unit halves of the two scripts (number 0 is the empty half)."""
    found = np.full((2, kernel.ALPHABET**3), -1, np.int16)
    for script, parts in enumerate(halves):
        for number, part in enumerate(parts):
            key = 0
            for letter in part:
                key = key * kernel.ALPHABET + writing.code(letter)
            if part:
                found[script, key] = number
    return found


def smoothed(counts: np.ndarray, singles: tuple[np.ndarray, np.ndarray], stop: float, floor: float) -> np.ndarray:
    """Return joint unit probabilities from expected counts, with a share for slips of the pen."""
    joint = counts / counts.sum() * (1 - floor)
    one, other = singles
    joint[np.ix_(one, other)] += 0.5 * floor / (len(one) * len(other))
    joint[one, 0] += 0.25 * floor / len(one)
    joint[0, other] += 0.25 * floor / len(other)
    return joint / joint.sum() * (1 - stop)


def beside_nothing(joint: np.ndarray) -> np.ndarray:
    """Return [2, halves]: the probability of each half whatever stands beside it."""
    return np.stack([joint.sum(axis=1), joint.sum(axis=0)]).astype(np.float32)


def save(path: Path, arrays: dict[str, Any], words: list[str], halves: Halves) -> None:
    """Write the parameter file; no pickle, so that reading it runs nothing."""
    told = json.dumps({"words": " ".join(words), "halves": [" ".join(part) for part in halves]}, ensure_ascii=False)
    np.savez_compressed(path, told=np.frombuffer(told.encode(), np.uint8), **arrays)


def make(arrays: dict[str, Any], words: list[str], halves: Halves) -> Model:
    """Return the model of what ``save`` is given."""
    size = max(map(len, halves))
    joint = np.zeros((3, size, size), np.float32)
    cells = arrays["units"]
    joint[cells[:, 0], cells[:, 1], cells[:, 2]] = arrays["unit_weight"]
    known = arrays["known"].astype(np.int64)
    tables = kernel.Tables(
        unit_of=unit_numbers(halves),
        joint=joint,
        alone=np.stack([beside_nothing(table) for table in joint]),
        stop=arrays["stop"].astype(np.float64),
        letters=arrays["letters"].astype(np.float32),
        initial=arrays["initial"].astype(np.float32),
        known=known[:, 0] * kernel.BASE + known[:, 1],
        known_weight=arrays["known_weight"].astype(np.float32),
        word_network=layers(arrays, ""),
        name_network=layers(arrays, "name_"),
    )
    frequency = (arrays["frequency"].astype(np.float64) * 1000).astype(int).tolist()
    return Model(tables, {word: (number, frequency[number]) for number, word in enumerate(words)}, halves)


def layers(arrays: dict[str, Any], prefix: str) -> np.ndarray:
    """Return a network of each kind in one row, as ``kernel.network`` reads it."""
    parts = [arrays[f"{prefix}{name}"].reshape(3, -1) for name in ("centre", "spread", "hidden", "output")]
    return np.concatenate(parts, axis=1).astype(np.float32)


def read(path: Path) -> Model:
    """Return the model that ``save`` wrote to ``path``."""
    with np.load(path, allow_pickle=False) as file:
        told = json.loads(bytes(file["told"]))
        arabic, latin = (tuple(part.split(" ")) for part in told["halves"])
        return make(
            {name: file[name] for name in file.files if name != "told"}, told["words"].split(" "), (arabic, latin)
        )


@lru_cache(maxsize=1)
def load() -> Model:
    """Return the committed model."""
    return read(FILE)


def packed(names: list[Prepared]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the letters and the words of many names in one row each, and where each name's words and letters begin."""
    codes = np.frombuffer(b"".join([name.codes for name in names]), np.uint8)
    rows = np.frombuffer(b"".join([name.rows for name in names]), np.int32).reshape(-1, 8)
    words, letters = [0], [0]
    for name in names:
        words.append(words[-1] + name.words)
        letters.append(letters[-1] + len(name.codes))
    return codes, rows, np.array((words, letters), np.int32)


def rank(words: tuple[writing.Word, ...]) -> tuple[int, tuple[str, ...]]:
    """Return what decides which of two names comes first, so that the answer does not depend on their order."""
    return (words[0].script if words else 2, tuple(word.text for word in words))


NO_FEATURES = np.zeros((0, kernel.NAME_FEATURES), np.float32)
NO_LINKS = np.zeros((0, kernel.MOST, kernel.LINK), np.float32)
_rooms = threading.local()


def room() -> kernel.Room:
    """Return this thread's scratch space."""
    if not hasattr(_rooms, "room"):
        _rooms.room = kernel.make_room()
    found: kernel.Room = _rooms.room
    return found


def score(model: Model, names: list[Prepared], pairs: np.ndarray) -> np.ndarray:
    """Return the log odds of each pair of ``names`` (numbers, the first by ``rank`` first)."""
    out = np.zeros(len(pairs), np.float32)
    kernel.score(model.tables, *packed(names), pairs, room(), out, NO_FEATURES, NO_LINKS)
    return out


def features(model: Model, names: list[Prepared], pairs: np.ndarray) -> np.ndarray:
    """Return what the names of each pair have in common."""
    found = np.zeros((len(pairs), kernel.NAME_FEATURES), np.float32)
    out = np.zeros(len(pairs), np.float32)
    kernel.score(model.tables, *packed(names), pairs, room(), out, found, NO_LINKS)
    return found


def links(model: Model, one: Prepared, other: Prepared) -> np.ndarray:
    """Return which words of two names were put side by side: see ``kernel.align``."""
    found = np.zeros((1, kernel.MOST, kernel.LINK), np.float32)
    pair = np.array([[0, 1]], np.int32)
    kernel.score(model.tables, *packed([one, other]), pair, room(), np.zeros(1, np.float32), NO_FEATURES, found)
    return found[0][found[0, :, 1] >= 0]
