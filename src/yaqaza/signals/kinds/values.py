"""One telephone or one account number under different identities.

A telephone stands with persons, in the texts of alerts and in what teams wrote; an account only in texts. Whom a text is about is said by
its file; an alert without a file is about somebody of its own (alerts of one story, or of the same words, about the same). People of
one household count once, and the number of who reports is nobody's sign.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import MD5

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
    about_alerts,
    about_missions,
    heads,
)
from yaqaza.signals.models import Trace
from yaqaza.signals.states import Kind, What

Values = set[tuple[What, str]]
SAID = MD5("alert__folded")  # alerts of the same words are about the same; the words themselves may be long


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
    ids = list(people)
    numbers = PersonPhone.objects.filter(Q(person__in=ids) | Q(person__same_as__in=ids)).values_list(
        "number", flat=True
    )
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
    for index, about, piece, alone in _traced(indexes):
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
        if len(by_home) >= least:
            pieces = sorted(by_home.values(), key=lambda piece: piece.row)[:MOST_PIECES]
            found.append(Found(kind, index, tuple(pieces), {"n": len(by_home)}))
    return found


def _traced(indexes: Iterable[str]) -> list[tuple[str, About, Piece, str]]:
    """Where values stand in texts."""
    traces = list(
        Trace.objects.filter(what__in=What.values, index__in=list(indexes))
        .order_by("id")
        .values_list("index", "alert", "mission", "alert__story", SAID)
        .iterator()
    )
    alerts = about_alerts(alert for _index, alert, *_rest in traces if alert)
    missions = about_missions(mission for _index, _alert, mission, *_rest in traces if mission)
    found = []
    for index, alert, mission, story, said in traces:
        if alert:
            alone = f"s{story}" if story else f"t{said}"
            found.append((index, alerts.get(alert, About()), Piece(alert=alert), alone))
        else:
            found.append((index, missions.get(mission, About()), Piece(mission=mission), f"m{mission}"))
    return found
