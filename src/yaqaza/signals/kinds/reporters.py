"""A reporter of whose checked reports many were found without ground."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import DismissReason
from yaqaza.cases.states import Verdict
from yaqaza.signals import thresholds
from yaqaza.signals.kinds.found import MOST_PIECES, Found, Homes, Piece
from yaqaza.signals.states import Kind

WITHOUT_GROUND = (Verdict.UNFOUNDED, Verdict.FRAUDULENT)


def of_alerts(alerts: Iterable[int]) -> list[Found]:
    """Return a sign for each reporter of these alerts of whose reports enough were found without ground.

    Several alerts about one file or one story are one report. What nobody decided counts for neither side.
    """
    reporters = set(
        Alert.objects.filter(pk__in=list(alerts)).exclude(reporter_index="").values_list("reporter_index", flat=True)
    )
    if not reporters:
        return []
    since = timezone.now() - thresholds.REPORTS_WITHIN
    rows = (
        Alert.objects.filter(reporter_index__in=reporters, received_at__gte=since)
        .filter(Q(case_alert__case__verdict__gt="") | Q(dismiss_reason=DismissReason.ABUSE))
        .order_by("received_at", "id")
        .values_list(
            "reporter_index", "id", "story", "dismiss_reason", "case_alert__case", "case_alert__case__person", "case_alert__case__verdict"
        )
    )  # fmt: skip
    checked: dict[str, dict[str, tuple[bool, Piece]]] = defaultdict(dict)
    people = set()
    for reporter, alert, story, dismissed, case, person, verdict in rows.iterator():
        one = f"c{case}" if case else f"s{story}" if story else f"a{alert}"
        bad = verdict in WITHOUT_GROUND or dismissed == DismissReason.ABUSE
        checked[reporter].setdefault(one, (bad, Piece(alert=alert, person=person, case=case)))
        people.add(person)
    homes = Homes(person for person in people if person)
    found = []
    for reporter, reports in checked.items():
        without = [piece for bad, piece in reports.values() if bad]
        if len(without) >= thresholds.REPORTS and len(without) / len(reports) >= thresholds.REPORTS_SHARE:
            pieces = tuple(
                Piece(alert=piece.alert, person=homes.person(piece.person) if piece.person else None, case=piece.case)
                for piece in without[-MOST_PIECES:]  # the newest
            )
            found.append(Found(Kind.REPORTER, reporter, pieces, {"n": len(without), "checked": len(reports)}))
    return found
