"""Jobs of warning signs: after the acts that can raise one, and nightly around what came by other ways."""

from __future__ import annotations

from yaqaza.core.jobs import job
from yaqaza.signals import actions, kinds, queries


@job("signals.look")
def look(source: str, ids: list[int]) -> None:
    """Look around rows that were just written or changed, and whether what rested on them still holds."""
    actions.look(source, ids)
    actions.recheck(queries.waiting_about(source, ids))


@job("signals.nightly", every="20 3 * * *")
def nightly() -> None:
    """Look around what came since the last night, also by import, and let lapse what no longer holds."""
    for source in kinds.SOURCES:
        actions.walk(source)
    for some in queries.recent_missions():
        actions.look("missions", some)
    at = 0
    while waiting := queries.still_waiting(after=at):
        actions.recheck(waiting)
        at = waiting[-1].pk
