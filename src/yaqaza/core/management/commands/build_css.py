"""``yaqaza-manage build_css``: write the style sheets that pages load."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from yaqaza.core import css


class Command(BaseCommand):
    help = "Write core/css/staff.css and core/css/public.css from their parts."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in css.build():
            self.stdout.write(f"{path.name}: {path.stat().st_size} bytes")
