"""Kinds of help of the units of a social complex."""

from __future__ import annotations

from yaqaza.accounts.states import UnitKind
from yaqaza.countries import Names
from yaqaza.services.catalogue.kind import Kind
from yaqaza.services.states import Counts, Domain

D, U = Domain, UnitKind
PEOPLE = Counts.PEOPLE

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
