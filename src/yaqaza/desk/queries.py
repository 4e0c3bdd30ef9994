"""What waits for somebody, by what they may do; and one search over everything they may see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import queries as alert_queries
from yaqaza.alerts import reading
from yaqaza.alerts.models import Alert, HandOver
from yaqaza.alerts.queries import queue
from yaqaza.cases import queries as cases
from yaqaza.cases.models import Case
from yaqaza.core import dates
from yaqaza.core.text import clean
from yaqaza.countries.formats import western_digits
from yaqaza.desk.board import late_handovers
from yaqaza.field import queries as field_queries
from yaqaza.field.models import Mission, Shift
from yaqaza.field.roster import queries as roster
from yaqaza.monitoring import queries as monitoring
from yaqaza.monitoring.queries.stories import order_of
from yaqaza.people import queries as people
from yaqaza.services import queries as services

P = Permission
MOST = 6
"""Lines of a section: the rest stands on its page."""
FOUND_MOST = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One thing, with its page."""

    url: str
    text: str
    note: str = ""
    code: str = ""
    urgency: int = 0
    due_at: datetime | None = None
    icon: str = ""
    state: Any = None


@dataclass(slots=True)
class Section:
    title: str
    url: str = ""
    action: str = ""
    lines: list[Line] = field(default_factory=list)
    count: int | None = None
    empty: str = ""
    more: str = ""  # what is not among the lines, and why


def address(name: str, *args: Any) -> str:
    """Return the address of a page, "" while no app answers to the name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def waiting_for(user: User) -> list[Section]:
    """Return what waits for ``user``: a section for each of their tasks, the most pressing first."""
    sections: list[Section] = []
    if late := late_handovers(user):
        sections.append(_late(late))
    if shifts := roster.mine(user, timezone.now()):
        sections.append(_shifts(shifts))
    if user.may(P.MISSION_CARRY_OUT):
        sections.append(_day(user))
    if user.may(P.ALERT_TRIAGE):
        sections.append(_alerts(user))
    if user.may(P.SOURCE_MANAGE) and (dead := monitoring.dead(user)):
        lines = [
            Line(source.get_absolute_url(), source.name, note=source.why, state=source.condition)
            for source in dead[:MOST]
        ]
        sections.append(
            Section(_("Sources that stopped"), address("monitoring:sources"), _("All sources"), lines, len(dead))
        )
    if user.may(P.MONITOR_DECIDE):
        sections.append(_stories(user))
    if user.may(P.HANDOVER_WRITE) and (notes := alert_queries.handovers_for(user)):
        lines = [
            Line(reverse("alerts:handover"), note.text[:140], note=note.written_by.name, icon="clipboard-text")
            for note in notes
        ]
        sections.append(Section(_("Hand-over"), reverse("alerts:handover"), _("Read"), lines, len(notes)))
    if user.may(P.CASE_WORK) or user.may(P.CASE_DECIDE):
        sections.append(_files(user))
        if free := cases.free_for(user, limit=MOST):
            sections.append(
                Section(_("Files that nobody works on"), address("cases:list"), _("All files"), _case_lines(free))
            )
    if user.may(P.REFERRAL_ANSWER):
        sections.append(_referrals(user))
    sections += _doors(user)
    return sections


def _late(notes: list[HandOver]) -> Section:
    lines = [
        Line(
            address("desk:live"),
            _("Nobody took the hand-over of %(house)s") % {"house": note.organisation.name},
            note=note.written_by.name,
            due_at=note.written_at,
            icon="alert-triangle",
        )
        for note in notes[:MOST]
    ]
    return Section(_("Hand-overs that nobody took"), address("desk:live"), _("Open"), lines, len(notes))


def _shifts(shifts: list[Shift]) -> Section:
    lines = [
        Line(
            address("field:roster"),
            _("From %(start)s to %(end)s") % {"start": dates.moment(each.starts_at), "end": dates.moment(each.ends_at)},
            note=_(" · ").join(
                [str(each.task.label), *([_("on call")] if each.on_call else []), each.organisation.name]
            ),
            icon=each.task.icon,
        )
        for each in shifts
    ]
    return Section(_("My shifts"), address("field:roster"), _("Roster"), lines)


def _alerts(user: User) -> Section:
    rows = queue.foremost(user, MOST)
    return Section(
        _("Duty desk"),
        reverse("alerts:queue"),
        _("Open the queue"),
        [_alert_line(row.alert, row.headline) for row in rows],
        queue.counted(queue.listed(user, queue.Filters())),
        empty=_("No alert is waiting. All that came in was read and decided."),
    )


def _stories(user: User) -> Section:
    waiting = monitoring.Filters()
    rows = monitoring.listed(user, waiting).order_by(*order_of(user, waiting))[:MOST]
    lines = [
        Line(
            story.get_absolute_url(),
            reading.headline(story.text, 110),
            note=story.area.name,
            urgency=story.urgency,
            icon="eye",
        )
        for story in rows
    ]
    return Section(
        _("Published about hardship"),
        address("monitoring:board"),
        _("Open the board"),
        lines,
        empty=_("No story waits for a decision."),
    )


def _alert_line(alert: Alert, headline: str) -> Line:
    place = _("Place not known") if alert.place_precision == "UNKNOWN" else alert.area.name
    return Line(
        f"{reverse('alerts:queue')}?open={alert.uuid}",
        headline or alert.get_category_display(),
        note=f"{place} · {alert.get_channel_display()}",
        urgency=alert.urgency,
        due_at=alert.due_at if alert.waits else None,
        state=None if alert.waits else alert.state,
    )


def _day(user: User) -> Section:
    missions = field_queries.missions_of(user, timezone.localdate())
    open_ones = [mission for mission in missions if mission.is_open]
    return Section(
        _("My day"),
        address("field:day"),
        _("Open my day"),
        [_mission_line(mission) for mission in open_ones[:MOST]],
        len(open_ones),
        empty=_("No mission is left for today."),
    )


def _mission_line(mission: Mission) -> Line:
    return Line(
        address("field:mission", mission.uuid),
        mission.get_purpose_display(),
        note=mission.area.name,
        code=mission.number,
        urgency=mission.urgency,
        due_at=mission.window_end,
    )


def _files(user: User) -> Section:
    rows = cases.work_of(user, limit=MOST + 1)
    return Section(
        _("My files"),
        address("cases:my_work"),
        _("All my work"),
        _case_lines(rows[:MOST]),
        empty=_("No file waits for you."),
    )


def _case_lines(rows: list[Case]) -> list[Line]:
    return [
        Line(
            address("cases:case", case.uuid),
            str(case.subject),
            note=_case_note(case),
            code=case.number,
            urgency=case.urgency,
        )
        for case in rows
    ]


def _case_note(case: Case) -> str:
    if case.has_addition:
        return _("New information")
    return str(case.task.label) if getattr(case, "task_code", "") else ""


def _referrals(user: User) -> Section:
    rows = list(cases.open_referrals(user).order_by("due_at", "id")[: MOST + 1])
    lines = [
        Line(
            address("cases:referral", row.uuid),
            _("Referral"),
            note=str(row.get_status_display()),
            due_at=row.due_at,
            icon="inbox",
        )
        for row in rows[:MOST]
    ]
    return Section(
        _("Referrals to your organisation"),
        address("cases:referrals"),
        _("All referrals"),
        lines,
        empty=_("No referral waits."),
    )


def _doors(user: User) -> list[Section]:
    """Pages of those whose work is not a list of waiting things."""
    doors = [
        (P.REPORT_VIEW, "reporting:index", _("Reports"), "report"),
        (P.AUDIT_VIEW, "accounts:audit", _("Audit trail"), "shield"),
        (P.USER_MANAGE, "accounts:users", _("Users and postings"), "users"),
        (P.ALERT_RECORD, "alerts:record", _("Record a call"), "phone"),
    ]
    lines = [
        Line(url, title, icon=icon)
        for permission, name, title, icon in doors
        if user.may(permission) and (url := address(name))
    ]
    return [Section(_("Pages"), lines=lines)] if lines else []


# Search

_ALERT = re.compile(r"A-\d{4}-\d{6}")
_CASE = re.compile(r"[0-9A-Z]{2,4}-\d{4}-\d{6}")
_MISSION = re.compile(r"OM-[0-9A-Z]+-\d{4}-\d{6}")
_SERVICE = re.compile(r"S-\d{4}-\d{6,7}")


def jump(text: str, user: User) -> str:
    """Return the address of the one thing that an exact number names, "" when the reader sees none."""
    typed = "".join(western_digits(text).upper().split()).strip("\u2066\u2069\u200e\u200f")
    row: Any = None
    if _ALERT.fullmatch(typed) and user.may(P.ALERT_VIEW):
        row = alert_queries.visible_to(user).filter(number=typed).only("uuid").first()
        return reverse("alerts:alert", args=[row.uuid]) if row else ""
    if _MISSION.fullmatch(typed) and user.may(P.MISSION_VIEW):
        row = field_queries.visible_to(user).filter(number=typed).only("uuid").first()
        return address("field:mission", row.uuid) if row else ""
    if _SERVICE.fullmatch(typed) and user.may(P.SERVICE_VIEW):
        row = services.visible_to(user).filter(number=typed).only("uuid").first()
        return address("services:delivery", row.uuid) if row else ""
    if _CASE.fullmatch(typed) and user.may(P.CASE_VIEW):
        row = cases.visible_to(user).filter(number=typed).only("uuid").first()
        return address("cases:case", row.uuid) if row else ""
    return ""


def search(text: str, user: User) -> list[Section]:
    """Return what the reader may see and ``text`` may mean, by kind; every kind is bounded."""
    typed = clean(western_digits(text))[:100]
    if len(typed) < 2:
        return []
    sections = []
    matches = people.search(typed, seen_by=user, limit=FOUND_MOST) if user.may(P.PERSON_VIEW) else people.Results()
    if matches or matches.incomplete:
        lines = [
            Line(
                address("people:person", match.person.uuid),
                str(match.person.name),
                note=_(" · ").join(map(str, match.reasons)),
                icon="user",
            )
            for match in matches
        ]
        cut = _("The search was cut short: there may be others. Write more.") if matches.incomplete else ""
        sections.append(Section(_("People"), lines=lines, more=cut))
    if user.may(P.CASE_VIEW):
        persons = [match.person.pk for match in matches]
        rows = cases.in_list(cases.visible_to(user).filter(Q(number__startswith=typed.upper()) | Q(person__in=persons)))
        if found := list(rows.order_by("-opened_at", "-id")[:FOUND_MOST]):
            sections.append(Section(_("Files"), lines=_case_lines(found)))
    if user.may(P.ALERT_VIEW):
        alerts = queue.queue(user, queue.Filters(status="ALL", text=typed), size=FOUND_MOST)
        if alerts.rows:
            url = f"{reverse('alerts:queue')}?status=ALL"
            lines = [_found_alert(row.alert, row.headline) for row in alerts.rows]
            sections.append(
                Section(
                    _("Alerts"), url if alerts.page and alerts.page.next_cursor else "", _("All in the queue"), lines
                )
            )
    if user.may(P.MISSION_VIEW) and typed.upper().startswith("OM"):
        missions = field_queries.rows(field_queries.visible_to(user).filter(number__startswith=typed.upper()))
        if rows_ := list(missions.order_by("-ordered_at", "-id")[:FOUND_MOST]):
            sections.append(Section(_("Missions"), lines=[_mission_line(mission) for mission in rows_]))
    return sections


def _found_alert(alert: Alert, headline: str) -> Line:
    return Line(
        reverse("alerts:alert", args=[alert.uuid]),
        headline or reading.headline(alert.get_category_display()),
        note=alert.area.name,
        code=alert.number,
        urgency=alert.urgency,
        state=alert.state,
    )


def found_in_all(sections: list[Section]) -> str:
    count = sum(len(section.lines) for section in sections)
    return ngettext("%(count)s found", "%(count)s found", count) % {"count": count}
