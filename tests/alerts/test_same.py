"""Alerts of one situation found again: by words, by telephone, by picture, by place; and what is kept for it."""

from __future__ import annotations

import io
from datetime import timedelta
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from PIL import Image, ImageDraw, ImageFilter
from tests.alerts.conftest import Make
from tests.conftest import Cast, Places

from yaqaza.alerts import actions, queries
from yaqaza.alerts.actions import fingerprints
from yaqaza.alerts.models import Alert, Fingerprint, PictureFingerprint
from yaqaza.alerts.models.fingerprints import VERSION
from yaqaza.alerts.states import PlacePrecision
from yaqaza.core import images

CALL = "عاجل: عائلة بن زرقة من خمسة أفراد تنام في العراء قرب دوار تفنوت بعد سقوط منزلها، يحتاجون إلى خيمة وأغطية وأكل للأطفال"
FIRE_FR = "Incendie cité El Hidhab : une famille de cinq enfants a tout perdu, plus de vêtements ni de literie"
FIRE_AR = "عايلة بخمسة ولاد في حي الهضاب احترقتلهم الدار البارح ما بقالهم والو لا فراش لا كسوة"
ROOF = "عايلة في حي الهضاب السقف تاع دارهم طاح عليهم بالمطر ويحوسو على وين يباتو"


def photo(seed: int, *, smaller: bool = False) -> images.Photo:
    random = Random(seed)
    picture = Image.new("RGB", (640, 480), tuple(random.randrange(60, 200) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(9):
        x, y = random.randrange(560), random.randrange(400)
        draw.rectangle(
            (x, y, x + random.randrange(40, 220), y + random.randrange(40, 200)), fill=random.randrange(1 << 24)
        )
    picture = picture.filter(ImageFilter.GaussianBlur(3))
    if smaller:
        picture = picture.crop((6, 5, 634, 475)).resize((400, 300))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=40 if smaller else 90)
    return images.clean(SimpleUploadedFile("photo.jpg", out.getvalue()))


def same(alert: Alert, cast: Cast) -> dict[int, tuple[str, ...]]:
    with translation.override("en"):
        return {match.alert.pk: match.reasons for match in queries.suggestions(alert, cast.duniya)}


def test_words_sent_on_are_found_again_without_a_place_and_weeks_later(
    arrive: Make, cast: Cast, places: Places, run_jobs
) -> None:
    nowhere = {"place_precision": PlacePrecision.UNKNOWN, "area": places.algiers}
    first = arrive(text=CALL, received_at=timezone.now() - timedelta(days=20), **nowhere)
    again = arrive(text=f"شاركوا جزاكم الله خيرا 🙏 {CALL.replace('أ', 'ا')}", **nowhere)
    arrive(text="خويا خرج من الدار نهار الجمعة ومازال ما رجع عندو مرض نفسي واللي شافو يعيط", **nowhere)
    assert same(again, cast) == {}  # the jobs have not run
    run_jobs()
    assert list(same(again, cast)) == [first.pk]
    assert "similar words" in same(again, cast)[first.pk]


def test_the_same_situation_is_found_in_another_language(arrive: Make, cast: Cast, run_jobs) -> None:
    french, arabic, roof = arrive(text=FIRE_FR), arrive(text=FIRE_AR), arrive(text=ROOF)
    run_jobs()
    found = same(french, cast)
    assert next(iter(found)) == arabic.pk
    assert "same commune" in found[arabic.pk] or "same douar or quarter" in found[arabic.pk]
    scores = {match.alert.pk: match.score for match in queries.suggestions(french, cast.duniya)}
    assert scores[arabic.pk] > scores.get(roof.pk, 0.0) + 0.2


def test_the_same_wording_about_another_hamlet_comes_after_it_with_what_speaks_against_it(
    arrive: Make, cast: Cast, run_jobs
) -> None:
    alert = arrive(text=CALL)
    other = arrive(text=CALL.replace("تفنوت", "أغبالو").replace("بن زرقة", "مزيان"))
    copy = arrive(text=CALL)
    run_jobs()
    found = same(alert, cast)
    assert next(iter(found)) == copy.pk
    assert other.pk not in found or "but another douar or quarter" in found[other.pk]


def test_a_picture_is_found_again_smaller_and_cut(arrive: Make, cast: Cast, places: Places, run_jobs) -> None:
    first = arrive(text="شوفو هاد الصورة", photos=[photo(1)])
    again = arrive(text="عاونوه الله يجازيكم", photos=[photo(1, smaller=True)], area=places.casbah)
    arrive(
        text="شوفو هاد الصورة ديالنا",
        photos=[photo(2)],
        area=places.casbah,
        received_at=timezone.now() - timedelta(days=9),
    )
    run_jobs()
    assert PictureFingerprint.objects.count() == 3
    found = same(again, cast)
    assert list(found) == [first.pk]
    assert found[first.pk][0] == "same photo"


def test_a_photo_added_later_is_compared_too(arrive: Make, cast: Cast, run_jobs) -> None:
    alert = arrive()
    actions.add_information(alert=alert, text="", photos=[photo(3)])
    run_jobs()
    assert list(PictureFingerprint.objects.values_list("alert", flat=True)) == [alert.pk]


def test_a_telephone_written_in_the_words_is_found_where_it_called_from(
    arrive: Make, cast: Cast, places: Places, run_jobs
) -> None:
    caller = arrive(text="راني أم تاع طفلة مريضة في حالة صعبة", reporter_phone="0550001234")
    quoted = arrive(text="هذه الأم عندها طفلة مريضة عاونوها 0550 00 12 34", area=places.casbah)
    run_jobs()
    assert "same telephone" in same(quoted, cast)[caller.pk]


def test_reasons_are_told_in_arabic_and_french(arrive: Make, cast: Cast, run_jobs) -> None:
    first, again = arrive(text=CALL), arrive(text=CALL)
    run_jobs()
    for language, words in (("ar", "كلمات متشابهة"), ("fr", "mots semblables")):
        with translation.override(language):
            found = {match.alert.pk: match.reasons for match in queries.suggestions(again, cast.duniya)}
        assert words in found[first.pk]


def test_nobody_is_proposed_what_they_may_not_see(arrive: Make, cast: Cast, places: Places, run_jobs) -> None:
    arrive(text=CALL, area=places.blida_commune)
    mine = arrive(text=CALL)
    run_jobs()
    assert same(mine, cast) == {}


def test_what_is_compared_is_not_in_clear(arrive: Make, run_jobs) -> None:
    arrive(text="اسمي خديجة بنعيسى رقمي 0550001234 والدي مريض في الدار")
    run_jobs()
    with connection.cursor() as cursor:
        cursor.execute("SELECT f::text FROM alerts_fingerprint f")
        row = cursor.fetchone()[0]
    assert "550001234" not in row and "خديجة" not in row
    assert Fingerprint.objects.get().contact_keys == fingerprints.keys_of(["+213550001234"])


def test_erasure_takes_telephones_and_names_out_and_they_stay_out(arrive: Make, run_jobs) -> None:
    alert = arrive(text="اسمي خديجة بنعيسى رقمي 0550001234 والدي مريض في الدار", reporter_phone="0550001234")
    run_jobs()
    bands = Fingerprint.objects.get().text_bands
    actions.erase_contact(alert=alert)
    fingerprints.make(alert_ids=[alert.pk])
    kept = Fingerprint.objects.get()
    assert (kept.contact_keys, kept.text_bands) == ([], bands)
    assert "خديجة" not in kept.said and "550001234" not in kept.said


def test_making_twice_changes_nothing_and_the_missing_are_made_by_the_command(arrive: Make, run_jobs) -> None:
    alerts = [arrive(text=f"{CALL} {number}") for number in range(3)]
    assert fingerprints.missing().count() == 3
    call_command("fingerprint_alerts")
    first = Fingerprint.objects.order_by("alert").values_list("alert", "text_bands")
    before = list(first)
    Fingerprint.objects.filter(alert=alerts[0]).update(version=VERSION - 1, text_bands=[])
    run_jobs()
    assert list(first.all()) == before
    assert not fingerprints.missing().exists()
    assert fingerprints.make(alert_ids=[10**9]) == 0


def test_a_killed_turn_is_taken_up_by_the_next(arrive: Make) -> None:
    for number in range(3):
        arrive(text=f"{CALL} {number}")
    assert fingerprints.make_missing(seconds=-1) is False
    assert fingerprints.make_missing() is True
    assert (Fingerprint.objects.count(), fingerprints.missing().count()) == (3, 0)


@pytest.mark.parametrize("text", ["عاجل", "😭😭😭", "0550001234"])
def test_an_alert_with_next_to_no_words_is_compared_too(arrive: Make, cast: Cast, run_jobs, text: str) -> None:
    alert = arrive(text=text)
    arrive(text=text)
    run_jobs()
    assert isinstance(queries.suggestions(alert, cast.duniya), list)
    assert Fingerprint.objects.filter(text_bands=[]).count() == 2


def test_suggestions_cost_the_same_with_one_and_with_many_candidates(arrive: Make, cast: Cast, run_jobs) -> None:
    alert = arrive(text=CALL, reporter_phone="0550001234")
    arrive(text=CALL, reporter_phone="0550001234")
    run_jobs()
    queries.suggestions(alert, cast.duniya)  # the reader's postings are read once
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            queries.suggestions(alert, cast.duniya)
        costs.append(len(asked))
        for number in range(4):
            arrive(text=f"{CALL} {number}", reporter_phone="0550001234")
        run_jobs()
    assert costs[0] == costs[1]


def test_those_of_the_own_province_are_found_among_many_newer_ones_of_others(
    arrive: Make, cast: Cast, places: Places, run_jobs, monkeypatch
) -> None:
    """A wording that half a country sent on: the newest of all provinces do not push out those that the reader may see."""
    monkeypatch.setattr("yaqaza.alerts.queries.same.BY_INDEX", 2)
    nowhere = {"place_precision": PlacePrecision.UNKNOWN}
    mine = arrive(text=CALL, area=places.algiers, received_at=timezone.now() - timedelta(days=2), **nowhere)
    for n in range(4):
        arrive(text=f"{CALL} {n}", area=places.blida, **nowhere)
    again = arrive(text=f"{CALL} !", area=places.algiers, **nowhere)
    run_jobs()
    assert list(same(again, cast)) == [mine.pk]
