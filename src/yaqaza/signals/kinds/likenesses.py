"""Nearly the same words, or the same picture, for different people.

Only alerts in the files of different homes are compared: a story that is sent on is about one situation, and what is not in a file is about
nobody known. What one reporter, or officers at the telephone, write again and again in the same words is their way of writing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from django.db import connection

from yaqaza.alerts.models import Alert
from yaqaza.language.duplicates import pictures, texts
from yaqaza.signals import thresholds
from yaqaza.signals.kinds.found import MOST_PIECES, Found, Homes, Piece, Told, about_alerts, heads
from yaqaza.signals.states import Kind

NEAREST = 40  # that are looked at for one alert: the first that came, the same ones whichever alert is looked at
ROUNDS = 3  # from one alert to the next that is like it

Pair = tuple[int, int]

_WORDS = """
    SELECT own.alert_id, other.alert_id FROM alerts_fingerprint own CROSS JOIN LATERAL (
        SELECT alert_id FROM alerts_fingerprint
        WHERE text_bands && own.text_bands AND version = own.version AND alert_id <> own.alert_id
        ORDER BY alert_id LIMIT %(nearest)s) other
    WHERE own.alert_id = ANY(%(alerts)s) AND own.text_bands <> '{}'"""

_PICTURES = """
    SELECT own.alert_id, other.alert_id FROM alerts_picturefingerprint own CROSS JOIN LATERAL (
        SELECT alert_id FROM alerts_picturefingerprint
        WHERE bands && own.bands AND version = own.version AND alert_id <> own.alert_id
            AND bit_count((bits # own.bits)::bit(64)) <= %(same)s
        ORDER BY alert_id LIMIT %(nearest)s) other
    WHERE own.alert_id = ANY(%(alerts)s) AND own.bits IS NOT NULL"""


def same_words(alerts: Iterable[int]) -> list[Found]:
    """Return a sign for each long text that came in nearly word for word for different homes."""
    return _found(Kind.SAME_TEXT, alerts, _WORDS, _alike, thresholds.HOMES_A_TEXT)


def same_picture(alerts: Iterable[int]) -> list[Found]:
    """Return a sign for each picture that came in for different homes, sent on, made smaller or saved again."""
    return _found(Kind.SAME_PICTURE, alerts, _PICTURES, lambda pairs: pairs, thresholds.HOMES_A_PICTURE)


def _found(
    kind: Kind, alerts: Iterable[int], query: str, narrow: Callable[[set[Pair]], set[Pair]], least: int
) -> list[Found]:
    pairs: set[Pair] = set()
    seen: set[int] = set()
    edge = set(alerts)
    cut: set[int] = set()  # beside which there may be more
    for _round in range(ROUNDS):
        with connection.cursor() as cursor:
            cursor.execute(query, {"alerts": sorted(edge), "nearest": NEAREST, "same": pictures.SAME})
            rows = cursor.fetchall()
        cut |= {alert for alert, beside in Counter(own for own, _other in rows).items() if beside >= NEAREST}
        pairs |= narrow(_by_others({(min(pair), max(pair)) for pair in rows} - pairs))
        seen |= edge
        edge = {alert for pair in pairs for alert in pair} - seen
        if not edge:
            break
    cut |= edge
    return [sign for group in _groups(pairs) if (sign := _sign(kind, group, least, cut=not cut.isdisjoint(group)))]


def _by_others(pairs: set[Pair]) -> set[Pair]:
    """Leave out what one reporter sent twice, and what officers wrote down themselves."""
    ids = {alert for pair in pairs for alert in pair}
    writers = {
        pk: reporter or ("officer" if officer else "")
        for pk, reporter, officer in Alert.objects.filter(pk__in=ids).values_list("pk", "reporter_index", "recorded_by")
    }
    return {(a, b) for a, b in pairs if not writers[a] or writers[a] != writers[b]}


def _alike(pairs: set[Pair]) -> set[Pair]:
    """Leave those whose words, long enough to be no common sentence, are nearly the same."""
    ids = {alert for pair in pairs for alert in pair}
    written = dict(Alert.objects.filter(pk__in=ids).values_list("pk", "text"))
    signed = {
        pk: texts.signature(text) for pk, text in written.items() if len(texts.cleaned(text)) >= thresholds.LETTERS
    }
    return {
        (a, b)
        for a, b in pairs
        if a in signed and b in signed and texts.likeness(signed[a], signed[b]) >= thresholds.LIKENESS
    }


def _groups(pairs: set[Pair]) -> list[list[int]]:
    """The alerts that hang together."""
    beside: dict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        beside[a].add(b)
        beside[b].add(a)
    groups, left = [], set(beside)
    while left:
        group, edge = set(), {left.pop()}
        while edge:
            group |= edge
            edge = {other for alert in edge for other in beside[alert]} - group
        left -= group
        groups.append(sorted(group))
    return groups


def _sign(kind: Kind, group: list[int], least: int, *, cut: bool) -> Found | None:
    if cut:  # the alert that was looked at may stand beyond those that every other one sees
        group = group[: NEAREST + 1]
    abouts = about_alerts(group)
    first = heads(about.household for about in abouts.values() if about.household)
    homes = Homes([about.person for about in abouts.values() if about.person] + list(first.values()))
    pieces: dict[str, Piece] = {}
    for alert in group:
        about = abouts.get(alert)
        if about is None:
            continue
        person = about.person or first.get(about.household or 0)
        home = homes.home(person) if person else f"h{about.household}"
        pieces.setdefault(home, Piece(alert=alert, person=homes.person(person) if person else None, case=about.case))
    if len(pieces) < least:
        return None
    kept = sorted(pieces.values(), key=lambda piece: piece.row)[:MOST_PIECES]
    told: Told = {"n": len(pieces)}
    return Found(kind, "", tuple(kept), told | {"cut": 1} if cut else told)
