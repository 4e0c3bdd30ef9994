"""``make check``: every template compiles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    help = "Compile every template of the project."

    def handle(self, *args: Any, **options: Any) -> None:
        names = sorted(
            path.relative_to(folder).as_posix()
            for folder in ROOT.glob("*/templates")
            for path in folder.rglob("*")
            if path.suffix in (".html", ".txt", ".xml")
        )
        bad = []
        for name in names:
            try:
                get_template(name)
            except TemplateSyntaxError as error:
                bad.append(f"{name}: {error}")
        if bad:
            raise CommandError("\n".join(bad))
        self.stdout.write(f"{len(names)} templates compile.")
