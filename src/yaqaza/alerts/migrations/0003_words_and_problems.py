"""Search words of alerts, and the refused rows of imports as rows of their own."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("alerts", "0002_text_is_kept"),
        ("territory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("row", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=120)),
                ("reason", models.CharField(max_length=20)),
                ("value", models.CharField(blank=True, max_length=120)),
            ],
        ),
        migrations.RemoveField(
            model_name="importbatch",
            name="errors",
        ),
        migrations.AddField(
            model_name="alert",
            name="folded",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="failure",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="layout",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="placed",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="refused",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="source",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass("area_path", name="text_pattern_ops"),
                models.F("due_at"),
                condition=models.Q(("status__in", ("NEW", "READ"))),
                name="alert_queue_area",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                models.F("received_at").desc(),
                models.F("id").desc(),
                condition=models.Q(("has_addition", True)),
                name="alert_additions",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("folded", name="gin_trgm_ops"), name="alert_words"
            ),
        ),
        migrations.AddField(
            model_name="importproblem",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="problems", to="alerts.importbatch"
            ),
        ),
        migrations.AddConstraint(
            model_name="importproblem",
            constraint=models.UniqueConstraint(fields=("batch", "row"), name="import_problem_once_a_row"),
        ),
    ]
