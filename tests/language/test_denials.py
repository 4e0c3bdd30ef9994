"""Sentences that deny one need and state another: the word of what is not needed must not be heard as a need."""

import pytest

from yaqaza.language import analyse
from yaqaza.language.reading import HAVE, NEED, read

F, M, S, B = "FOOD_WATER", "MEDICAL", "SHELTER", "BLANKETS_CLOTHES"


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("ماناش محتاجين الماكلة، خصنا غير الدوا", M),
        ("ماشي محتاجين ماكلة، محتاجين زورات", B),
        ("ما نسحقوش الماكلة، نسحقو الدوا", M),
        ("مانيش محتاجة حوايج، محتاجة غير الدوا لولدي", M),
        ("ماراناش محتاجين الما، خاصنا غير غطاوات", B),
        ("ما لازمناش الدوا، لازمنا الماكلة", F),
        ("ماهمش محتاجين الماكلة، يسحقو خيمة", S),
        ("ما حبيناش حوايج، حبينا ناكلو", F),
        ("مش محتاجين ماكلة، محتاجين دوا السكر", M),
        ("ما تجيبولناش الماكلة، جيبولنا الدوا", M),
        ("ما محتاجينش الماكلة، خاصنا غير الدوا", M),
        ("ماشي الماكلة لي خاصانا، خاصنا الخيام", S),
        ("ما خاصناش الحوايج، خاصنا الماكلة", F),
        ("ما بغيناش الماكلة، بغينا غير مانطات", B),
        ("مابغيناش الدوا، بغينا الخبز والما", F),
        ("ما كنحتاجوش الخيام، كنحتاجو الدوا", M),
        ("ماشي محتاجين لا ماكلة لا حوايج، محتاجين خيمة", S),
        ("الماكلة ماشي مشكل، خاصنا الدوا", M),
        ("ما تصيفطوش الحوايج، صيفطو الماكلة", F),
        ("ma nes7a9och makla, 7abin ghir dwa", M),
        ("manes7a9ouch 7wayej, nes7a9o ghir dwa", M),
        ("mana7tajouch makla, n7tajo ghir lghta", B),
        ("ma7tajinch dwa, khassna ghir makla", F),
        ("machi m7tajin makla, m7tajin dwa", M),
        ("ma khasnach l7wayej, khasna lmakla", F),
        ("ma bghinach lmakla, bghina ghir khayma", S),
        ("manach m7tajin l makla, khasna ghir dwa", M),
        ("marana m7tajin lmakla, 7abin ghir dwa", M),
        ("ma 7abinch lmakla, 7abin ghir zawrat", B),
        ("Nous n'avons pas besoin de nourriture, seulement de médicaments", M),
        ("Pas besoin de vêtements, il nous faut de l'eau", F),
        ("On ne manque pas de nourriture, on manque de couvertures", B),
        ("Ce n'est pas de la nourriture qu'il nous faut mais des tentes", S),
        ("N'envoyez plus de vêtements, envoyez des médicaments", M),
        ("On n'a pas besoin de médicaments, juste à manger", F),
        ("Nous ne demandons pas de nourriture, nous demandons une tente", S),
        ("Inutile d'apporter de la nourriture, il faut des couvertures", B),
    ],
)
def test_only_what_is_needed_is_stated(text, need):
    assert analyse(text, country="DZ").stated == (need,)


def modes_of(text, kind):
    reading = read(text)
    return [reading.modes[first] for name, first, _ in reading.classes if name == f"{kind}.thing"]


@pytest.mark.parametrize(
    "text",
    ["ماناش محتاجين الماكلة", "ma nes7a9ouch makla", "ما نسحقوش الماكلة", "nous n'avons pas besoin de nourriture"],
)
def test_a_need_denied_means_that_it_is_covered(text):
    assert modes_of(text, F) == [HAVE]


@pytest.mark.parametrize(
    "text",
    [
        "nous n'avons pas besoin de tentes mais de nourriture",
        "ما نسحقوش الخيام، غير الماكلة",
        "ma nes7a9ouch khayma, ghir makla",
    ],
)
def test_what_only_is_needed_after_a_denial_is_a_need(text):
    assert (modes_of(text, S), modes_of(text, F)) == ([HAVE], [NEED])


def test_but_alone_makes_no_need():
    assert modes_of("pas besoin de tentes mais la nourriture est arrivée", F) == [HAVE]
