"""Search by anything that is known of a person, and the index behind it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from zlib import crc32

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from tests.people.test_pages import area

from yaqaza.core.crypto import index_number
from yaqaza.people import actions, queries
from yaqaza.people.actions import filing
from yaqaza.people.models import NameWord, Person, SearchEntry
from yaqaza.people.search import described, finding, keys, typed, vocabulary
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places_of_this_test(db):
    gazetteer.forget()
    yield
    gazetteer.forget()


@pytest.fixture
def zahra(cast, places) -> Person:
    return actions.create_person(
        by=cast.amina, area=places.bab_el_oued, name_ar="فاطمة الزهراء بوعلام", sex="FEMALE", birth_date=date(1948, 1, 1),
        birth_precision="YEAR", phones=["0661 44 55 66"],
    )  # fmt: skip


@pytest.fixture
def others(cast, places, zahra) -> list[Person]:
    names = ["فاطمة بوزيد", "زهرة علام", "فاتح بوعلام", "محمد بوعلام", "فاطمة الزهراء بوعلي"]
    return [
        actions.create_person(
            by=cast.amina, area=places.casbah, name_ar=name, birth_date=date(1990, 1, 1), birth_precision="YEAR"
        )
        for name in names
    ]


@pytest.mark.parametrize(
    "text",
    [
        "فاطمة الزهراء بوعلام", "بوعلام فاطمة الزهراء", "Fatma Zohra Boualem", "boualem fatima zahra", "fatma zohra bouallem",
        "فاطمة الزهراء بوعلام 1948", "fatima 1948", "1948 boualem", "fatima 1948 bab el oued", "bab el oued fatima 1948",
        "fatima باب الوادي 1948", "0661445566", "445566", "61445566",
        "5566 فاطمة", "boualem 45566", "1948 5566", "5566 باب الوادي", "فاطمة الزهراء بوع 1948",
    ],
)  # fmt: skip
def test_any_part_in_any_order_finds_her_first(cast, zahra, others, text):
    found = queries.search(text, seen_by=cast.amina)
    assert [match.person for match in found][:1] == [zahra], [(m.person.name_ar, m.reasons) for m in found]


def test_four_digits_of_a_telephone_find_somebody_only_beside_something_else(cast, zahra, others, far_away):
    with translation.override("en"):
        assert queries.search("5566 فاطمة", seen_by=cast.amina)[0].reasons == ["telephone ends so", "part of the name"]
        assert [match.person for match in queries.search("5566 1990", seen_by=cast.amina)] == []
    assert queries.search("5566", seen_by=cast.amina) == []
    assert not queries.known_elsewhere("4567 قادر", seen_by=cast.amina), "too little to tell of somebody out of sight"


def test_a_name_is_found_while_it_is_typed(cast, zahra, others):
    for length in range(5, len("فاطمة الزهراء بوعلام") + 1):
        found = queries.search("فاطمة الزهراء بوعلام"[:length], seen_by=cast.amina)
        assert zahra in [match.person for match in found], length


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("يمينة بنت محمد بوزيد", ["محمد بوزيد", "بنت محمد", "محمد", "يمينة محمد", "يمينة بوزيد", "بوزيد محمد", "mohamed bouzid", "محم"]),
        ("Yamina bent Mohamed", ["mohamed", "yamina mohamed", "يمينة محمد", "bent mohamed"]),
        ("علي بن أحمد الشريف", ["أحمد", "علي أحمد", "أحمد الشريف", "بن أحمد", "ahmed cherif"]),
        ("محمد ولد إبراهيم حمدي", ["إبراهيم", "إبراهيم حمدي", "brahim hamdi"]),
        ("عائشة بنت أبي بكر", ["أبو بكر", "أبوبكر", "عائشة أبو بكر", "بنت أبي بكر", "Abou Bakr"]),
        ("Aicha bent Abi Bakr Senhadji", ["أبو بكر", "aboubakr senhadji", "aicha abou bakr"]),
    ],
)  # fmt: skip
def test_the_name_of_the_father_finds_whoever_is_called_after_him(cast, places, others, name, parts):
    """After بنت or بن, in the middle of a name, stands a name of its own, which is typed without the word before it."""
    script = {"name_latin": name} if name[0] < "z" else {"name_ar": name}
    person = actions.create_person(by=cast.amina, area=places.casbah, **script)
    for part in parts:
        found = [match for match in queries.search(part, seen_by=cast.amina) if match.person == person]
        assert found, part
        assert found[0].score > 0.5, (part, found[0].score)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("كوثر عبد القادر", "كوثر عبج القادر"),  # a slip in a word that is joined to the next
        ("نور الدين ربيع بن لازار", "نور الدين ربيع ب لازار"),
        ("محمد نور الدين بوضياف", "محمد نور الين بوضياف"),
        ("هشام رفيق", "هشام رفيوق"),
        ("سعيد العويسي", "Said Laouissi"),
        ("مراد حمداش", "حدماش مراد"),  # two letters in the wrong order
        ("سليم بوشامة", "slim bouchmaa"),
        ("مريم لطرش مغنية", "مريم لطرش كريم"),  # all words but one
    ],
)
def test_a_slip_of_the_pen_hides_nobody(cast, places, zahra, others, name, typed):
    person = actions.create_person(by=cast.amina, area=places.casbah, name_ar=name)
    found = queries.search(typed, seen_by=cast.amina)
    assert person in [match.person for match in found], [(m.person.name_ar, m.score) for m in found]


@pytest.mark.parametrize(
    ("known", "typed", "meant"),
    [
        ("رمام", "رمفم", "remmam"),
        ("شعبان", "شعان", "chabane"),
        ("مرياح", "مياح", "meriah"),
    ],
)
def test_a_slip_in_one_script_finds_the_name_in_the_other(cast, places, known, typed, meant):
    for name in (known, meant):
        script = {"name_latin": f"Mourad {name}"} if name < "ا" else {"name_ar": f"مراد {name}"}
        person = actions.create_person(by=cast.amina, area=places.casbah, **script)
    NameWord.objects.filter(text=known).update(count=2_000)
    meaning = vocabulary.meanings([typed], half_typed=False)[0]
    assert meaning.weights[meant] > 0.5
    assert meant in meaning.slips
    script = "مراد" if typed > "z" else "Mourad"
    with translation.override("en"):
        found = {match.person: match.reasons for match in queries.search(f"{script} {typed}", seen_by=cast.amina)}
    assert found[person] != ["same name, written otherwise"]


def test_no_slip_is_looked_for_in_a_name_that_people_bear(cast, places):
    for name in ("سامي", "سالي"):
        actions.create_person(by=cast.amina, area=places.casbah, name_ar=f"{name} قاسي")
    NameWord.objects.filter(text="سامي").update(count=90)
    assert vocabulary.meanings(["سالي"], half_typed=False)[0].weights.get("سامي", 0.0) < vocabulary.SLIP


def test_a_slip_that_is_a_name_too_is_looked_for_when_nobody_fits(cast, places):
    person = actions.create_person(
        by=cast.amina, area=places.casbah, name_ar="كامل بن سعيد", name_latin="Kamel Bensaid"
    )
    actions.create_person(by=cast.amina, area=places.casbah, name_latin="Kacel Haddad")
    NameWord.objects.filter(text="kamel").update(count=90)
    assert "kamel" not in vocabulary.meanings(["kacel"], half_typed=False)[0].slips
    deeper = vocabulary.meanings(["kacel"], half_typed=False, depth=vocabulary.DEEP)[0]
    assert deeper.slips >= {"kamel", "كامل"}
    assert [match.person for match in queries.search("Kacel Bensaid", seen_by=cast.amina)][:1] == [person]


def test_whoever_is_recorded_with_a_slip_is_found_by_the_right_name_and_the_year(cast, places):
    people = [
        actions.create_person(
            by=cast.amina, area=places.casbah, name_ar=name, birth_date=date(year, 1, 1), birth_precision="YEAR"
        )
        for name, year in (("لطفي ميود", 1944), ("لطفي ميلود", 1971), ("لطفي ميلود قادري", 1984))
    ]
    (wrong,) = vocabulary.misspelt([vocabulary.Meaning({"ميلود": 0.9}, {"ميلود": 700})])
    assert (wrong.weights, wrong.counts, wrong.slips) == ({"ميود": 0.45}, {"ميود": 1}, {"ميود"})
    assert queries.search("Lotfi Miloud 1944", seen_by=cast.amina)[0].person == people[0]
    assert queries.search("لطفي ميلود 1971", seen_by=cast.amina)[0].person == people[1]


def test_a_word_that_stands_for_nothing_takes_no_other_words_place(cast, places):
    person = actions.create_person(
        by=cast.amina, area=places.casbah, name_ar="نبيلة حدة عمار", birth_date=date(1974, 1, 1), birth_precision="YEAR"
    )
    actions.create_person(by=cast.amina, area=places.casbah, name_latin="Xgthrwq Kaci")
    found = queries.search("Xgthrwq Hadda Ammar 1974", seen_by=cast.amina)
    assert [match.person for match in found] == [person]


def test_a_net_draws_nobody_twice_who_is_in_the_one_before():
    assert finding._ring([[1, 2, 3]], [[1]], most=9) == [finding.Net([[2, 3]], most=9)]
    assert finding._ring([[1, 2], [5]], [[1], [5]], most=9) == [finding.Net([[2], [5]], most=9)]
    assert finding._ring([[1, 2], [5, 6]], [[1], [5]], most=9) == [finding.Net([[1, 2], [5, 6]], most=9)]
    assert finding._ring([[1], [5]], [[1], [5]], most=9) == []


def test_whose_whole_name_is_the_one_word_beside_a_title_comes_first(cast, places, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 4)  # of many with that name, some are drawn
    for family in ("قاسي", "حداد", "بوزيد", "علام", "مراد"):
        actions.create_person(by=cast.amina, area=places.casbah, name_ar=f"حفيظة {family}")
    person = actions.create_person(by=cast.amina, area=places.casbah, name_ar="حاج حفيظة")
    assert queries.search("حفيظة حاج", seen_by=cast.amina)[0].person == person


def test_a_longer_name_of_the_words_typed_comes_before_a_whole_one_that_sounds_alike(cast, places):
    alike = actions.create_person(by=cast.amina, area=places.casbah, name_latin="Mourad Daho")
    longer = actions.create_person(by=cast.amina, area=places.casbah, name_latin="Mourad Dahou Kaci")
    found = queries.search("Mourad Dahou", seen_by=cast.amina)
    assert [match.person for match in found] == [longer, alike]


def test_a_family_called_like_a_place_comes_before_those_who_live_there(cast, places):
    called = actions.create_person(by=cast.amina, area=places.bab_el_oued, name_ar="علي القصبة")
    for name in ("علي بوزيد", "علي حداد"):
        actions.create_person(by=cast.amina, area=places.casbah, name_ar=name)
    found = queries.search("علي القصبة", seen_by=cast.amina)
    assert found[0].person == called
    assert len(found) == 3


def test_who_lives_in_the_place_of_their_name_comes_first(cast, places):
    there = [
        actions.create_person(by=cast.amina, area=area, name_ar="سمير القصبة")
        for area in (places.bab_el_oued, places.casbah)
    ][1]
    assert queries.search("سمير القصبة", seen_by=cast.amina)[0].person == there


@pytest.mark.parametrize("typed", ["حمودة", "Mohand", "زينو"])
def test_a_rare_name_is_found_beside_common_ones_that_sound_alike(cast, places, typed):
    names = [
        "حمودة",
        "Mohand",
        "زينو",
        "حميدة",
        "محمود",
        "حمود",
        "حميد",
        "محند",
        "Mohamed",
        "زين",
        "زينب",
        "زينة",
        "زينو",
    ]
    people = [
        actions.create_person(
            by=cast.amina, area=places.casbah, **({"name_latin": name} if name < "ا" else {"name_ar": name})
        )
        for name in names
    ]
    wanted = keys.words(typed)[0].text
    NameWord.objects.exclude(text=wanted).update(count=400_000)
    found = [match.person for match in queries.search(typed, seen_by=cast.amina)]
    assert people[names.index(typed)] in found
    assert found[0].name_ar == typed or found[0].name_latin == typed


def test_beside_whoever_is_called_so_nobody_is_shown_whose_name_only_resembles_it(cast, places):
    for name in ("سعيدي", "سعيد", "سعيدة"):
        actions.create_person(by=cast.amina, area=places.casbah, name_ar=name)
    assert [match.person.name_ar for match in queries.search("سعيدي", seen_by=cast.amina)] == ["سعيدي"]


def test_the_year_says_more_than_whether_a_name_is_whole(cast, places):
    area = places.casbah
    near = actions.create_person(
        by=cast.amina, area=area, name_ar="محمد حمدود", birth_date=date(1983, 1, 1), birth_precision="YEAR"
    )
    born = actions.create_person(
        by=cast.amina, area=area, name_ar="محمد ناصر حمدود", birth_date=date(1982, 1, 1), birth_precision="YEAR"
    )
    found = queries.search("محمد حمدود 1982", seen_by=cast.amina)
    assert [match.person for match in found][:2] == [born, near]


def test_a_family_name_that_begins_so_stays_one_word(cast, places):
    """بن علي is no son of an Ali: whoever asks for one of the many called Ali is not shown all of that family."""
    for name in ("كريم بن علي", "بن علي كريم", "Karim Benali", "Ben Ali Karim"):
        assert "علي" not in keys.filed(name) and "ali" not in keys.filed(name), name


@pytest.mark.parametrize("name", ["عائشة بنت أبي بكر", "عائشة بنت أبي", "عمر بن أبا زيد حمدي", "Aicha bent Abi Bakr"])
def test_nobody_is_filed_under_my_father(name):
    assert not {"ابي", "ابا", "ابو", "abi", "aba", "abou"} & set(keys.filed(name))


def test_a_father_is_read_where_the_word_stands(db):
    """The same word twice: in the middle it names a father, at the end a family."""
    family, father = ("بنعلي",), ("بنعلي", "علي")
    assert keys.slots("كريم بن علي كريم بن علي") == (("كريم",), father, ("كريم",), family)
    assert keys.slots("بن علي كريم بن علي") == (family, ("كريم",), family)


def test_reasons_are_told_in_the_language_of_the_reader(cast, zahra, others):
    told = {}
    for language in ("ar", "fr", "en"):
        with translation.override(language):
            told[language] = queries.search("Fatma Zohra Boualem 1948 Bab El Oued", seen_by=cast.amina)[0].reasons
    assert told["en"] == ["same name, written otherwise", "lives in Bab El Oued", "born in 1948"]
    assert told["fr"] == ["même nom, écrit autrement", "habite à Bab El Oued", "né(e) en 1948"]
    assert told["ar"] == ["الاسم نفسه بكتابة أخرى", "يقيم في باب الوادي", "من مواليد 1948"]


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("سعيد دحماني", "سعيد رحماني", "a name near it"),
        ("سعيد دحماني", "رحماني", "near a part of the name"),
        ("جمال حداد", "كمال حداد", "name sounds alike"),
        ("سعيد رحماني", "سعيد رحمني", "same name, written otherwise"),
        ("سعيد رحماني", "Said Rahmani", "same name, written otherwise"),
        ("محمد بن علي", "Mohamed Benali", "same name, written otherwise"),
        ("حميد بوزيد", "حامد بوزيد", "name sounds alike"),
        ("سعيد رحماني", "rahmani", "part of the name"),
    ],
)
def test_another_name_is_not_called_the_same_one(cast, places, name, typed, reason):
    actions.create_person(by=cast.amina, area=places.casbah, name_ar=name)
    with translation.override("en"):
        assert queries.search(typed, seen_by=cast.amina)[0].reasons == [reason]


def test_who_was_born_near_a_year_is_told_how_near(cast, places):
    this_year = timezone.localdate().year
    for name, born, precision in (("سعيد قاسي", this_year - 61, "YEAR"), ("سعيد زروق", this_year - 58, "ABOUT")):
        actions.create_person(
            by=cast.amina, area=places.casbah, name_ar=name, birth_date=date(born, 1, 1), birth_precision=precision
        )
    with translation.override("en"):
        for typed, reason in (
            ("سعيد قاسي 60 سنة", "a year older or younger"),
            ("سعيد قاسي 61 سنة", "of that age"),
            (f"سعيد قاسي {this_year - 60}", "born a year apart"),
            ("سعيد زروق 60 سنة", "2 years older or younger"),
            (f"سعيد زروق {this_year - 60}", "born 2 years apart"),
        ):
            assert queries.search(typed, seen_by=cast.amina)[0].reasons[1:] == [reason], typed


def test_only_a_telling_word_makes_a_description_the_same(cast, places):
    actions.create_person(by=cast.amina, area=places.casbah, description="رجل مسن بمعطف أخضر أمام المسجد", sex="MALE")
    with translation.override("en"):
        assert queries.search("رجل مسن حدا المحطة", seen_by=cast.amina) == []
        for typed, reason in (("شيخ معطف", "described so"), ("شيخ معطف محطة", "described so in part")):
            assert [match.reasons for match in queries.search(typed, seen_by=cast.amina)] == [[reason]], typed


def test_an_age_is_read_in_digits_and_in_words(cast, places):
    year = timezone.localdate().year - 60
    man = actions.create_person(
        by=cast.amina, area=places.casbah, name_ar="سعيد قاسي", birth_date=date(year, 1, 1), birth_precision="ABOUT"
    )
    for text in ("سعيد 60", "سعيد ستين عام", "said 60 ans", "60 kaci"):
        with translation.override("en"):
            found = queries.search(text, seen_by=cast.amina)
        assert found[0].person == man and "of that age" in found[0].reasons, text


def test_of_those_described_alike_the_one_of_the_place_named_comes_first(cast, places):
    def woman(area) -> Person:
        return actions.create_person(by=cast.amina, area=area, description="امرأة مسنة في مدخل السوق", sex="FEMALE")

    gazetteer.forget()
    elsewhere, there = woman(places.bab_el_oued), woman(places.casbah)
    for text in ("عجوز القصبة", "امرأة كبيرة السوق القصبة", "femme âgée marché casbah"):
        found = queries.search(text, seen_by=cast.amina)
        assert found[0].person == there, text
        assert any("القصبة" in reason for reason in found[0].reasons)
        assert all(match.person == elsewhere for match in found[1:])


def test_someone_without_a_name_is_found_by_description_and_place(cast, places, others):
    year = timezone.localdate().year - 60

    def note(description: str, born: int, sex: str) -> Person:
        return actions.create_person(
            by=cast.amina, area=places.casbah, description=description, sex=sex, birth_date=date(born, 1, 1), birth_precision="ABOUT"
        )  # fmt: skip

    man = note("man, about 60, by the station", year, "MALE")
    note("امرأة مسنة في مدخل السوق", year - 10, "FEMALE")
    note("شاب بمعطف أخضر أمام المسجد", year + 35, "MALE")
    for text in (
        "راجل ستين عام حدا المحطة",
        "homme 60 ans gare",
        "man station",
        "رجل قرب المحطة",
        "راجل 60 المحطة القصبة",
    ):
        with translation.override("en"):
            found = queries.search(text, seen_by=cast.amina)
        assert found and found[0].person == man and "described so" in found[0].reasons, text


def test_who_is_out_of_reach_is_not_drawn_and_not_shown(cast, zahra, far_away):
    for text in ("عبد القادر بلعيد", "0661234567", "234567", "belaid", "1960"):
        assert queries.search(text, seen_by=cast.amina) == []
        assert [match.person for match in queries.search(text, seen_by=cast.chafia)] == [far_away], text
    for user in (cast.djamel, cast.auditor):
        assert queries.search("فاطمة الزهراء بوعلام", seen_by=user) == []


def test_the_kept_one_is_found_by_the_names_and_telephones_of_the_merged(cast, zahra, places):
    twice = actions.create_person(
        by=cast.amina, area=places.casbah, name_latin="Zohra Bouallam", phones=["0550 99 88 77"]
    )
    merge = actions.merge(kept=zahra, gone=twice, by=cast.brahim, reason="same telephone")
    for text in ("Zohra Bouallam", "0550998877", "فاطمة الزهراء بوعلام"):
        assert [match.person for match in queries.search(text, seen_by=cast.amina)] == [zahra], text
    assert not SearchEntry.objects.filter(pk=twice.pk).exists()
    actions.unmerge(merge=merge, by=cast.brahim, reason="two sisters")
    assert [match.person for match in queries.search("0550998877", seen_by=cast.amina)] == [twice]


def test_what_is_corrected_is_found_as_it_is_now(cast, zahra, places):
    actions.correct_person(person=zahra, by=cast.amina, version=1, name_ar="خيرة منصوري", birth_date=date(1950, 1, 1))
    actions.add_phone(person=zahra, by=cast.amina, number="0770 12 34 56")
    actions.remove_phone(person=zahra, by=cast.amina, number="+213661445566")
    for text in ("Kheira Mansouri", "1950", "123456"):
        assert [match.person for match in queries.search(text, seen_by=cast.amina)] == [zahra], text
    for text in ("بوعلام", "0661445566"):
        assert queries.search(text, seen_by=cast.amina) == [], text


def test_who_was_left_out_is_filed_by_the_command(cast, zahra):
    SearchEntry.objects.all().delete()
    NameWord.objects.all().delete()
    assert queries.search("بوعلام", seen_by=cast.amina) == []
    call_command("file_people", verbosity=0)
    assert [match.person for match in queries.search("بوعلام", seen_by=cast.amina)] == [zahra]
    SearchEntry.objects.update(edition=keys.EDITION - 1)
    assert (filing.file_all(), filing.file_all()) == (1, 0)


def test_words_that_were_known_otherwise_are_written_anew(cast, zahra):
    NameWord.objects.filter(text="بوعلام").update(near=[1], sound="?")
    assert (filing.write_words(), filing.write_words()) == (1, 0)
    assert keys.word_row("بوعلام") == NameWord.objects.values_list("sound", "near").get(text="بوعلام")


def test_words_are_counted(cast, zahra, others):
    filing.count_words()
    assert NameWord.objects.get(text="بوعلام").count == 3


# A search that is cut


@contextmanager
def held():
    """The index held by somebody else, so that a search comes to the end of its time."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE people_searchentry IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        other.close()


def test_a_search_that_is_cut_says_so_and_never_that_nobody_was_found(cast, signed_in):
    client = signed_in(cast.amina)
    with held():
        found = queries.search("فاطمة بوعلام", seen_by=cast.amina)
        assert (found, found.incomplete) == ([], True)
        assert queries.known_elsewhere("فاطمة بوعلام", seen_by=cast.amina).incomplete
        pages = [
            client.post(reverse("people:search"), {"q": "فاطمة بوعلام"}, follow=True),
            client.post(reverse("people:suggest"), {"q": "فاطمة بوعلام"}),
            client.post(reverse("people:suggest"), {"pick": "person", "person_q": "فاطمة بوعلام"}),
            client.post(reverse("desk:search"), {"q": "فاطمة بوعلام"}, follow=True),
        ]
    for page in pages:
        body = page.content.decode()
        assert "توقف البحث قبل أن ينتهي" in body
        assert "لا أحد" not in body
    found = queries.search("فاطمة بوعلام", seen_by=cast.amina)
    assert (found, found.incomplete) == ([], False)


def test_nobody_is_recorded_unseen_when_the_search_for_those_alike_was_cut(cast, places, signed_in):
    client = signed_in(cast.amina)
    given = {"name_ar": "فاطمة بوعلام", "sex": "FEMALE", **area(places.casbah)}
    with held():
        answer = client.post(reverse("people:new"), given)
    assert answer.status_code == 422
    assert 'name="sure"' in answer.content.decode()
    assert not Person.objects.exists()
    assert client.post(reverse("people:new"), given).status_code == 302


def test_a_fault_of_the_database_is_no_search_that_was_cut(cast, monkeypatch):
    monkeypatch.setattr(finding, "_BEFORE", "SET LOCAL lock_timeout = '20ms'; ")
    with held(), pytest.raises(OperationalError), transaction.atomic():
        queries.search("فاطمة بوعلام", seen_by=cast.amina)


# What stands in the index


def test_the_numbers_cannot_be_made_without_the_key(zahra, settings):
    entry = SearchEntry.objects.get(pk=zahra.pk)
    assert keys.number(keys.WORD, "بوعلام") in entry.keys
    plain = {
        crc32(f"{kind}{text}".encode()) - (1 << 31) for kind in keys.WORD + keys.YEAR for text in ("بوعلام", "1948")
    }
    assert plain.isdisjoint(entry.keys)
    settings.INDEX_KEY = "another"
    assert index_number(f"{keys.WORD}بوعلام") not in entry.keys


def test_an_entry_goes_with_its_person(cast, zahra, places):
    other = actions.create_person(by=cast.amina, area=places.casbah, name_ar="سعيد قاسي")
    Person.objects.filter(pk=other.pk).delete()
    assert list(SearchEntry.objects.values_list("pk", flat=True)) == [zahra.pk]


class TestTyped:
    @pytest.mark.parametrize(
        ("text", "phones", "year", "age", "name"),
        [
            ("0550 00 45 67 1948", ["+213550004567"], 1948, None, ""),
            ("fatima 0550004567 60", ["+213550004567"], None, 60, "fatima"),
            ("سعيد ٦٠ سنة", [], None, 60, "سعيد"),
            ("ستين عام", [], None, 60, ""),
            ("1948 1950", [], 1948, None, ""),
        ],
    )
    def test_numbers_are_told_apart(self, text, phones, year, age, name):
        wanted = typed.read(text)
        assert (wanted.phones, wanted.year, wanted.age, wanted.name) == (phones, year, age, name)

    @pytest.mark.parametrize(
        ("text", "ends"), [("fatima 4567", ["4567"]), ("45678 1948", ["45678"]), ("0550 00", []), ("234567 1948", [])]
    )
    def test_a_few_digits_end_a_telephone_unless_more_are_to_come(self, text, ends):
        assert typed.read(text).ends == ends

    def test_a_place_may_be_a_name_all_the_same(self, places):
        wanted = typed.read("علي القصبة")
        assert wanted.name == "علي القصبة"
        assert [(place.areas, place.rest) for place in wanted.places] == [([places.casbah.pk], "علي")]


def test_descriptions_mean_the_same_in_both_languages(db):
    assert described.words("راجل حدا المحطة") == described.words("homme devant la gare") == {"man", "station"}
    assert described.words("") == frozenset()


@pytest.mark.parametrize(
    ("one", "other"), [("محمد العربي بن مهيدي", "Mohamed Larbi Ben M'hidi"), ("بوعلام", "Boualem")]
)
def test_words_sound_the_same_in_both_scripts(db, one, other):
    texts = [[word.text for word in keys.words(name)] for name in (one, other)]
    for arabic, latin in zip(*texts, strict=True):
        assert set(keys.near_word(arabic)[0]) & set(keys.near_word(latin)[0])
