"""Signs are found around rows: after an act by its job, nightly around what came since, and by command over all that is there.

Nothing is decided here. A sign whose rows somebody looked at already does not come back for the same rows, or for fewer of them; one
that waits grows when more rows come; one whose rows no longer hold (a merge, a correction, a reversal) lapses until they do again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Model
from django.utils import timezone

from yaqaza.alerts.models import Alert
from yaqaza.core import audit
from yaqaza.core.ids import next_number
from yaqaza.field.models import Mission
from yaqaza.people.models import Person
from yaqaza.services.models import ServiceDelivery
from yaqaza.signals import kinds, queries
from yaqaza.signals.kinds import Found, Piece, values
from yaqaza.signals.models import Evidence, Mark, Signal, Trace
from yaqaza.signals.states import WAITING

BATCH = 500
TRACED = ("alerts", "missions")  # sources that are words
MODELS: dict[str, type[Model]] = {"person": Person, "alert": Alert, "mission": Mission, "delivery": ServiceDelivery}
SOURCE_OF = {"person": "people", "alert": "alerts", "mission": "missions", "delivery": "deliveries"}


def look(source: str, ids: Iterable[int]) -> int:
    """Look for signs around rows of a source; return how many were new or grew. Safe to run twice."""
    wanted = list(ids)
    if source in TRACED:
        trace(source, wanted)
    return sum(note(found) is not None for found in kinds.around(source, wanted))


@transaction.atomic
def trace(source: str, ids: Iterable[int]) -> None:
    """Keep where telephones and accounts stand in words, by their blind indexes; what no longer stands there goes."""
    wanted = list(ids)
    name = source[:-1]
    stand = values.in_alerts(wanted) if source == "alerts" else values.in_missions(wanted)
    new = {
        (key, what.value, values.index_of(what, value)) for key, found in stand.items() for what, value in sorted(found)
    }
    kept = set(Trace.objects.filter(**{f"{name}__in": wanted}).values_list(f"{name}_id", "what", "index"))
    for key, what, index in kept - new:
        Trace.objects.filter(**{f"{name}_id": key}, what=what, index=index).delete()
    Trace.objects.bulk_create(
        [Trace(what=what, index=index, **{f"{name}_id": key}) for key, what, index in sorted(new - kept)],
        ignore_conflicts=True,
    )


def note(found: Found) -> Signal | None:
    """Keep a sign, unless it is known: return it when it is new or grew."""
    try:
        with transaction.atomic():
            return _note(found)
    except IntegrityError:  # another worker found it at the same moment
        return None


def _note(found: Found) -> Signal | None:
    known = list(
        Signal.objects.select_for_update(no_key=True)
        .filter(kind=found.kind, key=found.key)
        .prefetch_related("evidence")
        .order_by("id")
    )
    waiting = next((signal for signal in known if signal.status in WAITING), None)
    rows = {signal.pk: {each.row for each in signal.evidence.all()} for signal in known}
    if any(found.rows <= rows[signal.pk] for signal in known if signal is not waiting):
        return None
    if waiting is not None:
        return _grow(waiting, found, rows[waiting.pk])
    signal = Signal.objects.create(
        number=next_number(f"W-{timezone.localdate().year}-"), kind=found.kind, key=found.key, fingerprint=found.fingerprint,
        told=found.told, lowered=found.key in queries.is_shared([found.key]),
    )  # fmt: skip
    _rest(signal, found.pieces)
    audit.record("signal.found", on=signal, number=signal.number, kind=signal.kind, rows=len(found.pieces))
    return signal


def _grow(signal: Signal, found: Found, rows: set[tuple[str, int]]) -> Signal | None:
    """Let a waiting sign rest on what is there now; what somebody was asked about stays."""
    if found.rows == rows:
        if signal.lapsed_at is not None:
            signal.lapsed_at = None
            signal.save(update_fields=["lapsed_at"])
        return None
    for each in signal.evidence.filter(replies=None):
        if each.row not in found.rows:
            each.delete()
    _rest(signal, [piece for piece in found.pieces if piece.row not in rows])
    more = bool(found.rows - rows)
    signal.fingerprint, signal.told, signal.lapsed_at = found.fingerprint, found.told, None
    signal.grew_at = timezone.now() if more else signal.grew_at
    signal.save(update_fields=["fingerprint", "told", "lapsed_at", "grew_at"])
    audit.record("signal.grew", on=signal, number=signal.number, rows=len(found.pieces))
    return signal if more else None


def _rest(signal: Signal, pieces: Iterable[Piece]) -> None:
    """Write the rows that a sign rests on, each with the house that keeps it and its place."""
    wanted = list(pieces)
    ids: dict[str, list[int]] = {}
    for piece in wanted:
        name, key = piece.row
        ids.setdefault(name, []).append(key)
    rows: dict[tuple[str, int], Any] = {}
    for name, keys in ids.items():
        queryset: Any = MODELS[name]._default_manager.select_related("area").defer("area__geometry")
        rows |= {(name, row.pk): row for row in queryset.filter(pk__in=keys)}
    Evidence.objects.bulk_create(
        Evidence(
            signal=signal, person_id=piece.person, case_id=piece.case, alert_id=piece.alert, mission_id=piece.mission,
            delivery_id=piece.delivery, organisation_id=rows[piece.row].organisation_id, area_path=rows[piece.row].area.path,
        )
        for piece in wanted
    )  # fmt: skip


def recheck(signals: Iterable[Signal]) -> int:
    """Let those that no longer hold lapse; return how many did."""
    lapsed = 0
    for signal in signals:
        rows = [each.row for each in signal.evidence.all()]
        around: dict[str, list[int]] = {}
        for name, key in rows:
            around.setdefault(SOURCE_OF[name], []).append(key)
        found = {
            (sign.kind.value, sign.key): sign for source, ids in around.items() for sign in kinds.around(source, ids)
        }
        sign = found.get((signal.kind, signal.key))
        if sign is not None:
            note(sign)
        elif signal.lapsed_at is None:
            _lapse(signal)
            lapsed += 1
    return lapsed


@transaction.atomic
def _lapse(signal: Signal) -> None:
    signal = Signal.objects.select_for_update(no_key=True).get(pk=signal.pk)
    if signal.status in WAITING and signal.lapsed_at is None:
        signal.lapsed_at = timezone.now()
        signal.save(update_fields=["lapsed_at"])
        audit.record("signal.lapsed", on=signal, number=signal.number)


def walk(source: str, *, after: int | None = None, tell: Callable[[int, int], None] = lambda done, last: None) -> int:
    """Look around every row of a source beyond ``after`` (None: beyond the last walk), by slices; return how many signs came.

    Each slice stands by itself, so a walk that was stopped goes on where it was.
    """
    queryset: Any = kinds.SOURCES[source].model._default_manager
    last: int = queryset.aggregate(last=Max("pk"))["last"] or 0
    mark, _made = Mark.objects.get_or_create(source=source)
    at, found = mark.upto if after is None else after, 0
    while ids := list(queryset.filter(pk__gt=at, pk__lte=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        found += look(source, ids)
        at = ids[-1]
        Mark.objects.filter(source=source, upto__lt=at).update(upto=at)
        tell(at, last)
    return found
