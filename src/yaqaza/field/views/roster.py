"""The roster: a week of an organisation, a shift, leave, print and export."""

from __future__ import annotations

import uuid as uuids
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yaqaza.accounts.models import Organisation
from yaqaza.accounts.permissions import Permission as P
from yaqaza.accounts.states import UnitKind
from yaqaza.core.access import requires
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, why_not
from yaqaza.field import forms
from yaqaza.field.models import Leave
from yaqaza.field.roster import actions, hours, queries, rules, sheet

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READS = (P.HANDOVER_WRITE, P.MISSION_CARRY_OUT, P.TEAM_MANAGE)


def _day(request: HttpRequest) -> date:
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        day = None
    return day if day is not None and 2000 <= day.year <= 2100 else timezone.localdate()


def _house(request: HttpRequest, uuid: str = "") -> Organisation:
    if text := uuid or request.GET.get("house", ""):
        try:
            return queries.get_house(uuids.UUID(text), seen_by=request.user)
        except ValueError:
            raise NotFound() from None
    found = queries.home(request.user)
    if found is None:
        raise NotFound(_("No organisation of yours keeps a roster."))
    return found


def _address(house: Organisation, day: date, name: str = "field:roster") -> str:
    return f"{reverse(name)}?house={house.uuid}&day={day.isoformat()}"


@requires(*READS)
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """Show a week: who, from when to when, and when nobody is there."""
    if queries.home(request.user) is None:
        return page(request, "field/roster_none.html")
    house = _house(request)
    return page(request, "field/roster.html", _week(request, house))


def _week(request: HttpRequest, house: Organisation) -> dict[str, Any]:
    week = queries.week(house, _day(request))
    return {
        "week": week,
        "house": house,
        "houses": list(queries.houses(request.user)[:200]),
        "plans": not why_not(rules.check_plan, house, by=request.user),
        "now": timezone.now(),
        "today": timezone.localdate(),
    }


@requires(*READS)
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """Show the week as it is hung up on the wall."""
    return page(request, "field/roster_paper.html", _week(request, _house(request)))


@requires(*READS)
@require_safe
def xlsx(request: HttpRequest) -> HttpResponse:
    """Answer the week as a file."""
    week = queries.week(_house(request), _day(request))
    response = HttpResponse(sheet.as_xlsx(week), content_type=SHEET)
    response.headers["Content-Disposition"] = f'attachment; filename="roster-{week.first.isoformat()}.xlsx"'
    return response


@requires(P.TEAM_MANAGE)
@require_http_methods(["GET", "POST"])
def shift_new(request: HttpRequest, house: uuids.UUID) -> HttpResponse:
    """Put somebody on the roster."""
    found = _house(request, str(house))
    day = _day(request)
    begins = {
        "day": day, "start": request.GET.get("from", "")[:5], "end": request.GET.get("to", "")[:5], "days": 1,
    }  # fmt: skip
    form = forms.ShiftForm(request.POST or None, house=found, day=day, initial=begins)
    if form.is_valid() and (made := done(request, form, actions.plan, organisation=found)):
        first = timezone.localtime(made[0].starts_at).date()
        messages.success(request, _("On the roster: %(name)s.") % {"name": made[0].user.name})
        return redirect(_address(found, first))
    context = {"form": form, "house": found, "back": _address(found, day)}
    return page(request, "field/shift_new.html", context, status=422 if form.is_bound else 200)


@requires(P.TEAM_MANAGE)
@require_http_methods(["GET", "POST"])
def shift(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show a shift, and let somebody else do it."""
    found = queries.get_shift(uuid, seen_by=request.user)
    day = timezone.localtime(found.starts_at).date()
    form = forms.Person(request.POST or None, house=found.organisation, day=day)
    if form.is_valid() and done(request, form, actions.replace, shift=found):
        return redirect(_address(found.organisation, day))
    context = {
        "shift": found,
        "form": form,
        "back": _address(found.organisation, day),
        "plans": not why_not(rules.check_plan, found.organisation, by=request.user),
        "why_not_take_out": why_not(rules.check_take_out, found),
    }
    return page(request, "field/shift.html", context, status=422 if form.is_bound else 200)


@requires(P.TEAM_MANAGE)
@require_POST
def shift_out(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Take a shift out of the roster."""
    found = queries.get_shift(uuid, seen_by=request.user)
    back = _address(found.organisation, timezone.localtime(found.starts_at).date())
    actions.take_out(shift=found, by=request.user)
    return redirect(back)


@requires(P.TEAM_MANAGE)
@require_POST
def copy(request: HttpRequest, house: uuids.UUID) -> HttpResponse:
    """Write the week before once more."""
    found = _house(request, str(house))
    day = _day(request)
    copied = actions.copy_week(organisation=found, by=request.user, day=day)
    made = len(copied.made)
    messages.success(request, ngettext("%(count)s shift copied.", "%(count)s shifts copied.", made) % {"count": made})
    for sentence in dict.fromkeys(copied.left_out):
        messages.warning(request, _("Left out: %(why)s") % {"why": sentence})
    return redirect(_address(found, hours.first_day(day)))


@requires(P.TEAM_MANAGE)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, house: uuids.UUID) -> HttpResponse:
    """Note that somebody is away."""
    found = _house(request, str(house))
    day = _day(request)
    form = forms.LeaveForm(request.POST or None, house=found, day=timezone.localdate())
    if form.is_valid() and (noted := done(request, form, actions.note_leave, organisation=found)):
        return redirect(_address(found, noted.from_on))
    context = {"form": form, "house": found, "back": _address(found, day)}
    return page(request, "field/leave.html", context, status=422 if form.is_bound else 200)


@requires(P.TEAM_MANAGE)
@require_http_methods(["GET", "POST"])
def cover(request: HttpRequest, house: uuids.UUID) -> HttpResponse:
    """Write how many are needed at the desk, and when."""
    found = _house(request, str(house))
    initial: dict[str, Any] = {}
    for number, each in enumerate(queries.covers(found), 1):
        initial |= {f"from_{number}": each.from_at, f"to_{number}": each.until_at, f"people_{number}": each.people}
    form = forms.CoverForm(request.POST or None, initial=initial)
    back = _address(found, _day(request))
    if form.is_valid() and done(request, form, actions.set_cover, organisation=found):
        return redirect(back)
    context = {"form": form, "house": found, "back": back, "always": found.unit_kind == UnitKind.DUTY_CELL}
    return page(request, "field/cover.html", context, status=422 if form.is_bound else 200)


@requires(P.TEAM_MANAGE)
@require_POST
def leave_back(request: HttpRequest, house: uuids.UUID, uuid: uuids.UUID) -> HttpResponse:
    """Take a leave back."""
    found = _house(request, str(house))
    staff = queries.staff(found, timezone.localdate())
    noted = Leave.objects.filter(uuid=uuid, user__in=staff.values("pk")).first()
    if noted is None:
        raise NotFound()
    first = noted.from_on
    actions.take_leave_back(leave=noted, organisation=found, by=request.user)
    return redirect(_address(found, first))
