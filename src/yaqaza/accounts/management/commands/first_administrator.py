"""``yaqaza-manage first_administrator``: the user who creates all others, on a database without anybody."""

from __future__ import annotations

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from yaqaza.accounts import actions
from yaqaza.accounts.models import User
from yaqaza.core.refusal import Refused
from yaqaza.territory.models import Area, Level

PASSWORD = "YAQAZA_FIRST_PASSWORD"  # noqa: S105 - the name of a variable


class Command(BaseCommand):
    help = "Create the first administrator, and the ministry when there is none. The password is asked for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the name to sign in with")
        parser.add_argument("--name-ar", required=True, help="the person's name in Arabic")
        parser.add_argument("--email", default="", help="where a forgotten password is answered")
        parser.add_argument("--ministry-ar", default="الوزارة", help="the ministry's name in Arabic")
        parser.add_argument("--ministry-fr", default="Ministère", help="the ministry's name in French")

    def handle(self, *args: Any, **options: Any) -> None:
        country = Area.objects.filter(level=Level.COUNTRY, country=settings.COUNTRY, valid_to=None).first()
        if country is None:
            raise CommandError("There are no areas yet: yaqaza start, or yaqaza-manage load_areas.")
        try:
            user = actions.create_first_administrator(
                username=options["username"], name_ar=options["name_ar"], email=options["email"], country=country,
                ministry_ar=options["ministry_ar"], ministry_fr=options["ministry_fr"],
                password=_password(options["username"]),
            )  # fmt: skip
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{user.username} can sign in, and creates organisations and users under /organisation/.")


def _password(username: str) -> str:
    password = os.environ.get(PASSWORD, "") or getpass.getpass("Password: ")
    try:
        validate_password(password, User(username=username))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    if PASSWORD not in os.environ and getpass.getpass("The same again: ") != password:
        raise CommandError("The two were not the same. Nothing was created.")
    return password
