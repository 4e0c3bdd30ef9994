# ruff: noqa: E402  # Django is set up before its models are imported
"""The bilan over a million acts: two SQL aggregates against one Python object a row.

    YAQAZA_DB_NAME=bench_bilan yaqaza-manage migrate
    YAQAZA_DB_NAME=bench_bilan python benchmarks/bilan.py [ROWS]

Fills its own database (its name must begin with ``bench``) and prints seconds and their ratio. The naive peer is what one writes first:
iterate over the ORM's rows and count in dictionaries.
"""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")
os.environ.setdefault("COUNTRY", "MA")

import django

django.setup()

from django.conf import settings
from django.db import connection

from yaqaza.reporting import bilans, indicators
from yaqaza.reporting.facts import Frame
from yaqaza.services import actions
from yaqaza.services.models import ServiceDelivery
from yaqaza.territory.models import Area

FRAME = (date(2025, 1, 1), date(2025, 12, 31))


def fill(rows: int) -> None:
    """Two years of acts over 200 communes and 2,000 cells; every hundredth is reversed."""
    actions.load_catalogue(country="MA")
    have = ServiceDelivery.objects.count()
    if have >= rows:
        return
    if have:
        sys.exit("The database holds other rows: drop it first.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'services_servicedelivery'::regclass"
        )
        for (name,) in cursor.fetchall():  # only the size of the table matters here
            cursor.execute(f"ALTER TABLE services_servicedelivery DROP CONSTRAINT {name}")
        cursor.execute("ALTER TABLE services_servicedelivery DISABLE TRIGGER USER")
        cursor.execute(
            """INSERT INTO territory_area (uuid, level, kind, country, code, path, name_ar, name_fr, name_en, name_zgh, sort_ar, sort_fr,
                                           search_keys, parent_id)
               VALUES (gen_random_uuid(), 'COUNTRY', '', 'MA', 'MA', '1.', 'م', 'Maroc', '', '', '', '', '{}', NULL)
               ON CONFLICT DO NOTHING"""
        )
        cursor.execute(
            """WITH p AS (SELECT array_agg(id ORDER BY id) AS ids FROM services_programme WHERE system = 'C'),
                    t AS (SELECT array_agg(id ORDER BY id) AS ids FROM services_servicetype)
               INSERT INTO services_servicedelivery (uuid, number, service_type_id, programme_id, person_id, organisation_id, area_id,
                   area_path, delivered_on, agreement_code, note, recorded_at, recorded_by_id, reverse_reason)
               SELECT gen_random_uuid(), 'B-' || n, t.ids[1 + n % cardinality(t.ids)], p.ids[1 + (random() * 4.99)::int %% 5],
                      (random() * %s)::bigint + 1, n %% 2000 + 1, n %% 200 + 1, '1.' || n %% 12 || '.' || n %% 200 || '.',
                      date '2024-01-01' + (random() * 729)::int, '', '', now(), 1, ''
               FROM generate_series(1, %s) AS n, p, t""".replace("n % card", "n %% card"),
            [rows // 4, rows],
        )
        cursor.execute(
            """INSERT INTO services_servicedelivery (uuid, number, service_type_id, programme_id, person_id, organisation_id, area_id,
                   area_path, delivered_on, agreement_code, note, recorded_at, recorded_by_id, reverses_id, reverse_reason)
               SELECT gen_random_uuid(), 'R-' || id, service_type_id, programme_id, person_id, organisation_id, area_id, area_path,
                      delivered_on, '', '', now(), 1, id, 'x' FROM services_servicedelivery WHERE id %% 100 = 0""",
            [],
        )
        cursor.execute("VACUUM ANALYZE services_servicedelivery")


def naive(frame: Frame) -> tuple[int, int]:
    """Count a year row by row."""
    acts: dict[str, int] = defaultdict(int)
    balance: dict[tuple[str, int], int] = defaultdict(int)
    for row in frame.rows().select_related("programme").iterator():
        step = 1 if row.reverses_id is None else -1
        acts[row.programme.code] += step
        balance[row.programme.code, row.person_id] += step
    return sum(acts.values()), len({person for (_, person), n in balance.items() if n > 0 and person})


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if not settings.DATABASES["default"]["NAME"].startswith("bench"):
        sys.exit("Set YAQAZA_DB_NAME to a database of its own whose name begins with bench.")
    fill(rows)
    frame = Frame(*FRAME, Area.objects.get(level="COUNTRY"))
    province = Frame(*FRAME, Area(path="1.3.", parent_id=1, level="PROVINCE"))
    bilans.compute(indicators.PROVINCIAL, frame)  # both sides read from a warm cache
    seconds = {}
    for name, one in (("country", frame), ("province", province)):
        began = time.perf_counter()
        bilan = bilans.compute(indicators.PROVINCIAL, one)
        seconds[name] = time.perf_counter() - began
        print(
            f"bilan, {name}, one year of {rows:,} acts: {seconds[name]:.3f} s ({bilan.total.acts:,} acts, {bilan.total.people:,} people)"
        )
        if name == "country":
            whole = (bilan.total.acts, bilan.total.people)
    began = time.perf_counter()
    counted = naive(frame)
    baseline = time.perf_counter() - began
    print(f"naive, one ORM object a row: {baseline:.3f} s ({counted[0]:,} acts, {counted[1]:,} people)")
    assert counted == whole, (counted, whole)
    print(f"ratio: {baseline / seconds['country']:.0f} times")


if __name__ == "__main__":
    main()
