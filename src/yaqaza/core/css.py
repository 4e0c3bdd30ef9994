"""The two bundles, ``staff.css`` and ``public.css``: our files one after the other, without comments. No other build step.

Browsers older than ``light-dark()`` (Chrome 123) get the light colours, worked out here from the same tokens.
"""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static" / "core" / "css"

SHARED = ["reset", "tokens", "base"]
COMPONENTS = [
    "icon", "key", "bar", "menu", "button", "badge", "urgency", "deadline", "status", "field", "combobox", "filters", "tabs", "alert",
    "toast", "card", "panel", "facts", "table", "steps", "timeline", "pagination", "empty", "loading", "dialog", "map", "chart",
    "lines", "rows", "received", "receipts", "ball", "crumbs", "dock",
]  # fmt: skip
FOR_CITIZENS = [
    "icon", "bar", "button", "badge", "deadline", "field", "combobox", "alert", "toast", "card", "facts", "table", "steps", "empty",
    "loading", "map", "chart", "received",
]  # fmt: skip
BUNDLES = {
    "staff": [
        *SHARED,
        *[f"components/{name}" for name in COMPONENTS],
        *[
            f"pages/{name}"
            for name in (
                "layout",
                "public",
                "desk",
                "file",
                "phone",
                "report",
                "paper",
                "book",
                "questionnaire",
                "filling",
            )
        ],
        "print",
        "utilities",
    ],
    "public": [
        *SHARED,
        *[f"components/{name}" for name in FOR_CITIZENS],
        *[f"pages/{name}" for name in ("layout", "public")],
        "print",
        "utilities",
    ],
}


def build() -> list[Path]:
    """Write the bundles that are missing or older than their parts, and return them."""
    written = []
    for name, parts in BUNDLES.items():
        target = FOLDER / f"{name}.css"
        sources = [FOLDER / f"{part}.css" for part in parts]
        newest = max(path.stat().st_mtime for path in [*sources, Path(__file__)])
        if not target.is_file() or target.stat().st_mtime < newest:
            fresh = target.with_suffix(".new")
            fresh.write_text(bundle([path.read_text() for path in sources]))
            fresh.replace(target)
            written.append(target)
    return written


def bundle(sources: list[str]) -> str:
    """Join the files; the order of the layers, which ``tokens`` fixes, comes first."""
    text = _squeeze("\n".join(sources))
    order = re.search(r"@layer [\w, ]+;", text)
    if order:
        text = order.group() + text.replace(order.group(), "", 1)
    return text + _fallback(text) + "\n"


def _squeeze(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};,]) ?", r"\1", text).replace(";}", "}").strip()


def _fallback(text: str) -> str:
    pairs = re.findall(r"(--[\w-]+): ?light-dark\(((?:[^()]|\([^()]*\))+?),((?:[^()]|\([^()]*\))+?)\)([^;}]*)", text)
    light = ";".join(f"{name}:{first.strip()}{rest}" for name, first, _, rest in pairs)
    return f"@supports not (color:light-dark(#000,#fff)){{@layer tokens{{:root{{{light}}}}}}}"
