"""What was read in an alert as its page tells it: each thing with the words that led to it, and who put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from yaqaza.alerts.models import Alert, Correction, Reading
from yaqaza.alerts.models.readings import Found, Span
from yaqaza.alerts.queries.places import SURE, FoundPlace, certainly_in, read_in
from yaqaza.alerts.reading import Part, parts, quoted
from yaqaza.alerts.states import NEEDS_OF, STATED, Category, Denied, Need, PlacePrecision, Tongue, Urgency
from yaqaza.territory.models import Area

What = Correction.What


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was read; ``key`` names its words in the message, ``quotes`` are these words, ``by`` is who said it instead."""

    key: str
    quotes: list[str]
    by: str = ""


@dataclass(frozen=True, slots=True)
class ToldNeed(Told):
    need: Need = Need.OTHER
    of_category: bool = False


@dataclass(frozen=True, slots=True)
class ToldPlace(Told):
    place: FoundPlace | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class NotNeeded(Told):
    need: Need = Need.OTHER
    how: Denied = Denied.COVERED


@dataclass(slots=True)
class Panel:
    """Everything the panel "what was read" shows; empty when the program has not read the alert yet."""

    is_read: bool = False
    parts: list[Part] = field(default_factory=list)
    needs: list[ToldNeed] = field(default_factory=list)
    other_needs: list[Need] = field(default_factory=list)
    urgency: Told | None = None
    called_for: Urgency | None = None  # by the words, when that is more than what stands
    other_levels: list[Urgency] = field(default_factory=list)
    people: Told | None = None
    places: list[ToldPlace] = field(default_factory=list)
    spots: list[str] = field(default_factory=list)
    names: list[Found] = field(default_factory=list)
    ages: list[int] = field(default_factory=list)
    families: int | None = None
    phones: list[Found] = field(default_factory=list)
    accounts: list[Found] = field(default_factory=list)
    denied: list[NotNeeded] = field(default_factory=list)
    languages: list[Tongue] = field(default_factory=list)
    asks: Told | None = None
    probably_asks: bool = True


def reading_of(alert: Alert) -> Reading | None:
    """Return what the program read in an alert, None when it has not read it yet."""
    return Reading.objects.filter(alert=alert).first()


def no_names(corrections: Sequence[Correction]) -> set[str]:
    """Return where words stand that an officer called no name."""
    return {row.value for row in corrections if row.what == What.NOT_NAME}


def corrections_of(alert: Alert) -> list[Correction]:
    """Return what people put right and did not undo, oldest first."""
    rows = Correction.objects.filter(alert=alert, event__undone_at=None)
    return list(rows.select_related("by").order_by("id"))


def panel(alert: Alert) -> Panel:
    """Return what the page of an alert tells of its reading (four queries at most)."""
    reading, corrections = reading_of(alert), corrections_of(alert)
    if reading is None:
        plain = Panel(parts=parts(alert.text), other_needs=[need for need in Need if need.value not in alert.needs])
        plain.needs = [ToldNeed(need.value, [], need=need) for need in alert.needed]
        plain.other_levels = [level for level in Urgency if level != alert.urgency]
        return plain
    said = {(row.what, row.value): str(row.by) for row in corrections}
    last = {row.what: str(row.by) for row in corrections}
    hidden = no_names(corrections)
    names = [found for found in reading.found_names if found.span not in hidden]
    phones = _each_once(reading.found_phones)
    found = Panel(is_read=True)
    found.needs = [_need(alert, reading, need, said) for need in alert.needed]
    found.other_needs = _likeliest([need for need in Need if need.value not in alert.needs], reading)
    found.urgency = _urgency(alert, reading, last.get(What.URGENCY, ""))
    found.called_for = reading.level if reading.level and reading.level > alert.urgency else None
    found.other_levels = [level for level in Urgency if level != alert.urgency]
    found.people = _people(alert, reading, last.get(What.PEOPLE, ""))
    places = read_in(reading, most=3)
    if alert.place_precision == PlacePrecision.UNKNOWN:
        found.places = [_place(alert, place) for place in places]
    found.spots = quoted(alert.text, [(start, end) for start, end, _kind in reading.spots])
    found.names, found.phones, found.accounts = names, phones, reading.found_accounts
    found.families = reading.families_count
    found.ages = [years for _start, _end, years in reading.ages]
    found.denied = [_denied(alert, reading, code, how) for code, how in reading.denied.items() if code in Need.values]
    found.languages = [Tongue(code) for code in reading.languages[:2] if code in Tongue.values]
    found.asks = Told("asks", quoted(alert.text, reading.spans("asks")))
    found.probably_asks = reading.asks >= STATED
    found.parts = parts(alert.text, _marks(reading, names), _why(reading, found))
    return found


def _need(alert: Alert, reading: Reading, need: Need, said: dict[tuple[str, str], str]) -> ToldNeed:
    quotes = quoted(alert.text, reading.spans(need.value)) if need.value in reading.stated else []
    by = said.get((What.NEED_ADDED, need.value), "")
    return ToldNeed(need.value, quotes, by, need, not by and not quotes and need in NEEDS_OF[Category(alert.category)])


def _urgency(alert: Alert, reading: Reading, by: str) -> Told:
    """The words stand beside an urgency only when they call for it: it may come from the category or from an officer."""
    speak = reading.level is not None and reading.level >= alert.urgency
    return Told("urgency", quoted(alert.text, reading.spans("urgency")) if speak else [], by)


def _people(alert: Alert, reading: Reading, by: str) -> Told:
    """The words stand beside a number only when they say it: it may come from the form or from an officer."""
    counted = [
        *(reading.spans("people") if reading.people_count == alert.people_count else []),
        *reading.spans("families"),
    ]
    return Told("people", quoted(alert.text, counted), by)


def _likeliest(needs: list[Need], reading: Reading) -> list[Need]:
    """Return the needs with those first that the words come near to."""
    return sorted(needs, key=lambda need: -reading.needs.get(need.value, 0.0))


def _place(alert: Alert, place: FoundPlace) -> ToldPlace:
    key = f"place-{place.start}"
    return ToldPlace(key, quoted(alert.text, [(place.start, place.end)]), place=place, sure=place.score >= SURE)


def _denied(alert: Alert, reading: Reading, code: str, how: str) -> NotNeeded:
    key = f"denied:{code}"
    return NotNeeded(key, quoted(alert.text, reading.spans(key)), need=Need(code), how=Denied(how))


def _each_once(found: list[Found]) -> list[Found]:
    return list({each.value: each for each in reversed(found)}.values())[::-1]


def _marks(reading: Reading, names: list[Found]) -> list[tuple[int, int, str]]:
    """What is underlined in the message at all times."""
    marks = [(found.start, found.end, "phone") for found in (*reading.found_phones, *reading.found_accounts)]
    marks += [(start, end, "age") for start, end, _years in reading.ages]
    marks += [(place["start"], place["end"], "place") for place in reading.places if place["score"] >= SURE]
    return marks + [(found.start, found.end, "name") for found in names]


def _why(reading: Reading, found: Panel) -> dict[str, list[Span]]:
    """The words that light up when one thing of the panel is pointed at."""
    why = {told.key: reading.spans(told.key) for told in (*found.needs, *found.denied)}
    why |= {key: reading.spans(key) for key in ("urgency", "asks")}
    why["people"] = [*reading.spans("people"), *reading.spans("families")]
    for told in found.places:
        if told.place is not None:
            why[told.key] = [(told.place.start, told.place.end)]
    for each in (*found.names, *found.phones, *found.accounts):
        why[f"at-{each.span}"] = [(each.start, each.end)]
    return why


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What other forms about an alert may begin with, where nobody has filled anything in."""

    area: Area | None = None
    place_text: str = ""
    phone: str = ""


def filled_in(alert: Alert) -> FilledIn:
    """Return the place, the landmark and the telephone that an alert's words name, where the alert itself holds none.

    The place only when it is beyond doubt; the telephone only when one number stands in the text that is not the reporter's.
    """
    reading = reading_of(alert)
    if reading is None:
        return FilledIn()
    place = certainly_in(reading, alert.text) if alert.place_precision == PlacePrecision.UNKNOWN else None
    spots = [] if alert.place_text else quoted(alert.text, [(start, end) for start, end, _kind in reading.spots[:1]])
    phones = [found for found in _each_once(reading.found_phones) if found.value != alert.reporter_phone]
    return FilledIn(
        area=place.area if place else None,
        place_text=spots[0] if spots else "",
        phone=phones[0].value if len(phones) == 1 else "",
    )
