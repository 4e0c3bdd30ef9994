"""Accounts are made by an administrator: nobody signs up. Signing in counts senders as every other page does."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from yaqaza.core import limits


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    # One sentence for both: it does not tell which of the two is known here.
    error_messages = DefaultAccountAdapter.error_messages | dict.fromkeys(
        ("username_password_mismatch", "email_password_mismatch"), _("The user name or the password is not right.")
    )

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count tries of a sender as all our limits do."""
        return limits.address(request)
