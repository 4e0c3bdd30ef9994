"""Missions, professions and what a visit found."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class MissionStatus(TextChoices):
    ORDERED = "ORDERED", pgettext_lazy("mission status", "Ordered")
    DEPARTED = "DEPARTED", pgettext_lazy("mission status", "On the way")
    ON_SITE = "ON_SITE", pgettext_lazy("mission status", "On site")
    DONE = "DONE", pgettext_lazy("mission status", "Done")
    CANCELLED = "CANCELLED", pgettext_lazy("mission status", "Cancelled")


S = MissionStatus
MOVES = {
    S.ORDERED: [S.DEPARTED, S.CANCELLED],
    S.DEPARTED: [S.ON_SITE, S.CANCELLED],
    S.ON_SITE: [S.DONE],
    S.DONE: [],
    S.CANCELLED: [],
}
OPEN = (S.ORDERED, S.DEPARTED, S.ON_SITE)


class Purpose(TextChoices):
    EMERGENCY = "EMERGENCY", pgettext_lazy("mission", "Urgent help")
    FAMILY_INVESTIGATION = "FAMILY_INVESTIGATION", pgettext_lazy("mission", "Family investigation")
    SOCIAL_INVESTIGATION = "SOCIAL_INVESTIGATION", pgettext_lazy("mission", "Social investigation")
    FOLLOW_UP = "FOLLOW_UP", pgettext_lazy("mission", "Follow-up visit")
    ACCOMPANIMENT = "ACCOMPANIMENT", pgettext_lazy("mission", "Accompaniment to a service")


class Profession(TextChoices):
    DOCTOR = "DOCTOR", pgettext_lazy("profession", "Doctor")
    NURSE = "NURSE", pgettext_lazy("profession", "Nurse")
    PSYCHOLOGIST = "PSYCHOLOGIST", pgettext_lazy("profession", "Psychologist")
    SOCIOLOGIST = "SOCIOLOGIST", pgettext_lazy("profession", "Sociologist")
    SOCIAL_ASSISTANT = "SOCIAL_ASSISTANT", pgettext_lazy("profession", "Social assistant")
    AGRONOMIST = "AGRONOMIST", pgettext_lazy("profession", "Agronomist")
    ECONOMIST = "ECONOMIST", pgettext_lazy("profession", "Economist")
    DRIVER = "DRIVER", pgettext_lazy("profession", "Driver")
    VOLUNTEER = "VOLUNTEER", pgettext_lazy("profession", "Volunteer")


class Outcome(TextChoices):
    """Whether the visit met the person."""

    MET = "MET", pgettext_lazy("visit", "Met")
    NOT_FOUND = "NOT_FOUND", pgettext_lazy("visit", "Not found")
    REFUSED = "REFUSED", pgettext_lazy("visit", "Refused the visit")
    NO_ACCESS = "NO_ACCESS", pgettext_lazy("visit", "The place could not be reached")


class Danger(TextChoices):
    NONE = "NONE", pgettext_lazy("danger", "No danger")
    POSSIBLE = "POSSIBLE", pgettext_lazy("danger", "Possible")
    IMMEDIATE = "IMMEDIATE", pgettext_lazy("danger", "Immediate")


class Housing(TextChoices):
    DECENT = "DECENT", pgettext_lazy("housing", "Decent")
    PRECARIOUS = "PRECARIOUS", pgettext_lazy("housing", "Precarious")
    UNFIT = "UNFIT", pgettext_lazy("housing", "Unfit to live in")
    NONE = "NONE", pgettext_lazy("housing", "None")
    UNKNOWN = "UNKNOWN", pgettext_lazy("housing", "Not seen")
