"""The path of a survey, how samples are drawn, what became of a unit."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class SurveyStatus(TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("survey", "Being prepared")
    FIELD = "FIELD", pgettext_lazy("survey", "In the field")
    CLOSED = "CLOSED", pgettext_lazy("survey", "Closed")

    @property
    def look(self) -> Look:
        return {
            SurveyStatus.DRAFT: Look("plain", "pencil"),
            SurveyStatus.FIELD: Look("info", "route"),
            SurveyStatus.CLOSED: Look("success", "circle-check"),
        }[self]


S = SurveyStatus
MOVES = {
    S.DRAFT: [S.FIELD],
    S.FIELD: [S.CLOSED, S.DRAFT],  # back while nobody was visited: the draw is taken back
    S.CLOSED: [S.FIELD],
}


class FrameKind(TextChoices):
    PERSONS = "PERSONS", pgettext_lazy("frame", "Persons in our files")
    HOUSEHOLDS = "HOUSEHOLDS", pgettext_lazy("frame", "Households in our files")
    LIST = "LIST", pgettext_lazy("frame", "A list of addresses or blocks")


class Design(TextChoices):
    SIMPLE = "SIMPLE", pgettext_lazy("sample", "Simple random")
    STRATIFIED = "STRATIFIED", pgettext_lazy("sample", "By strata")
    CLUSTERS = "CLUSTERS", pgettext_lazy("sample", "Two stages: places, then units")


class Allocation(TextChoices):
    PROPORTIONAL = "PROPORTIONAL", pgettext_lazy("allocation", "In proportion to their size")
    EQUAL = "EQUAL", pgettext_lazy("allocation", "The same for each")
    GIVEN = "GIVEN", pgettext_lazy("allocation", "As written for each")


class Outcome(TextChoices):
    """What became of a unit that is to be visited."""

    WAITING = "WAITING", pgettext_lazy("unit", "To be visited")
    ANSWERED = "ANSWERED", pgettext_lazy("unit", "Answered")
    REFUSED = "REFUSED", pgettext_lazy("unit", "Refused")
    ABSENT = "ABSENT", pgettext_lazy("unit", "Absent")
    NOT_FOUND = "NOT_FOUND", pgettext_lazy("unit", "Not found")
    NOT_ELIGIBLE = "NOT_ELIGIBLE", pgettext_lazy("unit", "Not of the target group")

    @property
    def look(self) -> Look:
        return {
            Outcome.WAITING: Look("plain", "hourglass"),
            Outcome.ANSWERED: Look("success", "check"),
            Outcome.REFUSED: Look("danger", "hand-stop"),
            Outcome.ABSENT: Look("warning", "home"),
            Outcome.NOT_FOUND: Look("warning", "map-pin-off"),
            Outcome.NOT_ELIGIBLE: Look("plain", "circle-minus"),
        }[self]


FAILED = (Outcome.REFUSED, Outcome.ABSENT, Outcome.NOT_FOUND)
"""Non-response: the answers of the same stratum make up for it, and a replacement may be released."""
BY_HAND = (Outcome.REFUSED, Outcome.ABSENT, Outcome.NOT_FOUND, Outcome.NOT_ELIGIBLE)
"""What an enumerator writes; an answer is told by the questionnaire itself."""


class AgeBand(TextChoices):
    """How old somebody is, as far as a focus group tells."""

    CHILD = "CHILD", pgettext_lazy("age band", "Under 18")
    YOUNG = "YOUNG", pgettext_lazy("age band", "18 to 29")
    GROWN = "GROWN", pgettext_lazy("age band", "30 to 59")
    OLD = "OLD", pgettext_lazy("age band", "60 and over")


class Situation(TextChoices):
    """For whom somebody speaks in a focus group: the target groups of the cells."""

    ELDERLY = "ELDERLY", pgettext_lazy("target group", "Elderly people")
    SPECIAL_NEEDS = "SPECIAL_NEEDS", pgettext_lazy("target group", "People with special needs")
    CHILDREN = "CHILDREN", pgettext_lazy("target group", "Children out of school or in danger")
    YOUTH = "YOUTH", pgettext_lazy("target group", "Adolescents and youth")
    WOMEN = "WOMEN", pgettext_lazy("target group", "Women in hardship")
    PRISONERS = "PRISONERS", pgettext_lazy("target group", "Prisoners' families")
    NO_SHELTER = "NO_SHELTER", pgettext_lazy("target group", "People without stable shelter")
    OTHER = "OTHER", pgettext_lazy("target group", "Others")


class ProposalStatus(TextChoices):
    DRAFTED = "DRAFTED", pgettext_lazy("proposal", "Drafted")
    SUBMITTED = "SUBMITTED", pgettext_lazy("proposal", "Submitted")
    ADOPTED = "ADOPTED", pgettext_lazy("proposal", "Adopted")
    REFUSED = "REFUSED", pgettext_lazy("proposal", "Refused")
    MEASURED = "MEASURED", pgettext_lazy("proposal", "Measured")

    @property
    def look(self) -> Look:
        return {
            ProposalStatus.DRAFTED: Look("plain", "pencil"),
            ProposalStatus.SUBMITTED: Look("info", "send"),
            ProposalStatus.ADOPTED: Look("success", "check"),
            ProposalStatus.REFUSED: Look("danger", "hand-stop"),
            ProposalStatus.MEASURED: Look("success", "chart-bar"),
        }[self]


P = ProposalStatus
PROPOSAL_MOVES = {
    P.DRAFTED: [P.SUBMITTED],
    P.SUBMITTED: [P.DRAFTED, P.ADOPTED, P.REFUSED],  # taken back while nobody decided
    P.ADOPTED: [P.MEASURED],
    P.REFUSED: [P.DRAFTED],  # written anew
    P.MEASURED: [],
}


class CitationKind(TextChoices):
    FIGURE = "FIGURE", pgettext_lazy("citation", "Figure")
    MAP = "MAP", pgettext_lazy("citation", "Map")
    THEME = "THEME", pgettext_lazy("citation", "Theme")
    QUOTE = "QUOTE", pgettext_lazy("citation", "Quote")
    ESTIMATE = "ESTIMATE", pgettext_lazy("citation", "Estimate")

    @property
    def icon(self) -> str:
        return {"FIGURE": "report", "MAP": "map-pin", "THEME": "list", "QUOTE": "message-2", "ESTIMATE": "chart-bar"}[
            self
        ]


class CitationRole(TextChoices):
    EVIDENCE = "EVIDENCE", pgettext_lazy("citation", "Evidence")
    BEFORE = "BEFORE", pgettext_lazy("citation", "Before")
    AFTER = "AFTER", pgettext_lazy("citation", "After")


class SuggestionStatus(TextChoices):
    WAITING = "WAITING", pgettext_lazy("suggestion", "Waiting for an answer")
    TAKEN_UP = "TAKEN_UP", pgettext_lazy("suggestion", "Taken up")
    NOT_TAKEN = "NOT_TAKEN", pgettext_lazy("suggestion", "Not taken up")

    @property
    def look(self) -> Look:
        return {
            SuggestionStatus.WAITING: Look("info", "hourglass"),
            SuggestionStatus.TAKEN_UP: Look("success", "check"),
            SuggestionStatus.NOT_TAKEN: Look("plain", "circle-minus"),
        }[self]
