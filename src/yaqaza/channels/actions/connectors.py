"""Setting up connectors, trying them out, and a deployment's own words."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from yaqaza.accounts.models import Organisation, User
from yaqaza.channels import rules, wording
from yaqaza.channels.actions.sending import order
from yaqaza.channels.connectors import gateway, provider
from yaqaza.channels.models import Connector, Contact, Message, Template
from yaqaza.channels.network import Trouble
from yaqaza.channels.states import Health, Kind, Reason, Writing
from yaqaza.core import audit
from yaqaza.core.crypto import blind_index
from yaqaza.core.text import clean

log = logging.getLogger(__name__)


@transaction.atomic
def create(
    *, by: User, kind: Kind, name: str, organisation: Organisation, per_minute: int, values: Mapping[str, str]
) -> Connector:
    """Set up a connector, switched off until somebody tried it."""
    rules.check_manage(by, organisation)
    rules.check_values(kind, values)
    rules.check_alone(kind, values)
    plain, secret = _parted(kind, values)
    secret |= provider(kind).born()
    connector = Connector.objects.create(
        kind=kind,
        name=clean(name),
        organisation=organisation,
        per_minute=per_minute,
        settings=plain,
        secrets=_sealed(secret),
    )
    audit.record("connector.created", on=connector, by=by, kind=kind, organisation=organisation)
    return connector


@transaction.atomic
def change(
    *, connector: Connector, by: User, name: str, organisation: Organisation, per_minute: int, values: Mapping[str, str]
) -> Connector:
    """Change a connector; a secret that is left empty stays what it is."""
    connector = _locked(connector)
    rules.check_manage(by, connector.organisation)
    rules.check_manage(by, organisation)
    plain, given = _parted(connector.type, values)
    kept = {key: str(value) for key, value in connector.values.items() if key in _secret_names(connector.type)}
    secret = kept | given
    rules.check_values(connector.type, {**plain, **secret})
    rules.check_keys_again(connector, plain, given)
    rules.check_alone(connector.type, {**plain, **secret})
    changed = sorted(key for key in plain if plain.get(key) != connector.settings.get(key)) + sorted(given)
    if _another_source(connector, {**plain, **secret}):
        connector.cursor = {}  # its letters are numbered by themselves: the first look is made anew
    connector.name, connector.organisation, connector.per_minute = clean(name), organisation, per_minute
    connector.settings, connector.secrets = plain, _sealed(secret)
    connector.out_health = connector.in_health = Health.UNKNOWN
    connector.out_trouble = connector.in_trouble = ""
    connector.paused_until = connector.polling_until = None
    connector.unclear = 0
    connector.save()
    audit.record("connector.changed", on=connector, by=by, fields=changed)
    return connector


@transaction.atomic
def switch(*, connector: Connector, by: User, on: bool) -> Connector:
    """Switch a connector on or off; what waits in its outbox goes on waiting."""
    connector = _locked(connector)
    rules.check_manage(by, connector.organisation)
    if connector.enabled != on:
        connector.enabled, connector.paused_until, connector.polling_until = on, None, None
        connector.save(update_fields=["enabled", "paused_until", "polling_until"])
        audit.record("connector.switched", on=connector, by=by, active=on)
    return connector


def check_health(*, connector: Connector, by: User | None = None) -> Connector:
    """Ask the provider whether it lets us in, and keep the answer. Nothing is held meanwhile."""
    if by is not None:
        rules.check_manage(by, connector.organisation)
    fields: dict[str, object] = {"checked_at": timezone.now()}
    ours = gateway(connector.type, connector.values)
    trouble = _trouble(connector, ours.try_out)
    fields |= {"out_health": Health.TROUBLE if trouble else Health.WORKS, "out_trouble": trouble}
    if not trouble:
        fields |= {"paused_until": None, "unclear": 0}
    if ours.asks:
        trouble = _trouble(connector, ours.try_in)
        fields |= {"in_health": Health.TROUBLE if trouble else Health.WORKS, "in_trouble": trouble}
    Connector.objects.filter(pk=connector.pk).update(**fields)
    connector.refresh_from_db()
    return connector


def _trouble(connector: Connector, ask: Callable[[], None]) -> str:
    try:
        ask()
    except Trouble as found:
        return found.reason.value
    except Exception as error:  # settings nobody can make anything of, or a fault of a library
        log.error("trying connector %s failed: %s", connector.pk, type(error).__name__)
        return Reason.ANSWER.value
    return ""


@transaction.atomic
def test(*, connector: Connector, by: User, address: str, language: str) -> Message:
    """Order a test message to an address that somebody of ours reads."""
    rules.check_manage(by, connector.organisation)
    contact, _made = Contact.objects.get_or_create(
        connector=connector,
        index=blind_index(f"contact:{connector.medium}", address),
        defaults={"address": address, "language": language if language in Writing.values else Writing.AR},
    )
    rules.check_write(contact)
    message = order(
        contact=contact, body=wording.text("TEST", language), key=f"TEST:{uuid4()}", by=by, template="TEST", urgent=True
    )
    audit.record("connector.tested", on=connector, by=by)
    return message


@transaction.atomic
def reword(*, by: User, code: str, texts: Mapping[str, str]) -> Template:
    """Keep a deployment's own words for a template; an empty one falls back to ours."""
    rules.check_reword(by)
    rules.check_texts(code, wording.ALL[code].names, texts)
    said = {key: words for key, text in texts.items() if (words := clean(text))}
    template, _made = Template.objects.get_or_create(code=code)
    template = Template.objects.select_for_update(no_key=True).get(pk=template.pk)
    changed = sorted(key for key in {*said, *template.texts} if said.get(key) != template.texts.get(key))
    template.texts, template.changed_at = said, timezone.now()
    template.save(update_fields=["texts", "changed_at"])
    for language in changed:
        audit.record("template.changed", on=template, by=by, language=language)
    return template


def _locked(connector: Connector) -> Connector:
    return (
        Connector.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation__area")
        .get(pk=connector.pk)
    )


def _another_source(connector: Connector, values: Mapping[str, str]) -> bool:
    return any(
        (values.get(each.name) or each.default) != (connector.values.get(each.name) or each.default)
        for each in provider(connector.type).settings
        if each.source
    )


def _secret_names(kind: Kind) -> set[str]:
    return {each.name for each in provider(kind).settings if each.secret}


def _parted(kind: Kind, values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What is shown, and what is not (only what was given)."""
    secret = _secret_names(kind)
    known = [each.name for each in provider(kind).settings]
    plain = {name: values.get(name, "") for name in known if name not in secret}
    return plain, {name: values[name] for name in known if name in secret and values.get(name)}


def _sealed(secret: Mapping[str, str]) -> str:
    return json.dumps(secret) if secret else ""
