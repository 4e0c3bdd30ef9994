"""What a reporter adds after the alert went into a file reaches the file and whoever holds it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from yaqaza.alerts import actions as alerts
from yaqaza.cases import actions, queries, tasks
from yaqaza.cases.models import CaseEvent

pytestmark = pytest.mark.django_db
WORDS = "انتقلت إلى بيت الجارة، هاتفها 0661 23 45 67"
SHOWN = 'هاتفها <bdi dir="ltr">0661 23 45 67</bdi>'


@pytest.fixture
def alert(cast, places):
    return alerts.receive(
        by=cast.duniya, channel="HOTLINE", text="مسنة وحدها", category="OTHER", area=places.bab_el_oued, place_precision="COMMUNE"
    ).alert  # fmt: skip


def arrived(case):
    return list(case.events.filter(kind=CaseEvent.Kind.ADDITION))


def test_it_stands_on_the_file_and_is_a_sign_to_the_worker_until_read(cast, file, alert, signed_in, run_jobs):
    actions.join_alert(case=file, alert=alert, by=cast.amina)
    event = alerts.add_information(alert=alert, text=WORDS)
    assert "cases.addition_arrived" in run_jobs()
    tasks.addition_arrived(event.pk)  # a second time changes nothing
    tasks.addition_arrived(0)
    file.refresh_from_db()
    assert [line.text for line in arrived(file)] == [WORDS] and file.has_addition
    assert queries.work_of(cast.amina)[0] == file
    amina, brahim = signed_in(cast.amina), signed_in(cast.brahim)
    for client in (amina, brahim):
        client.cookies["yaqaza_language"] = "en"
    assert "New information" in amina.get(reverse("desk:home")).content.decode()
    assert "New information" in amina.get(reverse("cases:my_work")).content.decode()
    assert brahim.get(file.get_absolute_url()).content.decode().count(SHOWN) == 2  # the alert's panel and the timeline
    file.refresh_from_db()
    assert file.has_addition  # another reader does not take the sign away
    amina.get(file.get_absolute_url())
    file.refresh_from_db()
    assert not file.has_addition
    assert "New information" not in amina.get(reverse("cases:my_work")).content.decode()


def test_a_closed_file_and_a_gathered_alert_are_told_too(cast, file, alert, places, run_jobs):
    actions.join_alert(case=file, alert=alert, by=cast.amina)
    other = alerts.receive(
        by=cast.duniya, channel="HOTLINE", text="نفس المسنة", category="OTHER", area=places.bab_el_oued, place_precision="COMMUNE"
    ).alert  # fmt: skip
    alerts.gather(alert=other, into=alert, by=cast.duniya)
    file.refresh_from_db()
    actions.close(case=file, by=cast.brahim, outcome="LOST", note="لا أثر لها", why_no_verdict="لم يُعثر عليها")
    assert alert.events.get(kind="ENDED").before == {"number": file.number}
    alerts.add_information(alert=other, text=WORDS)
    run_jobs()
    assert [line.text for line in arrived(file)] == [WORDS]
    file.refresh_from_db()
    holder = file.worker or cast.brahim
    assert file.closed and file in queries.work_of(holder)


def test_an_alert_outside_files_tells_nobody(cast, file, alert, run_jobs):
    alerts.add_information(alert=alert, text=WORDS)
    run_jobs()
    file.refresh_from_db()
    assert not file.has_addition and not CaseEvent.objects.filter(kind=CaseEvent.Kind.ADDITION).exists()
