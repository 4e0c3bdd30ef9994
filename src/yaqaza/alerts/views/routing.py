"""Pages of the rules that send alerts on, of the clocks, and of the late."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.alerts.routing import actions, forms, queries, standing
from yaqaza.alerts.routing.states import CrisisKind
from yaqaza.core import jobs
from yaqaza.core.access import requires
from yaqaza.core.components import Tab
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound
from yaqaza.territory.models import Area, Level

P = Permission


@requires(P.ROUTING_MANAGE)
@require_http_methods(["GET", "POST"])
def tables(request: HttpRequest) -> HttpResponse:
    """List the tables, and begin the next version of one."""
    form = forms.VersionForm(request.POST or None, houses=queries.houses(request.user).order_by("path"))
    if form.is_valid() and (table := done(request, form, actions.begin_version)):
        return redirect(table)
    shown = paginate(
        queries.tables(request.user),
        order=("organisation__path", "-version"),
        cursor=request.GET.get("cursor", ""),
        size=30,
    )
    return page(
        request, "alerts/routing/tables.html", {"tables": shown, "form": form}, status=422 if form.is_bound else 200
    )


@requires(P.ROUTING_MANAGE)
@require_safe
def table(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a version with its rules, in the order in which they are looked at."""
    found = queries.get_table(uuid, seen_by=request.user)
    return page(request, "alerts/routing/table.html", {"table": found, "rules": queries.rules_of(found)})


@requires(P.ROUTING_MANAGE)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, uuid: UUID, rule_uuid: UUID | None = None) -> HttpResponse:
    """Add a rule to a draft, or change one."""
    found = queries.get_table(uuid, seen_by=request.user)
    changed = queries.get_rule(rule_uuid, table=found) if rule_uuid else None
    form = forms.RuleForm(request.POST or None, houses=queries.targets(), rule=changed)
    if form.is_valid() and done(request, form, actions.write_rule, table=found, rule=changed):
        return redirect(found)
    context = {"table": found, "rule": changed, "form": form}
    return page(request, "alerts/routing/rule.html", context, status=422 if form.is_bound else 200)


@requires(P.ROUTING_MANAGE)
@require_POST
def order(request: HttpRequest, uuid: UUID, rule_uuid: UUID) -> HttpResponse:
    """Move a rule up or down, or leave it out."""
    found = queries.get_table(uuid, seen_by=request.user)
    moved = queries.get_rule(rule_uuid, table=found)
    if request.POST.get("to") == "out":
        actions.leave_out(table=found, by=request.user, rule=moved)
        messages.success(request, _("The rule was left out."))
    else:
        actions.move_rule(table=found, by=request.user, rule=moved, up=request.POST.get("to") == "up")
    return redirect(found)


@requires(P.ROUTING_MANAGE)
@require_safe
def trial(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Try a version on the alerts of the last month."""
    found = queries.get_table(uuid, seen_by=request.user)
    return page(
        request, "alerts/routing/trial.html", {"table": found, "trial": queries.tried(found, seen_by=request.user)}
    )


@requires(P.ROUTING_MANAGE)
@require_http_methods(["GET", "POST"])
def force(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a draft in force, with a reason."""
    found = queries.get_table(uuid, seen_by=request.user)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.put_in_force, table=found):
        messages.success(request, _("The rules are in force for what comes in from now on."))
        return redirect(found)
    context = {
        "form": form,
        "title": _("Put the rules in force"),
        "text": _("They hold for alerts that come in from now on. What came before stays where it is."),
        "submit": _("Put in force"),
        "back": found.get_absolute_url(),
    }
    return page(request, "core/ask.html", context, block="dialog", status=422 if form.is_bound else 200)


@requires(P.ROUTING_MANAGE)
@require_http_methods(["GET", "POST"])
def ending(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End a table that is in force without another."""
    found = queries.get_table(uuid, seen_by=request.user)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.retire, table=found):
        messages.success(request, _("Every alert goes to the house of its place again."))
        return redirect("alerts:routing")
    context = {
        "form": form,
        "title": _("End these rules"),
        "text": _("Every alert will go to the house of its place again."),
        "submit": _("End them"),
        "danger": True,
        "back": found.get_absolute_url(),
    }
    return page(request, "core/ask.html", context, block="dialog", status=422 if form.is_bound else 200)


@requires(P.ROUTING_MANAGE)
@require_POST
def discarding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Throw a draft away."""
    actions.discard(table=queries.get_table(uuid, seen_by=request.user), by=request.user)
    messages.success(request, _("The draft was thrown away. What is in force stays."))
    return redirect("alerts:routing")


@requires(P.ROUTING_MANAGE)
@require_http_methods(["GET", "POST"])
def clocks(request: HttpRequest, crisis: str = "") -> HttpResponse:
    """Set by when alerts are decided, ordinarily or in a crisis."""
    if crisis and crisis not in CrisisKind.values:
        raise NotFound(_("There is no such crisis."))
    country = Area.objects.get(level=Level.COUNTRY, country=settings.COUNTRY, valid_to=None)
    form = forms.ClocksForm(request.POST or None, crisis=crisis)
    if form.is_valid() and done(request, form, actions.set_clocks, country=country, crisis=crisis) is not None:
        messages.success(request, _("The clocks hold for deadlines that are set from now on."))
        return redirect(_address(crisis))
    kinds = [Tab(_("Ordinarily"), _address(""), current=not crisis)]
    kinds += [Tab(str(each.label), _address(each.value), current=crisis == each.value) for each in CrisisKind]
    may = _may_set(request, country)
    for field in form.fields.values():
        field.disabled = not may
    context = {"form": form, "kinds": kinds, "may": may, "crisis": crisis}
    return page(request, "alerts/routing/clocks.html", context, status=422 if form.is_bound else 200)


def _address(kind: str) -> str:
    return reverse("alerts:crisis_clocks", args=[kind]) if kind else reverse("alerts:clocks")


def _may_set(request: HttpRequest, country: Area) -> bool:
    return any(
        posting.gives(P.ROUTING_MANAGE) and posting.area_id == country.pk for posting in request.user.current_postings
    )


@requires(P.ALERT_TRIAGE)
@require_safe
def raised(request: HttpRequest) -> HttpResponse:
    """List the late alerts that were told to the reader or their house."""
    shown = paginate(
        queries.raised(request.user),
        order=("-alert__urgency", "due_at", "-rung", "id"),
        cursor=request.GET.get("cursor", ""),
        size=30,
    )
    return page(request, "alerts/routing/raised.html", {"rows": shown})


@requires(P.ALERT_TRIAGE)
@require_POST
def seeing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say that one sees to a late alert, and open it."""
    found = queries.get_raised(uuid, seen_by=request.user)
    actions.see_to(escalation=found, by=request.user)
    return redirect(found.alert)


@requires(P.ALERT_VIEW)
@require_safe
def strip(request: HttpRequest) -> HttpResponse:
    """Say under the bar of every page which crises are on, how many late alerts were told to the reader, and that none is told."""
    decides = request.user.may(P.ALERT_TRIAGE)
    context = {
        "crises": standing.crises(),
        "late": queries.raised(request.user)[:100].count() if decides else 0,
        "untold_since": jobs.failing_since("alerts.escalate") if decides else None,
    }
    return page(request, "alerts/routing/strip.html", context, block="strip")


@requires(P.ALERT_VIEW)
@require_safe
def crises(request: HttpRequest) -> HttpResponse:
    """Show the crises that are on, and those that were."""
    ended = queries.crises(request.user, on=False)[: queries.ENDED_SHOWN]
    context = {
        "on": queries.crises(request.user, on=True),
        "ended": ended,
        "may_switch": request.user.may(P.CRISIS_SWITCH),
    }
    return page(request, "alerts/routing/crises.html", context)


@requires(P.CRISIS_SWITCH)
@require_http_methods(["GET", "POST"])
def beginning(request: HttpRequest) -> HttpResponse:
    """Switch crisis mode on."""
    form = forms.CrisisForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.begin_crisis):
        messages.success(request, _("Crisis mode is on."))
        return redirect("alerts:crises")
    return page(request, "alerts/routing/crisis.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(P.CRISIS_SWITCH)
@require_http_methods(["GET", "POST"])
def crisis_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Switch a crisis off, with a reason."""
    found = queries.get_crisis(uuid, seen_by=request.user)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.end_crisis, crisis=found):
        messages.success(request, _("The crisis was ended."))
        return redirect("alerts:crises")
    context = {
        "form": form,
        "title": _("End the crisis"),
        "text": _(
            "The message leaves the public pages, and new deadlines follow the ordinary clocks. Those that were set stay."
        ),
        "submit": _("End the crisis"),
        "back": reverse("alerts:crises"),
    }
    return page(request, "core/ask.html", context, block="dialog", status=422 if form.is_bound else 200)
