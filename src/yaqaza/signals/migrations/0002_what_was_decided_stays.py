"""Decisions are kept beside each other; signs that are about no one number are known by their rows alone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import yaqaza.core.ids

KEEP = """
INSERT INTO signals_decision (uuid, signal_id, status, at, by_id, reason)
    SELECT gen_random_uuid(), id, status, decided_at, decided_by_id, reason FROM signals_signal
    WHERE status IN ('CONFIRMED', 'EXPLAINED', 'DISMISSED') ORDER BY decided_at, id;
UPDATE signals_signal SET key = '' WHERE kind IN ('AID_TWICE', 'SAME_TEXT', 'SAME_PICTURE');
SET CONSTRAINTS ALL IMMEDIATE;
"""
APPEND_ONLY = """
CREATE TRIGGER signal_decision_is_append_only BEFORE UPDATE OR DELETE ON signals_decision
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER signal_decision_truncate BEFORE TRUNCATE ON signals_decision
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
"""
NOT_ANY_MORE = """
DROP TRIGGER signal_decision_truncate ON signals_decision;
DROP TRIGGER signal_decision_is_append_only ON signals_decision;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_audit_chain"),
        ("signals", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
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
                ("reason", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="signals.signal"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=Q(status__in=("CONFIRMED", "EXPLAINED", "DISMISSED")), name="decision_decides"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(condition=~Q(reason=""), name="decision_says_why"),
        ),
        migrations.RemoveConstraint(model_name="signal", name="signal_once_for_its_evidence"),
        migrations.RemoveConstraint(model_name="signal", name="signal_waits_once_about_one_thing"),
        migrations.RemoveField(model_name="signal", name="fingerprint"),
        migrations.AlterField(model_name="signal", name="key", field=models.CharField(blank=True, max_length=80)),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.UniqueConstraint(
                condition=Q(("status__in", ("OPEN", "ASKED")), ~Q(("key", ""))),
                fields=("kind", "key"),
                name="signal_waits_once_about_one_thing",
            ),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RunSQL(APPEND_ONLY, NOT_ANY_MORE),
    ]
