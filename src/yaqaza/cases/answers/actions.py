"""Answers put into a file: by what they say, or by a person; taken all, in part or not at all; put back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.cases.actions.files import take as take_in_hand
from yaqaza.cases.actions.files import tell
from yaqaza.cases.actions.lock import locked
from yaqaza.cases.answers import places, queries, rules
from yaqaza.cases.models import Case, CaseEvent, FiledAnswers, TakenAnswer
from yaqaza.core import audit
from yaqaza.core.refusal import Refused
from yaqaza.people import actions as people
from yaqaza.people.inputs import Picked
from yaqaza.questionnaires import actions as questionnaires
from yaqaza.questionnaires import queries as forms
from yaqaza.questionnaires.models import Submission

Kind = CaseEvent.Kind
Way = FiledAnswers.Way


@transaction.atomic
def arrived(*, submission: Submission) -> None:
    """Put answers that came in into the file that they name, if their sender may read it; take what the form lets in by itself."""
    family = forms.history_of(submission)
    known = FiledAnswers.objects.filter(submission__in=[each.pk for each in family]).select_related("case").first()
    if known is not None:
        case, way = known.case, Way.CORRECTION
    else:
        found = queries.told_file(submission, seen_by=submission.user)
        if found is None:
            return
        case, way = found, Way.FORM
    case = locked(case)
    for each in family:
        if not FiledAnswers.objects.filter(submission=each.pk).exists():
            _file(case, each, by=submission.user, way=way)
    row = FiledAnswers.objects.select_related("submission__version").get(submission=submission)
    row.case = case
    if row.settled_at is None:
        _let_in(row)


@transaction.atomic
def file(*, submission: Submission, case: Case, by: User, way: str = Way.PERSON) -> FiledAnswers:
    """Put answers into a file, with every wording of them."""
    case = locked(case)
    rules.check_file(submission, case, by=by)
    family = forms.history_of(submission)
    here = set()
    for before in FiledAnswers.objects.select_for_update(no_key=True).filter(
        submission__in=[each.pk for each in family]
    ):
        if before.case_id == case.pk:
            here.add(before.submission_id)
            continue
        audit.record("case.answers_left", on=before.case, by=by, submission=submission)
        before.delete()
    for each in family:
        if each.pk not in here:
            _file(case, each, by=by, way=way)
    filed = FiledAnswers.objects.select_related("submission__version").get(submission=submission)
    filed.case = case
    if not queries.beside(filed, by=by).waits:
        _settle(filed, None)
    return filed


@transaction.atomic
def accept(*, filed: FiledAnswers, by: User, wanted: Mapping[str, str]) -> FiledAnswers:
    """Take the values ``wanted`` into the file, and leave the others: nothing of these answers waits any more.

    Each comes with the key of what the file held when it was chosen (``Row.key``): what was changed since is not overwritten.
    """
    filed = _to_take_from(filed, by)
    seen = queries.beside(filed, by=by)
    chosen = [row for row in seen.rows if row.target in wanted and not row.same]
    if any(row.key != wanted[row.target] for row in chosen):
        raise rules.Changed
    if refused := next((row.why for row in chosen if row.why), ""):
        raise Refused(refused)
    _take(filed, chosen, by=by)
    if not any(each.waits for each in seen.rounds):
        _settle(filed, by)
    return filed


@transaction.atomic
def add_member(*, filed: FiledAnswers, by: User, number: int, person: Picked, relation: str) -> TakenAnswer:
    """Write a member that answers tell of into the household: a person who is known, or a new one."""
    filed = _to_take_from(filed, by)
    told = next((each for each in queries.beside(filed, by=by).rounds if each.number == number), None)
    home = places.home_of(filed.case)
    if told is None or not told.waits:
        raise Refused(_("This member is in the household already."))
    if home is None:
        raise Refused(_("No household is written down yet. Take its name first, and it is recorded."))
    someone = people.settle_person(picked=person, by=by, area=home.area, organisation=home.organisation)
    people.join_household(household=home, person=someone, by=by, relation=relation)
    return _taken(filed, queries.MEMBERS, "", told.told, by=by, made=someone.uuid, number=number, tells=True)


@transaction.atomic
def leave(*, filed: FiledAnswers, by: User) -> FiledAnswers:
    """Say that nothing more is taken from these answers."""
    filed = _to_take_from(filed, by)
    _settle(filed, by)
    return filed


@transaction.atomic
def undo(*, taken: TakenAnswer, by: User) -> TakenAnswer:
    """Put back what stood in the file before a value was taken from answers, if nobody changed it since."""
    case = locked(taken.filed.case)
    taken = (
        TakenAnswer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("filed__submission")
        .get(pk=taken.pk)
    )
    taken.filed.case = case
    place = rules.check_undo(taken, by=by)
    if why := place.why(case, by):
        raise Refused(why)
    place.put(case, by, {place.over(taken.target, taken.value): taken.was}, None)
    taken.undone_at, taken.undone_by = timezone.now(), by
    taken.save(update_fields=["undone_at", "undone_by"])
    audit.record("case.answers_undone", on=case, by=by, submission=taken.filed.submission, fields=[taken.target])
    tell(case=case, kind=Kind.ANSWERS, by=by, act="UNDONE", submission=taken.filed.submission, fields=[taken.target])
    return taken


def _to_take_from(filed: FiledAnswers, by: User) -> FiledAnswers:
    """Return answers, locked after their file, from which the user may take."""
    case = locked(filed.case)
    rows = FiledAnswers.objects.select_for_update(of=("self",), no_key=True).select_related("submission__version")
    filed = rows.get(pk=filed.pk)
    filed.case = case
    rules.check_take(filed, by=by)
    return filed


def _file(case: Case, submission: Submission, *, by: User, way: str) -> FiledAnswers:
    row = FiledAnswers.objects.create(case=case, submission=submission, way=Way(way), filed_by=by)
    row.case = case
    if forms.replaced(submission):  # its correction is what counts
        row.settled_at = timezone.now()
        row.save(update_fields=["settled_at"])
    if submission.sensitive != case.sensitive:
        questionnaires.set_sensitive(submission=submission, sensitive=case.sensitive)
    audit.record("case.answers_filed", on=case, by=by, submission=submission)
    title = submission.version.questionnaire.title
    tell(case=case, kind=Kind.ANSWERS, by=by, act="FILED", submission=submission, form=title)
    _settle_replaced(row)
    return row


def _settle_replaced(row: FiledAnswers) -> None:
    """What a wording that was corrected left open, its correction says again."""
    before = FiledAnswers.objects.filter(submission__instance_id=row.submission.corrects, settled_at=None)
    if row.submission.corrects:
        before.update(settled_at=timezone.now())


def _let_in(filed: FiledAnswers) -> None:
    """Take what the form lets in at once, as its sender: where nothing in the file contradicts it and they may write it."""
    by = filed.submission.user
    if forms.replaced(filed.submission):
        return
    seen = queries.beside(filed, by=by)
    chosen = [row for row in seen.rows if row.at_once and row.waits and row.follows and not row.why]
    try:
        with transaction.atomic():
            if chosen:
                rules.check_take(filed, by=by)
                _take(filed, chosen, by=by)
    except (Refused, ValueError):  # a value that no file can hold: a person looks at it then
        chosen = []
    left = [row for row in seen.rows if row.waits and row not in chosen]
    if not left and not any(each.waits for each in seen.rounds):
        _settle(filed, None)


def _take(filed: FiledAnswers, rows: list[queries.Row], *, by: User) -> None:
    if not rows:
        return
    take_in_hand(case=filed.case, by=by)
    for place in places.PLACES:
        own = [row for row in rows if places.of(row.target) is place]
        if not own:
            continue
        before = next((row.taken or row.earlier for row in own if row.taken or row.earlier), None)
        made = place.put(filed.case, by, {row.target: row.told for row in own}, before.made if before else None)
        filed.case = locked(filed.case)
        for row in own:
            _taken(filed, row.target, row.before, row.told, by=by, made=made)
    targets = [row.target for row in rows]
    audit.record("case.answers_taken", on=filed.case, by=by, submission=filed.submission, fields=targets)
    tell(case=filed.case, kind=Kind.ANSWERS, by=by, act="TAKEN", submission=filed.submission, fields=targets)


def _taken(
    filed: FiledAnswers, target: str, before: Any, after: Any, *, by: User, made: UUID | None, number: int | None = None,
    tells: bool = False,
) -> TakenAnswer:  # fmt: skip
    now = timezone.now()
    TakenAnswer.objects.filter(filed=filed, target=target, round=number, undone_at=None).update(
        undone_at=now, undone_by=by
    )
    row = TakenAnswer.objects.create(
        filed=filed, target=target, round=number, made=made, taken_by=by, taken_at=now,
        before=json.dumps(before, ensure_ascii=False), after=json.dumps(after, ensure_ascii=False),
    )  # fmt: skip
    if tells:
        audit.record("case.answers_taken", on=filed.case, by=by, submission=filed.submission, fields=[target])
        tell(case=filed.case, kind=Kind.ANSWERS, by=by, act="TAKEN", submission=filed.submission, fields=[target])
    return row


def _settle(filed: FiledAnswers, by: User | None) -> None:
    if filed.settled_at is None:
        filed.settled_at, filed.settled_by = timezone.now(), by
        filed.save(update_fields=["settled_at", "settled_by"])
        if by is not None:
            audit.record("case.answers_settled", on=filed.case, by=by, submission=filed.submission)
