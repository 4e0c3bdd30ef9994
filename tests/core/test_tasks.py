from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from yaqaza.core import jobs, tasks

pytestmark = pytest.mark.django_db


def _begun(*, silent_for: timedelta | None, attempts: int = 0) -> int:
    """A job in the hands of a worker that last signed so long ago, or of one that is gone."""
    with connection.cursor() as cursor:
        worker = None
        if silent_for is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
                [timezone.now() - silent_for],
            )
            (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, status, attempts) "
            "VALUES ('default', 'x', 0, 'todo', %s) RETURNING id",
            [attempts],
        )
        (number,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, number])
    return int(number)


@pytest.mark.parametrize(
    ("silent_for", "attempts", "status"),
    [
        (timedelta(seconds=5), 0, "doing"),
        (timedelta(minutes=2), 0, "todo"),
        (None, 0, "todo"),
        (None, tasks.MOST_ATTEMPTS, "failed"),
    ],
)
def test_a_job_of_a_killed_worker_is_queued_again(silent_for, attempts, status):
    number = _begun(silent_for=silent_for, attempts=attempts)
    tasks.take_up_jobs()
    assert ProcrastinateJob.objects.get(pk=number).status == status


def test_who_is_overtaken_while_queueing_once_keeps_their_transaction(monkeypatch):
    monkeypatch.setitem(jobs.REGISTRY, "test.once", lambda: None)
    jobs.enqueue("test.once", once="test.once")
    with monkeypatch.context() as both_look_before_either_queues:
        both_look_before_either_queues.setattr(QuerySet, "exists", lambda self: False)
        jobs.enqueue("test.once", once="test.once")
    assert ProcrastinateJob.objects.filter(queueing_lock="test.once").count() == 1
