"""What the import contract cannot see: foreign keys by name, writes outside actions, names of jobs and of URLs."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.urls import get_resolver

from yaqaza.core import jobs, privacy

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "yaqaza"


def layers() -> list[set[str]]:
    """The order of pyproject's contract, top first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    lines = next(contract for contract in contracts if contract["type"] == "layers")["layers"]
    return [set(re.findall(r"\w+", line)) for line in lines]


def rank(app: str) -> int:
    return next(index for index, names in enumerate(layers()) if app in names)


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_foreign_keys_point_down_or_sideways_within_the_app() -> None:
    upward = []
    for model in privacy.our_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.auto_created or target is None or not target.__module__.startswith("yaqaza."):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here != there and rank(there) <= rank(here):
                upward.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert upward == []


WRITES = {
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "save",
    "get_or_create",
    "update_or_create",
    "create_user",
}
WRITERS = ("actions", "commands", "migrations", "models", "loading")  # loading: what the command ``load_areas`` does


def test_rows_are_written_only_in_actions() -> None:
    """``x.save()`` and ``Model.objects.create()`` stand in actions (or in core, config and commands), nowhere else."""
    found = []
    for path, tree in sources():
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if parts[0] in ("core", "config", "language", "countries") or any(part in WRITERS for part in parts):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                owner = ast.unparse(node.func.value)
                if (
                    node.func.attr in ("update", "delete", "create", "save")
                    and "objects" not in owner
                    and not owner.endswith(")")
                ):
                    if node.func.attr in ("update", "create") or re.match(
                        r"(request\.)?session|cache|context|form|default_storage|image|picture|workbook|.*\.file$|.*storage.*|draft",
                        owner,
                    ):
                        continue
                    if node.func.attr == "save" and node.args:
                        continue  # an image or a document into a buffer
                found.append(f"{'/'.join(parts)}:{node.lineno} {owner}.{node.func.attr}()")
    assert found == []


def test_rows_are_locked_without_their_keys() -> None:
    """A plain FOR UPDATE would block the foreign-key checks of a transaction that commits, and deadlock on the chain."""
    bare = []
    for path, tree in sources():
        for node in ast.walk(tree):
            locks = isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".select_for_update")
            if locks and not any(keyword.arg == "no_key" for keyword in node.keywords):
                bare.append(f"{path.name}:{node.lineno}")
    assert bare == []


def test_every_enqueued_job_exists() -> None:
    for config in apps.get_app_configs():
        if config.name.startswith("yaqaza."):
            path = Path(config.path) / "tasks.py"
            if path.exists():
                __import__(f"{config.name}.tasks")
    for path, tree in sources():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).endswith("jobs.enqueue")
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                assert node.args[0].value in jobs.REGISTRY, f"{path.name}:{node.lineno}"


def url_names(resolver=None, space: str = "") -> set[str]:
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            names |= url_names(pattern, inner)
        elif pattern.name:
            names.add(space + pattern.name)
    return names


def test_every_url_name_in_templates_and_code_exists() -> None:
    known = url_names()
    unknown = []
    for path in SOURCE.rglob("*"):
        if path.suffix == ".html":
            used = re.findall(r"{%\s*url\s+[\"']([\w:]+)[\"']", path.read_text(encoding="utf-8"))
        elif path.suffix == ".py":
            used = re.findall(
                r"\b(?:reverse|reverse_lazy|redirect)\(\s*[\"'](\w+:\w+)[\"']", path.read_text(encoding="utf-8")
            )
        else:
            continue
        unknown += [f"{path.relative_to(SOURCE)}: {name}" for name in used if name not in known]
    assert unknown == []


def test_apps_have_only_the_rooms_of_the_house() -> None:
    forbidden = {"utils.py", "helpers.py", "services.py", "managers.py", "mixins.py", "signals.py"}
    assert [str(path) for path in SOURCE.rglob("*.py") if path.name in forbidden] == []


def test_every_app_says_what_it_owns_in_at_most_forty_lines() -> None:
    for folder in SOURCE.iterdir():
        if (folder / "__init__.py").exists():
            readme = folder / "README.md"
            assert readme.exists(), folder.name
            assert len(readme.read_text(encoding="utf-8").splitlines()) <= 40, folder.name


def test_every_page_of_code_can_be_read_in_one_sitting() -> None:
    long = {
        str(path.relative_to(SOURCE)): length
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and (length := len(path.read_text(encoding="utf-8").splitlines())) > 420
    }
    assert long == {}
