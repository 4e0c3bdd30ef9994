"""Scales of diagnosis, versioned: an assessment keeps the version it was scored on, and an old version is never rewritten.

The vulnerability scale, version 1, was written for Yaqaza. Eight questions that a social worker can answer after one visit, each
from 0 (no difficulty) to 3 (severe), are summed without weights: unequal weights would claim a precision that nobody has measured.

    0–5 low · 6–11 moderate · 12–17 high · 18–24 extreme

One answer decides by itself: a 3 in "safety" is never below "high", whatever the sum. The level orders the work and says how often
to look again (``every`` days); it opens and closes no right to help.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look
from yaqaza.core.refusal import Refused


@dataclass(frozen=True)
class Question:
    """One question and its four answers, from no difficulty (0) to severe (3)."""

    code: str
    text: Any
    answers: tuple[Any, Any, Any, Any]


@dataclass(frozen=True)
class Level:
    code: str
    label: Any
    least: int
    every: int  # days until the next look
    look: Look


@dataclass(frozen=True)
class Scale:
    """A version of a scale; ``floors`` are answers that alone lift the level: {(question, answer): level}."""

    code: str
    version: int
    name: Any
    questions: tuple[Question, ...]
    levels: tuple[Level, ...]
    floors: Mapping[tuple[str, int], str]

    @property
    def most(self) -> int:
        return 3 * len(self.questions)

    def score(self, answers: Mapping[str, int]) -> int:
        """Return the sum; refuse unless each question has one of its answers."""
        if set(answers) != {question.code for question in self.questions}:
            raise Refused(_("Answer every question of the scale."))
        if any(isinstance(answer, bool) or answer not in (0, 1, 2, 3) for answer in answers.values()):
            raise Refused(_("Choose one of the four answers."))
        return sum(answers.values())

    def level(self, answers: Mapping[str, int]) -> Level:
        """Return the level of these answers."""
        score = self.score(answers)
        reached = [index for index, level in enumerate(self.levels) if score >= level.least]
        index = reached[-1]
        codes = [level.code for level in self.levels]
        for (question, answer), floor in self.floors.items():
            if answers[question] == answer:
                index = max(index, codes.index(floor))
        return self.levels[index]

    def called(self, code: str) -> Level:
        """Return a level by its code."""
        return next(level for level in self.levels if level.code == code)


VULNERABILITY = Scale(
    code="VULNERABILITY",
    version=1,
    name=pgettext_lazy("scale", "Vulnerability scale"),
    questions=(
        Question("safety", pgettext_lazy("scale", "Is the person safe from violence, exploitation and neglect?"), (
            pgettext_lazy("scale", "Safe"),
            pgettext_lazy("scale", "Worries, no incident"),
            pgettext_lazy("scale", "Incidents in the past year"),
            pgettext_lazy("scale", "In danger now"),
        )),
        Question("shelter", pgettext_lazy("scale", "Where does the person sleep?"), (
            pgettext_lazy("scale", "A decent home"),
            pgettext_lazy("scale", "Crowded or badly kept"),
            pgettext_lazy("scale", "Precarious: lent, or about to be lost"),
            pgettext_lazy("scale", "No shelter, or unfit to live in"),
        )),
        Question("food", pgettext_lazy("scale", "Does everyone in the home eat enough?"), (
            pgettext_lazy("scale", "Three meals a day"),
            pgettext_lazy("scale", "Poor variety"),
            pgettext_lazy("scale", "Meals are skipped some days"),
            pgettext_lazy("scale", "Whole days without a meal"),
        )),
        Question("income", pgettext_lazy("scale", "What does the home live on?"), (
            pgettext_lazy("scale", "A regular income that suffices"),
            pgettext_lazy("scale", "A regular income that does not suffice"),
            pgettext_lazy("scale", "Odd jobs or gifts"),
            pgettext_lazy("scale", "Nothing"),
        )),
        Question("health", pgettext_lazy("scale", "How is the person's health, and is it cared for?"), (
            pgettext_lazy("scale", "Good, or well cared for"),
            pgettext_lazy("scale", "An illness under care"),
            pgettext_lazy("scale", "An illness without regular care"),
            pgettext_lazy("scale", "Severe, without care"),
        )),
        Question("autonomy", pgettext_lazy("scale", "Can the person manage daily life alone?"), (
            pgettext_lazy("scale", "Alone"),
            pgettext_lazy("scale", "With some help"),
            pgettext_lazy("scale", "With help every day"),
            pgettext_lazy("scale", "Depends on others, and is left alone"),
        )),
        Question("ties", pgettext_lazy("scale", "Who stands by the person?"), (
            pgettext_lazy("scale", "Family and neighbours"),
            pgettext_lazy("scale", "A few people"),
            pgettext_lazy("scale", "One person, from time to time"),
            pgettext_lazy("scale", "Nobody"),
        )),
        Question("rights", pgettext_lazy("scale", "Has the person papers, social cover and schooling for the children?"), (
            pgettext_lazy("scale", "All of them"),
            pgettext_lazy("scale", "One is missing, under way"),
            pgettext_lazy("scale", "Several are missing"),
            pgettext_lazy("scale", "None, or children out of school"),
        )),
    ),
    levels=(
        Level("LOW", pgettext_lazy("scale level", "Low"), 0, 90, Look("plain", "circle-dot")),
        Level("MODERATE", pgettext_lazy("scale level", "Moderate"), 6, 30, Look("info", "circle-half-2")),
        Level("HIGH", pgettext_lazy("scale level", "High"), 12, 14, Look("warning", "alert-triangle")),
        Level("EXTREME", pgettext_lazy("scale level", "Extreme"), 18, 7, Look("danger", "alert-octagon")),
    ),
    floors={("safety", 3): "HIGH"},
)  # fmt: skip

SCALES = {(VULNERABILITY.code, VULNERABILITY.version): VULNERABILITY}
CURRENT = {VULNERABILITY.code: VULNERABILITY}


def get(code: str, version: int | None = None) -> Scale:
    """Return a scale: the version an assessment was made on, or the current one."""
    return CURRENT[code] if version is None else SCALES[code, version]


def level_said(code: str) -> str:
    """Return a level in words, "" for a code that is none."""
    return next((str(level.label) for level in VULNERABILITY.levels if level.code == code), "")


def name_of(code: str) -> str:
    """Return what a scale is called, "" for a code that is none."""
    return str(VULNERABILITY.name) if code == VULNERABILITY.code else ""
