"""The real thing, once: start, kill everything in turn, start again, save, stop, and put it back elsewhere."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from yaqaza.config import environment as env
from yaqaza.config import postgres, processes

YAQAZA = [sys.executable, "-m", "yaqaza.config.cli"]


def _until(true: Callable[[], bool], what: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _start(started_ones: list[subprocess.Popen[bytes]], port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start and wait for the message that it is ready."""
    with log.open("wb") as out:
        started = subprocess.Popen([*YAQAZA, "start", "--port", str(port)], stdout=out, stderr=subprocess.STDOUT)
    started_ones.append(started)
    _until(lambda: "is ready: http://localhost" in log.read_text() or started.poll() is not None, "not ready", 300)
    assert started.poll() is None, log.read_text()
    return started


def _child(supervisor: int, word: str) -> psutil.Process | None:
    for child in psutil.Process(supervisor).children():
        with contextlib.suppress(psutil.Error):
            if word in " ".join(child.cmdline()):
                return child
    return None


def _comes_back(supervisor: int, word: str, port: int) -> None:
    killed = _child(supervisor, word)
    assert killed is not None
    killed.kill()
    _until(lambda: _child(supervisor, word) not in (None, killed), f"{word} is not back")
    _until(lambda: processes.answers("127.0.0.1", port), f"no pages after {word} was killed")


def _run(*arguments: str, expected: int = 0) -> str:
    done = subprocess.run([*YAQAZA, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == expected, done.stdout
    return done.stdout


@pytest.fixture
def started_ones() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Supervisors that a test that fails would leave behind."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def test_whatever_is_killed_comes_back_and_nothing_is_lost(home, started_ones, tmp_path, monkeypatch):
    port, log = _free_port(), tmp_path / "log"
    too_early = "yaqaza: The database is empty or older than the program. “yaqaza start” prepares it.\n"
    assert _run("audit", "verify", expected=1).endswith(too_early)
    started = _start(started_ones, port, log)
    links = re.search(r"\d+", _run("audit", "verify"))

    for word in ("granian", "procrastinate"):
        _comes_back(started.pid, word, port)

    os.kill(postgres.status().pid, signal.SIGKILL)
    _until(lambda: "runs again" in log.read_text(), "the database is not back")
    _until(lambda: processes.answers("127.0.0.1", port), "no pages after the database was killed")

    started.kill()
    started.wait()
    started = _start(started_ones, port, log)
    assert "that a killed Yaqaza had left behind" in log.read_text()

    saved = tmp_path / "saved.tar"
    _run("backup", "--with-secrets", str(saved))
    started.send_signal(signal.SIGINT)
    assert started.wait(timeout=30) == 0
    assert log.read_text().endswith("Yaqaza has stopped; everything is kept.\n")
    assert not postgres.status().running
    assert processes.end_orphans() == 0

    elsewhere = home / "elsewhere"
    elsewhere.mkdir(mode=0o711)
    monkeypatch.setenv("YAQAZA_HOME", str(elsewhere))
    try:
        assert _run("restore", str(saved)).startswith("Restored the backup of ")
        assert re.search(r"\d+", _run("audit", "verify")).group() >= links.group()
        with tarfile.open(saved) as archive:
            assert archive.extractfile("secrets.json").read().decode().count(env.secret("YAQAZA_FIELD_KEY")) == 1
    finally:
        postgres.stop()
        monkeypatch.setenv("YAQAZA_HOME", str(home))
