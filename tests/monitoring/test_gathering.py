"""What is published becomes stories: one for one situation, however often and in whatever words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.monitoring.conftest import MATCH, OLD_MAN

from yaqaza.alerts.states import Need
from yaqaza.language.training.examples import slips
from yaqaza.monitoring import actions
from yaqaza.monitoring.actions import gathering as gathers
from yaqaza.monitoring.gathering import Memory
from yaqaza.monitoring.models import Post, Story, Wording
from yaqaza.territory import gazetteer

LATIN = "Chikh kbir bla dar ra9ed f zenka 7da mahatta ta3 lkiran f Bab El Oued 3 ayam bla ghta w bla makla, 3awnouh"
OTHER_ARABIC = "رجل مسن يفترش الرصيف بجانب موقف الحافلات بباب الوادي، بلا بيت ولا فراش ولا أكل منذ أيام، من يساعده؟"


@pytest.fixture(autouse=True)
def _places_known(places):
    gazetteer.forget()
    yield
    gazetteer.forget()


def test_what_is_shared_four_thousand_times_is_one_story_with_its_reach_over_time(
    publish, django_assert_max_num_queries
) -> None:
    start = timezone.now() - timedelta(hours=8)
    for hour in range(4):
        publish(*[OLD_MAN] * 1000, at=start + timedelta(hours=hour), reach=3, gather=False)
    with django_assert_max_num_queries(60):
        assert actions.gather() == 4000
    story = Story.objects.get()
    assert (story.posts, story.reach) == (4000, 12000)
    assert (story.first_at, story.last_at) == (start, start + timedelta(hours=3))
    assert Need.SHELTER in story.needs and story.area.name_fr == "Bab El Oued"
    assert Wording.objects.get().posts == 4000


def test_copies_with_slips_and_decorations_are_one_wording(publish) -> None:
    from random import Random

    random = Random(3)
    copies = [
        OLD_MAN,
        f"RT @someone: {OLD_MAN} https://example.org/x",
        f"🙏🙏 {OLD_MAN} 🙏",
        *(slips(OLD_MAN, random, 0.06) for _ in range(5)),
    ]
    publish(*copies)
    assert Story.objects.count() == 1
    assert Wording.objects.get().posts == len(copies)


def test_other_words_and_another_script_about_the_same_place_and_needs_join_the_story(publish) -> None:
    publish(OLD_MAN, LATIN, OTHER_ARABIC)
    story = Story.objects.get(into=None)
    assert story.posts == 3
    assert {wording.script for wording in story.wordings.all()} == {"arabic", "latin"}


def test_a_wording_that_is_like_two_stories_makes_them_one_when_nobody_decided(publish, cast) -> None:
    publish(LATIN)
    publish(OTHER_ARABIC)
    assert Story.objects.count() == 2  # by themselves they are not like enough
    publish(OLD_MAN)
    assert Story.objects.get(into=None).posts == 3


def test_a_story_about_which_somebody_decided_stays_as_it_is(publish, cast) -> None:
    publish(LATIN)
    actions.watch(story=Story.objects.get(), by=cast.malika)
    publish(OTHER_ARABIC)
    publish(OLD_MAN)
    assert sorted(Story.objects.filter(into=None).values_list("posts", flat=True)) == [1, 2]


@pytest.mark.parametrize("decide", ["accept", "dismiss"])
def test_other_words_begin_a_story_beside_one_about_which_somebody_decided_and_name_it(
    publish, cast, signed_in, decide
) -> None:
    publish(OLD_MAN)
    decided = Story.objects.get()
    if decide == "accept":
        actions.accept(story=decided, by=cast.malika, category="WITHOUT_SHELTER", urgency=3, area=decided.area)
    else:
        actions.dismiss(story=decided, by=cast.malika, reason="NEWS")
    before = Story.objects.filter(pk=decided.pk).values().get()
    publish(LATIN)
    assert Story.objects.filter(pk=decided.pk).values().get() == before
    other = Story.objects.exclude(pk=decided.pk).get()
    assert (other.resembles, other.posts, other.open) == (decided, 1, True)
    publish(OTHER_ARABIC)  # goes to the one about which nobody decided, when it is like enough; never to the other
    assert Story.objects.filter(pk=decided.pk).values().get() == before
    page = signed_in(cast.malika).get(other.get_absolute_url()).content.decode()
    assert decided.get_absolute_url() in page


def test_the_same_words_about_another_place_are_another_story(publish) -> None:
    publish(OLD_MAN, OLD_MAN.replace("باب الوادي", "القصبة"))
    assert Story.objects.count() == 2
    assert set(Story.objects.values_list("posts", flat=True)) == {1}


def test_what_tells_of_no_hardship_becomes_no_story_and_is_not_read_again(publish) -> None:
    publish(MATCH, MATCH)
    assert not Story.objects.exists()
    assert not Post.objects.filter(gathered_at=None).exists()


def test_a_copy_of_news_that_says_a_word_more_is_read_again(publish) -> None:
    news = "جمعية الحي تشكر كل المحسنين في بلدية باب الوادي على مساعدة العائلات طيلة الأسبوع الماضي وتتمنى للجميع الصحة والعافية"
    publish(news)
    assert not Story.objects.exists()
    publish(f"{news}، شيخ مريض بلا مأوى ولا طعام ينام في الشارع")
    assert Story.objects.get().posts == 1


def test_a_process_that_forgot_everything_finds_the_story_again(publish, monkeypatch) -> None:
    publish(OLD_MAN)
    monkeypatch.setattr(gathers, "_MEMORY", Memory())
    publish(OLD_MAN, OLD_MAN + "، شاركوا")
    assert Story.objects.get().posts == 3
    assert Wording.objects.get().posts == 3


@pytest.mark.parametrize("again", [OLD_MAN, f"{OLD_MAN}، شاركوا"])
def test_the_same_words_after_a_fortnight_tell_of_something_new_for_who_remembers_too(
    publish, monkeypatch, again
) -> None:
    publish(OLD_MAN)
    later = timezone.now() + gathers.WINDOW + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    publish(again)
    assert list(Story.objects.values_list("posts", flat=True)) == [1, 1]


def test_words_that_were_erased_are_not_remembered(publish, monkeypatch, settings) -> None:
    settings.POST_DAYS = 3
    publish(OLD_MAN)
    later = timezone.now() + timedelta(days=4)
    assert actions.strip_old(now=later) == 1
    monkeypatch.setattr(timezone, "now", lambda: later)
    publish(OLD_MAN, f"{OLD_MAN}، شاركوا")
    assert sorted(Story.objects.values_list("posts", "text")) == [(1, ""), (2, OLD_MAN)]


def test_posts_that_come_out_of_order_leave_the_story_with_its_true_beginning_and_end(publish) -> None:
    now = timezone.now()
    publish(OLD_MAN, at=now - timedelta(hours=1))
    publish(OLD_MAN, at=now - timedelta(hours=9))
    story = Story.objects.get()
    assert (story.first_at, story.last_at) == (now - timedelta(hours=9), now - timedelta(hours=1))


def test_a_batch_that_fails_leaves_nothing_half_done(publish, monkeypatch) -> None:
    publish(OLD_MAN, gather=False)
    monkeypatch.setattr(gathers.placing, "place", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.gather()
    monkeypatch.undo()
    assert not Story.objects.exists()
    actions.gather()
    assert Story.objects.get().posts == 1


def test_small_batches_give_the_same_stories_as_one_large(publish) -> None:
    publish(OLD_MAN, MATCH, OLD_MAN + " شاركوا", LATIN, OLD_MAN, gather=False)
    while actions.gather(size=1):
        if not Post.objects.filter(gathered_at=None).exists():
            break
    assert Story.objects.get().posts == 4


def test_words_that_are_watched_are_found_also_when_they_ask_for_nothing(publish, cast, houses) -> None:
    publish(MATCH)
    watch = actions.add_watch(by=cast.malika, kind="WORDS", text="المنتخب الوطني", organisation=houses.cell)
    publish(MATCH)
    story = Story.objects.get()
    assert story.watches == [watch.pk] and story.posts == 1


def test_an_account_that_is_watched_is_found_whatever_it_says(publish, cast, houses) -> None:
    watch = actions.add_watch(by=cast.malika, kind="ACCOUNT", text="@Voisins_BEO", organisation=houses.cell)
    publish(MATCH)
    assert not Story.objects.exists()
    publish(MATCH, handle="voisins_beo")
    assert Story.objects.get().watches == [watch.pk]


def test_a_watch_that_ended_finds_nothing_more(publish, cast, houses) -> None:
    watch = actions.add_watch(by=cast.malika, kind="WORDS", text="المنتخب الوطني", organisation=houses.cell)
    actions.end_watch(watch=watch, by=cast.malika)
    publish(MATCH)
    assert not Story.objects.exists()


def test_memory_is_bounded(monkeypatch) -> None:
    from yaqaza.monitoring import gathering

    monkeypatch.setattr(gathering, "EXACT_MOST", 10)
    monkeypatch.setattr(gathering, "NEAR_MOST", 10)
    memory, now = Memory(), timezone.now()
    for number in range(100):
        memory.remember(number, 0, now)
        memory.add(gathering.Near(0, b"x" * 256, (number, number + 1000), "", "", now))
    assert len(memory.exact) == 10 and memory.exact.keys() == set(range(90, 100))
    assert len(memory._near) == 10 and len(memory._of_band) == 20
