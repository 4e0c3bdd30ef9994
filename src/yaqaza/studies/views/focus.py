"""Pages of focus groups: talks, transcripts, coding, themes, agreement."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.studies import coding, exports, rules
from yaqaza.studies import focus_forms as forms
from yaqaza.studies.actions import focus as acts
from yaqaza.studies.queries import focus as queries


@requires(P.FOCUS_GROUP)
def list_(request: HttpRequest) -> HttpResponse:
    """The talks of the reader's places and houses, the newest first."""
    user: Any = request.user
    books = list(queries.codebooks(user))
    filters = forms.GroupFilters(request.GET or None, codebooks=books)
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    rows = queries.filtered_groups(queries.groups(user), chosen)
    context = {
        "page": paginate(rows, order=queries.GROUPS_ORDER, cursor=request.GET.get("cursor", ""), size=30),
        "filters": filters,
        "narrowed": any(chosen.values()),
        "codebooks": books,
    }
    return page(request, "studies/groups.html", context, block="rows")


def _form(
    request: HttpRequest, form: Any, title: str, submit: str, template: str = "studies/focus_form.html", **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, **more}
    return page(request, template, context, status=422 if form.is_bound else 200)


@requires(P.FOCUS_GROUP)
def new_codebook(request: HttpRequest) -> HttpResponse:
    """Begin a codebook."""
    form = forms.CodebookForm(request.POST or None)
    if form.is_valid() and (book := done(request, form, acts.begin_codebook)):
        return redirect(book)
    return _form(request, form, _("New codebook"), _("Continue"))


@requires(P.FOCUS_GROUP)
def codebook(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A codebook: its themes, how often each is spoken of, and together with which."""
    user: Any = request.user
    book = queries.get_codebook(uuid, seen_by=user)
    themes = queries.tree(book, seen_by=user)
    form = forms.ThemeForm(request.POST or None, themes=[branch.theme for branch in themes])
    if form.is_valid() and done(request, form, acts.add_theme, codebook=book):
        return redirect(book)
    context = {"codebook": book, "themes": themes, "form": form, "pairs": queries.pairs(book, seen_by=user)}
    return page(request, "studies/codebook.html", context, status=422 if form.is_bound else 200)


@requires(P.FOCUS_GROUP)
def theme(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was said about a theme and what is below it."""
    user: Any = request.user
    found = queries.get_theme(uuid, seen_by=user)
    said = queries.said_about(found, seen_by=user)
    for group in {each.passage.group_id: each.passage.group for each in said}.values():
        acts.note_reading(group=group, by=user)
    suggested = queries.suggested_about(found, seen_by=user)
    return page(request, "studies/theme.html", {"theme": found, "said": said, "suggested": suggested})


@requires(P.FOCUS_GROUP)
@require_POST
def drop_theme(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a theme out of its codebook."""
    user: Any = request.user
    found = queries.get_theme(uuid, seen_by=user)
    book = found.codebook
    acts.drop_theme(theme=found, by=user)
    return redirect(book)


@requires(P.FOCUS_GROUP)
def passages_csv(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The passages of a codebook as a file."""
    user: Any = request.user
    book = queries.get_codebook(uuid, seen_by=user)
    acts.note_export(codebook=book, by=user)
    told: dict[int, list[queries.Said]] = {}
    for said in queries.said_in(book, seen_by=user):
        told.setdefault(said.passage.theme_id, []).append(said)
    rows = []
    for branch in queries.tree(book, seen_by=user):
        named = branch.theme
        for row, words in ((said.passage, said.words) for said in told.get(named.pk, [])):
            rows.append((named.name_ar, named.name_fr, row.group.number, row.start, row.end, int(row.quote), words))
    response = HttpResponse(
        exports.as_csv(("theme_ar", "theme_fr", "group", "start", "end", "quote", "words"), rows),
        content_type="text/csv",
    )
    response.headers["Content-Disposition"] = 'attachment; filename="passages.csv"'
    return response


@requires(P.FOCUS_GROUP)
def new_group(request: HttpRequest) -> HttpResponse:
    """Write a talk down."""
    user: Any = request.user
    books = list(queries.codebooks(user))
    if not books:
        messages.info(request, _("Begin a codebook first: the themes that the talk is to be read by."))
        return redirect("studies:new_codebook")
    form = forms.GroupForm(request.POST or None, codebooks=books)
    if form.is_valid() and (group := done(request, form, acts.begin_group)):
        return redirect("studies:transcript", uuid=group.uuid)
    return _form(request, form, _("New focus group"), _("Continue"), "studies/group_form.html")


@requires(P.FOCUS_GROUP)
def transcript(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write what was said, without names."""
    user: Any = request.user
    group = queries.get_group(uuid, seen_by=user)
    rules.check_group(group, by=user)
    form = forms.TranscriptForm(request.POST or None, request.FILES or None, initial={"text": group.transcript})
    if form.is_valid() and done(request, form, acts.write, group=group):
        return redirect(group)
    found: list[coding.Named] = []
    if form.is_bound:
        text = form.cleaned_data.get("text") or ""
        found = coding.named(text[: rules.MOST_SIGNS], settings.COUNTRY)[:40]
        form.data = form.data.copy()
        form.data["text"] = text  # what came in a file stands in the box, to be looked at
    elif group.transcript:
        acts.note_reading(group=group, by=user)
    return _form(request, form, _("Transcript"), _("Save"), "studies/transcript.html", group=group, found=found)


@requires(P.FOCUS_GROUP)
def group(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read a talk and put its sentences under themes."""
    user: Any = request.user
    found = queries.get_group(uuid, seen_by=user)
    themes = queries.tree(found.codebook, seen_by=user)
    form = forms.CodeForm(request.POST or None, themes=[(branch.theme, branch.depth) for branch in themes])
    if form.is_valid() and done(request, form, acts.code, group=found):
        return redirect(f"{found.get_absolute_url()}#passages")
    if not form.is_bound and found.transcript:
        acts.note_reading(group=found, by=user)
    passages = queries.passages_of(found)
    parts = coding.sentences(found.transcript)
    ends = [0, *(each.end for each in parts)]
    marked = [
        (
            each,
            [row.theme for row in passages if row.start < each.end and each.start < row.end],
            "\n" in found.transcript[before : each.start],
        )
        for each, before in zip(parts, ends, strict=False)
    ]
    context = {
        "group": found,
        "participants": list(found.participants.order_by("number")),
        "sentences": marked,
        "passages": [(row, found.transcript[row.start : row.end]) for row in passages],
        "themes": themes,
        "form": form,
        "reader": user,
    }
    return page(request, "studies/group.html", context, status=422 if form.is_bound else 200)


@requires(P.FOCUS_GROUP)
@require_POST
def uncode(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one's own passage away."""
    user: Any = request.user
    passage = queries.get_passage(uuid, seen_by=user)
    group = passage.group
    acts.uncode(passage=passage, by=user)
    messages.success(request, _("The passage is taken away."))
    return redirect(group)


@requires(P.FOCUS_GROUP)
def agreement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far the coders of a talk agree."""
    user: Any = request.user
    found = queries.get_group(uuid, seen_by=user)
    return page(request, "studies/agreement.html", {"group": found, "compared": queries.compared(found)})
