"""Who goes hears on the phone that the order of a day is another, and nothing of what it holds."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from tests.field.dispatch.test_dispatch import ask, day, propose  # noqa: F401  # fixtures

from yaqaza.channels.models import Connector, Contact, Message, Subscription
from yaqaza.channels.states import Kind
from yaqaza.field.dispatch import actions
from yaqaza.field.models import Mission

pytestmark = pytest.mark.django_db


@pytest.fixture
def phones(cast, teams, houses) -> dict[str, Contact]:
    """Browsers that want notifications: of a member of each team, and of the officer."""
    connector = Connector.objects.create(kind=Kind.WEB_PUSH, name="push", organisation=houses.cell, enabled=True)
    users = {"farid": cast.farid, "nadia": teams.nadia, "duniya": cast.duniya}
    found = {}
    for name, user in users.items():
        found[name] = Contact.objects.create(connector=connector, index=name, address="{}", language="ar")
        Subscription.objects.create(contact=found[name], user=user)
    return found


def told(phones) -> list[str]:
    names = {contact.pk: name for name, contact in phones.items()}
    return sorted(names[row.contact_id] for row in Message.objects.filter(template="ROUTE"))


def test_the_teams_whose_day_changed_are_told_and_nobody_else(ask, propose, cast, phones) -> None:  # noqa: F811
    mission = ask(professions=["PSYCHOLOGIST"], place_text="نهج الزيتون", instructions="اسألوا عن فاطمة")
    proposal = propose()
    assert told(phones) == []
    actions.accept(proposal=proposal, by=cast.duniya)
    assert told(phones) == ["nadia"]
    said = json.loads(Message.objects.get(template="ROUTE").body)
    assert said["url"] == reverse("field:day")
    for secret in (mission.number, "الزيتون", "فاطمة", "Équipe", "الفرقة 2"):
        assert secret not in json.dumps(said, ensure_ascii=False)


def test_a_team_that_gives_a_visit_away_is_told_too(ask, propose, cast, teams, phones) -> None:  # noqa: F811
    ask(professions=["SOCIAL_ASSISTANT"])
    actions.accept(proposal=propose(), by=cast.duniya)
    assert told(phones) == ["farid"]
    Mission.objects.update(professions=[])
    again = propose()
    actions.move(visit=again.visits.get(), by=cast.duniya, team=teams.second)
    actions.accept(proposal=again, by=cast.duniya)
    assert told(phones) == ["farid", "farid", "nadia"]


def test_what_stays_as_it_is_rings_nobody(ask, propose, cast, teams, phones) -> None:  # noqa: F811
    ask(professions=["PSYCHOLOGIST"])
    actions.accept(proposal=propose(), by=cast.duniya)
    actions.accept(proposal=propose(), by=cast.duniya)
    assert told(phones) == ["nadia"]


def test_a_member_of_a_team_switches_notifications_on(cast, signed_in) -> None:
    assert signed_in(cast.farid).get(reverse("channels:push")).status_code == 200
