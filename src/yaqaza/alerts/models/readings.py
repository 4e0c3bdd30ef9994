"""What the program read in an alert, and what people corrected in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from yaqaza.alerts.models.alerts import Alert, AlertEvent
from yaqaza.alerts.states import STATED, Need, Urgency, urgency_from
from yaqaza.core.crypto import EncryptedTextField

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A telephone, an account or a name that stands at ``text[start:end]``; ``value`` is how it is kept, ``kind`` an account's."""

    start: int
    end: int
    value: str
    kind: str = ""

    @property
    def span(self) -> str:
        """Return where it stands, as a correction names it: it tells who nobody is."""
        return f"{self.start}-{self.end}"


def sealed(found: Iterable[Found]) -> str:
    """Return what an encrypted column keeps of them."""
    rows = [[each.start, each.end, each.value, each.kind] for each in found]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def unsealed(kept: str) -> list[Found]:
    return [Found(*row) for row in json.loads(kept)] if kept else []


class Reading(models.Model):
    """What was read in the text of an alert. It proposes: what holds stands in the alert, where people correct it."""

    id = models.BigAutoField(primary_key=True)
    alert = models.OneToOneField(Alert, models.CASCADE, related_name="reading")
    languages = ArrayField(models.CharField(max_length=8), default=list)  # the likeliest first
    asks = models.FloatField()  # 0…1: asks for help, or tells of somebody in hardship
    needs = models.JSONField(default=dict)  # code → likelihood, of those that are not out of the question
    denied = models.JSONField(default=dict)  # code → a code of ``states.Denied``
    urgency = models.FloatField()  # 0…1
    people_count = models.PositiveIntegerField(null=True)
    families_count = models.PositiveIntegerField(null=True)
    ages = models.JSONField(default=list)  # [start, end, years]
    places = models.JSONField(default=list)  # {"start", "end", "score", "areas": ids, the likeliest first}
    spots = models.JSONField(default=list)  # [start, end, kind]: a douar, a quarter, a landmark
    phones = EncryptedTextField(default="")
    accounts = EncryptedTextField(default="")
    names = EncryptedTextField(default="")
    why = models.JSONField(default=dict)  # conclusion → [[start, end], …], the strongest first
    model_version = models.CharField(max_length=32)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asks__range=(0, 1), urgency__range=(0, 1)), name="reading_is_likelihood")
        ]
        indexes = [models.Index("alert", condition=Q(asks__lt=STATED), name="reading_no_request")]

    class Privacy:
        identifies = {"phones": "phone", "accounts": "number", "names": "name_ar"}
        sensitive = {"needs", "denied", "why", "ages", "spots"}
        safe = {
            "id", "alert", "languages", "asks", "urgency", "people_count", "families_count", "places", "model_version", "read_at",
        }  # fmt: skip

    @property
    def stated(self) -> list[str]:
        """Return the needs that are stated or clearly entailed, the surest first."""
        said = [code for code, likely in self.needs.items() if likely >= STATED and code in Need.values]
        return sorted(said, key=lambda code: -self.needs[code])

    @property
    def level(self) -> Urgency | None:
        """Return the urgency that the words call for, None when they hardly ask for anything."""
        return urgency_from(self.urgency, self.needs) if self.asks >= STATED else None

    @property
    def found_phones(self) -> list[Found]:
        return unsealed(self.phones)

    @property
    def found_accounts(self) -> list[Found]:
        return unsealed(self.accounts)

    @property
    def found_names(self) -> list[Found]:
        return unsealed(self.names)

    def spans(self, conclusion: str) -> list[Span]:
        """Return where the words stand that led to a conclusion: a need, "asks", "urgency", "denied:NEED"."""
        return [(start, end) for start, end in self.why.get(conclusion, [])]


class Correction(models.Model):
    """What a person put right in what was read; never changed, and void when its event was undone. Training learns from it."""

    class What(models.TextChoices):
        NEED_ADDED = "NEED_ADDED", pgettext_lazy("correction", "Need added")
        NEED_REMOVED = "NEED_REMOVED", pgettext_lazy("correction", "Need taken away")
        URGENCY = "URGENCY", pgettext_lazy("correction", "Urgency")
        PLACE = "PLACE", pgettext_lazy("correction", "Place")
        PEOPLE = "PEOPLE", pgettext_lazy("correction", "Number of people")
        NOT_NAME = "NOT_NAME", pgettext_lazy("correction", "Not a name")

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="corrections")
    event = models.ForeignKey(AlertEvent, models.PROTECT, related_name="corrections")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    value = models.CharField(
        max_length=40, blank=True
    )  # a code, a number, an area's id, or where it stands in the text
    was = models.CharField(max_length=40, blank=True)
    model_version = models.CharField(max_length=32, blank=True)  # of the reading that was corrected

    class Meta:
        indexes = [models.Index("alert", "id", name="correction_order")]

    class Privacy:
        sensitive = {"what", "value", "was"}
        safe = {"id", "alert", "event", "at", "by", "model_version"}
