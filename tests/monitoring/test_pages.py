"""The pages of monitoring: what they show, what they refuse, and that they do not grow with the table."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from tests.monitoring.conftest import MATCH, OLD_MAN

from yaqaza.alerts import actions as alerts
from yaqaza.alerts.models import Alert
from yaqaza.channels.states import Reason
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import FileProblem, Post, PostFile, Source, Story, Watch
from yaqaza.monitoring.states import Kind, StoryStatus
from yaqaza.territory import gazetteer


@pytest.fixture(autouse=True)
def _places_known(places):
    gazetteer.forget()
    yield
    gazetteer.forget()


@pytest.fixture
def malika(cast, signed_in):
    return signed_in(cast.malika)


def test_the_board_shows_what_waits_the_foremost_first(malika, publish) -> None:
    assert "لا قصة تنتظر" in malika.get(reverse("monitoring:board")).content.decode()
    publish("محتاجين شوية دراهم للدراسة في القصبة، عاونونا يرحم والديكم", MATCH)
    publish(*[OLD_MAN] * 5, reach=100)
    page = malika.get(reverse("monitoring:board")).content.decode()
    assert page.index("شيخ طاعن") < page.index("محتاجين") and "مباراة" not in page


def test_the_board_costs_the_same_with_one_row_and_with_three(malika, publish, django_assert_num_queries) -> None:
    publish(OLD_MAN)
    address = reverse("monitoring:board")
    malika.get(address)
    with django_assert_num_queries(6):
        malika.get(address)
    publish(
        "عائلة بلا مأوى في القصبة تنام في الشارع مع ثلاثة أطفال",
        "عجوز مريضة وحيدة في باب الوادي بلا دواء ولا أكل منذ أيام",
    )
    with django_assert_num_queries(6):
        malika.get(address)


def test_filters_and_search(malika, publish, places) -> None:
    publish(OLD_MAN)
    board = reverse("monitoring:board")
    assert "شيخ طاعن" in malika.get(board, {"need": "SHELTER"}).content.decode()
    assert "شيخ طاعن" not in malika.get(board, {"need": "MISSING_PERSON"}).content.decode()
    assert "شيخ طاعن" not in malika.get(board, {"status": "DISMISSED"}).content.decode()
    source = Source.objects.get()
    assert "شيخ طاعن" in malika.get(board, {"source": source.uuid}).content.decode()
    answer = malika.post(reverse("monitoring:search"), {"q": "محطه الحافلات"})
    assert answer["Location"] == f"{board}?search=1"
    assert "شيخ طاعن" in malika.get(answer["Location"]).content.decode()
    malika.post(reverse("monitoring:search"), {"q": "زلزال"})
    assert "شيخ طاعن" not in malika.get(f"{board}?search=1").content.decode()


def test_a_story_tells_why_it_stands_where_it_does_and_which_words_led_to_it(malika, publish) -> None:
    publish(*[OLD_MAN] * 3)
    page = malika.get(Story.objects.get().get_absolute_url()).content.decode()
    assert "<mark>" in page and "بلا مأوى" in page
    assert Post.objects.first().sha256[:12] in page
    for factor in ("الحاجة", "الاستعجال", "الانتشار"):
        assert factor in page


def test_a_story_becomes_an_alert_and_shows_what_became_of_it(malika, publish, cast, signed_in) -> None:
    publish(*[OLD_MAN] * 3)
    story = Story.objects.get()
    address = reverse("monitoring:accept", args=[story.uuid])
    form = malika.get(address).context["form"]
    place = {"area": story.area.full_name, "area_id": str(story.area.uuid), "area_name": story.area.full_name}
    data = place | {name: form[name].value() for name in ("category", "urgency", "needs")}
    assert malika.post(address, data)["Location"] == story.get_absolute_url()
    alert = Alert.objects.get()
    officer = signed_in(cast.duniya)
    assert "شيخ طاعن" in officer.get(reverse("alerts:queue")).content.decode()
    assert str(alert.state.label) in malika.get(story.get_absolute_url()).content.decode()
    assert OLD_MAN[:40] in officer.get(reverse("monitoring:alert_panel", args=[alert.uuid])).content.decode()


def test_the_author_is_contacted_through_the_platform(malika, publish, cast) -> None:
    publish(OLD_MAN)
    story, post = Story.objects.get(), Post.objects.get()
    address = reverse("monitoring:contact", args=[post.uuid])
    before = malika.get(address).content.decode()
    assert (
        post.url in before
        and "خلية اليقظة" in before
        and "/track/" not in before.split("<textarea", 1)[1].split("</textarea>")[0]
    )
    story.refresh_from_db()
    actions.accept(story=story, by=cast.malika, category="OTHER", urgency=2, area=story.area)
    after = malika.get(address)
    assert (
        after.context["code"]
        and after.context["code"] in after.content.decode()
        and "/track/" in after.content.decode()
    )
    (public, private) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", after.content.decode(), re.S)[:2]
    assert after.context["code"] not in public and "/track/" not in public and after.context["code"] in private
    malika.post(address)
    assert story.events.filter(kind="CONTACTED").exists()


def test_who_wrote_of_a_joined_story_is_not_given_the_code_of_the_citizen_who_reported(malika, publish, cast) -> None:
    publish(OLD_MAN)
    story, post = Story.objects.get(), Post.objects.get()
    received = alerts.receive(
        by=None, channel="SMS", text="شيخ في الشارع", category="WITHOUT_SHELTER", area=story.area, place_precision="COMMUNE",
        source_ref="sms:1",
    )  # fmt: skip
    actions.join(story=story, by=cast.malika, alert=received.alert)
    page = malika.get(reverse("monitoring:contact", args=[post.uuid]))
    assert page.context["code"] == "" and received.tracking_code not in page.content.decode()
    assert page.context["why"] and page.context["why"] in page.content.decode()


def test_the_code_of_an_alert_that_the_monitor_may_not_read_is_not_shown(malika, publish, cast, monkeypatch) -> None:
    publish(OLD_MAN)
    story, post = Story.objects.get(), Post.objects.get()
    actions.accept(story=story, by=cast.malika, category="OTHER", urgency=2, area=story.area)
    monkeypatch.setattr("yaqaza.alerts.queries.visible_to", lambda user: Alert.objects.none())
    page = malika.get(reverse("monitoring:contact", args=[post.uuid]))
    assert page.context["code"] == "" and page.context["why"]


def test_an_address_that_is_none_of_the_web_is_no_link(malika, publish) -> None:
    publish(OLD_MAN, url="javascript:alert(1)")
    page = malika.get(reverse("monitoring:contact", args=[Post.objects.get().uuid]))
    assert page.context["reply"] == "" and "javascript:" not in page.content.decode()


def test_joining_dismissing_watching_by_their_pages(malika, publish, cast) -> None:
    publish(OLD_MAN)
    story = Story.objects.get()
    assert malika.post(reverse("monitoring:watch", args=[story.uuid]), {"on": "1"}).status_code == 302
    assert malika.post(reverse("monitoring:join", args=[story.uuid]), {"number": "A-2026-999999"}).status_code == 422
    assert malika.post(reverse("monitoring:dismiss", args=[story.uuid]), {"note": "x"}).status_code == 422
    assert malika.post(reverse("monitoring:dismiss", args=[story.uuid]), {"reason": "NEWS"}).status_code == 302
    story.refresh_from_db()
    assert story.status == StoryStatus.DISMISSED
    malika.post(reverse("monitoring:reopen", args=[story.uuid]))
    story.refresh_from_db()
    assert story.status == StoryStatus.NEW


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.FILE])
def test_each_kind_of_source_can_be_added_and_its_secrets_are_never_shown(malika, houses, kind) -> None:
    address = reverse("monitoring:new_source_of_kind", args=[kind.value])
    form = malika.get(address).context["form"]
    data = {"name": "مصدر", "organisation": houses.cell.pk, "every_minutes": "5", "silent_hours": "48"}
    for setting in form.known:
        data[setting.name] = setting.default or (
            "https://x.example/feed" if setting.form == "url" else "hidden-secret" if setting.secret else "value"
        )
    assert malika.post(address, data).status_code == 302
    source = Source.objects.get()
    assert not source.enabled
    for page in (
        source.get_absolute_url(),
        reverse("monitoring:source_settings", args=[source.uuid]),
        reverse("monitoring:sources"),
    ):
        assert "hidden-secret" not in malika.get(page).content.decode()


def test_a_private_address_is_refused(malika, houses) -> None:
    data = {
        "name": "x",
        "organisation": houses.cell.pk,
        "every_minutes": "5",
        "silent_hours": "48",
        "url": "http://10.0.0.1/feed",
    }
    answer = malika.post(reverse("monitoring:new_source_of_kind", args=["FEED"]), data)
    assert answer.status_code == 422 and not Source.objects.exists()


def test_kept_keys_do_not_follow_to_a_new_address(malika, source, houses) -> None:
    x = source(Kind.X, {"query": "q", "server": "https://api.x.com"}, {"token": "b"})
    address = reverse("monitoring:source_settings", args=[x.uuid])
    data = {"name": "x", "organisation": houses.cell.pk, "every_minutes": "5", "silent_hours": "48"}
    data |= {"query": "q", "server": "https://evil.example"}
    assert malika.post(address, data).status_code == 422
    assert malika.post(address, data | {"server": "https://api.x.com", "query": "other"}).status_code == 302
    x.refresh_from_db()
    assert x.values["token"] == "b" and x.cursor == {}


def send(client, source: Source, name: str, content: bytes) -> PostFile:
    file = SimpleUploadedFile(name, content)
    answer = client.post(reverse("monitoring:send_file", args=[source.uuid]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return PostFile.objects.latest("id")


CSV = (
    "id,created_at,username,text,retweet_count\n"
    f"1,2026-11-21T10:00:00Z,sami,{OLD_MAN},12\n"
    "2,not a day,nadia,عائلة بلا مأوى في القصبة,x\n"
    "3,2026-11-21T11:00:00Z,ali,,4\n"
    f"1,2026-11-21T10:00:00Z,sami,{OLD_MAN},12\n"
).encode()


def test_a_csv_file_is_matched_previewed_and_read_with_its_faults_by_row(malika, source) -> None:
    files = source()
    kept = send(malika, files, "posts.csv", CSV)
    assert kept.mapping == {
        "id": "id",
        "published_at": "created_at",
        "handle": "username",
        "text": "text",
        "reach": "retweet_count",
    }
    address = reverse("monitoring:file", args=[kept.uuid])
    page = malika.get(address)
    assert [bool(row["post"]) for row in page.context["rows"]] == [True, True, False, True]
    assert len(page.context["rows"][1]["faults"]) == 2
    looked = malika.post(address, {"map_text": "username", "look": "1"})
    assert looked.context["rows"][0]["post"].text == "sami" and not Post.objects.exists()
    data = {f"map_{name}": column for name, column in kept.mapping.items()}
    assert malika.post(address, data).status_code == 302
    assert actions.read_file(file_id=kept.pk)
    kept.refresh_from_db()
    assert (kept.status, kept.done, kept.taken, kept.known, kept.refused) == ("DONE", 4, 2, 1, 1)
    assert set(FileProblem.objects.values_list("row", "reason", "taken")) == {
        (3, "DAY", True),
        (3, "SHARES", True),
        (4, "EMPTY", False),
    }
    assert Post.objects.order_by("id").first().reach == 13
    assert "not a day" in malika.get(address).content.decode()
    again = send(malika, files, "posts.csv", CSV)
    malika.post(reverse("monitoring:file", args=[again.uuid]), data)
    actions.read_file(file_id=again.pk)
    assert Post.objects.count() == 2


def test_a_file_that_comes_again_with_rows_added_brings_only_these(malika, source) -> None:
    files, rows = source(), [f"{number},شيخ بلا مأوى رقم {number}" for number in range(1, 6)]

    def bring(some: list[str]) -> tuple[int, int]:
        kept = send(malika, files, "p.csv", "\n".join(["id,text", *some]).encode())
        malika.post(reverse("monitoring:file", args=[kept.uuid]), {"map_text": "text", "map_id": "id"})
        actions.read_file(file_id=kept.pk)
        kept.refresh_from_db()
        return kept.taken, kept.known

    assert bring(rows[:3]) == (3, 0)
    assert bring(rows[:3]) == (0, 3)
    assert bring(rows) == (2, 3)
    assert bring(["1,عجوز وحيدة بلا دواء", "2,شيخ بلا مأوى رقم 2"]) == (1, 1)  # the lines of another file


def test_jsonl_and_xlsx_are_read_too(malika, source) -> None:
    files = source()
    lines = '{"id": 7, "message": "شيخ بلا مأوى", "from": "x"}\nbroken\n'.encode()
    kept = send(malika, files, "posts.jsonl", lines)
    malika.post(
        reverse("monitoring:file", args=[kept.uuid]), {f"map_{name}": column for name, column in kept.mapping.items()}
    )
    actions.read_file(file_id=kept.pk)
    assert Post.objects.get().text == "شيخ بلا مأوى" and FileProblem.objects.get().reason == "LINE"
    book = Workbook()
    book.active.append(["النص", "الحساب", "المشاركات"])
    book.active.append(["عجوز بلا دواء", "@nadia", 9])
    out = io.BytesIO()
    book.save(out)
    kept = send(malika, files, "posts.xlsx", out.getvalue())
    malika.post(
        reverse("monitoring:file", args=[kept.uuid]), {f"map_{name}": column for name, column in kept.mapping.items()}
    )
    actions.read_file(file_id=kept.pk, slice_size=1)
    post = Post.objects.latest("id")
    assert (post.text, post.by["handle"], post.reach) == ("عجوز بلا دواء", "@nadia", 10)


def test_a_file_of_another_kind_is_refused_with_a_sentence(malika, source) -> None:
    answer = malika.post(
        reverse("monitoring:send_file", args=[source().uuid]), {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 x")}
    )
    assert answer.status_code == 422 and not PostFile.objects.exists()


def test_a_reading_that_was_cut_goes_on_where_it_was(malika, source, monkeypatch) -> None:
    from yaqaza.monitoring.actions import files as reading

    rows = "\n".join(f"{number},شيخ بلا مأوى رقم {number}" for number in range(10))
    kept = send(malika, source(), "p.csv", f"id,text\n{rows}\n".encode())
    malika.post(reverse("monitoring:file", args=[kept.uuid]), {"map_text": "text", "map_id": "id"})
    assert not reading.read_file(file_id=kept.pk, seconds=-1, slice_size=3)
    kept.refresh_from_db()
    assert kept.done == 3 and Post.objects.count() == 3
    assert reading.read_file(file_id=kept.pk, slice_size=3)
    assert Post.objects.count() == 10


def test_watches_are_added_and_ended_by_their_page(malika, houses, places) -> None:
    address = reverse("monitoring:watches")
    assert (
        malika.post(address, {"kind": "WORDS", "text": "دار المسنين", "organisation": houses.cell.pk}).status_code
        == 302
    )
    assert (
        malika.post(address, {"kind": "WORDS", "text": "دار المسنين", "organisation": houses.cell.pk}).status_code
        == 422
    )
    assert malika.post(address, {"kind": "WORDS", "text": "دا", "organisation": houses.cell.pk}).status_code == 422
    assert malika.post(address, {"kind": "PLACE", "organisation": houses.cell.pk}).status_code == 422
    watch = Watch.objects.get()
    assert "دار المسنين" in malika.get(address).content.decode()
    malika.post(reverse("monitoring:end_watch", args=[watch.uuid]))
    assert "دار المسنين" not in malika.get(address).content.decode()


def test_the_supervisor_is_told_on_the_desk_that_a_source_died(signed_in, cast, source) -> None:
    from django.utils import timezone

    source(Kind.X, health="TROUBLE", trouble=Reason.ACCESS, trouble_since=timezone.now())
    actions.tell_of_dead()
    assert str(Reason.ACCESS.label) in signed_in(cast.brahim).get(reverse("desk:home")).content.decode()


def test_the_pages_of_a_source_are_read_in_french_too(malika, source) -> None:
    malika.cookies["yaqaza_language"] = "fr"
    page = malika.get(source(Kind.MASTODON, {"server": "https://m.example"}).get_absolute_url()).content.decode()
    assert "Organisation" in page


def current(client, address: str) -> str:
    """The entry of the bar that a page marks as its own."""
    (found,) = set(re.findall(r'href="([^"]+)" aria-current="page"', client.get(address).content.decode()))
    return str(found)


def test_each_page_marks_the_entry_above_it_and_a_phone_has_monitoring_in_its_dock(malika, source, publish) -> None:
    publish("امرأة وحيدة بلا مأوى في باب الوادي")
    (story,) = Story.objects.all()
    sources, board = reverse("monitoring:sources"), reverse("monitoring:board")
    for name in ("source", "source_settings"):
        assert current(malika, reverse(f"monitoring:{name}", args=[source().uuid])) == sources
    assert current(malika, reverse("monitoring:new_source")) == sources
    assert current(malika, reverse("monitoring:story", args=[story.uuid])) == board
    page = malika.get(board).content.decode()
    dock = page[page.index("dock--staff") :].partition("data-")[0]
    assert f'href="{board}"' in dock
