"""Questionnaires: uploaded, published, retired."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.core import audit
from yaqaza.core.refusal import Refused
from yaqaza.questionnaires import entities, rules, xform, xlsform
from yaqaza.questionnaires.models import Media, Questionnaire, Version
from yaqaza.questionnaires.problems import Problem
from yaqaza.questionnaires.states import Stage

SHEETS = (".xlsx", ".xlsm", ".xls", ".csv", ".md")
MOST_MEDIA_BYTES = 50 * 1024 * 1024
ITEMSETS = "itemsets.csv"


def create(*, by: User, organisation: Organisation, file: File, publish_at_once: bool = False) -> Questionnaire:
    """Take a new questionnaire from a workbook or an XForm, as a draft; Faulty with all that is wrong."""
    rules.check_manage(by, organisation)
    data, suffix, made, form = _read(file)
    with transaction.atomic():
        if Questionnaire.objects.filter(form_id=form.form_id).exists():
            raise Refused(
                _(
                    "There is a questionnaire with the id “%(id)s” already. Upload this file there as a new version, or give it another id."
                )
                % {"id": form.form_id}
            )
        questionnaire = Questionnaire.objects.create(
            form_id=form.form_id, title=form.title[:200], organisation=organisation, created_by=by
        )
        audit.record("questionnaire.created", on=questionnaire, by=by, organisation=organisation)
        version = _draft(questionnaire, by, data, suffix, made, form)
        if publish_at_once:
            publish(version=version, by=by)
            questionnaire.refresh_from_db()
    return questionnaire


def revise(*, questionnaire: Questionnaire, by: User, file: File) -> Version:
    """Take a new wording as the draft of a questionnaire; one that was there before it goes."""
    rules.check_manage(by, questionnaire.organisation)
    data, suffix, made, form = _read(file)
    with transaction.atomic():
        questionnaire = _locked(questionnaire)
        rules.check_same_form(questionnaire, form)
        questionnaire.versions.filter(published_at=None).delete()
        version = _draft(questionnaire, by, data, suffix, made, form)
        audit.record("questionnaire.revised", on=questionnaire, by=by, version=version.version)
    return version


@transaction.atomic
def publish(*, version: Version, by: User) -> Version:
    """Offer a version to phones, in the place of the one before. From now on it never changes."""
    questionnaire = _locked(version.questionnaire)
    rules.check_manage(by, questionnaire.organisation)
    version = Version.objects.select_for_update(no_key=True).get(pk=version.pk)
    rules.check_publish(version)
    version.published_at, version.published_by = timezone.now(), by
    version.save(update_fields=["published_at", "published_by"])
    questionnaire.title = version.title
    if questionnaire.stage != Stage.PUBLISHED:
        rules.check_stage(questionnaire, Stage.PUBLISHED)
        questionnaire.status = Stage.PUBLISHED
    questionnaire.save(update_fields=["title", "status"])
    audit.record(
        "questionnaire.published", on=questionnaire, by=by, version=version.version, fingerprint=version.sha256
    )
    return version


@transaction.atomic
def retire(*, questionnaire: Questionnaire, by: User) -> Questionnaire:
    """Offer a questionnaire no longer; what phones filled in before is still taken."""
    questionnaire = _moved(questionnaire, by, Stage.RETIRED)
    audit.record("questionnaire.retired", on=questionnaire, by=by)
    return questionnaire


@transaction.atomic
def bring_back(*, questionnaire: Questionnaire, by: User) -> Questionnaire:
    """Offer a retired questionnaire again, in its newest published version."""
    questionnaire = _moved(questionnaire, by, Stage.PUBLISHED)
    audit.record("questionnaire.brought_back", on=questionnaire, by=by)
    return questionnaire


@transaction.atomic
def discard(*, version: Version, by: User) -> None:
    """Throw a draft away, and with it a questionnaire of which nothing was ever published."""
    questionnaire = _locked(version.questionnaire)
    rules.check_manage(by, questionnaire.organisation)
    if version.published_at is not None:
        raise Refused(_("This version is published already."))
    audit.record("questionnaire.discarded", on=questionnaire, by=by)
    if questionnaire.versions.filter(published_at__isnull=False).exists():
        version.delete()
    else:
        questionnaire.delete()


@transaction.atomic
def add_media(*, version: Version, by: User, file: File) -> Media:
    """Add a file that the draft speaks of, in the place of one of the same name."""
    rules.check_manage(by, version.questionnaire.organisation)
    version = Version.objects.select_for_update(no_key=True).get(pk=version.pk)
    name = PurePosixPath(str(file.name).replace("\\", "/")).name
    rules.check_media(version, name)
    if file.size > MOST_MEDIA_BYTES:
        raise Refused(_("This file is too heavy."))
    media = _keep_media(version, name, file.read())
    audit.record("questionnaire.media_added", on=version.questionnaire, by=by)
    return media


def _read(file: File) -> tuple[bytes, str, xlsform.Converted, xform.Form]:
    suffix = PurePosixPath(str(file.name)).suffix.lower()
    if file.size > xform.MOST_BYTES:
        raise xlsform.Faulty([Problem(_("This file is too heavy."))])
    data = file.read()
    if suffix in (".xml", ".xhtml"):
        made = xlsform.Converted(data)
    elif suffix in SHEETS:
        made = xlsform.convert(data, suffix=suffix)
    else:
        raise xlsform.Faulty([Problem(_("This file is no XLSForm: send an XLSX or XLS workbook, or an XForm (XML)."))])
    try:
        form = xform.read(made.xform)
        found = xform.faults(made.xform) if suffix in (".xml", ".xhtml") else []
    except xform.NotAForm as error:
        raise xlsform.Faulty([Problem(str(error))]) from None
    if found:
        raise xlsform.Faulty(found)
    return data, suffix, made, form


def _draft(
    questionnaire: Questionnaire, by: User, data: bytes, suffix: str, made: xlsform.Converted, form: xform.Form
) -> Version:
    outline = form.outline()
    version = Version(
        questionnaire=questionnaire,
        version=form.version[:120],
        title=form.title[:200],
        suffix=suffix,
        xform=made.xform,
        md5=hashlib.md5(made.xform, usedforsecurity=False).hexdigest(),
        sha256=hashlib.sha256(made.xform).hexdigest(),
        outline=outline,
        repeats=form.repeats,
        files=form.files,
        bindings=[*made.bindings, *entities.bindings(outline, made.bindings)],
        warnings=made.warnings[:50],
        created_by=by,
    )
    version.source.save(f"form{suffix}", ContentFile(data), save=False)
    version.save()
    if made.itemsets:
        version.outline["media"] = [*version.wanted, *({ITEMSETS} - set(version.wanted))]
        version.save(update_fields=["outline"])
        _keep_media(version, ITEMSETS, made.itemsets.encode())
    _keep_from_before(version)
    return version


def _keep_from_before(version: Version) -> None:
    """What the version before it wanted too need not be sent again."""
    before = version.questionnaire.versions.filter(published_at__isnull=False).order_by("-published_at").first()
    for media in before.media.all() if before else []:
        if media.name in version.wanted and not version.media.filter(name=media.name).exists():
            with media.file.open("rb") as kept:
                _keep_media(version, media.name, kept.read())


def _keep_media(version: Version, name: str, data: bytes) -> Media:
    version.media.filter(name=name).delete()
    media = Media(version=version, name=name, size=len(data), md5=hashlib.md5(data, usedforsecurity=False).hexdigest())
    media.file.save(name, ContentFile(data), save=False)
    media.save()
    return media


def _moved(questionnaire: Questionnaire, by: User, to: Stage) -> Questionnaire:
    questionnaire = _locked(questionnaire)
    rules.check_manage(by, questionnaire.organisation)
    rules.check_stage(questionnaire, to)
    questionnaire.status = to
    questionnaire.save(update_fields=["status"])
    return questionnaire


def _locked(questionnaire: Questionnaire) -> Questionnaire:
    rows = Questionnaire.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__area")
    return rows.get(pk=questionnaire.pk)
