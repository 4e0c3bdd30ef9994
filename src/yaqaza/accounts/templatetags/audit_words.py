"""Words for the audit page."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yaqaza.accounts import acts
from yaqaza.accounts.details import Detail, said
from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Role
from yaqaza.core.models import AuditEntry

register = template.Library()


@register.simple_tag
def actor(entry: AuditEntry, actors: dict[int, User]) -> SafeString | str:
    """Say who acted: a user by name, a user who is gone, else the system or someone without an account."""
    user = actors.get(entry.actor_id or 0)
    if user is not None:
        return format_html("<bdi>{}</bdi>", user.name)
    return _("a user who is no longer there") if entry.actor_id else _("no account")


@register.simple_tag
def details(entry: AuditEntry, names: dict[str, str]) -> list[Detail]:
    """Return what an entry tells besides, in words; ``names`` are ``details.names`` of the page."""
    return list(said(entry, names))


@register.filter
def act_said(entry: AuditEntry) -> str:
    """Say what was done."""
    return acts.said(entry.event)


@register.filter
def object_said(entry: AuditEntry) -> str:
    """Say to what kind of thing it was done."""
    return str(acts.OBJECTS.get(entry.object_type, entry.object_type))


@register.filter
def role_said(entry: AuditEntry) -> str:
    """Say as what the user acted."""
    return str(Role(entry.actor_role).label) if entry.actor_role in Role.values else entry.actor_role
