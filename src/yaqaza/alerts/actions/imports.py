"""Files of alerts: kept, matched, then taken in by slices; the same row never comes in twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from pathlib import PurePath
from time import monotonic
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.alerts import analysis, columns, queries, rules, sheets
from yaqaza.alerts.actions.analysing import Settled, take_over
from yaqaza.alerts.actions.intake import give_numbers
from yaqaza.alerts.models import Alert, AlertEvent, ImportBatch, ImportProblem
from yaqaza.alerts.queries.places import Finder
from yaqaza.alerts.routing import actions as routing
from yaqaza.alerts.states import Category, Refusal
from yaqaza.core import audit, bulk, jobs
from yaqaza.core.crypto import blind_index
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.core.text import clean
from yaqaza.territory.models import Area

SLICE = 500
_ENDING = re.compile(r"[\s_\-]*(?:\(\d+\)|copie?|نسخة|final|\d[\d\s_\-]*)$", re.IGNORECASE)
JOB_SECONDS = 20.0
FILE_KEPT = timedelta(days=7)
MATCHING_KEPT = timedelta(days=2)
Status = ImportBatch.Status


@transaction.atomic
def keep_file(*, by: User, upload: File, name: str, area: Area | None = None) -> ImportBatch:
    """Keep a file, look at how it is written, and propose what its columns are."""
    posting = home_posting(by, Permission.ALERT_IMPORT)
    if posting is None:
        raise NotPermitted(_("Your role does not include importing alerts."))
    if (upload.size or 0) > sheets.MOST_BYTES:
        raise Refused(_("This file is larger than 100 MB. Send it in parts."))
    layout = sheets.look_at(upload.file if hasattr(upload, "file") else upload)  # type: ignore[arg-type]
    file = upload.file if hasattr(upload, "file") else upload
    sample = list(_safely(islice(sheets.rows(file, layout), 50)))  # type: ignore[arg-type]
    digest = hashlib.sha256()
    upload.seek(0)
    for piece in iter(lambda: upload.read(1024 * 1024), b""):
        digest.update(piece)
    total = sheets.count(file, layout)  # type: ignore[arg-type]
    if total == 0:
        raise Refused(_("No line of alerts was found in this file. Send a table with a heading and lines under it."))
    upload.seek(0)
    batch = ImportBatch(
        organisation=posting.organisation,
        area=area or posting.area,
        file_name=PurePath(clean(name)).name[:200] or "alerts",
        file_hash=digest.hexdigest(),
        source=source_of(name),
        layout=layout.as_json(),
        mapping=columns.propose(layout.columns, sample),
        total=total,
        created_by=by,
    )
    batch.file.save(f"{batch.uuid}.{layout.kind.lower()}", File(upload), save=False)
    batch.save(force_insert=True)
    audit.record("import.kept", on=batch, by=by, kind=layout.kind, rows=total or 0)
    return batch


def source_of(name: str) -> str:
    """Return whose file it seems to be: its name without copy numbers, days and endings."""
    plain = PurePath(clean(name)).stem.strip()
    while (shorter := _ENDING.sub("", plain)) not in ("", plain):
        plain = shorter
    return plain[:60].strip()


def _safely(rows: Iterator[sheets.Row]) -> Iterator[sheets.Row]:
    try:
        yield from rows
    except sheets.Broken:
        return


@transaction.atomic
def start(
    *, batch: ImportBatch, by: User, mapping: Mapping[str, str], source: str, area: Area, category: Category | str
) -> ImportBatch:
    """Fix how the columns are read and put the import in the queue of jobs."""
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.status != Status.MAPPING:
        raise Refused(_("This import has already begun."))
    known = set(batch.layout["columns"])
    chosen = {name: column for name, column in mapping.items() if column and name in columns.FIELDS}
    if "text" not in chosen:
        raise Refused(_("Say which column holds the text."))
    if unknown := sorted(set(chosen.values()) - known):
        raise Refused(_("The file has no column called %(column)s.") % {"column": unknown[0]})
    batch.mapping = chosen
    batch.layout = batch.layout | {"category": Category(category).value}
    batch.source, batch.area, batch.status = clean(source)[:60], area, Status.RUNNING
    batch.save(update_fields=["mapping", "layout", "source", "area", "status"])
    audit.record("import.started", on=batch, by=by, fields=sorted(chosen))
    jobs.enqueue("alerts.import", batch_id=batch.pk)
    return batch


def carry_on(*, batch_id: int, seconds: float = JOB_SECONDS, slice_size: int = SLICE) -> bool:
    """Take in slices for ``seconds``, each in a transaction of its own; return whether nothing is left to do here.

    Safe to run twice and to be killed at any moment: a slice moves ``done`` together with its alerts.
    """
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.status != Status.RUNNING:
        return True
    layout = sheets.Layout.from_json(batch.layout)
    finder, stop = Finder(), monotonic() + seconds
    with batch.file.open("rb") as file:
        reader, position = sheets.rows(file, layout, skip=batch.done), batch.done
        while True:
            broken = None
            taken: list[sheets.Row] = []
            try:
                taken.extend(islice(reader, slice_size))
            except sheets.Broken as error:
                broken = error.line
            after = _slice(batch_id, position, taken, finder, last=len(taken) < slice_size, broken=broken)
            if after is None or len(taken) < slice_size:
                return True  # finished, or another process has taken this file over
            position = after
            if monotonic() > stop:
                return False


@transaction.atomic
def _slice(
    batch_id: int, position: int, rows: list[sheets.Row], finder: Finder, *, last: bool, broken: int | None
) -> int | None:
    """One slice; None when another process is at the same file. ``broken`` is the line from which the file cannot be read."""
    batch = (
        ImportBatch.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "created_by")
        .get(pk=batch_id)
    )
    if batch.done != position or batch.status != Status.RUNNING:
        return None
    now = timezone.now()
    prepared, problems = _prepared(batch, rows, now)
    fresh = _new_ones(prepared)
    understood = list(analysis.understand((row.text, row.place_text) for row in fresh))
    alerts = _alerts(batch, fresh, understood, finder, now)
    lost = [row for row in fresh if row.place and finder.named(row.place) is None]
    incomplete = {row.number for row in [*(row for row in fresh if row.faults), *lost]}
    problems = [each for each in problems if not each.taken or each.row in incomplete]  # not of what was known before
    problems += [_not_found(batch, row) for row in lost]
    raised = _read(alerts, fresh, understood, batch, now)
    refused = len(rows) - len(prepared)
    if broken is not None:
        problems.append(ImportProblem(batch=batch, row=broken, reason=Refusal.FILE))
        refused += 1
    ImportProblem.objects.bulk_create(problems, batch_size=SLICE)
    batch.done = position + len(rows)
    batch.taken += len(alerts)
    batch.known += len(prepared) - len(alerts)
    batch.refused += refused
    batch.incomplete += len(incomplete)
    batch.placed += sum(alert.place_precision != "UNKNOWN" for alert in alerts)
    if last:
        batch.total, batch.finished_at = batch.done, now
        batch.status, batch.failure = (Status.DONE, "") if broken is None else (Status.FAILED, Refusal.FILE)
    batch.save(
        update_fields=[
            "done", "taken", "known", "refused", "incomplete", "placed", "total", "finished_at", "status", "failure",
        ]
    )  # fmt: skip
    if alerts:
        jobs.enqueue("alerts.fingerprint_missing", once="alerts.fingerprint_missing")
    audit.record(
        "import.slice", on=batch, by=batch.created_by, rows=len(rows), taken=len(alerts), refused=refused, raised=raised
    )
    return batch.done


@transaction.atomic
def forget_files(*, now: datetime | None = None) -> int:
    """Delete the files that were taken in a week ago with what stood in the faults of their rows, and those that nobody
    matched within two days; return how many."""
    now = now or timezone.now()
    over = Q(status__in=(Status.DONE, Status.FAILED), finished_at__lte=now - FILE_KEPT)
    left = Q(status=Status.MAPPING, created_at__lte=now - MATCHING_KEPT)
    batches = ImportBatch.objects.select_for_update(no_key=True, skip_locked=True).filter(over | left).exclude(file="")
    forgotten = 0
    for batch in batches.order_by("id"):
        batch.file.delete(save=False)  # first: when this is interrupted, the next day finds the row again
        audit.record("import.forgotten", on=batch, status=batch.status)
        if batch.status == Status.MAPPING:
            batch.delete()  # nothing came of it
        else:
            batch.problems.exclude(value="").update(value="")
            batch.save(update_fields=["file"])
        forgotten += 1
    return forgotten


def _read(
    alerts: list[Alert],
    rows: list[columns.Prepared],
    understood: list[analysis.Understood],
    batch: ImportBatch,
    now: datetime,
) -> int:
    """Write the alerts with what was read in them and how they came; return of how many the words raised the urgency."""
    arrived = AlertEvent(kind=AlertEvent.Kind.RECEIVED, by_id=batch.created_by_id, at=now)
    readings, raised = [], []
    for alert, found in zip(alerts, understood, strict=True):
        reading = analysis.as_reading(0, found)
        readings.append(reading)
        raised.append(take_over(alert, reading, found.language, Settled(arrived=arrived)))
    routed = [routing.send(alert, since=now) for alert in alerts]
    bulk.copy(alerts)
    events = []
    for alert, row, reading, *told in zip(alerts, rows, readings, raised, routed, strict=True):
        reading.alert_id = alert.pk
        events.append(
            AlertEvent(
                alert_id=alert.pk,
                kind=arrived.kind,
                by_id=arrived.by_id,
                at=now,
                before={"needs": []},
                sealed=AlertEvent.seal(_unread(batch, row)),
            )
        )
        for event in filter(None, told):
            event.alert_id, event.at = alert.pk, now
            events.append(event)
    bulk.copy(readings)
    bulk.copy(events)
    return sum(event is not None for event in raised)


def _prepared(
    batch: ImportBatch, rows: list[sheets.Row], now: datetime
) -> tuple[list[columns.Prepared], list[ImportProblem]]:
    prepared: list[columns.Prepared] = []
    problems: list[ImportProblem] = []
    default = Category(batch.layout.get("category", Category.OTHER))
    for row in rows:
        ready, faults = columns.prepare(row, batch.mapping, source=batch.source, default=default, now=now)
        if ready:
            prepared.append(ready)
        named = {(batch.mapping.get(fault.field, ""), fault.reason): fault.value for fault in faults}
        problems += [
            ImportProblem(
                batch=batch, row=row.number, column=column, reason=reason, value=columns.short(value), taken=bool(ready)
            )
            for (column, reason), value in named.items()
        ]
    return prepared, problems


def _not_found(batch: ImportBatch, row: columns.Prepared) -> ImportProblem:
    """The row came in; who sent the file learns which name the gazetteer does not know."""
    return ImportProblem(
        batch=batch, row=row.number, column=batch.mapping.get("place", ""), reason=Refusal.PLACE,
        value=columns.short(row.place), taken=True,
    )  # fmt: skip


def _unread(batch: ImportBatch, row: columns.Prepared) -> list[dict[str, str]]:
    """What the alert came in without, kept with it for whoever reads it: the file is forgotten in a week."""
    return [
        {
            "field": fault.field,
            "column": batch.mapping.get(fault.field, ""),
            "reason": str(fault.reason),
            "value": columns.short(fault.value, 2000),
        }
        for fault in row.faults
    ]


def _new_ones(rows: list[columns.Prepared]) -> list[columns.Prepared]:
    """The rows whose reference no alert has, each reference once."""
    by_channel: dict[str, set[str]] = {}
    for row in rows:
        by_channel.setdefault(row.channel, set()).add(row.source_ref)
    known: set[tuple[str, str]] = set()
    for channel, refs in by_channel.items():
        here = Q(channel=channel, source_ref__in=refs) & ~Q(source_ref="")
        known |= set(Alert.objects.filter(here).values_list("channel", "source_ref"))
    fresh = []
    for row in rows:
        key = (str(row.channel), row.source_ref)
        if key not in known:
            known.add(key)
            fresh.append(row)
    return fresh


def _alerts(
    batch: ImportBatch,
    rows: list[columns.Prepared],
    understood: list[analysis.Understood],
    finder: Finder,
    now: datetime,
) -> list[Alert]:
    """The deadline runs from the moment the file came: nobody could decide before."""
    if not rows:
        return []
    due: dict[int, datetime] = {}
    alerts = []
    for row, found in zip(rows, understood, strict=True):
        words = f"{row.text} {row.place_text}"
        spot = finder.spot(row.place, words, found.places, row.lon, row.lat) or finder.given(batch.area)
        level = int(row.urgency)
        if level not in due:
            due[level] = rules.due_at(level, now)
        alerts.append(
            Alert(
                channel=row.channel,
                source_ref=row.source_ref,
                received_at=row.received_at,
                text=row.text,
                folded=row.folded,
                language=found.language,
                category=row.category,
                people_count=row.people_count,
                urgency=level,
                due_at=due[level],
                area_id=spot.area_id,
                area_path=spot.path,
                place_precision=spot.precision,
                place_text=_where(row, finder),
                lon=row.lon,
                lat=row.lat,
                reporter_name=row.reporter_name,
                reporter_phone=row.reporter_phone,
                reporter_index=blind_index("phone", row.reporter_phone),
                organisation_id=finder.organisation(spot, queries.responsible_organisation),
                recorded_by_id=batch.created_by_id,
                batch=batch,
            )
        )
    give_numbers(alerts)
    return alerts


def _where(row: columns.Prepared, finder: Finder) -> str:
    """Where exactly; a name of a place that was not found is kept there too."""
    unknown = row.place if row.place and finder.named(row.place) is None else ""
    return " · ".join(part for part in (unknown, row.place_text) if part)[:300]


def safe_cell(value: Any) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    text = str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
