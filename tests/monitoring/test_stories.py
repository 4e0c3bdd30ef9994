"""What a monitor decides, what an alert gets of it, and what is not kept."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests.monitoring.conftest import MATCH, OLD_MAN

from yaqaza.alerts import actions as alerts
from yaqaza.alerts import training
from yaqaza.alerts.actions.published import code_of
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Category, Channel, DismissReason, PlacePrecision, Urgency
from yaqaza.channels import wording
from yaqaza.core.refusal import NotFound, NotPermitted, Refused
from yaqaza.language.folding import fold
from yaqaza.monitoring import actions, queries, ranking, telling
from yaqaza.monitoring.actions.stories import reference_of
from yaqaza.monitoring.models import Post, Story, StoryEvent, Wording
from yaqaza.monitoring.states import MOVES, StoryStatus
from yaqaza.territory import gazetteer


@pytest.fixture(autouse=True)
def _places_known(places):
    gazetteer.forget()
    yield
    gazetteer.forget()


@pytest.fixture
def story(publish) -> Story:
    publish(OLD_MAN, OLD_MAN, reach=10)
    return Story.objects.get()


def accept(story: Story, cast, **more) -> Alert:
    given = {"category": Category.WITHOUT_SHELTER, "urgency": Urgency.URGENT, "area": story.area, "needs": story.needs}
    return actions.accept(story=story, by=cast.malika, **(given | more))


def test_an_accepted_story_is_an_alert_in_the_queue_of_its_place_with_its_posts_as_evidence(
    story, cast, houses
) -> None:
    alert = accept(story, cast)
    assert (alert.channel, alert.text, alert.organisation, alert.reach) == (Channel.MEDIA, OLD_MAN, houses.cell, 20)
    assert (alert.area, alert.place_precision, alert.urgency) == (story.area, PlacePrecision.COMMUNE, Urgency.URGENT)
    story.refresh_from_db()
    assert (story.status, story.alert, story.decided_by) == (StoryStatus.ACCEPTED, alert, cast.malika)
    post = story.all_posts.first()
    assert post.sha256 == hashlib.sha256(post.raw.encode()).hexdigest() and post.captured_at


def test_the_author_can_be_given_the_code_of_the_alert_and_the_words_of_the_ministry(story, cast) -> None:
    alert = accept(story, cast)
    code = code_of(alert, reference=reference_of(story))
    from yaqaza.alerts.queries import by_tracking_code

    assert by_tracking_code(code) == alert
    said = wording.text("PUBLISHED", "ar", code=code, link="https://x.example/track/")
    assert code in said and "https://x.example/track/" in said
    assert "[" not in wording.text("PUBLISHED", "fr") and "{" not in wording.text("PUBLISHED", "fr")


def test_the_code_of_an_alert_that_somebody_else_reported_is_never_made_again(story, cast, places) -> None:
    received = alerts.receive(
        by=None, channel=Channel.SMS, text="شيخ في الشارع", category=Category.WITHOUT_SHELTER, area=places.bab_el_oued,
        place_precision=PlacePrecision.COMMUNE, source_ref="sms:1",
    )  # fmt: skip
    actions.join(story=story, by=cast.malika, alert=received.alert)
    assert received.tracking_code and code_of(received.alert, reference=reference_of(story)) == ""
    assert code_of(received.alert, reference="sms:1") == "" and code_of(received.alert, reference="") == ""


def test_a_story_is_accepted_once(story, cast) -> None:
    accept(story, cast)
    with pytest.raises(Refused):
        accept(story, cast)
    assert Alert.objects.count() == 1


def test_a_joined_story_tells_whoever_works_on_the_alert(story, cast, places) -> None:
    alert = alerts.receive(
        by=None, channel=Channel.PORTAL, text="شيخ في الشارع", category=Category.WITHOUT_SHELTER, area=places.bab_el_oued,
        place_precision=PlacePrecision.COMMUNE,
    ).alert  # fmt: skip
    actions.join(story=story, by=cast.malika, alert=alert)
    alert.refresh_from_db()
    story.refresh_from_db()
    assert alert.has_addition and alert.reach == 21
    event = alert.events.get(kind="PUBLISHED")
    assert (event.text, event.by) == (OLD_MAN, cast.malika)
    assert story.alert == alert and queries.of_alert(alert, seen_by=cast.duniya) == [story]


def test_what_is_published_is_not_said_in_the_name_of_the_reporter(story, cast, places) -> None:
    from yaqaza.portal import progress

    alert = alerts.receive(
        by=None, channel=Channel.PORTAL, text="شيخ في الشارع", category=Category.WITHOUT_SHELTER, area=places.bab_el_oued,
        place_precision=PlacePrecision.COMMUNE,
    ).alert  # fmt: skip
    alerts.ask(alert=alerts.read(alert=alert, by=cast.duniya), by=cast.duniya, text="أين بالضبط؟")
    actions.join(story=story, by=cast.malika, alert=alert)
    alert.refresh_from_db()
    assert progress.additions(alert) == [] and len(progress.questions(alert)) == 1  # nobody answered it


def test_a_dismissed_alert_waits_again_when_it_is_found_to_be_published(story, cast, places) -> None:
    alert = alerts.receive(
        by=None, channel=Channel.PORTAL, text="شيخ في الشارع", category=Category.WITHOUT_SHELTER, area=places.bab_el_oued,
        place_precision=PlacePrecision.COMMUNE,
    ).alert  # fmt: skip
    alerts.dismiss(alert=alerts.read(alert=alert, by=cast.duniya), by=cast.duniya, reason=DismissReason.NOT_HARDSHIP)
    actions.join(story=story, by=cast.malika, alert=alert)
    alert.refresh_from_db()
    assert alert.status == "READ"


def test_an_alert_about_the_same_is_known_and_lowers_the_rank(story, cast, places) -> None:
    before = story.rank
    assert actions.weigh(story_ids=[story.pk]) == 0
    alert = alerts.receive(
        by=None, channel=Channel.HOTLINE, text=OLD_MAN.replace("عاجل:", "السلام عليكم،"), category=Category.WITHOUT_SHELTER,
        area=places.bab_el_oued, place_precision=PlacePrecision.COMMUNE,
    ).alert  # fmt: skip
    assert actions.weigh_again() == 1
    story.refresh_from_db()
    assert story.likely_alert == alert and story.known >= 0.5
    assert story.rank < before


def test_what_presses_more_is_shared_more_or_is_fresher_stands_higher() -> None:
    now = timezone.now()

    def rank(**more) -> float:
        given = {
            "needs": ["SHELTER"],
            "asks": 1.0,
            "urgency": 3,
            "reach": 100,
            "posts": 10,
            "last_at": now,
            "known": 0.0,
            "watches": [],
        }
        return ranking.rank(Story(**(given | more)))

    usual = rank()
    assert rank(urgency=4) > usual > rank(urgency=1)
    assert rank(reach=100_000) > usual > rank(reach=1, posts=1)
    assert rank(needs=["RESCUE"]) > usual > rank(needs=["MONEY"]) > rank(needs=[])
    assert rank(last_at=now - timedelta(hours=12)) == pytest.approx(usual - 1)
    assert rank(known=0.9) < usual < rank(watches=[1])


def test_watching_dismissing_and_opening_again(story, cast) -> None:
    actions.watch(story=story, by=cast.malika)
    assert actions.watch(story=story, by=cast.malika, on=False).status == StoryStatus.NEW
    actions.dismiss(story=story, by=cast.malika, reason=DismissReason.NEWS, note="قديم")
    story.refresh_from_db()
    assert (story.status, story.dismiss_reason) == (StoryStatus.DISMISSED, "NEWS")
    assert actions.reopen(story=story, by=cast.malika).status == StoryStatus.NEW
    assert [event.kind for event in story.events.order_by("id")] == ["WATCHED", "UNWATCHED", "DISMISSED", "REOPENED"]


def test_a_dismissal_as_news_teaches_the_reading_without_names(publish, cast) -> None:
    publish(f"{OLD_MAN} للاتصال 0661234567 @voisins")
    actions.dismiss(story=Story.objects.get(), by=cast.malika, reason=DismissReason.NEWS)
    (example,) = training.examples()
    assert example.kind == "NONE" and not example.needs and "asks" in example.known
    assert "0661234567" not in example.text and "voisins" not in example.text


def test_a_dismissal_as_abuse_teaches_nothing(story, cast) -> None:
    actions.dismiss(story=story, by=cast.malika, reason=DismissReason.ABUSE)
    assert list(training.examples()) == []


def test_every_status_has_its_moves() -> None:
    assert set(MOVES) == set(StoryStatus)


def test_a_wording_can_be_taken_out_and_two_stories_put_together(publish, cast) -> None:
    publish(OLD_MAN, OLD_MAN, "Chikh kbir bla dar ra9ed f zenka 7da mahatta f Bab El Oued 3 ayam bla ghta w bla makla")
    story = Story.objects.get()
    other = actions.part(story=story, wording=story.wordings.order_by("posts").first(), by=cast.malika)
    story.refresh_from_db()
    assert (story.posts, other.posts) == (2, 1)
    actions.gather_into(story=other, into=story, by=cast.malika)
    story.refresh_from_db()
    assert story.posts == 3 and queries.get_story(other.uuid, seen_by=cast.malika) == story
    with pytest.raises(Refused):
        actions.gather_into(story=story, into=story, by=cast.malika)


def test_a_wording_that_somebody_took_elsewhere_meanwhile_is_not_taken_once_more(publish, cast) -> None:
    publish(OLD_MAN, OLD_MAN, "Chikh kbir bla dar ra9ed f zenka 7da mahatta f Bab El Oued 3 ayam bla ghta w bla makla")
    story = Story.objects.get()
    wording_ = story.wordings.order_by("posts").first()
    other = actions.part(story=story, wording=wording_, by=cast.malika)
    with pytest.raises(Refused):
        actions.part(story=story, wording=wording_, by=cast.malika)
    assert set(Story.objects.values_list("pk", "posts")) == {(story.pk, 2), (other.pk, 1)}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (name, name in ("malika", "duniya", "brahim"))
        for name in ("malika", "duniya", "brahim", "chafia", "amina", "farid", "djamel", "administrator")
    ],
)
def test_who_sees_a_story(story, cast, who, sees) -> None:
    user = getattr(cast, who)
    assert queries.visible_to(user).filter(pk=story.pk).exists() == sees
    if not sees:
        with pytest.raises(NotFound):
            queries.get_story(story.uuid, seen_by=user)


def test_a_story_without_a_place_is_seen_by_the_organisations_of_its_sources(publish, cast, houses, source) -> None:
    publish("شيخ بلا مأوى ينام في الشارع منذ أيام بدون غطاء ولا طعام وهو مريض جدا")
    story = Story.objects.get()
    assert queries.visible_to(cast.malika).filter(pk=story.pk).exists()
    from tests.conftest import make_user

    from yaqaza.accounts.permissions import Role

    other = make_user("ines", "إيناس", Role.MONITOR, houses.blida_directorate, houses.blida_directorate.area)
    assert not queries.visible_to(other).filter(pk=story.pk).exists()
    publish(story.text, into=source(organisation=houses.blida_directorate))
    assert Story.objects.count() == 1 and queries.visible_to(other).filter(pk=story.pk).exists()


def test_who_decides(story, cast) -> None:
    for user in (cast.duniya, cast.amina):
        with pytest.raises(NotPermitted):
            actions.watch(story=story, by=user)
    actions.watch(story=story, by=cast.brahim)


def test_what_nobody_accepted_loses_words_and_authors_after_its_time_and_is_still_counted(
    publish, cast, settings
) -> None:
    publish(OLD_MAN, OLD_MAN, MATCH)
    story = Story.objects.get()
    actions.dismiss(story=story, by=cast.malika, reason=DismissReason.NEWS, note="اسم فلان")
    now = timezone.now()
    assert actions.strip_old(now=now + timedelta(days=settings.POST_DAYS - 1)) == 0
    assert actions.strip_old(now=now + timedelta(days=settings.POST_DAYS + 1)) == 3
    story.refresh_from_db()
    for post in Post.objects.all():
        assert (post.text, post.author, post.url, post.raw, post.sha256, post.letters) == ("", "", "", "", "", None)
    wording_ = Wording.objects.get()
    assert (story.text, story.folded, wording_.text, wording_.said, wording_.bands, wording_.why) == (
        "",
        "",
        "",
        "",
        [],
        {},
    )
    assert not StoryEvent.objects.exclude(text="").exists()
    assert (story.posts, story.needs != [], wording_.posts) == (2, True, 2)
    publish(OLD_MAN, external_id="0")  # a post that is delivered again long after is still the same one
    assert Post.objects.count() == 3
    with pytest.raises(Refused):
        actions.reopen(story=story, by=cast.malika) and accept(story, cast)


def test_the_words_of_a_wording_that_nobody_shares_any_more_go_though_its_story_goes_on(
    publish, cast, settings, monkeypatch
) -> None:
    other = "Chikh kbir bla dar ra9ed f zenka 7da mahatta f Bab El Oued 3 ayam bla ghta w bla makla"
    publish(OLD_MAN)
    now = timezone.now()
    later = now + timedelta(days=settings.POST_DAYS + 1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    publish(other)
    first, second = Story.objects.order_by("id")
    actions.gather_into(story=second, into=first, by=cast.malika)  # still told of
    actions.dismiss(story=first, by=cast.malika, reason=DismissReason.NEWS)
    assert actions.strip_old(now=later) == 1
    first.refresh_from_db()
    assert sorted(first.wordings.values_list("text", flat=True)) == ["", other]
    assert (first.text, first.folded, first.stripped_at, first.posts) == (other, fold(other), None, 2)
    assert [example.text for example in training.examples()] and OLD_MAN not in {
        example.text for example in training.examples()
    }


@pytest.fixture
def followed(cast, houses):
    """An account and words that somebody follows."""
    return (
        actions.add_watch(by=cast.malika, kind="ACCOUNT", organisation=houses.cell, text="@salim.b"),
        actions.add_watch(by=cast.malika, kind="WORDS", organisation=houses.cell, text="محطة الحافلات"),
    )


def test_a_followed_account_does_not_name_the_author_after_the_time_of_the_words(
    publish, cast, followed, settings
) -> None:
    account, words = followed
    publish(OLD_MAN, handle="salim.b")
    story = Story.objects.get()
    assert set(story.watches) == {account.pk, words.pk} and Post.objects.get().watches == [account.pk]
    for watch in followed:
        actions.end_watch(watch=watch, by=cast.malika)
    late = timezone.now() + timedelta(days=settings.POST_DAYS + 1)
    actions.strip_old(now=timezone.now() + timedelta(days=settings.POST_DAYS - 1))
    account.refresh_from_db()
    assert account.text == "@salim.b"
    actions.strip_old(now=late)
    story.refresh_from_db()
    assert story.watches == [words.pk] and Post.objects.get().watches == []
    for watch in followed:
        watch.refresh_from_db()
        assert (watch.text, watch.folded) == ("", "")


def test_an_author_who_is_forgotten_is_not_named_by_the_account_that_was_followed(publish, cast, followed) -> None:
    account, words = followed
    first, _second = publish(OLD_MAN, OLD_MAN, handle="salim.b")
    story = Story.objects.get()
    actions.forget_author(post=Post.objects.get(pk=first.pk), by=cast.malika)
    story.refresh_from_db()
    assert account.pk in story.watches  # another post of theirs still says so
    accept(story, cast)
    actions.forget_authors(alert_id=Story.objects.get().alert_id)
    story.refresh_from_db()
    assert story.watches == [words.pk] and not Post.objects.exclude(watches=[]).exists()


def test_only_who_may_know_what_is_followed_reads_it_on_the_story(publish, cast, followed, houses) -> None:
    from tests.conftest import make_user

    from yaqaza.accounts.permissions import Role

    publish(OLD_MAN, handle="salim.b")
    story = Story.objects.get()
    other = make_user("ines", "إيناس", Role.MONITOR, houses.blida_directorate, houses.blida_directorate.area)
    assert len(telling.watches(story, cast.malika)) == 2 and telling.watches(story, other) == []


def test_what_was_accepted_stays_as_evidence(story, cast, settings) -> None:
    accept(story, cast)
    assert actions.strip_old(now=timezone.now() + timedelta(days=400)) == 0
    assert all(post.text and post.raw for post in story.all_posts.all())


def test_evidence_cannot_be_changed(story) -> None:
    post = story.all_posts.first()
    for change in ({"text": "آخر"}, {"sha256": "0" * 64}, {"captured_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.filter(pk=post.pk).update(**change)
    Post.objects.filter(pk=post.pk).update(reach=5)


def test_a_reporter_who_has_themselves_erased_takes_the_authors_along(story, cast) -> None:
    accept(story, cast)
    assert actions.forget_authors(alert_id=story.alert_id or Story.objects.get().alert_id) == 2
    post = Post.objects.first()
    assert (post.author, post.url, post.raw) == ("", "", "") and post.text == OLD_MAN and post.sha256
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM monitoring_post WHERE author <> '' OR url <> '' OR raw <> ''")
        assert cursor.fetchone() == (0,)


def test_an_author_can_be_forgotten_by_the_monitor(story, cast) -> None:
    post = story.all_posts.first()
    actions.forget_author(post=post, by=cast.malika)
    post.refresh_from_db()
    assert post.by == {} and post.url == ""


def test_the_curve_adds_up_by_hours_and_by_days(publish) -> None:
    now = (timezone.localtime() - timedelta(days=1)).replace(hour=12)  # not near a midnight, where the days are others
    for hours in (5, 5, 3, 1):
        publish(OLD_MAN, at=now - timedelta(hours=hours), reach=2)
    steps, by_days = queries.curve(Story.objects.get())
    assert not by_days and [step.posts for step in steps] == [2, 0, 1, 0, 1] and steps[-1].reach == 8
    publish(OLD_MAN, at=now - timedelta(days=9), reach=1)
    steps, by_days = queries.curve(Story.objects.get())
    assert by_days and len(steps) == 10 and steps[-1].reach == 9
