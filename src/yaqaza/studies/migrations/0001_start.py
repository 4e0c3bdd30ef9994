import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import yaqaza.core.crypto
import yaqaza.core.ids
import yaqaza.studies.models.surveys


class Migration(migrations.Migration):
    replaces = [("studies", "0001_surveys"), ("studies", "0002_focus_groups"), ("studies", "0003_proposals")]

    initial = True

    dependencies = [
        ("accounts", "0001_start"),
        ("people", "0001_start"),
        ("questionnaires", "0001_start"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Codebook",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("problem", models.TextField()),
                ("text", models.TextField()),
                ("target", models.CharField(max_length=200)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("to_partners", models.BooleanField(default=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFTED", "Drafted"),
                            ("SUBMITTED", "Submitted"),
                            ("ADOPTED", "Adopted"),
                            ("REFUSED", "Refused"),
                            ("MEASURED", "Measured"),
                        ],
                        default="DRAFTED",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="proposal_newest",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "DRAFTED"), ("submitted_at", None), ("submitted_by", None)),
                            models.Q(
                                models.Q(("status", "DRAFTED"), _negated=True),
                                ("submitted_at__isnull", False),
                                ("submitted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_submitted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("decided_by", None),
                                ("reason", ""),
                                ("status__in", ["DRAFTED", "SUBMITTED"]),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("status__in", ["ADOPTED", "REFUSED", "MEASURED"]),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_decided_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_decided_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("title_ar", models.CharField(max_length=200)),
                ("title_fr", models.CharField(max_length=200)),
                ("about", models.TextField(blank=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="questionnaires.version"
                    ),
                ),
                ("unit_question", models.CharField(blank=True, max_length=120)),
                (
                    "status",
                    models.CharField(
                        choices=[("DRAFT", "Being prepared"), ("FIELD", "In the field"), ("CLOSED", "Closed")],
                        default="DRAFT",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "frame",
                    models.CharField(
                        choices=[
                            ("PERSONS", "Persons in our files"),
                            ("HOUSEHOLDS", "Households in our files"),
                            ("LIST", "A list of addresses or blocks"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("FEMALE", "Female"), ("MALE", "Male"), ("UNKNOWN", "Not known")],
                        max_length=8,
                    ),
                ),
                ("age_from", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("age_to", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("outside", models.BooleanField(default=False)),
                (
                    "listed",
                    models.FileField(blank=True, max_length=120, upload_to=yaqaza.studies.models.surveys.list_path),
                ),
                ("columns", models.JSONField(default=dict)),
                (
                    "design",
                    models.CharField(
                        choices=[
                            ("SIMPLE", "Simple random"),
                            ("STRATIFIED", "By strata"),
                            ("CLUSTERS", "Two stages: places, then units"),
                        ],
                        default="SIMPLE",
                        max_length=10,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("COUNTRY", "Country"),
                            ("REGION", "Region"),
                            ("PROVINCE", "Province"),
                            ("DISTRICT", "District"),
                            ("COMMUNE", "Commune"),
                        ],
                        default="COMMUNE",
                        max_length=10,
                    ),
                ),
                (
                    "allocation",
                    models.CharField(
                        choices=[
                            ("PROPORTIONAL", "In proportion to their size"),
                            ("EQUAL", "The same for each"),
                            ("GIVEN", "As written for each"),
                        ],
                        default="PROPORTIONAL",
                        max_length=12,
                    ),
                ),
                ("given", models.JSONField(default=dict)),
                ("size", models.PositiveIntegerField(default=100)),
                ("clusters", models.PositiveIntegerField(default=10)),
                ("each", models.PositiveIntegerField(default=10)),
                ("reserve", models.PositiveIntegerField(default=2)),
                ("seed", models.CharField(blank=True, max_length=64)),
                ("drawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "drawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("frame_size", models.PositiveIntegerField(default=0)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("areas", models.ManyToManyField(related_name="+", to="territory.area")),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="survey_newest",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["DRAFT", "FIELD", "CLOSED"])), name="survey_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("drawn_at", None), ("drawn_by", None), ("seed", ""), ("status", "DRAFT")),
                            models.Q(
                                models.Q(("status", "DRAFT"), _negated=True),
                                models.Q(("seed", ""), _negated=True),
                                ("drawn_at__isnull", False),
                                ("drawn_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="survey_drawn_with_a_seed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False), ("status", "CLOSED")),
                            models.Q(
                                models.Q(("status", "CLOSED"), _negated=True), ("closed_at", None), ("closed_by", None)
                            ),
                            _connector="OR",
                        ),
                        name="survey_closed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("age_from", None), ("age_to", None), ("age_to__gte", models.F("age_from")), _connector="OR"
                        ),
                        name="survey_ages_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "codebook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="themes", to="studies.codebook"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="studies.theme",
                    ),
                ),
                ("name_ar", models.CharField(max_length=120)),
                ("name_fr", models.CharField(max_length=120)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("codebook", "parent", "name_ar"), name="theme_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True), name="theme_is_not_below_itself"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FocusGroup",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "codebook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="groups", to="studies.codebook"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.area"
                    ),
                ),
                ("held_on", models.DateField()),
                ("guide", models.TextField(blank=True)),
                ("transcript", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("held_on"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="focus_group_newest",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="studies.proposal"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("FIGURE", "Figure"),
                            ("MAP", "Map"),
                            ("THEME", "Theme"),
                            ("QUOTE", "Quote"),
                            ("ESTIMATE", "Estimate"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("EVIDENCE", "Evidence"), ("BEFORE", "Before"), ("AFTER", "After")],
                        default="EVIDENCE",
                        max_length=8,
                    ),
                ),
                ("label_ar", models.CharField(max_length=300)),
                ("label_fr", models.CharField(max_length=300)),
                ("value", models.CharField(blank=True, max_length=80)),
                ("words", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("url", models.CharField(max_length=400)),
                ("cited_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "cited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("role", "EVIDENCE"), _negated=True),
                        fields=("proposal", "role"),
                        name="citation_measured_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="suggestions", to="studies.proposal"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting for an answer"),
                            ("TAKEN_UP", "Taken up"),
                            ("NOT_TAKEN", "Not taken up"),
                        ],
                        default="WAITING",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""), ("answered_at", None), ("answered_by", None), ("status", "WAITING")
                            ),
                            models.Q(
                                models.Q(("status", "WAITING"), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="suggestion_answered_in_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="studies.survey"
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=120)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.area",
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("take", models.PositiveIntegerField()),
                ("chance_of", models.PositiveBigIntegerField(default=1)),
                ("chance_in", models.PositiveBigIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "key"), name="survey_part_once"),
                    models.CheckConstraint(
                        condition=models.Q(("take__lte", models.F("size"))), name="survey_part_takes_what_it_has"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("chance_in__gte", models.F("chance_of")), ("chance_of__gt", 0)),
                        name="survey_part_chance_at_most_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="studies.focusgroup",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "age",
                    models.CharField(
                        choices=[
                            ("CHILD", "Under 18"),
                            ("YOUNG", "18 to 29"),
                            ("GROWN", "30 to 59"),
                            ("OLD", "60 and over"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "sex",
                    models.CharField(
                        choices=[("FEMALE", "Female"), ("MALE", "Male"), ("UNKNOWN", "Not known")], max_length=8
                    ),
                ),
                (
                    "situation",
                    models.CharField(
                        choices=[
                            ("ELDERLY", "Elderly people"),
                            ("SPECIAL_NEEDS", "People with special needs"),
                            ("CHILDREN", "Children out of school or in danger"),
                            ("YOUTH", "Adolescents and youth"),
                            ("WOMEN", "Women in hardship"),
                            ("PRISONERS", "Prisoners' families"),
                            ("NO_SHELTER", "People without stable shelter"),
                            ("OTHER", "Others"),
                        ],
                        max_length=16,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("group", "number"), name="participant_once")],
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="passages", to="studies.focusgroup"
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="passages", to="studies.theme"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("quote", models.BooleanField(default=False)),
                (
                    "coder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("group", "theme", "coder", "start", "end"), name="passage_once"),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="passage_holds_words"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="units", to="studies.survey"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="units", to="studies.part"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("rank", models.PositiveIntegerField(blank=True, null=True)),
                ("code", models.CharField(blank=True, max_length=32)),
                ("released", models.BooleanField(default=False)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.area",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.household",
                    ),
                ),
                ("address", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("WAITING", "To be visited"),
                            ("ANSWERED", "Answered"),
                            ("REFUSED", "Refused"),
                            ("ABSENT", "Absent"),
                            ("NOT_FOUND", "Not found"),
                            ("NOT_ELIGIBLE", "Not of the target group"),
                        ],
                        default="WAITING",
                        max_length=12,
                    ),
                ),
                ("outcome_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="questionnaires.submission",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("survey"),
                        models.F("part"),
                        models.F("rank"),
                        condition=models.Q(("rank__isnull", False)),
                        name="survey_unit_drawn",
                    ),
                    models.Index(
                        models.F("assigned_to"),
                        models.F("survey"),
                        condition=models.Q(("released", True)),
                        name="survey_unit_of_enumerator",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "key"), name="survey_unit_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("survey", "code"),
                        name="survey_unit_code_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", ""), ("rank", None), ("released", False)),
                            models.Q(("rank__isnull", False), models.Q(("code", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="survey_unit_drawn_has_a_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rank__isnull", False), models.Q(("household", None), ("person", None)), _connector="OR"
                        ),
                        name="survey_unit_undrawn_is_a_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "WAITING"), ("outcome_at", None), ("outcome_by", None)),
                            models.Q(
                                models.Q(("outcome", "WAITING"), _negated=True),
                                ("outcome_at__isnull", False),
                                ("outcome_by__isnull", False),
                                ("released", True),
                            ),
                            _connector="OR",
                        ),
                        name="survey_unit_outcome_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "ANSWERED"), ("submission__isnull", False)),
                            models.Q(models.Q(("outcome", "ANSWERED"), _negated=True), ("submission", None)),
                            _connector="OR",
                        ),
                        name="survey_unit_answered_by_answers",
                    ),
                ],
            },
        ),
    ]
