"""What can be read out of a message without understanding it: telephone numbers, ages, words of need, its first sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from yaqaza import countries
from yaqaza.alerts.states import Need
from yaqaza.core.text import direction
from yaqaza.language.folding import fold, fold_with_offsets

FOLDED_MOST = 2000
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_TIFINAGH = re.compile(r"[\u2d30-\u2d7f]")
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
_PHONE = re.compile(r"(?<![\w+])\+?\d[\d .\-/()]{7,18}\d(?!\w)")
_AGE = re.compile(r"(?<!\w)\d{1,3} ?(?:سنوات|سنه|عاما?|اعوام|شهور|اشهر|شهر|ans?|years? old|years?|mois)(?!\w)")
_GREETING = re.compile(
    r"^(?:\s|السلام عليكم(?: ورحم[ةه] الله)?(?: و?تعال[ىي])?(?: وبركاته)?|سلام عليكم|سلام|مرحبا|صباح الخير|مساء الخير"
    r"|bonjour|bonsoir|salut|salam(?: ?[ou]? ?a?3?al[ae]ykoum)?|hello|hi\b|madame,? monsieur|[،,.!:؛;\-–]|RT\s+@\S+)+",
    re.IGNORECASE,
)

# Folded words, as people write them here: the beginning of a word is enough. Wrong guesses are corrected with one click.
_WORDS: dict[Need, tuple[str, ...]] = {
    Need.MEDICAL: ("مريض", "مرض", "جريح", "مصاب", "نزيف", "طاح", "سقطت", "سقط", "اسعاف", "طبيب", "مستشف", "malade", "bless", "tombe",
                   "medecin", "hopital", "ambulance", "injur", "wound", "sick", "hospital", "doctor"),
    Need.MEDICINE: ("دواء", "دوا ", "ادويه", "انسولين", "medicament", "insuline", "traitement", "medicine", "medication"),
    Need.SHELTER: ("ماوي", "العراء", "الشارع", "الزنقه", "ينام في", "تنام في", "اخلاء", "خيام", "خيمه", "sans abri",
                   "sans toit", "dans la rue", "expuls", "tente", "shelter", "homeless", "tent"),
    Need.FOOD: ("جوع", "جاءع", "اكل", "طعام", "قفه", "غذاء", "مواد غذاءيه", "faim", "nourriture", "manger", "food", "hungry", "hunger"),
    Need.WATER: ("الماء", "ماء ", "مياه", "عطش", "eau ", "water", "thirst"),
    Need.CLOTHING: ("غطاء", "اغطيه", "بطاني", "ملابس", "البرد", "couverture", "vetement", "froid", "blanket", "clothes"),
    Need.PROTECTION: ("عنف", "ضرب", "اعتداء", "يضرب", "تهديد", "اختطاف", "تحرش", "violence", "battue", "frapp", "menac", "agress", "abuse"),
    Need.PSYCHOLOGICAL: ("انتحار", "اكتءاب", "نفسي", "صدمه", "suicid", "depress", "psycholog", "trauma"),
    Need.COMPANY: ("وحدها", "وحده ", "وحيد", "بمفرد", "seule", "tout seul", "isole", "alone"),
    Need.EQUIPMENT: ("كرسي متحرك", "نظارات", "سماعه", "fauteuil", "prothese", "wheelchair"),
    Need.INCOME: ("بطال", "بدون دخل", "بلا دخل", "معوز", "فقير", "ديون", "chomage", "sans revenu", "dettes", "pauvre", "unemployed"),
    Need.SCHOOLING: ("المدرسه", "الدراسه", "تمدرس", "ecole", "scolar", "school"),
    Need.PAPERS: ("بطاقه التعريف", "وثاءق", "عقد ميلاد", "papiers", "etat civil", "documents d identite"),
}  # fmt: skip
_BEFORE = ("وال", "بال", "لل", "ال", "و", "ب", "ل")  # what Arabic writes onto the front of a word
_STEMS: dict[str, set[Need]] = {}
for _need, _words in _WORDS.items():
    for _word in _words:
        if " " not in _word:
            _STEMS.setdefault(_word, set()).add(_need)
_LENGTHS = sorted({len(_word) for _word in _STEMS})
_PHRASES = [(f" {word.strip()}", need) for need, words in _WORDS.items() for word in words if " " in word.strip()]
_WHOLE = {word.strip(): need for need, words in _WORDS.items() for word in words if word.endswith(" ")}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a message; ``kind`` is "" for plain text, else what was read in it."""

    text: str
    kind: str = ""


def folded(text: str, place_text: str = "") -> str:
    """Return what is searched and compared: text and place, folded and bounded."""
    return fold(f"{text[:FOLDED_MOST]} {place_text}")[:FOLDED_MOST]


def language_of(text: str) -> str:
    """Return the language that the script suggests: "ar", "zgh", or "" (Latin letters may be French, English or Arabizi)."""
    tifinagh = len(_TIFINAGH.findall(text))
    if tifinagh > max(len(_ARABIC.findall(text)), len(_LATIN.findall(text))):
        return "zgh"
    return "ar" if direction(text) == "rtl" else ""


def needs_in(words: str) -> list[str]:
    """Return the codes of the needs that a folded text names."""
    found = {need for word in set(words.split()) for need in _needs_of(word)}
    padded = f" {words} "
    found |= {need for phrase, need in _PHRASES if phrase in padded}
    return [need.value for need in Need if need in found]


@lru_cache(maxsize=50_000)
def _needs_of(word: str) -> tuple[Need, ...]:
    """Words come again and again: each is looked up once."""
    bare = {word, *(word.removeprefix(front) for front in _BEFORE)}
    found = {_WHOLE[each] for each in bare if each in _WHOLE}
    for each in bare:
        for length in _LENGTHS:
            found |= _STEMS.get(each[:length], frozenset())
    return tuple(found)


def phones_in(text: str) -> list[str]:
    """Return the telephone numbers in a text that can be called here, as E.164, each once."""
    return list(dict.fromkeys(number for number, _, _ in _phones(text)))


def _phones(text: str) -> Iterator[tuple[str, int, int]]:
    country = countries.get(settings.COUNTRY)
    for match in _PHONE.finditer(text):
        try:
            yield country.normalise_phone(match.group()), match.start(), match.end()
        except countries.Invalid:
            continue


def parts(text: str, places: Iterable[tuple[int, int]] = ()) -> list[Part]:
    """Return the message in pieces, so that the page underlines what was read: phones, ages, and the given places."""
    spans = [(start, end, "phone") for _, start, end in _phones(text)]
    words, offsets = fold_with_offsets(text)
    spans += [(offsets[match.start()], offsets[match.end() - 1] + 1, "age") for match in _AGE.finditer(words)]
    spans += [(start, end, "place") for start, end in places]
    found: list[Part] = []
    position = 0
    for start, end, kind in sorted(spans):
        if start < position or end <= start or end > len(text):
            continue
        if start > position:
            found.append(Part(text[position:start]))
        found.append(Part(text[start:end], kind))
        position = end
    if position < len(text):
        found.append(Part(text[position:]))
    return found


_CLAUSE = re.compile(r"(?<=\w)[،,.!؟?;؛:…]+(?=\s)|\s[-–—|]\s")
LEAST_SAID = 5
"""A headline says more than a call for attention: it ends at the first pause after so many words."""


def headline(text: str, most: int = 110) -> str:
    """Return the beginning of a message on one line, without its greeting, up to a pause where there is one."""
    line = " ".join(text[: most * 3].split())
    rest = _GREETING.sub("", line, count=1)
    line = rest if len(rest) > 8 else line
    for pause in _CLAUSE.finditer(line, 0, most):
        if len(line[: pause.start()].split()) >= LEAST_SAID:
            return line[: pause.start()].strip()
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"
