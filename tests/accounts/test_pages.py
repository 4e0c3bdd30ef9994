"""Organisations, users and the audit trail, as the administrator and the auditor meet them."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.conftest import make_user

from yaqaza.accounts import actions, queries, rules
from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Role
from yaqaza.accounts.states import MOVES, OrganisationStatus
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused, why_not
from yaqaza.territory import gazetteer


@pytest.fixture(autouse=True)
def _places_of_this_test():
    """Names of places are kept by the process: those of an earlier test are other rows."""
    gazetteer.forget()
    yield
    gazetteer.forget()


def test_an_administrator_creates_an_organisation_and_brings_it_into_service(cast, houses, places, signed_in) -> None:
    client = signed_in(cast.administrator)
    response = client.post(
        reverse("accounts:organisation_new"),
        {"parent": houses.directorate.pk, "kind": "CELL", "unit_kind": "PROXIMITY_CELL", "code": "PRX-16-01", "name_ar": "خلية جوارية",
         "name_fr": "Cellule", "area": "القصبة"},
    )  # fmt: skip
    cell = Organisation.objects.get(code="PRX-16-01")
    assert response.headers["Location"] == reverse("accounts:organisation", args=[cell.uuid])
    assert cell.path == f"{houses.directorate.path}{cell.pk}."
    assert (cell.status, cell.activated_on) == ("CREATED", None)
    client.post(reverse("accounts:organisation_status", args=[cell.uuid]), {"to": "ACTIVE"})
    cell.refresh_from_db()
    assert cell.status == "ACTIVE"
    assert cell.activated_on is not None
    assert list(AuditEntry.objects.order_by("pk").values_list("event", flat=True)) == [
        "organisation.created",
        "organisation.moved",
    ]


@pytest.mark.parametrize("before", OrganisationStatus)
@pytest.mark.parametrize("after", OrganisationStatus)
def test_a_status_follows_only_as_the_table_says(cast, houses, before, after) -> None:
    houses.cell.status = before
    refused = bool(why_not(rules.check_move_organisation, houses.cell, after, by=cast.administrator))
    assert refused == (after not in MOVES[before])


def test_closing_waits_for_the_organisations_under_it(cast, houses) -> None:
    sentence = why_not(
        rules.check_move_organisation, houses.directorate, OrganisationStatus.CLOSED, by=cast.administrator
    )
    assert sentence == "أغلقوا الهيئات التابعة لها أولا."


def test_a_new_user_can_sign_in_and_a_weak_password_or_a_taken_name_is_said(
    cast, houses, places, signed_in, client
) -> None:
    administrator = signed_in(cast.administrator)
    form = {
        "username": "lina", "name_ar": "لينا", "name_latin": "Lina", "password": "quiet-harbour-lamp", "language": "fr",
        "role": "DUTY_OFFICER", "organisation": houses.cell.pk, "area": places.algiers.full_name,
        "area_id": places.algiers.uuid, "area_name": places.algiers.full_name,
    }  # fmt: skip
    page = administrator.post(reverse("accounts:user_new"), form | {"password": "12345"})
    assert page.status_code == 422
    assert not User.objects.filter(username="lina").exists()
    assert administrator.post(reverse("accounts:user_new"), form).status_code == 302
    assert administrator.post(reverse("accounts:user_new"), form).status_code == 422
    assert client.login(username="lina", password="quiet-harbour-lamp")
    assert client.get(reverse("accounts:me")).context["postings"][0].role == Role.DUTY_OFFICER


def test_nobody_posts_themselves_nor_shuts_themselves_out(cast, houses, places) -> None:
    with pytest.raises(NotPermitted):
        actions.post(
            user=cast.administrator, role=Role.SUPERVISOR, organisation=houses.directorate, area=places.algiers,
            by=cast.administrator,
        )  # fmt: skip
    with pytest.raises(Refused):
        actions.set_active(user=cast.administrator, active=False, by=cast.administrator)


def test_a_posting_reaches_no_further_than_its_organisation(cast, houses, places) -> None:
    with pytest.raises(Refused, match="خارج"):
        actions.post(
            user=cast.farid, role=Role.DUTY_OFFICER, organisation=houses.cell, area=places.blida, by=cast.administrator
        )


def test_a_posting_ends_once_and_not_before_it_began(cast) -> None:
    posting = cast.farid.postings.get()
    with pytest.raises(Refused):
        actions.end_posting(posting=posting, by=cast.administrator, on=posting.starts_on.replace(year=2019))
    actions.end_posting(posting=posting, by=cast.administrator)
    with pytest.raises(Refused):
        actions.end_posting(posting=posting, by=cast.administrator)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_organisations_costs_the_same_with_one_and_with_three(
    cast, houses, places, signed_in, count, django_assert_num_queries
) -> None:
    for number in range(count):
        actions.create_organisation(
            by=cast.administrator, parent=houses.directorate, kind="CELL", code=f"PRX-{number}", name_ar="خلية", name_fr="Cellule",
            area=places.casbah,
        )  # fmt: skip
    client = signed_in(cast.administrator)
    client.get(reverse("accounts:organisations"))
    with django_assert_num_queries(5):
        client.get(reverse("accounts:organisations"), {"text": "PRX"})


def test_the_auditor_reads_who_did_what_and_no_name_stands_in_the_details(cast, houses, places, signed_in) -> None:
    user = actions.create_user(
        by=cast.administrator, username="lina", name_ar="لينا", password="quiet-harbour-lamp", role=Role.DUTY_OFFICER,
        organisation=houses.cell, area=places.algiers,
    )  # fmt: skip
    page = signed_in(cast.auditor).get(reverse("accounts:audit"), {"act": "user.created"})
    assert [entry.event for entry in page.context["page"]] == ["user.created"]
    assert "ياسين" in page.content.decode()
    assert all(
        "لينا" not in str(entry.details) and user.username not in str(entry.details)
        for entry in AuditEntry.objects.all()
    )


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=1+1", "x" * 10_000, "a\x00b", "'; DROP TABLE --"])
def test_hostile_text_is_shown_or_refused_but_breaks_nothing(cast, houses, signed_in, text) -> None:
    client = signed_in(cast.administrator)
    for name in ("accounts:organisations", "accounts:users"):
        page = client.get(reverse(name), {"text": text})
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
    page = client.post(
        reverse("accounts:organisation_new"),
        {
            "parent": houses.directorate.pk,
            "kind": "CELL",
            "code": "PRX",
            "name_ar": text,
            "name_fr": text,
            "area": text,
        },
    )
    assert page.status_code == 422
    assert b"<script>alert" not in page.content


def test_sign_up_is_closed(client) -> None:
    assert client.get(reverse("account_signup")).status_code == 403


def test_signing_in_and_out(cast, client) -> None:
    page = client.post(reverse("account_login"), {"login": "amina", "password": "wrong-harbour-lamp"})
    assert page.status_code == 200
    assert "اسم المستخدم أو كلمة المرور غير صحيح." in page.content.decode()
    assert "quiet" not in page.content.decode()
    page = client.post(reverse("account_login"), {"login": "amina", "password": "quiet-harbour-lamp"})
    assert page.headers["Location"] == reverse("desk:home")
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 302


@pytest.fixture
def local(houses, places) -> User:
    """An administrator of Blida alone."""
    return make_user("lyes", "الياس", Role.ADMINISTRATOR, houses.blida_directorate, places.blida)


def test_a_local_administrator_gives_nobody_a_view_of_the_country(cast, houses, places, local) -> None:
    with pytest.raises(NotPermitted):
        actions.post(user=cast.farid, role=Role.SUPERVISOR, organisation=houses.ministry, area=places.blida, by=local)
    with pytest.raises(NotPermitted):
        actions.post(
            user=cast.farid, role=Role.SUPERVISOR, organisation=houses.blida_directorate, area=places.country, by=local
        )
    with pytest.raises(Refused):
        actions.create_organisation(
            by=local,
            parent=houses.blida_directorate,
            kind="CELL",
            code="X",
            name_ar="خلية",
            name_fr="C",
            area=places.country,
        )
    assert list(queries.postable(seen_by=local)) == [houses.blida_directorate]


def test_nobody_shuts_an_account_of_another_place(cast, houses, places, local) -> None:
    Posting.objects.create(
        user=cast.administrator, role=Role.DUTY_OFFICER, organisation=houses.blida_directorate, area=places.blida,
        starts_on="2019-01-01", ends_on="2019-12-31",
    )  # fmt: skip
    assert cast.administrator not in queries.users(seen_by=local)
    assert cast.chafia in queries.users(seen_by=local)
    with pytest.raises(NotPermitted):
        actions.set_active(user=cast.administrator, active=False, by=local)
    assert not actions.set_active(user=cast.chafia, active=False, by=local).is_active


def test_one_wrong_day_leaves_the_other_filters_of_the_trail(cast, signed_in) -> None:
    actions.set_active(user=cast.farid, active=False, by=cast.administrator)
    client = signed_in(cast.auditor)
    client.cookies["yaqaza_language"] = "en"
    page = client.get(reverse("accounts:audit"), {"from_on": "31/02/2026", "who": "nobody-here"})
    assert (page.status_code, page.context["page"].items) == (200, [])
    assert list(page.context["form"].errors) == ["from_on"] and 'aria-invalid="true"' in page.content.decode()
    page = client.get(reverse("accounts:audit"), {"from_on": "02/01/2026", "until_on": "01/01/2026"})
    assert "The last day is before the first." in page.content.decode() and page.context["page"].items


def test_the_national_trail_is_for_a_national_auditor(cast, houses, places, signed_in) -> None:
    auditor = make_user("rym", "ريم", Role.AUDITOR, houses.blida_directorate, places.blida)
    actions.set_active(user=cast.farid, active=False, by=cast.administrator)
    assert signed_in(auditor).get(reverse("accounts:audit")).context["page"].items == []
    assert len(signed_in(cast.auditor).get(reverse("accounts:audit")).context["page"].items) == 1
