"""Words for numbers and for what is counted, in the languages here; folded, as ``counts`` looks them up."""

from __future__ import annotations

from yaqaza.language.folding import fold
from yaqaza.language.lexicon import forms


def folded(words: str) -> frozenset[str]:
    """Return the words of a list, folded."""
    return frozenset(fold(words).split())


_UNITS = {
    "people": "شخص اشخاص فرد افراد نفر انفار نفوس روح رواح ارواح ناس واحد انسان wa7ed wahed نسمه بنادم مواطن ضحيه personnes "
    "personne gens people persons person nas nnas ennas nfar rwah membres membre habitants members ames مهاجر "
    "مهاجرين مهاجرا migrants عمال عامل ouvriers 3abd عبد",
    "families": "عايله عايلات عاءله عاءلات اسره اسر فاميله فاميلات فاميليا كانون 3a2ila 3a2ilat 3aila 3ailat 3ailates 3ayla "
    "3aylat 3ayilat 3aylate 3aela 3aelat aila ailat 3a2la famila familat famillat osra ousra ousar osar famille "
    "familles family families foyers foyer menages menage household households",
    "children": "طفل طفله اطفال دراري ذراري وليدات ولاد لولاد اولاد بنات بنيات دري بنت ولد رضيع رضع يتامي ايتام ايتاما بزوز "
    "صغار drari dirari dra9 derari wlidat wlidate wlad wled awlad ouled oulad bnat bniyat bzouz sghar seghar ytama "
    "itama ytam enfants enfant bebes bebe filles fille garcons garcon gamins gosses petits nourrissons orphelins "
    "children child kids kid babies boys girls orphans ذكور اناث tfal atfal wladi wlidati ouladi bnati",
    "women": "نساء نسا عيالات امراه مرا ارمله ارامل حوامل femmes femme veuves veuve women 3yalat nsa mra armla dames dame",
    "men": "رجال رجاله رجل hommes homme men rjal",
    "kin": "khawti khawatati خوتي خاوتي اخوتي اخوه خواتات khouti khoti khouty khwati khaouti freres frere soeurs soeur brothers sisters "
    "siblings",
    "elderly": "مسن مسنين شيوخ عجايز عجزه vieillards elderly chioukh",
    "houses": "دار ديور ديار منزل منازل بيت بيوت مسكن مساكن بنايه بنايات dar dyour maisons maison houses homes house "
    "logements logement",
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
PARTS = frozenset({"children", "women", "men", "kin", "elderly"})
"""Those of whom a group is listed; "people" is the group as a whole."""

PEOPLE = PARTS | {"people"}

CHILDREN = folded(
    "طفل اطفال دراري ذراري وليدات بزوز صغار يتامي ايتام ايتاما drari dirari dra9 derari wlidat wlidate bzouz sghar seghar "
    "ytama itama ytam enfants enfant gamins gosses petits orphelins children child kids kid orphans tfal atfal wlidati"
)
"""Words for children of any kind: girls, boys and babies may be told as parts of them."""

ONE_FAMILY = folded(
    "عايله عاءله اسره فاميله فاميليا 3a2ila 3aila 3ayla 3aela 3a2la aila famila osra ousra famille family foyer"
)
"""Words for one family: a name may follow, so that the number before it may be that of a house."""

_NUMBERS = {
    1: "واحد وحده one une un wahed we7da wa7ed wahda",
    2: "اثنان اثنين اتنين جوج زوج زوز two deux joj jouj zouj zoudj zouz",
    3: "ثلاثه ثلاث تلاته تلاتا تلت three trois tlata tlat tlet telt tleta",
    4: "اربعه اربع ربعه ربع four quatre reb3a rab3a rb3a reb3",
    5: "خمسه خمس five cinq khemsa khamsa 5amsa khmsa khams khems 5emsa", 6: "سته ست ستا six setta stta sta sett",
    7: "سبعه سبع seven sept seb3a sab3a sb3a seb3", 8: "ثمانيه ثماني تمنيه تمن ثمان eight huit tmnya tmenya tmanya tmen",
    9: "تسعه تسع تسعود nine neuf tes3a tes3oud ts3a ts3oud",
    10: "عشره عشر ten dix 3achra 3echra 3chra 3ashra dizaine", 11: "حداش احدعش احد_عشر eleven onze 7dach hdach",
    12: "طناش اثناعشر ثناش twelve douze tnach douzaine", 13: "تلطاش ثلطاش treize thirteen tltach tlatach",
    14: "ربعطاش quatorze fourteen rb3tach", 15: "خمسطاش quinze fifteen khmstach khamstach quinzaine",
    16: "سطاش seize sixteen stach", 17: "سبعطاش seventeen sb3tach", 18: "تمنطاش ثمنطاش eighteen tmntach", 19: "تسعطاش nineteen ts3tach",
    20: "عشرين عشرون twenty vingt vingts vingtaine 3echrin 3chrin 3achrin",
    30: "ثلاثين تلاتين ثلاثون thirty trente trentaine tlatin", 40: "اربعين ربعين اربعون forty quarante quarantaine rb3in reb3in",
    50: "خمسين خمسون fifty cinquante cinquantaine khemsin khamsin khmsin",
    60: "ستين ستون sixty soixante soixantaine settin", 70: "سبعين سبعون seventy seb3in sab3in",
    80: "ثمانين تمانين ثمانون eighty tmanin", 90: "تسعين تسعون ninety tes3in",
    100: "ميه مايه مءه hundred cent cents centaine mya miya", 200: "مئتين ميتين مايتين",
}  # fmt: skip
NUMBERS: dict[str, int] = {fold(word): number for number, words in _NUMBERS.items() for word in words.split()}
TWO = {
    fold(word): unit
    for unit, words in {
        "people": "شخصان شخصين", "families": "عائلتان عائلتين أسرتين أسرتان", "children": "طفلان طفلين طفلتين طفلتان رضيعين بنتين بنتان",
        "houses": "منزلين منزلان بيتين", "years": "سنتين عامين سنتان", "months": "شهرين", "days": "يومين ليلتين يومان",
        "women": "امرأتين امرأتان",
    }.items()
    for word in words.split()
}  # fmt: skip
"""Words that are two of a thing by themselves."""

BETWEEN = folded(
    "ديال د من تاع نتاع de des d dyal dial ta3 t3 of autres other شي حوالي old jeunes jeune petits petites small صغار نتاعي"
)
"""What may stand between a number and what it counts."""

AGED = folded("عمره عمرها عمري عمرو عندو عندها age agee aged agé سن فعمرو فعمرها عمرهم 3mro 3ndo 3ndha")
SINCE = folded("منذ مند من هادي قبل خلال مدة منين depuis il y a pendant since for ago last hadi mn")

NUMBERED = folded(
    "رقم رقمه رقمها رقمو الرقم بالرقم نمره نمرو numero num nr n nº raqm ra9m nmra هاتف تيليفون تلفون الهاتف tel telephone "
    "يوم نهار ليله تاريخ بتاريخ الساعه ساعه le date sa3a saa heure bp"
)
"""After these a number names something or a day: it counts nobody."""

STREETS = folded(
    "rue rues avenue boulevard bd bloc bloque blok bat batiment bt immeuble imm lot villa porte etage cite hay hai شارع "
    "زنقه درب عماره العماره بلوك شقه الشقه فيلا باب الباب طابق الطابق تجزءه زقاق ممر حي طريق zn9a zanka zan9a zen9a derb "
    "3imara appartement app apt chambre maison dar دار الدار منزل بيت صندوق نهج ولايه wilaya دايره كم km route"
)
MONTHS = folded(
    "جانفي فيفري مارس افريل ماي جوان جويليه اوت سبتمبر اكتوبر نوفمبر ديسمبر يناير فبراير ابريل مايو يونيو يوليوز يوليو غشت "
    "شتنبر نونبر دجنبر رمضان شعبان محرم janvier fevrier mars avril mai juin juillet aout septembre octobre novembre "
    "decembre ramadan eme er"
)
OF_THEM = folded("منهم منهن بينهم بيناتهم فيهم ضمنهم dont parmi incluant including mnhom menhom fihom binathom")
NOT_THERE = folded("في مات ماتت ميت ميته متوفي متوفيه غايب غايبه هرب هربت طلق تخلي mat matet mort morte est decedee f")
"""After a parent these tell that the parent is not with the children."""

TENTS = folded("خيمه خيام طونه قيطون tente tentes khayma tent كاميو سياره voiture طاكسي")

WE = folded("حنا احنا نحن حنايا رانا راحنا 7na 7naya hna a7na ahna rana")
WE_ARE = frozenset({("nous", "sommes"), ("on", "est"), ("we", "are"), ("we", "re"), ("ils", "sont"), ("elles", "sont")})
ABOUT = folded("غير شي حوالي تقريبا ghir chi environ presque juste only about")
GOES_ON = folded(
    "في ف ب بلا بدون دون من مع و ولا برا ناعسين ساكنين عايشين محصورين كاملين فوق تحت حدا محاصرين bla f fi fel w m3a mn men "
    "sakenin saknin 3aychin na3sin berra bra dans a au sans et avec sous dehors qui sur en ici seuls seules bloques coinces "
    "in with without and here stuck trapped"
)
"""What may follow "we are five" or "a family of five": the number then counts nothing else."""

FAMILY_OF = folded(
    "من فيها فيهم مكونه متكونه تتكون تتالف مولفه قوامها عددها de composee compose nombreuse fiha fihom fih dyal ديال د of "
    "تاع ta3"
)
OF_PLACE = folded("من")
"""A family may be of a place whose number this is: only what goes on tells that it is not."""

WITH = folded(
    "مع معاها معاه معها معه معايا معي ومعاها ومعاه ومعها m3aha m3ah m3aya wm3aha و m3a ma3a wma3a w o ou et avec plus and "
    "with wel"
)
OF = folded("de d of ل ديال تاع نتاع dyal ta3")
TOGETHER = folded("avec with مع معا m3a ma3a")
I_AM = frozenset((me, lives) for me in ("je", "j", "i") for lives in (
    "suis", "vis", "dors", "reste", "habite", "loge", "am", "live", "sleep", "stay", "me",
))  # fmt: skip
I_LIVE = folded(
    "راني rani اعيش اسكن انام ابيت نعيش كنعيش نسكن كنسكن نبات كنبات نرقد كنرقد n3ich kan3ich nskon nbat kanbat nor9od nergod "
    "kanen3es وحدي بوحدي wa7di wahdi bo7di"
)
"""With these whoever writes is one of those counted."""

AS_THEY_ARE = folded(
    "المريضه مريضه المريض مريض الحامل حامل المعاقه معاقه الكبيره المسنه الارمله malade enceinte handicapee handicape agee "
    "mrida mrid hamla 7amla sick pregnant disabled"
)
"""What may be said of one person between their name and the next: "my wife, who is ill, and"."""

PARENTS = folded("ام اب mere pere mother father maman papa yemma")
THEIR = folded("leur leurs mes nos ses sa son mon ma my our his her their l تاع نتاع ديال dyal ta3 deux")
THEIR_MOTHER = folded(
    "امي يما والدتي yemma "
    "امهم يماهم يماها مهم مامهم والدتهم امها ماهم ماماهم جدتهم جداهم باباهم بوهم ابوهم والدهم جدهم yemmahom yemahom ymahom "
    "mmhom mohom mamahom oumhom bahom bbahom babahom bohom jeddathom jdathom mere maman pere papa mother father grandmother"
)
ME = folded(
    "انا ana moi me i راجلي مراتي مرتي مراتو زوجي زوجتي زوجته زوجها rajli rajel marti mrati mari femme wife husband مراه "
    "امراه مرا ارمله الارمله mra armla veuve mere mother ام الام يما امي ماما والدتي yemma mma mama mimti maman dame سيده "
    "السيده راجلها مرتو martou شيباني شيبانيه شيخ شيخه عجوز chibani chibania chibaniya 3jouz vieille vieux vieillard مسن "
    "مسنه سيد راجل"
)
"""One person each, when joined to children that are counted."""


def number_of(word: str) -> int | None:
    """Return the number that a word is, None when it is none: "ثلاثة", "وثلاثة", "لثلاثة" (but "لست" is "I am not")."""
    joined = (word[0] in "وw" and len(word) > 2) or (word[0] == "ل" and len(word) > 4)
    return NUMBERS.get(word) or (NUMBERS.get(word[1:]) if joined else None)


def two_of(word: str) -> str:
    """Return the unit of which a word is two by itself, "" when it is not."""
    return next((TWO[form] for form in forms(word) if form in TWO), "")


def begins(word: str) -> bool:
    """Return whether a number may begin with this word, or be this word after what it counts: "أولادي الثلاثة"."""
    if word[:2] == "ال" and 2 < (NUMBERS.get(word[2:]) or 0) <= 10:
        return True
    return word[0] == "#" or number_of(word) is not None or bool(two_of(word))
