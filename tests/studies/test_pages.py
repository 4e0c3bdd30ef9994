"""The pages of surveys, in Arabic, as people walk through them."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.studies.conftest import answer

from yaqaza.studies import actions
from yaqaza.studies.models import Survey, Unit

pytestmark = pytest.mark.django_db


def test_a_survey_is_written_planned_drawn_and_shared_out_on_pages(cast, signed_in, form, homes, places) -> None:
    client = signed_in(cast.brahim)
    area = places.bab_el_oued
    told = {
        "title_ar": "ظروف العيش",
        "title_fr": "Vie",
        "version": form.pk,
        "frame": "HOUSEHOLDS",
        "area": area.full_name,
    }
    told |= {"area_choice": str(area.uuid), "area_choice_for": area.full_name}
    response = client.post(reverse("studies:new_survey"), told)
    survey = Survey.objects.get()
    assert response.headers["Location"] == reverse("studies:plan", args=[survey.uuid])
    page = client.get(response.headers["Location"]).content.decode()
    assert "30" in page
    plan = {
        "design": "SIMPLE",
        "level": "COMMUNE",
        "allocation": "PROPORTIONAL",
        "size": "6",
        "clusters": "2",
        "each": "3",
        "reserve": "1",
    }
    assert client.post(reverse("studies:plan", args=[survey.uuid]), plan).status_code == 302
    assert client.post(reverse("studies:draw", args=[survey.uuid]), {"seed": "1"}).status_code == 302
    assert client.post(reverse("studies:sharing", args=[survey.uuid]), {"to": [cast.farid.pk]}).status_code == 302
    page = client.get(survey.get_absolute_url()).content.decode()
    assert "فريد" in page
    for name in ("units", "check", "estimates", "weights_csv", "weights_xlsx", "frame_csv", "sharing"):
        assert client.get(reverse(f"studies:{name}", args=[survey.uuid])).status_code == 200, name
    farid = signed_in(cast.farid)
    unit = Unit.objects.filter(released=True).first()
    assert unit.household.name in farid.get(reverse("studies:my_units")).content.decode()
    assert unit.household.name in farid.get(unit.get_absolute_url()).content.decode()
    assert unit.household.name not in client.get(unit.get_absolute_url()).content.decode()
    assert farid.post(reverse("studies:outcome", args=[unit.uuid]), {"outcome": "REFUSED"}).status_code == 302
    assert client.post(reverse("studies:replacement", args=[unit.uuid])).status_code == 302
    assert farid.post(reverse("studies:undo", args=[unit.uuid])).status_code == 302
    assert client.post(reverse("studies:enumerator", args=[unit.uuid]), {"to": cast.amina.pk}).status_code == 302
    assert client.post(reverse("studies:look", args=[survey.uuid])).status_code == 302
    assert client.post(reverse("studies:closure", args=[survey.uuid])).status_code == 302
    assert client.post(reverse("studies:reopening", args=[survey.uuid])).status_code == 302


def test_a_list_is_uploaded_with_a_preview(cast, signed_in, survey) -> None:
    survey.frame = "LIST"
    survey.save()
    client = signed_in(cast.brahim)
    file = ContentFile(("code,bloc,adresse\n" + "".join(f"B{n},N,rue {n}\n" for n in range(12))).encode(), name="l.csv")
    response = client.post(reverse("studies:list", args=[survey.uuid]), {"file": file})
    assert response.headers["Location"] == reverse("studies:columns", args=[survey.uuid])
    page = client.get(response.headers["Location"]).content.decode()
    assert "rue 7" in page
    assert "rue 8" not in page
    columns = {"code": "code", "part": "bloc", "area": "", "address": "adresse"}
    assert client.post(reverse("studies:columns", args=[survey.uuid]), columns).status_code == 302
    assert "12" in client.get(reverse("studies:plan", args=[survey.uuid])).content.decode()


def test_estimates_are_shown_with_their_error(cast, signed_in, drawn) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    for number, unit in enumerate(Unit.objects.filter(survey=drawn, released=True).order_by("code")):
        answer(cast.farid, unit, size=2 + number % 3, water="yes" if number % 2 else "no")
    actions.gather()
    client = signed_in(cast.brahim)
    page = client.get(reverse("studies:estimates", args=[drawn.uuid]) + "?question=water&by=part").content.decode()
    assert "القصبة" not in page  # three answers there
    assert "باب الوادي" not in page  # nine there: with them the three would be had from all
    assert "50,0%" in page or "50.0%" in page


def test_others_do_not_find_a_survey(cast, signed_in, drawn) -> None:
    assert signed_in(cast.chafia).get(drawn.get_absolute_url()).status_code == 404
    assert signed_in(cast.djamel).get(drawn.get_absolute_url()).status_code == 403
    assert signed_in(cast.programme_head).get(drawn.get_absolute_url()).status_code == 200
    assert signed_in(cast.programme_head).get(reverse("studies:weights_csv", args=[drawn.uuid])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(cast, signed_in, survey, form, places, count) -> None:
    for number in range(count - 1):
        actions.create(
            by=cast.brahim, areas=[places.casbah], title_ar=f"أ{number}", title_fr="a", about="", version=form, unit_question="",
            frame="PERSONS", sex="", age_from=None, age_to=None, outside=False,
        )  # fmt: skip
    client = signed_in(cast.brahim)
    client.get(reverse("studies:surveys"))
    with CaptureQueriesContext(connection) as done:
        assert client.get(reverse("studies:surveys")).status_code == 200
    assert len(done) == 4, [query["sql"][:80] for query in done]


@pytest.mark.parametrize("count", [1, 3])
def test_my_units_ask_as_much_for_three_as_for_one(cast, signed_in, survey, count) -> None:
    told = {
        "design": "SIMPLE",
        "level": "COMMUNE",
        "allocation": "EQUAL",
        "size": count,
        "clusters": 2,
        "each": 2,
        "reserve": 0,
        "given": {},
    }
    survey = actions.draw(survey=actions.plan(survey=survey, by=cast.brahim, **told), by=cast.brahim)
    actions.share_out(survey=survey, by=cast.brahim, to=[cast.farid])
    client = signed_in(cast.farid)
    client.get(reverse("studies:my_units"))
    with CaptureQueriesContext(connection) as done:
        assert client.get(reverse("studies:my_units")).status_code == 200
    assert len(done) == 5, [query["sql"][:80] for query in done]
