"""Other words about what somebody decided already begin a story that names it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0004_no_watch_names_an_author"),
    ]

    operations = [
        migrations.AddField(
            model_name="story",
            name="resembles",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="monitoring.story",
            ),
        ),
    ]
