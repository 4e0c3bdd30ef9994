"""Numbers and what they count: ages, people, families, houses, days, distances. In digits or in words, in any language here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from yaqaza.language.folding import fold
from yaqaza.language.lexicon import forms
from yaqaza.language.reading import Reading

_UNITS = {
    "people": "شخص اشخاص فرد افراد نفر نفس روح ناس واحد انسان نسمه بنادم مواطن ضحيه personnes personne gens people persons "
    "person nas membres habitants members",
    "families": "عايله عايلات عاءله عاءلات اسره اسر فاميله كانون 3a2ila 3a2ilat 3aila 3ailat 3ailates ousar famille familles "
    "family families foyers menages household households",
    "children": "طفل طفله اطفال دراري وليدات ولاد اولاد بنات دري بنت ولد رضيع رضع drari wlidat wlad bnat enfants enfant bebes "
    "bebe filles children child kids kid babies",
    "women": "نساء نسا عيالات امراه مرا ارمله ارامل حوامل femmes femme veuves women 3yalat",
    "elderly": "مسن مسنين شيوخ عجايز vieillards elderly",
    "houses": "دار ديور ديار منزل منازل بيت بيوت مسكن مساكن بنايه بنايات dar dyour maisons maison houses homes house logements",
    "dead": "قتيل قتلي ميت ميتين موتي وفاه وفيات ضحايا شهيد شهداء mort morts deces dead deaths killed mito maytin",
    "injured": "جريح جرحي مصاب مصابين مجروح مجروحين اصابه اصابات blesses blesse injured wounded jer7a mejrou7in",
    "tents": "خيمه خيام خيمات قيطون طونه طونات tente tentes tent tents khayma khyam touna",
    "covers": "غطا اغطيه بطانيه بطانيات مانطه مانطات كوفيرته كوفيرتات couvertures couverture blankets blanket manta mantat",
    "years": "سنه سنوات سنين عام اعوام عاما سنتين عامين ans an years year 3am sna snin snine",
    "months": "شهر اشهر شهور شهرين mois months month chhar chhor",
    "days": "يوم ايام ليله ليالي نهار ايامات يومين ليلتين jours jour nuits days day nights iyam nhar lila liyali",
    "hours": "ساعه ساعات سوايع heures heure hours hour sa3a swaya3",
    "distance": "كيلومتر كيلومترات كيلومترا كم كيلو متر امتار مترا km kilometre kilometres metres metre kms meters",
    "degrees": "درجه درجات degres degrees",
    "money": "درهم دراهم دينار ريال مليون الف دج dh dhs da euros dinars dirhams million",
}
UNITS: dict[str, str] = {fold(word): unit for unit, words in _UNITS.items() for word in words.split()}
PEOPLE = frozenset({"people", "children", "women", "elderly"})

_NUMBERS = {
    1: "واحد وحده one une un wahed we7da", 2: "اثنان اثنين اتنين جوج زوج زوز two deux joj jouj zouj",
    3: "ثلاثه ثلاث تلاته تلاتا تلت three trois tlata tlat", 4: "اربعه اربع ربعه ربع four quatre reb3a rab3a",
    5: "خمسه خمس five cinq khemsa khamsa 5amsa", 6: "سته ست ستا six setta stta", 7: "سبعه سبع seven sept seb3a sab3a",
    8: "ثمانيه ثماني تمنيه تمن ثمان eight huit tmnya tmenya", 9: "تسعه تسع تسعود nine neuf tes3a tes3oud",
    10: "عشره عشر ten dix 3achra 3echra", 11: "حداش احدعش احد_عشر eleven onze", 12: "طناش اثناعشر twelve douze tnach",
    13: "تلطاش treize thirteen", 14: "ربعطاش quatorze fourteen", 15: "خمسطاش quinze fifteen khmstach", 16: "سطاش seize",
    17: "سبعطاش", 18: "تمنطاش", 19: "تسعطاش", 20: "عشرين عشرون twenty vingt 3echrin 3chrin",
    30: "ثلاثين تلاتين ثلاثون thirty trente tlatin",
    40: "اربعين ربعين اربعون forty quarante rb3in", 50: "خمسين خمسون fifty cinquante khemsin khamsin",
    60: "ستين ستون sixty soixante settin",
    70: "سبعين سبعون seventy seb3in", 80: "ثمانين تمانين ثمانون eighty tmanin", 90: "تسعين تسعون ninety tes3in",
    100: "ميه مايه مءه hundred cent mya",
    200: "مئتين ميتين مايتين",
}  # fmt: skip
NUMBERS: dict[str, int] = {fold(word): number for number, words in _NUMBERS.items() for word in words.split()}
_DUALS = {
    fold(word): unit
    for unit, words in {
        "people": "شخصان شخصين", "families": "عائلتان عائلتين أسرتين أسرتان", "children": "طفلان طفلين طفلتين طفلتان رضيعين",
        "houses": "منزلين منزلان بيتين", "years": "سنتين عامين سنتان", "months": "شهرين", "days": "يومين ليلتين يومان",
        "women": "امرأتين امرأتان",
    }.items()
    for word in words.split()
}  # fmt: skip
_BETWEEN = frozenset(
    [
        "ديال",
        "د",
        "من",
        "de",
        "des",
        "d",
        "dyal",
        "dial",
        "of",
        "autres",
        "other",
        "شي",
        "حوالي",
        "old",
        "jeunes",
        "petits",
        "petites",
        "small",
        "صغار",
    ]
)
_AGED = frozenset(
    fold("عمره عمرها عمري عمرو عندو عندها age agee age aged agé سن فعمرو فعمرها عمرهم 3mro 3ndo 3ndha").split()
)
_STRUCTURE = frozenset(
    fold("منذ مند من هادي قبل خلال مدة منين depuis il y a pendant since for ago last hadi mn").split()
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number and what it counts (a key of the table above): ``text[start:end]`` is the number with its unit."""

    start: int
    end: int
    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Age:
    """An age read in a text, in years (months count as 0); ``text[start:end]``."""

    start: int
    end: int
    years: int


def find_counts(text: str, reading: Reading) -> tuple[list[Count], list[Age]]:
    """Return what the numbers of a text count, and the ages among them."""
    counts: list[Count] = []
    ages: list[Age] = []
    words, spans, size = reading.words, reading.spans, len(reading.words)
    index = 0
    while index < size:
        folded = words[index].folded
        if not _begins(folded):
            index += 1
            continue
        if unit := _dual(folded):
            counts.append(Count(*spans[index], 2, unit))
            index += 1
            continue
        number, last = _number(text, reading, index)
        if number is None:
            index += 1
            continue
        place = last + 1
        while place < size and place - last <= 2 and words[place].folded in _BETWEEN:
            place += 1
        unit = _unit(words[place].folded) if place < size and reading.clauses[place] == reading.clauses[index] else ""
        before = {word.folded for word in words[max(0, index - 2) : index]}
        if unit in ("years", "months") and not before & _STRUCTURE and number < 115:
            ages.append(Age(spans[index][0], spans[place][1], number if unit == "years" else 0))
        elif unit:
            counts.append(Count(spans[index][0], spans[place][1], number, unit))
        elif before & _AGED and 0 < number < 115 and words[index].folded.startswith("#"):
            ages.append(Age(*spans[index], number))
        index = max(index, last) + 1
    return counts, ages


def _number(text: str, reading: Reading, index: int) -> tuple[int | None, int]:
    """Return the number that stands at a word, in digits or words ("خمسة وأربعين"), and its last word."""
    word = reading.words[index].folded
    if word[0] == "#":
        start, end = reading.spans[index]
        digits = fold(text[start:end]).replace(" ", "")
        return (int(digits), index) if len(digits) <= 6 else (None, index)
    number = NUMBERS.get(word) or (NUMBERS.get(word[1:]) if word[0] == "و" else None)
    if number is None:
        return None, index
    if number < 10 and index + 1 < len(reading.words):
        following = reading.words[index + 1].folded
        tens = NUMBERS.get(following[1:]) if following.startswith("و") else None
        if tens and 20 <= tens <= 90:
            return number + tens, index + 1
    return number, index


@lru_cache(maxsize=16384)
def _begins(word: str) -> bool:
    """Return whether a number may begin with this word."""
    return word[0] == "#" or word in NUMBERS or (word[0] == "و" and word[1:] in NUMBERS) or bool(_dual(word))


@lru_cache(maxsize=16384)
def _unit(word: str) -> str:
    return next((UNITS[form] for form in forms(word) if form in UNITS), "")


@lru_cache(maxsize=16384)
def _dual(word: str) -> str:
    return next((_DUALS[form] for form in forms(word) if form in _DUALS), "")


def kinds(counts: list[Count], ages: list[Age]) -> dict[int, str]:
    """Return what each number is, by where it starts: of what it counts, or the time of life it tells."""
    found = {count.start: f"# {count.unit}" for count in counts}
    for age in ages:
        life = "baby" if age.years < 3 else "child" if age.years < 18 else "adult" if age.years < 60 else "old"
        found[age.start] = f"# {life}"
    return found


def people_of(counts: list[Count]) -> int | None:
    """Return how many people the text speaks of: the largest count of people, or all the children and women it lists."""
    whole = [count.number for count in counts if count.unit == "people"]
    parts = [count.number for count in counts if count.unit in PEOPLE - {"people"}]
    return max([*whole, sum(parts)], default=0) or None
