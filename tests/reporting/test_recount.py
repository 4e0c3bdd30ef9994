"""Whatever is recorded and reversed, the report says what a recount by hand says."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.services.conftest import deliver, world  # noqa: F401  # fixtures

from yaqaza.people.models import Person
from yaqaza.reporting import facts
from yaqaza.reporting.facts import Count, Frame
from yaqaza.services import actions
from yaqaza.services.models import Programme, ServiceDelivery

CODES = ("WITHOUT_SHELTER", "ELDERLY_IN_DANGER", "PROXIMITY_CELLS")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("deliver"), st.integers(0, 3), st.sampled_from(CODES), st.integers(0, 90)),
        st.tuples(st.just("reverse"), st.integers(0, 30)),
    ),
    max_size=14,
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, start=st.integers(0, 90), length=st.integers(0, 90))
def test_the_report_equals_a_recount(world, cast, houses, places, steps, start, length):  # noqa: F811
    from django.db import transaction  # each example in its own savepoint

    with transaction.atomic():
        people = [
            world.person,
            world.member,
            Person.objects.create(name_ar="ق", area=places.casbah, organisation=houses.cell),
            None,
        ]
        programmes = {row.code: row for row in Programme.objects.all()}
        today = timezone.localdate()
        book: list[tuple[ServiceDelivery, bool]] = []
        for step in steps:
            if step[0] == "deliver":
                _, who, code, ago = step
                person = people[who]
                act = actions.deliver(
                    by=cast.amina, service_type=world.type("MEAL"), programme=programmes[code], person=person,
                    household=None if person else world.household, delivered_on=today - timedelta(days=ago),
                )  # fmt: skip
                book.append((act, True))
            elif book:
                at = step[1] % len(book)
                act, standing = book[at]
                if standing:
                    actions.reverse(delivery=act, by=cast.amina, reason="x")
                    book[at] = (act, False)
        end = today - timedelta(days=start)
        frame = Frame(end - timedelta(days=length), end, places.algiers)
        assert facts.count(frame, "programme", {code: [code] for code in CODES}) == recount(
            book, frame.start, frame.end
        )
        assert (
            sum(facts.by_month(frame, "programme", CODES).values())
            == recount(book, frame.start, frame.end)[facts.TOTAL].acts
        )
        transaction.set_rollback(True)


def recount(book: list[tuple[ServiceDelivery, bool]], start: date, end: date) -> dict[str, Count]:
    acts: dict[str, int] = defaultdict(int)
    people: dict[str, set[int]] = defaultdict(set)
    for act, standing in book:
        if standing and start <= act.delivered_on <= end:
            for key in (act.programme.code, facts.TOTAL):
                acts[key] += 1
                if act.person_id:
                    people[key].add(act.person_id)
    return {key: Count(acts[key], len(people[key])) for key in (facts.TOTAL, *CODES)}
