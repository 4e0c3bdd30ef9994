"""Questionnaires are published once and never change; phones are set up and revoked; the database refuses the rest."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.questionnaires.conftest import filled, workbook

from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.questionnaires import actions, digest, queries
from yaqaza.questionnaires.models import Device, Questionnaire, Submission, Version
from yaqaza.questionnaires.states import Stage

pytestmark = pytest.mark.django_db


def test_a_draft_is_published_and_a_new_version_takes_its_place(cast, houses) -> None:
    made = actions.create(by=cast.brahim, organisation=houses.directorate, file=workbook())
    assert (made.stage, queries.current_version(made)) == (Stage.DRAFT, None)
    actions.publish(version=made.versions.get(), by=cast.brahim)
    made.refresh_from_db()
    assert made.stage == Stage.PUBLISHED
    draft = actions.revise(questionnaire=made, by=cast.brahim, file=workbook(version="2"))
    assert queries.current_version(made).version == "1"
    actions.publish(version=draft, by=cast.brahim)
    assert queries.current_version(made) == draft
    assert list(AuditEntry.objects.order_by("id").values_list("event", flat=True)) == [
        "questionnaire.created", "questionnaire.published", "questionnaire.revised", "questionnaire.published",
    ]  # fmt: skip


def test_a_second_upload_takes_the_place_of_the_draft(visit, cast) -> None:
    for version in ("2", "3"):
        actions.revise(questionnaire=visit, by=cast.brahim, file=workbook(version=version))
    assert set(visit.versions.values_list("version", flat=True)) == {"1", "3"}


def test_the_same_version_is_not_published_twice(visit, cast) -> None:
    draft = actions.revise(questionnaire=visit, by=cast.brahim, file=workbook())
    with pytest.raises(Refused, match="«1»"):
        actions.publish(version=draft, by=cast.brahim)


def test_bindings_that_lead_nowhere_stop_publication(visit, cast) -> None:
    wrong = workbook(version="2", bindings=[["question", "target"], ["needs", "nowhere"]])
    draft = actions.revise(questionnaire=visit, by=cast.brahim, file=wrong)
    with pytest.raises(Refused):
        actions.publish(version=draft, by=cast.brahim)


def test_another_form_is_no_new_version_and_an_id_is_taken_once(visit, cast, houses) -> None:
    with pytest.raises(Refused):
        actions.revise(questionnaire=visit, by=cast.brahim, file=workbook(form_id="other"))
    with pytest.raises(Refused):
        actions.create(by=cast.brahim, organisation=houses.directorate, file=workbook())
    assert (Questionnaire.objects.count(), Version.objects.count()) == (1, 1)


def test_only_who_keeps_the_questionnaires_of_an_organisation_changes_them(visit, cast, houses) -> None:
    for by, house in (
        (cast.amina, houses.directorate),
        (cast.head, houses.directorate),
        (cast.brahim, houses.ministry),
    ):
        with pytest.raises(NotPermitted):
            actions.create(by=by, organisation=house, file=workbook(form_id="mine"))
    with pytest.raises(NotPermitted):
        actions.retire(questionnaire=visit, by=cast.farid)
    assert (
        actions.create(by=cast.head, organisation=houses.women_space, file=workbook(form_id="mine")).stage
        == Stage.DRAFT
    )


def test_a_questionnaire_is_retired_and_offered_again(visit, cast) -> None:
    assert actions.retire(questionnaire=visit, by=cast.brahim).stage == Stage.RETIRED
    with pytest.raises(Refused):
        actions.retire(questionnaire=visit, by=cast.brahim)
    assert actions.bring_back(questionnaire=visit, by=cast.brahim).stage == Stage.PUBLISHED


def test_a_discarded_draft_goes_with_a_questionnaire_of_which_nothing_was_published(visit, cast, houses) -> None:
    fresh = actions.create(by=cast.brahim, organisation=houses.directorate, file=workbook(form_id="fresh"))
    actions.discard(version=fresh.versions.get(), by=cast.brahim)
    actions.discard(
        version=actions.revise(questionnaire=visit, by=cast.brahim, file=workbook(version="2")), by=cast.brahim
    )
    assert list(Version.objects.values_list("questionnaire__form_id", "version")) == [("visit", "1")]
    with pytest.raises(Refused):
        actions.discard(version=visit.versions.get(), by=cast.brahim)


def test_media_of_the_version_before_need_not_be_sent_again(cast, houses) -> None:
    survey = [["type", "name", "label", "media::image"], ["text", "family", "A", "a.jpg"]]

    def form(version: str) -> ContentFile:
        return workbook(survey=survey, bindings=[["question", "target"]], version=version)

    made = actions.create(by=cast.brahim, organisation=houses.directorate, file=form("1"))
    draft = made.versions.get()
    with pytest.raises(Refused, match=r"a\.jpg"):
        actions.publish(version=draft, by=cast.brahim)
    with pytest.raises(Refused):
        actions.add_media(version=draft, by=cast.brahim, file=ContentFile(b"x", name="other.jpg"))
    actions.add_media(version=draft, by=cast.brahim, file=ContentFile(b"x", name="a.jpg"))
    actions.publish(version=draft, by=cast.brahim)
    second = actions.revise(questionnaire=made, by=cast.brahim, file=form("2"))
    assert list(second.media.values_list("name", "size")) == [("a.jpg", 1)]


def refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except IntegrityError:
        return True
    return False


def test_the_database_keeps_published_versions_and_answers_as_they_are(visit, phone) -> None:
    actions.receive(by=phone.device.user, device=phone.device, xml=filled(), files={})
    assert refused("UPDATE questionnaires_version SET xform = 'x'")
    assert refused("DELETE FROM questionnaires_version")
    assert refused("UPDATE questionnaires_submission SET xml = 'x'")
    assert refused("UPDATE questionnaires_submission SET sha256 = 'x'")
    assert refused("UPDATE questionnaires_submission SET corrects = instance_id")
    assert not refused("UPDATE questionnaires_submission SET xml = '', answers = '', title = '', title_words = '{}'")


def test_a_key_is_known_only_to_whoever_set_the_phone_up(cast) -> None:
    made = actions.equip(by=cast.brahim, user=cast.farid, name="هاتف")
    row = Device.objects.get()
    assert made.key not in (row.key_hash, row.digest, row.code)
    assert (row.key_hash, row.digest) == (Device.hash_of(made.key), digest.secret(row.code, made.key))


def test_a_phone_is_for_who_fills_in_and_set_up_by_themselves_or_who_looks_after_them(cast) -> None:
    for by, user in ((cast.amina, cast.farid), (cast.brahim, cast.chafia)):
        with pytest.raises(NotPermitted):
            actions.equip(by=by, user=user, name="x")
    with pytest.raises(Refused):
        actions.equip(by=cast.administrator, user=cast.djamel, name="x")
    for _number in range(10):
        last = actions.equip(by=cast.farid, user=cast.farid, name="x").device
    with pytest.raises(Refused):
        actions.equip(by=cast.farid, user=cast.farid, name="x")
    with pytest.raises(NotPermitted):
        actions.revoke(device=last, by=cast.chafia)
    actions.revoke(device=last, by=cast.brahim)
    assert actions.equip(by=cast.farid, user=cast.farid, name="x").device.revoked_at is None


def test_choosing_is_for_who_reads_the_answers_of_the_house(visit, phone, cast) -> None:
    for instance, corrects in (("uuid:a", ""), ("uuid:b", "uuid:a"), ("uuid:c", "uuid:a")):
        actions.receive(
            by=phone.device.user, device=phone.device, xml=filled(instance=instance, corrects=corrects), files={}
        )
    row = Submission.objects.get(instance_id="uuid:b")
    with pytest.raises(NotPermitted):
        actions.choose(submission=row, by=cast.farid)
    actions.choose(submission=row, by=cast.brahim)
    with pytest.raises(Refused):
        actions.choose(submission=row, by=cast.brahim)


def test_only_answers_that_may_go_into_a_file_queue_a_job(cast, houses, phone) -> None:
    for form_id, bindings in (
        ("free", [["question", "target"]]),
        ("bound", [["question", "target"], ["needs", "needs"]]),
    ):
        file = workbook(form_id=form_id, bindings=bindings)
        actions.create(by=cast.brahim, organisation=houses.directorate, file=file, publish_at_once=True)
        actions.receive(by=cast.farid, device=phone.device, xml=filled(form_id=form_id), files={})
    kept = {
        row.pk: row.version.questionnaire.form_id for row in Submission.objects.select_related("version__questionnaire")
    }
    queued = ProcrastinateJob.objects.filter(task_name="cases.answers_arrived", args__submission_id__in=list(kept))
    assert [kept[job.args["submission_id"]] for job in queued] == ["bound"]
