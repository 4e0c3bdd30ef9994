"""Pages: which phones work without network and since when they have not called, and what somebody has to decide."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.mobile import actions, forms, queries, rules, words
from yaqaza.mobile.states import State

MAY = (P.MISSION_CARRY_OUT, P.CASE_WORK, P.TEAM_MANAGE)


@requires(*MAY)
@require_safe
def phones(request: HttpRequest) -> HttpResponse:
    """List the phones, who has not called for longest first, and what is left to decide."""
    found = paginate(
        queries.phones_in_list(request.user), order=["synced_at", "id"], cursor=request.GET.get("cursor", "")
    )
    context = {
        "page": found,
        "late_since": timezone.now() - rules.LATE,
        "unsettled": queries.unsettled(request.user).count(),
        "manages": request.user.may(P.TEAM_MANAGE),  # type: ignore[union-attr]  # signed in
    }
    return page(request, "mobile/phones.html", context)


@requires(*MAY)
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask, then sign a phone out from afar."""
    phone = queries.get_phone(uuid, seen_by=request.user)
    if request.method == "POST":
        actions.end(phone=phone, by=request.user)
        messages.success(request, _("Signed out. It deletes what it holds as soon as it has a network."))
        return redirect("mobile:phones")
    rules.check_end(phone, by=request.user)
    held = _("It said that it holds %(count)s acts that it has not sent: they will be lost.") % {"count": phone.waiting}
    context = {
        "title": _("Sign this phone out?"),
        "text": " ".join(
            filter(None, [_("It deletes all that it holds at its next call."), held if phone.waiting else ""])
        ),
        "submit": _("Sign out and empty"),
        "danger": True,
        "back": reverse("mobile:phones"),
    }
    return page(request, "core/ask.html", context, block="dialog")


@requires(*MAY)
@require_safe
def unsettled(request: HttpRequest) -> HttpResponse:
    """List what phones sent and the program could not do by itself."""
    rows = queries.unsettled(request.user)
    found = paginate(rows, order=["received_at", "id"], cursor=request.GET.get("cursor", ""))
    context = {"page": found, "rows": [(row, words.kind_of(row)) for row in found]}
    return page(request, "mobile/unsettled.html", context)


@requires(*MAY)
def operation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what a phone sent beside what stands, and take the choice."""
    row = queries.get_operation(uuid, seen_by=request.user)
    lines, differs = words.lines_of(row, reader=request.user), row.state == State.DIFFERS
    form = forms.SettleForm(request.POST or None, lines=lines if differs else [])
    if form.is_valid() and done(request, form, actions.choose, operation=row):
        messages.success(request, _("Settled. What stands now is in the file."))
        return redirect("mobile:unsettled")
    context = {
        "operation": row, "kind": words.kind_of(row), "about": words.about(row, reader=request.user), "lines": lines, "form": form,
        "differs": differs, "may_try": row.state in (State.REFUSED, State.BROKEN, State.WAITING),
        "why_not": why_not(rules.check_settle, row, by=request.user),
    }  # fmt: skip
    return page(request, "mobile/operation.html", context, status=422 if form.is_bound else 200)


@requires(*MAY)
@require_POST
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Try once more."""
    row = actions.try_again(operation=queries.get_operation(uuid, seen_by=request.user), by=request.user)
    if row.state == State.APPLIED:
        messages.success(request, _("Done now."))
        return redirect("mobile:unsettled")
    messages.warning(request, _("It still cannot be done."))
    return redirect("mobile:operation", uuid)


@requires(*MAY)
@require_POST
def letting_go(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let it go."""
    actions.drop(operation=queries.get_operation(uuid, seen_by=request.user), by=request.user)
    messages.success(request, _("Let go."))
    return redirect("mobile:unsettled")
