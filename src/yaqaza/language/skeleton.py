"""The sound of a name, whichever script it is written in: محمد العربي بن مهيدي and Mohamed Larbi Ben M'hidi.

Arabic writes consonants and long vowels, the French spelling of the Maghreb writes every vowel and doubles letters
at will. Both are read into the same small alphabet of sounds, in which consonants weigh much and vowels little:

- ``keys`` gives coarse strings to look candidates up by (consonants only, look-alikes merged);
- ``similarity`` compares two names sound by sound.

Written by hand for search before create; it proposes, it never decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from yaqaza.language.folding import fold

# Sounds. Capitals are consonants; a, i, u are vowels or the letters that carry them. "X" is kh, "C" ch/sh, "V" gh,
# "O" is ayn, "G" and "P" are th and dh, "E" the l of the article.
_ARABIC = {
    "ا": "a", "ب": "B", "ت": "T", "ث": "G", "ج": "J", "ح": "H", "خ": "X", "د": "D", "ذ": "P", "ر": "R", "ز": "Z",
    "س": "S", "ش": "C", "ص": "S", "ض": "D", "ط": "T", "ظ": "P", "ع": "O", "غ": "V", "ف": "F", "ق": "Q", "ك": "K",
    "ل": "L", "م": "M", "ن": "N", "ه": "H", "و": "u", "ي": "i",
}  # fmt: skip
_LATIN_GROUPS = {
    "sch": "C", "tch": "C", "ch": "C", "sh": "C", "kh": "X", "gh": "V", "rh": "V", "dj": "J", "th": "G", "dh": "P",
    "ph": "F", "ou": "u", "oo": "u", "ow": "u", "ai": "ai", "ay": "ai", "ei": "ai", "ey": "ai", "eau": "u", "au": "u",
    "aw": "u", "qu": "Q", "gu": "Q", "x": "KS", "ck": "K", "ts": "TS", "ce": "Si", "ci": "Si", "cy": "Si", "ge": "Ja",
    "gi": "Ji",
}  # fmt: skip
_LATIN = {
    "a": "a", "b": "B", "c": "K", "d": "D", "e": "a", "f": "F", "g": "Q", "h": "H", "i": "i", "j": "J", "k": "K",
    "l": "L", "m": "M", "n": "N", "o": "u", "p": "B", "q": "Q", "r": "R", "s": "S", "t": "T", "u": "u", "v": "F",
    "w": "u", "y": "i", "z": "Z", "2": "a", "3": "O", "5": "X", "6": "T", "7": "H", "8": "V", "9": "Q",
}  # fmt: skip
_LATIN_UNIT = re.compile("|".join(sorted([*_LATIN_GROUPS, *_LATIN], key=len, reverse=True)))
_TIFINAGH = str.maketrans(
    {
        "ⴰ": "a", "ⴱ": "b", "ⴲ": "b", "ⴳ": "g", "ⴴ": "g", "ⴵ": "j", "ⴷ": "d", "ⴸ": "d", "ⴹ": "d", "ⴺ": "d",
        "ⴻ": "e", "ⴼ": "f", "ⴽ": "k", "ⴾ": "k", "ⵀ": "h", "ⵃ": "h", "ⵄ": "3", "ⵅ": "kh", "ⵇ": "q", "ⵉ": "i",
        "ⵊ": "j", "ⵋ": "j", "ⵍ": "l", "ⵎ": "m", "ⵏ": "n", "ⵒ": "p", "ⵓ": "u", "ⵔ": "r", "ⵕ": "r", "ⵖ": "gh",
        "ⵙ": "s", "ⵚ": "s", "ⵛ": "ch", "ⵜ": "t", "ⵝ": "t", "ⵞ": "tch", "ⵟ": "t", "ⵠ": "v", "ⵡ": "w", "ⵢ": "y",
        "ⵣ": "z", "ⵥ": "z",
    }
)  # fmt: skip

# What it costs to leave a sound out, and to take one for another.
_SKIP = {"a": 0.11, "i": 0.16, "u": 0.16, "O": 0.22, "H": 0.45, "E": 0.1}
_ARABIC_VOWEL = 0.3  # a long vowel is written because it is heard
_SWAP = {
    "ai": 0.12, "au": 0.14, "iu": 0.14, "Oa": 0.05, "Oi": 0.1, "Ou": 0.1, "Ha": 0.35, "EL": 0.05,
    "QK": 0.1, "QV": 0.35, "KX": 0.35, "HX": 0.45, "QJ": 0.3, "RV": 0.35, "HO": 0.4, "VX": 0.45, "KV": 0.45,
    "TG": 0.05, "GS": 0.15, "PD": 0.05, "PZ": 0.15, "PT": 0.4, "TS": 0.45, "TD": 0.35, "DZ": 0.4,
    "SZ": 0.4, "SC": 0.45, "CJ": 0.45, "JZ": 0.5, "CK": 0.35, "CX": 0.5,
    "BF": 0.45, "MN": 0.45, "LN": 0.6, "LR": 0.6, "KJ": 0.5,
}  # fmt: skip
_SWAPS = {(pair[0], pair[1]): cost for pair, cost in _SWAP.items()}
_SWAPS |= {(pair[1], pair[0]): cost for pair, cost in _SWAP.items()}

# Words that are written apart or joined to the next one, in either script.
_BEFORE = {
    "عبد", "بن", "ابن", "بو", "ابو", "ايت", "اولاد", "ولد", "ام", "ال", "abd", "ben", "ibn", "bin", "bou", "bu",
    "abou", "abu", "ait", "ouled", "oulad", "ould", "oum", "el", "al", "ed", "er", "es", "en", "ez", "et", "ech",
    "abdel", "abdul", "abdou", "m", "n", "l", "d",
}  # fmt: skip
_AFTER = {"الدين", "الله", "eddine", "eddin", "din", "dine", "allah", "ullah", "uddin"}

Sounds = tuple[tuple[str, float], ...]


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded, with particles joined to the word they belong to."""
    joined: list[str] = []
    held = ""
    for word in fold(name.replace("ç", "ss").replace("Ç", "ss")).translate(_TIFINAGH).split():
        if word in _AFTER and joined and not held:
            joined[-1] += word
            continue
        held += word
        if word in _BEFORE:
            continue
        joined.append(held)
        held = ""
    if held:
        joined.append(held)
    return tuple(joined)


@lru_cache(maxsize=65536)
def sounds(word: str) -> Sounds:
    """Return the sounds of a folded word, each with what it costs to leave it out."""
    found: list[tuple[str, float]] = []
    if any("\u0600" <= letter <= "\u06ff" for letter in word):
        last = len(word) - 1
        for index, letter in enumerate(word):
            sound = _ARABIC.get(letter)
            if sound is None:
                continue
            cost = _SKIP.get(sound, 1.0)
            if sound in "aiu":
                cost = _ARABIC_VOWEL
            if index == last and letter == "ه":
                sound, cost = "a", 0.12  # ta marbuta, once folded
            elif letter == "ل" and index and word[index - 1] == "ا" and (index == 1 or index < last - 1):
                sound, cost = ("E", 0.1) if index == 1 or _has_article_inside(word, index) else (sound, cost)
            elif letter == "ج" and found and found[-1][0] == "D":
                found.pop()  # dj spelt in full: بوتلدجة
            elif (
                letter == "ا"
                and word[index + 1 : index + 2] == "ل"
                and (index == 0 or _has_article_inside(word, index + 1))
            ):
                cost = 0.05
            found.append((sound, cost))
    else:
        for match in _LATIN_UNIT.finditer(word):
            unit = match.group()
            end = match.end() == len(word)
            if unit in ("ce", "ge") and end:
                read = _LATIN_GROUPS[unit][0]
            elif unit == "gu" and word[match.end() : match.end() + 1] not in ("e", "i", "y"):
                read = "Qu"
            else:
                read = _LATIN_GROUPS.get(unit) or _LATIN[unit]
            for sound in read:
                cost = _SKIP.get(sound, 1.0)
                if sound == "H" and end:
                    cost = 0.05
                if found and found[-1][0] == sound:
                    continue  # doubled letters
                found.append((sound, cost))
    return tuple(found)


def _has_article_inside(word: str, index: int) -> bool:
    """عبدالقادر، نورالدين: an article after at least two letters of a joined particle."""
    return word[: index - 1] in _BEFORE or word[index + 1 :] in ("دين", "له")


@lru_cache(maxsize=65536)
def _flat(name: str) -> tuple[Sounds, ...]:
    """The sounds of a name read from each of its words in turn: surname first or given name first."""
    parts = [sounds(word) for word in words(name)]
    turns = range(len(parts)) if 1 < len(parts) <= 5 else range(1)
    return tuple(tuple(sound for part in (*parts[turn:], *parts[:turn]) for sound in part) for turn in turns)


def similarity(a: str, b: str) -> float:
    """Return how alike two names sound, 0 to 1, in any two scripts and in any order of their words.

    Above about 0.8 a human should look; no value is a proof.
    """
    one, other = sorted((_flat(a), _flat(b)), key=len)
    if not one or not one[0]:
        return 0.0
    best = 0.0
    for turned in other:
        whole = sum(cost for _, cost in one[0]) + sum(cost for _, cost in turned)
        if whole:
            best = max(best, 1 - 2 * _distance(one[0], turned) / whole)
    return max(0.0, best)


def _distance(a: Sounds, b: Sounds) -> float:
    """Weighted edit distance."""
    row = [0.0]
    for _, cost in b:
        row.append(row[-1] + cost)
    swaps = _SWAPS
    for sound, skip in a:
        diagonal = row[0]
        row[0] = left = diagonal + skip
        for column, (other, other_skip) in enumerate(b, start=1):
            above = row[column]
            best = diagonal if sound == other else diagonal + swaps.get((sound, other), skip + other_skip)
            if above + skip < best:
                best = above + skip
            if left + other_skip < best:
                best = left + other_skip
            diagonal = above
            row[column] = left = best
    return row[-1]


# Keys: coarse, one character a consonant, each with the other readings that spelling leaves open.
_COARSE = {
    "B": "B",
    "T": "T",
    "J": "J",
    "H": "H",
    "X": "X",
    "D": "D",
    "R": "R",
    "Z": "Z",
    "S": "S",
    "C": "C",
    "V": "V",
    "F": "F",
    "Q": "K",
    "K": "K",
    "G": "T",
    "P": "D",
    "L": "L",
    "M": "M",
    "N": "N",
    "E": "",
}
_READINGS = (("C", "K"), ("J", "K"), ("V", "K"), ("X", "K"), ("V", "R"), ("H", ""), ("D", "T"))


@lru_cache(maxsize=65536)
def word_keys(word: str) -> frozenset[str]:
    """Return the consonants of a word, coarsely, in its most likely readings ("شريف", "Cherif" → "CRF")."""
    heard = [(sound, cost) for sound, cost in sounds(word) if sound in _COARSE and not (sound == "H" and cost < 0.1)]
    plain = _single("".join(_COARSE[sound] for sound, _ in heard))
    if not plain:  # آية, Yaya: nothing but vowels
        return frozenset({_single("".join(sound for sound, _ in sounds(word)))[:4]} - {""})
    readings = {plain}
    if len(heard) > 1:
        for sound, other in (("G", "S"), ("P", "Z"), ("S", "Z")):
            if any(one == sound for one, _ in heard[1:]):
                readings.add(
                    _single("".join(other if one == sound and i else _COARSE[one] for i, (one, _) in enumerate(heard)))
                )
    for sound, other in _READINGS:
        if sound in plain:
            readings.add(_single(plain.replace(sound, other)))
    if any(sound == "E" for sound, _ in heard):  # Larbi, Lakhdar keep the article that العربي has
        readings.add(_single("".join("L" if sound == "E" else _COARSE[sound] for sound, _ in heard)))
    if plain.startswith("BDL"):  # Abdelkader, Abderrahmane
        readings.add("BD" + plain[3:])
    return frozenset(readings - {""})


def keys(name: str) -> frozenset[str]:
    """Return the strings under which a name is filed and looked up: two names that share one may be the same.

    A name of several words is filed under every pair of them ("BNL+MHMD"), because one word alone is too common, and
    under all of them joined; a single word under its own keys.
    """
    parts = [word_keys(word) for word in words(name)]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return frozenset(key for part in parts for key in part)
    return frozenset(_pairs(parts)) | frozenset({"".join(min(part, key=_plainness) for part in parts)})


def _plainness(key: str) -> tuple[int, str]:
    return (-len(key), key)


def _pairs(parts: list[frozenset[str]]) -> Iterator[str]:
    for first, second in combinations(parts[:5], 2):
        for one in first:
            for two in second:
                yield "+".join(sorted((one, two)))


def _single(key: str) -> str:
    return re.sub(r"(.)\1+", r"\1", key)
