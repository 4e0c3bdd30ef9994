"""Learning from a deployment's own decisions: what becomes a label, what is masked, and what is installed."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.alerts.conftest import Make
from tests.conftest import Cast

from yaqaza.alerts import actions, learned, training
from yaqaza.alerts.models import Alert, Reading
from yaqaza.alerts.models.readings import Found, sealed
from yaqaza.alerts.states import Category
from yaqaza.core.models import AuditEntry
from yaqaza.language import model, train
from yaqaza.language.training.examples import Example

pytestmark = pytest.mark.django_db

THINGS = {"SHELTER": ("الخيام", "خيمة", "قيطون", "الطونات"), "FOOD_WATER": ("الماكلة", "الخبز", "الدقيق", "المونة")}


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path: Path):
    settings.LANGUAGE_MODEL = str(tmp_path / "language" / "needs.npz")
    yield
    model.use(None)
    learned._taken.cache_clear()


@pytest.fixture
def few_texts(tmp_path: Path, monkeypatch) -> None:
    """A trainer that knows only a few texts of two needs."""
    folder = tmp_path / "texts"
    folder.mkdir()
    lines = [
        f"ary\tASK\t2\t{need}\tخاصنا {word} فدوار {number}"
        for need, words in THINGS.items()
        for word in words
        for number in range(6)
    ]
    (folder / "disasters.tsv").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(train, "HERE", folder)
    monkeypatch.setattr(train, "is_kept_apart", lambda example: example.text.endswith("5"))


def read(alert: Alert) -> Alert:
    """Have it read, but keep the needs of its category: which others the words hold is not the matter here."""
    needs = alert.needs
    actions.analyse(alert_ids=[alert.pk])
    Alert.objects.filter(pk=alert.pk).update(needs=needs)
    return Alert.objects.get(pk=alert.pk)


def only() -> Example:
    found = list(training.examples())
    assert len(found) == 1
    return found[0]


def test_a_dismissal_as_news_says_that_nothing_is_needed(arrive: Make, cast: Cast) -> None:
    alert = read(arrive(text="الوزير دشن اليوم معرض الكتاب", category=Category.OTHER, read_by=cast.duniya))
    other = read(arrive(text="الوزير دشن أمس معرض الكتاب", category=Category.OTHER, read_by=cast.duniya))
    assert list(training.examples()) == []
    actions.dismiss(alert=alert, by=cast.duniya, reason="NEWS")
    actions.dismiss(alert=other, by=cast.duniya, reason="NO_CONTACT")  # says nothing about the words
    found = only()
    assert (found.kind, found.needs, found.urgency) == ("NONE", frozenset(), 0)
    assert {"SHELTER", "asks", "urgency"} <= found.known and "language" not in found.known


def test_what_was_a_joke_and_words_that_were_acted_on_elsewhere_are_not_learned_as_no_request(
    arrive: Make, cast: Cast
) -> None:
    text = "الشيخ علي طاح في الدروج وما يقدرش ينوض، {} عمرو {} سنة"
    joke = read(arrive(text="عاونونا راهي تحرق دارنا", category=Category.OTHER, read_by=cast.duniya))
    actions.dismiss(alert=joke, by=cast.duniya, reason="ABUSE")
    news = read(arrive(text=text.format("", 71), category=Category.OTHER, read_by=cast.duniya))
    actions.dismiss(alert=news, by=cast.duniya, reason="NOT_HARDSHIP")
    assert [example.kind for example in training.examples()] == ["NONE"]
    acted_on = read(arrive(text=text.format("", 84), category=Category.ELDERLY_IN_DANGER, read_by=cast.duniya))
    Alert.objects.filter(pk=acted_on.pk).update(status="IN_CASE", sensitive=True)
    assert list(training.examples()) == []  # of a sensitive file: compared, and not learned from either
    Alert.objects.filter(pk=acted_on.pk).update(sensitive=False)
    assert [example.kind for example in training.examples()] == ["REPORT"]


def test_words_are_compared_without_their_places_whatever_spans_cover_each_other(arrive: Make, cast: Cast) -> None:
    alert = read(arrive(text="Cité Bab El Oued on a faim et froid", read_by=cast.duniya))
    told = alert.reading
    assert told.places and told.spots  # both stand there, over nearly the same words
    said = training._without_whereabouts(alert.text, told.places, told.spots)
    assert said in ("on a faim et froid", "cite on a faim et froid")


def test_words_acted_on_are_looked_up_only_when_something_was_dismissed(arrive: Make, cast: Cast) -> None:
    acted_on = read(
        arrive(text="عائلة تعيش في الشارع منذ أسبوع", category=Category.WITHOUT_SHELTER, read_by=cast.duniya)
    )
    actions.mark_in_case(alert=acted_on, by=cast.amina, case_number="16-2026-000001")
    with CaptureQueriesContext(connection) as without_any:
        assert len(list(training.examples())) == 1
    news = read(arrive(text="الوزير دشن اليوم معرض الكتاب", category=Category.OTHER, read_by=cast.duniya))
    actions.dismiss(alert=news, by=cast.duniya, reason="NEWS")
    with CaptureQueriesContext(connection) as with_one:
        assert len(list(training.examples())) == 2
    (compared,) = [each["sql"] for each in with_one if "ON_MISSION" in each["sql"]]
    assert not any("ON_MISSION" in each["sql"] for each in without_any)
    assert "reporter_phone" not in compared and '"names"' not in compared
    assert all(len(mark) == 8 for mark in training._asked_elsewhere())


def test_a_correction_is_a_label_and_what_nobody_touched_is_none(arrive: Make, cast: Cast) -> None:
    alert = read(arrive(text="راني نحتاج كل شيء، عاونوني", category=Category.WITHOUT_SHELTER, read_by=cast.duniya))
    actions.put_right(alert=alert, by=cast.duniya, what="NEED_ADDED", value="WORK")
    actions.put_right(alert=alert, by=cast.duniya, what="NEED_REMOVED", value="SHELTER")
    event = actions.put_right(alert=alert, by=cast.duniya, what="URGENCY", value="2")
    found = only()
    assert (found.needs, found.known, found.urgency) == ({"WORK"}, {"WORK", "SHELTER", "asks", "urgency"}, 2)
    actions.undo(event=event, by=cast.duniya)
    assert only().known == {"WORK", "SHELTER", "asks"}


def test_an_alert_in_a_file_has_the_need_of_its_category(arrive: Make, cast: Cast) -> None:
    alert = read(arrive(text="عائلة تعيش في الشارع منذ أسبوع", category=Category.WITHOUT_SHELTER, read_by=cast.duniya))
    actions.mark_in_case(alert=alert, by=cast.amina, case_number="16-2026-000001")
    found = only()
    assert (found.kind, found.needs, found.known) == ("REPORT", {"SHELTER"}, {"SHELTER", "asks"})
    Alert.objects.filter(pk=alert.pk).update(sensitive=True)
    assert list(training.examples()) == []


def test_what_tells_who_somebody_is_does_not_reach_the_trainer(arrive: Make, cast: Cast) -> None:
    text = "خديجة بنعيسى مريضة، رقمها 0550 00 12 34 وحسابها 0079 9999 0012 345, x@example.org @khadija CIN 1234567 وهي 78 سنة، سعيد"
    alert = read(arrive(text=text, read_by=cast.duniya, reporter_name="سعيد العربي", reporter_phone="0661234567"))
    Reading.objects.update(names=sealed([Found(0, 12, "خديجة بنعيسى")]))
    actions.put_right(alert=alert, by=cast.duniya, what="NEED_ADDED", value="MEDICAL")
    masked = only().text
    for secret in ("خديجة", "بنعيسى", "0550", "0012", "example", "khadija", "1234567", "سعيد"):
        assert secret not in masked
    assert masked.startswith("فلان مريضة") and "78 سنة" in masked


def test_what_was_learned_is_installed_used_and_told(few_texts, arrive: Make, cast: Cast) -> None:
    for number in range(3):
        alert = read(arrive(text=f"خاصنا الضوء فدوار {number} بعيد", category=Category.OTHER, read_by=cast.duniya))
        actions.put_right(alert=alert, by=cast.duniya, what="NEED_ADDED", value="OTHER")
    before = learned.in_use()
    out = StringIO()
    call_command("language", "train", "--from-decisions", "--dry-run", stdout=out)
    assert "3 texts labelled by decisions" in out.getvalue() and "only tried" in out.getvalue()
    assert not learned.own_path().exists() and learned.in_use() == before
    out = StringIO()
    call_command("language", "train", "--from-decisions", stdout=out)
    assert "before    after" in out.getvalue() and "Installed." in out.getvalue()
    used = learned.in_use()
    assert (used.own, used.path, used.version != before.version) == (True, learned.own_path(), True)
    assert AuditEntry.objects.filter(event="language.installed").get().details["model"] == used.version
    out = StringIO()
    call_command("language", "status", stdout=out)
    assert "learned here" in out.getvalue() and "decisions: 3" in out.getvalue()
    again = read(arrive(text="خاصنا خيمة"))
    assert again.reading.model_version == used.version
    assert list(learned.own_path().parent.iterdir()) == [learned.own_path()]  # no text is left anywhere


def test_worse_weights_stay_out(few_texts, arrive: Make, cast: Cast) -> None:
    call_command("language", "train", stdout=StringIO())
    kept = learned.own_path().read_bytes()
    for need, words in THINGS.items():
        other = "FOOD_WATER" if need == "SHELTER" else "SHELTER"
        for word in words:
            for number in range(5):
                alert = read(arrive(text=f"خاصنا {word} فدوار {number}", category=Category.OTHER, read_by=cast.duniya))
                Alert.objects.filter(pk=alert.pk).update(needs=[need])
                actions.put_right(alert=alert, by=cast.duniya, what="NEED_REMOVED", value=need)
                actions.put_right(alert=alert, by=cast.duniya, what="NEED_ADDED", value=other)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("language", "train", "--from-decisions", stdout=out)
    assert "worse than those in use" in out.getvalue()
    assert learned.own_path().read_bytes() == kept


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_while_it_learns(few_texts, monkeypatch) -> None:
    learn, held = train.retrain, []

    def watched(*args: Any, **kwargs: Any) -> train.Report:
        held.append(connection.connection)
        return learn(*args, **kwargs)

    monkeypatch.setattr(train, "retrain", watched)
    assert not Alert.objects.exists() and connection.connection is not None
    call_command("language", "train", stdout=StringIO())
    assert held == [None]
    assert AuditEntry.objects.filter(event="language.installed").count() == 1


def test_a_worker_that_runs_reads_with_what_another_process_installed(few_texts, arrive: Make, tmp_path: Path) -> None:
    text = "خاصنا الزربية الحمرا فدوار 3"
    before = read(arrive(text=text)).reading
    elsewhere = tmp_path / "elsewhere.npz"
    many = [Example(f"خاصنا الزربية فدوار {n}", "ary", "ASK", 2, frozenset({"OTHER"})) for n in range(20)]
    assert train.retrain(target=elsewhere, decisions=many).installed
    model.use(None)  # this process did not learn
    learned.own_path().parent.mkdir()
    elsewhere.replace(learned.own_path())
    after = read(arrive(text=text)).reading
    assert (before.model_version[:6], after.model_version[:4]) == ("yaqaza", "own-")
    assert after.needs["OTHER"] > 0.5 > before.needs.get("OTHER", 0)
    learned.own_path().unlink()
    assert read(arrive(text=text)).reading.model_version == before.model_version


def test_weights_of_another_version_are_not_used_and_status_says_so() -> None:
    learned.own_path().parent.mkdir()
    learned.own_path().write_bytes(b"something else")
    assert not learned.in_use().own
    out = StringIO()
    call_command("language", "status", stdout=out)
    assert "learned for another version" in out.getvalue()


def test_without_decisions_there_is_nothing_to_learn_from_them() -> None:
    with pytest.raises(CommandError, match="nothing to learn"):
        call_command("language", "train", "--from-decisions", stdout=StringIO())
