"""The pages of people: search, record, correct, show; strangers find nobody."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django import forms as django_forms
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from tests.people.conftest import NIN

from yaqaza.core import controls
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import Refused
from yaqaza.people import actions
from yaqaza.people.forms import PersonPicker
from yaqaza.people.models import Household, Person

pytestmark = pytest.mark.django_db
HOSTILE = ["<script>alert(1)</script>", "=1+1", "\x00", "x" * 10_000, "‮قلب", "{{ 7*7 }}"]


def area(place) -> dict[str, str]:
    return {"area": place.full_name, "area_id": str(place.uuid), "area_name": place.full_name}


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_page_stands_in_every_language(cast, signed_in, khadija, home, language):
    client = signed_in(cast.amina)
    client.cookies["yaqaza_language"] = language
    consent = actions.give_consent(person=khadija, by=cast.amina, purpose="REFERRAL", manner="SIGNED")
    for name in ("search", "new"):
        assert client.get(reverse(f"people:{name}")).status_code == 200, name
    for name in ("person", "edit", "phone", "consent", "household_new"):
        assert client.get(reverse(f"people:{name}", args=[khadija.uuid])).status_code == 200, name
    for name in ("household", "household_edit", "member"):
        assert client.get(reverse(f"people:{name}", args=[home.uuid])).status_code == 200, name
    assert client.get(reverse("people:withdrawal", args=[consent.uuid])).status_code == 200
    assert client.get(reverse("people:departure", args=[home.uuid, khadija.uuid])).status_code == 200


def test_the_number_is_masked_until_it_is_asked_for(cast, signed_in, khadija):
    client = signed_in(cast.amina)
    page = client.get(khadija.get_absolute_url()).content.decode()
    assert "•••• 3456" in page and NIN not in page
    assert NIN not in client.get(reverse("people:edit", args=[khadija.uuid])).content.decode()
    shown = client.post(reverse("people:identity", args=[khadija.uuid]))
    assert NIN in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert client.get(reverse("people:identity", args=[khadija.uuid])).status_code == 405
    assert AuditEntry.objects.filter(event="person.identity_revealed").count() == 1
    assert signed_in(cast.duniya).post(reverse("people:identity", args=[khadija.uuid])).status_code == 403


def test_a_search_is_posted_and_tells_why(cast, signed_in, khadija, far_away):
    client = signed_in(cast.amina)
    found = client.post(reverse("people:search"), {"q": "Khadija Zahroun"}, follow=True).content.decode()
    assert "خديجة زهرون" in found
    elsewhere = client.post(reverse("people:search"), {"q": "0661234567"}, follow=True).content.decode()
    assert "بلعيد" not in elsewhere and "مديرية البليدة" in elsewhere
    assert client.get(reverse("people:search") + "?q=x").status_code == 200
    part = client.post(
        reverse("people:suggest"), {"pick": "person", "person_q": "خديجة"}, headers={"HX-Request": "true"}
    )
    assert str(khadija.uuid) in part.content.decode()
    assert (
        client.post(reverse("people:suggest"), {"name_ar": "خديجة زهرون", "birth": "1948"})
        .content.decode()
        .count("row__title")
        == 1
    )


def test_what_says_too_little_is_asked_for_more_and_nobody_is_said_not_to_be_there(cast, signed_in, khadija):
    client = signed_in(cast.amina)
    for typed, asked in (
        ("6534", "آخر 6 أرقام"),
        ("0550 00", "آخر 6 أرقام"),
        ("055000", "آخر 6 أرقام"),
        ("خديجو 653 قلقل", "آخر 6 أرقام"),
        ("ق", "حرف واحد"),
    ):
        for answer in (
            client.post(reverse("people:search"), {"q": typed}, headers={"HX-Request": "true"}),
            client.post(reverse("people:suggest"), {"pick": "person", "person_q": typed}),
            client.post(reverse("people:suggest"), {"q": typed}),
            client.post(reverse("people:like", args=[khadija.uuid]), {"q": typed}),
        ):
            text = answer.content.decode()
            assert asked in text, typed
            assert "لا أحد" not in text and "سجّلوا شخصا جديدا" not in text, typed
    for typed in ("0550991122", "خديجو 6534 قلقل"):
        nobody = client.post(reverse("people:search"), {"q": typed}, headers={"HX-Request": "true"})
        assert "لا أحد" in nobody.content.decode()


def test_a_name_has_letters(cast, signed_in, places):
    for name in ("😀", "12345", "؟؟"):
        with pytest.raises(Refused, match="ليس فيه حروف"):
            actions.create_person(by=cast.amina, area=places.casbah, name_ar=name)
        answer = signed_in(cast.amina).post(
            reverse("people:new"), {"name_ar": name, "sex": "UNKNOWN", **area(places.casbah)}
        )
        assert answer.status_code == 422 and "ليس فيه حروف" in answer.content.decode()


def test_a_person_is_recorded_after_a_look_at_those_alike(cast, signed_in, khadija, places):
    client = signed_in(cast.amina)
    data = {
        "name_ar": "خديجة زهرون",
        "name_latin": "",
        "description": "",
        "sex": "FEMALE",
        "birth": "1948",
        "identity_number": "",
        "phone": "0770 11 22 33",
        "address": "",
        **area(places.casbah),
    }
    asked = client.post(reverse("people:new"), data)
    assert asked.status_code == 422 and 'name="sure"' in asked.content.decode()
    assert client.post(reverse("people:new"), data | {"sure": "1"}).status_code == 302
    assert Person.objects.filter(name_ar="خديجة زهرون").count() == 2
    taken = client.post(reverse("people:new"), data | {"sure": "1", "identity_number": NIN})
    assert taken.status_code == 422


def test_someone_without_a_name_is_asked_about_where_they_are_recorded(cast, signed_in, khadija, places):
    client = signed_in(cast.amina)
    told = {
        "name_ar": "",
        "name_latin": "",
        "sex": "FEMALE",
        "birth": "67",
        "identity_number": "",
        "phone": "",
        "address": "",
    }
    data = told | {"description": "امرأة مسنة في مدخل السوق", **area(places.casbah)}
    typed = client.post(reverse("people:suggest"), told | {"description": "", "area": "القصبة"}).content.decode()
    assert "row__title" not in typed  # an age alone is nobody
    assert client.post(reverse("people:new"), data).status_code == 302
    one = Person.objects.get(description="امرأة مسنة في مدخل السوق")
    typed = client.post(reverse("people:suggest"), data | {"area": "القصبة، الجزائر"}).content.decode()
    assert str(one.uuid) in typed
    asked = client.post(reverse("people:new"), data)
    assert asked.status_code == 422 and 'name="sure"' in asked.content.decode()
    for other in ({"sex": "MALE"}, {"description": "امرأة شابة أمام المسجد"}, area(places.bab_el_oued)):
        assert client.post(reverse("people:new"), data | other).status_code == 302, other
    assert client.post(reverse("people:new"), data | {"sure": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("عبد القادر فرحاوي", "Kader Ferhaoui"),
        ("عبد الحميد لوصيف", "Hamid Loucif"),
        ("عبد الحميد بوقرة", "Hamid Bouguerra"),
        ("نصر الدين قارة", "Nacer Gara"),
    ],
)
def test_a_name_shortened_in_the_other_script_is_asked_about_first(cast, signed_in, places, name, latin):
    actions.create_person(by=cast.amina, area=places.casbah, name_ar=name, sex="MALE")
    given = {"name_latin": latin, "sex": "MALE", **area(places.casbah)}
    client = signed_in(cast.amina)
    asked = client.post(reverse("people:new"), given)
    assert (asked.status_code, [match.person.name_ar for match in asked.context["matches"]]) == (422, [name])
    picker = choose(cast.amina, person="new", **{"person-name": latin, "person-sex": "MALE"})
    assert [error.code for error in picker.errors.as_data()["person"]] == ["alike"]
    assert Person.objects.count() == 1
    assert client.post(reverse("people:new"), given | {"sure": "1"}).status_code == 302


def test_a_stale_correction_shows_both_versions(cast, signed_in, khadija, places):
    client = signed_in(cast.amina)
    url = reverse("people:edit", args=[khadija.uuid])
    data = {
        "name_ar": "خديجة زهرون",
        "name_latin": "Khadidja Zahroun",
        "description": "",
        "sex": "FEMALE",
        "birth": "1948",
        "identity_number": "",
        "address": "عمارة ج",
        "died_on": "",
        "version": "1",
        **area(places.bab_el_oued),
    }
    actions.correct_person(person=khadija, by=cast.brahim, version=1, address="عمارة ب")
    both = client.post(url, data)
    page = both.content.decode()
    assert both.status_code == 422 and "عمارة ب" in page and "عمارة ج" in page and 'value="2"' in page
    assert Person.objects.get(pk=khadija.pk).address == "عمارة ب"
    assert client.post(url, data | {"version": "2"}).status_code == 302
    person = Person.objects.get(pk=khadija.pk)
    assert (person.address, person.identity_number) == ("عمارة ج", NIN)


def test_a_household_through_its_pages(cast, signed_in, khadija, places):
    client = signed_in(cast.amina)
    made = client.post(
        reverse("people:household_new", args=[khadija.uuid]),
        {"name": "أسرة زهرون", "address": "", "income_note": "معاش", "housing_note": "", **area(places.casbah)},
    )
    home = Household.objects.get()
    assert made.status_code == 302 and home.members.get().person == khadija
    joined = client.post(
        reverse("people:member", args=[home.uuid]),
        {
            "person": "new",
            "person_q": "إلياس",
            "person-name": "إلياس زهرون",
            "person-description": "",
            "person-sex": "MALE",
            "person-birth": "19",
            "person-phone": "",
            "person-identity_number": "",
            "relation": "GRANDCHILD",
            "from_on": "01/01/2020",
            "until_on": "",
        },
    )
    assert joined.status_code == 302, joined.content.decode()[:3000]
    ilyas = Person.objects.get(name_ar="إلياس زهرون")
    left = client.post(reverse("people:departure", args=[home.uuid, ilyas.uuid]), {"on": "01/09/2026"})
    assert left.status_code == 302
    assert "إلياس" in client.get(home.get_absolute_url()).content.decode()
    stale = client.post(
        reverse("people:household_edit", args=[home.uuid]),
        {"name": "x", "address": "", "income_note": "", "housing_note": "", "version": "7", **area(places.casbah)},
    )
    assert stale.status_code == 422


def test_consents_and_phones_through_their_pages(cast, signed_in, khadija):
    client = signed_in(cast.amina)
    given = {"purpose": "REFERRAL", "manner": "SIGNED", "given_on": "01/11/2026", "expires_on": ""}
    assert client.post(reverse("people:consent", args=[khadija.uuid]), given).status_code == 302
    assert client.post(reverse("people:withdrawal", args=[khadija.consents.get().uuid])).status_code == 302
    assert khadija.consents.get().withdrawn_on is not None
    assert (
        client.post(reverse("people:phone", args=[khadija.uuid]), {"number": "021 23 45 67", "note": ""}).status_code
        == 302
    )
    assert client.post(reverse("people:phone", args=[khadija.uuid]), {"number": "12"}).status_code == 422
    client.post(reverse("people:phone_removal", args=[khadija.uuid]), {"number": "+21321234567"})
    assert khadija.phones.count() == 1


def test_a_stranger_finds_nobody(cast, signed_in, khadija, home):
    stranger = signed_in(cast.chafia)
    consent = actions.give_consent(person=khadija, by=cast.amina, purpose="REFERRAL", manner="SIGNED")
    for name in ("person", "edit", "phone", "consent", "household_new"):
        assert stranger.get(reverse(f"people:{name}", args=[khadija.uuid])).status_code == 404, name
    for name in ("identity", "phone_removal"):
        assert stranger.post(reverse(f"people:{name}", args=[khadija.uuid])).status_code == 404, name
    for name in ("household", "household_edit", "member"):
        assert stranger.get(reverse(f"people:{name}", args=[home.uuid])).status_code == 404, name
    assert stranger.get(reverse("people:withdrawal", args=[consent.uuid])).status_code == 404
    assert stranger.get(reverse("people:departure", args=[home.uuid, khadija.uuid])).status_code == 404
    assert "خديجة" not in stranger.get(reverse("people:search")).content.decode()


def test_the_list_costs_the_same_for_one_and_for_three(cast, signed_in, khadija, places, django_assert_num_queries):
    client = signed_in(cast.amina)
    client.get(reverse("people:search"))
    with django_assert_num_queries(4):
        client.get(reverse("people:search"))
    for name in ("علي", "عمر"):
        actions.create_person(by=cast.amina, area=places.casbah, name_ar=name)
    with django_assert_num_queries(4):
        page = client.get(reverse("people:search"))
    assert page.content.decode().count('class="row"') == 3


def test_filters_narrow_the_list(cast, signed_in, khadija, places):
    actions.create_person(
        by=cast.amina, area=places.casbah, description="رجل قرب المحطة", sex="MALE", lives_outside=True
    )
    client = signed_in(cast.amina)

    def shown(**query):
        page = client.get(reverse("people:search"), query).content.decode()
        return ("خديجة" in page, "المحطة" in page)

    assert shown() == (True, True)
    assert shown(sex="MALE") == (False, True)
    assert shown(age="60-") == (True, False)
    assert shown(age="0-17") == (False, False)
    assert shown(outside="on") == (False, True)
    assert shown(unnamed="on") == (False, True)


def test_a_search_for_a_member_is_a_step(cast, signed_in, khadija, home):
    browser, address = signed_in(cast.amina), reverse("people:member", args=[home.uuid])
    found = browser.post(address, {"person_q": "خديجة زهرون", "person_search": "1", "from_on": "01/02/2020"})
    page = found.content.decode()
    assert (found.status_code, found.context["form"].errors) == (200, {})
    assert str(khadija.uuid) in page and 'value="01/02/2020"' in page and "field--error" not in page
    assert home.members.count() == 1
    nobody = browser.post(address, {"person_q": "شخص غير موجود", "person_search": "1"})
    page = nobody.content.decode()
    assert nobody.status_code == 200 and "field--error" not in page
    assert "سجلوا شخصا جديدا أدناه" in page and re.search(r'value="new"[^>]* checked', page)
    assert browser.post(address, {"person_q": "شخص غير موجود"}).status_code == 422


class Choosing(django_forms.Form):
    person = PersonPicker()


def choose(user, **data) -> Choosing:
    query = QueryDict(mutable=True)
    query.update(
        {
            "person-name": "",
            "person-description": "",
            "person-sex": "UNKNOWN",
            "person-birth": "",
            "person-phone": "",
            "person-identity_number": "",
        }
        | data
    )
    form = Choosing(query)
    form.fields["person"].seen_by = user
    return form


class TestPicker:
    def test_a_person_who_is_known(self, cast, khadija):
        form = choose(cast.amina, person=str(khadija.uuid))
        assert form.is_valid() and form.cleaned_data["person"].person == khadija

    def test_someone_out_of_sight_is_not_there(self, cast, far_away):
        for value in (str(far_away.uuid), "not-a-uuid", "0" * 400):
            assert not choose(cast.amina, person=value).is_valid()

    def test_searching_without_javascript_shows_the_choices(self, cast, khadija):
        form = choose(cast.amina, person_q="Khadija Zahroun", person_search="1")
        assert not form.is_valid()
        assert str(khadija.uuid) in str(form["person"])

    @translation.override("en")
    def test_the_likeliest_are_shown_first_and_then_all(self, cast, signed_in, places):
        for year in range(1940, 1953):
            actions.create_person(
                by=cast.amina,
                area=places.casbah,
                name_ar="بوزيد مقران",
                birth_date=date(year, 1, 1),
                birth_precision="YEAR",
            )
        first = str(choose(cast.amina, person_q="بوزيد مقران", person_search="1")["person"])
        assert first.count('id="pick-') == 8 and "8 of 13 found are shown." in first
        assert 'name="person_search" value="all"' in first
        every = choose(cast.amina, person_q="بوزيد مقران", person_search="all")
        assert str(every["person"]).count('id="pick-') == 13 and "of 13" not in str(every["person"])
        chosen = re.findall(r'id="pick-([^"]+)"', str(every["person"]))[12]
        again = str(choose(cast.amina, person_q="بوزيد مقران", person=chosen)["person"])
        assert again.count('id="pick-') == 13  # the one chosen stands among those it was chosen from
        typed = signed_in(cast.amina).post(reverse("people:suggest"), {"pick": "person", "person_q": "بوزيد مقران"})
        assert typed.content.decode().count('id="pick-') == 8 and 'value="all"' in typed.content.decode()

    def test_a_search_keeps_what_was_typed_of_someone_new(self, cast, khadija):
        typed = {"person": "new", "person-birth": "1948", "person-phone": "0550"}
        html = str(choose(cast.amina, person_q="سعاد", person_search="1", **typed)["person"])
        assert 'value="1948"' in html and 'value="0550"' in html and 'name="person-name" value="سعاد"' in html
        number = str(choose(cast.amina, person_q="0770 00 00 01", person_search="1")["person"])
        assert 'name="person-name" value' not in number

    def test_the_name_of_someone_new_follows_the_last_search(self, cast):
        filled = {"person_q": "سعاد بلقاسم", "person_was": "سعاد", "person_search": "1", "person-name": "سعاد"}
        assert 'name="person-name" value="سعاد بلقاسم"' in str(choose(cast.amina, **filled)["person"])
        by_hand = str(choose(cast.amina, **filled | {"person-name": "سعاد ب"})["person"])
        assert 'name="person-name" value="سعاد ب"' in by_hand and 'name="person_was" value="سعاد بلقاسم"' in by_hand

    def test_someone_new_is_looked_at_first(self, cast, khadija, places):
        new = {"person": "new", "person-name": "خديجة زهرون", "person-birth": "1948"}
        form = choose(cast.amina, **new)
        assert not form.is_valid() and str(khadija.uuid) in str(form["person"])
        form = choose(cast.amina, **new, person_sure="1")
        assert form.is_valid(), form.errors
        someone = actions.settle_person(picked=form.cleaned_data["person"], by=cast.amina, area=places.casbah)
        assert (someone.name_ar, someone.birth_date, someone.organisation) == (
            "خديجة زهرون",
            date(1948, 1, 1),
            khadija.organisation,
        )

    @translation.override("en")
    def test_one_wrong_date_is_named_and_nothing_else_is_red(self, cast):
        form = choose(cast.amina, **{"person": "new", "person-name": "سعاد", "person-birth": "31/02/1950"})
        assert not form.is_valid()
        (problem,) = controls.problems(form)
        assert problem.target == "id_person-birth" and problem.text.startswith("Born on, or age: Write the day")
        shown = controls.control(form["person"])
        assert shown.errors == [] and str(shown.control).count("field--error") == 1

    def test_nothing_and_a_new_person_without_anything_are_refused(self, cast):
        assert not choose(cast.amina).is_valid()
        form = choose(cast.amina, person="new")
        assert not form.is_valid()
        with translation.override("en"):
            assert "Write a name" in str(form["person"])

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_names(self, cast, places, text):
        form = choose(cast.amina, **{"person": "new", "person-name": text, "person_q": text})
        html = str(form["person"])
        assert "<script>alert(1)" not in html
        if form.is_valid():
            someone = actions.settle_person(picked=form.cleaned_data["person"], by=cast.amina, area=places.casbah)
            assert someone.name_latin or someone.name_ar


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field(cast, signed_in, places, text):
    client = signed_in(cast.amina)
    data = {
        "name_ar": text,
        "name_latin": text,
        "description": text,
        "sex": text,
        "birth": text,
        "identity_number": text,
        "phone": text,
        "address": text,
        **area(places.casbah),
    }
    assert client.post(reverse("people:new"), data).status_code == 422
    kept = {"sex": "MALE", "birth": "", "identity_number": "", "phone": "", "sure": "1"}
    answer = client.post(reverse("people:new"), data | kept)
    if answer.status_code == 302:
        page = client.get(answer["Location"]).content.decode()
        assert "<script>alert(1)" not in page
    searched = client.post(reverse("people:search"), {"q": text}, follow=True)
    assert searched.status_code in (200, 422) and "<script>alert(1)" not in searched.content.decode()
    assert client.post(reverse("people:suggest"), {"pick": text, "q": text}).status_code == 200
