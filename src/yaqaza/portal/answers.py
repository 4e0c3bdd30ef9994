"""From the answers as they were typed to what ``alerts.actions.receive`` takes."""

from __future__ import annotations

from typing import Any

from yaqaza.alerts.states import PlacePrecision, urgency_of
from yaqaza.core.crypto import blind_index
from yaqaza.language.folding import fold
from yaqaza.portal.draft import Draft
from yaqaza.portal.forms import FORMS, WhereForm, precision_of
from yaqaza.portal.states import ORDER, Question
from yaqaza.territory import queries as territory


def forms_of(report: Draft) -> dict[Question, Any]:
    """Return every answer, cleaned once more from what was typed."""
    forms = {each: FORMS[each](report.data(each)) for each in ORDER}
    for form in forms.values():
        form.full_clean()
    return forms


def answers_of(report: Draft) -> dict[str, Any]:
    """Return what becomes the alert. The answers were found right when they were given; a place that was taken in words, and that
    nobody finds now, stays in words."""
    forms = forms_of(report)
    where, what, who = forms[Question.WHERE], forms[Question.WHAT], forms[Question.WHO]
    category = report.answers[Question.KIND]["category"]
    return {
        "text": what.cleaned_data["text"],
        "category": category,
        "people_count": what.cleaned_data["people_count"],
        "urgency": urgency_of(category, what.cleaned_data["danger"]),
        **(where.place() if where.is_valid() else _in_words(where)),
        **who.reporter(),
    }


def _in_words(where: WhereForm) -> dict[str, Any]:
    """The place as it was typed. Of namesakes of which one holds all others (a province and its chief town) it is that one."""
    typed = where.data
    position = ", ".join(filter(None, (typed.get("lat"), typed.get("lon"))))
    parts = (typed.get("area"), typed.get("post"), typed.get("landmark"), position)
    told = " · ".join(part for part in parts if part)[:300]
    namesakes = where.fields["area"].widget.offered if where.has_error("area", "ambiguous") else []
    for area in namesakes:
        if all(each.path.startswith(area.path) for each in namesakes):
            return {"area": area, "place_precision": precision_of(area), "place_text": told}
    return {"area": territory.country_area(), "place_precision": PlacePrecision.UNKNOWN, "place_text": told}


def words_of(answers: dict[str, Any]) -> str:
    """Return the blind index of what a report says, by which the same is known when it is sent again."""
    return blind_index("words", " ".join((answers["category"], fold(answers["text"]))))
