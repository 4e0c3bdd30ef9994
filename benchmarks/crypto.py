"""How long it takes to seal and open a column, beside Fernet, on the same texts in the same run.

    python benchmarks/crypto.py [--rounds 20000]

A text is a message of some 110 letters. Each is done ``--rounds`` times, in turns with its peer, seven times; the fastest turn counts.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from cryptography.fernet import Fernet
from django.conf import settings

from yaqaza.core import crypto

TEXT = "رجل مسن وحيد في بيت بارد دون طعام منذ يومين في حي باب الوادي قرب المسجد، يحتاج إلى بطانية ودواء، وهاتفه مغلق."


def spent(act: Callable[[], object], rounds: int) -> float:
    """Return the seconds of processor time of one act."""
    began = time.process_time()
    for _ in range(rounds):
        act()
    return (time.process_time() - began) / rounds


def main() -> None:
    """Print both, and by how much they differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20_000)
    rounds = parser.parse_args().rounds
    fernet = Fernet(settings.FIELD_KEY)
    ours, theirs = crypto.encrypt(TEXT), fernet.encrypt(TEXT.encode()).decode()
    acts = {
        "seal": (lambda: crypto.encrypt(TEXT), lambda: fernet.encrypt(TEXT.encode()).decode()),
        "open": (lambda: crypto.decrypt(ours), lambda: fernet.decrypt(theirs.encode()).decode()),
    }
    for name, (own, peer) in acts.items():
        turns = [(spent(own, rounds), spent(peer, rounds)) for _turn in range(7)]
        mine, other = (min(column) * 1e6 for column in zip(*turns, strict=True))
        print(f"{name}: {mine:.1f} µs, Fernet {other:.1f} µs: {other / mine:.1f} times")
    print(f"length of a token: {len(ours)}, Fernet {len(theirs)}")


if __name__ == "__main__":
    main()
