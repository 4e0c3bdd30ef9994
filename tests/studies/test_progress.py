"""How far a survey is: all of it for those who run it, nothing from which a few could be told for those who only read it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.studies.conftest import answer

from yaqaza.studies import actions
from yaqaza.studies.models import Unit
from yaqaza.studies.queries import progress
from yaqaza.studies.queries.progress import Progress

PARTS = ("answered", "refused", "unmet", "not_eligible", "waiting")
COVERED = tuple(name for name in PARTS if name != "not_eligible")  # which the estimates tell


def row(*counts: int) -> dict[str, int]:
    told = dict(zip(PARTS, counts, strict=True))
    drawn = sum(counts)
    return told | {"drawn": drawn, "visited": drawn - told["waiting"], "absent": 0, "not_found": told["unmet"]}


@pytest.mark.parametrize(
    ("counts", "withheld"),
    [
        ((13, 0, 0, 0, 8), set()),
        ((13, 1, 2, 0, 8), {"refused", "unmet", "waiting", "visited"}),
        ((13, 3, 2, 0, 8), {"refused", "unmet"}),
        ((13, 1, 0, 0, 0), {"refused", "drawn", "visited"}),
        ((3, 0, 0, 0, 9), {"answered", "waiting", "visited"}),
        ((13, 1, 9, 7, 8), {"refused", "waiting", "visited"}),
    ],
)
def test_small_figures_are_withheld_with_what_would_give_them_back(counts, withheld) -> None:
    told = progress.told(Progress(dict(row(*counts)))).whole
    assert {name for name, value in told.items() if value is None} - {"absent", "not_found"} == withheld


@given(st.tuples(*[st.integers(0, 9)] * 5))
def test_no_figure_from_1_to_4_follows_from_what_is_told(counts) -> None:
    """Whoever knows the whole row but the withheld cells cannot tell any of the small ones; answers from five on they know anyway."""
    true = row(*counts)
    told = progress.told(Progress(dict(true))).whole
    hidden = [name for name in PARTS if told[name] is None]
    assert [name for name in COVERED if told[name] is not None and 0 < true[name] < 5] == []
    if not hidden:
        return
    others = len(hidden) - 1
    if told["drawn"] is not None:  # what each can be at most: the others are one at least
        most = told["drawn"] - sum(true[name] for name in PARTS if name not in hidden) - others
        assert others, hidden
        assert most > 1, hidden


@pytest.mark.django_db
def test_those_who_only_read_a_survey_learn_the_whole_and_open_no_unit(cast, signed_in, drawn) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    units = list(Unit.objects.filter(survey=drawn, released=True).order_by("code"))
    for unit in units[:6]:
        answer(cast.farid, unit)
    actions.gather()
    actions.note(unit=units[6], by=cast.farid, outcome="REFUSED")
    runs = signed_in(cast.brahim).get(drawn.get_absolute_url()).content.decode()
    assert "فريد" in runs
    assert "محجوب" not in runs
    for reader in (cast.amina, cast.programme_head):
        client = signed_in(reader)
        page = client.get(drawn.get_absolute_url()).content.decode()
        assert "محجوب" in page
        assert "فريد" not in page
        assert reverse("studies:units", args=[drawn.uuid]) not in page
        assert client.get(reverse("studies:units", args=[drawn.uuid])).status_code == 403
        assert client.get(units[6].get_absolute_url()).status_code in (403, 404)
        assert reverse("studies:frame_csv", args=[drawn.uuid]) not in client.get(
            reverse("studies:check", args=[drawn.uuid])
        ).content.decode()  # fmt: skip
