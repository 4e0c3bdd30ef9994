"""One supervisor for the processes of a country: starts them, prefixes what they say, restarts the fallen, stops all.

Every process it starts carries SUPERVISED in its environment with the country's data folder. That is how a later start
finds the orphans of a supervisor that was killed, whatever their ids, ports or parents are by then.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

from yaqaza.config import environment as env

SUPERVISED = "YAQAZA_SUPERVISED"
GRACE_SECONDS = 15
"""How long a process may take to finish its request or job before it is killed."""

LONGEST_PAUSE = 30
HEALTHY_SECONDS = 60
"""A process that lived this long starts again without a pause the next time."""

GIVE_UP_AFTER = 3
"""Falls in a row before the first success; later falls are retried for ever."""


class ProcessesError(env.Misconfigured):
    """The processes cannot run; ``str(error)`` says why."""


@dataclass
class Child:
    """A process to keep alive. One that ``waits`` starts when the others are ready: pages come first."""

    name: str
    command: Sequence[str]
    waits: bool = False
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    falls: int = 0
    start_at: float = 0.0


@dataclass
class Supervisor:
    """Keeps children alive until it is told to stop.

    ``is_ready`` is asked until it first answers True; then ``when_ready`` runs once. ``tend`` is called about every
    second, for what is not our child (the database server).
    """

    children: list[Child]
    is_ready: Callable[[], bool] = lambda: True
    when_ready: Callable[[], None] = lambda: None
    tend: Callable[[], None] = lambda: None
    stopping: int = 0
    _say: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> int:
        """Run until a signal comes or nothing works, and return the exit code."""
        code, ready, asked, tended = 0, False, 0.0, 0.0
        with self.signals():
            try:
                while not self.stopping:
                    now = time.monotonic()
                    for child in self.children:
                        if ready or not child.waits:
                            self._watch(child, now)
                    if not ready and any(child.falls >= GIVE_UP_AFTER for child in self.children):
                        fallen = ", ".join(child.name for child in self.children if child.falls)
                        print(f"yaqaza: {fallen} does not start; the lines above say why.", file=sys.stderr)
                        code = 1
                        break
                    if not ready and now - asked > 0.3:
                        asked, ready = now, self.is_ready()
                        if ready:
                            self.when_ready()
                    if now - tended > 1:
                        self.tend()
                        tended = now
                    time.sleep(0.1)
            finally:
                self._end()
        return code

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """Note SIGINT, SIGTERM and SIGHUP instead of dying of them; twice means: at once."""

        def note(number: int, frame: object) -> None:
            self.stopping += 1

        before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def call(self, command: Sequence[str], *, read: bool = False) -> tuple[int, str]:
        """Run a process to its end, on our terminal, stopping it when we are told to stop.

        With ``read``, the process gets the number of a pipe as its last argument; what it writes there is returned.
        """
        reader, writer = os.pipe()
        process = subprocess.Popen(
            [*command, *([str(writer)] if read else [])],
            stdin=subprocess.DEVNULL, start_new_session=True, env=_environment(), pass_fds=[writer],
        )  # fmt: skip
        os.close(writer)
        while process.poll() is None:
            if self.stopping:
                _end_groups([process.pid], GRACE_SECONDS, hurry=lambda: self.stopping > 1)
            time.sleep(0.05)
        with open(reader) as file:
            return process.returncode, file.read()

    def tell(self, name: str, line: str) -> None:
        """Print one line of a process behind its name."""
        colour = {"web": "36", "worker": "35", "live": "32"}.get(name, "33")
        prefix = f"\033[{colour}m{name:>8}\033[0m │" if sys.stdout.isatty() else f"{name:>8} |"
        with self._say, contextlib.suppress(BrokenPipeError, ValueError):
            print(prefix, line, flush=True)

    def _watch(self, child: Child, now: float) -> None:
        process = child.process
        if process is None:
            if now >= child.start_at:
                self._start(child, now)
            return
        if process.poll() is None:
            return
        _kill_group(process.pid)  # the workers of a web server whose head was cut off
        child.process = None
        child.falls = 1 if now - child.started > HEALTHY_SECONDS else child.falls + 1
        pause = 0.0 if child.falls == 1 else min(LONGEST_PAUSE, 2 ** (child.falls - 2))
        child.start_at = now + pause
        self.tell("yaqaza", f"{child.name} {_ended(process.returncode)}; it starts again in {pause:g} s.")

    def _start(self, child: Child, now: float) -> None:
        # A session of its own: Ctrl-C reaches the supervisor only, and the child ends with all that it started.
        child.started = now
        child.process = subprocess.Popen(
            child.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            bufsize=1, stdin=subprocess.DEVNULL, start_new_session=True, env=_environment(),
        )  # fmt: skip
        assert child.process.stdout is not None  # noqa: S101 - we asked for the pipe
        threading.Thread(target=self._relay, args=(child.name, child.process.stdout), daemon=True).start()

    def _relay(self, name: str, stream: IO[str]) -> None:
        for line in stream:
            self.tell(name, line.rstrip("\n"))

    def _end(self) -> None:
        pids = [child.process.pid for child in self.children if child.process is not None]
        _end_groups(pids, GRACE_SECONDS, hurry=lambda: self.stopping > 1)
        for child in self.children:
            if child.process is not None:
                child.process.wait()


def _environment() -> dict[str, str]:
    return {**os.environ, SUPERVISED: str(env.var()), "PYTHONUNBUFFERED": "1"}


def _ended(code: int) -> str:
    return f"was killed ({signal.Signals(-code).name})" if code < 0 else f"ended with code {code}"


def _kill_group(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _group_lives(pid: int) -> bool:
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == pid and process.status() != psutil.STATUS_ZOMBIE:
                return True
    return False


def _end_groups(pids: Sequence[int], seconds: float, *, hurry: Callable[[], bool] = lambda: False) -> None:
    """Ask, wait, then kill."""
    for pid in pids:
        _kill_group(pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while any(map(_group_lives, pids)) and time.monotonic() < deadline and not hurry():
        time.sleep(0.05)
    for pid in pids:
        _kill_group(pid)


# Across runs


def end_orphans() -> int:
    """End what a killed supervisor of this country left behind, and return how many that were."""
    mine = str(env.var())
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(SUPERVISED) == mine:
                found.append(process)
    for process in found:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, stubborn = psutil.wait_procs(found, timeout=2)
    for process in stubborn:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=5)
    return len(found)


@dataclass(frozen=True)
class Running:
    """The supervisor that runs for this country."""

    pid: int
    host: str
    port: int
    live: int = 0  # the port of the live stream

    @property
    def address(self) -> str:
        """Where people find it."""
        return address(self.host, self.port)

    def seconds(self) -> float:
        """Return for how long it has run."""
        try:
            return time.time() - psutil.Process(self.pid).create_time()
        except psutil.Error:
            return 0.0


def _lock_file() -> Path:
    return env.var() / "run.lock"


def _note_file() -> Path:
    return env.var() / "run.json"


def _take(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def only_supervisor(host: str, port: int) -> Iterator[None]:
    """Make sure that no other supervisor runs for this country, and leave a note for ``stop``."""
    with open(os.open(_lock_file(), os.O_CREAT | os.O_RDWR, 0o600)) as lock:
        for _ in range(5):  # “yaqaza status” holds it for an instant
            if _take(lock):
                break
            time.sleep(0.1)
        else:
            other = running()
            where = f" at {other.address} (process {other.pid})" if other else ""
            raise ProcessesError(f"Yaqaza already runs{where}. To stop it: yaqaza stop")
        _note_file().write_text(json.dumps({"pid": os.getpid(), "host": host, "port": port}))
        try:
            yield
        finally:
            _note_file().unlink(missing_ok=True)


def note_live(port: int) -> None:
    """Add the port of the live stream to the note, for ``status``."""
    note = json.loads(_note_file().read_text())
    _note_file().write_text(json.dumps(note | {"live": port}))


def running() -> Running | None:
    """Return the supervisor of this country, if one runs."""
    try:
        with _lock_file().open() as lock:
            if _take(lock):
                return None
    except FileNotFoundError:
        return None
    for _ in range(20):  # between taking the lock and writing the note
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
            note = json.loads(_note_file().read_text())
            return Running(note["pid"], note["host"], note["port"], note.get("live", 0))
        time.sleep(0.05)
    return None


def stop_supervisor() -> bool:
    """Stop the supervisor of this country and wait for its end; False when none ran."""
    other = running()
    if other is None:
        return False
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(other.pid)
        process.terminate()
        try:
            process.wait(timeout=GRACE_SECONDS + 15)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(timeout=5)
    return True


def address(host: str, port: int) -> str:
    """Return the address to type into a browser of this machine."""
    if host in ("127.0.0.1", "0.0.0.0", "::", "::1"):  # noqa: S104 - only compared
        return f"http://localhost:{port}"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def answers(host: str, port: int) -> bool:
    """Say whether a web server answers there, whatever it answers short of an error of its own."""
    connection = http.client.HTTPConnection(_within(host), port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status < 500
    return False


def live_state(host: str, port: int) -> dict[str, object] | None:
    """Return what the live stream says of itself, None when it does not answer."""
    connection = http.client.HTTPConnection(_within(host), port, timeout=3)
    with contextlib.suppress(OSError, http.client.HTTPException, ValueError), contextlib.closing(connection):
        connection.request("GET", "/live/health/")
        return dict(json.loads(connection.getresponse().read()))
    return None


def _within(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only compared


def port_holder(host: str, port: int) -> str | None:
    """Say who listens on a port, or None when it is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            return None
        except PermissionError:
            return "the system, which keeps ports below 1024 for the administrator"
        except OSError:
            pass
    with contextlib.suppress(psutil.Error):
        for listener in psutil.net_connections("tcp"):
            here = listener.laddr and listener.laddr.port == port and listener.status == psutil.CONN_LISTEN
            if here and listener.pid:
                return f"“{psutil.Process(listener.pid).name()}” (process {listener.pid})"
    return "another program"
