"""What the tour of dispatch, rounds and vehicles begins with: missions of tomorrow that wait for a team, a round of yesterday and one of
tonight, a month of a vehicle."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from yaqaza.accounts.permissions import Role
from yaqaza.demo import folk, inquiry
from yaqaza.demo.houses import home
from yaqaza.demo.world import World
from yaqaza.field.models import Encounter, Fuelling, Round, RoundStop, Trip, Vehicle
from yaqaza.field.states import Given, MissionStatus, Oddity, Profession, Purpose, RoundStatus, VehicleKind
from yaqaza.services import actions as services
from yaqaza.services.models import ServiceDelivery

STATION = "محطة الطريق الوطني"
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
    _vehicles(world)


def _vehicles(world: World) -> None:
    """Two vehicles of the cell and a month of one: a trip a day, fuel every fourth, one line that somebody should look at."""
    province = home(world)
    cell, team = world.cells[province.pk][0], world.teams[province.pk][0]
    driver = world.members[team.pk][0]
    plate = "00417-119-16" if world.country == "DZ" else "41762 | أ | 6"
    car = world.add(Vehicle(organisation=cell, registration=plate, kind=VehicleKind.VAN, seats=7))
    spare = "00983-115-16" if world.country == "DZ" else "39015 | ب | 6"
    world.add(Vehicle(organisation=cell, registration=spare, kind=VehicleKind.CAR, seats=5))
    km, price = 84_210, Decimal("46.0") if world.country == "DZ" else Decimal("12.5")
    today = timezone.localtime(world.now).date()
    for back in range(24, 0, -1):
        day, way = today - timedelta(days=back), 38 + world.random.randint(0, 45)
        said = {"vehicle": car, "day": day, "recorded_by": driver, "recorded_at": world.before(back)}
        odd = [Oddity.GAP.value] if back == 9 else []
        km += 71 if odd else 0
        world.add(Trip(team=team, driver=driver, out_km=km, in_km=km + way, oddities=odd, **said))
        km += way
        if back % 4 == 0:
            litres = Decimal(20 + world.random.randint(0, 6))
            world.add(Fuelling(km=km, litres=litres, amount=litres * price, station=STATION, **said))


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
