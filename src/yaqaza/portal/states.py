"""The questions of a report, in their order, and the answers that are choices."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.alerts.states import FIRST_URGENCY, Category, Urgency


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


class Danger(TextChoices):
    YES = "YES", pgettext_lazy("danger now", "Yes")
    NO = "NO", pgettext_lazy("danger now", "No")
    UNSURE = "UNSURE", pgettext_lazy("danger now", "I do not know")


class Who(TextChoices):
    ANONYMOUS = "ANONYMOUS", pgettext_lazy("who", "I prefer not to say who I am")
    CONTACT = "CONTACT", pgettext_lazy("who", "Yes, here is my number")
    NAMED = "NAMED", pgettext_lazy("who", "I leave my name, but do not call me")


def urgency_of(category: str, danger: str) -> Urgency | None:
    """This function will return how urgent the answers make it; None leaves it to what the category is taken for."""
    if danger == Danger.YES:
        return Urgency.VITAL
    if danger == Danger.UNSURE:
        return max(FIRST_URGENCY[Category(category)], Urgency.IMPORTANT)
    return None
