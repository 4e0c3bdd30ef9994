"""Pages about organisations, users and one's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from yaqaza.core.access import public
from yaqaza.core.pages import page


@public
def signup_closed(request: HttpRequest) -> HttpResponse:
    """Say that accounts are made by an administrator."""
    return page(request, "accounts/signup_closed.html", status=403)
