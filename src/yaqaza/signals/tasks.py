"""Jobs of warning signs: after the acts that can raise one, and nightly around what came by other ways."""

from __future__ import annotations

from yaqaza.core.jobs import job
from yaqaza.signals import actions, kinds, queries
from yaqaza.signals.models import Signal
from yaqaza.signals.states import WAITING


@job("signals.look")
def look(source: str, ids: list[int]) -> None:
    """Look around rows that were just written or changed, and whether what rested on them still holds."""
    about = list(queries.about(source, ids).values_list("pk", flat=True))  # those too that soon rest on other rows
    actions.look(source, ids)
    waiting = queries.about(source, ids).filter(status__in=WAITING) | Signal.objects.filter(
        pk__in=about, status__in=WAITING
    )
    actions.recheck(waiting.order_by("pk"))
    actions.forget(Signal.objects.filter(pk__in=about))


@job("signals.nightly", every="20 3 * * *")
def nightly() -> None:
    """Look around what came and what changed since the last night, also by import; let lapse what no longer holds."""
    for source in kinds.SOURCES:
        actions.walk(source)
    for source, some in queries.changed_lately():
        actions.look(source, some)
    at = 0
    while waiting := queries.still_waiting(after=at):
        actions.recheck(waiting)
        at = waiting[-1].pk
    actions.forget(Signal.objects.all())
