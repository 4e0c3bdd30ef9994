"""``yaqaza start``, ``stop`` and ``status``."""

from __future__ import annotations

import argparse
import os
import sys
import time

from yaqaza.config import environment as env
from yaqaza.config import keys, postgres, prepared, processes


def start(options: argparse.Namespace) -> int:
    """Serve Yaqaza until it is told to stop."""
    with processes.only_supervisor(options.host, options.port):
        left = processes.end_orphans()
        if left:
            print(f"Ended {left} processes that a killed Yaqaza had left behind.")
        holder = processes.port_holder(options.host, options.port)
        if holder:
            raise processes.ProcessesError(
                f"Port {options.port} is used by {holder}. Take another one: yaqaza start --port {options.port + 1}"
                f" (make run PORT={options.port + 1})."
            )
        return _serve(options)


def live_port(options: argparse.Namespace) -> int:
    """Return the port of the live stream: the one asked for, else the first free one after the pages'."""
    if options.live_port:
        holder = processes.port_holder(options.host, options.live_port)
        if holder:
            raise processes.ProcessesError(f"Port {options.live_port} for the live stream is used by {holder}.")
        return int(options.live_port)
    near = range(options.port + 1, min(options.port + 20, 65536))
    return next((port for port in near if processes.port_holder(options.host, port) is None), 0)


def _serve(options: argparse.Namespace) -> int:
    address = processes.address(options.host, options.port)
    os.environ.setdefault("YAQAZA_URL", address)  # where the worker's tests of the ways in go
    live = live_port(options)
    children = [_web(options), _worker()]
    if live:
        children.append(_live(options.host, live))
    processes.note_live(live)
    supervisor = processes.Supervisor(children=children)
    with supervisor.signals():
        try:
            if env.database_is_embedded():
                postgres.ensure_running()
            keys.hold()  # a wrong DATABASE_URL is told here too, once
            logins = prepared.recall(demo=options.demo)
            if logins is None:
                demo = ["--demo"] if options.demo else []
                code, logins = supervisor.call([sys.executable, "-m", "yaqaza.config.prepare", *demo], read=True)
                if supervisor.stopping or code:
                    return 0 if supervisor.stopping else 1
                prepared.remember(logins, demo=options.demo)
            if live and not env.text("YAQAZA_LIVE_URL") and not env.flag("YAQAZA_HTTPS"):
                os.environ["YAQAZA_LIVE_URL"] = f":{live}/live/"  # for the web processes
            supervisor.is_ready = lambda: processes.answers(options.host, options.port)
            supervisor.when_ready = lambda: print(_welcome(address, logins), flush=True)
            if env.database_is_embedded():
                supervisor.tend = Tending(supervisor)
            return supervisor.run()
        finally:
            if env.database_is_embedded() and not options.keep_database:
                postgres.stop()
            print("Yaqaza has stopped; everything is kept.", flush=True)


def stop(options: argparse.Namespace) -> int:
    """Stop every process of this country, also those of a killed supervisor."""
    stopped = processes.stop_supervisor()
    stopped |= processes.end_orphans() > 0
    if env.database_is_embedded():
        stopped |= postgres.stop()
    print("Yaqaza has stopped; everything is kept." if stopped else "Yaqaza was not running.")
    return 0


def status(options: argparse.Namespace) -> int:
    """Say what runs; 0 when Yaqaza does, else 3."""
    supervisor = processes.running()
    print(
        f"Yaqaza runs at {supervisor.address} (process {supervisor.pid})." if supervisor else "Yaqaza is not running."
    )
    if supervisor:
        print(_told_live(supervisor))
    if env.database_is_embedded():
        database = postgres.status()
        print(f"PostgreSQL runs (process {database.pid})." if database.running else "PostgreSQL is not running.")
    else:
        print("PostgreSQL is the one that DATABASE_URL names.")
    return 0 if supervisor else 3


def _told_live(supervisor: processes.Running) -> str:
    if not supervisor.live:
        return "The live stream does not run: the pages ask by themselves."
    state = processes.live_state(supervisor.host, supervisor.live)
    if state is None:
        return f"The live stream does not answer on port {supervisor.live}: the pages ask by themselves."
    heard = "" if state.get("listening") else " It does not hear the database: the pages ask by themselves."
    return f"The live stream runs on port {supervisor.live} for {state.get('connections', 0)} open pages.{heard}"


def _web(options: argparse.Namespace) -> processes.Child:
    workers = options.workers or min(4, max(2, os.cpu_count() or 1))
    return processes.Child(
        "web",
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning",
            "--host", options.host, "--port", str(options.port), "--workers", str(workers), "--blocking-threads", "4",
            "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "10",
            "yaqaza.config.wsgi:application",
        ],
    )  # fmt: skip


def _worker() -> processes.Child:
    return processes.Child(
        "worker",
        [
            sys.executable, "-m", "yaqaza.config.manage", "procrastinate", "worker", "--concurrency", "4",
            "--shutdown-graceful-timeout", "10", "--delete-jobs", "successful",
        ],
        waits=True,
    )  # fmt: skip


def _live(host: str, port: int) -> processes.Child:
    return processes.Child(
        "live",
        [
            sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws", "--log-level", "warning",
            "--host", host, "--port", str(port), "--workers", "1", "--backlog", "4096", "--backpressure", "4096",
            "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "3",
            "yaqaza.config.asgi:application",
        ],
        waits=True,
    )  # fmt: skip


class Tending:
    """Starts the embedded database again when something killed it. While it does not start the pages go on without it, and it is
    tried again, each time a little later."""

    def __init__(self, supervisor: processes.Supervisor) -> None:
        self._supervisor = supervisor
        self._pause = self._next = 0.0

    def __call__(self) -> None:
        now = time.monotonic()
        if self._supervisor.stopping or now < self._next or postgres.status().running:
            return
        self._supervisor.tell("database", "was killed; it starts again.")
        try:
            postgres.ensure_running()
        except (env.Misconfigured, OSError) as trouble:
            self._pause = min(max(1.0, 2 * self._pause), processes.LONGEST_PAUSE)
            self._next = time.monotonic() + self._pause
            for line in str(trouble).splitlines():
                self._supervisor.tell("database", line)
        else:
            self._pause = 0.0
            self._supervisor.tell("database", f"runs again after {time.monotonic() - now:.1f} s.")


def _welcome(address: str, logins: str) -> str:
    country = {"DZ": "Algeria", "MA": "Morocco"}[env.country()]
    return f"\nYaqaza ({country}) is ready: {address}\n{logins.rstrip()}\nCtrl-C stops everything.\n".replace(
        "\n\n", "\n"
    )
