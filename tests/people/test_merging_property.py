"""Whatever was merged, written and un-merged, in whichever order: every row is back where it was, and nothing written since is lost.

The rows are of every relation to a person that the model registry knows: a new one without a maker here fails the first test.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from yaqaza.cases.models import Case
from yaqaza.core.crypto import blind_index
from yaqaza.core.refusal import Refused
from yaqaza.field.models import Encounter, Mission, Round, Team
from yaqaza.people import actions, relations
from yaqaza.people.actions.records import file
from yaqaza.people.models import Consent, Household, HouseholdMember, Merge, Person, PersonPhone
from yaqaza.questionnaires.models import Questionnaire, Version
from yaqaza.reporting import facts
from yaqaza.services.actions import load_catalogue
from yaqaza.services.models import Programme, ServiceDelivery, ServiceType
from yaqaza.signals.models import Evidence, Signal
from yaqaza.studies.models import Part, Survey, Unit

pytestmark = pytest.mark.django_db
PEOPLE = 4
DAY = date(2024, 1, 1)
Maker = Callable[[Person, int], models.Model]


@pytest.fixture
def makers(cast, houses, places) -> dict[str, Maker]:
    """For each relation, how a row of it is made for someone; ``n`` varies what may clash (few values, so that they do)."""
    load_catalogue(country="DZ")
    team = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة", name_fr="Équipe")
    homes = [
        Household.objects.create(name=f"أسرة {n}", area=places.casbah, organisation=houses.directorate)
        for n in range(3)
    ]
    programme, kind = Programme.objects.get(code="WITHOUT_SHELTER"), ServiceType.objects.get(code="MEAL")
    placed = {"area": places.casbah, "area_path": places.casbah.path}
    now = timezone.now()
    form = Questionnaire.objects.create(form_id="conditions", title="ظروف العيش", organisation=houses.directorate)
    survey = Survey.objects.create(
        number="E-1", title_ar="ظروف العيش", title_fr="Conditions de vie", organisation=houses.directorate, area=places.casbah,
        version=Version.objects.create(questionnaire=form, title=form.title), created_by=cast.brahim, frame="PERSONS",
    )  # fmt: skip
    part = Part.objects.create(survey=survey, size=9, take=9)
    return {
        "people.PersonPhone.person": lambda who, n: PersonPhone.objects.create(person=who, number=f"+21355000000{n % 3}"),
        "people.HouseholdMember.person": lambda who, n: HouseholdMember.objects.create(
            person=who, household=homes[n % 3], relation="OTHER", from_on=DAY + timedelta(days=n),
            until_on=None if n % 2 else DAY + timedelta(days=n + 2),
        ),
        "people.Consent.person": lambda who, n: Consent.objects.create(
            person=who, purpose=["CONTACT", "HEALTH"][n % 2], manner="SPOKEN", given_on=DAY + timedelta(days=n),
            expires_on=DAY + timedelta(days=n + 2), recorded_by=cast.amina,
        ),
        "field.Mission.person": lambda who, n: Mission.objects.create(
            number=f"OM-{Mission.objects.count()}", organisation=houses.cell, team=team, purpose="VERIFY", urgency=2, person=who,
            window_start=now, window_end=now + timedelta(hours=2), ordered_by=cast.brahim, **placed,
        ),
        "field.Encounter.person": lambda who, n: Encounter.objects.create(
            person=who, noted_by=cast.farid,
            round=Round.objects.get_or_create(
                number="MR-1",
                defaults={
                    "organisation": houses.cell, "team": team, "planned_by": cast.brahim, "starts_at": now,
                    "ends_at": now + timedelta(hours=3), **placed,
                },
            )[0],
        ),
        "cases.Case.person": lambda who, n: Case.objects.create(
            number=f"16-{Case.objects.count()}", programme_code="ELDERLY_IN_DANGER", summary="…", urgency=2, person=who,
            organisation=houses.directorate, opened_by=cast.amina, **placed,
        ),
        "services.ServiceDelivery.person": lambda who, n: ServiceDelivery.objects.create(
            number=f"S-{ServiceDelivery.objects.count()}", service_type=kind, programme=programme, person=who,
            organisation=houses.directorate, delivered_on=DAY + timedelta(days=n), recorded_by=cast.amina, **placed,
        ),
        "studies.Unit.person": lambda who, n: Unit.objects.create(
            survey=survey, part=part, key=str(Unit.objects.count()), rank=n + 1, code=f"E-1-{Unit.objects.count()}", person=who
        ),
        "signals.Evidence.person": lambda who, n: Evidence.objects.create(
            person=who, organisation=houses.directorate, area_path=places.casbah.path,
            signal=Signal.objects.get_or_create(kind="SAME_PHONE", key=str(n), number=f"W-{n}")[0],
        ),
    }  # fmt: skip


def test_every_relation_to_a_person_is_tried(makers) -> None:
    found = {f"{relation.label}.{relation.field}" for relation in relations.relations()}
    assert found == set(makers), "write a maker for the new relation: merges must be proven on it too"


facts_known = st.fixed_dictionaries(
    {
        "name_ar": st.sampled_from(["", "خديجة زهرون", "فطيمة"]),
        "name_latin": st.sampled_from(["", "Khadidja"]),
        "sex": st.sampled_from(["UNKNOWN", "FEMALE"]),
        "born": st.sampled_from([None, 1950, 1961]),
        "died": st.sampled_from([None, 1955, 2020]),
        "number": st.sampled_from(["", "A"]),
        "address": st.sampled_from(["", "هنا", "هناك"]),
    }
)
relation = st.integers(0, 999)  # which of them, by its place: more than there will be
rows = st.lists(st.tuples(relation, st.integers(0, PEOPLE - 1), st.integers(0, 4)), max_size=12)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("merge"), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("write"), relation, st.integers(0, PEOPLE * 5 - 1)),
        st.tuples(st.just("unmerge"), st.integers(0, 5), st.just(0)),
    ),
    max_size=14,
)


NOBODY = {"name_ar": "", "name_latin": "", "sex": "UNKNOWN", "born": None, "died": None, "number": "", "address": ""}
CHAIN = [("write", 0, 3), ("merge", 3, 0), ("merge", 1, 3), ("merge", 2, 1)]
"""A telephone is carried on from record to record: taken back from its end, each merge still knows what it moved."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(known=[NOBODY] * PEOPLE, before=[], steps=[*CHAIN, ("unmerge", 2, 0), ("unmerge", 1, 0)], order=Random(1))
@given(known=st.lists(facts_known, min_size=PEOPLE, max_size=PEOPLE), before=rows, steps=steps, order=st.randoms())
def test_merge_and_unmerge_is_identity_over_every_relation(makers, cast, houses, places, known, before, steps, order):
    with transaction.atomic():
        World(makers, cast.brahim, houses, places, known).live(before, steps, order)
        transaction.set_rollback(True)


class World:
    def __init__(self, makers, by, houses, places, known) -> None:
        self.by, self.makers = by, list(makers.items())
        self.people = [self.person(n, one, houses, places) for n, one in enumerate(known)]
        self.wrote: dict[tuple[str, int], int] = {}  # row → whom it was written for
        self.first: dict[tuple[str, int], int] = {}

    def person(self, n: int, one: dict, houses, places) -> Person:
        number = f"10000000{n}" if one["number"] else ""
        person = Person(
            name_ar=one["name_ar"], name_latin=one["name_latin"], description=f"رجل {n}", sex=one["sex"], address=one["address"],
            birth_date=date(one["born"], 1, 1) if one["born"] else None, birth_precision="YEAR" if one["born"] else "UNKNOWN",
            identity_number=number, identity_index=blind_index("identity", number) or None,
            died_on=date(one["died"], 1, 1) if one["died"] and (one["born"] or 0) <= one["died"] else None, area=places.casbah,
            organisation=houses.directorate,
        )  # fmt: skip
        file(person)
        person.save()
        return person

    def write(self, kind: int, who: Person, n: int) -> None:
        name, maker = self.makers[kind % len(self.makers)]
        try:
            with transaction.atomic():
                row = maker(who, n)
        except IntegrityError:
            return  # such a row is there already
        self.wrote[name, row.pk] = who.pk

    def merge(self, i: int, j: int) -> None:
        kept, gone = (Person.objects.get(pk=self.people[n].pk).standing for n in (i, j))
        try:
            actions.merge(kept=kept, gone=gone, by=self.by, reason="…")
        except Refused:
            assert kept == gone or kept.identity_number != gone.identity_number

    def unmerge(self, merge: Merge) -> None:
        actions.unmerge(merge=merge, by=self.by, reason="…")

    def live(self, before, steps, order) -> None:
        for kind, who, n in before:
            self.write(kind, self.people[who], n)
        began = self.state()
        for step, first, second in steps:
            if step == "merge":
                self.merge(first, second)
            elif step == "write":
                self.write(first, Person.objects.get(pk=self.people[second % PEOPLE].pk).standing, second // PEOPLE)
            elif active := list(Merge.objects.filter(undone_at=None).order_by("pk")):
                self.unmerge(active[first % len(active)])
            self.check()
        while active := list(Merge.objects.filter(undone_at=None).order_by("pk")):
            self.unmerge(order.choice(active))
            self.check()
        assert self.state() == began
        assert self.pointing() == self.wrote

    def pointing(self) -> dict[tuple[str, int], int]:
        found = {}
        for name, _maker in self.makers:
            label, field = name.rsplit(".", 1)
            model = relations.named(label, field).model
            found |= {(name, pk): who for pk, who in model.objects.values_list("pk", f"{field}_id")}
        return found

    def check(self) -> None:
        """At any moment every row is the same person's as when it was written, and people are counted once."""
        stands = dict(Person.objects.values_list("pk", "same_as"))
        one = {pk: same or pk for pk, same in stands.items()}
        assert all(stands[same] is None for same in stands.values() if same), "a chain points at its end"
        pointing = self.pointing()
        assert {row: one[who] for row, who in pointing.items()} == {row: one[who] for row, who in self.wrote.items()}
        helped = {one[who] for (name, _pk), who in self.wrote.items() if name == "services.ServiceDelivery.person"}
        frame = facts.Frame(DAY, DAY + timedelta(days=400))
        assert facts.count(frame, "programme", {"line": ["WITHOUT_SHELTER"]})["line"].people == len(helped)

    def state(self) -> list[dict]:
        """What is known of each person; the version only counts writes."""
        left_out = {"version", "uuid"}
        return [
            {field.attname: getattr(person, field.attname) for field in Person._meta.concrete_fields if field.attname not in left_out}
            for person in Person.objects.filter(pk__in=[person.pk for person in self.people]).order_by("pk")
        ]  # fmt: skip
