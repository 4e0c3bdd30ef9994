"""Who may call us: held for a moment, and looked at once more by the very statement that keeps a call."""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import cached_property

from yaqaza.channels import queries
from yaqaza.channels.connectors import gateway
from yaqaza.channels.connectors.base import Gateway
from yaqaza.channels.models import Connector

HELD_SECONDS = 10.0
HELD_MOST = 1000


@dataclass(frozen=True)
class Line:
    """A connector that is switched on, as it was when it was read."""

    connector: Connector

    @property
    def version(self) -> str:
        """What the connector was read as, to be compared when a call is kept."""
        return str(self.connector.version)  # type: ignore[attr-defined]  # annotated by ``queries.calling``

    @cached_property
    def gateway(self) -> Gateway:
        return gateway(self.connector.type, self.connector.values)


_held: dict[UUID, tuple[float, Line]] = {}


def line(uuid: UUID, *, anew: bool = False) -> Line:
    """Return the line whose address a provider calls, as it was a moment ago or ``anew``; NotFound when it is switched off."""
    until, found = _held.get(uuid, (0.0, None))
    if found is None or anew or time.monotonic() >= until:
        found = Line(queries.calling(uuid))
        if len(_held) >= HELD_MOST:
            _held.clear()
        _held[uuid] = (time.monotonic() + HELD_SECONDS, found)
    return found
