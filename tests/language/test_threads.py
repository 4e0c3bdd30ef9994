"""Jobs and requests read at the same time, in threads of one process."""

import random
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from yaqaza.language import names, reading, words
from yaqaza.language.features import atoms_of
from yaqaza.language.model import Model, Parameters, committed
from yaqaza.language.train import examples_of

THREADS = 4


@pytest.fixture
def often() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(work: Callable[[int], None]) -> None:
    """Do ``work`` in all threads; the first error of any of them is raised."""
    errors: list[BaseException] = []

    def kept(number: int) -> None:
        try:
            work(number)
        except BaseException as error:  # also what pytest raises
            errors.append(error)

    threads = [threading.Thread(target=kept, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("remembered", [1 << 17, 3000])
def test_threads_weigh_as_one_would(monkeypatch, remembered: int) -> None:
    monkeypatch.setattr("yaqaza.language.model.REMEMBERED", remembered)
    parameters = Parameters.load(committed())
    texts = [atoms_of(example.text) for example in random.Random(5).sample(examples_of(), 250)]
    alone = Model(parameters)
    right = [alone.weigh(each)[0] for each in texts]
    shared = Model(parameters)

    def work(number: int) -> None:
        for at in random.Random(number).sample(range(len(texts)), len(texts)):
            assert shared.weigh(texts[at])[0] == pytest.approx(right[at], abs=1e-3)

    together(work)


@pytest.mark.usefixtures("often")
def test_threads_that_make_room_for_new_words_do_not_disturb_each_other(monkeypatch) -> None:
    known = words.Words()
    monkeypatch.setattr(reading, "KNOWN", known)
    monkeypatch.setattr(words.Words, "most", 40)

    def work(number: int) -> None:
        letters = random.Random(number)
        for _ in range(400):
            text = " ".join("".join(letters.sample("abcdefgh", k=6)) for _ in range(12))
            assert [word.folded for word in reading.read(text).words] == text.split()

    together(work)
    assert len(known) <= 40 + THREADS


@pytest.mark.usefixtures("often")
def test_threads_compare_names_as_one_would() -> None:
    asked = ["محمد بن علي", "Fatima Zohra", "عبد القادر", "Nadia El Amrani", "يوسف ايت حمو", "Mohamed Benali"]
    right = [names.compare(name, asked) for name in asked]

    def work(number: int) -> None:
        for turn in range(60):
            at = (turn + number) % len(asked)
            assert names.compare(asked[at], asked) == pytest.approx(right[at])

    together(work)
