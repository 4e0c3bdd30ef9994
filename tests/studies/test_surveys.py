"""A survey from its frame to its weights: counts before the draw, the draw, the visits, the answers."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests.studies.conftest import answer, planned

from yaqaza.alerts import sheets
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotFound, NotPermitted, Refused
from yaqaza.people.models import HouseholdMember, Person
from yaqaza.questionnaires import entities
from yaqaza.questionnaires.models import Submission
from yaqaza.studies import actions, exports, frames, queries
from yaqaza.studies.actions import fieldwork
from yaqaza.studies.actions import surveys as acts
from yaqaza.studies.models import Survey, Unit
from yaqaza.studies.queries import progress, results
from yaqaza.territory.models import Area

pytestmark = pytest.mark.django_db


def released(survey: Survey) -> list[Unit]:
    return list(Unit.objects.filter(survey=survey, released=True).order_by("code"))


def test_a_frame_is_told_in_counts_and_only_of_what_the_drawer_sees(survey, cast, places) -> None:
    actions.plan(survey=survey, by=cast.brahim, **planned(design="STRATIFIED"))
    found = queries.preview(queries.get_survey(survey.uuid, seen_by=cast.brahim), seen_by=cast.brahim)
    assert found.size == 40  # the five of Blida lie outside
    assert [(name, size, take) for _key, name, size, take in found.parts] == [("القصبة", 10, 3), ("باب الوادي", 30, 9)]


def test_a_target_group_keeps_households_with_such_a_member(survey, homes, cast, houses, places) -> None:
    old = Person.objects.create(
        name_ar="زهرة", sex="FEMALE", birth_date="1940-01-01", birth_precision="YEAR", area=places.casbah,
        organisation=houses.directorate, created_by=cast.amina,
    )  # fmt: skip
    HouseholdMember.objects.create(household=homes[3], person=old, relation="HEAD")
    survey.sex, survey.age_from = "FEMALE", 60
    assert list(frames.registry(survey, seen_by=cast.brahim)) == [homes[3]]
    survey.sex = "MALE"
    assert not frames.registry(survey, seen_by=cast.brahim).exists()


def test_places_out_of_reach_are_refused(survey, cast, places, form) -> None:
    with pytest.raises(Refused, match="البليدة"):
        acts.change(
            survey=survey,
            by=cast.brahim,
            areas=[places.blida],
            title_ar="أ",
            title_fr="a",
            version=form,
            frame="HOUSEHOLDS",
        )


def test_a_draw_keeps_its_seed_and_gives_the_same_again_and_weights_that_sum_to_the_frame(drawn) -> None:
    assert (drawn.status, drawn.seed, drawn.frame_size) == ("FIELD", "council 2026", 40)
    assert queries.redrawn(drawn)
    rows = results.weights(drawn).rows
    assert len(rows) == 12
    assert sum(row.weight for row in rows) == pytest.approx(40)
    assert {(row.part.size, round(row.probability, 6)) for row in rows} == {(30, 0.3), (10, 0.3)}


def test_whom_a_unit_stands_for_is_kept_of_drawn_ones_only(drawn) -> None:
    kept = Unit.objects.filter(survey=drawn, household__isnull=False)
    assert kept.count() == 18 == Unit.objects.filter(survey=drawn, rank__isnull=False).count()
    assert Unit.objects.filter(survey=drawn).count() == 40
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(survey=drawn, rank=None).update(household=kept.first().household)


def test_a_sample_that_was_changed_by_hand_shows(drawn) -> None:
    one, other = Unit.objects.filter(survey=drawn, rank=1).first(), Unit.objects.filter(survey=drawn, rank=None).first()
    key, other.key = other.key, "moved"
    other.save()
    one.key, other.key = key, one.key
    one.save()
    assert not queries.redrawn(drawn)


def test_two_stages_take_places_by_size_and_their_weights_sum_to_the_frame(survey, cast) -> None:
    survey = actions.plan(survey=survey, by=cast.brahim, **planned(design="CLUSTERS", clusters=2, each=4))
    survey = actions.draw(survey=survey, by=cast.brahim, seed="7")
    rows = results.weights(survey).rows
    assert sum(row.weight for row in rows) == pytest.approx(40)
    assert queries.redrawn(survey)


def test_a_given_allocation_is_drawn_as_written(survey, cast, places) -> None:
    given = {str(places.casbah.uuid): 5, str(places.bab_el_oued.uuid): 2}
    survey = actions.plan(
        survey=survey, by=cast.brahim, **planned(design="STRATIFIED", allocation="GIVEN", given=given)
    )
    survey = actions.draw(survey=survey, by=cast.brahim)
    assert {part.name: part.take for part in survey.parts.all()} == {"القصبة": 5, "باب الوادي": 2}
    assert len(survey.seed) == 16


def test_frame_and_design_stay_after_the_draw_and_a_draw_is_taken_back_before_the_first_visit(drawn, cast) -> None:
    with pytest.raises(Refused):
        actions.plan(survey=drawn, by=cast.brahim, **planned())
    actions.withdraw(survey=drawn, by=cast.brahim)
    drawn.refresh_from_db()
    assert (drawn.status, drawn.seed, drawn.units.count()) == ("DRAFT", "", 0)


def test_a_draw_is_not_taken_back_after_a_visit(drawn, cast) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    actions.note(unit=released(drawn)[0], by=cast.farid, outcome="REFUSED")
    with pytest.raises(Refused):
        actions.withdraw(survey=drawn, by=cast.brahim)


def test_units_are_shared_out_by_place_and_load(drawn, cast, places) -> None:
    assert actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid, cast.amina]) == 12
    whose = {(unit.assigned_to.username, unit.area_id) for unit in released(drawn)}
    loads = [Unit.objects.filter(survey=drawn, assigned_to=user).count() for user in (cast.farid, cast.amina)]
    assert sorted(loads) == [6, 6]
    assert len(whose) == 3  # the Casbah is one enumerator's
    assert actions.share_out(survey=drawn, by=cast.brahim, to=[cast.amina]) == 0


def test_people_of_other_houses_visit_nothing(drawn, cast) -> None:
    with pytest.raises(Refused):
        actions.share_out(survey=drawn, by=cast.brahim, to=[cast.chafia])


def test_phones_take_ones_own_units_along_and_no_others(drawn, cast, form) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    mine = list(csv.DictReader(io.StringIO(entities.as_csv(entities.get(form, "my_units.csv"), cast.farid).decode())))
    assert len(mine) == 12
    assert mine[0]["code"] == released(drawn)[0].code
    assert mine[0]["label"].startswith(f"{released(drawn)[0].code} · ")
    assert entities.as_csv(entities.get(form, "my_units.csv"), cast.amina).decode().count("\n") == 1


def test_answers_fulfil_the_unit_that_they_name_by_list_or_by_code(drawn, cast, run_jobs) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    one, two, three = released(drawn)[:3]
    first = answer(cast.farid, one)
    answer(cast.farid, two.code.lower())
    answer(cast.farid, "nobody")
    assert actions.gather() == 2
    assert actions.gather() == 0
    one.refresh_from_db()
    assert (one.outcome, one.submission, one.outcome_by) == ("ANSWERED", first, cast.farid)
    found = progress.progress(drawn)
    assert {name: found.whole[name] for name in ("drawn", "visited", "answered", "waiting")} == {
        "drawn": 12, "visited": 2, "answered": 2, "waiting": 10,
    }  # fmt: skip
    assert found.without_unit == 1
    with pytest.raises(Refused):
        actions.note(unit=one, by=cast.farid, outcome="REFUSED")
    assert three.outcome == "WAITING"


def test_a_correction_takes_the_place_of_what_it_corrects_and_a_second_answer_does_not(drawn, cast) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    unit = released(drawn)[0]
    first = answer(cast.farid, unit, size=4)
    actions.gather()
    second = answer(cast.farid, unit, size=5, corrects=first.instance_id)
    answer(cast.farid, unit, size=9)
    actions.gather()
    unit.refresh_from_db()
    assert unit.submission == second
    assert progress.progress(drawn).without_unit == 1


def test_another_correction_that_is_chosen_takes_the_place_of_the_one_set_aside(drawn, cast) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    unit = released(drawn)[0]
    first = answer(cast.farid, unit, size=4)
    one = answer(cast.farid, unit, size=5, corrects=first.instance_id)
    actions.gather()
    other = answer(cast.farid, unit, size=6, corrects=first.instance_id)
    later = timezone.now() + timedelta(hours=3)
    Survey.objects.filter(pk=drawn.pk).update(looked_at=later)  # it came long before the look
    Submission.objects.filter(pk=one.pk).update(set_aside_at=timezone.now(), set_aside_by=cast.brahim)
    actions.gather()
    unit.refresh_from_db()
    assert unit.submission == other


def test_a_replacement_is_the_next_of_the_draw_and_the_weights_follow(drawn, cast) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    unit = next(one for one in released(drawn) if one.part.size == 10)
    with pytest.raises(Refused):
        actions.replace(unit=unit, by=cast.brahim)
    actions.note(unit=unit, by=cast.farid, outcome="REFUSED")
    following = actions.replace(unit=unit, by=cast.brahim)
    assert (following.part, following.rank, following.assigned_to) == (unit.part, unit.part.take + 1, cast.farid)
    with pytest.raises(Refused):  # one for each that failed
        actions.replace(unit=unit, by=cast.brahim)
    rows = results.weights(drawn).rows
    assert sum(row.weight for row in rows) == pytest.approx(40)
    assert {row.weight for row in rows if row.part == unit.part} == {10 / 4}


def test_an_outcome_is_written_by_its_enumerator_and_taken_back(drawn, cast) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    unit = released(drawn)[0]
    with pytest.raises(NotPermitted):
        actions.note(unit=unit, by=cast.amina, outcome="ABSENT")
    actions.note(unit=unit, by=cast.farid, outcome="ABSENT")
    unit = actions.undo_note(unit=unit, by=cast.farid)
    assert (unit.outcome, unit.outcome_at) == ("WAITING", None)
    with pytest.raises(NotFound):
        queries.get_unit(unit.uuid, seen_by=cast.chafia)


def test_estimates_weigh_answers_and_make_up_for_silence_within_a_stratum(drawn, cast) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    small = [unit for unit in released(drawn) if unit.part.size == 10]
    large = [unit for unit in released(drawn) if unit.part.size == 30]
    for unit in small[:2]:
        answer(cast.farid, unit, size=2, water="no")
    for unit in large[:4]:
        answer(cast.farid, unit, size=6, water="yes")
    actions.note(unit=small[2], by=cast.farid, outcome="REFUSED")
    actions.gather()
    size, water = results.variables(drawn)
    assert (size.name, water.name, list(water.choices)) == ("size", "water", ["yes", "no"])
    of_size = results.estimates(drawn, size)
    assert of_size.lines[0].estimate.value == pytest.approx((10 * 2 + 30 * 6) / 40)
    assert of_size.represented == pytest.approx(40)
    assert [round(line.estimate.value, 6) for line in results.estimates(drawn, water).lines] == [0.75, 0.25]
    assert of_size.lines[0].estimate.error == 0  # within each stratum all said the same


def test_from_fewer_than_five_answers_nothing_is_estimated(drawn, cast) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    for unit in released(drawn)[:4]:
        answer(cast.farid, unit)
    actions.gather()
    found = results.estimates(drawn, results.variables(drawn)[0])
    assert (found.too_few, found.lines) == (True, [])


def given_to(survey: Survey, cast, takes: dict) -> Survey:
    """Draw so many of each place, all of them Farid's."""
    planned_ = planned(
        design="STRATIFIED", allocation="GIVEN", given={str(area.uuid): take for area, take in takes.items()}
    )
    survey = actions.plan(survey=survey, by=cast.brahim, **planned_)
    survey = actions.draw(survey=survey, by=cast.brahim, seed="3")
    actions.share_out(survey=survey, by=cast.brahim, to=[cast.farid])
    return survey


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 5, "b": 9}, ["a", "b"]),
        ({"a": 3, "b": 9}, []),  # three are all without nine
        ({"a": 3, "b": 9, "c": 5}, ["b"]),
        ({"a": 3, "b": 2, "c": 9}, ["c"]),  # five are hidden
    ],
)
def test_a_hidden_stratum_is_not_had_by_taking_the_shown_from_all(counts, shown) -> None:
    assert sorted(results._shown(Counter(counts))) == shown


def test_strata_are_told_apart_by_what_they_are_and_shown_where_enough_answered(survey, cast, places) -> None:
    Area.objects.filter(pk=places.casbah.pk).update(name_ar=places.bab_el_oued.name_ar)
    survey = given_to(survey, cast, {places.casbah: 5, places.bab_el_oued: 6})
    for unit in released(survey):
        answer(cast.farid, unit, size=2 if unit.part.size == 10 else 6)
    actions.gather()
    found = results.estimates(survey, results.variables(survey)[0], by_part=True)
    assert sorted((line.estimate.value, line.estimate.answers) for line in found.lines[1:]) == [(2, 5), (6, 6)]
    assert found.lines[0].estimate.value == pytest.approx((10 * 2 + 30 * 6) / 40)
    assert not found.hidden


def test_strata_of_which_nothing_is_drawn_are_told_and_not_drawn_by_accident(survey, cast, places) -> None:
    survey = actions.plan(survey=survey, by=cast.brahim, **planned(design="STRATIFIED", size=1))
    with pytest.raises(Refused):
        actions.draw(survey=survey, by=cast.brahim)
    survey = given_to(survey, cast, {places.bab_el_oued: 6})
    assert results.weights(survey).silent == ["القصبة"]


def listed(text: str) -> ContentFile:
    return ContentFile(text.encode(), name="list.csv")


def test_a_list_is_drawn_from_by_its_columns(survey, cast, settings, django_capture_on_commit_callbacks) -> None:
    def kept() -> list[Path]:
        return [path for path in (Path(settings.MEDIA_ROOT) / "studies").rglob("*") if path.is_file()]

    survey.frame = "LIST"
    survey.save()
    with django_capture_on_commit_callbacks(execute=True):
        actions.upload(survey=survey, by=cast.brahim, file=listed("code\nA\n"))
        survey.refresh_from_db()
    rows = "".join(f"B{n},{'شمال' if n % 3 else 'جنوب'},نهج {n}\n" for n in range(30))
    with django_capture_on_commit_callbacks(execute=True):
        actions.upload(survey=survey, by=cast.brahim, file=listed("الرمز,حي,العنوان\n" + rows))
    survey.refresh_from_db()
    assert survey.columns == {"code": "الرمز", "part": "حي", "address": "العنوان"}
    survey = actions.plan(survey=survey, by=cast.brahim, **planned(design="STRATIFIED", size=9))
    assert len(kept()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        survey = actions.draw(survey=survey, by=cast.brahim, seed="1")
    assert (kept(), Survey.objects.get().listed.name) == ([], "")  # its addresses do not stay on the disk
    assert {part.name: (part.size, part.take) for part in survey.parts.all()} == {"شمال": (20, 6), "جنوب": (10, 3)}
    unit = released(survey)[0]
    assert unit.address == f"نهج {unit.key[1:]}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM studies_unit WHERE id = %s", [unit.pk])
        assert "نهج" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,name\nA,x\nA,y\n", "2"),
        ("code,name\n,x\n", "2"),
        ("code,name\nA,0661 23 45 67\n", "2"),
        (f"code,name\n{'A' * 65},x\n", "2"),
        ("code,name\n=A,x\n", "2"),
    ],
)
def test_a_list_with_doubles_without_codes_or_with_telephones_is_refused(survey, cast, text, sentence) -> None:
    survey.frame = "LIST"
    survey.save()
    actions.upload(survey=survey, by=cast.brahim, file=listed(text))
    with pytest.raises(Refused, match=sentence):
        acts.map_columns(survey=survey, by=cast.brahim, code="code", address="name")


def test_a_stratum_of_a_list_may_have_any_name_of_36_letters_and_a_broken_list_says_where(
    survey, cast, monkeypatch
) -> None:
    survey.frame = "LIST"
    survey.save()
    rows = "".join(f"B{n},{'ش' * 36}\n" for n in range(4))
    survey = actions.upload(survey=survey, by=cast.brahim, file=listed("code,bloc\n" + rows))
    survey = actions.plan(survey=survey, by=cast.brahim, **planned(design="STRATIFIED", size=2))
    assert queries.preview(survey, seen_by=cast.brahim).parts == [("ش" * 36, "ش" * 36, 4, 2)]

    def broken(*_given):
        raise sheets.Broken(3)

    monkeypatch.setattr(frames.sheets, "rows", broken)
    for read in (lambda: frames.candidates(survey, seen_by=cast.brahim), lambda: frames.first_rows(survey)):
        with pytest.raises(Refused, match="3"):
            read()


def test_files_hold_weights_and_keys_and_no_name(drawn) -> None:
    weights = exports.as_csv(exports.WEIGHTS, exports.weight_rows(drawn)).decode("utf-8-sig")
    frame = exports.as_csv(exports.FRAME, exports.frame_rows(drawn)).decode("utf-8-sig")
    assert sum(float(row["design_weight"]) for row in csv.DictReader(io.StringIO(weights))) == pytest.approx(40)
    assert len(list(csv.DictReader(io.StringIO(frame)))) == 40
    assert "عائلة" not in weights + frame
    assert exports.as_xlsx(exports.WEIGHTS, exports.weight_rows(drawn))[:2] == b"PK"


def test_each_step_is_in_the_audit_trail_without_a_name(drawn, cast) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    actions.note(unit=released(drawn)[0], by=cast.farid, outcome="REFUSED")
    actions.close(survey=drawn, by=cast.brahim)
    actions.reopen(survey=drawn, by=cast.brahim)
    entries = AuditEntry.objects.filter(event__startswith="survey.").order_by("id")
    assert [entry.event for entry in entries] == [
        "survey.begun", "survey.planned", "survey.drawn", "survey.shared_out", "survey.unit_visited", "survey.closed", "survey.reopened",
    ]  # fmt: skip
    assert "عائلة" not in str([entry.details for entry in entries])


def test_answers_of_before_the_closure_count(drawn, cast) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    unit = released(drawn)[0]
    answer(cast.farid, unit)
    actions.close(survey=drawn, by=cast.brahim)
    unit.refresh_from_db()
    assert unit.outcome == "ANSWERED"


def test_answers_after_the_closure_do_not_count(drawn, cast) -> None:
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    actions.close(survey=drawn, by=cast.brahim)
    answer(cast.farid, released(drawn)[0])
    assert actions.gather() == 0
    drawn.refresh_from_db()
    assert fieldwork.look(survey=drawn) == 0
