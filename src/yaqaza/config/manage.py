"""``yaqaza-manage``: Django's management commands, after making sure that the embedded database runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from yaqaza.config import environment as env

WITHOUT_DATABASE = frozenset({"", "help", "--help", "-h", "version", "--version", "messages", "check_templates"})


def main() -> int:
    """Be the console script ``yaqaza-manage``."""
    return run(sys.argv[1:], program="yaqaza-manage")


def run(arguments: Sequence[str], *, program: str = "yaqaza") -> int:
    """Run one management command and return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")
    try:
        name = arguments[0] if arguments else ""
        if name not in WITHOUT_DATABASE and env.database_is_embedded():
            from yaqaza.config import postgres  # psycopg is not loaded for “help”

            postgres.ensure_running()
        if name not in WITHOUT_DATABASE:
            from yaqaza.config import keys  # nor psycopg

            keys.hold()
        from django.core.management import execute_from_command_line  # neither is Django for a wrong COUNTRY

        execute_from_command_line([program, *arguments])
    except env.Misconfigured as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 1
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not _not_prepared(error):
            raise
        print(
            f"{program}: The database is empty or older than the program. “yaqaza start” prepares it.", file=sys.stderr
        )
        return 1
    return 0


def _not_prepared(error: Exception) -> bool:
    """Say whether tables or columns are missing because migrations are: that nobody applied them is no fault of the program."""
    from psycopg.errors import UndefinedColumn, UndefinedTable

    if not isinstance(error.__cause__, UndefinedColumn | UndefinedTable):
        return False
    from yaqaza.config import prepare  # Django runs: the error came through it

    try:
        return bool(prepare.unapplied_migrations())
    except Exception:  # what failed first is what has to be seen
        return False


if __name__ == "__main__":
    sys.exit(main())
