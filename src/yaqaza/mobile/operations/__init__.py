"""What a phone may send, one function a kind: each calls the one action that a page would call, with the same rules.

A kind is registered by ``@operation("mission.departure")``; its function takes an ``Act`` and returns an ``Outcome``, or raises
``Refused`` with a sentence, or ``Awaits`` for what is not here yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.core.refusal import Refused
from yaqaza.mobile.models import Phone, Upload


class Awaits(Exception):
    """The operation or the file ``uuid`` has to come first."""

    def __init__(self, uuid: UUID) -> None:
        super().__init__(str(uuid))
        self.uuid = uuid


class Unreadable(Refused):
    """What was sent is not what this kind of operation holds."""

    def __init__(self) -> None:
        super().__init__(
            _("What the phone sent cannot be read. It was kept as it came: tell who looks after the program.")
        )


@dataclass(frozen=True)
class Act:
    """What was done on a phone, by whom and when."""

    uuid: UUID
    data: Mapping[str, Any]
    by: User
    at: datetime
    phone: Phone

    def text(self, name: str) -> str:
        value = self.data.get(name, "")
        if not isinstance(value, str):
            raise Unreadable
        return value

    def id(self, name: str) -> UUID:
        """Return the uuid that ``name`` holds."""
        try:
            return UUID(self.text(name))
        except ValueError:
            raise Unreadable from None

    def part(self, name: str) -> dict[str, Any]:
        value = self.data.get(name)
        if not isinstance(value, dict):
            raise Unreadable
        return value

    def file(self, name: str) -> Upload:
        """Return a file of this phone that has wholly arrived."""
        uuid = self.id(name)
        upload = Upload.objects.filter(uuid=uuid, phone=self.phone).first()
        if upload is None or not upload.whole:
            raise Awaits(uuid)
        if not upload.file:
            raise Unreadable  # it was used already
        return upload


@dataclass(frozen=True)
class Outcome:
    """What became of it: whom or what it concerned, and what somebody has to choose (``differs``: field → what the phone says)."""

    subject: UUID | None = None
    differs: Mapping[str, Any] = field(default_factory=dict)
    used: tuple[Upload, ...] = ()


Function = Callable[[Act], Outcome]
Settle = Callable[[Act, frozenset[str]], None]
KINDS: dict[str, Function] = {}
SETTLES: dict[str, Settle] = {}


def operation(kind: str) -> Callable[[Function], Function]:
    """Register a function for a kind of operation."""

    def register(function: Function) -> Function:
        KINDS[kind] = function
        return function

    return register


def settles(kind: str) -> Callable[[Settle], Settle]:
    """Register what writes the fields that somebody chose from the phone's version (``differs`` of the outcome)."""

    def register(function: Settle) -> Settle:
        SETTLES[kind] = function
        return function

    return register


def cleaned(form: forms.BaseForm) -> dict[str, Any]:
    """Return the clean data of a form of a page, or refuse with its sentences."""
    if form.is_valid():
        return form.cleaned_data
    raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))


from yaqaza.mobile.operations import help_given, missions, own, people, rounds  # noqa: E402, F401  # they register themselves
