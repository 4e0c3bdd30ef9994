"""What holds an address in disguise is keyed or emptied: hashes that could be tried out, and the providers' numbers of receipts."""

from __future__ import annotations

from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from yaqaza.core.crypto import blind_index


def key(apps: Any, schema_editor: Any) -> None:
    apps.get_model("channels", "Arrival").objects.exclude(sha256="").update(sha256="")
    for receipt in apps.get_model("channels", "Receipt").objects.iterator(1000):
        receipt.external_id = blind_index("receipt", receipt.external_id)
        receipt.save(update_fields=["external_id"])


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0002_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="arrival",
            name="senders",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="taken_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="arrival",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.RunPython(key, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="receipt",
            name="external_id",
            field=models.CharField(max_length=64),
        ),
        migrations.AddIndex(
            model_name="arrival",
            index=django.contrib.postgres.indexes.GinIndex(models.F("senders"), name="arrival_senders"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                models.F("at"),
                condition=models.Q(("command", ""), ("direction", "IN"), ("taken_at", None)),
                name="message_untaken",
            ),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(models.F("at"), name="receipt_age"),
        ),
    ]
