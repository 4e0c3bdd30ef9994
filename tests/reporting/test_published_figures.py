"""The tables of the mission come back exactly, and one act more or less shows."""

from __future__ import annotations

from datetime import date

from yaqaza.reporting import bilans, facts, indicators
from yaqaza.reporting.facts import Frame
from yaqaza.services import published
from yaqaza.services.models import ServiceDelivery
from yaqaza.services.states import Counts

PROGRAMME = {
    "WOMEN_IN_HARDSHIP": 944,
    "VULNERABLE_ELDERLY": 1209,
    "MENTAL_DISORDERS": 520,
    "CHILDREN_IN_HARDSHIP": 317,
    "WITHOUT_SHELTER": 14510,
}
UNITS = {
    "CHILD_SOCIAL": ("ACTS", 1698),
    "CHILD_PSYCHOLOGICAL": ("ACTS", 304),
    "CHILD_ADMINISTRATIVE": ("ACTS", 542),
    "STREET_CASES": ("PEOPLE", 493),
    "STREET_TREATMENTS": ("ACTS", 147),
    "STREET_CONSULTATIONS": ("ACTS", 132),
    "STREET_INTERVENTIONS": ("ACTS", 130),
    "STREET_PLACEMENTS": ("ACTS", 184),
    "STREET_SOCIAL_CONSULTATIONS": ("ACTS", 336),
    "WOMEN_LISTENING": ("PEOPLE", 653),
    "WOMEN_TELEPHONE": ("ACTS", 228),
    "WOMEN_REFERRED": ("PEOPLE", 560),
    "WOMEN_VIOLENCE": ("PEOPLE", 456),
    "WOMEN_LEGAL": ("ACTS", 183),
    "ELDERLY_BENEFICIARIES": ("PEOPLE", 236),
}


def test_the_published_table_of_the_source_is_the_one_above():
    assert {line.code: line.count for line in published.PROVINCIAL_LINES} == PROGRAMME
    assert {line.code: (line.counts.value, line.count) for line in published.COMPLEX_LINES} == UNITS
    assert sum(PROGRAMME.values()) == 17_500


def test_the_reports_have_exactly_these_lines():
    for name, lines in ((indicators.PROVINCIAL, PROGRAMME), (indicators.COMPLEX, UNITS)):
        definition = indicators.definition(name, "MA")
        assert [line.code for line in definition.indicators] == list(lines)
    complex_ = indicators.definition(indicators.COMPLEX, "MA")
    assert {line.code: line.counts.value for line in complex_.indicators} == {
        code: counts for code, (counts, _) in UNITS.items()
    }
    of = {line.code: {kind for kind, _ in line.types} for line in published.COMPLEX_LINES}
    assert {line.code: set(line.keys) for line in complex_.indicators} == of


def test_every_figure_comes_back(published_acts, places):
    """One load for all of it: 17,500 acts of the province and the units of the complex."""
    assert published_acts.rows == ServiceDelivery.objects.count()

    bilan = bilans.compute(indicators.PROVINCIAL, Frame(date(2021, 10, 1), date(2023, 11, 30), places.algiers))
    data = bilan.as_data()
    assert {row["programme"]: row["acts"] for row in data["rows"]} == PROGRAMME
    assert {row["programme"]: row["people"] for row in data["rows"]} == {
        line.code: line.people for line in published.PROVINCIAL_LINES
    }
    assert data["total"] == {"acts": 17_500, "people": published.PROVINCIAL_PEOPLE}
    assert sum(data["months"].values()) == 17_500
    assert len(data["months"]) == 26
    assert sum(row["people"] for row in data["rows"]) > data["total"]["people"]

    report = bilans.compute(
        indicators.COMPLEX, Frame(date(2010, 5, 1), date(2011, 6, 30), organisation=published_acts.complex)
    )
    lines = {
        line["line"]: (line["counts"], line["count"]) for unit in report.as_data()["units"] for line in unit["lines"]
    }
    assert lines == UNITS
    of_people = [line for line in report.lines() if line.indicator.counts is Counts.PEOPLE]
    assert all(line.acts > line.people for line in of_people)  # several acts to some: acts are not people

    children = bilans.compute(
        indicators.COMPLEX, Frame(date(2010, 9, 1), date(2011, 6, 30), organisation=published_acts.complex)
    )
    assert [line.count for line in children.parts[0].lines] == [1698, 304, 542]

    # They do not disturb each other: neither the period nor the house of the other gives anything.
    elsewhere = bilans.compute(
        indicators.PROVINCIAL, Frame(date(2021, 10, 1), date(2023, 11, 30), organisation=published_acts.complex)
    )
    assert elsewhere.total.acts == 0
    before = bilans.compute(indicators.COMPLEX, Frame(date(2021, 10, 1), date(2023, 11, 30), places.algiers))
    assert {line.acts for line in before.lines()} == {0}
    blida = facts.count(Frame(date(2000, 1, 1), date(2030, 1, 1), places.blida), "programme", {"all": list(PROGRAMME)})
    assert blida["all"] == facts.Count()


def test_a_seed_gives_the_same_acts_for_ever():
    persons = {
        group: range(start * 10_000, start * 10_000 + needed)
        for start, (group, needed) in enumerate(published.NEEDS.items())
    }
    spread = [published.Place(1, 2, 3, (4, 5)), published.Place(6, 7, 3)]
    places = {line.house: spread for line in published.LINES}
    once = list(published.deliveries(11, persons, places))
    assert once == list(published.deliveries(11, persons, places))
    assert once != list(published.deliveries(12, persons, places))
    assert len({row.uuid for row in once}) == len(once)
    assert [row.recorded_at for row in once] == sorted(row.recorded_at for row in once)
    assert all(row.recorded_at.date() >= row.delivered_on for row in once)
