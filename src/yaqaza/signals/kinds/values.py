"""One telephone or one account number under different identities.

A telephone stands with persons, in the texts of alerts and in what teams wrote; an account only in texts. Whom a text is about is said by
its file; an alert without a file is about somebody of its own (alerts of one story, or of the same words, about the same). People of
one household count once, and the number of who reports is nobody's sign.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import connection

from yaqaza.alerts.models import Reading
from yaqaza.core.crypto import blind_index
from yaqaza.field.models import Finding
from yaqaza.language.accounts import find_accounts
from yaqaza.language.contacts import find_phones
from yaqaza.people.models import PersonPhone
from yaqaza.signals import thresholds
from yaqaza.signals.kinds.found import (
    MOST_PIECES,
    About,
    Found,
    Homes,
    Piece,
    about_missions,
    heads,
    selves,
)
from yaqaza.signals.models import Trace
from yaqaza.signals.states import Kind, What

Values = set[tuple[What, str]]

# The alerts in which values stand, the first of each that is told as one: of one file, else of one story, else in the same words. Those
# without a file may be very many and tell only how many they are, so they are counted here and as many come back as evidence shows.
_ALERTS = """
    WITH traced AS (
        SELECT trace.index COLLATE "C" AS index, alert.id, COALESCE(own.case_id, led.case_id) AS file, CASE
            WHEN COALESCE(own.case_id, led.case_id) IS NOT NULL THEN ''
            WHEN alert.story_id IS NOT NULL THEN 's' || alert.story_id ELSE 't' || md5(alert.folded) END AS alone
        FROM signals_trace trace
        JOIN alerts_alert alert ON alert.id = trace.alert_id
        LEFT JOIN alerts_story story ON story.id = alert.story_id
        LEFT JOIN cases_casealert own ON own.alert_id = alert.id
        LEFT JOIN cases_casealert led ON led.alert_id = story.lead_id
        WHERE trace.what = ANY(%(what)s) AND trace.index = ANY(%(indexes)s)
    ), told AS (
        SELECT index, file, alone, min(id) AS first, count(*) OVER alike AS count,
            row_number() OVER (alike ORDER BY min(id)) AS place
        FROM traced GROUP BY index, file, alone WINDOW alike AS (PARTITION BY index, file IS NULL)
    )
    SELECT index, first, alone, told.file, cases_case.person_id, cases_case.household_id, count FROM told
    LEFT JOIN cases_case ON cases_case.id = told.file
    WHERE told.file IS NOT NULL OR place <= %(most)s ORDER BY first"""


def index_of(what: What, value: str) -> str:
    """Return the blind index by which a value is compared."""
    return blind_index(what.value.lower(), value)


def in_text(text: str) -> Values:
    """Return the telephones (E.164) and accounts (digits) that stand in words."""
    country = settings.COUNTRY
    found: Values = {(What.PHONE, mention.number) for mention in find_phones(text, country)}
    return found | {(What.ACCOUNT, mention.number) for mention in find_accounts(text, country)}


def in_alerts(alerts: Iterable[int]) -> dict[int, Values]:
    """Return the values that were read in alerts, without the number of who reports (nor one that its owner had erased)."""
    found: dict[int, Values] = {}
    rows = (
        Reading.objects.filter(alert__in=list(alerts))
        .select_related("alert")
        .only("phones", "accounts", "alert__reporter_index")
    )
    for row in rows:
        read = {(What.PHONE, each.value) for each in row.found_phones}
        read |= {(What.ACCOUNT, each.value) for each in row.found_accounts}
        found[row.alert_id] = {each for each in read if index_of(*each) != row.alert.reporter_index}
    return found


def in_missions(missions: Iterable[int]) -> dict[int, Values]:
    """Return the values that stand in what teams wrote."""
    texts = Finding.objects.filter(mission__in=list(missions)).values_list(
        "mission", "situation", "doubts", "done_on_site"
    )
    return {mission: in_text("\n".join(parts)) for mission, *parts in texts}


def of_people(people: Iterable[int]) -> list[Found]:
    numbers = PersonPhone.objects.filter(person__in=selves(people)).values_list("number", flat=True)
    return same({(What.PHONE, number) for number in numbers})


def of_alerts(alerts: Iterable[int]) -> list[Found]:
    return same(set().union(*in_alerts(alerts).values()))


def of_missions(missions: Iterable[int]) -> list[Found]:
    return same(set().union(*in_missions(missions).values()))


def same(values: Values) -> list[Found]:
    """Return a sign for each value that stands with as many homes as its threshold says."""
    if not values:
        return []
    indexes = {index_of(what, value): (what, value) for what, value in values}
    stands: dict[str, list[tuple[About, Piece, str]]] = defaultdict(
        list
    )  # index → about whom, which row, else alone as
    numbers = {value: index for index, (what, value) in indexes.items() if what is What.PHONE}
    phones = PersonPhone.objects.filter(number__in=numbers).order_by("id")
    for number, person in phones.values_list("number", "person").iterator():
        stands[numbers[number]].append((About(person=person), Piece(person=person), ""))
    unread: dict[str, int] = {}
    for index, about, piece, alone, beyond in _in_alerts(indexes):
        stands[index].append((about, piece, alone))
        unread[index] = max(beyond, unread.get(index, 0))
    for index, about, piece, alone in _in_missions(indexes):
        stands[index].append((about, piece, alone))
    several = {index: rows for index, rows in stands.items() if len(rows) > 1}
    abouts = [about for rows in several.values() for about, _piece, _alone in rows]
    first = heads(about.household for about in abouts if about.household)
    homes = Homes([about.person for about in abouts if about.person] + list(first.values()))
    found = []
    for index, rows in several.items():
        by_home: dict[str, Piece] = {}
        for about, piece, alone in rows:
            person = about.person or (first.get(about.household) if about.household else None)
            home = homes.home(person) if person else (f"h{about.household}" if about.household else alone)
            standing = homes.person(person) if person else None
            by_home.setdefault(home, Piece(alert=piece.alert, mission=piece.mission, person=standing, case=about.case))
        what = indexes[index][0]
        kind = Kind.SAME_PHONE if what is What.PHONE else Kind.SAME_ACCOUNT
        least = thresholds.HOMES_A_PHONE if what is What.PHONE else thresholds.HOMES_AN_ACCOUNT
        count = len(by_home) + unread.get(index, 0)
        if count >= least:
            pieces = sorted(by_home.values(), key=lambda piece: piece.row)[:MOST_PIECES]
            found.append(Found(kind, index, tuple(pieces), {"n": count}))
    return found


def _in_alerts(indexes: Iterable[str]) -> list[tuple[str, About, Piece, str, int]]:
    """Where values stand in alerts; the last number says how many more are told beside those without a file that are given."""
    given = {"what": What.values, "indexes": list(indexes), "most": MOST_PIECES}
    with connection.cursor() as cursor:
        cursor.execute(_ALERTS, given)
        rows = cursor.fetchall()
    return [
        (
            index,
            About(person, household, file),
            Piece(alert=alert),
            alone,
            max(count - MOST_PIECES, 0) if file is None else 0,
        )
        for index, alert, alone, file, person, household, count in rows
    ]


def _in_missions(indexes: Iterable[str]) -> list[tuple[str, About, Piece, str]]:
    """Where values stand in what teams wrote."""
    traces = Trace.objects.filter(what__in=What.values, index__in=list(indexes), mission__isnull=False)
    rows = list(traces.order_by("id").values_list("index", "mission"))
    missions = about_missions(mission for _index, mission in rows)
    return [(index, missions.get(mission, About()), Piece(mission=mission), f"m{mission}") for index, mission in rows]
