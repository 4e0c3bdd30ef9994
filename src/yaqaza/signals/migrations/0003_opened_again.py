"""A sign that was decided is opened again with a reason, which stands beside the decisions."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("signals", "0002_what_was_decided_stays")]

    operations = [
        migrations.RemoveConstraint(model_name="decision", name="decision_decides"),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=Q(status__in=["OPEN", "ASKED", "CONFIRMED", "EXPLAINED", "DISMISSED"]),
                name="decision_decides",
            ),
        ),
    ]
