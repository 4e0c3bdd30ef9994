"""Parts of long messages whose rest is still to come, as they go from one session to the next in the cursor."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from yaqaza.core.crypto import decrypt, encrypt

LATE_SECONDS = 180
"""How long the rest of a long message is waited for before its parts come in as they are."""
MISSING = "[…]"


class Parts:
    """What is here of long messages, by sender, reference and number of parts. Encrypted in the cursor: it is what people wrote."""

    def __init__(self, cursor: Mapping[str, Any]) -> None:
        self._open: list[dict[str, Any]] = []
        with contextlib.suppress(ValueError):  # the key changed: each part is kept as a row of its own as well
            self._open = json.loads(decrypt(str(cursor.get("parts") or "")) or "[]")

    def __bool__(self) -> bool:
        return any(not each["done"] for each in self._open)

    @property
    def cursor(self) -> dict[str, Any]:
        return {"parts": encrypt(json.dumps(self._open, ensure_ascii=False))} if self._open else {}

    def late(self) -> list[dict[str, Any]]:
        """Take out what waited too long, as messages with a mark for what is missing; what came in whole is forgotten then."""
        now = timezone.now().timestamp()
        late = [each for each in self._open if not 0 <= now - each["since"] < LATE_SECONDS]
        self._open = [each for each in self._open if each not in late]
        return [_message(each) for each in late if not each["done"]]

    def joined(self, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Add a row that may be a part and return the messages that come of it: the whole when all of it is here."""
        part = row.get("part")
        if part is None:
            return []
        known = next((each for each in self._open if _key(each) == (row["from"], part["of"], part["total"])), None)
        found, number = [], str(part["number"])
        if known is not None and known["texts"].get(number, row["text"]) != row["text"]:
            self._open.remove(known)  # the reference was given again, to another message
            found += [] if known["done"] else [_message(known)]
            known = None
        if known is None:
            known = {"from": row["from"], "of": part["of"], "total": part["total"], "texts": {}, "done": False}
            known["since"] = timezone.now().timestamp()
            self._open.append(known)
        known["texts"][number] = row["text"]
        if len(known["texts"]) == known["total"] and not known["done"]:
            known["done"] = True  # it stays a while: its last part comes again when the acknowledgement was lost
            found.append(_message(known))
        return found


def _key(known: Mapping[str, Any]) -> tuple[str, int, int]:
    return known["from"], known["of"], known["total"]


def _message(known: Mapping[str, Any]) -> dict[str, Any]:
    numbers = range(1, known["total"] + 1)
    return {"from": known["from"], "text": "".join(known["texts"].get(str(number), MISSING) for number in numbers)}
