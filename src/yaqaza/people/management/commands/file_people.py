"""Make persons found again by what is known of them: after a load, or when areas were drawn anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from yaqaza.people.actions import filing


class Command(BaseCommand):
    help = "File persons for the search: those who are not yet, or everyone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--everyone", action="store_true", help="also those who are filed already")

    def handle(self, *args: Any, **options: Any) -> None:
        filed = filing.file_all(everyone=options["everyone"])
        filing.write_words()
        filing.count_words()
        self.stdout.write(f"{filed} persons filed")
