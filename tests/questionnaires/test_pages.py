"""The pages: upload with its faults, preview, publication, phones with their code, answers, files."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zlib

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import load_workbook
from tests.questionnaires.conftest import SURVEY, filled, workbook
from tests.questionnaires.test_openrosa import picture

from yaqaza.core.models import AuditEntry
from yaqaza.questionnaires import actions, collect
from yaqaza.questionnaires.models import Attachment, Device, Questionnaire, Submission

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"questionnaires:{name}", args=args)


def test_a_questionnaire_is_uploaded_looked_at_and_published(cast, houses, signed_in) -> None:
    client = signed_in(cast.brahim)
    made = client.post(url("new"), {"organisation": houses.directorate.pk, "file": workbook()}, follow=True)
    row = Questionnaire.objects.get()
    assert made.redirect_chain[-1][0] == row.get_absolute_url()
    draft = row.versions.get()
    arabic = client.get(url("preview", draft.uuid)).content.decode()
    assert "اسم الأسرة" in arabic
    assert "${size} &gt; 0" in arabic
    assert "Nom du ménage" in client.get(url("preview", draft.uuid) + "?language=fr").content.decode()
    client.post(url("publication", draft.uuid))
    row.refresh_from_db()
    assert row.status == "PUBLISHED"
    assert b"".join(client.get(url("source", draft.uuid))).startswith(b"PK")


def test_faults_stand_on_the_page_by_row_and_nothing_is_kept(cast, houses, signed_in) -> None:
    file = workbook(survey=[*SURVEY[:2], ["select_one nothing", "pick", "x", "x", "", ""]])
    response = signed_in(cast.brahim).post(url("new"), {"organisation": houses.directorate.pk, "file": file})
    page = response.content.decode()
    assert response.status_code == 422
    assert "لا توجد قائمة اختيارات اسمها «nothing»." in page
    assert re.search(r'<option value="\d+" selected', page)  # the organisation stays chosen
    assert Questionnaire.objects.count() == 0


def test_a_refusal_stands_by_the_form(visit, cast, houses, signed_in) -> None:
    response = signed_in(cast.brahim).post(url("new"), {"organisation": houses.directorate.pk, "file": workbook()})
    assert (response.status_code, "معرفها «visit»" in response.content.decode()) == (422, True)


def test_who_only_fills_in_sees_no_button_of_who_keeps(visit, cast, signed_in) -> None:
    mine = signed_in(cast.farid).get(visit.get_absolute_url()).content.decode()
    theirs = signed_in(cast.brahim).get(visit.get_absolute_url()).content.decode()
    assert (url("retirement", visit.uuid) in mine, url("retirement", visit.uuid) in theirs) == (False, True)
    assert signed_in(cast.chafia).get(visit.get_absolute_url()).status_code == 404


def test_a_draft_with_bindings_that_lead_nowhere_says_so_by_row(visit, cast, signed_in) -> None:
    wrong = workbook(version="2", bindings=[["question", "target"], ["needs", "nowhere"]])
    actions.revise(questionnaire=visit, by=cast.brahim, file=wrong)
    page = signed_in(cast.brahim).get(visit.get_absolute_url()).content.decode()
    assert "لا شيء في الملف اسمه «nowhere»" in page


def test_the_code_of_a_phone_is_shown_once_to_whoever_set_it_up(cast, signed_in) -> None:
    client = signed_in(cast.brahim)
    page = client.post(url("device_new"), {"user": cast.farid.pk, "name": "رمادي"}, follow=True).content.decode()
    row = Device.objects.get()
    key = next(each for each in re.findall(r">([\w-]{43})<", page) if Device.hash_of(each) == row.key_hash)
    assert 'class="qr"' in page
    again = signed_in(cast.farid).get(url("device", row.uuid)).content.decode()
    assert (key in again, 'class="qr"' in again) == (False, False)
    client.post(url("device_revocation", row.uuid))
    assert key not in client.get(url("device", row.uuid)).content.decode()
    assert key not in json.dumps(list(AuditEntry.objects.values_list("details", flat=True)))


def test_collect_reads_our_settings() -> None:
    told = collect.settings(server="https://x.example/forms/openrosa/key/K", project="Y", language="ar")
    assert json.loads(zlib.decompress(base64.b64decode(collect.packed(told)))) == told
    assert told["general"]["server_url"] == "https://x.example/forms/openrosa/key/K"
    assert "style=" not in collect.drawn(told)


def test_answers_are_read_in_words_and_every_reading_is_remembered(visit, phone, cast, signed_in) -> None:
    files = {"p.jpg": ContentFile(picture(), name="p.jpg")}
    row = actions.receive(by=phone.device.user, device=phone.device, xml=filled(photo="p.jpg"), files=files).submission
    client = signed_in(cast.amina)
    page = client.get(row.get_absolute_url()).content.decode()
    assert [word in page for word in ("عائلة بن سالم", "اسم الأسرة", "غذاء", "مأوى", "FOOD_WATER")] == [True] * 4 + [
        False
    ]
    assert client.get(url("attachment", Attachment.objects.get().uuid)).headers["Content-Type"] == "image/jpeg"
    assert client.get(url("submission_xml", row.uuid)).content.decode() == row.xml
    assert signed_in(cast.chafia).get(row.get_absolute_url()).status_code == 404
    assert signed_in(cast.chafia).get(url("attachment", Attachment.objects.get().uuid)).status_code == 404
    read = AuditEntry.objects.filter(event="submission.read").values_list("actor_id", "object_uuid")
    assert list(read) == [(cast.amina.pk, row.uuid)] * 2


def test_the_search_finds_answers_by_name(visit, phone, cast, signed_in) -> None:
    for family in ("عائلة بن سالم", "عائلة حمداني"):
        actions.receive(by=phone.device.user, device=phone.device, xml=filled(family=family), files={})
    page = signed_in(cast.amina).get(url("submissions"), {"q": "حمداني"}).content.decode()
    assert ("عائلة حمداني" in page, "عائلة بن سالم" in page) == (True, False)


def test_answers_are_taken_out_as_csv_and_as_a_workbook(visit, phone, cast, signed_in) -> None:
    actions.receive(by=phone.device.user, device=phone.device, xml=filled(family="=cmd()", instance="uuid:a"), files={})
    client = signed_in(cast.brahim)
    lines = b"".join(client.get(url("export", visit.uuid, "csv"))).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(lines))
    told = dict(zip(head, row, strict=True))
    assert (told["family"], told["size"], told["needs"]) == ("'=cmd()", "4", "FOOD_WATER SHELTER")
    assert json.loads(told["child"]) == [{"age": "7"}]
    book = load_workbook(io.BytesIO(b"".join(client.get(url("export", visit.uuid, "xlsx")))))
    answers, children, questions = (list(sheet.values) for sheet in book)
    assert answers[1][answers[0].index("family")] == "=cmd()"
    assert children == [("instance_id", "round", "child/age"), ("uuid:a", "1", "7")]
    assert ("family", "اسم الأسرة") in questions
    assert signed_in(cast.amina).get(url("export", visit.uuid, "csv")).status_code == 403
    assert AuditEntry.objects.filter(event="submissions.exported").count() == 2


def test_somebody_chooses_between_two_corrections_on_the_page(visit, phone, cast, signed_in) -> None:
    for instance, corrects in (("uuid:a", ""), ("uuid:b", "uuid:a"), ("uuid:c", "uuid:a")):
        actions.receive(
            by=phone.device.user, device=phone.device, xml=filled(instance=instance, corrects=corrects), files={}
        )
    row = Submission.objects.get(instance_id="uuid:c")
    client = signed_in(cast.brahim)
    assert url("choice", row.uuid) in client.get(row.get_absolute_url()).content.decode()
    client.post(url("choice", row.uuid))
    assert Submission.objects.get(instance_id="uuid:b").set_aside_by == cast.brahim
    assert url("choice", row.uuid) not in client.get(row.get_absolute_url()).content.decode()
