"""What ODK Collect is set up with: its settings as JSON, compressed (zlib), in base64, as a QR code it scans once."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import segno


def settings(*, server: str, project: str, language: str) -> dict[str, Any]:
    """Return Collect's settings for a phone: always the forms of the server, sent as soon as there is a network."""
    return {
        "general": {
            "protocol": "odk_default",
            "server_url": server,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "app_language": language,
        },
        "admin": {},
        "project": {"name": project, "icon": "ي", "color": "#0e5a5e"},
    }


def packed(told: dict[str, Any]) -> str:
    """Return settings as Collect reads them from a QR code."""
    return base64.b64encode(zlib.compress(json.dumps(told, ensure_ascii=False).encode(), 9)).decode()


def drawn(told: dict[str, Any]) -> str:
    """Return the QR code as SVG to stand in a page."""
    return segno.make(packed(told), error="l", micro=False).svg_inline(scale=4, border=4, omitsize=True, light="#fff")
