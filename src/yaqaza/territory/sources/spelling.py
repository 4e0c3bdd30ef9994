"""Names of the Journal officiel in the spelling of today.

Older texts were set without hamza and with ى for every final ي ("سيدى بلعباس", "الاغواط"). Where the map has the same
name, letter for letter once folded, its spelling is taken; a final ى stays only in the words that have it.
"""

from __future__ import annotations

from yaqaza.language.folding import fold

KEEP = frozenset(
    (
        "عيسى",
        "موسى",
        "يحيى",
        "مصطفى",
        "دفلى",
        "الدفلى",
        "يبقى",
        "مرسى",
        "المرسى",
        "ليلى",
        "سلمى",
        "بشرى",
        "هدى",
        "منى",
        "الوسطى",
        "الكبرى",
        "الصغرى",
    )
)

TODAY = {"ايليزى": "إليزي", "ايليزي": "إليزي"}
"""Names whose spelling changed by more than habits."""


def arabic(official: str, mapped: str = "") -> str:
    """Return an Arabic name in today's spelling."""
    if official in TODAY:
        return TODAY[official]
    words = official.split()
    others = mapped.replace("ھ", "ه").split() if fold(official) == fold(mapped) else []
    if len(others) != len(words):
        others = words
    return " ".join(_word(word, other) for word, other in zip(words, others, strict=True))


def french(official: str, mapped: str = "") -> str:
    """Return the spelling with more of its accents: "Béjaïa" rather than "Bejaïa"."""
    return max(official, mapped, key=_accents) if fold(official) == fold(mapped) else official


def _word(official: str, mapped: str) -> str:
    word = mapped if _hamzas(mapped) >= _hamzas(official) else official
    if word.endswith("ى") and word not in KEEP:
        word = word[:-1] + "ي"
    return word


def _hamzas(word: str) -> int:
    return sum(letter in "أإآؤئء" for letter in word)


def _accents(name: str) -> int:
    return sum(letter > "\x7f" for letter in name)
