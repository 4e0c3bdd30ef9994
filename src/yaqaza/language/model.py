"""The trained weights: read from a small file, looked up by atom, added up. Nothing is learned here."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yaqaza.language.features import NEIGHBOUR, SIZE, WORDS, Atom, Atoms, expand, neighbours

NEEDS = (
    "FOOD_WATER", "SHELTER", "BLANKETS_CLOTHES", "MEDICAL", "RESCUE", "MONEY", "HOUSING", "WORK", "EDUCATION",
    "VIOLENCE", "CHILD_PROTECTION", "ELDERLY", "DISABILITY", "MENTAL_HEALTH", "MISSING_PERSON", "DEATH", "ADDICTION",
    "OTHER",
)  # fmt: skip
LANGUAGES = ("ar", "ary", "arq", "arz", "fr", "en", "ber")
LABELS = (*NEEDS, "asks", "urgency", *(f"language:{each}" for each in LANGUAGES))
REMEMBERED = 1 << 17
"""Atoms whose weights are kept at hand (14 MB); when more are met, remembering starts again."""

_NEIGHBOUR = np.float32(NEIGHBOUR)
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Parameters:
    """What training leaves: one column a label. ``about`` tells when, from what and how well."""

    weights: Floats  # SIZE × labels
    bias: Floats
    about: dict[str, Any]

    def save(self, path: Path) -> None:
        """Write to ``path`` (npz, no pickle): hashed words in 8 bits a weight, classes in 16."""
        words = self.weights[:WORDS]
        scale = np.maximum(np.abs(words).max(axis=0), 1e-6)
        small = np.round(np.sign(words) * np.sqrt(np.abs(words) / scale) * 127).astype(np.int8)
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                words=small,
                scale=scale.astype(np.float32),
                classes=self.weights[WORDS:].astype(np.float16),
                bias=self.bias,
                labels=np.array(LABELS),
                about=np.array(json.dumps(self.about, ensure_ascii=False)),
            )

    @classmethod
    def load(cls, path: Path) -> Parameters:
        """Read what ``save`` wrote.

        Raises:
            ValueError: when the file was made for other labels or features.
        """
        with np.load(path, allow_pickle=False) as file:
            if tuple(file["labels"]) != LABELS or file["words"].shape[0] + file["classes"].shape[0] != SIZE:
                raise ValueError(f"{path} was trained for another version of the analysis.")
            root = file["words"].astype(np.float32) / 127
            words = np.sign(root) * root * root * file["scale"]
            weights = np.concatenate([words, file["classes"].astype(np.float32)])
            return cls(weights.astype(np.float32), file["bias"].astype(np.float32), json.loads(str(file["about"])))


class Model:
    """Parameters, and the weights of the atoms met so far."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self._pool = np.zeros((REMEMBERED, len(LABELS)), dtype=np.float32)
        self._said: dict[Atom, int] = {}
        self._meant: dict[Atom, int] = {}
        self._turn = Lock()  # a row is known before its weights are there: threads take turns

    def weigh(self, atoms: Atoms) -> tuple[list[float], Floats]:
        """Return the log-odds of every label, and what each atom adds to them (atoms × labels).

        Neighbours have one feature each; nearly every text brings new ones, so they are looked up in the weights themselves
        and not remembered.
        """
        said, meant, beside = atoms
        count = len(said) + len(meant)
        parts = np.empty((count + len(beside), len(LABELS)), dtype=np.float32)
        with self._turn:
            try:
                rows = self._rows(said, meant)
            except KeyError:
                self._learn(said, meant)
                rows = self._rows(said, meant)
            self._pool.take(rows, axis=0, out=parts[:count], mode="clip")
        apart = parts[count:]
        self.parameters.weights.take([neighbours(pair) for pair in beside], axis=0, out=apart, mode="clip")
        apart *= _NEIGHBOUR
        return (np.add.reduce(parts) + self.parameters.bias).tolist(), parts

    def _rows(self, said: Collection[Atom], meant: Collection[Atom]) -> list[int]:
        return [*map(self._said.__getitem__, said), *map(self._meant.__getitem__, meant)]

    def _learn(self, said: Collection[Atom], meant: Collection[Atom]) -> None:
        """Add up the features of atoms not met before, into rows of their own."""
        first = len(self._said) + len(self._meant)
        if first + len(said) + len(meant) > REMEMBERED:
            self._said.clear()
            self._meant.clear()
            first = 0
        features: list[int] = []
        amounts: list[float] = []
        starts: list[int] = []
        for known, atoms in ((self._said, said), (self._meant, meant)):
            for atom in atoms:
                if atom not in known:
                    known[atom] = first + len(starts)
                    starts.append(len(features))
                    its, values = expand(atom)
                    features += its
                    amounts += values
        each = self.parameters.weights[features] * np.array(amounts, dtype=np.float32)[:, None]
        self._pool[first : first + len(starts)] = np.add.reduceat(each, starts)


@cache
def committed() -> Path:
    """Return the file that comes with the package."""
    return Path(str(resources.files(__package__).joinpath("model", "needs.npz")))


@cache
def _model(path: Path) -> Model:
    return Model(Parameters.load(path))


_chosen: list[Path] = []


def use(path: Path | None) -> None:
    """Use other parameters than those that come with the package from now on (None: those)."""
    _chosen[:] = [path] if path else []
    _model.cache_clear()


def model() -> Model:
    """Return the model in use, read once."""
    return _model(_chosen[0] if _chosen else committed())
