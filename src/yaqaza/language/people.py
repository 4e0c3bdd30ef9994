"""Names of persons in running text: the words after one that announces a name ("اسمي", "السيدة", "je m'appelle")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yaqaza.language.folding import fold
from yaqaza.language.lexicon import is_arabic
from yaqaza.language.reading import Reading

if TYPE_CHECKING:
    from yaqaza.language.places import PlaceMention

SURE = 0.95
"""A place at or above this is not taken for the name of a person: a word before it or another place vouches for it."""


@dataclass(frozen=True, slots=True)
class NameMention:
    """A person's name in a text: ``text[start:end]``."""

    start: int
    end: int
    name: str


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(words).split())


_CUES = _folded(
    "اسمي اسمه اسمها اسمو سميتي سميتو سميتها سميتي السيد السيدة سيد سيدة المسمى المسماة يدعى تدعى المدعو المدعوة الحاج الحاجة "
    "للا لالة مولاي الشاب الشابة الطفل الطفلة الدكتور الاستاذ الأستاذة المواطن المواطنة الأرملة المرحوم المرحومة المختفي المفقود "
    "smiti smito smitha ismi monsieur mr madame mme mlle hadj haja lalla nomme nommee prenomme mrs miss named"
)
_PAIRS = {
    ("m", "appelle"),
    ("s", "appelle"),
    ("my", "name"),
    ("her", "name"),
    ("his", "name"),
    ("اتصلو", "ب"),
    ("nom", "est"),
}
_BEFORE_NAMES = _CUES | {second for _, second in _PAIRS}
_JOINERS = _folded("بن بنت ابن عبد ابو ام ولد ايت آيت بو اد آل ben bin bent abd el al ait ould bou la")
_NOT_NAMES = _folded(
    "من في على الى التي الذي الي لي راه هو هي كان كانت عمره عمرها عمرو عندها عندو عنده و ان قد الذين هذا هذه هاد ديال رقم "
    "العامل الوزير المدير الرئيس القايد القائد الوالي رئيس مدير المحترم المحترمة الكريم الكريمة والدي والدتي صاحب qui que est et le "
    "la les de du des dans pour avec au maire ministre president directeur age agee is was who from the in at lives hadi rah f fi "
    "mn lives kayskn saken مريض مريضة معاق يعيش تعيش وحيد يبلغ تبلغ البالغ البالغة المريض المريضة رضيع صغير صغيرة يقطن تقطن "
    "ساكن ساكنة توفي توفيت ضاع خرج مات محتاج"
)
_CAPITAL = re.compile(r"[A-ZÀ-Ý]")


def find_names(text: str, reading: Reading) -> list[NameMention]:
    """Return the names announced in a text, at most three words each, with the particles inside them."""
    words, spans = reading.words, reading.spans
    found: list[NameMention] = []
    if _BEFORE_NAMES.isdisjoint([word.folded for word in words]):
        return found
    index = 0
    while index < len(words):
        folded = words[index].folded
        cued = folded in _CUES
        first = index + 1
        if not cued and index and (words[index - 1].folded, folded) in _PAIRS:
            cued = True
            if first < len(words) and words[first].folded in ("is", "est"):
                first += 1
        while cued and first < len(words) and words[first].folded in _CUES:
            first += 1
        end = _name_end(text, reading, first) if cued else first
        if end > first:
            start, stop = spans[first][0], spans[end - 1][1]
            found.append(NameMention(start, stop, text[start:stop]))
            index = end
        else:
            index += 1
    return found


def without_places(names: list[NameMention], places: Sequence[PlaceMention]) -> list[NameMention]:
    """Return the names without what is the name of a place for sure: "Mme Khadidja Baraki Alger", "جماعة مولاي بوسلهام"."""
    sure = [place for place in places if place.score >= SURE]
    found = []
    for name in names:
        ends = [place.start for place in sure if place.start < name.end and place.end > name.start]
        if not ends:
            found.append(name)
        elif min(ends) > name.start:
            kept = name.name[: min(ends) - name.start].rstrip()
            found.append(NameMention(name.start, name.start + len(kept), kept))
    return found


def _name_end(text: str, reading: Reading, first: int) -> int:
    words, spans, clauses = reading.words, reading.spans, reading.clauses
    index, parts, end = first, 0, first
    while index < len(words) and parts < 3 and clauses[index] == clauses[first]:
        word = words[index]
        if index > first and re.search(r"[,،.\n]", text[spans[index - 1][1] : spans[index][0]]):
            break
        if word.folded in _JOINERS:
            index += 1
            continue
        if not word.folded[0].isalpha() or word.folded in _NOT_NAMES or len(word.folded) < 2 or word.role:
            break
        if word.classes and not word.near and is_arabic(word.folded):
            break  # a word that means something here
        if not is_arabic(word.folded) and not _CAPITAL.match(text[spans[index][0]]):
            break
        parts, index = parts + 1, index + 1
        end = index
    return end if parts else first
