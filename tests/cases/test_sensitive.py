"""What lies around a sensitive file is read by whom the file is read by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cases.conftest import ANSWERS
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions as alerts
from yaqaza.alerts.models import Alert
from yaqaza.cases import actions, queries, rules
from yaqaza.cases.models import Case
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, why_not
from yaqaza.field import actions as field
from yaqaza.field.models import Mission

pytestmark = pytest.mark.django_db


@pytest.fixture
def violence(cast, places, team) -> tuple[Alert, Mission]:
    """An alert of violence that is read, with a mission on its way."""
    alert = alerts.receive(
        by=cast.duniya, channel="HOTLINE", text="خديجة زهرون يضربها ابنها كل ليلة", category="VIOLENCE", area=places.bab_el_oued,
        place_precision="COMMUNE",
    ).alert  # fmt: skip
    alerts.read(alert=alert, by=cast.duniya)
    now = timezone.now()
    mission = field.order(
        by=cast.duniya, team=team, purpose="SOCIAL_INVESTIGATION", urgency=3, area=places.bab_el_oued, window_start=now,
        window_end=now + timedelta(hours=2), alert=alert,
    )  # fmt: skip
    return alert, mission


def closed() -> tuple[set[bool], set[bool]]:
    return (
        set(Alert.objects.values_list("sensitive", flat=True)),
        set(Mission.objects.values_list("sensitive", flat=True)),
    )


def test_alert_and_missions_follow_the_file_both_ways(violence, cast, places, khadija, order) -> None:
    alert, _mission = violence
    assert closed() == ({False}, {False})
    case = actions.open_case(
        by=cast.amina, programme_code="ELDERLY_IN_DANGER", summary="x", urgency=3, area=places.bab_el_oued, person=khadija, alert=alert,
    )  # fmt: skip
    assert case.sensitive and closed() == ({True}, {True})
    order(case)
    assert closed() == ({True}, {True})
    actions.set_confidentiality(case=case, by=cast.brahim, confidentiality="ORDINARY")
    assert closed() == ({False}, {False})
    actions.set_confidentiality(case=case, by=cast.brahim, confidentiality="SENSITIVE")
    assert closed() == ({True}, {True})


def test_a_mission_called_off_before_and_one_ordered_later_are_closed_too(
    violence, cast, places, khadija, team
) -> None:
    alert, mission = violence
    field.cancel(mission=mission, by=cast.duniya, reason="تغير الموعد")
    case = actions.open_case(
        by=cast.amina, programme_code="ELDERLY_IN_DANGER", summary="x", urgency=3, area=places.bab_el_oued, person=khadija, alert=alert,
    )  # fmt: skip
    now = timezone.now()
    later = field.order(
        by=cast.brahim, team=team, purpose="EMERGENCY", urgency=3, area=places.bab_el_oued, window_start=now,
        window_end=now + timedelta(hours=2), alert=alert,
    )  # fmt: skip
    assert case.sensitive and later.sensitive and closed() == ({True}, {True})


def test_an_ordinary_file_leaves_all_open(cast, places, khadija, order) -> None:
    alert = alerts.receive(
        by=None, channel="PORTAL", text="مسنة في البرد", category="ELDERLY_IN_DANGER", area=places.bab_el_oued,
        place_precision="COMMUNE",
    ).alert  # fmt: skip
    case = actions.open_case(
        by=cast.amina, programme_code="ELDERLY_IN_DANGER", summary="x", urgency=3, area=places.bab_el_oued, person=khadija, alert=alert,
    )  # fmt: skip
    order(case)
    assert closed() == ({False}, {False})


def test_a_named_reader_finds_alert_and_findings_on_the_files_page_and_no_dead_link(
    violence, cast, places, khadija, visit, samir, signed_in, run_jobs
) -> None:
    alert, mission = violence
    case = actions.open_case(
        by=cast.amina, programme_code="ELDERLY_IN_DANGER", summary="x", urgency=3, area=places.bab_el_oued, person=khadija, alert=alert,
    )  # fmt: skip
    visit(mission)
    run_jobs()
    assert closed() == ({True}, {True})
    client = signed_in(samir)
    assert client.get(case.get_absolute_url()).status_code == 403
    for address in (alert.get_absolute_url(), mission.get_absolute_url()):
        assert client.get(address).status_code == 404
    actions.grant_access(case=case, by=cast.brahim, user=samir, reason="ينوب عن أمينة هذا الأسبوع")
    body = client.get(case.get_absolute_url()).content.decode()
    assert "يضربها ابنها" in body and "سكري دون علاج" in body and mission.number in body
    assert alert.get_absolute_url() not in body and mission.get_absolute_url() not in body
    assert AuditEntry.objects.filter(event="case.read", actor_id=samir.pk).count() == 1
    supervisor = signed_in(cast.brahim).get(case.get_absolute_url()).content.decode()
    assert alert.get_absolute_url() in supervisor and mission.get_absolute_url() in supervisor


@pytest.fixture
def womens(cast, houses, places, khadija) -> Case:
    """A sensitive file of the women's space, which stands under the directorate."""
    return actions.open_case(
        by=cast.head, programme_code="FAMILY_COUNSELLING", summary="عنف", urgency=3, area=places.bab_el_oued, person=khadija,
        organisation=houses.women_space, confidentiality="SENSITIVE",
    )  # fmt: skip


def test_a_case_worker_of_the_house_above_reads_and_touches_no_sensitive_file_that_does_not_name_her(
    womens, cast, signed_in
) -> None:
    assert not queries.visible_to(cast.amina).filter(pk=womens.pk).exists()
    client = signed_in(cast.amina)
    assert client.get(womens.get_absolute_url()).status_code == 403  # it is there, behind the glass
    for page in ("print", "note", "close", "assign", "refer", "follow_up_new"):
        assert client.get(reverse(f"cases:{page}", args=[womens.uuid])).status_code == 404, page
    for check in (
        rules.check_work, rules.check_note, rules.check_close, rules.check_assign, rules.check_join, rules.check_may_refer,
        rules.check_export, rules.check_investigate,
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            check(womens, by=cast.amina)
    actions.grant_access(case=womens, by=cast.head, user=cast.amina, reason="تنوب عن هالة")
    assert queries.visible_to(cast.amina).filter(pk=womens.pk).exists()
    assert why_not(rules.check_note, womens, by=cast.amina) == ""


def test_a_free_sensitive_file_is_not_taken_to_read_it(womens, cast) -> None:
    Case.objects.filter(pk=womens.pk).update(worker=None)
    with pytest.raises(NotPermitted):
        actions.assign(case=womens, by=cast.amina, worker=cast.amina)


def test_its_readers_are_named_from_its_own_house_upwards(womens, cast, places, houses) -> None:
    """A supervisor who reaches the place but not the house names nobody and opens nothing."""
    beside = make_user("rachid", "رشيد", Role.SUPERVISOR, houses.cell, places.algiers)
    for check in (rules.check_grant, rules.check_confidentiality):
        with pytest.raises(NotPermitted):
            check(womens, by=beside)
        assert why_not(check, womens, by=cast.brahim) == ""


class TestForATime:
    """Whoever reads a file for a time only does not come to read it for ever by working it."""

    @pytest.fixture
    def free(self, womens) -> Case:
        Case.objects.filter(pk=womens.pk).update(worker=None)
        return Case.objects.get(pk=womens.pk)

    @pytest.fixture(params=["glass", "days"])
    def reader(self, request, free, cast):
        """Amina of the house above: behind the broken glass, or named for a week."""
        if request.param == "glass":
            actions.break_glass(case=free, by=cast.amina, reason="اتصلت الجارة، الوضع خطير الليلة")
        else:
            actions.grant_access(case=free, by=cast.head, user=cast.amina, reason="تنوب عن هالة", days=7)
        return cast.amina

    WORK: dict[str, Callable[[Case, object], object]] = {
        "findings": lambda case, by: actions.write_findings(case=case, by=by, findings="زرنا البيت"),
        "assess": lambda case, by: actions.assess(case=case, by=by, answers=ANSWERS),
        "close": lambda case, by: actions.close(
            case=case, by=by, outcome="LOST", note="لا أثر", why_no_verdict="لا أحد"
        ),
    }

    @pytest.mark.parametrize("act", WORK)
    def test_no_act_makes_them_its_worker(self, free, reader, act):
        self.WORK[act](free, reader)
        free.refresh_from_db()
        assert free.worker is None and not AuditEntry.objects.filter(event="case.assigned").exists()
        long_ago = timezone.now() - timedelta(days=9)
        free.accesses.update(granted_at=long_ago, until_at=long_ago + timedelta(hours=1))
        assert not queries.visible_to(reader).filter(pk=free.pk).exists()

    def test_they_do_not_take_or_give_it(self, free, reader, cast, samir, signed_in):
        for worker in (reader, samir):
            with pytest.raises(NotPermitted):
                actions.assign(case=free, by=reader, worker=worker)
        browser = signed_in(reader)
        browser.cookies["yaqaza_language"] = "en"
        assert reverse("cases:assign", args=[free.uuid]) not in browser.get(free.get_absolute_url()).content.decode()
        for page in ("findings", "assess"):
            said = browser.get(reverse(f"cases:{page}", args=[free.uuid])).content.decode()
            assert "it comes into your hands" not in said

    def test_a_supervisor_of_the_place_alone_gives_it_to_nobody_behind_the_glass(self, free, places, houses, cast):
        beside = make_user("rachid", "رشيد", Role.SUPERVISOR, houses.cell, places.algiers)
        actions.break_glass(case=free, by=beside, reason="اتصلت الجارة، الوضع خطير الليلة")
        with pytest.raises(NotPermitted):
            actions.assign(case=free, by=beside, worker=beside)
        assert why_not(rules.check_assign, free, by=cast.brahim) == ""

    @pytest.mark.parametrize("who", ["named", "supervisor"])
    def test_lasting_readers_take_it_by_their_work(self, free, cast, who, signed_in):
        by = cast.amina if who == "named" else cast.brahim
        if who == "named":
            actions.grant_access(case=free, by=cast.head, user=by, reason="تتابع الملف مع هالة")
        browser = signed_in(by)
        browser.cookies["yaqaza_language"] = "en"
        assert "it comes into your hands" in browser.get(reverse("cases:findings", args=[free.uuid])).content.decode()
        actions.write_findings(case=free, by=by, findings="زرنا البيت")
        free.refresh_from_db()
        assert free.worker == by
