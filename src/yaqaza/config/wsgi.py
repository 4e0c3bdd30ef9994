"""The WSGI application that Granian serves."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from yaqaza.config import keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")
keys.hold()  # before the settings make new ones for lack of the old
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - load every view now, not under the first visitor
gc.collect()
gc.freeze()  # what was loaded stays: going through it again and again would hold up somebody's page by a third of a second
