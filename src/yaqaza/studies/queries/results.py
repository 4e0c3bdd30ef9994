"""Weights and estimates of a survey: what its answers say of the whole frame, and how sure that is."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import get_language, pgettext

from yaqaza.questionnaires import answers, outlines
from yaqaza.questionnaires.models import Submission
from yaqaza.studies import estimating, rules, sampling
from yaqaza.studies.estimating import Estimate
from yaqaza.studies.models import Part, Survey, Unit
from yaqaza.studies.states import Design, Outcome

NUMBERS = {"int", "integer", "decimal"}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A released unit with its inclusion probability, its design weight, and its weight after non-response."""

    unit: Unit
    part: Part
    probability: float
    weight: float
    adjusted: float


@dataclass(frozen=True)
class Weights:
    rows: list[Weighed]
    silent: list[str]  # strata in which nobody answered or nobody was asked: nothing stands for them

    @property
    def answered(self) -> list[Weighed]:
        return [row for row in self.rows if row.unit.result is Outcome.ANSWERED]


def weights(survey: Survey) -> Weights:
    """Return the released units with their weights: the size of the part over how many were released, over the part's own chance."""
    units = Unit.objects.filter(survey=survey, released=True).select_related("part__area", "assigned_to", "area")
    units = units.defer("part__area__geometry", "area__geometry").order_by("code")
    rows = list(units)
    released = Counter(unit.part_id for unit in rows)
    chances = {unit.part_id: _part(unit.part).probability(released[unit.part_id]) for unit in rows}
    designed = [float(1 / chances[unit.part_id]) for unit in rows]
    classes = [_class(survey, unit.part) for unit in rows]
    told = [unit.result is Outcome.ANSWERED for unit in rows]
    eligible = [unit.result is not Outcome.NOT_ELIGIBLE for unit in rows]
    after, silent = estimating.adjusted(designed, classes, told, eligible)
    weighed = [
        Weighed(unit, unit.part, float(chances[unit.part_id]), design, last)
        for unit, design, last in zip(rows, designed, after, strict=True)
    ]
    quiet = set(silent) if len(silent) < len(set(classes)) else set()
    return Weights(weighed, _silent(survey, quiet))


def _silent(survey: Survey, quiet: set[str]) -> list[str]:
    """The names of the strata that the answers say nothing of: nobody answered there, or nobody was drawn."""
    if survey.plan is not Design.STRATIFIED:
        return []
    parts = list(Part.objects.filter(survey=survey).select_related("area").defer("area__geometry"))
    called = _called(parts)
    return sorted(called[part.pk] for part in parts if part.key in quiet or part.take == 0)


def _called(parts: Iterable[Part]) -> dict[int, str]:
    """What parts are called: by their names, those of the same name with what tells them apart."""
    rows = {part.pk: part for part in parts}
    often = Counter(part.name for part in rows.values())
    return {
        pk: part.area.full_name if part.area is not None and often[part.name] > 1 else part.name
        for pk, part in rows.items()
    }


def _part(part: Part) -> sampling.Part:
    return sampling.Part(part.key, part.size, part.take, Fraction(part.chance_of, part.chance_in))


def _class(survey: Survey, part: Part) -> str:
    """Where answers make up for those that did not come: the stratum; of places in two stages all of them together."""
    return part.key if survey.plan is Design.STRATIFIED else ""


def designed(survey: Survey, rows: Iterable[Weighed]) -> list[estimating.Row]:
    """Return how each answer stands in the design: clusters are compared with each other, units within strata and certain clusters."""
    listed = list(rows)
    released = Counter(row.part.pk for row in listed)
    result = []
    for row in listed:
        if survey.plan is Design.CLUSTERS and row.part.chance_of != row.part.chance_in:
            result.append(estimating.Row(row.adjusted, "clusters", row.part.key))
        else:
            share = min(1.0, released[row.part.pk] / row.part.size)
            result.append(estimating.Row(row.adjusted, f"part {row.part.key}", str(row.unit.pk), share))
    return result


@dataclass(frozen=True, slots=True)
class Variable:
    """A question that can be estimated: a number, or one choice of several."""

    path: str
    name: str
    label: str
    choices: dict[str, str]


def variables(survey: Survey) -> list[Variable]:
    """Return the questions of a survey that are asked once and answered by a number or a choice."""
    outline = survey.version.outline
    chosen = outlines.language(outline["languages"], get_language() or "ar")
    words, choices = outlines.labels(outline, chosen), outlines.choices(outline, chosen)
    rounds = [item["path"] for item in outline["items"] if item["kind"] == "repeat"]
    kinds = {item["path"]: item["kind"] for item in outline["items"]}
    found = []
    for each in outline["fields"]:
        path, name = each["path"], each["path"].rsplit("/", 1)[-1]
        asked_once = path in words and not any(path.startswith(f"{around}/") for around in rounds)
        if asked_once and name != survey.unit_question and (each["type"] in NUMBERS or kinds.get(path) == "select1"):
            one_of = {} if each["type"] in NUMBERS else choices.get(path, {})
            if one_of or each["type"] in NUMBERS:
                found.append(Variable(path, name, words[path] or name, one_of))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One line of estimates: of all or of a part, a mean or the share of a choice; ``total`` is how many of the frame that is."""

    label: str
    estimate: Estimate
    total: Estimate | None = None
    floor: float = -math.inf  # no interval begins below it

    @property
    def error(self) -> float | None:
        return _said(self.estimate.error)

    @property
    def low(self) -> float | None:
        return _said(max(self.floor, self.estimate.low)) if _said(self.estimate.low) is not None else None

    @property
    def high(self) -> float | None:
        return _said(self.estimate.high)

    @property
    def percent(self) -> float | None:
        return _percent(self.estimate.value)

    @property
    def error_percent(self) -> float | None:
        return _percent(self.estimate.error)

    @property
    def low_percent(self) -> float | None:
        return _percent(max(0.0, self.estimate.low))

    @property
    def high_percent(self) -> float | None:
        return _percent(min(1.0, self.estimate.high))


def _said(value: float) -> float | None:
    """A value that cannot be told is none, not a sign."""
    return value if math.isfinite(value) else None


def _percent(share: float) -> float | None:
    return share * 100 if math.isfinite(share) else None


@dataclass(frozen=True)
class Result:
    lines: list[Line]
    answers: int
    represented: float  # of how many units of the frame the answers tell
    silent: list[str]
    too_few: bool = False
    hidden: bool = False  # some strata are not shown

    @property
    def stands_for(self) -> int:
        return round(self.represented)


def estimates(survey: Survey, variable: Variable, *, by_part: bool = False) -> Result:
    """Return what the answers to a question say of the frame; nothing when there are fewer than five."""
    weighed = weights(survey)
    told = {row.unit.pk: value for row, value in _values(survey, weighed.answered, variable)}
    rows = [row for row in weighed.answered if row.unit.pk in told]
    base = sum(row.adjusted for row in rows)
    if len(rows) < rules.LEAST_ANSWERS:
        return Result([], len(rows), base, weighed.silent, too_few=True)
    design, given = designed(survey, rows), [told[row.unit.pk] for row in rows]
    lines = _lines(design, given, variable, pgettext("estimate", "All"))
    if by_part:
        called = _called(row.part for row in rows)
        shown = _shown(Counter(row.part.pk for row in rows))
        for pk in sorted(shown, key=lambda pk: called[pk]):
            lines += _lines(design, given, variable, called[pk], [row.part.pk == pk for row in rows])
        return Result(lines, len(rows), base, weighed.silent, hidden=len(shown) < len(called))
    return Result(lines, len(rows), base, weighed.silent)


def _shown(counts: Counter[int]) -> list[int]:
    """The parts that are shown: five answers at least in each, and none or as many in those that are not, which would else be had by
    taking the shown from all."""
    shown = [pk for pk, count in counts.most_common() if count >= rules.LEAST_ANSWERS]
    while shown and 0 < counts.total() - sum(counts[pk] for pk in shown) < rules.LEAST_ANSWERS:
        shown.pop()
    return shown


def _lines(
    design: list[estimating.Row], given: list[str], variable: Variable, label: str, within: list[bool] | None = None
) -> list[Line]:
    if not variable.choices:
        numbers = [float(each) for each in given]
        floor = 0.0 if min(numbers) >= 0 else -math.inf  # of counts none is below nothing
        return [Line(label, estimating.mean(design, numbers, within), estimating.total(design, numbers, within), floor)]
    lines = []
    for code, words in variable.choices.items():
        share = [float(each == code) for each in given]
        name = words if within is None else f"{label} · {words}"
        lines.append(Line(name, estimating.mean(design, share, within), estimating.total(design, share, within)))
    return lines


def _values(survey: Survey, rows: list[Weighed], variable: Variable) -> list[tuple[Weighed, str]]:
    """The answers to a question, of those who gave one that counts."""
    ids = [row.unit.submission_id for row in rows if row.unit.submission_id is not None]
    told = dict(Submission.objects.filter(pk__in=ids).values_list("pk", "answers"))
    found = []
    for row in rows:
        tree = json.loads(told[row.unit.submission_id]) if row.unit.submission_id else {}
        value = next(iter(answers.values(tree, variable.path)), "").strip()
        if (value in variable.choices) if variable.choices else _is_number(value):
            found.append((row, value))
    return found


def _is_number(value: str) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False
