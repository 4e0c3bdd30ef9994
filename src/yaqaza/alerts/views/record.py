"""The hotline: a call written down while it is heard."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from yaqaza import countries
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import actions, queries
from yaqaza.alerts.forms import Record
from yaqaza.alerts.queries import places
from yaqaza.alerts.queries.hearing import heard
from yaqaza.alerts.states import FIRST_URGENCY, PlacePrecision, Urgency
from yaqaza.core import limits
from yaqaza.core.access import requires
from yaqaza.core.ids import uuid7
from yaqaza.core.pages import done, page
from yaqaza.core.text import clean
from yaqaza.countries.formats import western_digits
from yaqaza.territory import queries as territory

P = Permission
PER_HOUR = 240
"""Alerts that one account may record in an hour: four a minute is more than anyone can hear."""


@requires(P.ALERT_RECORD)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Write a call down; the answer shows the number and the code to say aloud."""
    form = Record(request.POST or None, initial={"token": uuid7(), "reporter_phone": ""})
    if form.is_valid():
        limits.check(f"alerts.record:{request.user.pk}", per_hour=PER_HOUR)
        received = done(request, form, _receive)
        if received is not None:
            alert = received.alert
            return page(
                request, "alerts/recorded.html", {"alert": alert, "code": received.tracking_code, "repeated": received.repeated,
                "sees": queries.visible_to(request.user).filter(pk=alert.pk).exists()},
            )  # fmt: skip
    context = {
        "form": form,
        "urgencies": {category.value: Urgency(level).label for category, level in FIRST_URGENCY.items()},
    }
    return page(request, "alerts/record.html", context | _hints(request), status=422 if form.is_bound else 200)


def _receive(*, by: Any, area: Any, text: str, token: str, **fields: Any) -> actions.Received:
    """The place that was chosen, else the one of the cell's own that the text names surely; a call goes to no other cell by itself."""
    home = _home(by)
    found = None if area else places.place_in(f"{text} {fields.get('place_text', '')}", within=home)
    if area is not None:
        precision = places.precision_of(area)
    elif found is not None:
        area, precision = found.area, found.precision
    else:
        area, precision = home, PlacePrecision.UNKNOWN
    return actions.receive(by=by, area=area, place_precision=precision, text=text, source_ref=token, **fields)


def _home(user: Any) -> Any:
    """A call whose place is not known stays with the cell that heard it."""
    for posting in user.current_postings:
        if posting.gives(P.ALERT_TRIAGE):
            return posting.area
    return territory.country_area()


@requires(P.ALERT_RECORD)
@require_POST
def hints(request: HttpRequest) -> HttpResponse:
    """Say what the words typed so far propose for the form, and which alerts the same caller made before."""
    return page(request, "alerts/record.html", _hints(request), block="hints")


def _hints(request: HttpRequest) -> dict[str, Any]:
    posted = request.POST
    typed = posted.get("reporter_phone", "")[:40]
    found = heard(
        clean(posted.get("text", "")),
        place_text=posted.get("place_text", "")[:300],
        danger=posted.get("danger", ""),
        category=posted.get("category", ""),
        urgency=posted.get("urgency", ""),
        people=western_digits(posted.get("people_count", "")),
        needs=posted.getlist("needs"),
    )
    try:
        caller = countries.get(settings.COUNTRY).normalise_phone(typed) if typed.strip() else ""
    except countries.Invalid:
        caller = ""
    found.phones = [phone for phone in found.phones if phone != caller]
    number = caller or (found.phones[0] if found.phones else "")
    may_see = request.user.may(P.ALERT_VIEW)
    return {
        "heard": found,
        "earlier": queries.of_phone(number, seen_by=request.user) if number and may_see else [],
        "asked": bool(posted.get("text", "").strip() or typed),
        "area_id": posted.get("area_id", ""),
        "sure": places.SURE,
    }
