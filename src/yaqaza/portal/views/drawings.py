"""The drawings on which a place is chosen, without JavaScript too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yaqaza.core.access import public, without_database
from yaqaza.core.pages import page
from yaqaza.core.refusal import NotFound
from yaqaza.portal import maps
from yaqaza.portal.forms import level_word
from yaqaza.portal.views.away import at_once
from yaqaza.portal.views.report import lost
from yaqaza.territory import queries as territory
from yaqaza.territory.models import Level


@public
@without_database(at_once)
@require_safe
def map_of_country(request: HttpRequest) -> HttpResponse:
    """Choose a province on the drawing or in the list."""
    areas, drawing = maps.provinces(territory.country_area())
    return page(
        request,
        "portal/map.html",
        {"shapes": _shapes(areas, drawing, _province_address), "level": level_word(Level.PROVINCE), "drawing": drawing},
    )


@public
@without_database(at_once)
@require_safe
def map_of_province(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Choose a commune of a province, or the whole province."""
    try:
        province = territory.get_area(uuid)
    except NotFound:
        return lost(request)
    if province.level != Level.PROVINCE:
        return lost(request)
    areas, drawing = maps.communes(province)
    context = {
        "shapes": _shapes(areas, drawing, _chosen_address),
        "drawing": drawing,
        "province": province,
    }
    return page(request, "portal/map.html", context | {"whole": _chosen_address(province)})


def _province_address(area: Any) -> str:
    return reverse("portal:map_province", args=[area.uuid])


def _chosen_address(area: Any) -> str:
    return f"{reverse('portal:where')}?area={area.uuid}"


def _shapes(areas: list[Any], drawing: Any, address: Any) -> list[tuple[str, str, str]]:
    """Rows of (name, address, outline or "")."""
    outlines = drawing.outlines if drawing else {}
    return [(area.name, address(area), outlines.get(area.pk, "")) for area in areas]
