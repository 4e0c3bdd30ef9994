"""Alerts of two years: most long decided, some waiting now."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Role
from yaqaza.alerts import analysis, rules
from yaqaza.alerts.models import Alert, AlertEvent, HandOver, Story
from yaqaza.alerts.queries import tracking_hash
from yaqaza.alerts.reading import folded
from yaqaza.alerts.states import NEEDS_OF, Category, Channel, DismissReason, Need, PlacePrecision
from yaqaza.alerts.states import AlertStatus as S
from yaqaza.core.crypto import blind_index
from yaqaza.core.ids import reserve_numbers
from yaqaza.demo import folk, texts
from yaqaza.demo.houses import home
from yaqaza.demo.world import World
from yaqaza.territory.models import Area

K = AlertEvent.Kind
CATEGORIES = {
    Category.FAMILY_IN_NEED: 30, Category.ELDERLY_IN_DANGER: 17, Category.WITHOUT_SHELTER: 20, Category.ILLNESS_WITHOUT_CARE: 16,
    Category.CHILD_IN_DANGER: 7, Category.VIOLENCE: 7, Category.OTHER: 3,
}  # fmt: skip
CHANNELS = {
    Channel.PORTAL: 34, Channel.HOTLINE: 30, Channel.MEDIA: 12, Channel.VISIT: 9, Channel.PARTNER: 7, Channel.FIELD: 5, Channel.SMS: 3,
}  # fmt: skip
TRACKING = "DEMN-2345"
"""The code of one alert of the demonstration."""


def place(world: World) -> tuple[Area, Area]:
    """Return a province and one of its communes: a third of everything happens where the tour takes place."""
    province = home(world)
    if not world.chance(0.34):
        weights = [area.population or 1 for area in world.provinces]
        province = world.random.choices(world.provinces, weights)[0]
    communes = world.communes[province.pk] or [province]
    weights = [area.population or 1 for area in communes]
    return province, world.random.choices(communes, weights)[0]


def alert(
    world: World, province: Area, commune: Area, at: datetime, *, category: Category | None = None, text: str = "", language: str = "",
    urgency: int = 0, status: S = S.NEW,
) -> Alert:  # fmt: skip
    """Add an alert; read and decided ones are read by an officer of the province minutes after."""
    random = world.random
    category = category or world.weighted(CATEGORIES)
    if not text:
        said = texts.report(random, category, commune)
        text, language, urgency = said.text, said.language, said.urgency
    channel = world.weighted(CHANNELS)
    located = world.chance(0.93)
    anonymous = channel in (Channel.PORTAL, Channel.MEDIA) and world.chance(0.45)
    number = "" if anonymous or channel == Channel.MEDIA else folk.phone(world)
    exact = located and world.chance(0.25) and commune.centroid_lon is not None
    area = commune if located else world.root
    row = Alert(
        channel=channel, received_at=at, text=text, folded=folded(text, ""), language=language if language == "fr" else "ar",
        category=category, urgency=urgency,
        due_at=rules.due_at(urgency, at), area=area, area_path=area.path,
        place_precision=PlacePrecision.EXACT if exact else PlacePrecision.COMMUNE if located else PlacePrecision.UNKNOWN,
        lon=commune.centroid_lon + random.uniform(-0.01, 0.01) if exact else None,
        lat=commune.centroid_lat + random.uniform(-0.01, 0.01) if exact else None,
        anonymous=anonymous, reporter_phone=number, reporter_index=blind_index("phone", number),
        organisation=world.cells[province.pk][0] if located else world.ministry, status=status,
        reach=random.choice([1, 12, 140, 900]) if channel == Channel.MEDIA else 1,
    )  # fmt: skip
    officer = world.worker(province, Role.DUTY_OFFICER)
    if channel in (Channel.HOTLINE, Channel.VISIT):
        row.recorded_by = officer
    world.add(row)
    event(world, row, K.RECEIVED, at, row.recorded_by)
    if status != S.NEW:
        row.read_at, row.read_by = at + timedelta(minutes=random.randint(2, 50)), officer
        event(world, row, K.READ, row.read_at, officer)
    return row


def event(world: World, row: Alert, kind: str, at: datetime, by: User | None, text: str = "") -> AlertEvent:
    return world.add(AlertEvent(alert=row, at=at, kind=kind, by=by, text=text))


def gather(world: World, lead: Alert, row: Alert, at: datetime, by: User) -> None:
    """Put ``row`` with ``lead``: one story."""
    story = lead.story or world.add(Story(lead=lead, created_at=at))
    lead.story = row.story = story
    row.sensitive = lead.sensitive
    row.status, row.decided_at, row.dismiss_reason = S.GATHERED, at, ""
    event(world, row, K.GATHERED, at, by)


def dismissed(world: World, count: int) -> None:
    for _ in range(count):
        at = world.before(world.random.uniform(1.5, 730))
        province, commune = place(world)
        row = alert(world, province, commune, at, status=S.DISMISSED)
        row.dismiss_reason = world.weighted(
            {DismissReason.NO_CONTACT: 4, DismissReason.OUT_OF_SCOPE: 3, DismissReason.ALREADY_HELPED: 2, DismissReason.NOT_HARDSHIP: 2,
             DismissReason.ABUSE: 1}
        )  # fmt: skip
        row.decided_at = row.read_at + timedelta(minutes=world.random.randint(1, 240))
        event(world, row, K.DISMISSED, row.decided_at, row.read_by)


def waiting(world: World, unread: int, read: int) -> None:
    """What stands in the queue now; most of it where the tour takes place."""
    for index in range(unread + read):
        province, commune = place(world)
        if world.chance(0.5):
            province = home(world)
            commune = world.some(world.communes[province.pk] or [province])
        at = world.now - timedelta(minutes=int(2 + world.random.expovariate(1 / 140)))
        row = alert(world, province, commune, at, status=S.NEW if index < unread else S.READ)
        if row.read_at:
            row.read_at = min(row.read_at, world.now)
        if index % 11 == 0:
            row.has_addition = True
            event(world, row, K.ADDITION, min(at + timedelta(minutes=9), world.now), None, world.some(texts.ADDITIONS))
        if index == 0:
            row.tracking_hash = tracking_hash(TRACKING)
            row.channel, row.recorded_by = Channel.PORTAL, None


def shifts(world: World) -> None:
    """Notes from shift to shift in the cell of the tour; the last waits to be acknowledged."""
    province = home(world)
    officers = world.staff[province.pk, Role.DUTY_OFFICER]
    for back, text in zip((58, 34, 10), texts.HANDOVERS, strict=True):
        at = world.now - timedelta(hours=back)
        writer = officers[-1]
        note = HandOver(organisation=world.cells[province.pk][0], written_at=at, written_by=writer, text=text)
        if back > 20:
            note.acknowledged_at, note.acknowledged_by = at + timedelta(minutes=20), officers[0]
        world.add(note)


def read_all(world: World, alerts: list[Alert]) -> None:
    """Have the program read them, as it does with every alert that comes; how many people are concerned is what the words say."""
    for row, found in zip(alerts, analysis.understand((row.text, "") for row in alerts), strict=True):
        read = world.add(analysis.as_reading(row.pk, found))
        said = {*NEEDS_OF[Category(row.category)], *read.stated}
        row.needs = [need.value for need in Need if need in said]
        row.people_count = read.people_count


def number_all(alerts: list[Alert]) -> None:
    """Give the alerts their numbers in the order in which they came."""
    by_year: dict[int, list[Alert]] = defaultdict(list)
    for row in sorted(alerts, key=lambda row: row.received_at):
        by_year[row.received_at.year].append(row)
    for year, rows in sorted(by_year.items()):
        first = reserve_numbers(f"A-{year}-", len(rows))
        for offset, row in enumerate(rows):
            row.number = f"A-{year}-{first + offset:06d}"
