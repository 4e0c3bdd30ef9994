import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import yaqaza.core.ids
import yaqaza.field.models.roster
from yaqaza.field.migrations._kept import BACKWARDS, FORWARDS


class Migration(migrations.Migration):
    replaces = [
        ("field", "0001_initial"),
        ("field", "0002_findings_and_times"),
        ("field", "0003_nothing_unknown_passes"),
        ("field", "0004_sensitive"),
        ("field", "0005_need_codes_of_the_language"),
        ("field", "0006_said_live"),
        ("field", "0007_roster_and_places"),
        ("field", "0008_how_many_are_needed"),
        ("field", "0009_waiting_and_proposals"),
        ("field", "0010_rounds"),
        ("field", "0011_rounds_in_the_ledger"),
        ("field", "0012_vehicles"),
    ]

    initial = True

    dependencies = [
        ("core", "0001_start"),
        ("accounts", "0001_start"),
        ("alerts", "0001_start"),
        ("people", "0001_start"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="accounts.organisation"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("name_ar", models.CharField(max_length=100)),
                ("name_fr", models.CharField(max_length=100)),
                ("vehicle", models.CharField(blank=True, max_length=60)),
                ("active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("WHOLE", "The whole day anew"), ("CHANGE", "Smallest change")], max_length=8
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("made_by"),
                        models.OrderBy(models.F("made_at"), descending=True),
                        name="proposal_newest_of_user",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at", None), ("accepted_at__gte", models.F("made_at")), _connector="OR"
                        ),
                        name="proposal_accepted_after_it_was_made",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Cover",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="covers", to="accounts.organisation"
                    ),
                ),
                ("from_at", models.TimeField()),
                ("until_at", models.TimeField()),
                ("people", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "from_at", "until_at"), name="cover_said_once"),
                    models.CheckConstraint(condition=models.Q(("people__gte", 1)), name="cover_needs_somebody"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leaves", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(models.F("user"), models.F("until_on"), name="leave_by_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("from_on"))), name="leave_ends_after_start"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShelterPlaces",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shelter_places",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "guests",
                    models.CharField(
                        choices=[("MEN", "Men"), ("WOMEN", "Women"), ("FAMILIES", "Families"), ("MINORS", "Minors")],
                        max_length=8,
                    ),
                ),
                ("capacity", models.PositiveSmallIntegerField()),
                ("free", models.PositiveSmallIntegerField()),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "guests"), name="places_said_once_for_whom"),
                    models.CheckConstraint(
                        condition=models.Q(("free__lte", models.F("capacity"))), name="places_free_are_there"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vehicle",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="vehicles", to="accounts.organisation"
                    ),
                ),
                ("registration", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CAR", "Car"),
                            ("VAN", "Van"),
                            ("MINIBUS", "Minibus"),
                            ("AMBULANCE", "Ambulance"),
                            ("MOTORCYCLE", "Motorcycle"),
                            ("TRUCK", "Truck"),
                        ],
                        max_length=12,
                    ),
                ),
                ("seats", models.PositiveSmallIntegerField()),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "indexes": [models.Index(fields=["organisation"], name="vehicle_by_organisation")],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Upper("registration"), name="vehicle_registered_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("seats__range", (1, 60))), name="vehicle_has_seats"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="field.team"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "profession",
                    models.CharField(
                        choices=[
                            ("DOCTOR", "Doctor"),
                            ("NURSE", "Nurse"),
                            ("PSYCHOLOGIST", "Psychologist"),
                            ("SOCIOLOGIST", "Sociologist"),
                            ("SOCIAL_ASSISTANT", "Social assistant"),
                            ("AGRONOMIST", "Agronomist"),
                            ("ECONOMIST", "Economist"),
                            ("DRIVER", "Driver"),
                            ("VOLUNTEER", "Volunteer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("from_on", models.DateField(default=django.utils.timezone.localdate)),
                ("until_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_on", None)), fields=("team", "user"), name="member_once_in_a_team"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on", None), ("until_on__gte", models.F("from_on")), _connector="OR"),
                        name="team_membership_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mission",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("number", models.CharField(max_length=24, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="missions",
                        to="field.team",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("EMERGENCY", "Urgent help"),
                            ("FAMILY_INVESTIGATION", "Family investigation"),
                            ("SOCIAL_INVESTIGATION", "Social investigation"),
                            ("FOLLOW_UP", "Follow-up visit"),
                            ("ACCOMPANIMENT", "Accompaniment to a service"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(4, "Vital"), (3, "Urgent"), (2, "Important"), (1, "Ordinary")]
                    ),
                ),
                (
                    "alert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="missions",
                        to="alerts.alert",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="missions",
                        to="people.person",
                    ),
                ),
                ("instructions", models.TextField(blank=True)),
                (
                    "professions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(db_default=45, default=45)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("area_path", models.TextField()),
                ("place_text", models.CharField(blank=True, max_length=300)),
                ("lon", models.FloatField(blank=True, null=True)),
                ("lat", models.FloatField(blank=True, null=True)),
                ("window_start", models.DateTimeField()),
                ("window_end", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting for a team"),
                            ("ORDERED", "Ordered"),
                            ("DEPARTED", "On the way"),
                            ("ON_SITE", "On site"),
                            ("DONE", "Done"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="ORDERED",
                        max_length=10,
                    ),
                ),
                ("ordered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("departed_at", models.DateTimeField(blank=True, null=True)),
                ("arrived_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=300)),
                ("sensitive", models.BooleanField(db_default=False, default=False)),
                ("planned_at", models.DateTimeField(blank=True, null=True)),
                ("turn", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("team"),
                        models.F("window_start"),
                        condition=models.Q(("status__in", ("WAITING", "ORDERED", "DEPARTED", "ON_SITE"))),
                        name="mission_open_by_team",
                    ),
                    models.Index(
                        models.F("team"),
                        models.OrderBy(models.F("ordered_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="mission_newest_by_team",
                    ),
                    models.Index(
                        models.OrderBy(models.F("ordered_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="mission_newest",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("area_path", name="text_pattern_ops"),
                        models.OrderBy(models.F("ordered_at"), descending=True),
                        name="mission_by_area",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("window_end__gt", models.F("window_start"))),
                        name="mission_window_has_length",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrived_at", None),
                            models.Q(("arrived_at__gte", models.F("departed_at")), ("departed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="mission_arrives_after_departure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "CANCELLED"), _negated=True),
                            models.Q(("cancel_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="mission_cancelled_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("urgency__range", (1, 4))), name="mission_urgency_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat", None), ("lon", None)),
                            models.Q(
                                ("lat__isnull", False),
                                ("lat__range", (-90, 90)),
                                ("lon__isnull", False),
                                ("lon__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="mission_position_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("arrived_at", None),
                                ("departed_at", None),
                                ("ended_at", None),
                                ("status__in", ("WAITING", "ORDERED")),
                            ),
                            models.Q(
                                ("arrived_at", None),
                                ("departed_at__isnull", False),
                                ("ended_at", None),
                                ("status", "DEPARTED"),
                            ),
                            models.Q(("arrived_at__isnull", False), ("ended_at", None), ("status", "ON_SITE")),
                            models.Q(("departed_at__isnull", False), ("ended_at__isnull", False), ("status", "DONE")),
                            models.Q(("arrived_at", None), ("ended_at__isnull", False), ("status", "CANCELLED")),
                            _connector="OR",
                        ),
                        name="mission_status_has_its_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "WAITING"), ("team", None)),
                            ("status", "CANCELLED"),
                            models.Q(models.Q(("status", "WAITING"), _negated=True), ("team__isnull", False)),
                            _connector="OR",
                        ),
                        name="mission_waits_or_has_a_team",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("planned_at", None), ("turn", None)),
                            models.Q(("planned_at__isnull", False), ("team__isnull", False), ("turn__isnull", False)),
                            _connector="OR",
                        ),
                        name="mission_planned_with_a_turn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (5, 480))), name="mission_lasts_a_while"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("departed_at", None), ("departed_at__gte", models.F("ordered_at")), _connector="OR"
                        ),
                        name="mission_departs_after_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            models.Q(("arrived_at", None), ("departed_at", None)),
                            models.Q(("arrived_at", None), ("ended_at__gte", models.F("departed_at"))),
                            models.Q(("arrived_at__isnull", False), ("ended_at__gte", models.F("arrived_at"))),
                            _connector="OR",
                        ),
                        name="mission_ends_after_arrival",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="accounts.organisation"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[("DESK", "At the desk"), ("LEAD", "Head of the shift"), ("ROAD", "On the road")],
                        default="DESK",
                        max_length=8,
                    ),
                ),
                ("on_call", models.BooleanField(default=False)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="field.team",
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("planned_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("organisation"), models.F("starts_at"), name="shift_by_organisation")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="shift_has_length"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("team", None), ("duty", "ROAD"), _connector="OR"),
                        name="shift_with_a_team_is_on_the_road",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("user", "="), (yaqaza.field.models.roster.Hours("starts_at", "ends_at"), "&&")],
                        name="one_shift_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("number", models.CharField(max_length=24, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="field.team"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("area_path", models.TextField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("from_text", models.CharField(blank=True, max_length=120)),
                ("to_text", models.CharField(blank=True, max_length=120)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PLANNED", "Planned"),
                            ("OUT", "Under way"),
                            ("CLOSED", "Over"),
                            ("CANCELLED", "Called off"),
                        ],
                        default="PLANNED",
                        max_length=10,
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("planned_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("team"), models.OrderBy(models.F("starts_at"), descending=True), name="round_by_team"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="round_has_length"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("started_at", None), ("status", "PLANNED")),
                            models.Q(("closed_at", None), ("started_at__isnull", False), ("status", "OUT")),
                            models.Q(
                                ("closed_at__gte", models.F("started_at")),
                                ("closed_at__isnull", False),
                                ("started_at__isnull", False),
                                ("status", "CLOSED"),
                            ),
                            models.Q(("closed_at__isnull", False), ("started_at", None), ("status", "CANCELLED")),
                            _connector="OR",
                        ),
                        name="round_status_has_its_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "CANCELLED"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="round_cancelled_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fuelling",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="field.vehicle"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "oddities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), blank=True, default=list, size=None
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("struck_reason", models.CharField(blank=True, max_length=300)),
                ("km", models.PositiveIntegerField()),
                ("litres", models.DecimalField(decimal_places=2, max_digits=6)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                ("station", models.CharField(blank=True, max_length=100)),
                ("receipt", models.FileField(blank=True, max_length=120, upload_to="receipts/")),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("vehicle"),
                        models.OrderBy(models.F("day"), descending=True),
                        name="fuelling_by_vehicle",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("struck_at", None), ("struck_by", None), ("struck_reason", "")),
                            models.Q(
                                ("struck_at__isnull", False),
                                ("struck_by__isnull", False),
                                models.Q(("struck_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="fuelling_struck_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("litres__gt", 0)), name="fuelling_of_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "mission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="finding", to="field.mission"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("MET", "Met"),
                            ("NOT_FOUND", "Not found"),
                            ("REFUSED", "Refused the visit"),
                            ("NO_ACCESS", "The place could not be reached"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "danger",
                    models.CharField(
                        choices=[("NONE", "No danger"), ("POSSIBLE", "Possible"), ("IMMEDIATE", "Immediate")],
                        default="NONE",
                        max_length=10,
                    ),
                ),
                (
                    "housing",
                    models.CharField(
                        choices=[
                            ("DECENT", "Decent"),
                            ("PRECARIOUS", "Precarious"),
                            ("UNFIT", "Unfit to live in"),
                            ("NONE", "None"),
                            ("UNKNOWN", "Not seen"),
                        ],
                        default="UNKNOWN",
                        max_length=10,
                    ),
                ),
                ("household_size", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("children", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("monthly_income", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                ("health", models.TextField(blank=True)),
                ("situation", models.TextField()),
                ("doubts", models.TextField(blank=True)),
                ("done_on_site", models.TextField(blank=True)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("sealed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("situation", ""), _negated=True), name="finding_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("children", None),
                            ("household_size", None),
                            ("children__lte", models.F("household_size")),
                            _connector="OR",
                        ),
                        name="finding_children_live_in_the_household",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MissionPhoto",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="field.mission"
                    ),
                ),
                ("file", models.FileField(upload_to="missions/")),
                ("caption", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProposedVisit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="field.proposal"
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="field.mission"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="field.team",
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("pinned", models.BooleanField(default=False)),
                ("accepted", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "mission"), name="visit_proposed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("team", None), ("turn", None)),
                            models.Q(("team__isnull", False), ("turn__isnull", False)),
                            _connector="OR",
                        ),
                        name="visit_has_a_team_with_a_turn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pinned", False), ("team__isnull", False), _connector="OR"),
                        name="visit_pinned_to_a_team",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundStop",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stops", to="field.round"
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("place_text", models.CharField(max_length=200)),
                ("lon", models.FloatField(blank=True, null=True)),
                ("lat", models.FloatField(blank=True, null=True)),
                ("planned_at", models.DateTimeField()),
                ("purpose", models.CharField(blank=True, max_length=200)),
                ("reached_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "turn"), name="stop_has_its_own_turn"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat", None), ("lon", None)),
                            models.Q(
                                ("lat__isnull", False),
                                ("lat__range", (-90, 90)),
                                ("lon__isnull", False),
                                ("lon__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="stop_position_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Trip",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="field.vehicle"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "oddities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), blank=True, default=list, size=None
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("struck_reason", models.CharField(blank=True, max_length=300)),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="trips", to="field.team"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trips",
                        to="field.round",
                    ),
                ),
                (
                    "driver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("out_km", models.PositiveIntegerField()),
                ("in_km", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("vehicle"), models.OrderBy(models.F("day"), descending=True), name="trip_by_vehicle"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("struck_at", None), ("struck_by", None), ("struck_reason", "")),
                            models.Q(
                                ("struck_at__isnull", False),
                                ("struck_by__isnull", False),
                                models.Q(("struck_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="trip_struck_with_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("in_km", None), ("struck_at", None)),
                        fields=("vehicle",),
                        name="vehicle_out_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingCorrection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="field.finding"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("before", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="finding_corrected_with_a_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Encounter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="encounters", to="field.round"
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="encounters",
                        to="field.roundstop",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="encounters",
                        to="people.person",
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=300)),
                ("place_text", models.CharField(blank=True, max_length=200)),
                (
                    "given",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), blank=True, default=list, size=None
                    ),
                ),
                ("refused", models.BooleanField(default=False)),
                ("note", models.TextField(blank=True)),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("struck_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("person"),
                        models.OrderBy(models.F("at"), descending=True),
                        condition=models.Q(("person__isnull", False)),
                        name="encounter_by_person",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("struck_at", None), ("struck_by", None), ("struck_reason", "")),
                            models.Q(
                                ("struck_at__isnull", False),
                                ("struck_by__isnull", False),
                                models.Q(("struck_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="encounter_struck_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False), models.Q(("description", ""), _negated=True), _connector="OR"
                        ),
                        name="encounter_is_with_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("refused", False), ("given", []), _connector="OR"),
                        name="encounter_refused_gives_nothing",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
