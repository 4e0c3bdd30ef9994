"""Proposing, moving and accepting. Nothing reaches a team before ``accept``. Each: lock → check → change → record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.channels import actions as channels
from yaqaza.core import audit
from yaqaza.core.ids import uuid7
from yaqaza.core.refusal import Refused
from yaqaza.field import rules as field_rules
from yaqaza.field.dispatch import queries, rules, situation
from yaqaza.field.dispatch.plan import Orders, walk
from yaqaza.field.dispatch.queries import Road
from yaqaza.field.dispatch.situation import Situation, moment
from yaqaza.field.dispatch.solving import smallest_change, solve
from yaqaza.field.models import Membership, Mission, Proposal, ProposedVisit, Team
from yaqaza.field.roster.hours import DAY, midnight
from yaqaza.field.states import MissionStatus, ProposalKind
from yaqaza.territory.models import Area


@transaction.atomic
def propose(
    *, by: User, area: Area, day: date, kind: ProposalKind | str = ProposalKind.WHOLE, after: Proposal | None = None
) -> Proposal:
    """Propose a day: anew around what is pinned (in the proposal ``after`` which it is made), or the smallest change to what stands."""
    rules.check_propose(area, day, by=by)
    kind = ProposalKind(kind)
    made = situation.look(area, day, seen_by=by, at=timezone.now())
    rules.check_size(made)
    held = _held(made, after)
    if kind is ProposalKind.CHANGE:
        orders = smallest_change(made.standing, made.crews, made.visits, made.table, kept=made.closed)
    else:
        orders = solve(made.crews, made.visits, made.table, pinned=held)
    proposal = Proposal.objects.create(
        area=area, day=day, kind=kind, made_at=made.at, made_by=by, fingerprint=made.fingerprint
    )
    pinned = {key for keys in held.values() for key in keys}
    ProposedVisit.objects.bulk_create(_rows(proposal, made, orders, pinned))
    visits = sum(map(len, orders.values()))
    audit.record(
        "dispatch.proposed",
        on=proposal,
        by=by,
        area=area,
        on_day=day,
        kind=kind,
        taken=visits,
        left=len(made.missions) - visits,
    )
    return proposal


def _held(made: Situation, after: Proposal | None) -> Orders:
    """What stays with its team: what was pinned by hand or accepted, and what the officer may not give to another."""
    closed = {team: [key for key in keys if key in made.closed] for team, keys in made.standing.items()}
    held: Orders = {team: [] for team in closed}
    rows = after.visits.filter(team__isnull=False).order_by("turn") if after is not None else ()
    for row in rows:
        team, key = row.team_id or 0, row.mission_id
        own = key in made.missions and key not in made.closed and (row.pinned or row.accepted)
        if team in held and (own or key in closed[team]):
            held[team].append(key)
    for team, keys in closed.items():
        held[team] += [key for key in keys if key not in held[team]]
    return held


def _rows(proposal: Proposal, made: Situation, orders: Orders, pinned: set[int]) -> list[ProposedVisit]:
    turns = {key: (team, turn) for team, keys in orders.items() for turn, key in enumerate(keys, 1)}
    return [
        ProposedVisit(
            proposal=proposal, mission_id=key, team_id=turns.get(key, (None, None))[0], turn=turns.get(key, (None, None))[1],
            pinned=key in pinned and key in turns,
        )
        for key in made.missions
    ]  # fmt: skip


def _locked(proposal: Proposal, by: User) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True).select_related("area")
    found = rows.get(pk=proposal.pk)
    rules.check_open(found, by=by)
    return found


def _look(proposal: Proposal, by: User) -> Situation:
    return situation.look(proposal.area, proposal.day, seen_by=by, at=proposal.made_at)


@transaction.atomic
def move(*, visit: ProposedVisit, by: User, team: Team | None, turn: int = 1, pinned: bool = True) -> ProposedVisit:
    """Give a proposed visit to a team at a turn, or to none; pinned, it stays there when the rest is planned anew."""
    proposal = _locked(visit.proposal, by)
    made = _look(proposal, by)
    rules.check_fresh(proposal, made)
    rows = {row.mission_id: row for row in proposal.visits.select_for_update(no_key=True)}
    visit = rows[visit.mission_id]
    if team is not None:
        rules.check_move(visit, made, team.pk)
        if any(row.accepted and row.team_id == team.pk for row in rows.values()):
            raise Refused(_("This team has its order already. Make a new proposal to change it."))
    elif visit.accepted or visit.mission_id in made.closed:
        rules.check_move(visit, made, 0)
    orders = queries.orders_of(rows.values())
    for keys in orders.values():
        if visit.mission_id in keys:
            keys.remove(visit.mission_id)
    if team is not None:
        keys = orders.setdefault(team.pk, [])
        keys.insert(min(max(turn, 1) - 1, len(keys)), visit.mission_id)
    turns = {key: (owner, number) for owner, keys in orders.items() for number, key in enumerate(keys, 1)}
    for row in rows.values():
        row.team_id, row.turn = turns.get(row.mission_id, (None, None))
    visit.pinned = pinned and team is not None
    ProposedVisit.objects.bulk_update(rows.values(), ["team", "turn", "pinned"])
    audit.record("dispatch.moved", on=proposal, by=by, mission=visit.mission, team=team)
    return visit


@transaction.atomic
def accept(*, proposal: Proposal, by: User, team: Team | None = None) -> list[Mission]:
    """Give the missions to their teams with their turn and hour: of all teams, or of one."""
    proposal = _locked(proposal, by)
    rows = list(proposal.visits.select_for_update(no_key=True))
    orders = queries.orders_of(rows)
    chosen = {key: keys for key, keys in orders.items() if team is None or key == team.pk}
    chosen = {key: keys for key, keys in chosen.items() if not all(row.accepted for row in rows if row.team_id == key)}
    missions = {row.mission_id for row in rows}
    list(Team.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=chosen).order_by("pk"))
    list(Mission.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=missions).order_by("pk"))
    made = _look(proposal, by)  # what was waited for is seen
    rules.check_fresh(proposal, made)
    if not chosen:
        raise Refused(_("There is nothing to accept."))
    rules.check_hard(chosen, made)
    before = queries.road_of(missions)
    _clear(made, orders if team is None else chosen, team)
    given = [mission for key, keys in chosen.items() for mission in _give(made, key, keys, by)]
    for row in rows:
        row.accepted = row.accepted or row.team_id in chosen
    ProposedVisit.objects.bulk_update(rows, ["accepted"])
    proposal.fingerprint = _look(proposal, by).fingerprint
    if all(row.accepted for row in rows if row.team_id is not None):
        proposal.accepted_at = timezone.now()
    proposal.save(update_fields=["fingerprint", "accepted_at"])
    audit.record("dispatch.accepted", on=proposal, by=by, team=team, taken=len(given), on_day=proposal.day)
    _tell_teams(proposal, before, queries.road_of(missions))
    return given


def _tell_teams(proposal: Proposal, before: Road, after: Road) -> None:
    """Tell the members of the teams whose day is another now that it is, and not what it holds."""
    touched = {row[0] for key in before for row in (before[key], after[key]) if before[key] != after[key]}
    members = User.objects.filter(
        pk__in=Membership.objects.filter(field_rules.serving(proposal.day), team__in=touched - {None}).values("user"), is_active=True
    )  # fmt: skip
    channels.tell_officers(users=members, code="ROUTE", key=uuid7().hex)


def _clear(made: Situation, orders: Orders, team: Team | None) -> None:
    """Take the turn and hour of an earlier order from missions that are in the order of no team, or of this one, any more."""
    given = {key for keys in orders.values() for key in keys}
    end = midnight(made.day + DAY)  # what is planned for a later day stays there
    for key, mission in made.missions.items():
        theirs = key not in made.closed and (team is None or mission.team_id == team.pk)
        if theirs and key not in given and mission.planned_at is not None and mission.planned_at < end:
            mission.planned_at = mission.turn = None
            mission.save(update_fields=["planned_at", "turn"])


def _give(made: Situation, key: int, keys: Iterable[int], by: User) -> list[Mission]:
    """Write a team's order onto its missions."""
    known = {visit.key: visit for visit in made.visits}
    crew = next(crew for crew in made.crews if crew.key == key)
    team, given = made.teams[key], []
    field_rules.check_team(team)
    route = walk(crew, [known[each] for each in keys], made.table)
    for turn, stop in enumerate(route.stops, 1):
        mission = made.missions[stop.visit.key]
        before = mission.team
        if mission.pk not in made.closed:
            field_rules.check_change(mission, by=by)
            if before != team and mission.alert is not None:
                field_rules.check_once(mission.alert, team)
        mission.planned_at, mission.turn = moment(stop.begin), turn
        mission.team, mission.organisation, mission.status = team, team.organisation, MissionStatus.ORDERED
        mission.save(update_fields=["planned_at", "turn", "team", "organisation", "status"])
        given.append(mission)
        if before != team:
            audit.record(
                "mission.dispatched",
                on=mission,
                by=by,
                team=team,
                team_before=before,
                at=mission.planned_at,
                number=mission.number,
            )
    return given
