"""A stream process beside the test, on the test's own database, and a client that reads it as a browser would."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection


@dataclass
class Stream:
    port: int
    process: subprocess.Popen[bytes]

    def health(self) -> dict[str, object]:
        answer = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        answer.request("GET", "/live/health/")
        return dict(json.loads(answer.getresponse().read()))

    def kill(self) -> None:
        """End it as a power cut does, with the worker that it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Ear:
    """An open stream; ``event`` returns the next one that is no beat."""

    connection: http.client.HTTPConnection
    answer: http.client.HTTPResponse
    last: str = ""
    seen: list[tuple[str, str]] = field(default_factory=list)

    def event(self) -> tuple[str, str]:
        while True:
            told: dict[str, str] = {}
            while line := self.answer.readline().decode().rstrip("\n"):
                name, _, value = line.partition(": ")
                told[name.rstrip(":")] = value
            if not told:
                return "end", ""
            self.last = told.get("id", self.last)
            if told.get("event") != "beat":
                self.seen.append((told["event"], told.get("data", "")))
                return self.seen[-1]

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(port: int = 0) -> Iterator[Stream]:
    """Start the process and wait until it hears the database."""
    port = port or free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws", "--log-level", "warning", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--workers-kill-timeout", "1", "yaqaza.config.asgi:application",
    ]  # fmt: skip
    environment = {**os.environ, "YAQAZA_DB_NAME": connection.settings_dict["NAME"]}
    stream = Stream(port, subprocess.Popen(command, env=environment, start_new_session=True))
    try:
        stop = time.monotonic() + 30
        while True:
            try:
                if stream.health()["listening"]:
                    break
            except OSError:
                pass
            assert time.monotonic() < stop and stream.process.poll() is None, "the stream does not start"
            time.sleep(0.1)
        yield stream
    finally:
        if stream.process.poll() is None:
            stream.kill()


def listen(stream: Stream, cookie: str, *, last: str = "", **headers: str) -> Ear:
    line = http.client.HTTPConnection("127.0.0.1", stream.port, timeout=20)
    given = {"Cookie": f"yaqaza_dz={cookie}", "Host": f"localhost:{stream.port}", **headers}
    line.request("GET", "/live/", headers=given | ({"Last-Event-ID": last} if last else {}))
    return Ear(line, line.getresponse())
