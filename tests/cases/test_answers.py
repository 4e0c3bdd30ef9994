"""Answers of questionnaires and the file they belong to: found, compared, taken in part, corrected, put back, never overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from tests.cases.conftest import ANSWERS
from tests.questionnaires.conftest import workbook

from yaqaza.cases import actions as cases
from yaqaza.cases.answers import actions, queries
from yaqaza.cases.answers.rules import Changed
from yaqaza.cases.forms import AnswersFileForm
from yaqaza.cases.models import Case, FiledAnswers, TakenAnswer
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.people import actions as people
from yaqaza.people.inputs import Picked
from yaqaza.questionnaires import actions as questionnaires
from yaqaza.questionnaires import library
from yaqaza.questionnaires import queries as forms
from yaqaza.questionnaires.models import Submission

SURVEY = [
    ["type", "name", "label::العربية (ar)", "label::Français (fr)"],
    ["text", "file_number", "رقم الملف", "Numéro"],
    ["text", "order", "أمر المهمة", "Ordre"],
    ["text", "address", "العنوان", "Adresse"],
    ["text", "family", "الأسرة", "Ménage"],
    ["text", "home_address", "عنوان الأسرة", "Adresse du ménage"],
    ["select_multiple need", "needs", "ماذا ينقص؟", "Manques"],
    ["begin_repeat", "child", "طفل", "Enfant"],
    ["text", "child_name", "الاسم", "Nom"],
    ["integer", "age", "العمر", "Âge"],
    ["end_repeat", "", "", ""],
]
BINDINGS = [
    ["question", "target", "at_once"],
    ["file_number", "case", ""],
    ["order", "mission", ""],
    ["address", "person.address", ""],
    ["family", "household.name", ""],
    ["home_address", "household.address", ""],
    ["needs", "needs", "yes"],
    ["child_name", "household.member.name", ""],
    ["age", "household.member.age", ""],
]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def form(cast, houses, request):
    survey, bindings = getattr(request, "param", (SURVEY, BINDINGS))
    file = workbook(survey=survey, bindings=bindings)
    return questionnaires.create(by=cast.brahim, organisation=houses.directorate, file=file, publish_at_once=True)


@pytest.fixture
def sent(cast, form, run_jobs) -> Callable[..., Submission]:
    """Answers as the case worker's phone sends them; those of ``sender`` otherwise."""

    def sending(
        *, sender: Any = None, children: tuple[tuple[str, int], ...] = (), corrects: str = "", **said: str
    ) -> Submission:
        user = sender or cast.amina
        device = user.devices.first() or questionnaires.equip(by=user, user=user, name="هاتف").device
        told = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in said.items())
        told += "".join(f"<child><child_name>{name}</child_name><age>{age}</age></child>" for name, age in children)
        old = f"<deprecatedID>{corrects}</deprecatedID>" if corrects else ""
        meta = f"<meta><instanceID>uuid:{uuid4()}</instanceID>{old}</meta>"
        xml = f'<data id="visit" version="1">{told}{meta}</data>'.encode()
        receipt = questionnaires.receive(by=user, device=device, xml=xml, files={})
        run_jobs()
        return Submission.objects.select_related("version__questionnaire", "user").get(pk=receipt.submission.pk)

    return sending


@pytest.fixture
def home(cast, places, khadija):
    return people.create_household(
        by=cast.amina, name="بيت زهرون", area=places.bab_el_oued, address="حي 1", head=khadija
    )


def filed(submission: Submission) -> FiledAnswers:
    return FiledAnswers.objects.select_related("case", "submission__version").get(submission=submission)


def wanted(row: FiledAnswers, by: Any, *targets: str) -> dict[str, str]:
    rows = queries.beside(row, by=by).rows
    return {each.target: each.key for each in rows if each.target in targets or not targets}


def again(model: Any) -> Any:
    return type(model).objects.get(pk=model.pk)


def test_answers_go_into_the_file_whose_number_they_say(file, sent) -> None:
    row = filed(sent(file_number=f" {file.number} ", address="شارع 5"))
    assert (row.case, row.way, row.settled_at) == (file, "FORM", None)


def test_a_file_is_told_by_its_uuid_and_by_the_order_of_its_mission(file, sent, order, cast) -> None:
    mission = order(file)
    assert filed(sent(file_number=str(file.uuid), address="x")).case == file
    assert filed(sent(order=mission.number, address="x")).case == file


@pytest.mark.parametrize("reference", ["16-2020-999999", "ليلى", "6f0e2f2c-7c57-4a3d-9a55-0d4e9b1c2a10", ""])
def test_answers_that_name_no_file_wait_for_a_person(file, sent, reference) -> None:
    submission = sent(file_number=reference, address="x")
    assert not FiledAnswers.objects.filter(submission=submission).exists()


def test_nobody_puts_answers_into_a_file_they_may_not_read(file, sent, cast, form) -> None:
    with pytest.raises(NotPermitted):
        sent(file_number=file.number, sender=cast.chafia)
    other = Case.objects.filter(pk=file.pk)
    other.update(confidentiality="SENSITIVE", worker=cast.brahim, opened_by=cast.brahim)
    submission = sent(file_number=file.number, address="x")
    assert not FiledAnswers.objects.filter(submission=submission).exists()


def test_what_answers_say_stands_beside_what_the_file_holds(file, sent, cast, home) -> None:
    row = filed(sent(file_number=file.number, address="شارع 5", home_address="حي 2", family="بيت زهرون"))
    told = {
        each.target: (each.held, each.told, each.same, each.follows) for each in queries.beside(row, by=cast.amina).rows
    }
    assert told == {
        "person.address": ("", "شارع 5", False, True),
        "household.name": ("بيت زهرون", "بيت زهرون", True, False),
        "household.address": ("حي 1", "حي 2", False, False),
    }


def test_what_is_ticked_is_taken_and_the_rest_is_left(file, sent, cast, home, khadija) -> None:
    row = filed(sent(file_number=file.number, address="شارع 5", home_address="حي 2"))
    actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina, "person.address"))
    assert (again(khadija).address, again(home).address) == ("شارع 5", "حي 1")
    assert again(row).settled_by == cast.amina
    [taken] = TakenAnswer.objects.all()
    assert (taken.filed, taken.target, taken.was, taken.value) == (row, "person.address", "", "شارع 5")
    events = AuditEntry.objects.filter(event__startswith="case.answers").order_by("id").values_list("event", flat=True)
    assert list(events) == ["case.answers_filed", "case.answers_taken", "case.answers_settled"]


def test_none_is_a_choice_too(file, sent, cast, khadija) -> None:
    row = filed(sent(file_number=file.number, address="شارع 5"))
    actions.accept(filed=row, by=cast.amina, wanted={})
    assert (again(khadija).address, again(row).settled_by) == ("", cast.amina)


def test_taking_twice_changes_nothing(file, sent, cast, khadija) -> None:
    row = filed(sent(file_number=file.number, address="شارع 5"))
    keys = wanted(row, cast.amina)
    actions.accept(filed=row, by=cast.amina, wanted=keys)
    version = again(khadija).version
    actions.accept(filed=row, by=cast.amina, wanted=keys)
    assert (again(khadija).version, TakenAnswer.objects.count()) == (version, 1)


def test_what_was_changed_meanwhile_is_not_overwritten(file, sent, cast, khadija) -> None:
    row = filed(sent(file_number=file.number, address="شارع 5"))
    keys = wanted(row, cast.amina)
    people.correct_person(person=khadija, by=cast.amina, version=khadija.version, address="شارع 9")
    with pytest.raises(Changed):
        actions.accept(filed=row, by=cast.amina, wanted=keys)
    assert (again(khadija).address, TakenAnswer.objects.count()) == ("شارع 9", 0)


def test_what_the_form_lets_in_is_taken_at_once_where_nothing_contradicts(file, sent) -> None:
    row = filed(sent(file_number=file.number, needs="SHELTER FOOD_WATER"))
    assert (again(file).needs, TakenAnswer.objects.count(), row.settled_at is not None) == (
        ["FOOD_WATER", "SHELTER"],
        1,
        True,
    )
    waiting = filed(sent(file_number=file.number, needs="SHELTER"))
    assert (again(file).needs, waiting.settled_at) == (["FOOD_WATER", "SHELTER"], None)


def test_a_sender_who_may_not_write_there_lets_nothing_in(file, sent, cast) -> None:
    row = filed(sent(file_number=file.number, needs="SHELTER", sender=cast.brahim))
    assert row.settled_at is not None
    Case.objects.filter(pk=file.pk).update(needs=[])
    assert not cast.farid.may("case.view")
    submission = sent(file_number=file.number, needs="SHELTER", sender=cast.farid)
    assert (again(file).needs, FiledAnswers.objects.filter(submission=submission).exists()) == ([], False)


def test_a_correction_proposes_the_difference(file, sent, cast, khadija) -> None:
    first = sent(file_number=file.number, address="شارع 5", home_address="حي 2")
    row = filed(first)
    actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina, "person.address"))
    second = filed(sent(file_number=file.number, address="شارع 6", home_address="حي 2", corrects=first.instance_id))
    told = {
        each.target: (each.held, each.told, each.follows)
        for each in queries.beside(second, by=cast.amina).rows
        if each.waits
    }
    assert (second.way, told["person.address"]) == ("CORRECTION", ("شارع 5", "شارع 6", True))
    with pytest.raises(Refused, match="corrected"):
        actions.accept(filed=row, by=cast.amina, wanted={})
    actions.accept(filed=second, by=cast.amina, wanted=wanted(second, cast.amina, "person.address"))
    assert again(khadija).address == "شارع 6"


def test_a_correction_that_comes_first_brings_what_it_corrects(file, sent, cast) -> None:
    late = f"uuid:{uuid4()}"
    correction = sent(file_number=file.number, address="شارع 6", corrects=late)
    assert filed(correction).case == file
    device = cast.amina.devices.get()
    xml = f'<data id="visit" version="1"><address>x</address><meta><instanceID>{late}</instanceID></meta></data>'
    receipt = questionnaires.receive(by=cast.amina, device=device, xml=xml.encode(), files={})
    actions.arrived(submission=Submission.objects.get(pk=receipt.submission.pk))
    first = filed(receipt.submission)
    assert (first.case, first.settled_at is not None) == (file, True)


def test_what_was_taken_is_put_back_unless_it_was_changed_since(file, sent, cast, khadija) -> None:
    row = filed(sent(file_number=file.number, address="شارع 5"))
    actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina))
    actions.undo(taken=TakenAnswer.objects.get(), by=cast.amina)
    assert (again(khadija).address, TakenAnswer.objects.get().undone_by) == ("", cast.amina)
    with pytest.raises(Refused, match="back already"):
        actions.undo(taken=TakenAnswer.objects.get(), by=cast.amina)
    actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina))
    person = again(khadija)
    people.correct_person(person=person, by=cast.amina, version=person.version, address="شارع 9")
    with pytest.raises(Refused, match="changed since"):
        actions.undo(taken=TakenAnswer.objects.get(undone_at=None), by=cast.amina)


def test_a_household_that_nobody_wrote_down_is_recorded_with_its_name(file, sent, cast, khadija) -> None:
    row = filed(sent(file_number=file.number, family="بيت زهرون", home_address="حي 2"))
    with pytest.raises(Refused, match="its name too"):
        actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina, "household.address"))
    actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina))
    member = khadija.memberships.select_related("household").get()
    assert (member.household.name, member.household.address, member.relation) == ("بيت زهرون", "حي 2", "HEAD")


def test_a_member_is_looked_for_before_one_is_recorded(file, sent, cast, home) -> None:
    row = filed(sent(file_number=file.number, children=(("خديجة زهرون", 78), ("يوسف زهرون", 7))))
    rounds = queries.beside(row, by=cast.amina).rounds
    assert [(each.member is not None, each.waits) for each in rounds] == [(True, False), (False, True)]
    new = Picked(new={"name_ar": "يوسف زهرون"})
    actions.add_member(filed=row, by=cast.amina, number=1, person=new, relation="GRANDCHILD")
    assert home.members.filter(person__name_ar="يوسف زهرون", relation="GRANDCHILD").count() == 1
    with pytest.raises(Refused, match="already"):
        actions.add_member(filed=row, by=cast.amina, number=1, person=new, relation="GRANDCHILD")
    assert not queries.beside(row, by=cast.amina).waits


def test_a_person_puts_answers_into_a_file_and_into_another_while_nothing_was_taken(
    file, sensitive, sent, cast
) -> None:
    submission = sent(address="شارع 5")
    row = actions.file(submission=submission, case=file, by=cast.amina)
    assert (row.way, again(submission).sensitive) == ("PERSON", False)
    row = actions.file(submission=submission, case=sensitive, by=cast.amina)
    assert (row.case, again(submission).sensitive) == (sensitive, True)
    actions.accept(filed=filed(submission), by=cast.amina, wanted=wanted(filed(submission), cast.amina))
    with pytest.raises(Refused, match="Values of these answers"):
        actions.file(submission=submission, case=file, by=cast.amina)


def test_answers_of_a_sensitive_file_are_read_by_its_readers_only(sensitive, sent, cast, samir) -> None:
    submission = sent(file_number=sensitive.number, address="شارع 5")
    reading = [
        user for user in (cast.amina, cast.brahim, samir) if forms.submissions(user).filter(pk=submission.pk).exists()
    ]
    assert reading == [cast.amina, cast.brahim]
    cases.grant_access(case=sensitive, by=cast.brahim, user=samir, reason="ينوب")
    assert forms.submissions(samir).filter(pk=submission.pk).exists()


def test_the_forms_of_the_ministry_reach_the_file(file, cast, houses, run_jobs, khadija) -> None:
    """Diagnosis and follow-up make rows of their own; the correction of a follow-up rewrites the one it made."""
    device = questionnaires.equip(by=cast.amina, user=cast.amina, name="هاتف").device
    for name in ("vulnerability_assessment", "follow_up_visit"):
        questionnaires.create(
            by=cast.brahim, organisation=houses.directorate, file=library.workbook(name), publish_at_once=True
        )

    def sending(name: str, inside: str, corrects: str = "") -> FiledAnswers:
        old = f"<deprecatedID>{corrects}</deprecatedID>" if corrects else ""
        xml = f'<data id="{name}" version="2">{inside}<meta><instanceID>uuid:{uuid4()}</instanceID>{old}</meta></data>'
        receipt = questionnaires.receive(by=cast.amina, device=device, xml=xml.encode(), files={})
        run_jobs()
        return filed(receipt.submission)

    scale = "".join(f"<{code}>2</{code}>" for code in ANSWERS)
    row = sending("vulnerability_assessment", f"<file>{file.uuid}</file><scale>{scale}</scale><why>رأينا</why>")
    assert row.settled_at is None
    actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina))
    diagnosis = file.assessments.get()
    assert (diagnosis.score, diagnosis.note, TakenAnswer.objects.filter(made=diagnosis.uuid).count()) == (
        16,
        "رأينا",
        9,
    )
    later = (timezone.localdate() + timedelta(days=9)).isoformat()
    told = (
        f"<file_number>{file.number}</file_number><situation><situation>%s</situation><needs>WORK</needs></situation>"
    )
    first = sending("follow_up_visit", f"{told % 3}<next_on>{later}</next_on><note>بخير</note>")
    assert (first.settled_at is not None, again(file).needs) == (True, ["WORK"])
    assert list(file.follow_ups.order_by("id").values_list("situation", "note")) == [(3, "بخير"), (None, "")]
    sending("follow_up_visit", f"{told % 4}<next_on>{later}</next_on><note>بخير</note>", first.submission.instance_id)
    assert list(file.follow_ups.order_by("id").values_list("situation", "note")) == [(4, "بخير"), (None, "")]
    sooner = timezone.localdate() + timedelta(days=3)
    inside = f"{told % 4}<next_on>{sooner}</next_on><note>بخير</note>"
    third = sending("follow_up_visit", inside, first.submission.instance_id)
    actions.accept(filed=third, by=cast.amina, wanted=wanted(third, cast.amina, "follow_up.next_on"))
    assert list(file.follow_ups.due().values_list("due_on", flat=True)) == [sooner]


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_answers(count, file, sent, cast, home, signed_in, django_assert_num_queries) -> None:
    for _number in range(count):
        submission = sent(file_number=file.number, address="شارع 5", needs="WORK", children=(("يوسف زهرون", 7),))
        row = filed(submission)
        actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina))
    amina = signed_in(cast.amina)
    with django_assert_num_queries(7):
        page = amina.get(reverse("cases:answers_of_file", args=[file.uuid]), headers={"HX-Request": "true"})
    assert page.content.decode().count(reverse("questionnaires:submission", args=[submission.uuid])) == 1
    assert reverse("cases:answers", args=[submission.uuid]) in page.content.decode()
    assert amina.get("/cases/work/").content.decode().count("/cases/answers/") == count


def test_a_worker_compares_takes_and_puts_back_in_the_pages(file, sent, cast, home, khadija, signed_in) -> None:
    submission = sent(address="شارع 5", children=(("يوسف زهرون", 7),))
    amina = signed_in(cast.amina)
    panel = amina.get(reverse("cases:answers_panel", args=[submission.uuid])).content.decode()
    assert reverse("cases:answers_file", args=[submission.uuid]) in panel
    choose = reverse("cases:answers_file", args=[submission.uuid])
    assert file.number in amina.post(choose, {"q": "khadidja", "search": "1"}).content.decode()
    assert amina.post(choose, {"q": ""}).status_code == 422
    look = reverse("cases:answers", args=[submission.uuid])
    assert amina.post(choose, {"case": str(file.uuid)}).url == look
    page = amina.get(look).content.decode()
    assert "شارع 5" in page and "يوسف" in page
    stale = amina.post(look, {"take": ["person.address"], "held_person.address": "older"})
    assert (stale.status_code, again(khadija).address) == (422, "")
    key = wanted(filed(submission), cast.amina)["person.address"]
    assert amina.post(look, {"take": ["person.address"], "held_person.address": key}).url == file.get_absolute_url()
    who = reverse("cases:answers_member", args=[submission.uuid, 0])
    assert "يوسف زهرون" in amina.get(who).content.decode()
    new = {"person": "new", "person-name": "يوسف زهرون", "person-sex": "MALE", "person-birth": "7", "relation": "CHILD"}
    assert amina.post(who, new).url == look
    taken = TakenAnswer.objects.get(target="person.address")
    listed = amina.get(reverse("cases:answers_of_file", args=[file.uuid])).content.decode()
    assert reverse("cases:answers_undo", args=[taken.uuid]) in listed
    amina.post(reverse("cases:answers_undo", args=[taken.uuid]))
    assert again(khadija).address == ""
    exported = json.loads(amina.get(reverse("cases:export", args=[file.uuid])).content)
    assert exported["answers"][0]["taken"][0]["target"] == "household.member"


def test_a_file_is_opened_from_answers_after_a_search(places, sent, cast, signed_in) -> None:
    submission = sent(address="شارع 5")
    amina, address = signed_in(cast.amina), f"{reverse('cases:new')}?answers={submission.uuid}"
    assert amina.get(address).status_code == 200
    given = {
        "person": "new", "person-name": "سعيد مزيان", "person-sex": "MALE", "person-birth": "60",
        "programme_code": "ELDERLY_IN_DANGER", "summary": "وحيد",
        "urgency": "2", "area": places.bab_el_oued.full_name,
        "area_id": str(places.bab_el_oued.uuid), "area_name": places.bab_el_oued.full_name,
    }  # fmt: skip
    answer = amina.post(address, given)
    assert answer.url == reverse("cases:answers", args=[submission.uuid])
    assert (filed(submission).way, str(filed(submission).case.person)) == ("OPENED", "سعيد مزيان")
    people.create_person(by=cast.amina, area=places.bab_el_oued, name_ar="آخر")


def test_the_file_that_answers_name_is_offered_first_and_chosen(file, sent, cast, signed_in) -> None:
    submission = sent(file_number="", address="شارع 5")
    form = AnswersFileForm(submission=submission, by=cast.amina)
    assert form.fields["case"].initial is None or len(form.candidates) == 1
    submission = sent(file_number=file.number, address="شارع 5")
    FiledAnswers.objects.all().delete()
    form = AnswersFileForm(submission=submission, by=cast.amina)
    assert (form.candidates[0], form.fields["case"].initial) == (file, str(file.uuid))


def test_others_find_no_answers_of_the_file(file, sent, cast, signed_in) -> None:
    submission = sent(file_number=file.number, address="شارع 5")
    chafia = signed_in(cast.chafia)
    for name in ("answers", "answers_file", "answers_panel"):
        assert chafia.get(reverse(f"cases:{name}", args=[submission.uuid])).status_code == 404
    assert chafia.get(reverse("cases:answers_of_file", args=[file.uuid])).status_code == 404


PERSON = [
    ["type", "name", "label::العربية (ar)", "label::Français (fr)"],
    ["text", "file_number", "رقم الملف", "Numéro"],
    ["text", "family", "الأسرة", "Ménage"],
    ["text", "called", "الاسم", "Nom"],
    ["date", "born", "الميلاد", "Naissance"],
    ["integer", "years", "العمر", "Âge"],
]

PERSON_BINDINGS = [
    ["question", "target", "at_once"],
    ["file_number", "case", ""],
    ["called", "person.name", ""],
    ["born", "person.birth_date", "yes"],
    ["years", "person.age", "yes"],
]
of_a_person = pytest.mark.parametrize("form", [(PERSON, PERSON_BINDINGS)], indirect=True)


def birth(person: Any) -> tuple[str, str]:
    person = again(person)
    return str(person.birth_date), person.birth_precision


@of_a_person
@pytest.mark.parametrize(
    ("precision", "held", "told", "taken"),
    [
        ("YEAR", "1948", "1948-05-17", True),
        ("YEAR", "1948", "1950-05-17", False),
        ("MONTH", "1948-01", "1948-01-17", True),
        ("MONTH", "1948-01", "1948-05-17", False),
        ("ABOUT", "1948~", "1950-05-17", True),
        ("ABOUT", "1948~", "1951-05-17", False),
    ],
)
def test_a_birth_that_contradicts_what_is_known_waits(
    form, file, sent, cast, khadija, precision, held, told, taken
) -> None:
    people.correct_person(person=khadija, by=cast.amina, version=khadija.version, birth_precision=precision)
    row = filed(sent(file_number=file.number, born=told))
    assert (birth(khadija) == (told, "DAY"), row.settled_at is not None) == (taken, taken)
    if not taken:
        [shown] = queries.beside(row, by=cast.amina).rows
        assert shown.held == held and "1948" in shown.held_said
        actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina))
    actions.undo(taken=TakenAnswer.objects.get(), by=cast.amina)
    assert birth(khadija) == ("1948-01-01", precision)


@of_a_person
def test_an_age_that_is_put_back_gives_the_whole_birth_back(form, file, sent, cast, khadija) -> None:
    day = {"birth_date": date(1948, 5, 17), "birth_precision": "DAY"}
    people.correct_person(person=khadija, by=cast.amina, version=khadija.version, **day)
    row = filed(sent(file_number=file.number, years="60"))
    actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina))
    assert birth(khadija) == (f"{timezone.localdate().year - 60}-01-01", "ABOUT")
    actions.undo(taken=TakenAnswer.objects.get(), by=cast.amina)
    assert birth(khadija) == ("1948-05-17", "DAY")


@of_a_person
@pytest.mark.parametrize("years", ["2030", "-1", "126"])
def test_an_age_that_nobody_has_is_filed_and_waits(form, file, sent, cast, khadija, years) -> None:
    unborn = {"birth_date": None, "birth_precision": "UNKNOWN"}
    people.correct_person(person=khadija, by=cast.amina, version=khadija.version, **unborn)
    row = filed(sent(file_number=file.number, years=years))
    assert (row.case, row.settled_at, birth(khadija)) == (file, None, ("None", "UNKNOWN"))
    with pytest.raises(Refused, match="0 to 125"):
        actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina))


@of_a_person
def test_a_latin_name_stands_beside_the_latin_name(form, file, sent, cast, khadija) -> None:
    row = filed(sent(file_number=file.number, called="Khadija Zahroun"))
    [shown] = queries.beside(row, by=cast.amina).rows
    assert shown.held == "Khadidja Zahroun"
    actions.accept(filed=row, by=cast.amina, wanted=wanted(row, cast.amina))
    assert again(khadija).names == ["خديجة زهرون", "Khadija Zahroun"]
    actions.undo(taken=TakenAnswer.objects.get(), by=cast.amina)
    assert again(khadija).names == ["خديجة زهرون", "Khadidja Zahroun"]


@pytest.mark.parametrize("form", [(SURVEY, BINDINGS[:1])], indirect=True)
@pytest.mark.parametrize("first", [True, False])
def test_wordings_of_sensitive_answers_are_sensitive_from_the_start_and_follow(
    form, sensitive, sent, cast, run_jobs, first
) -> None:
    late = f"uuid:{uuid4()}"
    known = sent(address="x", corrects="" if first else late)
    actions.file(submission=known, case=sensitive, by=cast.amina)
    old = f"<deprecatedID>{known.instance_id}</deprecatedID>" if first else ""
    meta = f"<meta><instanceID>{f'uuid:{uuid4()}' if first else late}</instanceID>{old}</meta>"
    xml = f'<data id="visit" version="1"><address>y</address>{meta}</data>'.encode()
    other = questionnaires.receive(by=cast.amina, xml=xml, files={}).submission
    assert Submission.objects.get(pk=other.pk).sensitive
    run_jobs()
    assert filed(other).case == sensitive


def test_no_wording_leaves_a_file_that_has_values_of_another_wording(file, sensitive, sent, cast) -> None:
    first = sent(file_number=file.number, address="شارع 5")
    actions.accept(filed=filed(first), by=cast.amina, wanted=wanted(filed(first), cast.amina))
    second = sent(address="شارع 6", corrects=first.instance_id)
    with pytest.raises(Refused, match="Values of these answers"):
        actions.file(submission=second, case=sensitive, by=cast.amina)
    FiledAnswers.objects.get(submission=second).delete()  # as when the job that files it is late
    assert actions.file(submission=second, case=file, by=cast.amina).case == file


def test_answers_that_nobody_need_look_through_are_not_waiting(form, file, sent, cast) -> None:
    assert actions.file(submission=sent(), case=file, by=cast.amina).settled_at is not None
    first = sent(file_number=file.number, address="شارع 5")
    rivals = [sent(address=f"شارع {number}", corrects=first.instance_id) for number in (6, 7)]
    assert [row.submission for row in queries.to_look_through(cast.amina)] == rivals
    questionnaires.choose(submission=rivals[1], by=cast.brahim)
    assert [row.submission for row in queries.to_look_through(cast.amina)] == [rivals[1]]
