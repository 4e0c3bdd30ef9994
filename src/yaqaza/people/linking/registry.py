"""The registry as records of linkage: one a person, whatever they were merged from; numbers as blind indexes."""

from __future__ import annotations

from collections import defaultdict

from yaqaza.core.crypto import blind_index
from yaqaza.people.linking.records import Records, short
from yaqaza.people.models import BirthPrecision, Person, PersonPhone, Sex
from yaqaza.territory.models import Area, Level

SLICE = 5000


def read() -> Records:
    """Return every person who has a name."""
    places = _places()
    phones = _phones()
    records = Records()
    people = Person.objects.filter(same_as=None).exclude(name_ar="", name_latin="").order_by("pk")
    columns = (
        "pk", "name_ar", "name_latin", "further_names", "sex", "birth_date", "birth_precision", "area_id", "identity_index",
    )  # fmt: skip
    for pk, ar, latin, further, sex, born, precision, area, identity in people.values_list(*columns).iterator(SLICE):
        commune, province = places[area]
        records.add(
            pk, tuple(name for name in (ar, latin, *further) if name), sex="" if sex == Sex.UNKNOWN else sex,
            year=born.year if born else 0,
            day=born.year * 10000 + born.month * 100 + born.day if born and precision == BirthPrecision.DAY else 0,
            about=precision == BirthPrecision.ABOUT, commune=commune, province=province, phones=tuple(sorted(phones.pop(pk, ()))),
            identity=short(identity),
        )  # fmt: skip
    return records


def _places() -> dict[int, tuple[int, int]]:
    """The commune and the province of every area (0: it is above them)."""
    levels = dict(Area.objects.values_list("pk", "level"))
    found = {}
    for pk, path in Area.objects.values_list("pk", "path"):
        above = [int(part) for part in path.split(".") if part]
        communes = [part for part in above if levels.get(part) == Level.COMMUNE]
        provinces = [part for part in above if levels.get(part) == Level.PROVINCE]
        found[pk] = (communes[-1] if communes else 0, provinces[-1] if provinces else 0)
    return found


def _phones() -> dict[int, set[int]]:
    """The telephones of each person who stands, also those left with a record that was merged into theirs."""
    owner = dict(Person.objects.filter(same_as__isnull=False).values_list("pk", "same_as"))
    found: dict[int, set[int]] = defaultdict(set)
    for pk, number in PersonPhone.objects.values_list("person", "number").iterator(SLICE):
        found[owner.get(pk, pk)].add(short(blind_index("phone", number)))
    return found
