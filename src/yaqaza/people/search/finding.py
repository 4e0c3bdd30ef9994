"""Who may be meant: at most ``MOST`` persons out of millions, by the index alone and within the reader's reach.

A search is a list of *nets*, the closest-meshed first; a net is a list of lists of keys, and a person is in it who has a key of each list.
Each net brings in a few people, so that namesakes, however many, crowd out nobody who fits better. PostgreSQL works the nets off in
their order and stops when there are enough; it never walks the table, and a limit of time is the last belt. A search that it cut says so.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import REACH, Permission, Reach, Role
from yaqaza.people.search import described, keys, vocabulary
from yaqaza.people.search.typed import Wanted
from yaqaza.people.search.vocabulary import Meaning
from yaqaza.territory.models import Area, Level

log = logging.getLogger(__name__)

MOST = 130
TOOK_MOST = 400  # rows in all nets together, the same person in several
COMMON = 50_000  # a word that more persons have is looked up with another word only, or by the order of names
RARE = 10_000  # one that fewer have is looked up alone, when there are others
FIRST = 2  # nets for a name that come before those for a name and a place
LOOKED_AT = 1500  # rows that are read for one net at most, to see whether they have a key that is common
FEW = 5  # ways to write a common word that are looked up
BOUND = "400ms"

Keys = Sequence[int]


class Net(NamedTuple):
    """Lists of keys: in it is who has a key of each list."""

    lists: list[Keys]  # asked of the index
    looked_at: Sequence[Keys] = ()  # asked of the rows that the index brings in
    most: int = MOST


_BEFORE = (
    f"SET LOCAL statement_timeout = '{BOUND}'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off; "
    "SET LOCAL max_parallel_workers_per_gather = 0; "
)
_AFTER = "; " + "; ".join(
    f"SET LOCAL {name} TO DEFAULT"
    for name in ("statement_timeout", "enable_seqscan", "jit", "max_parallel_workers_per_gather")
)


@dataclass(frozen=True)
class Found:
    """Who may be meant, and what each typed word may mean; ``cut``: the limit of time ended it, and others may be meant too."""

    people: list[int]
    meanings: list[Meaning]
    cut: bool = False


def reach(user: User) -> Keys | None:
    """Return the keys of the areas and houses of which the reader sees the people; None: of the whole country."""
    found: list[int] = []
    for posting in user.current_postings if user.is_active else ():
        if not posting.gives(Permission.PERSON_VIEW):
            continue
        if REACH[Role(posting.role)] is Reach.AREA:
            if posting.area.parent_id is None:
                return None
            found.append(keys.number(keys.AREA, _last(posting.area.path)))
        found.append(keys.number(keys.HOUSE, _last(posting.organisation.path)))
    return sorted(set(found))


def _last(path: str) -> str:
    return path.rstrip(".").rpartition(".")[2]


def find(wanted: Wanted, *, within: Keys | None, without: Keys = ()) -> Found:
    """Return who may be meant by what was typed, of those ``within`` reach and not of those of ``without``."""
    if within is not None and not within:
        return Found([], [])
    words = wanted.words
    meanings = vocabulary.meanings(words, half_typed=True)
    nets: list[Net] = []
    if numbers := [keys.number(keys.PHONE, phone[-keys.TAIL :]) for phone in (*wanted.phones, *wanted.tails)]:
        nets.append(Net([numbers], most=60))
    facts = [[keys.number(keys.YEAR, str(year)) for year in wanted.years]] if wanted.years else []
    whole = _of_name(words, meanings, facts, bounded=within is not None)
    nets += whole[:FIRST]  # a word that names a place is a name first
    for place in wanted.places:
        rest = set(keys.words(place.rest))
        kept = [at for at, word in enumerate(words) if word in {one.text for one in rest}]
        here = [keys.number(keys.AREA, str(area)) for area in place.areas]
        nets += _of_name(
            [words[at] for at in kept], [meanings[at] for at in kept], [*facts, here], bounded=True, only_facts=True
        )
    nets += whole[FIRST:]
    for place in wanted.places:
        here = [keys.number(keys.AREA, str(area)) for area in place.areas]
        nets += _of_description(place.rest, wanted.years, here)
    nets += _of_description(wanted.name, wanted.years)
    if not words and not numbers and facts:
        nets.append(Net(facts, most=60))
    people, cut = _drawn(nets, within, without)
    if len(words) == 1 and meanings[0].count > COMMON and within is None and not without:
        people += _in_order(meanings[0].most_words(FEW))
    return Found(list(dict.fromkeys(people))[:MOST], meanings, cut)


def find_wider(wanted: Wanted, found: Found, *, within: Keys | None, without: Keys = ()) -> Found:
    """Return who else may be meant when nobody found fits well: words that sound nearly so, however common they are."""
    words = wanted.words
    if len(words) < 2 or (within is not None and not within):
        return Found([], found.meanings)
    counts = [meaning.count for meaning in found.meanings]
    pairs = sorted(combinations(range(len(words)), 2), key=lambda pair: counts[pair[0]] * counts[pair[1]])[:3]
    near = [keys.near_pair(words[a], words[b]) for a, b in pairs]
    nets = [Net(near, most=80)] if len(near) > 1 else []
    if wanted.years:
        born = [keys.number(keys.YEAR, str(year)) for year in wanted.years]
        nets += [Net([pair, born], most=60) for pair in near[:2]]
    if min(counts[at] for at in pairs[0]) <= COMMON:
        nets.append(Net(near[:1], most=100))
    known = set(found.people)
    people, cut = _drawn(nets, within, without)
    return Found([pk for pk in people if pk not in known], found.meanings, cut)


def _of_name(
    words: list[str], meanings: list[Meaning], facts: list[Keys], *, bounded: bool, only_facts: bool = False
) -> list[Net]:
    """The nets for a name: all words as typed, as they may be meant, with a slip, then fewer of them.

    What a net costs is what the rarest of its lists holds. So a list that is common is never drawn alone, and beside a rarer one it is
    looked at in the rows that the other brings in.
    """
    if not words:
        return []
    common = [meaning.count > COMMON for meaning in meanings]
    rare = sorted((at for at in range(len(words)) if not common[at]), key=lambda at: meanings[at].count)
    meant = [meaning.keys for meaning in meanings]
    if len(words) == 1:
        alone = [meanings[0].most(FEW)] if common[0] else meant
        nets = [Net([*alone, *fact], most=100) for fact in _known(facts)]
        return nets if only_facts or (common[0] and not bounded) else [*nets, Net(alone, most=MOST)]
    pairs = sorted(
        combinations(range(len(words)), 2), key=lambda pair: meanings[pair[0]].count * meanings[pair[1]].count
    )
    exact = [keys.exact_pair(words[a], words[b]) for a, b in pairs]
    near = [keys.near_pair(words[a], words[b]) for a, b in pairs if not (common[a] or common[b])][:2]
    typed = [[keys.number(keys.WORD, word)] for word in words]
    lists, looked_at = [meant[at] for at in rare], [meant[at] for at in range(len(words)) if common[at]]
    nets = []
    for fact in _known(facts):
        nets.append(Net([*exact, *lists, *fact], looked_at, most=120))
        nets += [Net([pair, *fact], most=80) for pair in near]
        if rare:
            nets.append(Net([*lists, *fact], looked_at, most=80))
        nets += [Net([meant[at], *fact], most=60) for at in rare if meanings[at].count <= RARE]
    if only_facts:
        return nets
    few = [meaning.counts.get(word, 0) <= COMMON for word, meaning in zip(words, meanings, strict=True)]
    as_typed = [key for key, rarely in zip(typed, few, strict=True) if rarely]
    often = [key for key, rarely in zip(typed, few, strict=True) if not rarely]
    nets += [Net([*exact, *as_typed], often, most=60), Net([*exact, *lists], looked_at, most=120), Net(exact, most=80)]
    if rare:
        nets.append(Net(lists, looked_at, most=80))
    if len(words) > 2:
        some = [pair for pair, (a, b) in zip(exact, pairs, strict=True) if not (common[a] and common[b])]
        nets += [Net([pair], most=50) for pair in (some or exact)[: 3 if some else 1]]
    nets += [Net([keys.joined(words)], most=40), *(Net([pair], most=100) for pair in near)]
    nets += [Net([meant[at]], most=60) for at in rare if meanings[at].count <= RARE]
    return nets


def _known(facts: list[Keys]) -> list[list[Keys]]:
    """All the facts together, then each alone."""
    return [list(facts), *([fact] for fact in facts)] if len(facts) > 1 else [[fact] for fact in facts]


def _of_description(text: str, years: list[int], here: Keys = ()) -> list[Net]:
    """The nets for someone without a name, ``here`` if that was said: all that was said, then all but one thing, then each thing that
    says something."""
    said = sorted(described.words(text))
    if not any(word in described.KNOWN for word in said):
        return []
    things = [[keys.number(keys.TOLD, word)] for word in said[:6]]
    around: list[Keys] = [here] if here else []
    if years:
        born = years[0]
        around += [[keys.number(keys.YEAR, str(year)) for year in range(born - 6, born + 7)]]
    nameless = [keys.number(keys.UNNAMED)]
    place = [here] if here else []
    nets = [Net([*things, *place], most=60)]
    if len(things) > 2:
        nets += [Net([*things[:at], *things[at + 1 :], *place], most=40) for at in range(len(things))]
    telling = [word not in described.VAGUE for word in said]
    nets += [Net([nameless, thing, *around], most=40) for thing, tells in zip(things, telling, strict=False) if tells]
    nets += [
        Net([nameless, thing, *around], most=20) for thing, tells in zip(things, telling, strict=False) if not tells
    ]
    return nets


def _drawn(nets: list[Net], within: Keys | None, without: Keys) -> tuple[list[int], bool]:
    """Return who is in the nets, those of the closest-meshed first, and whether the limit of time cut it."""
    parts = []
    for net in nets:
        lists = [*net.lists, within] if within is not None else net.lists
        if all(lists):
            asked = " AND ".join(f"keys && {_array(list_)}" for list_ in lists)
            looked_at = " AND ".join(
                [f"keys && {_array(list_)}" for list_ in net.looked_at]
                + [f"NOT keys && {_array(without)}"] * bool(without)
            )
            rows = f"SELECT person, keys FROM people_searchentry WHERE {asked} LIMIT {LOOKED_AT if looked_at else net.most}"  # noqa: S608
            parts.append(f"(SELECT person FROM ({rows}) AS rows WHERE {looked_at or 'TRUE'} LIMIT {net.most})")  # noqa: S608
    if not parts:
        return [], False
    statement = f"{_BEFORE}SELECT person FROM ({' UNION ALL '.join(parts)}) AS nets LIMIT {TOOK_MOST}{_AFTER}"  # noqa: S608
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)  # numbers only
            while cursor.description is None:
                cursor.nextset()
            rows = cursor.fetchall()
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        log.warning("A search for a person took more than %s.", BOUND)
        return [], True
    return list(dict.fromkeys(row[0] for row in rows))[:MOST], False


_BEGINNING = """(SELECT id FROM people_person
 WHERE area_id = ANY(%s) AND sort_ar >= %s AND sort_ar < %s AND same_as_id IS NULL LIMIT 30)"""


def _in_order(words: list[str]) -> list[int]:
    """Return some of the many of the country whose names begin with a very common word, by the index of names in areas."""
    communes = Area.objects.filter(country=settings.COUNTRY, level=Level.COMMUNE).values_list("pk", flat=True)
    values = [value for word in words for value in (list(communes), word, f"{word}\uffff")]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([_BEGINNING] * len(words)), values)
        return [row[0] for row in cursor.fetchall()]


def _array(numbers: Keys) -> str:
    return "'{" + ",".join(str(number) for number in numbers) + "}'::int[]"
