"""Where an alert is, what it is about, and how it came."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import pgettext_lazy


class AlertStatus(TextChoices):
    NEW = "NEW", pgettext_lazy("alert status", "Not read yet")
    READ = "READ", pgettext_lazy("alert status", "Read, waiting for a decision")
    ON_MISSION = "ON_MISSION", pgettext_lazy("alert status", "A team was sent")
    IN_CASE = "IN_CASE", pgettext_lazy("alert status", "In a case file")
    GATHERED = "GATHERED", pgettext_lazy("alert status", "Gathered with another about the same situation")
    DISMISSED = "DISMISSED", pgettext_lazy("alert status", "Dismissed")


S = AlertStatus
MOVES = {
    S.NEW: [S.READ, S.ON_MISSION, S.IN_CASE, S.GATHERED],
    S.READ: [S.NEW, S.ON_MISSION, S.IN_CASE, S.GATHERED, S.DISMISSED],
    S.ON_MISSION: [S.READ, S.IN_CASE, S.GATHERED, S.DISMISSED],
    S.IN_CASE: [S.READ, S.ON_MISSION],
    S.GATHERED: [S.READ, S.ON_MISSION, S.IN_CASE],
    S.DISMISSED: [S.READ],
}
# What the queue holds: someone has to decide.
WAITING = (S.NEW, S.READ)


class Urgency(IntegerChoices):
    VITAL = 4, pgettext_lazy("urgency", "Vital")
    URGENT = 3, pgettext_lazy("urgency", "Urgent")
    IMPORTANT = 2, pgettext_lazy("urgency", "Important")
    ORDINARY = 1, pgettext_lazy("urgency", "Ordinary")


class Channel(TextChoices):
    PORTAL = "PORTAL", pgettext_lazy("channel", "Portal")
    HOTLINE = "HOTLINE", pgettext_lazy("channel", "Hotline")
    VISIT = "VISIT", pgettext_lazy("channel", "At the office")
    FIELD = "FIELD", pgettext_lazy("channel", "Street team")
    PARTNER = "PARTNER", pgettext_lazy("channel", "Partner")
    SMS = "SMS", pgettext_lazy("channel", "SMS")
    WHATSAPP = "WHATSAPP", pgettext_lazy("channel", "WhatsApp")
    TELEGRAM = "TELEGRAM", pgettext_lazy("channel", "Telegram")
    EMAIL = "EMAIL", pgettext_lazy("channel", "E-mail")
    MEDIA = "MEDIA", pgettext_lazy("channel", "Social media")
    IMPORT = "IMPORT", pgettext_lazy("channel", "Imported file")


class Category(TextChoices):
    ELDERLY_IN_DANGER = "ELDERLY_IN_DANGER", pgettext_lazy("category", "Elderly person in danger")
    WITHOUT_SHELTER = "WITHOUT_SHELTER", pgettext_lazy("category", "Person without shelter")
    CHILD_IN_DANGER = "CHILD_IN_DANGER", pgettext_lazy("category", "Child in danger")
    VIOLENCE = "VIOLENCE", pgettext_lazy("category", "Violence")
    ILLNESS_WITHOUT_CARE = "ILLNESS_WITHOUT_CARE", pgettext_lazy("category", "Illness without care")
    FAMILY_IN_NEED = "FAMILY_IN_NEED", pgettext_lazy("category", "Family in need")
    OTHER = "OTHER", pgettext_lazy("category", "Other hardship")


# What an alert of a category is taken for until an officer says otherwise.
FIRST_URGENCY = {
    Category.ELDERLY_IN_DANGER: Urgency.URGENT,
    Category.WITHOUT_SHELTER: Urgency.URGENT,
    Category.CHILD_IN_DANGER: Urgency.VITAL,
    Category.VIOLENCE: Urgency.VITAL,
    Category.ILLNESS_WITHOUT_CARE: Urgency.IMPORTANT,
    Category.FAMILY_IN_NEED: Urgency.ORDINARY,
    Category.OTHER: Urgency.ORDINARY,
}


class PlacePrecision(TextChoices):
    EXACT = "EXACT", pgettext_lazy("place", "Exact position")
    COMMUNE = "COMMUNE", pgettext_lazy("place", "Commune known")
    PROVINCE = "PROVINCE", pgettext_lazy("place", "Province known")
    UNKNOWN = "UNKNOWN", pgettext_lazy("place", "Place not known")


class DismissReason(TextChoices):
    NOT_HARDSHIP = "NOT_HARDSHIP", pgettext_lazy("dismissal", "Not about a person in hardship")
    OUT_OF_SCOPE = "OUT_OF_SCOPE", pgettext_lazy("dismissal", "Another service's matter, the reporter was told which")
    NO_CONTACT = "NO_CONTACT", pgettext_lazy("dismissal", "Cannot be found or reached with what was given")
    ALREADY_HELPED = "ALREADY_HELPED", pgettext_lazy("dismissal", "Already helped, nothing new")
    ABUSE = "ABUSE", pgettext_lazy("dismissal", "Abuse or joke")
    TEST = "TEST", pgettext_lazy("dismissal", "Test")
