"""``make test``: pytest on the embedded database, which is stopped afterwards unless it ran before."""

from __future__ import annotations

import shutil
import subprocess
import sys

from yaqaza.config import environment as env
from yaqaza.config import postgres

CHROMIUM = ("chromium", "chromium-browser")


def chromium() -> str | None:
    """Return the path of the Chromium that browser tests drive, or None."""
    return next((path for path in map(shutil.which, CHROMIUM) if path), None)


def main() -> int:
    """Run pytest with the given arguments and return its exit code."""
    started = False
    try:
        if env.database_is_embedded():
            started = not postgres.status().running
            postgres.ensure_running()
    except env.Misconfigured as error:
        print(error, file=sys.stderr)
        return 1
    if chromium() is None:
        print(
            "Chromium is missing, so the browser tests are left out. To run them too: apt-get install chromium",
            flush=True,
        )
    try:
        return subprocess.run([sys.executable, "-m", "pytest", *sys.argv[1:]]).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        if started:
            postgres.stop()


if __name__ == "__main__":
    sys.exit(main())
