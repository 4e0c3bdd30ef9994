import django.contrib.postgres.constraints
import django.db.models.functions.comparison
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import yaqaza.people.models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        migrations.RemoveConstraint(model_name="consent", name="one_open_consent_a_purpose"),
        migrations.AddField(
            model_name="household",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on", None), ("expires_on__gte", models.F("given_on")), _connector="OR"),
                name="consent_expires_after_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("person", "="),
                    ("purpose", "="),
                    (
                        yaqaza.people.models.Days(
                            "given_on", django.db.models.functions.comparison.Least("expires_on", "withdrawn_on")
                        ),
                        "&&",
                    ),
                ],
                name="one_consent_a_purpose_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("person", "="), (yaqaza.people.models.Days("from_on", "until_on"), "&&")],
                name="in_one_household_a_day",
            ),
        ),
    ]
