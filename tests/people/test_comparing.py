"""Pairs that may be one person: who sees them, what each answer does, and how it is taken back."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.core.refusal import NotFound, NotPermitted, Refused
from yaqaza.people import actions, comparing, comparing_forms, rules
from yaqaza.people.models import Likeness, Merge, NotSame, Person
from yaqaza.people.states import LikenessSource, LikenessStatus

pytestmark = pytest.mark.django_db
S = LikenessStatus
EVIDENCE = [
    {"code": "NAME_ALIKE", "weight": 9.5},
    {"code": "PHONE_SAME", "weight": 16.2},
    {"code": "BIRTH_OTHER", "weight": -6.0},
]


@pytest.fixture
def twin(cast, places) -> Person:
    return actions.create_person(
        by=cast.amina, area=places.casbah, name_latin="Khadidja Zahroune", phones=["0550 00 45 67"], sex="FEMALE"
    )


@pytest.fixture
def pair(khadija, twin) -> Likeness:
    assert actions.notice([(khadija.pk, twin.pk, 0.93, EVIDENCE)], source=LikenessSource.LINK) == 1
    return Likeness.objects.get()


def url(pair: Likeness) -> str:
    return reverse("people:likeness", args=[pair.uuid])


def test_a_pair_is_asked_about_once_and_never_after_it_was_told_apart_or_merged(
    cast, places, khadija, twin, pair
) -> None:
    third = actions.create_person(by=cast.amina, area=places.casbah, name_ar="خديجة الزهرة")
    again = [(twin.pk, khadija.pk, 0.9, []), (khadija.pk, khadija.pk, 0.9, [])]
    assert actions.notice(again, source=LikenessSource.LINK) == 0
    actions.tell_apart(a=third, b=twin, by=cast.brahim)
    assert actions.notice([(third.pk, twin.pk, 0.9, [])], source=LikenessSource.LINK) == 0
    actions.merge(kept=khadija, gone=twin, by=cast.brahim, reason="…")
    assert (
        actions.notice([(third.pk, khadija.pk, 0.9, []), (third.pk, twin.pk, 0.9, [])], source=LikenessSource.LINK) == 0
    )


def test_same_by_a_supervisor_merges_and_is_taken_back(cast, khadija, twin, pair, signed_in) -> None:
    client = signed_in(cast.brahim)
    response = client.post(url(pair), {"answer": "sure", "keep": "a"})
    assert response.status_code == 302 and response.headers["Location"] == reverse("people:likenesses")
    pair.refresh_from_db()
    twin.refresh_from_db()
    assert (pair.status, pair.keep, pair.answered_by, twin.same_as) == (S.SAME, khadija, cast.brahim, khadija)
    assert client.get(url(pair)).status_code == 200
    client.post(reverse("people:likeness_undo", args=[pair.uuid]))
    pair.refresh_from_db()
    twin.refresh_from_db()
    assert (pair.status, pair.merge, twin.same_as) == (S.OPEN, None, None)
    assert Merge.objects.get().undone_by == cast.brahim


def test_two_records_that_contradict_each_other_are_not_made_one_with_one_press(
    cast, places, khadija, signed_in
) -> None:
    sister = actions.create_person(
        by=cast.amina, area=places.casbah, name_ar="خديجة زهرون", sex="FEMALE", birth_date=date(1961, 3, 2),
        birth_precision="DAY",
    )  # fmt: skip
    pair = actions.ask(a=khadija, b=sister, by=cast.amina)
    client = signed_in(cast.brahim)
    assert "متضاربان" not in client.get(url(pair)).content.decode()
    answer = client.post(url(pair), {"answer": "same", "keep": "a", "note": "البيت نفسه"})
    page = answer.content.decode()
    assert answer.status_code == 422 and Merge.objects.count() == 0
    beside = page[page.index("beside--conflict") :].split("</table>")[0]
    assert all(said in beside for said in ("1948", "1961", "باب الوادي", "القصبة"))
    assert 'value="sure"' in page and "البيت نفسه" in page  # what was typed stays
    assert client.post(url(pair), {"answer": "sure", "keep": "a"}).status_code == 302
    assert Merge.objects.get().gone == sister


def test_what_one_does_not_know_or_only_guesses_contradicts_nothing(cast, places, khadija) -> None:
    def other(**more) -> Person:
        return actions.create_person(by=cast.amina, area=places.bab_el_oued, name_ar="خديجة", **more)

    assert comparing.conflicts(khadija, other()) == []
    about = {"birth_precision": "ABOUT", "birth_date": date(1952, 1, 1)}
    assert comparing.conflicts(khadija, other(**about)) == []
    codes = [
        line.code
        for line in comparing.conflicts(khadija, other(**about | {"birth_date": date(1970, 1, 1)}, sex="MALE"))
    ]
    assert codes == ["birth", "sex"]


def test_the_list_of_pairs_tells_ages_and_reasons(cast, pair, signed_in) -> None:
    body = signed_in(cast.amina).get(reverse("people:likenesses")).content.decode()
    row = body[body.index("data-row>") :].split("</a>")[0]
    assert f"{date.today().year - 1948} سنة" in row
    assert row.index("هاتف مشترك") < row.index("الاسم نفسه تقريبا") < row.index("سنتا ميلاد مختلفتان")


def test_same_by_a_case_worker_is_a_proposal_that_a_supervisor_confirms(cast, khadija, twin, pair) -> None:
    actions.say_same(likeness=pair, keep=twin, by=cast.amina)
    pair.refresh_from_db()
    assert (pair.status, pair.keep, Merge.objects.count()) == (S.PROPOSED, twin, 0)
    actions.say_same(likeness=pair, keep=twin, by=cast.brahim)
    khadija.refresh_from_db()
    assert khadija.same_as == twin
    with pytest.raises(NotPermitted):
        actions.take_answer_back(likeness=Likeness.objects.get(), by=cast.amina)


def test_two_people_is_kept_and_taken_back_by_who_said_it(cast, pair) -> None:
    actions.say_not_same(likeness=pair, by=cast.amina, note="seen both")
    told = NotSame.objects.get()
    assert (told.a, told.b, told.reason) == (pair.a, pair.b, "seen both")
    with pytest.raises(NotPermitted):
        actions.take_answer_back(likeness=pair, by=cast.duniya)
    actions.take_answer_back(likeness=pair, by=cast.amina)
    assert not NotSame.objects.exists() and Likeness.objects.get().status == S.OPEN


def test_unsure_stays_to_be_compared(cast, pair) -> None:
    actions.say_unsure(likeness=pair, by=cast.amina)
    assert list(comparing.filtered(comparing.visible_to(cast.brahim), {})) == [pair]
    with pytest.raises(Refused):
        actions.say_unsure(likeness=pair, by=cast.brahim)
    assert actions.say_not_same(likeness=pair, by=cast.brahim).status == S.NOT_SAME


def test_undoing_the_merge_elsewhere_opens_the_question_again(cast, pair) -> None:
    answered = actions.say_same(likeness=pair, keep=pair.a, by=cast.brahim)
    actions.unmerge(merge=answered.merge, by=cast.brahim, reason="two sisters")
    assert Likeness.objects.get().status == S.OPEN


def test_a_pair_is_for_those_who_may_see_both_records(cast, houses, places, khadija, far_away, signed_in) -> None:
    actions.notice([(khadija.pk, far_away.pk, 0.7, [])], source=LikenessSource.LINK)
    pair = Likeness.objects.get()
    for reader in (cast.amina, cast.brahim, cast.chafia):
        assert list(comparing.visible_to(reader)) == []
        with pytest.raises(NotFound):
            comparing.get_likeness(pair.uuid, seen_by=reader)
        assert signed_in(reader).get(url(pair)).status_code == 404
    above = make_user("zineb", "زينب", Role.SUPERVISOR, houses.ministry, places.country)
    assert list(comparing.visible_to(above)) == [pair]
    body = signed_in(above).get(url(pair)).content.decode()
    assert "خديجة" in body and "عبد القادر" in body


def test_both_records_stand_side_by_side_with_what_speaks_for_and_against(cast, pair, signed_in) -> None:
    body = signed_in(cast.brahim).get(url(pair)).content.decode()
    assert "خديجة" in body and "Khadidja" in body
    assert body.count("beside__for") == 2 and body.count("beside__against") == 1
    assert "0550 00 45 67" in body and "119480160500123456" not in body
    lines = {line.code: line for line in comparing.side_by_side(pair, seen_by=cast.brahim)}
    assert [word.known for word in lines["name"].a[0]] == [True, True]
    assert [word.known for word in lines["name"].b[0]] == [True, True]


@pytest.mark.parametrize(
    ("year", "precision", "told"),
    [
        (1953, "ABOUT", "5 سنوات بين سنتي الميلاد، وإحداهما على الأقل تقديرية"),
        (1949, "YEAR", "سنة واحدة بين سنتي الميلاد"),
        (1948, "YEAR", "سنتا الميلاد متقاربتان"),  # corrected since it was noticed
    ],
)
def test_near_years_of_birth_say_how_near_and_are_not_ticked_as_alike(
    cast, khadija, twin, year, precision, told
) -> None:
    actions.correct_person(
        person=twin, by=cast.amina, version=twin.version, birth_date=date(year, 1, 1), birth_precision=precision
    )
    evidence = [{"code": "BIRTH_ABOUT", "weight": 1.5}]
    actions.notice([(khadija.pk, twin.pk, 0.6, evidence)], source=LikenessSource.LINK)
    with translation.override("ar"):
        lines = {line.code: line for line in comparing.side_by_side(Likeness.objects.get(), seen_by=cast.brahim)}
    birth = lines["birth"]
    assert (birth.said, birth.speaks_for, birth.speaks_against) == (told, False, False)


def test_what_would_be_shown_of_one_person_is_said_before_the_merge_and_is_shown_after(
    cast, places, khadija, twin, pair, signed_in
) -> None:
    for person, values in (
        (khadija, {"address": "نهج 3"}),
        (twin, {"birth_date": date(1950, 3, 2), "birth_precision": "DAY"}),
    ):
        actions.correct_person(person=person, by=cast.amina, version=person.version, **values)
    client = signed_in(cast.brahim)
    page = client.get(url(pair)).content.decode()
    told = [
        sentence.replace("\u2068", "").replace("\u2069", "") for sentence in re.findall(r"يظهر عندئذ: ([^<]+)<", page)
    ]
    assert told == [
        "الاسم: خديجة زهرون · الميلاد: 1948 · المكان: باب الوادي، الجزائر · نهج 3",
        "الاسم: خديجة زهرون · الميلاد: 2 مارس 1950 · المكان: القصبة، الجزائر",
    ]
    client.post(url(pair), {"answer": "sure", "keep": "b"})
    shown = client.get(twin.get_absolute_url()).content.decode()
    title = re.search(r"<h1>(.*?)</h1>", shown)
    assert title and "خديجة زهرون" in title[1]
    facts = re.search(r'<dl class="facts">(.*?)</dl>', shown, re.DOTALL)
    assert facts and "2 مارس 1950" in facts[1] and "القصبة، الجزائر" in facts[1] and "نهج 3" not in facts[1]
    assert (
        "في ذلك السجل: الميلاد: \u20681948\u2069 · المكان: \u2068باب الوادي، الجزائر · \u2068نهج 3\u2069\u2069" in shown
    )


@pytest.mark.parametrize(
    ("language", "left"),
    [
        ("ar", "ما عدا عنوانا في بلدية أخرى وتاريخا تصير به الوفاة قبل الميلاد"),
        ("fr", "sauf une adresse dans une autre commune et une date qui mettrait le décès avant la naissance"),
    ],
)
def test_what_a_merge_does_not_take_over_is_said_where_the_record_to_keep_is_chosen(
    cast, places, khadija, twin, pair, signed_in, language, left
) -> None:
    gone = Person.objects.get(pk=twin.pk)
    Person.objects.filter(pk=khadija.pk).update(address="", birth_date="1948-01-01", birth_precision="YEAR")
    gone.area, gone.address, gone.birth_date, gone.birth_precision = places.casbah, "12", None, "UNKNOWN"
    gone.died_on = date(1947, 1, 1)
    assert not {"address", "died_on"} & set(rules.learnt(Person.objects.get(pk=khadija.pk), gone))
    client = signed_in(cast.brahim)
    client.cookies["yaqaza_language"] = language
    assert left in client.get(url(pair)).content.decode()


def test_one_household_of_both_is_said_and_counted_for_neither(cast, home, twin, pair) -> None:
    def line() -> comparing.Line | None:
        lines = comparing.side_by_side(pair, seen_by=cast.brahim)
        return next((line for line in lines if line.code == "home"), None)

    alone = line()
    assert alone and "أسرة زهرون" in alone.a and (alone.b, alone.said) == ("", "")
    actions.join_household(household=home, person=twin, by=cast.amina, relation="PARENT")
    both = line()
    assert both and "أسرة زهرون" in both.b and both.said and not (both.speaks_for or both.speaks_against)


def test_the_record_with_the_more_exact_birth_is_proposed_for_keeping(cast, khadija, twin) -> None:
    """The other's birth is no longer shown; what only one of them knows is added whichever is kept."""
    assert comparing_forms.fuller(khadija, twin) == comparing_forms.fuller(twin, khadija) == khadija
    twin.birth_date, twin.birth_precision = date(1950, 3, 2), "DAY"
    assert comparing_forms.fuller(khadija, twin) == comparing_forms.fuller(twin, khadija) == twin
    twin.birth_precision = "ABOUT"
    assert comparing_forms.fuller(khadija, twin) == khadija


def test_the_next_pair_opens_after_an_answer(cast, places, pair, khadija, signed_in) -> None:
    third = actions.create_person(by=cast.amina, area=places.casbah, name_ar="خديجة الزهرة")
    actions.notice([(khadija.pk, third.pk, 0.5, [])], source=LikenessSource.LINK)
    less = Likeness.objects.get(score=0.5)
    response = signed_in(cast.brahim).post(url(pair), {"answer": "unsure"})
    assert response.headers["Location"] == url(less)
    response = signed_in(cast.brahim).post(url(less), {"answer": "other"})
    assert response.headers["Location"] == reverse("people:likenesses")


def test_what_cannot_be_one_person_says_why(cast, places, khadija, signed_in) -> None:
    other = actions.create_person(
        by=cast.amina, area=places.casbah, name_ar="خديجة زهرون", identity_number="119480160500123999"
    )
    actions.notice([(khadija.pk, other.pk, 0.9, [])], source=LikenessSource.LINK)
    pair = Likeness.objects.get()
    assert "disabled" in signed_in(cast.brahim).get(url(pair)).content.decode()
    response = signed_in(cast.brahim).post(url(pair), {"answer": "same", "keep": "a"})
    assert response.status_code == 422 and Merge.objects.count() == 0
    response = signed_in(cast.brahim).post(url(pair), {"answer": "nonsense"})
    assert response.status_code == 422


def test_someone_found_alike_is_put_beside_and_compared(cast, khadija, twin, signed_in) -> None:
    client = signed_in(cast.amina)
    page = reverse("people:like", args=[khadija.uuid])
    body = client.post(page, {"q": "Khadidja Zahroune"}).content.decode()
    assert str(twin.uuid) in body and f'value="{khadija.uuid}"' not in body
    response = client.post(page, {"with": str(twin.uuid)})
    pair = Likeness.objects.get()
    assert response.headers["Location"] == url(pair) and pair.source == LikenessSource.SEARCH
    assert client.post(page, {"with": "no"}).status_code == 404
    assert client.post(page, {"with": str(khadija.uuid)}).status_code == 409
    assert Likeness.objects.get() == pair


def test_the_page_of_the_person_tells_of_the_merge_and_takes_it_back(cast, pair, khadija, signed_in) -> None:
    done = actions.say_same(likeness=pair, keep=khadija, by=cast.brahim).merge
    address = reverse("people:unmerging", args=[done.uuid])
    assert "Zahroune" in signed_in(cast.amina).get(khadija.get_absolute_url()).content.decode()
    assert address not in signed_in(cast.amina).get(khadija.get_absolute_url()).content.decode()
    assert address in signed_in(cast.brahim).get(khadija.get_absolute_url()).content.decode()
    assert signed_in(cast.brahim).post(address, {"reason": ""}).status_code == 422
    taken_back = signed_in(cast.brahim).post(address, {"reason": "two sisters"})
    assert (taken_back.status_code, taken_back["Location"]) == (302, url(pair))  # where it is said for good
    assert Person.objects.filter(same_as=None).count() == 2


def test_a_merge_that_answered_no_question_goes_back_to_the_person(cast, khadija, twin, signed_in) -> None:
    done = actions.merge(kept=khadija, gone=twin, by=cast.brahim, reason="…")
    answer = signed_in(cast.brahim).post(reverse("people:unmerging", args=[done.uuid]), {"reason": "two sisters"})
    assert answer["Location"] == khadija.get_absolute_url()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_pair_and_for_three(
    cast, places, khadija, rows, signed_in, django_assert_max_num_queries
):
    others = [actions.create_person(by=cast.amina, area=places.casbah, name_ar=f"خديجة {n}") for n in range(rows)]
    actions.notice([(khadija.pk, other.pk, 0.5, []) for other in others], source=LikenessSource.LINK)
    client = signed_in(cast.amina)
    client.get(reverse("people:likenesses"))
    with django_assert_max_num_queries(8):
        body = client.get(reverse("people:likenesses")).content.decode()
    assert body.count("data-row>") == rows
    assert "خديجة" not in signed_in(cast.chafia).get(reverse("people:likenesses")).content.decode()
    assert client.get(reverse("people:likenesses"), {"status": "NOT_SAME", "source": "LINK"}).status_code == 200
