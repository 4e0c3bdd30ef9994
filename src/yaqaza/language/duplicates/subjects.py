"""Whom a message is about, as far as one word tells: an old man, a girl, a mother, a whole village."""

from __future__ import annotations

from collections.abc import Iterable

from yaqaza.language.folding import fold
from yaqaza.language.lexicon import forms

_SUBJECTS = {
    "old man": "شيخ مسن شيباني شيبانى vieux vieillard papi chikh cheikh chibani octogenaire",
    "old woman": "مسنة عجوز عجوزة لعجوزة العجوزة عزوجة vieille mamie chibania 3jouza 3gouza l3jouza",
    "old people": "مسنين مسنون شيوخ عجايز vieillards",
    "man": "رجل راجل سيد السيد homme monsieur rajel rajl siyd sid man شخص quelqu",
    "young man": "شاب شباب jeune chab",
    "woman": "امراة مرا المرا سيدة زوجة مرتو مطلقة حامل femme dame mra lmra mtal9a mtel9a hamla 7amla divorcee enceinte woman madame",
    "widow": "أرملة هجالة veuve armala hjala widow",
    "girl": "بنت طفلة فتاة درية بنتي ابنته ابنتي ابنة bnt bent bnti tefla fille fillette girl petite",
    "boy": "ولد طفل دري ولدي ابني ابنه weld wld derri dri garcon boy fils gamin adolescent",
    "baby": "رضيع رضيعة بيبي نوزادة bebe nourrisson rdi3 bibi baby",
    "babies": "رضع توأم توأمين جوج_رضع bebes jumeaux nouveau twins",
    "children": "أطفال دراري وليدات ولاد صغار ذراري enfants drari wlad wlidat bzouz kids children mineurs قاصرين قاصرون",
    "family": "عائلة عايلة أسرة فاميلة famille 3ayla 3a2ila family",
    "families": "عائلات عايلات عاءلتين أسر familles 3a2ilat 3a2iltayn families",
    "workers": "عمال خدامة خدام عامل ouvrier ouvriers khddama khdama",
    "migrants": "مهاجرين حراقة أفارقة migrants harragas 7arraga harraga subsahariens",
    "nomads": "رحالة رحل nomades nomads",
    "school": "مدرسة المدرسة école instituteur معلم المعلم ليسي msid",
    "village": "دوار قرية دشرة douar village dwar",
}
_OF_WORD = {fold(word).replace("_", " "): subject for subject, words in _SUBJECTS.items() for word in words.split()}
_KIN = {
    "old man": {"man"}, "man": {"old man", "young man"}, "young man": {"man", "boy"}, "old woman": {"woman", "widow"},
    "woman": {"old woman", "widow"}, "widow": {"woman", "old woman", "family"}, "babies": {"baby"}, "baby": {"babies"},
    "family": {"children", "widow", "families"}, "families": {"family", "village"}, "children": {"family", "boy", "girl"},
    "boy": {"children", "young man"}, "girl": {"children"}, "village": {"families"},
}  # fmt: skip
_GROUPS = frozenset({"village", "families", "school", "children"})


def subjects_of(words: Iterable[str]) -> frozenset[str]:
    """Return the subjects that folded words name, at most the first three: who is meant is said early."""
    found: dict[str, None] = {}
    for word in words:
        subject = next((_OF_WORD[form] for form in forms(word) if form in _OF_WORD), None)
        if subject:
            found[subject] = None
    return frozenset(list(found)[:3])


def agree(one: frozenset[str], other: frozenset[str]) -> int:
    """Return 1 when both are about the same kind of person, -1 when they cannot be, 0 when nothing tells."""
    if not one or not other:
        return 0
    if (one & other) - {"village"}:
        return 1
    wider = one.union(*(_KIN.get(each, frozenset()) for each in one))
    if wider & other or one & _GROUPS or other & _GROUPS:
        return 0
    return -1
