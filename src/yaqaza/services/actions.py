"""What is written in the ledger of services, and nothing else writes there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from yaqaza import countries
from yaqaza.accounts.models import User
from yaqaza.core import audit
from yaqaza.core.ids import reserve_numbers, uuid7
from yaqaza.services import catalogue
from yaqaza.services.models import Programme, ServiceDelivery, ServiceType
from yaqaza.territory.models import Area

NUMBER_WIDTH = 7
BATCH = 5000


@dataclass(frozen=True)
class Loaded:
    """What ``load_catalogue`` found in the catalogue, and how many rows it had to write."""

    programmes: int
    types: int
    changed: int


@transaction.atomic
def load_catalogue(*, country: str, by: User | None = None) -> Loaded:
    """Bring the tables of programmes and kinds of help to what the catalogue says.

    What the catalogue no longer names stays (acts point at it) but cannot be chosen any more.
    """
    pack = countries.get(country)
    programmes = [
        {
            "code": p.code,
            "name_ar": p.names.ar,
            "name_fr": p.names.fr,
            "name_en": p.names.en,
            "system": p.system,
            "active": True,
        }
        for p in pack.programmes
    ]
    types = [
        {
            "code": kind.code, "name_ar": kind.names.ar, "name_fr": kind.names.fr, "name_en": kind.names.en,
            "domain": kind.domain.value, "unit_kind": str(kind.unit), "needs_verification": kind.verify,
            "counts": kind.counts.value, "active": True,
        }
        for kind in catalogue.KINDS
    ]  # fmt: skip
    changed = _bring_to(Programme, programmes) + _bring_to(ServiceType, types)
    if changed:
        audit.record("services.catalogue_loaded", by=by, country=country, changed=changed)
    return Loaded(len(programmes), len(types), changed)


def _bring_to(model: type[Programme] | type[ServiceType], wanted: list[dict[str, object]]) -> int:
    """Insert, update and retire rows so that the table says ``wanted``; return how many rows changed."""
    columns = list(wanted[0])
    present = {row["code"]: row for row in model.objects.values(*columns)}
    differing = [row for row in wanted if present.get(str(row["code"])) != row]
    rows: list[Model] = [model(**row) for row in differing]
    model.objects.bulk_create(
        rows,  # type: ignore[arg-type]  # of the model at hand
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[name for name in columns if name != "code"],
    )
    codes = [row["code"] for row in wanted]
    return len(differing) + model.objects.filter(active=True).exclude(code__in=codes).update(active=False)


class Row(NamedTuple):
    """One act for ``load``: codes of the catalogue, ids of everything else.

    ``recorded_at`` is when it was written down (None: now); ``uuid`` makes a repeated load refuse instead of counting twice.
    """

    service_type: str
    programme: str
    delivered_on: date
    organisation: int
    area: int
    recorded_by: int
    person: int | None = None
    household: int | None = None
    case: int | None = None
    professional: int | None = None
    agreement_code: str = ""
    note: str = ""
    recorded_at: datetime | None = None
    uuid: UUID | None = None


COLUMNS = (
    "uuid", "number", "service_type_id", "programme_id", "person_id", "household_id", "case_id", "organisation_id", "professional_id",
    "agreement_code", "area_id", "area_path", "delivered_on", "note", "recorded_at", "recorded_by_id", "reverses_id", "reverse_reason",
)  # fmt: skip


@transaction.atomic
def load(rows: Iterable[Row], *, by: User | None = None, source: str = "import") -> int:
    """Write many acts by COPY: numbered like the others, one audit entry for each 5,000. Return how many.

    All or nothing. The rules of ``deliver`` are not asked again: the caller answers for rows that were acts of help before.
    """
    types = dict(ServiceType.objects.values_list("code", "pk"))
    programmes = dict(Programme.objects.values_list("code", "pk"))
    paths = dict(Area.objects.values_list("pk", "path"))
    written = 0
    rows = iter(rows)
    while batch := list(_numbered(list(islice(rows, BATCH)))):  # whole before COPY: the connection is busy until it ends
        copy = f"COPY {ServiceDelivery._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.cursor.copy(copy) as out:  # psycopg's own cursor speaks COPY
            for row, number, at in batch:
                out.write_row(
                    (
                        row.uuid or uuid7(), number, types[row.service_type], programmes[row.programme], row.person,
                        row.household, row.case, row.organisation, row.professional, row.agreement_code, row.area,
                        paths[row.area], row.delivered_on, row.note, at, row.recorded_by, None, "",
                    )
                )  # fmt: skip
        audit.record("service.loaded", by=by, source=source, rows=len(batch), first=batch[0][1], last=batch[-1][1])
        written += len(batch)
    return written


def _numbered(batch: list[Row]) -> Iterator[tuple[Row, str, datetime]]:
    """Give each row its number in the series of the year in which it was written down."""
    now = timezone.now()
    moments = [row.recorded_at or now for row in batch]
    years = [timezone.localtime(at).year for at in moments]
    following = {year: reserve_numbers(_series(year), years.count(year)) for year in set(years)}
    for row, at, year in zip(batch, moments, years, strict=True):
        yield row, f"{_series(year)}{following[year]:0{NUMBER_WIDTH}d}", at
        following[year] += 1


def _series(year: int) -> str:
    return f"S-{year}-"
