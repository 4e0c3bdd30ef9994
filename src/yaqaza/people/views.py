"""Pages of people: search, person, household, consents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import replace_url

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core import kept
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import page
from yaqaza.core.refusal import Refused, why_not
from yaqaza.people import actions, comparing, forms, queries, rules
from yaqaza.people.inputs import FIRST, NOT_COMPARED, alike, merge
from yaqaza.people.models import HouseholdMember, Person
from yaqaza.people.saving import saved
from yaqaza.people.search.typed import MOST

SEARCHED, SEARCH_SECONDS = "people_searched", 30 * 60  # the last search, and how long the page shows it again
FAR = 0.73  # a new person as much alike as this is asked about first


@requires(P.PERSON_VIEW)
def search(request: HttpRequest) -> HttpResponse:
    """The people of one's scope, or the last search: posted, so that no name stands in an address, and kept in the session, so
    that it is there again after a look at somebody."""
    typed = forms.Search(request.POST if request.method == "POST" else None)
    if typed.is_valid():
        text = typed.cleaned_data["q"]
        if text:
            kept.keep(request, SEARCHED, text, seconds=SEARCH_SECONDS)
        else:
            kept.drop(request, SEARCHED)
        kept.save(request)
        if not request.htmx:  # type: ignore[attr-defined]  # put there by django-htmx
            return redirect("people:search")
    else:  # an address with filters asks for the list; with "all" also from now on
        if "all" in request.GET:
            kept.drop(request, SEARCHED)
            kept.save(request)
        text = "" if typed.is_bound or request.GET else kept.read(request, SEARCHED) or ""
        typed = typed if typed.is_bound else forms.Search(initial={"q": text})
    context: dict[str, Any] = {"typed": typed, "text": text}
    if text:
        context["matches"] = queries.search(text, seen_by=request.user, limit=30)
        context["elsewhere"] = queries.known_elsewhere(text, seen_by=request.user)
        context["places"] = queries.places_called(text, seen_by=request.user)
        if not context["matches"]:
            context["last"] = queries.last_recorded(context["places"], seen_by=request.user)
            context["too_little"] = queries.too_little(text)
    else:
        filters = forms.Filters(request.GET or None)
        people = queries.visible_to(request.user).select_related("area")
        if filters.is_bound and filters.is_valid():
            people = queries.filtered(people, filters.cleaned_data)
        context["filters"] = filters
        context["page"] = paginate(
            people.defer("area__geometry"), order=("sort_ar", "id"), cursor=request.GET.get("cursor", ""), size=40
        )
    context["why_not_new"] = "" if request.user.may(P.PERSON_EDIT) else _("Your role reads people only.")
    found = page(request, "people/search.html", context, block="found", status=422 if typed.errors else 200)
    # What is typed over a filtered list is answered without the filters: going back must find it at the plain address.
    return replace_url(found, request.path) if typed.is_bound else found


@requires(P.PERSON_VIEW)
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """What a person being typed may be: choices for a picker (``pick`` names its field), else links."""
    data, name = request.POST, request.POST.get("pick", "")[:40]
    text = data.get(f"{name}_q" if name else "q", "").strip()[:MOST]
    if not name and not text:
        text = _of_a_new_person(data)[:MOST]
    matches = queries.search(text, seen_by=request.user, limit=FIRST) if text else queries.Results()
    if not name:
        for part in ("name_latin", "phone", "identity_number"):
            if data.get(part, "").strip():
                matches = merge(matches, queries.search(data[part], seen_by=request.user, limit=5))
    elsewhere = queries.known_elsewhere(text, seen_by=request.user) if text else []
    context: dict[str, Any] = {"matches": matches, "elsewhere": elsewhere, "name": name, "searched": bool(text)}
    context["places"] = bool(name and text) and not matches and queries.is_place(text)
    context["too_little"] = "" if matches else queries.too_little(text)
    return page(request, "people/choices.html" if name else "people/alike.html", context)


def _of_a_new_person(data: Mapping[str, str]) -> str:
    """Return what to search for while a new person is typed: the name, else the description in its place, with the birth."""
    told = data.get("description", "").strip()
    who = data.get("name_ar", "").strip() or data.get("name_latin", "").strip()
    where = re.split("[,،]", data.get("area", ""))[0] if told and not who else ""
    return " ".join(filter(None, (who or told, where.strip(), data.get("birth", "").strip() if who or told else "")))


@requires(P.PERSON_EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """Record a person, after a look at those who may be the same."""
    form = forms.PersonForm(request.POST or None)
    found: queries.Results[queries.Match] = queries.Results()
    if form.is_valid():
        values = form.values()
        found = alike(values, seen_by=request.user, least=FAR)
        if found and request.POST.get("sure") != "1":
            form.add_error(
                None, _("Someone like this is known already. Open them, or confirm that it is someone else.")
            )
        elif found.incomplete and request.POST.get("sure") != "1":
            form.add_error(None, NOT_COMPARED)
        else:
            person = saved(request, form, actions.create_person, values)
            if person is not None:
                return redirect(person)
    status = 422 if form.is_bound else 200
    return page(
        request,
        "people/new.html",
        {"form": form, "matches": found, "sure": bool(found) or found.incomplete},
        status=status,
    )


@requires(P.PERSON_VIEW)
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who someone is; files, services and missions come in from their own apps."""
    someone = queries.get_person(uuid, seen_by=request.user)
    if someone.uuid != uuid:
        messages.info(request, _("The record you asked for and this one are one person since they were merged."))
        return redirect(someone)
    today = timezone.localdate()
    return page(
        request,
        "people/person.html",
        {
            "person": someone,
            "phones": queries.phones(someone),
            "homes": queries.current_memberships(someone, seen_by=request.user),
            "home_elsewhere": queries.lives_elsewhere(someone, seen_by=request.user),
            "past": queries.past_memberships(someone, seen_by=request.user),
            "consents": queries.consents(someone).order_by("-given_on", "-id"),
            "today": today,
            "merges": comparing.merges_of(someone),
            "may_merge": request.user.may(P.PERSON_MERGE),
            "why_not_edit": why_not(rules.check_edit, someone, by=request.user),
            "why_not_reveal": why_not(rules.check_reveal, someone, by=request.user),
            "perms_open": request.user.may(P.CASE_OPEN),
            "perms_deliver": request.user.may(P.SERVICE_DELIVER),
            "perms_order": request.user.may(P.MISSION_ORDER),
            "perms_cases": request.user.may(P.CASE_VIEW),
            "perms_services": request.user.may(P.SERVICE_VIEW),
            "perms_missions": request.user.may(P.MISSION_VIEW),
            "perms_signals": request.user.may(P.SIGNAL_VIEW),
        },
    )


@requires(P.PERSON_EDIT)
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Correct a person; when someone else did so meanwhile, both versions are shown."""
    someone = queries.get_person(uuid, seen_by=request.user)
    rules.check_edit(someone, by=request.user)
    form = forms.PersonForm(request.POST or None, person=someone)
    differences: list[tuple[str, str, str]] = []
    if form.is_valid():
        values = form.values()
        try:
            actions.correct_person(person=someone, by=request.user, **{**values, "version": values["version"] or 0})
            return redirect(someone)
        except rules.Stale as stale:
            form, differences = _both_versions(request, form, stale)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "person": someone, "differences": differences}
    return page(request, "people/edit.html", context, status=422 if form.is_bound else 200)


def _both_versions(
    request: HttpRequest, form: forms.PersonForm, stale: rules.Stale
) -> tuple[forms.PersonForm, list[tuple[str, str, str]]]:
    """The form again, now based on what stands; and what differs: label, saved by someone else, written here."""
    current = forms.PersonForm(person=stale.current)
    written, differences = form.cleaned_data, []
    for name, bound in current.fields.items():
        if name in ("version", "identity_number"):
            continue
        stands, here = current.initial.get(name), written.get(name)
        if (stands or "") != (here or "") and _said(form, name, stands) != _said(form, name, here):
            differences.append((str(bound.label), _said(form, name, stands), _said(form, name, here)))
    data = request.POST.copy()
    data["version"] = str(stale.current.version)
    again = forms.PersonForm(data, person=stale.current)
    again.is_valid()
    again.add_error(None, str(stale))
    return again, differences


def _said(form: forms.PersonForm, name: str, value: Any) -> str:
    field = form.fields[name]
    if name == "birth":
        return value.written() if value else ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(field, "choices"):
        return str(dict(field.choices).get(value, value))
    return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else str(value or "")


@requires(P.PERSON_IDENTITY)
@require_POST
def identity(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the whole identity number once; who looked is kept."""
    someone = queries.get_person(uuid, seen_by=request.user)
    number = actions.reveal_identity(person=someone, by=request.user)
    return page(request, "people/identity.html", {"person": someone, "number": number}, block="number")


@requires(P.PERSON_EDIT)
def phone(request: HttpRequest, uuid: UUID) -> HttpResponse:
    someone = queries.get_person(uuid, seen_by=request.user)
    rules.check_edit(someone, by=request.user)
    form = forms.PhoneForm(request.POST or None)
    if form.is_valid() and saved(request, form, actions.add_phone, form.cleaned_data, person=someone):
        return redirect(someone)
    return _ask(request, form, _("Add a telephone number"), _("Add"), someone.get_absolute_url())


@requires(P.PERSON_EDIT)
@require_POST
def phone_removal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    someone = queries.get_person(uuid, seen_by=request.user)
    actions.remove_phone(person=someone, by=request.user, number=request.POST.get("number", ""))
    return redirect(someone)


@requires(P.PERSON_EDIT)
def consent(request: HttpRequest, uuid: UUID) -> HttpResponse:
    someone = queries.get_person(uuid, seen_by=request.user)
    rules.check_edit(someone, by=request.user)
    form = forms.ConsentForm(request.POST or None, initial={"given_on": timezone.localdate()})
    if form.is_valid() and saved(request, form, actions.give_consent, form.cleaned_data, person=someone):
        return redirect(someone)
    return _form(request, form, _("Record a consent"), _("Record the consent"), someone)


@requires(P.PERSON_EDIT)
def withdrawal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    given = queries.get_consent(uuid, seen_by=request.user)
    rules.check_edit(given.person.standing, by=request.user)
    if request.method == "POST":
        actions.withdraw_consent(consent=given, by=request.user)
        return redirect(given.person.standing)
    text = _("From today nothing is shared on the ground of this consent.")
    return _ask(
        request, None, _("Withdraw this consent?"), _("Withdraw"), given.person.standing.get_absolute_url(), text=text
    )


@requires(P.PERSON_EDIT)
def household_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record the household of a person, who is its head until someone says otherwise."""
    someone = queries.get_person(uuid, seen_by=request.user)
    form = forms.HouseholdForm(
        request.POST or None,
        initial={"area": someone.area, "address": someone.address, "name": _household_name(someone)},
    )
    if form.is_valid() and (
        household := saved(request, form, actions.create_household, form.cleaned_data, head=someone)
    ):
        return redirect(household)
    return _form(request, form, _("Record the household"), _("Record the household"), someone)


def _household_name(someone: Person) -> str:
    return _("Family of %(name)s") % {"name": someone.name}


@requires(P.PERSON_VIEW)
def household(request: HttpRequest, uuid: UUID) -> HttpResponse:
    home = queries.get_household(uuid, seen_by=request.user)
    members = list(queries.members_once(home.members.order_by("from_on", "id")))
    for member in members:
        member.person = member.person.standing
        member.shown = queries.may_see(member.person, user=request.user)
        if not member.shown:
            member.to_ask = queries.to_ask(member.person.organisation)
    return page(
        request,
        "people/household.html",
        {
            "household": home,
            "members": [member for member in members if member.until_on is None],
            "past": [member for member in members if member.until_on is not None],
            "why_not_edit": why_not(rules.check_edit, home, by=request.user),
        },
    )


@requires(P.PERSON_EDIT)
def household_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    home = queries.get_household(uuid, seen_by=request.user)
    rules.check_edit(home, by=request.user)
    form = forms.HouseholdForm(request.POST or None, household=home)
    if form.is_valid():
        values = form.cleaned_data | {"version": form.cleaned_data["version"] or 0}
        if saved(request, form, actions.correct_household, values, household=home):
            return redirect(home)
    return _form(request, form, _("Correct the household"), _("Save"), home)


@requires(P.PERSON_EDIT)
def member(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add someone to a household: a person who is known, or a new one."""
    home = queries.get_household(uuid, seen_by=request.user)
    rules.check_edit(home, by=request.user)
    form = forms.MemberForm(request.POST or None)
    form.fields["person"].seen_by = request.user  # type: ignore[attr-defined]
    if form.is_valid() and saved(request, form, _join, form.cleaned_data, household=home):
        return redirect(home)
    return _form(request, form, _("Add a member"), _("Add"), home)


def _join(*, by: Any, household: Any, person: Any, **membership: Any) -> HouseholdMember:
    """A new person is recorded only together with the membership."""
    with transaction.atomic():
        someone = actions.settle_person(picked=person, by=by, area=household.area)
        return actions.join_household(household=household, person=someone, by=by, **membership)


@requires(P.PERSON_EDIT)
def departure(request: HttpRequest, uuid: UUID, person_uuid: UUID) -> HttpResponse:
    home = queries.get_household(uuid, seen_by=request.user)
    rules.check_edit(home, by=request.user)
    held = queries.membership_in(home, person_uuid)
    form = forms.DepartureForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid() and saved(request, form, actions.leave_household, form.cleaned_data, member=held):
        return redirect(home)
    title = _("%(name)s left the household") % {"name": held.person.name}
    return _ask(request, form, title, _("Save"), home.get_absolute_url())


def _ask(request: HttpRequest, form: Any, title: str, submit: str, back: str, *, text: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": back, "text": text}
    status = 422 if form is not None and form.is_bound else 200
    return page(request, "core/ask.html", context, block="dialog", status=status)


def _form(request: HttpRequest, form: Any, title: str, submit: str, about: Any) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": about.get_absolute_url(), "about": about}
    return page(request, "people/form.html", context, status=422 if form.errors else 200)
