"""Lists of files and households for phones: of whoever holds the phone, no more than that, and what forms tell of them reaches the file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from yaqaza.cases import actions as cases
from yaqaza.cases.answers import queries
from yaqaza.cases.models import FiledAnswers
from yaqaza.core.models import AuditEntry
from yaqaza.field import queries as field
from yaqaza.people import actions as people
from yaqaza.questionnaires import actions
from yaqaza.questionnaires.models import Questionnaire, Submission

FORM = """
| survey |
| | type | name | label | save_to |
| | select_one_from_file my_cases.csv | file | File | |
| | select_one_from_file my_households.csv | household | Household | |
| | calculate | new_one | | |
| | text | family | Name | called |
| | text | address | Address | address |
| entities |
| | list_name | entity_id | create_if | update_if | label |
| | my_households | coalesce(${household}, ${new_one}) | ${household} = '' | ${household} != '' | ${family} |
| settings |
| | form_title | form_id | version |
| | بيت | home | 1 |
""".replace("| | calculate | new_one | | |", "| | text | new_one | New | |")
NS = "{http://openrosa.org/xforms/xformsManifest}"


@pytest.fixture
def form(cast, houses) -> Questionnaire:
    file = ContentFile(FORM.encode(), name="home.md")
    return actions.create(by=cast.brahim, organisation=houses.directorate, file=file, publish_at_once=True)


@pytest.fixture
def fetch(form) -> Callable[..., Any]:
    """Call a door of somebody's phone."""
    keys: dict[int, str] = {}

    def fetching(user: Any, door: str = "", **data: str) -> Any:
        if user.pk not in keys:
            keys[user.pk] = actions.equip(by=user, user=user, name="هاتف").key
        version = form.versions.get()
        where = door if door == "formList" else f"forms/{version.uuid}/{door}"
        return Client().get(f"/forms/openrosa/key/{keys[user.pk]}/{where}", data)

    return fetching


def lines(response: Any) -> list[str]:
    return response.content.decode().splitlines()


def test_the_manifest_names_lists_with_the_hash_of_what_is_served(cast, file, fetch) -> None:
    assert "manifestUrl" in fetch(cast.amina, "formList").content.decode()
    rows = fromstring(fetch(cast.amina, "manifest").content).findall(f"{NS}mediaFile")
    told = {row.findtext(f"{NS}filename"): row for row in rows}
    assert set(told) == {"my_cases.csv", "my_households.csv"}
    row = told["my_cases.csv"]
    served = Client().get(re.sub(r"^https?://[^/]+", "", row.findtext(f"{NS}downloadUrl")))
    assert row.get("type") == "entityList"
    assert row.findtext(f"{NS}hash") == f"md5:{hashlib.md5(served.content, usedforsecurity=False).hexdigest()}"
    assert lines(served) == [
        "name,label,__version,number", f"{file.uuid},خديجة زهرون · {file.number},{file.version},{file.number}",
    ]  # fmt: skip
    assert AuditEntry.objects.filter(event="device.list_taken", details={"what": "my_cases.csv"}).count() == 1


def test_nobody_takes_along_files_of_others(cast, file, fetch, samir) -> None:
    assert len(lines(fetch(cast.brahim, "lists/my_cases.csv"))) == 1
    assert len(lines(fetch(samir, "lists/my_cases.csv"))) == 1


def test_a_sensitive_file_is_called_by_its_number_alone(cast, sensitive, fetch) -> None:
    assert lines(fetch(cast.amina, "lists/my_cases.csv"))[1].split(",")[1] == sensitive.number


def test_a_closed_file_is_to_be_forgotten(cast, file, fetch) -> None:
    cases.close(case=file, by=cast.amina, outcome="IMPROVED", why_no_verdict="انتقلت")
    assert len(lines(fetch(cast.amina, "lists/my_cases.csv"))) == 1
    said = fetch(cast.amina, "lists/my_cases.csv/integrity", id=f"{file.uuid},{uuid4()}").content.decode()
    assert said.count("<deleted>true</deleted>") == 2


def test_a_team_takes_along_the_file_it_is_sent_for(cast, file, fetch, order, form) -> None:
    assert len(lines(fetch(cast.farid, "lists/my_cases.csv"))) == 1
    order(file)
    assert str(file.uuid) in lines(fetch(cast.farid, "lists/my_cases.csv"))[1]
    said = fetch(cast.farid, "lists/my_cases.csv/integrity", id=str(file.uuid)).content.decode()
    assert "<deleted>false</deleted>" in said


def test_who_orders_missions_takes_along_no_file_of_theirs(cast, file, fetch, order, samir) -> None:
    mission = order(file)
    assert field.visible_to(samir).filter(pk=mission.pk).exists()
    assert len(lines(fetch(samir, "lists/my_cases.csv"))) == 1


def test_households_are_those_of_ones_files(cast, file, fetch, places, khadija) -> None:
    home = people.create_household(by=cast.amina, name="بيت زهرون", area=places.bab_el_oued, head=khadija)
    people.create_household(by=cast.amina, name="بيت آخر", area=places.bab_el_oued)
    assert lines(fetch(cast.amina, "lists/my_households.csv"))[1:] == [
        f"{home.uuid},بيت زهرون · {file.number},{home.version},{file.number}"
    ]


def test_the_page_that_fills_in_gets_the_same_lists(cast, file, form, signed_in, fetch) -> None:
    address = reverse("questionnaires:filling_list", args=[form.versions.get().uuid, "my_cases.csv"])
    assert signed_in(cast.amina).get(address).content == fetch(cast.amina, "lists/my_cases.csv").content
    assert len(lines(signed_in(cast.brahim).get(address))) == 1
    taken = AuditEntry.objects.filter(event="questionnaire.list_taken", details={"what": "my_cases.csv"}).order_by("id")
    assert [entry.actor_id for entry in taken] == [cast.amina.pk, cast.brahim.pk]


@pytest.mark.parametrize("name", ["persons.csv", "else.csv", "my_cases"])
def test_what_a_form_does_not_want_is_not_given(cast, fetch, name) -> None:
    assert fetch(cast.amina, f"lists/{name}").status_code == 404


@pytest.mark.parametrize("known", [True, False])
def test_what_a_form_tells_of_a_household_is_put_beside_the_file(
    cast, file, form, places, khadija, run_jobs, known
) -> None:
    home = people.create_household(by=cast.amina, name="بيت زهرون", area=places.bab_el_oued, head=khadija)
    version = form.versions.get()
    assert [(row["question"], row["target"]) for row in version.bindings] == [
        ("family", "household.name"), ("address", "household.address"),
    ]  # fmt: skip
    device = actions.equip(by=cast.amina, user=cast.amina, name="هاتف").device
    told = f'id="{home.uuid}" update="1"' if known else f'id="{uuid4()}" create="1"'
    entity = f'<entity dataset="my_households" {told}><label>بيت زهرون</label></entity>'
    inside = (
        f"<family>بيت زهرون</family><address>حي 9</address><meta><instanceID>uuid:{uuid4()}</instanceID>{entity}</meta>"
    )
    xml = f'<data id="home" version="1">{inside}</data>'.encode()
    receipt = actions.receive(by=cast.amina, device=device, xml=xml, files={})
    run_jobs()
    row = (
        FiledAnswers.objects.select_related("case", "submission__version").filter(submission=receipt.submission).first()
    )
    assert (row is not None) == known, "a new household is nobody's until a person says whose"
    if row is not None:
        shown = {each.target: (each.held, each.told) for each in queries.beside(row, by=cast.amina).rows if each.waits}
        assert (row.case, shown) == (file, {"household.address": ("", "حي 9")})
    assert Submission.objects.count() == 1 and home.members.count() == 1
