"""``yaqaza-manage analyse_alerts``: read the alerts that were not read yet; safe to stop and to begin again."""

from __future__ import annotations

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from yaqaza.alerts import actions, learned
from yaqaza.alerts.actions.analysing import SLICE


class Command(BaseCommand):
    help = (
        "Read what alerts say that came before the program read them; decided ones get a reading and stay as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="also those that wait for a decision and were read with other weights"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = actions.unread_by_the_program(again=options["all"])
        total, done, last, began = wanted.count(), 0, 0, monotonic()
        self.stdout.write(f"{total} alerts to read, with {learned.in_use().version}.")
        while keys := list(wanted.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:SLICE]):
            done, last = done + actions.analyse(alert_ids=keys), keys[-1]
            self.stdout.write(f"{done} of {total} read, {done / max(monotonic() - began, 0.001):.0f} a second")
        self.stdout.write(f"{done} alerts were read in {monotonic() - began:.1f} s.")
