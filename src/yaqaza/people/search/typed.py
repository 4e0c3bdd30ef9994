"""What was typed into a search for persons, read as names, telephones, identity numbers, years, ages and places, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from yaqaza import countries
from yaqaza.countries.formats import western_digits
from yaqaza.language.folding import fold
from yaqaza.language.numbers import NUMBERS, UNITS
from yaqaza.people.search import keys
from yaqaza.territory import gazetteer

MOST = 300  # letters that are read
OLDEST = 125
PLACE_WORDS = 4


@dataclass
class Place:
    """Words that may name areas, and what is left of the name without them."""

    areas: list[int]
    rest: str


@dataclass
class Wanted:
    """Who is searched for, as far as it was typed."""

    name: str = ""
    phones: list[str] = field(default_factory=list)  # E.164
    tails: list[str] = field(default_factory=list)  # the last digits of a telephone
    ends: list[str] = field(default_factory=list)  # fewer of them: they find somebody beside something else
    identities: list[str] = field(default_factory=list)
    year: int | None = None
    age: int | None = None
    places: list[Place] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not (self.name or self.phones or self.tails or self.identities or self.year or self.age is not None)

    @property
    def words(self) -> list[str]:
        """Return the words of the name as they are filed."""
        return [word.text for word in keys.words(self.name)]

    @property
    def years(self) -> list[int]:
        """Return the years of birth that were meant."""
        if self.year is not None:
            return [self.year]
        if self.age is None:
            return []
        born = timezone.localdate().year - self.age
        return [born, born - 1]


_DIGITS = re.compile(r"\+?\d[\d.\-/]*")
_WITH_LETTERS = re.compile(r"(?=.*\d)[A-Za-z]{1,3}[\-]?\d{3,10}")
_BEGUN = frozenset(
    "ال بن ابن بو ابو عبد ايت ولد اولاد ام el al ben bin ibn bou bu abou abd ait ould ouled oum".split()  # noqa: SIM905
)
"""What begins the next word of a name: typed last, that word is still to come."""
_SIGNS = re.compile(r"[^\w\s'’\-]")


def read(text: str) -> Wanted:
    """Read ``text`` as it was typed; what cannot be a number stays part of the name."""
    country = countries.get(settings.COUNTRY)
    wanted = Wanted()
    text = western_digits(text.replace("\x00", " "))[:MOST]
    if country.identity.is_valid(text) and any(sign.isdigit() for sign in text):
        wanted.identities.append(country.identity.normalise(text))
        return wanted
    tokens, left = text.split(), []
    place = 0
    while place < len(tokens):
        taken = _number(tokens, place, wanted, country)
        if not taken:
            left.append(tokens[place])
        place += taken or 1
    rest = _ages(left, wanted)
    wanted.name = " ".join(_SIGNS.sub(" ", " ".join(rest)).split())
    first, _, last = wanted.name.rpartition(" ")
    if first and fold(last) in _BEGUN:
        wanted.name = first
    if not any(sign.isalpha() for sign in wanted.name):
        wanted.name = ""
    wanted.places = _places(wanted.name)
    return wanted


def _number(tokens: list[str], place: int, wanted: Wanted, country: countries.Country) -> int:
    """Read the number that begins at a token; return of how many tokens it is made, 0 when there is none."""
    if _WITH_LETTERS.fullmatch(tokens[place]) and country.identity.is_valid(tokens[place]):
        wanted.identities.append(country.identity.normalise(tokens[place]))
        return 1
    run = 0
    while place + run < len(tokens) and _DIGITS.fullmatch(tokens[place + run]):
        run += 1
    for length in range(run, 0, -1):  # "0550 00 45 67" is one number, "0550004567 1948" two
        written = " ".join(tokens[place : place + length])
        digits = re.sub(r"\D", "", written)
        if length == 1 and _small(digits, wanted):
            return 1
        if country.identity.is_valid(written):
            wanted.identities.append(country.identity.normalise(written))
            return length
        if length > 1 and written[0] not in "0+":
            continue  # "1948 1950" is no number of a telephone
        try:
            wanted.phones.append(country.normalise_phone(written))
            return length
        except countries.Invalid:
            continue
    if run and keys.END <= len(digits := re.sub(r"\D", "", tokens[place])) <= 15:
        if len(digits) >= keys.TAIL:
            wanted.tails.append(digits)
        elif run > 1 and digits[0] == "0":
            return 0  # a telephone of which more is to come
        else:
            wanted.ends.append(digits)
        return 1
    return 0


def _small(digits: str, wanted: Wanted) -> bool:
    """Read a year of birth or an age."""
    if len(digits) == 4 and digits[:2] in ("19", "20") and wanted.year is None:
        wanted.year = int(digits)
        return True
    if 0 < len(digits) <= 3 and int(digits) <= OLDEST and wanted.age is None:
        wanted.age = int(digits)
        return True
    return False


def _ages(tokens: list[str], wanted: Wanted) -> list[str]:
    """Read ages in words ("ستين عام"), and leave out what only says that a number is an age."""
    rest: list[str] = []
    for token in tokens:
        folded = fold(token)
        if UNITS.get(folded) == "years" and (wanted.age is not None or rest):
            spelt = NUMBERS.get(fold(rest[-1])) if rest else None
            if spelt is not None and wanted.age is None:
                wanted.age = spelt
                rest.pop()
                continue
            if wanted.age is not None:
                continue
        rest.append(token)
    return rest


def _places(name: str) -> list[Place]:
    """Return the longest stretches of words that name an area exactly, the longest first; a word may be a name all the same."""
    tokens = name.split()
    found: list[Place] = []
    taken: set[int] = set()
    for length in range(min(PLACE_WORDS, len(tokens)), 0, -1):
        for start in range(len(tokens) - length + 1):
            span = set(range(start, start + length))
            stretch = " ".join(tokens[start : start + length])
            if span & taken or len(stretch) < 3:
                continue
            areas = gazetteer.named_exactly(stretch, "", frozenset())
            if areas:
                taken |= span
                found.append(Place(areas, " ".join(tokens[:start] + tokens[start + length :])))
    return found[:2]
