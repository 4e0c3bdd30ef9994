"""Pages on which someone says whether two records are one person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, NotPermitted, Refused, why_not
from yaqaza.people import actions, comparing, comparing_forms, queries, rules
from yaqaza.people.models import Likeness, Person
from yaqaza.people.states import WAITING


@requires(P.PERSON_EDIT)
def likenesses(request: HttpRequest) -> HttpResponse:
    """The pairs of which the reader may see both records, the surest first."""
    filters = comparing_forms.Filters(request.GET or None)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    rows = comparing.filtered(comparing.visible_to(request.user), chosen)
    rows = rows.select_related(*comparing.BOTH).defer(*comparing.HEAVY)
    listed = paginate(rows, order=("-score", "-id"), cursor=request.GET.get("cursor", ""), size=40)
    for pair in listed:
        pair.reasons = comparing.reasons(pair)  # type: ignore[attr-defined]  # for the page
    return page(request, "people/likenesses.html", {"filters": filters, "page": listed})


@requires(P.PERSON_EDIT)
def likeness(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Two records side by side, and three answers; the next pair opens after each."""
    pair = comparing.get_likeness(uuid, seen_by=request.user)
    form = comparing_forms.Answer(request.POST or None, likeness=pair)
    if form.is_valid():
        try:
            said = _answer(pair, form, request)
        except (NotPermitted, NotFound):
            raise
        except Refused as refusal:
            form.add_error(None, ValidationError(str(refusal), code="refused"))
        else:
            undo = reverse("people:likeness_undo", args=[pair.uuid])
            messages.success(request, said, extra_tags=f"undo:{undo}")
            return redirect(comparing.following(pair, seen_by=request.user) or "people:likenesses")
    waits = pair.state in WAITING
    context = {
        "conflicts": comparing.conflicts(pair.a, pair.b) if waits and form.has_error("__all__", "conflict") else [],
        "pair": pair, "form": form, "waits": waits, "why_not": comparing.answers(pair, by=request.user) if waits else {},
        "lines": comparing.side_by_side(pair, seen_by=request.user), "records": [("a", pair.a), ("b", pair.b)],
        "widens": waits and rules.widens(pair.a, pair.b), "decides": not why_not(rules.check_judge, pair.a, pair.b, by=request.user),
        "why_not_undo": why_not(rules.check_answer_back, pair, by=request.user),
        "panels": [(side, who, _panels(who, request)) for side, who in (("a", pair.a), ("b", pair.b)) if waits],
    }  # fmt: skip
    return page(request, "people/likeness.html", context, status=422 if form.is_bound else 200)


def _panels(who: Person, request: HttpRequest) -> list[tuple[str, str]]:
    """What other apps hold about a person: the address of each panel that the reader may open, and its title."""
    known = [
        ("cases:person_panel", P.CASE_VIEW, _("Files")), ("services:person_panel", P.SERVICE_VIEW, _("Services received")),
        ("field:person_panel", P.MISSION_VIEW, _("Missions")),
    ]  # fmt: skip
    return [
        (reverse(name, args=[who.uuid]), title) for name, permission, title in known if request.user.may(permission)
    ]


def _answer(pair: Likeness, form: comparing_forms.Answer, request: HttpRequest) -> str:
    note, by = form.cleaned_data["note"], request.user
    match form.cleaned_data["answer"]:
        case "same" | "sure":
            done = actions.say_same(likeness=pair, keep=form.kept(), by=by, note=note)
            return _("The two records are one person.") if done.merge else _("A supervisor will confirm it.")
        case "other":
            actions.say_not_same(likeness=pair, by=by, note=note)
            return _("They are two people, and will not be proposed again.")
    actions.say_unsure(likeness=pair, by=by, note=note)
    return _("Left for someone who knows more.")


@requires(P.PERSON_EDIT)
@require_POST
def likeness_undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an answer back."""
    pair = comparing.get_likeness(uuid, seen_by=request.user)
    actions.take_answer_back(likeness=pair, by=request.user)
    return redirect(pair)


@requires(P.PERSON_EDIT)
def like(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Search whom a person may be the same as, and open the comparison."""
    someone = queries.get_person(uuid, seen_by=request.user)
    rules.check_edit(someone, by=request.user)
    if other := request.POST.get("with", ""):
        pair = actions.ask(a=someone, b=queries.get_person(_uuid(other), seen_by=request.user), by=request.user)
        return redirect(pair)
    form = comparing_forms.Like(request.POST or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.search(text, seen_by=request.user, limit=12) if text else queries.Results()
    matches = queries.Results((match for match in found if match.person.pk != someone.pk), incomplete=found.incomplete)
    context = {
        "person": someone, "form": form, "text": text, "matches": matches, "too_little": "" if matches else queries.too_little(text),
    }  # fmt: skip
    return page(request, "people/like.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("This person is not in your files.")) from None


@requires(P.PERSON_MERGE)
def unmerging(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make two persons of one again."""
    merge = comparing.get_merge(uuid, seen_by=request.user)
    rules.check_unmerge(merge, by=request.user)
    form = comparing_forms.Reason(request.POST or None)
    kept = merge.kept.standing
    asked = comparing.asked_before(merge, seen_by=request.user)
    if form.is_valid() and done(request, form, actions.unmerge, merge=merge):
        if asked is None:
            messages.success(request, _("They are two people again, each with what was theirs."))
            return redirect(kept)
        messages.success(
            request,
            _("The records are two again. If they are of two people, say so here: they are not proposed again."),
        )
        return redirect(asked)
    context = {
        "form": form, "title": _("Make two persons of them again?"), "submit": _("Take the merge back"), "back": kept.get_absolute_url(),
        "text": _("Each gets back what was theirs. What was written since the merge stays with this person."),
    }  # fmt: skip
    return page(request, "core/ask.html", context, block="dialog", status=422 if form.is_bound else 200)
