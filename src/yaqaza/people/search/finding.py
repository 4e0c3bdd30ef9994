"""Who may be meant: at most ``MOST`` persons out of millions, by the index alone and within the reader's reach.

A search is a list of *nets*, the closest-meshed first; a net is a list of lists of keys, and a person is in it who has a key of each list.
Each net brings in a few people, so that namesakes, however many, crowd out nobody who fits better. PostgreSQL works the nets off in
their order and stops when there are enough; it never walks the table, and a limit of time is the last belt.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db import OperationalError, connection, transaction

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import REACH, Permission, Reach, Role
from yaqaza.people.search import described, keys, vocabulary
from yaqaza.people.search.typed import Wanted
from yaqaza.people.search.vocabulary import Meaning

log = logging.getLogger(__name__)

MOST = 180
TOOK_MOST = 500  # rows in all nets together, the same person in several
COMMON = 10_000  # a word that more persons have is looked up with something else only
BOUND = "400ms"

Keys = Sequence[int]
Net = list[Keys]

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
    """Who may be meant, and what each typed word may mean."""

    people: list[int]
    meanings: list[Meaning]


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
    nets: list[tuple[Net, int]] = []
    if numbers := [keys.number(keys.PHONE, phone[-keys.TAIL :]) for phone in (*wanted.phones, *wanted.tails)]:
        nets.append(([numbers], 60))
    facts = [[keys.number(keys.YEAR, str(year)) for year in wanted.years]] if wanted.years else []
    for place in wanted.places:
        rest = set(keys.words(place.rest))
        kept = [at for at, word in enumerate(words) if word in {one.text for one in rest}]
        here = [keys.number(keys.AREA, str(area)) for area in place.areas]
        nets += _of_name([words[at] for at in kept], [meanings[at] for at in kept], [*facts, here], only_facts=True)
    nets += _of_name(words, meanings, facts)
    nets += _of_description(wanted, facts)
    if not words and not numbers and facts:
        nets.append((facts, 60))
    return Found(_drawn(nets, within, without), meanings)


def _of_name(
    words: list[str], meanings: list[Meaning], facts: list[Keys], *, only_facts: bool = False
) -> list[tuple[Net, int]]:
    """The nets for a name: all words as they may be meant, then with a slip, then fewer of them."""
    if not words:
        return []
    meant: Net = [meaning.keys for meaning in meanings]
    rare = sorted(range(len(words)), key=lambda at: meanings[at].count)
    if len(words) == 1:
        alone: list[Net] = [meant]
        nets = [([*net, *fact], 100) for fact in _known(facts) for net in alone]
        return nets if only_facts else [*nets, (meant, 200 if facts else MOST)]
    pairs = sorted(
        combinations(range(len(words)), 2), key=lambda pair: meanings[pair[0]].count * meanings[pair[1]].count
    )
    exact = [keys.exact_pair(words[a], words[b]) for a, b in pairs]
    near = [keys.near_pair(words[a], words[b]) for a, b in pairs]
    any_near = sorted({key for pair in near for key in pair})
    whole: Net = [*exact, *meant]
    nets = []
    for fact in _known(facts):
        nets += [([*whole, *fact], 120), ([any_near, *fact], 120), ([sorted({k for m in meant for k in m}), *fact], 80)]
    if only_facts:
        return nets
    nets += [(whole, 150), (exact, 100)]
    if len(words) > 2:
        nets.append((near, 100))
        nets += [([pair], 60) for pair in exact[:3]]
    nets += [([keys.joined(words)], 40), (meant, 60), ([any_near], 150)]
    nets += [([meant[at]], 60) for at in rare if meanings[at].count <= COMMON]
    return nets


def _known(facts: list[Keys]) -> list[Net]:
    """All the facts together, then each alone."""
    return [list(facts), *([fact] for fact in facts)] if len(facts) > 1 else [[fact] for fact in facts]


def _of_description(wanted: Wanted, facts: list[Keys]) -> list[tuple[Net, int]]:
    """The nets for someone without a name: all that was said, then all but one thing, then each thing that says something."""
    said = sorted(described.words(wanted.name))
    if not any(word in described.KNOWN for word in said):
        return []
    things = [[keys.number(keys.TOLD, word)] for word in said[:6]]
    around: Net = []
    if wanted.years:
        born = wanted.years[0]
        around = [[keys.number(keys.YEAR, str(year)) for year in range(born - 6, born + 7)]]
    nameless = [keys.number(keys.UNNAMED)]
    nets: list[tuple[Net, int]] = [(things, 60)]
    if len(things) > 2:
        nets += [([*things[:at], *things[at + 1 :]], 40) for at in range(len(things))]
    nets += [
        ([nameless, thing, *around], 40)
        for thing, word in zip(things, said, strict=False)
        if word not in described.VAGUE
    ]
    nets += [
        ([nameless, thing, *around], 20) for thing, word in zip(things, said, strict=False) if word in described.VAGUE
    ]
    return nets


def _drawn(nets: list[tuple[Net, int]], within: Keys | None, without: Keys) -> list[int]:
    """Return who is in the nets, those of the closest-meshed first."""
    parts = []
    for net, most in nets:
        lists = [*net, within] if within is not None else net
        if all(lists):
            condition = " AND ".join(f"keys && {_array(list_)}" for list_ in lists)
            if without:
                condition += f" AND NOT keys && {_array(without)}"
            parts.append(f"(SELECT person FROM people_searchentry WHERE {condition} LIMIT {most})")  # noqa: S608  # numbers
    if not parts:
        return []
    statement = f"{_BEFORE}SELECT person FROM ({' UNION ALL '.join(parts)}) AS nets LIMIT {TOOK_MOST}{_AFTER}"  # noqa: S608
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)  # numbers only
            while cursor.description is None:
                cursor.nextset()
            rows = cursor.fetchall()
    except OperationalError:
        log.warning("A search for a person took more than %s.", BOUND)
        return []
    return list(dict.fromkeys(row[0] for row in rows))[:MOST]


def _array(numbers: Keys) -> str:
    return "'{" + ",".join(str(number) for number in numbers) + "}'::int[]"
