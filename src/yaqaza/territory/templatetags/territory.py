"""Template tags of areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.utils.safestring import SafeString

from yaqaza.territory import svg
from yaqaza.territory.models import Area

register = template.Library()


@register.simple_tag
def area_map(
    area: Area,
    values: Mapping[int, float | None] | None = None,
    pins: Sequence[svg.Pin] = (),
    level: str = "",
    label: str = "",
    chosen: Area | None = None,
) -> SafeString:
    """``{% area_map area values=… pins=… %}``: a drawing of what lies inside; write it in ``{% mapframe %}``."""
    return svg.choropleth(area, values, pins, level=level, label=label, chosen=chosen)
