"""The one interface of all connectors: what is configured, what comes in, how one message goes out.

A gateway knows a provider's protocol and nothing of our rows. It raises ``Temporary``, ``Permanent``, ``Unclear`` or ``Broken``.
"""

from __future__ import annotations

import hashlib
import hmac
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal, Protocol
from uuid import UUID

from yaqaza.channels.network import Permanent
from yaqaza.channels.states import Reason, Status, TemplateState

Form = Literal["text", "url", "host", "number", "flag", "long"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to fill in. A secret is encrypted and never shown again."""

    name: str
    label: Any
    form: Form = "text"
    secret: bool = False
    required: bool = True
    default: str = ""
    hint: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    made: bool = False  # made by us when a connector is set up; nobody enters it
    source: bool = False  # says where messages come from: with another one, asking begins anew


@dataclass(frozen=True, slots=True)
class Request:
    """What a provider sent to our address. Header names are in small letters."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer a provider at once."""

    status: int = 200
    text: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message somebody wrote. ``external_id`` is the provider's own and comes in once; "" when it has none."""

    sender: str
    text: str = ""
    external_id: str = ""
    name: str = ""
    language: str = ""  # of their telephone, where the provider tells it
    at: datetime | None = None
    attachments: int = 0
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a message of ours."""

    external_id: str
    status: Status
    reason: Reason | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Approved:
    """A template of the provider's own, with what is filled in, in order."""

    name: str
    language: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A template as the provider lists it."""

    name: str
    language: str
    state: TemplateState
    body: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send. ``uuid`` stays the same however often it is tried: the key where a provider takes one."""

    uuid: UUID
    to: str
    text: str
    subject: str = ""
    reply_to: str = ""  # the provider's id of what is answered
    approved: Approved | None = None  # to be sent in place of the text


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it. ``delivered``: it also says that it arrived."""

    external_id: str = ""
    delivered: bool = False


@dataclass(slots=True)
class Polled:
    """What was new, as it came, and where to go on from."""

    raws: list[str] = field(default_factory=list)
    cursor: dict[str, Any] = field(default_factory=dict)


class Keep(Protocol):
    """Commits what must be kept before the provider is told that it is, together with where to go on from when that is given."""

    def __call__(self, raws: Sequence[str], cursor: Mapping[str, Any] | None = None, /) -> object: ...


class WrongSignature(Exception):
    """Whoever calls does not know the secret."""


class Unreadable(Exception):
    """Nothing can be made of what came."""


class Gateway(ABC):
    """A provider as one connector is set up for it."""

    settings: ClassVar[tuple[Setting, ...]] = ()
    window: ClassVar[timedelta | None] = None  # so long after their last word the provider takes a free text
    hooks: ClassVar[bool] = False  # the provider calls us
    polls: ClassVar[bool] = False  # we ask the provider
    answers: ClassVar[bool] = False  # what goes out names the message that it answers

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def get(self, name: str) -> str:
        """Return a setting, or what stands for one that was never given. One that may be empty and was emptied stays empty."""
        given = str(self.values.get(name, "") or "")
        known = next((each for each in self.settings if each.name == name), None)
        if given or known is None or (name in self.values and not known.required):
            return given
        return known.default

    @classmethod
    def born(cls) -> dict[str, str]:
        """Return the secrets that are made when a connector is set up."""
        return {}

    @property
    def asks(self) -> bool:
        """Say whether this connector, as it is set up, is asked for what is new."""
        return self.polls

    @property
    def account(self) -> str:
        """Return whose news are told to whoever asks first, "" where everybody who asks is told."""
        return ""

    @property
    def repeats_safely(self) -> bool:
        """Say whether the provider takes a key of ours, so that the same message sent twice arrives once."""
        return False

    def greet(self, request: Request) -> Reply:
        """Answer a provider that only asks whether somebody is there (GET)."""
        return Reply(405)

    def check(self, request: Request) -> None:
        """Raise ``WrongSignature`` unless the caller knows the secret."""
        raise WrongSignature

    def answer(self, request: Request) -> Reply:
        """Answer a call that was kept."""
        return Reply()

    def raw(self, request: Request) -> str:
        """Return what is kept of a call."""
        return request.body.decode("utf-8", "replace")

    def read(self, raw: str) -> Sequence[Incoming | Told]:
        """Return what a kept call holds; raise ``Unreadable`` when it is nothing we know."""
        raise Unreadable

    def poll(self, cursor: Mapping[str, Any], keep: Keep) -> Polled:
        """Ask for what is new since ``cursor``."""
        return Polled(cursor=dict(cursor))

    def as_called(self, text: str, number: UUID) -> Request:
        """Return the call by which the provider would bring ``text``, with its proof; refused by one that never calls us."""
        raise Permanent(Reason.SETTINGS)

    @property
    def own_address(self) -> str:
        """Return where a message of ours comes back to us by this connector; "" when that is not possible, or costs."""
        return ""

    @abstractmethod
    def send(self, message: Outgoing) -> Sent:
        """Send one message."""

    def templates(self) -> list[Listed]:
        """Return the provider's own templates, where it has such."""
        return []

    def hand_in(self, name: str, language: str, body: str, examples: Sequence[str]) -> TemplateState:
        """Ask the provider to approve a template; return what it says at once. Refused by one that knows no templates."""
        raise Permanent(Reason.TPL_MISSING)

    def pictures(self, raw: str, external_id: str) -> Iterator[bytes]:
        """Yield the pictures that came with a message of a kept call, asking the provider for them where they are not in it."""
        yield from ()

    def try_out(self) -> None:  # noqa: B027  # the demonstration has nobody to ask
        """Find out whether the provider lets us send; raise when it does not."""

    def try_in(self) -> None:
        """Find out whether the provider lets us fetch; most have one key for both. Raise when it does not."""
        self.try_out()


OURSELVES = "Yaqaza"
"""Who writes a test of our own."""

NUMBER_MOST = 255


def number_of(external_id: str) -> str:
    """Return a provider's number as it is kept: one that is too long by its beginning and a hash, so that no two become one."""
    if len(external_id) <= NUMBER_MOST:
        return external_id
    return f"{external_id[: NUMBER_MOST - 64]}{hashlib.sha256(external_id.encode()).hexdigest()}"


def after(word: str, text: str) -> str:
    """Return what follows ``word`` at the beginning of ``text``, in whatever case it is written; all of it without the word."""
    return text[len(word) :].strip() if text.lower().startswith(word.lower()) else text.strip()


def same(one: str, other: str) -> bool:
    """Compare a secret without telling by time how far it agrees; an empty one never agrees."""
    return bool(one) and hmac.compare_digest(one.encode(), other.encode())
