"""The words that people get from us."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.channels import actions, rules, wording
from yaqaza.channels.forms import WordingForm
from yaqaza.channels.models import Template
from yaqaza.core.access import requires
from yaqaza.core.pages import done, page

P = Permission


@requires(P.CHANNEL_MANAGE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the templates with what they say."""
    own = dict(Template.objects.values_list("code", "texts"))
    rows = [
        (each, own.get(each.code, {}).get("ar") or each.texts["ar"], each.code in own) for each in wording.ALL.values()
    ]
    return page(request, "channels/templates.html", {"rows": rows, "may_change": rules.may_reword(request.user)})


@requires(P.CHANNEL_MANAGE)
def template(request: HttpRequest, code: str) -> HttpResponse:
    """Change the words of a template; an empty field goes back to ours, which stand beside it."""
    if code not in wording.ALL:
        raise Http404
    rules.check_reword(request.user)
    known = wording.ALL[code]
    own = Template.objects.filter(code=code).values_list("texts", flat=True).first() or {}
    form = WordingForm(request.POST or None, wording=known, own=own)
    if form.is_valid() and done(request, form, actions.reword, code=code):
        messages.success(request, _("From now on these words are sent."))
        return redirect("channels:templates")
    context = {"form": form, "title": known.label, "back": reverse("channels:templates"), "names": form.names}
    return page(request, "channels/settings.html", context, status=422 if form.is_bound else 200)
