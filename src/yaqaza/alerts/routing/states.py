"""Where a table of rules is, when a rule holds, how far the late have risen, and what crises there are."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class TableStatus(TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("routing table", "Being written")
    IN_FORCE = "IN_FORCE", pgettext_lazy("routing table", "In force")
    RETIRED = "RETIRED", pgettext_lazy("routing table", "No longer in force")

    @property
    def look(self) -> Look:
        return {
            TableStatus.DRAFT: Look("warning", "pencil"),
            TableStatus.IN_FORCE: Look("success", "check"),
            TableStatus.RETIRED: Look("plain", "archive"),
        }[self]


MOVES = {
    TableStatus.DRAFT: [TableStatus.IN_FORCE],
    TableStatus.IN_FORCE: [TableStatus.RETIRED],
    TableStatus.RETIRED: [],
}


class Hours(TextChoices):
    """When a rule holds."""

    ANY = "ANY", pgettext_lazy("hours of a rule", "At any hour")
    OPEN = "OPEN", pgettext_lazy("hours of a rule", "While offices are open")
    CLOSED = "CLOSED", pgettext_lazy("hours of a rule", "At night, on days of rest and on holidays")


class Rung(IntegerChoices):
    """How far a late alert has risen."""

    READER = 1, pgettext_lazy("ladder", "Whoever opened it")
    SUPERVISOR = 2, pgettext_lazy("ladder", "The supervisors of the house")
    ABOVE = 3, pgettext_lazy("ladder", "The house above")


class CrisisKind(TextChoices):
    COLD_WAVE = "COLD_WAVE", pgettext_lazy("crisis", "Cold wave")
    FLOOD = "FLOOD", pgettext_lazy("crisis", "Flood")
    QUAKE = "QUAKE", pgettext_lazy("crisis", "Earthquake")
    FIRE = "FIRE", pgettext_lazy("crisis", "Fire")
    HEAT = "HEAT", pgettext_lazy("crisis", "Heat wave")
    EPIDEMIC = "EPIDEMIC", pgettext_lazy("crisis", "Epidemic")
