"""The console script ``yaqaza``. Each sub-command imports only what it needs, so that help comes at once."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from yaqaza.config import environment as env

DESCRIPTION = """\
Yaqaza, the working system of social vigilance and solidarity networks.
Every command works on the country in COUNTRY (DZ, the default, or MA).
"""

PASSED_ON = {
    "demo": "load synthetic demo data",
    "link": "compare all persons and ask about those recorded twice",
    "report": "print a report computed from the ledger of acts",
    "language": "“language status” says what reads the messages, “language train” learns it again from own decisions",
}
"""Sub-commands that are Django management commands of the same name; their options are their own."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        env.country()
        if given and given[0] in PASSED_ON:
            return _manage(given)
        options = _parser().parse_args(given)
        return int(options.run(options))
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

    command = commands.add_parser("start", help="serve: database, web and worker; Ctrl-C stops everything")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    command.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    command.add_argument("--live-port", type=int, help="port of the live stream (the first free one after --port)")
    command.add_argument("--workers", type=int, help="web processes (one a core, at least 2, at most 4)")
    command.add_argument("--demo", action="store_true", help="load synthetic demo data first, when there is none")
    command.add_argument(
        "--keep-database", action="store_true", help="leave the embedded PostgreSQL running at the end"
    )
    command.set_defaults(run=_start)

    command = commands.add_parser("stop", help="stop every process of this country")
    command.set_defaults(run=_stop)

    command = commands.add_parser("status", help="say what runs")
    command.set_defaults(run=_status)

    command = commands.add_parser("doctor", help="check everything that can be wrong, and say what to do")
    command.set_defaults(run=_doctor)

    command = commands.add_parser("backup", help="write database and files into one file")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--with-secrets", action="store_true", help="also the keys that open encrypted fields")
    command.set_defaults(run=_backup)

    command = commands.add_parser("restore", help="read a backup back")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--force", action="store_true", help="also over a database that holds something")
    command.set_defaults(run=_restore)

    for name, text in PASSED_ON.items():
        commands.add_parser(name, help=text, add_help=False)

    command = commands.add_parser("audit", help="“audit verify” walks the chain of the audit trail")
    command.add_argument("what", choices=["verify"])
    command.set_defaults(run=lambda options: _manage(["audit_verify"]))

    command = commands.add_parser("db", help="the embedded PostgreSQL: start, stop, status, shell")
    command.add_argument("what", choices=["start", "stop", "status", "shell"])
    command.add_argument("--superuser", action="store_true", help="shell as PostgreSQL's superuser")
    command.set_defaults(run=_db)

    command = commands.add_parser(
        "assets", help="fetch fonts and icons, compile the comparison of names, when they are not current"
    )
    command.add_argument("--force", action="store_true", help="also when they are")
    command.set_defaults(run=_assets)
    return parser


def _manage(arguments: list[str]) -> int:
    from yaqaza.config import manage

    return manage.run(arguments)


def _start(options: argparse.Namespace) -> int:
    from yaqaza.config.cli import start

    return start.start(options)


def _stop(options: argparse.Namespace) -> int:
    from yaqaza.config.cli import start

    return start.stop(options)


def _status(options: argparse.Namespace) -> int:
    from yaqaza.config.cli import start

    return start.status(options)


def _doctor(options: argparse.Namespace) -> int:
    from yaqaza.config import doctor

    return doctor.main()


def _backup(options: argparse.Namespace) -> int:
    from yaqaza.config import backup

    print(backup.backup(options.file, with_secrets=options.with_secrets))
    return 0


def _restore(options: argparse.Namespace) -> int:
    from yaqaza.config import backup

    print(backup.restore(options.file, force=options.force))
    return 0


def _assets(options: argparse.Namespace) -> int:
    import subprocess

    from yaqaza.config import assets

    with subprocess.Popen([sys.executable, "-m", "yaqaza.language.names"]) as names:  # compiles beside the fetching
        built = assets.build(force=options.force)
    print("Fonts and icons built." if built else "Fonts and icons are current.")
    return names.returncode


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
