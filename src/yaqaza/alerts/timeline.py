"""What happened to an alert, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yaqaza.alerts.models import AlertEvent
from yaqaza.alerts.reading import quoted
from yaqaza.alerts.routing.states import Rung
from yaqaza.alerts.states import DismissReason, Refusal, Urgency
from yaqaza.core.components import Entry
from yaqaza.core.text import isolated

K = AlertEvent.Kind
ICONS = {
    K.RECEIVED: "bell", K.READ: "eye", K.CORRECTED: "pencil", K.ADDITION: "message", K.PUBLISHED: "world", K.NOTE: "note",
    K.QUESTION: "question-mark", K.PASSED: "send", K.GATHERED: "git-merge", K.DISMISSED: "x", K.MISSION: "truck", K.VISITED: "map-pin",
    K.CASE: "folder", K.ENDED: "folder-check", K.UNDONE: "arrow-back-up",
    K.ERASED: "user-off", K.RAISED: "arrow-up", K.WRITTEN: "message-forward", K.ROUTED: "route", K.ESCALATED: "arrow-up",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell of an imported row that could not be read: its column, what is wrong, and what stood there."""

    column: str
    reason: str
    value: str


def unread(events: Iterable[AlertEvent]) -> list[Unread]:
    """Return what an imported alert came in without."""
    return [
        Unread(cell["column"], str(Refusal(cell["reason"]).label), cell["value"])
        for event in events
        if event.kind == K.RECEIVED
        for cell in event.unread
    ]


def entries(events: Iterable[AlertEvent]) -> list[Entry]:
    """Return the lines of the timeline, newest first; what was undone is struck."""
    return [
        Entry(
            at=event.at,
            icon=ICONS[K(event.kind)],
            text=_words(event),
            who=str(event.by) if event.by else "",
            quote=event.text,
            struck=event.undone_at is not None,
            important=event.kind in (K.MISSION, K.CASE, K.ADDITION, K.PUBLISHED),
        )
        for event in events
    ]


def sent_by(events: Iterable[AlertEvent]) -> str:
    """Return which rule sent the alert where it is, "" when none did. The newest event comes first."""
    told = [_words(event) for event in events if event.kind == K.ROUTED and event.undone_at is None]
    return told[0] if told else ""


def _words(event: AlertEvent) -> str:
    before = event.before if isinstance(event.before, dict) else {}
    match event.kind:
        case K.CORRECTED:
            return _("Corrected: %(what)s") % {"what": _(", ").join(_field(name) for name in before.get("changed", []))}
        case K.PASSED if before.get("to"):
            arabic, french = before["to"]
            name = arabic if (get_language() or "ar").startswith("ar") else french
            return _("Passed on to %(organisation)s") % {"organisation": name}
        case K.GATHERED if before.get("into"):
            return _("Gathered into %(number)s") % {"number": isolated(before["into"])}
        case K.NOTE if before.get("gathered"):
            return _("%(number)s was gathered into it") % {"number": isolated(before["gathered"])}
        case K.DISMISSED if before.get("reason"):
            return _("Dismissed: %(reason)s") % {"reason": DismissReason(before["reason"]).label}
        case K.MISSION if before.get("number"):
            return _("A team was sent, mission %(number)s") % {"number": isolated(before["number"])}
        case K.VISITED if before.get("number"):
            return _("The team was there, mission %(number)s") % {"number": isolated(before["number"])}
        case K.ENDED if before.get("number"):
            return _("The file %(number)s was closed") % {"number": isolated(before["number"])}
        case K.CASE if before.get("number"):
            return _("Put in the file %(number)s") % {"number": isolated(before["number"])}
        case K.RAISED if before.get("level"):
            level = Urgency(before["level"]).label
            if words := quoted(event.alert.text, [(start, end) for start, end in before.get("words", [])]):
                return _("Urgency raised to “%(level)s” by the words %(words)s") % {
                    "level": level, "words": _(", ").join(f"“\u2068{word}\u2069”" for word in words),
                }  # fmt: skip
            return _("Urgency raised to “%(level)s” by what was read") % {"level": level}
        case K.ROUTED if before.get("rule"):
            return _("Sent here by the rule “%(rule)s”, version %(version)s of the table") % {
                "rule": f"\u2068{before['rule']}\u2069", "version": before.get("version", ""),
            }  # fmt: skip
        case K.ESCALATED if before.get("rung"):
            return _("Late. Told to: %(whom)s") % {"whom": Rung(before["rung"]).label}
        case K.UNDONE if before.get("kind"):
            return _("Undone: %(what)s") % {"what": K(before["kind"]).label}
    return str(K(event.kind).label)


def _field(name: str) -> str:
    return {
        "category": _("category"), "urgency": _("urgency"), "area_id": _("place"), "place_precision": _("how sure the place is"),
        "place_text": _("where exactly"), "lon": _("position"), "lat": _("position"), "people_count": _("how many people"),
        "needs": _("needs"), "names": _("what is no name"), "reporter_phone": _("the reporter's telephone"),
    }.get(name, name)  # fmt: skip
