"""Missions, professions and what a visit found."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class MissionStatus(TextChoices):
    WAITING = "WAITING", pgettext_lazy("mission status", "Waiting for a team")
    ORDERED = "ORDERED", pgettext_lazy("mission status", "Ordered")
    DEPARTED = "DEPARTED", pgettext_lazy("mission status", "On the way")
    ON_SITE = "ON_SITE", pgettext_lazy("mission status", "On site")
    DONE = "DONE", pgettext_lazy("mission status", "Done")
    CANCELLED = "CANCELLED", pgettext_lazy("mission status", "Cancelled")

    @property
    def look(self) -> Look:
        return {
            S.WAITING: Look("warning", "hourglass"),
            S.ORDERED: Look("info", "clipboard-list"),
            S.DEPARTED: Look("warning", "car", "busy"),
            S.ON_SITE: Look("warning", "map-pin", "busy"),
            S.DONE: Look("success", "check", "free"),
            S.CANCELLED: Look("plain", "ban"),
        }[self]


S = MissionStatus
MOVES = {
    S.WAITING: [S.ORDERED, S.CANCELLED],
    S.ORDERED: [S.DEPARTED, S.CANCELLED],
    S.DEPARTED: [S.ON_SITE, S.DONE, S.CANCELLED],  # done without arriving: the place could not be reached
    S.ON_SITE: [S.DONE],
    S.DONE: [],
    S.CANCELLED: [],
}
OPEN = (S.WAITING, S.ORDERED, S.DEPARTED, S.ON_SITE)
OUT = (S.DEPARTED, S.ON_SITE)  # the team is on the road or at the place

LONGEST_WINDOW = timedelta(days=7)
FURTHEST_START = timedelta(days=90)
SILENCE = timedelta(hours=2)  # a team still out so long after its window: nobody knows where it is


class Purpose(TextChoices):
    EMERGENCY = "EMERGENCY", pgettext_lazy("mission", "Urgent help")
    FAMILY_INVESTIGATION = "FAMILY_INVESTIGATION", pgettext_lazy("mission", "Family investigation")
    SOCIAL_INVESTIGATION = "SOCIAL_INVESTIGATION", pgettext_lazy("mission", "Social investigation")
    FOLLOW_UP = "FOLLOW_UP", pgettext_lazy("mission", "Follow-up visit")
    ACCOMPANIMENT = "ACCOMPANIMENT", pgettext_lazy("mission", "Accompaniment to a service")

    @property
    def icon(self) -> str:
        return {
            Purpose.EMERGENCY: "ambulance",
            Purpose.FAMILY_INVESTIGATION: "home-heart",
            Purpose.SOCIAL_INVESTIGATION: "clipboard-data",
            Purpose.FOLLOW_UP: "calendar-check",
            Purpose.ACCOMPANIMENT: "heart-handshake",
        }[self]


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

    @property
    def icon(self) -> str:
        return {
            Profession.DOCTOR: "stethoscope",
            Profession.NURSE: "first-aid-kit",
            Profession.DRIVER: "steering-wheel",
            Profession.VOLUNTEER: "heart-handshake",
        }.get(self, "user")


class Presence(TextChoices):
    """Whether a team can be sent now."""

    FREE = "FREE", pgettext_lazy("team", "Free")
    BUSY = "BUSY", pgettext_lazy("team", "On a mission")
    LOST = "LOST", pgettext_lazy("team", "No news")
    OFF = "OFF", pgettext_lazy("team", "Nobody today")

    @property
    def look(self) -> Look:
        return {
            Presence.FREE: Look("success", "circle", "free"),
            Presence.BUSY: Look("warning", "circle-half-2", "busy"),
            Presence.LOST: Look("danger", "circle-x", "lost"),
            Presence.OFF: Look("plain", "circle", "off"),
        }[self]


class ProposalKind(TextChoices):
    """How a proposal was found."""

    WHOLE = "WHOLE", pgettext_lazy("proposal", "The whole day anew")
    CHANGE = "CHANGE", pgettext_lazy("proposal", "Smallest change")


class RoundStatus(TextChoices):
    PLANNED = "PLANNED", pgettext_lazy("round status", "Planned")
    OUT = "OUT", pgettext_lazy("round status", "Under way")
    CLOSED = "CLOSED", pgettext_lazy("round status", "Over")
    CANCELLED = "CANCELLED", pgettext_lazy("round status", "Called off")

    @property
    def look(self) -> Look:
        return {
            RoundStatus.PLANNED: Look("info", "clipboard-list"),
            RoundStatus.OUT: Look("warning", "car", "busy"),
            RoundStatus.CLOSED: Look("success", "check", "free"),
            RoundStatus.CANCELLED: Look("plain", "ban"),
        }[self]


ROUND_MOVES = {
    RoundStatus.PLANNED: [RoundStatus.OUT, RoundStatus.CANCELLED],
    RoundStatus.OUT: [RoundStatus.CLOSED],
    RoundStatus.CLOSED: [],
    RoundStatus.CANCELLED: [],
}


class Given(TextChoices):
    """What is given on the street, there and then."""

    MEAL = "MEAL", pgettext_lazy("given", "Meal")
    HOT_DRINK = "HOT_DRINK", pgettext_lazy("given", "Hot drink, water")
    BLANKET = "BLANKET", pgettext_lazy("given", "Blanket")
    CLOTHES = "CLOTHES", pgettext_lazy("given", "Clothes")
    HYGIENE = "HYGIENE", pgettext_lazy("given", "Hygiene kit")
    FIRST_AID = "FIRST_AID", pgettext_lazy("given", "First aid")
    LISTENING = "LISTENING", pgettext_lazy("given", "Listening")
    GUIDANCE = "GUIDANCE", pgettext_lazy("given", "Guidance to a service")
    TRANSPORT = "TRANSPORT", pgettext_lazy("given", "Brought to a place to sleep")


class Outcome(TextChoices):
    """Whether the visit met the person."""

    MET = "MET", pgettext_lazy("visit", "Met")
    NOT_FOUND = "NOT_FOUND", pgettext_lazy("visit", "Not found")
    REFUSED = "REFUSED", pgettext_lazy("visit", "Refused the visit")
    NO_ACCESS = "NO_ACCESS", pgettext_lazy("visit", "The place could not be reached")

    @property
    def look(self) -> Look:
        return {
            Outcome.MET: Look("success", "check"),
            Outcome.NOT_FOUND: Look("warning", "user-question"),
            Outcome.REFUSED: Look("warning", "hand-stop"),
            Outcome.NO_ACCESS: Look("warning", "map-pin-off"),
        }[self]


class Danger(TextChoices):
    NONE = "NONE", pgettext_lazy("danger", "No danger")
    POSSIBLE = "POSSIBLE", pgettext_lazy("danger", "Possible")
    IMMEDIATE = "IMMEDIATE", pgettext_lazy("danger", "Immediate")

    @property
    def look(self) -> Look:
        return {
            Danger.NONE: Look("plain", "shield-check"),
            Danger.POSSIBLE: Look("warning", "shield-exclamation"),
            Danger.IMMEDIATE: Look("danger", "alert-octagon"),
        }[self]


class Housing(TextChoices):
    DECENT = "DECENT", pgettext_lazy("housing", "Decent")
    PRECARIOUS = "PRECARIOUS", pgettext_lazy("housing", "Precarious")
    UNFIT = "UNFIT", pgettext_lazy("housing", "Unfit to live in")
    NONE = "NONE", pgettext_lazy("housing", "None")
    UNKNOWN = "UNKNOWN", pgettext_lazy("housing", "Not seen")


class Duty(TextChoices):
    """What somebody does on a shift."""

    DESK = "DESK", pgettext_lazy("duty", "At the desk")
    LEAD = "LEAD", pgettext_lazy("duty", "Head of the shift")
    ROAD = "ROAD", pgettext_lazy("duty", "On the road")

    @property
    def icon(self) -> str:
        return {Duty.DESK: "device-desktop", Duty.LEAD: "user-shield", Duty.ROAD: "car"}[self]


ANSWERS = (Duty.DESK, Duty.LEAD)  # somebody of these must be there at every moment
LONGEST_SHIFT = timedelta(hours=24)
FURTHEST_SHIFT = timedelta(days=180)


class Guests(TextChoices):
    """For whom a house has places."""

    MEN = "MEN", pgettext_lazy("places for", "Men")
    WOMEN = "WOMEN", pgettext_lazy("places for", "Women")
    FAMILIES = "FAMILIES", pgettext_lazy("places for", "Families")
    MINORS = "MINORS", pgettext_lazy("places for", "Minors")


STALE = timedelta(hours=12)  # a number of free places that is older is only told with a warning


class VehicleKind(TextChoices):
    CAR = "CAR", pgettext_lazy("vehicle", "Car")
    VAN = "VAN", pgettext_lazy("vehicle", "Van")
    MINIBUS = "MINIBUS", pgettext_lazy("vehicle", "Minibus")
    AMBULANCE = "AMBULANCE", pgettext_lazy("vehicle", "Ambulance")
    MOTORCYCLE = "MOTORCYCLE", pgettext_lazy("vehicle", "Motorcycle")
    TRUCK = "TRUCK", pgettext_lazy("vehicle", "Truck")


class Oddity(TextChoices):
    """What is unlikely in the log of a vehicle: told, written down, and never in the way."""

    BACK = "BACK", pgettext_lazy("vehicle log", "The odometer went back")
    FAR = "FAR", pgettext_lazy("vehicle log", "Very far for one trip")
    GAP = "GAP", pgettext_lazy("vehicle log", "Kilometres that no trip tells of")
    CONSUMPTION = "CONSUMPTION", pgettext_lazy("vehicle log", "More or less fuel than such a vehicle takes")
