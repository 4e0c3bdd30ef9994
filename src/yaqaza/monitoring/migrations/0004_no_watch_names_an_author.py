"""An account that is followed names the author: a post that was stripped holds none, and what is followed no longer may be erased."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0003_bands_at_once"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="post",
            name="post_stripped_is_empty",
        ),
        migrations.RemoveConstraint(
            model_name="watch",
            name="watch_follows_words_or_a_place",
        ),
        migrations.RunSQL(
            "UPDATE monitoring_post SET watches = '{}' WHERE stripped_at IS NOT NULL AND watches <> '{}'",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stripped_at", None),
                    models.Q(("author", ""), ("raw", ""), ("sha256", ""), ("text", ""), ("url", ""), ("watches", [])),
                    _connector="OR",
                ),
                name="post_stripped_is_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="watch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("area__isnull", False), ("folded", ""), ("kind", "PLACE")),
                    models.Q(
                        models.Q(("kind", "PLACE"), _negated=True),
                        ("area", None),
                        models.Q(
                            models.Q(("folded", ""), _negated=True),
                            models.Q(("ended_at__isnull", False), ("text", "")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="watch_follows_words_or_a_place",
            ),
        ),
    ]
