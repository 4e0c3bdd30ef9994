"""Pages of warning signs: the list, one with its evidence, asking and deciding, shared numbers, panels for files and persons."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from yaqaza.accounts.permissions import Permission as P
from yaqaza.alerts import queries as alerts
from yaqaza.cases import queries as cases
from yaqaza.cases.actions import read as read_case
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.field import queries as field
from yaqaza.people import queries as people
from yaqaza.signals import actions, forms, queries, rules, thresholds, words
from yaqaza.signals.kinds.visits import between
from yaqaza.signals.models import Signal
from yaqaza.signals.queries import PANEL, Shown
from yaqaza.signals.states import Kind


@requires(P.SIGNAL_VIEW)
def list_(request: HttpRequest) -> HttpResponse:
    """What asks for a check in the reader's files, what is known to be shared last."""
    user: Any = request.user
    filters = forms.Filters(request.GET or None)
    signals = queries.visible_to(user)
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    signals = queries.filtered(signals, chosen) if not filters.errors else signals.none()
    context = {
        "page": paginate(signals, order=queries.ORDER, cursor=request.GET.get("cursor", ""), size=30),
        "filters": filters,
        "narrowed": any(chosen.values()),
        "may_decide": user.may(P.SIGNAL_DECIDE),
    }
    return page(request, "signals/list.html", context, block="rows")


@requires(P.SIGNAL_VIEW)
def signal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One sign: its sentence, what it rests on, what was answered, what was decided."""
    user: Any = request.user
    found = queries.get_signal(uuid, seen_by=user)
    actions.read(signal=found, by=user)
    rows = queries.evidence_of(found, seen_by=user)
    decided = not rules.decisions(found)
    context = {
        "signal": found,
        "rows": [row for row in rows if not row.hidden],
        "hidden": [row for row in rows if row.hidden],
        "unlisted": max(0, int(found.told.get("n", 0)) - len(rows)),
        "decisions": queries.decisions_of(found),
        "elsewhere": list(dict.fromkeys(_asked_of(row) for row in rows if row.hidden)),
        "replies": [(row, reply, _whom(row)) for row in rows if not row.hidden for reply in row.replies],
        "between": _between(found, rows),
        "why": next((why for kind, _from, why in thresholds.explained() if kind == found.sort), ""),
        "why_not_ask": why_not(rules.check_ask, found, by=user),
        "why_not_decide": why_not(rules.check_decide, found, by=user),
        "why_not_reopen": why_not(rules.check_reopen, found, by=user) if decided else "",
        "decided": decided,
        "may_decide": user.may(P.SIGNAL_DECIDE),
    }
    return page(request, "signals/signal.html", context)


def _between(found: Signal, rows: list[Shown]) -> list[str]:
    """What lies between the two visits that a sign is about, for a reader who may see both."""
    visits = [row.mission for row in rows if row.mission is not None]
    if found.sort not in (Kind.VISIT_TOO_FAST, Kind.FINDINGS_ELSEWHERE) or len(visits) != 2:
        return []
    apart = between(*visits)
    return words.between(apart, travelled=found.sort == Kind.VISIT_TOO_FAST) if apart is not None else []


def _whom(row: Shown) -> str:
    """Whom a row of the evidence concerns, as far as the reader may know."""
    if row.mission is not None:
        return _("The team %(team)s") % {"team": row.mission.team.name}
    if row.person is not None:
        return str(row.person.name)
    if row.alert is not None:
        return _("Who reported %(number)s") % {"number": f"\u2066{row.alert.number}\u2069"}
    if row.delivery is not None:
        return _("Who received %(number)s") % {"number": f"\u2066{row.delivery.number}\u2069"}
    if row.case is not None:
        return _("Whom the file %(number)s is about") % {"number": f"\u2066{row.case.number}\u2069"}
    return _("Someone known to: %(organisation)s") % {"organisation": _asked_of(row)}


def _whom_to_ask(rows: list[Shown]) -> dict[str, str]:
    """Whom one may ask, each once: a row of the evidence that concerns them, and their name; namesakes with what tells them apart."""
    once: dict[tuple[str, Any], Shown] = {}
    for row in rows:
        once.setdefault(_identity(row), row)
    named = Counter(_whom(row) for row in once.values())
    return {
        str(row.evidence.uuid): f"{name} · {_apart(row)}" if named[name := _whom(row)] > 1 else name
        for row in once.values()
    }


def _identity(row: Shown) -> tuple[str, Any]:
    if row.mission is not None:
        return "team", row.mission.team_id
    if row.person is not None:
        return "person", row.person.pk
    return "row", row.evidence.pk


def _apart(row: Shown) -> str:
    """What tells a person from a namesake: age and place, or the row."""
    if row.person is not None:
        return " · ".join(filter(None, (row.person.age_said, row.person.area.full_name)))
    return f"\u2066{(row.mission or row.alert or row.delivery or row.case).number}\u2069"


def _asked_of(row: Shown) -> str:
    """Whom one asks about a row: the house itself (a women's space, an elderly space) would tell too much."""
    return people.to_ask(row.evidence.organisation).name


@requires(P.SIGNAL_ASK)
def ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write down that somebody was asked."""
    user: Any = request.user
    found = queries.get_signal(uuid, seen_by=user)
    rules.check_ask(found, by=user)
    rows = [row for row in queries.evidence_of(found, seen_by=user) if not row.hidden]
    form = forms.AskForm(request.POST or None, whom=_whom_to_ask(rows))
    if form.is_valid() and done(request, form, actions.ask, signal=found):
        messages.success(request, _("The question is written down. The answer goes beside it."))
        return redirect(found)
    context = {"form": form, "signal": found, "title": _("Right of reply"), "submit": _("Write down")}
    return page(request, "signals/form.html", context, status=422 if form.is_bound else 200)


@requires(P.SIGNAL_ASK)
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write down what was answered."""
    user: Any = request.user
    reply = queries.get_reply(uuid, seen_by=user)
    rules.check_answer(reply, by=user)
    form = forms.AnswerForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.answer, reply=reply):
        return redirect(reply.signal)
    context = {"form": form, "signal": reply.signal, "title": _("The answer"), "submit": _("Write down")}
    return page(request, "signals/form.html", context, status=422 if form.is_bound else 200)


@requires(P.SIGNAL_DECIDE)
def decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Decide what a sign means."""
    user: Any = request.user
    found = queries.get_signal(uuid, seen_by=user)
    rules.check_decide(found, by=user)
    refusal = why_not(rules.check_confirm, found, by=user)
    form = forms.DecideForm(request.POST or None, signal=found, why_not_confirm=refusal)
    if form.is_valid() and done(request, form, actions.decide, signal=found):
        messages.success(request, _("The decision is written down. Nothing else was changed by it."))
        return redirect(found)
    context = {
        "form": form, "signal": found, "title": _("What it means"), "submit": _("Decide"),
        "why_not_confirm": refusal if found.waits else "",
    }  # fmt: skip
    return page(request, "signals/form.html", context, status=422 if form.is_bound else 200)


@requires(P.SIGNAL_DECIDE)
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open a decided sign again."""
    user: Any = request.user
    found = queries.get_signal(uuid, seen_by=user)
    rules.check_reopen(found, by=user)
    form = forms.ReopenForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.reopen, signal=found):
        messages.success(request, _("It waits to be checked again."))
        return redirect(found)
    context = {"form": form, "signal": found, "title": _("Open it again"), "submit": _("Open it again")}
    return page(request, "signals/form.html", context, status=422 if form.is_bound else 200)


@requires(P.SIGNAL_VIEW)
def how(request: HttpRequest) -> HttpResponse:
    """From where on something is a sign, what often explains it, and what a sign never does."""
    return page(
        request, "signals/how.html", {"kinds": thresholds.explained(), "may_decide": request.user.may(P.SIGNAL_DECIDE)}
    )  # type: ignore[union-attr]  # signed in


@requires(P.SIGNAL_DECIDE)
def shared(request: HttpRequest) -> HttpResponse:
    """The numbers known to be shared, the newest first."""
    values = queries.shared_values(request.user)  # type: ignore[arg-type]  # signed in
    return page(
        request,
        "signals/shared.html",
        {"page": paginate(values, order=("-added_at", "-id"), cursor=request.GET.get("cursor", ""))},
    )


@requires(P.SIGNAL_DECIDE)
def share(request: HttpRequest) -> HttpResponse:
    """List a number as shared."""
    form = forms.ShareForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.share):
        messages.success(request, _("The number is on the list. Signs about it come last."))
        return redirect("signals:shared")
    return _ask(request, form, _("List a shared number"), _("Put on the list"))


@requires(P.SIGNAL_DECIDE)
def correct_shared(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put right who shares a number."""
    value = queries.get_shared(uuid, seen_by=request.user)  # type: ignore[arg-type]  # signed in
    rules.check_shared(value, by=request.user)  # type: ignore[arg-type]  # signed in
    form = forms.CorrectForm(request.POST or None, initial={"sharing": value.sharing, "note": value.note})
    if form.is_valid() and done(request, form, actions.correct_shared, value=value):
        return redirect("signals:shared")
    return _ask(request, form, _("Who shares this number"), _("Save"))


@requires(P.SIGNAL_DECIDE)
def unshare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a number off the list."""
    value = queries.get_shared(uuid, seen_by=request.user)  # type: ignore[arg-type]  # signed in
    rules.check_shared(value, by=request.user)  # type: ignore[arg-type]  # signed in
    if request.method == "POST":
        actions.unshare(value=value, by=request.user)  # type: ignore[arg-type]  # signed in
        messages.success(request, _("The number is off the list."))
        return redirect("signals:shared")
    return _ask(
        request,
        None,
        _("Take this number off the list?"),
        _("Take off"),
        text=_("Signs about it count as others do again."),
    )


def _ask(request: HttpRequest, form: Any, title: str, submit: str, *, text: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "text": text, "back": reverse("signals:shared")}
    status = 422 if form is not None and form.is_bound else 200
    return page(request, "core/ask.html", context, block="dialog", status=status)


@requires(P.SIGNAL_VIEW)
def case_panel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signs that rest on a file, on its page."""
    user: Any = request.user
    case = cases.get_case(uuid, seen_by=user)
    read_case(case=case, by=user, what="signals")
    return _panel(request, queries.of_case(case, seen_by=user), case.get_absolute_url())


@requires(P.SIGNAL_VIEW)
def team_panel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signs about the visits of a team, on its page: only for those who may read them, and none of the team itself may."""
    user: Any = request.user
    team = field.get_team(uuid, seen_by=user)
    return _panel(request, queries.of_team(team, seen_by=user), reverse("field:team", args=[team.uuid]))


@requires(P.SIGNAL_VIEW)
def alert_panel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signs that rest on an alert, on its page: those about who reported stand here."""
    user: Any = request.user
    alert = alerts.get_alert(uuid, seen_by=user)
    return _panel(request, queries.of_alert(alert, seen_by=user), alert.get_absolute_url())


@requires(P.SIGNAL_VIEW)
def person_panel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signs about a person, on their page; those about who reported or who visited them are not about them."""
    user: Any = request.user
    person = people.get_person(uuid, seen_by=user)
    return _panel(request, queries.of_person(person, seen_by=user), reverse("people:person", args=[person.uuid]))


def _panel(request: HttpRequest, signals: list[Signal], back: str) -> HttpResponse:
    context = {"signals": signals[:PANEL], "more": len(signals) > PANEL, "back": back}
    return page(request, "signals/panel.html", context, block="panel")
