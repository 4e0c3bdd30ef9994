"""A published form that names its unit, households of two communes, and a survey of them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.questionnaires.conftest import workbook

from yaqaza.people.models import Household
from yaqaza.questionnaires import actions as questionnaires
from yaqaza.questionnaires.models import Submission, Version
from yaqaza.studies import actions
from yaqaza.studies.models import Survey, Unit

ASKED = [
    ["type", "name", "label::العربية (ar)", "label::Français (fr)", "required", "relevant"],
    ["select_one_from_file my_units.csv", "unit", "الوحدة", "Unité", "yes", ""],
    ["text", "family", "ملاحظة", "Note", "", ""],
    ["integer", "size", "كم في البيت؟", "Combien au foyer ?", "", ""],
    ["select_one water", "water", "الماء في البيت؟", "Eau courante ?", "", ""],
]
CHOICES = [
    ["list_name", "name", "label::العربية (ar)", "label::Français (fr)"],
    ["water", "yes", "نعم", "Oui"],
    ["water", "no", "لا", "Non"],
]


@pytest.fixture
def form(cast, houses) -> Version:
    file = workbook(
        survey=ASKED, choices=CHOICES, bindings=[["question", "target"], ["unit", "survey.unit"]], form_id="homes"
    )
    file.name = "homes.xlsx"
    made = questionnaires.create(by=cast.brahim, organisation=houses.directorate, file=file, publish_at_once=True)
    return made.versions.get()


@pytest.fixture
def homes(cast, houses, places) -> list[Household]:
    """Thirty households in Bab El Oued, ten in the Casbah, five in Blida."""
    many = [
        (places.bab_el_oued, 30, houses.directorate),
        (places.casbah, 10, houses.directorate),
        (places.blida_commune, 5, houses.blida_directorate),
    ]
    return Household.objects.bulk_create(
        Household(name=f"عائلة {area.name_fr} {n}", area=area, organisation=house, created_by=cast.amina)
        for area, count, house in many for n in range(count)
    )  # fmt: skip


@pytest.fixture
def survey(cast, places, form, homes) -> Survey:
    """Of the households of the province of Algiers, not drawn yet."""
    return actions.create(
        by=cast.brahim, areas=[places.algiers], title_ar="ظروف العيش", title_fr="Conditions de vie", about="", version=form,
        unit_question="", frame="HOUSEHOLDS", sex="", age_from=None, age_to=None, outside=False,
    )  # fmt: skip


@pytest.fixture
def drawn(survey, cast) -> Survey:
    """Twelve of them by commune, three replacements each, Farid's and Amina's to visit."""
    survey = actions.plan(survey=survey, by=cast.brahim, **planned(design="STRATIFIED", size=12, reserve=3))
    survey = actions.draw(survey=survey, by=cast.brahim, seed="council 2026")
    return survey


def planned(**told):
    usual = {"design": "SIMPLE", "level": "COMMUNE", "allocation": "PROPORTIONAL", "size": 12, "clusters": 2, "each": 4}
    return usual | {"reserve": 0, "given": {}} | told


def answer(
    by, unit: Unit | str, *, size: object = 4, water: str = "yes", instance: str = "", corrects: str = ""
) -> Submission:
    """Send the form as a phone does, for a unit (by its uuid, as the list gives it, or by its code)."""
    instance = instance or f"uuid:{uuid4()}"
    said = unit if isinstance(unit, str) else unit.uuid
    meta = f"<instanceID>{instance}</instanceID>" + (f"<deprecatedID>{corrects}</deprecatedID>" if corrects else "")
    xml = f'<data id="homes" version="1"><unit>{said}</unit><family/><size>{size}</size><water>{water}</water><meta>{meta}</meta></data>'
    return questionnaires.receive(by=by, xml=xml.encode(), files={}).submission
