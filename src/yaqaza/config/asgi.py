"""The ASGI application that Granian serves: the live stream alone. Pages are WSGI (docs/adr/0021)."""

from __future__ import annotations

import os

import django

from yaqaza.config import keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")
keys.hold()
django.setup()

from yaqaza.desk.live.application import application  # noqa: E402  # reads the settings when it is imported

__all__ = ["application"]
