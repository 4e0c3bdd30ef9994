"""The audit page tells every act in words, and finds acts by group, by who did them and by day."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone, translation

from yaqaza import accounts
from yaqaza.accounts import acts
from yaqaza.accounts.permissions import Role
from yaqaza.alerts.models import AlertEvent
from yaqaza.cases.states import ReferralStatus
from yaqaza.core import audit

SOURCE = Path(accounts.__file__).parents[1]
# Codes that the source puts together, and what may stand in the gap.
FAMILIES = {
    "alert.": [AlertEvent.Kind.CASE, AlertEvent.Kind.MISSION],
    "case.referral_": list(ReferralStatus),
}


def recorded() -> dict[str, str]:
    """Every code that the source records, with one place where it does."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                place = f"{path.relative_to(SOURCE)}:{node.lineno}"
                found |= dict.fromkeys(codes(node.args[0], place), place)
    return found


def codes(said: ast.expr, place: str) -> list[str]:
    match said:
        case ast.Constant(value=str(code)):
            return [code]
        case ast.IfExp(body=first, orelse=second):
            return codes(first, place) + codes(second, place)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), _gap]):
            assert start in FAMILIES, f"{place}: say in FAMILIES what may follow {start!r}"
            return [f"{start}{member.value.lower()}" for member in FAMILIES[start]]
    raise AssertionError(f"{place}: this code cannot be read off the source")


def test_every_act_that_the_source_records_has_words_and_no_words_are_left_over() -> None:
    found = recorded()
    assert len(found) > 80
    assert {code: place for code, place in found.items() if code not in acts.WORDS} == {}
    assert set(acts.WORDS) - set(found) == set()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_words_are_those_of_the_reader(language) -> None:
    with translation.override("en"):
        english = {code: str(words) for code, words in (acts.WORDS | acts.OBJECTS).items()}
    with translation.override(language):
        told = {code: str(words) for code, words in (acts.WORDS | acts.OBJECTS).items()}
    same = {words for code, words in told.items() if words == english[code]}
    assert same <= {"Mission", "Import", "Photo", "Organisation", "Plan"}  # the same in French
    assert len({told[code] for code in acts.WORDS}) == len(acts.WORDS)


def test_every_kind_of_thing_is_there() -> None:
    assert set(acts.OBJECTS) <= {model._meta.label for model in apps.get_models()}


@pytest.mark.django_db
class TestPage:
    def events(self, client, **query) -> list[str]:
        page = client.get(reverse("accounts:audit"), query)
        assert page.status_code == 200
        return [entry.event for entry in page.context["page"]]

    def test_it_speaks_in_words_with_the_code_beside(self, cast, houses, signed_in) -> None:
        audit.record("case.glass_broken", on=houses.cell, by=cast.amina)
        page = signed_in(cast.auditor).get(reverse("accounts:audit")).content.decode()
        with translation.override("ar"):
            words = [acts.said("case.glass_broken"), acts.OBJECTS["accounts.Organisation"], Role.CASE_WORKER.label]
        assert all(str(word) in page for word in words) and "case.glass_broken" in page

    def test_an_act_of_an_older_version_is_told_by_its_code(self, cast, signed_in) -> None:
        audit.record("thing.of_before", by=cast.amina)
        assert "thing.of_before" in signed_in(cast.auditor).get(reverse("accounts:audit")).content.decode()

    def test_it_is_narrowed_by_group_by_who_and_by_day(self, cast, houses, signed_in) -> None:
        for event, by in (("case.opened", cast.amina), ("case.read", cast.brahim), ("team.created", cast.brahim)):
            audit.record(event, on=houses.cell, by=by)
        client = signed_in(cast.auditor)
        assert self.events(client, act="CASES") == ["case.opened"]
        assert self.events(client, act="SENSITIVE") == ["case.read"]
        assert self.events(client, act="team.created") == ["team.created"]
        assert set(self.events(client, who="براهيم")) == set(self.events(client, who=cast.brahim.username))
        assert self.events(client, act="CASES", who="براهيم") == []
        assert self.events(client, who="nobody-like-this") == []
        today = timezone.localdate()
        assert "case.opened" in self.events(
            client, from_on=today.strftime("%d/%m/%Y"), until_on=today.strftime("%d/%m/%Y")
        )
        assert self.events(client, until_on=(today - timedelta(days=1)).strftime("%d/%m/%Y")) == []
        assert len(self.events(client, object_uuid=str(houses.cell.uuid), act="CASES")) == 1
