"""Pages about teams: how each stands today, and who serves in it as what."""

from __future__ import annotations

import uuid as uuids
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from yaqaza.accounts.permissions import Permission
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, why_not
from yaqaza.field import actions, forms, queries, rules
from yaqaza.field.models import Team


@requires(Permission.MISSION_ORDER, Permission.TEAM_MANAGE)
def teams(request: HttpRequest) -> HttpResponse:
    """List the teams of one's reach with how each stands now."""
    rows = queries.teams_visible_to(request.user)
    shown = paginate(
        rows.order_by("organisation_id", "id"),
        order=["organisation_id", "id"],
        cursor=request.GET.get("cursor", ""),
        size=40,
    )
    standings = queries.standings(Team.objects.filter(pk__in=[team.pk for team in shown]))
    by_house = sorted(standings, key=lambda standing: (standing.team.organisation_id, standing.team.pk))
    context = {
        "page": shown,
        "houses": [
            (house, list(group)) for house, group in groupby(by_house, key=lambda standing: standing.team.organisation)
        ],
        "may_compose": request.user.may(Permission.TEAM_MANAGE),
    }
    return page(request, "field/teams.html", context, block="rows")


@requires(Permission.TEAM_MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Create a team."""
    form = forms.NewTeamForm(request.POST or None, by=request.user)
    if form.is_valid() and (team := done(request, form, actions.create_team)):
        return redirect("field:team", team.uuid)
    return page(request, "field/team_new.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(Permission.MISSION_ORDER, Permission.TEAM_MANAGE)
def team(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show a team: how it stands, who serves in it; those who compose teams change it here."""
    found = queries.get_team(uuid, seen_by=request.user)
    form = forms.ChangeTeamForm(
        request.POST or None,
        initial={"name_ar": found.name_ar, "name_fr": found.name_fr, "vehicle": found.vehicle, "active": found.active},
    )
    if form.is_valid() and done(request, form, actions.change_team, team=found):
        return redirect("field:team", found.uuid)
    return _page(request, found, form=form, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, found: Team, *, status: int = 200, **forms_given: object) -> HttpResponse:
    today = timezone.localdate()
    rows = queries.members(found)
    composes = not why_not(rules.check_compose, found, by=request.user)
    standing = queries.standings(Team.objects.filter(pk=found.pk))[0]
    shown = queries.visible_to(request.user).filter(pk__in=[mission.pk for mission in standing.today])
    context = {
        "team": found,
        "standing": standing,
        "openable": set(shown.values_list("pk", flat=True)),
        "members": [row for row in rows if row.until_on is None or row.until_on >= today],
        "former": [row for row in rows if row.until_on is not None and row.until_on < today],
        "composes": composes,
        "form": forms_given.get("form") or forms.ChangeTeamForm(initial=vars(found)),
        "member_form": forms_given.get("member_form") or (forms.MemberForm(team=found) if composes else None),
        "today": today,
        "sees_missions": request.user.may(Permission.MISSION_VIEW),
        "perms_signals": request.user.may(Permission.SIGNAL_VIEW),
    }
    return page(request, "field/team.html", context, status=status)


@requires(Permission.TEAM_MANAGE)
@require_POST
def members(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Put somebody in a team."""
    found = queries.get_team(uuid, seen_by=request.user)
    form = forms.MemberForm(request.POST, team=found)
    if form.is_valid() and done(request, form, actions.add_member, team=found):
        return redirect("field:team", found.uuid)
    return _page(request, found, member_form=form, status=422)


@requires(Permission.TEAM_MANAGE)
@require_POST
def membership_end(request: HttpRequest, uuid: uuids.UUID, member: uuids.UUID) -> HttpResponse:
    """Take somebody out of a team."""
    found = queries.get_team(uuid, seen_by=request.user)
    membership = found.memberships.filter(user__uuid=member, until_on=None).first()
    if membership is None:
        raise NotFound()
    actions.end_membership(membership=membership, by=request.user)
    return redirect("field:team", found.uuid)
