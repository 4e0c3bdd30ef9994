"""The one interface of all sources: ``fetch(cursor)`` gives posts and where to go on from.

A reader knows a provider's protocol and nothing of our rows. It asks by ``call`` (or ``ask``) alone, which lead to public addresses
only: a monitor names them, and hosts of this house are for administrators. It raises what ``channels.network`` raises:
``Temporary`` (the same may work later), ``Broken`` (the source itself: a key that ran out, settings).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from yaqaza.channels import network
from yaqaza.channels.connectors.base import Reply, Request, Setting, Unreadable, WrongSignature, same
from yaqaza.channels.states import Reason

__all__ = [
    "Fetched", "Found", "Reader", "Reply", "Request", "Setting", "Unreadable", "WrongSignature", "ask", "call",
    "moment", "plain", "same", "wait_until",
]  # fmt: skip

LONGEST_WAIT = 24 * 3600.0
"""However long a provider asks to wait, after a day it is asked again."""


@dataclass(frozen=True, slots=True)
class Found:
    """A post as a provider gives it. ``external_id`` is the provider's own and comes in once."""

    external_id: str
    text: str
    raw: str
    published_at: datetime | None = None
    url: str = ""
    handle: str = ""
    name: str = ""
    author_url: str = ""
    reach: int = 1


@dataclass(slots=True)
class Fetched:
    """One page of what was new. ``more``: ask for the next at once; ``wait``: the provider wants to be left alone for so many seconds."""

    posts: list[Found] = field(default_factory=list)
    cursor: dict[str, Any] = field(default_factory=dict)
    more: bool = False
    wait: float = 0.0
    secrets: dict[str, str] = field(default_factory=dict)  # what the provider gave us to keep (a session)


class Reader:
    """A provider as one source is set up for it."""

    settings: ClassVar[tuple[Setting, ...]] = ()
    asks: ClassVar[bool] = True  # we ask the provider
    hooks: ClassVar[bool] = False  # the provider calls us

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def get(self, name: str) -> str:
        """Return a setting, or what stands for one that was never given."""
        given = str(self.values.get(name, "") or "").strip()
        known = next((each for each in self.settings if each.name == name), None)
        return given or (known.default if known else "")

    @property
    def account(self) -> str:
        """Return what no two sources may share, because what is told to one is not told to the other; "" when there is nothing."""
        return ""

    def fetch(self, cursor: Mapping[str, Any]) -> Fetched:
        """Return what is new since ``cursor``, the oldest first where the provider allows it."""
        return Fetched(cursor=dict(cursor))

    def greet(self, request: Request) -> Reply:
        """Answer a provider that only asks whether somebody is there (GET)."""
        return Reply(405)

    def check(self, request: Request) -> None:
        """Raise ``WrongSignature`` unless the caller knows the secret."""
        raise WrongSignature

    def read(self, raw: str) -> Sequence[Found]:
        """Return the posts of a call; raise ``Unreadable`` when it is nothing we know."""
        raise Unreadable

    def reply_url(self, url: str, raw: str) -> str:
        """Return the platform's own address to answer a post at, for all to read; "" when it has none."""
        return url

    def private_url(self, raw: str) -> str:
        """Return the platform's own address to write to the author of a post alone; "" when it has none."""
        return ""


def call(
    method: str,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    data: Any = None,
    headers: Mapping[str, str] | None = None,
) -> network.Answer:
    """Ask a provider and return the answer, whatever its status."""
    return network.call(method, url, query=query, data=data, headers=headers, safe_to_repeat=True, public_only=True)


def ask(
    method: str,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    data: Any = None,
    headers: Mapping[str, str] | None = None,
    follow: bool = False,
) -> network.Answer:
    """Ask a provider; 2xx and 304 come back, everything else is raised. With ``follow`` up to three redirects are gone along, each
    looked at like the first address."""
    for _turn in range(4):
        answer = call(method, url, query=query, data=data, headers=headers)
        if not (follow and answer.status in (301, 302, 303, 307, 308)):
            break
        url, query = _beside(url, answer.headers.get("location", "")), None
    if answer.status == 304:
        return answer
    if answer.status in (429, 503):
        raise network.Temporary(Reason.LIMIT if answer.status == 429 else Reason.PROVIDER, wait_of(answer))
    network.judge(answer, safe_to_repeat=True)
    return answer


def _beside(url: str, location: str) -> str:
    if not location:
        raise network.Broken(Reason.SETTINGS)
    return urljoin(url, location)


def wait_of(answer: network.Answer, default: float = 0.0) -> float:
    """Return the seconds that an answer asks to wait: Retry-After (seconds or a day), else when its limit begins anew."""
    told = answer.headers.get("retry-after", "").strip()
    if told.isdecimal():
        return min(LONGEST_WAIT, float(told))
    if told:
        try:
            return max(0.0, min(LONGEST_WAIT, parsedate_to_datetime(told).timestamp() - time.time()))
        except ValueError:
            pass
    for name in ("x-rate-limit-reset", "ratelimit-reset", "x-ratelimit-reset"):
        if value := answer.headers.get(name, ""):
            return wait_until(value, default)
    return default


def wait_until(value: str, default: float = 0.0) -> float:
    """Return the seconds until a moment that a provider names: seconds since 1970, or ISO 8601."""
    try:
        at = (
            float(value)
            if value.replace(".", "", 1).isdecimal()
            else datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()
        )
    except ValueError:
        return default
    return max(0.0, min(LONGEST_WAIT, at - time.time()))


def spent(answer: network.Answer) -> float:
    """Return how long to wait when this answer used up what the provider grants; 0 when there is some left."""
    for name in ("x-rate-limit-remaining", "ratelimit-remaining", "x-ratelimit-remaining"):
        left = answer.headers.get(name, "")
        if left.isdecimal() and int(left) == 0:
            return wait_of(answer, 60.0)
    return 0.0


def moment(value: Any) -> datetime | None:
    """Return an ISO 8601 moment or seconds since 1970 as a datetime with a zone; None for anything else."""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        found = datetime.fromisoformat(str(value).strip().replace("Z", "+00:00"))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def plain(markup: str) -> str:
    """Return the words of a piece of HTML, its paragraphs and line breaks as lines."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    soup = BeautifulSoup(markup, "html.parser")
    for gone in soup(["script", "style", "noscript", "template"]):
        gone.decompose()
    for line in soup.find_all("br"):
        line.replace_with("\n")
    for block in soup.find_all(["p", "div", "li"]):
        block.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().splitlines())
    return "\n".join(line for line in lines if line)


def count(*values: Any) -> int:
    """Return one, and what a provider counts of shares and answers."""
    return 1 + sum(value for value in values if isinstance(value, int) and not isinstance(value, bool) and value > 0)


OVERLAP = timedelta(minutes=30)
"""So far behind the newest known a turn begins: what a provider lists late is found all the same, and what came before comes once."""


def newest(ids: Sequence[str]) -> str:
    """Return the largest of the provider's numbers: they grow, and the longer is the larger."""
    return max(ids, key=lambda each: (len(each), each), default="")
