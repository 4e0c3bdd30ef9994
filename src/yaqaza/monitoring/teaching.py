"""What decisions about stories teach the reading: a wording that a monitor dismissed as news or no hardship asks for nothing.

Accepted stories are alerts, and are learned from as such. Names and numbers are masked, and nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from yaqaza.alerts.training import ASKS_NOTHING, LEAST_LETTERS, without_numbers
from yaqaza.core.text import direction
from yaqaza.language import analyse
from yaqaza.language.model import LANGUAGES, NEEDS
from yaqaza.language.training.examples import Example
from yaqaza.monitoring.models import Wording
from yaqaza.monitoring.states import StoryStatus


def examples() -> Iterator[Example]:
    """Yield a labelled text for each wording of a story that was dismissed because it asks for nothing."""
    rows = Wording.objects.filter(story__status=StoryStatus.DISMISSED, story__dismiss_reason__in=ASKS_NOTHING).exclude(
        text=""
    )
    for text in rows.order_by("id").values_list("text", flat=True).iterator(chunk_size=500):
        said = analyse(text, country=settings.COUNTRY)
        language = next((code for code in said.languages if code in LANGUAGES), "")
        somebody = "فلان" if direction(text) == "rtl" else "Untel"
        for name in sorted(said.names, key=lambda each: -each.start):
            text = text[: name.start] + somebody + text[name.end :]
        text = without_numbers(text)
        if language and sum(sign.isalpha() for sign in text) >= LEAST_LETTERS:
            yield Example(text, language, "NONE", 0, frozenset(), known=frozenset((*NEEDS, "asks", "urgency")))
