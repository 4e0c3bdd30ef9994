"""Send alerts by the rules in force, keep the rules, the clocks and the crises, and tell of the late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import GRANTS, Permission, Role
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.models.routing import Clock, Crisis, Escalation, RoutingRule, RoutingTable
from yaqaza.alerts.queries.rows import responsible_organisation
from yaqaza.alerts.routing import matching, rules, standing
from yaqaza.alerts.routing.states import CrisisKind, Rung, TableStatus
from yaqaza.alerts.states import WAITING, Urgency
from yaqaza.core import audit, jobs
from yaqaza.core.refusal import Refused
from yaqaza.territory.models import Area

P = Permission
SLICE = 500
RULE = (
    "name", "channels", "categories", "needs", "urgency_least", "people_least", "area", "hours", "crisis", "to", "raise_to", "minutes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Came:
    """An alert that nobody opened yet, when it came to us, and whether somebody chose its house."""

    alert: Alert
    at: datetime
    chosen: bool


def send(alert: Alert, *, since: datetime, rehouse: bool = True, until: datetime | None = None) -> AlertEvent | None:
    """Set on an alert what the first rule says that holds for it; return the event that tells of it. Nothing is saved here.

    Urgency only rises, and a deadline only comes nearer. ``since`` is when its clock began; without ``rehouse`` somebody chose the house,
    and it stays there. Only rules that were in force ``until`` then are looked at.
    """
    in_force = [
        rule for rule in standing.rules(alert.area_path)
        if until is None or (rule.table.in_force_at is not None and rule.table.in_force_at <= until)
    ]  # fmt: skip
    rule = matching.first(in_force, matching.facts_of(alert))
    if rule is None or rule.pk == alert.routed_by_id:
        return None
    again = alert.routed_by_id is not None
    was = {"urgency": int(alert.urgency), "organisation": alert.organisation_id, "due_at": alert.due_at.isoformat()}
    alert.routed_by = rule
    if rehouse and rule.to is not None:
        alert.organisation = rule.to
    elif rehouse and again:  # what another rule did is taken back
        alert.organisation = responsible_organisation(alert.area)
    if rule.raise_to is not None and rule.raise_to > alert.urgency:
        alert.urgency = rule.raise_to
        alert.due_at = min(alert.due_at, standing.due_at(rule.raise_to, since, alert.area_path))
    if rule.minutes is not None:
        alert.due_at = min(alert.due_at, since + timedelta(minutes=rule.minutes))
    return AlertEvent(
        alert=alert,
        kind=AlertEvent.Kind.ROUTED,
        before={"was": was, "rule": rule.name, "version": rule.table.version, "table": str(rule.table.uuid)},
    )


@transaction.atomic
def begin_version(*, organisation: Organisation, by: User) -> RoutingTable:
    """Begin the next version of a house's table with the rules now in force, or return the one being written."""
    rules.check_manage(by, organisation)
    rules.check_house(organisation)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # one begins at a time
    own = RoutingTable.objects.filter(organisation=organisation)
    if draft := own.filter(status=TableStatus.DRAFT).first():
        return draft
    newest = own.aggregate(most=Max("version"))["most"] or 0
    table = RoutingTable.objects.create(organisation=organisation, version=newest + 1, made_by=by)
    for rule in RoutingRule.objects.filter(table__organisation=organisation, table__status=TableStatus.IN_FORCE):
        RoutingRule.objects.create(table=table, place=rule.place, **{name: getattr(rule, name) for name in RULE})
    audit.record("routing.begun", on=table, by=by, version=table.version, organisation=organisation)
    return table


@transaction.atomic
def write_rule(*, table: RoutingTable, by: User, rule: RoutingRule | None = None, **values: Any) -> RoutingRule:
    """Add a rule at the end of a draft, or change one of it."""
    table = _locked(table, by)
    if rule is None:
        rules.check_room(table.rules.count())
        most = table.rules.aggregate(most=Max("place"))["most"] or 0
        rule = RoutingRule(table=table, place=most + 1)
    else:
        rule = _again(rule, table)
    for name in RULE:
        if name in values:
            setattr(rule, name, values[name])
    rule.name = " ".join(rule.name.split())[:120]
    rules.check_rule(rule)
    rule.save()
    audit.record("routing.rule_written", on=table, by=by, version=table.version, rule=rule.uuid)
    return rule


@transaction.atomic
def move_rule(*, table: RoutingTable, by: User, rule: RoutingRule, up: bool) -> None:
    """Let a rule be looked at before the one above it, or after the one below."""
    table = _locked(table, by)
    rule = _again(rule, table)
    beside = (
        table.rules.filter(**{"place__lt" if up else "place__gt": rule.place})
        .order_by("-place" if up else "place")
        .first()
    )
    if beside is None:
        return
    rule.place, beside.place = beside.place, rule.place
    RoutingRule.objects.bulk_update([rule, beside], ["place"])
    audit.record("routing.rule_moved", on=table, by=by, version=table.version, rule=rule.uuid)


@transaction.atomic
def leave_out(*, table: RoutingTable, by: User, rule: RoutingRule) -> None:
    """Take a rule out of a draft."""
    table = _locked(table, by)
    rule = _again(rule, table)
    audit.record("routing.rule_left_out", on=table, by=by, version=table.version, rule=rule.uuid)
    rule.delete()


@transaction.atomic
def put_in_force(*, table: RoutingTable, by: User, reason: str) -> RoutingTable:
    """Put a draft in force from now on, and retire the version before. Alerts that came stay where they are."""
    table = _locked(table, by)
    rules.check_in_force(table, list(table.rules.select_related("to")))
    said, now = rules.check_reason(reason), timezone.now()
    before = RoutingTable.objects.filter(organisation=table.organisation, status=TableStatus.IN_FORCE)
    before.update(status=TableStatus.RETIRED, retired_at=now)
    table.status, table.reason, table.in_force_at, table.in_force_by = TableStatus.IN_FORCE, said[:300], now, by
    table.save(update_fields=["status", "reason", "in_force_at", "in_force_by"])
    audit.record("routing.in_force", on=table, by=by, version=table.version, organisation=table.organisation)
    _changed()
    return table


@transaction.atomic
def discard(*, table: RoutingTable, by: User) -> None:
    """Throw a draft away; what is in force stays."""
    table = _locked(table, by)
    audit.record("routing.discarded", on=table, by=by, version=table.version)
    table.delete()


@transaction.atomic
def retire(*, table: RoutingTable, by: User, reason: str) -> None:
    """End a table without another: every alert goes to the house of its place again."""
    table = RoutingTable.objects.select_for_update(no_key=True).select_related("organisation__area").get(pk=table.pk)
    rules.check_manage(by, table.organisation)
    rules.check_move(rules.MOVES, table.status, TableStatus.RETIRED)
    table.end_reason = rules.check_reason(reason)[:300]
    table.status, table.retired_at = TableStatus.RETIRED, timezone.now()
    table.save(update_fields=["status", "retired_at", "end_reason"])
    audit.record("routing.retired", on=table, by=by, version=table.version)
    _changed()


@transaction.atomic
def set_clocks(*, by: User, country: Area, crisis: str, terms: Mapping[int, standing.Terms]) -> int:
    """Set by when alerts of each urgency are decided, from now on; return how many clocks were changed."""
    rules.check_may(by, P.ROUTING_MANAGE, area=country)
    changed = 0
    for urgency, wanted in terms.items():
        rules.check_minutes(wanted.minutes)
        if wanted == standing.terms(urgency, crisis):
            continue
        if (
            wanted.supervisor_after is not None
            and wanted.above_after is not None
            and wanted.above_after < wanted.supervisor_after
        ):
            raise Refused(_("The house above is told after the supervisors, not before them."))
        row, _made = Clock.objects.update_or_create(
            urgency=urgency, crisis=crisis, defaults=wanted._asdict() | {"changed_by": by, "changed_at": timezone.now()}
        )
        audit.record("clock.set", on=row, by=by, urgency=int(urgency), crisis=crisis, minutes=wanted.minutes)
        changed += 1
    _changed()
    return changed


@transaction.atomic
def begin_crisis(*, by: User, kind: str, area: Area, reason: str, message_ar: str, message_fr: str) -> Crisis:
    """Switch crisis mode on in an area; alerts that wait there get the deadline of its clocks."""
    rules.check_may(by, P.CRISIS_SWITCH, area=area)
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    if Crisis.objects.filter(kind=kind, area=area, ended_at=None).exists():
        raise Refused(_("This crisis is already on in that place."))
    crisis = Crisis.objects.create(
        kind=CrisisKind(kind),
        area=area,
        reason=rules.check_reason(reason),
        message_ar=rules.check_message(message_ar),
        message_fr=rules.check_message(message_fr),
        began_by=by,
    )
    audit.record("crisis.begun", on=crisis, by=by, kind=kind, area=area)
    _changed()
    try:
        _hasten(crisis)
    finally:
        standing.forget()  # what was held here is true only once this is committed
    return crisis


@transaction.atomic
def end_crisis(*, crisis: Crisis, by: User, reason: str) -> None:
    """Switch a crisis off; deadlines that were set in it stay."""
    crisis = Crisis.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=crisis.pk)
    rules.check_may(by, P.CRISIS_SWITCH, area=crisis.area)
    rules.check_on(crisis)
    crisis.end_reason, crisis.ended_at, crisis.ended_by = rules.check_reason(reason), timezone.now(), by
    crisis.save(update_fields=["end_reason", "ended_at", "ended_by"])
    audit.record("crisis.ended", on=crisis, by=by, kind=crisis.kind)
    _changed()


def _hasten(crisis: Crisis) -> None:
    """What waits in the area is decided by the clocks of the crisis, counted from now where they end earlier."""
    now = timezone.now()
    for level in Urgency:
        due = standing.due_at(level, now, crisis.area.path)
        waiting = Alert.objects.filter(
            status__in=WAITING, urgency=level, area_path__startswith=crisis.area.path, due_at__gt=due
        )
        found = list(waiting.order_by("id").select_for_update(no_key=True).values_list("pk", flat=True))
        Alert.objects.filter(pk__in=found).update(due_at=due)


@transaction.atomic
def escalate(*, now: datetime | None = None) -> int:
    """Tell of the alerts that nobody decided in their time: whoever opened them, then the supervisors of the house,
    then the house above, each once for one deadline. Return how many were told of."""
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('alerts.escalate'))")
        if not cursor.fetchone()[0]:
            return 0  # another worker does it at this moment
    late = (
        Alert.objects.filter(status__in=WAITING, due_at__lte=now)
        .select_related("organisation")
        .only("id", "urgency", "due_at", "area_path", "read_by", "organisation__path")
        .order_by("-urgency", "due_at", "id")
    )
    supervised = _supervised()
    new: list[Escalation] = []
    rows = late.iterator(SLICE)
    while some := list(islice(rows, SLICE)):
        told = set(
            Escalation.objects.filter(alert__in=some).values_list("alert", "rung", "due_at", "user", "organisation")
        )
        new += [
            each
            for alert in some
            for each in _steps(alert, now, supervised)
            if (alert.pk, each.rung, each.due_at, each.user_id, each.organisation_id) not in told
        ]
    Escalation.objects.bulk_create(new, batch_size=SLICE, ignore_conflicts=True)
    risen = [each for each in new if each.rung > Rung.READER]
    AlertEvent.objects.bulk_create(
        [
            AlertEvent(alert=each.alert, kind=AlertEvent.Kind.ESCALATED, at=now, before={"rung": int(each.rung)})
            for each in risen
        ],
        batch_size=SLICE,
    )
    _alarm(new, supervised)
    if new:
        audit.record("alerts.escalated", late=len(new), risen=len(risen))
    return len(new)


def _alarm(new: Sequence[Escalation], supervised: frozenset[int]) -> None:
    """Of a life-threatening alert that reached the top of its ladder people hear where they are."""
    tops = [each for each in new if each.alert.urgency == Urgency.VITAL and _is_top(each, supervised)]
    told = Escalation.objects.filter(alert__in=[each.alert for each in tops], rung__gt=Rung.READER)
    keys = {(each.alert_id, each.rung, each.due_at) for each in tops}
    for row in told.order_by("id"):
        if (row.alert_id, row.rung, row.due_at) in keys:
            jobs.enqueue("alerts.tell_overdue", escalation_id=row.pk)


def _is_top(row: Escalation, supervised: frozenset[int]) -> bool:
    """Say whether nobody is told higher: the house above was, or there is none."""
    if row.rung == Rung.SUPERVISOR:
        return not _whom(row.alert, Rung.ABOVE, supervised)
    return row.rung == Rung.ABOVE


def _steps(alert: Alert, now: datetime, supervised: frozenset[int]) -> Iterator[Escalation]:
    """Yield what is to be told of a late alert by now."""
    supervisors, above = standing.ladder(alert.urgency, alert.area_path)
    for rung, after in ((Rung.READER, 0), (Rung.SUPERVISOR, supervisors), (Rung.ABOVE, above)):
        if (
            after is not None
            and alert.due_at + timedelta(minutes=after) <= now
            and (to := _whom(alert, rung, supervised))
        ):
            yield Escalation(alert=alert, rung=rung, due_at=alert.due_at, at=now, **to)


def _whom(alert: Alert, rung: Rung, supervised: frozenset[int]) -> dict[str, Any]:
    """Whom a rung tells: nobody, when nobody opened it or nobody supervises above."""
    if rung == Rung.READER:
        return {"user_id": alert.read_by_id} if alert.read_by_id else {}
    chain = [int(part) for part in reversed(alert.organisation.path.split(".")) if part]  # the house itself, then up
    houses = [house for house in chain if house in supervised]
    place = 0 if rung == Rung.SUPERVISOR else 1
    return {"organisation_id": houses[place]} if len(houses) > place else {}


def _supervised() -> frozenset[int]:
    """The houses at which somebody supervises."""
    roles = [role for role in Role if P.ROUTING_MANAGE in GRANTS[role]]
    today = timezone.localdate()
    holding = Posting.objects.exclude(organisation__status=OrganisationStatus.CLOSED).filter(
        Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today, role__in=roles, user__is_active=True
    )
    return frozenset(holding.values_list("organisation_id", flat=True))


@transaction.atomic
def see_to(*, escalation: Escalation, by: User) -> None:
    """Keep that somebody sees to a late alert; it rises further all the same while nobody decides."""
    row = Escalation.objects.select_for_update(of=("self",), no_key=True).select_related("alert").get(pk=escalation.pk)
    rules.check_see_to(row, by=by)
    row.seen_at, row.seen_by = timezone.now(), by
    row.save(update_fields=["seen_at", "seen_by"])
    audit.record("alert.escalation_seen", on=row.alert, by=by, number=row.alert.number, rung=row.rung)


def route_again(came: Sequence[Came]) -> list[AlertEvent]:
    """Send alerts by what was read in them, with the rules that were in force when they came. Nothing is saved here."""
    events = []
    for each in came:
        since = each.at if each.alert.batch_id else each.alert.received_at
        event = send(each.alert, since=since, rehouse=not each.chosen, until=each.at)
        events += [event] if event is not None else []
    return events


def _again(rule: RoutingRule, table: RoutingTable) -> RoutingRule:
    """Read a rule anew now that nobody else changes its table."""
    found = table.rules.filter(pk=rule.pk).first()
    if found is None:
        raise Refused(_("This rule does not exist any more."))
    return found


def _locked(table: RoutingTable, by: User) -> RoutingTable:
    found = (
        RoutingTable.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation__area")
        .get(pk=table.pk)
    )
    rules.check_manage(by, found.organisation)
    rules.check_draft(found)
    return found


def _changed() -> None:
    """What is held is asked for again, here at once and elsewhere within seconds."""
    standing.forget()
    transaction.on_commit(standing.forget)
