"""A story: what was published, why it stands where it stands, and what is decided about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import Alert
from yaqaza.alerts.reading import headline
from yaqaza.alerts.states import Urgency
from yaqaza.core import charts, dates
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, Refused, why_not
from yaqaza.countries.formats import western_digits
from yaqaza.monitoring import actions, forms, queries, ranking, rules, telling
from yaqaza.monitoring.actions.stories import category_of
from yaqaza.monitoring.models import Story
from yaqaza.monitoring.queries.known import likely

P = Permission


@requires(P.MONITOR_VIEW)
@require_safe
def story(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a story with its wordings, its reach over time, why it is ranked so, and its alert."""
    found = queries.get_story(uuid, seen_by=request.user)
    if found.uuid != uuid:
        return redirect(found)  # it was gathered into another one
    may = not why_not(rules.check_decide, request.user, found)
    wordings = queries.wordings_of(found)
    known = likely(found, seen_by=request.user) if found.open and request.user.may(P.ALERT_VIEW) else []
    seen = found.alert is not None and alerts.visible_to(request.user).filter(pk=found.alert_id).exists()
    context: dict[str, Any] = {
        "story": found,
        "headline": headline(found.text, 140) or _("A story whose words were erased after their time"),
        "may": may,
        "wordings": [telling.Shown.of(each) for each in wordings],
        "factors": telling.factors(found, ranking.factors(found, timezone.now())),
        "watches": telling.watches(found, request.user),
        "chart": _chart(found),
        "known": [(alert, telling.percent(score), headline(alert.text, 110)) for alert, score in known],
        "resembles": telling.resembled(found, request.user),
        "sources": queries.sources_of(found.sources),
        "page": paginate(
            queries.posts_of(found), order=["published_at", "id"], cursor=request.GET.get("cursor", ""), size=10
        ),
        "events": telling.entries(found),
        "outcome": telling.outcome(found.alert) if found.alert and seen else None,
        "seen": seen,
        "sees_missions": request.user.may(P.MISSION_VIEW),
        "sees_files": request.user.may(P.CASE_VIEW),
        "gather": [
            each for each in queries.listed(request.user, queries.Filters(area=found.area))[:6] if each.pk != found.pk
        ]
        if may and found.place_precision != "UNKNOWN"
        else [],
    }
    return page(request, "monitoring/story.html", context)


def _chart(found: Story) -> charts.Chart | None:
    steps, by_days = queries.curve(found)
    if len(steps) < 2:
        return None
    points = [
        charts.Point(
            dates.day(step.at.date(), year=False) if by_days else dates.clock(step.at), step.reach,
            group="" if by_days else dates.day(timezone.localtime(step.at).date(), year=False),
        )
        for step in steps
    ]  # fmt: skip
    return charts.lines(_("Reach over time"), [charts.Series(_("Reach"), points)], head=_("Until"))


@requires(P.MONITOR_DECIDE)
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make an alert of a story, with what was read in it filled in."""
    found = queries.get_story(uuid, seen_by=request.user)
    rules.check_decide(request.user, found)
    initial = {
        "category": category_of(found.needs), "urgency": int(Urgency(found.urgency)), "people_count": found.people_count,
        "needs": found.needs, "area": found.area if found.place_precision != "UNKNOWN" else None,
    }  # fmt: skip
    form = forms.Accept(request.POST or None, initial=initial)
    if form.is_valid() and (alert := done(request, form, actions.accept, story=found)):
        messages.success(
            request, _("The alert %(number)s stands in the queue of its place.") % {"number": alert.number}
        )
        return redirect(found)
    context = {
        "form": form,
        "title": _("Make an alert of it"),
        "submit": _("Make the alert"),
        "back": found.get_absolute_url(),
        "story": found,
    }
    return page(request, "monitoring/accept.html", context, status=422 if form.is_bound else 200)


@requires(P.MONITOR_DECIDE)
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Join a story to an alert that tells of the same."""
    found = queries.get_story(uuid, seen_by=request.user)
    rules.check_decide(request.user, found)
    form = forms.Join(request.POST or None)
    if form.is_valid():
        number = form.cleaned_data.pop("number")
        try:
            alert = _by_number(request, number)
        except NotFound as refusal:
            form.add_error("number", str(refusal))
        else:
            if done(request, form, actions.join, story=found, alert=alert):
                messages.success(
                    request,
                    _("The story is joined to %(number)s; whoever works on it reads it as new.")
                    % {"number": alert.number},
                )
                return redirect(found)
    known = [
        (alert, telling.percent(score), headline(alert.text, 110))
        for alert, score in likely(found, seen_by=request.user)
    ]
    context = {"form": form, "story": found, "known": known, "back": found.get_absolute_url()}
    return page(request, "monitoring/join.html", context, status=422 if form.is_bound else 200)


def _by_number(request: HttpRequest, typed: str) -> Alert:
    number = western_digits(typed).strip().upper()
    rows = alerts.visible_to(request.user)
    if number.isdecimal() and len(number) <= 6:
        number = f"A-{timezone.localdate().year}-{int(number):06d}"
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound(_("No alert that you may read has this number."))
    return found


@requires(P.MONITOR_DECIDE)
@require_POST
def watch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Watch a story, or watch it no longer."""
    found = queries.get_story(uuid, seen_by=request.user)
    on = request.POST.get("on") == "1"
    actions.watch(story=found, by=request.user, on=on)
    messages.success(request, _("The story is watched.") if on else _("The story is no longer watched."))
    return redirect(found)


@requires(P.MONITOR_DECIDE)
@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a story off the board with a reason."""
    found = queries.get_story(uuid, seen_by=request.user)
    rules.check_decide(request.user, found)
    form = forms.Dismiss(request.POST or None)
    if form.is_valid() and done(request, form, actions.dismiss, story=found):
        messages.success(
            request, _("The story is dismissed."), extra_tags=f"undo:{reverse('monitoring:reopen', args=[found.uuid])}"
        )
        return redirect("monitoring:board")
    context = {
        "form": form, "title": _("Dismiss the story"), "submit": _("Dismiss"), "danger": True, "back": found.get_absolute_url(),
        "text": _("The reason teaches the reading of later posts."),
    }  # fmt: skip
    return page(request, "core/ask.html", context, block="dialog", status=422 if form.is_bound else 200)


@requires(P.MONITOR_DECIDE)
@require_POST
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a dismissed story back on the board."""
    found = queries.get_story(uuid, seen_by=request.user)
    actions.reopen(story=found, by=request.user)
    messages.success(request, _("The story is on the board again."))
    return redirect(found)


@requires(P.MONITOR_DECIDE)
@require_POST
def gather(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put another story into this one."""
    into = queries.get_story(uuid, seen_by=request.user)
    other = queries.get_story(_uuid(request.POST.get("story", "")), seen_by=request.user)
    actions.gather_into(story=other, into=into, by=request.user)
    messages.success(request, _("The two stories are one."))
    return redirect(into)


@requires(P.MONITOR_DECIDE)
@require_POST
def part(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a wording out of a story: it tells of another situation."""
    found = queries.get_story(uuid, seen_by=request.user)
    wording = queries.get_wording(_uuid(request.POST.get("wording", "")), story=found)
    other = actions.part(story=found, wording=wording, by=request.user)
    messages.success(request, _("The wording is a story of its own now."))
    return redirect(other)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("Choose one of the list.")) from None


@requires(P.MONITOR_VIEW)
@require_safe
def alert_panel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show on the page of an alert the stories on which it rests."""
    alert = alerts.get_alert(uuid, seen_by=request.user)
    rows = [(each, headline(each.text, 110)) for each in queries.of_alert(alert, seen_by=request.user)]
    return page(request, "monitoring/alert_panel.html", {"rows": rows, "alert": alert}, block="panel")
