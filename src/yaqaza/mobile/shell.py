"""The shell of the field app: the files that a phone keeps to start without network, and the words and choices of its screens.

Nothing here is about anybody: the shell is the same for everyone, so that it can be kept by a phone where nobody is signed in.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation

from yaqaza.mobile import phrases

FILES = (
    "core/css/staff.css",
    "field/css/field.css",
    "mobile/css/app.css",
    "vendor/field/app.js",
    "vendor/icons.svg",
    "vendor/field/icon-192.png",
    "vendor/fonts/arabic-400.woff2",
    "vendor/fonts/arabic-600.woff2",
    "vendor/fonts/latin-400.woff2",
    "vendor/fonts/latin-600.woff2",
)
"""What the app needs to start, beside its page and its words."""

FOR_FORMS = ("vendor/field/filling.js", "vendor/filling/engine.js")
"""What it needs once a questionnaire is to be filled in: fetched by who has one."""

WORKER = "vendor/field/worker.js"
LANGUAGES = ("ar", "fr", "en")


def version() -> str:
    """Return the name of this shell: another one whenever a file, a word or an address of it is another."""
    return hashlib.sha256(json.dumps([kept(), _contents(), *map(words, LANGUAGES)]).encode()).hexdigest()[:16]


def kept() -> dict[str, list[str]]:
    """Return the addresses that a phone keeps, and those that it keeps once it has questionnaires."""
    pages = [reverse("mobile:app"), *(reverse("mobile:words", args=[code]) for code in LANGUAGES)]
    return {"files": [*pages, *map(static, FILES)], "forms": [*map(static, FOR_FORMS)]}


def worker() -> str:
    """Return the service worker: what it keeps, then its code."""
    told = {"version": version(), "forms_version": _print(FOR_FORMS), "app": reverse("mobile:app"), **kept()}
    return f"self.SHELL={json.dumps(told)};\n{_path(WORKER).read_text()}"


def words(code: str) -> dict[str, Any]:
    """Return the words and choices of the screens in a language."""
    with translation.override(code):
        return {
            "lang": f"{code}-{settings.COUNTRY}", "dir": "rtl" if code == "ar" else "ltr", "say": phrases.said(),
            "count": phrases.counted(), "choices": phrases.choices(),
        }  # fmt: skip


def manifest() -> dict[str, Any]:
    """Return what a phone must know to install the app; https://www.w3.org/TR/appmanifest/."""
    start = reverse("mobile:app")
    return {
        "id": start, "start_url": start, "scope": start, "lang": "ar", "dir": "rtl", "name": "يقظة · الميدان", "short_name": "يقظة",
        "display": "standalone", "orientation": "portrait", "background_color": "#0f3d41", "theme_color": "#0f3d41",
        "icons": [
            {"src": static(f"vendor/field/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
            for size in (192, 512)
        ],
    }  # fmt: skip


def weight(names: tuple[str, ...] = FILES) -> int:
    """Return how many bytes go over the network for ``names``, packed as servers pack them."""
    import gzip  # asked by a test and a benchmark only

    packed = (".woff2", ".png")
    return sum(
        len(data) if name.endswith(packed) else len(gzip.compress(data, 9))
        for name in names
        for data in [_path(name).read_bytes()]
    )


def _path(name: str) -> Path:
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(f"{name} is not built: run “yaqaza assets”.")
    return Path(str(found))


def _contents() -> str:
    return _print((*FILES, WORKER)) + _template()


def _template() -> str:
    text = (Path(__file__).parent / "templates" / "mobile" / "app.html").read_bytes()
    return hashlib.sha256(text).hexdigest()


def _print(names: tuple[str, ...]) -> str:
    return hashlib.sha256(
        "".join(_digest(name, _path(name).stat().st_mtime_ns) for name in names).encode()
    ).hexdigest()[:16]


@lru_cache(maxsize=100)
def _digest(name: str, changed: int) -> str:
    return hashlib.sha256(_path(name).read_bytes()).hexdigest()
