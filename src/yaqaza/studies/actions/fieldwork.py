"""Work in the field: who visits which unit, what became of it, replacements, and the answers that came."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.core import audit
from yaqaza.core.refusal import Refused
from yaqaza.questionnaires import answers, bindings
from yaqaza.questionnaires.models import Submission
from yaqaza.studies import rules
from yaqaza.studies.frames import TARGET
from yaqaza.studies.models import Part, Survey, Unit
from yaqaza.studies.queries.surveys import arrived
from yaqaza.studies.states import Outcome, SurveyStatus

AGAIN = timedelta(hours=1)  # answers are committed a little after the hour that they carry


@transaction.atomic
def share_out(*, survey: Survey, by: User, to: list[User]) -> int:
    """Give the units that nobody has to enumerators: whole places where the load allows, the same number for each
    otherwise. It returns how many were given."""
    rules.check_run(survey, by=by)
    if not to:
        raise Refused(_("Choose at least one enumerator."))
    for user in to:
        rules.check_assign(survey, to=user, by=by)
    rows = Unit.objects.select_for_update(of=("self",), no_key=True).filter(survey=survey, released=True)
    load = {user.pk: 0 for user in to}
    free: dict[int, list[Unit]] = {}
    for unit in rows.order_by("area", "code"):
        if unit.assigned_to_id is None:
            free.setdefault(unit.area_id or 0, []).append(unit)
        elif unit.assigned_to_id in load:
            load[unit.assigned_to_id] += 1
    count = sum(map(len, free.values()))
    fair = -(-(count + sum(load.values())) // len(to))
    for units in sorted(free.values(), key=len, reverse=True):
        whom = min(load, key=lambda pk: (load[pk], pk))
        for unit in units:
            if load[whom] >= fair:
                whom = min(load, key=lambda pk: (load[pk], pk))
            unit.assigned_to_id = whom
            load[whom] += 1
    given = [unit for units in free.values() for unit in units]
    Unit.objects.bulk_update(given, ["assigned_to"], batch_size=500)
    audit.record("survey.shared_out", on=survey, by=by, rows=count)
    return count


@transaction.atomic
def take_over(*, unit: Unit, by: User, to: User) -> Unit:
    """Give a unit to another enumerator."""
    unit = _locked(unit)
    rules.check_assign(unit.survey, to=to, by=by)
    unit.assigned_to = to
    unit.save(update_fields=["assigned_to"])
    audit.record("survey.unit_given", on=unit, by=by, user=to)
    return unit


@transaction.atomic
def note(*, unit: Unit, by: User, outcome: str) -> Unit:
    """Write down what became of a visit; "WAITING" takes it back."""
    unit, said = _locked(unit), Outcome(outcome)
    rules.check_visit(unit, said, by=by)
    unit.outcome, unit.version = said, unit.version + 1
    unit.outcome_at, unit.outcome_by = (None, None) if said is Outcome.WAITING else (timezone.now(), by)
    unit.save(update_fields=["outcome", "outcome_at", "outcome_by", "version"])
    audit.record("survey.unit_visited", on=unit, by=by, outcome=said)
    return unit


def undo_note(*, unit: Unit, by: User) -> Unit:
    """Take back what became of a visit."""
    return note(unit=unit, by=by, outcome=Outcome.WAITING)


@transaction.atomic
def replace(*, unit: Unit, by: User) -> Unit:
    """Release the next replacement of a unit's part, for the same enumerator: the next in the order of the draw."""
    Part.objects.select_for_update(no_key=True).get(pk=unit.part_id)  # two of one part are not replaced at once
    unit = _locked(unit)
    rules.check_replace(unit, by=by)
    failed = Unit.objects.filter(part=unit.part, released=True, outcome__in=rules.FAILED).count()
    extra = Unit.objects.filter(part=unit.part, released=True).count() - unit.part.take
    if extra >= failed:
        raise Refused(_("For each unit of this place that failed a replacement was released already."))
    rows = Unit.objects.select_for_update(of=("self",), no_key=True)
    following = rows.filter(part=unit.part, rank__isnull=False, released=False).order_by("rank").first()
    if following is None:
        raise Refused(_("No replacement is left in this place."))
    following.released, following.assigned_to = True, unit.assigned_to
    following.save(update_fields=["released", "assigned_to"])
    audit.record("survey.replaced", on=following, by=by, other=unit)
    return following


def gather() -> int:
    """Put answers that came to the units that they name, of all surveys in the field; it returns how many."""
    rows = Survey.objects.filter(status=SurveyStatus.FIELD).select_related("version", "organisation").defer("version__xform")  # fmt: skip
    return sum(look(survey=survey) for survey in rows.order_by("pk"))


@transaction.atomic
def look(*, survey: Survey) -> int:
    """Take in the answers of one survey since it was looked at last."""
    now = timezone.now()
    rows = arrived(survey).select_related("version").defer("version__xform", "xml")
    if survey.looked_at is not None:
        aside = Unit.objects.filter(survey=survey, submission__set_aside_at__isnull=False)
        chosen = Q(corrects__in=aside.exclude(submission__corrects="").values("submission__corrects"))
        rows = rows.filter(Q(received_at__gte=survey.looked_at - AGAIN) | chosen)
    taken = Unit.objects.filter(survey=survey, submission__isnull=False)
    rows = rows.exclude(pk__in=taken.values("submission")).order_by("received_at", "pk")
    count = sum(_take_in(survey, submission) for submission in rows)
    Survey.objects.filter(pk=survey.pk).update(looked_at=now)
    return count


def _take_in(survey: Survey, submission: Submission) -> bool:
    """Put one submission to its unit: the one that it names, or that of the answers which it corrects."""
    units = Unit.objects.select_for_update(of=("self",), no_key=True).filter(survey=survey, released=True)
    corrected = units.filter(_corrected(submission)).first() if submission.corrects else None
    unit = corrected or _named(units, unit_said(survey, submission))
    if unit is None or (unit.submission_id is not None and corrected is None):
        return False  # what answers the same unit a second time stays among those without a unit
    if not submission.organisation.path.startswith(survey.organisation.path):
        return False
    unit.submission, unit.outcome, unit.version = submission, Outcome.ANSWERED, unit.version + 1
    unit.outcome_at, unit.outcome_by = submission.received_at, submission.user
    unit.save(update_fields=["submission", "outcome", "outcome_at", "outcome_by", "version"])
    audit.record("survey.unit_answered", on=unit, by=submission.user, submission=submission)
    return True


def _corrected(submission: Submission) -> Q:
    """Units with the answers that a submission corrects, or with another correction of them that was set aside for it."""
    rival = Q(submission__corrects=submission.corrects, submission__set_aside_at__isnull=False)
    return Q(submission__instance_id=submission.corrects) | rival


def unit_said(survey: Survey, submission: Submission) -> str:
    """Return what answers say of their unit: its uuid or its code."""
    tree = json.loads(submission.answers)
    if survey.unit_question:
        for each in submission.version.outline.get("fields", []):
            if each["path"].rsplit("/", 1)[-1] == survey.unit_question:
                return next(iter(answers.values(tree, each["path"])), "").strip()
    found = bindings.answered(submission.version, tree).get(TARGET, "")
    return found if isinstance(found, str) else ""


def _named(units: QuerySet[Unit], said: str) -> Unit | None:
    try:
        return units.filter(uuid=UUID(said)).first()
    except ValueError:
        return units.filter(code__iexact=said).first() if said else None


def _locked(unit: Unit) -> Unit:
    rows = Unit.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("survey__organisation", "part").get(pk=unit.pk)
