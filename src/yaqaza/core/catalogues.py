"""Translation catalogues without GNU gettext: one ``locale/<language>/LC_MESSAGES/django.po`` per app.

Babel reads Python and templates (through Django's own ``templatize``), merges what it found into the ``.po`` files and compiles
them. Nothing needs to be installed beside Python packages.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGES = ("ar", "fr")
ROOT = Path(__file__).resolve().parents[1]

# The six Arabic forms as Django's own catalogue counts them: 0, 1, 2, 3–10, 11–99, the rest.
PLURALS = {
    "ar": (6, "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"),
    "fr": (2, "nplurals=2; plural=(n > 1);"),
}  # fmt: skip
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip


@dataclass
class Report:
    """What a run found: files that would change, and messages without a translation."""

    stale: list[Path] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def apps() -> list[str]:
    """Return the folders of this project that may hold strings."""
    return sorted(path.name for path in ROOT.iterdir() if path.is_dir() and (path / "__init__.py").exists())


def po_path(app: str, language: str) -> Path:
    return ROOT / app / "locale" / language / "LC_MESSAGES" / "django.po"


def strings(app: str) -> Iterator[tuple[str, tuple[str, str] | str, str | None]]:
    """Yield (place, message or (singular, plural), context) for every translatable string of an app, in a stable order."""
    for path in sorted((ROOT / app).rglob("*")):
        if (
            path.suffix not in (".py", ".html", ".txt", ".typ")
            or "node_modules" in path.parts
            or "vendor" in path.parts
        ):
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".typ" or (path.suffix == ".txt" and "templates" not in path.parts):
            continue
        if path.suffix != ".py":
            # In parentheses, line ends and indentation mean nothing to Python's tokenizer.
            source = "(" + templatize(source, origin=path.name) + "\n)"
        place = path.relative_to(ROOT / app).as_posix()
        found = extract("python", io.BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"})
        for _line, message, _comments, context in found:
            if isinstance(message, tuple):
                message = (str(message[0]), str(message[1]))
            yield place, message, context


def template_catalogue(app: str) -> Catalog:
    """Return everything to translate in an app, with the places (files, no line numbers: they would change daily)."""
    catalog = Catalog(domain="django")
    for place, message, context in strings(app):
        catalog.add(message, locations=[(place, 0)], context=context)
    return catalog


def update(app: str, language: str, *, check: bool = False) -> Report:
    """Merge an app's strings into its catalogue, keep the translations, compile it; with ``check`` only compare."""
    report = Report()
    template = template_catalogue(app)
    path = po_path(app, language)
    if not len(template):
        return report
    old = _read(path, language)
    new = Catalog(locale=language, domain="django", fuzzy=False)
    # Django's own forms, not the CLDR's that Babel would take; Babel fills the two attributes lazily and has no setter.
    vars(new).update(
        _num_plurals=PLURALS[language][0], _plural_expr=PLURALS[language][1].split("plural=")[1].rstrip(";")
    )
    for message in sorted(template, key=lambda entry: (entry.locations, str(entry.id))):
        if not message.id:
            continue
        known = old.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        string = known.string if known is not None and not known.fuzzy else ""
        if message.pluralizable and not isinstance(string, (tuple, list)):
            string = ("",) * PLURALS[language][0]
        if not message.pluralizable and isinstance(string, (tuple, list)):
            string = ""
        locations = sorted({(place, 0) for place, _ in message.locations})
        new.add(message.id, string, locations=locations, context=message.context, flags=message.flags - {"fuzzy"})
        parts = string if isinstance(string, (tuple, list)) else (string,)
        if not all(parts) or (message.pluralizable and len(parts) != PLURALS[language][0]):
            report.missing.append(f"{app}/{language}: {message.id!r}")
    text = _write(new, language)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        report.stale.append(path)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if not check:
        compile_one(path, language)
    return report


def compile_one(path: Path, language: str) -> None:
    """Write the ``.mo`` beside a ``.po``."""
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, _read(path, language))


def compile_all() -> int:
    """Compile every catalogue that changed since it was compiled; return how many."""
    count = 0
    for app in apps():
        for language in LANGUAGES:
            path = po_path(app, language)
            compiled = path.with_suffix(".mo")
            if path.exists() and (not compiled.exists() or compiled.stat().st_mtime <= path.stat().st_mtime):
                compile_one(path, language)
                count += 1
    return count


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def _write(catalog: Catalog, language: str) -> str:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, omit_header=True, include_lineno=False)
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {language}\\n"\n"Plural-Forms: {PLURALS[language][1]}\\n"\n\n'
    )
    return header + buffer.getvalue().decode().strip() + "\n"
