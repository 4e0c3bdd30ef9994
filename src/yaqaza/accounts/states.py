"""Kinds and statuses of organisations."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class OrganisationKind(TextChoices):
    MINISTRY = "MINISTRY", pgettext_lazy("organisation", "Ministry")
    DIRECTORATE = "DIRECTORATE", pgettext_lazy("organisation", "Directorate")
    CELL = "CELL", pgettext_lazy("organisation", "Cell")
    COMPLEX = "COMPLEX", pgettext_lazy("organisation", "Social complex")
    UNIT = "UNIT", pgettext_lazy("organisation", "Unit")
    INSTITUTION = "INSTITUTION", pgettext_lazy("organisation", "Partner institution")
    ASSOCIATION = "ASSOCIATION", pgettext_lazy("organisation", "Association")


class OrganisationStatus(TextChoices):
    CREATED = "CREATED", pgettext_lazy("organisation status", "Created")
    ACTIVE = "ACTIVE", pgettext_lazy("organisation status", "Active")
    SUSPENDED = "SUSPENDED", pgettext_lazy("organisation status", "Suspended")
    CLOSED = "CLOSED", pgettext_lazy("organisation status", "Closed")

    @property
    def look(self) -> Look:
        return {
            OrganisationStatus.CREATED: Look("info", "clock"),
            OrganisationStatus.ACTIVE: Look("success", "check"),
            OrganisationStatus.SUSPENDED: Look("warning", "hourglass"),
            OrganisationStatus.CLOSED: Look("plain", "lock"),
        }[self]


class UnitKind(TextChoices):
    """What a cell or a unit of a complex is there for."""

    DUTY_CELL = "DUTY_CELL", pgettext_lazy("unit kind", "Round-the-clock duty cell")
    MEDIA_CELL = "MEDIA_CELL", pgettext_lazy("unit kind", "Social-media cell")
    PROXIMITY_CELL = "PROXIMITY_CELL", pgettext_lazy("unit kind", "Proximity solidarity cell")
    CHILD_PROTECTION = "CHILD_PROTECTION", pgettext_lazy("unit kind", "Child protection unit")
    SOCIAL_EMERGENCY = "SOCIAL_EMERGENCY", pgettext_lazy("unit kind", "Mobile social emergency unit")
    WOMEN_SPACE = "WOMEN_SPACE", pgettext_lazy("unit kind", "Women's multi-purpose space")
    ELDERLY_SPACE = "ELDERLY_SPACE", pgettext_lazy("unit kind", "Elderly space")
    ADMINISTRATION = "ADMINISTRATION", pgettext_lazy("unit kind", "Administration")


S = OrganisationStatus
MOVES = {
    S.CREATED: [S.ACTIVE, S.CLOSED],
    S.ACTIVE: [S.SUSPENDED, S.CLOSED],
    S.SUSPENDED: [S.ACTIVE, S.CLOSED],
    S.CLOSED: [],
}
