"""What the reporter may know: where the alert stands, told truthfully and without telling about the person.

``facts_of`` reads the statuses of what became of the alert (its story's lead, missions, file, whether help was given); ``tell`` turns
them into words and reads nothing. No name, place, text, verdict or number of a file, nor what was given, passes from one to the other.
Headline and path rest on the same two facts: was it checked, was help given since this report arrived. A step that was not gone
through is never shown as done.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.states import AlertStatus, Category, DismissReason
from yaqaza.cases.models import Case, Goal, Investigation
from yaqaza.cases.states import CaseStatus, Confidentiality, GoalStatus, Outcome
from yaqaza.core import dates
from yaqaza.core.components import Step
from yaqaza.core.text import isolated
from yaqaza.field.models import Mission
from yaqaza.field.states import MissionStatus
from yaqaza.field.states import Outcome as Visit
from yaqaza.services.models import ServiceDelivery

DISCREET = (Category.VIOLENCE, Category.CHILD_IN_DANGER)
"""Categories in which someone who reads the page may be the danger: no movement of a team, no help and no check is told."""

HELPED = (Outcome.REINTEGRATED, Outcome.FAMILY, Outcome.IN_CARE, Outcome.IMPROVED)
BEING_CHECKED = (CaseStatus.OPEN, CaseStatus.INVESTIGATING, CaseStatus.AWAITING_VERDICT)

RECEIVED, READ, CHECKED, HELP, END = range(1, 6)


@dataclass(frozen=True, slots=True)
class Facts:
    """Statuses and times alone. ``status`` is that of the alert which is worked on, never GATHERED."""

    status: AlertStatus
    received_at: datetime
    due_at: datetime
    read_at: datetime | None = None
    gathered_with: int = 0  # other alerts about the same situation
    discreet: bool = False
    dismiss_reason: str = ""
    mission: MissionStatus | None = None
    window: tuple[datetime, datetime] | None = None
    visited_at: datetime | None = None
    met: bool = True
    case: CaseStatus | None = None
    checked: bool = False  # since the report, a team was there or a verdict was decided
    helped: bool = False  # since the report, an act of help stands in the ledger or a goal of the plan was reached
    outcome: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """The page's words: where it stands now, a sentence about what comes next, and the path."""

    title: str
    note: str
    steps: list[Step] = field(default_factory=list)
    ended: bool = False


def of(alert: Alert) -> Progress:
    """Return what the tracking page says of ``alert`` (eight queries at most)."""
    return tell(facts_of(alert))


def facts_of(alert: Alert) -> Facts:
    """Gather the statuses behind an alert; a gathered one is told as the alert that leads its story."""
    lead = alerts.followed(alert)
    status = AlertStatus(lead.status)
    case = Case.objects.filter(case_alerts__alert=lead).prefetch_related("closures").first()
    belongs = Q(alert=lead) | Q(investigation__case=case) if case else Q(alert=lead)
    since = Mission.objects.filter(belongs).exclude(
        ended_at__lt=alert.received_at
    )  # earlier visits checked nothing of it
    missions = list(since.select_related("finding").order_by("-ordered_at", "-id").distinct()[:20])
    current = next((mission for mission in missions if mission.status != MissionStatus.CANCELLED), None)
    visit = next((mission for mission in missions if mission.status == MissionStatus.DONE), None)
    finding = getattr(visit, "finding", None)
    closure = max(case.closures.all(), key=lambda row: row.pk, default=None) if case else None
    others = lead.story.alerts.exclude(pk=alert.pk).count() if lead.story_id and lead.story else 0
    return Facts(
        status=AlertStatus.READ if status is AlertStatus.GATHERED else status,
        received_at=alert.received_at,
        due_at=alert.due_at,
        read_at=alert.read_at or alert.decided_at or lead.read_at,
        gathered_with=others,
        discreet=alert.category in DISCREET or lead.category in DISCREET or _sealed(case),
        dismiss_reason=lead.dismiss_reason,
        mission=MissionStatus(current.status) if current else None,
        window=(current.window_start, current.window_end) if current else None,
        visited_at=visit.ended_at if visit else None,
        met=finding is None or finding.outcome == Visit.MET,
        case=CaseStatus(case.status) if case else None,
        checked=visit is not None or (case is not None and _judged(case, alert.received_at)),
        helped=case is not None and _help_given(case, alert.received_at),
        outcome=closure.outcome if closure and case and case.status == CaseStatus.CLOSED else "",
        closed_at=case.closed_at if case else None,
    )


def _judged(case: Case, since: datetime) -> bool:
    return bool(case.verdict) and Investigation.objects.filter(case=case, decided_at__gte=since).exists()


def _help_given(case: Case, since: datetime) -> bool:
    standing = ServiceDelivery.objects.filter(case=case, reverses=None, reversal=None)
    reached = Goal.objects.filter(plan__case=case, status=GoalStatus.REACHED, ended_at__gte=since)
    return standing.filter(delivered_on__gte=timezone.localdate(since)).exists() or reached.exists()


def _sealed(case: Case | None) -> bool:
    return case is not None and case.confidentiality == Confidentiality.SENSITIVE


def questions(alert: Alert) -> list[AlertEvent]:
    """Return the cell's questions that the reporter has not answered yet, oldest first."""
    kinds = (AlertEvent.Kind.QUESTION, AlertEvent.Kind.ADDITION)
    events = list(alert.events.filter(kind__in=kinds, undone_at=None).order_by("id"))
    answered = max((event.pk for event in events if event.kind == AlertEvent.Kind.ADDITION), default=0)
    return [event for event in events if event.kind == AlertEvent.Kind.QUESTION and event.pk > answered]


def additions(alert: Alert) -> list[datetime]:
    """Return when the reporter added something; what was added is not shown again."""
    rows = alert.events.filter(kind=AlertEvent.Kind.ADDITION, undone_at=None).order_by("id")
    return list(rows.values_list("at", flat=True))


def tell(facts: Facts) -> Progress:
    """Turn statuses into the words of the tracking page; a discreet matter is told alike whatever was done."""
    if facts.discreet:
        nothing = {"mission": None, "window": None, "visited_at": None, "met": True, "outcome": ""}
        facts = replace(facts, checked=False, helped=False, **nothing)
    if facts.status is AlertStatus.DISMISSED:
        return _dismissed(facts)
    if facts.case is CaseStatus.CLOSED:
        return _closed(facts)
    if facts.case is not None and facts.case not in BEING_CHECKED:
        return _helped(facts)
    if facts.status is AlertStatus.NEW and facts.mission is None and facts.case is None:
        return _new(facts)
    if facts.case is not None or facts.status in (AlertStatus.ON_MISSION, AlertStatus.IN_CASE):
        return _being_checked(facts)
    if facts.mission in (MissionStatus.DEPARTED, MissionStatus.ON_SITE):
        return _being_checked(facts)
    return _read(facts)


def _new(facts: Facts) -> Progress:
    if facts.due_at < timezone.now():
        note = _("It should have been read before %(time)s. It is still waiting, among the first in the line.")
    else:
        note = _("The duty officer reads it before %(time)s.")
    return Progress(_("Your report has arrived"), note % {"time": moment(facts.due_at)}, _path(facts, READ))


def _read(facts: Facts) -> Progress:
    if facts.visited_at:
        note = _("The cell is deciding what comes next.")
        return Progress(_("A team has visited the place"), note, _path(facts, CHECKED))
    note = _("The cell is deciding what to do: send a team, open a file, or pass it to those nearest to the place.")
    return Progress(_("The duty officer has read your report"), note, _path(facts, CHECKED))


def _being_checked(facts: Facts) -> Progress:
    title, note = _("The situation is being checked"), _("The cell is looking into what you reported.")
    if facts.discreet:
        note = _("For the safety of those concerned, this page does not say when and how.")
    elif facts.mission is MissionStatus.ORDERED:
        title, note = _("A team is getting ready"), _("It has its mission order.")
        note = _arrival(facts) or note
    elif facts.mission is MissionStatus.DEPARTED:
        title, note = _("A team is on its way"), _arrival(facts) or _("It went out and is not there yet.")
    elif facts.mission is MissionStatus.ON_SITE:
        title, note = _("A team is on site"), _("It is there now.")
    elif facts.mission is MissionStatus.DONE:
        title = _("A team has visited the place")
        note = _("What it saw is being studied, to decide which help is right.")
        if not facts.met:
            note = _("It could not speak with the person. If you know more about the place or the hours, add it below.")
    if facts.helped:
        note = " ".join((_("First help was given: it did not wait for the check."), note))
    return Progress(title, note, _path(facts, CHECKED))


def _helped(facts: Facts) -> Progress:
    if facts.case is CaseStatus.ASSESSING:
        title = _("The help is being prepared")
        note = _("A case worker is working out what is needed.")
        if facts.helped:
            title = _("The person is being helped")
            note = _("First help was given. A case worker is working out what is needed to last.")
        elif facts.checked:
            note = _("The situation was checked. A case worker is working out what is needed.")
        return Progress(title, note, _path(facts, HELP))
    if facts.case is CaseStatus.ACCOMPANIED:
        title, note = _("The person is being helped"), _("A plan is under way, with a case worker who follows it.")
        return Progress(title, note, _path(facts, HELP))
    title, note = _("We keep visiting the person"), _("The file stays open until it is certain that all is well.")
    if facts.helped:
        title = _("The person was helped, and we keep visiting")
        note = _("The file stays open until it is certain that the help lasts.")
    return Progress(title, note, _path(facts, END))


def _closed(facts: Facts) -> Progress:
    title = _("The file is closed")
    if facts.discreet:
        note = _("The cell did its part. For the safety of those concerned, this page says no more.")
    elif facts.outcome in HELPED:
        title, note = _("The person was helped, and the file is closed"), _("What you reported changed something.")
    elif facts.outcome == Outcome.MOVED:
        note = _("The services of another place go on with the follow-up.")
    else:
        note = _("The cell did what could be done. If the situation comes back, report it again.")
    return Progress(title, note, _path(facts, END, ended=True), ended=True)


def _dismissed(facts: Facts) -> Progress:
    sentences = {
        DismissReason.NOT_HARDSHIP: _("What you describe is not a situation that this service can act on."),
        DismissReason.OUT_OF_SCOPE: _("It belongs to another service."),
        DismissReason.NEWS: _("No person to help was found in it."),
        DismissReason.ABROAD: _("It happens outside of the country, where this service cannot act."),
        DismissReason.NO_CONTACT: _("With what was given, the place or the person could not be found."),
        DismissReason.ALREADY_HELPED: _("The cell knows this situation already and is following it."),
        DismissReason.ABUSE: _("The cell could not act on it."),
        DismissReason.TEST: _("It was taken for a test."),
    }
    reason = sentences.get(DismissReason(facts.dismiss_reason), "") if facts.dismiss_reason else ""
    again = _("If you know more, add it below: it will be read again.")
    note = f"{reason} {again}".strip()
    return Progress(_("The cell has read your report and goes no further"), note, _short_path(facts), ended=True)


def _arrival(facts: Facts) -> str:
    if facts.window is None or facts.window[1] < timezone.now():
        return ""
    start, end = facts.window
    if timezone.localdate(start) != timezone.localdate(end):
        return _("It comes before %(time)s.") % {"time": moment(end)}
    return _("It comes on %(day)s, between %(start)s and %(end)s.") % {
        "day": _name_of_day(start),
        "start": isolated(dates.clock(start)),
        "end": isolated(dates.clock(end)),
    }


def _path(facts: Facts, now: int, *, ended: bool = False) -> list[Step]:
    """The five steps; one that was passed by and not gone through is left out, never shown as done."""
    helped = facts.helped or facts.outcome in HELPED
    notes = {
        RECEIVED: moment(facts.received_at),
        READ: _read_note(facts),
        CHECKED: _("A team visits the place when it is needed"),
        HELP: _("After the check, what is needed and lasts; urgent help never waits for it"),
        END: _("We say here how it ended, without telling about the person's life"),
    }
    if facts.visited_at:
        notes[CHECKED] = _("Visited on %(time)s") % {"time": moment(facts.visited_at)}
    elif facts.checked and now > CHECKED:
        notes[CHECKED] = _("What was reported was looked into")
    if helped:
        notes[HELP] = _("Help was given")
        if now == CHECKED:
            notes[HELP] = _("First help was given; what is needed and lasts follows the check")
        elif now == HELP:
            notes[HELP] = _("Help was given, and it goes on")
    if now == END and not ended:
        notes[END] = _("We keep visiting; then we say here how it ended, without telling about the person's life")
    if ended and facts.closed_at:
        notes[END] = moment(facts.closed_at)
    labels = {
        RECEIVED: _("Your report arrived"),
        READ: _("Read by the duty officer"),
        CHECKED: _("Checked"),
        HELP: _("Help"),
        END: _("Follow-up and closing"),
    }
    passed_by = {CHECKED: not facts.checked, HELP: not helped}
    steps = [number for number in labels if number >= now or not passed_by.get(number, False)]
    return [Step(labels[number], notes[number], _state(number, now, ended)) for number in steps]


def _short_path(facts: Facts) -> list[Step]:
    return [
        Step(_("Your report arrived"), moment(facts.received_at), "done"),
        Step(_("Read by the duty officer"), _read_note(facts), "done"),
    ]


def _state(number: int, now: int, ended: bool) -> str:
    if number < now or ended:
        return "done"
    return "now" if number == now else "next"


def _read_note(facts: Facts) -> str:
    parts = [moment(facts.read_at)] if facts.read_at else []
    if facts.gathered_with:
        parts.append(
            ngettext(
                "gathered with %(count)s other report about the same situation",
                "gathered with %(count)s other reports about the same situation",
                facts.gathered_with,
            )
            % {"count": facts.gathered_with}
        )
    if not parts:
        return _("before %(time)s") % {"time": moment(facts.due_at)}
    return " · ".join(parts)


def moment(value: datetime) -> str:
    """Tell today by the clock, a day near by its name, and one further than a week by its date."""
    if timezone.localdate(value) == timezone.localdate():
        return _("%(clock)s today") % {"clock": isolated(dates.clock(value))}
    return _("%(day)s, %(clock)s") % {"day": _name_of_day(value), "clock": isolated(dates.clock(value))}


def _name_of_day(value: datetime) -> str:
    local = timezone.localtime(value)
    distance = abs((local.date() - timezone.localdate()).days)
    return dates.weekday(local) if distance < 7 else dates.day(local, year=local.year != timezone.localdate().year)
