"""Writing to the author of a post by the platform: the ministry's words to copy, and the platform's own address."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.actions.published import code_of
from yaqaza.channels import wording
from yaqaza.channels.states import Writing
from yaqaza.core.access import requires
from yaqaza.core.pages import page
from yaqaza.monitoring import actions, queries, rules
from yaqaza.monitoring.actions.stories import reference_of
from yaqaza.monitoring.models import Story
from yaqaza.monitoring.sources import reader
from yaqaza.monitoring.states import StoryStatus

P = Permission
SPOKEN = {"ar": Writing.AR, "fr": Writing.FR, "en": Writing.EN, "zgh": Writing.ZGH, "ar-Latn": Writing.AR}


@requires(P.MONITOR_DECIDE)
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what to write to an author and where; a POST notes that it was written."""
    post = queries.get_post(uuid, seen_by=request.user)
    story = post.story
    assert story is not None  # noqa: S101  # only posts of stories are found
    rules.check_decide(request.user, story)
    if request.method == "POST":
        actions.contacted(story=story, by=request.user)
        messages.success(request, _("Noted. What the author answers by the tracking page comes to the alert."))
        return redirect(story)
    first = SPOKEN.get(story.language, Writing.AR)
    code, why = _code(story, request.user)
    link = request.build_absolute_uri(reverse("portal:track"))
    languages = [first, *(each for each in Writing if each != first)]
    context = {
        "post": post,
        "story": story,
        "code": code,
        "why": why,
        "texts": [
            (
                each,
                wording.text("PUBLISHED_OPEN", each),
                wording.text("PUBLISHED", each, code=code, link=link) if code else "",
            )
            for each in languages
        ],
        "reply": _web(reader(post.source.type, post.source.values).reply_url(post.url, post.raw) if post.url else ""),
        "private": _web(reader(post.source.type, post.source.values).private_url(post.raw) if post.raw else ""),
    }
    return page(request, "monitoring/contact.html", context)


def _code(story: Story, user: User) -> tuple[str, str]:
    """Return the code that may be given to who wrote of a story, or the sentence why there is none."""
    if story.alert is None:
        return "", _("Make an alert of the story first: the author can then follow it and add what is missing.")
    if story.status != StoryStatus.ACCEPTED:
        return "", _("The story was joined to an alert that somebody else reported: its code is theirs alone.")
    if not alerts.visible_to(user).filter(pk=story.alert_id).exists():
        return "", _("The code opens the alert of this story, which you may not read.")
    code = code_of(story.alert, reference=reference_of(story))
    return code, "" if code else _("The alert of this story has another code by now.")


def _web(url: str) -> str:
    """Only an address of the web is made a link."""
    return url if url.startswith(("https://", "http://")) else ""


@requires(P.MONITOR_DECIDE)
@require_POST
def forget(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Erase who wrote a post, at their wish."""
    post = queries.get_post(uuid, seen_by=request.user)
    actions.forget_author(post=post, by=request.user)
    messages.success(request, _("Who wrote the post is erased."))
    return redirect(post.story)
