"""``yaqaza demo``: fill an empty database with a synthetic country."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from yaqaza.demo.build import build, is_empty
from yaqaza.territory.models import Area

STEPS = {"DZ": 8, "MA": 18}


class Command(BaseCommand):
    help = "Load the demonstration: a synthetic country with organisations, users, alerts, files and acts of help."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing, without complaint, when there is data")
        parser.add_argument("--seed", type=int, default=1, help="the same seed on the same day gives the same data")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_empty():
            if options["if_empty"]:
                return
            raise CommandError(
                "This database holds data already; the demonstration goes into an empty one. "
                "Use another folder (YAQAZA_HOME) or another database (YAQAZA_DB_NAME)."
            )
        started = time.monotonic()
        if not Area.objects.filter(country=settings.COUNTRY).exists():
            call_command("load_areas")
        call_command("load_catalogue")
        columns = (TextColumn("{task.description:<32}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("demonstration data", total=STEPS[settings.COUNTRY])

            def tell(step: str) -> None:
                progress.update(task, description=step, advance=1)

            counts = build(seed=options["seed"], now=timezone.now().replace(second=0, microsecond=0), tell=tell)
            progress.update(task, description="demonstration data", completed=STEPS[settings.COUNTRY])
        self.stdout.write(
            f"Synthetic data for {settings.COUNTRY}: {counts['alerts']} alerts, {counts['cases']} case files, "
            f"{counts['acts']} acts of help, in {time.monotonic() - started:.0f} s."
        )
