"""What each figure of a report is, as data: its name, its definition, what it counts, from which acts, and how often a person counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from yaqaza import countries
from yaqaza.countries import Names
from yaqaza.services import catalogue
from yaqaza.services.states import Counts


class Numerator(Enum):
    """Which rows of the ledger are counted."""

    STANDING = Names(
        "الخدمات المنجزة في الفترة، إلا ما أُلغي منها",
        "les actes accomplis dans la période, sauf ceux qui ont été annulés",
        "the acts done in the period, except those that were reversed",
    )


class Dedupe(Enum):
    """How often the same person counts."""

    EVERY_ACT = Names("كل خدمة تُعد مرة", "chaque acte compte une fois", "every act counts once")
    PERSON_ONCE = Names(
        "الشخص الواحد يُعد مرة في السطر مهما تعددت خدماته؛ الخدمة المقدمة لأسرة دون تحديد شخص لا تُعد شخصا",
        "une personne compte une fois dans la ligne, quel que soit le nombre de ses actes ; un acte pour un ménage sans personne "
        "désignée ne compte aucune personne",
        "a person counts once in the line however many acts; an act for a household that names nobody counts no person",
    )


@dataclass(frozen=True, slots=True)
class Indicator:
    """A line of a report. ``keys`` are codes of programmes or of kinds of help, as the report says."""

    code: str
    names: Names
    keys: tuple[str, ...]
    counts: Counts
    definition: Names
    numerator: Numerator = Numerator.STANDING
    version: int = 1

    @property
    def dedupe(self) -> Dedupe:
        """Return how often the same person counts in the published figure."""
        return Dedupe.PERSON_ONCE if self.counts is Counts.PEOPLE else Dedupe.EVERY_ACT


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together: the programmes of a province, the services of a unit."""

    code: str
    names: Names
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A report: which column of the ledger its lines are made of, and whether they add up to a total."""

    name: str
    names: Names
    caption: Names
    column: str  # "programme" or "service_type"
    sections: tuple[Section, ...]
    total: bool
    version: int = 1
    on_rounds: bool = False  # only what was given on rounds; whom they met and who refused stands beside it

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for section in self.sections for indicator in section.indicators)

    def indicator(self, code: str) -> Indicator | None:
        """Return a line by its code."""
        return next((indicator for indicator in self.indicators if indicator.code == code), None)


PROVINCIAL, COMPLEX, ROUNDS = "provincial-bilan", "complex-units", "street-rounds"
NAMES = (PROVINCIAL, COMPLEX, ROUNDS)


@lru_cache(maxsize=4)
def definition(name: str, country: str) -> Definition:
    """Return the report ``name`` (one of ``NAMES``) as this country has it; ``KeyError`` for any other."""
    return {PROVINCIAL: _provincial, COMPLEX: _complex, ROUNDS: _rounds}[name](country)


def _provincial(country: str) -> Definition:
    """The province's programmes: in Morocco the five of its vigilance programme, in Algeria all of the pack."""
    pack = countries.get(country)
    programmes = [p for p in pack.programmes if p.system == "C"] or [p for p in pack.programmes if p.system != "D"]
    vigilance = programmes[0].system == "C"
    return Definition(
        PROVINCIAL,
        Names(
            "حصيلة البرنامج الإقليمي لليقظة الاجتماعية",
            "Bilan du programme provincial de vigilance sociale",
            "Report of the provincial social vigilance programme",
        )
        if vigilance
        else Names(
            "حصيلة برامج التضامن في الولاية",
            "Bilan des programmes de solidarité de la wilaya",
            "Report of the solidarity programmes of the wilaya",
        ),
        Names(
            "التدخلات والمستفيدون حسب البرنامج",
            "Interventions et bénéficiaires par programme",
            "Interventions and people by programme",
        ),
        "programme",
        (
            Section(
                "PROGRAMMES",
                Names("البرامج", "Programmes", "Programmes"),
                tuple(
                    Indicator(
                        programme.code,
                        programme.names,
                        (programme.code,),
                        Counts.ACTS,
                        Names(
                            f"التدخلات المسجلة تحت برنامج «{programme.names.ar}»، أيا كان نوعها",
                            f"Interventions enregistrées sous le programme « {programme.names.fr} », tous types confondus",
                            f"Interventions recorded under the programme “{programme.names.en}”, of any kind",
                        ),
                    )
                    for programme in programmes
                ),
            ),
        ),
        total=True,
    )


def _line(code: str, names: Names, keys: str, counts: Counts, definition: Names) -> Indicator:
    return Indicator(code, names, tuple(keys.split()), counts, definition)


def _women(what: Names) -> Names:
    """The published lines say "women", so they count women."""
    return Names(
        f"نساء مختلفات {what.ar}؛ السطر يسمي النساء، لذلك يعد أشخاصا لا حصصا",
        f"Femmes différentes {what.fr} ; la ligne nomme des femmes : elle compte des personnes, non des séances",
        f"Different women {what.en}; the line names women, so it counts people, not sessions",
    )


A, P = Counts.ACTS, Counts.PEOPLE


def _rounds(country: str) -> Definition:
    """What teams gave on their rounds, a line for each kind of help."""
    kinds = {kind.code: kind.names for kind in catalogue.KINDS}
    lines = tuple(
        _line(
            code, kinds[code], code, A,
            Names(
                f"{kinds[code].ar}: ما قُدم في الجولات، وكل مرة تُعد؛ ما سُحب لا يُعد",
                f"{kinds[code].fr} : ce qui a été donné en maraude, chaque fois compte ; ce qui a été retiré ne compte pas",
                f"{kinds[code].en}: what was given on rounds, every time counts; what was taken back does not",
            ),
        )
        for code in catalogue.ON_ROUNDS.values()
    )  # fmt: skip
    given = Names("ما قُدم في الجولات", "Donné en maraude", "Given on rounds")
    return Definition(
        ROUNDS, Names("حصيلة الجولات", "Bilan des maraudes", "Report of the outreach rounds"), given, "service_type",
        (Section("GIVEN", given, lines),), total=False, on_rounds=True,
    )  # fmt: skip


def _complex(country: str) -> Definition:
    """The units of a social complex, each with its own lines."""
    return Definition(
        COMPLEX,
        Names(
            "تقرير وحدات المركب الاجتماعي",
            "Rapport des unités du complexe social",
            "Report of the units of the social complex",
        ),
        Names(
            "الخدمات والمستفيدون حسب الوحدة", "Prestations et bénéficiaires par unité", "Services and people by unit"
        ),
        "service_type",
        (_CHILDREN, _EMERGENCY, _WOMEN, _ELDERLY),
        total=False,
    )


_CHILDREN = Section(
    "CHILD_PROTECTION",
    Names("وحدة حماية الطفولة", "Unité de protection de l’enfance", "Child protection unit"),
    (
        _line(
            "CHILD_SOCIAL",
            Names("الخدمات الاجتماعية", "Prestations sociales", "Social services"),
            "CHILD_INQUIRY CHILD_DIAGNOSIS CHILD_FAMILY_INTEGRATION CHILD_FOLLOW_UP CHILD_REINTEGRATION CHILD_MEDIATION",
            A,
            Names(
                "البحث الميداني، التحليل والتشخيص، الإدماج الأسري، المتابعة، إعادة الإدماج، الوساطة والتوجيه: كل خدمة تُعد",
                "Enquête de terrain, analyse et diagnostic, intégration familiale, suivi, réinsertion, médiation et orientation : chaque "
                "prestation compte",
                "Field inquiry, analysis and diagnosis, family integration, follow-up, reintegration, mediation and referral: every one "
                "counts",
            ),
        ),
        _line(
            "CHILD_PSYCHOLOGICAL",
            Names("الخدمات النفسية", "Prestations psychologiques", "Psychological services"),
            "CHILD_PSYCHOLOGICAL",
            A,
            Names(
                "الخدمات النفسية المقدمة للأطفال: السطر يسمي خدمات، لذلك تُعد كل خدمة",
                "Prestations psychologiques aux enfants : la ligne nomme des prestations, chacune compte",
                "Psychological services to children: the line names services, so each one counts",
            ),
        ),
        _line(
            "CHILD_ADMINISTRATIVE",
            Names("الخدمات الإدارية", "Prestations administratives", "Administrative services"),
            "CHILD_LEGAL_SUPPORT CHILD_JUDGMENT",
            A,
            Names(
                "الدعم القانوني وتنفيذ الأحكام: كل خدمة تُعد",
                "Appui juridique et exécution des jugements : chaque prestation compte",
                "Legal support and enforcement of judgments: every service counts",
            ),
        ),
    ),
)


def _street(code: str, key: str, names: Names) -> Indicator:
    definition = Names(
        f"{names.ar}: كل خدمة تُعد", f"{names.fr} : chaque prestation compte", f"{names.en}: every service counts"
    )
    return _line(code, names, key, A, definition)


_EMERGENCY = Section(
    "SOCIAL_EMERGENCY",
    Names("الوحدة المتنقلة للإسعاف الاجتماعي", "Unité mobile d’urgence sociale", "Mobile social emergency unit"),
    (
        _line(
            "STREET_CASES",
            Names("حالات الشارع المتابَعة", "Personnes de la rue suivies", "Street cases followed"),
            "STREET_CASE",
            P,
            Names(
                "أشخاص مختلفون في الشارع تابعتهم الوحدة؛ الحالة شخص، لذلك يُعد الأشخاص",
                "Personnes différentes suivies dans la rue ; un cas est une personne : on compte les personnes",
                "Different people followed in the street; a case is a person, so people are counted",
            ),
        ),
        _street("STREET_TREATMENTS", "STREET_TREATMENT", Names("العلاجات", "Soins", "Treatments")),
        _street(
            "STREET_CONSULTATIONS",
            "STREET_CONSULTATION",
            Names("الفحوص الطبية", "Consultations médicales", "Medical consultations"),
        ),
        _street(
            "STREET_INTERVENTIONS",
            "STREET_INTERVENTION",
            Names("التدخلات الاجتماعية", "Interventions sociales", "Social interventions"),
        ),
        _street(
            "STREET_PLACEMENTS",
            "STREET_PLACEMENT",
            Names("الإيواء بالمراكز", "Placements en centre", "Shelter placements"),
        ),
        _street(
            "STREET_SOCIAL_CONSULTATIONS",
            "STREET_SOCIAL_CONSULTATION",
            Names("الاستشارات الاجتماعية", "Consultations sociales", "Social consultations"),
        ),
    ),
)

_WOMEN = Section(
    "WOMEN_SPACE",
    Names("الفضاء متعدد الوظائف للنساء", "Espace multifonctionnel pour les femmes", "Women’s multi-purpose space"),
    (
        _line(
            "WOMEN_LISTENING",
            Names(
                "نساء استفدن من حصص الاستماع والإرشاد",
                "Femmes reçues en séances d’écoute et d’orientation",
                "Women in counselling and listening sessions",
            ),
            "WOMEN_LISTENING",
            P,
            _women(
                Names("استفدن من حصة على الأقل", "reçues à une séance au moins", "who came to at least one session")
            ),
        ),
        _line(
            "WOMEN_TELEPHONE",
            Names("توجيه عبر الهاتف", "Orientations par téléphone", "Telephone guidance"),
            "WOMEN_TELEPHONE",
            A,
            Names(
                "كل مكالمة توجيه تُعد، ولو عادت المتصلة نفسها",
                "Chaque appel compte, même si la même personne rappelle",
                "Every call counts, also when the same woman calls again",
            ),
        ),
        _line(
            "WOMEN_REFERRED",
            Names(
                "نساء وُجهن إلى هياكل وشركاء آخرين",
                "Femmes orientées vers d’autres structures et partenaires",
                "Women referred to other structures and partners",
            ),
            "WOMEN_REFERRAL",
            P,
            _women(Names("وُجهن مرة على الأقل", "orientées une fois au moins", "referred at least once")),
        ),
        _line(
            "WOMEN_VIOLENCE",
            Names(
                "نساء ضحايا العنف المتابَعات",
                "Femmes victimes de violence suivies",
                "Women victims of violence followed",
            ),
            "WOMEN_VIOLENCE",
            P,
            _women(
                Names(
                    "ضحايا عنف تابعهن الفضاء",
                    "victimes de violence suivies par l’espace",
                    "victims of violence followed",
                )
            ),
        ),
        _line(
            "WOMEN_LEGAL",
            Names("توجيه ومعلومات قانونية", "Orientation et information juridiques", "Legal guidance and information"),
            "WOMEN_LEGAL",
            A,
            Names("كل توجيه قانوني يُعد", "Chaque orientation juridique compte", "Every piece of legal guidance counts"),
        ),
    ),
)

_ELDERLY = Section(
    "ELDERLY_SPACE",
    Names("فضاء المسنين", "Espace des personnes âgées", "Elderly space"),
    (
        _line(
            "ELDERLY_BENEFICIARIES",
            Names("مسنون ومسنات استفادوا", "Personnes âgées bénéficiaires", "Elderly people who benefited"),
            "ELDERLY_DAY ELDERLY_HEALTH ELDERLY_ACTIVITY",
            P,
            Names(
                "أشخاص مسنون مختلفون استفادوا من خدمة على الأقل من خدمات الفضاء في الفترة؛ منذ الافتتاح: فترة تبدأ يوم الافتتاح",
                "Personnes âgées différentes ayant reçu au moins une prestation de l’espace dans la période ; depuis l’ouverture : période "
                "qui commence le jour de l’ouverture",
                "Different elderly people who received at least one service of the space in the period; since opening: a period "
                "that begins on the day of opening",
            ),
        ),
    ),
)
