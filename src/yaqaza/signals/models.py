"""Warning signs, what they rest on, what people answered and decided, and values known to be shared for good reasons."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from yaqaza.core.ids import uuid7
from yaqaza.signals.states import ABOUT_OTHERS, WAITING, Answered, Kind, Sharing, SignalStatus, Way, What


class Signal(models.Model):
    """Something that asks for a check. It changes nothing by itself: people ask, listen and decide."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)  # W-2026-000123
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # What it is about: the blind index of a value, or ids of missions. Blank: known by its rows, or erased with the value.
    key = models.CharField(max_length=80, blank=True)
    told = models.JSONField(default=dict)  # counts and codes for its sentence, never a copied value
    status = models.CharField(max_length=10, choices=SignalStatus.choices, default=SignalStatus.OPEN)
    lowered = models.BooleanField(default=False)  # its value is known to be shared for good reasons
    found_at = models.DateTimeField(default=timezone.now)
    grew_at = models.DateTimeField(null=True, blank=True)  # more came to rest on it
    lapsed_at = models.DateTimeField(null=True, blank=True)  # what raised it no longer holds
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)  # this and the next two: of the last decision
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(status__in=WAITING) & ~Q(key=""),
                name="signal_waits_once_about_one_thing",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="signal_kind_known"),
            models.CheckConstraint(condition=Q(status__in=SignalStatus.values), name="signal_status_known"),
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_by=None) | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="signal_asked_is_paired",
            ),
            models.CheckConstraint(
                condition=Q(status__in=WAITING, decided_at=None, decided_by=None, reason="")
                | ~Q(status__in=WAITING) & Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason=""),
                name="signal_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["ASKED", "CONFIRMED"]) | Q(asked_at__isnull=False),
                name="signal_confirmed_after_a_question",
            ),
            models.CheckConstraint(
                condition=~Q(status="CONFIRMED") | ~Q(decided_by=F("asked_by")), name="signal_confirmed_by_another"
            ),
        ]
        indexes = [
            models.Index(
                "lowered", F("found_at").desc(), F("id").desc(), condition=Q(status__in=WAITING, lapsed_at=None),
                name="signal_waiting",
            ),
            models.Index(F("found_at").desc(), F("id").desc(), name="signal_newest"),
            models.Index("kind", "key", name="signal_about"),
        ]  # fmt: skip

    class Privacy:
        identifies = {"key": "number", "reason": "text"}
        sensitive = {"kind", "told", "status"}
        safe = {
            "id", "uuid", "number", "lowered", "found_at", "grew_at", "lapsed_at", "asked_at", "asked_by", "decided_at", "decided_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("signals:signal", args=[self.uuid])

    @property
    def state(self) -> SignalStatus:
        return SignalStatus(self.status)

    @property
    def sort(self) -> Kind:
        return Kind(self.kind)

    @property
    def about_others(self) -> bool:
        """Say whether it is about who reported or about a visit, and not about whom a file is for."""
        return self.kind in ABOUT_OTHERS

    @property
    def waits(self) -> bool:
        return self.status in WAITING and self.lapsed_at is None

    @property
    def sentence(self) -> str:
        """Return what was noticed, as a sentence in the reader's language."""
        from yaqaza.signals import words  # it reads the catalogue of services

        return words.sentence(self)


class Evidence(models.Model):
    """One row that a signal rests on: an act, an alert, a mission or a person, with the person and the file it concerned."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    signal = models.ForeignKey(Signal, models.CASCADE, related_name="evidence")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="+")
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, null=True, blank=True, related_name="+")
    mission = models.ForeignKey("field.Mission", models.PROTECT, null=True, blank=True, related_name="+")
    delivery = models.ForeignKey("services.ServiceDelivery", models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")  # that keeps the row
    area_path = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False)
                | Q(alert__isnull=False)
                | Q(mission__isnull=False)
                | Q(delivery__isnull=False),
                name="evidence_is_some_row",
            ),
        ]
        indexes = [models.Index(OpClass("area_path", name="text_pattern_ops"), name="evidence_by_area")]

    class Privacy:
        safe = {
            "id", "uuid", "signal", "person", "case", "alert", "mission", "delivery", "organisation", "area_path",
        }  # fmt: skip

    @property
    def row(self) -> tuple[str, int]:
        """Return which row it is: the act, else the alert, else the mission, else the person."""
        for name in ("delivery", "alert", "mission"):
            if (key := getattr(self, f"{name}_id")) is not None:
                return name, key
        assert self.person_id is not None  # noqa: S101  # the constraint says so
        return "person", self.person_id


class Decision(models.Model):
    """What somebody decided about a sign and why, or why it was opened again: a later row stands beside it, and changes nothing of it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    signal = models.ForeignKey(Signal, models.PROTECT, related_name="decisions")
    status = models.CharField(max_length=10, choices=SignalStatus.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SignalStatus.values), name="decision_decides"),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_says_why"),
        ]

    class Privacy:
        identifies = {"reason": "text"}
        sensitive = {"status"}
        safe = {"id", "uuid", "signal", "at", "by"}

    @property
    def state(self) -> SignalStatus:
        return SignalStatus(self.status)


class Reply(models.Model):
    """The right of reply: who was asked about a sign, how, and what they answered, to whom."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    signal = models.ForeignKey(Signal, models.CASCADE, related_name="replies")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="replies")  # whom it concerns
    way = models.CharField(max_length=8, choices=Way.choices)
    asked_on = models.DateField()
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    answered = models.CharField(max_length=10, choices=Answered.choices, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    heard_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered="", answered_on=None, heard_by=None, answer="")
                | ~Q(answered="") & Q(answered_on__isnull=False, heard_by__isnull=False),
                name="reply_is_whole",
            ),
            models.CheckConstraint(condition=~Q(answered="ANSWERED") | ~Q(answer=""), name="reply_answered_in_words"),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("asked_on")), name="reply_after_the_question"
            ),
        ]

    class Privacy:
        identifies = {"answer": "text"}
        safe = {
            "id", "uuid", "signal", "evidence", "way", "asked_on", "asked_by", "answered", "answered_on", "heard_by",
        }  # fmt: skip

    @property
    def manner(self) -> Way:
        return Way(self.way)

    @property
    def outcome(self) -> Answered | None:
        return Answered(self.answered) if self.answered else None


class SharedValue(models.Model):
    """A telephone or an account that several people share for good reasons, by its blind index: signs about it are lowered."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    what = models.CharField(max_length=8, choices=What.choices)
    index = models.CharField(max_length=64)
    sharing = models.CharField(max_length=12, choices=Sharing.choices)
    note = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    signal = models.ForeignKey(Signal, models.SET_NULL, null=True, blank=True, related_name="taught")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["what", "index"], condition=Q(removed_at=None), name="shared_value_known_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="shared_value_removed_is_paired",
            ),
        ]

    class Privacy:
        identifies = {"index": "number", "note": "text"}
        safe = {
            "id", "uuid", "what", "sharing", "organisation", "signal", "added_at", "added_by", "removed_at", "removed_by",
        }  # fmt: skip

    @property
    def thing(self) -> What:
        return What(self.what)

    @property
    def sharers(self) -> Sharing:
        return Sharing(self.sharing)


class Trace(models.Model):
    """Where a telephone or an account number stands in words: an alert's text, or what a team wrote; by its blind index alone."""

    id = models.BigAutoField(primary_key=True)
    what = models.CharField(max_length=8, choices=What.choices)
    index = models.CharField(max_length=64)
    alert = models.ForeignKey("alerts.Alert", models.CASCADE, null=True, blank=True, related_name="+")
    mission = models.ForeignKey("field.Mission", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(alert=None, mission__isnull=False) | Q(alert__isnull=False, mission=None),
                name="trace_in_one_text",
            ),
            models.UniqueConstraint(fields=["what", "index", "alert"], name="trace_once_an_alert"),
            models.UniqueConstraint(fields=["what", "index", "mission"], name="trace_once_a_mission"),
        ]

    class Privacy:
        identifies = {"index": "number"}
        safe = {"id", "what", "alert", "mission"}


class Mark(models.Model):
    """How far the nightly walk over a table came."""

    source = models.CharField(max_length=20, primary_key=True)
    upto = models.BigIntegerField(default=0)

    class Privacy:
        safe = {"source", "upto"}
