"""Rules that send alerts on, clocks, the ladder of the late, crises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests.alerts.conftest import Make
from tests.conftest import Cast, Houses, Places, make_user

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions as alert_actions
from yaqaza.alerts import rules as alert_rules
from yaqaza.alerts.models import Alert, AlertEvent, Clock, Crisis, Escalation, RoutingRule, RoutingTable
from yaqaza.alerts.routing import actions, matching, queries, standing
from yaqaza.alerts.routing.states import MOVES, Hours, Rung, TableStatus
from yaqaza.alerts.states import Category, Channel, Need, PlacePrecision, Urgency
from yaqaza.core.refusal import NotFound, NotPermitted, Refused

pytestmark = pytest.mark.django_db
WHY = "موجة برد معلنة من الأرصاد الجوية"


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    standing.forget()
    yield
    standing.forget()


@pytest.fixture
def nawel(houses: Houses, places: Places) -> User:
    """Supervises the whole country, at the ministry."""
    return make_user("nawel", "نوال", Role.SUPERVISOR, houses.ministry, places.country)


@pytest.fixture
def write(cast: Cast, houses: Houses) -> Any:
    """Put a table of one house in force with the rules that are given."""

    def make(*rules: dict[str, Any], by: User | None = None, house: Any = None) -> RoutingTable:
        table = actions.begin_version(organisation=house or houses.directorate, by=by or cast.brahim)
        for values in rules:
            actions.write_rule(table=table, by=by or cast.brahim, **{"name": "قاعدة"} | values)
        return actions.put_in_force(table=table, by=by or cast.brahim, reason=WHY)

    return make


def test_an_alert_goes_to_the_house_of_its_place_when_no_rule_holds(arrive: Make, houses: Houses, write: Any) -> None:
    write({"categories": [Category.VIOLENCE], "to": houses.women_space})
    alert = arrive()
    assert (alert.organisation, alert.routed_by) == (houses.cell, None)
    assert not alert.events.filter(kind=AlertEvent.Kind.ROUTED).exists()


def test_the_first_rule_that_holds_sends_it_and_says_so(arrive: Make, houses: Houses, write: Any) -> None:
    write(
        {"name": "عنف إلى فضاء المرأة", "categories": [Category.VIOLENCE], "to": houses.women_space},
        {"name": "كل شيء", "to": houses.directorate},
    )
    alert = arrive(category=Category.VIOLENCE)
    alert.refresh_from_db()
    assert (alert.organisation, alert.routed_by.name) == (houses.women_space, "عنف إلى فضاء المرأة")
    event = alert.events.get(kind=AlertEvent.Kind.ROUTED)
    assert (event.before["rule"], event.before["version"]) == ("عنف إلى فضاء المرأة", 1)


def test_the_page_of_an_alert_says_which_rule_sent_it(arrive: Make, cast: Cast, write: Any, signed_in: Any) -> None:
    plain, client = arrive(), signed_in(cast.brahim)
    assert client.get(plain.get_absolute_url()).context["sent_by"] == ""
    write({"name": "كل شيء إلى المديرية", "raise_to": Urgency.VITAL})
    standing.forget()
    told = client.get(arrive().get_absolute_url()).context["sent_by"]
    assert "كل شيء إلى المديرية" in told and "1" in told


def test_a_house_that_somebody_chose_is_kept(arrive: Make, houses: Houses, cast: Cast, write: Any) -> None:
    write({"to": houses.women_space, "raise_to": Urgency.VITAL})
    alert = arrive(organisation=houses.directorate, by=cast.duniya, channel=Channel.HOTLINE)
    alert_actions.analyse(alert_ids=[alert.pk])
    alert.refresh_from_db()
    assert (alert.organisation, alert.urgency) == (houses.directorate, Urgency.VITAL)


def test_a_rule_raises_urgency_and_never_lowers_it(arrive: Make, write: Any) -> None:
    write({"raise_to": Urgency.IMPORTANT})
    assert arrive(category=Category.FAMILY_IN_NEED).urgency == Urgency.IMPORTANT
    assert arrive(category=Category.VIOLENCE).urgency == Urgency.VITAL


def test_minutes_of_a_rule_only_shorten_a_deadline(arrive: Make, write: Any) -> None:
    write({"minutes": 60})
    slow, quick = arrive(category=Category.FAMILY_IN_NEED), arrive(category=Category.VIOLENCE)
    assert slow.due_at == slow.received_at + timedelta(minutes=60)
    assert quick.due_at == quick.received_at + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("condition", "like", "unlike"),
    [
        ({"channels": ["SMS"]}, {"channel": "SMS"}, {"channel": "PORTAL"}),
        ({"categories": ["VIOLENCE"]}, {"category": "VIOLENCE"}, {"category": "OTHER"}),
        ({"needs": ["MEDICAL", "DEATH"]}, {"needs": frozenset({"DEATH"})}, {"needs": frozenset({"FOOD_WATER"})}),
        ({"urgency_least": 3}, {"urgency": 3}, {"urgency": 2}),
        ({"people_least": 5}, {"people": 5}, {"people": 4}),
        ({"crisis": "FLOOD"}, {"crises": frozenset({"FLOOD"})}, {"crises": frozenset({"FIRE"})}),
    ],
)
def test_each_condition_holds_and_does_not(
    condition: dict[str, Any], like: dict[str, Any], unlike: dict[str, Any]
) -> None:
    facts = {
        "channel": "PORTAL", "category": "OTHER", "needs": frozenset(), "urgency": 1, "people": 0, "area_path": "1.2.",
        "at": timezone.now(),
    }  # fmt: skip
    rule = RoutingRule(name="x", **condition)
    assert matching.holds(rule, matching.Facts(**facts | like))
    assert not matching.holds(rule, matching.Facts(**facts | unlike))


def test_an_area_holds_for_what_lies_in_it_and_not_for_what_is_unplaced(
    places: Places, arrive: Make, write: Any
) -> None:
    write({"area": places.algiers, "raise_to": Urgency.VITAL})
    assert arrive(area=places.casbah, category=Category.OTHER).urgency == Urgency.VITAL
    unplaced = arrive(area=places.algiers, place_precision=PlacePrecision.UNKNOWN, category=Category.OTHER)
    assert unplaced.urgency == Urgency.ORDINARY


def test_hours_of_a_rule_follow_the_offices_of_the_country() -> None:
    night = timezone.now().replace(hour=23, minute=0)
    facts = matching.Facts("PORTAL", "OTHER", frozenset(), 1, 0, "", night)
    assert matching.holds(RoutingRule(hours=Hours.CLOSED), facts)
    assert not matching.holds(RoutingRule(hours=Hours.OPEN), facts)


def test_rules_of_the_ministry_are_looked_at_first(arrive: Make, houses: Houses, write: Any, nawel: User) -> None:
    write({"name": "الولاية", "to": houses.women_space})
    write(
        {"name": "الوزارة", "categories": [Category.CHILD_IN_DANGER], "to": houses.directorate},
        by=nawel,
        house=houses.ministry,
    )
    assert arrive(category=Category.CHILD_IN_DANGER).routed_by.name == "الوزارة"
    assert arrive().routed_by.name == "الولاية"


def test_what_was_read_in_it_sends_an_alert_that_nobody_opened(
    arrive: Make, houses: Houses, write: Any, cast: Cast
) -> None:
    write({"needs": [Need.MEDICAL], "to": houses.women_space})
    text = "امرأة مريضة بحاجة إلى دواء وطبيب ولا تملك ثمن العلاج"
    new, opened = (
        arrive(text=text, category=Category.OTHER),
        arrive(text=text, category=Category.OTHER, read_by=cast.duniya),
    )
    alert_actions.analyse(alert_ids=[new.pk, opened.pk])
    new.refresh_from_db()
    opened.refresh_from_db()
    assert (new.organisation, opened.organisation) == (houses.women_space, houses.cell)
    assert alert_actions.analyse(alert_ids=[new.pk]) == 1
    assert new.events.filter(kind=AlertEvent.Kind.ROUTED).count() == 1


def test_a_version_in_force_is_never_changed_and_the_next_begins_with_its_rules(
    cast: Cast, houses: Houses, write: Any
) -> None:
    first = write({"name": "أ", "to": houses.women_space}, {"name": "ب", "minutes": 30})
    with pytest.raises(Refused):
        actions.write_rule(table=first, by=cast.brahim, name="ج", minutes=5)
    second = actions.begin_version(organisation=houses.directorate, by=cast.brahim)
    assert [(rule.name, rule.place) for rule in queries.rules_of(second)] == [("أ", 1), ("ب", 2)]
    assert actions.begin_version(organisation=houses.directorate, by=cast.brahim) == second
    last = queries.rules_of(second)[1]
    actions.move_rule(table=second, by=cast.brahim, rule=last, up=True)
    assert [rule.name for rule in queries.rules_of(second)] == ["ب", "أ"]
    actions.put_in_force(table=second, by=cast.brahim, reason=WHY)
    first.refresh_from_db()
    assert (first.status, second.version) == (TableStatus.RETIRED, 2)


def test_a_rule_that_does_nothing_is_refused_with_a_sentence(cast: Cast, houses: Houses) -> None:
    table = actions.begin_version(organisation=houses.directorate, by=cast.brahim)
    with pytest.raises(Refused):
        actions.write_rule(table=table, by=cast.brahim, name="لا شيء")
    with pytest.raises(Refused):
        actions.write_rule(table=table, by=cast.brahim, name="إلى المستشفى", to=houses.hospital)
    with pytest.raises(Refused):
        actions.put_in_force(table=table, by=cast.brahim, reason=WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoutingRule.objects.create(table=table, place=1, name="x")


def test_tables_are_kept_by_who_supervises_there(cast: Cast, houses: Houses) -> None:
    for user in (cast.chafia, cast.duniya):
        with pytest.raises(NotPermitted):
            actions.begin_version(organisation=houses.directorate, by=user)
    table = actions.begin_version(organisation=houses.directorate, by=cast.brahim)
    with pytest.raises(NotFound):
        queries.get_table(table.uuid, seen_by=cast.chafia)


def test_a_trial_counts_and_changes_nothing(arrive: Make, cast: Cast, houses: Houses, write: Any) -> None:
    moved, same = arrive(category=Category.VIOLENCE), arrive()
    table = actions.begin_version(organisation=houses.directorate, by=cast.brahim)
    actions.write_rule(table=table, by=cast.brahim, name="عنف", categories=[Category.VIOLENCE], to=houses.women_space)
    trial = queries.tried(table, seen_by=cast.brahim)
    (tried,) = trial.rules
    assert (trial.looked_at, trial.none, tried.held, tried.moved, tried.raised) == (2, 1, 1, 1, 0)
    assert tried.examples == [moved]
    assert Alert.objects.filter(routed_by=None).count() == len([moved, same])


def test_a_trial_counts_what_tables_looked_at_before_and_after_would_do(
    arrive: Make, cast: Cast, houses: Houses, places: Places, write: Any, nawel: User
) -> None:
    violence, child = arrive(category=Category.VIOLENCE), arrive(category=Category.CHILD_IN_DANGER)
    family, elder = arrive(category=Category.FAMILY_IN_NEED), arrive(category=Category.ELDERLY_IN_DANGER)
    write({"categories": [Category.VIOLENCE], "to": houses.ministry}, by=nawel, house=houses.ministry)
    write({"categories": [Category.FAMILY_IN_NEED, Category.CHILD_IN_DANGER], "minutes": 5}, house=houses.cell)
    write({"to": houses.women_space})  # the version before of the same house is not beside the one that is tried
    table = actions.begin_version(organisation=houses.directorate, by=cast.brahim)
    for rule in queries.rules_of(table):
        actions.leave_out(table=table, by=cast.brahim, rule=rule)
    both = [Category.VIOLENCE, Category.CHILD_IN_DANGER]
    actions.write_rule(table=table, by=cast.brahim, name="x", categories=both, to=houses.women_space)
    trial = queries.tried(table, seen_by=cast.brahim)
    (tried,) = trial.rules
    assert (trial.looked_at, trial.wider, trial.smaller, trial.none) == (4, 1, 1, 1)
    assert (tried.held, tried.examples) == (1, [child])
    assert {each.category for each in (violence, family, elder)} == {"VIOLENCE", "FAMILY_IN_NEED", "ELDERLY_IN_DANGER"}


def test_every_status_of_a_table_has_its_moves() -> None:
    assert set(MOVES) == set(TableStatus)


def test_ours_are_the_clocks_until_staff_set_others(nawel: User, cast: Cast, places: Places) -> None:
    now = timezone.now()
    assert alert_rules.due_at(Urgency.VITAL, now) == now + timedelta(minutes=30)
    wanted = {Urgency.VITAL: standing.Terms(10, False, 0, 20)}
    with pytest.raises(NotPermitted):
        actions.set_clocks(by=cast.brahim, country=places.country, crisis="", terms=wanted)
    assert actions.set_clocks(by=nawel, country=places.country, crisis="", terms=wanted) == 1
    assert alert_rules.due_at(Urgency.VITAL, now) == now + timedelta(minutes=10)
    assert actions.set_clocks(by=nawel, country=places.country, crisis="", terms=wanted) == 0
    with pytest.raises(Refused):
        actions.set_clocks(
            by=nawel, country=places.country, crisis="", terms={Urgency.VITAL: standing.Terms(10, False, 20, 5)}
        )
    assert Clock.objects.count() == 1


def test_the_late_are_told_step_by_step_and_once(arrive: Make, cast: Cast, houses: Houses, nawel: User) -> None:
    alert = arrive(category=Category.VIOLENCE, read_by=cast.duniya)
    due = alert.due_at
    assert actions.escalate(now=due - timedelta(seconds=1)) == 0
    assert actions.escalate(now=due) == 2  # whoever opened it, and the supervisors at once
    assert actions.escalate(now=due + timedelta(minutes=29)) == 0
    assert actions.escalate(now=due + timedelta(minutes=30)) == 1
    told = {(row.rung, row.user or row.organisation) for row in Escalation.objects.all()}
    assert told == {(Rung.READER, cast.duniya), (Rung.SUPERVISOR, houses.directorate), (Rung.ABOVE, houses.ministry)}
    assert [row.rung for row in queries.raised(cast.brahim)] == [Rung.SUPERVISOR]
    assert [row.rung for row in queries.raised(nawel)] == [Rung.ABOVE]
    assert not queries.raised(cast.chafia).exists()


def test_a_decided_alert_is_no_longer_told(arrive: Make, cast: Cast) -> None:
    alert = arrive(category=Category.VIOLENCE, read_by=cast.duniya)
    actions.escalate(now=alert.due_at)
    alert_actions.dismiss(alert=alert, by=cast.duniya, reason="TEST")
    assert not queries.raised(cast.brahim).exists()
    assert actions.escalate(now=alert.due_at + timedelta(days=3)) == 0


def test_seeing_to_it_is_kept_and_another_cannot(arrive: Make, cast: Cast) -> None:
    alert = arrive(category=Category.VIOLENCE)
    actions.escalate(now=alert.due_at)
    row = queries.raised(cast.brahim).get()
    actions.see_to(escalation=row, by=cast.brahim)
    assert not queries.raised(cast.brahim).exists()
    with pytest.raises(Refused):
        actions.see_to(escalation=row, by=cast.brahim)


def test_a_crisis_hastens_what_waits_in_its_area_and_what_comes(arrive: Make, cast: Cast, places: Places) -> None:
    here, there = (
        arrive(category=Category.FAMILY_IN_NEED),
        arrive(category=Category.FAMILY_IN_NEED, area=places.blida_commune),
    )
    crisis = _begin(cast.brahim, places)
    before = there.due_at
    for alert in (here, there):
        alert.refresh_from_db()
    assert here.due_at <= timezone.now() + timedelta(hours=24)
    assert there.due_at == before
    new = arrive(category=Category.ELDERLY_IN_DANGER)
    assert new.due_at == new.received_at + timedelta(hours=1)
    actions.end_crisis(crisis=crisis, by=cast.brahim, reason=WHY)
    assert arrive(category=Category.ELDERLY_IN_DANGER).due_at - timezone.now() > timedelta(minutes=110)


def _begin(by: User, places: Places, **more: Any) -> Crisis:
    values = {"kind": "COLD_WAVE", "area": places.algiers, "reason": WHY, "message_ar": "البرد شديد هذه الليلة: المراكز مفتوحة",
              "message_fr": "Grand froid cette nuit : les centres sont ouverts"}  # fmt: skip
    return actions.begin_crisis(by=by, **values | more)


def test_a_crisis_needs_a_reason_a_reach_and_is_on_once(cast: Cast, places: Places) -> None:
    with pytest.raises(NotPermitted):
        _begin(cast.chafia, places)
    with pytest.raises(Refused):
        _begin(cast.brahim, places, reason="!!")
    _begin(cast.brahim, places)
    with pytest.raises(Refused):
        _begin(cast.brahim, places)


def test_topics_of_a_crisis_are_offered_only_while_one_is_on(cast: Cast, places: Places, client: Any) -> None:
    assert Category.CUT_OFF not in standing.topics()
    crisis = _begin(cast.brahim, places)
    assert Category.CUT_OFF in standing.topics()
    page = client.get(reverse("portal:home")).content.decode()
    assert crisis.message_ar in page
    assert Category.CUT_OFF.value in page
    actions.end_crisis(crisis=crisis, by=cast.brahim, reason=WHY)
    assert crisis.message_ar not in client.get(reverse("portal:home")).content.decode()


def test_a_supervisor_writes_tries_and_puts_rules_in_force_by_the_pages(
    signed_in: Any, arrive: Make, cast: Cast, houses: Houses
) -> None:
    client = signed_in(cast.brahim)
    answer = client.post(reverse("alerts:routing"), {"organisation": houses.directorate.uuid})
    table = RoutingTable.objects.get()
    assert answer.url == table.get_absolute_url()
    new = reverse("alerts:routing_new_rule", args=[table.uuid])
    refused = client.post(new, {"name": "عنف", "hours": "ANY", "categories": ["VIOLENCE"]})
    assert refused.status_code == 422
    assert "عنف" in refused.content.decode()
    values = {"name": "عنف", "hours": "ANY", "categories": ["VIOLENCE"], "to": houses.women_space.uuid}
    assert client.post(new, values).status_code == 302
    rule = table.rules.get()
    edit = reverse("alerts:routing_rule", args=[table.uuid, rule.uuid])
    assert str(houses.women_space.uuid) in client.get(edit).content.decode()
    assert client.post(edit, values | {"minutes": "٠:٤٥"}).status_code == 302
    arrive(category=Category.VIOLENCE)
    assert "عنف" in client.get(reverse("alerts:routing_trial", args=[table.uuid])).content.decode()
    assert client.post(reverse("alerts:routing_force", args=[table.uuid]), {"reason": "x"}).status_code == 422
    assert client.post(reverse("alerts:routing_force", args=[table.uuid]), {"reason": WHY}).status_code == 302
    alert = arrive(category=Category.VIOLENCE)
    assert alert.organisation == houses.women_space
    shown = client.get(alert.get_absolute_url()).content.decode()
    assert "عنف" in shown


def test_clocks_and_crises_are_set_by_the_pages(signed_in: Any, nawel: User, cast: Cast, places: Places) -> None:
    client = signed_in(nawel)
    address = reverse("alerts:crisis_clocks", args=["FLOOD"])
    values = {f"minutes_{int(level)}": "0:15" for level in Urgency}
    assert client.post(address, values).status_code == 302
    assert Clock.objects.filter(crisis="FLOOD").count() == len(Urgency)
    assert client.post(address, values | {"minutes_4": "15"}).status_code == 422
    assert client.post(address, values | {"minutes_4": "0:00"}).status_code == 422
    assert client.get(reverse("alerts:crisis_clocks", args=["nothing"])).status_code == 404
    begun = {
        "kind": "FLOOD", "area": "", "area_id": places.algiers.uuid, "area_name": "", "reason": WHY,
        "message_ar": "ابتعدوا عن مجاري الوديان واتصلوا بنا", "message_fr": "Éloignez-vous des oueds et appelez-nous",
    }  # fmt: skip
    begun["area"] = begun["area_name"] = places.algiers.full_name
    assert client.post(reverse("alerts:crisis_beginning"), begun).status_code == 302
    crisis = Crisis.objects.get()
    assert crisis.area == places.algiers
    strip = signed_in(cast.duniya).get(reverse("alerts:strip"), headers={"HX-Request": "true"}).content.decode()
    assert "فيضان" in strip
    assert client.post(reverse("alerts:crisis_end", args=[crisis.uuid]), {"reason": WHY}).status_code == 302
    assert not Crisis.objects.filter(ended_at=None).exists()


def test_late_alerts_are_listed_and_taken_by_the_page(signed_in: Any, arrive: Make, cast: Cast) -> None:
    client = signed_in(cast.brahim)
    assert client.get(reverse("alerts:raised")).status_code == 200
    alert = arrive(category=Category.VIOLENCE)
    actions.escalate(now=alert.due_at)
    assert alert.number in client.get(reverse("alerts:raised")).content.decode()
    row = Escalation.objects.get()
    assert client.post(reverse("alerts:seeing", args=[row.uuid])).url == alert.get_absolute_url()
    assert client.post(reverse("alerts:seeing", args=[row.uuid])).status_code == 404


def test_an_imported_file_is_sent_by_the_rules_too(houses: Houses, write: Any, arrive: Make) -> None:
    write({"channels": [Channel.SMS], "to": houses.women_space})
    assert arrive(channel=Channel.SMS).organisation == houses.women_space


def test_a_number_that_a_message_came_by_is_no_choice_of_anybody(arrive: Make, houses: Houses, write: Any) -> None:
    write({"channels": [Channel.SMS], "to": houses.women_space})
    assert arrive(channel=Channel.SMS, organisation=houses.cell).organisation == houses.women_space


def test_what_was_read_finds_the_rule_that_stands_above_the_one_that_held_at_first(
    arrive: Make, houses: Houses, write: Any
) -> None:
    write(
        {"name": "دواء", "needs": [Need.MEDICAL], "to": houses.women_space},
        {"name": "كل شيء", "to": houses.directorate},
    )
    alert = arrive(text="امرأة مريضة بحاجة إلى دواء وطبيب ولا تملك ثمن العلاج", category=Category.OTHER)
    assert alert.routed_by.name == "كل شيء"
    alert_actions.analyse(alert_ids=[alert.pk])
    alert.refresh_from_db()
    assert (alert.routed_by.name, alert.organisation) == ("دواء", houses.women_space)


def test_what_came_before_a_table_or_was_passed_on_is_left_where_it_is(
    arrive: Make, houses: Houses, cast: Cast, write: Any, places: Places
) -> None:
    before = arrive()
    write({"to": houses.women_space})
    alert_actions.analyse(alert_ids=[before.pk])
    before.refresh_from_db()
    assert (before.organisation, before.routed_by) == (houses.cell, None)


def test_a_deadline_never_moves_away(arrive: Make, write: Any) -> None:
    write({"minutes": 5})
    alert = arrive(text="النجدة النجدة، امرأة تحتضر الآن وتنزف بشدة، تموت بين أيدينا، أسرعوا", category=Category.OTHER)
    alert_actions.analyse(alert_ids=[alert.pk])
    alert.refresh_from_db()
    assert alert.due_at == alert.received_at + timedelta(minutes=5)


def test_a_rule_to_a_house_that_was_closed_no_longer_holds(arrive: Make, houses: Houses, write: Any) -> None:
    write({"to": houses.women_space})
    houses.women_space.status = "SUSPENDED"
    houses.women_space.save(update_fields=["status"])
    standing.forget()
    assert arrive().organisation == houses.cell


def test_an_alert_that_was_passed_on_is_told_to_its_new_house_too(
    arrive: Make, cast: Cast, houses: Houses, places: Places
) -> None:
    alert = arrive(category=Category.VIOLENCE, read_by=cast.duniya)
    kamel = make_user("kamel", "كمال", Role.SUPERVISOR, houses.blida_directorate, places.blida)
    actions.escalate(now=alert.due_at)
    alert_actions.pass_on(
        alert=alert, by=cast.duniya, organisation=houses.blida_directorate, area=places.blida_commune, note="بليدة"
    )
    actions.escalate(now=alert.due_at + timedelta(minutes=1))
    assert [row.alert for row in queries.raised(kamel)] == [alert]


def test_two_crises_of_which_one_tells_no_supervisor_stop_nothing(
    arrive: Make, cast: Cast, places: Places, nawel: User
) -> None:
    wanted = {Urgency.VITAL: standing.Terms(15, False, None, 40)}
    actions.set_clocks(by=nawel, country=places.country, crisis="FLOOD", terms=wanted)
    _begin(cast.brahim, places)
    _begin(cast.brahim, places, kind="FLOOD")
    assert standing.ladder(Urgency.VITAL, places.bab_el_oued.path) == (0, 15)
    alert = arrive(category=Category.VIOLENCE)
    assert actions.escalate(now=alert.due_at) == 1


def test_an_undo_is_not_stopped_by_what_the_program_told(arrive: Make, cast: Cast) -> None:
    alert = arrive(category=Category.VIOLENCE, read_by=cast.duniya)
    event = alert_actions.dismiss(alert=alert, by=cast.duniya, reason="TEST")
    AlertEvent.objects.create(alert=alert, kind=AlertEvent.Kind.ESCALATED, before={"rung": 2})
    alert_rules.check_undo(event, by=cast.duniya)


def test_the_way_in_stays_open_while_the_database_is_away(monkeypatch: Any) -> None:
    from django.db import OperationalError

    def away() -> Any:
        raise OperationalError

    monkeypatch.setattr(standing, "_crises", away)
    assert standing.crises() == []
