"""Several processes gather at once, people decide meanwhile, and what a person arranged stays as it was left."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from tests.monitoring.conftest import MATCH, OLD_MAN

from yaqaza.alerts.states import DismissReason
from yaqaza.monitoring import actions, gathering, queries, ranking
from yaqaza.monitoring.actions import gathering as gathers
from yaqaza.monitoring.actions import settling
from yaqaza.monitoring.models import Post, Source, Story, Wording
from yaqaza.monitoring.queries.stories import order_of
from yaqaza.monitoring.states import StoryStatus
from yaqaza.territory import gazetteer

LATIN = "Chikh kbir bla dar ra9ed f zenka 7da mahatta ta3 lkiran f Bab El Oued 3 ayam bla ghta w bla makla, 3awnouh"
OTHER_ARABIC = "رجل مسن يفترش الرصيف بجانب موقف الحافلات بباب الوادي، بلا بيت ولا فراش ولا أكل منذ أيام، من يساعده؟"
GATHER = """
import django; django.setup()
from yaqaza.monitoring.actions import gathering, settling
known = settling.Settling._known
def slowly(self):  # so that the two surely stand in each other's way
    import time; time.sleep(0.05); return known(self)
settling.Settling._known = slowly
print(gathering.gather(size=20))
"""


@pytest.fixture(autouse=True)
def _nothing_remembered(places, monkeypatch):
    gazetteer.forget()
    monkeypatch.setattr(gathers, "_MEMORY", gathering.Memory())
    yield
    gazetteer.forget()


@pytest.mark.django_db(transaction=True)
def test_two_processes_gather_each_post_once_and_make_one_story_of_one(publish) -> None:
    families = [
        OLD_MAN,
        "عائلة بخمسة أطفال بلا مأوى في القصبة تنام في الشارع تحت المطر منذ أسبوع",
        "عجوز مريضة وحيدة في باب الوادي بلا دواء ولا أكل منذ أيام وتحتاج إلى طبيب",
        MATCH,
    ]
    publish(*[f"{text}{'!' * (number % 3)}" for number in range(100) for text in families], gather=False)
    name = connection.settings_dict["NAME"]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", GATHER], stdout=subprocess.PIPE, text=True,
            env={**os.environ, "YAQAZA_DB_NAME": name, "DJANGO_SETTINGS_MODULE": "yaqaza.config.settings"},
        )
        for _process in range(2)
    ]  # fmt: skip
    gathered = [int(process.communicate(timeout=300)[0]) for process in started]
    assert sum(gathered) == 400 and min(gathered) > 0  # each took part
    assert not Post.objects.filter(gathered_at=None).exists()
    assert Counter(Story.objects.values_list("posts", flat=True)) == {100: 3}
    assert Counter(Wording.objects.values_list("posts", flat=True)) == {100: 3}
    assert Counter(Post.objects.values_list("story", flat=True)).most_common(4) == [
        (pk, 100) for pk in Counter(Post.objects.values_list("story", flat=True))
    ]


def meanwhile(monkeypatch, does: Callable[[], object]) -> None:
    """Let something happen elsewhere after a batch was read and before it is settled."""
    known = settling.Settling._known

    def then(self: settling.Settling) -> dict[int, int]:
        found = known(self)
        failed: list[BaseException] = []

        def other() -> None:
            try:
                does()
            except BaseException as error:
                failed.append(error)
            finally:
                close_old_connections()
                connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(30)
        assert not failed and not thread.is_alive()
        monkeypatch.setattr(settling.Settling, "_known", known)
        return found

    monkeypatch.setattr(settling.Settling, "_known", then)


@pytest.mark.django_db(transaction=True)
def test_a_story_that_somebody_dismisses_while_a_batch_is_settled_takes_no_other_words_in(
    publish, cast, monkeypatch
) -> None:
    publish(OLD_MAN)
    story = Story.objects.get()
    meanwhile(monkeypatch, lambda: actions.dismiss(story=story, by=cast.malika, reason=DismissReason.NEWS))
    publish(LATIN)
    story.refresh_from_db()
    assert (story.status, story.posts) == (StoryStatus.DISMISSED, 1)
    other = Story.objects.exclude(pk=story.pk).get()
    assert (other.resembles, other.posts, other.open) == (story, 1, True)


@pytest.mark.django_db(transaction=True)
def test_a_story_that_somebody_gathers_into_another_meanwhile_gets_its_copies_there(publish, cast, monkeypatch) -> None:
    publish(OLD_MAN)
    publish("عائلة بخمسة أطفال بلا مأوى في القصبة تنام في الشارع تحت المطر منذ أسبوع")
    first, second = Story.objects.order_by("id")
    meanwhile(monkeypatch, lambda: actions.gather_into(story=first, into=second, by=cast.malika))
    publish(OLD_MAN, f"{OLD_MAN}، شاركوا")
    second.refresh_from_db()
    assert second.posts == 4 and not Post.objects.exclude(story=second).exists()


@pytest.mark.django_db(transaction=True)
def test_who_decides_waits_for_a_batch_that_holds_the_story_and_sees_what_it_brought(publish, cast) -> None:
    publish(OLD_MAN)
    story = Story.objects.get()
    publish(OLD_MAN, OLD_MAN, gather=False)
    with transaction.atomic():
        gathers._batch(10)
        decided: list[int] = []

        def decide() -> None:
            alert = actions.accept(story=story, by=cast.malika, category="OTHER", urgency=2, area=story.area)
            decided.append(alert.reach)
            connection.close()

        thread = threading.Thread(target=decide)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive() and not decided
    thread.join(30)
    assert decided == [3]


def test_what_a_person_took_apart_is_not_put_together_again_by_other_words(publish, cast) -> None:
    publish(OLD_MAN, LATIN)
    story = Story.objects.get()
    apart = actions.part(story=story, wording=story.wordings.get(script="latin"), by=cast.malika)
    publish(LATIN, f"{LATIN} !!", OLD_MAN)  # copies go with the wording that they copy
    publish(OTHER_ARABIC)  # and this is surely like both
    settling.merge(apart.pk, story.pk)
    settling.merge(story.pk, apart.pk)
    story.refresh_from_db()
    apart.refresh_from_db()
    assert (story.into, apart.into) == (None, None)
    assert apart.posts - apart.wordings.exclude(script="latin").count() == 3


def test_what_a_person_put_elsewhere_after_taking_it_out_does_not_come_back(publish, cast) -> None:
    publish(OLD_MAN, LATIN)
    publish("عائلة بخمسة أطفال بلا مأوى في القصبة تنام في الشارع تحت المطر منذ أسبوع")
    story, third = Story.objects.order_by("id")
    apart = actions.part(story=story, wording=story.wordings.get(script="latin"), by=cast.malika)
    actions.gather_into(story=apart, into=third, by=cast.malika)
    settling.merge(third.pk, story.pk)
    third.refresh_from_db()
    assert third.into is None and third.posts == 2


def test_a_chain_of_stories_gathered_into_each_other_is_resolved_in_one_step(
    publish, cast, django_assert_num_queries
) -> None:
    publish(OLD_MAN)
    publish("عائلة بخمسة أطفال بلا مأوى في القصبة تنام في الشارع تحت المطر منذ أسبوع")
    publish("عجوز مريضة وحيدة في البليدة بلا دواء ولا أكل منذ أيام وتحتاج إلى طبيب")
    first, second, third = Story.objects.order_by("id")
    actions.gather_into(story=first, into=second, by=cast.malika)
    actions.gather_into(story=second, into=third, by=cast.malika)
    assert set(Story.objects.exclude(pk=third.pk).values_list("into", "text")) == {(third.pk, "")}
    for each in (first, second, third):
        assert queries.get_story(each.uuid, seen_by=cast.malika) == third
    cast.malika.current_postings  # noqa: B018  # read once for a request
    with django_assert_num_queries(2):
        queries.get_story(first.uuid, seen_by=cast.malika)


def test_one_text_that_cannot_be_read_is_set_aside_and_the_rest_goes_on(
    publish, cast, houses, monkeypatch, signed_in
) -> None:
    judge = gathering.judge

    def odd(text: str, *given: object, **more: object) -> object:
        if "غريب" in text:
            raise IndexError("list index out of range")
        return judge(text, *given, **more)

    monkeypatch.setattr(gathering, "judge", odd)
    strange, *_rest = publish("نص غريب لا يقرأ: عجوز بلا مأوى في القصبة", OLD_MAN, MATCH)
    assert (strange.fault, strange.story) == ("IndexError", None) and strange.gathered_at
    assert Story.objects.get().posts == 1 and not Post.objects.filter(gathered_at=None).exists()
    client = signed_in(cast.malika)
    from django.urls import reverse

    source = Source.objects.get()
    assert source.get_absolute_url() in client.get(reverse("monitoring:board")).content.decode()
    page = client.get(source.get_absolute_url()).content.decode()
    assert "نص غريب لا يقرأ" in page and "IndexError" in page
    monkeypatch.setattr(gathering, "judge", judge)
    assert signed_in(cast.brahim).post(reverse("monitoring:source_read_again", args=[source.uuid])).status_code == 302
    actions.gather()
    strange.refresh_from_db()
    assert strange.fault == "" and strange.story is not None
    assert "نص غريب" not in client.get(source.get_absolute_url()).content.decode()


def test_when_nothing_can_be_read_it_is_our_fault_and_everything_waits(publish, monkeypatch) -> None:
    monkeypatch.setattr(gathering, "judge", lambda *_given, **_more: 1 / 0)
    publish(*[f"{OLD_MAN} {number}" for number in "١٢٣٤٥٦٧٨٩"], *"أبجدهوزحطي", gather=False)
    with pytest.raises(ZeroDivisionError):
        actions.gather()
    assert not Post.objects.exclude(gathered_at=None).exists()


def test_the_pages_of_the_board_show_each_story_once_though_many_stand_equally_high(cast, houses, places) -> None:
    from yaqaza.core.keyset import paginate

    now = timezone.now()
    stories = Story.objects.bulk_create(
        Story(
            text="x", organisation=houses.cell, houses=[houses.cell.pk], area=places.algiers, area_path=places.algiers.path,
            first_at=now, last_at=now - timedelta(0), asks=0.3,
        )
        for _number in range(95)
    )  # fmt: skip
    for story in stories:
        story.last_at = now
        story.rank = ranking.rank(story) + (story.pk % 2) / 3
    Story.objects.bulk_update(stories, ["rank"])
    rows, filters, seen, cursor = queries.listed, queries.Filters(), [], ""
    while True:
        page = paginate(rows(cast.malika, filters), order=order_of(cast.malika, filters), cursor=cursor, size=30)
        seen += [story.pk for story in page]
        if not (cursor := page.next_cursor):
            break
    assert len(seen) == len(set(seen)) == 95
    back = paginate(
        rows(cast.malika, filters), order=order_of(cast.malika, filters), cursor=page.previous_cursor, size=30
    )
    assert [story.pk for story in back] == seen[60:90]
