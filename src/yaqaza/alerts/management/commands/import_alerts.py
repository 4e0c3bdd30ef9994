"""``yaqaza-manage import_alerts FILE``: the import of the page, from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from yaqaza.accounts.models import User
from yaqaza.alerts import actions, columns
from yaqaza.alerts.models import ImportBatch
from yaqaza.alerts.states import Category
from yaqaza.core.refusal import Refused
from yaqaza.territory import queries as territory
from yaqaza.territory.models import Level


class Command(BaseCommand):
    help = "Import alerts from a CSV, XLSX or JSON lines file; rows that are there already are skipped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="username of whoever answers for the import")
        parser.add_argument(
            "--map", action="append", default=[], metavar="FIELD=COLUMN", help=f"fields: {', '.join(columns.FIELDS)}"
        )
        parser.add_argument("--source", help="whose file it is (default: from the file's name)")
        parser.add_argument(
            "--province", help="official code of the province of rows that name no place (default: the user's area)"
        )
        parser.add_argument(
            "--category", default=Category.OTHER.value, choices=Category.values, help="of rows that name none"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError("There is no user with this name.")
        if not path.is_file():
            raise CommandError("There is no such file.")
        chosen = dict(item.partition("=")[::2] for item in options["map"])
        if wrong := sorted(set(chosen) - set(columns.FIELDS)):
            raise CommandError(f"Not a field: {', '.join(wrong)}. Fields: {', '.join(columns.FIELDS)}.")
        started = monotonic()
        try:
            with path.open("rb") as file:
                batch = actions.keep_file(by=user, upload=File(file), name=path.name)
            area = territory.area_by_code(Level.PROVINCE, options["province"]) if options["province"] else batch.area
            batch = actions.start(
                batch=batch, by=user, mapping=batch.mapping | chosen, source=options["source"] or batch.source, area=area,
                category=options["category"],
            )  # fmt: skip
            while not actions.carry_on(batch_id=batch.pk, seconds=2):
                self._say(ImportBatch.objects.get(pk=batch.pk))
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        batch = ImportBatch.objects.get(pk=batch.pk)
        self._say(batch)
        for problem in batch.problems.order_by("row", "id")[:50]:
            fate = "left out" if problem.taken else "row refused"
            self.stdout.write(f"  line {problem.row} of the file, {problem.column or '-'} ({fate}): {problem.sentence}")
        if (more := batch.problems.count() - 50) > 0:
            self.stdout.write(f"  … and {more} more on the page of this import")
        self.stdout.write(f"{monotonic() - started:.1f} s")

    def _say(self, batch: ImportBatch) -> None:
        self.stdout.write(
            f"{batch.done} rows read: {batch.taken} alerts taken in, {batch.known} known already, {batch.refused} refused, "
            f"{batch.incomplete} without a field, {batch.placed} with a place found"
        )
