"""What kinds of help there are."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Domain(TextChoices):
    MEDICAL = "MEDICAL", pgettext_lazy("service domain", "Medical")
    PSYCHOLOGICAL = "PSYCHOLOGICAL", pgettext_lazy("service domain", "Psychological")
    SOCIAL = "SOCIAL", pgettext_lazy("service domain", "Social")
    LEGAL = "LEGAL", pgettext_lazy("service domain", "Legal")
    EDUCATIONAL = "EDUCATIONAL", pgettext_lazy("service domain", "Educational")
    SHELTER = "SHELTER", pgettext_lazy("service domain", "Shelter")
    MATERIAL = "MATERIAL", pgettext_lazy("service domain", "Material aid")
    ECONOMIC = "ECONOMIC", pgettext_lazy("service domain", "Economic")
    ADMINISTRATIVE = "ADMINISTRATIVE", pgettext_lazy("service domain", "Administrative")


class Counts(TextChoices):
    """What a published figure of this type counts: the acts, or the different people who received them."""

    ACTS = "ACTS", pgettext_lazy("counting", "acts")
    PEOPLE = "PEOPLE", pgettext_lazy("counting", "people")
