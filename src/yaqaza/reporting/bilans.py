"""The reports, computed from the ledger: the programme bilan of a province and the unit report of a social complex."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from yaqaza.core import figures
from yaqaza.countries import Names
from yaqaza.reporting import disclosure, facts, indicators
from yaqaza.reporting.facts import Count, Frame, Met
from yaqaza.reporting.indicators import Definition, Indicator
from yaqaza.services.states import Counts


@dataclass(frozen=True)
class Line:
    """A line of a report. ``acts`` and ``people`` are None where they are withheld."""

    indicator: Indicator
    acts: int | None
    people: int | None

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def name(self) -> str:
        return spoken(self.indicator.names)

    @property
    def count(self) -> int | None:
        """Return the published figure: acts or people, as the line's definition says."""
        return self.people if self.indicator.counts is Counts.PEOPLE else self.acts

    @property
    def counts_people(self) -> bool:
        return self.indicator.counts is Counts.PEOPLE

    @property
    def withheld(self) -> bool:
        return self.acts is None


@dataclass(frozen=True)
class Part:
    """A section of a report: the programmes, or a unit."""

    code: str
    names: Names
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        return spoken(self.names)


@dataclass(frozen=True)
class Bilan:
    """A report at one moment. ``fingerprint`` is the SHA-256 of what it shows, so that a printed page can be checked."""

    definition: Definition
    frame: Frame
    parts: tuple[Part, ...]
    total: Line | None
    months: dict[date, int | None]
    withholds: bool  # small figures are withheld
    computed_at: datetime
    fingerprint: str = ""
    met: Met | None = None  # of rounds; None where there are none to tell of, or too few

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def title(self) -> str:
        return spoken(self.definition.names)

    @property
    def caption(self) -> str:
        return spoken(self.definition.caption)

    @property
    def short_fingerprint(self) -> str:
        """Return the first twelve digits in three groups, for paper."""
        return figures.groups(self.fingerprint)

    @property
    def hides_something(self) -> bool:
        """Say whether a figure is withheld on this page."""
        return any(line.withheld for line in self.lines()) or any(acts is None for acts in self.months.values())

    def lines(self) -> Iterator[Line]:
        """Yield every line in order, the total last when there is one."""
        for part in self.parts:
            yield from part.lines
        if self.total is not None:
            yield self.total

    def share(self, line: Line) -> Decimal | None:
        """Return the line's percentage of all acts, None where either is withheld or there is none."""
        whole = self.total.acts if self.total is not None else None
        return Decimal(line.acts * 100) / whole if whole and line.acts is not None else None

    def as_data(self) -> dict[str, Any]:
        """Return the report with stable keys, for JSON."""
        return {
            "report": self.name,
            "version": self.definition.version,
            "country": settings.COUNTRY,
            "from": self.frame.start.isoformat(),
            "to": self.frame.end.isoformat(),
            "area": _place(self.frame.area),
            "organisation": _place(self.frame.organisation),
            **self._figures(),
            **({"rounds": asdict(self.met)} if self.met is not None else {}),
            "withheld_below": disclosure.LEAST if self.withholds else None,
            "computed_at": timezone.localtime(self.computed_at).isoformat(timespec="seconds"),
            "fingerprint": self.fingerprint,
        }

    def _figures(self) -> dict[str, Any]:
        if self.definition.total:
            rows = [{"programme": line.code, **_said(line)} for part in self.parts for line in part.lines]
            total = {"acts": self.total.acts, "people": self.total.people} if self.total else {}
            months = {f"{month:%Y-%m}": acts for month, acts in self.months.items()}
            return {"rows": rows, "total": total, "months": months}
        units = [
            {
                "unit": part.code,
                "names": _names(part.names),
                "lines": [
                    {"line": line.code, "counts": line.indicator.counts.value, "count": line.count, **_said(line)}
                    for line in part.lines
                ],
            }
            for part in self.parts
        ]
        return {"units": units}

    def sealed(self) -> Bilan:
        """Return the report with its fingerprint: of the figures shown, what they are about and the version of their definitions."""
        said = self.as_data()
        for varying in ("computed_at", "fingerprint"):
            del said[varying]
        canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return replace(self, fingerprint=hashlib.sha256(canonical.encode()).hexdigest())


def compute(name: str, frame: Frame, *, withhold: bool = False) -> Bilan:
    """Compute the report ``name`` for a frame; with ``withhold`` small figures are kept back (see ``disclosure``)."""
    definition = indicators.definition(name, settings.COUNTRY)
    now = timezone.now()
    frame = replace(frame, on_rounds=definition.on_rounds)
    counted = facts.count(frame, definition.column, {line.code: line.keys for line in definition.indicators})
    codes = [key for indicator in definition.indicators for key in indicator.keys]
    months: dict[date, int | None] = dict(facts.by_month(frame, definition.column, codes)) if definition.total else {}
    parts = tuple(
        Part(section.code, section.names, _lines(section.indicators, counted, withhold, definition.total))
        for section in definition.sections
    )
    total = None
    if definition.total:
        total = _shown(TOTAL, counted[facts.TOTAL], withhold and _small(counted[facts.TOTAL]))
    if withhold and months:
        acts = [value or 0 for value in months.values()]
        hidden = disclosure.withheld(acts, acts, adds_up=True)
        months = {month: None if hide else value for (month, value), hide in zip(months.items(), hidden, strict=True)}
    met = facts.met(frame) if definition.on_rounds else None
    if (
        met is not None
        and withhold
        and any(disclosure.small(each) for each in (met.encounters, met.refused, met.encounters - met.refused))
    ):
        met = None
    return Bilan(definition, frame, parts, total, months, withhold, now, met=met).sealed()


TOTAL = Indicator(
    "TOTAL",
    Names("المجموع", "Total", "Total"),
    (),
    Counts.ACTS,
    Names(
        "التدخلات: حاصل جمع الأسطر. الأشخاص: أشخاص مختلفون في كل الأسطر معا، لا حاصل جمعها",
        "Interventions : somme des lignes. Personnes : personnes différentes de toutes les lignes, et non leur somme",
        "Interventions: the sum of the lines. People: different people in all lines together, not their sum",
    ),
)


def _lines(wanted: tuple[Indicator, ...], counted: dict[str, Count], withhold: bool, adds_up: bool) -> tuple[Line, ...]:
    counts = [counted[indicator.code] for indicator in wanted]
    hidden = [False] * len(counts)
    if withhold:
        hidden = disclosure.withheld([c.acts for c in counts], [c.people for c in counts], adds_up=adds_up)
    return tuple(_shown(line, count, hide) for line, count, hide in zip(wanted, counts, hidden, strict=True))


def _shown(indicator: Indicator, count: Count, hide: bool) -> Line:
    return Line(indicator, None if hide else count.acts, None if hide else count.people)


def _small(count: Count) -> bool:
    return disclosure.small(count.acts) or disclosure.small(count.people)


def _said(line: Line) -> dict[str, Any]:
    return {"names": _names(line.indicator.names), "acts": line.acts, "people": line.people}


def _names(names: Names) -> dict[str, str]:
    return {"ar": names.ar, "fr": names.fr, "en": names.en}


def _place(place: Any) -> dict[str, str] | None:
    return {"code": place.code, "name_ar": place.name_ar, "name_fr": place.name_fr} if place is not None else None


def spoken(names: Names) -> str:
    """Return a name in the reader's language."""
    return names.in_(get_language() or "ar")
