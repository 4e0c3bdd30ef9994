"""The details of audit entries in words: what each is called, codes by their labels, days and hours as they were here.

Who and where are named; any other thing is a link to what was done to it. Labels of codes are found in the enumerations of the app
that the act is of, so that a code and its word are written down once.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Choices
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language, gettext, pgettext_lazy

from yaqaza import countries
from yaqaza.accounts.models import Organisation, User
from yaqaza.core import dates, figures
from yaqaza.core.context import OWN_NAMES
from yaqaza.core.models import AuditEntry
from yaqaza.territory.models import Area

KEYS = {
    "active": pgettext_lazy("audit detail", "active"), "after": pgettext_lazy("audit detail", "after"),
    "alert": pgettext_lazy("audit detail", "alert"), "alerts": pgettext_lazy("audit detail", "alerts"),
    "answered": pgettext_lazy("audit detail", "answer"), "approach": pgettext_lazy("audit detail", "approach"),
    "area": pgettext_lazy("audit detail", "place"), "at": pgettext_lazy("audit detail", "at"),
    "before": pgettext_lazy("audit detail", "before"), "case": pgettext_lazy("audit detail", "file"),
    "category": pgettext_lazy("audit detail", "category"), "changed": pgettext_lazy("audit detail", "rows changed"),
    "channel": pgettext_lazy("audit detail", "channel"), "confidentiality": pgettext_lazy("audit detail", "who reads it"),
    "country": pgettext_lazy("audit detail", "country"), "danger": pgettext_lazy("audit detail", "danger"),
    "decision": pgettext_lazy("audit detail", "decision"), "decisions": pgettext_lazy("audit detail", "decisions"),
    "due_on": pgettext_lazy("audit detail", "due"), "fields": pgettext_lazy("audit detail", "fields"),
    "filled": pgettext_lazy("audit detail", "filled in"), "first": pgettext_lazy("audit detail", "from number"),
    "gone": pgettext_lazy("audit detail", "the other record"), "into": pgettext_lazy("audit detail", "into"),
    "kind": pgettext_lazy("audit detail", "kind"), "language": pgettext_lazy("audit detail", "language"),
    "last": pgettext_lazy("audit detail", "to number"), "left": pgettext_lazy("audit detail", "rows left"),
    "level": pgettext_lazy("audit detail", "level"), "manner": pgettext_lazy("audit detail", "how it was given"),
    "medium": pgettext_lazy("audit detail", "medium"),
    "merge": pgettext_lazy("audit detail", "merge"), "mission": pgettext_lazy("audit detail", "mission"),
    "model": pgettext_lazy("audit detail", "version of the reading"), "moved": pgettext_lazy("audit detail", "rows moved"),
    "minutes": pgettext_lazy("audit detail", "minutes"), "crisis": pgettext_lazy("audit detail", "crisis"),
    "risen": pgettext_lazy("audit detail", "told higher"), "rule": pgettext_lazy("audit detail", "rule"),
    "rung": pgettext_lazy("audit detail", "told to"), "late": pgettext_lazy("audit detail", "late ones told of"),
    "lines": pgettext_lazy("audit detail", "lines"), "needed": pgettext_lazy("audit detail", "needed at most"),
    "named": pgettext_lazy("audit detail", "with a name"), "number": pgettext_lazy("audit detail", "number"),
    "on_day": pgettext_lazy("audit detail", "on"), "organisation": pgettext_lazy("audit detail", "organisation"),
    "other": pgettext_lazy("audit detail", "with"), "outcome": pgettext_lazy("audit detail", "outcome"),
    "parent": pgettext_lazy("audit detail", "above it"), "person": pgettext_lazy("audit detail", "person"),
    "photo": pgettext_lazy("audit detail", "photo"), "photos": pgettext_lazy("audit detail", "photos"),
    "posts": pgettext_lazy("audit detail", "posts"),
    "profession": pgettext_lazy("audit detail", "profession"), "programme": pgettext_lazy("audit detail", "programme"),
    "purpose": pgettext_lazy("audit detail", "purpose"), "raised": pgettext_lazy("audit detail", "urgency raised"),
    "read": pgettext_lazy("audit detail", "read"), "reason": pgettext_lazy("audit detail", "reason"),
    "recommendation": pgettext_lazy("audit detail", "recommended"), "refused": pgettext_lazy("audit detail", "refused"),
    "relation": pgettext_lazy("audit detail", "relation"), "reply": pgettext_lazy("audit detail", "question"),
    "returned": pgettext_lazy("audit detail", "rows returned"), "reversal": pgettext_lazy("audit detail", "reversed by"),
    "revised": pgettext_lazy("audit detail", "revised"), "role": pgettext_lazy("audit detail", "role"),
    "rows": pgettext_lazy("audit detail", "rows"), "scale": pgettext_lazy("audit detail", "scale"),
    "submission": pgettext_lazy("audit detail", "answers"),
    "seed": pgettext_lazy("audit detail", "seed"), "sensitive": pgettext_lazy("audit detail", "named readers only"),
    "service": pgettext_lazy("audit detail", "service"), "sharing": pgettext_lazy("audit detail", "shared by"),
    "source": pgettext_lazy("audit detail", "source"), "status": pgettext_lazy("audit detail", "status"),
    "stayed": pgettext_lazy("audit detail", "rows that stayed"), "taken": pgettext_lazy("audit detail", "taken in"),
    "team": pgettext_lazy("audit detail", "team"), "team_before": pgettext_lazy("audit detail", "team before"),
    "texts": pgettext_lazy("audit detail", "texts"), "to": pgettext_lazy("audit detail", "to"),
    "told": pgettext_lazy("audit detail", "note"), "until": pgettext_lazy("audit detail", "until"),
    "state": pgettext_lazy("audit detail", "what became of it"),
    "urgency": pgettext_lazy("audit detail", "urgency"), "user": pgettext_lazy("audit detail", "user"),
    "verdict": pgettext_lazy("audit detail", "verdict"), "version": pgettext_lazy("audit detail", "version"),
    "way": pgettext_lazy("audit detail", "way"), "what": pgettext_lazy("audit detail", "what"),
    "window_end": pgettext_lazy("audit detail", "until"), "window_start": pgettext_lazy("audit detail", "from"),
    "worker": pgettext_lazy("audit detail", "case worker"),
    "oddities": pgettext_lazy("audit detail", "unlikely"),
    # of shifts and of places to sleep
    "capacity": pgettext_lazy("audit detail", "places"), "duty": pgettext_lazy("audit detail", "duty"),
    "free": pgettext_lazy("audit detail", "free places"), "guests": pgettext_lazy("audit detail", "for whom"),
    "on_call": pgettext_lazy("audit detail", "on call"), "user_before": pgettext_lazy("audit detail", "instead of"),
    # of questionnaires and answers
    "fingerprint": pgettext_lazy("audit detail", "fingerprint"), "format": pgettext_lazy("audit detail", "format"),
    "others": pgettext_lazy("audit detail", "set aside"), "questionnaire": pgettext_lazy("audit detail", "questionnaire"),
    # what the demonstration says that it loaded
    "answers": pgettext_lazy("audit detail", "answers to questionnaires"),
    "cases": pgettext_lazy("audit detail", "files"), "acts": pgettext_lazy("audit detail", "acts"),
    "signs": pgettext_lazy("audit detail", "warning signs"), "surveyed": pgettext_lazy("audit detail", "answers to a survey"),
}  # fmt: skip

FIELDS = {
    "text": pgettext_lazy("field", "the text"), "received_at": pgettext_lazy("field", "day and hour"),
    "place": pgettext_lazy("field", "place"), "place_text": pgettext_lazy("field", "where exactly"),
    "lon": pgettext_lazy("field", "longitude"), "lat": pgettext_lazy("field", "latitude"),
    "people_count": pgettext_lazy("field", "number of people"), "reporter_name": pgettext_lazy("field", "reporter's name"),
    "reporter_phone": pgettext_lazy("field", "reporter's telephone"), "source_ref": pgettext_lazy("field", "own reference"),
    "needs": pgettext_lazy("field", "needs"), "names": pgettext_lazy("field", "names"),
    "name_ar": pgettext_lazy("field", "name in Arabic"), "name_latin": pgettext_lazy("field", "name in Latin letters"),
    "description": pgettext_lazy("field", "description"), "sex": pgettext_lazy("field", "sex"),
    "birth_date": pgettext_lazy("field", "birth"), "birth_precision": pgettext_lazy("field", "how exact the birth is"),
    "identity_number": pgettext_lazy("field", "identity number"), "address": pgettext_lazy("field", "address"),
    "lives_outside": pgettext_lazy("field", "without shelter"), "died_on": pgettext_lazy("field", "day of death"),
    "housing": pgettext_lazy("field", "housing"), "household_size": pgettext_lazy("field", "people at home"),
    "children": pgettext_lazy("field", "children"), "monthly_income": pgettext_lazy("field", "income"),
    "health": pgettext_lazy("field", "health"), "situation": pgettext_lazy("field", "what was found"),
    "doubts": pgettext_lazy("field", "what does not fit"), "done_on_site": pgettext_lazy("field", "done on site"),
}  # fmt: skip
"""Fields that acts say were changed or matched; those of other names are among the keys."""

PARTS = {
    "page": pgettext_lazy("part of a file", "its page"), "print": pgettext_lazy("part of a file", "its paper"),
    "export": pgettext_lazy("part of a file", "its export"), "form": pgettext_lazy("part of a file", "a form of it"),
    "goal": pgettext_lazy("part of a file", "a goal"), "referral": pgettext_lazy("part of a file", "a referral"),
    "services": pgettext_lazy("part of a file", "its services"), "service": pgettext_lazy("part of a file", "a service"),
    "signals": pgettext_lazy("part of a file", "its warning signs"),
}  # fmt: skip

WORDS: dict[str, Callable[[Any], str]] = {
    "what": lambda value: str(PARTS.get(value, "")),
    "language": lambda value: OWN_NAMES.get(value, ""),
    "programme": lambda value: _programme(value),
    "country": lambda value: countries.get(value).names.in_(get_language() or "ar") if value in countries.CODES else "",
}
"""Words of codes that no enumeration holds, "" for an unknown one. Later apps add theirs when they start."""

NAMED: tuple[tuple[Any, tuple[str, ...], tuple[str, ...]], ...] = (
    (User, ("user", "worker", "user_before"), ()),
    (Organisation, ("organisation", "to", "parent"), ()),
    (Area, ("area",), ("geometry", "search_keys")),
)
"""Whom and what details name: the model, the keys of its uuids, and the columns that a name can do without (a border is heavy)."""

NAMING = {key for _model, keys, _heavy in NAMED for key in keys}


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail as the page shows it; ``thing`` is the uuid of what it speaks of, ``code`` says that the text is a number or a code."""

    label: str
    text: str
    thing: str = ""
    code: bool = False


def names(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return the names of the users, organisations and places that ``entries`` speak of, by uuid (a user's also by id)."""
    entries, found = list(entries), {}
    for model, keys, heavy in NAMED:
        wanted = [one for entry in entries for key in keys for one in _several(entry.details.get(key))]
        uuids = {value for value in wanted if _is_uuid(value)}
        ids = {value for value in wanted if type(value) is int}  # True is no id
        rows = model.objects.defer(*heavy)
        if uuids:
            found |= {str(row.uuid): row.name for row in rows.filter(uuid__in=uuids)}
        if ids:
            found |= {str(row.pk): row.name for row in rows.filter(pk__in=ids)}
    return found


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def said(entry: AuditEntry, known: dict[str, str]) -> Iterator[Detail]:
    """Yield the details of an entry in words; ``known`` are the ``names`` of its page. What is not there is not said."""
    for key, value in entry.details.items():
        if value not in (None, "", []):
            yield _said(entry, key, value, known)


def _said(entry: AuditEntry, key: str, value: Any, known: dict[str, str]) -> Detail:
    label = str(KEYS.get(key, key.replace("_", " ")))
    naming = known if key in NAMING else {}
    if str(value) in naming:
        return Detail(label, naming[str(value)])
    if _is_uuid(value):
        return Detail(label, gettext("what was done to it"), thing=str(value))
    if isinstance(value, bool):
        return Detail(label, gettext("yes") if value else gettext("no"))
    if isinstance(value, list):
        return Detail(label, gettext(", ").join(naming.get(str(one)) or _field(str(one)) for one in value))
    if isinstance(value, float):
        return Detail(label, figures.number(value))
    if not isinstance(value, (int, str)):  # of a version that wrote other things
        return Detail(label, str(value), code=True)
    if word := (WORDS[key](value) if key in WORDS else "") or _labelled(entry, key, value):
        return Detail(label, word)
    if isinstance(value, int):
        return Detail(label, figures.number(value))
    if when := _when(value):
        return Detail(label, when)
    return Detail(label, str(value), code=True)


def _field(name: str) -> str:
    return str(FIELDS.get(name) or KEYS.get(name) or name.replace("_", " "))


def _when(value: str) -> str:
    """A day or an hour of ISO 8601 as it was in the country."""
    try:
        if moment := parse_datetime(value):
            return dates.moment(moment) if moment.tzinfo else dates.day(moment)
        day: date | datetime | None = parse_date(value)
    except ValueError:
        return ""
    return dates.day(day) if day else ""


def _labelled(entry: AuditEntry, key: str, value: Any) -> str:
    """The label of a code: of the enumeration that is called like the detail, first in the app of the thing, else of any there."""
    app = (entry.object_type or entry.event).split(".")[0]
    holding = [(where, kind) for where, kind in _enumerations() if value in kind.values]
    plain = key.replace("_", "")
    ranked = sorted(
        (
            (where != app, not kind.__name__.lower().endswith(plain), at)
            for at, (where, kind) in enumerate(holding)
            if where == app or kind.__name__.lower() == plain
        )
    )
    if isinstance(value, int):  # a number is a code only where its detail is called like the enumeration
        ranked = [row for row in ranked if not row[1]]
    return str(holding[ranked[0][2]][1](value).label) if ranked else ""


@cache
def _enumerations() -> list[tuple[str, type[Choices]]]:
    """Every enumeration of the project, by app."""
    found: list[tuple[str, type[Choices]]] = []
    for config in apps.get_app_configs():
        if not config.name.startswith("yaqaza."):
            continue
        places: list[Any] = [config.models_module, *config.get_models()]
        for name in ("states", "permissions"):
            if find_spec(f"{config.name}.{name}") is not None:
                places.append(import_module(f"{config.name}.{name}"))
        for place in places:
            for kind in vars(place).values() if place else ():
                here = (
                    inspect.isclass(kind)
                    and issubclass(kind, Choices)
                    and kind.__module__.startswith(config.name + ".")
                )
                if here and len(kind) and (config.label, kind) not in found:
                    found.append((config.label, kind))
    return found


def _programme(code: Any) -> str:
    for programme in countries.get(settings.COUNTRY).programmes:
        if programme.code == code:
            return programme.names.in_(get_language() or "ar")
    return ""


def _is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 36 and bool(UUID(value))
    except ValueError:
        return False
