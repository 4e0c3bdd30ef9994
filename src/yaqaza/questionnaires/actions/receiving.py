"""Answers: received once however often they are sent, with their files, in as many requests as it takes.

The way in is kept short: what can be refused is refused before anything is written, then one row and its audit entry are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.core import audit, jobs
from yaqaza.core.refusal import NotFound, NotPermitted, Refused
from yaqaza.core.statements import prepared
from yaqaza.questionnaires import answers, queries, rules, sniffing
from yaqaza.questionnaires.models import Attachment, Device, Questionnaire, Submission, Version

STILL_THERE = """
    SELECT v.id FROM questionnaires_version v
    JOIN questionnaires_questionnaire q ON q.id = v.questionnaire_id
    JOIN accounts_organisation o ON o.id = q.organisation_id
    WHERE v.uuid = %s AND v.published_at IS NOT NULL AND o.path = %s
"""
CORRECTED = "SELECT 1 FROM questionnaires_submission WHERE corrects = %s AND corrects <> ''"  # as its index has it
TIED_SENSITIVE = f"""(
    EXISTS (SELECT 1 FROM questionnaires_submission WHERE instance_id = %s AND sensitive) OR EXISTS ({CORRECTED} AND sensitive)
)"""  # noqa: S608 - made of the statement above


class Differs(Refused):
    """Answers with this id are here already, and are not these."""


class Moved(Exception):
    """The questionnaire is kept elsewhere than this process remembers; nothing was written."""


class Unknown(NotFound):
    """There is no such form, or not for this user."""


@dataclass(frozen=True)
class Receipt:
    """What was received; ``again`` when it had been before."""

    submission: Submission
    version: Version
    form_id: str
    again: bool
    awaited: list[str]


def receive(*, by: User, xml: bytes, files: Mapping[str, File], device: Device | None = None) -> Receipt:
    """Keep a submission and what came with it, from a phone or, without ``device``, from a page of ours. The
    same again is taken as the same; a difference is refused."""
    filled = answers.read(xml)
    try:
        return _take(filled, xml, by=by, files=files, device=device, version=_version(filled))
    except (Moved, NotPermitted):  # by what this process remembers
        return _take(filled, xml, by=by, files=files, device=device, version=_version(filled, anew=True))


def _take(
    filled: answers.Filled, xml: bytes, *, by: User, files: Mapping[str, File], device: Device | None, version: Version
) -> Receipt:
    house = version.questionnaire.organisation
    posting = rules.filling_posting(by, house.path)
    if posting is None:
        raise NotPermitted(_("This form is not one that you fill in."))
    tree = answers.shaped(filled.tree, version.repeats)
    expected = answers.files(tree, version.files)
    sha256 = hashlib.sha256(xml).hexdigest()
    if filled.corrects:
        _check_correction(filled.corrects, version.questionnaire, by)
    arrived = {name: sniffing.clean(name, file) for name, file in files.items()}
    submission = Submission(
        version=version,
        instance_id=filled.instance_id,
        corrects=filled.corrects,
        user=by,
        device=device,
        organisation=posting.organisation,
        area=posting.area,
        area_path=posting.area.path,
        xml=filled.text,
        sha256=sha256,
        answers=json.dumps(tree, ensure_ascii=False, separators=(",", ":")),
        title=filled.title,
        title_words=queries.words_of(filled.title) if filled.title else [],
    )
    fileable = bool(version.bindings or filled.corrects or filled.entities)
    if not expected and not arrived:
        again, awaited = not _keep(submission, fileable), []
    else:
        with transaction.atomic():
            again = not _keep(submission, fileable)
            awaited = [] if again else _attach(submission, expected, arrived)
    if again:
        submission, awaited = _received_before(filled.instance_id, sha256, arrived)
    return Receipt(submission, version, version.questionnaire.form_id, again, awaited)


@transaction.atomic
def choose(*, submission: Submission, by: User) -> Submission:
    """Let one of several corrections of the same answers count; the others are set aside, and kept."""
    submission = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation", "version__questionnaire")
        .get(pk=submission.pk)
    )
    rules.check_choose(by, submission)
    rivals = queries.rivals_of(submission)
    if not rivals:
        raise Refused(_("There is nothing to choose between any more."))
    Submission.objects.filter(pk__in=[row.pk for row in rivals]).update(set_aside_at=timezone.now(), set_aside_by=by)
    audit.record("submission.chosen", on=submission, by=by, others=[row.uuid for row in rivals])
    return submission


@transaction.atomic
def set_sensitive(*, submission: Submission, sensitive: bool) -> None:
    """Keep answers for those who read the file that they belong to. Called in the file's transaction."""
    Submission.objects.filter(pk=submission.pk).exclude(sensitive=sensitive).update(sensitive=sensitive)


def note_reading(*, submission: Submission, by: User) -> None:
    """Remember who read somebody's answers."""
    audit.record("submission.read", on=submission, by=by)


def note_export(*, questionnaire: Questionnaire, by: User, kind: str) -> None:
    """Remember who took the answers of a questionnaire out as a file."""
    audit.record("submissions.exported", on=questionnaire, by=by, format=kind)


def _version(filled: answers.Filled, *, anew: bool = False) -> Version:
    version = queries.answered(filled.form_id, filled.version, anew=anew)
    if version is None:
        raise Unknown(
            _("The form “%(id)s” in version “%(version)s” is not known here.")
            % {"id": filled.form_id, "version": filled.version or "–"}
        )
    return version


def _keep(submission: Submission, fileable: bool) -> bool:
    """Write a submission, its audit entry and, where it may go into a file, the job that does that, in one statement; False when one
    with its instance id is here already.

    What it corrects, or what came before it as its correction, may be in a file by hand: it follows, and until then it is as
    sensitive as they are.
    """
    version = submission.version
    arrived = jobs.queueing("cases.answers_arrived", "jsonb_build_object('submission_id', object_id)")
    fields = [field for field in submission._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(str(field.column) for field in fields)
    marks = [TIED_SENSITIVE if field.attname == "sensitive" else "%s" for field in fields]
    recording, told = audit.following(
        "submission.received", on=Submission, by=submission.user, questionnaire=version.questionnaire
    )
    statement = f"""
        WITH still AS ({STILL_THERE}), kept AS (
            INSERT INTO questionnaires_submission ({columns}) SELECT {", ".join(marks)} FROM still
            ON CONFLICT (instance_id) DO NOTHING RETURNING id, uuid
        ), told AS ({recording})
        SELECT EXISTS (SELECT 1 FROM still), object_id,
            CASE WHEN object_id IS NOT NULL AND (%s OR EXISTS ({CORRECTED})) THEN {arrived} END
        FROM (VALUES (0)) once LEFT JOIN told ON true
    """  # noqa: S608 - made of names of columns
    values: list[Any] = [version.uuid, version.questionnaire.organisation.path]
    for field in fields:
        if field.attname == "sensitive":
            values += [submission.corrects, submission.instance_id]
        else:
            values.append(field.get_db_prep_save(getattr(submission, field.attname), connection))
    with prepared() as cursor:
        cursor.execute(statement, [*values, *told, fileable, submission.instance_id])
        still, submission.pk, _job = cursor.fetchone()
    if not still:
        raise Moved
    return submission.pk is not None


def _check_correction(corrects: str, questionnaire: Questionnaire, by: User) -> None:
    """What is corrected may still be on its way; when it is here, it is of the same form and theirs."""
    before = (
        Submission.objects.filter(instance_id=corrects).select_related("version").only("user", "version__questionnaire")
    )
    known = before.first()
    if known is None:
        return
    if known.version.questionnaire_id != questionnaire.pk:
        raise Refused(_("These answers correct those of another form."))
    if known.user_id != by.pk and not queries.submissions(by).filter(pk=known.pk).exists():
        raise NotPermitted(_("These answers correct those of somebody else."))


def _received_before(
    instance_id: str, sha256: str, arrived: Mapping[str, sniffing.Arrived]
) -> tuple[Submission, list[str]]:
    """Take the same as the same: return what is here, with files that are new, and the names of those still awaited."""
    with transaction.atomic():
        rows = Submission.objects.select_for_update(of=("self",), no_key=True)
        submission = rows.defer("xml", "answers").get(instance_id=instance_id)
        if submission.sha256 != sha256:
            raise Differs(
                _(
                    "Other answers with this id were received before. To change them, open them again on the phone that sent them."
                )
            )
        return submission, _attach(submission, [], arrived)


def _attach(submission: Submission, expected: list[str], arrived: Mapping[str, sniffing.Arrived]) -> list[str]:
    """Keep what came and note what is awaited; return the names of the latter."""
    kept = {row.name: row for row in submission.attachments.all()} if not expected else {}
    for name in expected:
        kept[name] = Attachment(submission=submission, name=name)
    for name, came in arrived.items():
        row = kept.setdefault(name, Attachment(submission=submission, name=name))
        if row.sha256 and row.sha256 != came.sha256:
            raise Differs(_("The file “%(name)s” came before, with another content.") % {"name": name})
        if not row.sha256:
            row.kind, row.size, row.sha256, row.arrived_at = came.kind, len(came.content), came.sha256, timezone.now()
            row.file.save(came.name, ContentFile(came.content), save=False)
            if row.pk:
                row.save()
    Attachment.objects.bulk_create([row for row in kept.values() if not row.pk])
    return [row.name for row in kept.values() if not row.file]
