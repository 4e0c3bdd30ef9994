"""A survey, the parts of its frame, and the units."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7
from yaqaza.people.models import Sex
from yaqaza.studies.states import Allocation, Design, FrameKind, Outcome, SurveyStatus
from yaqaza.territory.models import Level


def list_path(_row: Any, _name: str) -> str:
    return f"studies/lists/{uuid7().hex}"


class Survey(models.Model):
    """Who is to be asked what: a questionnaire, a frame, and how the sample is drawn from it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)  # E-2026-0001
    title_ar = models.CharField(max_length=200)
    title_fr = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")  # of whoever runs it
    version = models.ForeignKey("questionnaires.Version", models.PROTECT, related_name="+")
    unit_question = models.CharField(max_length=120, blank=True)  # whose answer is a unit's code; else the binding says
    status = models.CharField(max_length=8, choices=SurveyStatus.choices, default=SurveyStatus.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    frame = models.CharField(max_length=10, choices=FrameKind.choices)
    areas = models.ManyToManyField("territory.Area", related_name="+")
    sex = models.CharField(max_length=8, choices=Sex.choices, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    outside = models.BooleanField(default=False)  # only people without a home
    listed = models.FileField(upload_to=list_path, max_length=120, blank=True)
    columns = models.JSONField(default=dict)  # of the list: what each is for

    design = models.CharField(max_length=10, choices=Design.choices, default=Design.SIMPLE)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.COMMUNE)  # of strata and clusters
    allocation = models.CharField(max_length=12, choices=Allocation.choices, default=Allocation.PROPORTIONAL)
    given = models.JSONField(default=dict)  # how many of each stratum, where that is written down
    size = models.PositiveIntegerField(default=100)
    clusters = models.PositiveIntegerField(default=10)
    each = models.PositiveIntegerField(default=10)  # of a cluster
    reserve = models.PositiveIntegerField(default=2)  # replacements of each part

    seed = models.CharField(max_length=64, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    frame_size = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)  # for answers that came
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SurveyStatus.values), name="survey_status_known"),
            models.CheckConstraint(
                condition=Q(status="DRAFT", seed="", drawn_at=None, drawn_by=None)
                | ~Q(status="DRAFT") & ~Q(seed="") & Q(drawn_at__isnull=False, drawn_by__isnull=False),
                name="survey_drawn_with_a_seed",
            ),
            models.CheckConstraint(
                condition=Q(status="CLOSED", closed_at__isnull=False, closed_by__isnull=False)
                | ~Q(status="CLOSED") & Q(closed_at=None, closed_by=None),
                name="survey_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")), name="survey_ages_in_order"
            ),
        ]
        indexes = [models.Index(F("created_at").desc(), F("id").desc(), name="survey_newest")]

    class Privacy:
        identifies = {"listed": "file"}
        safe = {
            "id", "uuid", "number", "title_ar", "title_fr", "about", "organisation", "area", "version", "unit_question", "status",
            "created_at", "created_by",
            "frame", "sex", "age_from", "age_to", "outside", "columns", "design", "level", "allocation", "given", "size",
            "clusters", "each", "reserve", "seed", "drawn_at", "drawn_by", "frame_size", "looked_at", "closed_at", "closed_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("studies:survey", args=[self.uuid])

    @property
    def title(self) -> str:
        return self.title_fr if (get_language() or "ar").startswith("fr") else self.title_ar

    @property
    def state(self) -> SurveyStatus:
        return SurveyStatus(self.status)

    @property
    def source(self) -> FrameKind:
        return FrameKind(self.frame)

    @property
    def plan(self) -> Design:
        return Design(self.design)


class Part(models.Model):
    """A stratum or a cluster of a frame as it was at the draw; a frame that is drawn from as a whole is one."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="parts")
    key = models.CharField(max_length=120, blank=True)  # with which it was drawn: a code of an area, a word of the list
    area = models.ForeignKey("territory.Area", models.PROTECT, null=True, blank=True, related_name="+")
    size = models.PositiveIntegerField()
    take = models.PositiveIntegerField()  # 0: a cluster that did not come in
    chance_of = models.PositiveBigIntegerField(default=1)  # the part's own chance, exactly:
    chance_in = models.PositiveBigIntegerField(default=1)  # so many in so many

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="survey_part_once"),
            models.CheckConstraint(condition=Q(take__lte=F("size")), name="survey_part_takes_what_it_has"),
            models.CheckConstraint(
                condition=Q(chance_of__gt=0, chance_in__gte=F("chance_of")), name="survey_part_chance_at_most_one"
            ),
        ]

    class Privacy:
        safe = {"id", "uuid", "survey", "key", "area", "size", "take", "chance_of", "chance_in"}

    @property
    def name(self) -> str:
        return self.area.name if self.area is not None else self.key


class Unit(models.Model):
    """A unit of a frame. Only who was drawn points at a person, a household or an address; of the others there is a key."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="units")
    part = models.ForeignKey(Part, models.CASCADE, related_name="units")
    key = models.CharField(max_length=64)  # of the registry: a keyed hash; of a list: its code
    rank = models.PositiveIntegerField(null=True, blank=True)  # among the first of its part
    code = models.CharField(max_length=32, blank=True)  # by which forms and people call one that was drawn
    released = models.BooleanField(default=False)  # to be visited; drawn and not released: a replacement that waits
    area = models.ForeignKey("territory.Area", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    household = models.ForeignKey("people.Household", models.PROTECT, null=True, blank=True, related_name="+")
    address = EncryptedTextField(blank=True, default="")  # what the list says of it
    assigned_to = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.WAITING)
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    submission = models.OneToOneField(
        "questionnaires.Submission", models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="survey_unit_once"),
            models.UniqueConstraint(fields=["survey", "code"], condition=~Q(code=""), name="survey_unit_code_once"),
            models.CheckConstraint(
                condition=Q(rank=None, code="", released=False) | Q(rank__isnull=False) & ~Q(code=""),
                name="survey_unit_drawn_has_a_code",
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=False) | Q(person=None, household=None), name="survey_unit_undrawn_is_a_key"
            ),
            models.CheckConstraint(
                condition=Q(outcome="WAITING", outcome_at=None, outcome_by=None)
                | ~Q(outcome="WAITING") & Q(released=True, outcome_at__isnull=False, outcome_by__isnull=False),
                name="survey_unit_outcome_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(outcome="ANSWERED", submission__isnull=False) | ~Q(outcome="ANSWERED") & Q(submission=None),
                name="survey_unit_answered_by_answers",
            ),
        ]
        indexes = [
            models.Index("survey", "part", "rank", condition=Q(rank__isnull=False), name="survey_unit_drawn"),
            models.Index("assigned_to", "survey", condition=Q(released=True), name="survey_unit_of_enumerator"),
        ]

    class Privacy:
        identifies = {"address": "text"}
        sensitive = {"person", "household", "key"}
        safe = {
            "id", "uuid", "survey", "part", "rank", "code", "released", "area", "assigned_to", "outcome", "outcome_at", "outcome_by",
            "submission", "version",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("studies:unit", args=[self.uuid])

    @property
    def result(self) -> Outcome:
        return Outcome(self.outcome)
