"""Charts drawn by the server as SVG, with their table: no script, readable on paper, by keyboard and aloud.

In Arabic the drawing is made again, not mirrored: the value axis and the first bar stand on the right, where reading starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import floor, log10
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from yaqaza.core import figures

WIDTH, AXIS, PLOT_TOP, PLOT_BOTTOM = 960.0, 52.0, 20.0, 170.0
MARGIN = 4.0
ALL_VALUES = 12
"""With at most so many bars each carries its figure; with more only the peaks do."""


@dataclass(frozen=True, slots=True)
class Point:
    """One bar or dot. ``group`` gathers neighbours under one word (the year under its months); ``url`` opens the rows."""

    label: str
    value: float
    url: str = ""
    group: str = ""

    @property
    def told(self) -> str:
        """Return the point in words, as it is read aloud."""
        where = f"{self.label} {self.group}".strip()
        return f"{where}: {figures.number(self.value)}"


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    points: list[Point | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and what it says; ``columns`` and ``rows`` are the table under it."""

    title: str
    summary: str
    svg: SafeString
    legend: list[str]
    head: str
    columns: list[str]
    rows: list[Row] = field(default_factory=list)


def bars(title: str, points: Sequence[Point], *, summary: str = "", head: str = "", unit: str = "") -> Chart:
    """Return one bar a point, in order. ``head`` names the first column of the table, ``unit`` the figures."""
    plot = _Plot(len(points), max((point.value for point in points), default=0))
    peaks = _peaks([point.value for point in points])
    shapes = []
    for index, point in enumerate(points):
        x, y = plot.centre(index), plot.height(point.value)
        bar = format_html(
            '<rect class="mark" x="{}" y="{}" width="{}" height="{}" rx="1.5"><title>{}</title></rect>',
            f"{x - plot.bar / 2:.1f}", f"{y:.1f}", f"{plot.bar:.1f}", f"{PLOT_BOTTOM - y:.1f}", point.told,
        )  # fmt: skip
        shapes.append(_linked(point, bar))
        if index in peaks:
            shapes.append(_text(x, y - 6, figures.number(point.value), "value", ltr=True))
    drawing = [*plot.grid(), *shapes, *plot.labels(points)]
    columns, rows = _table([Series(unit or title, points)])
    return Chart(title, summary, _svg(drawing, title, summary, plot), [], head, columns, rows)


def lines(title: str, series: Sequence[Series], *, summary: str = "", head: str = "") -> Chart:
    """Return up to four lines over the same labels, told apart by dash and mark as well as by shade."""
    longest = max((len(one.points) for one in series), default=0)
    plot = _Plot(longest, max((point.value for one in series for point in one.points), default=0))
    shapes = []
    for number, one in enumerate(series):
        spots = [(plot.centre(index), plot.height(point.value), point) for index, point in enumerate(one.points)]
        path = " ".join(f"{'L' if index else 'M'}{x:.1f} {y:.1f}" for index, (x, y, _) in enumerate(spots))
        shapes.append(format_html('<path class="line line--{}" d="{}"/>', number, path))
        for x, y, point in spots:
            mark = format_html(
                '<circle class="spot spot--{}" cx="{}" cy="{}" r="3.5"><title>{}: {}</title></circle>',
                number, f"{x:.1f}", f"{y:.1f}", one.name, point.told,
            )  # fmt: skip
            shapes.append(_linked(point, mark))
    drawing = [*plot.grid(), *shapes, *plot.labels(series[0].points if series else [])]
    columns, rows = _table(series)
    return Chart(title, summary, _svg(drawing, title, summary, plot), [one.name for one in series], head, columns, rows)


class _Plot:
    """Where things stand: values upwards, points from the starting side."""

    def __init__(self, count: int, highest: float) -> None:
        self.rtl = get_language_bidi()
        self.ticks = _ticks(highest)
        self.top = self.ticks[-1]
        self.start = WIDTH - AXIS if self.rtl else AXIS
        self.end = MARGIN if self.rtl else WIDTH - MARGIN
        self.step = abs(self.end - self.start) / max(count, 1)
        self.bar = min(self.step * 0.64, 48.0)
        self.depth = 216.0

    def centre(self, index: int) -> float:
        offset = (index + 0.5) * self.step
        return self.start - offset if self.rtl else self.start + offset

    def height(self, value: float) -> float:
        return PLOT_BOTTOM - (PLOT_BOTTOM - PLOT_TOP) * value / self.top

    def grid(self) -> Iterator[SafeString]:
        first, last = sorted((self.start, self.end))
        for tick in self.ticks:
            y = self.height(tick)
            kind = "axis" if tick == 0 else "grid"
            yield format_html('<path class="{}" d="M{} {}H{}"/>', kind, f"{first:.1f}", f"{y:.1f}", f"{last:.1f}")
            if tick:
                x = self.start + 6 if self.rtl else self.start - 6
                anchor = "start" if self.rtl else "end"
                yield _text(x, y + 5, figures.number(_whole(tick)), anchor=anchor, ltr=True)

    def labels(self, points: Sequence[Point]) -> Iterator[SafeString]:
        """Labels under the points, as many as fit; under them the groups, divided by a line."""
        widest = max((len(point.label) for point in points), default=1)
        fits = (widest * 9 + 10) / self.step
        regular = (1, 3, 6, 12) if any(point.group for point in points) else (1, 2, 3, 4, 6, 12)
        every = next((size for size in regular if size >= fits), len(points) or 1)
        index = 0
        for group, members in groupby(points, key=lambda point: point.group):
            run = list(members)
            for place, point in enumerate(run):
                if (index + place) % every == 0:
                    yield _text(self.centre(index + place), 189, point.label)
            if group:
                middle = (self.centre(index) + self.centre(index + len(run) - 1)) / 2
                yield _text(middle, 212, group, "value", ltr=True)
                if index:
                    edge = self.centre(index) + (self.step / 2 if self.rtl else -self.step / 2)
                    yield format_html(
                        '<path class="axis" d="M{0} {1}v5M{0} 196v18"/>', f"{edge:.1f}", f"{PLOT_BOTTOM:.1f}"
                    )
            index += len(run)
        self.depth = 216.0 if any(point.group for point in points) else 196.0


def _svg(drawing: Sequence[SafeString], title: str, summary: str, plot: _Plot) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>',
        f"{WIDTH:.0f}",
        f"{plot.depth:.0f}",
        f"{title}. {summary}".strip(),
        format_html_join("", "{}", ((shape,) for shape in drawing)),
    )


def _linked(point: Point, shape: SafeString) -> SafeString:
    return format_html('<a href="{}" aria-label="{}">{}</a>', point.url, point.told, shape) if point.url else shape


def _text(x: float, y: float, text: object, kind: str = "", anchor: str = "middle", *, ltr: bool = False) -> SafeString:
    return format_html(
        '<text{} x="{}" y="{}" text-anchor="{}"{}>{}</text>',
        format_html(' class="{}"', kind) if kind else "",
        f"{x:.1f}",
        f"{y:.1f}",
        anchor,
        SafeString(' direction="ltr"') if ltr else "",
        text,
    )


def _table(series: Sequence[Series]) -> tuple[list[str], list[Row]]:
    """One column a group when a single series has groups (months down, years across), else one a series."""
    groups = list(dict.fromkeys(point.group for one in series for point in one.points))
    if len(series) == 1 and len(groups) > 1:
        cells = {(point.label, point.group): point for point in series[0].points}
        labels = list(dict.fromkeys(label for label, _ in cells))
        return groups, [Row(label, [cells.get((label, group)) for group in groups]) for label in labels]
    labels_seen = dict.fromkeys(f"{point.label} {point.group}".strip() for one in series for point in one.points)
    found: list[dict[str, Point]] = [
        {f"{point.label} {point.group}".strip(): point for point in one.points} for one in series
    ]
    return [one.name for one in series], [Row(label, [cells.get(label) for cells in found]) for label in labels_seen]


def _ticks(highest: float) -> list[float]:
    """Return 0 and three to five round values, the last at or above ``highest``."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / 4
    magnitude: float = 10 ** floor(log10(rough))
    step = next(size * magnitude for size in (1, 2, 2.5, 5, 10) if size * magnitude >= rough)
    if highest <= 4:
        step = max(step, 1.0)
    count = -(-highest // step)
    return [step * index for index in range(int(count) + 1)]


def _peaks(values: Sequence[float]) -> set[int]:
    """All of few; of many the two highest that do not stand side by side."""
    if len(values) <= ALL_VALUES:
        return set(range(len(values)))
    found: list[int] = []
    for index in sorted(range(len(values)), key=lambda place: -values[place]):
        if all(abs(index - other) > 1 for other in found):
            found.append(index)
        if len(found) == 2:
            break
    return set(found)


def _whole(value: float) -> Any:
    return int(value) if value == int(value) else value
