"""Focus groups: who reads them, transcripts without names, passages under themes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.studies.actions import focus as acts
from yaqaza.studies.models import FocusGroup, Passage
from yaqaza.studies.queries import focus as queries

pytestmark = pytest.mark.django_db
SAID = "لا ماء في الحي. نشتريه بالصهريج. الأطفال لا يدرسون. الطريق بعيد."


@pytest.fixture
def talk(cast, places) -> FocusGroup:
    book = acts.begin_codebook(by=cast.amina, title="الماء والمدرسة")
    water = acts.add_theme(codebook=book, by=cast.amina, name_ar="الماء", name_fr="Eau")
    acts.add_theme(codebook=book, by=cast.amina, name_ar="ثمن الماء", name_fr="Prix", parent=water)
    acts.add_theme(codebook=book, by=cast.amina, name_ar="المدرسة", name_fr="École")
    group = acts.begin_group(
        by=cast.amina, title="حديث مع نساء الحي", codebook=book, area=places.casbah, held_on=timezone.localdate(),
        participants=[{"sex": "FEMALE", "age": "GROWN", "situation": "WOMEN"}],
    )  # fmt: skip
    return acts.write(group=group, by=cast.amina, text=SAID)


def theme(talk, name):
    return talk.codebook.themes.get(name_ar=name)


def test_a_transcript_is_encrypted_and_each_reading_is_in_the_trail(talk, cast, signed_in) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT transcript FROM studies_focusgroup")
        assert "ماء" not in cursor.fetchone()[0]
    assert "لا ماء في الحي" in signed_in(cast.amina).get(talk.get_absolute_url()).content.decode()
    assert AuditEntry.objects.filter(event="focus.read", object_uuid=talk.uuid).count() == 1
    assert signed_in(cast.chafia).get(talk.get_absolute_url()).status_code == 404
    for other in (cast.programme_head, cast.djamel, cast.farid, cast.administrator):
        assert signed_in(other).get(talk.get_absolute_url()).status_code == 403


def test_a_telephone_is_never_kept_and_a_name_only_when_it_is_said_to_be_none(talk, cast, signed_in) -> None:
    client, address = signed_in(cast.amina), reverse("studies:transcript", args=[talk.uuid])
    named = "قالت فاطمة بن علي: رقمي 0661 23 45 67."
    response = client.post(address, {"text": named})
    assert response.status_code == 422
    assert "0661" in response.content.decode()
    assert client.post(address, {"text": named, "names": "NONE"}).status_code == 422
    assert client.post(address, {"text": named, "names": "STRIP"}).status_code == 302
    talk.refresh_from_db()
    assert "فاطمة" not in talk.transcript
    assert "0661" not in talk.transcript


def test_sentences_go_under_a_theme_and_are_counted_with_what_is_below_it(talk, cast, signed_in) -> None:
    client = signed_in(cast.amina)
    told = {"first": "2", "last": "1", "theme": theme(talk, "الماء").pk, "quote": "on"}
    assert client.post(talk.get_absolute_url(), told).status_code == 302
    assert client.post(talk.get_absolute_url(), told).status_code == 422  # the same twice
    acts.code(group=talk, by=cast.amina, theme=theme(talk, "ثمن الماء"), first=1, last=1)
    passage = Passage.objects.get(quote=True)
    assert talk.transcript[passage.start : passage.end] == "لا ماء في الحي. نشتريه بالصهريج."
    assert [(row.theme.name_ar, row.depth, row.passages, row.talks) for row in queries.tree(talk.codebook, seen_by=cast.amina)] == [
        ("الماء", 0, 2, 1), ("ثمن الماء", 1, 1, 1), ("المدرسة", 0, 0, 0),
    ]  # fmt: skip
    assert [
        (one.name_ar, other.name_ar, count) for one, other, count in queries.pairs(talk.codebook, seen_by=cast.amina)
    ] == [("الماء", "ثمن الماء", 1)]
    assert "بالصهريج" in client.get(reverse("studies:theme", args=[theme(talk, "الماء").uuid])).content.decode()
    assert "بالصهريج" in client.get(reverse("studies:passages_csv", args=[talk.codebook.uuid])).content.decode(
        "utf-8-sig"
    )


def test_words_of_a_talk_elsewhere_are_not_read_through_its_codebook(talk, cast, signed_in, places, houses) -> None:
    acts.code(group=talk, by=cast.amina, theme=theme(talk, "الماء"), first=0, last=1)
    elsewhere = FocusGroup.objects.create(
        number="G-2026-9999", title="حديث في البليدة", codebook=talk.codebook, organisation=houses.blida_directorate,
        area=places.blida, held_on=timezone.localdate(), transcript="قيل هناك كلام لا يخرج.", created_by=cast.chafia,
    )  # fmt: skip
    for who, reads in ((cast.chafia, True), (cast.amina, False)):
        assert queries.groups(who).filter(pk=elsewhere.pk).exists() is reads
    Passage.objects.create(
        group=elsewhere, theme=theme(talk, "الماء"), coder=cast.chafia, start=0, end=len(elsewhere.transcript)
    )
    client = signed_in(cast.amina)
    for name, uuid in (("theme", theme(talk, "الماء").uuid), ("passages_csv", talk.codebook.uuid)):
        page = client.get(reverse(f"studies:{name}", args=[uuid])).content.decode("utf-8-sig")
        assert "بالصهريج" in page
        assert "كلام لا يخرج" not in page
    assert not AuditEntry.objects.filter(event="focus.read", object_uuid=elsewhere.uuid).exists()
    Passage.objects.create(group=elsewhere, theme=theme(talk, "المدرسة"), coder=cast.chafia, start=0, end=4)
    counts = {row.theme.name_ar: (row.passages, row.talks) for row in queries.tree(talk.codebook, seen_by=cast.amina)}
    assert counts == {"الماء": (1, 1), "ثمن الماء": (0, 0), "المدرسة": (0, 0)}
    assert queries.pairs(talk.codebook, seen_by=cast.amina) == []
    with pytest.raises(Refused):  # somebody's words are under it, wherever they were said
        acts.drop_theme(theme=theme(talk, "المدرسة"), by=cast.amina)


def test_a_coded_transcript_stays_and_ones_own_passages_are_taken_away(talk, cast) -> None:
    passage = acts.code(group=talk, by=cast.amina, theme=theme(talk, "الماء"), first=0, last=0)
    with pytest.raises(Refused):
        acts.write(group=talk, by=cast.amina, text="غيره")
    with pytest.raises(Refused):
        acts.drop_theme(theme=theme(talk, "الماء"), by=cast.amina)
    with pytest.raises(NotPermitted):
        acts.uncode(passage=passage, by=cast.brahim)
    acts.uncode(passage=passage, by=cast.amina)
    assert acts.write(group=talk, by=cast.amina, text="غيره").transcript == "غيره"


def test_two_coders_are_compared(talk, cast, signed_in) -> None:
    for coder, last in ((cast.amina, 1), (cast.brahim, 0)):
        acts.code(group=talk, by=coder, theme=theme(talk, "الماء"), first=0, last=last)
    (pair,) = queries.compared(talk)
    assert (pair.whole.both, pair.whole.one + pair.whole.other, pair.whole.neither) == (1, 1, 2)
    assert pair.whole.kappa == pytest.approx(0.5)
    assert "0,50" in signed_in(cast.brahim).get(reverse("studies:agreement", args=[talk.uuid])).content.decode()


def test_words_outside_of_a_talk_are_refused(talk, cast) -> None:
    with pytest.raises(Refused):
        acts.code(group=talk, by=cast.amina, theme=theme(talk, "الماء"), first=3, last=4)


def test_a_talk_is_written_down_on_a_page(cast, signed_in, talk, places) -> None:
    area = places.casbah
    told = {
        "title": "حديث ثان", "codebook": talk.codebook.pk, "area": area.full_name, "area_choice": str(area.uuid),
        "area_choice_for": area.full_name, "held_on": timezone.localdate().strftime("%d/%m/%Y"), "people": "2", "sex_1": "FEMALE",
        "age_1": "OLD", "situation_1": "ELDERLY",
    }  # fmt: skip
    client = signed_in(cast.amina)
    assert client.post(reverse("studies:new_group"), told).status_code == 302
    group = FocusGroup.objects.get(title="حديث ثان")
    assert [(one.sex, one.age, one.situation) for one in group.participants.order_by("number")] == [
        ("FEMALE", "OLD", "ELDERLY"), ("UNKNOWN", "GROWN", "OTHER"),
    ]  # fmt: skip
    for name in ("groups", "new_group", "new_codebook"):
        assert client.get(reverse(f"studies:{name}")).status_code == 200
    assert client.get(talk.codebook.get_absolute_url()).status_code == 200
