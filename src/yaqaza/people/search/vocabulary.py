"""The words of names that are known: what a word that someone types may mean, also half typed, misspelt or in the other script."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db import connection
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from yaqaza.language import names
from yaqaza.people.search import keys

MOST = 50  # known words that one typed word may mean
ALIKE = 0.02  # from here on a known word may be meant (``names.compare``), if it is common enough beside the others
BEGINNING = 3
ANY = 2_000_000_000
BEGINS = 0.8  # what a word that only begins as typed is worth
SHORTEST = 2  # letters from which a word may be half typed
SPELT = 0.7  # from here on a word may be the same one, written otherwise
SLIP = 0.95  # what a word is worth that is one letter away and borne by many more
SLIPS = 6  # of those, the commonest, that are looked for in every spelling
SPELLINGS = 20  # known words that are compared with each
WRITTEN_WRONG = 0.5  # what a word is worth, beside the one it should be, that stands misspelt in somebody's name,
FEW_BEAR = 50  # which no more than so many bear; they are looked for
INTENDED = 4  # near the likeliest words that a typed one means


class Depth(NamedTuple):
    """How many known words are looked at: of those that sound the same, are written nearly so, sound nearly so, begin so.

    ``read`` of the common ones; ``compared`` of these, whose letters are most alike; and how many bear a word just as typed so that
    nobody looks for a slip of the pen in it. ``commoner``: a word may be a slip of one that so many times as many persons bear.
    """

    read: tuple[int, int, int, int]
    compared: tuple[int, int, int, int]
    many: int
    commoner: int


SHALLOW = Depth((300, 60, 300, 30), (60, 20, 25, 30), 5000, 100)
DEEP = Depth((600, 120, 2500, 0), (100, 30, 80, 0), ANY, 1)
"""When nobody fits yet."""


@dataclass(frozen=True)
class Meaning:
    """What a typed word may mean: known words, how alike each is (``weights``), and how many persons have it.

    The likeliest comes first: a slip of the pen is less like a name that thousands bear than like one that nobody bears.
    ``slips``: those that may be meant by a slip of the pen only, and are no other spelling of what was typed.
    """

    weights: dict[str, float]
    counts: dict[str, int]
    slips: frozenset[str] = frozenset()

    @cached_property
    def count(self) -> float:
        """Return how many persons are to be expected who have what is meant."""
        return sum(weight * self.counts.get(text, 0) for text, weight in self.weights.items())

    @property
    def likeliest(self) -> int:
        """Return how many persons have the likeliest word: as it was typed, if anybody is called so."""
        return self.counts.get(next(iter(self.weights)), 0)

    def some(self, most: int) -> list[int]:
        """Return the keys of the likeliest words that no more than ``most`` persons have together."""
        found, left = [], most
        for text in self.weights:
            if (count := self.counts.get(text, 0)) <= left:
                found.append(keys.number(keys.WORD, text))
                left -= count
        return found

    def most_words(self, most: int) -> list[str]:
        """Return the likeliest word, then those that are meant most probably, the common ones first."""
        first, *others = self.weights
        others.sort(key=lambda text: -(self.weights[text] ** 2) * self.counts.get(text, 0))
        return [first, *others][:most]

    def most(self, most: int) -> list[int]:
        """Return the keys of those."""
        return [keys.number(keys.WORD, text) for text in self.most_words(most)]

    def beside(self, other: Meaning) -> Meaning:
        """Return what a word may mean by this meaning or, where this knows nothing, by another."""
        return Meaning(other.weights | self.weights, other.counts | self.counts, self.slips | other.slips)

    @cached_property
    def odds(self) -> list[tuple[float, str]]:
        """Return the known words with the odds that they are meant, the likeliest first."""
        return sorted(
            ((_odds(weight, self.counts.get(text, 0)), text) for text, weight in self.weights.items()), reverse=True
        )


Ways = dict[int, list[tuple[str, int]]]
"""Known words with how many bear each, by the way in which they were found."""
Frozen = tuple[tuple[int, tuple[tuple[str, int], ...]], ...]


def _odds(weight: float, count: int) -> float:
    """How probably a known word is meant, beside others: as alike as it is, times all who have it."""
    return weight / (1.0001 - weight) * (count + 1)


_FOUND = "(SELECT %s::int AS place, %s AS way, string_agg(text || ' ' || count, ' ') FROM ("
"""Words and how many bear each in one text: hundreds of rows take longer to come over than to find."""

_ALIKE = f"""{_FOUND}SELECT text, count FROM people_nameword WHERE near && %s AND (SELECT count(*) = 0
 FROM people_nameword WHERE text = %s AND count > %s) ORDER BY (text = %s) DESC, count DESC LIMIT %s) AS found)"""  # noqa: S608
_BEGINS = f"""{_FOUND}SELECT text, count FROM people_nameword WHERE text LIKE %s OR sound LIKE %s
 ORDER BY (text LIKE %s) DESC, count DESC LIMIT %s) AS found)"""  # noqa: S608
_SPELT = f"""{_FOUND}SELECT text, count FROM people_nameword WHERE sound = ANY(%s) ORDER BY count DESC LIMIT {SPELLINGS}) AS found)"""  # noqa: S608


def meanings(words: list[str], *, half_typed: bool, depth: Depth = SHALLOW) -> list[Meaning]:
    """Return what each word may mean; with ``half_typed`` the last one may also be a beginning.

    One query, and another one where a word may be a slip of the pen: for the other spellings of what was meant.
    """
    if not words:
        return []
    parts, values = [], []
    for place, word in enumerate(words):
        for way, near in enumerate(keys.near_word(word)):
            parts.append(_ALIKE)
            values += [place, way, near, word, depth.many if way else ANY, word, depth.read[way]]
    last = words[-1]
    if half_typed and len(last) >= SHORTEST:
        heard = keys.sound(last).readings[:1]
        sounds = f"{heard[0]}%" if heard and len(heard[0]) > 1 else last
        parts.append(_BEGINS)
        values += [len(words) - 1, BEGINNING, f"{last}%", sounds, f"{last}%", depth.read[BEGINNING]]
    found = _asked(parts, values)
    meant = [
        {text: count for way in found.get(place, {}).values() for text, count in way} for place in range(len(words))
    ]
    slips = [_slips(word, counts, depth.commoner) for word, counts in zip(words, meant, strict=True)]
    near = [
        (place, at, list(keys.sound(text).readings))
        for place, slip in enumerate(slips)
        for at, text in enumerate(slip[:SLIPS])
    ]
    spelt = _asked([_SPELT] * len(near), [value for row in near for value in row])
    return [
        _weighed(
            word, _frozen(found.get(place, {})), depth.compared, tuple(slips[place]), _frozen(spelt.get(place, {}))
        )
        for place, word in enumerate(words)
    ]


_MISSPELT = f"""{_FOUND}SELECT text, count FROM people_nameword WHERE near && %s AND count <= {FEW_BEAR} ORDER BY count DESC LIMIT {MOST})
 AS found)"""  # noqa: S608


def misspelt(meanings: list[Meaning]) -> list[Meaning]:
    """Return for each word how what it means may stand misspelt in a name: what few bear and is one letter away from it."""
    intended = [[text for _, text in meaning.odds[:INTENDED] if len(text) > 2] for meaning in meanings]
    near = [
        (place, at, keys.near_word(text)[1]) for place, texts in enumerate(intended) for at, text in enumerate(texts)
    ]
    found = _asked([_MISSPELT] * len(near), [value for row in near for value in row])
    return [_wrong(meaning, intended[place], found.get(place, {})) for place, meaning in enumerate(meanings)]


def _wrong(meaning: Meaning, intended: list[str], found: Ways) -> Meaning:
    weights, counts = {}, {}
    for at, texts in found.items():
        worth = WRITTEN_WRONG * meaning.weights[intended[at]]
        for text, count in texts:
            if text not in meaning.weights and OSA.distance(intended[at], text, score_cutoff=1) == 1:
                weights[text], counts[text] = max(worth, weights.get(text, 0.0)), count
    return Meaning(weights, counts, frozenset(weights))


def _asked(parts: list[str], values: list[object]) -> dict[int, Ways]:
    """Return what is known, by the place of the word that was asked about."""
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = cursor.fetchall()
    found: dict[int, Ways] = {}
    for place, way, told in rows:
        texts = told.split(" ") if told else []
        found.setdefault(place, {})[way] = list(zip(texts[::2], map(int, texts[1::2]), strict=True))
    return found


def _frozen(ways: Ways) -> Frozen:
    return tuple((way, tuple(found)) for way, found in sorted(ways.items()))


def _slips(word: str, counts: dict[str, int], commoner: int) -> list[str]:
    """Return the words that were meant if one letter of a word is a slip of the pen: those that far more persons bear."""
    if len(word) < 3:
        return []
    most = commoner * counts.get(word, 0)
    near = [text for text, count in counts.items() if count > most and OSA.distance(word, text, score_cutoff=1) == 1]
    return sorted(near, key=lambda text: -counts[text])


@lru_cache(maxsize=128)  # while someone types, all words but the last stay
def _weighed(word: str, found: Frozen, compared: tuple[int, ...], slips: tuple[str, ...], spelt: Frozen) -> Meaning:
    ways: list[list[str]] = [[] for _ in compared]
    counts = {text: count for _, texts in (*found, *spelt) for text, count in texts}
    for way, texts in found:
        ways[way] = [text for text, _ in texts]
    worth = zip(ways, compared, strict=True)
    texts = list(dict.fromkeys(text for way, most in worth for text in _most_alike(word, way, most, counts)))
    likely = _alike(word, texts)
    slipped = dict.fromkeys(slips, SLIP)
    for at, spellings in spelt:  # a slip in a word, and the word in another spelling
        for text, weight in _alike(slips[at], [text for text, _ in spellings]).items():
            slipped[text] = max(slipped.get(text, 0.0), SLIP * weight)
    weights = {text: weight for text, weight in likely.items() if weight >= ALIKE}
    weights |= {text: weight for text, weight in slipped.items() if weight >= max(likely.get(text, 0.0), ALIKE)}
    begun = _beginning(word, [text for text in ways[BEGINNING] if likely.get(text, 0.0) < BEGINS])
    weights |= {text: max(weights.get(text, 0.0), BEGINS) for text in begun}
    best = sorted(weights, key=lambda text: (text != word, -_odds(weights[text], counts[text])))[:MOST]
    return Meaning(
        {text: weights[text] for text in best} or {word: 1.0},
        {text: counts[text] for text in best},
        frozenset(text for text in best if text in slipped and text not in begun and likely.get(text, 0.0) < SPELT),
    )


@lru_cache(maxsize=512)
def _compared(word: str) -> dict[str, float]:
    """How alike known words are to one, those that it was compared with: most are asked for again, by a deeper look or the next letter."""
    return {}


def _alike(word: str, texts: list[str]) -> dict[str, float]:
    """Return how alike known words are to one."""
    known = _compared(word)
    new = [text for text in texts if text not in known]
    known.update(zip(new, names.compare(word, new), strict=True))
    return {text: known[text] for text in texts}


def _most_alike(word: str, texts: list[str], most: int, counts: dict[str, int]) -> list[str]:
    """Return those of some known words that are worth a comparison, which takes long."""
    if len(texts) <= most:
        return texts
    alike = process.cdist([_in_latin(word)], [_in_latin(text) for text in texts], scorer=fuzz.ratio)[0].tolist()
    worth = {text: much / 100 + 0.1 * math.log(counts[text] + 1) for text, much in zip(texts, alike, strict=True)}
    return sorted(texts, key=lambda text: (text != word, -worth[text]))[:most]


_LETTERS = str.maketrans(dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةئؤ", "abttjhxddrzscsdtdagfkklmnhwyaayw", strict=True)))
_SAME = (
    ("sch", "c"), ("tch", "c"), ("ch", "c"), ("sh", "c"), ("kh", "x"), ("gh", "g"), ("dj", "j"), ("dh", "d"), ("th", "t"), ("ph", "f"),
    ("gu", "g"), ("ck", "k"), ("q", "k"), ("ou", "w"), ("oo", "w"), ("aa", "a"), ("ee", "y"), ("ai", "ay"), ("ei", "ay"), ("o", "w"),
    ("u", "w"), ("i", "y"), ("e", "a"), ("p", "b"), ("v", "f"), ("3", "a"), ("7", "h"), ("9", "k"), ("5", "x"),
)  # fmt: skip


_TWICE = re.compile(r"(.)\1")


@lru_cache(maxsize=1 << 16)
def _in_latin(text: str) -> str:
    """Return a word of either script in one spelling, roughly: "عويسي" awysy, "aouissi" awysy."""
    if text > "z":
        bare = text[2:] if text.startswith("ال") and len(text) > 4 else text
        return (bare[:-1] + "ا" if bare.endswith("ه") else bare).replace("ء", "").translate(_LETTERS)
    for letters, one in _SAME:
        text = text.replace(letters, one)
    return _TWICE.sub(lambda twice: twice[1], text)


def _beginning(word: str, texts: list[str]) -> list[str]:
    """Return the known words that begin as typed, in their own script or as their beginning sounds."""
    found = [text for text in texts if text.startswith(word)]
    others = [text for text in texts if (word[0] > "z") != (text[0] > "z")]
    length = len(word) + (1 if word[0] > "z" else -1)  # Arabic writes fewer letters
    likely = names.compare(word, [text[: max(length, 2)] for text in others])
    return found + [text for text, much in zip(others, likely, strict=True) if much >= 0.35]
