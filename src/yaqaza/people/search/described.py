"""What a description of someone without a name speaks of, the same in Arabic and French: "راجل حدا المحطة", "homme, gare"."""

from __future__ import annotations

import re
from functools import cache

from yaqaza.language.folding import fold

# One line a thing, in the words people use; the first word stands for all of them.
_SAME = """
man راجل رجل رجال سيد homme monsieur h rajel
woman امراه مراه مرا مره سيده نساء femme dame f mra
boy ولد طفل دري غلام صبي garcon enfant child boy weld drari
girl بنت طفله صبيه fille fillette girl bent tofla
baby رضيع رضيعه مولود bebe nourrisson baby
young شاب شابه شباب فتي فتاه jeune young chab
old مسن مسنه شيخ عجوز كبير كبيره شيباني عجوزه vieux vieille age agee old elderly aged chibani
blind اعمي عمياء كفيف ضرير ضريره aveugle blind
deaf اصم صماء طرش اطرش sourd sourde deaf
mute ابكم بكماء بكوش بكوشه muet muette mute
lame اعرج عرجاء معوق معوقه معاق معاقه handicape handicapee disabled
wheelchair كرسي متحرك كروسه fauteuil roulant wheelchair
crutch عكاز عكازه عكازات bequille bequilles canne crutch stick
mad مختل مختله مهبول مهبوله احمق حمقاء fou folle mental mad
pregnant حامل حبلي enceinte pregnant
sleeps ينام تنام نايم نايمه راقد راقده يبيت تبيت dort couche sleeps sleeping
begs يتسول تتسول متسول متسوله طلاب طلابه سعاي سعايه mendiant mendiante begs beggar
station محطه لاگار لاقار قار gare station lagare
bus حافله حافلات كار طوبيس autobus bus car
train قطار قطارات ترينو train
stop موقف arret stop
mosque مسجد جامع مصلي mosque masjid djamaa jamaa
market سوق مارشي marche souk market souq
hospital مستشفي سبيطار صبيطار hopital hospital sbitar
school مدرسه ليسي متوسطه ثانويه ecole lycee cem school
street شارع زنقه نهج طريق rue avenue boulevard street road
square ساحه بلاصه ميدان place square
bridge جسر قنطره pont bridge
beach شاطي بحر plage mer beach sea
port ميناء مرسي port harbour
park حديقه جنان منتزه jardin parc park garden
cemetery مقبره جبانه cimetiere cemetery
bakery مخبزه كوشه boulangerie bakery
pharmacy صيدليه فرمسيان pharmacie pharmacy
post بريد بوسطه poste post
cafe مقهي قهوه cafe coffee
entrance مدخل باب entree porte entrance door gate
building عماره باطيمه بطيمه immeuble batiment building
stairs درج سلالم دروج escalier escaliers stairs
tent خيمه قيطون tente tent
coat معطف مونطو كبوط manteau coat
jacket فيستا جاكيت veste jacket
trousers سروال سراويل pantalon trousers
robe جلابه قندوره عبايه djellaba gandoura robe
scarf خمار حجاب فولار foulard voile scarf
hat شاشيه قبعه كاسكيطه casquette bonnet chapeau hat cap
beard لحيه ملتحي بلحيه barbe barbu beard bearded
hair شعر cheveux hair
white ابيض بيضاء بيض blanc blanche white
black اسود سوداء كحل كحله noir noire black
red احمر حمراء rouge red
green اخضر خضراء vert verte green
blue ازرق زرقاء bleu bleue blue
yellow اصفر صفراء jaune yellow
brown بني قهوي marron brun brown
grey رمادي gris grise grey gray
tall طويل طويله grand grande tall
short قصير قصيره petit petite short
thin نحيف نحيفه رقيق رقيقه maigre mince thin
fat سمين سمينه غليظ غليظه gros grosse fat
dog كلب كلبه كلاب chien chienne dog
bag حقيبه شكاره ساك sac bag
cart عربه كريطه كروسه charrette cart
"""
_EMPTY = """
في من علي الي عند حدا قدام امام وراء خلف بجانب جنب قرب قريب تحت فوق بين مع هو هي هذا هذه هاد واحد واحده كان كانت الذي التي اللي لي و او
نحو حوالي تقريبا عمره عمرها عمرو عندو عندها له لها به بها سنه سنوات عام عاما عامين سنين اعوام
le la les un une des du de d l au aux a et ou en dans sur sous pres vers devant derriere cote avec environ quarantaine cinquantaine
soixantaine vingtaine trentaine ans annee annees
the an of by near at in on under over behind front next with and or about around years year old s
"""


def _folded(text: str) -> list[str]:
    return fold(text).split()


_MEANS = {word: line.split()[0] for line in _SAME.strip().splitlines() for word in _folded(line)}
KNOWN = frozenset(_MEANS.values())
_NOTHING = frozenset(_folded(_EMPTY)) - {"old"}
_STUCK = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ف", "ل")
_ENDS = ("ات", "ين", "ون", "ها", "ه", "ي")
_DIGITS = re.compile(r"\d+")


@cache
def _meaning(word: str) -> str:
    """What a folded word stands for; an unknown one stands for itself without what sticks to it."""
    if word in _MEANS:
        return _MEANS[word]
    stem = word
    for stuck in _STUCK:
        if word.startswith(stuck) and len(word) - len(stuck) >= 3:
            stem = word[len(stuck) :]
            if stem in _MEANS:
                return _MEANS[stem]
            if len(stuck) > 1:
                break
            stem = word
    if word[0] > "z":
        for end in _ENDS:
            if stem.endswith(end) and len(stem) - len(end) >= 3:
                return _MEANS.get(stem[: -len(end)], stem[: -len(end)])
        return stem
    return _MEANS.get(word[:-1], word[:-1]) if word[-1] in "sx" and len(word) > 3 else word


def words(text: str) -> frozenset[str]:
    """Return what a description speaks of, without numbers and without words that say nothing."""
    return frozenset(
        _meaning(word)
        for word in _folded(text[:400])
        if word not in _NOTHING and not _DIGITS.fullmatch(word) and len(word) > 1
    )


SEX = {"man": "MALE", "boy": "MALE", "woman": "FEMALE", "girl": "FEMALE"}
"""What a description says of the sex."""
VAGUE = frozenset({*SEX, "young", "old", "baby", "child"})
"""What too many descriptions say to find anybody by."""
