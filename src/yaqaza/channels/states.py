"""What connects us to people outside, where a message is, and why it did not go."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class Kind(TextChoices):
    """A kind of connector: one folder of ``connectors``."""

    SMS_HTTP = "SMS_HTTP", pgettext_lazy("connector", "SMS by an HTTP gateway")
    SMPP = "SMPP", pgettext_lazy("connector", "SMS by SMPP")
    EMAIL = "EMAIL", pgettext_lazy("connector", "E-mail")
    TELEGRAM = "TELEGRAM", pgettext_lazy("connector", "Telegram bot")
    WHATSAPP = "WHATSAPP", pgettext_lazy("connector", "WhatsApp")
    WEB_PUSH = "WEB_PUSH", pgettext_lazy("connector", "Notifications in the browser")
    DEMO = "DEMO", pgettext_lazy("connector", "SMS of the demonstration")

    @property
    def medium(self) -> Medium:
        return {
            Kind.SMS_HTTP: Medium.SMS, Kind.SMPP: Medium.SMS, Kind.EMAIL: Medium.EMAIL, Kind.TELEGRAM: Medium.TELEGRAM,
            Kind.WHATSAPP: Medium.WHATSAPP, Kind.WEB_PUSH: Medium.PUSH, Kind.DEMO: Medium.SMS,
        }[self]  # fmt: skip

    @property
    def folder(self) -> str:
        return self.value.lower()


class Medium(TextChoices):
    """What people write with; the values are those of ``alerts.states.Channel``, but for PUSH, which brings nothing in."""

    SMS = "SMS", pgettext_lazy("medium", "SMS")
    EMAIL = "EMAIL", pgettext_lazy("medium", "E-mail")
    TELEGRAM = "TELEGRAM", pgettext_lazy("medium", "Telegram")
    WHATSAPP = "WHATSAPP", pgettext_lazy("medium", "WhatsApp")
    PUSH = "PUSH", pgettext_lazy("medium", "Notification")

    @property
    def icon(self) -> str:
        return {
            Medium.SMS: "message", Medium.EMAIL: "mail", Medium.TELEGRAM: "brand-telegram", Medium.WHATSAPP: "brand-whatsapp",
            Medium.PUSH: "bell",
        }[self]  # fmt: skip

    @property
    def by_telephone(self) -> bool:
        """Say whether who writes is known by a telephone number."""
        return self in (Medium.SMS, Medium.WHATSAPP)


class Health(TextChoices):
    UNKNOWN = "UNKNOWN", pgettext_lazy("health", "Not tried yet")
    WORKS = "WORKS", pgettext_lazy("health", "Works")
    TROUBLE = "TROUBLE", pgettext_lazy("health", "Does not work")

    @property
    def look(self) -> Look:
        return {
            Health.UNKNOWN: Look("plain", "question-mark"),
            Health.WORKS: Look("success", "check"),
            Health.TROUBLE: Look("danger", "alert-triangle"),
        }[self]


class Direction(TextChoices):
    IN = "IN", pgettext_lazy("message", "From outside")
    OUT = "OUT", pgettext_lazy("message", "From us")


class Status(TextChoices):
    """Where a message of ours is. What came in has none."""

    WAITING = "WAITING", pgettext_lazy("message status", "Waiting to be sent")
    SENDING = "SENDING", pgettext_lazy("message status", "Being sent")
    SENT = "SENT", pgettext_lazy("message status", "Sent")
    DELIVERED = "DELIVERED", pgettext_lazy("message status", "Delivered")
    UNCLEAR = "UNCLEAR", pgettext_lazy("message status", "May have been sent")
    FAILED = "FAILED", pgettext_lazy("message status", "Not delivered")
    STOPPED = "STOPPED", pgettext_lazy("message status", "Not sent")

    @property
    def look(self) -> Look:
        return {
            Status.WAITING: Look("plain", "hourglass"),
            Status.SENDING: Look("info", "send"),
            Status.SENT: Look("info", "send"),
            Status.DELIVERED: Look("success", "check"),
            Status.UNCLEAR: Look("warning", "help-circle"),
            Status.FAILED: Look("danger", "alert-triangle"),
            Status.STOPPED: Look("plain", "x"),
        }[self]


S = Status
MOVES = {
    S.WAITING: [S.SENDING, S.STOPPED, S.FAILED],
    S.SENDING: [S.SENT, S.DELIVERED, S.WAITING, S.UNCLEAR, S.FAILED, S.STOPPED],
    S.SENT: [S.DELIVERED, S.FAILED],
    S.UNCLEAR: [S.WAITING, S.SENT, S.DELIVERED, S.FAILED, S.STOPPED],
    S.FAILED: [S.WAITING, S.DELIVERED, S.STOPPED],
    S.DELIVERED: [],
    S.STOPPED: [S.WAITING],
}
TO_DECIDE = (S.UNCLEAR, S.FAILED)
"""What a person has to decide: send it again, or leave it."""

STANDING = (S.WAITING, S.SENDING, *TO_DECIDE)
"""Where a message is not at its end: somebody or something still has to see to it."""


class Reason(TextChoices):
    """Why a message did not go, or a connector does not work: a code, never what a provider wrote."""

    NETWORK = "NETWORK", pgettext_lazy("reason", "No connection")
    TIMEOUT = "TIMEOUT", pgettext_lazy("reason", "No answer in time")
    LIMIT = "LIMIT", pgettext_lazy("reason", "The provider asks to go slower")
    PROVIDER = "PROVIDER", pgettext_lazy("reason", "The provider has a fault")
    DOOR = "DOOR", pgettext_lazy("reason", "Our own web server did not take it")
    ANSWER = "ANSWER", pgettext_lazy("reason", "The provider's answer cannot be read")
    ACCESS = "ACCESS", pgettext_lazy("reason", "The provider refuses our key: it is wrong or has run out")
    SETTINGS = "SETTINGS", pgettext_lazy("reason", "The settings are not whole")
    ADDRESS = "ADDRESS", pgettext_lazy("reason", "Nobody can be reached at this address")
    BLOCKED = "BLOCKED", pgettext_lazy("reason", "The person does not take messages from us")
    WINDOW = (
        "WINDOW",
        pgettext_lazy("reason", "More than a day since the person last wrote: the provider takes no free text"),
    )
    TPL_MISSING = (
        "TPL_MISSING",
        pgettext_lazy("reason", "The provider has no approved template of this name in this language"),
    )
    TPL_COUNT = "TPL_COUNT", pgettext_lazy("reason", "The template wants another number of words to fill in")
    TPL_FORMAT = (
        "TPL_FORMAT",
        pgettext_lazy("reason", "What is filled into the template is too long, or not allowed there"),
    )
    TPL_PAUSED = "TPL_PAUSED", pgettext_lazy("reason", "The provider paused or disabled the template")
    CONTENT = "CONTENT", pgettext_lazy("reason", "The provider refuses the text")
    REFUSED = "REFUSED", pgettext_lazy("reason", "The gateway answered that it did not take it")
    PAYMENT = "PAYMENT", pgettext_lazy("reason", "The provider waits to be paid")
    CUT = "CUT", pgettext_lazy("reason", "The sending was cut off")
    LATE = "LATE", pgettext_lazy("reason", "It could not be sent for three days")
    OPTED_OUT = "OPTED_OUT", pgettext_lazy("reason", "The person wants no messages")
    SWITCHED_OFF = "SWITCHED_OFF", pgettext_lazy("reason", "The connector is switched off")
    LEFT = "LEFT", pgettext_lazy("reason", "Left by a person")
    FORGOTTEN = "FORGOTTEN", pgettext_lazy("reason", "The person had their address erased")
    GONE = "GONE", pgettext_lazy("reason", "The browser takes no more notifications")
    EXPIRED = "EXPIRED", pgettext_lazy("reason", "It would have come too late to be of use")
    TOGETHER = "TOGETHER", pgettext_lazy("reason", "Told together with others that came in the same minute")
    UNDELIVERED = "UNDELIVERED", pgettext_lazy("reason", "The provider could not deliver it")


class Command(TextChoices):
    """What a message says that is a word to the machine alone."""

    STOP = "STOP", pgettext_lazy("command", "Stop")
    START = "START", pgettext_lazy("command", "Resume")
    PROBE = "PROBE", pgettext_lazy("command", "Our own test")


class TemplateState(TextChoices):
    """What a provider says of a template of its own; only an approved one can be sent."""

    DRAFT = "DRAFT", pgettext_lazy("template state", "Not handed in")
    PENDING = "PENDING", pgettext_lazy("template state", "Waits for the provider")
    APPROVED = "APPROVED", pgettext_lazy("template state", "Approved")
    REJECTED = "REJECTED", pgettext_lazy("template state", "Refused")
    PAUSED = "PAUSED", pgettext_lazy("template state", "Paused")
    GONE = "GONE", pgettext_lazy("template state", "No longer there")

    @property
    def look(self) -> Look:
        return {
            TemplateState.DRAFT: Look("plain", "pencil"),
            TemplateState.PENDING: Look("plain", "hourglass"),
            TemplateState.APPROVED: Look("success", "check"),
            TemplateState.REJECTED: Look("danger", "x"),
            TemplateState.PAUSED: Look("warning", "player-pause"),
            TemplateState.GONE: Look("plain", "question-mark"),
        }[self]


class Fill(TextChoices):
    """What can stand for a placeholder of a provider's template."""

    WORDS = "WORDS", pgettext_lazy("fill", "What the officer wrote")
    ORGANISATION = "ORGANISATION", pgettext_lazy("fill", "Name of the organisation")
    EMERGENCY = "EMERGENCY", pgettext_lazy("fill", "Number to call in danger")


class ProbeState(TextChoices):
    """What became of a test that we sent to ourselves."""

    UNDERWAY = "UNDERWAY", pgettext_lazy("probe", "On its way")
    ARRIVED = "ARRIVED", pgettext_lazy("probe", "Arrived")
    LATE = "LATE", pgettext_lazy("probe", "Arrived late")
    MISSING = "MISSING", pgettext_lazy("probe", "Did not arrive")

    @property
    def look(self) -> Look:
        return {
            ProbeState.UNDERWAY: Look("plain", "hourglass"),
            ProbeState.ARRIVED: Look("success", "check"),
            ProbeState.LATE: Look("warning", "clock"),
            ProbeState.MISSING: Look("danger", "alert-triangle"),
        }[self]


class Writing(TextChoices):
    """Languages we answer in."""

    AR = "ar", pgettext_lazy("language", "Arabic")
    FR = "fr", pgettext_lazy("language", "French")
    EN = "en", pgettext_lazy("language", "English")
    ZGH = "zgh", pgettext_lazy("language", "Tamazight")
