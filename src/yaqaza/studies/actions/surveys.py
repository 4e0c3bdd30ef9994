"""Planning a survey, drawing its sample, closing it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.alerts import sheets
from yaqaza.core import audit, bulk
from yaqaza.core.ids import next_number
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.studies import frames, queries, rules, sampling
from yaqaza.studies.actions import fieldwork
from yaqaza.studies.models import Part, Survey, Unit
from yaqaza.studies.queries.surveys import draw as drawn_by
from yaqaza.studies.states import FrameKind, SurveyStatus
from yaqaza.territory.models import Area

S = SurveyStatus
MOST_BYTES = 20 * 1024 * 1024
PLANNED = ("design", "level", "allocation", "size", "clusters", "each", "reserve", "given")
WRITTEN = ("title_ar", "title_fr", "about", "version", "unit_question", "frame", "sex", "age_from", "age_to", "outside")


@transaction.atomic
def create(*, by: User, areas: list[Area], **written: Any) -> Survey:
    """Begin a survey of the writer's house."""
    posting = home_posting(by, Permission.STUDY_MANAGE)
    if posting is None:
        raise NotPermitted(_("Surveys are planned by others in your house."))
    _check_written(areas, written, by)
    number = next_number(f"E-{timezone.localdate().year}-", width=4)
    survey = Survey(number=number, organisation=posting.organisation, area=posting.area, created_by=by)
    _write(survey, WRITTEN, written)
    survey.save(force_insert=True)
    survey.areas.set(areas)
    audit.record("survey.begun", on=survey, by=by, number=survey.number)
    return survey


@transaction.atomic
def change(*, survey: Survey, by: User, areas: list[Area], **written: Any) -> Survey:
    """Write a survey anew that is not drawn yet."""
    survey = _locked(survey)
    rules.check_change(survey, by=by)
    _check_written(areas, written, by)
    _write(survey, WRITTEN, written)
    if survey.source is not FrameKind.LIST:
        _forget_list(survey)
    survey.save(update_fields=[*WRITTEN, "listed"])
    survey.areas.set(areas)
    audit.record("survey.changed", on=survey, by=by)
    return survey


def _check_written(areas: list[Area], written: Mapping[str, Any], by: User) -> None:
    if not areas:
        raise Refused(_("Say where: write the name of a commune or a province"))
    rules.check_areas(areas, by=by)
    if not queries.versions_for(by).filter(pk=written["version"].pk).exists():
        raise Refused(_("This questionnaire is not published for your house."))


def _write(survey: Survey, names: tuple[str, ...], values: Mapping[str, Any]) -> None:
    for name in names:
        if name in values:
            setattr(survey, name, values[name])


@transaction.atomic
def upload(*, survey: Survey, by: User, file: File, columns: Mapping[str, str] | None = None) -> Survey:
    """Keep a list of units; which of its columns is what is said afterwards (``columns``), or guessed."""
    survey = _locked(survey)
    rules.check_change(survey, by=by)
    if survey.source is not FrameKind.LIST:
        raise Refused(_("The units of this survey come from our files, not from a list."))
    if (file.size or 0) > MOST_BYTES:
        raise Refused(_("This list is larger than 20 MB. Keep only the columns that are needed."))
    layout = sheets.look_at(file)
    survey.columns = dict(columns or guessed(layout.columns))
    file.seek(0)
    _forget_list(survey)
    survey.listed.save("list", file, save=False)
    survey.save(update_fields=["listed", "columns"])
    audit.record("survey.listed", on=survey, by=by)
    return survey


def _forget_list(survey: Survey) -> None:
    """Take the list of a survey, which holds addresses, off the disk once that is committed; what is drawn of it is kept encrypted."""
    if survey.listed:
        transaction.on_commit(partial(survey.listed.storage.delete, str(survey.listed.name)))
        survey.listed = ""


@transaction.atomic
def map_columns(*, survey: Survey, by: User, **columns: str) -> Survey:
    """Say which column of the list is what, and refuse a list that cannot be drawn from."""
    survey = _locked(survey)
    rules.check_change(survey, by=by)
    survey.columns = {name: column for name, column in columns.items() if column}
    frames.candidates(survey, seen_by=by)
    survey.save(update_fields=["columns"])
    return survey


GUESSES = {
    "code": ("code", "id", "رمز", "الرمز", "رقم", "numero", "numéro", "n°"),
    "part": ("stratum", "strate", "cluster", "grappe", "bloc", "block", "طبقة", "الطبقة", "عنقود", "حي", "quartier"),
    "area": ("commune", "بلدية", "البلدية", "جماعة", "area"),
    "address": ("address", "adresse", "عنوان", "العنوان"),
}


def guessed(columns: tuple[str, ...]) -> dict[str, str]:
    """Return which columns of a list are probably what, by their headings."""
    folded = {column.strip().casefold(): column for column in reversed(columns)}
    return {name: folded[word] for name, words in GUESSES.items() for word in reversed(words) if word in folded}


@transaction.atomic
def plan(*, survey: Survey, by: User, **planned: Any) -> Survey:
    """Keep how the sample is to be drawn."""
    survey = _locked(survey)
    rules.check_change(survey, by=by)
    _write(survey, PLANNED, planned)
    survey.save(update_fields=PLANNED)
    audit.record("survey.planned", on=survey, by=by)
    return survey


@transaction.atomic
def draw(*, survey: Survey, by: User, seed: str = "") -> Survey:
    """Freeze the frame and draw the sample, by a seed that was agreed on or a new one."""
    survey = _locked(survey)
    rules.check_draw(survey, by=by)
    seed = " ".join(seed.split())[:64] or secrets.token_hex(8)
    frame = frames.candidates(survey, seen_by=by)
    by_part: dict[str, list[str]] = {}
    for each in frame:
        by_part.setdefault(each.part, []).append(each.key)
    rules.check_strata(survey, len(by_part))
    drawn = drawn_by(survey, by_part, seed)
    if not drawn.units:
        raise Refused(_("Nothing would be drawn: write how many units each stratum gives."))
    _keep(survey, frame, {key: len(keys) for key, keys in by_part.items()}, drawn)
    survey.status, survey.seed, survey.frame_size = S.FIELD, seed, len(frame)
    survey.drawn_at = survey.looked_at = timezone.now()
    survey.drawn_by = by
    _forget_list(survey)
    survey.save(update_fields=["status", "seed", "frame_size", "drawn_at", "looked_at", "drawn_by", "listed"])
    audit.record("survey.drawn", on=survey, by=by, rows=len(frame), taken=sum(not unit.reserve for unit in drawn.units))
    return survey


def _keep(survey: Survey, frame: list[frames.Candidate], sizes: Mapping[str, int], drawn: sampling.Draw) -> None:
    """Write parts and units; only what was drawn keeps what it points at."""
    areas = frames.areas_of(sizes)
    parts = {}
    for key, size in sorted(sizes.items()):
        one = drawn.parts.get(key)
        chance = one.chance if one else None
        parts[key] = Part(
            survey=survey, key=key, area=areas.get(key), size=size, take=one.take if one else 0,
            chance_of=chance.numerator if chance else 1, chance_in=chance.denominator if chance else 1,
        )  # fmt: skip
    bulk.copy(list(parts.values()))
    chosen = {(unit.part, unit.key): unit for unit in drawn.units}
    units: list[Unit] = []
    number = 0
    for each in sorted(frame, key=lambda each: (each.part, each.key)):
        unit = Unit(survey=survey, part=parts[each.part], key=each.key, area_id=each.area)
        if unit_drawn := chosen.get((each.part, each.key)):
            number += 1
            unit.rank, unit.released, unit.address = unit_drawn.rank, not unit_drawn.reserve, each.address
            unit.code = f"{survey.number[2:]}-{number:03d}"
            unit.person_id, unit.household_id = each.person, each.household
        units.append(unit)
    bulk.copy(units)


@transaction.atomic
def withdraw(*, survey: Survey, by: User) -> Survey:
    """Take a draw back before the first visit."""
    survey = _locked(survey)
    rules.check_withdraw(survey, by=by)
    survey.parts.all().delete()
    survey.status, survey.seed, survey.frame_size = S.DRAFT, "", 0
    survey.drawn_at = survey.drawn_by = survey.looked_at = None
    survey.save(update_fields=["status", "seed", "frame_size", "drawn_at", "drawn_by", "looked_at"])
    audit.record("survey.withdrawn", on=survey, by=by)
    return survey


@transaction.atomic
def close(*, survey: Survey, by: User) -> Survey:
    """End the work in the field."""
    survey = _locked(survey)
    rules.check_close(survey, by=by)
    fieldwork.look(survey=survey)  # what came before the closure counts
    survey.status, survey.closed_at, survey.closed_by = S.CLOSED, timezone.now(), by
    survey.save(update_fields=["status", "closed_at", "closed_by"])
    audit.record("survey.closed", on=survey, by=by)
    return survey


@transaction.atomic
def reopen(*, survey: Survey, by: User) -> Survey:
    """Take a survey into the field again."""
    survey = _locked(survey)
    rules.check_reopen(survey, by=by)
    survey.status, survey.closed_at, survey.closed_by = S.FIELD, None, None
    survey.save(update_fields=["status", "closed_at", "closed_by"])
    audit.record("survey.reopened", on=survey, by=by)
    return survey


def note_export(*, survey: Survey, by: User, kind: str) -> None:
    """Remember who took weights or the frame out as a file."""
    audit.record("survey.exported", on=survey, by=by, format=kind)


def _locked(survey: Survey) -> Survey:
    rows = Survey.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organisation", "version").defer("version__xform").get(pk=survey.pk)
