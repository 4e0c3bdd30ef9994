"""Near-duplicate texts: sent on, decorated, retyped; and what is no duplicate."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaqaza.language.duplicates.texts import SAME, Clusters, bands, cleaned, likeness, signature
from yaqaza.language.training.examples import slips

CALL = "عاجل: عائلة من خمسة أفراد تنام في العراء قرب دوار تفنوت بعد سقوط منزلها، يحتاجون إلى خيمة وأغطية وأكل للأطفال"
OTHER = "بنت عندها 12 عام فدوار إغرم نتالت بغاو يزوجوها بزز منها، باها خرجها من المدرسة وما بقاتش كتخرج"


def test_what_sending_adds_does_not_count() -> None:
    assert cleaned(f"RT @ahmed_72: {CALL} https://t.co/ab1 😭🙏") == cleaned(CALL)
    assert cleaned("منقول: خاصنا الخيام http://x.y") == "خاصناالخيام"


def test_a_text_sent_on_decorated_and_retyped_is_the_same() -> None:
    retyped = (
        "عاجل عائلة من خمسه افراد تنام فالعراء قرب دوار تفنوت بعد سقوط منزلها يحتاجون الى خيمة و أغطية و أكل للأطفال"
    )
    assert likeness(signature(CALL), signature(retyped)) >= 0.8
    assert likeness(signature(CALL), signature(f"شاركوا جزاكم الله خيرا 🙏🙏 {CALL}")) >= SAME
    assert set(bands(signature(CALL))) & set(bands(signature(retyped)))


def test_slips_of_the_finger_are_tolerated() -> None:
    random = Random(7)
    found = [likeness(signature(CALL), signature(slips(CALL, random))) for _ in range(60)]
    assert sum(one >= SAME for one in found) >= 54


def test_another_text_is_another() -> None:
    assert likeness(signature(CALL), signature(OTHER)) < 0.15
    assert not set(bands(signature(CALL))) & set(bands(signature(OTHER)))


@pytest.mark.parametrize(
    "text", ["", "عاجل", "help!!!", "😭😭😭😭😭😭😭😭😭😭😭😭😭😭", "@a @b @c https://example.org/a/very/long/address"]
)
def test_a_text_that_says_too_little_is_nobodys_duplicate(text: str) -> None:
    assert (signature(text), bands(signature(text)), likeness(signature(text), signature(text))) == (b"", (), 0.0)


def test_bands_fit_a_bigint_and_stay_the_same_in_every_process() -> None:
    keys = bands(signature(CALL))
    assert len(set(keys)) == 16
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert keys[:2] == BANDS  # stored in databases: if this changes, VERSION must


BANDS = (6934859195111959161, 3656434246077123002)


def test_a_story_shared_4000_times_is_one() -> None:
    random, clusters = Random(3), Clusters()
    shared = [CALL, f"RT @x: {CALL}", f"{CALL} 🙏", f"شاركوا {CALL}"]
    firsts = {clusters.add(number, slips(random.choice(shared), random, often=0.03)) for number in range(4000)}
    assert clusters.sizes()[0] >= 3990
    assert 0 in firsts and len(firsts) <= 4


def test_the_same_wording_about_another_hamlet_is_another_story() -> None:
    clusters = Clusters()
    assert clusters.add("a", CALL) == "a"
    assert clusters.add("b", CALL.replace("تفنوت", "أغبالو")) == "b"
    assert clusters.add("c", CALL) == "a"
    assert clusters.add("d", "عاجل") == "d"  # says too little to be gathered or kept
    assert clusters.sizes() == {"a": 2, "b": 1}


def test_memory_is_bounded_and_what_came_last_is_kept() -> None:
    clusters = Clusters(most=50)
    texts = [
        f"{OTHER} {'رقم' * 3} {number * 7919} {'شارع ' * 4} {chr(0x628 + number % 20) * 2}{number}"
        for number in range(300)
    ]
    for number, text in enumerate(texts):
        clusters.add(number, f"{number * 104729} {text[::-1] if number % 2 else text} {number * 15485863}" * 2)
    assert len(clusters) <= 50
    assert len(clusters._of_band) <= 50 * 16
    assert len(clusters._of_text) <= 50 * 50


@given(st.text(max_size=400), st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(one: str, other: str) -> None:
    first, second = signature(one), signature(other)
    assert 0.0 <= likeness(first, second) <= 1.0
    assert likeness(first, second) == likeness(second, first)
    assert len(first) in (0, 256) and len(bands(first)) in (0, 16)
    clusters = Clusters()
    assert clusters.add(1, one) == 1
    assert clusters.add(2, one) in (1, 2)
