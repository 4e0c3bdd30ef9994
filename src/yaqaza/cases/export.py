"""Everything a file holds about a person, as data: for the person's right of access (DZ 18-07, MA 09-08)."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from yaqaza.accounts.models import User
from yaqaza.cases import actions, rules
from yaqaza.cases.models import Case, FiledAnswers
from yaqaza.core import audit
from yaqaza.core.refusal import why_not
from yaqaza.people import actions as people
from yaqaza.people import queries as people_queries
from yaqaza.people import rules as people_rules
from yaqaza.people.models import Person

# Never part of an answer to the person: keys of the machine, and who else looked.
LEFT_OUT = frozenset({"id", "version", "search_keys", "sort_ar", "sort_latin", "identity_index", "area_path"})


@transaction.atomic
def export(*, case: Case, by: User) -> dict[str, Any]:
    """Return the file and what hangs on it; that it was taken out is kept."""
    rules.check_export(case, by=by)
    actions.read(case=case, by=by, what="export")
    audit.record("case.exported", on=case, by=by)
    return {
        "file": _row(case),
        "exported_at": timezone.now().isoformat(),
        "person": _person(case.person, by) if case.person else None,
        "household": _row(case.household) if case.household else None,
        "alerts": [
            _row(joined.alert, only=("number", "channel", "received_at", "text", "category", "place_text"))
            for joined in case.case_alerts.select_related("alert")
        ],
        "investigations": _rows(case.investigations.select_related("mission")),
        "assessments": _rows(case.assessments),
        "plans": [
            _row(plan) | {"goals": [_row(goal) | {"steps": _rows(goal.steps)} for goal in plan.goals.order_by("id")]}
            for plan in case.plans.order_by("id")
        ],
        "follow_ups": _rows(case.follow_ups),
        "referrals": _rows(case.referrals.select_related("to")),
        "closures": _rows(case.closures),
        "answers": [_filed(each) for each in case.filed_answers.select_related("submission__version__questionnaire")],
        "events": _rows(case.events),
    }


def _filed(filed: FiledAnswers) -> dict[str, Any]:
    """What the person answered, and what the file took from it."""
    submission = filed.submission
    return {
        "questionnaire": submission.version.questionnaire.title,
        "received_at": submission.received_at.isoformat(),
        "answers": json.loads(submission.answers),
        "taken": [
            {"target": each.target, "value": each.value} for each in filed.taken.filter(undone_at=None).order_by("id")
        ],
    }


def _person(person: Person, by: User) -> dict[str, Any]:
    """The person with the whole identity number for those who may see it, as on the person's page; else its last signs."""
    may_see = not why_not(people_rules.check_reveal, person, by=by)
    number = people.reveal_identity(person=person, by=by) if may_see else person.masked_identity
    return _row(person) | {
        "identity_number": number,
        "phones": [phone.number for phone in people_queries.phones(person)],
        "consents": _rows(people_queries.consents(person)),
    }


def _rows(rows: QuerySet[Any] | Any) -> list[dict[str, Any]]:
    return [_row(row) for row in rows.order_by("id")]


def _row(row: Model, *, only: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of a row; of other rows their public id, of people of the house nothing but that."""
    told = {}
    for field in row._meta.concrete_fields:
        if field.name in LEFT_OUT or (only and field.name not in only):
            continue
        value = getattr(row, field.name)
        if isinstance(value, Model):
            value = str(getattr(value, "uuid", ""))
        elif value is not None and not isinstance(value, (str, int, float, bool, list, dict)):
            value = value.isoformat() if hasattr(value, "isoformat") else str(value)
        told[field.name] = value
    return told
