"""``yaqaza doctor``: every check with ✓, ✗ or – (cannot be checked now) and a sentence on what to do."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from yaqaza.config import assets, keys, postgres, prepare, processes
from yaqaza.config import environment as env

GOOD, BAD, OPEN = "✓", "✗", "–"
LEAST_DISK_GB = 2
OLDEST_JOB = timedelta(minutes=10)
SILENT_WORKER = timedelta(minutes=2)
TAIL = 1000
UNDEFINED_TABLE = "42P01"
COMMUNES = {"DZ": 1541, "MA": 1503}


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    mark: str
    text: str


def main() -> int:
    """Print all checks and return 1 when one of them fails."""
    worst = 0
    print(f"Yaqaza, {env.country()}, {env.var()}")
    for name, finding in examine():
        print(f"{finding.mark} {name:<13} {finding.text}", flush=True)
        worst = max(worst, int(finding.mark == BAD))
    return worst


def examine() -> list[tuple[str, Finding]]:
    """Run every check; a database that did not run is stopped again."""
    found = [(name, _safely(check)) for name, check in MACHINE]
    started = False
    try:
        if env.database_is_embedded():
            started = not postgres.status().running
            postgres.ensure_running()
        wrong = keys.why_not()
        if wrong:
            found.append(("keys", Finding(BAD, wrong)))
            if started:
                postgres.stop()
            return found
        _set_up_django()
    except Exception as error:  # whatever it is, the other checks are not possible without it
        return [*found, ("database", Finding(BAD, f"{type(error).__name__}: {error}"))]
    try:
        found += [(name, _safely(check)) for name, check in INSIDE]
    finally:
        if started:
            _close()
            postgres.stop()
    return found


def _safely(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:  # a check that breaks is itself a finding
        if getattr(error.__cause__, "sqlstate", "") == UNDEFINED_TABLE:
            return Finding(OPEN, "its tables do not exist yet: yaqaza start")
        return Finding(BAD, f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")


def _set_up_django() -> None:
    import django  # only once the database is known to run

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")
    django.setup()


def _close() -> None:
    from django.db import connection

    connection.close()
    getattr(connection, "close_pool", lambda: None)()


def _rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


# The machine


def python() -> Finding:
    """Tell Python's version; an older one than 3.11 cannot read this file."""
    return Finding(GOOD, f"Python {sys.version.split()[0]}")


def disk() -> Finding:
    """Check the room left for data."""
    free = shutil.disk_usage(env.postgres_folder() if env.postgres_folder().exists() else env.var()).free / 1e9
    if free < LEAST_DISK_GB:
        return Finding(BAD, f"only {free:.1f} GB free: PostgreSQL stops when the disk is full. Make room.")
    return Finding(GOOD, f"{free:.0f} GB free")


def secrets() -> Finding:
    """Check that nobody else can read the keys."""
    if all(os.environ.get(name) for name in env.SECRETS):
        return Finding(GOOD, "all given by the environment")
    path = env.secrets_file()
    if not path.exists():
        return Finding(OPEN, "not made yet: the first start makes them")
    about = path.stat()
    if stat.S_IMODE(about.st_mode) & 0o077:
        return Finding(BAD, f"others can read them: chmod 600 {path}")
    return Finding(GOOD, f"{path} is readable by its owner only; keep a copy in a safe place")


def fonts() -> Finding:
    """Check the fonts and icons of the pages."""
    if not assets.are_current():
        return Finding(BAD, "fonts and icons of the pages are missing or old: yaqaza assets")
    return Finding(GOOD, "fonts and icons of the pages are current")


def paper_fonts() -> Finding:
    """Check the fonts of printed documents."""
    import importlib.util  # a package that is missing is the finding

    missing = [name for name in ("fontpkg_amiri", "fontpkg_noto_sans") if importlib.util.find_spec(name) is None]
    if missing:
        return Finding(BAD, f"packages missing: {', '.join(missing)}: make setup")
    return Finding(GOOD, "Amiri and Noto Sans for documents")


def uploads() -> Finding:
    """Check that uploaded files can be kept, and by whom they can be read."""
    folder = env.media() if env.media().exists() else env.var()
    if not os.access(folder, os.W_OK):
        return Finding(BAD, f"{folder} cannot be written: give it to the user who runs Yaqaza.")
    return Finding(GOOD, f"{folder} can be written")


# Inside


def server() -> Finding:
    """Check PostgreSQL's version, encoding, extensions and our rights on it."""
    ((number, encoding, lower, is_super),) = _rows(
        """SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), lower('É'),
                  (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)"""
    )
    if number // 10000 < postgres.OLDEST_VERSION:
        return Finding(BAD, f"PostgreSQL {number // 10000} is too old: {postgres.OLDEST_VERSION} or newer is needed.")
    if encoding != "UTF8" or lower != "é":
        return Finding(BAD, "the database does not know accents: make it with ENCODING UTF8 and locale C.UTF-8.")
    available = {name for (name,) in _rows("SELECT name FROM pg_available_extensions")}
    missing = sorted(set(postgres.EXTENSIONS) - available)
    if missing:
        return Finding(BAD, f"extensions missing: {', '.join(missing)} (Debian: the package postgresql-contrib).")
    if is_super:
        return Finding(BAD, "our role is a superuser, so row-level security does not bind it: use an ordinary role.")
    where = "embedded" if env.database_is_embedded() else "DATABASE_URL"
    return Finding(GOOD, f"PostgreSQL {number // 10000}.{number % 10000} ({where}), {', '.join(postgres.EXTENSIONS)}")


def sealed() -> Finding:
    """Check that the database will know its keys again; that they fit was asked before."""
    missing = set(keys.SEALED) - set(keys.of_database())
    if missing:
        return Finding(OPEN, "the database does not know its keys yet: yaqaza start")
    return Finding(GOOD, "those that this database was filled with")


def migrations() -> Finding:
    """Check that the tables are those of this version."""
    missing = prepare.unapplied_migrations()
    if missing:
        return Finding(BAD, f"{len(missing)} not applied, first {missing[0]}: yaqaza start, or yaqaza-manage migrate")
    return Finding(GOOD, "all applied")


def static() -> Finding:
    """Check that the files served are those of this version."""
    from django.conf import settings

    stamp = prepare.static_stamp()
    if settings.DEBUG:
        return Finding(BAD, "YAQAZA_DEBUG is on: pages of errors show what is inside. Unset it outside development.")
    if not stamp.is_file():
        return Finding(BAD, "not collected yet: yaqaza start")
    if stamp.read_text() != prepare.static_mark():
        return Finding(BAD, "older than this version: restart with yaqaza start")
    return Finding(GOOD, "collected and current")


def clock() -> Finding:
    """Compare the clocks of this machine, of the database and of the last act."""
    ((there,),) = _rows("SELECT clock_timestamp()")
    apart = abs((datetime.now(UTC) - there).total_seconds())
    if apart > 5:
        return Finding(BAD, f"this machine and the database are {apart:.0f} s apart: switch time synchronisation on.")
    ((last,),) = _rows("SELECT max(at) FROM core_auditentry")
    if last is not None and last > there + timedelta(minutes=1):
        return Finding(BAD, f"the last act is dated {last:%Y-%m-%d %H:%M} UTC, later than now: the clock went back.")
    return Finding(GOOD, f"{there:%Y-%m-%d %H:%M:%S} UTC, same on the database")


def areas() -> Finding:
    """Count the communes."""
    ((loaded, shaped),) = _rows(
        """SELECT count(*), count(*) FILTER (WHERE geometry IS NOT NULL) FROM territory_area
           WHERE level = 'COMMUNE' AND valid_to IS NULL AND country = %s""",
        env.country(),
    )
    expected = COMMUNES[env.country()]
    if loaded < expected:
        return Finding(BAD, f"{loaded} of {expected} communes: yaqaza-manage load_areas")
    return Finding(GOOD, f"{loaded} communes, {shaped} with an outline")


def worker() -> Finding:
    """Check that a worker lives."""
    alive = _rows("SELECT now() - max(last_heartbeat) FROM procrastinate_workers")[0][0]
    if alive is not None and alive < SILENT_WORKER:
        return Finding(GOOD, f"last sign of life {alive.total_seconds():.0f} s ago")
    running = processes.running()
    if env.database_is_embedded() and running is None:
        return Finding(OPEN, "Yaqaza is not running: yaqaza start")
    if running is not None and running.seconds() < SILENT_WORKER.total_seconds():
        return Finding(OPEN, "Yaqaza has only just started: ask again in two minutes")
    return Finding(BAD, "no sign of life for two minutes, so nothing is sent or cleaned up: yaqaza stop, yaqaza start")


def jobs() -> Finding:
    """Check the queue of jobs."""
    ((waiting, oldest, failed, stuck),) = _rows(
        """SELECT count(*) FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()),
                  max(now() - e.at) FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()),
                  count(*) FILTER (WHERE j.status = 'failed'),
                  count(*) FILTER (WHERE j.status = 'doing' AND j.worker_id IS NULL)
           FROM procrastinate_jobs j
           LEFT JOIN LATERAL (
               SELECT max(at) AS at FROM procrastinate_events WHERE job_id = j.id AND type IN ('deferred', 'deferred_for_retry')
           ) e ON true"""
    )
    if oldest is not None and oldest > OLDEST_JOB:
        return Finding(
            BAD, f"{waiting} wait, the oldest for {oldest.total_seconds() / 60:.0f} min: is the worker alive?"
        )
    if stuck:
        return Finding(BAD, f"{stuck} were begun by a worker that is gone; a running worker takes them up again.")
    if failed:
        return Finding(
            BAD, f"{failed} gave up: “yaqaza-manage procrastinate shell” lists them (list_jobs status=failed)"
        )
    return Finding(GOOD, f"{waiting} waiting, none failed")


def audit() -> Finding:
    """Check the newest links of the audit chain; “yaqaza audit verify” walks all of it."""
    ((links, broken),) = _rows(
        """SELECT count(*), min(position) FILTER (WHERE bad) FROM (
               SELECT l.position,
                      e.id IS NULL OR l.hash <> core_audit_hash(l.previous_hash, e)
                      OR l.previous_hash <> lag(l.hash, 1, l.previous_hash) OVER w
                      OR l.position <> lag(l.position, 1, l.position - 1) OVER w + 1 AS bad
               FROM (SELECT * FROM core_auditlink ORDER BY position DESC LIMIT %s) l
               LEFT JOIN core_auditentry e ON e.id = l.entry_id
               WINDOW w AS (ORDER BY l.position)
           ) tail""",
        TAIL,
    )
    if broken is not None:
        return Finding(BAD, f"the chain breaks at position {broken}: yaqaza audit verify, and look who had access.")
    return Finding(GOOD, f"the newest {links} links hold")


def web() -> Finding:
    """Check that the pages are served."""
    running = processes.running()
    if running is None:
        return Finding(OPEN, "Yaqaza is not running: yaqaza start")
    began = time.monotonic()
    if not processes.answers(running.host, running.port):
        return Finding(BAD, f"{running.address} does not answer: yaqaza stop, yaqaza start")
    return Finding(GOOD, f"{running.address} answers in {(time.monotonic() - began) * 1000:.0f} ms")


def room() -> Finding:
    """Say how large the database is."""
    ((size,),) = _rows("SELECT pg_database_size(current_database())")
    where = f" in {postgres.data_folder()}" if env.database_is_embedded() else ""
    return Finding(GOOD, f"{size / 1e6:.0f} MB{where}")


MACHINE: list[tuple[str, Callable[[], Finding]]] = [
    ("Python", python),
    ("disk", disk),
    ("secrets", secrets),
    ("web fonts", fonts),
    ("paper fonts", paper_fonts),
    ("uploads", uploads),
]
INSIDE: list[tuple[str, Callable[[], Finding]]] = [
    ("PostgreSQL", server),
    ("size", room),
    ("keys", sealed),
    ("migrations", migrations),
    ("static files", static),
    ("clock", clock),
    ("areas", areas),
    ("web", web),
    ("worker", worker),
    ("job queue", jobs),
    ("audit chain", audit),
]
