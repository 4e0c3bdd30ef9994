"""How long Yaqaza takes to serve its first page: on an empty folder, and again once everything is there.

    .venv/bin/python benchmarks/start.py [--demo] [--again 3]

Prints seconds from the command to the message that it is ready, and seconds to stop. The goal for a later start is 10 s.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

YAQAZA = Path(sys.executable).with_name("yaqaza")


def once(home: Path, *options: str) -> tuple[float, float]:
    """Start and stop Yaqaza once, and return the seconds each took."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    began = time.perf_counter()
    started = subprocess.Popen(
        [YAQAZA, "start", "--port", str(port), *options],
        env={**os.environ, "YAQAZA_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert started.stdout is not None
    said = []
    for line in started.stdout:
        said.append(line)
        if re.search("is ready: http", line):
            break
    else:
        raise SystemExit("".join(said))
    ready = time.perf_counter()
    started.send_signal(signal.SIGINT)
    started.communicate()
    return ready - began, time.perf_counter() - ready


def main() -> None:
    """Measure a first and some later starts in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demo", action="store_true", help="with demo data")
    parser.add_argument("--again", type=int, default=3, help="how many later starts (3)")
    options = parser.parse_args()
    extra = ["--demo"] if options.demo else []
    home = Path(tempfile.mkdtemp(prefix="yaqaza-start-"))
    home.chmod(0o711)
    try:
        first, _ = once(home, *extra)
        later = [once(home, *extra) for _ in range(options.again)]
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(f"first start  {first:6.1f} s")
    print(f"later start  {statistics.median(up for up, _ in later):6.1f} s  (worst {max(up for up, _ in later):.1f})")
    print(f"stop         {statistics.median(down for _, down in later):6.1f} s")


if __name__ == "__main__":
    main()
