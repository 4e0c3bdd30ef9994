"""Questionnaires: the list, upload, preview, publication, retirement, media."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.questionnaires import actions, bindings, filling, forms, outlines, queries, rules
from yaqaza.questionnaires.states import Stage
from yaqaza.questionnaires.xlsform import Faulty

P = Permission
READERS = (P.FORM_FILL, P.FORM_MANAGE, P.SUBMISSION_VIEW)


@requires(*READERS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the questionnaires that the reader fills in, keeps, or reads the answers of."""
    user: Any = request.user
    context = {
        "page": paginate(
            queries.visible_to(user), order=["status", "title", "id"], cursor=request.GET.get("cursor", "")
        ),
        "may_manage": user.may(P.FORM_MANAGE),
        "drafts": user.may(P.FORM_FILL) and {"vault": filling.vault(user), "words": filling.words()},
    }
    return page(request, "questionnaires/list.html", context)


@requires(P.FORM_MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Upload a new questionnaire; what is wrong with the file stands below, by sheet, row and column."""
    form = forms.NewQuestionnaire(request.POST or None, request.FILES or None, by=request.user)
    context: dict[str, Any] = {"form": form, "title": _("New questionnaire"), "back": reverse("questionnaires:list")}
    if form.is_valid():
        try:
            if made := done(request, form, actions.create):
                return redirect(made)
        except Faulty as faulty:
            context["problems"] = faulty.found
    failed = form.errors or "problems" in context
    return page(request, "questionnaires/upload.html", context, status=422 if failed else 200)


@requires(P.FORM_MANAGE)
def revision(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Upload another wording as the draft of a questionnaire."""
    found = queries.get_questionnaire(uuid, seen_by=request.user)
    rules.check_manage(request.user, found.organisation)
    form = forms.Upload(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "title": _("New version"), "of": found, "back": found.get_absolute_url()}
    if form.is_valid():
        try:
            if done(request, form, actions.revise, questionnaire=found):
                return redirect(found)
        except Faulty as faulty:
            context["problems"] = faulty.found
    failed = form.errors or "problems" in context
    return page(request, "questionnaires/upload.html", context, status=422 if failed else 200)


@requires(*READERS)
@require_safe
def questionnaire(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a questionnaire: what is offered, the draft, the versions, where answers go."""
    user: Any = request.user
    found = queries.get_questionnaire(uuid, seen_by=user)
    versions = queries.versions_of(found)
    draft = next((row for row in versions if row.published_at is None), None)
    managed = not why_not(rules.check_manage, user, found.organisation)
    fills = rules.filling_posting(user, found.organisation.path) is not None
    context: dict[str, Any] = {
        "questionnaire": found,
        "answers": f"{reverse('questionnaires:submissions')}?form={found.uuid}",
        "versions": versions,
        "draft": draft,
        "may_manage": managed,
        "fills": fills,
        "offered": found.stage == Stage.PUBLISHED,
        "offered_version": next((row for row in versions if row.published_at), None),
        "updating": found.stage == Stage.PUBLISHED and not fills,
        "retired": found.stage == Stage.RETIRED,
    }
    newest = draft or (versions[0] if versions else None)
    if newest is not None:
        context |= {
            "newest": newest,
            "bindings": [(row, bindings.TARGETS.get(row["target"])) for row in newest.bindings],
            "media": outlines.media(newest),
        }
    if draft is not None and managed:
        context |= {
            "problems": bindings.check(draft.bindings, draft.outline),
            "why": why_not(rules.check_publish, draft),
            "media_form": forms.MediaUpload(),
        }
    return page(request, "questionnaires/questionnaire.html", context)


@requires(*READERS)
@require_safe
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a version as those who fill it in will read it, in one of its languages, with its choices and conditions."""
    version = queries.get_version(uuid, seen_by=request.user)
    languages = version.outline.get("languages", [])
    chosen = outlines.language(languages, request.GET.get("language", "") or get_language() or "ar")
    context = {
        "version": version,
        "questionnaire": version.questionnaire,
        "lines": outlines.lines(version.outline, chosen),
        "languages": outlines.tabs(languages, chosen),
        "lang": outlines.code(chosen),
    }
    return page(request, "questionnaires/preview.html", context)


@requires(*READERS)
@require_safe
def source(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give the file back as it was uploaded."""
    version = queries.get_version(uuid, seen_by=request.user)
    name = f"{version.questionnaire.form_id}{version.suffix}"
    return FileResponse(version.source.open("rb"), as_attachment=True, filename=name)


@requires(P.FORM_MANAGE)
@require_POST
def publication(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Publish a draft."""
    version = queries.get_version(uuid, seen_by=request.user)
    actions.publish(version=version, by=request.user)
    messages.success(request, _("Published. Phones fetch it when they next look."))
    return redirect(version.questionnaire)


@requires(P.FORM_MANAGE)
@require_POST
def removal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Throw a draft away."""
    version = queries.get_version(uuid, seen_by=request.user)
    actions.discard(version=version, by=request.user)
    messages.success(request, _("The draft is gone."))
    return redirect("questionnaires:list")


@requires(P.FORM_MANAGE)
@require_POST
def retirement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer a questionnaire no longer."""
    found = queries.get_questionnaire(uuid, seen_by=request.user)
    actions.retire(questionnaire=found, by=request.user)
    messages.success(request, _("Retired. What phones filled in before is still taken."))
    return redirect(found)


@requires(P.FORM_MANAGE)
@require_POST
def coming_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer a retired questionnaire again."""
    found = queries.get_questionnaire(uuid, seen_by=request.user)
    actions.bring_back(questionnaire=found, by=request.user)
    return redirect(found)


@requires(P.FORM_MANAGE)
@require_POST
def media(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add a file that the draft speaks of."""
    version = queries.get_version(uuid, seen_by=request.user)
    form = forms.MediaUpload(request.POST, request.FILES)
    if form.is_valid() and done(request, form, actions.add_media, version=version):
        return redirect(version.questionnaire)
    context = {
        "form": form,
        "title": _("Add a file"),
        "back": version.questionnaire.get_absolute_url(),
        "of": version.questionnaire,
        "action": request.path,
    }
    return page(request, "questionnaires/upload.html", context, status=422)
