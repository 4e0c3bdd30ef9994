"""Jobs that do many things at once."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from yaqaza.core import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty(db) -> None:
    ProcrastinateJob.objects.all()._raw_delete("default")


def waiting() -> list[tuple[str, dict]]:
    return list(ProcrastinateJob.objects.filter(status="todo").order_by("id").values_list("task_name", "args"))


def test_what_waits_is_taken_along_in_its_order_and_waits_again_when_that_is_undone() -> None:
    jobs.enqueue_all("channels.take_in", [{"arrival_id": number} for number in (1, 2, 3)])
    jobs.enqueue("channels.send", message_id=7)
    before = waiting()
    with transaction.atomic():
        assert jobs.along("channels.take_in", "arrival_id", 2) == [1, 2]
        transaction.set_rollback(True)
    assert waiting() == before
    assert jobs.along("channels.take_in", "arrival_id", 100) == [1, 2, 3]
    assert jobs.along("channels.take_in", "arrival_id", 100) == []
    assert waiting() == [("channels.send", {"message_id": 7})]


def test_a_job_is_queued_with_its_cause_in_a_worker_too_and_goes_with_it() -> None:
    """A worker has connections of its own to the queue: a job put there would be done before its cause is there."""
    with app.replace_connector(app.connector.get_worker_connector()):
        with transaction.atomic():
            jobs.enqueue("channels.send", message_id=7)
            jobs.enqueue("channels.send", once="channels.send:8", message_id=8)
            assert len(waiting()) == 2
            transaction.set_rollback(True)
        assert waiting() == []


def test_the_same_is_queued_once_and_who_is_overtaken_keeps_what_else_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    for _turn in range(2):
        jobs.enqueue("channels.send", once="channels.send:7", message_id=7)
    assert waiting() == [("channels.send", {"message_id": 7})]
    monkeypatch.setattr(QuerySet, "exists", lambda self: False)  # the other was queued between looking and queueing
    jobs.enqueue("channels.send", once="channels.send:7", message_id=7)
    jobs.enqueue("channels.outbox")
    assert [name for name, _arguments in waiting()] == ["channels.send", "channels.outbox"]


def test_who_was_tried_before_is_not_taken_along() -> None:
    jobs.enqueue_all("channels.take_in", [{"arrival_id": number} for number in (1, 2)])
    ProcrastinateJob.objects.filter(args__arrival_id=1).update(attempts=1)
    assert jobs.along("channels.take_in", "arrival_id", 100) == [2]


def test_many_that_cannot_be_done_at_once_are_each_tried_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    @jobs.job("tests.many", many="ids")
    def many(ids: list[int]) -> None:
        if 2 in ids:
            raise LookupError
        done.extend(ids)

    try:
        jobs.REGISTRY["tests.many"](ids=[1, 2, 3])
        assert waiting() == [("tests.many", {"ids": [number]}) for number in (1, 2, 3)]
        jobs.REGISTRY["tests.many"](ids=[1])
        with pytest.raises(LookupError):  # alone it fails, and the worker tries it again later
            jobs.REGISTRY["tests.many"](ids=[2])
        assert done == [1]
    finally:
        del jobs.REGISTRY["tests.many"]


def test_a_job_queued_before_it_took_many_is_done_and_one_without_its_argument_says_so() -> None:
    """An upgrade finds jobs in the queue that the version before it put there."""
    done: list[list[int]] = []

    @jobs.job("tests.more", many="alert_ids")
    def many(alert_ids: list[int]) -> None:
        done.append(alert_ids)

    try:
        jobs.REGISTRY["tests.more"](alert_id=7)
        assert done == [[7]]
        with pytest.raises(TypeError):
            jobs.REGISTRY["tests.more"]()
    finally:
        del jobs.REGISTRY["tests.more"]


def test_a_job_that_nobody_knows_is_refused() -> None:
    with pytest.raises(LookupError):
        jobs.enqueue_all("tests.nobody", [{}])
