"""What a first visit to the public pages weighs: bytes on the wire, in Chromium with an empty cache, served as in production.

Static files are collected and compressed into a temporary folder and served by Granian on a free port; every response of the home
page and of the first question is added up as it was transferred (headers included, brotli where the browser takes it).
Run: ``.venv/bin/python benchmarks/portal_weight.py [--limit 100] [--language ar]``. Exits 1 when a page is over the limit.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from yaqaza.config import environment as env  # noqa: E402
from yaqaza.config import postgres  # noqa: E402
from yaqaza.config.testing import chromium  # noqa: E402

PAGES = {"home": "/", "first question": "/report/"}
SETTINGS = "from yaqaza.config.settings import *\nSTATIC_ROOT = {root!r}\n"
WSGI = "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=100, help="kilobytes (1,000 bytes) that a first page may weigh")
    parser.add_argument("--language", nargs="+", default=["ar", "fr"])
    options = parser.parse_args()
    path = chromium()
    if path is None:
        sys.exit("Chromium is missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # only where there is a browser to drive

    if env.database_is_embedded():
        postgres.ensure_running()
    worst = 0
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--no-first-run"])
        for language in options.language:
            for name, route in PAGES.items():
                files = weigh(browser, address, route, language)
                total = sum(files.values())
                worst = max(worst, total)
                print(f"{name}, {language}: {total / 1000:.1f} kB of {options.limit} in {len(files)} files", flush=True)
                for file, size in sorted(files.items(), key=lambda item: -item[1]):
                    print(f"  {size:>7,}  {file}")
        browser.close()
    return int(worst > options.limit * 1000)


def weigh(browser: Any, address: str, route: str, language: str) -> dict[str, int]:
    """Return the bytes transferred for each file of a first visit."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "yaqaza_language", "value": language, "url": address}])
    page = context.new_page()
    session = context.new_cdp_session(page)
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))
    session.on(
        "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])})
    )
    session.send("Network.enable")
    page.goto(address + route, wait_until="networkidle")
    page.wait_for_timeout(300)
    context.close()
    return {urlsplit(names[request]).path: size for request, size in sizes.items() if request in names}


@contextmanager
def served() -> Iterator[str]:
    """Serve the product as in production, on a free port of this machine."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        root = Path(folder)
        (root / "weighed_settings.py").write_text(SETTINGS.format(root=str(root / "static")))
        (root / "weighed_wsgi.py").write_text(WSGI)
        environment = {**os.environ, "PYTHONPATH": folder, "DJANGO_SETTINGS_MODULE": "weighed_settings"}
        subprocess.run(
            [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"], env=environment, check=True
        )
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--no-ws",
            "--log-level",
            "warning",
            "--host",
            "127.0.0.1",
        ]
        server = subprocess.Popen([*command, "--port", str(port), "weighed_wsgi:application"], env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait(15)


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own server on this machine
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    sys.exit(main())
