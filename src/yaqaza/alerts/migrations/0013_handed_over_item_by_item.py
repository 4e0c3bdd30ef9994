"""What a note leaves open is taken over item by item: the plain relation becomes rows of their own, in the same table."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION alerts_say_handover_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE house bigint;
BEGIN
    SELECT organisation_id INTO house FROM alerts_handover WHERE id = NEW.handover_id;
    PERFORM core_say('handover', '', house, false, NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER handover_item_said AFTER UPDATE ON alerts_handover_alerts
    FOR EACH ROW EXECUTE FUNCTION alerts_say_handover_item();
"""
BACKWARDS = """
DROP TRIGGER handover_item_said ON alerts_handover_alerts;
DROP FUNCTION alerts_say_handover_item();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0012_said_live"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="HandOverItem",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "alert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alerts.alert"
                            ),
                        ),
                        (
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="alerts.handover"
                            ),
                        ),
                    ],
                    options={"db_table": "alerts_handover_alerts", "unique_together": {("handover", "alert")}},
                ),
                migrations.AlterField(
                    model_name="handover",
                    name="alerts",
                    field=models.ManyToManyField(
                        blank=True, related_name="handovers", through="alerts.HandOverItem", to="alerts.alert"
                    ),
                ),
            ],
        ),
        migrations.AddField("handoveritem", "taken_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "handoveritem",
            "taken_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="handoveritem",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken_at", None), ("taken_by", None))
                | models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                name="handover_item_taken_is_paired",
            ),
        ),
        # Notes that were taken over as a whole were so with all that they left open.
        migrations.RunSQL(
            """UPDATE alerts_handover_alerts i SET taken_at = h.acknowledged_at, taken_by_id = h.acknowledged_by_id
               FROM alerts_handover h WHERE h.id = i.handover_id AND h.acknowledged_at IS NOT NULL""",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
