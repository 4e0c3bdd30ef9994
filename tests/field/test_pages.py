"""The pages: who sees what, how many queries they take, and what bad input does to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.conftest import Cast, make_user
from tests.field.conftest import picture

from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions as alerts
from yaqaza.alerts.states import Category, Channel, PlacePrecision
from yaqaza.core.images import Photo
from yaqaza.core.models import AuditEntry
from yaqaza.field import actions
from yaqaza.field.models import Finding, Membership, Mission, Team
from yaqaza.field.states import MissionStatus, Outcome, Profession
from yaqaza.people.models import Person

S = MissionStatus
BAD = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.org")',
    "a\x00b",
    "ي" * 10_000,
    "'; DROP TABLE field_mission; --",
    "\u202eevil",
]


@pytest.fixture
def alert(places):
    return alerts.receive(
        by=None, channel=Channel.PORTAL, text="امرأة مسنة وحدها", category=Category.ELDERLY_IN_DANGER,
        area=places.bab_el_oued, place_precision=PlacePrecision.COMMUNE, place_text="قرب السوق",
        reporter_name="جار", reporter_phone="0550 00 12 34",
    ).alert  # fmt: skip


@pytest.fixture
def person(places, houses):
    found = Person.objects.create(
        name_ar="خديجة زهرون", name_latin="Khadidja Zahroun", area=places.bab_el_oued, organisation=houses.cell
    )
    found.phones.create(number="+213550004567")
    return found


def of_mission(mission: Mission) -> list[str]:
    names = ["mission", "order_pdf", "change", "cancellation", "findings", "photos"]
    return [reverse(f"field:{name}", args=[mission.uuid]) for name in names]


def test_a_stranger_finds_no_mission_and_no_team(mission_in, cast, teams, signed_in) -> None:
    mission = mission_in(S.ON_SITE)
    actions.write_finding(mission=mission, by=cast.farid, outcome="MET", situation="x")
    client = signed_in(cast.chafia)
    for address in of_mission(mission):
        assert client.get(address).status_code in (403, 404), address
    assert client.get(mission.get_absolute_url()).status_code == 404
    assert client.get(reverse("field:team", args=[teams.algiers.uuid])).status_code == 404
    assert mission.number not in client.get(reverse("field:missions")).content.decode()
    assert teams.algiers.name_ar not in client.get(reverse("field:teams")).content.decode()


def test_a_member_of_another_team_finds_no_mission_of_this_one(mission_in, teams, signed_in) -> None:
    mission = mission_in(S.ORDERED)
    client = signed_in(teams.nadia)
    for address in of_mission(mission):
        assert client.get(address).status_code in (403, 404), address
    for name in ("departure", "arrival", "end", "findings", "photos"):
        assert client.post(reverse(f"field:{name}", args=[mission.uuid])).status_code == 404
    mission.refresh_from_db()
    assert mission.status == S.ORDERED


def test_an_officer_reads_a_mission_but_does_not_carry_it_out(mission_in, cast, signed_in) -> None:
    mission = mission_in(S.ORDERED)
    client = signed_in(cast.duniya)
    assert client.get(mission.get_absolute_url()).status_code == 200
    assert client.post(reverse("field:departure", args=[mission.uuid])).status_code == 403


def test_a_photo_is_answered_to_those_who_see_its_mission_only(mission_in, cast, signed_in) -> None:
    mission = mission_in(S.ON_SITE)
    client = signed_in(cast.farid)
    address = reverse("field:photos", args=[mission.uuid])
    assert client.post(address, {"photos": [picture()], "caption": "المطبخ"}).status_code == 302
    photo = reverse("field:photo", args=[mission.photos.get().uuid])
    answer = client.get(photo)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert signed_in(cast.chafia).get(photo).status_code == 404


def test_no_list_takes_more_queries_with_four_rows_than_with_one(
    order, cast, teams, houses, places, signed_in, person
) -> None:
    def count(user, name: str) -> int:
        client = signed_in(user)
        client.get(reverse(f"field:{name}"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"field:{name}")).status_code == 200
        return len(queries)

    pages = [(cast.duniya, "missions"), (cast.farid, "day"), (cast.duniya, "teams"), (cast.duniya, "order")]
    order(person=person)
    one = [count(*page) for page in pages]
    assert one == [5, 8, 7, 6]
    for number in range(3):
        order(person=person)
        team = Team.objects.create(
            organisation=houses.cell, area=places.algiers, name_ar=f"ف{number}", name_fr=f"E{number}"
        )
        Membership.objects.create(team=team, user=cast.duniya, profession=Profession.DOCTOR)
    assert [count(*page) for page in pages] == one


def test_the_filters_of_the_list_leave_what_they_say(order, cast, teams, signed_in, places) -> None:
    here = order()
    there = order(area=places.casbah, team=teams.second, urgency=1, purpose="FOLLOW_UP")
    client = signed_in(cast.duniya)

    def shown(**query) -> set[str]:
        text = client.get(reverse("field:missions"), query).content.decode()
        return {mission.number for mission in (here, there) if mission.number in text}

    both = {here.number, there.number}
    assert shown() == both
    assert shown(team=str(teams.second.uuid)) == {there.number}
    assert shown(urgency="3") == {here.number}
    assert shown(purpose="FOLLOW_UP") == {there.number}
    assert shown(area="القصبة") == {there.number}
    assert shown(status="OPEN") == both
    assert shown(status="DONE") == set()
    assert shown(since=timezone.localdate().strftime("%d/%m/%Y")) == both
    assert shown(until=(timezone.localdate() - timedelta(days=1)).strftime("%d/%m/%Y")) == set()
    assert shown(cursor="nonsense", urgency="9") == both


def values(teams, **more) -> dict[str, str]:
    return {
        "team": str(teams.algiers.uuid), "purpose": "EMERGENCY", "urgency": "4", "when": "NOW", "area": "القصبة",
        "place_text": "قرب المسجد", "instructions": "",
    } | more  # fmt: skip


def test_an_order_is_prefilled_from_an_alert_and_given_with_one_button(cast, teams, alert, signed_in) -> None:
    client = signed_in(cast.duniya)
    address = f"{reverse('field:order')}?alert={alert.uuid}"
    form = client.get(address).context["form"]
    assert form["area"].value() == alert.area
    assert [form[name].value() for name in ("place_text", "urgency", "purpose", "when")] == [
        "قرب السوق", 3, "EMERGENCY", "NOW",
    ]  # fmt: skip
    chosen = {"area": alert.area.full_name, "area_id": str(alert.area.uuid), "area_name": alert.area.full_name}
    answer = client.post(address, values(teams, place_text="قرب السوق", **chosen))
    mission = Mission.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, mission.get_absolute_url())
    assert (mission.alert, mission.area, mission.window_end - mission.window_start) == (
        alert,
        alert.area,
        timedelta(hours=2),
    )
    alert.refresh_from_db()
    assert alert.status == "ON_MISSION"


def test_an_order_about_a_person_keeps_the_name_off_the_paper(cast, teams, person, signed_in) -> None:
    client = signed_in(cast.duniya)
    address = f"{reverse('field:order')}?person={person.uuid}"
    answer = client.post(address, values(teams, place_text="عند خديجة"))
    assert answer.status_code == 422
    assert "خديجة" in str(answer.context["form"].non_field_errors())
    assert client.post(address, values(teams)).status_code == 302
    assert Mission.objects.get().person == person


def test_the_free_and_near_teams_stand_first(cast, teams, order, signed_in, houses, places) -> None:
    actions.depart(mission=order(), by=cast.farid)
    form = signed_in(cast.duniya).get(reverse("field:order")).context["form"]
    assert [standing.team for standing in form.standings] == [teams.second, teams.algiers]
    assert [str(standing.presence) for standing in form.standings] == ["FREE", "BUSY"]


def test_teams_near_a_place_are_asked_for_without_being_told_off(cast, teams, signed_in) -> None:
    answer = signed_in(cast.duniya).post(reverse("field:order"), {"area": "القصبة", "near": "1"})
    assert (answer.status_code, Mission.objects.count()) == (200, 0)
    assert answer.context["form"].errors == {}


@pytest.mark.parametrize(
    "more",
    [
        {"team": "01930000-0000-7000-8000-000000000000"},
        {"team": "x"}, {"urgency": "9"}, {"urgency": "-1"}, {"purpose": "X"}, {"area": "لا مكان هنا"},
        {"when": "OTHER"}, {"when": "OTHER", "start": "99/99/2026 10:00", "end": "21/11/2026 25:00"},
        {"when": "OTHER", "start": "21/11/2001 10:00", "end": "21/11/2001 12:00"}, {"when": ""},
        {"lon": "nan", "lat": "1"}, {"lon": "999", "lat": "1"}, {"lon": "3.05"}, {"place_text": "ي" * 301},
        {"instructions": "ي" * 10_000},
    ],
    ids=str,
)  # fmt: skip
def test_an_impossible_order_is_refused_and_keeps_what_was_typed(more, cast, teams, signed_in) -> None:
    answer = signed_in(cast.duniya).post(reverse("field:order"), values(teams, **more))
    assert (answer.status_code, Mission.objects.count()) == (422, 0)
    assert more.get("place_text", "قرب المسجد") in answer.content.decode()


@pytest.mark.parametrize("text", BAD, ids=lambda text: repr(text[:12]))
def test_hostile_text_in_an_order_is_refused_or_shown_as_text(text, cast, teams, signed_in) -> None:
    client = signed_in(cast.duniya)
    answer = client.post(reverse("field:order"), values(teams, place_text=text[:290], instructions=text))
    assert answer.status_code in (302, 422)
    for mission in Mission.objects.all():
        shown = client.get(mission.get_absolute_url()).content.decode()
        assert "<script>alert" not in shown
        assert client.get(reverse("field:order_pdf", args=[mission.uuid])).content.startswith(b"%PDF")


FOUND = {
    "outcome": "MET",
    "danger": "IMMEDIATE",
    "housing": "UNFIT",
    "situation": "غرفة بلا نوافذ.",
    "needs": ["FOOD_WATER"],
}


def test_from_leaving_to_the_end_on_the_phone_without_javascript(cast, order, signed_in, run_jobs) -> None:
    mission = order()
    client = signed_in(cast.farid)
    home = client.get(reverse("field:day")).content.decode()
    assert reverse("field:departure", args=[mission.uuid]) in home
    for name, status in (("departure", S.DEPARTED), ("departure", S.DEPARTED), ("arrival", S.ON_SITE)):
        assert client.post(reverse(f"field:{name}", args=[mission.uuid])).status_code == 302
        mission.refresh_from_db()
        assert mission.status == status
    answer = client.post(
        reverse("field:findings", args=[mission.uuid]), FOUND | {"photos": [picture(), picture("b.jpg", "red")]}
    )
    assert answer.headers["Location"] == mission.get_absolute_url() + "?received=findings"
    assert 'data-clear="mission.' in client.get(answer.headers["Location"]).content.decode()
    assert (mission.photos.count(), Finding.objects.get().danger) == (2, "IMMEDIATE")
    assert client.post(reverse("field:end", args=[mission.uuid])).status_code == 302
    mission.refresh_from_db()
    assert mission.status == S.DONE
    assert AuditEntry.objects.filter(event="mission.departed").count() == 1
    assert reverse("field:departure", args=[mission.uuid]) not in client.get(reverse("field:day")).content.decode()


def test_an_hour_still_to_come_is_refused_on_the_page_itself(cast, order, signed_in) -> None:
    mission = order()
    client = signed_in(cast.farid)
    for clock in ("25:00", "x", "<b>"):
        answer = client.post(reverse("field:departure", args=[mission.uuid]), {"clock": clock})
        assert answer.status_code == 422
    mission.refresh_from_db()
    assert mission.status == S.ORDERED


@pytest.mark.parametrize("text", BAD, ids=lambda text: repr(text[:12]))
@pytest.mark.parametrize("name", ["situation", "health", "doubts", "done_on_site", "caption"])
def test_hostile_text_in_findings_is_refused_or_shown_as_text(name, text, cast, mission_in, signed_in) -> None:
    mission = mission_in(S.ON_SITE)
    client = signed_in(cast.farid)
    answer = client.post(reverse("field:findings", args=[mission.uuid]), FOUND | {name: text, "photos": [picture()]})
    assert answer.status_code in (302, 422)
    assert "<script>alert" not in client.get(mission.get_absolute_url()).content.decode()
    assert "<script>alert" not in signed_in(cast.duniya).get(mission.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "more",
    [
        {"outcome": ""}, {"outcome": "GONE"}, {"situation": " "}, {"household_size": "-1"}, {"household_size": "1e9"},
        {"children": "2", "household_size": "1"}, {"monthly_income": "99999999999"}, {"monthly_income": "x"}, {"needs": ["GOLD"]},
        {"danger": "SOME"},
    ],
    ids=str,
)  # fmt: skip
def test_impossible_findings_are_refused_and_keep_what_was_typed(more, cast, mission_in, signed_in) -> None:
    mission = mission_in(S.ON_SITE)
    answer = signed_in(cast.farid).post(reverse("field:findings", args=[mission.uuid]), FOUND | more)
    assert (answer.status_code, Finding.objects.count()) == (422, 0)
    assert more.get("situation", FOUND["situation"]).strip() in answer.content.decode()


def test_a_renamed_executable_is_no_photo_and_nothing_is_written(cast, mission_in, signed_in) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    mission = mission_in(S.ON_SITE)
    bad = SimpleUploadedFile("room.jpg", b"MZ\x90\x00" + b"\x00" * 400, "image/jpeg")
    answer = signed_in(cast.farid).post(
        reverse("field:findings", args=[mission.uuid]), FOUND | {"photos": [picture(), bad]}
    )
    assert (answer.status_code, Finding.objects.count(), mission.photos.count()) == (422, 0, 0)


def test_nine_photos_at_once_are_too_many(cast, mission_in, signed_in) -> None:
    mission = mission_in(S.ON_SITE)
    photos = [picture(f"{n}.jpg", f"#{n}0{n}0{n}0") for n in range(9)]
    answer = signed_in(cast.farid).post(reverse("field:photos", args=[mission.uuid]), {"photos": photos})
    assert (answer.status_code, mission.photos.count()) == (422, 0)


def test_findings_are_corrected_on_the_same_page_until_sealed(cast, mission_in, signed_in) -> None:
    mission = mission_in(S.DONE)
    client = signed_in(cast.farid)
    address = reverse("field:findings", args=[mission.uuid])
    assert client.get(address).context["form"]["situation"].value() == "تعيش وحدها."
    assert client.post(address, FOUND | {"reason": "نسيت"}).status_code == 302
    assert Finding.objects.get().situation == FOUND["situation"]
    actions.seal_finding(mission=mission, by=cast.brahim)
    assert client.get(address).status_code == 409


@pytest.mark.parametrize("outcome", [o.value for o in Outcome if o != Outcome.MET])
def test_the_short_form_asks_for_words_only(outcome, cast, mission_in, signed_in) -> None:
    mission = mission_in(S.ON_SITE)
    client = signed_in(cast.farid)
    page = client.get(reverse("field:findings", args=[mission.uuid]), {"outcome": outcome})
    assert page.context["short"] is True
    form = {"outcome": outcome, "situation": "سألنا الجيران."}
    assert client.post(reverse("field:findings", args=[mission.uuid]), form).status_code == 302


def test_the_call_goes_to_the_person_else_to_who_reported_and_only_while_open(
    cast, order, alert, person, teams, signed_in
) -> None:
    client = signed_in(cast.farid)
    about_person = order(person=person)
    assert "tel:+213550004567" in client.get(about_person.get_absolute_url()).content.decode()
    about_alert = order(alert=alert)
    assert "tel:+213550001234" in client.get(about_alert.get_absolute_url()).content.decode()
    actions.cancel(mission=about_alert, by=cast.duniya, reason="x")
    assert "tel:" not in client.get(about_alert.get_absolute_url()).content.decode()


def test_panels_answer_a_fragment_to_htmx_and_a_page_to_a_browser(cast, order, alert, person, signed_in) -> None:
    mission = order(alert=alert, person=person)
    client = signed_in(cast.duniya)
    for address in (
        reverse("field:alert_panel", args=[alert.uuid]),
        reverse("field:person_panel", args=[person.uuid]),
    ):
        assert "<html" in client.get(address).content.decode()
        fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in fragment
        assert mission.get_absolute_url() in fragment
        assert signed_in(cast.chafia).get(address).status_code == 404
    near = client.get(reverse("field:teams_panel"), {"alert": str(alert.uuid)}, headers={"HX-Request": "true"})
    assert "الفرقة 2" in near.content.decode()
    assert signed_in(cast.chafia).get(reverse("field:teams_panel"), {"alert": str(alert.uuid)}).status_code == 404


def test_a_supervisor_composes_a_team_and_others_do_not(cast: Cast, teams, houses, signed_in) -> None:
    client = signed_in(cast.brahim)
    form = {
        "name_ar": "فرقة الليل",
        "name_fr": "Équipe de nuit",
        "vehicle": "",
        "organisation": str(houses.cell.uuid),
        "area": "القصبة",
    }
    assert client.post(reverse("field:team_new"), form).status_code == 302
    team = Team.objects.get(name_ar="فرقة الليل")
    members = reverse("field:team_members", args=[team.uuid])
    assert client.post(members, {"user": str(cast.farid.uuid), "profession": "DOCTOR"}).status_code == 302
    assert client.post(members, {"user": str(cast.chafia.uuid), "profession": "DOCTOR"}).status_code == 422
    assert client.post(members, {"user": str(cast.farid.uuid), "profession": "KING"}).status_code == 422
    assert client.get(reverse("field:team", args=[team.uuid])).status_code == 200
    assert client.post(reverse("field:membership_end", args=[team.uuid, cast.farid.uuid])).status_code == 302
    assert client.post(reverse("field:membership_end", args=[team.uuid, cast.farid.uuid])).status_code == 404
    assert (
        signed_in(cast.duniya).post(members, {"user": str(cast.farid.uuid), "profession": "DOCTOR"}).status_code == 403
    )


def test_the_administrator_who_composes_teams_sees_no_mission(cast, order, signed_in) -> None:
    mission = order()
    client = signed_in(cast.administrator)
    assert client.get(reverse("field:teams")).status_code == 200
    assert client.get(mission.get_absolute_url()).status_code == 403
    assert mission.number not in client.get(reverse("field:team", args=[mission.team.uuid])).content.decode()


# What lies around a sensitive file


def test_a_mission_of_a_sensitive_file_is_read_by_its_team_who_ordered_it_and_supervisors(
    mission_in, cast, houses, places, teams, person, signed_in
) -> None:
    mission = mission_in(MissionStatus.DONE, person=person)
    photo = actions.add_photo(mission=mission, by=cast.farid, photo=Photo(b"\xff\xd8x", 2, 2, 3, "0" * 64))
    other = make_user("rachid", "رشيد", Role.DUTY_OFFICER, houses.cell, places.algiers)
    addresses = [
        mission.get_absolute_url(), reverse("field:order_pdf", args=[mission.uuid]), reverse("field:photo", args=[photo.uuid]),
    ]  # fmt: skip
    listed, panel = reverse("field:missions"), reverse("field:person_panel", args=[person.uuid])
    assert signed_in(other).get(addresses[0]).status_code == 200
    actions.set_sensitive(mission=mission, sensitive=True)
    for who in (other, cast.amina):
        client = signed_in(who)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
        for address in (listed, panel):
            assert str(mission.uuid) not in client.get(address).content.decode()
    for who in (cast.farid, cast.duniya, cast.brahim):
        assert signed_in(who).get(addresses[0]).status_code == 200
    actions.set_sensitive(mission=mission, sensitive=False)
    assert signed_in(other).get(addresses[0]).status_code == 200


def test_a_team_reads_what_it_did_for_a_week(mission_in, cast, signed_in) -> None:
    mission = mission_in(MissionStatus.DONE)
    assert signed_in(cast.farid).get(mission.get_absolute_url()).status_code == 200
    week = timedelta(days=7, minutes=1)
    Mission.objects.filter(pk=mission.pk).update(
        **{name: getattr(mission, name) - week for name in ("ordered_at", "departed_at", "arrived_at", "ended_at")}
    )
    assert signed_in(cast.farid).get(mission.get_absolute_url()).status_code == 404
    assert signed_in(cast.duniya).get(mission.get_absolute_url()).status_code == 200


def test_the_phone_names_only_the_others_as_company(mission_in, cast, teams, signed_in) -> None:
    address = mission_in(S.ORDERED).get_absolute_url()
    farid = signed_in(cast.farid)
    assert "<dt>معكم</dt>" not in farid.get(address).content.decode()
    Membership.objects.create(team=teams.algiers, user=teams.nadia, profession=Profession.PSYCHOLOGIST)
    company = farid.get(address).content.decode().partition("<dt>معكم</dt>")[2].partition("</dd>")[0]
    assert teams.nadia.name in company
    assert cast.farid.name not in company
