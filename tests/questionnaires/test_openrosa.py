"""What phones see: OpenRosa as ODK Collect speaks it."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image
from tests.questionnaires.conftest import filled, workbook

from yaqaza.accounts.models import Posting
from yaqaza.core.models import AuditEntry
from yaqaza.questionnaires import actions, digest, queries
from yaqaza.questionnaires.models import Attachment, Submission

pytestmark = pytest.mark.django_db
LIST = {"l": "http://openrosa.org/xforms/xformsList"}
MANIFEST = {"m": "http://openrosa.org/xforms/xformsManifest"}


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


def listed(response) -> list[dict[str, str]]:
    root = ElementTree.fromstring(response.content)
    return [{each.tag.split("}")[1]: each.text or "" for each in form} for form in root.findall("l:xform", LIST)]


def md5(data: bytes):
    return hashlib.md5(data, usedforsecurity=False)


def message(response) -> str:
    return re.sub(r".*<message[^>]*>(.*)</message>.*", r"\1", response.content.decode(), flags=re.DOTALL).strip()


def path(url: str) -> str:
    return url.removeprefix("http://testserver")


def test_the_list_names_each_form_with_its_hash_and_serves_it_byte_for_byte(visit, call) -> None:
    response = call("get", "formList")
    assert response.headers["X-OpenRosa-Version"] == "1.0"
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    (form,) = listed(response)
    version = queries.current_version(visit)
    assert (form["formID"], form["name"], form["version"]) == ("visit", "زيارة", "1")
    served = Client().get(path(form["downloadUrl"])).content
    assert served == bytes(version.xform)
    assert form["hash"] == "md5:" + md5(served).hexdigest()
    assert "manifestUrl" not in form


def test_the_list_is_not_sent_again_to_who_has_it(visit, call) -> None:
    tag = call("get", "formList").headers["ETag"]
    again = call("get", "formList", **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    actions.retire(questionnaire=visit, by=visit.created_by)
    assert call("get", "formList", **{"If-None-Match": tag}).status_code == 200


def test_older_versions_are_listed_when_asked_for(visit, call) -> None:
    draft = actions.revise(questionnaire=visit, by=visit.created_by, file=workbook(version="2"))
    assert [form["version"] for form in listed(call("get", "formList"))] == ["1"]
    actions.publish(version=draft, by=visit.created_by)
    assert [form["version"] for form in listed(call("get", "formList"))] == ["2"]
    every = listed(call("get", "formList", {"listAllVersions": "true"}))
    assert [form["version"] for form in every] == ["2", "1"]
    assert listed(call("get", "formList", {"formID": "another"})) == []


def test_media_stand_in_the_manifest_and_are_served(cast, houses, call) -> None:
    survey = [["type", "name", "label", "media::image"], ["text", "family", "A", "a.jpg"]]
    file = workbook(survey=survey, bindings=[["question", "target"]])
    draft = actions.create(by=cast.brahim, organisation=houses.directorate, file=file).versions.get()
    media = actions.add_media(version=draft, by=cast.brahim, file=ContentFile(b"\xff\xd8\xffpicture", name="a.jpg"))
    actions.publish(version=draft, by=cast.brahim)
    (form,) = listed(call("get", "formList"))
    root = ElementTree.fromstring(Client().get(path(form["manifestUrl"])).content)
    (entry,) = root.findall("m:mediaFile", MANIFEST)
    assert [each.text for each in entry][:2] == ["a.jpg", f"md5:{media.md5}"]
    assert b"".join(Client().get(path(entry[2].text))) == b"\xff\xd8\xffpicture"


def test_answers_are_kept_whole_encrypted_and_with_their_hash(visit, send, cast, houses) -> None:
    xml = filled(instance="uuid:a")
    response = send(xml)
    assert response.status_code == 201
    assert 'instanceID="uuid:a"' in response.content.decode()
    row = Submission.objects.get()
    assert row.xml.encode() == xml
    assert row.sha256 == hashlib.sha256(xml).hexdigest()
    assert (row.user, row.organisation, row.area_path) == (cast.farid, houses.cell, houses.cell.area.path)
    assert '"child":[{"age":"7"}]' in row.answers
    with connection.cursor() as cursor:
        cursor.execute("SELECT xml || answers || title FROM questionnaires_submission")
        assert "سالم" not in cursor.fetchone()[0]
    entry = AuditEntry.objects.get(event="submission.received")
    assert (entry.actor_id, entry.object_uuid) == (cast.farid.pk, row.uuid)


def test_the_same_again_is_the_same_and_a_difference_is_refused(visit, send) -> None:
    xml = filled(instance="uuid:a")
    assert [send(xml).status_code for _ in range(3)] == [201, 201, 201]
    assert Submission.objects.count() == 1
    other = send(filled(instance="uuid:a", family="عائلة أخرى"))
    assert (other.status_code, Submission.objects.count()) == (409, 1)
    assert "أجوبة أخرى" in message(other)


def test_files_come_in_several_requests_and_pictures_are_made_anew(visit, send) -> None:
    xml = filled(instance="uuid:a", photo="p.jpg")
    first = send(xml, incomplete=True)
    assert (first.status_code, 'isComplete="false"' in first.content.decode()) == (201, True)
    assert Attachment.objects.get().file.name == ""
    photo = picture()
    second = send(xml, p=("p.jpg", photo))
    assert (second.status_code, 'isComplete="true"' in second.content.decode()) == (201, True)
    row = Attachment.objects.get()
    assert (row.name, row.kind, row.sha256) == ("p.jpg", "PICTURE", hashlib.sha256(photo).hexdigest())
    with row.file.open("rb") as kept:
        assert kept.read() != photo
    assert send(xml, p=("p.jpg", photo)).status_code == 201  # and once more
    assert send(xml, p=("p.jpg", picture("blue"))).status_code == 409
    assert Attachment.objects.count() == 1


def test_a_file_that_cannot_be_taken_refuses_its_request_so_that_it_stays_in_the_phone(visit, send) -> None:
    response = send(filled(photo="p.jpg"), p=("p.jpg", b"MZ\x90 a program"))
    assert response.status_code == 400
    assert "p.jpg" in message(response)
    assert Submission.objects.count() == 0


def test_a_correction_takes_the_place_of_what_it_corrects_in_any_order(visit, send, cast) -> None:
    rows = queries.current(queries.submissions(cast.farid)).values_list("instance_id", flat=True)
    send(filled(instance="uuid:a"))
    send(filled(instance="uuid:b", corrects="uuid:a"))
    assert list(rows.all()) == ["uuid:b"]
    assert send(filled(instance="uuid:d", corrects="uuid:c")).status_code == 201  # before what it corrects
    send(filled(instance="uuid:c"))
    assert set(rows.all()) == {"uuid:b", "uuid:d"}
    assert [row.instance_id for row in queries.history_of(Submission.objects.get(instance_id="uuid:b"))] == [
        "uuid:a",
        "uuid:b",
    ]


def test_two_corrections_of_the_same_are_kept_until_somebody_chooses(visit, send, cast) -> None:
    for instance, corrects in (("uuid:a", ""), ("uuid:b", "uuid:a"), ("uuid:c", "uuid:a")):
        send(filled(instance=instance, corrects=corrects))
    rows = queries.current(queries.submissions(cast.brahim)).values_list("instance_id", flat=True)
    assert set(rows.all()) == {"uuid:b", "uuid:c"}
    chosen = Submission.objects.get(instance_id="uuid:c")
    assert [row.instance_id for row in queries.rivals_of(chosen)] == ["uuid:b"]
    actions.choose(submission=chosen, by=cast.brahim)
    assert list(rows.all()) == ["uuid:c"]
    assert Submission.objects.get(instance_id="uuid:b").set_aside_by == cast.brahim


def test_nobody_corrects_the_answers_of_others_or_of_another_form(visit, send, cast, houses) -> None:
    send(filled(instance="uuid:a"))
    theirs = actions.equip(by=cast.head, user=cast.head, name="x")
    actions.create(
        by=cast.brahim, organisation=houses.directorate, file=workbook(form_id="other"), publish_at_once=True
    )
    assert send(filled(instance="uuid:b", corrects="uuid:a"), key=theirs.key).status_code == 403
    assert send(filled(instance="uuid:c", corrects="uuid:a", form_id="other")).status_code == 400
    assert Submission.objects.count() == 1


def test_only_who_belongs_below_the_organisation_fills_in(visit, cast, send, call) -> None:
    blida = actions.equip(by=cast.chafia, user=cast.chafia, name="x")
    assert listed(call("get", "formList", key=blida.key)) == []
    response = send(filled(), key=blida.key)
    assert (response.status_code, Submission.objects.count()) == (403, 0)


@pytest.mark.parametrize(("changed", "status"), [({"version": "9"}, 404), ({"form_id": "nobody"}, 404)])
def test_a_form_that_is_not_known_is_refused(visit, send, changed, status) -> None:
    assert send(filled(**changed)).status_code == status


def test_what_phones_filled_in_before_a_form_was_retired_is_still_taken(visit, send, call, cast) -> None:
    actions.retire(questionnaire=visit, by=cast.brahim)
    assert listed(call("get", "formList")) == []
    assert send(filled()).status_code == 201


def test_a_revoked_phone_a_closed_account_and_an_ended_posting_are_shut_out_at_once(
    visit, phone, call, send, cast
) -> None:
    assert call("get", "formList").status_code == 200
    cast.farid.is_active = False
    cast.farid.save(update_fields=["is_active"])
    assert call("get", "formList").status_code == 401
    cast.farid.is_active = True
    cast.farid.save(update_fields=["is_active"])
    Posting.objects.filter(user=cast.farid).update(ends_on="2021-01-01")
    assert listed(call("get", "formList")) == []
    assert send(filled()).status_code == 403
    Posting.objects.filter(user=cast.farid).update(ends_on=None)
    actions.revoke(device=phone.device, by=cast.farid)
    response = call("get", "formList")
    assert (response.status_code, send(filled()).status_code) == (401, 401)
    assert response.headers["WWW-Authenticate"].startswith("Digest ")


def digested(client: Client, phone, door: str, *, key: str = "", nonce: str = "", method: str = "GET", **data):
    uri = f"/forms/openrosa/{door}"
    if not nonce:
        nonce = re.search(r'nonce="([^"]+)"', client.get(uri).headers["WWW-Authenticate"])[1]
    kept = digest.secret(phone.device.code, key or phone.key)
    asked = md5(f"{method}:{uri}".encode()).hexdigest()
    right = md5(f"{kept}:{nonce}:00000001:c:auth:{asked}".encode()).hexdigest()
    said = (
        f'Digest username="{phone.device.code}", realm="yaqaza", nonce="{nonce}", uri="{uri}", qop=auth, nc=00000001, cnonce="c", '
        f'response="{right}", algorithm=MD5'
    )
    return getattr(client, method.lower())(uri, data, headers={"Authorization": said})


def test_a_phone_signs_in_by_digest(visit, phone) -> None:
    client = Client()
    assert [form["formID"] for form in listed(digested(client, phone, "formList"))] == ["visit"]
    sent = digested(client, phone, "submission", method="POST", xml_submission_file=ContentFile(filled(), name="a.xml"))
    assert (sent.status_code, Submission.objects.get().device) == (201, phone.device)
    assert digested(client, phone, "formList", key="wrong").status_code == 401
    assert digested(client, phone, "formList", nonce="invented").status_code == 401


def test_an_old_nonce_is_stale_and_asked_for_anew(visit, phone, monkeypatch) -> None:
    monkeypatch.setattr(digest, "FRESH_SECONDS", -1)
    response = digested(Client(), phone, "formList")
    assert (response.status_code, "stale=true" in response.headers["WWW-Authenticate"]) == (401, True)


def test_head_says_where_to_send_and_how_much_at_once(visit, call, phone) -> None:
    response = call("head", "submission")
    assert response.status_code == 204
    assert response.headers["Location"] == f"http://testserver/forms/openrosa/key/{phone.key}/submission"
    assert int(response.headers["X-OpenRosa-Accept-Content-Length"]) >= 10_000_000


def test_answers_that_cannot_be_read_are_refused_in_the_language_of_the_user(visit, send, call, cast) -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY a "b">]><data id="visit" version="1">&a;</data>'
    cast.farid.language = "fr"
    cast.farid.save(update_fields=["language"])
    assert send(bomb).status_code == 400
    assert message(send(bomb)).startswith("Ces réponses déclarent des entités")
    assert call("post", "submission").status_code == 400
    assert Submission.objects.count() == 0


def test_a_body_in_chunks_is_read_to_its_end(visit, phone, settings) -> None:
    boundary, xml = "b", filled()
    body = (
        (
            f'--{boundary}\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a.xml"\r\n'
            "Content-Type: text/xml\r\n\r\n"
        ).encode()
        + xml
        + f"\r\n--{boundary}--\r\n".encode()
    )
    client = Client()
    response = client.generic(
        "POST",
        f"/forms/openrosa/key/{phone.key}/submission",
        body,
        content_type=f"multipart/form-data; boundary={boundary}",
        **{"CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(body)},
    )
    assert (response.status_code, Submission.objects.count()) == (201, 1)


def test_more_than_can_be_taken_at_once_is_refused(visit, phone, monkeypatch) -> None:
    monkeypatch.setattr("yaqaza.questionnaires.views.openrosa.ACCEPTS_BYTES", 200)
    part = {"xml_submission_file": ContentFile(filled(), name="a.xml")}
    assert Client().post(f"/forms/openrosa/key/{phone.key}/submission", part).status_code == 413
    assert Submission.objects.count() == 0


def test_a_submission_costs_few_statements(visit, send, django_assert_num_queries) -> None:
    send(filled())  # notes when the phone was seen
    with django_assert_num_queries(2):  # the phone with its postings; answers and act
        assert send(filled()).status_code == 201


def test_a_questionnaire_that_moved_is_filled_in_by_those_of_its_new_house_only(visit, send, houses, cast) -> None:
    assert send(filled(instance="uuid:1")).status_code == 201
    house, elsewhere = visit.organisation, houses.blida_directorate
    visit.organisation = elsewhere
    visit.save(update_fields=["organisation"])
    assert send(filled(instance="uuid:2")).status_code == 403
    visit.organisation = house
    visit.save(update_fields=["organisation"])
    assert send(filled(instance="uuid:3")).status_code == 201
    assert list(Submission.objects.order_by("id").values_list("instance_id", flat=True)) == ["uuid:1", "uuid:3"]


def test_a_phone_is_noted_as_seen_every_ten_minutes_at_most(visit, phone, call) -> None:
    call("get", "formList")
    phone.device.refresh_from_db()
    first = phone.device.used_at
    assert timezone.now() - first < timedelta(minutes=1)
    call("get", "formList")
    phone.device.refresh_from_db()
    assert phone.device.used_at == first
