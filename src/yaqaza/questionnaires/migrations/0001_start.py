import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import yaqaza.core.crypto
import yaqaza.core.ids
import yaqaza.questionnaires.models
from yaqaza.questionnaires.migrations._kept import BACKWARDS, FORWARDS


class Migration(migrations.Migration):
    replaces = [
        ("questionnaires", "0001_initial"),
        ("questionnaires", "0002_kept_as_they_came"),
        ("questionnaires", "0003_kept_for_named_readers"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_start"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("form_id", models.CharField(max_length=120, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("DRAFT", "Draft"), ("PUBLISHED", "Published"), ("RETIRED", "Retired")],
                        default="DRAFT",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="devices", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("code", models.CharField(max_length=16, unique=True)),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("digest", yaqaza.core.crypto.EncryptedTextField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoked_by",
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
                            models.Q(("revoked_at", None), ("revoked_by", None)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="device_revoked_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="questionnaires.questionnaire",
                    ),
                ),
                ("version", models.CharField(blank=True, max_length=120)),
                ("title", models.CharField(max_length=200)),
                ("source", models.FileField(max_length=120, upload_to=yaqaza.questionnaires.models.source_path)),
                ("suffix", models.CharField(max_length=8)),
                ("xform", models.BinaryField()),
                ("md5", models.CharField(max_length=32)),
                ("sha256", models.CharField(max_length=64)),
                ("outline", models.JSONField(default=dict)),
                (
                    "repeats",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "files",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("bindings", models.JSONField(default=list)),
                ("warnings", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
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
                    models.UniqueConstraint(
                        condition=models.Q(("published_at", None)),
                        fields=("questionnaire",),
                        name="questionnaire_has_one_draft",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at", None), _negated=True),
                        fields=("questionnaire", "version"),
                        name="questionnaire_version_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Media",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="media", to="questionnaires.version"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("file", models.FileField(max_length=120, upload_to=yaqaza.questionnaires.models.media_path)),
                ("size", models.PositiveIntegerField()),
                ("md5", models.CharField(max_length=32)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("version", "name"), name="media_once")],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="questionnaires.version",
                    ),
                ),
                ("instance_id", models.CharField(max_length=120, unique=True)),
                ("corrects", models.CharField(blank=True, max_length=120)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questionnaires.device",
                    ),
                ),
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
                ("area_path", models.TextField()),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("xml", yaqaza.core.crypto.EncryptedTextField()),
                ("sha256", models.CharField(max_length=64)),
                ("answers", yaqaza.core.crypto.EncryptedTextField()),
                ("title", yaqaza.core.crypto.EncryptedTextField(blank=True)),
                (
                    "title_words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("sensitive", models.BooleanField(db_default=False, default=False)),
                ("set_aside_at", models.DateTimeField(blank=True, null=True)),
                (
                    "set_aside_by",
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
                        models.OrderBy(models.F("received_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="submission_newest",
                    ),
                    models.Index(
                        models.F("version"),
                        models.OrderBy(models.F("received_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="submission_by_version",
                    ),
                    models.Index(
                        models.F("user"),
                        models.OrderBy(models.F("received_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="submission_by_user",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("area_path", name="text_pattern_ops"),
                        models.OrderBy(models.F("received_at"), descending=True),
                        name="submission_by_area",
                    ),
                    models.Index(
                        models.F("corrects"),
                        condition=models.Q(("corrects", ""), _negated=True),
                        name="submission_corrections",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("title_words", []), _negated=True),
                        fields=["title_words"],
                        name="submission_title_words",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("corrects", models.F("instance_id")), _negated=True),
                        name="submission_corrects_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("set_aside_at", None), ("set_aside_by", None)),
                            models.Q(("set_aside_at__isnull", False), ("set_aside_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="submission_set_aside_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="questionnaires.submission",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "file",
                    models.FileField(
                        blank=True, max_length=120, upload_to=yaqaza.questionnaires.models.attachment_path
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PICTURE", "Picture"),
                            ("SOUND", "Recording"),
                            ("FILM", "Film"),
                            ("PDF", "PDF"),
                            ("TEXT", "Text"),
                        ],
                        max_length=8,
                    ),
                ),
                ("size", models.PositiveIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("arrived_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "name"), name="attachment_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("arrived_at", None), ("file", ""), ("kind", ""), ("sha256", "")),
                            models.Q(
                                models.Q(("file", ""), _negated=True),
                                models.Q(("kind", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                                ("arrived_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="attachment_whole_or_awaited",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
