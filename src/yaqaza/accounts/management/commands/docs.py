"""``make docs``: draw what can be drawn from the code."""

from __future__ import annotations

import re
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from yaqaza.accounts.permissions import GRANTS, REACH, Permission, Role
from yaqaza.core import moves, privacy, states

ROOT = Path(__file__).resolve().parents[5]
SOURCE = ROOT / "src" / "yaqaza"


def pages() -> dict[str, str]:
    """Return every generated page: path below ``docs/generated`` → text."""
    with translation.override("en"):
        result = {f"states/{table.name}.md": _states(table) for table in states.tables()}
        result["permissions.md"] = _permissions()
        result["privacy.md"] = _privacy()
        result["settings.md"] = _settings()
    return result


def _states(table: states.Table) -> str:
    drawing = moves.mermaid(table.moves).rstrip()
    lines = [f"# States of {table.name}", "", "```mermaid", drawing, "```", "", "| code | in words |", "|---|---|"]
    lines += [f"| {status.value} | {status.label} |" for status in table.kind]
    return "\n".join(lines) + "\n"


def _permissions() -> str:
    roles = list(Role)
    head = "| permission | " + " | ".join(str(role.label) for role in roles) + " |"
    lines = ["# Who may do what", "", head, "|---|" + ":-:|" * len(roles)]
    for permission in Permission:
        marks = ["●" if permission in GRANTS[role] else "" for role in roles]
        lines.append(f"| {permission.label} (`{permission.value}`) | " + " | ".join(marks) + " |")
    lines += ["", "Reach of a posting: " + "; ".join(f"{role.label}: {REACH[role].value}" for role in roles) + "."]
    return "\n".join(lines) + "\n"


def _privacy() -> str:
    lines = ["# What each field says of a person", "", "| model | identifies | sensitive |", "|---|---|---|"]
    for model in sorted(privacy.our_models(), key=lambda model: model._meta.label):
        classes = privacy.fields_of(model)
        told = [
            ", ".join(sorted(n for n, kind in classes.items() if kind == wanted))
            for wanted in ("identifies", "sensitive")
        ]
        if any(told):
            lines.append(f"| {model._meta.label} | {told[0]} | {told[1]} |")
    return "\n".join(lines) + "\n"


def _settings() -> str:
    """The variables of the environment that the code reads, with the words of ``docs/settings.toml``."""
    told = tomllib.loads((ROOT / "docs" / "settings.toml").read_text(encoding="utf-8"))
    used: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'["\'](YAQAZA_[A-Z_]+|DATABASE_URL|COUNTRY)["\']', text))
    if missing := sorted(used - set(told)):
        raise CommandError(f"docs/settings.toml does not explain {', '.join(missing)}.")
    if extra := sorted(set(told) - used):
        raise CommandError(f"docs/settings.toml explains what nothing reads: {', '.join(extra)}.")
    lines = [
        "# Settings",
        "",
        "All come from the environment.",
        "",
        "| variable | default | what it does |",
        "|---|---|---|",
    ]
    lines += [f"| `{name}` | {told[name]['default']} | {told[name]['does']} |" for name in sorted(told)]
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Write docs/generated (state drawings, permission table, privacy classes, settings)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = ROOT / "docs" / "generated"
        wanted = pages()
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")} if folder.exists() else set()
        stale = sorted(
            {name for name, text in wanted.items() if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text}
            | (there - set(wanted))
        )  # fmt: skip
        if options["check"]:
            if stale:
                raise CommandError(f"Run `make docs`: {', '.join(stale)} in docs/generated.")
            self.stdout.write(f"{len(wanted)} generated pages are current.")
            return
        for name in there - set(wanted):
            (folder / name).unlink()
        for name, text in wanted.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(wanted)} pages written, {settings.COUNTRY}.")
