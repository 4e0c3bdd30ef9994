"""``yaqaza language train`` and ``yaqaza language status``: which weights read the messages, and how they are learned again here."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from yaqaza.alerts import learned, training
from yaqaza.core import audit
from yaqaza.language import train


class Command(BaseCommand):
    help = "Say which weights read the messages, or learn them again from this deployment's own decisions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, metavar="train|status")
        command = commands.add_parser("train", help="learn again; a worse result is not installed")
        command.add_argument(
            "--from-decisions",
            action="store_true",
            help="also from corrections, dismissals and opened files (in memory, without names and numbers)",
        )
        command.add_argument("--dry-run", action="store_true", help="report before and after, install nothing")
        commands.add_parser("status", help="say which weights are in use, with their card")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "status":
            self._status()
        else:
            self._train(from_decisions=options["from_decisions"], install=not options["dry_run"])

    def _status(self) -> None:
        used, card = learned.in_use(), learned.card()
        whose = "learned here" if used.own else "those that come with Yaqaza"
        self.stdout.write(f"{used.version} ({whose}): {used.path}")
        if learned.own_path().exists() and not used.own:
            self.stdout.write(f"The weights in {learned.own_path()} were learned for another version and are not used.")
        for name in ("trained", "texts", "decisions", "files"):
            if card.get(name):
                self.stdout.write(f"{name}: {card[name]}")
        figures = card.get("kept apart") or card.get("cross-validation") or {}
        for name, score in figures.items():
            told = ", ".join(f"{key} {value}" for key, value in score.items())
            self.stdout.write(f"  {name:20} {told}")

    def _train(self, *, from_decisions: bool, install: bool) -> None:
        decisions = list(training.examples()) if from_decisions else []
        if from_decisions:
            self._told(decisions)
            if not decisions:
                raise CommandError("Nobody has corrected, dismissed or filed anything yet: there is nothing to learn.")
        used = learned.in_use()
        if not connection.in_atomic_block:
            connection.close()  # learning takes minutes: what ends a connection meanwhile must not end the record of it
        report = train.retrain(
            decisions=decisions, target=learned.own_path(), in_use=used.path, install=install, tell=self.stdout.write
        )
        self.stdout.write(str(report))
        if report.installed:
            audit.record(
                "language.installed", texts=report.texts, decisions=len(decisions), model=learned.in_use().version
            )
            self.stdout.write("“yaqaza-manage analyse_alerts --all” reads the alerts that wait again with them.")
        elif not report.better:
            raise CommandError("Nothing was installed.")

    def _told(self, decisions: list[Any]) -> None:
        said = Counter(need for example in decisions for need in example.needs)
        nothing = sum(example.kind == "NONE" for example in decisions)
        self.stdout.write(f"{len(decisions)} texts labelled by decisions, {nothing} of them as no request.")
        for need, count in said.most_common():
            self.stdout.write(f"  {need:20} {count}")
