"""Words that stand around the names of places and tell what they are. All are folded."""

from __future__ import annotations

from functools import cache
from importlib import resources

from yaqaza.language.folding import fold

_PROVINCE = frozenset({"PROVINCE"})
_DISTRICT = frozenset({"DISTRICT"})
_COMMUNE = frozenset({"COMMUNE"})
_REGION = frozenset({"REGION"})


def folded_words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


LEVEL_WORDS: dict[str, frozenset[str]] = {
    word: levels
    for words, levels in (
        (
            "ولاية ولايه عمالة إقليم اقليم محافظة wilaya willaya wilayet wilayat province préfecture prefecture",
            _PROVINCE,
        ),
        ("دائرة daira daïra cercle قيادة", _DISTRICT),
        ("بلدية جماعة مقاطعة commune municipalité baladia baladiya baladiat jma3a jamaa arrondissement", _COMMUNE),
        ("جهة région region", _REGION),
    )
    for word in folded_words(words)
}
"""Words for a level of the map, and the level they mean."""

PLACE_WORDS = folded_words(
    """
    مدينة قرية دوار دشرة حي حومة منطقة ناحية نواحي ضواحي ضاحية طريق مدخل وسط شمال جنوب شرق غرب محطة مستشفى سوق جبل جبال
    سكان أهل ناس بلاد ساكن ساكنة ساكنين نسكن نسكنو يسكن يسكنون تسكن مقيم مقيمة القاطن القاطنة
    ville village douar quartier cité houma 7ouma haouma zone région centre hôpital habitants habitant habite habitons vit
    vivent nord sud ouest près route sakna saken saknin neskon neskno nsken bled blad mdina medina dechra
    """
)
"""Words after which a name is a place, whatever else it may mean."""

LOCATIVES = folded_words(
    """
    في من الى إلى نحو قرب بقرب بين عند عبر داخل خارج جيهة جهت حدا حدى
    à a en de d du vers depuis dans sur entre chez fi f men mn l ila l7 7da hda lel fel bel b in from to near at
    """
)
"""Prepositions of place: they make a name likelier, no more."""

HOMES = folded_words(
    """
    ساكن ساكنة ساكنين ساكنا نسكن نسكنو تسكن يسكن يسكنو يسكنون كنسكن كتسكن كيسكن مقيم مقيمة مقيمين قاطن قاطنة تقطن يقطن
    عايش عايشة عايشين تعيش يعيش مستقر مستقرة باتت كتبات تبات
    sakna saken skna saknin sakn nsken neskon neskno nskon t3ich y3ich habite habitons habitent vit vivons vivent réside résident
    """
)
ORIGINS = folded_words("من mn men de d du")
COMERS = folded_words(
    """
    هي هو هما هم أنا انا حنا احنا راني راه راهي أصلي أصله أصلو أصلها أصلهم جا جات جاو جاية جاي جاءت جاء قادمة قادم قدمت نازحة نازح هربت
    ana hna 7na hiya howa rani asli aslo aslha ja jat jaw jaya originaire originaires vient viens venue venu arrive arrivée
    """
)
"""Who comes from a place need not be there: "هي من سيدي بلعباس وساكنة في وهران"."""

STATIONS = folded_words("محطة محطات سكة قضبان رصيف خط موقف")
TRAINS = folded_words("القطار قطار القطارات")
"""After a station comes the train, not the commune called so."""

STREETS = folded_words(
    """
    شارع نهج زنقة ساحة درب ثانوية متوسطة ملعب مسجد
    rue avenue av boulevard bd bld place allée ruelle stade lycée école cem
    """
)
"""What is named after a person or another place: "rue Didouche Mourad" is not in Didouche Mourad."""

TITLES = folded_words(
    """
    السيد السيدة سيد لالة الحاج الحاجة الشهيد الدكتور دكتور الأستاذ الشيخ اسمه اسمها اسمي يدعى تدعى المدعو المدعوة
    ابني بنتي أخي أختي
    monsieur mr m madame mme mlle si lalla hadj hadja docteur dr cheikh nommé nommée prénom fille fils soeur frère
    """
)
"""After these comes a person."""

TIMES = folded_words(
    """
    يوم ليلة نهار صباح مساء عشية غدا غدوة البارح ابتداء صلاة أذان آذان وقت قبل بعد بعيد
    nhar youm lila jour soir salat
    """
)
"""After these "الأربعاء" is Wednesday and "المغرب" is sunset."""

CLITICS = ("و", "ف", "ب", "ل")


@cache
def _common() -> tuple[frozenset[str], frozenset[str]]:
    """The names of ``common.txt`` folded, without article and spaces: all of them, and the hard ones."""
    read: dict[str, set[str]] = {"soft": set(), "hard": set()}
    text = resources.files(__package__).joinpath("common.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        words, _, mark = line.partition("#")
        if words.strip():
            read[mark.strip()] |= {_core(fold(word).replace(" ", "")) for word in words.split(",") if word.strip()}
    return frozenset(read["soft"] | read["hard"]), frozenset(read["hard"])


def _core(squeezed: str) -> str:
    return squeezed[2:] if squeezed.startswith("ال") and len(squeezed) > 4 else squeezed


def is_common(squeezed: str) -> bool:
    """Return whether a name is also a word of every day or a given name, so that it needs a witness.

    The list (``common.txt``) was drawn from text: names that people wrote meaning something else.
    """
    return _core(squeezed) in _common()[0]


def is_hard(squeezed: str) -> bool:
    """Return whether not even a preposition makes a place of it: "في الخميس", "la chambre est sale"."""
    return _core(squeezed) in _common()[1]
