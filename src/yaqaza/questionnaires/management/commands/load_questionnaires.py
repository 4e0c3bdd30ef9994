"""``yaqaza-manage load_questionnaires``: publish the ministry's own questionnaires that are not there yet."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yaqaza.accounts.models import User
from yaqaza.questionnaires import actions, library
from yaqaza.questionnaires.models import Questionnaire


class Command(BaseCommand):
    help = "Publish the ministry's own questionnaires, for the organisation of a user who keeps questionnaires."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", help="in whose name, and for whose organisation")
        parser.add_argument("--to", type=Path, help="only write them as XLSForms into this folder")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["to"]:
            options["to"].mkdir(parents=True, exist_ok=True)
            for name in library.NAMES:
                (options["to"] / f"{name}.xlsx").write_bytes(library.workbook(name).read())
            return
        by = User.objects.filter(username=options["user"] or "").first()
        if by is None or by.main_posting is None:
            raise CommandError("Say in whose name: --user NAME, of somebody who has a posting.")
        there = set(Questionnaire.objects.filter(form_id__in=library.NAMES).values_list("form_id", flat=True))
        for name in library.NAMES:
            if name not in there:
                actions.create(
                    by=by, organisation=by.main_posting.organisation, file=library.workbook(name), publish_at_once=True
                )
                self.stdout.write(f"published: {name}")
