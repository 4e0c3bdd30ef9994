"""Places for everybody (search, point to commune) and the staff's pages of areas."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from yaqaza import countries
from yaqaza.core.access import public, requires
from yaqaza.core.components import Crumb, Legend
from yaqaza.core.pages import page
from yaqaza.territory import forms, queries
from yaqaza.territory.models import Area, Level, language

LONGEST_QUERY = 80
MOST_RESULTS = 8
KEPT_FOR = 600
"""Seconds for which a browser may answer the same letters from its own memory: spares the server while people type."""


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Places whose name resembles ``q``: JSON, or a fragment of options for htmx."""
    text = request.GET.get("q", "")[:LONGEST_QUERY]
    levels = [level for level in request.GET.get("levels", "").split(",") if level in Level.values]
    within = None
    if request.GET.get("within"):
        within = queries.get_area(request.GET["within"])
    found = queries.search(text, MOST_RESULTS, within, levels)
    if request.headers.get("HX-Request"):
        return _kept(page(request, "territory/search_results.html", {"areas": found, "text": text}))
    return _kept(JsonResponse({"areas": [_as_json(area) for area in found]}))


@public
@require_safe
def at(request: HttpRequest) -> HttpResponse:
    """The commune at ``lon``, ``lat``: for the position of a phone and for a click on a map."""
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    except ValueError:
        return JsonResponse({"message": _("A point has a longitude and a latitude.")}, status=400)
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return JsonResponse({"message": _("A point has a longitude and a latitude.")}, status=400)
    area = queries.commune_at(lon, lat)
    if area is None:
        return JsonResponse({"area": None, "message": _("This point lies outside the country.")})
    return JsonResponse({"area": _as_json(area)})


@requires()
@require_safe
def country(request: HttpRequest) -> HttpResponse:
    """The whole country: its provinces or regions, and the search, which leads to the page of an area."""
    form = forms.Find(request.GET if "place" in request.GET else None)
    if form.is_valid():
        return redirect("territory:area", form.cleaned_data["place"].uuid)
    return _area_page(request, queries.country_area(), form)


@requires()
@require_safe
def area(request: HttpRequest, area_uuid: uuid.UUID) -> HttpResponse:
    """One area: what it is, where it lies, what lies in it."""
    return _area_page(request, queries.get_area(area_uuid), forms.Find())


def _area_page(request: HttpRequest, area: Area, form: forms.Find) -> HttpResponse:
    inside = queries.children(area)
    by_commune = area.level in (Level.PROVINCE, Level.DISTRICT)
    drawn = list(queries.below(area, Level.COMMUNE)) if by_commune else inside
    above = queries.in_order_of(area.ancestor_ids)
    return page(
        request,
        "territory/area.html",
        {
            "area": area,
            "trail": [Crumb(each.name, reverse("territory:area", args=[each.uuid])) for each in above]
            + [Crumb(area.name)],
            "form": form,
            "groups": queries.by_level(inside),
            "counts": queries.counts_below(area),
            "changes": queries.changes_of(area),
            "drawn": Level.COMMUNE if by_commune else "",
            "population": {each.pk: each.population for each in drawn} or None,
            "legend": [
                Legend("area-1", pgettext("population", "Few people")),
                Legend("area-4", pgettext("population", "Many")),
                Legend("none", pgettext("population", "Not known")),
            ],
            "attributions": [
                (each.names.in_(language()), each.licence) for each in countries.get(area.country).attributions
            ],
        },
        status=422 if form.errors else 200,
    )


def _as_json(area: Area) -> dict[str, object]:
    return {
        "uuid": str(area.uuid),
        "name": area.name,
        "full_name": area.full_name,
        "level": area.level,
        "level_name": area.level_name,
    }


def _kept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, max_age=KEPT_FOR)
    patch_vary_headers(response, ["Accept-Language", "Cookie", "HX-Request"])
    return response
