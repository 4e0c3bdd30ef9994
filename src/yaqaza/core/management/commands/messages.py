"""``make messages``: bring the translation catalogues up to date."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yaqaza.core import catalogues


class Command(BaseCommand):
    help = "Collect the strings of the named apps (all by default) into their catalogues and compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("apps", nargs="*", help="apps to look at (default: all)")
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a catalogue is not complete")
        parser.add_argument("--compile-only", action="store_true", help="only compile what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile_only"]:
            self.stdout.write(f"{catalogues.compile_all()} catalogues compiled.")
            return
        stale, missing = [], []
        for app in options["apps"] or catalogues.apps():
            if app not in catalogues.apps():
                raise CommandError(f"There is no app called {app!r}.")
            for language in catalogues.LANGUAGES:
                report = catalogues.update(app, language, check=options["check"])
                stale += report.stale
                missing += report.missing
        for line in missing:
            self.stdout.write(f"not translated: {line}")
        if options["check"]:
            for path in stale:
                self.stdout.write(f"not up to date: {path.relative_to(catalogues.ROOT)}")
            if stale or missing:
                raise CommandError("Run `make messages` and translate what is missing.")
        self.stdout.write(f"{len(missing)} strings without a translation.")
