"""The steps of a mission, its findings and its photos."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from yaqaza.core import images
from yaqaza.field import actions, queries
from yaqaza.field.forms import CorrectFindingForm, FindingForm
from yaqaza.field.models import Finding, Mission
from yaqaza.field.rules import check_carries_out
from yaqaza.field.states import MissionStatus
from yaqaza.mobile.operations import Act, Outcome, cleaned, operation, settles

S = MissionStatus


def _mission(act: Act) -> Mission:
    return queries.get_mission(act.id("mission"), seen_by=act.by)


JITTER = timedelta(minutes=2)
"""By so much clocks differ from call to call and between the phones of a team: a step is not refused for that."""


def _step(act: Act, action: Callable[..., Any], reached: tuple[str, ...]) -> Outcome:
    """Take a step, unless somebody of the team has taken it: the hour that came first stays."""
    mission = _mission(act)
    if mission.status in reached:
        check_carries_out(mission, by=act.by)
        return Outcome(mission.uuid)
    before = mission.arrived_at or mission.departed_at or mission.ordered_at
    action(mission=mission, by=act.by, at=before if timedelta() < before - act.at < JITTER else act.at)
    return Outcome(mission.uuid)


@operation("mission.departure")
def departure(act: Act) -> Outcome:
    """The team left."""
    return _step(act, actions.depart, (S.DEPARTED, S.ON_SITE, S.DONE))


@operation("mission.arrival")
def arrival(act: Act) -> Outcome:
    """The team was at the place."""
    return _step(act, actions.arrive, (S.ON_SITE, S.DONE))


@operation("mission.end")
def end(act: Act) -> Outcome:
    """The visit was over."""
    return _step(act, actions.finish, (S.DONE,))


@operation("mission.findings")
def findings(act: Act) -> Outcome:
    """What was seen and heard. Where a colleague wrote first and otherwise, both versions stay and somebody chooses."""
    mission = _mission(act)
    said = cleaned(FindingForm(act.data))
    written = Finding.objects.filter(mission=mission).first()
    if written is None:
        actions.write_finding(mission=mission, by=act.by, **said)
        return Outcome(mission.uuid)
    check_carries_out(mission, by=act.by)
    differs = {
        name: act.data[name] for name, value in said.items() if name in act.data and getattr(written, name) != value
    }
    return Outcome(mission.uuid, differs=differs)


@settles("mission.findings")
def settle_findings(act: Act, chosen: frozenset[str]) -> None:
    """Write the chosen fields over the findings that stand, which are kept as an earlier wording."""
    finding = Finding.objects.select_related("mission__team").get(mission=_mission(act))
    told = CorrectFindingForm.of(finding) | {name: act.data[name] for name in chosen}
    said = cleaned(FindingForm(told))
    actions.correct_finding(finding=finding, by=act.by, reason=_("Two phones said different things."), **said)


@operation("mission.photo")
def photo(act: Act) -> Outcome:
    """A photo that was taken there."""
    mission = _mission(act)
    upload = act.file("file")
    with upload.file.open() as content:
        actions.add_photo(mission=mission, by=act.by, photo=images.clean(content), caption=act.text("caption"))
    return Outcome(mission.uuid, used=(upload,))
