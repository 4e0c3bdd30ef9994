"""Visits whose hours and places do not fit together: a sign about the work of a team, never about the person visited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from django.db.models import Exists, OuterRef

from yaqaza.field.distance import DETOUR, kilometres
from yaqaza.field.models import Mission
from yaqaza.field.states import FURTHEST_START, LONGEST_WINDOW, Outcome
from yaqaza.signals import thresholds
from yaqaza.signals.kinds.found import Found, Piece, about_missions
from yaqaza.signals.states import Kind
from yaqaza.territory.models import Level

AROUND = timedelta(days=1)


def of_missions(missions: Iterable[int]) -> list[Found]:
    """Return the signs about these missions, each beside the team's other missions of the day before and after."""
    ids = set(missions)
    found = _before(ids)
    asked = Mission.objects.filter(pk__in=ids, arrived_at__isnull=False)
    orders = [
        # Bounded by the order as well, for its index: nobody arrives longer after it than a window may lie ahead.
        (team, arrived - AROUND - FURTHEST_START - LONGEST_WINDOW, arrived + AROUND)
        for team, arrived in asked.values_list("team", "arrived_at")
        if arrived is not None
    ]
    if not orders:
        return found
    beside = asked.filter(
        team=OuterRef("team"), arrived_at__range=(OuterRef("arrived_at") - AROUND, OuterRef("arrived_at") + AROUND)
    )
    rows = (
        Mission.objects.filter(
            Exists(beside),
            team__in={team for team, _first, _last in orders},
            ordered_at__range=(min(first for _team, first, _last in orders), max(last for *_rest, last in orders)),
        )
        .select_related("finding", "area")
        .defer("area__geometry", "area__search_keys")
        .order_by("arrived_at", "id")
    )
    teams: dict[int, list[Mission]] = defaultdict(list)
    for mission in rows.iterator(chunk_size=2000):
        teams[mission.team_id].append(mission)
    for visits in teams.values():
        fast = {
            frozenset((one.pk, next_.pk)): sign
            for one, next_ in pairwise(visits)
            if ids & {one.pk, next_.pk} and (sign := _too_fast(one, next_))
        }
        found += fast.values()
        found += [sign for visit in visits if visit.pk in ids and (sign := _elsewhere(visit, visits, fast))]
    return _with_files(found)


def _apart(one: Mission, other: Mission) -> float:
    """Kilometres as the crow flies, less what is not known of the two places; 0 where nothing is known."""
    (start, loose), (end, loose_too) = _place(one), _place(other)
    if start is None or end is None:
        return 0.0
    return max(0.0, kilometres(start, end) / DETOUR - (loose + loose_too) * thresholds.INEXACT)


@dataclass(frozen=True, slots=True)
class Between:
    """What lies between two visits of a team, for those who judge a sign."""

    km: float  # as the crow flies, less ``off``
    inexact: int  # of the two places, how many are known by their commune alone
    hours: float  # from one arrival to the other

    @property
    def off(self) -> float:
        """Return the km taken off for places that are known by their commune alone."""
        return float(self.inexact * thresholds.INEXACT)

    @property
    def speed(self) -> float | None:
        """Return the km/h that the way would have asked for, None when both arrivals bear the same minute."""
        return self.km / self.hours if self.hours >= 1 / 60 else None


def between(one: Mission, other: Mission) -> Between | None:
    """Return how far apart in place and time two visits are; None where a place or an hour is not known (any more)."""
    (start, loose), (end, loose_too) = _place(one), _place(other)
    if start is None or end is None or one.arrived_at is None or other.arrived_at is None:
        return None
    hours = abs((other.arrived_at - one.arrived_at).total_seconds()) / 3600
    return Between(_apart(one, other), loose + loose_too, hours)


def _place(mission: Mission) -> tuple[tuple[float, float] | None, int]:
    if mission.position:
        return mission.position, 0
    area = mission.area
    if area.level == Level.COMMUNE and area.centroid_lon is not None and area.centroid_lat is not None:
        return (area.centroid_lon, area.centroid_lat), 1
    return None, 0


def _too_fast(one: Mission, other: Mission) -> Found | None:
    assert one.arrived_at and other.arrived_at  # noqa: S101  # they were chosen so
    apart = _apart(one, other)
    hours = (other.arrived_at - one.arrived_at).total_seconds() / 3600
    if apart < thresholds.FAR or apart <= thresholds.SPEED * hours:
        return None
    told = {"km": round(apart), "minutes": round(hours * 60)}
    key = ":".join(
        str(pk) for pk in sorted((one.pk, other.pk))
    )  # one pair is one sign, however its hours are put right
    return Found(Kind.VISIT_TOO_FAST, key, (Piece(mission=one.pk), Piece(mission=other.pk)), told)


def _elsewhere(visit: Mission, visits: list[Mission], told: Container[frozenset[int]]) -> Found | None:
    """Findings written while the team was elsewhere; of a pair that is ``told`` already, one sign is enough."""
    finding = getattr(visit, "finding", None)
    if finding is None or finding.outcome == Outcome.NO_ACCESS or visit.arrived_at is None:
        return None
    for other in visits:
        began, ended = other.arrived_at, other.ended_at
        if other.pk == visit.pk or frozenset((visit.pk, other.pk)) in told:
            continue
        if began is None or began <= visit.arrived_at or began >= finding.written_at:
            continue
        if ended is not None and ended < finding.written_at:
            continue  # where the team was by then is not known
        if (apart := _apart(visit, other)) >= thresholds.ELSEWHERE:
            pieces = (Piece(mission=visit.pk), Piece(mission=other.pk))
            return Found(Kind.FINDINGS_ELSEWHERE, str(visit.pk), pieces, {"km": round(apart)})
    return None


def _before(ids: set[int]) -> list[Found]:
    """Findings of a visit that had, by its own hours, not begun."""
    rows = Mission.objects.filter(pk__in=ids, finding__isnull=False).exclude(finding__outcome=Outcome.NO_ACCESS)
    found = []
    for pk, arrived, written in rows.values_list("pk", "arrived_at", "finding__written_at"):
        if arrived is None or written < arrived:
            minutes = round((arrived - written).total_seconds() / 60) if arrived else 0
            found.append(Found(Kind.FINDINGS_BEFORE, str(pk), (Piece(mission=pk),), {"minutes": minutes}))
    return found


def _with_files(found: list[Found]) -> list[Found]:
    """Say of each mission which file and which person it was for."""
    abouts = about_missions({piece.mission for sign in found for piece in sign.pieces if piece.mission})
    result = []
    for sign in found:
        pieces = []
        for piece in sign.pieces:
            about = abouts.get(piece.mission or 0)
            pieces.append(
                Piece(mission=piece.mission, person=about.person if about else None, case=about.case if about else None)
            )
        result.append(Found(sign.kind, sign.key, tuple(pieces), sign.told))
    return result
