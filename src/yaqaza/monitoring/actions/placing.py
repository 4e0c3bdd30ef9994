"""What a batch of posts leaves in the database, in few statements whatever its size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from yaqaza.monitoring.models import Story

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
                          WHERE p.letters = k AND p.story_id IS NOT NULL AND p.captured_at >= %s LIMIT 1)
               FROM unnest(%s::bigint[]) k""",
            [since, list(keys)],
        )
        return {key: wording for key, wording in cursor.fetchall() if wording}


def place(rows: Sequence[tuple[int, int | None, int | None, int | None]], now: datetime) -> None:
    """Note of each post which wording and story it is of; most are of none."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE monitoring_post p SET wording_id = n.wording, story_id = n.story, letters = n.letters, gathered_at = %s
               FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) n(id, wording, story, letters)
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
