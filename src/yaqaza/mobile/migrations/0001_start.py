import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import yaqaza.core.crypto
import yaqaza.core.ids


class Migration(migrations.Migration):
    replaces = [("mobile", "0001_initial"), ("mobile", "0002_offers")]

    initial = True

    dependencies = [
        ("accounts", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="Phone",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(editable=False, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="phones", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("registered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("synced_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("waiting", models.PositiveIntegerField(default=0)),
                ("stored", models.PositiveBigIntegerField(default=0)),
                ("quota", models.PositiveBigIntegerField(default=0)),
                ("cursor", models.PositiveBigIntegerField(default=0)),
                ("offer", models.PositiveBigIntegerField(db_default=0, default=0)),
                ("known", models.BinaryField(blank=True, default=bytes)),
                ("offered", models.BinaryField(blank=True, default=bytes)),
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
                ("wiped_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("user"), models.OrderBy(models.F("synced_at"), descending=True), name="phone_by_user"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None), ("wiped_at", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="phone_ended_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(editable=False, unique=True)),
                (
                    "phone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="operations", to="mobile.phone"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("APPLIED", "Done"),
                            ("WAITING", "Waits for what comes before it"),
                            ("DIFFERS", "Somebody has to choose"),
                            ("REFUSED", "Refused"),
                            ("BROKEN", "Could not be done"),
                            ("SETTLED", "Settled by somebody"),
                        ],
                        max_length=8,
                    ),
                ),
                ("data", yaqaza.core.crypto.EncryptedTextField(blank=True)),
                ("why", yaqaza.core.crypto.EncryptedTextField(blank=True)),
                ("awaits", models.UUIDField(blank=True, null=True)),
                ("subject", models.UUIDField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "settled_by",
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
                    models.Index(models.F("awaits"), condition=models.Q(("state", "WAITING")), name="operation_awaits"),
                    models.Index(
                        models.F("user"),
                        models.F("received_at"),
                        condition=models.Q(("state__in", ("WAITING", "DIFFERS", "REFUSED", "BROKEN"))),
                        name="operation_unsettled",
                    ),
                    models.Index(
                        models.F("phone"),
                        models.OrderBy(models.F("received_at"), descending=True),
                        name="operation_by_phone",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("WAITING", "DIFFERS", "REFUSED", "BROKEN")), ("data", ""), _connector="OR"
                        ),
                        name="operation_settled_leaves_nothing_behind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("awaits__isnull", False), ("state", "WAITING")),
                            models.Q(models.Q(("state", "WAITING"), _negated=True), ("awaits", None)),
                            _connector="OR",
                        ),
                        name="operation_waits_for_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", False), ("settled_by__isnull", False), ("state", "SETTLED")
                            ),
                            models.Q(
                                models.Q(("state", "SETTLED"), _negated=True),
                                ("settled_at", None),
                                ("settled_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="operation_settled_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(editable=False, unique=True)),
                (
                    "phone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to="mobile.phone"
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("received", models.PositiveIntegerField(default=0)),
                ("file", models.FileField(blank=True, max_length=120, upload_to="uploads/")),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("key", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("received__lte", models.F("size"))), name="upload_no_longer_than_said"
                    )
                ],
            },
        ),
    ]
