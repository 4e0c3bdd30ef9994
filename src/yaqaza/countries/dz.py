"""Algeria."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from yaqaza.countries import accounts
from yaqaza.countries.base import (
    AccountNumber,
    Attribution,
    Country,
    Currency,
    Holiday,
    Hotline,
    IdentityNumber,
    MovableHoliday,
    Names,
    Programme,
)
from yaqaza.countries.formats import groups, only_digits
from yaqaza.countries.phones import Format

_HOLIDAYS_ACT = "loi n° 63-278 du 26 juillet 1963 fixant la liste des fêtes légales, modifiée et complétée"

NIN = {
    "name_ar": "رقم التعريف الوطني",
    "name_fr": "le numéro d’identification national",
    "name_en": "the national identification number",
}


@dataclass(frozen=True, slots=True)
class NinParts:
    """The parts of a NIN (décret exécutif n° 10-210 du 16 septembre 2010, art. 4; replaced by n° 23-316)."""

    civil_status: str  # sex, mention of the act, birth in Algeria or abroad, naturalisation
    year_ending: str  # last three digits of the year of entry in the register of births
    commune: str  # commune or country of birth
    act: str  # number of the birth certificate
    register: str
    key: str  # its computation is not published


def read_nin(text: str) -> str:
    """Return the 18 digits of a NIN. The key's computation is not public, so only the layout is checked."""
    return only_digits(text, length=range(18, 19), **NIN)


def nin_parts(number: str) -> NinParts:
    """Return the parts of a stored NIN, to compare with what a file says; a difference proves nothing by itself."""
    return NinParts(number[:2], number[2:5], number[5:9], number[9:14], number[14:16], number[16:])


def _group_phone(national: str) -> str:
    """0661 23 45 67 for mobiles and special numbers, 021 23 45 67 for land lines."""
    return groups(national, 3, 2, 2) if len(national) == 9 else groups(national, 4, 2, 2)


COUNTRY = Country(
    code="DZ",
    names=Names("الجزائر", "Algérie", "Algeria", "ⵍⵣⵣⴰⵢⴻⵔ"),
    months=MappingProxyType(
        {
            "ar": (
                "جانفي",
                "فيفري",
                "مارس",
                "أفريل",
                "ماي",
                "جوان",
                "جويلية",
                "أوت",
                "سبتمبر",
                "أكتوبر",
                "نوفمبر",
                "ديسمبر",
            ),
            "fr": (
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ),
            "en": (
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ),
        }
    ),
    weekdays=MappingProxyType(
        {
            "ar": ("الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
            "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
            "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        }
    ),
    weekend=frozenset({4, 5}),  # Friday and Saturday since 2009-08-14 (décret exécutif n° 09-244 du 22 juillet 2009)
    time_zone="Africa/Algiers",
    currency=Currency("DZD", Names("دينار جزائري", "dinar algérien", "Algerian dinar"), Names("دج", "DA", "DZD")),
    phone=Format("DZ", 213, "0661 23 45 67", _group_phone),
    levels=MappingProxyType(
        {
            "COUNTRY": Names("بلد", "pays", "country"),
            "REGION": Names("ناحية", "région", "region"),  # used by no official area
            "PROVINCE": Names("ولاية", "wilaya", "wilaya"),
            "DISTRICT": Names("دائرة", "daïra", "daïra"),
            "COMMUNE": Names("بلدية", "commune", "commune"),
        }
    ),
    level_plurals=MappingProxyType(
        {
            "COUNTRY": Names("بلدان", "pays", "countries"),
            "REGION": Names("نواح", "régions", "regions"),
            "PROVINCE": Names("ولايات", "wilayas", "wilayas"),
            "DISTRICT": Names("دوائر", "daïras", "daïras"),
            "COMMUNE": Names("بلديات", "communes", "communes"),
        }
    ),
    identity=IdentityNumber(
        code="NIN",
        names=Names("رقم التعريف الوطني", "numéro d’identification national", "national identification number"),
        hint=Names(
            "18 رقما، في ظهر بطاقة التعريف", "18 chiffres, au dos de la carte", "18 digits, on the back of the card"
        ),
        reader=read_nin,
        grouping=lambda number: groups(number, 2, 3, 4, 5, 2),
        source="décret exécutif n° 10-210 du 16 septembre 2010, art. 4; décret exécutif n° 23-316 du 6 septembre 2023",
    ),
    accounts=(
        AccountNumber(
            code="CCP",
            names=Names("حساب جار بريدي", "compte CCP", "postal account (CCP)"),
            hint=Names("رقم الحساب ثم المفتاح", "le numéro, puis la clé", "the number, then the key"),
            reader=accounts.read_ccp,
            grouping=accounts.display_ccp,
            source="Algérie Poste; weights as published and checked by the dz-format package",
        ),
        AccountNumber(
            code="RIP",
            names=Names("رقم الهوية البريدية", "relevé d’identité postal", "postal identity number (RIP)"),
            hint=Names(
                "20 رقما، تبدأ بـ 00799999",
                "20 chiffres, qui commencent par 00799999",
                "20 digits, beginning with 00799999",
            ),
            reader=accounts.read_rip,
            grouping=accounts.display_algerian_rib,
            source="Algérie Poste",
        ),
        AccountNumber(
            code="RIB",
            names=Names("رقم التعريف البنكي", "relevé d’identité bancaire", "bank identity number (RIB)"),
            hint=Names("20 رقما", "20 chiffres", "20 digits"),
            reader=accounts.read_algerian_rib,
            grouping=accounts.display_algerian_rib,
            source="Banque d’Algérie, RIB normalisé à 20 positions",
        ),
    ),
    holidays=(
        Holiday(1, 1, Names("رأس السنة الميلادية", "Jour de l’an", "New Year’s Day"), _HOLIDAYS_ACT),
        Holiday(
            1,
            12,
            Names("أمنزو ن ينار، رأس السنة الأمازيغية", "Amenzu n Yennayer", "Amazigh New Year"),
            "loi n° 18-12 du 2 juillet 2018",
            since=2018,
        ),
        Holiday(5, 1, Names("عيد العمال", "Fête du travail", "Labour Day"), _HOLIDAYS_ACT),
        Holiday(7, 5, Names("عيد الاستقلال", "Fête de l’indépendance", "Independence Day"), _HOLIDAYS_ACT),
        Holiday(11, 1, Names("عيد الثورة", "Fête de la révolution", "Revolution Day"), _HOLIDAYS_ACT),
    ),
    movable_holidays=(
        MovableHoliday("EID_AL_FITR", Names("عيد الفطر", "Aïd el-Fitr", "Eid al-Fitr"), 10, 1, 3, _HOLIDAYS_ACT),
        MovableHoliday("EID_AL_ADHA", Names("عيد الأضحى", "Aïd el-Adha", "Eid al-Adha"), 12, 10, 3, _HOLIDAYS_ACT),
        MovableHoliday("HIJRI_NEW_YEAR", Names("أول محرم", "Awal Moharram", "Hijri New Year"), 1, 1, 1, _HOLIDAYS_ACT),
        MovableHoliday("ASHURA", Names("عاشوراء", "Achoura", "Ashura"), 1, 10, 1, _HOLIDAYS_ACT),
        MovableHoliday("MAWLID", Names("المولد النبوي", "El-Mawlid Ennabaoui", "Mawlid"), 3, 12, 1, _HOLIDAYS_ACT),
    ),
    institutions=MappingProxyType(
        {
            "STATE": Names(
                "الجمهورية الجزائرية الديمقراطية الشعبية",
                "République algérienne démocratique et populaire",
                "People’s Democratic Republic of Algeria",
            ),
            "MINISTRY": Names(
                "وزارة التضامن الوطني والأسرة وقضايا المرأة",
                "ministère de la Solidarité nationale, de la Famille et de la Condition de la femme",
                "Ministry of National Solidarity, Family and Women’s Affairs",
            ),
            "DIRECTORATE": Names(
                "مديرية النشاط الاجتماعي والتضامن",
                "direction de l’action sociale et de la solidarité",
                "Directorate of Social Action and Solidarity",
            ),
            "SOCIAL_DEVELOPMENT_AGENCY": Names(
                "وكالة التنمية الاجتماعية", "Agence de développement social", "Social Development Agency"
            ),
            "PROXIMITY_CELL": Names(
                "خلية جوارية للتضامن", "cellule de proximité de solidarité", "proximity solidarity cell"
            ),
            "MICRO_CREDIT_AGENCY": Names(
                "الوكالة الوطنية لتسيير القرض المصغر",
                "Agence nationale de gestion du microcrédit",
                "National Agency for the Management of Micro-credit",
            ),
            "CHILD_PROTECTION_BODY": Names(
                "الهيئة الوطنية لحماية وترقية الطفولة",
                "Organe national de la protection et de la promotion de l’enfance",
                "National Body for the Protection and Promotion of Childhood",
            ),
            "PROSECUTOR": Names("وكيل الجمهورية", "procureur de la République", "public prosecutor"),
            "POLICE": Names("الأمن الوطني", "Sûreté nationale", "National Security"),
            "GENDARMERIE": Names("الدرك الوطني", "Gendarmerie nationale", "National Gendarmerie"),
            "CIVIL_PROTECTION": Names("الحماية المدنية", "Protection civile", "Civil Protection"),
        }
    ),
    programmes=(
        Programme(
            "SOCIAL_MEDIA_CELL",
            Names(
                "خلية متابعة مواقع التواصل الاجتماعي",
                "Cellule de veille sur les réseaux sociaux",
                "Social-media watch cell",
            ),
            "A",
        ),
        Programme(
            "ELDERLY_IN_DANGER",
            Names("التبليغ عن شخص مسن في خطر", "Personnes âgées en danger", "Elderly people in danger"),
            "B",
        ),
        Programme(
            "WITHOUT_SHELTER",
            Names("التكفل بالأشخاص بلا مأوى", "Personnes sans abri", "People without shelter"),
            "B",
        ),
        Programme(
            "FAMILY_COUNSELLING",
            Names("الإرشاد الأسري", "Conseil familial", "Family counselling"),
            "B",
        ),
        Programme(
            "MICRO_CREDIT",
            Names(
                "القرض المصغر والنشاط المدر للدخل",
                "Microcrédit et activités génératrices de revenus",
                "Micro-credit and income-generating activities",
            ),
            "B",
        ),
        Programme(
            "CARE_INSTITUTIONS",
            Names(
                "حماية المقيمين في مؤسسات الرعاية",
                "Protection des résidents des établissements d’accueil",
                "Protection of residents of care institutions",
            ),
            "B",
        ),
        Programme(
            "SELF_EMPLOYED_COVER",
            Names(
                "التحسيس بالضمان الاجتماعي لغير الأجراء",
                "Sensibilisation à la sécurité sociale des non-salariés",
                "Awareness of social security for the self-employed",
            ),
            "B",
        ),
        Programme(
            "PROXIMITY_CELLS",
            Names("الخلايا الجوارية للتضامن", "Cellules de proximité de solidarité", "Proximity solidarity cells"),
            "E",
        ),
    ),
    hotlines=(
        Hotline(
            "14",
            Names("الحماية المدنية", "Protection civile", "Civil Protection"),
            "EMERGENCY",
            "",
            "https://www.maghrebemergent.com/algerie-les-4-numeros-durgence-indispensables-pour-un-voyage-sans-tracas/",
        ),
        Hotline(
            "1548",
            Names("الشرطة", "Police", "Police"),
            "POLICE",
            "",
            "https://www.maghrebemergent.com/algerie-les-4-numeros-durgence-indispensables-pour-un-voyage-sans-tracas/",
        ),
        Hotline(
            "1055",
            Names("الدرك الوطني", "Gendarmerie nationale", "National Gendarmerie"),
            "POLICE",
            "",
            "http://lequotidien-oran.com/index.php?news=5209468",
        ),
        Hotline(
            "1111",
            Names("الطفولة في خطر", "Enfance en danger", "Children in danger"),
            "CHILDREN",
            "",
            "http://www.elmoudjahid.com/fr/actualites/142696",
        ),
    ),
    attributions=(
        Attribution(
            Names(
                "الحدود والسكان: © مساهمو OpenStreetMap",
                "Limites et population : © les contributeurs d’OpenStreetMap",
                "Boundaries and population: © OpenStreetMap contributors",
            ),
            "ODbL 1.0",
            "https://www.openstreetmap.org/copyright",
        ),
        Attribution(
            Names(
                "أسماء البلديات ورموزها: الجريدة الرسمية",
                "Noms et codes des communes : Journal officiel (syscli-algeria)",
                "Names and codes of communes: Journal officiel (syscli-algeria)",
            ),
            "MIT",
            "https://www.joradp.dz/",
        ),
    ),
)
