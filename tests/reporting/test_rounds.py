"""What a team gives on its round stands in the ledger: a figure opens to the acts, an act to the encounter; refusals are counted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.urls import reverse
from django.utils import timezone

from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field.models import Encounter, Membership, Round, Team
from yaqaza.field.rounds import actions, queries
from yaqaza.field.rounds.rules import Place
from yaqaza.field.states import Given, Profession
from yaqaza.people.models import Person
from yaqaza.reporting import bilans
from yaqaza.reporting.facts import Frame
from yaqaza.services import actions as services
from yaqaza.services import catalogue
from yaqaza.services.models import ServiceDelivery

pytestmark = pytest.mark.django_db
REPORT = reverse("reporting:street_rounds")


@pytest.fixture
def out(cast, houses, places) -> Round:
    """A round of Farid's team that is under way."""
    services.load_catalogue(country="DZ")
    team = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 1", name_fr="Équipe 1")
    Membership.objects.create(team=team, user=cast.farid, profession=Profession.SOCIAL_ASSISTANT)
    now = timezone.now()
    stops = [Place(places.casbah, "الميناء", now + timedelta(minutes=1))]
    made = actions.plan(by=cast.duniya, team=team, starts_at=now, ends_at=now + timedelta(hours=4), stops=stops)
    return actions.start(round=made, by=cast.farid)


@pytest.fixture
def meet(out, cast, run_jobs):
    """Note an encounter and let the ledger hear of it."""

    def note(**said) -> Encounter:
        met = actions.meet(round=out, by=cast.farid, **said)
        run_jobs()
        return met

    return note


def line(response, code: str) -> tuple[int, int]:
    return next((line.acts, line.people) for line in response.context["bilan"].lines() if line.code == code)


def test_the_blankets_of_a_round_are_in_the_directorates_figure_and_open_to_the_encounter(
    meet, out, cast, houses, places, signed_in
) -> None:
    stop = queries.stops(out)[0]
    man = meet(stop=stop, description="رجل في الستين", given=["BLANKET", "MEAL"])
    meet(stop=stop, person=man.person, given=["BLANKET"])
    meet(description="امرأة مع طفل", given=["BLANKET"])
    meet(description="شاب", refused=True)
    supervisor = signed_in(cast.brahim)
    today = timezone.localdate().isoformat()
    asked = f"{REPORT}?start={today}&end={today}&place=&house={houses.directorate.code}"
    page = supervisor.get(asked)
    assert (line(page, "BLANKET"), line(page, "MEAL"), line(page, "CLOTHES")) == ((3, 2), (1, 1), (0, 0))
    met = page.context["bilan"].met
    assert (met.rounds, met.encounters, met.refused) == (1, 4, 1)
    rows = supervisor.get(next(
        row["acts_url"] for part in page.context["parts"] for row in part["lines"] if row["line"].code == "BLANKET"
    ))  # fmt: skip
    acts = rows.context["page"].items
    assert len(acts) == 3
    assert {(act.organisation, act.programme.code, act.professional) for act in acts} == {
        (houses.cell, "WITHOUT_SHELTER", cast.farid)
    }
    first = ServiceDelivery.objects.get(encounter=man, service_type__code="BLANKET")
    assert (first.area, first.person, first.delivered_on) == (places.casbah, man.person, timezone.localdate())
    shown = supervisor.get(first.get_absolute_url()).content.decode()
    assert f"{out.get_absolute_url()}#met-{man.uuid}" in shown
    assert f'id="met-{man.uuid}"' in supervisor.get(out.get_absolute_url()).content.decode()
    listed = supervisor.get(f"{reverse('field:rounds')}?start={today}&end={today}")
    assert [(each.met, each.refusals) for each in listed.context["page"].items] == [(4, 1)]
    programmes = supervisor.get(reverse("reporting:provincial_bilan"))
    assert line(programmes, "WITHOUT_SHELTER") == (4, 2)


def test_who_refuses_is_in_no_ledger_and_nobody_is_invented(meet) -> None:
    meet(description="شاب", refused=True)
    meet(description="رجل")
    assert not ServiceDelivery.objects.exists()
    assert Person.objects.count() == 1  # who accepted to be met, without a name


def test_what_was_noted_by_mistake_is_taken_back_and_stays(meet, out, cast, run_jobs, signed_in) -> None:
    met = meet(description="رجل", given=["BLANKET", "HOT_DRINK"])
    address = reverse("field:encounter_strike", args=[out.uuid, met.uuid])
    assert signed_in(cast.farid).post(address, {"reason": ""}).status_code == 422
    assert signed_in(cast.farid).post(address, {"reason": "سُجل مرتين"}).status_code == 302
    run_jobs()
    services.follow_encounter(encounter=met)  # again: nothing more
    assert [(act.service_type.code, act.is_struck) for act in ServiceDelivery.objects.filter(reverses=None)] == [
        ("BLANKET", True), ("HOT_DRINK", True),
    ]  # fmt: skip
    assert set(ServiceDelivery.objects.exclude(reverses=None).values_list("reverse_reason", "encounter")) == {
        ("سُجل مرتين", met.pk)
    }
    today = timezone.localdate()
    bilan = bilans.compute("street-rounds", Frame(today, today))
    assert {line.acts for line in bilan.lines()} == {0}
    assert (bilan.met.encounters, queries.sums(queries.encounters(out)).encounters) == (0, 0)
    page = signed_in(cast.farid).get(out.get_absolute_url()).content.decode()
    assert "سُجل مرتين" in page and address not in page
    with pytest.raises(Refused, match="سبق"):
        actions.strike(encounter=met, by=cast.farid, reason="مرة أخرى")


def test_only_who_noted_it_or_answers_for_the_round_takes_it_back(meet, cast) -> None:
    met = meet(description="رجل", given=["MEAL"])
    for other in (cast.chafia, cast.malika, cast.djamel):
        with pytest.raises(NotPermitted):
            actions.strike(encounter=met, by=other, reason="خطأ")
    actions.strike(encounter=met, by=cast.duniya, reason="خطأ")


def test_an_act_reversed_in_the_ledger_stays_reversed(meet, cast) -> None:
    met = meet(description="رجل", given=["MEAL"])
    services.reverse(delivery=ServiceDelivery.objects.get(), by=cast.brahim, reason="خطأ")
    services.follow_encounter(encounter=met)
    assert ServiceDelivery.objects.count() == 2
    actions.strike(encounter=met, by=cast.duniya, reason="خطأ")
    services.follow_encounter(encounter=met)
    assert ServiceDelivery.objects.count() == 2


def test_the_database_counts_what_an_encounter_gave_once_and_mirrors_it(meet, cast) -> None:
    meet(description="رجل", given=["MEAL"])
    act = ServiceDelivery.objects.get()
    copy = {
        field.attname: getattr(act, field.attname)
        for field in ServiceDelivery._meta.concrete_fields
        if field.name not in ("id", "uuid", "number")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceDelivery.objects.create(number="S-1", **copy)
    wrong = copy | {"encounter_id": None, "reverses_id": act.pk, "reverse_reason": "خطأ"}
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        ServiceDelivery.objects.create(number="S-2", **wrong)


def test_everything_that_is_given_has_its_kind_of_help() -> None:
    kinds = {kind.code: kind for kind in catalogue.KINDS}
    assert set(catalogue.ON_ROUNDS) == set(Given)
    assert len(set(catalogue.ON_ROUNDS.values())) == len(Given)
    assert not any(kinds[code].verify or kinds[code].unit for code in catalogue.ON_ROUNDS.values())


def test_files_of_the_report_tell_encounters_and_refusals_and_small_ones_are_withheld(meet, cast, signed_in) -> None:
    meet(description="رجل", given=["MEAL"])
    meet(description="شاب", refused=True)
    said = json.loads(signed_in(cast.brahim).get(reverse("reporting:file", args=["street-rounds", "json"])).content)
    assert said["rounds"] == {"rounds": 1, "encounters": 2, "refused": 1}
    for kind in ("xlsx", "csv", "pdf"):
        assert signed_in(cast.brahim).get(reverse("reporting:file", args=["street-rounds", kind])).status_code == 200
    far = signed_in(cast.programme_head).get(REPORT).context["bilan"]
    assert far.met is None and line_of(far, "MEAL") is None


def line_of(bilan, code: str) -> int | None:
    return next(line.acts for line in bilan.lines() if line.code == code)
