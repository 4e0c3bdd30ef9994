"""The questions of a report, in their order, and the answers that are choices."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Question(TextChoices):
    """One page each; the value is its part of the address."""

    KIND = "kind", pgettext_lazy("question", "What have you seen?")
    WHERE = "where", pgettext_lazy("question", "Where is the person?")
    WHAT = "what", pgettext_lazy("question", "What is happening?")
    WHO = "who", pgettext_lazy("question", "May we call you?")


ORDER = tuple(Question)


class Where(TextChoices):
    HERE = "HERE", pgettext_lazy("where", "Where I am now")
    PLACE = "PLACE", pgettext_lazy("where", "In a place that I know")
    POST = "POST", pgettext_lazy("where", "I saw it in a post or a video")
    UNKNOWN = "UNKNOWN", pgettext_lazy("where", "I do not know")


class Who(TextChoices):
    ANONYMOUS = "ANONYMOUS", pgettext_lazy("who", "I prefer not to say who I am")
    CONTACT = "CONTACT", pgettext_lazy("who", "Yes, here is my number")
    NAMED = "NAMED", pgettext_lazy("who", "I leave my name, but do not call me")
