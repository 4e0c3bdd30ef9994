"""XForms (W3C XForms 1.1 as narrowed by the ODK XForms specification) read for what we need of them; nothing is changed in them.

A form is served byte for byte as it was made. What is read: its id, version and title, its languages, its questions in order with
their words, choices and conditions, which of them repeat, which bring a file, and the media it wants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from yaqaza.core.refusal import Refused
from yaqaza.questionnaires import cycles, expressions
from yaqaza.questionnaires.problems import Problem

XFORMS = "http://www.w3.org/2002/xforms"
MOST_BYTES = 20 * 1024 * 1024
LONGEST = 120
DEEPEST = 64
"""Levels that answers may have; the form around them may have more, for a group and its repeat are two."""
DEEPEST_XML = 200
SHOWN_CHOICES = 60
_ITEXT = re.compile(r"jr:itext\(\s*['\"](.+?)['\"]\s*\)")
_INSTANCE = re.compile(r"^instance\(\s*['\"](.+?)['\"]\s*\)/(.+?)(?:\[(.*)\])?$", re.DOTALL)
_PREDICATE = re.compile(r"\[[^\[\]]*\]")
_SPACE = re.compile(r"\s+")
_CONTROLS = {"input", "select", "select1", "upload", "trigger", "range", "rank", "secret"}


class NotAForm(Refused):
    """The text is no XForm that can be offered; the sentence says why."""


@dataclass
class Item:
    """A group, a repeat or a question, as the preview shows it. ``label`` and ``hint`` by language ("" = the only one)."""

    path: str
    kind: str  # group, repeat, or the control
    depth: int
    type: str = ""
    label: dict[str, str] = field(default_factory=dict)
    hint: dict[str, str] = field(default_factory=dict)
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    calculate: str = ""
    readonly: bool = False
    choices: list[dict[str, Any]] = field(default_factory=list)  # value, label by language
    more_choices: int = 0
    choice_filter: str = ""


@dataclass
class Form:
    """What a form says of itself."""

    form_id: str
    version: str
    title: str
    languages: list[str]
    items: list[Item]
    fields: list[dict[str, Any]]  # every leaf that answers hold: path, type, own
    repeats: list[str]
    files: list[str]
    media: list[str]
    entities: list[str]  # the lists that answers tell of (ODK Entities)

    def outline(self) -> dict[str, Any]:
        """Return what is kept beside the form, as JSON."""
        return {
            "languages": self.languages,
            "items": [asdict(item) for item in self.items],
            "fields": self.fields,
            "media": self.media,
            "entities": self.entities,
        }


def read(xml: bytes) -> Form:
    """Read an XForm; NotAForm with its sentence when it cannot be offered."""
    return _Reader(_root(xml)).form()


def faults(xml: bytes) -> list[Problem]:
    """Return what is wrong with the expressions of an XForm."""
    root = _root(xml)
    for each in root.iter():
        each.tag = _local(each.tag) if isinstance(each.tag, str) else ""
    return expressions.of_xform(root) or [Problem(circle(paths)) for paths in circles(xml)]


def circles(xml: bytes) -> list[list[str]]:
    """Return the paths of the questions that would be worked out from themselves, each circle with its first again at its end."""
    reader = _Reader(_root(xml))
    return cycles.of(reader.binds, reader.nodes)


def circle(paths: list[str]) -> str:
    """Say that what stands at these paths is worked out from itself."""
    names = " ← ".join(path.rsplit("/", 1)[-1] for path in paths)
    return _("This would be worked out from itself: %(names)s. Let one of them wait for none of the others.") % {
        "names": names
    }


def _root(xml: bytes) -> Element:
    if len(xml) > MOST_BYTES:
        raise NotAForm(_("This form is too large."))
    try:
        root: Element = fromstring(xml)  # a DOCTYPE alone does no harm; entities and outer files are refused
    except DefusedXmlException:
        raise NotAForm(_("This form declares entities of its own. Leave its DOCTYPE out and send it again.")) from None
    except (ParseError, ValueError, LookupError) as error:
        line = getattr(error, "position", (0, 0))[0]
        raise NotAForm(_("This is not well-formed XML: line %(line)s cannot be read.") % {"line": line}) from None
    _check_depth(root, DEEPEST_XML)
    return root


def _check_depth(element: Element, most: int) -> None:
    """All that follows goes down by calling itself, and answers are taken to this depth only."""
    level = [element]
    for _depth in range(most):
        level = [child for each in level for child in each]
    if level:
        raise NotAForm(_("This form is nested too deeply: %(most)s levels are taken at most.") % {"most": most})


class _Reader:
    def __init__(self, root: Element) -> None:
        self.namespaces = {each: each.tag[1:].split("}")[0] for each in root.iter() if str(each.tag).startswith("{")}
        for each in root.iter():  # many forms, also valid ones, mix their namespaces up
            each.tag = _local(each.tag) if isinstance(each.tag, str) else ""
        model, body = root.find("head/model"), root.find("body")
        if root.tag != "html" or model is None or body is None:
            raise NotAForm(_("This is XML, but no XForm: it has no model and body as ODK forms have them."))
        main = next((each for each in model.findall("instance") if len(each)), None)
        if main is None:
            raise NotAForm(_("The form has no instance: nothing could be filled in."))
        self.model, self.body, self.data = model, body, main[0]
        _check_depth(self.data, DEEPEST)
        self.title = "".join(root.findtext("head/title") or "").strip()
        self.nodes = dict(self._walk(self.data, f"/{_name(self.data)}"))
        self.binds: dict[str, dict[str, str]] = {}
        self.by_id: dict[str, str] = {}
        for bind in model.iter("bind"):
            path = self._path(f"/{_name(self.data)}", bind.get("nodeset", ""))
            self.binds[path] = {_local(key): value for key, value in bind.attrib.items()}
            if bind.get("id"):
                self.by_id[bind.get("id", "")] = path
        self.itext: dict[str, dict[str, str]] = {}
        self.languages: list[str] = []
        self.media: dict[str, None] = {}
        for translation in model.iterfind("itext/translation"):
            self._translation(translation)
        self.lists = {
            instance.get("id", ""): instance for instance in model.findall("instance") if instance is not main
        }
        self.items: list[Item] = []
        self.repeats: list[str] = []
        self.uploads: list[str] = []

    def form(self) -> Form:
        form_id = id_of(self.data.attrib, self.namespaces.get(self.data, ""), _name(self.data))
        for instance in self.lists.values():
            self._wants(instance.get("src", ""))
        self._children(self.body, f"/{_name(self.data)}", 0)
        leaves = {path for path, node in self.nodes.items() if not len(node)}
        files = [path for path in self.nodes if path in self.uploads or self._type(path) == "binary"]
        inner = (f"/{_name(self.data)}/meta/", f"/{_name(self.data)}/meta")
        fields = [
            {
                "path": path,
                "type": "file" if path in files else self._type(path) or "string",
                "own": "preload" in self.binds.get(path, {}),  # filled by the phone itself: its clock, its number
                **({"save_to": self.binds[path]["saveto"]} if "saveto" in self.binds.get(path, {}) else {}),
            }
            for path in self.nodes
            if path in leaves and not path.startswith(inner[0]) and path != inner[1]
        ]
        version = next((value for key, value in self.data.attrib.items() if _local(key) == "version"), "")
        if max(len(form_id), len(version)) > LONGEST:
            raise NotAForm(
                _("The id or the version of this form is too long: %(most)s characters are taken at most.")
                % {"most": LONGEST}
            )
        return Form(
            form_id,
            version,
            self.title or form_id,
            self.languages,
            self.items,
            fields,
            self.repeats,
            files,
            list(self.media),
            list(dict.fromkeys(each.get("dataset", "") for each in self.data.iter("entity") if each.get("dataset"))),
        )

    def _walk(self, node: Element, path: str) -> Iterator[tuple[str, Element]]:
        for child in node:
            below = f"{path}/{_name(child)}"
            yield below, child
            yield from self._walk(child, below)

    def _translation(self, translation: Element) -> None:
        language = translation.get("lang", "")
        if translation.get("default") is not None:
            self.languages.insert(0, language)
        else:
            self.languages.append(language)
        for text in translation.findall("text"):
            for value in text.findall("value"):
                said = _text(value)
                if value.get("form") in (None, "long", "short"):
                    self.itext.setdefault(text.get("id", ""), {}).setdefault(language, said)
                else:
                    self._wants(said)

    def _wants(self, address: str) -> None:
        """jr://images/x.png, jr://file-csv/list.csv: a file that phones fetch with the form. What the phone has itself is none."""
        if address.startswith("jr://") and not address.startswith(("jr://instance/", "jr://audit")):
            name = address.rsplit("/", 1)[-1]
            if name and name != "last-saved":
                self.media.setdefault(name)

    def _children(self, parent: Element, base: str, depth: int) -> None:
        for element in parent:
            kind = _name(element)
            if kind == "group":
                self._group(element, base, depth)
            elif kind == "repeat":
                path = self._known(element.get("nodeset", ""), base)
                if path not in self.repeats:
                    self.repeats.append(path)
                if not self.items or self.items[-1].path != path:
                    self.items.append(self._item(element, path, "repeat", depth))
                self.items[-1].kind = "repeat"
                self._children(element, path, depth + 1)
            elif kind in _CONTROLS:
                self._question(element, kind, base, depth)

    def _group(self, element: Element, base: str, depth: int) -> None:
        reference = element.get("ref") or element.get("nodeset") or ""
        path = self._known(reference, base) if reference else self.by_id.get(element.get("bind", ""), base)
        repeat = element.find("repeat")
        labelled = element.find("label") is not None
        if repeat is not None:
            path = self._known(repeat.get("nodeset", ""), base)
        if labelled or repeat is not None or path != base:
            self.items.append(self._item(element, path, "repeat" if repeat is not None else "group", depth))
            depth += 1
        self._children(element, base if repeat is not None else path, depth - (repeat is not None))

    def _question(self, element: Element, kind: str, base: str, depth: int) -> None:
        reference = element.get("ref") or ""
        path = self._known(reference, base) if reference else self.by_id.get(element.get("bind", ""), "")
        if not path:
            return
        item = self._item(element, path, kind, depth)
        if kind == "upload":
            self.uploads.append(path)
            item.type = (element.get("mediatype") or "").split("/")[0]
        self._choose(item, element, base)
        self.items.append(item)

    def _item(self, element: Element, path: str, kind: str, depth: int) -> Item:
        bind = self.binds.get(path, {})
        return Item(
            path=path,
            kind=kind,
            depth=depth,
            type=self._type(path),
            label=self._words(element.find("label")),
            hint=self._words(element.find("hint")),
            required="" if bind.get("required", "false()") == "false()" else bind["required"],
            relevant=bind.get("relevant", ""),
            constraint=bind.get("constraint", ""),
            calculate=bind.get("calculate", ""),
            readonly=bind.get("readonly", "") == "true()",
        )

    def _choose(self, item: Item, element: Element, base: str) -> None:
        found: list[tuple[str, dict[str, str]]] = []
        for each in element.findall("item"):
            found.append(((each.findtext("value") or "").strip(), self._words(each.find("label"))))
        itemset = element.find("itemset")
        inside = _INSTANCE.match(itemset.get("nodeset", "").strip()) if itemset is not None else None
        if itemset is not None and inside and inside[1] in self.lists:
            item.choice_filter = inside[3] or ""
            found += self._listed(itemset, self.lists[inside[1]], inside[2])
        elif itemset is not None:
            item.choice_filter = itemset.get("nodeset", "")
        item.choices = [{"value": value, "label": label} for value, label in found[:SHOWN_CHOICES]]
        item.more_choices = max(0, len(found) - SHOWN_CHOICES)

    def _listed(self, itemset: Element, instance: Element, steps: str) -> Iterator[tuple[str, dict[str, str]]]:
        value, label = itemset.find("value"), itemset.find("label")
        value_name = value.get("ref", "name") if value is not None else "name"
        label_name = label.get("ref", "label") if label is not None else "label"
        translated = _ITEXT.search(label_name) or re.search(r"jr:itext\(\s*(\w+)\s*\)", label_name)
        last = steps.rstrip("/").rsplit("/", 1)[-1]
        for row in instance.iter():
            if _name(row) != last:
                continue
            cells = {_name(cell): _text(cell) for cell in row}
            own = {"": cells.get(label_name, "")}
            yield cells.get(value_name, ""), self.itext.get(cells.get(translated[1], ""), {}) if translated else own

    def _words(self, element: Element | None) -> dict[str, str]:
        if element is None:
            return {}
        reference = _ITEXT.search(element.get("ref", ""))
        if reference:
            return self.itext.get(reference[1], {})
        said = _text(element)
        return {"": said} if said else {}

    def _type(self, path: str) -> str:
        return self.binds.get(path, {}).get("type", "").rsplit(":", 1)[-1]

    def _known(self, reference: str, base: str) -> str:
        path = self._path(base, reference)
        if "*" in path:  # any of several: allowed, and none of them in particular
            return base
        if path and path not in self.nodes and path != f"/{_name(self.data)}":
            raise NotAForm(_("The form asks for “%(path)s”, which its instance does not hold.") % {"path": path})
        return path

    def _path(self, base: str, reference: str) -> str:
        """Resolve a reference (absolute, relative, with predicates) to the path of a node."""
        while (shorter := _PREDICATE.sub("", reference)) != reference:  # one may stand in another
            reference = shorter
        reference = _SPACE.sub("", reference).replace("current()/", "")
        if not reference.startswith("/"):
            reference = f"{base}/{reference}"
        steps: list[str] = []
        for step in reference.split("/"):
            if step == "..":
                steps = steps[:-1]
            elif step not in ("", "."):
                steps.append(step.rsplit(":", 1)[-1])
        return "/" + "/".join(steps) if steps else ""


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _name(element: Element) -> str:
    return element.tag


def id_of(attributes: Mapping[str, str], namespace: str, name: str) -> str:
    """Return by what phones know a form, and answers say which form they fill in: id, else namespace, else the name of the root."""
    return attributes.get("id") or (namespace if namespace != XFORMS else "") or name


def _text(element: Element) -> str:
    """The words of a label; an answer that is put into them stands as its name in angle marks."""
    said = element.text or ""
    for child in element:
        if _name(child) == "output":
            reference = (child.get("value") or child.get("ref") or "").strip()
            said += f"‹{reference.rsplit('/', 1)[-1]}›"
        else:
            said += _text(child)
        said += child.tail or ""
    return _SPACE.sub(" ", said).strip()
