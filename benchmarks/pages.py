"""The main lists and files with 1,000 and with 1,000,000 alerts: p95 of each page, and the ratio of the two.

    python benchmarks/pages.py [--rows 1000000] [--requests 60] [--keep]

Works in two databases of its own (``bench_pages_…``) on the embedded server: synthetic demonstration data, of which the
alerts are copied until there are as many as asked. One in 200 alerts waits in the queue. Pages are asked for through
Django's test client, in a process for each database, signed in as the demonstration's duty officer, whose province holds a
third of everything. Goal: ratio ≤ 1.5.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")

import django  # after the environment says which database

SMALL = 1_000
GOAL = 1.5
COLUMNS = """channel, source_ref, text, folded, language, category, needs, people_count, urgency, area_id, area_path,
place_precision, place_text, lon, lat, anonymous, reporter_name, reporter_phone, reporter_index, organisation_id,
has_addition, reach, recorded_by_id, batch_id, sensitive"""

READING = [
    *["languages", "asks", "needs", "denied", "urgency", "people_count", "families_count", "ages", "places", "spots"],
    *["phones", "accounts", "names", "why", "model_version", "read_at"],
]
FINGERPRINT = ["version", "contact_keys", "said", "made_at", "text_bands"]
OTHER_WORDS = "ARRAY(SELECT band # a.id FROM unnest(made.text_bands) band)"
"""The words of a copy count as other words: else each alert had a thousand copies of itself."""


def fill(cursor, rows: int) -> None:
    """Copy alerts until there are ``rows``: decided ones over two years, one in 200 waiting since hours."""
    cursor.execute("SELECT count(*) FROM alerts_alert")
    missing = rows - cursor.fetchone()[0]
    if missing <= 0:
        return
    cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'alert_words'")
    words = cursor.fetchone()
    cursor.execute("DROP INDEX IF EXISTS alert_words")  # built again below: much faster than row by row
    cursor.execute(
        f"""
        INSERT INTO alerts_alert ({COLUMNS}, uuid, number, received_at, due_at, status, read_at, read_by_id, decided_at,
                                  dismiss_reason, story_id)
        SELECT {COLUMNS}, gen_random_uuid(), 'B-' || nextval('alerts_alert_id_seq'), at, at + interval '2 hours',
               CASE WHEN waits THEN 'NEW' ELSE 'DISMISSED' END, CASE WHEN waits THEN NULL ELSE at + interval '9 minutes' END,
               CASE WHEN waits THEN NULL ELSE reader END, CASE WHEN waits THEN NULL ELSE at + interval '50 minutes' END,
               CASE WHEN waits THEN '' ELSE 'NO_CONTACT' END, NULL
        FROM (SELECT a.*, n, n %% 200 = 0 AS waits, (SELECT id FROM accounts_user WHERE username = 'duty') AS reader,
                     now() - random() * CASE WHEN n %% 200 = 0 THEN interval '30 hours' ELSE interval '700 days' END AS at
              FROM (SELECT *, row_number() OVER (ORDER BY id) AS k, count(*) OVER () AS total FROM alerts_alert WHERE number LIKE 'A-%%') a
              JOIN generate_series(1, %s) n ON n %% a.total = a.k - 1) pieces
        """,  # noqa: S608  # names of columns, written above
        [missing],
    )
    if words:
        cursor.execute(words[0])
    beside(cursor, "alerts_reading", READING)
    cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'fingerprint_keys'")
    keys = cursor.fetchone()[0]
    cursor.execute("DROP INDEX fingerprint_keys")
    beside(cursor, "alerts_fingerprint", FINGERPRINT, text_bands=OTHER_WORDS)
    cursor.execute(keys)
    cursor.execute("VACUUM ANALYZE alerts_alert")


def beside(cursor, table: str, columns: list[str], **instead: str) -> None:
    """Give copies what is kept beside the alert they were made from; ``instead``: expressions of columns that differ."""
    values = ", ".join(instead.get(name, f"made.{name}") for name in columns)
    cursor.execute(
        f"""
        INSERT INTO {table} (alert_id, {", ".join(columns)})
        SELECT a.id, {values}
        FROM alerts_alert a
        JOIN (SELECT DISTINCT ON (origin.text, origin.reporter_index) origin.text, origin.reporter_index, kept.*
              FROM {table} kept JOIN alerts_alert origin ON origin.id = kept.alert_id WHERE origin.number LIKE 'A-%%'
             ) made ON made.text = a.text AND made.reporter_index IS NOT DISTINCT FROM a.reporter_index
        WHERE a.number LIKE 'B-%%' AND NOT EXISTS (SELECT 1 FROM {table} known WHERE known.alert_id = a.id)
        """,  # noqa: S608
        [],
    )
    cursor.execute(f"VACUUM ANALYZE {table}")


def read_all() -> None:
    """Do what the worker does after alerts came: read them, and make what is compared with others."""
    from yaqaza.alerts import actions
    from yaqaza.alerts.actions import fingerprints
    from yaqaza.alerts.models import Alert

    actions.analyse(alert_ids=list(Alert.objects.filter(reading=None).values_list("pk", flat=True)[:SMALL]))
    fingerprints.make_missing(seconds=600)


def p95(client, address: str, requests: int) -> tuple[float, float]:
    """Return (p95, median) of the page in milliseconds, after three requests that are not counted."""
    times = []
    for index in range(requests + 3):
        started = time.perf_counter()
        response = client.get(address)
        elapsed = (time.perf_counter() - started) * 1000
        if response.status_code != 200:
            sys.exit(f"{address} answered {response.status_code}")
        if index >= 3:
            times.append(elapsed)
    return statistics.quantiles(times, n=20)[-1], statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--keep", action="store_true", help="keep the databases for another run")
    parser.add_argument("--fill-only", action="store_true", help="make the databases, measure nothing")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)  # the part of one database
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, 0 if options.fill_only else options.requests)))
        return
    few, many = [part(size, options) for size in (SMALL, options.rows)]
    print(f"\n{'page':<30}{'p95 few':>10}{'p95 many':>10}{'ratio':>8}   (ms; goal ≤ {GOAL})")
    for name in few:
        ratio = many[name] / few[name]
        print(f"{name:<30}{few[name]:>10.1f}{many[name]:>10.1f}{ratio:>8.2f}{'' if ratio <= GOAL else '   over'}")
    if few:
        print(f"worst ratio {max(many[name] / few[name] for name in few):.2f}")
    if not (options.keep or options.fill_only):
        drop(f"bench_pages_{size}" for size in (SMALL, options.rows))


def part(size: int, options: argparse.Namespace) -> dict[str, float]:
    """Return the p95 of each page with ``size`` alerts, measured in a process of its own."""
    command = [sys.executable, str(Path(__file__)), "--one", str(size), "--requests", str(options.requests)]
    if options.fill_only:
        command.append("--fill-only")
    done = subprocess.run(
        command, env=os.environ | {"YAQAZA_DB_NAME": f"bench_pages_{size}"}, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.exit(done.returncode)
    *told, answer = done.stdout.strip().splitlines()
    print(*told[-1:], sep="\n", flush=True)
    return json.loads(answer)


def measure(size: int, requests: int) -> dict[str, float]:
    """Return the p95 of each page in milliseconds, in the database that the environment names."""
    from yaqaza.config import manage, postgres

    postgres.ensure_running()
    manage.run(["migrate", "-v0"])
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from yaqaza.accounts.models import User
    from yaqaza.alerts.models import Alert
    from yaqaza.cases.models import Case
    from yaqaza.demo import build
    from yaqaza.people.models import Person

    settings.ALLOWED_HOSTS = ["*"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # names of files, not files
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    build.ALERTS, build.GATHERED = SMALL, 200
    call_command("demo", if_empty=True, verbosity=0)
    duty = User.objects.get(username="duty")
    client = Client()
    client.force_login(duty, backend="allauth.account.auth_backends.AuthenticationBackend")
    home = duty.main_posting.area
    here = {"area_path__startswith": home.path}
    alert = (
        Alert.objects.filter(**here, status="READ").order_by("id").first()
        or Alert.objects.filter(**here).order_by("id").first()
    )
    case = Case.objects.filter(**here, confidentiality="ORDINARY").order_by("id").first()
    person = Person.objects.filter(area__path__startswith=home.path).order_by("id").first()
    pages = {
        "the queue": reverse("alerts:queue"),
        "the queue, urgent ones": reverse("alerts:queue") + "?urgency=4",
        "an alert": reverse("alerts:alert", args=[alert.uuid]),
        "every alert of the province": reverse("alerts:queue") + "?status=ALL",
        "the hotline form": reverse("alerts:record"),
        "staff home": reverse("desk:home"),
        "case files": reverse("cases:list"),
        "a case file": reverse("cases:case", args=[case.uuid]),
        "people": reverse("people:search"),
        "a person": reverse("people:person", args=[person.uuid]),
        "missions": reverse("field:missions"),
        "the ledger": reverse("services:ledger"),
    }
    if Alert.objects.count() <= SMALL:
        read_all()
    with connection.cursor() as cursor:
        started = time.perf_counter()
        fill(cursor, size)
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE status IN ('NEW', 'READ')) FROM alerts_alert")
        total, waiting = cursor.fetchone()
        print(f"{total:,} alerts, {waiting:,} waiting ({time.perf_counter() - started:.0f} s to fill)", flush=True)
    return {name: p95(client, address, requests)[0] for name, address in pages.items()} if requests else {}


def drop(names: Iterable[str]) -> None:
    """Remove the benchmark's databases."""
    import psycopg

    from yaqaza.config import environment as env

    database = env.database()
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        user=database["USER"],
        password=database.get("PASSWORD"),
        dbname="postgres",
        autocommit=True,
    ) as connection:
        for name in names:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


if __name__ == "__main__":
    main()
