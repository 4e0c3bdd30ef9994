import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import yaqaza.core.crypto
import yaqaza.core.ids
import yaqaza.people.models.persons
from yaqaza.people.migrations._kept import BACKWARDS, FORWARDS


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_one_place_and_one_consent_at_a_time"),
        ("people", "0003_one_person_recorded_twice"),
        ("people", "0004_what_persons_are_found_by"),
        ("people", "0005_keyed_entries"),
        ("people", "0006_the_last_of_a_commune"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_start"),
        ("territory", "0001_initial"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("name_ar", models.CharField(blank=True, max_length=160)),
                ("name_latin", models.CharField(blank=True, max_length=160)),
                ("description", models.CharField(blank=True, max_length=300)),
                (
                    "sex",
                    models.CharField(
                        choices=[("FEMALE", "Female"), ("MALE", "Male"), ("UNKNOWN", "Not known")],
                        default="UNKNOWN",
                        max_length=8,
                    ),
                ),
                ("birth_date", models.DateField(blank=True, null=True)),
                (
                    "birth_precision",
                    models.CharField(
                        choices=[
                            ("DAY", "Exact day"),
                            ("MONTH", "Month"),
                            ("YEAR", "Year"),
                            ("ABOUT", "About (estimated)"),
                            ("UNKNOWN", "Not known"),
                        ],
                        default="UNKNOWN",
                        max_length=8,
                    ),
                ),
                ("identity_number", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("identity_index", models.CharField(blank=True, max_length=64, null=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300)),
                ("lives_outside", models.BooleanField(default=False)),
                ("died_on", models.DateField(blank=True, null=True)),
                ("sort_ar", models.CharField(blank=True, max_length=160)),
                ("sort_latin", models.CharField(blank=True, max_length=160)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "same_as",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="others",
                        to="people.person",
                    ),
                ),
                ("merged", models.PositiveIntegerField(db_default=0, default=0)),
                (
                    "further_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160), default=list, size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area", "sort_ar", "id"], name="person_by_area"),
                    models.Index(fields=["area", "-created_at", "-id"], name="person_last_of_area"),
                    models.Index(
                        condition=models.Q(("same_as__isnull", False)),
                        fields=["same_as"],
                        include=("id",),
                        name="person_same_as_another",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("same_as", None)),
                        fields=("identity_index",),
                        name="person_identity_index_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("same_as", models.F("id")), _negated=True),
                        name="person_is_not_the_same_as_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("same_as", None), ("merged", 0), _connector="OR"),
                        name="person_stands_or_does_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), ("name_ar", ""), ("name_latin", ""), _negated=True),
                        name="person_has_a_name_or_a_description",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("birth_date", None), ("birth_precision", "UNKNOWN")),
                            models.Q(
                                ("birth_date__isnull", False), models.Q(("birth_precision", "UNKNOWN"), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="person_birth_date_has_its_precision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("identity_index", None), ("identity_number", "")),
                            models.Q(
                                models.Q(("identity_number", ""), _negated=True), ("identity_index__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="person_identity_has_its_index",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("died_on", None),
                            ("birth_date", None),
                            ("died_on__gte", models.F("birth_date")),
                            _connector="OR",
                        ),
                        name="person_dies_after_birth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=160)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300)),
                ("income_note", models.CharField(blank=True, max_length=300)),
                ("housing_note", models.CharField(blank=True, max_length=300)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
            ],
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("person", models.BigIntegerField(primary_key=True, serialize=False)),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("edition", models.SmallIntegerField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["keys"], name="search_entry_keys"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("text", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("near", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("sound", models.CharField(max_length=40)),
                ("count", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["near"], name="name_word_near"),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("text", name="text_pattern_ops"),
                        name="name_word_text_prefix",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("sound", name="text_pattern_ops"),
                        name="name_word_sound_prefix",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonPhone",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phones", to="people.person"
                    ),
                ),
                ("number", models.CharField(db_index=True, max_length=20)),
                ("note", models.CharField(blank=True, max_length=100)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "number"), name="phone_once_a_person")],
            },
        ),
        migrations.CreateModel(
            name="HouseholdMember",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="people.household"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="people.person"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("HEAD", "Head of household"),
                            ("SPOUSE", "Spouse"),
                            ("CHILD", "Son or daughter"),
                            ("PARENT", "Father or mother"),
                            ("SIBLING", "Brother or sister"),
                            ("GRANDCHILD", "Grandchild"),
                            ("OTHER_KIN", "Other kin"),
                            ("OTHER", "Not kin"),
                        ],
                        max_length=12,
                    ),
                ),
                ("from_on", models.DateField(default=django.utils.timezone.localdate)),
                ("until_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_on", None)), fields=("person",), name="one_household_at_a_time"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("relation", "HEAD"), ("until_on", None)),
                        fields=("household",),
                        name="one_head_of_household",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on", None), ("until_on__gte", models.F("from_on")), _connector="OR"),
                        name="membership_ends_after_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("person", "="), (yaqaza.people.models.persons.Days("from_on", "until_on"), "&&")],
                        name="in_one_household_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="people.person"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("ASSISTANCE", "Assistance: keep a file and help"),
                            ("REFERRAL", "Share with partners the file is referred to"),
                            ("HEALTH", "Share health information with care givers"),
                            ("CONTACT", "Be contacted by phone or message"),
                            ("STATISTICS", "Use in studies, without name"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "manner",
                    models.CharField(
                        choices=[
                            ("SIGNED", "Signed"),
                            ("SPOKEN", "Spoken, before a witness"),
                            ("GUARDIAN", "By the legal guardian"),
                        ],
                        max_length=8,
                    ),
                ),
                ("given_on", models.DateField()),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on", None), ("withdrawn_on__gte", models.F("given_on")), _connector="OR"
                        ),
                        name="consent_withdrawn_after_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on", None), ("expires_on__gte", models.F("given_on")), _connector="OR"
                        ),
                        name="consent_expires_after_given",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("person", "="),
                            ("purpose", "="),
                            (
                                yaqaza.people.models.persons.Days(
                                    "given_on",
                                    django.db.models.functions.comparison.Least("expires_on", "withdrawn_on"),
                                ),
                                "&&",
                            ),
                        ],
                        name="one_consent_a_purpose_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="people.person"
                    ),
                ),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mergers", to="people.person"
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                (
                    "filled",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("merged_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "merged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("undo_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("gone")), _negated=True), name="merge_of_two"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("gone",), name="merged_into_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="merge_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undo_reason", ""), ("undone_at", None), ("undone_by", None)),
                            models.Q(
                                ("undone_at__isnull", False),
                                ("undone_by__isnull", False),
                                models.Q(("undo_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="merge_undone_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotSame",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "a",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "b",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("told_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("a__lt", models.F("b"))), name="told_apart_in_order"),
                    models.UniqueConstraint(fields=("a", "b"), name="told_apart_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MergeMove",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "merge",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="people.merge",
                    ),
                ),
                ("model", models.CharField(max_length=60)),
                ("field", models.CharField(max_length=60)),
                ("row", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("merge", "model", "field", "row"), name="merge_moves_a_row_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "a",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "b",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("LINK", "Comparison of all records"),
                            ("SEARCH", "A search"),
                            ("PHONE", "Recorded on telephones without a network"),
                        ],
                        max_length=6,
                    ),
                ),
                ("score", models.FloatField()),
                ("evidence", models.JSONField(default=list)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "To compare"),
                            ("PROPOSED", "Said to be the same: to confirm"),
                            ("UNSURE", "Not sure"),
                            ("SAME", "The same person"),
                            ("NOT_SAME", "Not the same"),
                        ],
                        default="OPEN",
                        max_length=8,
                    ),
                ),
                ("noticed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "keep",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "merge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.merge",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("score"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("status__in", ["OPEN", "PROPOSED", "UNSURE"])),
                        name="likeness_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("a__lt", models.F("b"))), name="likeness_in_order"),
                    models.UniqueConstraint(fields=("a", "b"), name="likeness_once_a_pair"),
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 0), ("score__lte", 1)), name="likeness_score_is_a_share"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["OPEN", "PROPOSED", "UNSURE", "SAME", "NOT_SAME"])),
                        name="likeness_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None), ("status", "OPEN")),
                            models.Q(
                                models.Q(("status", "OPEN"), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="likeness_answer_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("keep__isnull", False), ("status__in", ["PROPOSED", "SAME"])),
                            models.Q(models.Q(("status__in", ["PROPOSED", "SAME"]), _negated=True), ("keep", None)),
                            _connector="OR",
                        ),
                        name="likeness_same_says_which_is_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("keep", None), ("keep", models.F("a")), ("keep", models.F("b")), _connector="OR"
                        ),
                        name="likeness_keeps_one_of_the_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merge__isnull", False), ("status", "SAME")),
                            models.Q(models.Q(("status", "SAME"), _negated=True), ("merge", None)),
                            _connector="OR",
                        ),
                        name="likeness_same_has_its_merge",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
