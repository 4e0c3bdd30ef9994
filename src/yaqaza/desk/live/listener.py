"""Hears the database for as long as the process runs: one connection that listens, an echo that proves it, sessions looked at again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from django.db import connection

from yaqaza.desk.live.hub import Hub
from yaqaza.desk.live.officers import CHANNEL, change, house_paths, of_sessions

Answer = TypeVar("Answer")
log = logging.getLogger(__name__)

ECHO_SECONDS = 20
"""How often the listening connection must hear itself: a line that died silently is noticed so soon."""

SESSION_SECONDS = 45
"""How often it is asked whether those who listen are still signed in, and what they may read now."""

ASK_SECONDS = 10
"""How long an answer of the database is waited for: one that hangs must not stop the look at whether it is heard."""

_threads = ThreadPoolExecutor(2, thread_name_prefix="live")


async def ask(question: Callable[..., Answer], *arguments: Any) -> Answer:
    """Put a question to the database beside the loop, and give the connection back."""

    def put() -> Answer:
        try:
            return question(*arguments)
        finally:
            connection.close()

    answer = asyncio.get_running_loop().run_in_executor(_threads, put)
    return await asyncio.wait_for(answer, ASK_SECONDS)


def address() -> dict[str, Any]:
    """Return libpq's words for the database of the settings."""
    given = connection.get_connection_params()
    ours = ("cursor_factory", "context", "prepare_threshold", "server_side_binding", "pool", "isolation_level")
    return {key: value for key, value in given.items() if key not in ours}


async def hear(hub: Hub) -> None:
    """Listen for ever. While the database is away the pages ask by themselves: they are told so, and told when it is back."""
    pause = 1.0
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**address(), autocommit=True, connect_timeout=5) as line:
                await line.execute(f"LISTEN {CHANNEL}")
                hub.houses = await ask(house_paths)
                hub.listening, pause = True, 1.0
                hub.say_all()
                await _hear(line, hub)
        except Exception as error:  # whatever it is: a stream that hears nothing and says it does would be trusted
            log.warning("The database is not heard (%s).", type(error).__name__)
        if hub.listening:
            hub.listening = False
            hub.dismiss_all("database")
        await asyncio.sleep(pause)
        pause = min(pause * 2, 15)


async def _hear(line: psycopg.AsyncConnection[Any], hub: Hub) -> None:
    """Hear until the line is dead: an echo asked for by another connection must come back in time."""
    loop = asyncio.get_running_loop()
    asked = loop.time()
    waits = False
    while True:
        async for heard in line.notifies(timeout=1):
            if heard.payload == "echo":
                waits = False
            elif said := change(heard.payload):
                if said.house and said.house not in hub.houses:
                    hub.houses = await ask(house_paths)  # an organisation that is new
                hub.say(said)
        if loop.time() - asked > ECHO_SECONDS:
            if waits:
                raise psycopg.OperationalError("the listening connection hears nothing")
            asked, waits = loop.time(), True
            await ask(_echo)


def _echo() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, 'echo')", [CHANNEL])


async def look_at_sessions(hub: Hub) -> None:
    """Let those go who signed out, were switched off or lost their posting."""
    while True:
        await asyncio.sleep(SESSION_SECONDS)
        try:
            if sessions := hub.sessions():
                hub.keep(await ask(of_sessions, sessions), asked=sessions)
                hub.houses = await ask(house_paths)
        except Exception as error:  # the database is away: whoever listens is let go by ``hear``
            log.warning("Sessions were not looked at (%s).", type(error).__name__)
