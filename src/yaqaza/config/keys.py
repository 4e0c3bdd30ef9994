"""Whether the keys at hand are those that the database was filled with.

Without them encrypted names and numbers cannot be read, and with other ones nobody would be found again: the blind indexes
would differ. The database keeps a fingerprint of each, from which no key can be computed; whatever opens it compares first.
"""

from __future__ import annotations

import hashlib
import hmac

import psycopg

from yaqaza.config import database as db
from yaqaza.config import environment as env

SEALED = ("YAQAZA_FIELD_KEY", "YAQAZA_INDEX_KEY")


class WrongKeys(env.Misconfigured):
    """The database cannot be opened with these keys; ``str(error)`` says what to put back."""


def hold() -> None:
    """Refuse keys that are not the database's; a database without fingerprints takes those at hand."""
    with db.connect() as connection:
        if not _has_table(connection):
            return  # nothing was ever written here
        known = _known(connection)
        _check(known)
        for name in SEALED:
            if name not in known:
                connection.execute(
                    "INSERT INTO core_keyseal (name, fingerprint) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                    [name, fingerprint(name)],
                )
        if len(known) < len(SEALED):
            _check(_known(connection))  # another process may have been first, with keys of its own


def why_not() -> str:
    """Say what is wrong with the keys at hand, or "" when they fit or nothing is known of them."""
    try:
        _check(of_database())
    except WrongKeys as error:
        return str(error)
    return ""


def of_database() -> dict[str, str]:
    """Return the fingerprints that the database keeps, by name."""
    with db.connect() as connection:
        return _known(connection) if _has_table(connection) else {}


def fingerprint(name: str) -> str:
    """Return 64 hex digits by which a key is recognised and that do not betray it."""
    return hmac.new(env.secret(name).encode(), f"yaqaza seal of {name}".encode(), hashlib.sha256).hexdigest()


def _has_table(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    return connection.execute("SELECT to_regclass('core_keyseal')").fetchone() != (None,)


def _known(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, str]:
    rows = connection.execute("SELECT name, fingerprint FROM core_keyseal").fetchall()
    return {str(name): str(seal) for name, seal in rows}


def _check(known: dict[str, str]) -> None:
    missing = [name for name in known if not env.has_secret(name)]  # asking for it would make a new one
    if missing:
        raise WrongKeys(
            f"The keys of this database are missing ({', '.join(missing)}): without them its encrypted names and numbers "
            f"cannot be read. Put the copy of secrets.json that you kept at {env.secrets_file()} (“yaqaza restore” brings it "
            f"back from a backup made --with-secrets), then start again. Nothing was changed."
        )
    other = [name for name in known if not hmac.compare_digest(known[name], fingerprint(name))]
    if other:
        raise WrongKeys(
            f"These are not the keys that this database was filled with ({', '.join(other)}): its encrypted names and numbers "
            f"could not be read, and new ones would be lost with the old keys. Put back the secrets.json of that time at "
            f"{env.secrets_file()}, or the old values into the environment, then start again. Nothing was changed."
        )
