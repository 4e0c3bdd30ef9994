"""Counts from the ledger, in one query each: acts and different people, never one for the other.

*Acts* are the rows of the period less those that were reversed (a reversal carries the day of the act that it reverses, so both fall
into the same period). *People* are the different persons with at least one act left; an act for a household that names nobody is an act
and no person. Who was recorded twice is one person since the records were merged (``Person.same_as``): the ledger itself never changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count as CountOf
from django.db.models import Q, QuerySet

from yaqaza.accounts.models import Organisation
from yaqaza.field.models import Round
from yaqaza.services.models import Programme, ServiceDelivery, ServiceType
from yaqaza.territory.models import Area

TOTAL = ""
"""The key of the total in what ``count`` returns."""

COLUMNS = {"programme": ("programme_id", Programme), "service_type": ("service_type_id", ServiceType)}


@dataclass(frozen=True)
class Frame:
    """What a report is about: a period (both days included), and an area or an organisation with all that is below it."""

    start: date
    end: date
    area: Area | None = None
    organisation: Organisation | None = None
    on_rounds: bool = False  # only what was given on rounds

    def rows(self) -> QuerySet[ServiceDelivery]:
        """Return the rows of the ledger inside the frame, reversals too."""
        condition = Q(delivered_on__range=(self.start, self.end))
        if self.area is not None:
            condition &= Q(area_path__startswith=self.area.path)
        if self.organisation is not None:
            condition &= Q(organisation__path__startswith=self.organisation.path)
        if self.on_rounds:
            condition &= Q(encounter__isnull=False)
        return ServiceDelivery.objects.filter(condition)

    def where(self) -> tuple[str, list[Any]]:
        """Return the same as SQL on the ledger called ``d``."""
        parts, values = ["d.delivered_on BETWEEN %s AND %s"], [self.start, self.end]
        if self.area is not None and self.area.parent_id is not None:  # everything is below the country
            parts.append("d.area_path LIKE %s")
            values.append(f"{self.area.path}%")
        if self.organisation is not None:
            below = Organisation.objects.filter(path__startswith=self.organisation.path)
            parts.append("d.organisation_id = ANY(%s)")
            values.append(list(below.values_list("pk", flat=True)))
        if self.on_rounds:
            parts.append("d.encounter_id IS NOT NULL")
        return " AND ".join(parts), values


@dataclass(frozen=True, slots=True)
class Count:
    acts: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class Met:
    """Whom rounds met, taken from the encounters themselves: who refuses is in no ledger."""

    rounds: int = 0
    encounters: int = 0
    refused: int = 0


def met(frame: Frame) -> Met:
    """Count the rounds that set out in the frame, whom they met, and how many of those refused."""
    condition = Q(started_at__isnull=False, starts_at__date__range=(frame.start, frame.end))
    if frame.area is not None:
        condition &= Q(area_path__startswith=frame.area.path)
    if frame.organisation is not None:
        condition &= Q(organisation__path__startswith=frame.organisation.path)
    found, on = Round.objects.filter(condition), Q(encounters__struck_at=None)
    said = found.aggregate(
        sets=CountOf("pk", distinct=True), met=CountOf("encounters", filter=on),
        noes=CountOf("encounters", filter=on & Q(encounters__refused=True)),
    )  # fmt: skip
    return Met(said["sets"], said["met"], said["noes"])


def keys(column: str, lines: Mapping[str, Collection[str]]) -> dict[int, str]:
    """Return for each row id of the column's table the code of the line that it belongs to."""
    line_of = {code: line for line, codes in lines.items() for code in codes}
    model = COLUMNS[column][1]
    return {pk: line_of[code] for pk, code in model.objects.filter(code__in=line_of).values_list("pk", "code")}


def count(frame: Frame, column: str, lines: Mapping[str, Collection[str]]) -> dict[str, Count]:
    """Return acts and people of each line, and of all together under ``TOTAL`` (people once, however many lines they are in).

    ``lines`` maps a line to codes of ``column`` ("programme" or "service_type").
    """
    found = {TOTAL: Count(), **{line: Count() for line in lines}}
    line_of = keys(column, lines)
    if not line_of:
        return found
    name = COLUMNS[column][0]
    where, values = frame.where()
    with connection.cursor() as cursor:
        # Programmes and types are few and persons many: fold the ledger to (column, person) first, everything else is small.
        cursor.execute(
            f"""WITH folded AS (
                    SELECT d.{name} AS key, d.person_id, sum(CASE WHEN d.reverses_id IS NULL THEN 1 ELSE -1 END) AS acts
                    FROM services_servicedelivery d WHERE d.{name} = ANY(%s) AND {where} GROUP BY 1, 2),
                line (key, code) AS (SELECT * FROM unnest(%s::bigint[], %s::text[])),
                gone AS (SELECT id, same_as_id FROM people_person WHERE same_as_id IS NOT NULL),
                per AS (
                    SELECT line.code, coalesce(gone.same_as_id, folded.person_id) AS person_id, sum(folded.acts) AS acts
                    FROM folded JOIN line USING (key) LEFT JOIN gone ON gone.id = folded.person_id GROUP BY 1, 2)
                SELECT code, sum(acts)::bigint, count(person_id) FILTER (WHERE acts > 0) FROM per GROUP BY 1
                UNION ALL
                SELECT '', (SELECT coalesce(sum(acts), 0)::bigint FROM per),
                       (SELECT count(*) FROM (SELECT DISTINCT person_id FROM per WHERE acts > 0 AND person_id IS NOT NULL) AS p)""",  # noqa: S608  # the column's name is ours
            [list(line_of), *values, list(line_of), list(line_of.values())],
        )
        found |= {code: Count(acts, people) for code, acts, people in cursor.fetchall()}
    return found


def by_month(frame: Frame, column: str, codes: Collection[str]) -> dict[date, int]:
    """Return the acts of each month of the frame, by its first day, months without any included."""
    name, model = COLUMNS[column]
    where, values = frame.where()
    wanted = list(model.objects.filter(code__in=codes).values_list("pk", flat=True))
    months = dict.fromkeys(_months(frame.start, frame.end), 0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT date_trunc('month', day)::date, sum(acts)::bigint FROM (
                    SELECT d.delivered_on AS day, sum(CASE WHEN d.reverses_id IS NULL THEN 1 ELSE -1 END) AS acts
                    FROM services_servicedelivery d WHERE d.{name} = ANY(%s) AND {where} GROUP BY 1) AS days GROUP BY 1""",  # noqa: S608  # the column's name is ours
            [wanted, *values],
        )
        months |= dict(cursor.fetchall())
    return months


def _months(start: date, end: date) -> list[date]:
    first = start.year * 12 + start.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(first, end.year * 12 + end.month)]


def rows(frame: Frame, column: str, codes: Collection[str]) -> QuerySet[ServiceDelivery]:
    """Return the rows of the ledger behind a figure, reversals too."""
    return frame.rows().filter(**{f"{column}__code__in": list(codes)})


def standing(rows: QuerySet[ServiceDelivery]) -> QuerySet[ServiceDelivery]:
    """Return the rows that count: neither reversals nor reversed."""
    return rows.filter(reverses=None, reversal=None)
