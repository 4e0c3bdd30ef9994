"""The WSGI application that Granian serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - load every view now, not under the first visitor
