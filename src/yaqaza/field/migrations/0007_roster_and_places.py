"""Who is on duty when, who is away, and where people can be brought tonight; each change is said to the live stream."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import yaqaza.core.ids
import yaqaza.field.models

FORWARDS = """
CREATE FUNCTION field_say_house() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE house bigint; place text;
BEGIN
    house := CASE WHEN TG_OP = 'DELETE' THEN OLD.organisation_id ELSE NEW.organisation_id END;
    SELECT a.path INTO place FROM accounts_organisation o JOIN territory_area a ON a.id = o.area_id WHERE o.id = house;
    PERFORM core_say(TG_ARGV[0], place, house, false, NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER shift_said AFTER INSERT OR UPDATE OR DELETE ON field_shift
    FOR EACH ROW EXECUTE FUNCTION field_say_house('roster');
CREATE TRIGGER places_said AFTER INSERT OR UPDATE ON field_shelterplaces
    FOR EACH ROW EXECUTE FUNCTION field_say_house('places');
"""
BACKWARDS = """
DROP TRIGGER places_said ON field_shelterplaces;
DROP TRIGGER shift_said ON field_shift;
DROP FUNCTION field_say_house();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("people", "0002_one_place_and_one_consent_at_a_time"),  # brings the extension that the exclusion needs
        ("field", "0006_said_live"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Leave",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leaves", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(models.F("user"), models.F("until_on"), name="leave_by_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("from_on"))), name="leave_ends_after_start"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShelterPlaces",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "guests",
                    models.CharField(
                        choices=[("MEN", "Men"), ("WOMEN", "Women"), ("FAMILIES", "Families"), ("MINORS", "Minors")],
                        max_length=8,
                    ),
                ),
                ("capacity", models.PositiveSmallIntegerField()),
                ("free", models.PositiveSmallIntegerField()),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shelter_places",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "guests"), name="places_said_once_for_whom"),
                    models.CheckConstraint(
                        condition=models.Q(("free__lte", models.F("capacity"))), name="places_free_are_there"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "duty",
                    models.CharField(
                        choices=[("DESK", "At the desk"), ("LEAD", "Head of the shift"), ("ROAD", "On the road")],
                        default="DESK",
                        max_length=8,
                    ),
                ),
                ("on_call", models.BooleanField(default=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("planned_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="accounts.organisation"
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="field.team",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(models.F("organisation"), models.F("starts_at"), name="shift_by_organisation")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="shift_has_length"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("team", None), ("duty", "ROAD"), _connector="OR"),
                        name="shift_with_a_team_is_on_the_road",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("user", "="), (yaqaza.field.models.Hours("starts_at", "ends_at"), "&&")],
                        name="one_shift_at_a_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
