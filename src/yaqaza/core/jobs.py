"""Jobs by name, in the same database, enqueued in the same transaction as their cause (Procrastinate).

A job loads by id, calls one action, and is safe to run twice. The name is the only way upward: ``jobs.enqueue("cases.tell_referrers")``
may be said by an app that must not import ``cases``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

Function = TypeVar("Function", bound=Callable[..., Any])
REGISTRY: dict[str, Callable[..., Any]] = {}


def job(name: str, *, retries: int = 5, every: str = "") -> Callable[[Function], Function]:
    """Register a function as the job ``name``; ``every`` is a cron line for periodic jobs (they take no argument)."""

    def decorate(function: Function) -> Function:
        REGISTRY[name] = function
        retry = RetryStrategy(max_attempts=retries, exponential_wait=4)
        if every:

            def periodic(timestamp: int) -> None:
                function()

            app.periodic(cron=every)(app.task(name=name, retry=retry, queueing_lock=name)(periodic))
        else:
            app.task(name=name, retry=retry)(function)
        return function

    return decorate


def enqueue(name: str, *, once: str = "", first: bool = False, **arguments: Any) -> None:
    """Put a job in the queue when this transaction commits; with ``once``, not while one with that key is waiting.

    Who is overtaken between looking and queueing leaves it at that: the savepoint keeps what else its transaction holds.
    One that is ``first`` is done before those that wait already.
    """
    if name not in REGISTRY:
        raise LookupError(f"no job is called {name!r}")
    if not once:
        app.configure_task(name, priority=int(first)).defer(**arguments)
        return
    from procrastinate.contrib.django.models import ProcrastinateJob  # the app registry is ready only now

    if not ProcrastinateJob.objects.filter(queueing_lock=once, status="todo").exists():
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            app.configure_task(name, queueing_lock=once, priority=int(first)).defer(**arguments)
