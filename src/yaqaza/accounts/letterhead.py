"""What stands over a letter of a house, in both languages: the state, and the houses above from the ministry down."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils import translation

from yaqaza import countries
from yaqaza.accounts.models import Organisation
from yaqaza.accounts.states import OrganisationKind

BOTH = ("ar", "fr")
Both = dict[str, str]


def both(say: Callable[[str], str]) -> Both:
    """Ask for the same words in both languages of a paper."""
    said = {}
    for language in BOTH:
        with translation.override(language):
            said[language] = say(language)
    return said


def state() -> Both:
    """Return the name of the state."""
    names = countries.get(settings.COUNTRY).institutions["STATE"]
    return both(names.in_)


def houses(house: Organisation) -> list[Both]:
    """Return the ministry, the directorate and the house itself, from the top down."""
    ids = [int(part) for part in house.path.split(".") if part]
    above = Organisation.objects.filter(pk__in=ids, kind__in=[OrganisationKind.MINISTRY, OrganisationKind.DIRECTORATE])
    chain = sorted(above, key=lambda row: len(row.path))
    if house not in chain:
        chain.append(house)
    return [{"ar": row.name_ar, "fr": row.name_fr} for row in chain]
