"""The same situation in other words, and others that look like it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaqaza.language import analyse
from yaqaza.language.duplicates import figures, meaning, subjects, where
from yaqaza.language.duplicates.situations import Situation, describe
from yaqaza.language.duplicates.things import things_of
from yaqaza.language.duplicates.train import halves, tellings
from yaqaza.language.duplicates.weighing import EXPECTED, LIKELY, SHOW, Likeness, Reason, compare, weights
from yaqaza.language.folding import fold

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def told(text: str, *, hours: float = 0, area: str = "MA.HAO.ASN", country: str = "MA", **known: object) -> Situation:
    analysis = analyse(text, country=country)
    return describe(text, analysis, NOON + timedelta(hours=hours), areas=(area,), meaning=b"", **known)  # type: ignore[arg-type]


DOUAR = "عافاكم دوار تفنوت جماعة أسني طاحو الديور كلهم، 30 عائلة ناعسين فالخلا خاصنا الخيام والمانطات"
DOUAR_FR = "Douar Tifnoute près d'Asni : les maisons sont tombées, une trentaine de familles dorment dehors, il faut des tentes"
WOMAN = "سيدة مسنة في الثمانين تنام قرب محطة القطار وهي مريضة"
WOMAN_FR = "Une vieille dame malade de 80 ans dort devant la gare"


@pytest.mark.parametrize(("one", "other"), [(DOUAR, DOUAR_FR), (WOMAN, WOMAN_FR)])
def test_the_same_situation_is_recognised_in_another_language(one: str, other: str) -> None:
    assert compare(told(one), told(other, hours=3)).score >= LIKELY


def test_the_same_wording_about_another_hamlet_is_another_situation() -> None:
    likeness = compare(told(DOUAR), told(DOUAR.replace("تفنوت", "أغبالو").replace("30", "25"), hours=1))
    assert likeness.score < compare(told(DOUAR), told(DOUAR, hours=1)).score - 0.3
    assert Reason.OTHER_SPOT in likeness.reasons


def test_the_same_place_and_day_is_not_yet_the_same_person() -> None:
    young = "شاب في العشرين مدمن على المخدرات ينام قرب محطة القطار"
    assert compare(told(WOMAN), told(young, hours=2)).score < SHOW


def test_a_shared_telephone_says_more_than_the_words() -> None:
    one, other = told("بنتي مريضة وماعندي باش نداويها 0600000012"), told("خاصني الدوا ديال السكر عافاكم", hours=4)
    with_phone = told("خاصني الدوا ديال السكر عافاكم", hours=4, phones=("+212600000012",))
    assert compare(one, with_phone).score > compare(one, other).score + 0.1
    assert compare(one, with_phone).reasons[0] is Reason.SAME_PHONE


def test_another_province_speaks_against_it() -> None:
    near, far = compare(told(WOMAN), told(WOMAN_FR)), compare(told(WOMAN), told(WOMAN_FR, area="MA.TAN.TAN"))
    assert far.score < near.score - 0.2
    assert Reason.OTHER_PLACE in far.reasons


def test_positions_are_measured() -> None:
    one = replace(told(WOMAN), position=(-7.99, 31.63))
    likeness = compare(one, replace(one, position=(-7.99, 31.6309)))
    assert likeness.metres == pytest.approx(100, abs=2)
    assert Reason.NEAR in likeness.reasons
    assert Reason.FAR in compare(one, replace(one, position=(-7.99, 32.63))).reasons


def test_time_takes_away() -> None:
    scores = [compare(told(WOMAN), told(WOMAN_FR, hours=hours)).score for hours in (1, 24, 24 * 7, 24 * 60)]
    assert scores == sorted(scores, reverse=True) and scores[0] > scores[-1]


def test_a_description_comes_back_from_json_whole() -> None:
    one = told("عائلة من 7 أفراد في دوار تفنوت، الأب محمد العلوي عمره 45 عام، 0600000012", phones=("+212600000077",))
    known = {"when": one.when, "areas": one.areas, "position": one.position, "meaning": one.meaning}
    again = Situation.from_json(one.as_json(), **known)  # type: ignore[arg-type]
    assert {
        name: getattr(again, name) for name in ("words", "phones", "spots", "ages", "figures", "counts", "clear")
    } == {name: getattr(one, name) for name in ("words", "phones", "spots", "ages", "figures", "counts", "clear")}
    assert compare(one, again).score == pytest.approx(compare(one, one).score, abs=0.002)


def test_compare_does_not_care_for_the_order() -> None:
    one, other = told(DOUAR), told(DOUAR_FR, hours=3)
    assert compare(one, other).score == compare(other, one).score


def test_hamlets_are_heard_across_scripts() -> None:
    arabic, latin = where.spots_of("دوار تفنوت طاح"), where.spots_of("au douar Tifnoute, rien")
    assert where.agree(arabic, latin) == 1
    assert where.agree(arabic, where.spots_of("دوار أغبالو طاح")) == -1
    assert where.agree(where.spots_of("دوار أولاد علي"), where.spots_of("دوار أولاد إدريس")) == -1
    assert where.agree(arabic, ()) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vingt-cinq familles", {25}), ("خمسة وأربعين خيمة", {45}), ("une trentaine de maisons", {30}), ("في السادسة من عمرها", {6}),
        ("خاصنا 40 طونة و60 مانطة", {40, 60}), ("0600000012", set()), ("deux enfants", set()), ("soixante familles", {60}),
    ],
)  # fmt: skip
def test_figures_are_read_in_digits_and_words(text: str, expected: set[int]) -> None:
    from yaqaza.language.reading import read

    reading = read(text)
    raw = [text[start:end] for start, end in reading.spans]
    assert figures.figures_of([word.folded for word in reading.words], raw) == expected


def test_things_are_the_same_in_every_language() -> None:
    for words in ("ناعسة حدا لاكار", "na3ssa 7da lagare", "elle dort à la gare", "تنام قرب المحطة"):
        assert {":sleeping", ":station"} <= things_of(fold(words).split())


def test_whom_it_is_about() -> None:
    old, young = subjects.subjects_of(["عجوز"]), subjects.subjects_of(["شاب"])
    assert (subjects.agree(old, subjects.subjects_of(["vieille"])), subjects.agree(old, young), subjects.agree(old, frozenset())) == (
        1, -1, 0,
    )  # fmt: skip


def test_the_encoder_hears_the_same_meaning_in_two_languages() -> None:
    one, other, third = meaning.meanings(
        [
            "امرأة مسنة مريضة تنام أمام محطة القطار",
            "Une vieille femme malade dort devant la gare",
            "Le match est reporté à dimanche",
        ]
    )
    assert len(one) == 64
    alike, unlike = meaning.alike(one, other), meaning.alike(one, third)
    assert alike is not None and unlike is not None and alike > unlike + 0.2
    assert meaning.meanings([""]) == [b""]
    assert meaning.alike(one, b"") is None


def test_the_scenes_held_apart_are_not_among_those_learned_from() -> None:
    train, apart = halves(tellings())
    learned, kept = {pair.one.scene for pair in train}, {pair.one.scene for pair in apart}
    assert learned & kept == set()
    assert sum(pair.kind in ("told again", "same scene") for pair in [*train, *apart]) >= 400


def test_the_weights_stand_on_the_side_we_expect() -> None:
    stored = weights()
    assert set(stored.of) == set(EXPECTED)
    doubtful = {"same_place", "denied", "same_age"}  # said already by others
    assert [name for name, value in stored.of.items() if value * EXPECTED[name] < 0 and name not in doubtful] == []


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=120, deadline=None)
def test_any_two_texts_are_compared(one: str, other: str) -> None:
    likeness = compare(told(one), told(other))
    assert isinstance(likeness, Likeness)
    assert 0.0 <= likeness.score <= 1.0
    assert len(set(likeness.reasons)) == len(likeness.reasons)
