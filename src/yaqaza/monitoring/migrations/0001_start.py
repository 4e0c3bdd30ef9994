import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import yaqaza.core.crypto
import yaqaza.core.ids
from yaqaza.monitoring.migrations._kept import BACKWARDS, FORWARDS


class Migration(migrations.Migration):
    replaces = [
        ("monitoring", "0001_initial"),
        ("monitoring", "0002_posts_are_kept"),
        ("monitoring", "0003_bands_at_once"),
        ("monitoring", "0004_no_watch_names_an_author"),
        ("monitoring", "0005_a_story_beside_a_decided_one"),
        ("monitoring", "0006_a_bot_is_a_source"),
        ("monitoring", "0007_what_cannot_be_read"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_start"),
        ("alerts", "0001_start"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("FILE", "Files of posts (CSV, XLSX, JSON lines)"),
                            ("FEED", "News feed (RSS, Atom)"),
                            ("PAGE", "Web page"),
                            ("MASTODON", "Mastodon"),
                            ("BLUESKY", "Bluesky"),
                            ("TELEGRAM", "Public Telegram channel"),
                            ("BOT", "Telegram channels, by a bot that is in them"),
                            ("FACEBOOK", "Facebook or Instagram page"),
                            ("X", "X, search of the last week"),
                            ("YOUTUBE", "Comments on YouTube"),
                        ],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                ("settings", models.JSONField(blank=True, default=dict)),
                ("secrets", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("enabled", models.BooleanField(default=False)),
                ("every_minutes", models.PositiveIntegerField(default=5)),
                ("silent_hours", models.PositiveIntegerField(default=48)),
                ("cursor", models.JSONField(blank=True, default=dict)),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("asking_until", models.DateTimeField(blank=True, null=True)),
                (
                    "health",
                    models.CharField(
                        choices=[("UNKNOWN", "Not tried yet"), ("WORKS", "Works"), ("TROUBLE", "Does not work")],
                        default="UNKNOWN",
                        max_length=8,
                    ),
                ),
                ("trouble", models.CharField(blank=True, max_length=12)),
                ("trouble_since", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("worked_at", models.DateTimeField(blank=True, null=True)),
                ("last_post_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("taken", models.PositiveBigIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("next_at"), condition=models.Q(("enabled", True)), name="source_due")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("health", "TROUBLE"),
                                ("trouble_since__isnull", False),
                                models.Q(("trouble", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("health", "TROUBLE"), _negated=True), ("trouble", ""), ("trouble_since", None)
                            ),
                            _connector="OR",
                        ),
                        name="source_trouble_has_a_reason_and_a_beginning",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("every_minutes__range", (1, 1440))), name="source_pace_possible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("silent_hours__range", (1, 2160))), name="source_silence_possible"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("WORDS", "Words"), ("PLACE", "Place"), ("ACCOUNT", "Account")], max_length=8
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=120)),
                ("folded", models.CharField(blank=True, max_length=240)),
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("area__isnull", False), ("folded", ""), ("kind", "PLACE")),
                            models.Q(
                                models.Q(("kind", "PLACE"), _negated=True),
                                ("area", None),
                                models.Q(
                                    models.Q(("folded", ""), _negated=True),
                                    models.Q(("ended_at__isnull", False), ("text", "")),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="watch_follows_words_or_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="watch_ended_is_paired",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("area", None), ("ended_at", None)),
                        fields=("organisation", "kind", "folded"),
                        name="watch_words_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("area__isnull", False), ("ended_at", None)),
                        fields=("organisation", "area"),
                        name="watch_place_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Story",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("text", models.TextField(blank=True)),
                ("folded", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=12)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "houses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
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
                ("asks", models.FloatField(default=0.0)),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(4, "Vital"), (3, "Urgent"), (2, "Important"), (1, "Ordinary")], default=1
                    ),
                ),
                ("people_count", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "watches",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("posts", models.PositiveIntegerField(default=0)),
                ("reach", models.PositiveBigIntegerField(default=0)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("known", models.FloatField(default=0.0)),
                (
                    "likely_alert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="alerts.alert",
                    ),
                ),
                ("rank", models.FloatField(default=0.0)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NEW", "Nobody decided yet"),
                            ("WATCHED", "Watched"),
                            ("ACCEPTED", "Became an alert"),
                            ("JOINED", "Joined to an alert"),
                            ("DISMISSED", "Dismissed"),
                        ],
                        default="NEW",
                        max_length=9,
                    ),
                ),
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
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "alert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_stories",
                        to="alerts.alert",
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="swallowed",
                        to="monitoring.story",
                    ),
                ),
                (
                    "resembles",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="monitoring.story",
                    ),
                ),
                ("stripped_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("rank"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("into", None), ("status__in", ("NEW", "WATCHED"))),
                        name="story_board",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("area_path", name="text_pattern_ops"),
                        models.OrderBy(models.F("last_at"), descending=True),
                        condition=models.Q(("into", None)),
                        name="story_by_area",
                    ),
                    models.Index(
                        models.OrderBy(models.F("last_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("into", None)),
                        name="story_newest",
                    ),
                    models.Index(models.F("last_at"), condition=models.Q(("stripped_at", None)), name="story_to_strip"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("folded", name="gin_trgm_ops"), name="story_words"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("into", None)), fastupdate=False, fields=["houses"], name="story_by_house"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "DISMISSED"), models.Q(("dismiss_reason", ""), _negated=True)),
                            models.Q(models.Q(("status", "DISMISSED"), _negated=True), ("dismiss_reason", "")),
                            _connector="OR",
                        ),
                        name="published_story_dismissed_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alert__isnull", False), ("status__in", ["ACCEPTED", "JOINED"])),
                            models.Q(models.Q(("status__in", ["ACCEPTED", "JOINED"]), _negated=True), ("alert", None)),
                            _connector="OR",
                        ),
                        name="published_story_accepted_has_an_alert",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("status", "NEW")),
                            models.Q(
                                models.Q(("status", "NEW"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="published_story_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_at__lte", models.F("last_at"))), name="published_story_begins_first"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="monitoring.source"
                    ),
                ),
                ("file", models.FileField(blank=True, upload_to="posts/")),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
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
            name="Wording",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wordings", to="monitoring.story"
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("script", models.CharField(blank=True, max_length=8)),
                ("area_path", models.TextField(blank=True)),
                ("signature", models.BinaryField(blank=True, default=bytes)),
                (
                    "bands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("said", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("needs", models.JSONField(blank=True, default=dict)),
                ("asks", models.FloatField(default=0.0)),
                ("urgency", models.FloatField(default=0.0)),
                ("people_count", models.PositiveIntegerField(blank=True, null=True)),
                ("why", models.JSONField(blank=True, default=dict)),
                ("model_version", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField()),
                ("posts", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["bands"], name="wording_bands"),
                    models.Index(models.F("story"), models.F("at"), name="wording_of_story"),
                    models.Index(
                        models.F("at"), condition=models.Q(("text", ""), _negated=True), name="wording_to_strip"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoryEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="monitoring.story"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("WATCHED", "Watched"),
                            ("UNWATCHED", "No longer watched"),
                            ("ACCEPTED", "Became an alert"),
                            ("JOINED", "Joined to an alert"),
                            ("DISMISSED", "Dismissed"),
                            ("REOPENED", "Opened again"),
                            ("PARTED", "A wording was taken out: another situation"),
                            ("GATHERED", "Another story was gathered into it"),
                            ("CONTACTED", "The author was written to"),
                            ("FORGOTTEN", "What identifies an author was erased"),
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
            ],
            options={
                "indexes": [models.Index(models.F("story"), models.F("id"), name="story_event_order")],
            },
        ),
        migrations.CreateModel(
            name="FileProblem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="problems", to="monitoring.postfile"
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=120)),
                ("reason", models.CharField(max_length=20)),
                ("value", models.CharField(blank=True, max_length=120)),
                ("taken", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file", "row", "column", "reason"), name="post_problem_named_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="monitoring.source"
                    ),
                ),
                ("index", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                ("captured_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.TextField(blank=True)),
                ("author", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("url", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("reach", models.PositiveBigIntegerField(default=1)),
                ("raw", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "watches",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("letters", models.BigIntegerField(blank=True, null=True)),
                ("gathered_at", models.DateTimeField(blank=True, null=True)),
                ("fault", models.CharField(blank=True, default="", max_length=60)),
                (
                    "wording",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="monitoring.wording",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="all_posts",
                        to="monitoring.story",
                    ),
                ),
                ("stripped_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("id"), condition=models.Q(("gathered_at", None)), name="post_waits"),
                    models.Index(
                        models.F("letters"),
                        models.OrderBy(models.F("captured_at"), descending=True),
                        condition=models.Q(("letters__isnull", False), ("story__isnull", False)),
                        name="post_again",
                    ),
                    models.Index(
                        models.F("source"),
                        models.F("id"),
                        condition=models.Q(("fault", ""), _negated=True),
                        name="post_set_aside",
                    ),
                    models.Index(
                        models.F("story"),
                        models.F("published_at"),
                        condition=models.Q(("story__isnull", False)),
                        name="post_of_story",
                    ),
                    models.Index(
                        models.F("captured_at"), condition=models.Q(("stripped_at", None)), name="post_to_strip"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "index"), name="post_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("story", None), ("wording", None)),
                            models.Q(
                                ("gathered_at__isnull", False), ("story__isnull", False), ("wording__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="post_gathered_by_its_wording",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stripped_at", None),
                            models.Q(
                                ("author", ""), ("raw", ""), ("sha256", ""), ("text", ""), ("url", ""), ("watches", [])
                            ),
                            _connector="OR",
                        ),
                        name="post_stripped_is_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fault", ""), models.Q(("gathered_at__isnull", False), ("story", None)), _connector="OR"
                        ),
                        name="post_set_aside_is_in_no_story",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
