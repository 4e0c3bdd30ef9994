"""A provider on this machine that answers as it is told, and connectors that lead to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from yaqaza.channels.models import Connector
from yaqaza.channels.states import Kind

SECRET = "a-shared-secret-of-the-test"


@dataclass
class Call:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Provider:
    """Keeps what it was called with; answers what ``answers`` holds, else 200 with ``usual``. An answer of "cut" hangs up."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    usual: Any = field(default_factory=dict)

    def will(self, status: int, body: Any = None, **headers: str) -> None:
        self.answers.append((status, body if body is not None else {}, headers))

    def will_hang_up(self) -> None:
        self.answers.append("cut")


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    state = Provider()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {key.lower(): value for key, value in self.headers.items()}
            state.calls.append(Call(self.command, self.path, headers, self.rfile.read(length)))
            answer = state.answers.pop(0) if state.answers else (200, state.usual, {})
            if answer == "cut":
                self.connection.close()
                return
            status, body, more = answer
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for key, value in more.items():
                self.send_header(key.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_HEAD = _answer

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    settings.CHANNEL_HOSTS = frozenset({"127.0.0.1"})
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def connect(houses) -> Callable[..., Connector]:
    """Make a connector of the cell of Algiers that is switched on."""

    def make(kind: Kind, values: dict[str, str], secrets: dict[str, str], **more: Any) -> Connector:
        given = {"name": "البوابة", "organisation": houses.cell, "enabled": True, "per_minute": 100} | more
        return Connector.objects.create(kind=kind, settings=values, secrets=json.dumps(secrets), **given)

    return make


@pytest.fixture
def sms(provider, connect) -> Connector:
    return connect(
        Kind.SMS_HTTP, {"send_url": f"{provider.url}/send"}, {"token": "key-of-the-gateway", "check_secret": SECRET}
    )


@pytest.fixture
def outside() -> Client:
    """Somebody who calls from the network, with the guard against forged forms that pages have."""
    return Client(enforce_csrf_checks=True)
