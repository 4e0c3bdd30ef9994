"""Learns the name model: ``python -m yaqaza.language.names.train --data FOLDER``."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

import numpy as np

from yaqaza.language.names import kernel, model, writing
from yaqaza.language.names.keys import readings
from yaqaza.language.names.train import build, data, examples, network

FOLDS = 3
Rows = tuple[np.ndarray, np.ndarray, np.ndarray]  # features, truth, weight


def main() -> None:
    parser = argparse.ArgumentParser(prog="yaqaza.language.names.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the csv files that train/data.py names")
    parser.add_argument("--out", type=Path, default=model.FILE)
    options = parser.parse_args()
    began = time.monotonic()
    everything, places = data.load(options.data), data.communes()
    tell(began, f"{len(everything.names)} names to learn from, {len(everything.test)} kept for the test")

    folds = []
    for fold in range(FOLDS):
        held = [pair for pair in everything.names if data.place_of(pair[0], 97) % FOLDS == fold]
        rest = [pair for pair in everything.names if data.place_of(pair[0], 97) % FOLDS != fold]
        hidden = [*held, *everything.test]
        folds.append((held, build.assemble(rest, everything.words, places, hidden=hidden)))
    made = build.assemble(everything.names, everything.words, places, hidden=everything.test)
    tell(
        began, f"{len(made.arrays['units'])} units, {len(made.words)} words, {len(made.arrays['known'])} pairs of words"
    )

    networks = blank()
    lessons: list[list[Rows]] = [[], [], []]
    for fold, (held, part) in enumerate(folds):
        writer = examples.Writer(made.spellings, held, fold)
        for kind, rows in examples.word_examples(held, part.with_networks(networks), writer, fold).items():
            lessons[kind].append(rows)
    for kind in range(3):
        teach(began, networks, "", kind, lessons[kind], units=kernel.WORD_UNITS)

    for turn in (0, 1):
        found: list[list[Rows]] = [[], [], []]
        for fold, (held, part) in enumerate(folds):
            ready = part.with_networks(networks)
            writer = examples.Writer(made.spellings, held, 10 * turn + fold)
            pairs = examples.name_examples(held, writer, 2 + 3 * turn)
            if turn:
                pairs += examples.nearest(held, ready, writer, 8, 1200)
            features, kinds = examples.Batch(ready).features([(pair.one, pair.other) for pair in pairs])
            truth = np.array([pair.same for pair in pairs], float)
            weight = np.array([pair.weight for pair in pairs])
            for kind in range(3):
                chosen = kinds == kind
                found[kind].append((features[chosen], truth[chosen], weight[chosen]))
        for kind in range(3):
            teach(began, networks, "name_", kind, found[kind], units=kernel.NAME_UNITS)
    model.save(options.out, made.arrays | networks, made.words, made.halves)
    write_common(options.out.with_name("common.txt"), everything.names)
    tell(began, f"{options.out.stat().st_size / 1024:.0f} kB written to {options.out.name}")


def write_common(path: Path, names: list[data.Pair]) -> None:
    """Write the readings that one word in 700 has, which ``keys`` does not trust alone."""
    counts = Counter(readings(word)[0] for arabic, _ in names for word in writing.read(arabic))
    often = sorted(reading for reading, count in counts.items() if count > counts.total() * 0.0015)
    path.write_text(" ".join(often) + "\n", encoding="utf-8")


def blank() -> dict[str, np.ndarray]:
    """Return networks that know nothing yet."""
    made = {}
    for name, size, units in (
        ("", kernel.WORD_FEATURES, kernel.WORD_UNITS),
        ("name_", kernel.NAME_FEATURES, kernel.NAME_UNITS),
    ):
        made[f"{name}centre"] = np.zeros((3, size), np.float32)
        made[f"{name}spread"] = np.ones((3, size), np.float32)
        made[f"{name}hidden"] = np.zeros((3, size + 1, units), np.float32)
        made[f"{name}output"] = np.zeros((3, units + 1), np.float32)
    return made


def teach(
    began: float, networks: dict[str, np.ndarray], prefix: str, kind: int, parts: list[Rows], *, units: int
) -> None:
    """Learn one network, put it among the others, and say how well it does on what it learned from."""
    features, truth, weight = (np.concatenate(rows) for rows in zip(*parts, strict=True))
    learned = network.learn(features, truth, weight, units=units, epochs=25, decay=1e-5, seed=kind)
    for name, value in learned._asdict().items():
        networks[prefix + name][kind] = value
    guess = network.odds(learned, features)
    right = np.average((guess > 0) == (truth > 0), weights=weight)
    loss = np.average(np.logaddexp(0, np.where(truth > 0, -guess, guess)), weights=weight)
    what = f"{'names' if prefix else 'words'}, {('Arabic-Latin', 'Latin-Latin', 'Arabic-Arabic')[kind]}"
    tell(began, f"{what}: {len(truth)} pairs, {right:.4f} right, log loss {loss:.4f}")


def tell(began: float, what: str) -> None:
    print(f"{time.monotonic() - began:6.1f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
