"""Who listens: the officer behind a session, and which changes are theirs to hear of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import prefixes

P = Permission
CHANNEL = "yaqaza_live"
"""Where the triggers of ``core_say`` speak."""

TOPICS: Mapping[str, tuple[Permission, ...]] = {
    "alert": (P.ALERT_VIEW,),
    "team": (P.MISSION_ORDER, P.TEAM_MANAGE),
    "handover": (P.HANDOVER_WRITE,),
    "roster": (P.HANDOVER_WRITE, P.MISSION_CARRY_OUT, P.TEAM_MANAGE),
    "places": (P.MISSION_ORDER,),
}
"""What changes are called, and with which permissions they are read."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the database said: ids alone. ``closed`` is for those who read a sensitive row."""

    topic: str
    area: str = ""
    house: int = 0
    closed: bool = False
    reader: int | None = None


def change(payload: str) -> Change | None:
    """Return what a notification says, None when it is not one of ours."""
    try:
        said: Any = json.loads(payload)
        found = Change(
            said["topic"], said["area"] or "", int(said["house"] or 0), bool(said["closed"]), said.get("reader")
        )
    except (ValueError, KeyError, TypeError):
        return None
    return found if found.topic in TOPICS else None


Reach = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody signed in, with how the paths begin that they reach for each topic."""

    user_id: int
    reach: Mapping[str, Reach]
    grants: tuple[str, ...]  # organisations whose sensitive rows they read

    def hears(self, said: Change, house: str) -> bool:
        """Say whether a change is theirs; ``house`` is the path of its organisation. The same rule as ``visible_to`` of each app."""
        areas, houses = self.reach.get(said.topic, ((), ()))
        if not (said.area.startswith(areas) or house.startswith(houses)):
            return False
        return not said.closed or said.reader == self.user_id or house.startswith(self.grants)


def officer(user: User) -> Officer | None:
    """Return what ``user`` may hear, None when there is no desk for them."""
    if not user.is_active or not user.may(P.ALERT_TRIAGE):
        return None
    reach = {topic: prefixes(user, *permissions) for topic, permissions in TOPICS.items()}
    return Officer(user.pk, reach, prefixes(user, P.CASE_GRANT_ACCESS)[1])


def of_sessions(keys: Iterable[str]) -> dict[str, Officer]:
    """Return the officers behind the sessions that still hold: not ended, not expired, not of an older password."""
    held: dict[str, dict[str, Any]] = {}
    for session in Session.objects.filter(session_key__in=set(keys), expire_date__gt=timezone.now()):
        data = session.get_decoded()
        if data.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS and data.get(SESSION_KEY):
            held[session.session_key] = data
    users = User.objects.in_bulk({int(data[SESSION_KEY]) for data in held.values()})
    found: dict[str, Officer] = {}
    known: dict[int, Officer | None] = {}
    for key, data in held.items():
        user = users.get(int(data[SESSION_KEY]))
        if user is None or not constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
            continue
        if user.pk not in known:
            known[user.pk] = officer(user)
        if who := known[user.pk]:
            found[key] = who
    return found


def house_paths() -> dict[int, str]:
    """Return the path of every organisation."""
    return dict(Organisation.objects.values_list("pk", "path"))
