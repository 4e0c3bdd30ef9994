from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from yaqaza.config import doctor, processes
from yaqaza.config import environment as env
from yaqaza.core import audit
from yaqaza.core.models import AuditEntry


def _run(query: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def _job(status: str, *, ago: timedelta = timedelta()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, status) VALUES ('default', 'x', 0, 'todo') RETURNING id"
        )
        (number,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", [status, number]
        )
        cursor.execute("UPDATE procrastinate_events SET at = now() - %s WHERE job_id = %s", [ago, number])
    return int(number)


def test_a_fresh_machine_is_told_what_is_missing(home, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "INSIDE", [])
    monkeypatch.setattr(doctor, "_close", lambda: None)
    doctor.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Yaqaza, DZ, {home}/var/DZ"
    assert [line.split()[0] for line in lines[1:]] == ["✓", "✓", "–", lines[4][0], "✓", "✓"]


def test_keys_that_others_can_read_are_told(home):
    env.secret("YAQAZA_FIELD_KEY")
    assert doctor.secrets().mark == doctor.GOOD
    env.secrets_file().chmod(0o644)
    assert doctor.secrets() == doctor.Finding(doctor.BAD, f"others can read them: chmod 600 {env.secrets_file()}")


def test_a_full_disk_is_told(home, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_DISK_GB", 10**9)
    assert doctor.disk().mark == doctor.BAD


def test_one_bad_check_makes_the_exit_code_1(home, monkeypatch, capsys):
    monkeypatch.setattr(doctor, "examine", lambda: [("disk", doctor.Finding(doctor.GOOD, "room"))])
    assert doctor.main() == 0
    monkeypatch.setattr(doctor, "examine", lambda: [("disk", doctor.Finding(doctor.BAD, "none"))])
    assert doctor.main() == 1
    assert capsys.readouterr().out.splitlines()[-1] == "✗ disk          none"


def test_a_check_that_breaks_is_a_finding():
    assert doctor._safely(lambda: doctor.Finding(doctor.GOOD, str(1 // 0))).text.startswith("ZeroDivisionError")


@pytest.mark.django_db
def test_the_server_and_its_tables_are_in_order():
    assert [doctor.server().mark, doctor.migrations().mark, doctor.clock().mark] == [doctor.GOOD] * 3


@pytest.mark.django_db
def test_areas_that_are_not_loaded_are_told():
    assert doctor.areas().mark == doctor.BAD


def _change(entry: AuditEntry, **fields: object) -> None:
    """By hand, as somebody with the keys of the database could; the test's transaction takes it back."""
    _run("SET CONSTRAINTS ALL IMMEDIATE")
    _run("ALTER TABLE core_auditentry DISABLE TRIGGER audit_entry_is_append_only")
    AuditEntry.objects.filter(pk=entry.pk).update(**fields)


@pytest.mark.django_db
def test_an_act_dated_in_the_future_tells_that_the_clock_went_back():
    _change(audit.record("test.event"), at=timezone.now() + timedelta(days=1))
    assert "the clock went back" in doctor.clock().text


@pytest.mark.django_db
def test_a_changed_audit_row_is_told():
    entries = [audit.record("test.event") for _ in range(3)]
    _run("SET CONSTRAINTS ALL IMMEDIATE")
    assert doctor.audit().mark == doctor.GOOD
    _change(entries[1], event="test.other")
    assert "the chain breaks at position" in doctor.audit().text


@pytest.mark.django_db
def test_a_quiet_queue_is_good_and_an_old_or_failed_job_is_not():
    _run("DELETE FROM procrastinate_jobs")  # browser tests leave theirs: the table is not one of Django's
    assert doctor.jobs() == doctor.Finding(doctor.GOOD, "0 waiting, none failed")
    fresh = _job("todo")
    assert doctor.jobs() == doctor.Finding(doctor.GOOD, "1 waiting, none failed")
    _run("UPDATE procrastinate_events SET at = now() - interval '1 hour' WHERE job_id = %s", fresh)
    assert doctor.jobs() == doctor.Finding(doctor.BAD, "1 wait, the oldest for 60 min: is the worker alive?")
    _run("DELETE FROM procrastinate_jobs")
    _job("failed")
    assert doctor.jobs().text.startswith("1 gave up")
    _job("doing")
    assert doctor.jobs().text.startswith("1 were begun by a worker that is gone")


@pytest.mark.django_db
def test_a_worker_is_alive_silent_or_not_expected(home, monkeypatch):
    _run("DELETE FROM procrastinate_workers")
    assert doctor.worker() == doctor.Finding(doctor.OPEN, "Yaqaza is not running: yaqaza start")
    _run("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')")
    with processes.only_supervisor("127.0.0.1", 8000):
        monkeypatch.setattr(processes.Running, "seconds", lambda running: 5.0)
        assert doctor.worker().text == "Yaqaza has only just started: ask again in two minutes"
        monkeypatch.setattr(processes.Running, "seconds", lambda running: 500.0)
        assert doctor.worker().mark == doctor.BAD
    _run("UPDATE procrastinate_workers SET last_heartbeat = now()")
    assert doctor.worker() == doctor.Finding(doctor.GOOD, "last sign of life 0 s ago")
