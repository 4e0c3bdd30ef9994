"""A mission told: the steps of its path and what happened when."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yaqaza.core import dates
from yaqaza.core.components import Entry, Step
from yaqaza.field.models import Mission
from yaqaza.field.states import MissionStatus

S = MissionStatus


def steps(mission: Mission) -> list[Step]:
    """Return ordered → left → arrived → findings → done, with the hour of each that is past."""
    finding = getattr(mission, "finding", None)
    path = [
        (pgettext("mission step", "Ordered"), mission.ordered_at),
        (pgettext("mission step", "Left"), mission.departed_at),
        (pgettext("mission step", "Arrived"), mission.arrived_at),
        (pgettext("mission step", "Findings"), finding.written_at if finding else None),
        (pgettext("mission step", "Done"), mission.ended_at if mission.status == S.DONE else None),
    ]
    told = []
    waiting = mission.is_open
    for label, at in path:
        if at is not None:
            told.append(Step(label, dates.clock(at), "done"))
        elif waiting:
            told.append(Step(label, "", "now"))
            waiting = False
        else:
            told.append(Step(label, "", "next"))
    return told


def timeline(mission: Mission) -> list[Entry]:
    """Return what happened on a mission, the latest first."""
    officer = mission.ordered_by.name
    entries = [Entry(mission.ordered_at, "clipboard-list", _("Mission ordered"), who=officer)]
    if mission.departed_at:
        entries.append(Entry(mission.departed_at, "car", _("The team left"), who=mission.team.name))
    if mission.arrived_at:
        entries.append(Entry(mission.arrived_at, "map-pin", _("The team arrived"), who=mission.team.name))
    finding = getattr(mission, "finding", None)
    if finding is not None:
        entries.append(
            Entry(
                finding.written_at,
                "writing",
                _("Findings written: %(outcome)s") % {"outcome": finding.result.label},
                who=finding.written_by.name,
                important=finding.danger == "IMMEDIATE",
            )
        )
        for correction in finding.corrections.select_related("by").order_by("id"):
            entries.append(
                Entry(correction.at, "edit", _("Findings corrected"), who=correction.by.name, quote=correction.reason)
            )
        if finding.sealed_at:
            entries.append(Entry(finding.sealed_at, "lock", _("Findings closed by a verdict")))
    if mission.status == S.DONE and mission.ended_at:
        entries.append(Entry(mission.ended_at, "check", _("Mission done"), who=mission.team.name))
    if mission.status == S.CANCELLED and mission.ended_at:
        entries.append(
            Entry(mission.ended_at, "ban", _("Mission cancelled"), quote=mission.cancel_reason, important=True)
        )
    return sorted(entries, key=lambda entry: entry.at, reverse=True)
