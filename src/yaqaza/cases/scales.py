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
from django.utils.translation import pgettext_lazy as p_

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
    name=p_("scale", "Vulnerability scale"),
    questions=(
        Question("safety", p_("scale", "Is the person safe from violence, exploitation and neglect?"), (
            p_("scale", "Safe"),
            p_("scale", "Worries, no incident"),
            p_("scale", "Incidents in the past year"),
            p_("scale", "In danger now"),
        )),
        Question("shelter", p_("scale", "Where does the person sleep?"), (
            p_("scale", "A decent home"),
            p_("scale", "Crowded or badly kept"),
            p_("scale", "Precarious: lent, or about to be lost"),
            p_("scale", "No shelter, or unfit to live in"),
        )),
        Question("food", p_("scale", "Does everyone in the home eat enough?"), (
            p_("scale", "Three meals a day"),
            p_("scale", "Poor variety"),
            p_("scale", "Meals are skipped some days"),
            p_("scale", "Whole days without a meal"),
        )),
        Question("income", p_("scale", "What does the home live on?"), (
            p_("scale", "A regular income that suffices"),
            p_("scale", "A regular income that does not suffice"),
            p_("scale", "Odd jobs or gifts"),
            p_("scale", "Nothing"),
        )),
        Question("health", p_("scale", "How is the person's health, and is it cared for?"), (
            p_("scale", "Good, or well cared for"),
            p_("scale", "An illness under care"),
            p_("scale", "An illness without regular care"),
            p_("scale", "Severe, without care"),
        )),
        Question("autonomy", p_("scale", "Can the person manage daily life alone?"), (
            p_("scale", "Alone"),
            p_("scale", "With some help"),
            p_("scale", "With help every day"),
            p_("scale", "Depends on others, and is left alone"),
        )),
        Question("ties", p_("scale", "Who stands by the person?"), (
            p_("scale", "Family and neighbours"),
            p_("scale", "A few people"),
            p_("scale", "One person, from time to time"),
            p_("scale", "Nobody"),
        )),
        Question("rights", p_("scale", "Has the person papers, social cover and schooling for the children?"), (
            p_("scale", "All of them"),
            p_("scale", "One is missing, under way"),
            p_("scale", "Several are missing"),
            p_("scale", "None, or children out of school"),
        )),
    ),
    levels=(
        Level("LOW", p_("scale level", "Low"), 0, 90, Look("plain", "circle-dot")),
        Level("MODERATE", p_("scale level", "Moderate"), 6, 30, Look("info", "circle-half-2")),
        Level("HIGH", p_("scale level", "High"), 12, 14, Look("warning", "alert-triangle")),
        Level("EXTREME", p_("scale level", "Extreme"), 18, 7, Look("danger", "alert-octagon")),
    ),
    floors={("safety", 3): "HIGH"},
)  # fmt: skip

SCALES = {(VULNERABILITY.code, VULNERABILITY.version): VULNERABILITY}
CURRENT = {VULNERABILITY.code: VULNERABILITY}


def get(code: str, version: int | None = None) -> Scale:
    """Return a scale: the version an assessment was made on, or the current one."""
    return CURRENT[code] if version is None else SCALES[code, version]
