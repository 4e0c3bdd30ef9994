"""Persons, also those without a name yet, the households they live in, and what they consented to."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7


class Sex(models.TextChoices):
    FEMALE = "FEMALE", pgettext_lazy("sex", "Female")
    MALE = "MALE", pgettext_lazy("sex", "Male")
    UNKNOWN = "UNKNOWN", pgettext_lazy("sex", "Not known")


class BirthPrecision(models.TextChoices):
    """How much of ``birth_date`` is known; the rest of it is 1 January or 1st of the month."""

    DAY = "DAY", pgettext_lazy("birth date", "Exact day")
    MONTH = "MONTH", pgettext_lazy("birth date", "Month")
    YEAR = "YEAR", pgettext_lazy("birth date", "Year")
    ABOUT = "ABOUT", pgettext_lazy("birth date", "About (estimated)")
    UNKNOWN = "UNKNOWN", pgettext_lazy("birth date", "Not known")


class Person(models.Model):
    """Someone who is helped, or lives with someone who is."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name_ar = models.CharField(max_length=160, blank=True)
    name_latin = models.CharField(max_length=160, blank=True)
    description = models.CharField(max_length=300, blank=True)  # for the unnamed: "man, about 60, by the station"
    sex = models.CharField(max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(max_length=8, choices=BirthPrecision.choices, default=BirthPrecision.UNKNOWN)
    identity_number = EncryptedTextField(blank=True, default="")  # NIN (DZ) or CIN (MA), normalised
    identity_index = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001  # unique, and most have none
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    address = models.CharField(max_length=300, blank=True)
    lives_outside = models.BooleanField(default=False)  # without a home
    died_on = models.DateField(null=True, blank=True)
    sort_ar = models.CharField(max_length=160, blank=True)
    sort_latin = models.CharField(max_length=160, blank=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)  # grows with every correction; a write says which it was based on
    # The record that stands for this one since a merge: always one that stands itself (people.actions.merging).
    same_as = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="others", db_index=False)
    merged = models.PositiveIntegerField(default=0, db_default=0)  # how many records are the same as this one
    further_names = ArrayField(models.CharField(max_length=160), default=list)  # of those, to be found by

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity_index"], condition=Q(same_as=None), name="person_identity_index_once"
            ),
            models.CheckConstraint(condition=~Q(same_as=F("id")), name="person_is_not_the_same_as_itself"),
            models.CheckConstraint(condition=Q(same_as=None) | Q(merged=0), name="person_stands_or_does_not"),
            models.CheckConstraint(
                condition=~Q(name_ar="", name_latin="", description=""), name="person_has_a_name_or_a_description"
            ),
            models.CheckConstraint(
                condition=Q(birth_date=None, birth_precision="UNKNOWN")
                | Q(birth_date__isnull=False) & ~Q(birth_precision="UNKNOWN"),
                name="person_birth_date_has_its_precision",
            ),
            models.CheckConstraint(
                condition=Q(identity_number="", identity_index=None)
                | ~Q(identity_number="") & Q(identity_index__isnull=False),
                name="person_identity_has_its_index",
            ),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(birth_date=None) | Q(died_on__gte=F("birth_date")),
                name="person_dies_after_birth",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "sort_ar", "id"], name="person_by_area"),
            models.Index(fields=["area", "-created_at", "-id"], name="person_last_of_area"),
            models.Index(
                fields=["same_as"], include=["id"], condition=Q(same_as__isnull=False), name="person_same_as_another"
            ),
        ]

    class Privacy:
        identifies = {
            "name_ar": "name_ar", "name_latin": "name_latin", "description": "text", "birth_date": "date", "identity_number": "number",
            "identity_index": "number", "address": "text", "sort_ar": "name_ar", "sort_latin": "name_latin",
            "further_names": "name_ar",
        }  # fmt: skip
        sensitive = {"lives_outside", "died_on"}
        safe = {
            "id",
            "uuid",
            "sex",
            "birth_precision",
            "area",
            "organisation",
            "created_at",
            "created_by",
            "version",
            "same_as",
            "merged",
        }

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.uuid])

    @property
    def standing(self) -> Person:
        """Return the record that stands for this person: itself, or the one it was merged into."""
        return self if self.same_as_id is None or self.same_as is None else self.same_as

    @property
    def names(self) -> list[str]:
        """Return every name the person is known by, also those of the records merged into this one."""
        return [name for name in (self.name_ar, self.name_latin, *self.further_names) if name]

    @property
    def named(self) -> bool:
        return bool(self.name_ar or self.name_latin)

    @property
    def masked_identity(self) -> str:
        """Return the identity number with all but its last four signs hidden, "" when none is known."""
        return f"•••• {self.identity_number[-4:]}" if self.identity_number else ""

    @property
    def name(self) -> str:
        """Return the name in the reader's script, else the other script's, else the description."""
        first, second = self.name_ar, self.name_latin
        if not (get_language() or "ar").startswith("ar"):
            first, second = second, first
        return first or second or self.description or _("Person without a name")

    @property
    def age_said(self) -> str:
        """Return "78 years old", "about 60 years old", or ""."""
        from yaqaza.people import said  # it reads this model

        return said.age(self)

    @property
    def birth_said(self) -> str:
        """Return the birth date as far as it is known, in words."""
        from yaqaza.people import said  # it reads this model

        return said.birth(self)

    @property
    def age(self) -> int | None:
        """Return the age in whole years (of the dead: at death), as far as the birth date is known."""
        if self.birth_date is None:
            return None
        end = self.died_on or timezone.localdate()
        return end.year - self.birth_date.year - ((end.month, end.day) < (self.birth_date.month, self.birth_date.day))


class PersonPhone(models.Model):
    """A phone number under which a person can be reached; several may share one."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    number = models.CharField(max_length=20, db_index=True)  # E.164
    note = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="phone_once_a_person")]

    class Privacy:
        identifies = {"number": "phone", "note": "text"}
        safe = {"id", "person"}


class Household(models.Model):
    """People who live and eat together."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=160)  # how people call it: "family of …"
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    address = models.CharField(max_length=300, blank=True)
    income_note = models.CharField(max_length=300, blank=True)
    housing_note = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Privacy:
        identifies = {"name": "name_ar", "address": "text"}
        sensitive = {"income_note", "housing_note"}
        safe = {"id", "uuid", "area", "organisation", "created_at", "created_by", "version"}

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:household", args=[self.uuid])


class Days(Func):
    """The days from the first up to, and without, the second; without an end when it is NULL."""

    function = "daterange"
    output_field = DateRangeField()


class Relation(models.TextChoices):
    """What a member is to the head of the household."""

    HEAD = "HEAD", pgettext_lazy("household", "Head of household")
    SPOUSE = "SPOUSE", pgettext_lazy("household", "Spouse")
    CHILD = "CHILD", pgettext_lazy("household", "Son or daughter")
    PARENT = "PARENT", pgettext_lazy("household", "Father or mother")
    SIBLING = "SIBLING", pgettext_lazy("household", "Brother or sister")
    GRANDCHILD = "GRANDCHILD", pgettext_lazy("household", "Grandchild")
    OTHER_KIN = "OTHER_KIN", pgettext_lazy("household", "Other kin")
    OTHER = "OTHER", pgettext_lazy("household", "Not kin")


class HouseholdMember(models.Model):
    """A person's time in a household; ``until_on`` is the first day no longer there."""

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=12, choices=Relation.choices)
    from_on = models.DateField(default=timezone.localdate)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(until_on=None), name="one_household_at_a_time"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(until_on=None, relation="HEAD"), name="one_head_of_household"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="membership_ends_after_start"
            ),
            ExclusionConstraint(
                name="in_one_household_a_day",
                expressions=[("person", RangeOperators.EQUAL), (Days("from_on", "until_on"), RangeOperators.OVERLAPS)],
            ),
        ]

    class Privacy:
        safe = {"id", "household", "person", "relation", "from_on", "until_on"}


class Purpose(models.TextChoices):
    """What a consent is for (one consent, one purpose)."""

    ASSISTANCE = "ASSISTANCE", pgettext_lazy("consent", "Assistance: keep a file and help")
    REFERRAL = "REFERRAL", pgettext_lazy("consent", "Share with partners the file is referred to")
    HEALTH = "HEALTH", pgettext_lazy("consent", "Share health information with care givers")
    CONTACT = "CONTACT", pgettext_lazy("consent", "Be contacted by phone or message")
    STATISTICS = "STATISTICS", pgettext_lazy("consent", "Use in studies, without name")


class Manner(models.TextChoices):
    SIGNED = "SIGNED", pgettext_lazy("consent", "Signed")
    SPOKEN = "SPOKEN", pgettext_lazy("consent", "Spoken, before a witness")
    GUARDIAN = "GUARDIAN", pgettext_lazy("consent", "By the legal guardian")


class Consent(models.Model):
    """What a person agreed to, when, how, and until when."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    manner = models.CharField(max_length=8, choices=Manner.choices)
    given_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)  # the first day it no longer holds
    withdrawn_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_withdrawn_after_given",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("given_on")), name="consent_expires_after_given"
            ),
            ExclusionConstraint(
                name="one_consent_a_purpose_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("purpose", RangeOperators.EQUAL),
                    (Days("given_on", Least("expires_on", "withdrawn_on")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    class Privacy:
        safe = {
            "id", "uuid", "person", "purpose", "manner", "given_on", "expires_on", "withdrawn_on", "recorded_by", "recorded_at",
        }  # fmt: skip

    def holds_on(self, day: date) -> bool:
        """Say whether the consent is in force on ``day``."""
        end = min((end for end in (self.expires_on, self.withdrawn_on) if end), default=None)
        return self.given_on <= day and (end is None or day < end)

    @property
    def holds(self) -> bool:
        return self.holds_on(timezone.localdate())
