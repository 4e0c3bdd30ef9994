"""Studies in the province of the tour: a survey half carried out, a talk that is coded, two policy proposals. All of it is synthetic."""

from __future__ import annotations

import io
from itertools import cycle
from uuid import UUID

from django.core.files.base import ContentFile
from pyxform.xls2json_backends import md_table_to_workbook

from yaqaza.accounts.models import User
from yaqaza.demo import houses
from yaqaza.demo.world import World
from yaqaza.questionnaires import actions as questionnaires
from yaqaza.questionnaires.models import Version
from yaqaza.studies import actions, queries
from yaqaza.studies.actions import focus, proposals
from yaqaza.studies.models import Passage, Survey, Theme, Unit

FORM = """
| survey | | | | | |
| | type | name | label::العربية (ar) | label::Français (fr) | required |
| | select_one_from_file my_units.csv | unit | الوحدة المسحوبة | Unité tirée | yes |
| | integer | home_size | كم شخصا في البيت؟ | Combien de personnes au foyer ? | yes |
| | integer | children_out | كم طفلا خارج المدرسة؟ | Combien d'enfants hors de l'école ? | |
| | select_one yes_no | water | هل الماء موصول بالبيت؟ | L'eau arrive-t-elle au logement ? | yes |
| | select_one roof | housing | نوع السكن | Type de logement | |
| choices | | | | |
| | list_name | name | label::العربية (ar) | label::Français (fr) |
| | yes_no | yes | نعم | Oui |
| | yes_no | no | لا | Non |
| | roof | hard | مبني | En dur |
| | roof | fragile | هش | Précaire |
| | roof | shared | مشترك | Partagé |
| settings | | | | |
| | form_title | form_id | version | default_language |
| | ظروف العيش (بيانات مصطنعة) | living_conditions | 1 | العربية (ar) |
| bindings | | |
| | question | target |
| | unit | survey.unit |
"""
TALK = (
    "الماء لا يصل إلى الحي إلا مرتين في الأسبوع. نشتريه من الصهريج بثمن غال.\n"
    "حين لا يكون الماء تبقى البنت في البيت لتحمله. فتغيب عن المدرسة يومين في الأسبوع.\n"
    "المدرسة بعيدة والطريق بلا إنارة. نخاف عليهم في الشتاء.\n"
    "لو مرت حافلة في الصباح لرجع كثير من الأطفال إلى الدراسة."
)
THEMES = {
    "الماء": ("Eau", {"ثمن الماء": "Prix de l'eau"}),
    "المدرسة": ("École", {"الطريق إلى المدرسة": "Chemin de l'école"}),
}
CODED = (
    ("الماء", 0, 0, True),
    ("ثمن الماء", 1, 1, False),
    ("الماء", 2, 3, False),
    ("المدرسة", 3, 3, True),
    ("الطريق إلى المدرسة", 4, 6, True),
)
DRAWN, ANSWERED, FAILED = 60, 0.65, 0.15
WHY_NOT = ("REFUSED", "ABSENT", "ABSENT", "NOT_FOUND")


def build(world: World) -> int:
    """Plan, draw and half carry out a survey; return how many units answered."""
    supervisor = User.objects.get(username="supervisor")
    version = _form(supervisor)
    area = houses.home(world)
    survey = actions.create(
        by=supervisor, areas=[area], title_ar="ظروف عيش البالغين (بيانات مصطنعة)",
        title_fr="Conditions de vie des adultes (données fictives)",
        about="كم طفلا خارج المدرسة، ومن يعيش بلا ماء؟", version=version, frame="PERSONS", age_from=18,
    )  # fmt: skip
    plan = {"design": "STRATIFIED", "level": "DISTRICT", "allocation": "PROPORTIONAL", "size": DRAWN, "reserve": 2}
    survey = actions.plan(survey=survey, by=supervisor, **plan)
    if not queries.preview(survey, seen_by=supervisor).size:
        return 0  # a country too small to have anybody there
    survey = actions.draw(survey=survey, by=supervisor, seed="demo 2026")
    _talk(world, supervisor)
    team = list(User.objects.filter(username__in=["field", "worker"]).order_by("id"))
    actions.share_out(survey=survey, by=supervisor, to=team)
    answered = _visit(world, survey)
    _propose(world, supervisor, survey)
    return answered


def _propose(world: World, supervisor: User, survey: Survey) -> None:
    """A proposal that was adopted, and one about which partners are asked."""
    council = "المجلس الجماعي" if world.country == "MA" else "المجلس الشعبي البلدي"
    bus = proposals.write(
        by=supervisor, title="حافلة إلى المدرسة (بيانات مصطنعة)", target=council, area=houses.home(world), to_partners=False,
        problem="الطريق إلى المدرسة بعيد وبلا إنارة، فيغيب الأطفال عنها في الشتاء.",
        text="حافلة في الصباح وفي المساء، من أول نوفمبر إلى آخر مارس.",
    )  # fmt: skip
    passage = Passage.objects.filter(quote=True, theme__name_ar="الطريق إلى المدرسة").get()
    proposals.cite_quote(proposal=bus, by=supervisor, passage=passage)
    proposals.cite_theme(proposal=bus, by=supervisor, theme=passage.theme)
    proposals.cite_estimate(proposal=bus, by=supervisor, survey=survey, question="children_out")
    proposals.cite_map(proposal=bus, by=supervisor, area=houses.home(world))
    proposals.submit(proposal=bus, by=supervisor)
    other = User.objects.get(username="head")
    proposals.decide(proposal=bus, by=other, decision="ADOPTED", reason="يُدرج في ميزانية السنة القادمة.")
    water = proposals.write(
        by=supervisor, title="صهريج ماء للأحياء البعيدة (بيانات مصطنعة)", target="مديرية الموارد المائية", area=houses.home(world),
        to_partners=True, problem="يصل الماء مرتين في الأسبوع، ويُشترى من الصهاريج بثمن غال.",
        text="صهريج مجاني كل يومين لمن لا ماء في بيته.",
    )  # fmt: skip
    partner = User.objects.get(username="partner")
    lorries = proposals.suggest(proposal=water, by=partner, text="عندنا شاحنتان يمكن أن تعملا يوم الجمعة.")
    proposals.put_under(suggestion=lorries, by=supervisor, themes=Theme.objects.filter(name_ar="ثمن الماء"))


def _talk(world: World, supervisor: User) -> None:
    """A talk with women of a quarter, coded by the case worker and, for a part, by the supervisor."""
    worker = User.objects.get(username="worker")
    book = focus.begin_codebook(by=worker, title="الماء والمدرسة (بيانات مصطنعة)")
    themes: dict[str, Theme] = {}
    for name, (french, below) in THEMES.items():
        themes[name] = focus.add_theme(codebook=book, by=worker, name_ar=name, name_fr=french)
        for lower, told in below.items():
            themes[lower] = focus.add_theme(codebook=book, by=worker, name_ar=lower, name_fr=told, parent=themes[name])
    people = [
        {"sex": "FEMALE", "age": age, "situation": "WOMEN"}
        for age in ("YOUNG", "GROWN", "GROWN", "OLD", "GROWN", "YOUNG")
    ]
    group = focus.begin_group(
        by=worker, title="حديث مع نساء الحي عن الماء والدراسة", codebook=book, area=world.some(world.communes[houses.home(world).pk]),
        held_on=world.before(9).date(), guide="كيف يؤثر الماء في يومكن؟ ومن لا يدرس من الأطفال، ولماذا؟", participants=people,
    )  # fmt: skip
    group = focus.write(group=group, by=worker, text=TALK, names="NONE")
    for name, first, last, quote in CODED:
        focus.code(group=group, by=worker, theme=themes[name], first=first, last=last, quote=quote)
    for name, first, last, _quote in CODED[:3]:
        focus.code(group=group, by=supervisor, theme=themes[name], first=first, last=min(last, first))


def _form(supervisor: User) -> Version:
    out = io.BytesIO()
    workbook = md_table_to_workbook(FORM)
    workbook.save(out)
    file = ContentFile(out.getvalue(), name="living_conditions.xlsx")
    house = supervisor.main_posting.organisation  # type: ignore[union-attr]  # every login has one
    made = questionnaires.create(by=supervisor, organisation=house, file=file, publish_at_once=True)
    return made.versions.get()


def _visit(world: World, survey: Survey) -> int:
    """Some answered, some did not; the others are left to the visitor of the demonstration."""
    units = list(Unit.objects.filter(survey=survey, released=True).select_related("assigned_to").order_by("code"))
    world.random.shuffle(units)
    answered, failed = round(len(units) * ANSWERED), round(len(units) * FAILED)
    for unit in units[:answered]:
        _answer(world, unit)
    for unit, outcome in zip(units[answered : answered + failed], cycle(WHY_NOT), strict=False):
        assert unit.assigned_to is not None  # noqa: S101  # all were shared out
        actions.note(unit=unit, by=unit.assigned_to, outcome=outcome)
    return actions.gather()


def _answer(world: World, unit: Unit) -> None:
    said = {
        "unit": unit.uuid, "home_size": world.random.randint(1, 9), "children_out": world.weighted({0: 7, 1: 2, 2: 1}),
        "water": world.weighted({"yes": 3, "no": 1}), "housing": world.weighted({"hard": 5, "fragile": 2, "shared": 2}),
    }  # fmt: skip
    uuid = UUID(int=world.random.getrandbits(128), version=4)
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    xml = f'<data id="living_conditions" version="1">{inside}<meta><instanceID>uuid:{uuid}</instanceID></meta></data>'
    assert unit.assigned_to is not None  # noqa: S101  # all were shared out
    questionnaires.receive(by=unit.assigned_to, xml=xml.encode(), files={})
