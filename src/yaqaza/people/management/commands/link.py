"""``link``: compare every person of the registry with every other, and ask about those who may be one."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from yaqaza.people import actions
from yaqaza.people.states import LikenessSource

SHOW = 0.3  # from this probability on someone is asked: fewest missed and wrong together (benchmarks/linkage.py)
SLICE = 1000  # questions written in one transaction: what was written stays when the rest fails
LOCK = 7_011_968  # one run at a time (an advisory lock of PostgreSQL)
STEPS = {
    "read": "persons read", "candidates": "pairs worth comparing", "names": "with names alike or a number in common",
    "judged": "likely enough to ask about",
}  # fmt: skip


class Command(BaseCommand):
    help = "Compare all persons and ask about those who may have been recorded twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--least", type=float, default=SHOW, help=f"probability from which on to ask ({SHOW})")
        parser.add_argument("--dry-run", action="store_true", help="count only, ask about nobody")

    def handle(self, *, least: float, dry_run: bool, **options: Any) -> None:
        if not 0 < least < 1:
            raise CommandError("The probability lies between 0 and 1: --least 0.3")
        missing = [name for name in ("splink", "duckdb", "pyarrow") if find_spec(name) is None]
        if missing:
            raise CommandError(f"Not installed: {', '.join(missing)}. Install the extra “link”: make setup-link")
        if settings.LINK_ENGINE not in ("duckdb", "spark"):
            raise CommandError("YAQAZA_LINK_ENGINE is duckdb or spark.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise CommandError("Another comparison is running.")
        try:
            self.run(least=least, dry_run=dry_run)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def run(self, *, least: float, dry_run: bool) -> None:
        from yaqaza.people.linking import engine, registry  # DuckDB and Splink: only here

        start = time.monotonic()

        def tell(step: str, count: int) -> None:
            self.stdout.write(f"{time.monotonic() - start:7.1f} s  {count:>12,}  {STEPS[step]}")

        records = registry.read()
        pairs = engine.link(records, least=least, inside=settings.VAR / "link", engine=settings.LINK_ENGINE, tell=tell)
        new = 0
        if not dry_run:
            for first in range(0, len(pairs), SLICE):
                new += actions.notice(
                    [
                        (
                            pair.a,
                            pair.b,
                            pair.probability,
                            [{"code": code, "weight": bits} for code, bits in pair.evidence],
                        )
                        for pair in pairs[first : first + SLICE]
                    ],
                    source=LikenessSource.LINK,
                )
        self.stdout.write(f"{time.monotonic() - start:7.1f} s  {new:>12,}  new questions")
