"""``load_areas``: all areas of the country into the database, from the packages of public data."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from yaqaza.territory import loading
from yaqaza.territory.models import Area, Level


class Command(BaseCommand):
    help = "Load the country's areas: names, codes, outlines, population. Safe to run again: only what differs changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when communes are there already")
        parser.add_argument("--from", dest="given", type=Path, help="areas.json.gz with outlines of your own")
        parser.add_argument("--again", action="store_true", help="derive anew from the packages, without the cache")

    def handle(self, *args: Any, **options: Any) -> None:
        country = settings.COUNTRY
        if options["if_empty"] and Area.objects.filter(country=country, level=Level.COMMUNE, valid_to=None).exists():
            return
        began = time.monotonic()
        cache = Path(settings.VAR) / "areas.json.gz"
        if options["again"]:
            cache.unlink(missing_ok=True)

        def say(step: str) -> None:
            if options["verbosity"] > 0:
                self.stdout.write(f"  {time.monotonic() - began:5.1f} s  {step}")

        try:
            territory = loading.territory_of(country, cache, say, options["given"])
        except (LookupError, ValueError, OSError) as problem:
            raise CommandError(str(problem)) from None
        say(f"writing {len(territory.records)} areas")
        new, changed, ended = loading.load(territory, timezone.localdate())
        say(f"{new} new, {changed} changed, {ended} ended")
