"""Print the logins of the demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from yaqaza.accounts.models import User
from yaqaza.demo.intake import TRACKING
from yaqaza.demo.logins import LOGINS, PASSWORD


class Command(BaseCommand):
    help = "Say which logins to try, when the demonstration is loaded."

    def handle(self, *args: Any, **options: Any) -> None:
        there = set(
            User.objects.filter(username__in=[login.username for login in LOGINS]).values_list("username", flat=True)
        )
        if not there:
            return
        self.stdout.write(f"Logins of the demonstration, all with the password {PASSWORD}")
        for login in LOGINS:
            if login.username in there:
                self.stdout.write(
                    f"  {login.username:<11} {str(login.role.value).replace('_', ' ').lower():<16} start at {login.tries}"
                )
        self.stdout.write(f"  a citizen   no account       start at /   (tracking code {TRACKING})")
