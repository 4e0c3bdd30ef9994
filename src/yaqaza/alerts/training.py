"""What a deployment's own decisions teach: labelled texts, made in memory from alerts, without what tells who somebody is.

A correction of a need or of the urgency is a label, so is the category of an alert that went into a file, and a dismissal as news
or no hardship. What nobody said anything about is not learned from, nor is a joke or a lie, whose words ask for what is not meant, nor a
dismissal where the same words asked for something at another place. Alerts of sensitive files are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from yaqaza.alerts.models import Alert, Correction, Reading
from yaqaza.alerts.queries.readings import no_names
from yaqaza.alerts.states import NEEDS_OF, STATED, AlertStatus, Category, DismissReason
from yaqaza.core.text import direction
from yaqaza.language.folding import fold
from yaqaza.language.model import LANGUAGES, NEEDS
from yaqaza.language.training.examples import Example

What = Correction.What
ASKS_NOTHING = (DismissReason.NEWS, DismissReason.NOT_HARDSHIP)
LEAST_LETTERS = 8
MORE: list[Callable[[], Iterator[Example]]] = []
"""What later apps teach besides: each adds its own when it starts."""
BATCH = 500

_NUMBER = re.compile(r"\d(?:[ \u00a0.\-/]{0,2}\d){4,}")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w.-]+|(?<!\w)@\w+")
_DIGIT = re.compile(r"\d")


def examples() -> Iterator[Example]:
    """Yield a labelled text for each alert about which somebody decided something that can be learned."""
    corrected = Correction.objects.filter(alert=OuterRef("pk"), event__undone_at=None)
    decided = Q(status=AlertStatus.IN_CASE) | Q(status=AlertStatus.DISMISSED, dismiss_reason__in=ASKS_NOTHING)
    valid = Prefetch("corrections", Correction.objects.filter(event__undone_at=None).order_by("id"))
    rows = (
        Alert.objects.filter(decided | Q(Exists(corrected)), sensitive=False, reading__isnull=False)
        .exclude(text="")
        .select_related("reading")
        .prefetch_related(valid)
        .order_by("id")
    )
    asked: set[bytes] = set()
    dismissed: list[tuple[bytes, Example]] = []
    for alert in rows.iterator(chunk_size=BATCH):
        if example := labelled(alert, alert.reading, list(alert.corrections.all())):
            mark = _mark(alert.text, alert.reading.places, alert.reading.spots)
            if example.kind == "NONE" and not example.needs:
                dismissed.append((mark, example))
                continue
            asked.add(mark)
            yield example
    if dismissed:
        asked |= _asked_elsewhere()
    yield from (example for mark, example in dismissed if mark not in asked)
    for more in MORE:
        yield from more()


def _asked_elsewhere() -> set[bytes]:
    """Return the marks of words for which somebody was sent or a file opened; those of sensitive files are compared, never learned."""
    rows = Alert.objects.filter(status__in=(AlertStatus.IN_CASE, AlertStatus.ON_MISSION), reading__isnull=False)
    words = rows.exclude(text="").order_by().values_list("text", "reading__places", "reading__spots")
    return {_mark(*each) for each in words.iterator(chunk_size=BATCH)}


def _mark(text: str, places: list[dict[str, Any]], spots: list[Any]) -> bytes:
    """Return eight bytes by which the words of a text are compared: nobody holds all texts at once."""
    return blake2b(_without_whereabouts(text, places, spots).encode(), digest_size=8).digest()


def _without_whereabouts(text: str, places: list[dict[str, Any]], spots: list[Any]) -> str:
    """Return the words of a text as they are compared: without places, numbers and signs."""
    spans = [(place["start"], place["end"]) for place in places] + [(start, end) for start, end, _kind in spots]
    kept, at = [], 0
    for start, end in sorted(spans):  # a spot mostly stands where the place of the same name does
        kept.append(text[at:start])
        at = max(at, end)
    return fold(_DIGIT.sub("", " ".join((*kept, text[at:]))))


def labelled(alert: Alert, reading: Reading, corrections: Iterable[Correction]) -> Example | None:
    """Return the text of an alert, masked, with what people said of it; None when that is nothing."""
    corrections = list(corrections)
    language = next((code for code in reading.languages if code in LANGUAGES), "")
    text = masked(alert, reading, no_names(corrections))
    if not language or sum(sign.isalpha() for sign in text) < LEAST_LETTERS:
        return None
    if alert.status == AlertStatus.DISMISSED and alert.dismiss_reason in ASKS_NOTHING:
        known = frozenset((*NEEDS, "asks", "urgency"))
        return Example(text, language, "NONE", 0, frozenset(), known=known)
    needs, known_labels = _said(alert, corrections)
    if not known_labels:
        return None
    asks = "asks" in known_labels or reading.asks >= STATED
    urgency = int(alert.urgency) if "urgency" in known_labels else 0
    return Example(
        text, language, "REPORT" if asks else "NONE", urgency, frozenset(needs), known=frozenset(known_labels)
    )


def _said(alert: Alert, corrections: list[Correction]) -> tuple[set[str], set[str]]:
    """Return the needs that people said there are, and the labels of which they said anything."""
    needs: set[str] = set()
    known: set[str] = set()
    if alert.status == AlertStatus.IN_CASE:
        needs |= {need.value for need in NEEDS_OF[Category(alert.category)]}
        known |= needs | {"asks"}
    touched = {row.value for row in corrections if row.what in (What.NEED_ADDED, What.NEED_REMOVED)}
    for code in touched & set(NEEDS):
        known.add(code)
        (needs.add if code in alert.needs else needs.discard)(code)
    if touched & needs:
        known.add("asks")
    if any(row.what == What.URGENCY for row in corrections):
        known.add("urgency")
    return needs, known


def masked(alert: Alert, reading: Reading, not_names: Iterable[str] = ()) -> str:
    """Return the text with names, telephones, accounts, addresses and long numbers replaced by what stands for any of them."""
    text = alert.text
    somebody = "فلان" if direction(text) == "rtl" else "Untel"
    hidden = [(found.start, found.end, somebody) for found in reading.found_names if found.span not in set(not_names)]
    hidden += [
        (found.start, found.end, _DIGIT.sub("0", text[found.start : found.end]))
        for found in (*reading.found_phones, *reading.found_accounts)
    ]
    for start, end, instead in sorted(hidden, reverse=True):
        text = text[:start] + instead + text[end:]
    for part in alert.reporter_name.split():
        if len(part) > 2:
            text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", somebody, text)
    return without_numbers(text)


def without_numbers(text: str) -> str:
    """Return ``text`` without addresses, and with noughts in long numbers."""
    text = _NUMBER.sub(lambda found: _DIGIT.sub("0", found.group()), _ADDRESS.sub(" ", text))
    return " ".join(text.split())
