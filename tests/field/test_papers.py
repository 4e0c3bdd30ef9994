"""The mission order on paper."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata

import pytest
from django.urls import reverse
from tests.conftest import Cast

from yaqaza.field import actions, papers
from yaqaza.field.models import Mission, Team
from yaqaza.people.models import Person


def text_of(pdf: bytes) -> str:
    """The text of a PDF, letters in their plain forms; a test that needs it is left out where poppler is missing."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is missing. To read PDFs in tests: apt-get install poppler-utils")
    done = subprocess.run([program, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    plain = unicodedata.normalize("NFKC", done.stdout.decode())
    return "".join(letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Mn"))


@pytest.fixture
def mission(order, places, houses) -> Mission:
    person = Person.objects.create(
        name_ar="خديجة زهرون", name_latin="Khadidja Zahroun", area=places.bab_el_oued, organisation=houses.cell
    )
    return order(person=person, lon=3.0502, lat=36.7935, instructions="اسألوا عن السيدة خديجة")


def test_the_order_says_the_same_in_both_languages_on_one_page(mission) -> None:
    pdf = papers.order(mission, url="https://example.org/m/")
    text = text_of(pdf)
    for words in (
        "République algérienne démocratique et populaire", "ORDRE DE MISSION", mission.number, "Enquête familiale",
        "Assistant social", "Farid", "Duniya", "Duster 01234-116-16", "Bab El Oued", "Cachet et signature",
        "تحقيق عائلي", "فريد", "مساعد اجتماعي", "باب الوادي", "وزارة التضامن", "الختم والإمضاء",
    ):  # fmt: skip
        assert words in text, words
    assert text.count("\f") == 1


def test_the_order_holds_no_name_of_a_person_who_is_helped_and_no_instruction(mission) -> None:
    pdf = papers.order(mission, url="https://example.org/m/")
    text = text_of(pdf)
    for name in ("خديجة", "زهرون", "Khadidja", "Zahroun", "السيدة"):
        assert name not in text
    assert "خديجة" not in str(papers.order_data(mission, url=""))


def test_the_number_plate_stands_by_itself_in_both_languages(mission) -> None:
    Team.objects.filter(pk=mission.team.pk).update(vehicle="58715-119-16")
    mission.team.refresh_from_db()
    facts = {fact["label"]["fr"]: (fact["ar"], fact["fr"]) for fact in papers.order_data(mission, url="x")["facts"]}
    assert facts["Moyen de transport"] == ("\u206658715-119-16\u2069",) * 2


def test_the_same_order_is_the_same_paper(mission) -> None:
    assert papers.order(mission, url="x") == papers.order(mission, url="x")


def test_a_cancelled_order_is_stamped(mission, cast) -> None:
    actions.cancel(mission=mission, by=cast.duniya, reason="x")
    mission.refresh_from_db()
    assert "Annulé" in text_of(papers.order(mission, url="x"))


def test_what_is_typed_never_becomes_markup(mission, teams) -> None:
    typed = '#panic("x") *b* $1$ @a <b> \\ = T ] [ // /* `'
    Mission.objects.update(place_text=typed)
    Team.objects.update(vehicle=typed)
    mission.refresh_from_db()
    mission.team.refresh_from_db()
    assert typed.replace(" ", "") in text_of(papers.order(mission, url="x")).replace(" ", "").replace("\n", "")


def test_a_team_of_twelve_and_a_long_place_still_print(mission, houses, places) -> None:
    from tests.conftest import make_user

    from yaqaza.accounts.permissions import Role
    from yaqaza.field.models import Membership

    for number in range(11):
        user = make_user(f"m{number}", f"عضو {number}", Role.FIELD_WORKER, houses.cell, places.algiers)
        Membership.objects.create(team=mission.team, user=user, profession="VOLUNTEER")
    Mission.objects.update(place_text="عمارة " * 50)
    mission.refresh_from_db()
    assert papers.order(mission, url="x").startswith(b"%PDF")


def test_the_order_is_answered_by_its_number_and_kept_by_no_cache(mission, cast: Cast, signed_in) -> None:
    answer = signed_in(cast.farid).get(reverse("field:order_pdf", args=[mission.uuid]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{mission.number}.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
