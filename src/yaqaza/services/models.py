"""Programmes, types of service, and the ledger in which every act of help is one row for ever."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from yaqaza.accounts.states import UnitKind
from yaqaza.core.ids import uuid7
from yaqaza.services.states import Counts, Domain


class Programme(models.Model):
    """A named programme under which help is given (the country pack's, loaded by a migration of data)."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=30, unique=True)
    name_ar = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    system = models.CharField(max_length=1, blank=True)  # A … E of the mission
    active = models.BooleanField(default=True)

    class Privacy:
        safe = {"id", "code", "name_ar", "name_fr", "name_en", "system", "active"}

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return {"ar": self.name_ar, "fr": self.name_fr}.get((get_language() or "ar")[:2], self.name_en)


class ServiceType(models.Model):
    """A kind of help: its domain, the unit that gives it, whether it waits for a verified case, what its figure counts."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name_ar = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    domain = models.CharField(max_length=16, choices=Domain.choices)
    unit_kind = models.CharField(max_length=20, choices=UnitKind.choices, blank=True)
    needs_verification = models.BooleanField(default=False)
    counts = models.CharField(max_length=6, choices=Counts.choices, default=Counts.ACTS)
    sensitive = models.BooleanField(default=False)  # that it was given says more than the whole province may know
    once_in_days = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # from a second organisation; 0: any number
    once_a_home = models.BooleanField(default=False, db_default=False)  # counted for the household
    active = models.BooleanField(default=True)

    class Privacy:
        safe = {
            "id", "code", "name_ar", "name_fr", "name_en", "domain", "unit_kind", "needs_verification", "counts", "sensitive",
            "once_in_days", "once_a_home", "active",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return {"ar": self.name_ar, "fr": self.name_fr}.get((get_language() or "ar")[:2], self.name_en)


# What the reports read beside the key: they never touch the rows themselves.
FACTS = ("person", "reverses", "area_path", "organisation")


class ServiceDelivery(models.Model):
    """One act of help. Never changed, never deleted (a trigger refuses): a mistake is reversed by a row that points at it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)  # S-2026-0000123
    service_type = models.ForeignKey(ServiceType, models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="deliveries")
    household = models.ForeignKey("people.Household", models.PROTECT, null=True, blank=True, related_name="deliveries")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="deliveries")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    professional = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    agreement_code = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    area_path = models.TextField()
    delivered_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    encounter = models.ForeignKey(
        "field.Encounter", models.PROTECT, null=True, blank=True, related_name="deliveries", db_index=False
    )  # given on a round
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversal")
    reverse_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(household__isnull=False), name="delivery_has_a_recipient"
            ),
            models.CheckConstraint(
                condition=Q(reverses=None, reverse_reason="") | Q(reverses__isnull=False) & ~Q(reverse_reason=""),
                name="reversal_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["encounter", "service_type"],
                condition=Q(encounter__isnull=False, reverses=None),
                name="delivery_once_an_encounter",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(reverses=F("id")), name="delivery_not_its_own_reversal"
            ),
        ]
        indexes = [
            models.Index(F("delivered_on").desc(), F("id").desc(), name="delivery_newest"),
            models.Index(fields=["programme", "delivered_on"], include=FACTS, name="delivery_by_programme"),
            models.Index(fields=["service_type", "delivered_on"], include=FACTS, name="delivery_by_type"),
            models.Index(fields=["encounter"], condition=Q(encounter__isnull=False), name="delivery_by_encounter"),
            models.Index("organisation", "delivered_on", name="delivery_by_organisation"),
            models.Index(OpClass("area_path", name="text_pattern_ops"), "delivered_on", name="delivery_by_area"),
        ]

    class Privacy:
        identifies = {"note": "text", "reverse_reason": "text"}
        sensitive = {"service_type", "programme"}
        safe = {
            "id", "uuid", "number", "person", "household", "case", "organisation", "professional", "agreement_code", "area", "area_path",
            "delivered_on", "recorded_at", "recorded_by", "encounter", "reverses",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("services:delivery", args=[self.uuid])

    @property
    def is_struck(self) -> bool:
        """Say whether no figure counts this row: it was reversed, or is a reversal (lists load ``reversal`` with the row)."""
        return self.reverses_id is not None or hasattr(self, "reversal")
