"""The settings of tests for the program as a process of its own: the database and the files of the test that started it."""

import os

from yaqaza.config.settings import *  # noqa: F403 - every setting is Yaqaza's own
from yaqaza.config.settings import DATABASES, STORAGES

DATABASES["default"]["NAME"] = os.environ["SERVED_DATABASE"]
MEDIA_ROOT = os.environ["SERVED_MEDIA"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
