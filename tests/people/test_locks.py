"""Two people who take the same thing back at the same moment do not wait for each other for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from yaqaza.core.refusal import Refused
from yaqaza.people import actions
from yaqaza.people.models import Likeness, Merge, Person
from yaqaza.people.states import LikenessSource, LikenessStatus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_jobs_left():
    """What was enqueued here is committed, in a table that is not one of Django's: it would wait for the next test that runs jobs."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def waiting() -> int:
    """How many of this database's connections wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # kept for a whole transaction otherwise
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def until_waiting(count: int) -> None:
    for _ in range(200):
        if waiting() >= count:
            return
        time.sleep(0.02)
    raise AssertionError(f"{waiting()} wait, not {count}")


class Side(threading.Thread):
    """Does one thing on a connection of its own, and keeps what it was refused."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.act, self.error = act, None
        self.start()

    def run(self) -> None:
        try:
            self.act()
        except Exception as error:
            self.error = error
        finally:
            connection.close()


def test_taking_an_answer_back_and_taking_its_merge_back(cast, places) -> None:
    a, b = (actions.create_person(by=cast.amina, area=places.casbah, name_ar=f"خديجة {n}") for n in range(2))
    actions.notice([(a.pk, b.pk, 0.9, [])], source=LikenessSource.LINK)
    pair = actions.say_same(likeness=Likeness.objects.get(), keep=a, by=cast.brahim)
    with transaction.atomic():
        list(Person.objects.select_for_update(no_key=True).order_by("pk"))
        one = Side(lambda: actions.unmerge(merge=Merge.objects.get(), by=cast.brahim, reason="أختان"))
        until_waiting(1)
        other = Side(lambda: actions.take_answer_back(likeness=pair, by=cast.brahim))
        until_waiting(2)
    one.join(10), other.join(10)
    assert one.error is None
    assert isinstance(other.error, Refused)
    assert Merge.objects.get().undone_at is not None
    assert Likeness.objects.get().status == LikenessStatus.OPEN


@pytest.fixture
def three(cast, places) -> list[Person]:
    """Three records of which the first was merged into the second."""
    people = [
        actions.create_person(by=cast.amina, area=places.casbah, name_ar=f"خديجة {n}", phones=[f"055000000{n}"])
        for n in range(3)
    ]
    actions.merge(kept=people[1], gone=people[0], by=cast.brahim, reason="هي نفسها")
    return people


def test_a_merge_that_is_taken_back_while_its_person_is_merged_further(cast, three) -> None:
    a, b, c = three
    done, commit = threading.Event(), threading.Event()

    def merge_and_wait() -> None:
        with transaction.atomic():
            actions.merge(kept=c, gone=b, by=cast.brahim, reason="هي نفسها")
            done.set()
            commit.wait(10)

    one = Side(merge_and_wait)
    assert done.wait(10)
    other = Side(lambda: actions.unmerge(merge=Merge.objects.get(gone=a), by=cast.brahim, reason="أختان"))
    until_waiting(1)
    commit.set()
    one.join(10), other.join(10)
    assert (one.error, other.error) == (None, None)
    a, b, c = (Person.objects.get(pk=person.pk) for person in three)
    assert (a.same_as, a.merged, list(a.phones.values_list("number", flat=True))) == (None, 0, ["+213550000000"])
    assert (b.same_as, c.merged, c.further_names) == (c, 1, [b.name_ar])
    assert sorted(c.phones.values_list("number", flat=True)) == ["+213550000001", "+213550000002"]


def test_a_merge_and_one_that_is_taken_back_do_not_hold_each_other(cast, three) -> None:
    a, b, c = three
    with transaction.atomic():
        list(Person.objects.select_for_update(no_key=True).filter(pk=c.pk))
        one = Side(lambda: actions.merge(kept=c, gone=b, by=cast.brahim, reason="هي نفسها"))
        until_waiting(1)
        other = Side(lambda: actions.unmerge(merge=Merge.objects.get(gone=a), by=cast.brahim, reason="أختان"))
        until_waiting(2)
    one.join(10), other.join(10)
    assert (one.error, other.error) == (None, None)
    assert dict(Person.objects.values_list("pk", "same_as")) == {a.pk: None, b.pk: c.pk, c.pk: None}


def test_a_merge_and_telling_one_of_its_records_apart_do_not_hold_each_other(cast, three) -> None:
    a, b, c = three
    with transaction.atomic():
        list(Person.objects.select_for_update(no_key=True).filter(pk=c.pk))
        one = Side(lambda: actions.merge(kept=c, gone=b, by=cast.brahim, reason="هي نفسها"))
        until_waiting(1)
        other = Side(lambda: actions.tell_apart(a=a, b=c, by=cast.brahim))
        until_waiting(2)
    one.join(10), other.join(10)
    assert one.error is None
    assert isinstance(other.error, Refused)
