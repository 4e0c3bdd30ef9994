"""Who works where, as what."""

from __future__ import annotations

from enum import Enum
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yaqaza.accounts.permissions import GRANTS, Permission, Role
from yaqaza.accounts.states import OrganisationKind, OrganisationStatus, UnitKind
from yaqaza.core.ids import uuid7


class Organisation(models.Model):
    """A ministry, directorate, cell, complex, unit, institution or association, in one tree."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    unit_kind = models.CharField(max_length=20, choices=UnitKind.choices, blank=True)
    code = models.CharField(max_length=30, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.TextField(blank=True)  # ids from the root down to this one: "1.16."
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    name_ar = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=OrganisationStatus.choices, default=OrganisationStatus.CREATED)
    created_on = models.DateField()
    activated_on = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True) | Q(lon__isnull=False, lat__isnull=False),
                name="organisation_position_is_paired",
            ),
        ]
        indexes = [
            models.Index(OpClass("path", name="text_pattern_ops"), name="organisation_path_prefix"),
            models.Index("kind", "status", name="organisation_by_kind"),
        ]

    class Privacy:  # an office, not a person
        safe = {
            "id", "uuid", "kind", "unit_kind", "code", "parent", "path", "area", "name_ar", "name_fr", "status", "created_on",
            "activated_on", "phone", "email", "address", "lon", "lat",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_ar if (get_language() or "ar").startswith("ar") else self.name_fr

    @property
    def state(self) -> OrganisationStatus:
        return OrganisationStatus(self.status)


class User(AbstractUser):
    """Someone with an account. What they may do comes from their postings, never from groups."""

    first_name = None  # type: ignore[assignment]  # names here are one string per script
    last_name = None  # type: ignore[assignment]
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name_ar = models.CharField(_("name in Arabic"), max_length=120)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    language = models.CharField(max_length=3, default="ar")
    phone = models.CharField(max_length=20, blank=True)

    REQUIRED_FIELDS = ["name_ar"]

    class Privacy:
        identifies = {
            "username": "text", "name_ar": "name_ar", "name_latin": "name_latin", "email": "email", "phone": "phone",
        }  # fmt: skip
        sensitive = {"password"}
        safe = {"id", "uuid", "language", "is_superuser", "is_staff", "is_active", "date_joined", "last_login"}

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's script, or the other when there is only one."""
        first, second = self.name_ar, self.name_latin
        if not (get_language() or "ar").startswith("ar"):
            first, second = second, first
        return first or second or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def current_postings(self) -> list[Posting]:
        """Return the postings that hold today, with organisation and area (one query per request)."""
        today = timezone.localdate()
        return list(
            self.postings.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
            .exclude(organisation__status=OrganisationStatus.CLOSED)
            .select_related("organisation", "area")
            .order_by("id")
        )

    @property
    def main_posting(self) -> Posting | None:
        return self.current_postings[0] if self.current_postings else None

    @property
    def main_role(self) -> str:
        return self.main_posting.role if self.main_posting else ""

    def may(self, permission: Enum) -> bool:
        """Say whether one of today's postings gives ``permission`` somewhere."""
        return self.is_active and any(permission in GRANTS[Role(posting.role)] for posting in self.current_postings)


class Posting(models.Model):
    """A user in a role at an organisation for an area, between two dates."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="postings")
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="postings")
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="posting_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"], condition=Q(ends_on=None), name="one_open_posting_of_a_kind"
            ),
        ]

    class Privacy:
        safe = {"id", "uuid", "user", "role", "organisation", "area", "starts_on", "ends_on"}

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.organisation}"

    def gives(self, permission: Permission) -> bool:
        return permission in GRANTS[Role(self.role)]
