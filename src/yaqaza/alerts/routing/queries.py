"""Tables of rules, what they would have done, and the late that were told to somebody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.alerts.models import Alert, Crisis, Escalation, RoutingRule, RoutingTable
from yaqaza.alerts.queries.rows import visible_to
from yaqaza.alerts.routing import matching, standing
from yaqaza.alerts.rules import OUR_KINDS
from yaqaza.alerts.states import WAITING
from yaqaza.core.refusal import NotFound

P = Permission
TRIED_DAYS = 30
TRIED_MOST = 20_000
SHOWN = 20
ENDED_SHOWN = 20


def houses(user: User) -> QuerySet[Organisation]:
    """Return the houses whose table the user keeps."""
    reach = within(user, P.ROUTING_MANAGE, area_path="area__path", organisation_path="")
    return Organisation.objects.filter(reach, kind__in=OUR_KINDS, status=OrganisationStatus.ACTIVE).select_related(
        "area"
    )


def targets() -> QuerySet[Organisation]:
    """Return the houses that alerts can be sent to."""
    return Organisation.objects.filter(kind__in=OUR_KINDS, status=OrganisationStatus.ACTIVE).order_by("path")


def tables(user: User) -> QuerySet[RoutingTable]:
    """Return the tables of those houses, what is in force and what is being written first."""
    return (
        RoutingTable.objects.filter(organisation__in=houses(user))
        .select_related("organisation", "made_by", "in_force_by")
        .annotate(rule_count=Count("rules"))
        .order_by("organisation__path", "-version")
    )


def get_table(uuid: UUID, *, seen_by: User) -> RoutingTable:
    """One answer for "no such table" and "not yours"."""
    found = tables(seen_by).filter(uuid=uuid).select_related("organisation__area", "made_by", "in_force_by").first()
    if found is None:
        raise NotFound(_("This table does not exist, or it belongs to another house."))
    return found


def rules_of(table: RoutingTable) -> list[RoutingRule]:
    """Return the rules in the order in which they are looked at."""
    return list(table.rules.select_related("area", "to").order_by("place"))


def get_rule(uuid: UUID, *, table: RoutingTable) -> RoutingRule:
    found = table.rules.filter(uuid=uuid).select_related("area", "to").first()
    if found is None:
        raise NotFound(_("This rule does not exist any more."))
    return found


@dataclass(slots=True)
class Tried:
    """What one rule would have done with the alerts of the last month."""

    rule: RoutingRule
    held: int = 0
    moved: int = 0  # to another house than the one that has them
    raised: int = 0
    examples: list[Alert] = field(default_factory=list)


@dataclass(slots=True)
class Trial:
    """A table tried on the alerts of the last month; ``cut``: on the newest of them only.

    ``wider``: a table looked at before this one sends them; ``smaller``: none of this one holds, but one of a later table.
    """

    since: datetime
    looked_at: int
    none: int
    wider: int
    smaller: int
    rules: list[Tried]
    cut: bool = False


def tried(table: RoutingTable, *, seen_by: User) -> Trial:
    """Try a table on the alerts of its house's area, of the last thirty days, as they stand now. Nothing is changed.

    The tables of other houses that are in force beside it are looked at before or after it, as they are for what comes in.
    """
    since = timezone.now() - timedelta(days=TRIED_DAYS)
    rows = (
        visible_to(seen_by)
        .filter(area_path__startswith=table.organisation.area.path, received_at__gte=since)
        .only(
            "uuid", "number", "channel", "category", "needs", "urgency", "people_count", "area_path", "place_precision", "received_at",
            "organisation_id",
        )
        .order_by("-received_at", "-id")[: TRIED_MOST + 1]
    )  # fmt: skip
    found = {rule.pk: Tried(rule) for rule in rules_of(table)}
    rules, looked_at, none, wider, smaller = [each.rule for each in found.values()], 0, 0, 0, 0
    before, after = standing.around(table)
    for alert in rows.iterator(2000):
        looked_at += 1
        if looked_at > TRIED_MOST:
            break
        facts = matching.facts_of(alert)
        if _one_of(before, alert, facts):
            wider += 1
            continue
        rule = matching.first(rules, facts)
        if rule is None and _one_of(after, alert, facts):
            smaller += 1
            continue
        if rule is None:
            none += 1
            continue
        each = found[rule.pk]
        each.held += 1
        moves = rule.to_id is not None and rule.to_id != alert.organisation_id
        raises = rule.raise_to is not None and rule.raise_to > alert.urgency
        each.moved += moves
        each.raised += raises
        if (moves or raises) and len(each.examples) < SHOWN:
            each.examples.append(alert)
    cut = looked_at > TRIED_MOST
    return Trial(since, min(looked_at, TRIED_MOST), none, wider, smaller, list(found.values()), cut=cut)


def _one_of(others: list[tuple[str, RoutingRule]], alert: Alert, facts: matching.Facts) -> bool:
    """Say whether a rule of another house's table holds for an alert of its area."""
    return matching.first((rule for path, rule in others if alert.area_path.startswith(path)), facts) is not None


def raised(user: User) -> QuerySet[Escalation]:
    """Return the late alerts that were told to the user, or to the house they supervise, and still wait; the most pressing first."""
    told = Q(user=user)
    for posting in user.current_postings:
        if posting.gives(P.ROUTING_MANAGE):
            told |= Q(organisation=posting.organisation_id)
    return (
        Escalation.objects.filter(
            told, due_at=F("alert__due_at"), alert__in=visible_to(user).filter(status__in=WAITING), seen_at=None
        )
        .select_related("alert__area", "alert__organisation", "organisation")
        .order_by("-alert__urgency", "due_at", "-rung", "id")
    )


def get_raised(uuid: UUID, *, seen_by: User) -> Escalation:
    found = raised(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("Nothing late waits here: it was decided, or somebody sees to it."))
    return found


def crises(user: User, *, on: bool) -> QuerySet[Crisis]:
    """Return the crises that are on, wherever they are, or those of the reader's reach that were, the last first.

    That one is on is no secret: the public reads its message, and houses beside it help.
    """
    rows = Crisis.objects.select_related("area", "began_by", "ended_by")
    if on:
        return rows.filter(ended_at=None).order_by("began_at")
    return rows.filter(within(user, P.ALERT_VIEW, organisation_path=""), ended_at__isnull=False).order_by("-ended_at")


def get_crisis(uuid: UUID, *, seen_by: User) -> Crisis:
    reach = within(seen_by, P.CRISIS_SWITCH, organisation_path="")
    found = Crisis.objects.filter(reach, uuid=uuid).select_related("area").first()
    if found is None:
        raise NotFound(_("This crisis does not exist, or it belongs to another place."))
    return found
