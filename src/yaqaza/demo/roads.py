"""What the tour of dispatch and of rounds begins with: missions of tomorrow that wait for a team, a round of yesterday, one of tonight."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from yaqaza.accounts.permissions import Role
from yaqaza.demo import folk, inquiry
from yaqaza.demo.houses import home
from yaqaza.demo.world import World
from yaqaza.field.models import Encounter, Round, RoundStop
from yaqaza.field.states import Given, MissionStatus, Profession, Purpose, RoundStatus
from yaqaza.services import actions as services
from yaqaza.services.models import ServiceDelivery

WAITING = 9
DAY_STARTS, DAY_ENDS = time(9), time(17)
ASKED: tuple[tuple[Profession, ...], ...] = ((), (), (), (Profession.PSYCHOLOGIST,), (Profession.DOCTOR,))


STREET = (
    ("المحطة", "رجل في نحو الستين، معطف رمادي"),
    ("الميناء", "شاب يحمل حقيبة زرقاء"),
    ("قرب السوق المغطى", "امرأة مع طفل"),
)


def build(world: World) -> None:
    """Add both."""
    _waiting(world)
    for back in (1, 0):
        _round(world, back)


def _round(world: World, back: int) -> None:
    """An evening of the first team; one that is over met four people, one of whom refused."""
    province = home(world)
    team, cell = world.teams[province.pk][0], world.cells[province.pk][0]
    officer, member = world.staff[province.pk, Role.DUTY_OFFICER][0], world.members[team.pk][0]
    day = timezone.localtime(world.now).date() - timedelta(days=back)
    start, end = (timezone.make_aware(datetime.combine(day, clock)) for clock in (time(19, 30), time(23, 45)))
    over = back > 0
    made = world.add(
        Round(
            organisation=cell, team=team, area=team.area, area_path=team.area.path,
            starts_at=start, ends_at=end, from_text=cell.name_ar[:120], to_text=cell.name_ar[:120], planned_by=officer,
            planned_at=world.before(2), status=RoundStatus.CLOSED if over else RoundStatus.PLANNED,
            started_at=start if over else None, closed_at=end if over else None, note="ليلة باردة." if over else "",
        )
    )  # fmt: skip
    for turn, (place, looks) in enumerate(STREET, 1):
        commune = world.some(world.communes[province.pk])
        at = start + timedelta(minutes=60 * turn)
        stop = world.add(
            RoundStop(
                round=made, turn=turn, area=commune, place_text=place, lon=commune.centroid_lon, lat=commune.centroid_lat,
                planned_at=at, purpose="وجبات وأغطية", reached_at=at if over else None,
            )
        )  # fmt: skip
        if over:
            person = folk.person(world, commune, cell, ages=(25, 65), female=None, at=at, outside=True, known=0)
            given = [Given.MEAL.value, *([Given.BLANKET.value] if turn == 1 else [])]
            world.add(Encounter(round=made, stop=stop, at=at, person=person, given=given, noted_by=member))
            if turn == 2:
                world.add(Encounter(round=made, stop=stop, at=at, description=looks, refused=True, noted_by=member))


def give() -> int:
    """Let what the rounds gave go into the ledger, as it does when a team notes it; return how many acts that is."""
    for met in Encounter.objects.order_by("at", "id"):
        services.follow_encounter(encounter=met)
    return ServiceDelivery.objects.filter(encounter__isnull=False).count()


def _waiting(world: World) -> None:
    """Nine missions of tomorrow wait for a team; one of them asks for somebody whom no team may have."""
    province = home(world)
    officer = world.staff[province.pk, Role.DUTY_OFFICER][0]
    cell = world.cells[province.pk][0]
    tomorrow = timezone.localtime(world.now).date() + timedelta(days=1)
    start, end = (timezone.make_aware(datetime.combine(tomorrow, clock)) for clock in (DAY_STARTS, DAY_ENDS))
    for number in range(WAITING):
        commune = world.some(world.communes[province.pk])
        mission = inquiry.order(world, world.teams[province.pk][0], commune, world.before(0.3), None, None, officer)
        mission.team, mission.organisation, mission.status = None, cell, MissionStatus.WAITING
        mission.purpose, mission.urgency = (
            (Purpose.FOLLOW_UP, Purpose.FAMILY_INVESTIGATION)[number % 2],
            (1, 2, 2, 3)[number % 4],
        )
        mission.professions = [each.value for each in ASKED[number % len(ASKED)]]
        mission.window_start = start + timedelta(hours=number % 3)
        mission.window_end = end if number % 2 else start + timedelta(hours=5)
