"""The stream process itself, on a real database: what is committed is heard within two seconds, by those whose it is."""

from __future__ import annotations

import time

import psycopg
import pytest
from django.db import connection, transaction
from tests.desk.live import listen, running

from yaqaza.alerts import actions
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Category, Channel, PlacePrecision

pytestmark = pytest.mark.django_db(transaction=True)


def an_alert(area) -> Alert:
    return actions.receive(
        by=None, channel=Channel.PORTAL, category=Category.ELDERLY_IN_DANGER, area=area,
        place_precision=PlacePrecision.COMMUNE, text="شيخ وحده منذ أيام",
    ).alert  # fmt: skip


def key_of(client) -> str:
    return client.cookies["yaqaza_dz"].value


def test_a_change_reaches_those_whose_it_is_and_nobody_else(cast, houses, places, signed_in) -> None:
    with running() as stream:
        here, elsewhere = (listen(stream, key_of(signed_in(user))) for user in (cast.duniya, cast.brahim))
        assert (here.answer.status, here.event()[0], elsewhere.event()[0]) == (200, "hello", "hello")
        began = time.monotonic()
        alert = an_alert(places.casbah)
        assert here.event() == ("changed", "alert")
        assert time.monotonic() - began < 2
        assert elsewhere.event() == ("changed", "alert")

        last = here.last
        here.close()
        with transaction.atomic():
            an_alert(places.blida_commune)  # not of Algiers
        actions.read(alert=alert, by=cast.duniya)
        back = listen(stream, key_of(signed_in(cast.duniya)), last=last)
        assert [back.event()[0], back.event()] == ["hello", ("changed", "alert")]
        silent = listen(stream, key_of(signed_in(cast.duniya)), last=back.last)
        actions.hand_over(by=cast.duniya, organisation=houses.cell, text="تبقى امرأة في المحطة")
        assert [silent.event()[0], silent.event()] == ["hello", ("changed", "handover")]
        assert stream.health()["connections"] >= 3
        for ear in (back, silent, elsewhere):
            ear.close()


def test_strangers_are_turned_away(cast, places, signed_in) -> None:
    with running() as stream:
        key = key_of(signed_in(cast.duniya))
        assert listen(stream, "").answer.status == 401
        assert listen(stream, key_of(signed_in(cast.auditor))).answer.status == 401
        assert listen(stream, key, Host="evil.example").answer.status == 403
        assert listen(stream, key, Origin="https://evil.example").answer.status == 403
        assert listen(stream, key, **{"Sec-Fetch-Site": "cross-site"}).answer.status == 403
        ours = listen(stream, key, Origin="http://localhost:8000")
        assert (ours.answer.status, ours.answer.headers["Access-Control-Allow-Origin"]) == (
            200,
            "http://localhost:8000",
        )
        ours.close()


def test_pages_are_told_when_the_database_is_not_heard_and_come_back(cast, places, signed_in) -> None:
    with running() as stream:
        key = key_of(signed_in(cast.duniya))
        ear = listen(stream, key)
        assert ear.event()[0] == "hello"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%yaqaza_live'"
            )
        assert ear.event() == ("bye", "database")
        stop = time.monotonic() + 15
        while not stream.health()["listening"]:
            assert time.monotonic() < stop
            time.sleep(0.2)
        again = listen(stream, key, last=ear.last)
        assert [again.event()[0], again.event()[1]] == ["hello", "alert handover places roster team"]
        again.close()


def said(work) -> list[str]:
    """What the triggers say of one transaction."""
    settings = connection.settings_dict
    where = {"dbname": settings["NAME"], "user": settings["USER"], "host": settings["HOST"], "port": settings["PORT"]}
    with psycopg.connect(**where, autocommit=True) as ear:
        ear.execute("LISTEN yaqaza_live")
        with transaction.atomic():
            work()
        return [heard.payload for heard in ear.notifies(timeout=0.3)]


def test_a_change_says_ids_alone_and_once(cast, houses, places) -> None:
    alert = an_alert(places.casbah)
    payload = (
        f'{{"topic" : "alert", "area" : "{places.casbah.path}", "house" : {alert.organisation_id}, '
        '"closed" : false, "reader" : null}'
    )
    assert said(lambda: [an_alert(places.casbah) for _ in range(5)]) == [payload]
    assert said(lambda: actions.read(alert=alert, by=cast.duniya)) == [payload]
    assert said(lambda: Alert.objects.filter(pk=alert.pk).update(folded="x")) == []  # nothing that a desk shows


def test_what_leaves_a_place_is_said_there_too(cast, houses, places) -> None:
    alert = an_alert(places.casbah)
    actions.read(alert=alert, by=cast.duniya)
    heard = said(
        lambda: actions.pass_on(
            alert=alert, by=cast.duniya, organisation=houses.blida_directorate, area=places.blida_commune, note="x"
        )
    )
    assert sorted("blida" if places.blida.path in each else "algiers" for each in heard) == ["algiers", "blida"]
