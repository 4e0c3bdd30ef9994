"""The live stream: how long from commit to the page's ear, with many open pages, and what memory they cost.

    python benchmarks/live.py [--pages 500] [--alerts 40] [--keep]

Works in a database of its own (``bench_live``) on the embedded server: synthetic demonstration data in which every officer on duty
reaches the whole country, so that each alert is told to every page. The pages are connections that read the stream as a browser
does; alerts come in through ``alerts.actions.receive``, one commit each, at random moments. Memory is the proportional set (PSS) of
the stream's processes. Then, when Chromium is there, a real live desk in it: from the commit until the row stands on the screen, with
the other pages open. Goal: both within 2 s.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")
os.environ["YAQAZA_DB_NAME"] = "bench_live"

import django  # after the environment says which database

GOAL = 2.0
PORT = 8971
OF_AN_OFFICER = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--alerts", type=int, default=40)
    parser.add_argument("--keep", action="store_true", help="keep the database for another run")
    options = parser.parse_args()
    cookies = prepare(options.pages)
    with stream() as process:
        good = asyncio.run(measure(process, cookies[:-1], options.alerts))
        good &= on_screen(cookies[-1], min(options.alerts, 20))
    if not options.keep:
        from pages import drop

        drop(["bench_live"])
    sys.exit(not good)


def prepare(pages: int) -> list[str]:
    """Fill the database and sign in as many officers as the pages need; return the key of each page's session, and one for the screen."""
    from yaqaza.config import manage, postgres

    postgres.ensure_running()
    manage.run(["migrate", "-v0"])
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from yaqaza.accounts.models import Posting, User
    from yaqaza.accounts.permissions import Role
    from yaqaza.territory import queries as territory

    call_command("demo", if_empty=True, verbosity=0)
    country = territory.country_area()
    Posting.objects.filter(role=Role.DUTY_OFFICER).exclude(user__username="duty").update(area=country)
    officers = User.objects.filter(postings__role=Role.DUTY_OFFICER).exclude(username="duty").distinct().order_by("id")
    keys = []
    for officer in officers[: -(-pages // OF_AN_OFFICER)]:
        client = Client()
        client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
        keys += [next(iter(client.cookies.values())).value] * OF_AN_OFFICER
    client = Client()  # the last one looks at a screen, in a province of the country
    client.force_login(User.objects.get(username="duty"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return [*keys[:pages], next(iter(client.cookies.values())).value]


@contextmanager
def stream() -> Iterator[psutil.Process]:
    """Run the stream process as ``yaqaza start`` does."""
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws", "--log-level", "warning", "--host", "127.0.0.1", "--port",
        str(PORT), "--workers", "1", "--backlog", "4096", "--backpressure", "4096", "--workers-kill-timeout", "3",
        "yaqaza.config.asgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command)
    from yaqaza.config import processes

    try:
        while not (processes.live_state("127.0.0.1", PORT) or {}).get("listening"):
            time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=15)


class Page:
    """One open stream; ``heard`` is set by the next word that says ``changed``."""

    def __init__(self) -> None:
        self.heard = asyncio.Event()
        self.at = 0.0

    async def read(self, cookie: str, name: str, ready: asyncio.Semaphore) -> None:
        async with ready:
            reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
            writer.write(
                f"GET /live/ HTTP/1.1\r\nHost: localhost:{PORT}\r\nCookie: {name}={cookie}\r\nAccept: text/event-stream\r\n\r\n".encode()
            )
            await writer.drain()
            status = await reader.readline()
            assert b" 200 " in status, status
            while b"event: hello" not in await reader.readline():
                pass
        self.open = True
        while line := await reader.readline():
            if b"data: alert" in line:
                self.at = time.perf_counter()
                self.heard.set()

    open = False


async def measure(process: psutil.Process, cookies: list[str], alerts: int) -> bool:
    from django.conf import settings

    empty = memory(process)
    pages = [Page() for _ in cookies]
    few_at_once = asyncio.Semaphore(50)
    began = time.perf_counter()
    name = settings.SESSION_COOKIE_NAME
    tasks = [asyncio.create_task(page.read(key, name, few_at_once)) for page, key in zip(pages, cookies, strict=True)]
    while not all(page.open for page in pages):
        await asyncio.sleep(0.05)
    joined = time.perf_counter() - began
    await asyncio.sleep(1)
    full = memory(process)
    spent = cpu(process)
    rows = [await told(pages) for _ in range(alerts)]
    each, last = [value for row in rows for value in row], [max(row) for row in rows]
    busy = (cpu(process) - spent) / alerts
    print(f"{len(pages)} pages joined in {joined:.1f} s")
    print(
        f"memory of the stream   {empty:.0f} MB empty, {full:.0f} MB full: {(full - empty) * 1024 / len(pages):.0f} kB a page"
    )
    print(
        f"commit to a page's ear {statistics.median(each) * 1000:.0f} ms (p50), {centile(each, 99) * 1000:.0f} ms (p99)"
    )
    print(
        f"commit to the last ear {statistics.median(last) * 1000:.0f} ms (p50), {max(last) * 1000:.0f} ms (worst), goal {GOAL:.0f} s"
    )
    print(f"processor              {busy * 1000:.0f} ms for an alert told to {len(pages)} pages")
    for task in tasks:
        task.cancel()
    return max(last) <= GOAL


def on_screen(cookie: str, alerts: int) -> bool:
    """Open the live desk in Chromium and see how long after its commit each alert stands there."""
    from django.conf import settings
    from django.db import connections
    from playwright.sync_api import sync_playwright

    from yaqaza.config.testing import chromium

    if chromium() is None:
        print("Chromium is missing: the screen was not measured (apt-get install chromium)")
        return True
    connections.close_all()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
    with pages_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 768})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
        page = context.new_page()
        page.goto("/desk/live/")
        page.wait_for_selector("[data-live-state=on]")
        times = []
        for number in range(alerts):
            time.sleep(random.uniform(0.4, 1.0))
            words = f"عائلة بلا غاز {number}"
            committed = arrive(words)
            while not page.evaluate(
                "words => document.querySelector('#pane-queue').textContent.includes(words)", words
            ):
                time.sleep(0.01)
            times.append(time.perf_counter() - committed)
        browser.close()
    print(
        f"commit to the screen   {statistics.median(times) * 1000:.0f} ms (p50), {max(times) * 1000:.0f} ms (worst), goal {GOAL:.0f} s"
    )
    return max(times) <= GOAL


@contextmanager
def pages_server() -> Iterator[str]:
    """Serve the pages as ``yaqaza start`` does, with one worker."""
    from yaqaza.config import processes

    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning", "--host", "127.0.0.1", "--port",
        str(PORT + 1), "--workers", "1", "--blocking-threads", "4", "yaqaza.config.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | {"YAQAZA_LIVE_URL": f":{PORT}/live/", "YAQAZA_DEBUG": "1"})
    try:
        while not processes.answers("127.0.0.1", PORT + 1):
            time.sleep(0.2)
        yield f"http://localhost:{PORT + 1}"
    finally:
        process.terminate()
        process.wait(timeout=15)


async def told(pages: list[Page]) -> list[float]:
    """Let an alert come in, and return how long after its commit each page heard of it."""
    for page in pages:
        page.heard.clear()
    await asyncio.sleep(random.uniform(0.4, 1.0))  # longer than the pause between two words
    committed = await asyncio.get_running_loop().run_in_executor(None, arrive)
    await asyncio.wait_for(asyncio.gather(*[page.heard.wait() for page in pages]), timeout=30)
    return [max(0.0, page.at - committed) for page in pages]


def arrive(words: str = "صراخ كل ليلة") -> float:
    from yaqaza.accounts.models import User
    from yaqaza.alerts import actions
    from yaqaza.alerts.states import Category, Channel, PlacePrecision

    area = User.objects.get(username="duty").main_posting.area
    actions.receive(
        by=None,
        channel=Channel.PORTAL,
        category=Category.VIOLENCE,
        area=area,
        text=words,
        place_precision=PlacePrecision.UNKNOWN,
    )
    return time.perf_counter()


def memory(process: psutil.Process) -> float:
    return sum(each.memory_full_info().pss for each in [process, *process.children(recursive=True)]) / 1e6


def cpu(process: psutil.Process) -> float:
    times = [each.cpu_times() for each in [process, *process.children(recursive=True)]]
    return sum(each.user + each.system for each in times)


def centile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


if __name__ == "__main__":
    main()
