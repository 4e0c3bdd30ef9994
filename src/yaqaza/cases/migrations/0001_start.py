import datetime

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import yaqaza.core.crypto
import yaqaza.core.ids


class Migration(migrations.Migration):
    replaces = [
        ("cases", "0001_initial"),
        ("cases", "0002_what_files_may_not_be"),
        ("cases", "0003_goals_have_writers"),
        ("cases", "0004_close_what_lies_around"),
        ("cases", "0005_closures_say_why"),
        ("cases", "0006_moved_elsewhere"),
        ("cases", "0007_additions_reach_files"),
        ("cases", "0008_what_is_published"),
        ("cases", "0009_answers_in_files"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_start"),
        ("alerts", "0001_start"),
        ("field", "0001_start"),
        ("people", "0001_start"),
        ("questionnaires", "0001_start"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("programme_code", models.CharField(max_length=30)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="people.person",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="people.household",
                    ),
                ),
                ("summary", models.TextField()),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(4, "Vital"), (3, "Urgent"), (2, "Important"), (1, "Ordinary")]
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="accounts.organisation"
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confidentiality",
                    models.CharField(
                        choices=[("ORDINARY", "Ordinary"), ("SENSITIVE", "Sensitive: named readers only")],
                        default="ORDINARY",
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Open"),
                            ("INVESTIGATING", "Field investigation"),
                            ("AWAITING_VERDICT", "Waiting for a verdict"),
                            ("ASSESSING", "Diagnosis"),
                            ("ACCOMPANIED", "Assistance plan"),
                            ("FOLLOWED", "Follow-up"),
                            ("CLOSED", "Closed"),
                        ],
                        default="OPEN",
                        max_length=18,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("VERIFIED", "Verified"),
                            ("PARTLY", "Partly verified"),
                            ("UNFOUNDED", "Unfounded"),
                            ("NOT_FOUND", "Not found"),
                            ("REFUSED", "Refused help"),
                            ("FRAUDULENT", "Fraudulent"),
                        ],
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("next_due_on", models.DateField(blank=True, null=True)),
                ("has_addition", models.BooleanField(default=False)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="case_newest",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("area_path", name="text_pattern_ops"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        name="case_by_area",
                    ),
                    models.Index(
                        models.F("worker"),
                        models.F("next_due_on"),
                        condition=models.Q(("status", "CLOSED"), _negated=True),
                        name="case_open_by_worker",
                    ),
                    models.Index(
                        models.F("organisation"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        name="case_by_organisation",
                    ),
                    models.Index(models.F("worker"), condition=models.Q(("has_addition", True)), name="case_additions"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("household__isnull", False), _connector="OR"),
                        name="case_is_about_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False), ("status", "CLOSED")),
                            models.Q(
                                models.Q(("status", "CLOSED"), _negated=True), ("closed_at", None), ("closed_by", None)
                            ),
                            _connector="OR",
                        ),
                        name="case_closed_is_whole",
                    ),
                    models.CheckConstraint(condition=models.Q(("urgency__range", (1, 4))), name="case_urgency_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "OPEN",
                                    "INVESTIGATING",
                                    "AWAITING_VERDICT",
                                    "ASSESSING",
                                    "ACCOMPANIED",
                                    "FOLLOWED",
                                    "CLOSED",
                                ],
                            )
                        ),
                        name="case_status_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiledAnswers",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="filed_answers", to="cases.case"
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filed",
                        to="questionnaires.submission",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("FORM", "as the form says"),
                            ("CORRECTION", "as what it corrects"),
                            ("PERSON", "chosen by a person"),
                            ("OPENED", "the file was opened from it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("filed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
                    models.Index(
                        models.F("case"), condition=models.Q(("settled_at", None)), name="answers_to_look_through"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("settled_by", None), ("settled_at__isnull", False), _connector="OR"),
                        name="answers_settled_is_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseAlert",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="case_alerts", to="cases.case"
                    ),
                ),
                (
                    "alert",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="case_alert", to="alerts.alert"
                    ),
                ),
                ("linked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseAccess",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accesses", to="cases.case"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("break_glass", models.BooleanField(default=False)),
                ("granted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reviewed_by",
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
                            ("break_glass", False),
                            models.Q(
                                ("until_at__isnull", False),
                                (
                                    "until_at__lte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("granted_at"), "+", models.Value(datetime.timedelta(seconds=3600))
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="broken_glass_ends_by_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at", None), ("reviewed_by", None)),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                models.Q(("reviewed_by", models.F("user")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="access_is_reviewed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="closures", to="cases.case"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("REINTEGRATED", "Reintegrated: stands on their own feet"),
                            ("FAMILY", "Back with the family"),
                            ("IN_CARE", "In the lasting care of another institution"),
                            ("IMPROVED", "Situation improved, need met"),
                            ("DECLINED", "Declined further help"),
                            ("LOST", "Lost from sight"),
                            ("MOVED", "Moved to live elsewhere"),
                            ("UNFOUNDED", "No ground for help"),
                            ("DIED", "Died"),
                        ],
                        max_length=14,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("why_no_verdict", models.CharField(blank=True, max_length=300)),
                ("closed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reopen_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reopened_at", None)), fields=("case",), name="one_standing_closure"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reopen_reason", ""), ("reopened_at", None), ("reopened_by", None)),
                            models.Q(
                                ("reopened_at__isnull", False),
                                ("reopened_by__isnull", False),
                                models.Q(("reopen_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reopened_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="cases.case"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("OPENED", "File opened"),
                            ("ALERT", "Alert joined"),
                            ("ADDITION", "The reporter added information"),
                            ("PUBLISHED", "It was published too"),
                            ("ASSIGNED", "Given to a case worker"),
                            ("MISSION", "Mission"),
                            ("FINDINGS", "Findings"),
                            ("RECOMMENDED", "Verdict recommended"),
                            ("DECIDED", "Verdict decided"),
                            ("ASSESSED", "Diagnosis"),
                            ("PLAN", "Assistance plan"),
                            ("STEP", "Step"),
                            ("REFERRAL", "Referral"),
                            ("SERVICE", "Service"),
                            ("REVERSAL", "Service reversed"),
                            ("FOLLOW_UP", "Follow-up"),
                            ("NOTE", "Note"),
                            ("ANSWERS", "Answers of a questionnaire"),
                            ("ACCESS", "Access to the file"),
                            ("CLOSED", "File closed"),
                            ("REOPENED", "File reopened"),
                        ],
                        max_length=12,
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
                ("details", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("case"),
                        models.OrderBy(models.F("at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="case_timeline",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Investigation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="investigations", to="cases.case"
                    ),
                ),
                (
                    "mission",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="investigation",
                        to="field.mission",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("findings", models.TextField(blank=True)),
                (
                    "recommendation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("VERIFIED", "Verified"),
                            ("PARTLY", "Partly verified"),
                            ("UNFOUNDED", "Unfounded"),
                            ("NOT_FOUND", "Not found"),
                            ("REFUSED", "Refused help"),
                            ("FRAUDULENT", "Fraudulent"),
                        ],
                        max_length=10,
                    ),
                ),
                ("recommended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recommended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("VERIFIED", "Verified"),
                            ("PARTLY", "Partly verified"),
                            ("UNFOUNDED", "Unfounded"),
                            ("NOT_FOUND", "Not found"),
                            ("REFUSED", "Refused help"),
                            ("FRAUDULENT", "Fraudulent"),
                        ],
                        max_length=10,
                    ),
                ),
                ("verdict_note", models.TextField(blank=True)),
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recommendation", ""), ("recommended_at", None), ("recommended_by", None)),
                            models.Q(
                                models.Q(("recommendation", ""), _negated=True),
                                ("recommended_at__isnull", False),
                                ("recommended_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="recommendation_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("verdict", "")),
                            models.Q(
                                models.Q(("verdict", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="verdict_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", ""), models.Q(("recommendation", ""), _negated=True), _connector="OR"
                        ),
                        name="verdict_after_recommendation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("recommended_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="verdict_has_four_eyes",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("mission", None), ("verdict", "")),
                        fields=("case",),
                        name="one_open_investigation_by_hand",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="cases.case"
                    ),
                ),
                ("scale", models.CharField(max_length=40)),
                ("scale_version", models.PositiveSmallIntegerField()),
                ("answers", models.JSONField()),
                ("score", models.PositiveSmallIntegerField()),
                ("level", models.CharField(max_length=10)),
                ("note", models.TextField(blank=True)),
                ("assessed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "assessed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="cases.case"
                    ),
                ),
                ("life_project", models.TextField(blank=True)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rewritten_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at", None)), fields=("case",), name="one_current_plan"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("approved_by", None)),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="plan_approved_is_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(("approved_by", models.F("written_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_has_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            ("rewritten_by", None),
                            models.Q(("approved_by", models.F("rewritten_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_is_not_approved_by_its_rewriter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="cases.case"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="accounts.organisation",
                    ),
                ),
                ("request", models.TextField()),
                ("shares_identity", models.BooleanField(default=False)),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.consent",
                    ),
                ),
                ("override_reason", models.CharField(blank=True, max_length=300)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("SENT", "Waiting for an answer"),
                            ("ACCEPTED", "Accepted"),
                            ("REFUSED", "Refused"),
                            ("COMPLETED", "Completed"),
                            ("EXPIRED", "Expired without an answer"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="SENT",
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("to"),
                        models.F("status"),
                        models.OrderBy(models.F("sent_at"), descending=True),
                        name="referral_inbox",
                    ),
                    models.Index(
                        models.F("due_at"), condition=models.Q(("status", "SENT")), name="referral_unanswered"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("shares_identity", False),
                            ("consent__isnull", False),
                            models.Q(("override_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="identity_is_shared_by_consent_or_override",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="referral_answer_is_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["ACCEPTED", "REFUSED", "COMPLETED"]), _negated=True),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="referral_answered_before_it_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "REFUSED"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="referral_refused_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at__isnull", False), ("status", "COMPLETED")),
                            models.Q(models.Q(("status", "COMPLETED"), _negated=True), ("completed_at", None)),
                            _connector="OR",
                        ),
                        name="referral_completed_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("sent_at"))),
                        name="referral_is_due_after_it_was_sent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="cases.case"
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("situation", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancelled_by",
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
                            models.Q(("cancelled_at", None), ("cancelled_by", None)),
                            models.Q(
                                ("cancelled_at__isnull", False), ("cancelled_by__isnull", False), ("done_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_cancelled_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("done_by", None), ("situation", None)),
                            models.Q(
                                ("done_at__isnull", False), ("done_by__isnull", False), ("situation__range", (1, 5))
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_done_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "filed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taken", to="cases.filedanswers"
                    ),
                ),
                ("target", models.CharField(max_length=60)),
                ("round", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("before", yaqaza.core.crypto.EncryptedTextField()),
                ("after", yaqaza.core.crypto.EncryptedTextField()),
                ("made", models.UUIDField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "undone_by",
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
                        condition=models.Q(("undone_at", None)),
                        fields=("filed", "target", "round"),
                        name="answer_taken_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", None)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="answer_undone_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="goals", to="cases.plan"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approach",
                    models.CharField(
                        choices=[("MEDICAL", "Medical"), ("SOCIAL", "Social"), ("ECONOMIC", "Economic")], max_length=8
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("target_on", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("OPEN", "Under way"), ("REACHED", "Reached"), ("DROPPED", "Dropped")],
                        default="OPEN",
                        max_length=8,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("status", "OPEN")),
                            models.Q(models.Q(("status", "OPEN"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="goal_ended_is_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="cases.goal"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "done_by",
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
                            models.Q(("done_at", None), ("done_by", None)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="step_done_is_paired",
                    )
                ],
            },
        ),
    ]
