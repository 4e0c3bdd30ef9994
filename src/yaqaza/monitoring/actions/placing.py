"""What a batch of posts asks of the database and leaves in it, in few statements whatever its size."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import starmap
from typing import Any, NamedTuple

from django.db import connection

from yaqaza.monitoring.models import Story, Wording

STORED_MOST, TOLD_MOST = 4000, 200

Placed = tuple[int, int | None, int | None, int | None, str]
"""A post, its wording, its story, the hash of its letters, and why it cannot be read."""

_STORY_FIELDS = [
    "area", "area_path", "place_precision", "asks", "needs", "urgency", "people_count", "watches", "posts", "reach", "first_at",
    "last_at", "houses", "sources", "rank",
]  # fmt: skip


def by_letters(keys: Sequence[int], since: datetime) -> dict[int, int]:
    """Return the wordings of letters that came before."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT k, (SELECT wording_id FROM monitoring_post p
                          WHERE p.letters = k AND p.story_id IS NOT NULL AND p.captured_at >= %s
                          ORDER BY p.captured_at DESC LIMIT 1)
               FROM unnest(%s::bigint[]) k""",
            [since, list(keys)],
        )
        return {key: wording for key, wording in cursor.fetchall() if wording}


def by_bands(bands: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return the wordings that share a band with these, for who compares them.

    They are found by the index and no other way: the database takes keys for common and would read the table.
    """
    if not bands:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute(
            """SELECT id, signature, bands, text, area_path, at FROM monitoring_wording
               WHERE bands && %s::bigint[] LIMIT %s""",
            [list(set(bands)), STORED_MOST],
        )
        rows = cursor.fetchall()
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL enable_indexscan TO DEFAULT")
        return rows


class Telling(NamedTuple):
    """A wording that tells of a place, for who reads of that place in other words."""

    path: str
    wording: int
    at: datetime
    own: str
    area: str
    needs: list[str]


def telling(paths: Sequence[str], since: datetime) -> list[Telling]:
    """Return for each place what was told since then of it, of what lies in it and of what it lies in up to its province; the latest.

    A path ends with a dot, after which the slash comes: what lies in it is a range of the index. The sum keeps the database from
    walking all wordings backwards.
    """
    if not paths:
        return []
    above = []
    for path in paths:
        steps = path.split(".")[:-1]
        above.append("|".join(".".join(steps[:size]) + "." for size in range(2, len(steps))))
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT place.path, w.* FROM unnest(%s::text[], %s::text[]) place(path, above) CROSS JOIN LATERAL (
                   SELECT w.id, w.at, w.area_path, s.area_path, s.needs
                   FROM monitoring_story s JOIN monitoring_wording w ON w.story_id = s.id
                   WHERE (s.area_path ~>=~ place.path AND s.area_path ~<~ (rtrim(place.path, '.') || '/')
                          OR s.area_path = ANY(string_to_array(place.above, '|')))
                     AND s.last_at >= %s AND s.into_id IS NULL AND w.said <> ''
                   ORDER BY w.id + 0 DESC LIMIT %s) w""",
            [list(paths), above, since, TOLD_MOST],
        )
        return list(starmap(Telling, cursor.fetchall()))


def said(wordings: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what these wordings say, as it was kept."""
    rows = Wording.objects.filter(pk__in=wordings).exclude(said="").values_list("pk", "said") if wordings else ()
    return {pk: json.loads(kept) for pk, kept in rows}


def place(rows: Sequence[Placed], now: datetime) -> None:
    """Note of each post which wording and story it is of, or why it cannot be read; most are of none."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE monitoring_post p
               SET wording_id = n.wording, story_id = n.story, letters = n.letters, fault = n.fault, gathered_at = %s
               FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
                    n(id, wording, story, letters, fault)
               WHERE p.id = n.id""",
            [now, *map(list, zip(*rows, strict=True))],
        )


def update(stories: Sequence[Story]) -> None:
    """Write what a batch changes of stories that were there: one statement each, sent together."""
    known = {field.name: field for field in Story._meta.concrete_fields}
    columns = [known[name].column for name in _STORY_FIELDS]
    rows = [[getattr(story, known[name].attname) for name in _STORY_FIELDS] + [story.pk] for story in stories]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE monitoring_story SET {', '.join(f'{column} = %s' for column in columns)} WHERE id = %s",  # noqa: S608  # our own names
                rows,
            )


def count_wordings(count: Counter[int]) -> None:
    if count:
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE monitoring_wording w SET posts = w.posts + n.more
                   FROM unnest(%s::bigint[], %s::int[]) n(id, more) WHERE w.id = n.id""",
                [list(count), list(count.values())],
            )
