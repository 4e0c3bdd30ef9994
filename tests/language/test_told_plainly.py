"""Needs told in the shortest words, as they come in Darija, Latin letters, French and Kabyle."""

import pytest

from yaqaza.language import analyse


def stated(text):
    return set(analyse(text, country="DZ").stated)


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("بنتهم مريضة بزاف", {"MEDICAL"}),
        ("mrid bezaf", {"MEDICAL"}),
        ("3andi bent mrida", {"MEDICAL"}),
        ("rajli mrid", {"MEDICAL"}),
        ("tuḍen, ulac ayen ara tečč", {"MEDICAL", "FOOD_WATER"}),
        ("uḍneɣ aṭas", {"MEDICAL"}),
        ("ulac ayen ara nečč", {"FOOD_WATER"}),
        ("ومرا حامل في الزنقة", {"SHELTER"}),
        ("mise à la porte par son mari", {"SHELTER"}),
        ("ils l'ont mis à la porte", {"SHELTER"}),
        ("طردونا من الدار ورانا ساكنين في طوموبيل", {"SHELTER"}),
        ("il dort dans sa voiture", {"SHELTER"}),
        ("il n'a pas de couverture", {"BLANKETS_CLOTHES"}),
        ("السقف نتاع الدار طاح بالنو", {"SHELTER"}),
        ("wlidi khrej mel dar men 3 yam w mazal ma rja3ch", {"MISSING_PERSON"}),
        ("bba khrej lbareh w mazal ma wellach", {"MISSING_PERSON"}),
        ("kayn wa7da m3awqa", {"DISABILITY"}),
    ],
)
def test_what_is_told_in_few_words_is_heard(text, needs):
    assert needs <= stated(text)


@pytest.mark.parametrize(
    "text",
    [
        "جارتي تعيش وحدها وهي كبيرة، لم تخرج منذ 3 أيام ولا تجيب على الباب",
        "3jouza 3aycha wa7adha ma t7elch lbab",
        "جارنا الشيباني ما يحلش الباب من البارح",
    ],
)
def test_who_does_not_open_the_door_is_to_be_rescued_and_not_looked_for(text):
    assert "RESCUE" in stated(text)
    assert "MISSING_PERSON" not in stated(text)


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("CCP 0012345678 مفتاح 45", set()),
        ("Nous n'avons rien à manger depuis hier. CCP 0012345678 clé 45", {"FOOD_WATER"}),
        ("رانا بلا ماكلة، CCP 0012345678 مفتاح 45", {"FOOD_WATER"}),
    ],
)
def test_an_account_alone_asks_for_no_money(text, needs):
    assert stated(text) == needs


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("زوجها يضربها", {"VIOLENCE"}),
        ("جارتي يضربها زوجها كل ليلة", {"VIOLENCE"}),
        ("rajelha ydrebha kol lila", {"VIOLENCE"}),
        ("Son mari la frappe", {"VIOLENCE"}),
        ("يضرب ولادو بالسمطة", {"VIOLENCE", "CHILD_PROTECTION"}),
        ("Le père frappe ses enfants", {"VIOLENCE", "CHILD_PROTECTION"}),
        ("ماشي محتاجين خبزة", set()),
        ("ماشي محتاجين خبز", set()),
        ("machi m7tajin khobza", set()),
        ("On n'a pas besoin de pain", set()),
        ("kayn wa7da m3a5wqa", set()),
    ],
)
def test_only_what_is_said_is_heard(text, needs):
    assert stated(text) == needs


def test_the_account_is_still_read_out():
    assert (
        analyse("CCP 0012345678 clé 45", country="DZ").accounts
        == analyse("compte 0012345678 clé 45", country="DZ").accounts
    )


@pytest.mark.parametrize(
    ("text", "conclusion", "idle"),
    [
        ("Une femme dort devant la gare, elle n'a pas de couverture", "urgency", {"devant", "pas", "la"}),
        ("رجل ينام قرب المسجد منذ يومين بلا غطاء", "asks", {"قرب", "منذ", "بلا"}),
        ("عجوز مريضة قدام المحطة منذ البارح", "asks", {"قدام", "منذ"}),
    ],
)
def test_idle_words_are_no_reason_where_others_speak(text, conclusion, idle):
    why = analyse(text, country="DZ").why[conclusion]
    assert why
    assert not {text[start:end] for start, end in why} & idle
