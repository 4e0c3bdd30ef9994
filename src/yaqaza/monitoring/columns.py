"""From the columns of a file to the fields of a post: what is proposed, and how each cell is read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import pgettext_lazy

from yaqaza.alerts import columns as of_alerts
from yaqaza.alerts.columns import Fault
from yaqaza.alerts.sheets import Row
from yaqaza.alerts.states import NOT_TAKEN, Refusal
from yaqaza.countries.formats import western_digits
from yaqaza.language.folding import fold
from yaqaza.monitoring.sources.base import Found

# field → (label, headings that mean it, folded)
FIELDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "text": (pgettext_lazy("post column", "Text"), (
        "text", "texte", "message", "full text", "tweet", "content", "contenu", "caption", "description", "post", "comment", "body",
        "النص", "نص", "المنشور", "المحتوي", "التعليق", "الرساله")),
    "published_at": (pgettext_lazy("post column", "Day and hour"), (
        "created at", "published at", "date", "datetime", "timestamp", "created time", "time", "posted at", "date de publication",
        "التاريخ", "تاريخ النشر", "وقت النشر")),
    "id": (pgettext_lazy("post column", "Number of the post"), (
        "id", "post id", "tweet id", "comment id", "id str", "uuid", "identifiant", "المعرف", "رقم المنشور")),
    "handle": (pgettext_lazy("post column", "Account"), (
        "username", "user name", "screen name", "handle", "account", "author", "user", "from", "compte", "auteur", "الحساب", "اسم المستخدم",
        "الكاتب")),
    "name": (pgettext_lazy("post column", "Name of the author"), (
        "name", "display name", "author name", "full name", "nom", "الاسم", "اسم الكاتب", "صاحب المنشور")),
    "url": (pgettext_lazy("post column", "Address of the post"), (
        "url", "link", "permalink", "post url", "permalink url", "lien", "adresse", "الرابط", "رابط")),
    "reach": (pgettext_lazy("post column", "Shares"), (
        "shares", "share count", "retweets", "retweet count", "reposts", "reach", "partages", "المشاركات", "عدد المشاركات")),
}  # fmt: skip


EXACT_MOST = 1e15
"""A spreadsheet keeps fifteen digits of a number."""

LEAST_DIGITS = 6
"""Shorter numbers count the lines of one file, and another file has them again for other posts."""


@dataclass(slots=True)
class Read:
    """A row as it will be taken in: ``post`` is None when it has no text; ``faults`` are what it comes in without."""

    number: int
    post: Found | None
    faults: list[Fault] = field(default_factory=list)


def propose(columns: Sequence[str], sample: Sequence[Row]) -> dict[str, str]:
    """Return field → column for the headings that say what they hold; the text is at worst the longest column."""
    folded = {column: fold(str(column).replace("_", " ").replace(".", " ")) for column in columns}
    found: dict[str, str] = {}
    for name, (_label, words) in FIELDS.items():
        for word in words:
            column = next((each for each in columns if folded[each] == fold(word) and each not in found.values()), None)
            if column is not None:
                found[name] = column
                break
    if "text" not in found:
        free = [column for column in columns if column not in found.values()]
        lengths = {column: sum(len(str(row.cells.get(column) or "")) for row in sample) for column in free}
        if lengths and max(lengths.values()) > 0:
            found["text"] = max(lengths, key=lambda column: lengths[column])
    return found


def read(row: Row, mapping: Mapping[str, str], *, now: datetime) -> Read:
    """Return a row as it will be taken in, with every fault found in it."""
    if row.broken:
        return Read(row.number, None, [Fault(Refusal.LINE, "", of_alerts.told(next(iter(row.cells.values()), "")))])
    faults: list[Fault] = []

    def cell(name: str) -> Any:
        return row.cells.get(mapping[name]) if name in mapping else None

    def words(name: str, most: int) -> str:
        value = of_alerts.told(cell(name))
        if len(value) > most:
            faults.append(Fault(Refusal.CUT, name, value))
        return value[:most]

    text = of_alerts.told(cell("text"))
    if not text:
        faults.append(Fault(Refusal.EMPTY, "text"))
    at: datetime | None = None
    if cell("published_at") not in (None, ""):
        try:
            at = of_alerts.moment(cell("published_at"), now)
        except Fault as fault:
            faults.append(Fault(fault.reason, "published_at", fault.value))
    reach = _reach(cell("reach"), faults)
    handle, url = words("handle", 120), words("url", 2000)
    raw = json.dumps(
        {str(key): of_alerts.told(value) for key, value in row.cells.items() if value not in (None, "")},
        ensure_ascii=False,
    )
    number = _number(cell("id")) or url
    if not number:  # the same row again is known by what it says
        moment = at.astimezone(UTC).isoformat() if at else ""
        number = "#" + hashlib.sha256("\x1f".join((fold(text), handle, moment)).encode()).hexdigest()
    if row.beyond:
        faults.append(Fault(Refusal.WIDTH, "", of_alerts.told(row.beyond)))
    refused = any(fault.reason in NOT_TAKEN for fault in faults)
    post = Found(
        external_id=number,
        text=text[:10_000],
        raw=raw,
        published_at=at,
        url=url,
        handle=handle,
        name=words("name", 120),
        reach=1 + reach,
    )
    return Read(row.number, None if refused else post, faults)


_ROUNDED = re.compile(r"^[\d.,]+e[+]?\d+$", re.IGNORECASE)


def _number(cell: Any) -> str:
    """Return the number of a post when it names one; "" for a line number, and for what a spreadsheet rounded: 1.79E+18 are many posts."""
    text = of_alerts.told(cell)
    rounded = isinstance(cell, float) and abs(cell) >= EXACT_MOST
    return "" if rounded or _ROUNDED.match(text) or (text.isdecimal() and len(text) < LEAST_DIGITS) else text


def _reach(value: Any, faults: list[Fault]) -> int:
    text = western_digits(of_alerts.told(value)).replace(" ", "").replace(",", "").replace("\u202f", "")
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 9:
        faults.append(Fault(Refusal.SHARES, "reach", text))
        return 0
    return int(text)
