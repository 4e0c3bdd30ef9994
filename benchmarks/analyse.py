"""How fast a message is read on one core, part by part, and that memory stays flat over a million of them.

Texts: those that come with the package, each time with other names, numbers and slips, so that few words repeat exactly as
they would in one small file. Run: ``.venv/bin/python benchmarks/analyse.py [--texts 1000000]``
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core is what is measured

import psutil  # noqa: E402

from yaqaza.language import analyse, analyse_many  # noqa: E402
from yaqaza.language.accounts import find_accounts  # noqa: E402
from yaqaza.language.analysis import _languages, _Reasons, _script  # noqa: E402
from yaqaza.language.contacts import find_phones  # noqa: E402
from yaqaza.language.counts import find_counts  # noqa: E402
from yaqaza.language.features import atoms  # noqa: E402
from yaqaza.language.model import model  # noqa: E402
from yaqaza.language.people import find_names  # noqa: E402
from yaqaza.language.reading import read  # noqa: E402
from yaqaza.language.train import examples_of  # noqa: E402
from yaqaza.language.training.examples import slips  # noqa: E402

GOAL = 3000
WARM = 30_000
SAMPLES = 5


def stream(texts: list[str], count: int) -> Iterator[str]:
    """Yield ``count`` texts, one word in fifty slipped and every number another."""
    random = Random(7)
    for _ in range(count):
        text = slips(random.choice(texts), random, often=0.02)
        yield "".join(
            str(random.randrange(10)) if letter.isdigit() and random.random() < 0.5 else letter for letter in text
        )


def resident() -> float:
    """Return the memory in use, in MB."""
    return psutil.Process().memory_info().rss / 1e6


def timed(name: str, count: int, run: Callable[[], object]) -> None:
    """Print the microseconds a text."""
    start = time.process_time()
    run()
    print(f"  {name:34} {(time.process_time() - start) / count * 1e6:7.1f} µs")


def parts(sample: list[str]) -> None:
    """Print what each part of the work takes."""
    weights = model()
    readings = [read(text) for text in sample]
    found = [atoms(reading) for reading in readings]
    scored = [weights.weigh(each) for each in found]
    places = [each.places() for each in found]
    size = len(sample)
    timed("cut into words, meaning, scope", size, lambda: [read(text) for text in sample])
    timed("atoms", size, lambda: [atoms(reading) for reading in readings])
    timed("weights", size, lambda: [weights.weigh(each) for each in found])
    timed(
        "words that led to one conclusion",
        size,
        lambda: [_Reasons(r, p).of(s[1][:, 0].tolist()) for s, p, r in zip(scored, places, readings, strict=True)],
    )
    timed("script and language", size, lambda: [_languages(_script(reading), [0.0] * 7, "MA") for reading in readings])
    timed("telephone numbers", size, lambda: [find_phones(text, "MA") for text in sample])
    timed("accounts", size, lambda: [find_accounts(text, "MA") for text in sample])
    timed(
        "numbers and ages",
        size,
        lambda: [find_counts(text, reading) for text, reading in zip(sample, readings, strict=True)],
    )
    timed("names", size, lambda: [find_names(text, reading) for text, reading in zip(sample, readings, strict=True)])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--texts", type=int, default=1_000_000)
    count = parser.parse_args().texts
    texts = [example.text for example in examples_of()]
    sample = list(stream(texts, WARM + SAMPLES * 4000))
    for text in sample[:WARM]:  # a process that has read for a while knows the common words
        analyse(text, country="MA")
    rates = []
    for first in range(WARM, len(sample), 4000):  # each time texts not read before
        start = time.process_time()
        for text in sample[first : first + 4000]:
            analyse(text, country="MA")
        rates.append(4000 / (time.process_time() - start))
    sample = sample[-4000:]
    words = sum(len(text.split()) for text in sample) / len(sample)
    print(
        f"{median(rates):,.0f} texts a second on one core, {words:.0f} words each (goal {GOAL:,}); of {SAMPLES} samples the "
        f"slowest {min(rates):,.0f}, the fastest {max(rates):,.0f}: what else the machine does counts"
    )
    parts(sample)
    at = resident()
    print(f"memory with everything loaded      {at:7.1f} MB")
    for done, _ in enumerate(analyse_many(stream(texts, count), country="MA"), start=1):
        if done in (100_000, count):
            print(f"memory after {done:>9,} texts       {resident():7.1f} MB")


if __name__ == "__main__":
    main()
