"""What synthetic reporters write: sentences in standard Arabic, Darija, French and Arabizi, with slots.

Slots: ``{place}`` (in Arabic or in Latin letters, as the sentence is), ``{landmark}`` ``{age}`` ``{n}`` ``{days}``. Nobody wrote them about
anybody.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from yaqaza.alerts.states import Category as C
from yaqaza.cases.states import Outcome
from yaqaza.territory.models import Area


class Text(NamedTuple):
    language: str
    text: str
    urgency: int  # what an officer would make of it
    country: str = ""  # where it is said so; everywhere when empty


TEXTS: dict[C, list[Text]] = {
    C.ELDERLY_IN_DANGER: [
        Text("ar", "جارتنا عمرها {age} سنة تعيش وحدها في {place} قرب {landmark}، لم تخرج منذ {days} أيام ولا تجيب على الباب.", 4),
        Text("ar", "شيخ في {age} من عمره سقط في السلم ولا يقدر على المشي، لا أحد معه. {place}، {landmark}.", 4),
        Text("ar", "أبلغ عن امرأة مسنة تركها أبناؤها في بيت بلا تدفئة في {place}، عمرها حوالي {age}.", 3),
        Text("ary", "السلام عليكم، كاين واحد الحاج عندو {age} عام عايش وحدو ف {place}، ما عندو لا ماكلة لا دوا هادي {days} أيام.", 3),
        Text("ary", "جارتنا الحاجة كبيرة بزاف ومريضة بالسكر، ولادها راهم بعاد، حنا ف {place} قدام {landmark}.", 2, "MA"),
        Text("arq", "جارتنا الحاجة كبيرة بزاف ومريضة بالسكر، ولادها راهم بعاد، رانا ف {place} قدام {landmark}.", 2, "DZ"),
        Text("fr", "Une dame de {age} ans vit seule à {place}, près de {landmark}. Elle ne se lève plus depuis {days} jours.", 3),
        Text("fr", "Mon voisin, {age} ans, n'a plus personne. Il oublie ses médicaments et laisse le gaz ouvert. {place}.", 2),
        Text("arz", "salam, kayna hadja 3andha {age} 3am wahdha f {place}, mrida w ma 3andha hatta wahed", 3),
    ],
    C.WITHOUT_SHELTER: [
        Text("ar", "رجل ينام على الرصيف أمام {landmark} في {place}، يبدو مريضا ولا غطاء له والبرد شديد.", 3),
        Text("ar", "أسرة من {n} أفراد تبيت في سيارة قرب {landmark} ب{place} منذ {days} أيام بعد أن طُردت من الكراء.", 3),
        Text("ar", "امرأة مع رضيع في محطة الحافلات ب{place}، تقول إنها لا تعرف أين تذهب الليلة.", 4),
        Text("ary", "كاين راجل راقد برا حدا {landmark} ف {place}، الشتا عليه وما بغاش يهدر مع حتى واحد.", 3, "MA"),
        Text("arq", "كاين راجل راقد برا قدام {landmark} ف {place}، النو تطيح عليه وما حبش يهدر مع حتى واحد.", 3, "DZ"),
        Text("ary", "واحد الشاب ديما ناعس ف الكارطون قدام {landmark}، {place}، راه محتاج غطا وماكلة.", 2, "MA"),
        Text("arq", "كاين شاب ديما راقد فوق الكرطون قدام {landmark}، {place}، راه محتاج غطا وماكلة.", 2, "DZ"),
        Text("fr", "Un homme dort dehors devant {landmark} à {place}, il tousse beaucoup, il n'a pas de couverture.", 3),
        Text("fr", "Une mère et {n} enfants dorment dans un garage inondé à {place} depuis {days} jours.", 4),
        Text("arz", "rajel ra9ed f zan9a 7da {landmark} f {place}, bared bezzaf w ma 3andou walou", 3),
    ],
    C.CHILD_IN_DANGER: [
        Text("ar", "طفل عمره حوالي {n} سنوات وحده منذ ساعات قرب {landmark} في {place} ويبكي.", 4),
        Text("ar", "أخوان انقطعا عن المدرسة منذ شهرين ويبيعان المناديل عند {landmark}، {place}.", 2),
        Text("ar", "نسمع صراخ طفلة كل ليلة عند الجيران في {place}، نخاف عليها.", 4),
        Text("ary", "كاين دري صغير كيسعى قدام {landmark} ف {place}، ديما بوحدو حتى لليل.", 3, "MA"),
        Text("arq", "كاين طفل صغير يطلب قدام {landmark} ف {place}، ديما وحدو حتى لليل.", 3, "DZ"),
        Text("fr", "Un enfant d'environ {n} ans mendie seul devant {landmark} à {place}, tard le soir.", 3),
        Text("fr", "Ma nièce ne va plus à l'école et garde ses petits frères toute la journée. {place}.", 2),
    ],
    C.VIOLENCE: [
        Text("ar", "أنا محبوسة في البيت وزوجي يضربني، عندي {n} أطفال، أحتاج إلى مكان آمن. {place}.", 4),
        Text("ar", "جارتنا يعنفها زوجها كل يوم، رأيت آثار الضرب على وجهها. {place}، خلف {landmark}.", 4),
        Text("ary", "ختي راجلها كيضربها وجراها من الدار مع ولادها، راها دابا عند الجيران ف {place}.", 4, "MA"),
        Text("arq", "ختي راجلها يضربها وخرجها من الدار مع ولادها، راهي ذرك عند الجيران ف {place}.", 4, "DZ"),
        Text("ary", "مرا راهي تتعذب مع راجلها، الله يرحم الوالدين شوفولها حل، {place} حدا {landmark}.", 3, "MA"),
        Text("arq", "مرا راهي تتعذب مع راجلها، يرحم والديكم شوفولها حل، {place} قدام {landmark}.", 3, "DZ"),
        Text("fr", "Ma voisine est battue par son mari, elle a {n} enfants et n'ose pas sortir. {place}.", 4),
        Text("fr", "Je suis hébergée chez une amie depuis {days} jours, mon mari me menace. {place}.", 3),
    ],
    C.ILLNESS_WITHOUT_CARE: [
        Text("ar", "أب لـ{n} أطفال مريض بالكلى ولا يملك ثمن النقل إلى التصفية. {place}.", 3),
        Text("ar", "شاب معاق لا يغادر غرفته لأن كرسيه المتحرك تكسر منذ {days} أيام، {place} قرب {landmark}.", 2),
        Text("ar", "امرأة مريضة بالسرطان أوقفت العلاج لأنها لا تجد من يرافقها. {place}.", 3),
        Text("ary", "ولدي مريض بالربو والدوا غالي وما قدرتش نشريه، حنا ف {place}.", 2, "MA"),
        Text("arq", "وليدي مريض بالربو والدوا غالي وما قدرتش نشريه، رانا ف {place}.", 2, "DZ"),
        Text("fr", "Un jeune homme qui entend des voix erre dans {place} sans traitement depuis {days} jours.", 3),
        Text("fr", "Ma mère a besoin d'un lit médicalisé, elle a {age} ans et des escarres. {place}.", 2),
        Text("arz", "khoya mrid b les reins w ma 3andnach bach nkhelsou transport, {place}", 2),
    ],
    C.FAMILY_IN_NEED: [
        Text("ar", "أسرة من {n} أفراد بلا دخل منذ وفاة الأب، الثلاجة فارغة والكهرباء مقطوعة. {place}.", 2),
        Text("ar", "أرملة لها {n} أطفال تطلب قفة وأغطية قبل الشتاء. {place}، {landmark}.", 1),
        Text("ar", "عائلتنا مهددة بالإخلاء هذا الأسبوع ولا نجد كراء، عندنا {n} أطفال. {place}.", 2),
        Text("ary", "حنا {n} ف الدار وراجلي بطال، ما لقيناش باش نخلصو الكرا والضو. {place}.", 1, "MA"),
        Text("arq", "رانا {n} ف الدار وراجلي بطال، ما لقيناش باش نخلصو الكرا والضو. {place}.", 1, "DZ"),
        Text("ary", "نطلب مساعدة لواحد العايلة ف {place}، الدار ديالهم طاح السقف ديالها بالشتا.", 3, "MA"),
        Text("arq", "نطلب مساعدة لعايلة ف {place}، السقف نتاع الدار طاح بالنو.", 3, "DZ"),
        Text("fr", "Famille de {n} personnes sans revenu depuis {days} semaines, les enfants n'ont pas de manteaux. {place}.", 1),
        Text("fr", "Renseignement sur le microcrédit pour une couturière à {place}, elle élève seule {n} enfants.", 1),
        Text("arz", "3ayla fiha {n} nas ma 3andhom ma yaklou, papa habess, {place} 7da {landmark}", 2),
    ],
    C.OTHER: [
        Text("ar", "رجل تائه لا يتذكر اسمه ولا عنوانه عند {landmark} في {place}.", 3),
        Text("ar", "أريد أن أعرف كيف أستفيد من الإرشاد الأسري، نحن في {place}.", 1),
        Text("ary", "سلام، كاين ناس ف {place} تقطع عليهم الما والطريق بالثلج هادي {days} أيام.", 3),
        Text("fr", "Un homme sorti de prison la semaine dernière n'a nulle part où aller. {place}.", 2),
    ],
}  # fmt: skip
LANDMARKS_AR = [
    "المسجد الكبير",
    "مقر البلدية",
    "السوق المغطاة",
    "محطة الحافلات",
    "المستشفى",
    "مدرسة الحي",
    "الصيدلية",
    "مركز البريد",
    "الملعب",
]
LANDMARKS_FR = [
    "la grande mosquée",
    "la mairie",
    "le marché couvert",
    "la gare routière",
    "l'hôpital",
    "l'école du quartier",
    "la pharmacie",
    "la poste",
]
ADDITIONS = [
    "مازال في نفس المكان هذا الصباح.", "رقم الباب 14، الطابق الثاني.", "جارة أخرى تطبخ له أحيانا.", "Il est encore là ce soir.",
    "الحالة ساءت، من فضلكم أسرعوا.", "Le voisin du rez-de-chaussée a la clé.",
]  # fmt: skip


def report(random: Random, category: C, area: Area) -> Text:
    """Return one message about a situation of ``category`` in ``area``."""
    chosen = random.choice([text for text in TEXTS[category] if text.country in ("", area.country)])
    arabic = chosen.language in ("ar", "ary", "arq")
    filled = chosen.text.format(
        place=area.name_ar if arabic else area.name_fr,
        landmark=random.choice(LANDMARKS_AR if arabic else LANDMARKS_FR),
        age=random.randint(66, 92),
        n=random.randint(3, 8),
        days=random.randint(2, 6),
    )
    return chosen._replace(text=filled)


def again(random: Random, text: str) -> str:
    """Return the same report as someone else would repeat it: a greeting, a dropped or added word."""
    words = text.split()
    if len(words) > 8:
        words.pop(random.randrange(3, len(words) - 2))
    opening = random.choice(["", "السلام عليكم، ", "من فضلكم، ", "للمرة الثانية: ", "Urgent : "])
    return opening + " ".join(words)


SITUATIONS: dict[C, list[str]] = {
    C.ELDERLY_IN_DANGER: ["مسنة تعيش وحدها، لا تقدر على قضاء حاجاتها", "شيخ مريض بلا معيل"],
    C.WITHOUT_SHELTER: ["رجل بلا مأوى منذ أشهر", "أسرة فقدت سكنها"],
    C.CHILD_IN_DANGER: ["طفل منقطع عن الدراسة ومعرض للخطر", "أطفال بلا رعاية كافية"],
    C.VIOLENCE: ["سيدة ضحية عنف زوجي مع أطفالها", "ضحية عنف داخل الأسرة"],
    C.ILLNESS_WITHOUT_CARE: ["مريض مزمن انقطع عن العلاج", "شخص في وضعية إعاقة بلا تجهيز"],
    C.FAMILY_IN_NEED: ["أسرة بلا دخل", "أرملة معيلة لأطفال"],
    C.OTHER: ["شخص في وضعية صعبة"],
}
FINDINGS = [
    "البيت غرفة واحدة نظيفة بلا تدفئة. الجيران يساعدون من حين لآخر. لا دخل ثابت.",
    "وجدنا الشخص في المكان المذكور. حالته الصحية ضعيفة ويحتاج إلى فحص. لا وثائق لديه.",
    "الأسرة متعاونة، الأطفال في المدرسة، الكراء متأخر ثلاثة أشهر.",
    "السكن قديم، الرطوبة ظاهرة، والثلاجة فارغة. الأم تعمل يوما أو يومين في الأسبوع.",
    "Logement d'une pièce, propre. Ordonnances non renouvelées depuis deux mois. Voisinage solidaire.",
]
GOALS: dict[str, list[tuple[str, list[str]]]] = {
    "MEDICAL": [("استقرار الحالة الصحية", ["فحص طبي عام", "بطاقة الشفاء أو التغطية الصحية", "موعد متابعة"]),
                ("توفير الدواء المزمن", ["وصفة طبية", "طلب التغطية", "تسليم الدواء"])],
    "SOCIAL": [("سكن آمن", ["زيارة مركز الإيواء", "البحث عن كراء", "مساعدة على الانتقال"]),
               ("العودة إلى الأسرة", ["الاتصال بالأهل", "جلسة وساطة", "زيارة أولى"]),
               ("مرافقة منزلية", ["تعيين متطوعة", "برنامج الزيارات"])],
    "ECONOMIC": [("دخل ثابت", ["ملف المنحة", "إيداع الملف", "متابعة القرار"]),
                 ("مشروع حياة مدر للدخل", ["فكرة المشروع", "تكوين قصير", "ملف القرض المصغر"])],
}  # fmt: skip
REFERRALS = [
    "نرجو تكفلا طبيا بالمعني وإعلامنا بالموعد.",
    "طلب مكان إيواء مؤقت لمدة شهر.",
    "طلب تسجيل الأطفال في المدرسة.",
    "طلب مرافقة قانونية.",
]
NOTES = [
    "اتصلت بالعائلة، وعدت بالزيارة يوم السبت.",
    "في انتظار وثيقة من الحالة المدنية.",
    "Le voisin confirme la situation.",
    "الحالة تتحسن ببطء.",
]
FOLLOW_UPS = [
    "الحالة مستقرة.",
    "تحسن ملحوظ، بدأ العمل بعض الأيام.",
    "ما زال الكراء مشكلة.",
    "La famille va mieux.",
    "حضر إلى الموعد.",
]
HANDOVERS = [
    "ليلة هادئة. بقي تبليغ عن شيخ قرب المحطة بلا رد على الهاتف، يُعاد الاتصال صباحا.",
    "الفرقة 1 خرجت مرتين. المركز لم تبق فيه إلا 3 أسرّة.",
    "موجة برد متوقعة ابتداء من الغد، الأغطية في المخزن.",
]

CLOSURES = {
    Outcome.IN_CARE: "استقبلته دار الرعاية بعد موافقته، والملف الطبي معه.",
    Outcome.MOVED: "انتقل إلى أقاربه في مدينة أخرى، وأُعلمت المصالح هناك بالهاتف.",
    Outcome.LOST: "ثلاث زيارات ونداءات بالهاتف وسؤال الجيران، ولا أثر منذ شهرين.",
    Outcome.DECLINED: "شكر الفرقة وفضّل أن يكتفي بعون عائلته.",
    Outcome.REINTEGRATED: "له دخل قار وسكن، ولم يعد يحتاج إلى مرافقة.",
}
"""What the case worker writes when the file ends this way."""
