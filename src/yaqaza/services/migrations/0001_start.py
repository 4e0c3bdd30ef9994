import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import yaqaza.core.ids
from yaqaza.services.migrations._kept import BACKWARDS, FORWARDS


class Migration(migrations.Migration):
    replaces = [
        ("services", "0001_initial"),
        ("services", "0002_ledger_is_append_only"),
        ("services", "0003_not_before_its_day"),
        ("services", "0004_sensitive_kinds"),
        ("services", "0005_how_long_aid_lasts"),
        ("services", "0006_rounds_in_the_ledger"),
    ]

    initial = True

    dependencies = [
        ("core", "0001_start"),
        ("accounts", "0001_start"),
        ("cases", "0001_start"),
        ("field", "0001_start"),
        ("people", "0001_start"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=30, unique=True)),
                ("name_ar", models.CharField(max_length=200)),
                ("name_fr", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("system", models.CharField(blank=True, max_length=1)),
                ("active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="ServiceType",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name_ar", models.CharField(max_length=200)),
                ("name_fr", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                (
                    "domain",
                    models.CharField(
                        choices=[
                            ("MEDICAL", "Medical"),
                            ("PSYCHOLOGICAL", "Psychological"),
                            ("SOCIAL", "Social"),
                            ("LEGAL", "Legal"),
                            ("EDUCATIONAL", "Educational"),
                            ("SHELTER", "Shelter"),
                            ("MATERIAL", "Material aid"),
                            ("ECONOMIC", "Economic"),
                            ("ADMINISTRATIVE", "Administrative"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "unit_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("DUTY_CELL", "Round-the-clock duty cell"),
                            ("MEDIA_CELL", "Social-media cell"),
                            ("PROXIMITY_CELL", "Proximity solidarity cell"),
                            ("CHILD_PROTECTION", "Child protection unit"),
                            ("SOCIAL_EMERGENCY", "Mobile social emergency unit"),
                            ("WOMEN_SPACE", "Women's multi-purpose space"),
                            ("ELDERLY_SPACE", "Elderly space"),
                            ("ADMINISTRATION", "Administration"),
                        ],
                        max_length=20,
                    ),
                ),
                ("needs_verification", models.BooleanField(default=False)),
                (
                    "counts",
                    models.CharField(choices=[("ACTS", "acts"), ("PEOPLE", "people")], default="ACTS", max_length=6),
                ),
                ("sensitive", models.BooleanField(default=False)),
                ("once_in_days", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("once_a_home", models.BooleanField(db_default=False, default=False)),
                ("active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="ServiceDelivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "service_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="services.servicetype"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="services.programme"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="people.person",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="people.household",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="cases.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "professional",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("agreement_code", models.CharField(blank=True, max_length=40)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("area_path", models.TextField()),
                ("delivered_on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "encounter",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="field.encounter",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="services.servicedelivery",
                    ),
                ),
                ("reverse_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("delivered_on"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="delivery_newest",
                    ),
                    models.Index(
                        fields=["programme", "delivered_on"],
                        include=("person", "reverses", "area_path", "organisation"),
                        name="delivery_by_programme",
                    ),
                    models.Index(
                        fields=["service_type", "delivered_on"],
                        include=("person", "reverses", "area_path", "organisation"),
                        name="delivery_by_type",
                    ),
                    models.Index(
                        condition=models.Q(("encounter__isnull", False)),
                        fields=["encounter"],
                        name="delivery_by_encounter",
                    ),
                    models.Index(models.F("organisation"), models.F("delivered_on"), name="delivery_by_organisation"),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("area_path", name="text_pattern_ops"),
                        models.F("delivered_on"),
                        name="delivery_by_area",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("household__isnull", False), _connector="OR"),
                        name="delivery_has_a_recipient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reverse_reason", ""), ("reverses", None)),
                            models.Q(("reverses__isnull", False), models.Q(("reverse_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="reversal_has_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("encounter__isnull", False), ("reverses", None)),
                        fields=("encounter", "service_type"),
                        name="delivery_once_an_encounter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reverses", None), models.Q(("reverses", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="delivery_not_its_own_reversal",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
