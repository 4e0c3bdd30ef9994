"""An act is written down once it is done; and the reports read the ledger from its indexes alone."""

from django.db import migrations, models

FACTS = ("person", "reverses", "area_path", "organisation")

# One day of grace: recorded_at is compared in UTC, and midnight comes up to an hour earlier in both countries.
FORWARDS = """
ALTER TABLE services_servicedelivery ADD CONSTRAINT delivery_not_before_its_day
    CHECK (delivered_on <= (recorded_at AT TIME ZONE 'UTC')::date + 1);
"""
BACKWARDS = "ALTER TABLE services_servicedelivery DROP CONSTRAINT delivery_not_before_its_day;"


class Migration(migrations.Migration):
    dependencies = [("services", "0002_ledger_is_append_only")]

    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.RemoveIndex("servicedelivery", "delivery_by_programme"),
        migrations.RemoveIndex("servicedelivery", "delivery_by_type"),
        migrations.AddIndex(
            "servicedelivery",
            models.Index(fields=["programme", "delivered_on"], include=FACTS, name="delivery_by_programme"),
        ),
        migrations.AddIndex(
            "servicedelivery",
            models.Index(fields=["service_type", "delivered_on"], include=FACTS, name="delivery_by_type"),
        ),
    ]
