"""The templates that a provider approves: written here, handed in, asked about, and what each is used for."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.channels import actions, queries, rules, wording
from yaqaza.channels.connectors import provider
from yaqaza.channels.forms import ProviderTemplateForm
from yaqaza.channels.models import Connector, ProviderTemplate
from yaqaza.channels.windows import ANY
from yaqaza.core.access import requires
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import Refused, why_not

P = Permission


@requires(P.CHANNEL_VIEW)
@require_safe
def listing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """List a connector's templates with what the provider says of each."""
    connector = _connector(request, uuid)
    labels = {each.code: each.label for each in wording.ALL.values()} | {ANY: _("Any words of an officer")}
    rows = [(row, labels.get(row.purpose, "")) for row in connector.templates.order_by("name", "language")]
    may = not why_not(rules.check_manage, request.user, connector.organisation)
    return page(request, "channels/approved.html", {"connector": connector, "rows": rows, "may_manage": may})


@requires(P.CHANNEL_MANAGE)
def template(request: HttpRequest, uuid: UUID, template: UUID | None = None) -> HttpResponse:
    """Write a template, or say what one is for."""
    connector = _connector(request, uuid)
    rules.check_manage(request.user, connector.organisation)
    row = _row(connector, template) if template else None
    form = ProviderTemplateForm(request.POST or None, template=row)
    if form.is_valid() and done(request, form, actions.keep_template, connector=connector, template=row):
        messages.success(request, _("The template is kept. Hand it in, if the provider has not approved it yet."))
        return redirect("channels:approved", uuid)
    context = {
        "form": form,
        "title": row.name if row else _("New template"),
        "back": reverse("channels:approved", args=[uuid]),
    }
    return page(request, "channels/settings.html", context, status=422 if form.is_bound else 200)


@requires(P.CHANNEL_MANAGE)
@require_POST
def hand_in(request: HttpRequest, uuid: UUID, template: UUID) -> HttpResponse:
    """Ask the provider to approve a template."""
    connector = _connector(request, uuid)
    actions.hand_in(template=_row(connector, template), by=request.user)
    messages.success(request, _("Handed in. What the provider decides stands here by itself."))
    return redirect("channels:approved", uuid)


@requires(P.CHANNEL_MANAGE)
@require_POST
def fetch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the provider what became of the templates."""
    reason = actions.fetch_templates(connector=_connector(request, uuid), by=request.user)
    if reason is not None:
        raise Refused(str(reason.label))
    return redirect("channels:approved", uuid)


def _connector(request: HttpRequest, uuid: UUID) -> Connector:
    found = queries.get_connector(uuid, seen_by=request.user)
    if provider(found.type).window is None:
        raise Http404
    return found


def _row(connector: Connector, uuid: UUID) -> ProviderTemplate:
    found = (
        ProviderTemplate.objects.filter(connector=connector, uuid=uuid)
        .select_related("connector__organisation__area")
        .first()
    )
    if found is None:
        raise Http404
    return found
