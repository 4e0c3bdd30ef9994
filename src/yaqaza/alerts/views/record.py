"""The hotline: a call written down while it is heard."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_POST

from yaqaza import countries
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import actions, queries
from yaqaza.alerts.forms import Record
from yaqaza.alerts.queries import places
from yaqaza.alerts.queries.hearing import decides_elsewhere, heard
from yaqaza.alerts.states import FIRST_URGENCY, PlacePrecision, Urgency
from yaqaza.core import kept, limits
from yaqaza.core.access import requires
from yaqaza.core.ids import uuid7
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, Refused
from yaqaza.core.text import clean
from yaqaza.countries.formats import western_digits
from yaqaza.territory import queries as territory
from yaqaza.territory.forms import Written

P = Permission
PER_HOUR = 240
"""Alerts that one account may record in an hour: four a minute is more than anyone can hear."""
CALL, CALL_SECONDS, RECORDED = "alerts_call", 2 * 60 * 60, "alerts_call_recorded"
BEGINS = ("text", "place_text", "area", "reporter_phone", "reporter_name", "people_count")
"""With one of them a call has begun."""


@requires(P.ALERT_RECORD)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Write a call down; the answer shows the number and the code to say aloud. What was typed of a call stays until it is recorded,
    or somebody asks for an empty form (``?new=1``)."""
    if "new" in request.GET:
        kept.drop(request, CALL)
        return redirect("alerts:record")
    form = Record(request.POST or None)
    if form.is_valid():
        limits.check(f"alerts.record:{request.user.pk}", per_hour=PER_HOUR)
        received = done(request, form, _receive)
        if received is not None:
            kept.drop(request, CALL)
            request.session[RECORDED] = form.cleaned_data["token"]  # what its page still sends is no call begun
            return _recorded(request, received)
    begun = None if form.is_bound else _begun(request)
    if form.is_bound:
        _keep(request)
    else:
        form = Record(initial=_as_typed(begun) if begun else {"token": uuid7(), "reporter_phone": ""})
    context = {
        "form": form,
        "begun": begun is not None,
        "urgencies": {category.value: Urgency(level).label for category, level in FIRST_URGENCY.items()},
    }
    typed = request.POST if begun is None else begun
    return page(request, "alerts/record.html", context | _hints(request, typed), status=422 if form.is_bound else 200)


def _recorded(request: HttpRequest, received: actions.Received) -> HttpResponse:
    alert = received.alert
    context = {
        "alert": alert,
        "code": received.tracking_code,
        "repeated": received.repeated,
        "sees": queries.visible_to(request.user).filter(pk=alert.pk).exists(),
    }
    return page(request, "alerts/recorded.html", context)


def _keep(request: HttpRequest) -> None:
    """Keep the call as far as it is written, in the session and encrypted: a reload loses nothing."""
    posted = request.POST
    if posted.get("token") and posted["token"] == request.session.get(RECORDED):
        return
    if any(posted.get(name, "").strip() for name in BEGINS):
        typed = {
            name: posted.getlist(name)[:40] for name in (*Record.base_fields, "area_id", "area_name") if name in posted
        }
        kept.keep(request, CALL, typed, seconds=CALL_SECONDS)
    else:
        kept.drop(request, CALL)
    kept.save(request)


def _begun(request: HttpRequest) -> MultiValueDict[str, str] | None:
    """Return what was typed of a call that was not recorded."""
    typed = kept.read(request, CALL)
    return MultiValueDict(typed) if typed else None


def _as_typed(typed: MultiValueDict[str, str]) -> dict[str, Any]:
    """Return the initial values of the form as they were typed."""
    initial: dict[str, Any] = {name: typed.get(name, "") for name in Record.base_fields}
    place = Written(typed.get("area", ""), typed.get("area_id", ""), typed.get("area_name", ""))
    return initial | {"needs": typed.getlist("needs"), "anonymous": bool(typed.get("anonymous")), "area": place}


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
    _keep(request)
    return page(request, "alerts/record.html", _hints(request, request.POST), block="hints")


def _hints(request: HttpRequest, posted: MultiValueDict[str, str]) -> dict[str, Any]:
    user: Any = request.user
    typed = posted.get("reporter_phone", "")[:40]
    found = heard(
        clean(posted.get("text", "")),
        seen_by=user,
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
        "elsewhere": _elsewhere(user, posted),
        "sure": places.SURE,
    }


def _elsewhere(user: Any, posted: MultiValueDict[str, str]) -> str:
    """Return who decides about the place that stands in the form, when it lies outside of the officer's area."""
    if not posted.get("area_id") or posted.get("area", "").strip() != posted.get("area_name", "").strip():
        return ""
    try:
        return decides_elsewhere(territory.get_area(posted["area_id"]), seen_by=user)
    except (NotFound, Refused):
        return ""
