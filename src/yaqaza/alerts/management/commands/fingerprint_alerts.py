"""``yaqaza-manage fingerprint_alerts``: make what is compared of alerts where it is missing; safe to stop and to begin again."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from yaqaza.alerts.actions import fingerprints


class Command(BaseCommand):
    help = "Make what of alerts is compared with others, where it is missing or was made in an older way."

    def handle(self, *args: Any, **options: Any) -> None:
        total, began = fingerprints.missing().count(), monotonic()
        self.stdout.write(f"{total} alerts to go.")
        while not fingerprints.make_missing(seconds=10):
            done = total - fingerprints.missing().count()
            self.stdout.write(f"{done} of {total} made, {done / max(monotonic() - began, 0.001):.0f} a second")
        self.stdout.write(f"{total} alerts were done in {monotonic() - began:.1f} s.")
