"""Remembers that everything was prepared for exactly this code, these settings and this database.

A later start that finds nothing changed serves at once, without loading Django twice.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import psycopg

from yaqaza.config import database
from yaqaza.config import environment as env

CODE = Path(__file__).resolve().parents[1]


def recall(*, demo: bool) -> str | None:
    """Return what is to be said about signing in, or None when something must be prepared."""
    try:
        kept = json.loads(_file().read_text())
        return str(kept["logins"]) if kept["mark"] == mark(demo=demo) else None
    except (OSError, ValueError, KeyError, psycopg.Error, database.Unreachable):
        return None


def remember(logins: str, *, demo: bool) -> None:
    """Note that the present state is prepared, unless something is left to be said until it is done."""
    if logins and not demo:
        return
    with open(os.open(_file(), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"mark": mark(demo=demo), "logins": logins if demo else ""}, file)


def mark(*, demo: bool) -> str:
    """Return a hash of all that preparing depends on, and of what it left behind."""
    digest = hashlib.sha256(repr((demo, sys.version, _settings(), _database(), _packages())).encode())
    for path in sorted(_files()):
        about = path.stat()
        digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _file() -> Path:
    return env.var() / "prepared.json"


def _files() -> list[Path]:
    found = []
    for folder, names, files in os.walk(CODE):
        names[:] = [name for name in names if name != "__pycache__"]
        found += [Path(folder, name) for name in files]
    collected = env.var() / "static" / "staticfiles.json"
    return [*found, *([collected] if collected.is_file() else [])]


def _settings() -> list[tuple[str, str]]:
    return sorted((key, value) for key, value in os.environ.items() if key.startswith(("YAQAZA_", "DATABASE_URL")))


def _packages() -> int:
    return max(
        (Path(folder).stat().st_mtime_ns for folder in sys.path if Path(folder).name == "site-packages"), default=0
    )


def _database() -> object:
    """Which database this is, and which migrations it had."""
    with database.connect() as connection:
        return connection.execute(
            """SELECT d.oid, count(m.id), max(m.applied) FROM pg_database d LEFT JOIN django_migrations m ON true
               WHERE d.datname = current_database() GROUP BY d.oid"""
        ).fetchone()
