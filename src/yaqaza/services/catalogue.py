"""The kinds of help that the five systems give, as data. Programmes are the country pack's.

``load_catalogue`` writes both into the tables; the codes never change once an act was recorded under them.

What is urgent (care, shelter, food for today, listening) never waits. What lasts (money, equipment, a place in an institution, a credit,
a basket) has ``verify`` and waits for a verified file. A type that belongs to one unit of a social complex is given by such a unit only.

``once_in`` is how long aid that lasts is meant to last: nobody is refused by it, but the same aid from another organisation within that
time is shown to supervisors. What a kitchen or a house needs is counted for the household, the rest for the person.

A type that ``counts`` PEOPLE is published as the number of different people who received it, because its published line names people:
"women … in listening sessions", "women referred", "women victims of violence followed", "street cases followed", "elderly people who
benefited". All others name acts: "psychological services", "telephone guidance", "treatments".
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from yaqaza.accounts.states import UnitKind
from yaqaza.countries import Names
from yaqaza.field.states import Given
from yaqaza.services.states import Counts, Domain


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of help. ``systems`` says which of MISSION's five systems it serves."""

    code: str
    names: Names
    domain: Domain
    systems: str
    unit: UnitKind | str = ""
    verify: bool = False
    counts: Counts = Counts.ACTS
    once_in: int = (
        0  # days in which the same aid from a second organisation asks for a check (``signals``); 0: any number
    )
    a_home: bool = False  # … counted for the household, not for each of its people

    @property
    def sensitive(self) -> bool:
        """Say whether having received it tells of violence, of a child in danger or of mental health: not for a whole province."""
        intimate = (UnitKind.CHILD_PROTECTION, UnitKind.WOMEN_SPACE)
        return self.domain is Domain.PSYCHOLOGICAL or self.unit in intimate or self.code == "FAMILY_COUNSELLING"


D, U = Domain, UnitKind
PEOPLE = Counts.PEOPLE

COMMON = (
    # Medical
    Kind("FIRST_AID", Names("إسعافات أولية", "Premiers secours", "First aid"), D.MEDICAL, "CE"),
    Kind("MEDICAL_CONSULTATION", Names("فحص طبي", "Consultation médicale", "Medical consultation"), D.MEDICAL, "ACE"),
    Kind("NURSING_CARE", Names("علاج تمريضي", "Soins infirmiers", "Nursing care"), D.MEDICAL, "CE"),
    Kind("MEDICINES", Names("أدوية", "Médicaments", "Medicines"), D.MEDICAL, "ABCE"),
    Kind(
        "HOSPITAL_ACCOMPANIMENT",
        Names("مرافقة إلى المستشفى", "Accompagnement à l’hôpital", "Accompaniment to hospital"),
        D.MEDICAL,
        "ACE",
    ),
    Kind(
        "MEDICAL_EQUIPMENT",
        Names("تجهيز طبي (كرسي متحرك، سماعة …)", "Équipement médical (fauteuil, appareil…)", "Medical equipment"),
        D.MEDICAL,
        "ABCE",
        verify=True,
        once_in=365,
    ),
    # Psychological
    Kind("LISTENING", Names("حصة استماع", "Séance d’écoute", "Listening session"), D.PSYCHOLOGICAL, "ABCE"),
    Kind(
        "PSYCHOLOGICAL_SUPPORT",
        Names("مرافقة نفسية", "Accompagnement psychologique", "Psychological support"),
        D.PSYCHOLOGICAL,
        "ABCE",
    ),
    Kind(
        "CHILD_PSYCHOLOGICAL_CARE",
        Names("تكفل نفسي بالأطفال", "Prise en charge psychologique d’enfants", "Psychological care for children"),
        D.PSYCHOLOGICAL,
        "ABE",
    ),
    # Social
    Kind("FAMILY_COUNSELLING", Names("إرشاد أسري", "Conseil familial", "Family counselling"), D.SOCIAL, "AB"),
    Kind("SOCIAL_GUIDANCE", Names("إرشاد اجتماعي", "Orientation sociale", "Social guidance"), D.SOCIAL, "ABCE"),
    Kind("SOCIAL_MEDIATION", Names("وساطة اجتماعية", "Médiation sociale", "Social mediation"), D.SOCIAL, "CE"),
    Kind("HOME_VISIT", Names("زيارة منزلية", "Visite à domicile", "Home visit"), D.SOCIAL, "ABCE"),
    Kind("STREET_OUTREACH", Names("تدخل في الشارع", "Intervention de rue", "Street outreach"), D.SOCIAL, "BC"),
    Kind("RETURN_TO_FAMILY", Names("إعادة إلى الأسرة", "Retour en famille", "Return to the family"), D.SOCIAL, "BC"),
    Kind(
        "PARTNER_ORIENTATION",
        Names("توجيه إلى مؤسسة شريكة", "Orientation vers un partenaire", "Orientation to a partner"),
        D.SOCIAL,
        "ABCE",
    ),
    Kind(
        "RESIDENT_SUPPORT",
        Names("مرافقة مقيم في مؤسسة رعاية", "Accompagnement d’un résident", "Support to a resident in care"),
        D.SOCIAL,
        "B",
    ),
    # Legal and administrative
    Kind("LEGAL_ADVICE", Names("استشارة قانونية", "Conseil juridique", "Legal advice"), D.LEGAL, "C"),
    Kind(
        "LEGAL_ACCOMPANIMENT",
        Names("مرافقة قضائية", "Accompagnement judiciaire", "Accompaniment in court"),
        D.LEGAL,
        "C",
    ),
    Kind(
        "PAPERS",
        Names("مساعدة على استخراج الوثائق", "Aide aux papiers administratifs", "Help with official papers"),
        D.ADMINISTRATIVE,
        "ABCE",
    ),
    Kind(
        "SOCIAL_COVER",
        Names("فتح حق في الضمان الاجتماعي", "Ouverture de droits sociaux", "Opening of social-security rights"),
        D.ADMINISTRATIVE,
        "BCE",
    ),
    Kind(
        "SELF_EMPLOYED_INFORMATION",
        Names("تحسيس بالضمان الاجتماعي لغير الأجراء", "Sensibilisation des non-salariés", "Social-security awareness"),
        D.ADMINISTRATIVE,
        "B",
    ),
    # Educational
    Kind("RETURN_TO_SCHOOL", Names("إعادة إلى المدرسة", "Retour à l’école", "Return to school"), D.EDUCATIONAL, "CE"),
    Kind("SCHOOL_SUPPORT", Names("دعم مدرسي", "Soutien scolaire", "School support"), D.EDUCATIONAL, "CE"),
    Kind(
        "SOCIO_EDUCATIONAL",
        Names("نشاط سوسيو-تربوي", "Activité socioéducative", "Socio-educational activity"),
        D.EDUCATIONAL,
        "CE",
    ),
    Kind(
        "VOCATIONAL_TRAINING",
        Names("تكوين مهني", "Formation professionnelle", "Vocational training"),
        D.EDUCATIONAL,
        "BCE",
        verify=True,
    ),
    # Shelter
    Kind("EMERGENCY_SHELTER", Names("إيواء استعجالي", "Hébergement d’urgence", "Emergency shelter"), D.SHELTER, "BC"),
    Kind(
        "INSTITUTION_PLACE",
        Names("مكان في مؤسسة رعاية", "Place dans un établissement d’accueil", "Place in a care institution"),
        D.SHELTER,
        "ABC",
        verify=True,
    ),
    Kind(
        "SHELTER_TRANSPORT",
        Names("نقل إلى مكان مبيت", "Transport vers un lieu d’hébergement", "Brought to a place to sleep"),
        D.SHELTER,
        "BC",
    ),
    # Material
    Kind("MEAL", Names("وجبة", "Repas", "Meal"), D.MATERIAL, "BCD"),
    Kind("EMERGENCY_FOOD", Names("غذاء اليوم", "Aide alimentaire d’urgence", "Food for today"), D.MATERIAL, "ABCE"),
    Kind("WARMTH", Names("أغطية وملابس", "Couvertures et vêtements", "Blankets and clothes"), D.MATERIAL, "ABCE"),
    Kind("HOT_DRINK", Names("مشروب ساخن أو ماء", "Boisson chaude, eau", "Hot drink, water"), D.MATERIAL, "BC"),
    Kind("BLANKET", Names("غطاء", "Couverture", "Blanket"), D.MATERIAL, "ABCE"),
    Kind("CLOTHES", Names("ملابس", "Vêtements", "Clothes"), D.MATERIAL, "ABCE"),
    Kind("HYGIENE_KIT", Names("لوازم نظافة", "Kit d’hygiène", "Hygiene kit"), D.MATERIAL, "BC"),
    Kind("HYGIENE", Names("حمام ونظافة", "Douche et hygiène", "Shower and hygiene"), D.MATERIAL, "BC"),
    Kind(
        "FOOD_BASKET",
        Names("قفة غذائية", "Panier alimentaire", "Food basket"),
        D.MATERIAL,
        "ABCDE",
        verify=True,
        once_in=25,
        a_home=True,
    ),
    Kind("CASH_AID", Names("مساعدة مالية", "Aide financière", "Cash aid"), D.MATERIAL, "ABCE", verify=True, once_in=60),
    Kind(
        "SOLIDARITY_ALLOWANCE",
        Names("منحة تضامن دورية", "Allocation de solidarité", "Regular solidarity allowance"),
        D.MATERIAL,
        "ABE",
        verify=True,
        once_in=25,
    ),
    Kind(
        "HOUSEHOLD_EQUIPMENT",
        Names("تجهيز منزلي", "Équipement du foyer", "Household equipment"),
        D.MATERIAL,
        "ABCE",
        verify=True,
        once_in=730,
        a_home=True,
    ),
    Kind(
        "HOUSING_REPAIR",
        Names("ترميم المسكن", "Réparation du logement", "Repair of the home"),
        D.MATERIAL,
        "ABE",
        verify=True,
        once_in=1095,
        a_home=True,
    ),
    # Economic
    Kind(
        "LIFE_PROJECT",
        Names("مرافقة مشروع حياة", "Accompagnement d’un projet de vie", "Accompaniment to a life project"),
        D.ECONOMIC,
        "C",
    ),
    Kind(
        "BORROWER_TRAINING",
        Names("تكوين على القرض المصغر", "Formation au microcrédit", "Training for borrowing"),
        D.ECONOMIC,
        "BE",
    ),
    Kind(
        "PROJECT_ACCOMPANIMENT",
        Names(
            "مرافقة نشاط مدر للدخل",
            "Accompagnement d’une activité génératrice de revenus",
            "Accompaniment of an income-generating activity",
        ),
        D.ECONOMIC,
        "BCE",
    ),
    Kind("MICRO_CREDIT", Names("قرض مصغر", "Microcrédit", "Micro-credit"), D.ECONOMIC, "BE", verify=True, once_in=730),
    Kind(
        "PROJECT_EQUIPMENT",
        Names(
            "عتاد لنشاط مدر للدخل",
            "Matériel pour une activité génératrice de revenus",
            "Equipment for an income-generating activity",
        ),
        D.ECONOMIC,
        "BCE",
        verify=True,
        once_in=730,
    ),
)

CHILD_PROTECTION = (
    Kind(
        "CHILD_INQUIRY", Names("بحث ميداني", "Enquête de terrain", "Field inquiry"), D.SOCIAL, "D", U.CHILD_PROTECTION
    ),
    Kind(
        "CHILD_DIAGNOSIS",
        Names("تحليل وتشخيص", "Analyse et diagnostic", "Analysis and diagnosis"),
        D.SOCIAL,
        "D",
        U.CHILD_PROTECTION,
    ),
    Kind(
        "CHILD_FAMILY_INTEGRATION",
        Names("إدماج أسري", "Intégration familiale", "Family integration"),
        D.SOCIAL,
        "D",
        U.CHILD_PROTECTION,
    ),
    Kind("CHILD_FOLLOW_UP", Names("متابعة", "Suivi", "Follow-up"), D.SOCIAL, "D", U.CHILD_PROTECTION),
    Kind(
        "CHILD_REINTEGRATION", Names("إعادة الإدماج", "Réinsertion", "Reintegration"), D.SOCIAL, "D", U.CHILD_PROTECTION
    ),
    Kind(
        "CHILD_MEDIATION",
        Names("وساطة وتوجيه", "Médiation et orientation", "Mediation and referral"),
        D.SOCIAL,
        "D",
        U.CHILD_PROTECTION,
    ),
    Kind(
        "CHILD_PSYCHOLOGICAL",
        Names("خدمة نفسية للطفل", "Prestation psychologique", "Psychological service"),
        D.PSYCHOLOGICAL,
        "D",
        U.CHILD_PROTECTION,
    ),
    Kind(
        "CHILD_LEGAL_SUPPORT", Names("دعم قانوني", "Appui juridique", "Legal support"), D.LEGAL, "D", U.CHILD_PROTECTION
    ),
    Kind(
        "CHILD_JUDGMENT",
        Names("تنفيذ حكم", "Exécution d’un jugement", "Enforcement of a judgment"),
        D.ADMINISTRATIVE,
        "D",
        U.CHILD_PROTECTION,
    ),
)
SOCIAL_EMERGENCY = (
    Kind(
        "STREET_CASE",
        Names("متابعة حالة في الشارع", "Suivi d’une personne à la rue", "Street case followed"),
        D.SOCIAL,
        "D",
        U.SOCIAL_EMERGENCY,
        counts=PEOPLE,
    ),
    Kind("STREET_TREATMENT", Names("علاج", "Soin", "Treatment"), D.MEDICAL, "D", U.SOCIAL_EMERGENCY),
    Kind(
        "STREET_CONSULTATION",
        Names("فحص طبي في الشارع", "Consultation médicale de rue", "Medical consultation in the street"),
        D.MEDICAL,
        "D",
        U.SOCIAL_EMERGENCY,
    ),
    Kind(
        "STREET_INTERVENTION",
        Names("تدخل اجتماعي", "Intervention sociale", "Social intervention"),
        D.SOCIAL,
        "D",
        U.SOCIAL_EMERGENCY,
    ),
    Kind(
        "STREET_PLACEMENT",
        Names("إيواء في مركز", "Placement en centre d’accueil", "Shelter placement"),
        D.SHELTER,
        "D",
        U.SOCIAL_EMERGENCY,
    ),
    Kind(
        "STREET_SOCIAL_CONSULTATION",
        Names("استشارة اجتماعية", "Consultation sociale", "Social consultation"),
        D.SOCIAL,
        "D",
        U.SOCIAL_EMERGENCY,
    ),
)
WOMEN_SPACE = (
    Kind(
        "WOMEN_LISTENING",
        Names("حصة استماع وإرشاد", "Séance d’écoute et d’orientation", "Counselling and listening session"),
        D.PSYCHOLOGICAL,
        "D",
        U.WOMEN_SPACE,
        counts=PEOPLE,
    ),
    Kind(
        "WOMEN_TELEPHONE",
        Names("توجيه عبر الهاتف", "Orientation par téléphone", "Telephone guidance"),
        D.SOCIAL,
        "D",
        U.WOMEN_SPACE,
    ),
    Kind(
        "WOMEN_REFERRAL",
        Names(
            "إحالة إلى هياكل وشركاء",
            "Orientation vers d’autres structures",
            "Referral to other structures and partners",
        ),
        D.SOCIAL,
        "D",
        U.WOMEN_SPACE,
        counts=PEOPLE,
    ),
    Kind(
        "WOMEN_VIOLENCE",
        Names(
            "متابعة امرأة ضحية عنف", "Suivi d’une femme victime de violence", "Follow-up of a woman victim of violence"
        ),
        D.SOCIAL,
        "D",
        U.WOMEN_SPACE,
        counts=PEOPLE,
    ),
    Kind(
        "WOMEN_LEGAL",
        Names("توجيه ومعلومات قانونية", "Orientation et information juridiques", "Legal guidance and information"),
        D.LEGAL,
        "D",
        U.WOMEN_SPACE,
    ),
)
ELDERLY_SPACE = (
    Kind(
        "ELDERLY_DAY", Names("استقبال نهاري للمسنين", "Accueil de jour", "Day care for the elderly"), D.SOCIAL, "D",
        U.ELDERLY_SPACE, counts=PEOPLE,
    ),
    Kind(
        "ELDERLY_HEALTH", Names("رعاية صحية للمسنين", "Soins aux personnes âgées", "Health care for the elderly"), D.MEDICAL, "D",
        U.ELDERLY_SPACE, counts=PEOPLE,
    ),
    Kind(
        "ELDERLY_ACTIVITY", Names("نشاط جماعي للمسنين", "Activité collective", "Group activity for the elderly"), D.SOCIAL, "D",
        U.ELDERLY_SPACE, counts=PEOPLE,
    ),
)  # fmt: skip

KINDS: tuple[Kind, ...] = COMMON + CHILD_PROTECTION + SOCIAL_EMERGENCY + WOMEN_SPACE + ELDERLY_SPACE

PROGRAMME_OF_ROUNDS = "WITHOUT_SHELTER"
ON_ROUNDS = {
    Given.MEAL: "MEAL", Given.HOT_DRINK: "HOT_DRINK", Given.BLANKET: "BLANKET", Given.CLOTHES: "CLOTHES",
    Given.HYGIENE: "HYGIENE_KIT", Given.FIRST_AID: "FIRST_AID", Given.LISTENING: "LISTENING", Given.GUIDANCE: "SOCIAL_GUIDANCE",
    Given.TRANSPORT: "SHELTER_TRANSPORT",
}  # fmt: skip
"""Which kind of help stands in the ledger for what a team gives on its round."""


def name_of(code: str) -> str:
    """Return what a kind of help is called in the reader's language, "" for a code that is none."""
    return next((kind.names.in_(get_language() or "ar") for kind in KINDS if kind.code == code), "")
