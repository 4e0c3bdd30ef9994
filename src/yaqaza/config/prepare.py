"""What must be true before the pages are served: migrations, areas, translations, static files; demo data if asked.

Runs in a process of its own (``python -m yaqaza.config.prepare [--demo] PIPE``), so that the supervisor stays small.
What is to be said once the pages are up goes into the pipe.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yaqaza.config import keys
from yaqaza.core import css


def main() -> int:
    """Prepare the database and the files."""
    import django  # the module is also read by commands that do not need Django
    from django.core.management import CommandError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")
    django.setup()
    try:
        _step("Checks", check)
        _step("Migrations", migrate)
        keys.hold()
        _step("Areas", _command("load_areas", if_empty=True))
        _step("Programmes", _command("load_catalogue", stdout=io.StringIO()))
        _step("Translations", compile_translations)
        _step("Static files", collect_static)
        _step("Index of persons", file_persons)
        if "--demo" in sys.argv:
            _step("Demo data", _command("demo", if_empty=True))
    except (CommandError, keys.WrongKeys) as error:
        print(f"yaqaza: {error}", file=sys.stderr)
        return 1
    with os.fdopen(int(sys.argv[-1]), "w") as pipe:
        pipe.write(logins())
    return 0


def _step(name: str, work: Callable[[], bool]) -> None:
    began = time.monotonic()
    if work():
        print(f"{name}: {time.monotonic() - began:.1f} s", flush=True)


def _command(name: str, **options: Any) -> Callable[[], bool]:
    def work() -> bool:
        from django.core.management import call_command, get_commands

        if name not in get_commands():
            return False
        call_command(name, **options)
        return False  # it says itself what it did

    return work


def check() -> bool:
    """Run Django's checks and ours: what would fail in every process fails here, once."""
    from django.core.management import call_command

    call_command("check", fail_level="ERROR", stdout=io.StringIO())
    return False


def unapplied_migrations() -> list[str]:
    """Name the migrations that the database does not have yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> bool:
    """Apply what is missing, and say whether anything was."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if not unapplied_migrations():
        MigrationExecutor(connection).check_replacements()  # of a database that had all of what one migration is now
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def file_persons() -> bool:
    """Let the worker write anew what persons are found by, as far as this version makes it otherwise."""
    from yaqaza.core import jobs

    jobs.enqueue("people.file_persons", once="people.file_persons", timestamp=0)
    return False


def static_mark() -> str:
    """Return a hash of every static file's path, size and time."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = os.stat(storage.path(path))
            digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def static_stamp() -> Path:
    """Return the file that holds the hash of what was collected last."""
    from django.conf import settings

    return Path(settings.STATIC_ROOT) / ".stamp"


def compile_translations() -> bool:
    """Compile the catalogues that changed, and say whether any did."""
    from yaqaza.core import catalogues

    return catalogues.compile_all() > 0


def collect_static() -> bool:
    """Collect static files when any of them changed, and say whether it did."""
    from django.conf import settings
    from django.core.management import call_command

    css.build()
    stamp, mark = static_stamp(), static_mark()
    if settings.DEBUG or (stamp.is_file() and stamp.read_text() == mark):
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(mark)
    return True


def logins() -> str:
    """Return what to tell about signing in: demo users, or how to make the first user."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command, get_commands

    if "--demo" in sys.argv and "demo_logins" in get_commands():
        text = io.StringIO()
        call_command("demo_logins", stdout=text)
        return text.getvalue()
    if not get_user_model().objects.exists():
        return "Nobody can sign in yet. To make the first administrator: yaqaza-manage first_administrator NAME --name-ar …\n"
    return ""


if __name__ == "__main__":
    sys.exit(main())
