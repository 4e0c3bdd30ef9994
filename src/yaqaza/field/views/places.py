"""Where people can be brought tonight."""

from __future__ import annotations

import uuid as uuids

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.field import forms
from yaqaza.field.places import actions, queries

SIZE = 50


@requires(P.MISSION_ORDER)
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """List the houses that said what places they have, those with room first, or those that said nothing; a name narrows both."""
    text, silent = request.GET.get("q", "")[:100], request.GET.get("show") == "silent"
    ask, order = (queries.houses_that_said, queries.ROOM_FIRST)
    if silent:
        ask, order = queries.houses_that_said_nothing, ("path",)
    found = paginate(ask(request.user, text=text), order=order, cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {
        "page": found,
        "lodgings": [] if silent else queries.lodgings(found.items),
        "sums": queries.sums(request.user),
        "silent": silent,
        "q": text,
    }
    return page(request, "field/places.html", context)


@requires(P.MISSION_ORDER)
@require_http_methods(["GET", "POST"])
def house(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write down what a house says."""
    found = queries.get_house(uuid, seen_by=request.user)
    said = queries.of_house(found)
    initial = {f"{name}_{guests}": getattr(row, name) for guests, row in said.items() for name in ("capacity", "free")}
    form = forms.PlacesForm(request.POST or None, initial=initial)
    if form.is_valid() and done(request, form, actions.say, organisation=found):
        back = request.GET.get("back", "")
        return redirect("desk:live" if back == "live" else "field:places")
    context = {"form": form, "house": found, "said": list(said.values()), "back": reverse("field:places")}
    return page(request, "field/places_house.html", context, status=422 if form.is_bound else 200)
