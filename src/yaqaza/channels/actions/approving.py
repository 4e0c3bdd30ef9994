"""A provider's own templates: written here, handed in there, and what the provider says of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from yaqaza.accounts.models import User
from yaqaza.channels import rules, windows
from yaqaza.channels.connectors import gateway
from yaqaza.channels.models import Connector, ProviderTemplate
from yaqaza.channels.network import Trouble
from yaqaza.channels.states import Kind, Reason, TemplateState
from yaqaza.core import audit
from yaqaza.core.refusal import Refused
from yaqaza.core.text import clean


@transaction.atomic
def keep_template(
    *, connector: Connector, by: User, name: str, language: str, body: str, purpose: str, fills: Sequence[str],
    template: ProviderTemplate | None = None,
) -> ProviderTemplate:  # fmt: skip
    """Keep a template; of one that was handed in only what it is used for can change."""
    rules.check_manage(by, connector.organisation)
    if template is not None:
        template = ProviderTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
        if template.stands is not TemplateState.DRAFT:
            name, language, body = template.name, template.language, template.body
    rules.check_provider_template(connector, name, language, body, purpose, fills, template)
    row = template or ProviderTemplate(connector=connector)
    row.name, row.language, row.body, row.purpose, row.fills = name, language, clean(body), purpose, list(fills)
    row.save()
    audit.record("approved_template.kept", on=connector, by=by, language=language)
    return row


def hand_in(*, template: ProviderTemplate, by: User) -> ProviderTemplate:
    """Ask the provider to approve a template. Nothing is held meanwhile."""
    connector = template.connector
    rules.check_manage(by, connector.organisation)
    if template.stands not in (TemplateState.DRAFT, TemplateState.REJECTED):
        raise Refused(rules.handed_in_already())
    examples = windows.values(template, rules.example_words())
    try:
        state = gateway(connector.type, connector.values).hand_in(
            template.name, template.language, template.body, examples
        )
    except Trouble as trouble:
        raise Refused(str(trouble.reason.label)) from None
    with transaction.atomic():
        ProviderTemplate.objects.filter(pk=template.pk).update(state=state, checked_at=timezone.now())
        audit.record("approved_template.handed_in", on=connector, by=by, language=template.language)
    template.refresh_from_db()
    return template


def fetch_templates(*, connector: Connector, by: User | None = None) -> Reason | None:
    """Ask the provider what became of its templates; return why that was not possible.

    Those that nobody wrote here come in too, without a purpose: none is sent before somebody said what for.
    """
    if by is not None:
        rules.check_manage(by, connector.organisation)
    try:
        listed = gateway(connector.type, connector.values).templates()
    except Trouble as trouble:
        return trouble.reason
    with transaction.atomic():
        now, seen = timezone.now(), []
        for each in listed:
            row, _made = ProviderTemplate.objects.update_or_create(
                connector=connector, name=each.name[:80], language=each.language[:12],
                defaults={"state": each.state, "body": each.body, "checked_at": now},
            )  # fmt: skip
            seen.append(row.pk)
            if row.purpose and len(row.fills) != windows.placeholders(row.body):  # it was changed there
                ProviderTemplate.objects.filter(pk=row.pk).update(purpose="", fills=[])
        known = ProviderTemplate.objects.filter(connector=connector).exclude(state=TemplateState.DRAFT)
        known.exclude(pk__in=seen).update(state=TemplateState.GONE, checked_at=now)
    return None


def fetch_all_templates() -> None:
    """Ask for the templates of each connector that has such."""
    for connector in Connector.objects.filter(kind=Kind.WHATSAPP, enabled=True):
        fetch_templates(connector=connector)
