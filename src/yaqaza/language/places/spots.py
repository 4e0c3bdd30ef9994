"""Places that no register lists: a douar, a quarter, a landmark, as people name them ("دوار تفنوت", "près de la gare").

They have no code: their words are what a team asks for when it arrives. A name ends where the sentence turns to something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from yaqaza.language.folding import fold, fold_with_offsets
from yaqaza.language.places.words import LEVEL_WORDS, LOCATIVES, PLACE_WORDS, STREETS, TITLES, folded_words

MOST_WORDS = 4
"""Longer names are cut here."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A named spot: ``text[start:end]`` without the word before it; ``kind`` is HAMLET, QUARTER or LANDMARK."""

    start: int
    end: int
    kind: str
    cue: tuple[int, int]


_HAMLET = folded_words(
    """دوار دواوير الدوار دووار دشرة الدشرة مدشر المدشر قرية القرية ايغرم douar dwar douwar douars dechra dchar
    village qarya tadart taddart"""
)
_QUARTER = folded_words(
    "حي بحي فحي لحي الحي حومة الحومة تجزئة اقامة quartier cité hay 7ay houma 7ouma haouma lotissement résidence"
)
_NEAR = folded_words(
    "قرب بقرب القرب بجانب جنب حدا حدى حذا قدام أمام امام وراء ورا خلف مقابل قبالة تحت "
    "près proche devant derrière face côté 7da hda 9dam qdam 7daya next behind near wra"
)
_LINKS = folded_words("de d du des la le les l à a au aux من الى of the to")
_LANDMARK = folded_words(
    """مسجد المسجد جامع الجامع مدرسة المدرسة ثانوية اعدادية متوسطة مستشفى المستشفى مستوصف المستوصف سبيطار السبيطار
    صيدلية الصيدلية محطة المحطة لاكار لاغار سوق السوق المارشي مارشي قنطرة القنطرة جسر الجسر واد الواد ضريح زاوية
    الزاوية مقهى القهوة
    قهوة بلدية البلدية جماعة الجماعة مقبرة المقبرة ملعب الملعب حديقة الحديقة معمل المعمل فران الفران حمام الحمام
    بريد البريد البوسطة
    محكمة المحكمة كوميسارية الكوميسارية جامعة الجامعة دار ساحة شارع زنقة
    mosquée école lycée collège hôpital dispensaire pharmacie gare station marché souk pont oued rivière mausolée zaouia café
    mairie commune cimetière stade jardin usine four hammam poste tribunal commissariat université place rue avenue boulevard
    jame3 jami3 mesjed medrasa msid sbitar lagare lagar marché marchi 9antra kahwa qahwa lycee"""
)
HEADS = folded_words(
    """ايت أيت آيت اولاد أولاد ولاد بني بن ابن سيدي للا لالة مولاي تيزي تيغزا اغبالو تاوريرت تاغزوت اغرم امي ايمي
    عين واد وادي بئر بير جبل
    دار قصر تلات تالات ثلاث اثنين اربعاء خميس جمعة سبت احد باب راس ام ابو بو الحاج
    ait aït ath oulad ouled ould beni bni ben bou sidi lalla moulay tizi taourirt imi ain aïn oued oud bir dar
    ksar talat bab ras oum el al"""
)
"""Words that begin a name and never are one alone."""

_INSIDE = frozenset({"d", "de", "du", "n", "ن"})
"""Words that stand inside names: "gare d'Agha", "imi n tala"."""
_OPEN = HEADS | _INSIDE

_ENDS = LOCATIVES | folded_words(
    """و او أو ثم لكن ولكن حيث ان أن لأن راه راهم رانا را هي هو هم حنا انا كاين كاينين ماكاين كاينة مازال مزال
    باقي باقيين بقاو عندنا عندهم عندي محتاج محتاجين
    خاصنا خاصهم خاصو نحتاج يحتاجون تضرر تضررو منكوب معزول تهدم تهدمات تهدمت طاح طاحو طاحت انهار انهارت دمر فقد
    فقدو مات ماتو توفي التابع التابعة تابع تابعة
    هذا هذه هاد داك ديال ديالنا فيه فيها الى اللي لي التي الذي كلها كله كامل كاملة محاصر محاصرين بدون بلا مع يوجد
    توجد يعاني يعانون تعاني ساكنة سكان ناس
    et ou mais est sont où qui que nous il elle on ils avec sans pour ont a besoin besoins détruit isolé touché
    wa w li lli rah rahom 3endna khasna khasna kayn makaynch m7taj bla m3a dyal dial lay is are with and"""
)
_LEVELS = frozenset(LEVEL_WORDS)
_CUES = _HAMLET | _QUARTER
_BREAK = re.compile(r"[،,.!?؟;؛:\n()\[\]«»\"“”…/|]|\s[-–]\s")
_PREFIX = re.compile(r"^[وفبل](?=\w{3})")


def find_spots(text: str) -> list[Spot]:
    """Return the hamlets, quarters and landmarks that ``text`` names, in its order."""
    if not any(map(_begins, fold(text).split())):
        return []  # most texts: where each letter stood is asked for nothing
    folded, offsets = fold_with_offsets(text)
    words = [(match.group(), match.start(), match.end()) for match in re.finditer(r"\S+", folded)]
    return [_placed(text, offsets, words, *found) for found in _found(text, offsets, words)]


_Words = list[tuple[str, int, int]]


def _placed(text: str, offsets: list[int], words: _Words, cue: int, first: int, last: int, kind: str) -> Spot:
    return Spot(
        offsets[words[first][1]],
        offsets[words[last - 1][2] - 1] + 1,
        kind,
        (offsets[words[cue][1]], offsets[words[cue][2] - 1] + 1),
    )


def _found(text: str, offsets: list[int], words: _Words) -> Iterator[tuple[int, int, int, str]]:
    index = 0
    while index < len(words):
        word = words[index][0]
        kind = _kind(word)
        if kind:
            last = _end(text, offsets, words, index + 1)
            if last > index + 1:
                yield index, index + 1, last, kind
                index = last
                continue
        elif word in _NEAR or _PREFIX.sub("", word) in _NEAR:
            first = index + 1
            while first < len(words) and words[first][0] in _LINKS:
                first += 1
            if first < len(words) and words[first][0] in _LANDMARK and not _breaks(text, offsets, words, index, first):
                last = max(first + 1, _end(text, offsets, words, first + 1))
                yield index, first, last, "LANDMARK"
                index = last
                continue
        index += 1


@lru_cache(maxsize=32_768)
def _begins(word: str) -> bool:
    """Whether a spot may begin at this word."""
    return bool(_kind(word)) or word in _NEAR or _PREFIX.sub("", word) in _NEAR


def _kind(word: str) -> str:
    bare = word if word in _CUES else _PREFIX.sub("", word)
    return "HAMLET" if bare in _HAMLET else "QUARTER" if bare in _QUARTER else ""


def _end(text: str, offsets: list[int], words: _Words, first: int) -> int:
    """Return the index after the last word of the name that begins at ``first`` (``first`` itself: there is none)."""
    last = first
    while last < len(words) and last - first < MOST_WORDS:
        word = words[last][0]
        if _breaks(text, offsets, words, last - 1, last) or (_ends(word) and word not in _INSIDE):
            break
        last += 1
        if word not in _OPEN and last - first >= 2 and not _bounded(text, offsets, words, last):
            break
        if word not in _OPEN and last - first == 1 and not _continues(text, offsets, words, last):
            break
    while last > first and words[last - 1][0] in _LINKS | _INSIDE:
        last -= 1
    return last


def _ends(word: str) -> bool:
    bare = _PREFIX.sub("", word)
    return (
        word in _ENDS
        or word.isdecimal()
        or bare in _LEVELS
        or word in _LEVELS
        or bare in _CUES
        or word in PLACE_WORDS
        or word in STREETS
        or word in TITLES
        or (word != bare and bare.startswith("ال"))  # "فالحوز", "وبالدوار"
    )


def _continues(text: str, offsets: list[int], words: _Words, index: int) -> bool:
    """Whether the second word belongs to the name: what follows it is an end too."""
    if index >= len(words) or _breaks(text, offsets, words, index - 1, index) or _ends(words[index][0]):
        return False
    return words[index][0] in _OPEN or _bounded(text, offsets, words, index + 1)


def _bounded(text: str, offsets: list[int], words: _Words, index: int) -> bool:
    """Whether the text, a clause or the description of the place ends before this word."""
    return index >= len(words) or _breaks(text, offsets, words, index - 1, index) or _is_level(words[index][0])


def _is_level(word: str) -> bool:
    return word in _LEVELS or _PREFIX.sub("", word) in _LEVELS


def _breaks(text: str, offsets: list[int], words: _Words, left: int, right: int) -> bool:
    """Whether punctuation stands between two words of the text as received."""
    return bool(_BREAK.search(text, offsets[words[left][2] - 1] + 1, offsets[words[right][1]] + 1))
