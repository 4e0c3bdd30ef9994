"""Where an alert is, what it is about, and how it came."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class AlertStatus(TextChoices):
    NEW = "NEW", pgettext_lazy("alert status", "Not read yet")
    READ = "READ", pgettext_lazy("alert status", "Read, waiting for a decision")
    ON_MISSION = "ON_MISSION", pgettext_lazy("alert status", "A team was sent")
    IN_CASE = "IN_CASE", pgettext_lazy("alert status", "In a case file")
    GATHERED = "GATHERED", pgettext_lazy("alert status", "Gathered with another about the same situation")
    DISMISSED = "DISMISSED", pgettext_lazy("alert status", "Dismissed")

    @property
    def look(self) -> Look:
        return {
            AlertStatus.NEW: Look("info", "bell"),
            AlertStatus.READ: Look("warning", "hourglass"),
            AlertStatus.ON_MISSION: Look("info", "truck"),
            AlertStatus.IN_CASE: Look("success", "folder"),
            AlertStatus.GATHERED: Look("plain", "git-merge"),
            AlertStatus.DISMISSED: Look("plain", "x"),
        }[self]


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

    @property
    def talks(self) -> bool:
        """Say whether people write to us by it and can be answered."""
        return self in (Channel.SMS, Channel.WHATSAPP, Channel.TELEGRAM, Channel.EMAIL)

    @property
    def icon(self) -> str:
        return {
            Channel.PORTAL: "device-mobile-message", Channel.HOTLINE: "phone", Channel.VISIT: "building", Channel.FIELD: "truck",
            Channel.PARTNER: "building-community", Channel.SMS: "message", Channel.WHATSAPP: "brand-whatsapp",
            Channel.TELEGRAM: "brand-telegram", Channel.EMAIL: "mail", Channel.MEDIA: "brand-facebook",
            Channel.IMPORT: "file-import",
        }[self]  # fmt: skip


class Category(TextChoices):
    ELDERLY_IN_DANGER = "ELDERLY_IN_DANGER", pgettext_lazy("category", "Elderly person in danger")
    WITHOUT_SHELTER = "WITHOUT_SHELTER", pgettext_lazy("category", "Person without shelter")
    CHILD_IN_DANGER = "CHILD_IN_DANGER", pgettext_lazy("category", "Child in danger")
    VIOLENCE = "VIOLENCE", pgettext_lazy("category", "Violence")
    ILLNESS_WITHOUT_CARE = "ILLNESS_WITHOUT_CARE", pgettext_lazy("category", "Illness without care")
    FAMILY_IN_NEED = "FAMILY_IN_NEED", pgettext_lazy("category", "Family in need")
    CUT_OFF = "CUT_OFF", pgettext_lazy("category", "Trapped, or cut off from help")
    HOME_LOST = "HOME_LOST", pgettext_lazy("category", "Home destroyed or unsafe")
    MISSING = "MISSING", pgettext_lazy("category", "Missing person")
    OTHER = "OTHER", pgettext_lazy("category", "Other hardship")


IN_A_CRISIS = (Category.CUT_OFF, Category.HOME_LOST, Category.MISSING)
"""What is offered to choose only while a crisis is on."""

# What an alert of a category is taken for until an officer says otherwise.
FIRST_URGENCY = {
    Category.ELDERLY_IN_DANGER: Urgency.URGENT,
    Category.WITHOUT_SHELTER: Urgency.URGENT,
    Category.CHILD_IN_DANGER: Urgency.VITAL,
    Category.VIOLENCE: Urgency.VITAL,
    Category.ILLNESS_WITHOUT_CARE: Urgency.IMPORTANT,
    Category.FAMILY_IN_NEED: Urgency.ORDINARY,
    Category.CUT_OFF: Urgency.VITAL,
    Category.HOME_LOST: Urgency.URGENT,
    Category.MISSING: Urgency.VITAL,
    Category.OTHER: Urgency.ORDINARY,
}


class Danger(TextChoices):
    """The answer to "is a life in danger right now?"."""

    YES = "YES", pgettext_lazy("danger now", "Yes")
    NO = "NO", pgettext_lazy("danger now", "No")
    UNSURE = "UNSURE", pgettext_lazy("danger now", "I do not know")


def urgency_of(category: str, danger: str) -> Urgency | None:
    """Return how urgent the answer makes it; None leaves it to what the category is taken for."""
    if danger == Danger.YES:
        return Urgency.VITAL
    if danger == Danger.UNSURE:
        return max(FIRST_URGENCY[Category(category)], Urgency.IMPORTANT)
    return None


class Need(TextChoices):
    """What is missing: the codes of ``yaqaza.language``, read out of the text and corrected by people."""

    RESCUE = "RESCUE", pgettext_lazy("need", "Rescue")
    MEDICAL = "MEDICAL", pgettext_lazy("need", "Medical care")
    FOOD_WATER = "FOOD_WATER", pgettext_lazy("need", "Food and water")
    SHELTER = "SHELTER", pgettext_lazy("need", "Shelter")
    BLANKETS_CLOTHES = "BLANKETS_CLOTHES", pgettext_lazy("need", "Blankets and clothes")
    VIOLENCE = "VIOLENCE", pgettext_lazy("need", "Protection from violence")
    CHILD_PROTECTION = "CHILD_PROTECTION", pgettext_lazy("need", "Protection of a child")
    MISSING_PERSON = "MISSING_PERSON", pgettext_lazy("need", "Missing person")
    DEATH = "DEATH", pgettext_lazy("need", "Death and burial")
    ELDERLY = "ELDERLY", pgettext_lazy("need", "Care of an elderly person")
    DISABILITY = "DISABILITY", pgettext_lazy("need", "Disability")
    MENTAL_HEALTH = "MENTAL_HEALTH", pgettext_lazy("need", "Psychological support")
    ADDICTION = "ADDICTION", pgettext_lazy("need", "Addiction")
    MONEY = "MONEY", pgettext_lazy("need", "Money")
    HOUSING = "HOUSING", pgettext_lazy("need", "Housing")
    WORK = "WORK", pgettext_lazy("need", "Work")
    EDUCATION = "EDUCATION", pgettext_lazy("need", "Schooling")
    OTHER = "OTHER", pgettext_lazy("need", "Another need")

    @property
    def icon(self) -> str:
        return {
            Need.RESCUE: "lifebuoy", Need.MEDICAL: "stethoscope", Need.FOOD_WATER: "basket", Need.SHELTER: "home-off",
            Need.BLANKETS_CLOTHES: "bed", Need.VIOLENCE: "shield-exclamation", Need.CHILD_PROTECTION: "mood-kid",
            Need.MISSING_PERSON: "user-search", Need.DEATH: "user-x", Need.ELDERLY: "old", Need.DISABILITY: "wheelchair",
            Need.MENTAL_HEALTH: "heart-handshake", Need.ADDICTION: "pill", Need.MONEY: "coins", Need.HOUSING: "home",
            Need.WORK: "briefcase", Need.EDUCATION: "school", Need.OTHER: "dots",
        }[self]  # fmt: skip


# What a category says by itself, before anybody or anything has read the words.
NEEDS_OF = {
    Category.ELDERLY_IN_DANGER: (Need.ELDERLY,),
    Category.WITHOUT_SHELTER: (Need.SHELTER,),
    Category.CHILD_IN_DANGER: (Need.CHILD_PROTECTION,),
    Category.VIOLENCE: (Need.VIOLENCE,),
    Category.ILLNESS_WITHOUT_CARE: (Need.MEDICAL,),
    Category.FAMILY_IN_NEED: (),
    Category.CUT_OFF: (Need.RESCUE,),
    Category.HOME_LOST: (Need.SHELTER,),
    Category.MISSING: (Need.MISSING_PERSON,),
    Category.OTHER: (),
}

TOPICS = (
    (Need.VIOLENCE, Category.VIOLENCE),
    (Need.CHILD_PROTECTION, Category.CHILD_IN_DANGER),
    (Need.ELDERLY, Category.ELDERLY_IN_DANGER),
    (Need.SHELTER, Category.WITHOUT_SHELTER),
    (Need.MEDICAL, Category.ILLNESS_WITHOUT_CARE),
    (Need.FOOD_WATER, Category.FAMILY_IN_NEED),
    (Need.BLANKETS_CLOTHES, Category.FAMILY_IN_NEED),
    (Need.MONEY, Category.FAMILY_IN_NEED),
    (Need.HOUSING, Category.FAMILY_IN_NEED),
)
"""What a call is about when a need is stated, the first that is: who must be protected goes before what is missing."""

STATED = 0.5
"""From here on what was read counts as said."""

_CALLS_FOR = ((0.92, Urgency.VITAL), (0.68, Urgency.URGENT), (0.42, Urgency.IMPORTANT))
# Above the middle between two levels (0.875, 0.625, 0.375): words that are nearly vital leave an alert urgent.


SURELY = 0.8
LEAST_FOR = {Need.RESCUE: Urgency.URGENT, Need.VIOLENCE: Urgency.URGENT, Need.CHILD_PROTECTION: Urgency.URGENT}
"""Whoever has to be got out or protected waits no days, in however calm words it is told."""


def urgency_from(likely: float, needs: Mapping[str, float]) -> Urgency:
    """Return the urgency that words of this weight (0…1) call for, and the needs that are surely stated."""
    level = next((level for least, level in _CALLS_FOR if likely >= least), Urgency.ORDINARY)
    return max([level, *(least for need, least in LEAST_FOR.items() if needs.get(need, 0.0) >= SURELY)])


class Request(TextChoices):
    """Whether a message asks for something, as far as its words tell."""

    ASKS = "ASKS", pgettext_lazy("request", "Asks for help or tells of somebody")
    NONE = "NONE", pgettext_lazy("request", "Probably no request: news, opinion, thanks")


class Denied(TextChoices):
    """How a message says that something is not needed."""

    COVERED = "COVERED", pgettext_lazy("not needed", "said to be there")
    ABSENT = "ABSENT", pgettext_lazy("not needed", "said not to be the case")


class Tongue(TextChoices):
    """A language that messages are written in, by the codes of ``yaqaza.language``."""

    AR = "ar", pgettext_lazy("language", "Arabic")
    ARY = "ary", pgettext_lazy("language", "Moroccan Arabic")
    ARQ = "arq", pgettext_lazy("language", "Algerian Arabic")
    ARZ = "arz", pgettext_lazy("language", "Arabic in Latin letters")
    FR = "fr", pgettext_lazy("language", "French")
    EN = "en", pgettext_lazy("language", "English")
    BER = "ber", pgettext_lazy("language", "Tamazight")

    @property
    def tag(self) -> str:
        """Return what ``lang`` calls it (BCP 47): every spoken Arabic is "ar", which fonts and readers aloud know."""
        return {Tongue.ARY: "ar", Tongue.ARQ: "ar", Tongue.ARZ: "ar-Latn"}.get(self, self.value)


class PlacePrecision(TextChoices):
    EXACT = "EXACT", pgettext_lazy("place", "Exact position")
    COMMUNE = "COMMUNE", pgettext_lazy("place", "Commune known")
    PROVINCE = "PROVINCE", pgettext_lazy("place", "Province known")
    UNKNOWN = "UNKNOWN", pgettext_lazy("place", "Place not known")


class DismissReason(TextChoices):
    NOT_HARDSHIP = "NOT_HARDSHIP", pgettext_lazy("dismissal", "Not about a person in hardship")
    OUT_OF_SCOPE = "OUT_OF_SCOPE", pgettext_lazy("dismissal", "Another service's matter, the reporter was told which")
    NEWS = "NEWS", pgettext_lazy("dismissal", "News or rumour: no person to find in it")
    ABROAD = "ABROAD", pgettext_lazy("dismissal", "Outside of the country")
    NO_CONTACT = "NO_CONTACT", pgettext_lazy("dismissal", "Cannot be found or reached with what was given")
    ALREADY_HELPED = "ALREADY_HELPED", pgettext_lazy("dismissal", "Already helped, nothing new")
    ABUSE = "ABUSE", pgettext_lazy("dismissal", "Abuse or joke")
    TEST = "TEST", pgettext_lazy("dismissal", "Test")


class Refusal(TextChoices):
    """What is wrong in a row of an imported file, or with the file itself."""

    EMPTY = "EMPTY", pgettext_lazy("import", "The row holds no text")
    LONG = "LONG", pgettext_lazy("import", "The text is longer than 10,000 characters")
    DAY = "DAY", pgettext_lazy("import", "The day or hour cannot be read; write it like this: 21/11/2026 14:30")
    FUTURE = "FUTURE", pgettext_lazy("import", "The day lies in the future")
    PHONE = "PHONE", pgettext_lazy("import", "The telephone number is not a whole number that can be called")
    NUMBER = "NUMBER", pgettext_lazy("import", "The number of people is not a number between 1 and 10,000")
    SHARES = "SHARES", pgettext_lazy("import", "The number of shares is not a whole number")
    CATEGORY = "CATEGORY", pgettext_lazy("import", "This category is not known")
    URGENCY = "URGENCY", pgettext_lazy("import", "This urgency is not known; write 1 to 4 or its name")
    CHANNEL = "CHANNEL", pgettext_lazy("import", "This channel is not known")
    POSITION = "POSITION", pgettext_lazy("import", "Longitude and latitude are not a point on the earth")
    LINE = "LINE", pgettext_lazy("import", "The line cannot be read as JSON")
    WIDTH = "WIDTH", pgettext_lazy("import", "The row has more cells than the heading")
    REFERENCE = "REFERENCE", pgettext_lazy("import", "The reference is longer than 100 characters")
    CUT = "CUT", pgettext_lazy("import", "This is longer than the field holds: only its beginning is in the field")
    PLACE = (
        "PLACE",
        pgettext_lazy("import", "No place of this name was found; the name stays with the alert, as “where exactly”"),
    )
    FILE = "FILE", pgettext_lazy("import", "The file cannot be read to its end: from here on it is broken")


NOT_TAKEN = (Refusal.EMPTY, Refusal.LONG, Refusal.LINE, Refusal.FILE)
"""Without a text there is no alert; with any other fault the row comes in without that field."""
