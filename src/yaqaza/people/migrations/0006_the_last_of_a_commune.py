"""The persons of a commune in the order in which they were recorded, the last first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_keyed_entries")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["area", "-created_at", "-id"], name="person_last_of_area"),
        ),
    ]
