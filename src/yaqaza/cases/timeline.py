"""What happened to a file, worded in the reader's language and linked to where it can be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yaqaza.accounts.models import Organisation, User
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.states import Channel
from yaqaza.cases import programmes, scales
from yaqaza.cases.models import CaseEvent, Goal, Step
from yaqaza.cases.states import Confidentiality, GoalStatus, Outcome, ReferralStatus, Verdict
from yaqaza.core import dates
from yaqaza.core.components import Entry
from yaqaza.field import queries as field
from yaqaza.questionnaires.bindings import TARGETS

Kind = CaseEvent.Kind

ICONS = {
    Kind.OPENED: "folder-open", Kind.ALERT: "bell-ringing", Kind.ADDITION: "message", Kind.PUBLISHED: "world",
    Kind.ASSIGNED: "user-check", Kind.MISSION: "truck",
    Kind.FINDINGS: "clipboard-check", Kind.RECOMMENDED: "thumb-up", Kind.DECIDED: "gavel", Kind.ASSESSED: "report-medical",
    Kind.PLAN: "list-details", Kind.STEP: "check", Kind.REFERRAL: "send", Kind.SERVICE: "heart-handshake",
    Kind.REVERSAL: "arrow-back-up", Kind.ANSWERS: "clipboard-text",
    Kind.FOLLOW_UP: "history", Kind.NOTE: "note", Kind.ACCESS: "lock", Kind.CLOSED: "folder-check",
    Kind.REOPENED: "folder-plus",
}  # fmt: skip
IMPORTANT = {Kind.OPENED, Kind.ADDITION, Kind.PUBLISHED, Kind.DECIDED, Kind.CLOSED, Kind.REOPENED}


def entries(events: Iterable[CaseEvent], *, seen_by: User) -> list[Entry]:
    """Return the lines of a timeline, in the order of the events; the names they speak of are fetched together."""
    events = list(events)
    names = _Names(events)
    closed = _closed_to(seen_by, events)
    return [_entry(event, names, closed) for event in events]


VISIBLE: dict[str, Callable[[User], QuerySet[Any]]] = {"alert": alerts.visible_to, "mission": field.visible_to}
"""What a line links to by its detail, and who may open it. Later apps add theirs when they start."""


def _closed_to(user: User, events: list[CaseEvent]) -> set[str]:
    """What the reader of the file may not open: named, and not linked."""
    closed: set[str] = set()
    for key, visible_to in VISIBLE.items():
        wanted = {str(value) for event in events if _is_uuid(value := event.details.get(key))}
        if wanted:
            rows = visible_to(user).filter(uuid__in=wanted)
            closed |= wanted - {str(uuid) for uuid in rows.values_list("uuid", flat=True)}
    return closed


class _Names:
    """Users, organisations, steps and goals that the details name by uuid."""

    def __init__(self, events: list[CaseEvent]) -> None:
        self.users = self._fetch(User, events, "worker", "user")
        self.houses = self._fetch(Organisation, events, "to")
        self.steps = self._fetch(Step, events, "step")
        self.goals = self._fetch(Goal, events, "goal")

    @staticmethod
    def _fetch(model: Any, events: list[CaseEvent], *keys: str) -> dict[str, Any]:
        wanted = {value for event in events for key in keys if _is_uuid(value := event.details.get(key))}
        return {str(row.uuid): row for row in model.objects.filter(uuid__in=wanted)} if wanted else {}


def _is_uuid(value: Any) -> bool:
    try:
        return bool(value) and bool(UUID(str(value)))
    except ValueError:
        return False


def _entry(event: CaseEvent, names: _Names, closed: set[str]) -> Entry:
    kind = Kind(event.kind)
    text = _WORDS.get(kind, _label)(event, names)
    approved = kind == Kind.PLAN and event.details.get("act") == "APPROVED"
    return Entry(
        at=event.at, icon=ICONS[kind], text=text, who=event.by.name if event.by else "", quote=event.text, url=_url(event, closed),
        important=kind in IMPORTANT or approved,
    )  # fmt: skip


def _label(event: CaseEvent, names: _Names) -> str:
    return str(Kind(event.kind).label)


def _choice(choices: Any, code: Any) -> str:
    return str(choices(code).label) if code in choices.values else str(code or "")


def _opened(event: CaseEvent, names: _Names) -> str:
    return _("File opened: %(programme)s") % {"programme": programmes.name(event.details.get("programme", ""))}


def _alert(event: CaseEvent, names: _Names) -> str:
    channel = _choice(Channel, event.details.get("channel"))
    return _("Alert joined (%(channel)s)") % {"channel": channel} if channel else _("Alert joined")


def _assigned(event: CaseEvent, names: _Names) -> str:
    worker = names.users.get(event.details.get("worker", ""))
    if worker is not None and worker.pk == event.by_id:
        return _("File taken in hand")
    return _("File given to %(name)s") % {"name": worker.name} if worker else _label(event, names)


def _mission(event: CaseEvent, names: _Names) -> str:
    return _("Mission ordered: %(number)s") % {"number": f"\u2066{event.details.get('number', '')}\u2069"}


def _findings(event: CaseEvent, names: _Names) -> str:
    return _("Findings from the field") if event.details.get("mission") else _("Findings written")


def _recommended(event: CaseEvent, names: _Names) -> str:
    return _("Verdict recommended: %(verdict)s") % {"verdict": _choice(Verdict, event.details.get("verdict"))}


def _decided(event: CaseEvent, names: _Names) -> str:
    return _("Verdict decided: %(verdict)s") % {"verdict": _choice(Verdict, event.details.get("verdict"))}


def _assessed(event: CaseEvent, names: _Names) -> str:
    level = next((str(one.label) for one in scales.VULNERABILITY.levels if one.code == event.details.get("level")), "")
    return _("Diagnosis: %(level)s vulnerability, %(score)s of %(most)s") % {
        "level": level, "score": event.details.get("score", ""), "most": scales.VULNERABILITY.most,
    }  # fmt: skip


def _plan(event: CaseEvent, names: _Names) -> str:
    match event.details.get("act"):
        case "WRITTEN":
            return _("Assistance plan begun")
        case "REVISED":
            return _("Assistance plan revised")
        case "APPROVED":
            goals = event.details.get("goals", 0)
            return ngettext("Plan of %(count)s goal approved", "Plan of %(count)s goals approved", goals) % {
                "count": goals
            }
        case "GOAL":
            goal = names.goals.get(event.details.get("goal", ""))
            said = _choice(GoalStatus, event.details.get("status"))
            return _("Goal “%(title)s”: %(status)s") % {"title": goal.title, "status": said} if goal else said
    return _label(event, names)


def _step(event: CaseEvent, names: _Names) -> str:
    step = names.steps.get(event.details.get("step", ""))
    return _("Step done: %(title)s") % {"title": step.title} if step else _("Step done")


def _referral(event: CaseEvent, names: _Names) -> str:
    house = names.houses.get(event.details.get("to", ""))
    words = {
        ReferralStatus.SENT: _("Referred to %(organisation)s"),
        ReferralStatus.ACCEPTED: _("%(organisation)s accepted the referral"),
        ReferralStatus.REFUSED: _("%(organisation)s refused the referral"),
        ReferralStatus.COMPLETED: _("Referral to %(organisation)s completed"),
        ReferralStatus.EXPIRED: _("%(organisation)s did not answer the referral in time"),
        ReferralStatus.WITHDRAWN: _("Referral to %(organisation)s withdrawn"),
    }
    return words.get(event.details.get("status"), _label(event, names)) % {"organisation": house.name if house else "–"}


def _service(event: CaseEvent, names: _Names) -> str:
    number = event.details.get("number", "")
    told = _("Service recorded") if event.kind == Kind.SERVICE else _("Service reversed")
    return f"{told} \u2066{number}\u2069" if number else told


def _follow_up(event: CaseEvent, names: _Names) -> str:
    return _("Follow-up: situation %(situation)s of 5") % {"situation": event.details.get("situation", "–")}


def _answers(event: CaseEvent, names: _Names) -> str:
    fields = event.details.get("fields") or []
    labels = (str(TARGETS[each].label) for each in fields if each in TARGETS)
    told = _(", ").join(dict.fromkeys(labels))
    match event.details.get("act"):
        case "TAKEN":
            return _("Taken from answers: %(fields)s") % {"fields": told}
        case "UNDONE":
            return _("Put back as it was before the answers: %(fields)s") % {"fields": told}
    return _("Answers put in the file: %(form)s") % {"form": event.details.get("form", "")}


def _access(event: CaseEvent, names: _Names) -> str:
    details = event.details
    user = names.users.get(details.get("user", ""))
    name = {"name": user.name if user else "–"}
    if details.get("glass"):
        return _("Sensitive file opened in an emergency, for one hour")
    if details.get("reviewed"):
        return _("Emergency reading by %(name)s reviewed") % name
    if details.get("ended"):
        return _("%(name)s no longer reads the file") % name
    if details.get("confidentiality"):
        return _("File made: %(confidentiality)s") % {
            "confidentiality": _choice(Confidentiality, details["confidentiality"])
        }
    return _("%(name)s may read the file") % name


def _closed(event: CaseEvent, names: _Names) -> str:
    told = _("File closed: %(outcome)s") % {"outcome": _choice(Outcome, event.details.get("outcome"))}
    days = [dates.day(day) for text in event.details.get("cancelled") or () if (day := parse_date(str(text)))]
    cancelled = ngettext("follow-up cancelled: %(days)s", "follow-ups cancelled: %(days)s", len(days))
    return f"{told} · {cancelled % {'days': _(', ').join(days)}}" if days else told


_WORDS = {
    Kind.OPENED: _opened, Kind.ALERT: _alert, Kind.ASSIGNED: _assigned, Kind.MISSION: _mission, Kind.FINDINGS: _findings,
    Kind.RECOMMENDED: _recommended, Kind.DECIDED: _decided, Kind.ASSESSED: _assessed, Kind.PLAN: _plan, Kind.STEP: _step,
    Kind.REFERRAL: _referral, Kind.SERVICE: _service, Kind.REVERSAL: _service, Kind.FOLLOW_UP: _follow_up, Kind.ACCESS: _access,
    Kind.ANSWERS: _answers,
    Kind.CLOSED: _closed,
}  # fmt: skip

_LINKS = {
    Kind.ALERT: ("alerts:alert", "alert"), Kind.ADDITION: ("alerts:alert", "alert"), Kind.PUBLISHED: ("alerts:alert", "alert"),
    Kind.MISSION: ("field:mission", "mission"), Kind.FINDINGS: ("field:mission", "mission"),
    Kind.REFERRAL: ("cases:referral", "referral"), Kind.SERVICE: ("services:delivery", "delivery"),
    Kind.REVERSAL: ("services:delivery", "delivery"), Kind.ANSWERS: ("questionnaires:submission", "submission"),
}  # fmt: skip


def _url(event: CaseEvent, closed: set[str]) -> str:
    name, key = _LINKS.get(Kind(event.kind), ("", ""))
    if not name or not _is_uuid(event.details.get(key)) or event.details[key] in closed:
        return ""
    try:
        return reverse(name, args=[event.details[key]])
    except NoReverseMatch:
        return ""
