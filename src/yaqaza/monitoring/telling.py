"""How a story is told: its wordings with the words that led to each conclusion, its rank in factors, what became of its alert."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yaqaza.accounts.models import User
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.reading import Part, headline, parts, quoted
from yaqaza.alerts.states import STATED, Need, Urgency, urgency_from
from yaqaza.core import dates, figures
from yaqaza.core.components import Entry
from yaqaza.monitoring import queries
from yaqaza.monitoring.models import Story, Watch, Wording
from yaqaza.monitoring.ranking import Factors
from yaqaza.monitoring.states import Happening

_ICONS = {
    Happening.WATCHED: "eye", Happening.UNWATCHED: "eye-off", Happening.ACCEPTED: "check", Happening.JOINED: "git-merge",
    Happening.DISMISSED: "x", Happening.REOPENED: "history", Happening.PARTED: "copy", Happening.GATHERED: "git-merge",
    Happening.CONTACTED: "send", Happening.FORGOTTEN: "user-x",
}  # fmt: skip
OUTCOMES = (
    "MISSION", "VISITED", "CASE", "ENDED", "PASSED", "GATHERED", "DISMISSED", "QUESTION", "WRITTEN", "ADDITION",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """A conclusion, how sure it is, and the words that led to it."""

    label: str
    quotes: list[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A wording as the page shows it."""

    wording: Wording
    parts: list[Part]
    reasons: list[Reason]

    @classmethod
    def of(cls, wording: Wording) -> Shown:
        spans = {name: [(start, end) for start, end in each] for name, each in wording.why.items()}
        reasons = [
            Reason(str(need.label), quoted(wording.text, spans.get(need.value, [])))
            for need in Need
            if wording.needs.get(need.value, 0.0) >= STATED
        ]
        level = urgency_from(wording.urgency, wording.needs)
        if level > Urgency.ORDINARY and wording.text:
            reasons.append(Reason(str(level.label), quoted(wording.text, spans.get("urgency", []))))
        if not reasons and wording.asks >= STATED and wording.text:
            reasons.append(Reason(pgettext("monitor", "Asks for help"), quoted(wording.text, spans.get("asks", []))))
        return cls(wording, parts(wording.text, why=spans), reasons)


def percent(share: float) -> int:
    return round(100 * share)


def factors(story: Story, found: Factors) -> list[tuple[str, str, int]]:
    """Return each factor of the rank: what it is called, what it says of this story, and its weight in per cent."""
    needs = pgettext("between needs", ", ").join(str(need.label) for need in story.needed) or pgettext(
        "monitor", "none stated"
    )
    if story.alert_id:
        known = str(story.alert)
    elif story.known:
        known = _("an alert may tell of it (%(share)s)") % {"share": figures.percent(percent(story.known))}
    else:
        known = pgettext("monitor", "no alert tells of it")
    rows = [
        (pgettext("monitor", "Need"), needs, percent(found.need)),
        (pgettext("monitor", "Urgency"), str(Urgency(story.urgency).label), percent(found.urgency)),
        (pgettext("monitor", "Reach"), figures.number(story.reach), percent(min(1.0, found.reach / 6))),
        (pgettext("monitor", "Freshness"), dates.ago(story.last_at), percent(found.fresh)),
        (pgettext("monitor", "Not yet known"), known, percent(found.unknown)),
    ]
    if story.watches:
        rows.append((pgettext("monitor", "Watched for"), figures.number(len(story.watches)), 100))
    return rows


def watches(story: Story, seen_by: User) -> list[Watch]:
    """Return the watches that found a story, as far as the reader may know what is followed and it is still known."""
    rows = queries.visible_watches(seen_by).filter(pk__in=story.watches).exclude(folded="", area=None)
    return list(rows.order_by("id")[:20])


def resembled(story: Story, seen_by: User) -> tuple[Story, str] | None:
    """Return the decided story that a story began beside, with its first words, as far as the reader may see it."""
    found = queries.visible_to(seen_by).filter(pk=story.resembles_id).first() if story.resembles_id else None
    return (found, headline(found.text, 110)) if found else None


def entries(story: Story) -> list[Entry]:
    """Return what people decided, newest first."""
    return [
        Entry(
            at=event.at,
            icon=_ICONS[Happening(event.kind)],
            text=event.get_kind_display(),
            who=event.by.name if event.by else "",
            quote=event.text,
        )
        for event in story.events.select_related("by").order_by("-id")[:100]
    ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the alert of a story, as its own page tells it."""

    alert: Alert
    state: Any
    steps: list[AlertEvent]


def outcome(alert: Alert) -> Outcome:
    """Return where an alert stands and the last things that were done about it; for one that was gathered, those of its lead."""
    lead = alert.story.lead if alert.status == "GATHERED" and alert.story else alert
    steps = lead.events.filter(kind__in=OUTCOMES, undone_at=None).order_by("-id")[:5]
    return Outcome(lead, lead.state, list(steps))
