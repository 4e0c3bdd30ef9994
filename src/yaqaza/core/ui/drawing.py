"""What every tag needs: to render a component's template, to isolate left-to-right text, to name what has no name."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yaqaza.core import components

SPRITE = "vendor/icons.svg"
QUIET = SafeString("")


def render(component: str, **values: Any) -> SafeString:
    """Render ``components/COMPONENT.html``."""
    return render_to_string(f"core/components/{component}.html", values)


def stable_id(prefix: str, *parts: object) -> str:
    """Return a stable id for what has none: the same page gives the same ids every time."""
    return f"{prefix}-{crc32('|'.join(map(str, parts)).encode()):08x}"


def ltr(text: object, classes: str = "") -> SafeString:
    """Isolate ``text`` as left to right."""
    if classes:
        return format_html('<bdi dir="ltr" class="{}">{}</bdi>', classes, text)
    return format_html('<bdi dir="ltr">{}</bdi>', text)


def draw_icon(name: str, flip: bool | None = None, label: object = "", solid: bool = False) -> SafeString:
    """Draw an icon of the sprite. Directional ones turn round in Arabic; ``label`` when no word stands beside it."""
    turns = name in components.TURNING if flip is None else flip
    classes = "icon" + (" icon--flip" if turns else "") + (" icon--solid" if solid else "")
    voice = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#i-{}"/></svg>', classes, voice, static(SPRITE), name)
