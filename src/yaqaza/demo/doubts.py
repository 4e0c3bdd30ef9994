"""What does not fit together in the synthetic country: a dozen warning signs, found by the program as it finds all others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle

from yaqaza.accounts.permissions import Role
from yaqaza.alerts.actions import fingerprints
from yaqaza.alerts.models import Alert
from yaqaza.alerts.reading import folded
from yaqaza.alerts.states import Category
from yaqaza.cases.models import Case, CaseAlert
from yaqaza.cases.states import Verdict
from yaqaza.core.crypto import blind_index
from yaqaza.core.refusal import why_not
from yaqaza.demo import folk, houses, inquiry
from yaqaza.demo.world import World
from yaqaza.field.models import Finding, Mission
from yaqaza.field.states import MissionStatus, Outcome
from yaqaza.language.accounts import ccp_key
from yaqaza.people.models import PersonPhone
from yaqaza.services.actions import Row
from yaqaza.services.models import ServiceDelivery
from yaqaza.signals import actions, rules
from yaqaza.signals.models import Signal
from yaqaza.signals.states import Kind
from yaqaza.territory.models import Area

PHONES, ACCOUNTS = 2, 2
HOMES_A_PHONE = 3
AWAY = 0.6  # degrees of latitude: about 65 km
GIVEN_TWICE = ("FOOD_BASKET", "HOUSEHOLD_EQUIPMENT", "CASH_AID")
WITHOUT_GROUND = (Verdict.UNFOUNDED, Verdict.FRAUDULENT)
PLEA = (
    "نداء إلى أهل الخير، أرملة تعيل خمسة أطفال في بيت من الطوب بلا سقف ولا كهرباء، وابنتها الصغرى مريضة بالقلب وتحتاج عملية قبل نهاية "
    "الشهر، وقد باعت كل ما تملك ولم يبق لها معيل، نرجو من المسؤولين أن ينظروا في حالها."
)


@dataclass
class Sown:
    """The rows around which signs are to be found."""

    people: list[int] = field(default_factory=list)
    alerts: list[int] = field(default_factory=list)
    missions: list[int] = field(default_factory=list)


def sow(world: World, acts: list[Row]) -> Sown:
    """Make some rows not fit together, before they are written; most in the province of the tour."""
    sown, home = Sown(), houses.home(world)
    led = {row.case_id: row.alert for row in reversed(world.pending(CaseAlert))}
    cases = [case for case in world.pending(Case) if _is_told_of(case) and case.pk in led]
    cases.sort(key=lambda case: (not case.area_path.startswith(home.path), case.pk))
    if len(cases) < HOMES_A_PHONE:
        return sown
    _reporter(world, [case for case in cases if case.verdict in WITHOUT_GROUND], led, sown)
    turn = cycle(cases)
    for _ in range(PHONES):
        number = folk.phone(world)
        for _home in range(HOMES_A_PHONE):
            person = next(turn).person
            world.add(PersonPhone(person=person, number=number))
            sown.people.append(person.pk)
    for _ in range(ACCOUNTS):
        account = _account(world)
        for _home in range(2):
            _say(led[next(turn).pk], account, sown)
    families = [case for case in cases if led[case.pk].category == Category.FAMILY_IN_NEED]
    for case in families[:2]:
        _say(led[case.pk], "", sown, text=PLEA)
    _visits(world, cycle(cases), home, sown)
    verified = [case for case in cases if case.verdict == Verdict.VERIFIED and case.opened_at < world.before(40)]
    for case, kind in zip(verified, GIVEN_TWICE, strict=False):
        acts += _twice(world, case, kind)
    return sown


def _is_told_of(case: Case) -> bool:
    """Say whether a file may stand in a sign: one that many may read, about a grown-up, for no child has a telephone or an account."""
    person = case.person
    if person is None or person.birth_date is None or case.sensitive:
        return False
    return case.opened_at.year - person.birth_date.year > folk.ADULT


def _account(world: World) -> str:
    """An account number of the right shape that belongs to nobody we know of."""
    if world.country == "DZ":
        number = str(world.random.randrange(1_000_000, 9_999_999))
        return f"CCP {number} clé {ccp_key(number)}"
    digits = f"007780{world.random.randrange(10**15, 10**16)}"
    return f"RIB {digits}{97 - int(digits + '00') % 97:02d}"


def _say(alert: Alert, words: str, sown: Sown, *, text: str = "") -> None:
    alert.text = f"{text or alert.text} {words}".strip()
    alert.folded = folded(alert.text, "")
    alert.language = "ar" if text else alert.language
    if text:
        alert.recorded_by = None  # sent by people, not written down by an officer
    sown.alerts.append(alert.pk)


def _reporter(world: World, cases: list[Case], led: dict[int, Alert], sown: Sown) -> None:
    """One telephone that reported what nobody could confirm."""
    recent = [case for case in cases if led[case.pk].received_at > world.before(350)][:3]
    number = folk.phone(world)
    for alert in (led[case.pk] for case in recent):
        alert.anonymous, alert.reporter_phone, alert.reporter_index = False, number, blind_index("phone", number)
        sown.alerts.append(alert.pk)


def _visits(world: World, cases: Iterator[Case], home: Area, sown: Sown) -> None:
    """Two pairs of arrivals that no team can drive, and findings at the wrong time or place."""
    if home.centroid_lon is None or home.centroid_lat is None:
        return
    hour = timedelta(hours=1)
    for days, first, second, written in (
        (12, 1.5 * hour, 1.7 * hour, 0.4 * hour),
        (19, 2.0 * hour, 2.3 * hour, 0.4 * hour),
        (26, 2.0 * hour, None, -0.5 * hour),
        (33, 2.0 * hour, 5.0 * hour, 4.0 * hour),
    ):
        at = world.before(days).replace(hour=7)
        one = _visit(world, next(cases), home, at + first, written)
        sown.missions.append(one.pk)
        if second is not None:
            other = _visit(world, next(cases), home, at + second, 0.4 * hour)
            assert one.lat is not None  # noqa: S101  # as the home's
            other.lon, other.lat = one.lon, one.lat - AWAY
            other.area = _nearest(world, one.area, other.lat)
            other.area_path = other.area.path
            sown.missions.append(other.pk)


def _nearest(world: World, home: Area, lat: float) -> Area:
    """The commune at a latitude south of ``home``: what the order says and where the team was are one place."""
    placed = [area for areas in world.communes.values() for area in areas if area.centroid_lat is not None]
    return min(placed, key=lambda area: (area.centroid_lat - lat) ** 2 + (area.centroid_lon - home.centroid_lon) ** 2)


def _visit(world: World, case: Case, home: Area, arrived: timedelta | object, written: timedelta) -> Mission:
    team = world.teams[home.pk][0]
    officer = world.staff[home.pk, Role.DUTY_OFFICER][0]
    mission = inquiry.order(world, team, case.area, arrived - timedelta(hours=3), None, case.person, officer)
    if mission.lat is None:  # where the file is, else where the province is
        mission.lon, mission.lat = home.centroid_lon, home.centroid_lat
    mission.departed_at, mission.arrived_at = arrived - timedelta(hours=1), arrived
    mission.ended_at, mission.status = arrived + max(written, timedelta()) + timedelta(minutes=15), MissionStatus.DONE
    world.add(
        Finding(
            mission=mission, outcome=Outcome.MET, situation="زيارة تتبع: الوضع كما وُصف في الملف.", written_at=arrived + written,
            written_by=world.some(world.members[team.pk]),
        )
    )  # fmt: skip
    return mission


def _twice(world: World, case: Case, kind: str) -> list[Row]:
    """The same aid from the directorate and from the cell, ten days apart."""
    province = next(p for p in world.provinces if case.area_path.startswith(p.path))
    officer = world.staff[province.pk, Role.DUTY_OFFICER][0]
    given = {
        "service_type": kind,
        "programme": case.programme_code,
        "area": case.area_id,
        "person": case.person_id,
        "case": case.pk,
    }
    return [
        Row(
            **given, delivered_on=world.before(days).date(), organisation=house.pk, recorded_by=by.pk, professional=by.pk,
            recorded_at=world.before(days),
        )
        for days, house, by in (
            (18, case.organisation, case.worker), (8, world.cells[province.pk][0], officer),
        )
    ]  # fmt: skip


def find(world: World, sown: Sown) -> int:
    """Find the signs around what was sown, and let people act on some of them; return how many there are."""
    fingerprints.make(alert_ids=sown.alerts)
    given = ServiceDelivery.objects.filter(service_type__code__in=GIVEN_TWICE).order_by("pk")
    actions.look("deliveries", given.values_list("pk", flat=True))
    for source in ("people", "alerts", "missions"):
        actions.look(source, getattr(sown, source))
    _act(world)
    return Signal.objects.count()


def _act(world: World) -> None:
    """One is asked about, one explained, one set aside as an association's number."""
    supervisor = world.staff[houses.home(world).pk, Role.SUPERVISOR][0]
    today = world.now.date()

    def one(kind: Kind) -> Signal | None:
        waiting = Signal.objects.filter(kind=kind, status="OPEN").order_by("pk")
        return next((sign for sign in waiting if not why_not(rules.check_decide, sign, by=supervisor)), None)

    if (sign := one(Kind.SAME_ACCOUNT)) is not None:
        first = sign.evidence.order_by("pk").first()
        assert first is not None and first.case is not None and first.case.worker is not None  # noqa: S101  # sown so
        reply = actions.ask(signal=sign, by=first.case.worker, evidence=first.uuid, way="PHONE", asked_on=today)
        actions.answer(
            reply=reply, by=first.case.worker, answered="ANSWERED", answered_on=today, answer="هو حساب ابن عمي، يستلم عنا لأن البريد بعيد."
        )  # fmt: skip
    if (sign := one(Kind.AID_TWICE)) is not None:
        actions.decide(
            signal=sign,
            by=supervisor,
            decision="EXPLAINED",
            reason="الأولى من مخزون قديم، وعُوضت بعد أن تبين أنها ناقصة.",
        )
    if (sign := one(Kind.SAME_PHONE)) is not None:
        actions.decide(
            signal=sign, by=supervisor, decision="DISMISSED", reason="هاتف جمعية الحي، تستقبل به مكالمات من لا هاتف لهم.",
            sharing="ASSOCIATION", note="جمعية الحي",
        )  # fmt: skip
