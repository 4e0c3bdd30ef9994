"""Puts the synthetic country together, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from yaqaza.accounts.models import Organisation
from yaqaza.accounts.permissions import Role
from yaqaza.accounts.states import UnitKind
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.states import AlertStatus
from yaqaza.cases.models import Case
from yaqaza.core import audit, ids
from yaqaza.demo import (
    answers,
    doubts,
    duty,
    files,
    folk,
    houses,
    inquiry,
    intake,
    orders,
    phones,
    roads,
    studies,
    talks,
    texts,
)
from yaqaza.demo import published as published_posts
from yaqaza.demo.world import World
from yaqaza.field.models import Mission, Team
from yaqaza.people.actions import filing
from yaqaza.services import published
from yaqaza.services.actions import load
from yaqaza.territory.models import Area

ALERTS = 2000
CASES = 600
GATHERED = 380
ON_MISSION = 25
UNREAD, READ = 42, 28
Step = Callable[[str], None]

# Whose people the published acts are about: ages and sex of each group of ``services.published``.
GROUPS: dict[str, tuple[tuple[int, int], bool | None, bool]] = {
    "WOMEN": ((19, 58), True, False),
    "ELDERLY": ((62, 90), None, False),
    "MENTAL": ((20, 60), None, False),
    "CHILDREN": ((7, 13), None, False),
    "SHELTER": ((19, 70), None, True),
    "COMPLEX_CHILDREN": ((5, 12), None, False),
    "COMPLEX_STREET": ((19, 70), None, True),
    "COMPLEX_WOMEN": ((20, 60), True, False),
    "COMPLEX_ELDERLY": ((62, 85), None, False),
}


def is_empty() -> bool:
    return not Organisation.objects.exists()


@transaction.atomic
def build(*, seed: int, now: datetime, tell: Step) -> dict[str, int]:
    """Make the country of the setting; return how many of what there are. ``tell`` hears of each step."""
    world = World(settings.COUNTRY, seed, now)
    tell("organisations, users, teams")
    houses.build(world)
    orders.build(world)
    tell("case files")
    acts = list(files.files(world, CASES))
    tell("alerts")
    _other_alerts(world)
    _today(world)
    sown = doubts.sow(world, acts)
    intake.shifts(world)
    duty.build(world)
    roads.build(world)
    talks.build(world)
    files.number_all(world)
    intake.number_all(world.pending(Alert))
    intake.read_all(world, world.pending(Alert))
    files.name_in_events(world)
    groups = _published_people(world, tell) if world.country == "MA" else {}
    counts = {"cases": len(world.pending(Case)), "alerts": len(world.pending(Alert))}
    tell("writing")
    counts["rows"] = world.write()
    filing.file_all()
    tell("acts of help")
    acts.sort(key=lambda row: row.recorded_at or now)
    counts["acts"] = load(acts, source="demo")
    counts["acts"] += roads.give()
    if groups:
        tell("the published acts")
        counts["acts"] += load(published.deliveries(seed, groups, _places(world)), source="demo: published totals")
    tell("warning signs")
    counts["signs"] = doubts.find(world, sown)
    tell("what was published")
    counts["posts"] = published_posts.build(world, houses.home(world))
    with ids.repeatable(world.random):
        tell("questionnaires")
        counts["answers"] = answers.build(world)
        tell("studies")
        counts["surveyed"] = studies.build(world)
    tell("phones outside")
    counts["told"] = phones.build(world)
    audit.record("demo.loaded", seed=seed, country=world.country, **counts)
    tell("statistics")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return counts


def _other_alerts(world: World) -> None:
    """Repeats of what is in files, alerts on which a team is out, what was dismissed, and what waits."""
    leads = list(world.pending(Alert))
    for lead in world.random.choices(leads, k=GATHERED):
        at = min(lead.received_at + timedelta(minutes=world.random.randint(4, 600)), world.now)
        row = intake.alert(
            world, _province(world, lead), lead.area, at, category=lead.category, text=texts.again(world.random, lead.text),
            language=lead.language, urgency=lead.urgency, status=AlertStatus.READ,
        )  # fmt: skip
        row.area, row.area_path, row.organisation = lead.area, lead.area_path, lead.organisation
        row.read_at = min(row.read_at, world.now)
        intake.gather(world, lead, row, row.read_at, row.read_by)
    for _ in range(ON_MISSION):
        province, commune = intake.place(world)
        _send(world, province, commune, world.some(world.teams[province.pk]))
    intake.waiting(world, UNREAD, READ)
    intake.dismissed(world, ALERTS - len(world.pending(Alert)) - 3)


def _province(world: World, alert: Alert) -> Area:
    known = {province.pk: province for province in world.provinces}
    return next(known[int(part)] for part in alert.area.path.rstrip(".").split(".") if int(part) in known)


def _send(world: World, province: Area, commune: Area, team: Team, *, fresh: bool = False) -> Mission:
    at = world.now - timedelta(hours=world.random.uniform(0.5, 3))
    row = intake.alert(world, province, commune, at, status=AlertStatus.ON_MISSION)
    row.area, row.area_path, row.organisation = commune, commune.path, world.cells[province.pk][0]
    row.place_precision = "COMMUNE" if row.lon is None else "EXACT"
    row.read_at = row.decided_at = min(row.read_at, world.now)
    mission = inquiry.order(world, team, commune, row.read_at, row, None, row.read_by)
    intake.event(world, row, AlertEvent.Kind.MISSION, row.read_at, row.read_by)
    if not fresh:
        inquiry.begin(world, mission)
    return mission


def _today(world: World) -> None:
    """Three missions wait for the field login of the tour."""
    province = houses.home(world)
    team = world.teams[province.pk][0]
    for index in range(3):
        mission = _send(world, province, world.some(world.communes[province.pk]), team, fresh=True)
        mission.window_start = world.now + timedelta(minutes=20 + 90 * index)
        mission.window_end = mission.window_start + timedelta(hours=2)


def _published_people(world: World, tell: Step) -> dict[str, list[int]]:
    """Persons behind the published totals, with ages that fit the days of the acts."""
    province = houses.home(world)
    communes = world.communes[province.pk] or [province]
    result = {}
    for group, (ages, female, outside) in GROUPS.items():
        tell(f"people: {group.lower().replace('_', ' ')}")
        complex_ = group.startswith("COMPLEX")
        at = (
            datetime(2010, 9, 1, tzinfo=world.now.tzinfo)
            if complex_
            else datetime(2021, 10, 1, tzinfo=world.now.tzinfo)
        )
        house = world.directorates[province.pk] if not complex_ else world.units[UnitKind.ADMINISTRATION]
        result[group] = [
            folk.person(
                world, world.some(communes), house, ages=ages, female=female, at=at, outside=outside, known=0.25
            ).pk
            for _ in range(published.NEEDS[group])
        ]  # fmt: skip
    return result


def _places(world: World) -> dict[str, list[published.Place]]:
    """Where the published acts were done and by whom."""
    province = houses.home(world)
    cell = world.cells[province.pk][0]
    crew = [user.pk for team in world.teams[province.pk] for user in world.members[team.pk]]
    officers = [user.pk for user in world.staff[province.pk, Role.DUTY_OFFICER]]
    head = world.staff[province.pk, Role.CENTRE_HEAD][0].pk
    communes = world.communes[province.pk] or [province]
    places = {"PROVINCIAL": [published.Place(cell.pk, commune.pk, officers[0], crew) for commune in communes]}
    for kind, unit in world.units.items():
        places[str(kind)] = [published.Place(unit.pk, communes[0].pk, head)]
    return places
