"""Jobs by name, in the same database, enqueued in the same transaction as their cause (Procrastinate).

A job loads by id, calls one action, and is safe to run twice. The name is the only way upward: ``jobs.enqueue("cases.tell_referrers")``
may be said by an app that must not import ``cases``.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yaqaza.core.presence import AWAY

log = logging.getLogger(__name__)
Function = TypeVar("Function", bound=Callable[..., Any])
SECONDS_TO_AGAIN = 15
REGISTRY: dict[str, Callable[..., Any]] = {}


def job(name: str, *, retries: int = 5, every: str = "", many: str = "") -> Callable[[Function], Function]:
    """Register a function as the job ``name``; ``every`` is a cron line for periodic jobs (they take no argument).

    ``many`` is the argument that holds a list, a word in -s: when it cannot be done at once, each of them gets a job of its own. A job
    that was queued with one of them (``alert_id`` for ``alert_ids``), before it took many, is done as well.
    """

    def decorate(function: Function) -> Function:
        if many:
            function = _or_each_alone(name, many, function)
        REGISTRY[name] = function
        retry = RetryStrategy(max_attempts=retries, exponential_wait=4)
        if every:
            if every.startswith("* "):  # while one waits for another try the next is not queued: it must not wait long
                retry = RetryStrategy(max_attempts=retries, wait=SECONDS_TO_AGAIN)

            def periodic(timestamp: int) -> None:
                run(name)

            app.periodic(cron=every)(app.task(name=name, retry=retry, queueing_lock=name)(periodic))
        else:
            app.task(name=name, retry=retry)(function)
        return function

    return decorate


def _or_each_alone(name: str, many: str, function: Function) -> Function:
    """One that is broken neither holds up nor undoes the others."""

    @wraps(function)
    def do(**arguments: Any) -> Any:
        one = many.removesuffix("s")
        if one in arguments:
            arguments[many] = [arguments.pop(one)]
        try:
            return function(**arguments)
        except AWAY:
            raise
        except Exception as error:
            if len(arguments.get(many, ())) <= 1:
                raise
            log.warning("%s: %s of %d at once, now each alone", name, type(error).__name__, len(arguments[many]))
            enqueue_all(name, [{**arguments, many: [each]} for each in arguments[many]])

    return cast("Function", do)


def along(name: str, argument: str, most: int) -> list[Any]:
    """Take out of the queue what waits under ``name``, the first first, and return what each was to be done with.

    To be said in the transaction that does it: when that is undone, they wait again. Who was tried before waits for its own turn.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH waiting AS (
                   SELECT id FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo' AND attempts = 0
                   ORDER BY priority DESC, id LIMIT %s FOR UPDATE SKIP LOCKED)
               DELETE FROM procrastinate_jobs USING waiting WHERE procrastinate_jobs.id = waiting.id RETURNING args -> %s""",
            [name, most, argument],
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]


def queueing(name: str, arguments: str) -> str:
    """Return the SQL that puts a job in the queue, for a statement that writes its cause too; ``arguments`` is SQL for an object."""
    _known(name)
    row = f"ROW('default', '{name}', 0, NULL, NULL, {arguments}, NULL)::procrastinate_job_to_defer_v1"
    return f"procrastinate_defer_jobs_v1(ARRAY[{row}])"


def run(name: str) -> None:
    """Do a periodic job; keep since when it fails, for the pages of those who rely on it (``failing_since``)."""
    key = f"job.failing.{name}"
    try:
        REGISTRY[name]()
    except Exception:
        with contextlib.suppress(DatabaseError):  # away: that is what failed
            cache.add(key, timezone.now().isoformat(), timeout=None)
        raise
    if cache.get(key) is not None:
        cache.delete(key)


def failing_since(name: str) -> datetime | None:
    """Return since when every run of a periodic job failed, None when the last one did not."""
    said = cache.get(f"job.failing.{name}")
    return datetime.fromisoformat(said) if said else None


def enqueue(name: str, *, once: str = "", first: bool = False, **arguments: Any) -> None:
    """Put a job in the queue when this transaction commits; with ``once``, not while one with that key is waiting.

    Who is overtaken between looking and queueing leaves it at that: the savepoint keeps what else its transaction holds.
    One that is ``first`` is done before those that wait already.
    """
    if not once:
        enqueue_all(name, [arguments], first=first)
        return
    from procrastinate.contrib.django.models import ProcrastinateJob  # the app registry is ready only now

    if not ProcrastinateJob.objects.filter(queueing_lock=once, status="todo").exists():
        with contextlib.suppress(IntegrityError), transaction.atomic():
            enqueue_all(name, [arguments], once=once, first=first)


def enqueue_all(name: str, several: Iterable[dict[str, Any]], *, once: str = "", first: bool = False) -> None:
    """Put jobs in the queue when this transaction commits, one for each of these arguments, in one statement.

    By our own connection: in a worker Procrastinate would queue them by one of its own, at once. They would be done before what
    they are about is there, and also when it is undone.
    """
    _known(name)
    rows = [json.dumps(each) for each in several]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT procrastinate_defer_jobs_v1(ARRAY(
                   SELECT ROW('default', %s, %s, NULL, %s, arguments, NULL)::procrastinate_job_to_defer_v1
                   FROM unnest(%s::jsonb[]) WITH ORDINALITY each(arguments, place) ORDER BY place))""",
            [name, int(first), once or None, rows],
        )


def _known(name: str) -> None:
    if name not in REGISTRY:
        raise LookupError(f"no job is called {name!r}")
