"""Filling in the browser: who gets the page, what it fetches, and the door that it sends to."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from tests.questionnaires.conftest import filled, workbook
from tests.questionnaires.test_openrosa import picture

from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import why_not
from yaqaza.questionnaires import actions, filling, queries, rules
from yaqaza.questionnaires.models import Attachment, Submission

pytestmark = pytest.mark.django_db
DOOR = "/forms/filling/"


@pytest.fixture
def farid(cast, signed_in):
    return signed_in(cast.farid)


def parts(xml: bytes, **files: bytes) -> dict[str, ContentFile]:
    told = {"xml_submission_file": ContentFile(xml, name="submission.xml")}
    return told | {name: ContentFile(data, name=f"{name}.jpg") for name, data in files.items()}


def test_the_page_has_all_that_it_needs_and_may_compile_the_engine_but_not_eval(visit, farid, cast) -> None:
    version = queries.current_version(visit)
    response = farid.get(reverse("questionnaires:filling", args=[version.uuid]))
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy and "'unsafe-eval'" not in policy
    assert response.headers["Permissions-Policy"] == "geolocation=(self), camera=(self), microphone=(self)"
    told = response.context["package"]
    assert told["vault"] == filling.vault(cast.farid) and len(told["vault"]) == 64
    assert told["vault"] != filling.vault(cast.amina)
    assert told["languages"] == {"العربية (ar)": "ar", "Français (fr)": "fr"}
    served = farid.get(told["form"])
    assert served.content == bytes(version.xform)
    assert served.headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_media_of_a_form_are_served_to_be_seen_and_never_run(cast, houses, farid) -> None:
    survey = [
        ["type", "name", "label::العربية (ar)", "media::image::العربية (ar)"],
        ["text", "family", "سؤال", "a.svg"],
    ]
    form = actions.create(by=cast.brahim, organisation=houses.directorate, file=workbook(survey=survey, bindings=[]))
    draft = form.versions.get()
    actions.add_media(version=draft, by=cast.brahim, file=ContentFile(b"<svg/>", name="a.svg"))
    assert farid.get(reverse("questionnaires:filling", args=[draft.uuid])).status_code == 409  # a draft still
    own = reverse("questionnaires:filling_media", args=[draft.uuid, draft.media.get().pk])
    assert farid.get(own).status_code == 409
    actions.publish(version=draft, by=cast.brahim)
    told = farid.get(reverse("questionnaires:filling", args=[draft.uuid])).context["package"]
    assert told["media"] == {"a.svg": own}
    served = farid.get(own)
    assert b"".join(served.streaming_content) == b"<svg/>"
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_door_takes_answers_once_and_says_what_is_still_awaited(visit, farid, cast) -> None:
    xml = filled(photo="photo.jpg")
    first = farid.post(DOOR, parts(xml))
    row = Submission.objects.get()
    assert first.status_code == 201
    assert first.json()["awaited"] == ["photo.jpg"] and first.json()["url"] == row.get_absolute_url()
    assert (row.user, row.device, row.organisation) == (cast.farid, None, cast.farid.main_posting.organisation)
    assert farid.post(DOOR, parts(xml, photo=picture())).json()["awaited"] == []
    assert farid.post(DOOR, parts(xml, photo=picture())).status_code == 201
    assert (Submission.objects.count(), Attachment.objects.get().size > 0) == (1, True)
    assert AuditEntry.objects.filter(event="submission.received").count() == 1


def test_what_is_refused_is_said_in_a_sentence(visit, farid, signed_in, cast) -> None:
    farid.post(DOOR, parts(filled(instance="uuid:1")))
    differs = farid.post(DOOR, parts(filled(instance="uuid:1", family="غيرها")))
    assert (differs.status_code, differs.json()["differs"]) == (409, True)
    unknown = farid.post(DOOR, parts(filled(form_id="nothing")))
    assert (unknown.status_code, unknown.json()["differs"]) == (404, False)
    assert farid.post(DOOR, {}).status_code == 400
    assert farid.post(DOOR, parts(b"<no")).json()["sentence"] != ""
    assert signed_in(cast.djamel).post(DOOR, parts(filled())).status_code == 403
    assert signed_in(cast.chafia).post(DOOR, parts(filled())).status_code in (403, 404)
    assert Submission.objects.count() == 1


def test_own_answers_are_opened_again_as_long_as_they_count(visit, farid, signed_in, cast) -> None:
    farid.post(DOOR, parts(filled(instance="uuid:1", photo="photo.jpg"), photo=picture()))
    first = Submission.objects.get()
    page = farid.get(reverse("questionnaires:correction", args=[first.uuid]))
    told = page.context["package"]["corrects"]
    assert told["instance"] == "uuid:1"
    assert farid.get(told["xml"]).content == first.xml.encode()
    assert farid.get(told["files"]["photo.jpg"]).status_code == 200
    assert why_not(rules.check_correct, cast.brahim, first) != ""
    assert signed_in(cast.brahim).get(page.wsgi_request.path).status_code == 403
    farid.post(DOOR, parts(filled(instance="uuid:2", corrects="uuid:1")))
    assert farid.get(page.wsgi_request.path).status_code == 409
    assert json.loads(Submission.objects.get(instance_id="uuid:2").answers)["family"] == "عائلة بن سالم"


def test_filling_in_is_offered_to_who_may_and_while_it_is_published(visit, farid, signed_in, cast) -> None:
    address = reverse("questionnaires:filling", args=[queries.current_version(visit).uuid])
    assert address in farid.get(visit.get_absolute_url()).content.decode()
    assert address not in signed_in(cast.auditor).get(visit.get_absolute_url()).content.decode()
    actions.retire(questionnaire=visit, by=visit.created_by)
    assert address not in farid.get(visit.get_absolute_url()).content.decode()
    assert farid.get(address).context["package"]["offered"] is False  # what was begun can still be sent
