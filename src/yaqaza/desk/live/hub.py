"""Who listens now, what each still has to be told, and what was said lately to those who were away for a moment."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from yaqaza.desk.live.officers import TOPICS, Change, Officer

MOST_OF_A_USER = 6
"""Pages one officer may have open; the oldest goes when another comes."""

REMEMBERED = 2000
"""Changes that are kept for those who come back after a short break."""


@dataclass(eq=False, slots=True)
class Listener:
    """One open page. ``waiting`` holds each topic once however often it changed: the page asks once."""

    session: str
    officer: Officer
    waiting: set[str] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    goodbye: str = ""

    def tell(self, topic: str) -> None:
        self.waiting.add(topic)
        self.woken.set()

    def dismiss(self, why: str) -> None:
        self.goodbye = why
        self.woken.set()


class Full(Exception):
    """As many pages listen as this process takes."""


class Hub:
    """The listeners of this process. Everything here runs in the one loop: no locks."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.listeners: dict[Listener, None] = {}  # in the order in which they came
        self.houses: dict[int, str] = {}
        self.listening = False  # whether the database is heard
        self._boot = secrets.token_hex(4)
        self._count = 0
        self._lately: deque[tuple[int, Change]] = deque(maxlen=REMEMBERED)

    @property
    def mark(self) -> str:
        """Return the id of the last event: of this process and its number."""
        return f"{self._boot}-{self._count}"

    def join(self, listener: Listener, *, after: str = "") -> None:
        """Take a page in; ``after`` is the last event that it heard, and what came since waits for it."""
        own = [each for each in self.listeners if each.officer.user_id == listener.officer.user_id]
        for oldest in own[: max(0, len(own) + 1 - MOST_OF_A_USER)]:
            oldest.dismiss("many")
            self.leave(oldest)
        if len(self.listeners) >= self.most:
            raise Full()
        self.listeners[listener] = None
        for topic in self._missed(listener.officer, after):
            listener.tell(topic)

    def leave(self, listener: Listener) -> None:
        self.listeners.pop(listener, None)

    def say(self, said: Change) -> None:
        """Tell a change to those whose it is."""
        self._count += 1
        self._lately.append((self._count, said))
        house = self.houses.get(said.house, "")
        for listener in self.listeners:
            if said.topic not in listener.waiting and listener.officer.hears(said, house):
                listener.tell(said.topic)

    def say_all(self) -> None:
        """Tell everybody to look again: what happened while the database was not heard is not known."""
        self._count += 1
        self._lately.clear()
        for listener in self.listeners:
            for topic in TOPICS:
                listener.tell(topic)

    def keep(self, officers: dict[str, Officer], *, asked: set[str]) -> None:
        """Let those go whose session no longer holds; the others hear what their postings give now.

        Of the ``asked`` sessions alone: who joined while the database was asked is not among ``officers``, and stays.
        """
        for listener in [each for each in self.listeners if each.session in asked]:
            who = officers.get(listener.session)
            if who is None:
                listener.dismiss("session")
                self.leave(listener)
            else:
                listener.officer = who

    def dismiss_all(self, why: str) -> None:
        for listener in list(self.listeners):
            listener.dismiss(why)
            self.leave(listener)

    def sessions(self) -> set[str]:
        return {listener.session for listener in self.listeners}

    def _missed(self, officer: Officer, after: str) -> Iterable[str]:
        if not after:
            return ()
        boot, _, number = after.partition("-")
        first = self._lately[0][0] if self._lately else self._count + 1
        if boot != self._boot or not number.isdecimal() or int(number) + 1 < first:
            return TOPICS  # another process, or too long ago
        return set(self._since(officer, int(number)))

    def _since(self, officer: Officer, number: int) -> Iterator[str]:
        for count, said in self._lately:
            if count > number and officer.hears(said, self.houses.get(said.house, "")):
                yield said.topic
