"""Persons and households who do not exist."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from yaqaza.accounts.models import Organisation
from yaqaza.core.crypto import blind_index
from yaqaza.demo import names
from yaqaza.demo.world import World
from yaqaza.language.folding import sort_key
from yaqaza.people.models import (
    BirthPrecision,
    Consent,
    Household,
    HouseholdMember,
    Person,
    PersonPhone,
    Purpose,
    Relation,
    Sex,
)
from yaqaza.territory.models import Area


class Unnamed(NamedTuple):
    """Somebody without a name: what is said of them, and the ages that it fits."""

    told: str
    female: bool
    youngest: int
    oldest: int


UNNAMED = (
    Unnamed("رجل في نحو الستين قرب المحطة", female=False, youngest=57, oldest=63),
    Unnamed("شاب بمعطف أخضر أمام المسجد", female=False, youngest=18, oldest=28),
    Unnamed("شيخ بعكاز أمام المستشفى", female=False, youngest=68, oldest=85),
    Unnamed("Homme d'une cinquantaine d'années, place du marché", female=False, youngest=48, oldest=55),
    Unnamed("طفل في نحو العاشرة قرب المخبزة", female=False, youngest=9, oldest=11),
    Unnamed("امرأة مسنة في مدخل السوق", female=True, youngest=65, oldest=85),
    Unnamed("امرأة في نحو الأربعين معها حقيبة سوداء", female=True, youngest=37, oldest=43),
    Unnamed("شابة بخمار أزرق تحت الجسر", female=True, youngest=18, oldest=28),
)

ADULT = 18
INCOMES = ["لا دخل ثابت", "معاش صغير", "عمل يومي متقطع", "منحة"]
HOUSING = ["كراء، غرفة واحدة", "كراء، غرفتان", "سكن عائلي قديم", "بناء غير مكتمل"]


def person(
    world: World, area: Area, house: Organisation, *, ages: tuple[int, int] = (20, 75), female: bool | None = None,
    at: datetime | None = None, name: names.Pair | None = None, family: names.Pair | None = None, outside: bool = False, known: float = 0.5,
) -> Person:  # fmt: skip
    """Add a person; ``known`` is the chance of an identity number and a phone."""
    random = world.random
    female = world.chance(0.52) if female is None else female
    at = at or world.now
    ar, latin = name or names.full(random, world.country, female, family)
    unnamed = _unnamed(world, ages, female) if outside and world.chance(0.25) else None
    if not world.chance(0.7):
        latin = ""
    if unnamed:
        ages = max(ages[0], unnamed.youngest), min(ages[1], unnamed.oldest)
    age = random.randint(*ages)
    year = (world.now if unnamed else at).year - age  # what is said of them is said today
    exact = world.chance(0.6) and not unnamed
    born = date(year, random.randint(1, 12), random.randint(1, 28)) if exact else date(year, 1, 1)
    precision = BirthPrecision.DAY if exact else world.some([BirthPrecision.YEAR, BirthPrecision.ABOUT])
    if unnamed:
        precision = BirthPrecision.ABOUT
    number = _identity(world, born) if not unnamed and age >= 18 and world.chance(known) else ""
    ar, latin, told = ("", "", unnamed.told) if unnamed else (ar, latin, "")
    row = world.add(
        Person(
            name_ar=ar, name_latin=latin, description=told, sex=Sex.FEMALE if female else Sex.MALE, birth_date=born,
            birth_precision=precision, identity_number=number, identity_index=blind_index("identity", number) or None, area=area,
            lives_outside=outside, sort_ar=sort_key(ar or latin or told)[:160],
            sort_latin=sort_key(latin)[:160], organisation=house, created_at=at,
        )
    )  # fmt: skip
    if not unnamed and age >= 16 and world.chance(known):
        world.add(PersonPhone(person=row, number=phone(world)))
    return row


def _unnamed(world: World, ages: tuple[int, int], female: bool) -> Unnamed | None:
    """Choose a description that fits a sex and some of the ages; None where none does."""
    fits = [each for each in UNNAMED if each.female == female and each.youngest <= ages[1] and each.oldest >= ages[0]]
    return world.some(fits) if fits else None


def _identity(world: World, born: date) -> str:
    """A number of the right shape that belongs to nobody we know of."""
    digits = world.random.randrange
    if world.country == "DZ":
        return f"1{digits(10)}{born.year % 1000:03}{digits(10**4):04}{digits(10**5):05}{digits(10**4):04}"
    return f"{world.some('ABCDEFGHJKLMNPQRSTUVWXYZ')}{world.some('ABCDEFGHJKLMN')}{digits(100_000, 999_999)}"


def phone(world: World) -> str:
    """A mobile number in E.164."""
    if world.country == "DZ":
        return f"+213{world.some('567')}{world.random.randrange(40_000_000, 99_999_999)}"
    return f"+212{world.some('67')}{world.random.randrange(10_000_000, 79_999_999)}"


def family(world: World, head: Person, house: Organisation, at: datetime) -> Household:
    """Put ``head`` in a household with one to five others of the same family name; of a child, a parent is the head."""
    surname = names.family(world.random, world.country)
    home = world.add(
        Household(
            name=f"أسرة {head.name_ar or surname[0]}", area=head.area, organisation=house, created_at=at,
            income_note=world.some(INCOMES), housing_note=world.some(HOUSING),
        )
    )  # fmt: skip
    joined = (at - timedelta(days=400)).date()
    eldest = at.year - head.birth_date.year if head.birth_date else 40
    relation = Relation.HEAD
    if eldest < ADULT:  # a child is nobody's head of household
        relation = Relation.CHILD
        eldest = world.random.randint(max(28, eldest + 18), 55)
        parent = person(world, head.area, house, ages=(eldest, eldest), at=at, family=surname, known=0.2)
        world.add(HouseholdMember(household=home, person=parent, relation=Relation.HEAD, from_on=joined))
    world.add(HouseholdMember(household=home, person=head, relation=relation, from_on=joined))
    ages = {
        Relation.CHILD: (max(1, eldest - 42), min(22, eldest - 17)), Relation.GRANDCHILD: (1, min(12, eldest - 40)),
        Relation.PARENT: (max(60, eldest + 17), 88), Relation.SPOUSE: (max(20, eldest - 12), max(25, eldest + 8)),
    }  # fmt: skip
    likely = {Relation.CHILD: 6, Relation.SPOUSE: 1, Relation.PARENT: 1, Relation.GRANDCHILD: 1}
    fits = {each: weight for each, weight in likely.items() if ages[each][0] <= ages[each][1]}
    for _ in range(world.random.randint(1, 5)):
        chosen = world.weighted(fits)
        other = person(world, head.area, house, ages=ages[chosen], at=at, family=surname, known=0.2)
        world.add(HouseholdMember(household=home, person=other, relation=chosen, from_on=joined))
        if chosen == Relation.SPOUSE:
            fits.pop(chosen)
    return home


def consent(world: World, who: Person, by: object, at: datetime, purpose: Purpose = Purpose.ASSISTANCE) -> Consent:
    return world.add(
        Consent(
            person=who, purpose=purpose, manner=world.weighted({"SPOKEN": 3, "SIGNED": 2}), given_on=at.date(),
            expires_on=at.date() + timedelta(days=730), recorded_by=by, recorded_at=at,
        )
    )  # fmt: skip
