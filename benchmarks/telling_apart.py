"""How many of the synthetic persons fit what was typed as well as the one who was meant: nobody can find one among thousands of namesakes.

Somebody fits when each word that was typed is one of theirs, in Arabic or in one of the Latin spellings known for it; where the typed name
has a slip of the pen, one of the words may be off by just such a slip. Without a part, they may have a part more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any

from synthetic_people import Words


def slipped(typed: str, word: str) -> bool:
    """Say whether ``synthetic_people.slip`` may make ``typed`` of ``word``: an inner letter swapped, left out, doubled or mistaken."""
    more = len(typed) - len(word)
    if abs(more) > 1 or typed == word or len(word) < 4:
        return False
    for place in range(1, len(word) - 1):
        head, letter, tail = word[:place], word[place], word[place + 1 :]
        if more == -1 and typed == head + tail:
            return True
        if more == 1 and typed == head + letter + letter + tail:
            return True
        if (
            more == 0
            and typed[:place] == head
            and (typed[place + 1 :] == tail or typed[place:] == tail[0] + letter + tail[1:])
        ):
            return True
    return False


class Crowd:
    """The names that were drawn one by one, each of which stands for ``times`` persons.

    ``ask(sql, values)`` returns rows; persons beyond ``drawn`` repeat their names: ``person + k × drawn``.
    """

    def __init__(self, ask: Callable[..., list[tuple]], source: Words, drawn: int, times: int) -> None:
        self.ask, self.drawn, self.times = ask, drawn, times
        self.spelt: dict[str, set[int]] = defaultdict(set)
        for word, number in source.numbers.items():
            for form in (word, *source.latins[word]):
                self.spelt[form].add(number)
        self.words: dict[int, list[int]] = dict(
            ask("SELECT person, words FROM bench_truth WHERE person <= %s AND words <> '{}'", [drawn])
        )
        self.having: dict[int, set[int]] = defaultdict(set)
        for person, words in self.words.items():
            for word in words:
                self.having[word].add(person)

    def fitting(self, query: Any, area: Collection[int] = ()) -> int:
        """Count who fits, of these areas only when there are any."""
        tokens = [token.casefold() for token in query.typed]
        exact = [self.spelt.get(token, set()) for token in tokens]
        readings = [exact]
        if query.typed != query.said:
            readings += [[*exact[:i], self._near(token), *exact[i + 1 :]] for i, token in enumerate(tokens)]
        longer = query.kind == "without a part"
        found = {one for reading in readings for one in self._having(reading) if self._has(one, reading, longer)}
        if not area and query.year is None:
            return len(found) * self.times
        everyone = [one + k * self.drawn for one in found for k in range(self.times)]
        ((count,),) = self.ask(
            """SELECT count(*) FROM bench_truth JOIN people_person ON id = person
               WHERE person = ANY(%s) AND (%s::int IS NULL OR year = %s) AND (%s OR area_id = ANY(%s))""",
            [everyone, query.year, query.year, not area, list(area)],
        )
        return int(count)

    def _near(self, token: str) -> set[int]:
        return {number for form, numbers in self.spelt.items() if slipped(token, form) for number in numbers}

    def _having(self, reading: Sequence[set[int]]) -> set[int]:
        """Who has a word of each set: those of the rarest first."""
        sets = sorted((set().union(*(self.having.get(word, ()) for word in words)) for words in reading), key=len)
        return set.intersection(*sets) if sets else set()

    def _has(self, one: int, reading: Sequence[set[int]], longer: bool) -> bool:
        """Say whether each typed word is another one of this person's, and none is left over."""
        words = self.words[one]
        return (len(words) == len(reading) or (longer and len(words) > len(reading))) and _assigned(words, reading)


def _assigned(words: Sequence[int], reading: Sequence[set[int]]) -> bool:
    if not reading:
        return True
    return any(
        word in reading[0] and _assigned([*words[:place], *words[place + 1 :]], reading[1:])
        for place, word in enumerate(words)
    )
