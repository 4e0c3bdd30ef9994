"""The studies of the demonstration: a survey half carried out, a talk coded by two."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from yaqaza.accounts.models import User
from yaqaza.demo import build
from yaqaza.studies import queries
from yaqaza.studies.models import FocusGroup, Proposal, Survey
from yaqaza.studies.queries import focus, progress, results
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db


def test_a_survey_is_half_carried_out_a_talk_is_coded_and_proposals_rest_on_both(places, monkeypatch) -> None:
    sizes = {"ALERTS": 60, "CASES": 30, "GATHERED": 6, "ON_MISSION": 2, "UNREAD": 4, "READ": 3}
    for name, size in sizes.items():
        monkeypatch.setattr(build, name, size)
    gazetteer.forget()
    call_command("load_catalogue")
    build.build(seed=3, now=timezone.now().replace(microsecond=0), tell=lambda step: None)
    survey = Survey.objects.get()
    assert queries.redrawn(survey)
    found = progress.progress(survey).whole
    assert found["answered"] >= 5
    assert found["waiting"] > 0
    assert sum(row.weight for row in results.weights(survey).rows) == pytest.approx(survey.frame_size)
    group = FocusGroup.objects.get()
    assert group.participants.count() == 6
    assert len(focus.compared(group)) == 1
    assert focus.pairs(group.codebook, seen_by=User.objects.get(username="worker")) != []
    adopted = Proposal.objects.get(status="ADOPTED")
    assert sorted(adopted.citations.values_list("kind", flat=True)) == ["ESTIMATE", "MAP", "QUOTE", "THEME"]
    assert Proposal.objects.get(status="DRAFTED").suggestions.get().themes.get().name_ar == "ثمن الماء"
    gazetteer.forget()
