"""Ministry, directorates, cells, the social complex, partners, users and teams."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from yaqaza import countries
from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Role
from yaqaza.accounts.states import OrganisationKind as K
from yaqaza.accounts.states import OrganisationStatus as S
from yaqaza.accounts.states import UnitKind as U
from yaqaza.demo import names
from yaqaza.demo.logins import LOGINS, PASSWORD
from yaqaza.demo.world import World, spread
from yaqaza.field.models import Membership, Team
from yaqaza.field.states import Profession as P
from yaqaza.territory.models import Area, Level

CELLS_CREATED = 311
"""Proximity cells created and active in the whole of Algeria, as the ministry says."""
CELLS_ACTIVE = 294
CREWS = (
    (P.DOCTOR, P.PSYCHOLOGIST, P.SOCIAL_ASSISTANT, P.DRIVER),
    (P.PSYCHOLOGIST, P.SOCIOLOGIST, P.DRIVER),
    (P.NURSE, P.SOCIAL_ASSISTANT, P.VOLUNTEER, P.DRIVER),
)
HOME = {"DZ": "16", "MA": "02.411"}  # the province of the tour: Alger; Oujda-Angad
UNITS = {
    U.CHILD_PROTECTION: ("وحدة حماية الطفولة", "Unité de protection de l’enfance"),
    U.SOCIAL_EMERGENCY: ("وحدة الإسعاف الاجتماعي المتنقل", "Unité mobile d’urgence sociale"),
    U.WOMEN_SPACE: ("الفضاء المتعدد الوظائف للنساء", "Espace multifonctionnel des femmes"),
    U.ELDERLY_SPACE: ("فضاء المسنين", "Espace des personnes âgées"),
    U.ADMINISTRATION: ("إدارة المركب", "Administration du complexe"),
}
PARTNERS = {
    "HOSP": ("المستشفى العمومي", "Hôpital public", K.INSTITUTION),
    "POL": ("الأمن الوطني", "Sûreté nationale", K.INSTITUTION),
    "EDU": ("مديرية التربية", "Direction de l’éducation", K.INSTITUTION),
    "ASSO": ("جمعية التضامن والرعاية", "Association Solidarité et soin", K.ASSOCIATION),
}


def build(world: World) -> None:
    """Fill the world with organisations, users, postings and teams."""
    _places(world)
    _organisations(world)
    _people(world)


def _places(world: World) -> None:
    areas = {area.pk: area for area in Area.objects.filter(country=world.country, valid_to=None).defer("geometry")}
    world.root = next(area for area in areas.values() if area.level == Level.COUNTRY)
    world.provinces = sorted((a for a in areas.values() if a.level == Level.PROVINCE), key=lambda area: area.code)
    world.communes = {province.pk: [] for province in world.provinces}
    for area in sorted(areas.values(), key=lambda area: area.code):
        if area.level == Level.COMMUNE:
            above = [int(part) for part in area.path.rstrip(".").split(".")]
            for key in above:
                if key in world.communes:
                    world.communes[key].append(area)


def home(world: World) -> Area:
    """Return the province of the tour."""
    code = HOME[world.country]
    return next((p for p in world.provinces if p.code == code), None) or max(
        world.provinces, key=lambda area: area.population or 0
    )


def _organisations(world: World) -> None:
    pack = countries.get(world.country)
    ministry, directorate = pack.institutions["MINISTRY"], pack.institutions["DIRECTORATE"]
    world.ministry = _house(world, None, K.MINISTRY, "MIN", world.root, ministry.ar, ministry.fr, date(2000, 1, 1))
    for province in world.provinces:
        code = province.code.replace(".", "")
        world.directorates[province.pk] = _house(
            world, world.ministry, K.DIRECTORATE, f"DIR-{code}", province,
            f"{directorate.ar} – {province.name_ar}", f"{directorate.fr} – {province.name_fr}", date(2002, 3, 1),
        )  # fmt: skip
        duty = _house(
            world, world.directorates[province.pk], K.CELL, f"VIG-{code}", province, f"خلية اليقظة – {province.name_ar}",
            f"Cellule de vigilance – {province.name_fr}", date(2018, 1, 15), unit_kind=U.DUTY_CELL,
        )  # fmt: skip
        world.cells[province.pk].append(duty)
        for short, (ar, fr, kind) in PARTNERS.items():
            partner = _house(
                world, None, kind, f"{short}-{code}", province, f"{ar} – {province.name_ar}", f"{fr} – {province.name_fr}", date(2010, 1, 1)
            )  # fmt: skip
            world.partners[province.pk].append(partner)
    if world.country == "DZ":
        _proximity_cells(world)
    _complex(world)


def _proximity_cells(world: World) -> None:
    """311 cells over the provinces by population; 294 of them work."""
    placed = spread(world.provinces, [province.population or 1 for province in world.provinces], CELLS_CREATED)
    idle = set(world.random.sample(range(CELLS_CREATED), CELLS_CREATED - CELLS_ACTIVE))
    counts: dict[int, int] = {}
    for index, province in enumerate(placed):
        counts[province.pk] = number = counts.get(province.pk, 0) + 1
        communes = world.communes[province.pk] or [province]
        commune = communes[(number * 7) % len(communes)]
        created = date(1997, 1, 1) + timedelta(days=world.random.randrange(9000))
        cell = _house(
            world, world.directorates[province.pk], K.CELL, f"CPS-{province.code}-{number:02}", commune,
            f"الخلية الجوارية للتضامن {number} – {commune.name_ar}", f"Cellule de proximité {number} – {commune.name_fr}", created,
            unit_kind=U.PROXIMITY_CELL, status=world.some([S.CREATED, S.SUSPENDED]) if index in idle else S.ACTIVE,
        )  # fmt: skip
        if index not in idle:
            world.cells[province.pk].append(cell)


def _complex(world: World) -> None:
    province = home(world)
    commune = (world.communes[province.pk] or [province])[0]
    parent = _house(
        world, world.directorates[province.pk], K.COMPLEX, "CPX-1", province, f"المركب الاجتماعي – {province.name_ar}",
        f"Complexe social – {province.name_fr}", date(2010, 5, 1),
    )  # fmt: skip
    for kind, (ar, fr) in UNITS.items():
        world.units[kind] = _house(
            world, parent, K.UNIT, f"CPX-1-{kind.value[:5]}", province, ar, fr, date(2010, 5, 1), unit_kind=kind,
            address=commune.name_ar,
        )  # fmt: skip


def _house(
    world: World, parent: Organisation | None, kind: K, code: str, area: Area, ar: str, fr: str, created: date,
    *, unit_kind: str = "", status: S = S.ACTIVE, address: str = "",
) -> Organisation:  # fmt: skip
    house = Organisation(
        kind=kind, unit_kind=unit_kind, code=code[:30], parent=parent, area=area, name_ar=ar[:200], name_fr=fr[:200], status=status,
        created_on=created, activated_on=created if status != S.CREATED else None, address=address,
        lon=area.centroid_lon, lat=area.centroid_lat,
    )  # fmt: skip
    world.add(house)
    house.path = f"{parent.path if parent else ''}{house.pk}."
    return house


def _people(world: World) -> None:
    """Staff of every province, the crew of every team, and the logins of the tour, who work in one province."""
    secret = make_password(PASSWORD)
    shut = make_password(None)  # the others never sign in
    for province in world.provinces:
        code = province.code.replace(".", "")
        directorate, duty = world.directorates[province.pk], world.cells[province.pk][0]
        for role, house, times in (
            (Role.SUPERVISOR, directorate, 1), (Role.CASE_WORKER, directorate, 2), (Role.DUTY_OFFICER, duty, 2),
        ):  # fmt: skip
            for number in range(times):
                user = _user(
                    world, f"{role.value.lower().replace('_', '-')}-{code}-{number + 1}", shut, house, role, province
                )
                world.staff[province.pk, role].append(user)
        for cell in world.cells[province.pk]:
            crews = 2 if cell is duty else 1
            for number in range(crews):
                _team(world, cell, province, number + 1, shut)
    province = home(world)
    for login in LOGINS:
        house, area = (world.ministry, world.root) if login.national else _login_house(world, login.role, province)
        user = _user(world, login.username, secret, house, login.role, area, name=(login.name_ar, login.name_latin))
        if login.role == Role.MONITOR:
            world.monitor = user
        if login.national:
            continue
        before = sum(other.role == login.role for other in LOGINS[: LOGINS.index(login)])
        world.staff[province.pk, login.role].insert(before, user)
        if login.role == Role.FIELD_WORKER:
            team = world.teams[province.pk][0]
            world.add(Membership(team=team, user=user, profession=P.SOCIAL_ASSISTANT, from_on=date(2024, 1, 1)))
            world.members[team.pk].insert(0, user)
        if login.role in (Role.CASE_WORKER, Role.DUTY_OFFICER, Role.SUPERVISOR):
            world.staff[province.pk, login.role][1:] = world.staff[province.pk, login.role][1:2]


def _login_house(world: World, role: Role, province: Area) -> tuple[Organisation, Area]:
    match role:
        case Role.DUTY_OFFICER | Role.FIELD_WORKER:
            return world.cells[province.pk][0], province
        case Role.CENTRE_HEAD:
            return world.units[U.WOMEN_SPACE], province
        case Role.PARTNER_AGENT:
            return world.partners[province.pk][0], province
        case Role.MONITOR | Role.PROGRAMME_HEAD | Role.AUDITOR | Role.ADMINISTRATOR:
            return world.ministry, world.root
        case _:
            return world.directorates[province.pk], province


def _user(
    world: World, username: str, password: str, house: Organisation, role: Role, area: Area, name: tuple[str, str] | None = None
) -> User:  # fmt: skip
    ar, latin = name or names.full(world.random, world.country, world.chance(0.5))
    user = User(
        username=username,
        password=password,
        name_ar=ar,
        name_latin=latin,
        date_joined=world.before(800),
        is_active=True,
    )
    world.add(user)
    world.add(Posting(user=user, role=role, organisation=house, area=area, starts_on=date(2023, 1, 1)))
    return user


def _plate(world: World, province: Area) -> str:
    """A number plate as the country writes it (in Morocco the one in Latin letters)."""
    number, rest = world.random.randrange(10000, 99999), world.random.randrange(15, 26)
    if settings.COUNTRY == "MA":
        return f"{number}-{world.random.choice('ABDEH')}-{rest}"
    return f"{number}-1{rest}-{province.code[:2]}"


def _team(world: World, cell: Organisation, province: Area, number: int, password: str) -> None:
    ar = f"الفرقة {number} – {cell.area.name_ar}"
    team = Team(
        organisation=cell, area=cell.area, name_ar=ar[:100], name_fr=f"Équipe {number} – {cell.area.name_fr}"[:100],
        vehicle=_plate(world, province),
    )  # fmt: skip
    world.add(team)
    world.teams[province.pk].append(team)
    for order, profession in enumerate(world.some(CREWS)):
        user = _user(world, f"{cell.code.lower()}-{number}-{order + 1}", password, cell, Role.FIELD_WORKER, cell.area)
        world.add(Membership(team=team, user=user, profession=profession, from_on=date(2024, 1, 1)))
        world.members[team.pk].append(user)
