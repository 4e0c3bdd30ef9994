"""What a country pack holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from yaqaza.countries import clock, phones
from yaqaza.countries.formats import Invalid


@dataclass(frozen=True, slots=True)
class Names:
    """One name in the product's languages."""

    ar: str
    fr: str
    en: str
    zgh: str = ""

    def in_(self, language: str) -> str:
        """Return the name in ``language`` ("ar", "fr-FR" …), or in the nearest language that has it."""
        match language.split("-")[0].lower():
            case "fr" | "kab":
                return self.fr
            case "en":
                return self.en
            case "zgh":
                return self.zgh or self.ar
            case _:
                return self.ar


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday on the same date every year, with the act that made it one."""

    month: int
    day: int
    names: Names
    source: str
    since: int = 0  # first year it was one


@dataclass(frozen=True, slots=True)
class MovableHoliday:
    """A holiday of the Hijri calendar; its civil dates are announced each year and configured per installation."""

    code: str
    names: Names
    hijri_month: int
    hijri_day: int
    days: int
    source: str


@dataclass(frozen=True, slots=True)
class Currency:
    code: str  # ISO 4217
    names: Names
    symbols: Names


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme under which help is given and counted."""

    code: str
    names: Names
    system: str  # A to E, as MISSION calls them


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number that anybody can call, with the public page that says so."""

    number: str
    names: Names
    kind: str  # EMERGENCY, POLICE, CHILDREN
    hours: str  # "24/7", or "" when the source does not say
    source: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a data source asks to be said wherever its data is shown."""

    names: Names
    licence: str
    url: str


@dataclass(frozen=True)
class Country:
    """Everything Yaqaza knows about a country."""

    code: str
    names: Names
    months: Mapping[str, tuple[str, ...]]  # language → twelve names
    weekdays: Mapping[str, tuple[str, ...]]  # language → seven names, Monday first
    weekend: frozenset[int]  # as ``date.weekday()``: Monday is 0
    time_zone: str
    currency: Currency
    phone: phones.Format
    levels: Mapping[str, Names]  # COUNTRY … COMMUNE → one such area
    level_plurals: Mapping[str, Names]  # also by kind, where a kind is counted apart
    identity: IdentityNumber
    accounts: tuple[AccountNumber, ...]
    holidays: tuple[Holiday, ...]
    movable_holidays: tuple[MovableHoliday, ...]
    institutions: Mapping[str, Names]
    programmes: tuple[Programme, ...]
    hotlines: tuple[Hotline, ...]
    attributions: tuple[Attribution, ...]
    opens: time = time(8, 0)
    closes: time = time(16, 30)
    quiet_from: time = time(21, 0)  # from then to ``quiet_until`` only what is urgent is sent to people
    quiet_until: time = time(8, 0)
    post_days: int = 30  # how long posts that nobody accepted keep their words and authors
    units: tuple[Programme, ...] = ()  # the units of a social complex, where there are any
    kinds: Mapping[str, Names] = field(default_factory=dict)  # PREFECTURE … → one such area

    @property
    def zone(self) -> ZoneInfo:
        """Return the country's time zone."""
        return ZoneInfo(self.time_zone)

    def level_name(self, level: str, kind: str = "", language: str = "ar") -> str:
        """Return what the country calls an area of this level, or of this kind when the law has a word for it."""
        names = self.kinds.get(kind) or self.levels[level]
        return names.in_(language)

    def month_name(self, month: int, language: str = "ar") -> str:
        """Return the name of a month (1 to 12) as this country writes it."""
        return self.months.get(language.split("-")[0], self.months["ar"])[month - 1]

    def weekday_name(self, day: date, language: str = "ar") -> str:
        """Return the name of the day of the week."""
        return self.weekdays.get(language.split("-")[0], self.weekdays["ar"])[day.weekday()]

    def holiday_on(self, day: date) -> Holiday | None:
        """Return the fixed holiday that falls on ``day``, if one does."""
        for holiday in self.holidays:
            if (holiday.month, holiday.day) == (day.month, day.day) and day.year >= holiday.since:
                return holiday
        return None

    def is_working_day(self, day: date, announced: Collection[date] = ()) -> bool:
        """Return whether offices are open on ``day``; ``announced`` are the movable holidays of that year."""
        return day.weekday() not in self.weekend and day not in announced and self.holiday_on(day) is None

    def working_deadline(self, start: datetime, hours: float, announced: Collection[date] = ()) -> datetime:
        """Return when ``hours`` of office time will have passed since ``start`` (aware), in the country's time."""
        return clock.working_deadline(self, start, hours, announced)

    def deadline(self, start: datetime, hours: float) -> datetime:
        """Return when ``hours`` will have passed on a clock that never stops: for cells on duty day and night."""
        return clock.deadline(self, start, hours)

    def working_hours_between(self, start: datetime, end: datetime, announced: Collection[date] = ()) -> float:
        """Return the office hours between two moments, negative when ``end`` comes first."""
        return clock.working_hours_between(self, start, end, announced)

    def normalise_phone(self, text: str) -> str:
        """Return the number as E.164 ("+213661234567"); raise ``Invalid`` when nobody can be called on it."""
        return self.phone.normalise(text)

    def display_phone(self, number: str) -> str:
        """Return an E.164 number grouped as people here write it; a foreign one is left international."""
        return self.phone.display(number)

    def account(self, code: str) -> AccountNumber:
        """Return the format of a kind of account: CCP, RIP, RIB."""
        return next(account for account in self.accounts if account.code == code)

    def programme(self, code: str) -> Programme:
        """Return a programme by its code."""
        return next(programme for programme in self.programmes if programme.code == code)


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """The national identity number: what it is called and how it is read."""

    code: str  # NIN, CIN
    names: Names
    hint: Names
    reader: Callable[[str], str]
    grouping: Callable[[str], str]
    source: str

    def normalise(self, text: str) -> str:
        """Return the number as it is stored and compared; raise ``Invalid`` with the sentence to show."""
        return self.reader(text)

    def display(self, number: str) -> str:
        """Return a stored number grouped for reading."""
        return self.grouping(number)

    def is_valid(self, text: str) -> bool:
        """Return whether ``text`` can be such a number."""
        return _accepts(self.reader, text)


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """A kind of account that help can be paid into, with its check key."""

    code: str  # CCP, RIP, RIB
    names: Names
    hint: Names
    reader: Callable[[str], str]
    grouping: Callable[[str], str]
    source: str

    def normalise(self, text: str) -> str:
        """Return the account as it is stored; raise ``Invalid`` with the sentence to show."""
        return self.reader(text)

    def display(self, number: str) -> str:
        """Return a stored account grouped for reading."""
        return self.grouping(number)

    def is_valid(self, text: str) -> bool:
        """Return whether ``text`` is such an account with the right key."""
        return _accepts(self.reader, text)


def _accepts(reader: Callable[[str], str], text: str) -> bool:
    try:
        reader(text)
    except Invalid:
        return False
    return True
