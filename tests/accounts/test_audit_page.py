"""The audit page tells every act in words, and finds acts by group, by who did them and by day."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from yaqaza import accounts
from yaqaza.accounts import acts, details, forms
from yaqaza.accounts.permissions import Role
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.states import Urgency
from yaqaza.cases.models import Case, Goal
from yaqaza.cases.states import GoalStatus, ReferralStatus, Verdict
from yaqaza.core import audit
from yaqaza.field.models import Mission, Team
from yaqaza.field.states import Outcome

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
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "audit.record",
                "audit.entry",
                "audit.following",
            ):
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


def test_every_detail_that_the_source_records_has_words() -> None:
    found = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "audit.record",
                "audit.entry",
                "audit.following",
            ):
                keys = (keyword.arg for keyword in node.keywords if keyword.arg not in ("on", "by", None))
                found |= dict.fromkeys(keys, f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert len(found) > 60
    assert {key: place for key, place in found.items() if key not in details.KEYS} == {}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_words_are_those_of_the_reader(language) -> None:
    with translation.override("en"):
        english = {code: str(words) for code, words in (acts.WORDS | acts.OBJECTS).items()}
    with translation.override(language):
        told = {code: str(words) for code, words in (acts.WORDS | acts.OBJECTS).items()}
    same = {words for code, words in told.items() if words == english[code]}
    assert same <= {"Mission", "Import", "Photo", "Organisation", "Plan", "Questionnaire"}  # the same in French
    assert len({told[code] for code in acts.WORDS}) == len(acts.WORDS)


def test_every_kind_of_thing_is_there() -> None:
    assert set(acts.OBJECTS) <= {model._meta.label for model in apps.get_models()}


@pytest.mark.django_db
class TestPage:
    def events(self, client, **query) -> list[str]:
        page = client.get(reverse("accounts:audit"), query)
        assert page.status_code == 200
        return [entry.event for entry in page.context["page"]]

    def test_it_speaks_in_words_without_the_codes_of_acts(self, cast, houses, signed_in) -> None:
        audit.record("case.glass_broken", on=houses.cell, by=cast.amina)
        page = signed_in(cast.auditor).get(reverse("accounts:audit")).content.decode()
        with translation.override("ar"):
            words = [acts.said("case.glass_broken"), acts.OBJECTS["accounts.Organisation"], Role.CASE_WORKER.label]
        assert all(str(word) in page for word in words)
        assert "case.glass_broken" not in page.partition("<tbody>")[2]

    def test_an_act_of_an_older_version_is_told_by_its_code(self, cast, signed_in) -> None:
        audit.record("thing.of_before", by=cast.amina)
        assert "thing.of_before" in signed_in(cast.auditor).get(reverse("accounts:audit")).content.decode()

    def test_details_are_told_in_words_with_the_hour_of_the_country(self, cast, houses, places, signed_in) -> None:
        record = partial(audit.record, by=cast.amina)
        goal, mission = Goal(pk=1), Mission(pk=1)
        record("case.opened", on=Case(pk=1), programme="ELDERLY_IN_DANGER", confidentiality="SENSITIVE")
        record("case.assigned", on=Case(pk=1), worker=cast.chafia)
        record("case.goal_ended", on=goal, case=Case(pk=1), status="DROPPED")
        record("case.verdict_recommended", on=goal, recommendation="PARTLY")
        record("case.assessed", on=goal, scale="VULNERABILITY", version=1, level="HIGH")
        record("case.read", on=Case(pk=1), what="print")
        record("mission.findings_written", on=mission, outcome="NOT_FOUND", danger="IMMEDIATE")
        record("mission.departed", on=mission, at=datetime(2026, 11, 21, 20, 18, tzinfo=UTC))
        record("mission.ordered", on=mission, purpose="EMERGENCY", urgency=4, area=places.casbah, person=None)
        record("team.member_left", on=Team(pk=1), user=cast.farid.pk)
        record("alert.passed_on", on=Alert(pk=1), number="A-2026-000007", to=houses.hospital)
        record("alert.corrected", on=Alert(pk=1), fields=["people_count", "place_text"])
        record("service.delivered", on=Alert(pk=1), service="MEAL", programme="ELDERLY_IN_DANGER")
        record("organisation.moved", on=houses.cell, before="ACTIVE", after="SUSPENDED")
        browser = signed_in(cast.auditor)
        browser.cookies["yaqaza_language"] = "fr"
        page = browser.get(reverse("accounts:audit")).content.decode()
        cells = re.sub(r"<[^>]+>", "", " ".join(re.findall(r'<td class="small">(.*?)</td>', page, re.S)))
        codes = re.findall(r"\b[A-Z]{2,}_?[A-Z_]{2,}\b|[0-9a-f]{8}-[0-9a-f]{4}-|T20:18|\+00:00", cells)
        assert codes == []
        assert "21:18" in cells and "A-2026-000007" in cells and "None" not in cells
        with translation.override("fr"):
            words = [thing.name for thing in (cast.chafia, cast.farid, houses.hospital, places.casbah)]
            words += [code.label for code in (Verdict.PARTLY, GoalStatus.DROPPED, Urgency.VITAL, Outcome.NOT_FOUND)]
            assert [str(word) for word in words if str(word) not in unescape(cells)] == []

    @pytest.mark.parametrize(
        "key", ["user", "to", "area", "what", "status", "language", "programme", "country", "until"]
    )
    def test_a_detail_of_any_shape_is_told(self, cast, signed_in, key) -> None:
        for value in (1.5, [1, 2.5, "x"], [["a"], None], True, -1):
            audit.record("case.opened", by=cast.amina, **{key: value})
        entry = audit.record("case.opened", by=cast.amina)
        entry.details = {key: {"of": "before"}}
        with translation.override("fr"):
            assert [detail.text for detail in details.said(entry, details.names([entry]))] == ["{'of': 'before'}"]
        browser = signed_in(cast.auditor)
        browser.cookies["yaqaza_language"] = "fr"
        page = browser.get(reverse("accounts:audit"))
        assert page.status_code == 200 and "1,5" in page.content.decode()

    def test_a_list_of_people_is_told_by_their_names(self, cast) -> None:
        entry = audit.record("case.opened", by=cast.amina, user=[cast.amina.pk, cast.farid])
        with translation.override("fr"):
            (told,) = details.said(entry, details.names([entry]))
            assert told.text == f"{cast.amina.name}, {cast.farid.name}"

    def test_a_place_is_named_without_its_border(self, cast, places) -> None:
        entry = audit.record("mission.ordered", by=cast.amina, area=places.casbah)
        with translation.override("fr"), CaptureQueriesContext(connection) as asked:
            assert details.names([entry]) == {str(places.casbah.uuid): places.casbah.name}
        (query,) = asked.captured_queries
        assert "geometry" not in query["sql"] and "search_keys" not in query["sql"]

    def test_the_page_costs_the_same_with_one_detail_and_with_many(self, cast, houses, signed_in) -> None:
        browser, address = signed_in(cast.auditor), reverse("accounts:audit")
        audit.record("service.delivered", by=cast.amina, service="MEAL", programme="ELDERLY_IN_DANGER")
        audit.record("alert.passed_on", by=cast.amina, to=houses.cell)
        browser.get(address)
        with CaptureQueriesContext(connection) as few:
            browser.get(address)
        for house in (houses.cell, houses.hospital, houses.ministry):
            audit.record("service.delivered", by=cast.amina, service="LISTENING", programme="ELDERLY_IN_DANGER")
            audit.record("alert.passed_on", by=cast.amina, to=house)
        with CaptureQueriesContext(connection) as many:
            browser.get(address)
        assert len(many) == len(few)

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

    def test_a_value_that_cannot_be_read_narrows_nothing_and_the_others_do(self, cast, signed_in) -> None:
        for by in (cast.amina, cast.brahim):
            audit.record("case.opened", by=by)
        client, narrow = signed_in(cast.auditor), {"act": "CASES", "who": "amina"}
        for name in forms.AuditFilter.base_fields:
            for value in ("\x00", "9" * 300, *(["zz", "💥"] if name != "who" else [])):
                others = {other: wanted for other, wanted in narrow.items() if other != name}
                assert len(self.events(client, **others, **{name: value})) == len(self.events(client, **others)) > 0
