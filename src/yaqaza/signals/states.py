"""Kinds of warning signs, the path of one, what was decided about it. A sign asks for a check; its words accuse nobody."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class Kind(TextChoices):
    SAME_ACCOUNT = "SAME_ACCOUNT", pgettext_lazy("warning sign", "One account number, several identities")
    SAME_PHONE = "SAME_PHONE", pgettext_lazy("warning sign", "One telephone, several identities")
    SAME_TEXT = "SAME_TEXT", pgettext_lazy("warning sign", "One text, several identities")
    SAME_PICTURE = "SAME_PICTURE", pgettext_lazy("warning sign", "One picture, several identities")
    AID_TWICE = "AID_TWICE", pgettext_lazy("warning sign", "The same aid from two organisations")
    REPORTER = "REPORTER", pgettext_lazy("warning sign", "Reports found without ground")
    VISIT_TOO_FAST = "VISIT_TOO_FAST", pgettext_lazy("warning sign", "Two arrivals too far apart")
    FINDINGS_BEFORE = "FINDINGS_BEFORE", pgettext_lazy("warning sign", "Findings written before the arrival")
    FINDINGS_ELSEWHERE = "FINDINGS_ELSEWHERE", pgettext_lazy("warning sign", "Findings written elsewhere")

    @property
    def icon(self) -> str:
        return {
            Kind.SAME_ACCOUNT: "credit-card",
            Kind.SAME_PHONE: "phone",
            Kind.SAME_TEXT: "copy",
            Kind.SAME_PICTURE: "photo",
            Kind.AID_TWICE: "package",
            Kind.REPORTER: "user-question",
            Kind.VISIT_TOO_FAST: "route",
            Kind.FINDINGS_BEFORE: "clock-exclamation",
            Kind.FINDINGS_ELSEWHERE: "map-pin-off",
        }[self]


class SignalStatus(TextChoices):
    OPEN = "OPEN", pgettext_lazy("warning sign", "To be checked")
    ASKED = "ASKED", pgettext_lazy("warning sign", "The person was asked")
    CONFIRMED = "CONFIRMED", pgettext_lazy("warning sign", "Confirmed")
    EXPLAINED = "EXPLAINED", pgettext_lazy("warning sign", "Explained")
    DISMISSED = "DISMISSED", pgettext_lazy("warning sign", "Set aside")

    @property
    def look(self) -> Look:
        return {
            SignalStatus.OPEN: Look("info", "eye-check"),
            SignalStatus.ASKED: Look("warning", "message-2"),
            SignalStatus.CONFIRMED: Look("danger", "alert-circle"),
            SignalStatus.EXPLAINED: Look("success", "circle-check"),
            SignalStatus.DISMISSED: Look("plain", "circle-minus"),
        }[self]


S = SignalStatus
MOVES = {
    S.OPEN: [S.ASKED, S.EXPLAINED, S.DISMISSED],  # nothing is confirmed before the person was asked
    S.ASKED: [S.CONFIRMED, S.EXPLAINED, S.DISMISSED],
    S.CONFIRMED: [S.EXPLAINED],  # an explanation may come late
    S.EXPLAINED: [S.OPEN, S.ASKED],  # opened again; "asked" when somebody was
    S.DISMISSED: [S.OPEN, S.ASKED],
}
WAITING = (S.OPEN, S.ASKED)
DECIDED = (S.CONFIRMED, S.EXPLAINED, S.DISMISSED)


ABOUT_OTHERS = (Kind.REPORTER, Kind.VISIT_TOO_FAST, Kind.FINDINGS_BEFORE, Kind.FINDINGS_ELSEWHERE)
"""Signs about who reported or about the work of a team: never about whom the file is for."""
ABOUT_VISITS = (Kind.VISIT_TOO_FAST, Kind.FINDINGS_BEFORE, Kind.FINDINGS_ELSEWHERE)


class Answered(TextChoices):
    """What came of asking somebody."""

    ANSWERED = "ANSWERED", pgettext_lazy("right of reply", "Answered")
    DECLINED = "DECLINED", pgettext_lazy("right of reply", "Did not wish to answer")
    UNREACHED = "UNREACHED", pgettext_lazy("right of reply", "Could not be reached")


class Way(TextChoices):
    """How somebody was asked."""

    OFFICE = "OFFICE", pgettext_lazy("right of reply", "At the office")
    PHONE = "PHONE", pgettext_lazy("right of reply", "By telephone")
    VISIT = "VISIT", pgettext_lazy("right of reply", "On a visit")
    LETTER = "LETTER", pgettext_lazy("right of reply", "By letter")


class What(TextChoices):
    """Values that several people may share for good reasons."""

    PHONE = "PHONE", pgettext_lazy("shared value", "Telephone")
    ACCOUNT = "ACCOUNT", pgettext_lazy("shared value", "Account")


class Sharing(TextChoices):
    """Who shares a value, and so why it says little."""

    FAMILY = "FAMILY", pgettext_lazy("shared value", "A family")
    ASSOCIATION = "ASSOCIATION", pgettext_lazy("shared value", "An association")
    CAFE = "CAFE", pgettext_lazy("shared value", "A café or a shop")
    SHELTER = "SHELTER", pgettext_lazy("shared value", "A shelter or a care institution")
    OTHER = "OTHER", pgettext_lazy("shared value", "Others")


WHAT_OF = {Kind.SAME_PHONE: What.PHONE, Kind.REPORTER: What.PHONE, Kind.SAME_ACCOUNT: What.ACCOUNT}
"""Kinds whose key is the blind index of a value that may be known as shared."""
