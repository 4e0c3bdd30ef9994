"""Templates of the Cloud API: how they are listed, handed in and sent.

https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yaqaza.channels.connectors.base import Approved, Listed
from yaqaza.channels.states import TemplateState

S = TemplateState
STATES = {
    "APPROVED": S.APPROVED, "PENDING": S.PENDING, "IN_APPEAL": S.PENDING, "PENDING_DELETION": S.GONE, "DELETED": S.GONE,
    "REJECTED": S.REJECTED, "PAUSED": S.PAUSED, "DISABLED": S.PAUSED, "LIMIT_EXCEEDED": S.PAUSED, "ARCHIVED": S.PAUSED,
}  # fmt: skip
PAGES_MOST = 10


def listed(said: Mapping[str, Any]) -> list[Listed]:
    """Return the templates of one page that are text alone: those with a picture or a button need more than we fill in."""
    found = []
    for row in said.get("data") or []:
        parts = {str(part.get("type")): part for part in row.get("components") or [] if isinstance(part, dict)}
        plain = (
            set(parts) <= {"BODY", "FOOTER", "HEADER"} and (parts.get("HEADER") or {}).get("format", "TEXT") == "TEXT"
        )
        if "BODY" not in parts or not plain or "{{" in str((parts.get("HEADER") or {}).get("text")):
            continue
        state = STATES.get(str(row.get("status")), S.PENDING)
        found.append(
            Listed(str(row.get("name")), str(row.get("language")), state, str(parts["BODY"].get("text") or ""))
        )
    return found


def asked(name: str, language: str, body: str, examples: Sequence[str]) -> dict[str, Any]:
    """Return what is handed in to be approved, with an example of each placeholder, without which Meta refuses it."""
    part: dict[str, Any] = {"type": "BODY", "text": body}
    if examples:
        part["example"] = {"body_text": [list(examples)]}
    return {"name": name, "language": language, "category": "UTILITY", "components": [part]}


def sent(approved: Approved) -> dict[str, Any]:
    """Return the part of a message that names a template and fills it in."""
    found: dict[str, Any] = {"name": approved.name, "language": {"code": approved.language}}
    if approved.values:
        values = [{"type": "text", "text": value} for value in approved.values]
        found["components"] = [{"type": "body", "parameters": values}]
    return found
