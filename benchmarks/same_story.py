"""“The same situation?” beside an alert, with 10,000 and with 1,000,000 alerts: time of the suggestions, and the ratio of the two.

    python benchmarks/same_story.py [--rows 1000000] [--requests 100] [--keep]

Works in a database of its own (``bench_same``) on the embedded server: the synthetic alerts of the demonstration, copied over two
years. One copy in ten keeps the words of its original, one text in fifty is one story (20,000 times); the others get keys of their own.
Then how many fingerprints a second are made of new alerts, from text to index. Goal: p95 ≤ 50 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time

os.environ["YAQAZA_DB_NAME"] = "bench_same"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")

import django  # after the environment says which database

SMALL, GOAL = 10_000, 50.0
COLUMNS = """channel, source_ref, text, folded, language, category, needs, people_count, urgency, area_id, area_path,
place_precision, place_text, lon, lat, anonymous, reporter_name, reporter_phone, reporter_index, organisation_id,
has_addition, reach, recorded_by_id, batch_id, sensitive"""


INDEXES = {
    "alert_words": "ON alerts_alert USING gin (folded gin_trgm_ops)",
    "fingerprint_keys": "ON alerts_fingerprint USING gin (text_bands, contact_keys)",
}
CHUNK = 50_000


def fill(cursor, rows: int) -> None:
    """Copy alerts and their fingerprints until there are ``rows``; an interrupted run goes on where it was."""
    cursor.execute("SELECT count(*) FROM alerts_alert")
    there = cursor.fetchone()[0]
    if rows - there > CHUNK:  # built again below: much faster than row by row
        for name in INDEXES:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
    for first in range(there, rows, CHUNK):
        copy(cursor, first, min(CHUNK, rows - first))
    for name, what in INDEXES.items():
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} {what}")
    for table in ("alerts_alert", "alerts_fingerprint"):
        cursor.execute(f"VACUUM ANALYZE {table}")


def copy(cursor, first: int, count: int) -> None:
    cursor.execute(
        f"""
        CREATE TEMPORARY TABLE copies AS
        SELECT a.id AS original, nextval('alerts_alert_id_seq') AS copy, n, now() - random() * interval '700 days' AS at
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS k, count(*) OVER () AS total FROM alerts_alert WHERE number LIKE 'A-%%') a
        JOIN generate_series(%s::int, %s::int) n ON n %% a.total = a.k - 1;
        INSERT INTO alerts_alert ({COLUMNS}, id, uuid, number, received_at, due_at, status, read_at, read_by_id, decided_at, dismiss_reason)
        SELECT {COLUMNS}, copy, gen_random_uuid(), 'B-' || copy, at, at + interval '2 hours', 'READ', at + interval '9 minutes',
               (SELECT id FROM accounts_user WHERE username = 'duty'), NULL, ''
        FROM copies JOIN alerts_alert ON alerts_alert.id = original;
        """,  # noqa: S608  # names of columns, written above
        [first + 1, first + count],
    )
    cursor.execute(
        """
        INSERT INTO alerts_fingerprint (alert_id, version, text_bands, contact_keys, said, made_at)
        SELECT copy, version,
               CASE WHEN n %% 50 = 1 THEN (SELECT text_bands FROM alerts_fingerprint WHERE text_bands <> '{}' ORDER BY alert_id LIMIT 1)
                    WHEN n %% 10 = 0 THEN text_bands
                    ELSE ARRAY(SELECT (random() * 9e18)::bigint * (CASE WHEN n > i THEN 1 ELSE -1 END) FROM generate_series(1, 16) i) END,
               contact_keys, said, made_at
        FROM copies JOIN alerts_fingerprint ON alert_id = original;
        DROP TABLE copies
        """
    )


def measure(requests: int) -> tuple[float, float, float]:
    """Return the median, the 95th percentile and the average number of suggestions, of alerts old and new."""
    from yaqaza.accounts.models import User
    from yaqaza.alerts import queries
    from yaqaza.alerts.models import Alert

    duty = User.objects.get(username="duty")
    keys = list(queries.visible_to(duty).order_by("uuid").values_list("pk", flat=True)[: requests - 10])
    keys += (
        Alert.objects.filter(number__startswith="A-").order_by("pk").values_list("pk", flat=True)[:10]
    )  # the great story
    times, found = [], 0
    for key in keys[:5] + keys:
        alert = Alert.objects.select_related("area").get(pk=key)
        start = time.perf_counter()
        found += len(queries.suggestions(alert, duty))
        times.append((time.perf_counter() - start) * 1000)
    times = times[5:]
    return statistics.median(times), statistics.quantiles(times, n=20)[18], found / len(keys)


def drop() -> None:
    """Remove the benchmark's database."""
    from yaqaza.config import database

    with database.connect("postgres", superuser=True) as server:
        server.execute("DROP DATABASE IF EXISTS bench_same WITH (FORCE)")


def main() -> int:
    parser = argparse.ArgumentParser(description="Suggestions of the same situation, small and large.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--keep", action="store_true", help="use and leave the database of another run")
    options = parser.parse_args()
    from yaqaza.config import manage, postgres

    postgres.ensure_running()
    if not options.keep:
        drop()  # what an interrupted run left behind
    manage.run(["migrate", "-v0"])
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from yaqaza.alerts.actions import fingerprints
    from yaqaza.alerts.models import Alert
    from yaqaza.demo import build

    build.ALERTS, build.GATHERED = 1_000, 100
    call_command("demo", if_empty=True, verbosity=0)
    call_command("fingerprint_alerts")
    results = []
    for rows in (SMALL, options.rows):
        with connection.cursor() as cursor:
            fill(cursor, rows)
        median, worst, found = measure(options.requests)
        results.append(worst)
        print(f"{rows:>10,} alerts: median {median:6.1f} ms  p95 {worst:6.1f} ms  {found:.1f} suggestions each")
    print(f"ratio {results[1] / results[0]:.2f}  goal p95 ≤ {GOAL:.0f} ms: {'met' if results[1] <= GOAL else 'MISSED'}")
    keys = list(Alert.objects.order_by("-pk").values_list("pk", flat=True)[:500])
    fingerprints.make(alert_ids=keys[:10])
    start, spent = time.perf_counter(), time.process_time()
    fingerprints.make(alert_ids=keys)
    wall, busy = time.perf_counter() - start, time.process_time() - spent
    print(f"fingerprints made: {len(keys) / wall:,.0f} a second, {len(keys) / busy:,.0f} a second of this process")
    if not options.keep:
        connection.close()
        drop()
    return 0 if results[1] <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
