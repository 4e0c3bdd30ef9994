import django.utils.timezone
from django.db import migrations, models

import yaqaza.core.ids
from yaqaza.core.migrations._kept import BACKWARDS, FORWARDS


class Migration(migrations.Migration):
    replaces = [
        ("core", "0001_initial"),
        ("core", "0002_audit_chain"),
        ("core", "0003_cache"),
        ("core", "0004_key_seal"),
        ("core", "0005_live"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("series", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("value", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="KeySeal",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("fingerprint", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("event", models.CharField(max_length=80)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_role", models.CharField(blank=True, max_length=40)),
                ("object_type", models.CharField(blank=True, max_length=80)),
                ("object_id", models.BigIntegerField(null=True)),
                ("object_uuid", models.UUIDField(null=True)),
                ("details", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["object_type", "object_id", "-id"], name="audit_by_object"),
                    models.Index(fields=["actor_id", "-id"], name="audit_by_actor"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.BigIntegerField(unique=True)),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
