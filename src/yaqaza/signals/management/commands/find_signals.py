"""``find_signals``: look for warning signs around all that is there, for data older than this app; run it as often as you like."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from yaqaza.signals import actions, kinds
from yaqaza.signals.models import Signal


class Command(BaseCommand):
    help = "Look for warning signs around persons, alerts, missions and acts of help (idempotent, by slices)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", choices=list(kinds.SOURCES), help="one source instead of all")
        parser.add_argument("--new", action="store_true", help="only rows that came since the last walk")

    def handle(self, *, only: str | None = None, new: bool = False, **options: Any) -> None:
        for source in [only] if only else list(kinds.SOURCES):
            shown = -1

            def tell(at: int, last: int, source: str = source) -> None:
                nonlocal shown
                if (percent := 100 * at // last) // 5 > shown:
                    shown = percent // 5
                    self.stdout.write(f"{source}: {percent} %")
                    self.stdout.flush()

            found = actions.walk(source, after=None if new else 0, tell=tell)
            self.stdout.write(f"{source}: {found} signs found or grown.")
        self.stdout.write(f"{Signal.objects.count()} signs in all.")
