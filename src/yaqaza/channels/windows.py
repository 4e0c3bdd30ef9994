"""Providers that take a free text for a day after somebody's last word, and only templates of their own after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from yaqaza import countries
from yaqaza.channels.connectors import provider
from yaqaza.channels.connectors.base import Approved
from yaqaza.channels.models import Contact, ProviderTemplate
from yaqaza.channels.states import Fill, TemplateState, Writing

ANY = "ANY"
"""The purpose of a template into which an officer's own words are filled."""

LONGEST = 1024
"""Signs that a filled-in template may have."""

PLACEHOLDER = re.compile(r"\{\{\s*(\d+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Closed:
    """The window is closed since a moment (None: they never wrote); ``template`` is what can be sent, None when nothing can."""

    since: datetime | None
    template: ProviderTemplate | None

    def preview(self, words: str) -> str:
        """Return what the person will read."""
        return rendered(self.template, words) if self.template else ""


def closed(contact: Contact, *, code: str = "") -> Closed | None:
    """Return how to write to somebody whose window is closed; None when a free text goes. ``code``: which ready words are meant."""
    connector = contact.connector
    window = provider(connector.type).window
    if window is None or (contact.last_in_at and contact.last_in_at > timezone.now() - window):
        return None
    return Closed(contact.last_in_at + window if contact.last_in_at else None, _chosen(contact, code))


def _chosen(contact: Contact, code: str) -> ProviderTemplate | None:
    """The approved template for these words, else the one for any words; in their language, else in Arabic, else in French."""
    spoken = [contact.language, Writing.AR.value, Writing.FR.value]
    rows = ProviderTemplate.objects.filter(
        connector=contact.connector_id, state=TemplateState.APPROVED, purpose__in={ANY, code} - {""}
    )

    def rank(row: ProviderTemplate) -> tuple[int, bool, str]:
        language = row.language.split("_")[0]
        return (spoken.index(language) if language in spoken else len(spoken), row.purpose != code, row.name)

    known = [row for row in rows if row.language.split("_")[0] in spoken]
    return min(known, key=rank, default=None)


def placeholders(body: str) -> int:
    """Return how many placeholders a body has; -1 when they are not {{1}}, {{2}}… in a row."""
    numbers = sorted({int(each) for each in PLACEHOLDER.findall(body)})
    left = PLACEHOLDER.sub("", body)
    return len(numbers) if numbers == list(range(1, len(numbers) + 1)) and "{{" not in left and "}}" not in left else -1


def values(template: ProviderTemplate, words: str) -> tuple[str, ...]:
    """Return what is filled in, in order. Providers take no line breaks there."""
    return tuple(" ".join(_value(template, Fill(fill), words).split()) or "-" for fill in template.fills)


def _value(template: ProviderTemplate, fill: Fill, words: str) -> str:
    match fill:
        case Fill.WORDS:
            return words
        case Fill.ORGANISATION:
            return str(template.connector.organisation.name)
    lines = countries.get(settings.COUNTRY).hotlines
    return settings.PUBLIC_HOTLINE or next((line.number for line in lines if line.kind == "EMERGENCY"), "")


def rendered(template: ProviderTemplate, words: str) -> str:
    """Return the words of a template as the person will read them."""
    filled = values(template, words)
    return PLACEHOLDER.sub(
        lambda found: filled[int(found[1]) - 1] if int(found[1]) <= len(filled) else found[0], template.body
    )


def approved(template: ProviderTemplate, words: str) -> Approved:
    """Return what a gateway sends."""
    return Approved(template.name, template.language, values(template, words))
