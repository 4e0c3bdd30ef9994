"""Kinds of help that any organisation may give."""

from __future__ import annotations

from yaqaza.accounts.states import UnitKind
from yaqaza.countries import Names
from yaqaza.services.catalogue.kind import Kind
from yaqaza.services.states import Counts, Domain

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
