import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import yaqaza.core.crypto
import yaqaza.core.ids


class Migration(migrations.Migration):
    replaces = [
        ("channels", "0001_initial"),
        ("channels", "0002_pictures"),
        ("channels", "0003_keyed_and_taken"),
        ("channels", "0004_health_and_pace"),
        ("channels", "0005_probes"),
        ("channels", "0006_push"),
        ("channels", "0007_approved_templates"),
        ("channels", "0008_alarms_and_browsers"),
        ("channels", "0009_push_ends_with_the_session"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="Connector",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SMS_HTTP", "SMS by an HTTP gateway"),
                            ("SMPP", "SMS by SMPP"),
                            ("EMAIL", "E-mail"),
                            ("TELEGRAM", "Telegram bot"),
                            ("WHATSAPP", "WhatsApp"),
                            ("WEB_PUSH", "Notifications in the browser"),
                            ("DEMO", "SMS of the demonstration"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                ("settings", models.JSONField(blank=True, default=dict)),
                ("secrets", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("enabled", models.BooleanField(default=False)),
                ("per_minute", models.PositiveIntegerField(default=60)),
                ("paused_until", models.DateTimeField(blank=True, null=True)),
                (
                    "out_health",
                    models.CharField(
                        choices=[("UNKNOWN", "Not tried yet"), ("WORKS", "Works"), ("TROUBLE", "Does not work")],
                        default="UNKNOWN",
                        max_length=8,
                    ),
                ),
                (
                    "out_trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NETWORK", "No connection"),
                            ("TIMEOUT", "No answer in time"),
                            ("LIMIT", "The provider asks to go slower"),
                            ("PROVIDER", "The provider has a fault"),
                            ("DOOR", "Our own web server did not take it"),
                            ("ANSWER", "The provider's answer cannot be read"),
                            ("ACCESS", "The provider refuses our key: it is wrong or has run out"),
                            ("SETTINGS", "The settings are not whole"),
                            ("ADDRESS", "Nobody can be reached at this address"),
                            ("BLOCKED", "The person does not take messages from us"),
                            ("WINDOW", "More than a day since the person last wrote: the provider takes no free text"),
                            ("TPL_MISSING", "The provider has no approved template of this name in this language"),
                            ("TPL_COUNT", "The template wants another number of words to fill in"),
                            ("TPL_FORMAT", "What is filled into the template is too long, or not allowed there"),
                            ("TPL_PAUSED", "The provider paused or disabled the template"),
                            ("CONTENT", "The provider refuses the text"),
                            ("REFUSED", "The gateway answered that it did not take it"),
                            ("PAYMENT", "The provider waits to be paid"),
                            ("CUT", "The sending was cut off"),
                            ("LATE", "It could not be sent for three days"),
                            ("OPTED_OUT", "The person wants no messages"),
                            ("SWITCHED_OFF", "The connector is switched off"),
                            ("LEFT", "Left by a person"),
                            ("FORGOTTEN", "The person had their address erased"),
                            ("GONE", "The browser takes no more notifications"),
                            ("EXPIRED", "It would have come too late to be of use"),
                            ("TOGETHER", "Told together with others that came in the same minute"),
                            ("UNDELIVERED", "The provider could not deliver it"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "in_health",
                    models.CharField(
                        choices=[("UNKNOWN", "Not tried yet"), ("WORKS", "Works"), ("TROUBLE", "Does not work")],
                        default="UNKNOWN",
                        max_length=8,
                    ),
                ),
                (
                    "in_trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NETWORK", "No connection"),
                            ("TIMEOUT", "No answer in time"),
                            ("LIMIT", "The provider asks to go slower"),
                            ("PROVIDER", "The provider has a fault"),
                            ("DOOR", "Our own web server did not take it"),
                            ("ANSWER", "The provider's answer cannot be read"),
                            ("ACCESS", "The provider refuses our key: it is wrong or has run out"),
                            ("SETTINGS", "The settings are not whole"),
                            ("ADDRESS", "Nobody can be reached at this address"),
                            ("BLOCKED", "The person does not take messages from us"),
                            ("WINDOW", "More than a day since the person last wrote: the provider takes no free text"),
                            ("TPL_MISSING", "The provider has no approved template of this name in this language"),
                            ("TPL_COUNT", "The template wants another number of words to fill in"),
                            ("TPL_FORMAT", "What is filled into the template is too long, or not allowed there"),
                            ("TPL_PAUSED", "The provider paused or disabled the template"),
                            ("CONTENT", "The provider refuses the text"),
                            ("REFUSED", "The gateway answered that it did not take it"),
                            ("PAYMENT", "The provider waits to be paid"),
                            ("CUT", "The sending was cut off"),
                            ("LATE", "It could not be sent for three days"),
                            ("OPTED_OUT", "The person wants no messages"),
                            ("SWITCHED_OFF", "The connector is switched off"),
                            ("LEFT", "Left by a person"),
                            ("FORGOTTEN", "The person had their address erased"),
                            ("GONE", "The browser takes no more notifications"),
                            ("EXPIRED", "It would have come too late to be of use"),
                            ("TOGETHER", "Told together with others that came in the same minute"),
                            ("UNDELIVERED", "The provider could not deliver it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("unclear", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("polling_until", models.DateTimeField(blank=True, null=True)),
                ("cursor", models.JSONField(blank=True, default=dict)),
                ("last_in_at", models.DateTimeField(blank=True, null=True)),
                ("last_out_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("out_health", "TROUBLE"), models.Q(("out_trouble", ""), _negated=True)),
                            models.Q(models.Q(("out_health", "TROUBLE"), _negated=True), ("out_trouble", "")),
                            _connector="OR",
                        ),
                        name="connector_out_trouble_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("in_health", "TROUBLE"), models.Q(("in_trouble", ""), _negated=True)),
                            models.Q(models.Q(("in_health", "TROUBLE"), _negated=True), ("in_trouble", "")),
                            _connector="OR",
                        ),
                        name="connector_in_trouble_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per_minute__range", (1, 6000))), name="connector_pace_possible"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OptOut",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "medium",
                    models.CharField(
                        choices=[
                            ("SMS", "SMS"),
                            ("EMAIL", "E-mail"),
                            ("TELEGRAM", "Telegram"),
                            ("WHATSAPP", "WhatsApp"),
                            ("PUSH", "Notification"),
                        ],
                        max_length=10,
                    ),
                ),
                ("index", models.CharField(max_length=64)),
                (
                    "language",
                    models.CharField(
                        choices=[("ar", "Arabic"), ("fr", "French"), ("en", "English"), ("zgh", "Tamazight")],
                        max_length=3,
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("medium", "index"), name="opted_out_once")],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=24, unique=True)),
                ("texts", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "connector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="channels.connector"
                    ),
                ),
                ("address", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("index", models.CharField(blank=True, max_length=64)),
                ("name", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                (
                    "language",
                    models.CharField(
                        choices=[("ar", "Arabic"), ("fr", "French"), ("en", "English"), ("zgh", "Tamazight")],
                        default="ar",
                        max_length=3,
                    ),
                ),
                ("last_in_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("index", ""), _negated=True),
                        fields=("connector", "index"),
                        name="contact_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Probe",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "connector",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="probes",
                        to="channels.connector",
                    ),
                ),
                ("index", models.CharField(max_length=64, unique=True)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due_at", models.DateTimeField()),
                ("arrived_at", models.DateTimeField(blank=True, null=True)),
                ("alarmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NETWORK", "No connection"),
                            ("TIMEOUT", "No answer in time"),
                            ("LIMIT", "The provider asks to go slower"),
                            ("PROVIDER", "The provider has a fault"),
                            ("DOOR", "Our own web server did not take it"),
                            ("ANSWER", "The provider's answer cannot be read"),
                            ("ACCESS", "The provider refuses our key: it is wrong or has run out"),
                            ("SETTINGS", "The settings are not whole"),
                            ("ADDRESS", "Nobody can be reached at this address"),
                            ("BLOCKED", "The person does not take messages from us"),
                            ("WINDOW", "More than a day since the person last wrote: the provider takes no free text"),
                            ("TPL_MISSING", "The provider has no approved template of this name in this language"),
                            ("TPL_COUNT", "The template wants another number of words to fill in"),
                            ("TPL_FORMAT", "What is filled into the template is too long, or not allowed there"),
                            ("TPL_PAUSED", "The provider paused or disabled the template"),
                            ("CONTENT", "The provider refuses the text"),
                            ("REFUSED", "The gateway answered that it did not take it"),
                            ("PAYMENT", "The provider waits to be paid"),
                            ("CUT", "The sending was cut off"),
                            ("LATE", "It could not be sent for three days"),
                            ("OPTED_OUT", "The person wants no messages"),
                            ("SWITCHED_OFF", "The connector is switched off"),
                            ("LEFT", "Left by a person"),
                            ("FORGOTTEN", "The person had their address erased"),
                            ("GONE", "The browser takes no more notifications"),
                            ("EXPIRED", "It would have come too late to be of use"),
                            ("TOGETHER", "Told together with others that came in the same minute"),
                            ("UNDELIVERED", "The provider could not deliver it"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("connector"), models.OrderBy(models.F("sent_at"), descending=True), name="probe_newest"
                    ),
                    models.Index(
                        models.F("due_at"),
                        condition=models.Q(("alarmed_at", None), ("arrived_at", None)),
                        name="probe_awaited",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("sent_at"))), name="probe_due_after_sent"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "connector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="arrivals", to="channels.connector"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("raw", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "senders",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), blank=True, default=list, size=None
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("readable", models.BooleanField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("connector"), models.F("sha256"), name="arrival_again"),
                    models.Index(models.F("at"), condition=models.Q(("read_at", None)), name="arrival_waits"),
                    models.Index(models.F("at"), condition=models.Q(("raw", ""), _negated=True), name="arrival_kept"),
                    django.contrib.postgres.indexes.GinIndex(models.F("senders"), name="arrival_senders"),
                    models.Index(
                        models.F("connector"),
                        condition=models.Q(("readable", False), models.Q(("raw", ""), _negated=True)),
                        name="arrival_unreadable",
                    ),
                    models.Index(
                        models.F("connector"),
                        condition=models.Q(("senders", []), models.Q(("raw", ""), _negated=True)),
                        name="arrival_of_nobody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "connector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="channels.connector"
                    ),
                ),
                ("external_id", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting to be sent"),
                            ("SENDING", "Being sent"),
                            ("SENT", "Sent"),
                            ("DELIVERED", "Delivered"),
                            ("UNCLEAR", "May have been sent"),
                            ("FAILED", "Not delivered"),
                            ("STOPPED", "Not sent"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NETWORK", "No connection"),
                            ("TIMEOUT", "No answer in time"),
                            ("LIMIT", "The provider asks to go slower"),
                            ("PROVIDER", "The provider has a fault"),
                            ("DOOR", "Our own web server did not take it"),
                            ("ANSWER", "The provider's answer cannot be read"),
                            ("ACCESS", "The provider refuses our key: it is wrong or has run out"),
                            ("SETTINGS", "The settings are not whole"),
                            ("ADDRESS", "Nobody can be reached at this address"),
                            ("BLOCKED", "The person does not take messages from us"),
                            ("WINDOW", "More than a day since the person last wrote: the provider takes no free text"),
                            ("TPL_MISSING", "The provider has no approved template of this name in this language"),
                            ("TPL_COUNT", "The template wants another number of words to fill in"),
                            ("TPL_FORMAT", "What is filled into the template is too long, or not allowed there"),
                            ("TPL_PAUSED", "The provider paused or disabled the template"),
                            ("CONTENT", "The provider refuses the text"),
                            ("REFUSED", "The gateway answered that it did not take it"),
                            ("PAYMENT", "The provider waits to be paid"),
                            ("CUT", "The sending was cut off"),
                            ("LATE", "It could not be sent for three days"),
                            ("OPTED_OUT", "The person wants no messages"),
                            ("SWITCHED_OFF", "The connector is switched off"),
                            ("LEFT", "Left by a person"),
                            ("FORGOTTEN", "The person had their address erased"),
                            ("GONE", "The browser takes no more notifications"),
                            ("EXPIRED", "It would have come too late to be of use"),
                            ("TOGETHER", "Told together with others that came in the same minute"),
                            ("UNDELIVERED", "The provider could not deliver it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(models.F("at"), name="receipt_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("connector", "external_id", "status"), name="receipt_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderTemplate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "connector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="templates", to="channels.connector"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("language", models.CharField(max_length=12)),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Not handed in"),
                            ("PENDING", "Waits for the provider"),
                            ("APPROVED", "Approved"),
                            ("REJECTED", "Refused"),
                            ("PAUSED", "Paused"),
                            ("GONE", "No longer there"),
                        ],
                        default="DRAFT",
                        max_length=8,
                    ),
                ),
                ("purpose", models.CharField(blank=True, max_length=24)),
                (
                    "fills",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("WORDS", "What the officer wrote"),
                                ("ORGANISATION", "Name of the organisation"),
                                ("EMERGENCY", "Number to call in danger"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("connector", "name", "language"), name="provider_template_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="subscription", to="channels.contact"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("about", models.UUIDField(blank=True, null=True)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("browser", models.UUIDField(blank=True, null=True, unique=True)),
                ("session", yaqaza.core.crypto.EncryptedTextField(blank=True, db_default="", default="")),
                ("base_url", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("about"), condition=models.Q(("about__isnull", False)), name="subscription_about"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("about__isnull", False), ("user", None)),
                            models.Q(("about", None), ("user__isnull", False)),
                            _connector="OR",
                        ),
                        name="subscription_of_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=yaqaza.core.ids.uuid7, editable=False, unique=True)),
                (
                    "connector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="channels.connector"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="channels.contact"
                    ),
                ),
                ("direction", models.CharField(choices=[("IN", "From outside"), ("OUT", "From us")], max_length=3)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("body", yaqaza.core.crypto.EncryptedTextField(blank=True, default="")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("ar", "Arabic"), ("fr", "French"), ("en", "English"), ("zgh", "Tamazight")],
                        max_length=3,
                    ),
                ),
                ("external_id", models.CharField(blank=True, max_length=255)),
                (
                    "arrival",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="channels.arrival",
                    ),
                ),
                (
                    "command",
                    models.CharField(
                        blank=True,
                        choices=[("STOP", "Stop"), ("START", "Resume"), ("PROBE", "Our own test")],
                        max_length=5,
                    ),
                ),
                ("attachments", models.PositiveSmallIntegerField(default=0)),
                ("fetched", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("lon", models.FloatField(blank=True, null=True)),
                ("lat", models.FloatField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("WAITING", "Waiting to be sent"),
                            ("SENDING", "Being sent"),
                            ("SENT", "Sent"),
                            ("DELIVERED", "Delivered"),
                            ("UNCLEAR", "May have been sent"),
                            ("FAILED", "Not delivered"),
                            ("STOPPED", "Not sent"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NETWORK", "No connection"),
                            ("TIMEOUT", "No answer in time"),
                            ("LIMIT", "The provider asks to go slower"),
                            ("PROVIDER", "The provider has a fault"),
                            ("DOOR", "Our own web server did not take it"),
                            ("ANSWER", "The provider's answer cannot be read"),
                            ("ACCESS", "The provider refuses our key: it is wrong or has run out"),
                            ("SETTINGS", "The settings are not whole"),
                            ("ADDRESS", "Nobody can be reached at this address"),
                            ("BLOCKED", "The person does not take messages from us"),
                            ("WINDOW", "More than a day since the person last wrote: the provider takes no free text"),
                            ("TPL_MISSING", "The provider has no approved template of this name in this language"),
                            ("TPL_COUNT", "The template wants another number of words to fill in"),
                            ("TPL_FORMAT", "What is filled into the template is too long, or not allowed there"),
                            ("TPL_PAUSED", "The provider paused or disabled the template"),
                            ("CONTENT", "The provider refuses the text"),
                            ("REFUSED", "The gateway answered that it did not take it"),
                            ("PAYMENT", "The provider waits to be paid"),
                            ("CUT", "The sending was cut off"),
                            ("LATE", "It could not be sent for three days"),
                            ("OPTED_OUT", "The person wants no messages"),
                            ("SWITCHED_OFF", "The connector is switched off"),
                            ("LEFT", "Left by a person"),
                            ("FORGOTTEN", "The person had their address erased"),
                            ("GONE", "The browser takes no more notifications"),
                            ("EXPIRED", "It would have come too late to be of use"),
                            ("TOGETHER", "Told together with others that came in the same minute"),
                            ("UNDELIVERED", "The provider could not deliver it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=80)),
                ("template", models.CharField(blank=True, max_length=24)),
                ("sent_as", models.CharField(blank=True, db_default="", default="", max_length=96)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("urgent", models.BooleanField(default=False)),
                ("ahead", models.BooleanField(db_default=False, default=False)),
                ("notice", models.BooleanField(default=False)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("rounds", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("ahead"), descending=True),
                        models.OrderBy(models.F("urgent"), descending=True),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("status", "WAITING")),
                        name="message_outbox",
                    ),
                    models.Index(
                        models.F("connector"),
                        models.F("due_at"),
                        condition=models.Q(("ahead", True), ("status", "WAITING")),
                        name="message_ahead",
                    ),
                    models.Index(
                        models.F("connector"),
                        models.F("status"),
                        condition=models.Q(("status__in", ("WAITING", "SENDING", "UNCLEAR", "FAILED"))),
                        name="message_standing",
                    ),
                    models.Index(
                        models.F("claimed_at"), condition=models.Q(("status", "SENDING")), name="message_sending"
                    ),
                    models.Index(
                        models.OrderBy(models.F("at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("status__in", ("UNCLEAR", "FAILED"))),
                        name="message_to_decide",
                    ),
                    models.Index(
                        models.F("contact"), models.OrderBy(models.F("at"), descending=True), name="message_of_contact"
                    ),
                    models.Index(
                        models.F("at"),
                        condition=models.Q(("command", ""), ("direction", "IN"), ("taken_at", None)),
                        name="message_untaken",
                    ),
                    models.Index(
                        models.F("connector"),
                        models.OrderBy(models.F("at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="message_newest",
                    ),
                    models.Index(
                        models.F("connector"),
                        models.F("claimed_at"),
                        condition=models.Q(("claimed_at__isnull", False)),
                        name="message_pace",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("connector", "direction", "external_id"),
                        name="message_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True), fields=("key",), name="message_ordered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("direction", "IN"), ("due_at", None), ("status", "")),
                            models.Q(
                                ("direction", "OUT"),
                                ("due_at__isnull", False),
                                models.Q(("status", ""), _negated=True),
                                models.Q(("key", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="message_in_or_out",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "SENDING"), _negated=True),
                            ("claimed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="message_sending_is_claimed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat", None), ("lon", None)),
                            models.Q(("lat__range", (-90, 90)), ("lon__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="message_position_possible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="channels.message"
                    ),
                ),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("WAITING", "Waiting to be sent"),
                            ("SENDING", "Being sent"),
                            ("SENT", "Sent"),
                            ("DELIVERED", "Delivered"),
                            ("UNCLEAR", "May have been sent"),
                            ("FAILED", "Not delivered"),
                            ("STOPPED", "Not sent"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NETWORK", "No connection"),
                            ("TIMEOUT", "No answer in time"),
                            ("LIMIT", "The provider asks to go slower"),
                            ("PROVIDER", "The provider has a fault"),
                            ("DOOR", "Our own web server did not take it"),
                            ("ANSWER", "The provider's answer cannot be read"),
                            ("ACCESS", "The provider refuses our key: it is wrong or has run out"),
                            ("SETTINGS", "The settings are not whole"),
                            ("ADDRESS", "Nobody can be reached at this address"),
                            ("BLOCKED", "The person does not take messages from us"),
                            ("WINDOW", "More than a day since the person last wrote: the provider takes no free text"),
                            ("TPL_MISSING", "The provider has no approved template of this name in this language"),
                            ("TPL_COUNT", "The template wants another number of words to fill in"),
                            ("TPL_FORMAT", "What is filled into the template is too long, or not allowed there"),
                            ("TPL_PAUSED", "The provider paused or disabled the template"),
                            ("CONTENT", "The provider refuses the text"),
                            ("REFUSED", "The gateway answered that it did not take it"),
                            ("PAYMENT", "The provider waits to be paid"),
                            ("CUT", "The sending was cut off"),
                            ("LATE", "It could not be sent for three days"),
                            ("OPTED_OUT", "The person wants no messages"),
                            ("SWITCHED_OFF", "The connector is switched off"),
                            ("LEFT", "Left by a person"),
                            ("FORGOTTEN", "The person had their address erased"),
                            ("GONE", "The browser takes no more notifications"),
                            ("EXPIRED", "It would have come too late to be of use"),
                            ("TOGETHER", "Told together with others that came in the same minute"),
                            ("UNDELIVERED", "The provider could not deliver it"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(models.F("message"), models.F("id"), name="attempt_order")],
            },
        ),
    ]
