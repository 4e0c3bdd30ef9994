"""What became of an operation that a phone sent."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class State(TextChoices):
    APPLIED = "APPLIED", pgettext_lazy("operation", "Done")
    WAITING = "WAITING", pgettext_lazy("operation", "Waits for what comes before it")
    DIFFERS = "DIFFERS", pgettext_lazy("operation", "Somebody has to choose")
    REFUSED = "REFUSED", pgettext_lazy("operation", "Refused")
    BROKEN = "BROKEN", pgettext_lazy("operation", "Could not be done")
    SETTLED = "SETTLED", pgettext_lazy("operation", "Settled by somebody")

    @property
    def look(self) -> Look:
        return {
            S.APPLIED: Look("success", "check"),
            S.WAITING: Look("info", "clock"),
            S.DIFFERS: Look("warning", "arrows-split-2"),
            S.REFUSED: Look("danger", "ban"),
            S.BROKEN: Look("danger", "alert-triangle"),
            S.SETTLED: Look("plain", "check"),
        }[self]


S = State
MOVES = {
    S.WAITING: [S.APPLIED, S.DIFFERS, S.REFUSED, S.BROKEN, S.SETTLED],
    S.DIFFERS: [S.SETTLED],
    S.REFUSED: [S.APPLIED, S.DIFFERS, S.BROKEN, S.WAITING, S.SETTLED],
    S.BROKEN: [S.APPLIED, S.DIFFERS, S.REFUSED, S.WAITING, S.SETTLED],
    S.APPLIED: [],
    S.SETTLED: [],
}
UNSETTLED = (S.WAITING, S.DIFFERS, S.REFUSED, S.BROKEN)
