"""What the public pages read."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.core.refusal import NotFound
from yaqaza.portal.models import DraftPhoto
from yaqaza.territory import queries as territory
from yaqaza.territory.models import Area


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number to call at once, and whose it is ("" for the service's own)."""

    digits: str
    whose: str


def photos_of(draft: str) -> QuerySet[DraftPhoto]:
    """Return the photos of the draft with this index, in the order they came."""
    return DraftPhoto.objects.filter(draft=draft).order_by("id")


def get_photo(uuid: UUID, *, draft: str) -> DraftPhoto:
    """Return a photo of this draft; one of another report does not exist."""
    found = photos_of(draft).filter(uuid=uuid).first() if draft else None
    if found is None:
        raise NotFound(_("This photo is not here any more."))
    return found


def place_of_photos(draft: str) -> Area | None:
    """Return the commune where the first photo that says so was taken."""
    for photo in photos_of(draft):
        if photo.lon is not None and photo.lat is not None and (commune := territory.commune_at(photo.lon, photo.lat)):
            return commune
    return None


def emergency() -> Number | None:
    """Return the number for a life in danger: this installation's own (``YAQAZA_HOTLINE``), else the country's, else none."""
    if settings.PUBLIC_HOTLINE:
        return Number(settings.PUBLIC_HOTLINE, "")
    return _hotline("EMERGENCY")


def for_children() -> Number | None:
    """Return the country's number for children in danger, if it has a published one."""
    return _hotline("CHILDREN")


def _hotline(kind: str) -> Number | None:
    for line in countries.get(settings.COUNTRY).hotlines:
        if line.kind == kind:
            return Number(line.number, line.names.in_(get_language() or "ar"))
    return None
