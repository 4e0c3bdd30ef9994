"""Learn the weights of the analysis again, from the texts that come with it and from a deployment's own decisions.

``python -m yaqaza.language.train [FILE.tsv …] [--open-data FILE.csv] [--to FILE.npz]``. A tenth of the texts, always the
same, is kept apart; the new weights are measured on it beside those in use, and installed only if they are not worse.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from yaqaza.language.features import atoms_of
from yaqaza.language.model import NEEDS, Parameters, committed, use
from yaqaza.language.training.examples import HERE, Example, Malformed, read_disaster_response, read_tsv
from yaqaza.language.training.learning import Score, learn, measure, prepare

OURS = (
    "disasters.tsv", "everyday.tsv", "requests.tsv", "extra.tsv", "quakes.tsv", "winters.tsv", "contrasts.tsv", "algeria.tsv",
    "streets.tsv", "villages.tsv", "circumstances.tsv", "associations.tsv", "neighbours.tsv", "aside.tsv", "gaps.tsv",
    "homes.tsv", "doors.tsv", "mixed.tsv", "mixed_more.tsv",
)  # fmt: skip
"""The labelled texts that come with the package."""

TOLERATED = 0.005
"""How much worse (F1 over all needs) is still called equal."""

KEPT_APART = 10
"""One text in so many, of ours and of a deployment's own, is never learned from."""


READINGS = 45
"""Learning from a text takes as long as reading it so many times (measured: 7,900 texts, quiet machine)."""

TRIED = 100
"""So many texts are read to see how fast the machine is."""


@dataclass(frozen=True, slots=True)
class Report:
    """What training came to: how the weights in use and the new ones fare on the texts kept apart."""

    before: dict[str, Score] | None
    after: dict[str, Score]
    texts: int
    kept_apart: int
    installed: bool
    better: bool = True

    def __str__(self) -> str:
        lines = [f"{self.texts} texts learned from, {self.kept_apart} kept apart."]
        lines += [f"{'':18} {'before':>8} {'after':>8}   (F1 on the texts kept apart)"]
        for name in ("needs", *NEEDS, "asks", "language"):
            before = f"{self.before[name].f1:8.3f}" if self.before else f"{'—':>8}"
            lines.append(f"{name:18} {before} {self.after[name].f1:8.3f}")
        refused = "only tried." if self.better else "the new weights are worse than those in use."
        lines.append("Installed." if self.installed else f"Not installed: {refused}")
        return "\n".join(lines)


def is_kept_apart(example: Example) -> bool:
    """Return whether a text is never learned from before measuring; the same text is always on the same side."""
    return int(hashlib.sha256(f"apart {example.text}".encode()).hexdigest(), 16) % KEPT_APART == 0


def examples_of(files: Sequence[Path] = (), more: Sequence[Example] = ()) -> list[Example]:
    """Return the texts that come with the package, those of ``files`` and ``more``, each text once: a later label corrects an earlier."""
    found: dict[str, Example] = {}
    for path in [*(HERE / name for name in OURS if (HERE / name).exists()), *files]:
        for example in read_tsv(path):
            found[example.text] = example
    return list((found | {example.text: example for example in more}).values())


def expected(examples: Sequence[Example]) -> float:
    """Return about how many seconds it takes to learn from these texts here and now; some of them are read to see it."""
    tried = examples[:: max(1, len(examples) // TRIED)]
    atoms_of("")  # what is read once is not counted
    start = perf_counter()
    for example in tried:
        atoms_of(example.text)
    return (perf_counter() - start) / max(1, len(tried)) * len(examples) * READINGS


def about_time(seconds: float) -> str:
    """Return a length of time as one tells it."""
    if seconds < 90:
        return f"about {max(10, round(seconds, -1)):.0f} seconds"
    return f"about {seconds / 60:.0f} minutes"


def retrain(
    files: Sequence[Path] = (),
    *,
    target: Path,
    in_use: Path | None = None,
    open_data: Path | None = None,
    decisions: Sequence[Example] = (),
    install: bool = True,
    tell: Callable[[str], None] = lambda line: None,
) -> Report:
    """Learn from all texts but those kept apart, compare with the weights in use, and write to ``target`` unless worse.

    ``in_use`` are the weights to compare with (None: there are none yet); ``decisions`` are labelled texts that stand in no file;
    without ``install`` nothing is written. No weights ever learn from a text kept apart, so
    that old and new ones stand equal before it.

    Raises:
        Malformed: when a file cannot be read; nothing is then changed.
    """
    examples = examples_of(files, decisions)
    apart = [example for example in examples if is_kept_apart(example)]
    others = [example for example in examples if not is_kept_apart(example)]
    also = read_disaster_response(open_data, held_apart=False) if open_data else []
    about = {
        "trained": datetime.now(UTC).date().isoformat(),
        "files": [path.name for path in files],
        "decisions": len(decisions),
    }
    seconds = expected([*others, *also])
    tell(f"Learning from {len(others)} texts, {len(apart)} kept apart: {about_time(seconds)} on this machine …")
    new = learn(prepare(others, also), tell, about)
    after = measure(new, apart)
    before = measure(Parameters.load(in_use), apart) if in_use else None
    better = before is None or after["needs"].f1 >= before["needs"].f1 - TOLERATED
    installed = better and install
    if installed:
        new.about["kept apart"] = {name: score.figures() for name, score in after.items()}
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(".new")
        new.save(unfinished)
        unfinished.replace(target)
        use(target if target != committed() else None)
    return Report(before, after, len(others), len(apart), installed, better)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 1 when the new weights were refused or a file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m yaqaza.language.train", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "files", nargs="*", type=Path, help="labelled texts (TSV: language, kind, urgency, needs, text)"
    )
    parser.add_argument("--open-data", type=Path, help="disaster_response_messages (CSV), for English")
    parser.add_argument("--to", type=Path, default=committed(), help="where to install the weights")
    parser.add_argument("--from-scratch", action="store_true", help="do not compare with the weights in use")
    chosen = parser.parse_args(arguments)
    in_use = None if chosen.from_scratch or not chosen.to.exists() else chosen.to
    try:
        report = retrain(chosen.files, target=chosen.to, in_use=in_use, open_data=chosen.open_data, tell=print)
    except Malformed as problem:
        print(problem, file=sys.stderr)
        return 1
    print(report)
    return 0 if report.installed else 1


if __name__ == "__main__":
    raise SystemExit(main())
