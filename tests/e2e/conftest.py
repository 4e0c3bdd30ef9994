"""A real Chromium for the browser tests; without one they are skipped and say how to get it.

``visit`` opens a page of the live server as somebody new, ``axe`` lists what is wrong with it for assistive technology.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from django.test.client import ClientHandler
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from tests.e2e.phones import fresh_places, missions, phone, until  # noqa: F401 - fixtures, and what tests import from here

from yaqaza.config.testing import chromium

HERE = Path(__file__).parent
MISSING = "Chromium is missing. To run the browser tests: apt-get install chromium"
FLAGS = [
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Playwright's loop runs in the thread of the test, and Django refuses its ORM beside a running loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is ``e2e``, and needs Chromium."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)
            if chromium() is None:
                item.add_marker(pytest.mark.skip(reason=MISSING))


class _UnderWay:
    """How many requests are being answered: when a test has ended the tables are emptied, and none may be reading them."""

    def __init__(self) -> None:
        self.count = 0
        self.changed = threading.Condition()
        request_started.connect(self.begin)
        request_finished.connect(self.end)

    def begin(self, sender: type, **_: object) -> None:
        with self.changed:
            self.count += sender is not ClientHandler  # which ends with its test, streams that nobody reads never

    def end(self, sender: type, **_: object) -> None:
        with self.changed:
            self.count = max(0, self.count - (sender is not ClientHandler))
            self.changed.notify_all()

    def wait(self) -> None:
        """Wait for them, in vain only for one that was cut off before it had begun to answer."""
        with self.changed:
            self.changed.wait_for(lambda: self.count <= 0, timeout=20)
            self.count = 0


UNDER_WAY = _UnderWay()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a page: ``visit("/report/", by=user, language="fr", theme="dark", size=(360, 740), script=False, **options)``;
    ``at`` is the root of another server than the one of the tests.

    What its console calls an error and what its scripts throw gathers in ``page.problems``; the test fails when any is left.
    """
    pages: list[Page] = []

    def open_page(
        path: str = "/",
        *,
        by: Any = None,
        language: str = "ar",
        theme: str = "light",
        size: tuple[int, int] = (1366, 768),
        script: bool = True,
        at: str = "",
        **options: Any,
    ) -> Page:
        root = at or live_server.url
        context = browser.new_context(
            base_url=root,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,  # type: ignore[arg-type]  # “light” or “dark”
            java_script_enabled=script,
            timezone_id="Africa/Algiers",
            **options,
        )
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if by is not None:
            client = Client()
            client.force_login(by, backend="allauth.account.auth_backends.AuthenticationBackend")
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": key, "value": value, "url": root} for key, value in cookies.items()])
        page = context.new_page()
        problems: list[str] = []
        page.problems = problems  # type: ignore[attr-defined]  # for the tests
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if _is_fault(said) else None)
        pages.append(page)
        page.goto(path)
        return page

    yield open_page
    found = [problem for page in pages for problem in page.problems]  # type: ignore[attr-defined]  # see above
    for page in pages:
        page.context.close()
    UNDER_WAY.wait()
    assert found == []


def _is_fault(said: ConsoleMessage) -> bool:
    """A form that asks again answers 422, which the browser also calls an error, at a moment of its own."""
    return said.type == "error" and "status of 422" not in said.text


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """What axe finds on a page, one line a rule."""
    from axe_playwright_python.sync_playwright import Axe  # reads half a megabyte of JavaScript

    checker = Axe()

    def check(page: Page) -> list[str]:
        found = checker.run(page, options={"runOnly": AXE_RULES, "resultTypes": ["violations"]}).response["violations"]
        return [f"{rule['id']} ({len(rule['nodes'])}): {rule['nodes'][0]['target']}" for rule in found]

    return check
