"""Teams, the missions they are sent on and what they found there."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from yaqaza.alerts.states import Need, Urgency
from yaqaza.core.ids import uuid7
from yaqaza.field.states import OPEN, Danger, Housing, MissionStatus, Outcome, Profession, Purpose


class Team(models.Model):
    """A mobile team of an organisation."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="teams")
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    name_ar = models.CharField(max_length=100)
    name_fr = models.CharField(max_length=100)
    vehicle = models.CharField(max_length=60, blank=True)
    active = models.BooleanField(default=True)

    class Privacy:
        safe = {"id", "uuid", "organisation", "area", "name_ar", "name_fr", "vehicle", "active"}

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_ar if (get_language() or "ar").startswith("ar") else self.name_fr


class Membership(models.Model):
    """A user's time in a team, with the profession exercised there."""

    id = models.BigAutoField(primary_key=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="memberships")
    profession = models.CharField(max_length=20, choices=Profession.choices)
    from_on = models.DateField(default=timezone.localdate)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], condition=Q(until_on=None), name="member_once_in_a_team"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="team_membership_ends_after_start"
            ),
        ]

    class Privacy:
        safe = {"id", "team", "user", "profession", "from_on", "until_on"}

    @property
    def trade(self) -> Profession:
        return Profession(self.profession)


class Mission(models.Model):
    """One visit that a team is ordered to make; its paper is the mission order."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)  # OM-16-2026-000123
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="missions")
    purpose = models.CharField(max_length=24, choices=Purpose.choices)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, null=True, blank=True, related_name="missions")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="missions")
    instructions = models.TextField(blank=True)
    professions = ArrayField(
        models.CharField(max_length=20), default=list, blank=True
    )  # all of them must be in the team
    minutes = models.PositiveSmallIntegerField(default=45, db_default=45)  # at the place, about
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    area_path = models.TextField()
    place_text = models.CharField(max_length=300, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    status = models.CharField(max_length=10, choices=MissionStatus.choices, default=MissionStatus.ORDERED)
    ordered_at = models.DateTimeField(default=timezone.now)
    ordered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    departed_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    sensitive = models.BooleanField(default=False, db_default=False)  # for a file that only named people read
    planned_at = models.DateTimeField(null=True, blank=True)  # by an accepted proposal: when the visit begins, about
    turn = models.PositiveSmallIntegerField(null=True, blank=True)  # in the order of the team's day

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(window_end__gt=F("window_start")), name="mission_window_has_length"),
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(departed_at__isnull=False, arrived_at__gte=F("departed_at")),
                name="mission_arrives_after_departure",
            ),
            models.CheckConstraint(
                condition=~Q(status="CANCELLED") | ~Q(cancel_reason=""), name="mission_cancelled_with_a_reason"
            ),
            models.CheckConstraint(condition=Q(urgency__range=(1, 4)), name="mission_urgency_known"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None)
                | Q(lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90)),
                name="mission_position_possible",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("WAITING", "ORDERED"), departed_at=None, arrived_at=None, ended_at=None)
                | Q(status="DEPARTED", departed_at__isnull=False, arrived_at=None, ended_at=None)
                | Q(status="ON_SITE", arrived_at__isnull=False, ended_at=None)
                | Q(status="DONE", departed_at__isnull=False, ended_at__isnull=False)
                | Q(status="CANCELLED", arrived_at=None, ended_at__isnull=False),
                name="mission_status_has_its_times",
            ),
            models.CheckConstraint(
                condition=Q(status="WAITING", team=None)
                | Q(status="CANCELLED")
                | (~Q(status="WAITING") & Q(team__isnull=False)),
                name="mission_waits_or_has_a_team",
            ),
            models.CheckConstraint(
                condition=Q(planned_at=None, turn=None)
                | Q(planned_at__isnull=False, turn__isnull=False, team__isnull=False),
                name="mission_planned_with_a_turn",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="mission_lasts_a_while"),
            models.CheckConstraint(
                condition=Q(departed_at=None) | Q(departed_at__gte=F("ordered_at")), name="mission_departs_after_order"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None)
                | Q(arrived_at=None, departed_at=None)
                | Q(arrived_at=None, ended_at__gte=F("departed_at"))
                | Q(arrived_at__isnull=False, ended_at__gte=F("arrived_at")),
                name="mission_ends_after_arrival",
            ),
        ]
        indexes = [
            models.Index("team", "window_start", condition=Q(status__in=OPEN), name="mission_open_by_team"),
            models.Index("team", F("ordered_at").desc(), F("id").desc(), name="mission_newest_by_team"),
            models.Index(F("ordered_at").desc(), F("id").desc(), name="mission_newest"),
            models.Index(OpClass("area_path", name="text_pattern_ops"), F("ordered_at").desc(), name="mission_by_area"),
        ]

    class Privacy:
        identifies = {
            "instructions": "text", "place_text": "text", "lon": "position", "lat": "position", "cancel_reason": "text",
        }  # fmt: skip
        safe = {
            "id", "uuid", "number", "organisation", "team", "purpose", "urgency", "alert", "person", "area", "area_path",
            "window_start", "window_end", "status", "ordered_at", "ordered_by", "departed_at", "arrived_at", "ended_at",
            "sensitive", "professions", "minutes", "planned_at", "turn",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("field:mission", args=[self.uuid])

    @property
    def state(self) -> MissionStatus:
        return MissionStatus(self.status)

    @property
    def aim(self) -> Purpose:
        return Purpose(self.purpose)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def trades(self) -> list[str]:
        return [str(Profession(code).label) for code in self.professions if code in Profession.values]

    @property
    def position(self) -> tuple[float, float] | None:
        """Return (longitude, latitude) when the place is known to the metre."""
        return (self.lon, self.lat) if self.lon is not None and self.lat is not None else None


class Finding(models.Model):
    """What a team saw and heard on a mission: the typed form of a family or social investigation."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    mission = models.OneToOneField(Mission, models.PROTECT, related_name="finding")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    danger = models.CharField(max_length=10, choices=Danger.choices, default=Danger.NONE)
    housing = models.CharField(max_length=10, choices=Housing.choices, default=Housing.UNKNOWN)
    household_size = models.PositiveSmallIntegerField(null=True, blank=True)
    children = models.PositiveSmallIntegerField(null=True, blank=True)
    monthly_income = models.PositiveIntegerField(null=True, blank=True)  # in the country's currency
    needs = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    health = models.TextField(blank=True)
    situation = models.TextField()
    doubts = models.TextField(blank=True)  # what does not fit: warning signs of fraud, in words
    done_on_site = models.TextField(blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(null=True, blank=True)  # a verdict rests on it: no more corrections

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(situation=""), name="finding_says_something"),
            models.CheckConstraint(
                condition=Q(children=None) | Q(household_size=None) | Q(children__lte=F("household_size")),
                name="finding_children_live_in_the_household",
            ),
        ]

    class Privacy:
        identifies = {"situation": "text", "doubts": "text", "done_on_site": "text", "health": "text"}
        sensitive = {"danger", "housing", "household_size", "children", "monthly_income", "needs"}
        safe = {"id", "uuid", "mission", "outcome", "written_at", "written_by", "sealed_at"}

    @property
    def result(self) -> Outcome:
        return Outcome(self.outcome)

    @property
    def risk(self) -> Danger:
        return Danger(self.danger)

    @property
    def lodging(self) -> Housing:
        return Housing(self.housing)

    @property
    def need_words(self) -> list[str]:
        return [str(Need(code).label) for code in self.needs if code in Need.values]


class FindingCorrection(models.Model):
    """An earlier wording of a finding, kept with who replaced it and why; never changed itself."""

    id = models.BigAutoField(primary_key=True)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="corrections")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    before = models.JSONField()  # field → what stood there

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="finding_corrected_with_a_reason")]

    class Privacy:
        identifies = {"reason": "text", "before": "text"}
        safe = {"id", "finding", "at", "by"}


class MissionPhoto(models.Model):
    """A photo taken on a mission: re-encoded, without position data."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="photos")
    file = models.FileField(upload_to="missions/")
    caption = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Privacy:
        identifies = {"file": "file", "caption": "text", "sha256": "number"}
        safe = {"id", "uuid", "mission", "width", "height", "size", "taken_at", "taken_by"}
