"""Two teams that do not know each other, and a mission of each kind that tests need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from tests.conftest import make_user

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Role
from yaqaza.core import jobs
from yaqaza.field import actions
from yaqaza.field.models import Membership, Mission, Team
from yaqaza.field.states import MissionStatus, Profession, Purpose
from yaqaza.territory import gazetteer


@pytest.fixture(autouse=True)
def file_is_told(monkeypatch) -> list[int]:
    """The app that works files is told of findings; here the call is only noted."""
    told: list[int] = []
    monkeypatch.setitem(jobs.REGISTRY, "cases.findings_arrived", lambda mission_id: told.append(mission_id))
    return told


@pytest.fixture(autouse=True)
def _fresh_places() -> Iterator[None]:
    """Each test makes its own areas: nothing remembered of the last one's."""
    gazetteer.forget()
    yield
    gazetteer.forget()


@dataclass(frozen=True)
class Teams:
    algiers: Team  # Farid serves in it
    second: Team  # of the same cell; nobody of the cast serves in it
    blida: Team  # of another province
    nadia: User  # serves in ``second``


@pytest.fixture
def teams(cast, houses, places) -> Teams:
    algiers = Team.objects.create(
        organisation=houses.cell,
        area=places.algiers,
        name_ar="الفرقة 1",
        name_fr="Équipe 1",
        vehicle="Duster 01234-116-16",
    )
    second = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 2", name_fr="Équipe 2")
    blida = Team.objects.create(
        organisation=houses.blida_directorate, area=places.blida, name_ar="فرقة البليدة", name_fr="Équipe de Blida"
    )
    nadia = make_user("nadia", "نادية", Role.FIELD_WORKER, houses.cell, places.algiers)
    lamia = make_user("lamia", "لمياء", Role.FIELD_WORKER, houses.blida_directorate, places.blida)
    Membership.objects.create(team=algiers, user=cast.farid, profession=Profession.SOCIAL_ASSISTANT)
    Membership.objects.create(team=second, user=nadia, profession=Profession.PSYCHOLOGIST)
    Membership.objects.create(team=blida, user=lamia, profession=Profession.NURSE)
    return Teams(algiers, second, blida, nadia)


@pytest.fixture
def order(cast, teams, places) -> Callable[..., Mission]:
    """Order a mission; what is not said is a family investigation in Bab El Oued for Farid's team, now."""

    def give(**more) -> Mission:
        now = timezone.now()
        return actions.order(
            **{
                "by": cast.duniya, "team": teams.algiers, "purpose": Purpose.FAMILY_INVESTIGATION, "urgency": 3,
                "area": places.bab_el_oued, "window_start": now, "window_end": now + timedelta(hours=2),
                "place_text": "عمارة ب، الطابق 3",
            } | more
        )  # fmt: skip

    return give


MET = {"outcome": "MET", "danger": "POSSIBLE", "situation": "تعيش وحدها.", "needs": ["FOOD_WATER"]}


@pytest.fixture
def mission_in(order, cast) -> Callable[..., Mission]:
    """A mission brought to a status by the acts that lead there."""

    def bring(status: MissionStatus, **more) -> Mission:
        mission = order(**({"team": None} if status == MissionStatus.WAITING else {}) | more)
        if status == MissionStatus.CANCELLED:
            return actions.cancel(mission=mission, by=cast.duniya, reason="تبين أنه تبليغ قديم")
        if status in (MissionStatus.WAITING, MissionStatus.ORDERED):
            return mission
        mission = actions.depart(mission=mission, by=cast.farid)
        if status == MissionStatus.DEPARTED:
            return mission
        mission = actions.arrive(mission=mission, by=cast.farid)
        if status == MissionStatus.ON_SITE:
            return mission
        actions.write_finding(mission=mission, by=cast.farid, **MET)
        return actions.finish(mission=mission, by=cast.farid)

    return bring


def picture(name: str = "room.jpg", colour: str = "teal") -> SimpleUploadedFile:
    """A photo as a phone sends it."""
    out = BytesIO()
    Image.new("RGB", (80, 60), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
