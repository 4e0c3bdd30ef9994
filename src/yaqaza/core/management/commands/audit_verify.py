"""``yaqaza audit verify``: walk the audit chain."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yaqaza.core import audit


class Command(BaseCommand):
    help = "Walk the audit chain and say whether every link holds."

    def handle(self, *args: Any, **options: Any) -> None:
        good, broken = audit.verify()
        if broken is not None:
            raise CommandError(
                f"The audit chain breaks at position {broken.position}: {broken.reason}. {good} links before it hold."
            )
        self.stdout.write(f"The audit chain holds: {good} links.")
