"""Search before create: who is found, by what, and who is only known elsewhere."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.people.conftest import NIN

from yaqaza.people import actions, queries
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places_of_this_test(db):
    gazetteer.forget()
    yield
    gazetteer.forget()


# As recorded, and as someone else writes it.
NAMES = [
    ("محمد العربي بن مهيدي", "Mohamed Larbi Ben M'hidi"),
    ("فاطمة الزهراء بوعلام", "Fatma Zohra Boualem"),
    ("عبد القادر حمودة", "Abdelkader Hamouda"),
    ("نور الدين قاسمي", "Nordine Kassimi"),
    ("خيرة بن عيسى", "Kheira Benaissa"),
    ("يوسف شريف", "Youcef Cherif"),
    ("عائشة بوزيد", "Aicha Bouzid"),
    ("جميلة بوحيرد", "Djamila Bouhired"),
    ("مصطفى غزالي", "Mustapha Ghazali"),
    ("سعيدة ولد علي", "Saida Ould Ali"),
    ("رشيد تواتي", "Rachid Touati"),
    ("زينب حداد", "Zineb Haddad"),
    ("بوجمعة آيت حمودة", "Boudjemaa Ait Hamouda"),
    ("ليلى مسعودي", "Leïla Messaoudi"),
    ("طارق خليفة", "Tarek Khelifa"),
]


@pytest.fixture
def known(cast, places):
    return [actions.create_person(by=cast.amina, area=places.casbah, name_ar=arabic) for arabic, _latin in NAMES]


def test_names_are_found_in_the_other_script_first(cast, known):
    found = [queries.search(latin, seen_by=cast.amina)[:1] for _arabic, latin in NAMES]
    hits = sum(bool(match) and match[0].person == person for match, person in zip(found, known, strict=True))
    assert hits >= 15, [NAMES[i][1] for i, match in enumerate(found) if not match or match[0].person != known[i]]


def test_names_are_found_from_latin_to_arabic(cast, places):
    people = [actions.create_person(by=cast.amina, area=places.casbah, name_latin=latin) for _arabic, latin in NAMES]
    found = [queries.search(arabic, seen_by=cast.amina)[:1] for arabic, _latin in NAMES]
    assert sum(bool(m) and m[0].person == p for m, p in zip(found, people, strict=True)) >= 14


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("خديجة زهرون", "same name"),
        ("خديجه زهرون", "same name"),
        ("Khadija Zahroune", "same name, written otherwise"),
        ("زهرون خديجة", "same name"),
        ("خديج", "part of the name"),
        ("khadi", "part of the name"),
        ("Zahroun", "part of the name"),
        ("zahroun khad", "part of the name"),
        ("0550004567", "same phone number"),
        ("+213 550 00 45 67", "same phone number"),
        ("٠٥٥٠٠٠٤٥٦٧", "same phone number"),
        ("004567", "telephone ends so"),
        ("خديجة 0550004567 1948", "same phone number"),
        (NIN, "same identity number"),
        ("11 948 0160 50012 3456", "same identity number"),
        ("خديجة 1948", "born in 1948"),
        ("1948", "born in 1948"),
        ("78", "of that age"),
        ("zahroun 78 ans", "of that age"),
        ("زهرون باب الوادي 1948", "lives in Bab El Oued"),
        ("bab el oued khadija", "lives in Bab El Oued"),
        ("زهرون 1949", "born a year apart"),
        ("زهرون 77 سنة", "a year older or younger"),
    ],
)
def test_what_finds_her_and_why(cast, khadija, typed, reason):
    with translation.override("en"):
        matches = queries.search(typed, seen_by=cast.amina)
    assert [match.person for match in matches][:1] == [khadija]
    assert reason in matches[0].reasons, matches[0].reasons


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "\x00", "؟؟؟", "%", "_", "' OR 1=1 --", "x" * 5000, "(((", "🙂", "999999", "=1+1", "1600 1600 1600"],
)
def test_nonsense_finds_nobody_and_breaks_nothing(cast, khadija, typed):
    assert queries.search(typed, seen_by=cast.amina) == []
    assert queries.known_elsewhere(typed, seen_by=cast.amina) == []


def test_someone_elsewhere_is_told_of_without_their_data(cast, far_away, houses):
    for typed in ("0661234567", "109600901000123499", "عبد القادر بلعيد", "Abdelkader Belaid 1960"):
        assert queries.search(typed, seen_by=cast.amina) == []
        assert [one.organisation for one in queries.known_elsewhere(typed, seen_by=cast.amina)] == [
            houses.blida_directorate
        ], typed
    for vague in ("عبد القادر", "بلعيد", "1960", "Abdelkader Benali"):
        assert queries.known_elsewhere(vague, seen_by=cast.amina) == []
    assert queries.known_elsewhere("0661234567", seen_by=cast.djamel) == []


@pytest.mark.parametrize("typed", ["محمد القصبة", "محمد قادري", "قادري بوعلام", "محمد بوعلام القصبة"])
def test_nobody_out_of_reach_is_told_of_by_a_part_of_the_name(cast, places, typed):
    actions.create_person(by=cast.amina, area=places.casbah, name_ar="محمد بوعلام قادري")
    assert queries.known_elsewhere(typed, seen_by=cast.chafia) == []
    assert len(queries.known_elsewhere("محمد بوعلام قادري", seen_by=cast.chafia)) == 1


def test_a_partner_and_an_auditor_see_nobody(cast, khadija):
    for user in (cast.djamel, cast.auditor, cast.administrator, cast.programme_head):
        assert not queries.visible_to(user).exists()


def test_a_search_costs_the_same_for_one_and_for_three(cast, places, khadija, django_assert_num_queries):
    cast.amina.current_postings  # noqa: B018  # read once a request
    queries.search("خديجة زهرون", seen_by=cast.amina)  # the names of places are read once a process
    with django_assert_num_queries(6):
        queries.search("خديجة زهرون", seen_by=cast.amina)
    for _ in range(2):
        actions.create_person(by=cast.amina, area=places.casbah, name_ar="خديجة زهرون")
    with django_assert_num_queries(6):
        assert len(queries.search("خديجة زهرون", seen_by=cast.amina)) == 3
