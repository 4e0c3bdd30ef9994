"""Words for the audit page."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.core.models import AuditEntry

register = template.Library()


@register.simple_tag
def actor(entry: AuditEntry, actors: dict[int, User]) -> SafeString | str:
    """Say who acted: a user by name, else the system or someone without an account."""
    user = actors.get(entry.actor_id or 0)
    return format_html("<bdi>{}</bdi>", user.name) if user else _("no account")
