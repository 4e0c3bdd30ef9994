"""The stream as Server-Sent Events over ASGI: ``GET /live/`` for an officer who is signed in, ``GET /live/health/`` for the supervisor.

An event says ``changed`` and which topic; the page then asks for its panes through the usual views. Nothing else ever goes out here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import Error
from django.http.request import split_domain_port, validate_host

from yaqaza.desk.live import listener as listening
from yaqaza.desk.live.hub import Full, Hub, Listener
from yaqaza.desk.live.officers import of_sessions

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

BEAT_SECONDS = 15
"""How often a silent stream says that it lives; a page that hears nothing for much longer asks by itself."""

PAUSE_SECONDS = 0.3
"""Between two words to the same page: an import of thousands is a few questions, not thousands."""

PATH, HEALTH = "/live/", "/live/health/"
hub = Hub(settings.LIVE_CONNECTIONS)
_tasks: set[asyncio.Task[None]] = set()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection, or the start and the end of the process."""
    if scope["type"] == "lifespan":
        await _life(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, receive, send)


async def _life(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            for work in (listening.hear(hub), listening.look_at_sessions(hub)):
                _tasks.add(asyncio.create_task(work))
            await send({"type": "lifespan.startup.complete"})
        else:
            hub.dismiss_all("stopping")
            for task in _tasks:
                task.cancel()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if scope["path"] == HEALTH:
        state = {"listening": hub.listening, "connections": len(hub.listeners)}
        return await _say(send, 200 if hub.listening else 503, json.dumps(state), "application/json")
    if scope["path"] != PATH or scope["method"] != "GET":
        return await _say(send, 404)
    origin = _origin(headers)
    if origin is None:
        return await _say(send, 403)
    if not hub.listening:
        return await _say(send, 503, origin=origin)
    key = _session(headers.get("cookie", ""))
    try:
        officer = (await listening.ask(of_sessions, [key])).get(key) if key else None
    except Error:
        return await _say(send, 503, origin=origin)
    if officer is None:
        return await _say(send, 401, origin=origin)
    page = Listener(key, officer)
    # The browser repeats the last event by a header; a page that opens the stream anew says it in the address.
    last = headers.get("last-event-id") or parse_qs(scope["query_string"].decode("latin-1")).get("last", [""])[0]
    try:
        hub.join(page, after=last)
    except Full:
        return await _say(send, 503, origin=origin)
    try:
        await _stream(page, receive, send, origin)
    finally:
        hub.leave(page)


async def _stream(page: Listener, receive: Receive, send: Send, origin: str) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _headers("text/event-stream", origin)})
    await _event(send, "hello", str(BEAT_SECONDS))
    gone = asyncio.create_task(_gone(receive))
    try:
        while not page.goodbye and not gone.done():
            woken = asyncio.create_task(page.woken.wait())
            await asyncio.wait({woken, gone}, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            woken.cancel()
            page.woken.clear()
            if gone.done():
                return
            topics, page.waiting = sorted(page.waiting), set()
            if topics:
                await _event(send, "changed", " ".join(topics))
                await asyncio.sleep(PAUSE_SECONDS)
            elif not page.goodbye:
                await _event(send, "beat", "")
        await _event(send, "bye", page.goodbye)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _event(send: Send, name: str, data: str) -> None:
    body = f"id: {hub.mark}\nevent: {name}\ndata: {data}\n\n".encode()
    with contextlib.suppress(OSError):  # it went while we spoke: the next look at it says so
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _say(send: Send, status: int, text: str = "", kind: str = "text/plain", *, origin: str = "") -> None:
    await send({"type": "http.response.start", "status": status, "headers": _headers(kind, origin)})
    await send({"type": "http.response.body", "body": text.encode()})


def _headers(kind: str, origin: str) -> list[tuple[bytes, bytes]]:
    found = {"content-type": f"{kind}; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no"}
    if origin:
        found |= {
            "access-control-allow-origin": origin, "access-control-allow-credentials": "true", "vary": "Origin",
        }  # fmt: skip
    return [(name.encode(), value.encode()) for name, value in found.items()]


def _origin(headers: dict[str, str]) -> str | None:
    """Return the page's origin when it is another port of the same host ("" when it is the same), None when it is a stranger's."""
    host, _port = split_domain_port(headers.get("host", ""))
    if not host or not validate_host(host, settings.ALLOWED_HOSTS):
        return None
    origin = headers.get("origin", "")
    if not origin:
        return "" if headers.get("sec-fetch-site", "same-origin") == "same-origin" else None
    name = urlsplit(origin).hostname or ""
    ours = name == host.strip("[]") or origin in settings.CSRF_TRUSTED_ORIGINS
    return origin if ours else None


def _session(cookies: str) -> str:
    try:
        jar = SimpleCookie(cookies)
    except CookieError:
        return ""
    found = jar.get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""
