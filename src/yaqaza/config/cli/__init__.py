"""The console script ``yaqaza``. Each sub-command imports only what it needs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from yaqaza.config import environment as env

DESCRIPTION = """\
Yaqaza, the working system of social vigilance and solidarity networks.
Every command works on the country in COUNTRY (DZ, the default, or MA).
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """This function will run one sub-command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        env.country()
        return int(options.run(options) or 0)
    except env.Misconfigured as error:
        print(f"yaqaza: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="yaqaza", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    command = commands.add_parser("db", help="the embedded PostgreSQL: start, stop, status, shell")
    command.add_argument("what", choices=["start", "stop", "status", "shell"])
    command.add_argument("--superuser", action="store_true", help="shell as PostgreSQL's superuser")
    command.set_defaults(run=_db)

    command = commands.add_parser("assets", help="fetch fonts and icons for the pages, when they are not current")
    command.add_argument("--force", action="store_true", help="also when they are")
    command.set_defaults(run=_assets)
    return parser


def _assets(options: argparse.Namespace) -> int:
    from yaqaza.config import assets

    print("Fonts and icons built." if assets.build(force=options.force) else "Fonts and icons are current.")
    return 0


def _db(options: argparse.Namespace) -> int:
    from yaqaza.config import postgres

    if options.what == "start":
        print(f"PostgreSQL runs: {postgres.ensure_running().conninfo()}")
    elif options.what == "stop":
        print("PostgreSQL stopped." if postgres.stop() else "PostgreSQL was not running.")
    elif options.what == "status":
        status = postgres.status()
        print(f"PostgreSQL runs as process {status.pid}." if status.running else "PostgreSQL is not running.")
        return 0 if status.running else 3
    else:
        address = postgres.ensure_running()
        if options.superuser:
            address = postgres.dsn(user=postgres.SUPERUSER)
        os.execv(postgres.program("psql"), ["psql", address.conninfo()])  # noqa: S606 - becomes psql
    return 0
