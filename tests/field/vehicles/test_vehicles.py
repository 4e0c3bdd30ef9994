"""The log of a vehicle: trips and fuel, what is unlikely in them, and what a month comes to."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from tests.field.conftest import picture

from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotFound, NotPermitted, Refused
from yaqaza.field.models import Fuelling, Trip, Vehicle
from yaqaza.field.vehicles import actions, queries, rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def car(cast, houses) -> Vehicle:
    return actions.add(by=cast.brahim, organisation=houses.cell, registration=" 01234  116 16 ", kind="CAR", seats=5)


@pytest.fixture
def drive(car, cast, teams, today):
    def write(out_km: int, in_km: int | None = None, **more) -> Trip:
        said = {"vehicle": car, "by": cast.farid, "day": today, "team": teams.algiers, "driver": cast.farid}
        return actions.drive(**said | {"out_km": out_km, "in_km": in_km} | more)

    return write


@pytest.fixture
def fuel(car, cast, today):
    def write(km: int, litres: str, **more) -> Fuelling:
        said = {"vehicle": car, "by": cast.farid, "day": today, "amount": Decimal("1800.50")}
        return actions.fuel(**said | {"km": km, "litres": Decimal(litres)} | more)

    return write


def test_a_month_of_trips_and_fuel_with_what_it_comes_to(car, drive, fuel, today, cast) -> None:
    assert car.registration == "01234 116 16"
    drive(1000, 1200)
    fuel(1200, "20")
    trip = drive(1200)
    with pytest.raises(Refused, match="still out"):
        drive(1300)
    actions.come_back(trip=trip, by=cast.farid, in_km=1500)
    fuel(1500, "25.5")
    month = queries.month(car, today.replace(day=1))
    assert (month.km, month.litres, month.amount, month.consumption, month.odd) == (
        500, Decimal("45.50"), Decimal("3601.00"), Decimal("9.1"), 0,
    )  # fmt: skip
    assert list(AuditEntry.objects.order_by("id").values_list("event", flat=True)) == [
        "vehicle.added", "vehicle.trip", "vehicle.fuelled", "vehicle.trip", "vehicle.back", "vehicle.fuelled",
    ]  # fmt: skip


def test_a_month_without_a_trip_or_without_fuel_has_no_consumption(car, drive, today) -> None:
    first = today.replace(day=1)
    assert queries.month(car, first).consumption is None
    drive(1000, 1100)
    assert queries.month(car, first).consumption is None
    assert queries.month(car, (first - timedelta(days=1)).replace(day=1)).km == 0


@pytest.mark.parametrize(
    ("out_km", "in_km", "odd"),
    [
        (1190, 1250, ["BACK"]),
        (1300, 1250, ["BACK", "GAP"]),
        (1200, 1900, ["FAR"]),
        (1300, 1350, ["GAP"]),
        (1200, 1200, []),
        (1250, 1800, []),
    ],
)
def test_what_is_unlikely_in_a_trip_is_asked_about_once_and_marked(drive, car, today, out_km, in_km, odd) -> None:
    drive(1000, 1200)
    if odd:
        with pytest.raises(rules.Unlikely, match="Look again"):
            drive(out_km, in_km)
        assert Trip.objects.count() == 1
    made = drive(out_km, in_km, sure=True)
    assert made.oddities == odd
    assert queries.month(car, today.replace(day=1)).odd == bool(odd)


@pytest.mark.parametrize(
    ("km", "litres", "odd"), [(1500, "30", False), (1500, "200", True), (1500, "5", True), (1210, "40", False)]
)
def test_fuel_out_of_the_range_of_such_a_vehicle_is_asked_about(drive, fuel, km, litres, odd) -> None:
    fuel(1200, "30")
    if odd:
        with pytest.raises(rules.Unlikely, match="More or less fuel"):
            fuel(km, litres)
    assert fuel(km, litres, sure=True).oddities == (["CONSUMPTION"] if odd else [])


def test_an_odometer_that_went_back_counts_no_kilometres_and_takes_none_away(drive, car, today) -> None:
    drive(1000, 1200)
    drive(1200, 900, sure=True)
    assert queries.month(car, today.replace(day=1)).km == 200


def test_a_line_by_mistake_stays_struck_and_counts_nothing(drive, fuel, car, cast, teams, today) -> None:
    trip, bought = drive(1000, 1200), fuel(1200, "20")
    with pytest.raises(NotPermitted):
        actions.strike(entry=trip, by=teams.nadia, reason="x")
    with pytest.raises(Refused, match="Say why"):
        actions.strike(entry=trip, by=cast.farid, reason=" ")
    actions.strike(entry=trip, by=cast.farid, reason="twice")
    actions.strike(entry=bought, by=cast.brahim, reason="not ours")
    with pytest.raises(Refused, match="already"):
        actions.strike(entry=trip, by=cast.farid, reason="again")
    month = queries.month(car, today.replace(day=1))
    assert (month.km, month.litres, len(month.trips), len(month.fuel)) == (0, 0, 1, 1)
    assert queries.odometer(car, until=today) is None


def test_who_reads_writes_and_keeps(car, drive, cast, teams, today) -> None:
    for reader in (cast.farid, teams.nadia, cast.duniya, cast.brahim):
        assert queries.get_vehicle(car.uuid, seen_by=reader) == car
    for stranger in (cast.chafia, cast.malika, cast.djamel, cast.auditor):
        with pytest.raises(NotFound):
            queries.get_vehicle(car.uuid, seen_by=stranger)
        with pytest.raises(NotPermitted):
            drive(1000, 1100, by=stranger)
    with pytest.raises(NotPermitted):
        drive(1000, 1100, by=cast.duniya)
    with pytest.raises(NotPermitted):
        actions.add(by=cast.farid, organisation=car.organisation, registration="1", kind="CAR", seats=5)
    with pytest.raises(Refused, match="another organisation"):
        drive(1000, 1100, team=teams.blida)
    with pytest.raises(Refused, match="to come"):
        drive(1000, 1100, day=today + timedelta(days=1))
    drive(1000, 1100, by=cast.brahim)


def test_a_vehicle_is_registered_once_and_out_of_service_takes_no_line(car, drive, cast, houses) -> None:
    with pytest.raises(Refused, match="on a list already"):
        actions.add(by=cast.brahim, organisation=houses.cell, registration="01234 116 16", kind="VAN", seats=8)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vehicle.objects.create(organisation=houses.cell, registration="01234 116 16", kind="VAN", seats=8)
    actions.change(vehicle=car, by=cast.brahim, registration="01234 116 16", kind="CAR", seats=5, active=False)
    with pytest.raises(Refused, match="out of service"):
        drive(1000, 1100)


def test_the_pages_of_a_team_and_of_a_supervisor(car, cast, teams, signed_in, today) -> None:
    farid, brahim = signed_in(cast.farid), signed_in(cast.brahim)
    assert car.registration in farid.get(reverse("field:vehicles")).content.decode()
    assert reverse("field:vehicles") in farid.get(reverse("field:day")).content.decode()
    trip = {
        "day": today.strftime("%d/%m/%Y"), "team": str(teams.algiers.uuid), "driver": str(cast.farid.uuid), "out_km": "١٠٠٠", "in_km": "",
    }  # fmt: skip
    address = reverse("field:trip_new", args=[car.uuid])
    assert farid.post(address, trip).status_code == 302
    out = Trip.objects.get()
    assert out.out_km == 1000
    back = reverse("field:trip_back", args=[out.uuid])
    page = farid.post(back, {"in_km": "900"})
    assert page.status_code == 422 and "العداد" in page.content.decode()
    assert farid.post(back, {"in_km": "1100"}).status_code == 302
    bought = {
        "day": trip["day"],
        "km": "1100",
        "litres": "٢٠٫٥",
        "amount": "950,75",
        "station": "=1+1",
        "receipt": picture(),
    }
    fuel = reverse("field:fuel_new", args=[car.uuid])
    page = farid.post(fuel, bought | {"litres": "x", "receipt": picture()})
    assert page.status_code == 422 and "اختاروا الصورة من جديد." in page.content.decode()
    assert farid.post(fuel, bought).status_code == 302
    entry = Fuelling.objects.get()
    assert (entry.litres, entry.amount) == (Decimal("20.50"), Decimal("950.75"))
    assert brahim.get(reverse("field:receipt", args=[entry.uuid])).status_code == 200
    assert signed_in(cast.chafia).get(reverse("field:receipt", args=[entry.uuid])).status_code == 404
    month = f"?month={today:%Y-%m}"
    for name in ("vehicle", "vehicle_paper"):
        assert re.search("20[.,]5", brahim.get(reverse(f"field:{name}", args=[car.uuid]) + month).content.decode())
    text = brahim.get(reverse("field:vehicle_file", args=[car.uuid, "csv"]) + month).content.decode("utf-8-sig")
    assert "'=1+1" in text and "950.75" in text
    book = openpyxl.load_workbook(
        io.BytesIO(brahim.get(reverse("field:vehicle_file", args=[car.uuid, "xlsx"]) + month).content)
    )
    assert book.active["J4"].value == "=1+1" and book.active["J4"].data_type == "s"
    assert brahim.get(reverse("field:vehicle_file", args=[car.uuid, "pdf"])).status_code == 404
    strike = reverse("field:fuel_strike", args=[entry.uuid])
    assert farid.post(strike, {"reason": "خطأ"}).status_code == 302
    assert brahim.post(strike, {"reason": "خطأ"}).status_code in (403, 409, 422)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_vehicles_as_for_one(
    count, cast, houses, teams, today, signed_in, django_assert_num_queries
) -> None:
    for number in range(count):
        made = actions.add(by=cast.brahim, organisation=houses.cell, registration=f"{number}", kind="CAR", seats=5)
        actions.drive(vehicle=made, by=cast.farid, day=today, team=teams.algiers, driver=cast.farid, out_km=10)
    client = signed_in(cast.brahim)
    client.get(reverse("field:vehicles"))
    with django_assert_num_queries(5):
        assert len(client.get(reverse("field:vehicles")).context["page"].items) == count
