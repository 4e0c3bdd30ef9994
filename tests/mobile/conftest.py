"""A phone as the server meets it: it keeps records and its acts, loses calls and answers, and goes on from what it has."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from yaqaza.core.ids import uuid7
from yaqaza.field import actions
from yaqaza.field.models import Membership, Mission, Team
from yaqaza.field.states import Profession, Purpose


@dataclass
class Device:
    """A phone: ``client`` is signed in as its user. ``lose`` says of each call whether it is lost on the way there or back."""

    client: Client
    uuid: UUID = field(default_factory=uuid4)
    lose: Callable[[], str] = lambda: ""
    slow: timedelta = timedelta()
    cursor: int = 0
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    queue: list[dict[str, Any]] = field(default_factory=list)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: int = 0  # bytes in both directions
    wiped: bool = False

    def do(self, kind: str, *, after: list[str] | None = None, uuid: str = "", **data: Any) -> str:
        """Do something without network; return its uuid."""
        at = (timezone.now() - self.slow).isoformat()
        act = {"uuid": uuid or str(uuid7()), "kind": kind, "at": at, "data": data, "after": after or []}
        self.queue.append(act)
        return str(act["uuid"])

    def call(self, *, operations: list[dict[str, Any]] | None = None) -> dict[str, Any] | None:
        """Call once; None when the call or its answer is lost."""
        lost = self.lose()
        unsure = [uuid for uuid, receipt in self.receipts.items() if receipt["state"] == "WAITING"]
        body = {
            "now": (timezone.now() - self.slow).isoformat(), "name": "Chrome · Android", "cursor": self.cursor,
            "waiting": len(self.queue), "operations": self.queue if operations is None else operations, "open": unsure,
        }  # fmt: skip
        if lost == "there":
            return None
        text = json.dumps(body)
        response = self.client.post(
            "/m/sync/", text, content_type="application/json", headers={"X-Yaqaza-Phone": str(self.uuid)}
        )
        assert response.status_code == 200, response.content
        self.sent += len(text) + len(response.content)
        if lost == "back":
            return None
        answer: dict[str, Any] = response.json()
        self.take(answer)
        return answer

    def take(self, answer: dict[str, Any]) -> None:
        if answer["wipe"]:
            self.records, self.queue, self.wiped = {}, [], True
            return
        for receipt in answer["receipts"]:
            self.receipts[receipt["uuid"]] = receipt
        self.queue = [act for act in self.queue if act["uuid"] not in self.receipts]
        if answer["anew"]:
            self.records = {}
        for record in answer["put"]:
            self.records[record["uuid"]] = record
        for uuid in answer["gone"]:
            self.records.pop(uuid, None)
        self.cursor = answer["cursor"]

    def sync(self, *, most: int = 60) -> None:
        """Call until everything is sent and nothing new comes."""
        for _turn in range(most):
            answer = self.call()
            if (
                answer is not None
                and not answer["more"]
                and not self.queue
                and not answer["put"]
                and not answer["gone"]
            ):
                return
        raise AssertionError("it never came to an end")

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [record for record in self.records.values() if record["kind"] == kind]


@pytest.fixture
def device(signed_in) -> Callable[..., Device]:
    """A phone of a user, signed in."""
    return lambda user, **more: Device(signed_in(user), **more)


@pytest.fixture
def team(cast, houses, places) -> Team:
    """Farid's team."""
    own = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 1", name_fr="Équipe 1")
    Membership.objects.create(team=own, user=cast.farid, profession=Profession.SOCIAL_ASSISTANT)
    return own


@pytest.fixture
def order(cast, team, places) -> Callable[..., Mission]:
    """Order a mission of Farid's team in Bab El Oued, now."""

    def give(**more: Any) -> Mission:
        now = timezone.now()
        values = {
            "by": cast.duniya, "team": team, "purpose": Purpose.FAMILY_INVESTIGATION, "urgency": 3, "area": places.bab_el_oued,
            "window_start": now, "window_end": now + timedelta(hours=2),
        }  # fmt: skip
        return actions.order(**values | more)

    return give


@pytest.fixture
def picture() -> bytes:
    """A photo as a phone keeps it."""
    out = BytesIO()
    Image.effect_noise((60, 40), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()
