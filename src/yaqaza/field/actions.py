"""What is done with missions and teams. Each: lock → check → change → record → enqueue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.alerts import actions as alerts
from yaqaza.alerts.models import Alert
from yaqaza.core import audit, jobs
from yaqaza.core.ids import next_number
from yaqaza.core.images import Photo
from yaqaza.core.refusal import Refused
from yaqaza.field import rules
from yaqaza.field.models import Finding, FindingCorrection, Membership, Mission, MissionPhoto, Team
from yaqaza.field.states import MissionStatus, Outcome, Profession, Purpose
from yaqaza.people.models import Person
from yaqaza.territory.models import Area, Level

S = MissionStatus
FINDING_FIELDS = (
    "outcome", "danger", "housing", "household_size", "children", "monthly_income", "needs", "health", "situation", "doubts",
    "done_on_site",
)  # fmt: skip


def _locked(mission: Mission) -> Mission:
    return (
        Mission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("team", "area", "organisation")
        .get(pk=mission.pk)
    )


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL byte; blanks at both ends say nothing."""
    return text.replace("\x00", "").strip()


@transaction.atomic
def order(
    *,
    by: User,
    team: Team | None,
    purpose: Purpose | str,
    urgency: int,
    area: Area,
    window_start: datetime,
    window_end: datetime,
    alert: Alert | None = None,
    person: Person | None = None,
    place_text: str = "",
    lon: float | None = None,
    lat: float | None = None,
    instructions: str = "",
    professions: Sequence[str] = (),
    minutes: int = 45,
) -> Mission:
    """Order a team to go and see; an alert that it is for leaves the queue. Without a team the mission waits for dispatch."""
    if team is not None:
        rows = Team.objects.select_for_update(of=("self",), no_key=True).select_related("organisation", "area")
        team = rows.get(pk=team.pk)
    rules.check_order(
        by=by, team=team, area=area, window_start=window_start, window_end=window_end, person=person, alert=alert,
        place_text=place_text, lon=lon, lat=lat,
    )  # fmt: skip
    if team is None:
        house = rules.ordering_house(by, area)
    mission = Mission.objects.create(
        number=next_number(f"OM-{province_code(area)}-{timezone.localdate().year}-"),
        organisation=team.organisation if team is not None else house,
        team=team,
        status=S.WAITING if team is None else S.ORDERED,
        professions=sorted({Profession(each).value for each in professions}),
        minutes=minutes,
        purpose=Purpose(purpose),
        urgency=int(urgency),
        alert=alert,
        person=person,
        instructions=_clean(instructions),
        area=area,
        area_path=area.path,
        place_text=_clean(place_text),
        lon=lon,
        lat=lat,
        window_start=window_start,
        window_end=window_end,
        ordered_by=by,
    )
    audit.record(
        "mission.ordered", on=mission, by=by, team=team, purpose=mission.purpose, urgency=mission.urgency, alert=alert,
        person=person, area=area, window_start=window_start, window_end=window_end,
    )  # fmt: skip
    if alert is not None:
        marked = alerts.mark_on_mission(alert=alert, by=by, mission_number=mission.number)
        set_sensitive(mission=mission, sensitive=marked.sensitive)
    return mission


@transaction.atomic
def set_sensitive(*, mission: Mission, sensitive: bool) -> None:
    """Close a mission to all but those who read its file, or open it again; called by ``cases`` in the transaction of the file."""
    if Mission.objects.filter(pk=mission.pk).exclude(sensitive=sensitive).update(sensitive=sensitive):
        audit.record("mission.sensitive_set", on=mission, sensitive=sensitive)
    mission.sensitive = sensitive


def province_code(area: Area) -> str:
    """Return the code of the province that ``area`` is or lies in, letters and digits only."""
    province = area
    if area.level != Level.PROVINCE:
        province = Area.objects.filter(pk__in=area.ancestor_ids, level=Level.PROVINCE).only("code").first() or area
    return re.sub(r"\W", "", province.code)


@transaction.atomic
def change(
    *,
    mission: Mission,
    by: User,
    team: Team,
    window_start: datetime,
    window_end: datetime,
    instructions: str | None = None,
) -> Mission:
    """Give a mission that has not begun to another team, or another window; it leaves the order of the day that was planned."""
    mission = _locked(mission)
    rules.check_change(mission, by=by)
    team = Team.objects.select_related("organisation", "area").get(pk=team.pk)
    moved = (window_start, window_end) != (mission.window_start, mission.window_end)
    if moved:
        rules.check_window(window_start, window_end)
    if team != mission.team:
        rules.check_order(
            by=by, team=team, area=mission.area, window_start=max(window_start, timezone.now()), window_end=window_end,
            alert=mission.alert,
        )  # fmt: skip
    before = mission.team
    if moved or team != before:
        mission.planned_at = mission.turn = None
    mission.team, mission.organisation, mission.status = team, team.organisation, S.ORDERED
    mission.window_start, mission.window_end = window_start, window_end
    if instructions is not None:
        mission.instructions = _clean(instructions)
    mission.save(
        update_fields=[
            "team",
            "organisation",
            "status",
            "window_start",
            "window_end",
            "instructions",
            "planned_at",
            "turn",
        ]
    )
    audit.record(
        "mission.changed",
        on=mission,
        by=by,
        team=team,
        team_before=before,
        window_start=window_start,
        window_end=window_end,
    )
    return mission


@transaction.atomic
def cancel(*, mission: Mission, by: User, reason: str) -> Mission:
    """Call a mission off, with the reason; an alert that nobody goes to any more waits for a decision again."""
    mission = _locked(mission)
    rules.check_cancel(mission, by=by)
    reason = _clean(reason)
    if not reason:
        raise Refused(_("Say why the mission is cancelled."))
    mission.status, mission.cancel_reason, mission.ended_at = S.CANCELLED, reason[:300], timezone.now()
    mission.planned_at = mission.turn = None
    mission.save(update_fields=["status", "cancel_reason", "ended_at", "planned_at", "turn"])
    audit.record("mission.cancelled", on=mission, by=by)
    if mission.alert is not None:
        last = not Mission.objects.filter(alert=mission.alert).exclude(status=S.CANCELLED).exists()
        alerts.mission_called_off(alert=mission.alert, by=by, mission_number=mission.number, last=last)
    return mission


@transaction.atomic
def depart(*, mission: Mission, by: User, at: datetime | None = None) -> Mission:
    """The team leaves, now or at an earlier hour that it says."""
    mission = _locked(mission)
    rules.check_depart(mission, by=by, at=at)
    mission.status, mission.departed_at = S.DEPARTED, hour(at, mission.ordered_at)
    mission.save(update_fields=["status", "departed_at"])
    audit.record("mission.departed", on=mission, by=by, at=mission.departed_at)
    return mission


@transaction.atomic
def arrive(*, mission: Mission, by: User, at: datetime | None = None) -> Mission:
    """The team is at the place."""
    mission = _locked(mission)
    rules.check_arrive(mission, by=by, at=at)
    mission.status, mission.arrived_at = S.ON_SITE, hour(at, mission.departed_at)
    mission.save(update_fields=["status", "arrived_at"])
    audit.record("mission.arrived", on=mission, by=by, at=mission.arrived_at)
    return mission


def hour(at: datetime | None, after: datetime | None) -> datetime:
    """``at``, or now; never before the step that comes first (the database's rule, to the microsecond)."""
    moment = min(at or timezone.now(), timezone.now())
    return max(moment, after) if after is not None else moment


@transaction.atomic
def write_finding(
    *,
    mission: Mission,
    by: User,
    outcome: Outcome | str,
    situation: str,
    photos: Sequence[Photo] = (),
    caption: str = "",
    **fields: Any,
) -> Finding:
    """Write down what was seen and heard, with the photos that show it; whoever works the file is told."""
    mission = _locked(mission)
    rules.check_write_finding(mission, by=by, outcome=str(Outcome(outcome).value))
    values = _finding_values(outcome=outcome, situation=situation, **fields)
    finding = Finding.objects.create(mission=mission, written_by=by, **values)
    audit.record("mission.findings_written", on=mission, by=by, outcome=finding.outcome, danger=finding.danger)
    for photo in photos:
        add_photo(mission=mission, by=by, photo=photo, caption=caption)
    jobs.enqueue("cases.findings_arrived", mission_id=mission.pk)
    return finding


@transaction.atomic
def correct_finding(*, finding: Finding, by: User, reason: str, **fields: Any) -> Finding:
    """Put right what was written, keeping what stood there; possible until a verdict rests on it."""
    mission = _locked(finding.mission)
    finding = Finding.objects.select_for_update(no_key=True).get(pk=finding.pk)
    finding.mission = mission
    rules.check_correct_finding(finding, by=by)
    reason = _clean(reason)
    if not reason:
        raise Refused(_("Say what was wrong."))
    values = _finding_values(**{name: getattr(finding, name) for name in FINDING_FIELDS} | fields)
    before = {name: getattr(finding, name) for name, value in values.items() if getattr(finding, name) != value}
    if not before:
        raise Refused(_("Nothing was changed."))
    for name in before:
        setattr(finding, name, values[name])
    finding.save(update_fields=list(before))
    FindingCorrection.objects.create(finding=finding, by=by, reason=reason[:300], before=before)
    audit.record("mission.findings_corrected", on=mission, by=by, fields=sorted(before))
    return finding


def _finding_values(**fields: Any) -> dict[str, Any]:
    """The columns of a finding, cleaned; a visit that met nobody says only what was tried."""
    unknown = set(fields) - set(FINDING_FIELDS)
    if unknown:
        raise TypeError(f"a finding has no {', '.join(sorted(unknown))}")
    values = {name: _clean(value) if isinstance(value, str) else value for name, value in fields.items()}
    if values["outcome"] != Outcome.MET:
        values = {"outcome": values["outcome"], "situation": values["situation"], "doubts": values.get("doubts", "")}
    if not values["situation"]:
        raise Refused(_("Write in a few words what you saw or what you tried."))
    size, children = values.get("household_size"), values.get("children")
    if size is not None and children is not None and children > size:
        raise Refused(_("There cannot be more children than people in the household."))
    return values


@transaction.atomic
def seal_finding(*, mission: Mission, by: User) -> None:
    """Close the findings to corrections, because a verdict rests on them (called when one is given)."""
    if Finding.objects.filter(mission=mission, sealed_at=None).update(sealed_at=timezone.now()):
        audit.record("mission.findings_sealed", on=mission, by=by)


@transaction.atomic
def add_photo(*, mission: Mission, by: User, photo: Photo, caption: str = "") -> MissionPhoto:
    """Keep a photo (a cleaned ``core.images.Photo``); the same picture twice is one."""
    mission = _locked(mission)
    rules.check_add_photo(mission, by=by)
    known = mission.photos.filter(sha256=photo.sha256).first()
    if known is not None:
        return known
    kept = MissionPhoto(
        mission=mission, caption=_clean(caption)[:200], sha256=photo.sha256, width=photo.width, height=photo.height,
        size=photo.size, taken_by=by,
    )  # fmt: skip
    kept.file.save(f"{kept.uuid}.jpg", ContentFile(photo.content), save=False)
    kept.save()
    audit.record("mission.photo_added", on=mission, by=by, photo=kept.uuid)
    return kept


@transaction.atomic
def add_photos(*, mission: Mission, by: User, photos: Sequence[Photo], caption: str = "") -> list[MissionPhoto]:
    """Keep several photos with one caption, all or none."""
    return [add_photo(mission=mission, by=by, photo=photo, caption=caption) for photo in photos]


@transaction.atomic
def finish(*, mission: Mission, by: User, at: datetime | None = None) -> Mission:
    """The visit is over and its findings are written."""
    mission = _locked(mission)
    rules.check_finish(mission, by=by, at=at)
    mission.status, mission.ended_at = S.DONE, hour(at, mission.arrived_at or mission.departed_at)
    mission.save(update_fields=["status", "ended_at"])
    audit.record("mission.done", on=mission, by=by, at=mission.ended_at)
    if mission.alert is not None and mission.arrived_at is not None:
        alerts.mark_visited(alert=mission.alert, by=by, mission_number=mission.number)
    return mission


@transaction.atomic
def create_team(
    *, by: User, organisation: Organisation, area: Area, name_ar: str, name_fr: str, vehicle: str = ""
) -> Team:
    """Create a team of an organisation; it can be sent once somebody serves in it."""
    team = Team(
        organisation=organisation, area=area, name_ar=_clean(name_ar), name_fr=_clean(name_fr), vehicle=_clean(vehicle)
    )
    rules.check_compose(team, by=by)
    team.save()
    audit.record("team.created", on=team, by=by, organisation=organisation)
    return team


@transaction.atomic
def change_team(*, team: Team, by: User, name_ar: str, name_fr: str, vehicle: str = "", active: bool = True) -> Team:
    """Rename a team, give it another vehicle, or let it rest."""
    team = (
        Team.objects.select_for_update(of=("self",), no_key=True).select_related("organisation", "area").get(pk=team.pk)
    )
    rules.check_compose(team, by=by)
    if not active and team.missions.filter(status__in=(S.ORDERED, S.DEPARTED, S.ON_SITE)).exists():
        raise Refused(_("This team still has open missions: give them to another team first."))
    team.name_ar, team.name_fr, team.vehicle, team.active = _clean(name_ar), _clean(name_fr), _clean(vehicle), active
    team.save(update_fields=["name_ar", "name_fr", "vehicle", "active"])
    audit.record("team.changed", on=team, by=by, active=active)
    return team


@transaction.atomic
def add_member(
    *, team: Team, by: User, user: User, profession: Profession | str, from_on: date | None = None
) -> Membership:
    """Put a user in a team, with the profession exercised there, from a day on."""
    team = (
        Team.objects.select_for_update(of=("self",), no_key=True).select_related("organisation", "area").get(pk=team.pk)
    )
    rules.check_compose(team, by=by)
    if Membership.objects.filter(team=team, user=user, until_on=None).exists():
        raise Refused(_("%(name)s is already in this team.") % {"name": user.name})
    membership = Membership.objects.create(
        team=team, user=user, profession=Profession(profession), from_on=from_on or timezone.localdate()
    )
    audit.record("team.member_added", on=team, by=by, user=user, profession=membership.profession)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User) -> Membership:
    """Take a member out of a team: yesterday was the last day, today when it was also the first."""
    membership = (
        Membership.objects.select_for_update(of=("self",), no_key=True)
        .select_related("team__organisation", "team__area")
        .get(pk=membership.pk)
    )
    rules.check_compose(membership.team, by=by)
    if membership.until_on is not None:
        raise Refused(_("This membership has already ended."))
    membership.until_on = max(timezone.localdate() - timedelta(days=1), membership.from_on)
    membership.save(update_fields=["until_on"])
    audit.record("team.member_left", on=membership.team, by=by, user=membership.user_id)
    return membership
