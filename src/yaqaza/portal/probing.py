"""A test by the public form: every question is answered as a citizen does, over the network, and the code is asked for."""

from __future__ import annotations

import re
import time

from django.urls import reverse

from yaqaza.alerts.states import Category, Danger
from yaqaza.channels.doors import Visitor
from yaqaza.channels.network import Temporary
from yaqaza.channels.states import Reason
from yaqaza.portal.states import Where, Who

SECONDS_TO_ANSWER = 5
"""Longer than the form asks of whoever fills it in."""

_TOKEN = re.compile(r'name="token"[^>]*value="([^"]+)"')


def fill_in(mark: str) -> None:
    """Report ``mark`` by the public form; raise ``Temporary`` where a page is not the one that must follow."""
    visitor = Visitor()
    _right(visitor.get(reverse("portal:report"))[0] == 200)
    for name, fields, then in (
        ("report", {"category": Category.OTHER.value}, "where"),
        ("where", {"where": Where.UNKNOWN.value}, "what"),
        ("what", {"text": mark, "danger": Danger.NO.value}, "who"),
        ("who", {"who": Who.ANONYMOUS.value}, "check"),
    ):
        status, _text, leads = visitor.post(reverse(f"portal:{name}"), fields)
        _right(status == 302 and leads == reverse(f"portal:{then}"))
    time.sleep(SECONDS_TO_ANSWER)
    status, text, _leads = visitor.get(reverse("portal:check"))
    token = _TOKEN.search(text)
    _right(status == 200 and token is not None)
    status, _text, leads = visitor.post(reverse("portal:check"), {"token": token[1] if token else ""})
    _right(status == 302 and leads == reverse("portal:sent"))


def _right(is_so: bool) -> None:
    if not is_so:
        raise Temporary(Reason.DOOR)
