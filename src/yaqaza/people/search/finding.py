"""Who may be meant: at most ``MOST`` persons out of millions, by the index alone and within the reader's reach.

A search is a list of *nets*, the closest-meshed first; a net is a list of lists of keys, and a person is in it who has a key of each list.
Each net brings in a few people, so that namesakes, however many, crowd out nobody who fits better. PostgreSQL works the nets off in
their order and stops when there are enough; it never walks the table, and a limit of time is the last belt. A search that it cut says so.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations
from typing import NamedTuple

from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import REACH, Permission, Reach, Role
from yaqaza.language.folding import fold
from yaqaza.people.search import described, keys, vocabulary
from yaqaza.people.search.typed import Wanted
from yaqaza.people.search.vocabulary import Meaning
from yaqaza.territory.models import Area, Level

log = logging.getLogger(__name__)

MOST = 100
TOOK_MOST = 300  # rows in all nets together, the same person in several
COMMON = 50_000  # a word that more persons have is looked up with another word only, or by the order of names
RARE = 3_000  # one that fewer have is looked up alone, when there are others
FIRST = 2  # nets for a name that come before those for a name and a place
LOOKED_AT = 1500  # rows that are read for one net at most, to leave out those of the reader's own
LOOKED_AT_WIDELY = (
    4000  # and to keep those of a reader of a province: one in some sixty, of whom at most 25 or 40 are drawn
)
FEW = 5  # ways to write a common word that are looked up
CLOSEST, COUPLES, WIDER = 8, 64, 250  # and of two words: before others, at all, when nobody fits yet
TOGETHER = 0.4  # how alike two words written together are to a known one that is looked for
BOUND = "400ms"

Keys = Sequence[int]


class Net(NamedTuple):
    """Lists of keys: in it is who has a key of each list; ``full`` when that may be hundreds of thousands."""

    lists: list[Keys]
    most: int = MOST
    full: bool = False


class Within(NamedTuple):
    """The keys of the areas and houses of which a reader sees the people.

    ``wide``: so many that it is quicker to look at whom a net brings in than to have the index cut the net with all of them.
    """

    keys: Keys
    wide: bool


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


def reach(user: User) -> Within | None:
    """Return what the reader sees the people of; None: of the whole country."""
    found: list[int] = []
    wide = False
    for posting in user.current_postings if user.is_active else ():
        if not posting.gives(Permission.PERSON_VIEW):
            continue
        if REACH[Role(posting.role)] is Reach.AREA:
            if posting.area.parent_id is None:
                return None
            wide |= posting.area.level in (Level.REGION, Level.PROVINCE)
            found.append(keys.number(keys.AREA, _last(posting.area.path)))
        found.append(keys.number(keys.HOUSE, _last(posting.organisation.path)))
    return Within(sorted(set(found)), wide)


def _last(path: str) -> str:
    return path.rstrip(".").rpartition(".")[2]


def find(wanted: Wanted, *, within: Within | None, without: Keys = ()) -> Found:
    """Return who may be meant by what was typed, of those ``within`` reach and not of those of ``without``."""
    if within is not None and not within.keys:
        return Found([], [])
    words = wanted.words
    meanings = vocabulary.meanings(words, half_typed=True)
    nets: list[Net] = []
    if numbers := [keys.number(keys.PHONE, phone[-keys.TAIL :]) for phone in (*wanted.phones, *wanted.tails)]:
        nets.append(Net([numbers], most=60))
    facts = [[keys.number(keys.YEAR, str(year)) for year in wanted.years]] if wanted.years else []
    nets += _of_ends(wanted, meanings, facts)
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
    if not words and not numbers and not wanted.ends and facts:
        nets.append(Net(facts, most=60))
    people, cut = _drawn(nets, within, without)
    if len(words) == 1 and meanings[0].likeliest > COMMON and within is None and not without:
        people += _in_order(meanings[0].most_words(FEW))
    return Found(list(dict.fromkeys(people))[:MOST], meanings, cut)


def find_wider(wanted: Wanted, found: Found, *, within: Within | None, without: Keys = ()) -> Found:
    """Return who else may be meant when nobody found fits well: rarer ways to write each word, and two words that were one."""
    words = wanted.words
    if len(words) < 2 or (within is not None and not within.keys):
        return Found([], found.meanings)
    facts = [[keys.number(keys.YEAR, str(year)) for year in wanted.years]] if wanted.years else []
    meanings = vocabulary.meanings(words, half_typed=False, depth=vocabulary.DEEP)
    nets: list[Net] = []
    for some, its in _together(wanted.name, dict(zip(words, meanings, strict=True))):
        nets += _of_name(some, its, facts, bounded=False)
    pairs = _pairs(meanings)[:3]
    more = [_couples(meanings[a], meanings[b], WIDER) for a, b in pairs]
    if len(more) > 1:
        nets.append(Net(more, most=40))
    before = [set(_couples(found.meanings[a], found.meanings[b])) for a, b in pairs]
    new = [[key for key in pair if key not in known] for pair, known in zip(more, before, strict=True)]
    nets += [Net([pair, fact], most=60) for fact in facts for pair in new]
    nets += [Net([pair], most=60) for pair in new]
    people, cut = _drawn(nets, within, without)
    both = [meaning.beside(other) for meaning, other in zip(found.meanings, meanings, strict=True)]
    return Found(list(dict.fromkeys(found.people + people)), both, cut)


def find_misspelt(wanted: Wanted, found: Found, *, within: Within | None, without: Keys = ()) -> Found:
    """Return who else may be meant when nobody found fits well: whose name stands misspelt in one of the words."""
    if len(wanted.words) < 2 or (within is not None and not within.keys):
        return Found([], found.meanings)
    facts = [[keys.number(keys.YEAR, str(year)) for year in wanted.years]] if wanted.years else []
    wrong = vocabulary.misspelt(found.meanings)
    nets = []
    for at, misspelt in enumerate(wrong):
        others = [meaning for place, meaning in enumerate(found.meanings) if place != at]
        pairs: list[Keys] = [_couples(misspelt, other, WIDER) for other in others] if misspelt.weights else []
        nets += [Net([*pairs, *facts], most=40)] if pairs else []
    people, cut = _drawn(nets, within, without)
    known = set(found.people)
    both = [meaning.beside(other) for meaning, other in zip(found.meanings, wrong, strict=True)]
    return Found([pk for pk in people if pk not in known], both, cut)


def _together(name: str, known: dict[str, Meaning]) -> Iterator[tuple[list[str], list[Meaning]]]:
    """Yield the words of a name with two of them as one, where that is a word: عبج القادر is عبد القادر with a slip, ب لازار بن لازار."""
    tokens = fold(name).split()
    ways = [
        " ".join((*tokens[:at], tokens[at] + tokens[at + 1], *tokens[at + 2 :]))
        for at in range(min(len(tokens) - 1, 4))
    ]
    written = [[word.text for word in keys.words(way)] for way in ways]
    new = list(dict.fromkeys(word for words in written for word in words if word not in known))
    known = known | dict(zip(new, vocabulary.meanings(new, half_typed=False), strict=True))
    for words in written:
        if all(known[word].counts and max(known[word].weights.values()) >= TOGETHER for word in words if word in new):
            yield words, [known[word] for word in words]


def _pairs(meanings: list[Meaning]) -> list[tuple[int, int]]:
    """Return the places of all pairs of words, the rarest first."""
    return sorted(
        combinations(range(len(meanings)), 2), key=lambda pair: meanings[pair[0]].count * meanings[pair[1]].count
    )


def _of_name(
    words: list[str], meanings: list[Meaning], facts: list[Keys], *, bounded: bool, only_facts: bool = False
) -> list[Net]:
    """The nets for a name: all words as typed, as they may be meant, then fewer of them.

    Words are looked for in pairs, for pairs are rare however common the words: what a net costs is what its lists hold. So a common word
    is never drawn alone.
    """
    if not words:
        return []
    if len(words) == 1:
        whole = (
            [] if only_facts else [Net([keys.joined(words)], most=20)]
        )  # a given name or a family is all that is known of some
        return whole + _of_word(meanings[0], facts, bounded=bounded, only_facts=only_facts)
    pairs = _pairs(meanings)
    typed = [[keys.pair(words[a], words[b])] for a, b in pairs]
    meant = [_couples(meanings[a], meanings[b]) for a, b in pairs]
    rare = [meaning.some(RARE) for meaning in meanings if meaning.likeliest <= RARE]
    telling = [min(meanings[a].likeliest, meanings[b].likeliest) <= COMMON for a, b in pairs]
    fewer = [pair for pair, tells in zip(meant[:3], telling, strict=False) if tells] if len(pairs) > 1 else []
    whole = keys.joined(words) + keys.joined(words[::-1])
    nets: list[Net] = []
    for fact in _known(facts):
        nets += [Net([*typed, *fact], most=25), *_ring([*meant, *fact], [*typed, *fact], most=40)]
        nets += [Net([pair, *fact], most=25) for pair in fewer]
        nets += [Net([word, *fact], most=20) for word in rare]
    if only_facts:
        return nets
    likeliest, closest = [pair[:1] for pair in meant], [pair[:CLOSEST] for pair in meant]
    nets += [
        Net([whole, *typed], most=20),
        Net(typed, most=30),
        *_ring(likeliest, typed, most=30),
        *_ring(closest, likeliest, most=15),
        *_ring(meant, closest, most=25),
    ]
    nets += [Net([pair], most=25) for pair in fewer[:2]]
    nets += [Net([whole], most=20), *(Net([word], most=25) for word in rare)]
    return nets


def _ring(lists: list[Keys], drawn: list[Keys], *, most: int) -> list[Net]:
    """The net of ``lists`` without that of ``drawn`` where one list is all that tells them apart: the same people are not drawn twice."""
    different = [at for at, (one, other) in enumerate(zip(lists, drawn, strict=True)) if one != other]
    if not different:
        return []
    if len(different) > 1:
        return [Net(lists, most=most)]
    (at,) = different
    known = set(drawn[at])
    return [Net([*lists[:at], [key for key in lists[at] if key not in known], *lists[at + 1 :]], most=most)]


def _of_word(meaning: Meaning, facts: list[Keys], *, bounded: bool, only_facts: bool) -> list[Net]:
    """The nets for a name of one word."""
    common = meaning.likeliest > COMMON
    alone = [meaning.most(FEW) if common else meaning.some(COMMON)]
    nets = [Net([*alone, *fact], most=100) for fact in _known(facts)]
    return nets if only_facts or (common and not bounded) else [*nets, Net(alone, most=MOST, full=common)]


def _couples(one: Meaning, other: Meaning, most: int = 0) -> list[int]:
    """Return the keys of the pairs of known words that two typed words are most probably meant to be."""
    return [keys.pair(first, second) for first, second in _ways([one, other], most or COUPLES)]


def _ways(meanings: list[Meaning], most: int) -> list[tuple[str, ...]]:
    """Return what typed words are most probably meant to be together, all in one script: a name is written in one."""
    found: list[tuple[float, tuple[str, ...]]] = []
    for arabic in (True, False):
        ways: list[tuple[float, tuple[str, ...]]] = [(1.0, ())]
        for meaning in meanings:
            known = [(odds, text) for odds, text in meaning.odds if (text > "z") is arabic]
            # at least so many others stand before a way as its places multiplied: those beyond need not be put in order
            longer = (
                (before * odds, (*texts, text))
                for at, (before, texts) in enumerate(ways)
                for odds, text in known[: most // (at + 1)]
            )
            ways = nlargest(most, longer)
        found += ways
    return [texts for _, texts in nlargest(most, found)]


def _known(facts: list[Keys]) -> list[list[Keys]]:
    """All the facts together, then each alone."""
    return [list(facts), *([fact] for fact in facts)] if len(facts) > 1 else [[fact] for fact in facts]


def _of_ends(wanted: Wanted, meanings: list[Meaning], facts: list[Keys]) -> list[Net]:
    """The nets for the last digits of a telephone that are too few to be looked up alone: beside a word of the name, a year, a place."""
    beside = [*facts, *(meaning.most(FEW) for meaning in meanings)]
    beside += [[keys.number(keys.AREA, str(area)) for area in place.areas] for place in wanted.places]
    return [Net([keys.of_end(digits), one], most=20) for digits in wanted.ends for one in beside]


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


def _drawn(nets: list[Net], within: Within | None, without: Keys) -> tuple[list[int], bool]:
    """Return who is in the nets, those of the closest-meshed first, and whether the limit of time cut it."""
    parts = []
    for net in nets:
        looked_at = within is not None and within.wide and not net.full
        lists = net.lists if within is None or looked_at else [*net.lists, within.keys]
        if not all(lists):
            continue
        asked = " AND ".join(f"keys && {_array(list_)}" for list_ in lists)
        others = [f"keys && {_array(within.keys)}"] if within is not None and looked_at else []
        others += [f"NOT keys && {_array(without)}"] if without else []
        if others:
            most = LOOKED_AT if without else LOOKED_AT_WIDELY
            rows = f"SELECT person, keys FROM people_searchentry WHERE {asked} LIMIT {most}"  # noqa: S608
            parts.append(f"(SELECT person FROM ({rows}) AS rows WHERE {' AND '.join(others)} LIMIT {net.most})")  # noqa: S608
        else:
            parts.append(f"(SELECT person FROM people_searchentry WHERE {asked} LIMIT {net.most})")  # noqa: S608
    if not parts:
        return [], False
    statement = f"{_BEFORE}SELECT person FROM ({' UNION ALL '.join(parts)}) AS nets LIMIT {TOOK_MOST}{_AFTER}"  # noqa: S608
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext(), connection.cursor() as cursor:
            cursor.execute(statement if connection.in_atomic_block else statement.removesuffix(_AFTER))  # numbers only
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
