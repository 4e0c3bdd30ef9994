"""Files of posts: kept, matched, then taken in by slices; the same row never comes in twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import PurePath
from time import monotonic

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.alerts import columns as of_alerts
from yaqaza.alerts import sheets
from yaqaza.alerts.states import Refusal
from yaqaza.core import audit, jobs
from yaqaza.core.refusal import Refused
from yaqaza.core.text import clean
from yaqaza.monitoring import columns, rules
from yaqaza.monitoring.actions.fetching import keep
from yaqaza.monitoring.models import FileProblem, PostFile, Source

SLICE = 1000
JOB_SECONDS = 30.0
SAMPLE = 50
Status = PostFile.Status


@transaction.atomic
def keep_file(*, source: Source, by: User, upload: File, name: str) -> PostFile:
    """Keep a file, look at how it is written, and propose what its columns are."""
    rules.check_manage(by, source.organisation)
    rules.check_files(source)
    if (upload.size or 0) > sheets.MOST_BYTES:
        raise Refused(_("This file is larger than 100 MB. Send it in parts."))
    file = upload.file if hasattr(upload, "file") else upload
    layout = sheets.look_at(file)  # type: ignore[arg-type]
    sample = list(_safely(islice(sheets.rows(file, layout), SAMPLE)))  # type: ignore[arg-type]
    digest = hashlib.sha256()
    upload.seek(0)
    for piece in iter(lambda: upload.read(1024 * 1024), b""):
        digest.update(piece)
    total = sheets.count(file, layout)  # type: ignore[arg-type]
    if total == 0:
        raise Refused(_("No line of posts was found in this file. Send a table with a heading and lines under it."))
    upload.seek(0)
    kept = PostFile(
        source=source, file_name=PurePath(clean(name)).name[:200] or "posts", sha256=digest.hexdigest(), layout=layout.as_json(),
        mapping=columns.propose(layout.columns, sample), total=total, created_by=by,
    )  # fmt: skip
    kept.file.save(f"{kept.uuid}.{layout.kind.lower()}", File(upload), save=False)
    kept.save(force_insert=True)
    audit.record("postfile.kept", on=kept, by=by, kind=layout.kind, rows=total or 0)
    return kept


@transaction.atomic
def start(*, file: PostFile, by: User, mapping: Mapping[str, str]) -> PostFile:
    """Fix how the columns are read and let the rows come in."""
    file = (
        PostFile.objects.select_for_update(of=("self",), no_key=True)
        .select_related("source__organisation__area")
        .get(pk=file.pk)
    )
    rules.check_manage(by, file.source.organisation)
    if file.status != Status.MAPPING:
        raise Refused(_("This file has begun to come in already."))
    chosen = chosen_of(file, mapping)
    file.mapping, file.status = chosen, Status.RUNNING
    file.save(update_fields=["mapping", "status"])
    audit.record("postfile.started", on=file, by=by, fields=sorted(chosen))
    jobs.enqueue("monitoring.read_file", file_id=file.pk)
    return file


def chosen_of(file: PostFile, mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that were chosen; refuse a mapping without a text, or with a column that is not there."""
    chosen = {name: column for name, column in mapping.items() if column and name in columns.FIELDS}
    if "text" not in chosen:
        raise Refused(_("Say which column holds the text."))
    if unknown := sorted(set(chosen.values()) - set(file.layout["columns"])):
        raise Refused(_("The file has no column called %(column)s.") % {"column": unknown[0]})
    return chosen


def preview(*, file: PostFile, mapping: Mapping[str, str], most: int = 8) -> list[columns.Read]:
    """Return the first rows as they would come in with these columns."""
    layout = sheets.Layout.from_json(file.layout)
    with file.file.open("rb") as opened:
        rows = list(_safely(islice(sheets.rows(opened, layout), most)))
    return [columns.read(row, mapping, now=timezone.now()) for row in rows]


def read_file(*, file_id: int, seconds: float = JOB_SECONDS, slice_size: int = SLICE) -> bool:
    """Take in slices for ``seconds``, each in a transaction of its own; return whether nothing is left.

    Safe to be killed at any moment: a slice moves ``done`` together with its posts.
    """
    file = PostFile.objects.get(pk=file_id)
    if file.status != Status.RUNNING:
        return True
    layout, stop, position = sheets.Layout.from_json(file.layout), monotonic() + seconds, file.done
    with file.file.open("rb") as opened:
        reader = sheets.rows(opened, layout, skip=position)
        while True:
            taken: list[sheets.Row] = []
            broken = None
            try:
                taken.extend(islice(reader, slice_size))
            except sheets.Broken as error:
                broken = error.line
            after = _slice(file_id, position, taken, last=len(taken) < slice_size, broken=broken)
            if after is None or len(taken) < slice_size:
                return True
            position = after
            if monotonic() > stop:
                return False


@transaction.atomic
def _slice(file_id: int, position: int, rows: list[sheets.Row], *, last: bool, broken: int | None) -> int | None:
    file = (
        PostFile.objects.select_for_update(of=("self",), no_key=True)
        .select_related("source", "created_by")
        .get(pk=file_id)
    )
    if file.done != position or file.status != Status.RUNNING:
        return None  # another process took it over
    now = timezone.now()
    read = [columns.read(row, file.mapping, now=now) for row in rows]
    posts = [each.post for each in read if each.post is not None]
    taken = keep(source=file.source, posts=posts)
    problems = _problems(file, read)
    file.refused += len(read) - len(posts)
    if broken is not None:
        problems.append(FileProblem(file=file, row=broken, reason=Refusal.FILE))
        file.refused += 1
    FileProblem.objects.bulk_create(problems, batch_size=SLICE, ignore_conflicts=True)
    file.done = position + len(rows)
    file.taken += taken
    file.known += len(posts) - taken
    if last:
        file.total, file.finished_at = file.done, now
        file.status = Status.DONE if broken is None else Status.FAILED
        Source.objects.filter(pk=file.source_id).update(
            worked_at=now, health="WORKS", trouble="", trouble_since=None, failures=0
        )
        audit.record(
            "postfile.read", on=file, by=file.created_by, rows=file.done, taken=file.taken, refused=file.refused
        )
    file.save(update_fields=["done", "taken", "known", "refused", "total", "finished_at", "status"])
    return file.done


def _problems(file: PostFile, read: list[columns.Read]) -> list[FileProblem]:
    found = []
    for each in read:
        named: dict[tuple[str, str], str] = {}
        for fault in each.faults:
            named.setdefault((file.mapping.get(fault.field, ""), fault.reason), fault.value)
        found += [
            FileProblem(
                file=file,
                row=each.number,
                column=column,
                reason=reason,
                value=of_alerts.short(value),
                taken=each.post is not None,
            )
            for (column, reason), value in named.items()
        ]
    return found


def _safely(rows: Iterator[sheets.Row]) -> Iterator[sheets.Row]:
    try:
        yield from rows
    except sheets.Broken:
        return


def running(now: datetime) -> list[int]:
    """Return the files whose reading was cut off, for a job that takes them up."""
    return list(
        PostFile.objects.filter(status=Status.RUNNING, created_at__lt=now)
        .order_by("id")
        .values_list("pk", flat=True)[:20]
    )
