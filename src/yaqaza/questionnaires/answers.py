"""A filled-in form as it comes, read into answers by name.

Whatever it says of its encoding, it is read as UTF-8, as ODK writes it; so a DOCTYPE can be seen in its bytes, and without one XML has
neither entities nor a way to other files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser, fromstring

from django.utils.translation import gettext as _

from yaqaza.core.refusal import Refused
from yaqaza.questionnaires.xform import DEEPEST, id_of

MOST_BYTES = 5 * 1024 * 1024
LONGEST_ID = 120


class Unreadable(Refused):
    """The submission is no XML that can be taken; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of a list that answers tell of: what is known, by its id, or what is new."""

    dataset: str
    uuid: str
    create: bool
    update: bool
    label: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What a submission says: which form it answers, its own id, the id of what it corrects, its name, and the answers.

    ``tree`` holds texts, trees of groups, and lists where an element stands several times; what stands under ``meta`` too.
    """

    form_id: str
    version: str
    instance_id: str
    corrects: str
    title: str
    tree: dict[str, Any]
    text: str  # the whole XML
    entities: tuple[Entity, ...] = ()


def read(xml: bytes) -> Filled:
    """Read a submission; Unreadable when it is too large, broken, or declares entities."""
    if len(xml) > MOST_BYTES:
        raise Unreadable(_("These answers are too large."))
    try:
        text = xml.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(_("These answers are no XML that can be read.")) from None
    if "\0" in text or "<!DOCTYPE" in text:  # a sign of another encoding; entities
        raise Unreadable(_("These answers declare entities of their own, which is not allowed."))
    try:
        root = fromstring(xml, XMLParser(encoding="utf-8"))  # noqa: S314 - without a DOCTYPE there are no entities
    except (ParseError, ValueError):
        raise Unreadable(_("These answers are no XML that can be read.")) from None
    namespace, _brace, name = root.tag[1:].rpartition("}") if root.tag.startswith("{") else ("", "", root.tag)
    told_by_root = {_local(key): value for key, value in root.attrib.items()}
    tree = _tree(root, DEEPEST) if len(root) else {}
    meta = tree.get("meta")
    told = meta if isinstance(meta, dict) else {}
    instance_id = _one(told.get("instanceID")) or told_by_root.get("instanceID", "")
    if not instance_id:  # forms from before there were such ids: the same answers are the same
        instance_id = "sha256:" + hashlib.sha256(xml).hexdigest()
    corrects = _one(told.get("deprecatedID"))
    if max(len(instance_id), len(corrects)) > LONGEST_ID:
        raise Unreadable(_("The id of these answers is too long."))
    if corrects == instance_id:
        raise Unreadable(_("These answers say that they correct themselves."))
    form_id = id_of(told_by_root, namespace, name)
    title = _one(told.get("instanceName"))[:300]
    entities = tuple(_entities(root)) if "entity" in text else ()
    return Filled(form_id, told_by_root.get("version", ""), instance_id, corrects, title, tree, text, entities)


def _entities(root: Element) -> Iterator[Entity]:
    for meta in (each for each in root.iter() if _local(each.tag) == "meta"):
        for told in (each for each in meta if _local(each.tag) == "entity"):
            label = next((_one(each.text) for each in told if _local(each.tag) == "label"), "")
            create, update = (told.get(name, "") in ("1", "true") for name in ("create", "update"))
            if create or update:
                yield Entity(told.get("dataset", ""), told.get("id", ""), create, update, label)


def shaped(tree: dict[str, Any], repeats: Iterable[str]) -> dict[str, Any]:
    """Return ``tree`` with a list at every repeat, also where only one was filled in. ``repeats`` are paths of the form."""
    for path in sorted(repeats, key=len):
        _listed(tree, path.strip("/").split("/")[1:])
    return tree


def files(tree: dict[str, Any], paths: Iterable[str]) -> list[str]:
    """Return the names of the files that the answers speak of, each once. ``paths`` are the questions that bring files."""
    found: dict[str, None] = {}
    for path in paths:
        for value in values(tree, path):
            if value:
                found.setdefault(value.rsplit("/", 1)[-1])
    return list(found)


def values(tree: Any, path: str) -> list[str]:
    """Return every answer at ``path``, one for each time its repeats were filled in."""
    return [each for each in _at(tree, path.strip("/").split("/")[1:]) if isinstance(each, str)]


def rounds(tree: Any, path: str) -> list[dict[str, Any]]:
    """Return each round of the repeat at ``path`` as it was filled in, also of one that stands within another."""
    return [each for each in _at(tree, path.strip("/").split("/")[1:]) if isinstance(each, dict)]


def _at(tree: Any, steps: list[str]) -> list[Any]:
    level: list[Any] = [tree]
    for step in steps:
        below: list[Any] = []
        for each in level:
            found = each.get(step) if isinstance(each, dict) else None
            below += found if isinstance(found, list) else [] if found is None else [found]
        level = below
    return level


def _listed(tree: Any, steps: list[str]) -> None:
    if isinstance(tree, list):
        for each in tree:
            _listed(each, steps)
    elif isinstance(tree, dict) and steps and steps[0] in tree:
        if len(steps) > 1:
            _listed(tree[steps[0]], steps[1:])
        elif not isinstance(tree[steps[0]], list):
            tree[steps[0]] = [tree[steps[0]]]


def _one(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _tree(element: Element, room: int) -> Any:
    """An element as its text, or as the tree of what it holds; a list where a name stands several times."""
    if not len(element):
        return element.text or ""
    if not room:
        raise Unreadable(_("These answers are too large."))
    inside: dict[str, Any] = {}
    for child in element:
        key = _local(child.tag)
        value = _tree(child, room - 1) if len(child) else child.text or ""
        if key not in inside:
            inside[key] = value
        elif isinstance(inside[key], list):
            inside[key].append(value)
        else:
            inside[key] = [inside[key], value]
    return inside


def _local(name: str) -> str:
    return name.rpartition("}")[2] if name[:1] == "{" else name
