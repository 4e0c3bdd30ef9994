"""A small form in two languages, a phone of Farid's, and how a phone calls."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from openpyxl import Workbook

from yaqaza.questionnaires import actions
from yaqaza.questionnaires.actions import Equipped
from yaqaza.questionnaires.models import Questionnaire

SURVEY = [
    ["type", "name", "label::العربية (ar)", "label::Français (fr)", "required", "relevant"],
    ["text", "family", "اسم الأسرة", "Nom du ménage", "yes", ""],
    ["integer", "size", "كم في البيت؟", "Combien au foyer ?", "", ""],
    ["select_multiple need", "needs", "ماذا ينقص؟", "Que manque-t-il ?", "", "${size} > 0"],
    ["begin_repeat", "child", "طفل", "Enfant", "", ""],
    ["integer", "age", "العمر", "Âge", "", ""],
    ["end_repeat", "", "", "", "", ""],
    ["image", "photo", "صورة", "Photo", "", ""],
]
CHOICES = [
    ["list_name", "name", "label::العربية (ar)", "label::Français (fr)"],
    ["need", "FOOD_WATER", "غذاء", "Nourriture"],
    ["need", "SHELTER", "مأوى", "Abri"],
]
BINDINGS = [["question", "target"], ["needs", "needs"]]


def workbook(
    *,
    survey: Sequence[Sequence[str]] = SURVEY,
    choices: Sequence[Sequence[str]] = CHOICES,
    bindings: Sequence[Sequence[str]] = BINDINGS,
    form_id: str = "visit",
    version: str = "1",
) -> ContentFile:
    """An XLSForm as somebody would upload it."""
    book = Workbook()
    book.remove(book.active)
    settings = [["form_title", "form_id", "version", "instance_name"], ["زيارة", form_id, version, "${family}"]]
    for name, rows in {"survey": survey, "choices": choices, "settings": settings, "bindings": bindings}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return ContentFile(out.getvalue(), name="visit.xlsx")


def filled(
    *, family: str = "عائلة بن سالم", instance: str = "", corrects: str = "", photo: str = "", version: str = "1",
    form_id: str = "visit",
) -> bytes:  # fmt: skip
    """Answers as ODK Collect writes them."""
    meta = (
        f"<orx:instanceID>{instance or f'uuid:{uuid4()}'}</orx:instanceID><orx:instanceName>{family}</orx:instanceName>"
    )
    if corrects:
        meta += f"<orx:deprecatedID>{corrects}</orx:deprecatedID>"
    return (
        f'<?xml version="1.0"?><data xmlns:orx="http://openrosa.org/xforms" id="{form_id}" version="{version}">'
        f"<family>{family}</family><size>4</size><needs>FOOD_WATER SHELTER</needs><child><age>7</age></child>"
        f"<photo>{photo}</photo><orx:meta>{meta}</orx:meta></data>"
    ).encode()


@pytest.fixture
def visit(cast, houses) -> Questionnaire:
    """A published questionnaire of the directorate of Algiers."""
    return actions.create(by=cast.brahim, organisation=houses.directorate, file=workbook(), publish_at_once=True)


@pytest.fixture
def phone(cast) -> Equipped:
    return actions.equip(by=cast.farid, user=cast.farid, name="هاتف")


@pytest.fixture
def call(phone) -> Callable[..., Any]:
    """Call a door of the phone's, with its key in the address."""

    def at(method: str, door: str, data: dict[str, Any] | None = None, *, key: str = "", **headers: str) -> Any:
        address = f"/forms/openrosa/key/{key or phone.key}/{door}"
        return getattr(Client(), method)(address, data or {}, headers=headers)

    return at


@pytest.fixture
def send(call) -> Callable[..., Any]:
    """Send answers and files as Collect does."""

    def sending(xml: bytes, *, key: str = "", incomplete: bool = False, **files: tuple[str, bytes]) -> Any:
        parts: dict[str, Any] = {"xml_submission_file": ContentFile(xml, name="visit.xml")}
        parts |= {name: ContentFile(data, name=file) for name, (file, data) in files.items()}
        if incomplete:
            parts["*isIncomplete*"] = "yes"
        return call("post", "submission", parts, key=key)

    return sending
