"""A report that is being written, and what this browser sent or follows: kept in the session, encrypted, never in an address."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict

from yaqaza.core import crypto, kept
from yaqaza.core.crypto import blind_index
from yaqaza.core.text import clean
from yaqaza.portal.refusals import Why
from yaqaza.portal.states import ORDER, Question

DRAFT, SENT, TRACKING = "portal_draft", "portal_sent", "portal_tracking"
LONGEST = 20_000
"""Signs kept of one answer, so that even a refused text of 10,000 is not lost."""

REPEAT_SECONDS = 3600
REMEMBERED = 5


@dataclass
class Draft:
    """The answers as they were typed, question by question; ``token`` makes sending it twice the same as once; ``refused``: the
    page whose answer was refused last, and why, beside what its form says itself; ``photos``: how many are in the database."""

    token: str
    started: float
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: dict[str, Any] = field(default_factory=dict)
    photos: int = 0

    @property
    def index(self) -> str:
        """What the photos of this report are found by."""
        return blind_index("draft", self.token)

    def data(self, question: Question) -> dict[str, str] | None:
        """Return what was typed for a question, None when it was not answered."""
        return self.answers.get(question.value)

    def keep(self, question: Question, data: QueryDict, names: list[str]) -> None:
        """Remember the fields ``names`` as they came, without NUL and other signs that no keyboard types; of one that is
        cut, its true length too."""
        typed_in = {name: typed(data.get(name, "")) for name in names}
        cut = {f"{name}_length": str(len(data[name])) for name in names if len(data.get(name, "")) > LONGEST}
        self.answers[question.value] = typed_in | cut
        self.refused = {}

    def refuse(self, page: str, refused: list[Why], **given: str) -> None:
        """Remember that the answer to ``page`` was refused, so that the page itself can say so, however often it is opened and in any
        language."""
        self.refused = {"page": page, "why": refused, "given": given}

    def refusal(self, page: str) -> dict[str, Any]:
        """Return what ``refuse`` was told of ``page``, empty when its answer was not the last one refused."""
        return self.refused if self.refused.get("page") == page else {}

    def seconds(self) -> float:
        return time.time() - self.started


@dataclass(frozen=True, slots=True)
class SentReport:
    """A report of this session that has arrived."""

    token: str
    code: str
    words: str  # blind index of what it said
    at: float


def typed(value: str) -> str:
    """Return what was typed without signs that no keyboard types, at most LONGEST of it."""
    return clean(value[:LONGEST])


def begin(request: HttpRequest) -> Draft:
    """Return the session's report, or a new one that is in the session from now on."""
    draft = current(request)
    if draft is None:
        draft = new()
        save(request, draft)
    return draft


def new() -> Draft:
    return Draft(token=secrets.token_hex(16), started=time.time())


def current(request: HttpRequest) -> Draft | None:
    """Return the report that this session is writing, if there is one."""
    values = kept.read(request, DRAFT)
    if not isinstance(values, dict):
        return None
    answers = {step: values["answers"][step] for step in map(str, ORDER) if step in values["answers"]}
    return Draft(values["token"], values["started"], answers, values.get("refused", {}), values.get("photos", 0))


def save(request: HttpRequest, draft: Draft) -> None:
    kept.keep(request, DRAFT, asdict(draft))


def forget(request: HttpRequest) -> None:
    kept.drop(request, DRAFT)


def carry(draft: Draft) -> str:
    """Return the report as its own page carries it, encrypted: where the session is away, the next press brings all of it along."""
    return crypto.encrypt(json.dumps(asdict(draft), ensure_ascii=False))


def carried(request: HttpRequest) -> Draft:
    """Return the report that the page brought along, or a new one."""
    try:
        found = Draft(**json.loads(crypto.decrypt(request.POST.get("carried", ""))))
    except (ValueError, TypeError):
        return new()
    return found if found.seconds() < settings.SESSION_COOKIE_AGE else new()


def remember_sent(request: HttpRequest, sent: SentReport) -> None:
    earlier = [each for each in sent_reports(request) if each.token != sent.token][-(REMEMBERED - 1) :]
    rows = [[each.token, each.code, each.words, each.at] for each in [*earlier, sent]]
    kept.keep(request, SENT, rows)


def sent_reports(request: HttpRequest) -> list[SentReport]:
    """Return this session's reports that have arrived, oldest first."""
    return [SentReport(*row) for row in kept.read(request, SENT) or []]


def sent_before(request: HttpRequest, *, token: str = "", words: str = "") -> SentReport | None:
    """Return the report that was sent with this token, or within the hour in the same words."""
    for sent in reversed(sent_reports(request)):
        if sent.token == token or (words and sent.words == words and time.time() - sent.at < REPEAT_SECONDS):
            return sent
    return None


def sent_lately(request: HttpRequest) -> datetime | None:
    """Return when this session sent a report within the hour: whoever writes in another window must hear of it."""
    last = max((sent.at for sent in sent_reports(request)), default=0.0)
    return datetime.fromtimestamp(last, tz=UTC) if time.time() - last < REPEAT_SECONDS else None


def follow(request: HttpRequest, code: str) -> None:
    """Keep the code that this session follows, written as it was given: four signs, a hyphen, four signs."""
    signs = "".join(sign for sign in code if sign.isalnum())
    kept.keep(request, TRACKING, f"{signs[:4]}-{signs[4:]}")


def followed_code(request: HttpRequest) -> str:
    return str(kept.read(request, TRACKING) or "")


def stop_following(request: HttpRequest) -> None:
    kept.drop(request, TRACKING)
