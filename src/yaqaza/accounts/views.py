"""Pages about organisations, users, the audit trail, and one's own account."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yaqaza.accounts import actions, acts, details, forms, parts, queries, rules
from yaqaza.accounts.models import Organisation
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.states import MOVES, OrganisationStatus
from yaqaza.core.access import public, requires
from yaqaza.core.keyset import paginate
from yaqaza.core.models import AuditEntry
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.language.folding import fold


@public
def signup_closed(request: HttpRequest) -> HttpResponse:
    """Say that accounts are made by an administrator."""
    return page(request, "account/signup_closed.html", status=403)


@requires(Permission.ORGANISATION_VIEW)
def organisations(request: HttpRequest) -> HttpResponse:
    """List organisations, with how many there are by status."""
    every = queries.organisations(seen_by=request.user)
    form = forms.OrganisationFilter(request.GET or None)
    rows = _filtered(every, form.cleaned_data) if form.is_valid() else every
    context = {
        "form": form,
        "page": paginate(rows, order=["code", "id"], cursor=request.GET.get("cursor", "")),
        "counts": [(OrganisationStatus(status), number) for status, number in sorted(queries.statuses(rows).items())],
        "may_manage": request.user.may(Permission.ORGANISATION_MANAGE),
    }
    return page(request, "accounts/organisations.html", context, block="rows")


def _filtered(rows: QuerySet[Organisation], wanted: dict[str, str]) -> QuerySet[Organisation]:
    if wanted["kind"]:
        rows = rows.filter(kind=wanted["kind"])
    if wanted["status"]:
        rows = rows.filter(status=wanted["status"])
    if text := wanted["text"].strip():
        rows = rows.filter(Q(name_ar__icontains=text) | Q(name_fr__icontains=text) | Q(code__icontains=text))
    return rows


@requires(Permission.ORGANISATION_VIEW)
def organisation(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Show an office: what it is, what is under it, who works there, and its next statuses."""
    found = queries.get_organisation(organisation_id, seen_by=request.user)
    next_statuses = [
        (status, why_not(rules.check_move_organisation, found, status, by=request.user))
        for status in MOVES[OrganisationStatus(found.status)]
    ]
    context = {
        "organisation": found,
        "status": OrganisationStatus(found.status),
        "children": found.children.select_related("area").order_by("code")[:200],
        "postings": found.postings.filter(ends_on=None).select_related("user", "area").order_by("role", "id")[:100],
        "next_statuses": next_statuses if request.user.may(Permission.ORGANISATION_MANAGE) else [],
    }
    return page(request, "accounts/organisation.html", context)


@requires(Permission.ORGANISATION_MANAGE)
@require_POST
def organisation_status(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """Move an organisation to the posted status."""
    found = queries.get_organisation(organisation_id, seen_by=request.user)
    to = request.POST.get("to", "")
    if to in OrganisationStatus.values:
        actions.move_organisation(organisation=found, to=OrganisationStatus(to), by=request.user)
        messages.success(request, _("Status changed: %(status)s.") % {"status": OrganisationStatus(to).label})
    return redirect("accounts:organisation", found.uuid)


@requires(Permission.ORGANISATION_MANAGE)
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Create an organisation."""
    form = forms.NewOrganisation(
        request.POST or None,
        parents=queries.organisations(seen_by=request.user).exclude(status="CLOSED").order_by("code"),
    )
    if form.is_valid() and (created := done(request, form, actions.create_organisation)):
        return redirect("accounts:organisation", created.uuid)
    return page(request, "accounts/organisation_new.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(Permission.USER_MANAGE)
def users(request: HttpRequest) -> HttpResponse:
    """List the users whom the administrator manages."""
    rows = queries.users(seen_by=request.user)
    form = forms.UserFilter(request.GET or None)
    if form.is_valid():
        if role := form.cleaned_data["role"]:
            rows = rows.filter(postings__role=role, postings__ends_on=None)
        for word in fold(form.cleaned_data["text"]).split():
            rows = rows.filter(Q(username__icontains=word) | Q(name_ar__icontains=word) | Q(name_latin__icontains=word))
    found = paginate(
        rows.prefetch_related("postings__organisation"), order=["username"], cursor=request.GET.get("cursor", "")
    )
    return page(request, "accounts/users.html", {"form": form, "page": found}, block="rows")


@requires(Permission.USER_MANAGE)
def user_new(request: HttpRequest) -> HttpResponse:
    """Create a user with a first posting."""
    form = forms.NewUser(request.POST or None, organisations=queries.postable(seen_by=request.user))
    if form.is_valid() and (created := done(request, form, actions.create_user)):
        messages.success(request, _("The account is ready. Give the user name and the first password in person."))
        return redirect("accounts:user", created.uuid)
    return page(request, "accounts/user_new.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(Permission.USER_MANAGE)
def user(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Show a user with all postings, and give another one."""
    found = queries.get_user(user_id, seen_by=request.user)
    form = forms.NewPosting(request.POST or None, organisations=queries.postable(seen_by=request.user))
    if form.is_valid() and done(request, form, actions.post, user=found):
        return redirect("accounts:user", found.uuid)
    postings = found.postings.select_related("organisation", "area").order_by("-starts_on", "-id")
    context = {"person": found, "postings": postings, "form": form}
    return page(request, "accounts/user.html", context, status=422 if form.is_bound else 200)


@requires(Permission.USER_MANAGE)
@require_POST
def posting_end(request: HttpRequest, posting_id: uuid.UUID) -> HttpResponse:
    """End a posting today."""
    posting = queries.get_posting(posting_id, seen_by=request.user)
    actions.end_posting(posting=posting, by=request.user)
    messages.success(request, _("The posting ends today."))
    return redirect("accounts:user", posting.user.uuid)


@requires(Permission.USER_MANAGE)
@require_POST
def user_active(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Let a user sign in, or no longer."""
    found = queries.get_user(user_id, seen_by=request.user)
    actions.set_active(user=found, active=request.POST.get("active") == "yes", by=request.user)
    return redirect("accounts:user", found.uuid)


@requires(Permission.AUDIT_VIEW)
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first."""
    form = forms.AuditFilter(request.GET or None)
    rows: QuerySet[AuditEntry] = queries.audit_entries(seen_by=request.user)
    wanted: dict[str, object] = {}
    if form.is_bound:
        form.is_valid()  # what cannot be read says so, and all the rest narrows the list
        wanted = dict(form.cleaned_data)
        events = acts.codes(wanted.pop("act", ""))
        thing = wanted.pop("object_uuid", None)
        if thing and queries.reads_trail(request.user):
            wanted["about"] = parts.about(thing)
        rows = queries.audit_entries(seen_by=request.user, events=events, **wanted)
    found = paginate(rows, order=["-id"], cursor=request.GET.get("cursor", ""), size=100)
    context = {
        "form": form,
        "page": found,
        "actors": queries.actors(found.items),
        "names": details.names(found.items),
        "about": wanted.get("about"),
    }
    return page(request, "accounts/audit.html", context, block="rows")


@requires()
def me(request: HttpRequest) -> HttpResponse:
    """One's own account: postings, what they allow, language, and how one signs in."""
    return page(request, "accounts/me.html", {"postings": request.user.current_postings})
