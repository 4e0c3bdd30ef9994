"""Policy proposals: written, resting on what is cited, submitted, decided by another, measured; and what partners suggest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.core import audit, dates, figures
from yaqaza.core.ids import next_number
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.reporting import queries as reporting
from yaqaza.studies import rules
from yaqaza.studies.models import Citation, Passage, Proposal, Suggestion, Survey, Theme
from yaqaza.studies.queries import focus, results
from yaqaza.studies.states import CitationKind, CitationRole, ProposalStatus, SuggestionStatus
from yaqaza.territory.models import Area

P = ProposalStatus
LANGUAGES = ("ar", "fr")
WRITTEN = ("title", "problem", "text", "target", "area", "to_partners")


@transaction.atomic
def write(*, by: User, **written: Any) -> Proposal:
    """Begin a proposal of the writer's house."""
    posting = home_posting(by, Permission.STUDY_MANAGE)
    if posting is None:
        raise NotPermitted(_("Proposals are written by others in your house."))
    rules.check_areas([written["area"]], by=by)
    number = next_number(f"P-{timezone.localdate().year}-", width=4)
    proposal = Proposal.objects.create(number=number, organisation=posting.organisation, created_by=by, **written)
    audit.record("proposal.begun", on=proposal, by=by, number=number)
    return proposal


@transaction.atomic
def change(*, proposal: Proposal, by: User, **written: Any) -> Proposal:
    """Write a proposal anew before it is submitted."""
    proposal = _locked(proposal)
    rules.check_write(proposal, by=by)
    rules.check_areas([written["area"]], by=by)
    for name in WRITTEN:
        setattr(proposal, name, written[name])
    proposal.save(update_fields=WRITTEN)
    audit.record("proposal.changed", on=proposal, by=by)
    return proposal


@transaction.atomic
def cite_figure(
    *, proposal: Proposal, by: User, report: str, line: str, start: date, end: date, role: str = CitationRole.EVIDENCE
) -> Citation:
    """Cite a figure of a report as it stands now, with its period and place; withheld figures are not cited."""
    proposal = _locked(proposal)
    _check_cite(proposal, CitationRole(role), by)
    frame = reporting.frame(seen_by=by, start=start, end=end, area=proposal.area)
    bilan = reporting.report(report, frame, seen_by=by)
    found = next((each for each in bilan.lines() if each.code == line), None)
    if found is None or found.count is None:
        raise Refused(_("This figure is withheld or not there: cite another one."))

    def said() -> str:
        return f"{found.name} · {proposal.area.name} · {dates.period(frame.start, frame.end)}"

    address = reverse({"provincial-bilan": "reporting:provincial_bilan"}.get(report, "reporting:complex_units"))
    query = f"?from={frame.start:%d/%m/%Y}&to={frame.end:%d/%m/%Y}&area={proposal.area.uuid}"
    return _cite(proposal, by, CitationKind.FIGURE, said, f"{address}{query}", value=str(found.count), role=role)


@transaction.atomic
def cite_map(*, proposal: Proposal, by: User, area: Area) -> Citation:
    """Cite the map of a place."""
    proposal = _locked(proposal)
    _check_cite(proposal, CitationRole.EVIDENCE, by)
    return _cite(proposal, by, CitationKind.MAP, lambda: area.full_name, reverse("territory:area", args=[area.uuid]))


@transaction.atomic
def cite_theme(*, proposal: Proposal, by: User, theme: Theme) -> Citation:
    """Cite how often a theme was spoken of."""
    proposal = _locked(proposal)
    _check_cite(proposal, CitationRole.EVIDENCE, by)
    told = next(branch for branch in focus.tree(theme.codebook, seen_by=by) if branch.theme.pk == theme.pk)

    def said() -> str:
        passages = ngettext("%(n)s passage", "%(n)s passages", told.passages) % {"n": figures.number(told.passages)}
        talks = ngettext("in %(n)s talk", "in %(n)s talks", told.talks) % {"n": figures.number(told.talks)}
        if not told.suggestions:
            return f"{theme.name} · {passages} {talks}"
        partners = ngettext("%(n)s suggestion of partners", "%(n)s suggestions of partners", told.suggestions)
        return f"{theme.name} · {passages} {talks} · {partners % {'n': figures.number(told.suggestions)}}"

    url = reverse("studies:theme", args=[theme.uuid])
    return _cite(proposal, by, CitationKind.THEME, said, url)


@transaction.atomic
def cite_quote(*, proposal: Proposal, by: User, passage: Passage) -> Citation:
    """Cite words of a talk that may be quoted."""
    proposal = _locked(proposal)
    _check_cite(proposal, CitationRole.EVIDENCE, by)
    if not passage.quote:
        raise Refused(_("These words may not be quoted."))
    words = passage.group.transcript[passage.start : passage.end]
    url = passage.group.get_absolute_url()
    return _cite(proposal, by, CitationKind.QUOTE, lambda: passage.theme.name, url, words=words)


@transaction.atomic
def cite_estimate(*, proposal: Proposal, by: User, survey: Survey, question: str) -> Citation:
    """Cite the first estimate of a question: a mean, or the share of its first choice."""
    proposal = _locked(proposal)
    _check_cite(proposal, CitationRole.EVIDENCE, by)
    variable = next((each for each in results.variables(survey) if each.name == question), None)
    found = results.estimates(survey, variable) if variable else None
    if found is None or not found.lines:
        raise Refused(_("There is nothing to estimate for this question yet."))
    line = found.lines[0]
    share = bool(variable and variable.choices)
    value = figures.percent(line.percent) if share else figures.number(round(line.estimate.value, 2))

    def said() -> str:
        words = next(each for each in results.variables(survey) if each.name == question)
        one = results.estimates(survey, words).lines[0]
        choice = f": {one.label}" if share else ""
        return f"{survey.title} · {words.label}{choice} (± {_reach(one, share)})"

    url = reverse("studies:estimates", args=[survey.uuid]) + f"?question={question}"
    return _cite(proposal, by, CitationKind.ESTIMATE, said, url, value=value)


def _reach(line: results.Line, share: bool) -> str:
    """Half the interval that holds the value 95 times in 100."""
    half = line.estimate.high - line.estimate.value
    if half != half:  # one place alone tells no error
        return figures.NOTHING
    return figures.percent(half * 100) if share else figures.number(round(half, 2))


def _check_cite(proposal: Proposal, role: CitationRole, by: User) -> None:
    if role is CitationRole.EVIDENCE:
        rules.check_write(proposal, by=by)
    else:
        rules.check_measure(proposal, by=by)


def _cite(proposal: Proposal, by: User, kind: CitationKind, said: Any, url: str, **more: str) -> Citation:
    labels = {}
    for language in LANGUAGES:
        with translation.override(language):
            labels[f"label_{language}"] = said()[:300]
    citation = Citation.objects.create(proposal=proposal, kind=kind, url=url, cited_by=by, **labels, **more)
    audit.record("proposal.cited", on=proposal, by=by, kind=kind)
    return citation


@transaction.atomic
def drop_citation(*, citation: Citation, by: User) -> None:
    """Take a citation out of a draft."""
    proposal = _locked(citation.proposal)
    rules.check_write(proposal, by=by)
    citation.delete()
    audit.record("proposal.citation_dropped", on=proposal, by=by)


@transaction.atomic
def submit(*, proposal: Proposal, by: User) -> Proposal:
    """Hand a proposal in."""
    proposal = _locked(proposal)
    rules.check_submit(proposal, by=by)
    proposal.status, proposal.submitted_at, proposal.submitted_by = P.SUBMITTED, timezone.now(), by
    proposal.save(update_fields=["status", "submitted_at", "submitted_by"])
    audit.record("proposal.submitted", on=proposal, by=by)
    return proposal


@transaction.atomic
def take_back(*, proposal: Proposal, by: User) -> Proposal:
    """Make a draft again of what nobody decided, or what was refused."""
    proposal = _locked(proposal)
    rules.check_take_back(proposal, by=by)
    proposal.status, proposal.reason = P.DRAFTED, ""
    proposal.submitted_at = proposal.submitted_by = proposal.decided_at = proposal.decided_by = None
    proposal.save(update_fields=["status", "reason", "submitted_at", "submitted_by", "decided_at", "decided_by"])
    audit.record("proposal.taken_back", on=proposal, by=by)
    return proposal


@transaction.atomic
def decide(*, proposal: Proposal, by: User, decision: str, reason: str) -> Proposal:
    """Adopt or refuse a proposal, with the reason."""
    proposal = _locked(proposal)
    rules.check_decide_proposal(proposal, by=by)
    proposal.status = P.ADOPTED if decision == P.ADOPTED else P.REFUSED
    proposal.reason, proposal.decided_at, proposal.decided_by = reason, timezone.now(), by
    proposal.save(update_fields=["status", "reason", "decided_at", "decided_by"])
    audit.record("proposal.decided", on=proposal, by=by, decision=proposal.status)
    return proposal


@transaction.atomic
def measure(
    *, proposal: Proposal, by: User, report: str, line: str, before: tuple[date, date], after: tuple[date, date]
) -> Proposal:
    """Say what came of an adopted proposal: one figure before and after."""
    proposal = _locked(proposal)
    rules.check_measure(proposal, by=by)
    for role, (start, end) in ((CitationRole.BEFORE, before), (CitationRole.AFTER, after)):
        cite_figure(proposal=proposal, by=by, report=report, line=line, start=start, end=end, role=role)
    proposal.status = P.MEASURED
    proposal.save(update_fields=["status"])
    audit.record("proposal.measured", on=proposal, by=by)
    return proposal


@transaction.atomic
def suggest(*, proposal: Proposal, by: User, text: str) -> Suggestion:
    """Keep what a partner suggests."""
    posting = home_posting(by, Permission.SUGGESTION_MAKE)
    rules.check_suggest(proposal, by=by)
    if posting is None:
        raise NotPermitted(_("Partners are not asked about this proposal."))
    row = Suggestion.objects.create(proposal=proposal, organisation=posting.organisation, text=text, made_by=by)
    audit.record("proposal.suggested", on=proposal, by=by, organisation=posting.organisation)
    return row


@transaction.atomic
def answer(*, suggestion: Suggestion, by: User, status: str, answer: str) -> Suggestion:
    """Answer a suggestion: taken up where, or why not. A later answer takes the place of an earlier one."""
    rows = Suggestion.objects.select_for_update(of=("self",), no_key=True).select_related("proposal__organisation")
    suggestion = rows.get(pk=suggestion.pk)
    rules.check_answer(suggestion, by=by)
    suggestion.status, suggestion.answer = SuggestionStatus(status), answer
    suggestion.answered_at, suggestion.answered_by = timezone.now(), by
    suggestion.save(update_fields=["status", "answer", "answered_at", "answered_by"])
    audit.record("proposal.suggestion_answered", on=suggestion.proposal, by=by, status=suggestion.status)
    return suggestion


@transaction.atomic
def put_under(*, suggestion: Suggestion, by: User, themes: Iterable[Theme]) -> Suggestion:
    """Say under which themes of the reader's codebooks a suggestion stands; in codebooks of others it stays where it is."""
    suggestion = Suggestion.objects.select_for_update(of=("self",), no_key=True).get(pk=suggestion.pk)
    rules.check_answer(suggestion, by=by)
    own = Theme.objects.filter(codebook__in=focus.codebooks(by))
    chosen = {theme.pk for theme in themes}
    if chosen - set(own.filter(pk__in=chosen).values_list("pk", flat=True)):
        raise NotPermitted(_("This theme is of a codebook of others."))
    elsewhere = suggestion.themes.exclude(pk__in=own.values("pk")).values_list("pk", flat=True)
    suggestion.themes.set(chosen | set(elsewhere))
    audit.record("proposal.suggestion_coded", on=suggestion.proposal, by=by)
    return suggestion


def _locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organisation", "area").get(pk=proposal.pk)
