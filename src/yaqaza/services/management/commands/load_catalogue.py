"""``load_catalogue``: programmes of the country and kinds of help, into their tables; run it as often as you like."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from yaqaza.services import actions


class Command(BaseCommand):
    help = "Load the country's programmes and the kinds of help (idempotent)."

    def handle(self, **options: Any) -> None:
        loaded = actions.load_catalogue(country=settings.COUNTRY)
        self.stdout.write(
            f"Catalogue of {settings.COUNTRY}: {loaded.programmes} programmes, {loaded.types} kinds of help"
            f" ({loaded.changed} rows written)."
        )
