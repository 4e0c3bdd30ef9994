import datetime

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="caseaccess",
            name="broken_glass_ends_by_itself",
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(models.F("due_at"), condition=models.Q(("status", "SENT")), name="referral_unanswered"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("urgency__range", (1, 4))), name="case_urgency_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["OPEN", "INVESTIGATING", "AWAITING_VERDICT", "ASSESSING", "ACCOMPANIED", "FOLLOWED", "CLOSED"],
                    )
                ),
                name="case_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseaccess",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="caseaccess",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="goal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("status", "OPEN")),
                    models.Q(models.Q(("status", "OPEN"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="goal_ended_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="investigation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("mission", None), ("verdict", "")),
                fields=("case",),
                name="one_open_investigation_by_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    models.Q(("approved_by", models.F("written_by")), _negated=True),
                    _connector="OR",
                ),
                name="plan_has_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by", None)),
                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="referral_answer_is_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["ACCEPTED", "REFUSED", "COMPLETED"]), _negated=True),
                    ("answered_at__isnull", False),
                    _connector="OR",
                ),
                name="referral_answered_before_it_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "REFUSED"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="referral_refused_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("completed_at__isnull", False), ("status", "COMPLETED")),
                    models.Q(models.Q(("status", "COMPLETED"), _negated=True), ("completed_at", None)),
                    _connector="OR",
                ),
                name="referral_completed_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("sent_at"))), name="referral_is_due_after_it_was_sent"
            ),
        ),
    ]
