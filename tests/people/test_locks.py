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
