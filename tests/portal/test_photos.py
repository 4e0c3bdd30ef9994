"""Photos survive the mistakes of other fields, and only photos come in."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from tests.core.test_images import bomb, located
from tests.core.test_images import picture as camera
from tests.portal.citizen import TEXT, picture, upload

from yaqaza.portal import tasks
from yaqaza.portal.models import DraftPhoto

pytestmark = pytest.mark.django_db
WHAT = reverse("portal:what")


@pytest.fixture
def asked(citizen):
    citizen.answer("kind", category="OTHER")
    citizen.answer("where", where="UNKNOWN")
    return citizen


def test_a_photo_survives_a_mistake_in_another_field(asked):
    assert asked.refused("what", photos=[upload(picture())])
    assert DraftPhoto.objects.count() == 1
    assert asked.answer("what", text=TEXT, danger="NO").status_code == 302
    assert asked.client.get(WHAT).content.decode().count("<img") == 1


def test_a_photo_can_be_taken_back_and_the_text_stays(asked):
    asked.answer("what", photos=[upload(picture())])
    response = asked.answer("what", text=TEXT, remove=str(DraftPhoto.objects.get().uuid))
    assert response.url == WHAT
    assert DraftPhoto.objects.count() == 0
    assert TEXT in asked.client.get(WHAT).content.decode()


def test_the_same_photo_twice_is_kept_once(asked):
    asked.answer("what", photos=[upload(picture()), upload(picture())])
    asked.answer("what", photos=[upload(picture())])
    assert DraftPhoto.objects.count() == 1


def test_five_photos_are_the_most(asked):
    colours = ("red", "green", "blue", "teal", "pink", "gold")
    response = asked.refused("what", text=TEXT, danger="NO", photos=[upload(picture(each)) for each in colours])
    assert DraftPhoto.objects.count() == 5
    assert response.context["form"].errors["photos"]


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\0" + b"\0" * 3000,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture()[:200],
        b"\0\0\0\x18ftypheic",
        bomb(20_000),
    ],
    ids=["executable", "svg", "broken", "heic", "bomb"],
)
def test_what_is_no_photo_is_refused_and_the_text_stays(asked, data):
    response = asked.refused("what", text=TEXT, danger="NO", photos=[upload(data)])
    assert DraftPhoto.objects.count() == 0
    assert TEXT in response.content.decode()
    assert len(response.context["form"].errors["photos"]) == 1


def test_a_good_photo_beside_a_bad_one_is_kept(asked):
    asked.answer("what", text=TEXT, danger="NO", photos=[upload(b"MZ" * 900), upload(picture())])
    assert DraftPhoto.objects.count() == 1


def test_fifty_megabytes_are_refused_kindly_and_never_stored(asked, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    response = asked.refused("what", text=TEXT, danger="NO", photos=[upload(b"\xff\xd8\xff" + b"\0" * 50_000_000)])
    assert DraftPhoto.objects.count() == 0
    assert TEXT in response.content.decode()
    assert "12" in response.context["form"].errors["photos"][0]
    assert list(tmp_path.glob("*.upload*")) == []


def test_a_photo_that_is_refused_is_named(asked, settings):
    settings.PHOTO_MAX_BYTES = 50_000
    files = [
        upload(picture(), "باب.jpg"),
        upload(b"%PDF-1.7" + b"x" * 900, "cv <b>.pdf"),
        upload(b"\xff\xd8" + b"0" * 60_000, "heavy.jpg"),
    ]
    response = asked.refused("what", text=TEXT, danger="NO", photos=files)
    heavy, other = response.context["form"].errors["photos"]
    assert "\u2068heavy.jpg\u2069" in heavy and "\u2068cv <b>.pdf\u2069" in other
    assert "cv &lt;b&gt;.pdf" in response.content.decode() and "باب" not in heavy + other
    assert DraftPhoto.objects.count() == 1


@pytest.mark.parametrize(("different", "kept"), [(1, 1), (4, 4), (12, 5)])
def test_files_beyond_the_tenth_are_too_many_and_not_too_heavy(asked, different, kept):
    """One sentence, of their number: nobody sends smaller copies of photos that were merely the eleventh and twelfth."""
    colours = ("red", "green", "blue", "teal", "pink", "gold", "navy", "lime", "gray", "olive", "plum", "tan")
    files = [upload(picture(colours[min(number, different - 1)]), f"{number}.jpg") for number in range(12)]
    response = asked.refused("what", text=TEXT, danger="NO", photos=files)
    (sentence,) = response.context["form"].errors["photos"]
    with translation.override("ar"):
        full, many = (
            gettext("Five photos are kept already. Remove one to add another."),
            gettext("Choose five photos at most."),
        )
        assert sentence == (full if kept == 5 else many)
    assert DraftPhoto.objects.count() == kept


def test_a_heavy_file_is_named_beside_too_many(asked, settings):
    settings.PHOTO_MAX_BYTES = 50_000
    files = [upload(b"\xff\xd8" + b"0" * 60_000, "heavy.jpg"), *(upload(picture(), f"{n}.jpg") for n in range(11))]
    response = asked.refused("what", text=TEXT, danger="NO", photos=files)
    heavy, many = response.context["form"].errors["photos"]
    with translation.override("ar"):
        assert "heavy.jpg" in heavy and many == gettext("Choose five photos at most.")


def test_what_was_refused_is_said_in_the_language_in_which_it_is_read(asked, settings):
    settings.PHOTO_MAX_BYTES = 50_000
    files = [upload(b"\xff\xd8" + b"0" * 60_000, "heavy.jpg"), upload(b"MZ" * 900, "cv.pdf")]
    colours = ("red", "green", "blue", "teal", "pink", "gold")
    files += [upload(picture(colour), f"{colour}.jpg") for colour in colours]
    said = list(asked.refused("what", text=TEXT, danger="NO", photos=files).context["form"].errors["photos"])
    asked.client.get(reverse("core:language", args=["fr"]))
    french = asked.client.get(WHAT).context["form"].errors["photos"]
    assert [sentence.rpartition(" : ")[2][:38] for sentence in french] == [
        "Cette photo est trop lourde. La limite",
        "Ce fichier n’est pas une photo. Envoye",
        "Cinq photos sont déjà gardées. Retirez",
    ]
    assert "heavy.jpg" in french[0] and "cv.pdf" in french[1]
    asked.client.get(reverse("core:language", args=["ar"]))
    assert list(asked.client.get(WHAT).context["form"].errors["photos"]) == said


def test_the_wait_is_counted_from_when_it_is_read_and_not_said_when_it_is_over(asked, monkeypatch):
    monkeypatch.setattr("yaqaza.portal.refusals.PHOTOS_PER_ADDRESS", 1)
    asked.answer("what", photos=[upload(picture())])
    first = asked.refused("what", text=TEXT, danger="NO", photos=[upload(picture("red"))])
    now, (said,) = time.time(), first.context["form"].errors["photos"]
    monkeypatch.setattr("yaqaza.core.limits.time.time", lambda: now + 1800)
    (later,) = asked.client.get(WHAT).context["form"].errors["photos"]
    assert ("60" in said, "30" in later) == (True, True)
    monkeypatch.setattr("yaqaza.core.limits.time.time", lambda: now + 3700)
    assert not asked.client.get(WHAT).context["form"].errors


def test_only_the_session_that_sent_a_photo_sees_it(asked, another):
    asked.answer("what", photos=[upload(picture())])
    address = reverse("portal:photo", args=[DraftPhoto.objects.get().uuid])
    mine = asked.client.get(address)
    assert (mine.status_code, mine.headers["Content-Type"], mine.headers["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, no-store",
    )
    other = another()
    assert other.client.get(address).status_code == 404
    other.answer("kind", category="OTHER")
    assert other.client.get(address).status_code == 404


def test_the_place_of_a_photo_is_offered_when_the_place_is_not_known(asked, places, monkeypatch):
    monkeypatch.setattr("yaqaza.territory.queries.commune_at", lambda lon, lat: places.bab_el_oued)
    asked.answer("what", text=TEXT, danger="NO", photos=[upload(camera(exif=located()))])
    asked.answer("who", who="ANONYMOUS")
    page = asked.client.get(reverse("portal:check"))
    assert page.context["photo_place"] == places.bab_el_oued
    asked.send(use_photo_place="1")
    assert asked.client.get(reverse("portal:check")).context["place"]["area"] == places.bab_el_oued


def test_drafts_are_forgotten_after_a_day(asked, django_capture_on_commit_callbacks):
    asked.answer("what", photos=[upload(picture("red")), upload(picture("blue"))])
    old, young = DraftPhoto.objects.order_by("id")
    DraftPhoto.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.forget_drafts()
        tasks.forget_drafts()
    assert list(DraftPhoto.objects.all()) == [young]
    assert not old.file.storage.exists(old.file.name)
    assert young.file.storage.exists(young.file.name)
