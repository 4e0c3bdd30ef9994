"""What a pair of records that look like one person waits for, and what was answered."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class LikenessSource(TextChoices):
    """What noticed the pair."""

    LINK = "LINK", pgettext_lazy("likeness source", "Comparison of all records")
    SEARCH = "SEARCH", pgettext_lazy("likeness source", "A search")
    PHONE = "PHONE", pgettext_lazy("likeness source", "Recorded on telephones without a network")


class LikenessStatus(TextChoices):
    """Where the question "are these two one person?" stands."""

    OPEN = "OPEN", pgettext_lazy("likeness", "To compare")
    PROPOSED = "PROPOSED", pgettext_lazy("likeness", "Said to be the same: to confirm")
    UNSURE = "UNSURE", pgettext_lazy("likeness", "Not sure")
    SAME = "SAME", pgettext_lazy("likeness", "The same person")
    NOT_SAME = "NOT_SAME", pgettext_lazy("likeness", "Not the same")

    @property
    def look(self) -> Look:
        return {
            LikenessStatus.OPEN: Look("info", "users"),
            LikenessStatus.PROPOSED: Look("warning", "hourglass"),
            LikenessStatus.UNSURE: Look("plain", "help-circle"),
            LikenessStatus.SAME: Look("success", "check"),
            LikenessStatus.NOT_SAME: Look("plain", "x"),
        }[self]


S = LikenessStatus
WAITING = (S.OPEN, S.PROPOSED, S.UNSURE)
MOVES: dict[LikenessStatus, list[LikenessStatus]] = {
    S.OPEN: [S.PROPOSED, S.UNSURE, S.SAME, S.NOT_SAME],
    S.PROPOSED: [S.OPEN, S.UNSURE, S.SAME, S.NOT_SAME],
    S.UNSURE: [S.OPEN, S.PROPOSED, S.SAME, S.NOT_SAME],
    S.SAME: [S.OPEN],  # taken back
    S.NOT_SAME: [S.OPEN],
}
