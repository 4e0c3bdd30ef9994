import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import yaqaza.core.ids
from yaqaza.signals.migrations._kept import BACKWARDS, FORWARDS


class Migration(migrations.Migration):
    replaces = [
        ("signals", "0001_initial"),
        ("signals", "0002_what_was_decided_stays"),
        ("signals", "0003_opened_again"),
    ]

    initial = True

    dependencies = [
        ("core", "0001_start"),
        ("accounts", "0001_start"),
        ("alerts", "0001_start"),
        ("cases", "0001_start"),
        ("field", "0001_start"),
        ("people", "0001_start"),
        ("services", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="Signal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SAME_ACCOUNT", "One account number, several identities"),
                            ("SAME_PHONE", "One telephone, several identities"),
                            ("SAME_TEXT", "One text, several identities"),
                            ("SAME_PICTURE", "One picture, several identities"),
                            ("AID_TWICE", "The same aid from two organisations"),
                            ("REPORTER", "Reports found without ground"),
                            ("VISIT_TOO_FAST", "Two arrivals too far apart"),
                            ("FINDINGS_BEFORE", "Findings written before the arrival"),
                            ("FINDINGS_ELSEWHERE", "Findings written elsewhere"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=80)),
                ("told", models.JSONField(default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "To be checked"),
                            ("ASKED", "The person was asked"),
                            ("CONFIRMED", "Confirmed"),
                            ("EXPLAINED", "Explained"),
                            ("DISMISSED", "Set aside"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("lowered", models.BooleanField(default=False)),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("grew_at", models.DateTimeField(blank=True, null=True)),
                ("lapsed_at", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
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
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("lowered"),
                        models.OrderBy(models.F("found_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("lapsed_at", None), ("status__in", ("OPEN", "ASKED"))),
                        name="signal_waiting",
                    ),
                    models.Index(
                        models.OrderBy(models.F("found_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="signal_newest",
                    ),
                    models.Index(models.F("kind"), models.F("key"), name="signal_about"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("OPEN", "ASKED")), models.Q(("key", ""), _negated=True)),
                        fields=("kind", "key"),
                        name="signal_waits_once_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "SAME_ACCOUNT",
                                    "SAME_PHONE",
                                    "SAME_TEXT",
                                    "SAME_PICTURE",
                                    "AID_TWICE",
                                    "REPORTER",
                                    "VISIT_TOO_FAST",
                                    "FINDINGS_BEFORE",
                                    "FINDINGS_ELSEWHERE",
                                ],
                            )
                        ),
                        name="signal_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["OPEN", "ASKED", "CONFIRMED", "EXPLAINED", "DISMISSED"])),
                        name="signal_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_at", None), ("asked_by", None)),
                            models.Q(("asked_at__isnull", False), ("asked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="signal_asked_is_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("decided_by", None),
                                ("reason", ""),
                                ("status__in", ("OPEN", "ASKED")),
                            ),
                            models.Q(
                                models.Q(("status__in", ("OPEN", "ASKED")), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signal_decision_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["ASKED", "CONFIRMED"]), _negated=True),
                            ("asked_at__isnull", False),
                            _connector="OR",
                        ),
                        name="signal_confirmed_after_a_question",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "CONFIRMED"), _negated=True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="signal_confirmed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("what", models.CharField(choices=[("PHONE", "Telephone"), ("ACCOUNT", "Account")], max_length=8)),
                ("index", models.CharField(max_length=64)),
                (
                    "alert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="alerts.alert",
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="field.mission",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alert", None), ("mission__isnull", False)),
                            models.Q(("alert__isnull", False), ("mission", None)),
                            _connector="OR",
                        ),
                        name="trace_in_one_text",
                    ),
                    models.UniqueConstraint(fields=("what", "index", "alert"), name="trace_once_an_alert"),
                    models.UniqueConstraint(fields=("what", "index", "mission"), name="trace_once_a_mission"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("source", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("upto", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "signal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="signals.signal"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "alert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="alerts.alert",
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="field.mission",
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="services.servicedelivery",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                ("area_path", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("area_path", name="text_pattern_ops"),
                        name="evidence_by_area",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False),
                            ("alert__isnull", False),
                            ("mission__isnull", False),
                            ("delivery__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_is_some_row",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "signal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="signals.signal"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "To be checked"),
                            ("ASKED", "The person was asked"),
                            ("CONFIRMED", "Confirmed"),
                            ("EXPLAINED", "Explained"),
                            ("DISMISSED", "Set aside"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reason", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["OPEN", "ASKED", "CONFIRMED", "EXPLAINED", "DISMISSED"])),
                        name="decision_decides",
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="decision_says_why"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedValue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("what", models.CharField(choices=[("PHONE", "Telephone"), ("ACCOUNT", "Account")], max_length=8)),
                ("index", models.CharField(max_length=64)),
                (
                    "sharing",
                    models.CharField(
                        choices=[
                            ("FAMILY", "A family"),
                            ("ASSOCIATION", "An association"),
                            ("CAFE", "A café or a shop"),
                            ("SHELTER", "A shelter or a care institution"),
                            ("OTHER", "Others"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "signal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="taught",
                        to="signals.signal",
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "removed_by",
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
                        condition=models.Q(("removed_at", None)),
                        fields=("what", "index"),
                        name="shared_value_known_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at", None), ("removed_by", None)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="shared_value_removed_is_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "signal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="signals.signal"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="signals.evidence"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("OFFICE", "At the office"),
                            ("PHONE", "By telephone"),
                            ("VISIT", "On a visit"),
                            ("LETTER", "By letter"),
                        ],
                        max_length=8,
                    ),
                ),
                ("asked_on", models.DateField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "answered",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ANSWERED", "Answered"),
                            ("DECLINED", "Did not wish to answer"),
                            ("UNREACHED", "Could not be reached"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True)),
                (
                    "heard_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered", ""), ("answered_on", None), ("heard_by", None)),
                            models.Q(
                                models.Q(("answered", ""), _negated=True),
                                ("answered_on__isnull", False),
                                ("heard_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reply_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered", "ANSWERED"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reply_answered_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on", None), ("answered_on__gte", models.F("asked_on")), _connector="OR"
                        ),
                        name="reply_after_the_question",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
