import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import yaqaza.core.crypto
import yaqaza.core.ids
from yaqaza.alerts.migrations._kept import BACKWARDS, FORWARDS


class Migration(migrations.Migration):
    replaces = [
        ("alerts", "0001_initial"),
        ("alerts", "0002_text_is_kept"),
        ("alerts", "0003_words_and_problems"),
        ("alerts", "0004_unlocated"),
        ("alerts", "0005_sensitive"),
        ("alerts", "0006_faults_reasons_and_erasure"),
        ("alerts", "0007_what_was_read"),
        ("alerts", "0008_need_codes_and_sealed_cells"),
        ("alerts", "0009_fingerprints"),
        ("alerts", "0010_meaning_left_out"),
        ("alerts", "0011_talks"),
        ("alerts", "0012_said_live"),
        ("alerts", "0013_handed_over_item_by_item"),
        ("alerts", "0014_routing_clocks_and_crises"),
        ("alerts", "0015_told_again_after_passing_on"),
        ("alerts", "0016_what_is_published"),
        ("alerts", "0017_what_became_of_it"),
    ]

    initial = True

    dependencies = [
        ("core", "0001_start"),
        ("accounts", "0001_start"),
        ("channels", "0001_start"),
        ("territory", "0001_initial"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("file", models.FileField(upload_to="imports/")),
                ("file_name", models.CharField(max_length=200)),
                ("file_hash", models.CharField(max_length=64)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("layout", models.JSONField(default=dict)),
                ("mapping", models.JSONField(default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("MAPPING", "Waiting for its columns to be matched"),
                            ("RUNNING", "Running"),
                            ("DONE", "Done"),
                            ("FAILED", "Stopped"),
                        ],
                        default="MAPPING",
                        max_length=8,
                    ),
                ),
                ("total", models.PositiveIntegerField(null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("incomplete", models.PositiveIntegerField(db_default=0, default=0)),
                ("placed", models.PositiveIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=20)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RoutingTable",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Being written"),
                            ("IN_FORCE", "In force"),
                            ("RETIRED", "No longer in force"),
                        ],
                        default="DRAFT",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("in_force_at", models.DateTimeField(blank=True, null=True)),
                (
                    "in_force_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, db_default="", default="", max_length=300)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "version"), name="routing_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "IN_FORCE")),
                        fields=("organisation",),
                        name="routing_one_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "DRAFT")), fields=("organisation",), name="routing_one_draft"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("in_force_at", None), ("in_force_by", None), ("status", "DRAFT")),
                            models.Q(
                                ("in_force_at__isnull", False),
                                ("in_force_by__isnull", False),
                                models.Q(("status", "DRAFT"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="routing_in_force_is_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at__isnull", False), ("status", "RETIRED")),
                            models.Q(models.Q(("status", "RETIRED"), _negated=True), ("retired_at", None)),
                            _connector="OR",
                        ),
                        name="routing_retired_has_its_hour",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(4, "Vital"), (3, "Urgent"), (2, "Important"), (1, "Ordinary")]
                    ),
                ),
                (
                    "crisis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("COLD_WAVE", "Cold wave"),
                            ("FLOOD", "Flood"),
                            ("QUAKE", "Earthquake"),
                            ("FIRE", "Fire"),
                            ("HEAT", "Heat wave"),
                            ("EPIDEMIC", "Epidemic"),
                        ],
                        max_length=10,
                    ),
                ),
                ("minutes", models.PositiveIntegerField()),
                ("office_hours", models.BooleanField(default=False)),
                ("supervisor_after", models.PositiveIntegerField(blank=True, null=True)),
                ("above_after", models.PositiveIntegerField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("urgency", "crisis"), name="clock_once"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (1, 86400))), name="clock_minutes_possible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supervisor_after", None),
                            ("above_after", None),
                            ("above_after__gte", models.F("supervisor_after")),
                            _connector="OR",
                        ),
                        name="clock_ladder_goes_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Crisis",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("COLD_WAVE", "Cold wave"),
                            ("FLOOD", "Flood"),
                            ("QUAKE", "Earthquake"),
                            ("FIRE", "Fire"),
                            ("HEAT", "Heat wave"),
                            ("EPIDEMIC", "Epidemic"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("message_ar", models.CharField(max_length=500)),
                ("message_fr", models.CharField(max_length=500)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "began_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("end_reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("kind", "area"), name="crisis_once_in_an_area"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", ""), ("ended_at", None), ("ended_by", None)),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="crisis_ended_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="problems", to="alerts.importbatch"
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=120)),
                ("reason", models.CharField(max_length=20)),
                ("value", models.CharField(blank=True, max_length=120)),
                ("taken", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "row", "column", "reason"), name="import_problem_named_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoutingRule",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="alerts.routingtable"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), blank=True, default=list, size=None
                    ),
                ),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                (
                    "urgency_least",
                    models.PositiveSmallIntegerField(
                        blank=True, choices=[(4, "Vital"), (3, "Urgent"), (2, "Important"), (1, "Ordinary")], null=True
                    ),
                ),
                ("people_least", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.area",
                    ),
                ),
                (
                    "hours",
                    models.CharField(
                        choices=[
                            ("ANY", "At any hour"),
                            ("OPEN", "While offices are open"),
                            ("CLOSED", "At night, on days of rest and on holidays"),
                        ],
                        default="ANY",
                        max_length=6,
                    ),
                ),
                (
                    "crisis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("COLD_WAVE", "Cold wave"),
                            ("FLOOD", "Flood"),
                            ("QUAKE", "Earthquake"),
                            ("FIRE", "Fire"),
                            ("HEAT", "Heat wave"),
                            ("EPIDEMIC", "Epidemic"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "raise_to",
                    models.PositiveSmallIntegerField(
                        blank=True, choices=[(4, "Vital"), (3, "Urgent"), (2, "Important"), (1, "Ordinary")], null=True
                    ),
                ),
                ("minutes", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("table", "place"),
                        name="routing_place_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to__isnull", False),
                            ("raise_to__isnull", False),
                            ("minutes__isnull", False),
                            _connector="OR",
                        ),
                        name="routing_rule_does_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes", None), ("minutes__range", (1, 86400)), _connector="OR"),
                        name="routing_minutes_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Story",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("PORTAL", "Portal"),
                            ("HOTLINE", "Hotline"),
                            ("VISIT", "At the office"),
                            ("FIELD", "Street team"),
                            ("PARTNER", "Partner"),
                            ("SMS", "SMS"),
                            ("WHATSAPP", "WhatsApp"),
                            ("TELEGRAM", "Telegram"),
                            ("EMAIL", "E-mail"),
                            ("MEDIA", "Social media"),
                            ("IMPORT", "Imported file"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source_ref", models.CharField(blank=True, max_length=120)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.TextField(blank=True)),
                ("folded", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=12)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("ELDERLY_IN_DANGER", "Elderly person in danger"),
                            ("WITHOUT_SHELTER", "Person without shelter"),
                            ("CHILD_IN_DANGER", "Child in danger"),
                            ("VIOLENCE", "Violence"),
                            ("ILLNESS_WITHOUT_CARE", "Illness without care"),
                            ("FAMILY_IN_NEED", "Family in need"),
                            ("CUT_OFF", "Trapped, or cut off from help"),
                            ("HOME_LOST", "Home destroyed or unsafe"),
                            ("MISSING", "Missing person"),
                            ("OTHER", "Other hardship"),
                        ],
                        default="OTHER",
                        max_length=24,
                    ),
                ),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                ("people_count", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(4, "Vital"), (3, "Urgent"), (2, "Important"), (1, "Ordinary")]
                    ),
                ),
                ("due_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("area_path", models.TextField()),
                (
                    "place_precision",
                    models.CharField(
                        choices=[
                            ("EXACT", "Exact position"),
                            ("COMMUNE", "Commune known"),
                            ("PROVINCE", "Province known"),
                            ("UNKNOWN", "Place not known"),
                        ],
                        default="UNKNOWN",
                        max_length=8,
                    ),
                ),
                ("place_text", models.CharField(blank=True, max_length=300)),
                ("lon", models.FloatField(blank=True, null=True)),
                ("lat", models.FloatField(blank=True, null=True)),
                ("anonymous", models.BooleanField(default=False)),
                ("reporter_name", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("reporter_phone", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("reporter_index", models.CharField(blank=True, db_index=True, max_length=64)),
                ("tracking_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NEW", "Not read yet"),
                            ("READ", "Read, waiting for a decision"),
                            ("ON_MISSION", "A team was sent"),
                            ("IN_CASE", "In a case file"),
                            ("GATHERED", "Gathered with another about the same situation"),
                            ("DISMISSED", "Dismissed"),
                        ],
                        default="NEW",
                        max_length=10,
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "dismiss_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NOT_HARDSHIP", "Not about a person in hardship"),
                            ("OUT_OF_SCOPE", "Another service's matter, the reporter was told which"),
                            ("NEWS", "News or rumour: no person to find in it"),
                            ("ABROAD", "Outside of the country"),
                            ("NO_CONTACT", "Cannot be found or reached with what was given"),
                            ("ALREADY_HELPED", "Already helped, nothing new"),
                            ("ABUSE", "Abuse or joke"),
                            ("TEST", "Test"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="alerts.story",
                    ),
                ),
                ("has_addition", models.BooleanField(default=False)),
                ("sensitive", models.BooleanField(db_default=False, default=False)),
                ("reach", models.PositiveIntegerField(default=1)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="alerts.importbatch",
                    ),
                ),
                (
                    "routed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="alerts.routingrule",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("urgency"), descending=True),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("status__in", ("NEW", "READ"))),
                        name="alert_queue",
                    ),
                    models.Index(
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("status__in", ("NEW", "READ"))),
                        name="alert_queue_due",
                    ),
                    models.Index(
                        models.OrderBy(models.F("received_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="alert_newest",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("area_path", name="text_pattern_ops"),
                        models.OrderBy(models.F("received_at"), descending=True),
                        name="alert_by_area",
                    ),
                    models.Index(
                        models.F("organisation"),
                        models.OrderBy(models.F("received_at"), descending=True),
                        name="alert_by_organisation",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("area_path", name="text_pattern_ops"),
                        models.F("due_at"),
                        condition=models.Q(("status__in", ("NEW", "READ"))),
                        name="alert_queue_area",
                    ),
                    models.Index(
                        models.OrderBy(models.F("received_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("has_addition", True)),
                        name="alert_additions",
                    ),
                    models.Index(
                        models.F("due_at"),
                        condition=models.Q(("place_precision", "UNKNOWN"), ("status__in", ("NEW", "READ"))),
                        name="alert_unlocated",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("folded", name="gin_trgm_ops"), name="alert_words"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_ref", ""), _negated=True),
                        fields=("channel", "source_ref"),
                        name="alert_source_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("urgency__range", (1, 4))), name="alert_urgency_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("read_at", None), ("read_by", None)),
                            models.Q(("read_at__isnull", False), ("read_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="alert_read_is_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat", None), ("lon", None)),
                            models.Q(("lat__range", (-90, 90)), ("lon__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="alert_position_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "DISMISSED"), models.Q(("dismiss_reason", ""), _negated=True)),
                            models.Q(models.Q(("status", "DISMISSED"), _negated=True), ("dismiss_reason", "")),
                            _connector="OR",
                        ),
                        name="alert_dismissed_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "GATHERED"), _negated=True), ("story__isnull", False), _connector="OR"
                        ),
                        name="alert_gathered_has_a_story",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("anonymous", False),
                            models.Q(("reporter_name", ""), ("reporter_phone", "")),
                            _connector="OR",
                        ),
                        name="alert_anonymous_is_anonymous",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="story",
            name="lead",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="leads", to="alerts.alert"
            ),
        ),
        migrations.CreateModel(
            name="AlertEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="alerts.alert"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "Received"),
                            ("READ", "Read"),
                            ("CORRECTED", "Corrected"),
                            ("ADDITION", "The reporter added information"),
                            ("PUBLISHED", "It was published too"),
                            ("NOTE", "Note"),
                            ("QUESTION", "Question to the reporter"),
                            ("PASSED", "Passed on"),
                            ("GATHERED", "Gathered"),
                            ("DISMISSED", "Dismissed"),
                            ("MISSION", "A team was sent"),
                            ("VISITED", "The team was there"),
                            ("CASE", "Put in a case file"),
                            ("ENDED", "The file was closed"),
                            ("RAISED", "Urgency raised by what was read"),
                            ("UNDONE", "Undone"),
                            ("WRITTEN", "Answered the reporter"),
                            ("ROUTED", "Sent by a rule"),
                            ("ESCALATED", "Late: told to somebody higher"),
                            ("ERASED", "The reporter had their number and name erased"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("before", models.JSONField(blank=True, default=dict)),
                ("sealed", yaqaza.core.crypto.EncryptedTextField(blank=True, db_default="", default="")),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("alert"), models.F("id"), name="alert_event_order"),
                    models.Index(models.F("at"), name="alert_event_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fingerprint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "alert",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fingerprint", to="alerts.alert"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "text_bands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "contact_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("said", yaqaza.core.crypto.EncryptedTextField(default="")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["text_bands", "contact_keys"], name="fingerprint_keys"
                    ),
                    models.Index(models.F("version"), name="fingerprint_version"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "alert",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reading", to="alerts.alert"
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), default=list, size=None
                    ),
                ),
                ("asks", models.FloatField()),
                ("needs", models.JSONField(default=dict)),
                ("denied", models.JSONField(default=dict)),
                ("urgency", models.FloatField()),
                ("people_count", models.PositiveIntegerField(null=True)),
                ("families_count", models.PositiveIntegerField(null=True)),
                ("ages", models.JSONField(default=list)),
                ("places", models.JSONField(default=list)),
                ("spots", models.JSONField(default=list)),
                ("phones", yaqaza.core.crypto.EncryptedTextField(default="")),
                ("accounts", yaqaza.core.crypto.EncryptedTextField(default="")),
                ("names", yaqaza.core.crypto.EncryptedTextField(default="")),
                ("why", models.JSONField(default=dict)),
                ("model_version", models.CharField(max_length=32)),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("alert"), condition=models.Q(("asks__lt", 0.5)), name="reading_no_request")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asks__range", (0, 1)), ("urgency__range", (0, 1))),
                        name="reading_is_likelihood",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="escalations", to="alerts.alert"
                    ),
                ),
                (
                    "rung",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Whoever opened it"), (2, "The supervisors of the house"), (3, "The house above")]
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("organisation"), condition=models.Q(("seen_at", None)), name="escalation_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("alert", "rung", "due_at", "user", "organisation"),
                        name="escalation_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organisation", None), ("user__isnull", False)),
                            models.Q(("organisation__isnull", False), ("user", None)),
                            _connector="OR",
                        ),
                        name="escalation_to_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at", None), ("seen_by", None)),
                            models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="escalation_seen_is_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlertMessage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="alerts.alert"
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.message"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(models.F("alert"), models.F("id"), name="alert_talk_order")],
            },
        ),
        migrations.CreateModel(
            name="AlertPhoto",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="alerts.alert"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="alerts.alertevent",
                    ),
                ),
                ("file", models.FileField(upload_to="alerts/")),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="alerts.alert"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="alerts.alertevent"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("NEED_ADDED", "Need added"),
                            ("NEED_REMOVED", "Need taken away"),
                            ("URGENCY", "Urgency"),
                            ("PLACE", "Place"),
                            ("PEOPLE", "Number of people"),
                            ("NOT_NAME", "Not a name"),
                        ],
                        max_length=12,
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=40)),
                ("was", models.CharField(blank=True, max_length=40)),
                ("model_version", models.CharField(blank=True, max_length=32)),
            ],
            options={
                "indexes": [models.Index(models.F("alert"), models.F("id"), name="correction_order")],
            },
        ),
        migrations.CreateModel(
            name="PictureFingerprint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "photo",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fingerprint", to="alerts.alertphoto"
                    ),
                ),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picture_fingerprints",
                        to="alerts.alert",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("bits", models.BigIntegerField(null=True)),
                (
                    "bands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["bands"], name="picture_fingerprint_bands")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("bits__isnull", False), ("bands", []), _connector="OR"),
                        name="picture_without_bits_has_no_bands",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("text", models.TextField()),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("organisation"),
                        models.OrderBy(models.F("written_at"), descending=True),
                        name="handover_newest",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at", None), ("acknowledged_by", None)),
                            models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="handover_acknowledged_is_paired",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOverItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="alerts.handover"
                    ),
                ),
                (
                    "alert",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alerts.alert"),
                ),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "alerts_handover_alerts",
                "unique_together": {("handover", "alert")},
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_at", None), ("taken_by", None)),
                            models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="handover_item_taken_is_paired",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="handover",
            name="alerts",
            field=models.ManyToManyField(
                blank=True, related_name="handovers", through="alerts.HandOverItem", to="alerts.alert"
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
