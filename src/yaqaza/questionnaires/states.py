"""Where a questionnaire stands, and what kinds of file come with answers."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class Stage(TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("questionnaire", "Draft")
    PUBLISHED = "PUBLISHED", pgettext_lazy("questionnaire", "Published")
    RETIRED = "RETIRED", pgettext_lazy("questionnaire", "Retired")

    @property
    def look(self) -> Look:
        return {
            Stage.DRAFT: Look("warning", "pencil"),
            Stage.PUBLISHED: Look("success", "check"),
            Stage.RETIRED: Look("plain", "x"),
        }[self]


# A retired one is offered to nobody, but what phones filled in before is still taken.
MOVES = {Stage.DRAFT: [Stage.PUBLISHED], Stage.PUBLISHED: [Stage.RETIRED], Stage.RETIRED: [Stage.PUBLISHED]}


class FileKind(TextChoices):
    """What the bytes of an attachment are, whatever its name says."""

    PICTURE = "PICTURE", pgettext_lazy("attachment", "Picture")
    SOUND = "SOUND", pgettext_lazy("attachment", "Recording")
    FILM = "FILM", pgettext_lazy("attachment", "Film")
    PDF = "PDF", pgettext_lazy("attachment", "PDF")
    TEXT = "TEXT", pgettext_lazy("attachment", "Text")
