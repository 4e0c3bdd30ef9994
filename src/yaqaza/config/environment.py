"""What the outside tells Yaqaza: the country, the folders, the database and the secrets.

Only the standard library is imported here, so that every command starts fast.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

COUNTRIES = ("DZ", "MA")
SECRETS = ("YAQAZA_SECRET_KEY", "YAQAZA_FIELD_KEY", "YAQAZA_INDEX_KEY")

SOCKET_PORT = 5432
"""Only names the socket file inside its own folder; no network port is opened."""

LONGEST_SOCKET = 107
"""Bytes that a Unix socket path may have (``sun_path`` is 108 with its closing zero)."""


class Misconfigured(Exception):
    """The environment cannot work; ``str(error)`` says what to change."""


def country() -> str:
    """Return the country of this process, ``DZ`` or ``MA``."""
    value = os.environ.get("COUNTRY", "").strip().upper() or "DZ"
    if value not in COUNTRIES:
        raise Misconfigured(f"COUNTRY is “{value}”, but it must be DZ (Algeria) or MA (Morocco).")
    return value


def home() -> Path:
    """Return the folder that holds ``var/``: YAQAZA_HOME, else the checkout, else here."""
    given = os.environ.get("YAQAZA_HOME", "").strip()
    if given:
        return Path(given).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    return checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()


def var() -> Path:
    """Return the data folder of the country, and make it when it is missing.

    Others may pass through it (the database may belong to another user) but not list it.
    """
    folder = home() / "var" / country()
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)
    return folder


def media() -> Path:
    """Return the folder of uploaded files."""
    return var() / "media"


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no variable: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise Misconfigured(f"{name} is “{value}”, but it must be 1 or 0.")


def number(name: str, default: int) -> int:
    """Read a whole number."""
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError:
        raise Misconfigured(f"{name} is “{value}”, but it must be a whole number.") from None


def text(name: str, default: str = "") -> str:
    """Read one line of text."""
    return os.environ.get(name, "").strip() or default


def words(name: str, default: str = "") -> list[str]:
    """Read a list separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


# Database


def database_is_embedded() -> bool:
    """Say whether Yaqaza runs PostgreSQL itself (DATABASE_URL is unset)."""
    return not os.environ.get("DATABASE_URL", "").strip()


def database_name() -> str:
    """Return the database's name on the embedded server (YAQAZA_DB_NAME)."""
    return os.environ.get("YAQAZA_DB_NAME", "").strip() or "yaqaza"


def postgres_folder() -> Path:
    """Return where the embedded server keeps data, logs and socket.

    It can be a link: a checkout that the server's user cannot reach has its data elsewhere.
    """
    folder = var() / "postgres"
    return folder.resolve() if folder.is_symlink() else folder


def socket_folder() -> Path:
    """Return the folder of the embedded server's socket; its path is always short enough."""
    folder = postgres_folder() / "socket"
    if len(os.fsencode(folder / f".s.PGSQL.{SOCKET_PORT}")) <= LONGEST_SOCKET:
        return folder
    return Path("/tmp") / f"yaqaza-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"  # noqa: S108 - checked by postgres.py


def database() -> dict[str, Any]:
    """Return Django's ``DATABASES["default"]``."""
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {
                "min_size": 1,
                "max_size": number("YAQAZA_DB_POOL", 10),
                "timeout": 10,
                "max_idle": 120,
                "reconnect_timeout": 4,  # then the next who asks tries again: longer, the pool waits minutes after the server is back
            },
        },
        "TEST": {"NAME": os.environ.get("YAQAZA_TEST_DB", "").strip() or "test_yaqaza"},
    }
    if database_is_embedded():
        settings |= {"NAME": database_name(), "USER": "yaqaza", "HOST": str(socket_folder()), "PORT": str(SOCKET_PORT)}
    else:
        parts = _parse_url(os.environ["DATABASE_URL"].strip())
        settings["OPTIONS"] |= parts.pop("OPTIONS")
        settings |= parts
    return settings


def _parse_url(url: str) -> dict[str, Any]:
    """``postgres://user:password@host:port/name?sslmode=require``; a socket folder goes in ``?host=``."""
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        # The value itself is not repeated: it can hold a password.
        raise Misconfigured("DATABASE_URL must look like postgres://user:password@host:5432/name.")
    options = dict(parse_qsl(parts.query))
    try:
        port = str(parts.port or "")
    except ValueError:
        raise Misconfigured("DATABASE_URL has a port that is not a number.") from None
    return {
        "NAME": name,
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": options.pop("port", "") or port,
        "OPTIONS": options,
    }


# Mail


def mail() -> dict[str, Any]:
    """Return Django's ``EMAIL_…`` settings from YAQAZA_MAIL; without it no mail is sent.

    ``smtps`` is encrypted from the start (port 465); ``smtp`` becomes so by STARTTLS (port 587), except on this machine.
    """
    url = os.environ.get("YAQAZA_MAIL", "").strip()
    settings: dict[str, Any] = {
        "EMAIL_TIMEOUT": 15,
        "DEFAULT_FROM_EMAIL": text("YAQAZA_MAIL_FROM") or "yaqaza@localhost",
    }
    if not url:  # not the console: a reset link must not end up in a log
        return settings | {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in ("smtp", "smtps"):
        # The value itself is not repeated: it can hold a password.
        raise Misconfigured(
            "YAQAZA_MAIL must look like smtp://user:password@host:587 or smtps://user:password@host:465."
        )
    wrapped = parts.scheme == "smtps"
    return settings | {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or (465 if wrapped else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": wrapped,
        "EMAIL_USE_TLS": not wrapped and host not in ("localhost", "127.0.0.1", "::1"),
    }


# Secrets


def secrets_file() -> Path:
    """Return where the secrets that nobody gave by environment are kept."""
    return var() / "secrets.json"


def secret(name: str) -> str:
    """Return a secret: from the environment, else made once and kept in ``secrets.json``.

    ``name`` is one of SECRETS. A made one is 32 random bytes in URL-safe base64.
    """
    if name not in SECRETS:
        raise KeyError(name)
    given = os.environ.get(name, "").strip()
    if given:
        return given
    kept = _read_secrets()
    if name not in kept:
        kept = _make_secrets()
    return kept[name]


def has_secret(name: str) -> bool:
    """Say whether a secret is there already, without making it."""
    return bool(os.environ.get(name, "").strip()) or name in _read_secrets()


def _read_secrets() -> dict[str, str]:
    try:
        text = secrets_file().read_text()
    except FileNotFoundError:
        return {}
    except PermissionError:
        raise Misconfigured(f"{secrets_file()} belongs to another user: run Yaqaza as the user who made it.") from None
    try:
        return dict(json.loads(text))
    except ValueError:
        raise Misconfigured(f"{secrets_file()} is not readable JSON: put back the copy from your backup.") from None


def _make_secrets() -> dict[str, str]:
    """Two processes may start at once: one makes them, the other reads them."""
    path = secrets_file()
    with open(os.open(path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = _read_secrets()
        for name in SECRETS:
            kept.setdefault(name, base64.urlsafe_b64encode(os.urandom(32)).decode())
        fresh = path.with_suffix(".new")
        with open(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            json.dump(kept, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    return kept
