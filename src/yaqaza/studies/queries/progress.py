"""How far a survey is, for those who run it and for those who only read it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count

from yaqaza.reporting.disclosure import LEAST, small
from yaqaza.studies.models import Part, Survey, Unit
from yaqaza.studies.queries.surveys import unmatched
from yaqaza.studies.states import Outcome


@dataclass
class Progress:
    """How far a survey is: in all, by enumerator, by part. Each row is label, drawn, and how many of each outcome (None: withheld)."""

    whole: dict[str, int | None]
    by_enumerator: list[tuple[str, dict[str, int]]] = field(default_factory=list)
    by_part: list[tuple[str, dict[str, int]]] = field(default_factory=list)
    waiting_replacements: int | None = 0
    without_unit: int | None = 0
    withholds: bool = False  # for readers who may not open the units


def progress(survey: Survey) -> Progress:
    """Return how far a survey is, in four queries."""
    released = Unit.objects.filter(survey=survey, released=True)
    counted = released.values("assigned_to__name_ar", "assigned_to", "part", "outcome").annotate(n=Count("pk"))
    parts = {part.pk: part.name for part in Part.objects.filter(survey=survey, take__gt=0).select_related("area")}
    whole = _row()
    people: dict[int | None, tuple[str, dict[str, int]]] = {}
    places: dict[int, dict[str, int]] = {}
    for each in counted:
        whom = people.setdefault(each["assigned_to"], (each["assigned_to__name_ar"] or "", _row()))[1]
        for row in (whole, whom, places.setdefault(each["part"], _row())):
            _count(row, each["outcome"], each["n"])
    found = Progress(dict(whole))
    found.by_enumerator = sorted(people.values(), key=lambda row: row[0])
    found.by_part = sorted((parts[pk], row) for pk, row in places.items())
    found.waiting_replacements = Unit.objects.filter(survey=survey, rank__isnull=False, released=False).count()
    found.without_unit = unmatched(survey).count()
    return found


def told(found: Progress) -> Progress:
    """Return what readers learn who may not open the units: the whole alone, without figures from 1 to 4 or what would give them back.

    Places and enumerators stay with those who run the survey: the estimates tell the answers of a place, and what was drawn there less
    these is who refused.
    """
    row = {name: value or 0 for name, value in found.whole.items()}
    hidden = _hidden(row)
    whole = {name: None if name in hidden else value for name, value in row.items()}
    waits, strays = (None if small(value) else value for value in (found.waiting_replacements, found.without_unit))
    return Progress(whole, waiting_replacements=waits, without_unit=strays, withholds=True)


def _hidden(row: dict[str, int]) -> set[str]:
    """What is withheld of a row: the small, with them the next smallest until their sum tells none of them, and what is a sum with them.

    Five answers or more are told beside the estimates: they cover nobody. Neither do those who were not eligible: how many units of the
    frame the answers stand for tells them. That a withheld figure is not zero is told, too.
    """
    counts = {name: row[name] for name in ("answered", "refused", "unmet", "waiting")}
    hidden = {name for name, count in counts.items() if small(count)}
    rest = {name: count for name, count in counts.items() if count and name not in hidden and name != "answered"}
    while hidden and sum(counts[name] for name in hidden) in (*range(LEAST), len(hidden)):
        if not rest:
            hidden.add("drawn")
            break
        hidden.add(name := min(rest, key=lambda each: rest[each]))
        del rest[name]
    if hidden & {"drawn", "waiting"}:
        hidden.add("visited")
    return hidden | ({"absent", "not_found"} if hidden else set())


def _row() -> dict[str, int]:
    return {
        "drawn": 0,
        "visited": 0,
        "unmet": 0,
        **dict.fromkeys((str(outcome.value).lower() for outcome in Outcome), 0),
    }


def _count(row: dict[str, int], outcome: str, count: int) -> None:
    row["drawn"] += count
    row["visited"] += count if outcome != Outcome.WAITING else 0
    row["unmet"] += count if outcome in (Outcome.ABSENT, Outcome.NOT_FOUND) else 0
    row[outcome.lower()] += count
