"""Signs are found around rows: after an act by its job, nightly around what came since, and by command over all that is there.

Nothing is decided here. A sign whose rows somebody looked at already does not come back for the same rows, or for fewer of them; one
that waits grows when more rows come; one whose rows no longer hold (a merge, a correction, a reversal), or stand in a sign that is
decided, lapses until they do again. A sign that is about no one number is known again by its rows alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from yaqaza.alerts.models import Alert
from yaqaza.core import audit
from yaqaza.core.ids import next_number
from yaqaza.field.models import Mission
from yaqaza.people.models import Person, PersonPhone
from yaqaza.services.models import ServiceDelivery
from yaqaza.signals import kinds, queries
from yaqaza.signals.kinds import Found, Piece, values
from yaqaza.signals.kinds.found import selves, sliced
from yaqaza.signals.models import Evidence, Mark, SharedValue, Signal, Trace
from yaqaza.signals.states import WAITING, Kind, SignalStatus, What

BATCH = 500
TRACED = ("alerts", "missions")  # sources that are words
WRITTEN = (Kind.SAME_PHONE, Kind.SAME_ACCOUNT)  # kinds about what stands in words, or with persons
MODELS: dict[str, type[Model]] = {"person": Person, "alert": Alert, "mission": Mission, "delivery": ServiceDelivery}
SOURCE_OF = {"person": "people", "alert": "alerts", "mission": "missions", "delivery": "deliveries"}


def look(source: str, ids: Iterable[int]) -> int:
    """Look for signs around rows of a source; return how many were new or grew. Safe to run twice."""
    wanted = list(ids)
    if source in TRACED:
        trace(source, wanted)
    return sum(note(found).more for found in kinds.around(source, wanted))


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


Row = tuple[str, int]


class Noted(NamedTuple):
    """Which sign stands for what was found, and whether it is new or grew."""

    signal: int
    more: bool = False


def note(found: Found) -> Noted:
    """Keep a sign, unless it is known."""
    try:
        with transaction.atomic():
            return _note(found)
    except IntegrityError:  # another worker found it at the same moment: now it is known
        with transaction.atomic():
            return _note(found)


def _note(found: Found) -> Noted:
    known = _known(found)
    rows = {signal.pk: {each.row for each in signal.evidence.all()} for signal in known}
    for signal in known:
        if signal.status not in WAITING and _covers(signal, rows[signal.pk], found):
            _refresh(signal, found)
            return Noted(signal.pk)
    waiting = [
        signal for signal in known if signal.status in WAITING and (found.key or _near(found.rows, rows[signal.pk]))
    ]
    if waiting:
        nearest = max(
            waiting,
            key=lambda signal: (_alike(found.rows, rows[signal.pk]), signal.status == SignalStatus.ASKED, -signal.pk),
        )
        return Noted(nearest.pk, _grow(nearest, found, rows[nearest.pk]))
    signal = Signal.objects.create(
        number=next_number(f"W-{timezone.localdate().year}-"), kind=found.kind, key=found.key, told=found.told,
        lowered=bool(found.key) and found.key in queries.is_shared([found.key]),
    )  # fmt: skip
    _rest(signal, found.pieces)
    audit.record("signal.found", on=signal, number=signal.number, kind=signal.kind, rows=len(found.pieces))
    return Noted(signal.pk, more=True)


def _known(found: Found) -> list[Signal]:
    """The signs of the kind that are about the same thing or, where no one thing names it, rest on one of the same rows."""
    signals = Signal.objects.filter(kind=found.kind)
    if found.key:
        signals = signals.filter(key=found.key)
    else:
        with connection.cursor() as cursor:  # no index keeps two workers from writing one such sign twice
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"signals.{found.kind.value}"])
        ids: dict[str, list[int]] = {}
        for name, key in found.rows:
            ids.setdefault(name, []).append(key)
        about = Q()
        for name, keys in ids.items():
            about |= Q(**{f"{name}__in": keys})
        signals = signals.filter(pk__in=Evidence.objects.filter(about).values("signal"))
    return list(signals.select_for_update(no_key=True).prefetch_related("evidence").order_by("id"))


def _covers(signal: Signal, rows: set[Row], found: Found) -> bool:
    """Say whether a decided sign was about what is found: the same rows or fewer; or nearly, where not all alike were compared."""
    within = found.rows <= rows and found.count <= _count(signal, rows)
    return within or (bool(signal.told.get("cut")) and _near(found.rows, rows))


def _count(signal: Signal, rows: set[Row]) -> int:
    return max(len(rows), int(signal.told.get("n", 0)))


def _near(one: frozenset[Row], other: set[Row]) -> bool:
    """Say whether more than half of the smaller set is in both: the same sign, grown or shrunk."""
    return 2 * len(one & other) > min(len(one), len(other))


def _alike(one: frozenset[Row], other: set[Row]) -> float:
    return len(one & other) / len(one | other)


def _grow(signal: Signal, found: Found, rows: set[Row]) -> bool:
    """Let a waiting sign rest on what is there now; what somebody was asked about stays. Return whether there is more."""
    more = bool(found.rows - rows) or found.count > _count(signal, rows)
    gone = [each.pk for each in signal.evidence.filter(replies=None) if each.row not in found.rows]
    Evidence.objects.filter(pk__in=gone).delete()
    _refresh(signal, found)
    _rest(signal, [piece for piece in found.pieces if piece.row not in rows])
    if not more and not gone and signal.told == found.told and signal.lapsed_at is None:
        return False
    signal.told, signal.lapsed_at = found.told, None
    signal.grew_at = timezone.now() if more else signal.grew_at
    signal.save(update_fields=["told", "lapsed_at", "grew_at"])
    if more or gone:
        audit.record("signal.grew", on=signal, number=signal.number, rows=len(found.pieces))
    return more


def _refresh(signal: Signal, found: Found) -> None:
    """Say of each row whom and which file it concerns now: a record was merged, an alert came into a file."""
    now = {piece.row: piece for piece in found.pieces}
    for each in signal.evidence.all():
        piece = now.get(each.row)
        if piece is not None and (each.person_id, each.case_id) != (piece.person, piece.case):
            each.person_id, each.case_id = piece.person, piece.case
            each.save(update_fields=["person", "case"])


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
    """Let those lapse that no longer hold, or that another sign tells, decided or waiting; return how many did."""
    lapsed = 0
    for signal in signals:
        rows = {each.row for each in signal.evidence.all()}
        around: dict[str, list[int]] = {}
        for name, key in rows:
            around.setdefault(SOURCE_OF[name], []).append(key)
        found = [sign for source, ids in around.items() for sign in kinds.around(source, ids)]
        same = [
            sign
            for sign in found
            if sign.kind == signal.kind and (sign.key == signal.key if sign.key else not rows.isdisjoint(sign.rows))
        ]
        if signal.pk not in {note(sign).signal for sign in same} and signal.lapsed_at is None:
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


def forget(signals: QuerySet[Signal]) -> int:
    """Blank, in these signs, the index of a telephone that stands nowhere any more: its owner had it erased. Return in how many.

    The decision stays; that the number was known as shared, when it was learnt here, goes too. What waits and holds, as ``recheck`` saw,
    has its number and is not looked at.
    """
    return sum(_blank(key) for key in _nowhere(signals))


def _nowhere(signals: QuerySet[Signal]) -> list[int]:
    """The signs whose number is with nobody they are about, and in no text."""
    reported = Alert.objects.filter(reporter_index=OuterRef("key"))
    written = Trace.objects.filter(what__in=What.values, index=OuterRef("key"))  # both columns: so is the index
    unsaid = signals.filter(Q(kind=Kind.REPORTER) & ~Exists(reported) | Q(kind__in=WRITTEN) & ~Exists(written))
    keys = dict(
        unsaid.exclude(key="").exclude(status__in=WAITING, lapsed_at=None).order_by("id").values_list("pk", "key")
    )
    held: set[int] = set()
    for ids in sliced(keys):
        about = list(
            Evidence.objects.filter(signal__in=ids, person__isnull=False).values_list(
                "signal", "person", "person__same_as"
            )
        )
        people = {standing or person for _signal, person, standing in about}
        numbers: dict[int, set[str]] = {}
        phones = PersonPhone.objects.filter(person__in=selves(people))
        for person, standing, number in phones.values_list("person", "person__same_as", "number"):
            numbers.setdefault(standing or person, set()).add(values.index_of(What.PHONE, number))
        held |= {signal for signal, person, standing in about if keys[signal] in numbers.get(standing or person, ())}
    return [pk for pk in keys if pk not in held]


@transaction.atomic
def _blank(key: int) -> int:
    signal = Signal.objects.select_for_update(no_key=True).get(pk=key)
    if not _nowhere(Signal.objects.filter(pk=key)):  # somebody gave the number again meanwhile
        return 0
    SharedValue.objects.filter(signal=signal, index=signal.key).delete()
    signal.key = ""
    signal.save(update_fields=["key"])
    audit.record("signal.forgotten", on=signal, number=signal.number)
    return 1


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
