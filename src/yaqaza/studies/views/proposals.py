"""Pages of proposals: the list, one with what it rests on, its path, its paper; suggestions of partners."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core import figures
from yaqaza.core import paper as papers
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.studies import papers as printed
from yaqaza.studies import proposal_forms as forms
from yaqaza.studies import queries as surveys
from yaqaza.studies import rules
from yaqaza.studies.actions import proposals as acts
from yaqaza.studies.models import Passage, Proposal
from yaqaza.studies.queries import focus, results
from yaqaza.studies.queries import proposals as queries
from yaqaza.studies.states import CitationRole, SurveyStatus

READERS = (P.STUDY_VIEW, P.STUDY_MANAGE, P.PROPOSAL_DECIDE)
MOST = 200  # themes, quotes or questions to choose among


@requires(*READERS)
def list_(request: HttpRequest) -> HttpResponse:
    """The proposals of the reader's places and houses, the newest first."""
    user: Any = request.user
    filters = forms.ProposalFilters(request.GET or None)
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    rows = queries.filtered_proposals(queries.proposals(user), chosen)
    context = {
        "page": paginate(rows, order=queries.PROPOSALS_ORDER, cursor=request.GET.get("cursor", ""), size=30),
        "filters": filters,
        "narrowed": any(chosen.values()),
        "may_write": user.may(P.STUDY_MANAGE),
    }
    return page(request, "studies/proposals.html", context, block="rows")


@requires(*READERS)
def proposal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One proposal: what it says, what it rests on, where it stands, what partners suggest."""
    return page(request, "studies/proposal.html", _context(request, uuid))


@requires(*READERS)
def paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A proposal on paper, in the language of the page."""
    user: Any = request.user
    found = queries.get_proposal(uuid, seen_by=user)
    url = request.build_absolute_uri(found.get_absolute_url())
    return papers.answer(printed.proposal(found, queries.citations(found), url=url), name=found.number)


def _context(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    user: Any = request.user
    found = queries.get_proposal(uuid, seen_by=user)
    citations = queries.citations(found)
    return {
        "proposal": found,
        "fingerprint": figures.groups(printed.fingerprint(found, citations)),
        "citations": [each for each in citations if each.role == CitationRole.EVIDENCE],
        "measured": [each for each in citations if each.role != CitationRole.EVIDENCE],
        "suggestions": queries.suggestions(found),
        "writes": not why_not(rules.check_write, found, by=user),
        "manages": user.may(P.STUDY_MANAGE) and not why_not(rules.check_house, found, by=user),
        "why_not_submit": why_not(rules.check_submit, found, by=user),
        "why_not_take_back": why_not(rules.check_take_back, found, by=user),
        "why_not_decide": why_not(rules.check_decide_proposal, found, by=user),
        "why_not_measure": why_not(rules.check_measure, found, by=user),
        "decides": user.may(P.PROPOSAL_DECIDE),
    }


def _form(
    request: HttpRequest, form: Any, title: str, submit: str, found: Proposal | None = None, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "proposal": found, **more}
    return page(request, "studies/proposal_form.html", context, status=422 if form.is_bound else 200)


@requires(P.STUDY_MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a proposal."""
    form = forms.ProposalForm(request.POST or None)
    if form.is_valid() and (found := done(request, form, acts.write)):
        return redirect(found)
    return _form(request, form, _("New proposal"), _("Save"))


@requires(P.STUDY_MANAGE)
def wording(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write a draft anew."""
    user: Any = request.user
    found = queries.get_proposal(uuid, seen_by=user)
    rules.check_write(found, by=user)
    form = forms.ProposalForm(request.POST or None, initial={name: getattr(found, name) for name in acts.WRITTEN})
    if form.is_valid() and done(request, form, acts.change, proposal=found):
        return redirect(found)
    return _form(request, form, _("Wording"), _("Save"), found)


@requires(P.STUDY_MANAGE)
def cite_figure(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Cite a figure of a report."""
    found = _draft(request, uuid)
    form = forms.FigureForm(request.POST or None)
    if form.is_valid() and done(request, form, acts.cite_figure, proposal=found):
        return redirect(found)
    return _form(request, form, _("Cite a figure"), _("Cite"), found)


@requires(P.STUDY_MANAGE)
def cite_map(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Cite the map of a place."""
    found = _draft(request, uuid)
    form = forms.MapForm(request.POST or None, initial={"area": found.area})
    if form.is_valid() and done(request, form, acts.cite_map, proposal=found):
        return redirect(found)
    return _form(request, form, _("Cite a map"), _("Cite"), found)


def _draft(request: HttpRequest, uuid: UUID) -> Proposal:
    user: Any = request.user
    found = queries.get_proposal(uuid, seen_by=user)
    rules.check_write(found, by=user)
    return found


@requires(P.STUDY_MANAGE)
def cite_words(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Cite a theme of focus groups, or words that may be quoted."""
    user: Any = request.user
    found = _draft(request, uuid)
    themes = {
        f"theme {branch.theme.uuid}": branch.theme
        for book in focus.codebooks(user)[:20] for branch in focus.tree(book, seen_by=user) if branch.used
    }  # fmt: skip
    rows = Passage.objects.filter(quote=True, group__in=focus.groups(user)).select_related("group", "theme")
    quotes = {f"quote {row.uuid}": row for row in rows.order_by("-at")[:MOST]}
    choices = [(key, f"{_('Theme')} · {theme.name}") for key, theme in themes.items()]
    choices += [(key, f"«{row.group.transcript[row.start : row.end][:90]}»") for key, row in quotes.items()]
    form = forms.OneOfForm(request.POST or None, choices=choices)
    if form.is_valid():
        key = form.cleaned_data.pop("one")
        act, thing = (
            (acts.cite_theme, {"theme": themes[key]}) if key in themes else (acts.cite_quote, {"passage": quotes[key]})
        )
        if done(request, form, act, proposal=found, **thing):
            return redirect(found)
    return _form(request, form, _("Cite a theme or a quote"), _("Cite"), found)


@requires(P.STUDY_MANAGE)
def cite_estimate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Cite an estimate of a survey."""
    user: Any = request.user
    found = _draft(request, uuid)
    known = {}
    for survey in surveys.visible_to(user).exclude(status=SurveyStatus.DRAFT).order_by("-created_at")[:20]:
        for variable in results.variables(survey):
            known[f"{survey.uuid} {variable.name}"] = (survey, variable)
    choices = [(key, f"{survey.title} · {variable.label}") for key, (survey, variable) in known.items()]
    form = forms.OneOfForm(request.POST or None, choices=choices)
    if form.is_valid():
        survey, variable = known[form.cleaned_data.pop("one")]
        if done(request, form, acts.cite_estimate, proposal=found, survey=survey, question=variable.name):
            return redirect(found)
    return _form(request, form, _("Cite an estimate"), _("Cite"), found)


@requires(P.STUDY_MANAGE)
@require_POST
def drop_citation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a citation out of a draft."""
    user: Any = request.user
    citation = queries.get_citation(uuid, seen_by=user)
    acts.drop_citation(citation=citation, by=user)
    return redirect(citation.proposal)


@requires(P.STUDY_MANAGE)
@require_POST
def submission(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand a proposal in."""
    user: Any = request.user
    found = acts.submit(proposal=queries.get_proposal(uuid, seen_by=user), by=user)
    undo = reverse("studies:take_back", args=[found.uuid])
    messages.success(request, _("The proposal is submitted. Somebody else decides."), extra_tags=f"undo:{undo}")
    return redirect(found)


@requires(P.STUDY_MANAGE)
@require_POST
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make a draft of it again."""
    user: Any = request.user
    found = acts.take_back(proposal=queries.get_proposal(uuid, seen_by=user), by=user)
    messages.success(request, _("The proposal is a draft again."))
    return redirect(found)


@requires(P.PROPOSAL_DECIDE)
def decision(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Adopt or refuse a proposal."""
    user: Any = request.user
    found = queries.get_proposal(uuid, seen_by=user)
    rules.check_decide_proposal(found, by=user)
    form = forms.DecisionForm(request.POST or None)
    if form.is_valid() and done(request, form, acts.decide, proposal=found):
        return redirect(found)
    return _form(request, form, _("Decide"), _("Decide"), found)


@requires(P.STUDY_MANAGE)
def measurement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what came of an adopted proposal."""
    user: Any = request.user
    found = queries.get_proposal(uuid, seen_by=user)
    rules.check_measure(found, by=user)
    form = forms.MeasureForm(request.POST or None)
    if form.is_valid() and done(request, form, acts.measure, proposal=found):
        return redirect(found)
    return _form(request, form, _("Measure what came of it"), _("Measure"), found)


@requires(P.SUGGESTION_MAKE)
def asked(request: HttpRequest) -> HttpResponse:
    """About what partners are asked, and what their house suggested."""
    user: Any = request.user
    context = {
        "asked": list(queries.asked_of(user).order_by("-created_at")[:50]),
        "own": list(queries.own_suggestions(user)[:50]),
    }
    return page(request, "studies/asked.html", context)


@requires(P.SUGGESTION_MAKE)
def suggestion(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Suggest something about a proposal."""
    user: Any = request.user
    found = queries.get_asked(uuid, seen_by=user)
    form = forms.SuggestionForm(request.POST or None)
    if form.is_valid() and done(request, form, acts.suggest, proposal=found):
        messages.success(request, _("Your suggestion is handed in. Its answer will stand here."))
        return redirect("studies:asked")
    return page(
        request, "studies/suggestion.html", {"form": form, "proposal": found}, status=422 if form.is_bound else 200
    )


@requires(P.STUDY_MANAGE)
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer a suggestion."""
    user: Any = request.user
    found = queries.get_suggestion(uuid, seen_by=user)
    rules.check_answer(found, by=user)
    form = forms.AnswerForm(request.POST or None, initial={"status": found.status, "answer": found.answer})
    if form.is_valid() and done(request, form, acts.answer, suggestion=found):
        return redirect(found.proposal)
    return _form(request, form, _("Answer a suggestion"), _("Save"), found.proposal, said=found)


@requires(P.STUDY_MANAGE)
def suggestion_themes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a suggestion under themes, beside what was said about them in talks."""
    user: Any = request.user
    found = queries.get_suggestion(uuid, seen_by=user)
    rules.check_answer(found, by=user)
    books = {book: focus.tree(book, seen_by=user) for book in focus.codebooks(user)}
    form = forms.ThemesForm(request.POST or None, books=books, initial={"themes": found.themes.all()})
    if form.is_valid() and done(request, form, acts.put_under, suggestion=found):
        return redirect(found.proposal)
    return _form(request, form, _("Themes of a suggestion"), _("Save"), found.proposal, said=found)
