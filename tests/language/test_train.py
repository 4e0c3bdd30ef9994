"""Learning the weights again: read, vary, fit, compare, refuse what is worse."""

from random import Random

import numpy as np
import pytest

from yaqaza.language import train
from yaqaza.language.model import NEEDS, Parameters, committed
from yaqaza.language.training.examples import Example, Malformed, augmented, read_disaster_response, read_tsv, slips
from yaqaza.language.training.fitting import Rows, design, fit
from yaqaza.language.training.learning import Score, calibrate

TENTS = [f"خاصنا {word} فدوار {number}" for word in ("الخيام", "خيمة", "قيطون", "الطونات") for number in range(6)]
FOOD = [f"خاصنا {word} فدوار {number}" for word in ("الماكلة", "الخبز", "الدقيق", "المونة") for number in range(6)]


def line(need, text, kind="ASK"):
    return f"ary\t{kind}\t2\t{need}\t{text}"


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A trainer that knows only a few texts of two needs."""
    folder = tmp_path / "texts"
    folder.mkdir()
    lines = [line("SHELTER", text) for text in TENTS] + [line("FOOD_WATER", text) for text in FOOD]
    (folder / "disasters.tsv").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(train, "HERE", folder)
    monkeypatch.setattr(train, "is_kept_apart", lambda example: example.text.endswith("5"))
    return tmp_path


def test_weights_are_learned_written_and_read_again(small):
    target = small / "weights.npz"
    report = train.retrain(target=target)
    assert report.installed
    assert report.before is None
    assert report.after["SHELTER"].f1 == report.after["FOOD_WATER"].f1 == 1.0
    assert (report.texts, report.kept_apart) == (40, 8)
    assert Parameters.load(target).about["texts"] == 40
    train.use(None)


def test_it_is_said_beforehand_about_how_long_learning_takes(small):
    said = []
    train.retrain(target=small / "weights.npz", tell=said.append, install=False)
    assert said[0] == "Learning from 40 texts, 8 kept apart: about 10 seconds on this machine …"


def test_the_time_grows_with_the_texts_and_with_how_slowly_they_are_read(monkeypatch):
    examples = [Example(text, "ary", "ASK", 2, frozenset()) for text in TENTS]
    clock = iter((0.0, 0.024, 0.0, 0.048))
    monkeypatch.setattr(train, "perf_counter", lambda: next(clock))
    assert train.expected(examples) == pytest.approx(0.024 * train.READINGS)
    assert train.expected(examples * 2) == pytest.approx(0.048 * train.READINGS)
    assert [train.about_time(each) for each in (3, 84, 130, 400)] == [
        "about 10 seconds",
        "about 80 seconds",
        "about 2 minutes",
        "about 7 minutes",
    ]


def test_worse_weights_are_refused_and_the_old_ones_stay(small):
    target = small / "weights.npz"
    train.retrain(target=target)
    before = target.read_bytes()
    upside_down = small / "wrong.tsv"
    wrong = [line("FOOD_WATER", text) for text in TENTS if not text.endswith("5")]
    wrong += [line("SHELTER", text) for text in FOOD if not text.endswith("5")]
    upside_down.write_text("\n".join(wrong), encoding="utf-8")
    report = train.retrain([upside_down], target=target, in_use=target)
    assert not report.installed
    assert report.after["needs"].f1 < report.before["needs"].f1
    assert target.read_bytes() == before
    assert "Not installed" in str(report)
    train.use(None)


def test_a_later_label_corrects_an_earlier_one(small):
    correction = small / "corrections.tsv"
    correction.write_text(line("OTHER", TENTS[0]), encoding="utf-8")
    found = {example.text: example.needs for example in train.examples_of([correction])}
    assert found[TENTS[0]] == {"OTHER"}
    assert len(found) == len(TENTS) + len(FOOD)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ary\tASK\t2\tTENTS\tخيام", "“TENTS” is not known"),
        ("xx\tASK\t2\t-\tخيام", "is not known"),
        ("ary\tASK\t9\t-\tخيام", "is not known"),
        ("ary\tASK\t2\tخيام", "five columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, written, said):
    path = tmp_path / "bad.tsv"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(Malformed, match=said):
        read_tsv(path)
    assert train.main([str(path), "--to", str(tmp_path / "weights.npz")]) == 1
    assert not (tmp_path / "weights.npz").exists()


def test_our_own_texts_can_be_read():
    examples = train.examples_of()
    assert len(examples) > 1000
    assert {need for example in examples for need in example.needs} == set(NEEDS)


def test_variants_keep_their_labels_and_are_the_same_each_time():
    examples = [
        Example(text, "ary", "ASK", 2, frozenset({"SHELTER"}), source=number) for number, text in enumerate(TENTS)
    ]
    varied = augmented(examples, 3)
    assert varied == augmented(examples, 3)
    assert len(varied) > 2 * len(examples)
    assert {each.needs for each in varied} == {frozenset({"SHELTER"})}
    assert {each.language for each in varied} == {"ary", "arz"}


def test_slips_change_some_words_and_keep_most():
    text = "الناس ديال الدوار كاملين ناعسين فالخلا بلا غطا وبلا ماكلة"
    changed = [slips(text, Random(seed)) for seed in range(30)]
    assert len(set(changed)) > 20
    assert all(len(each) > len(text) // 2 for each in changed)


def test_open_data_gives_only_the_labels_it_knows(tmp_path):
    path = tmp_path / "messages.csv"
    names = "id,message,request,food,water,shelter,clothing,medical_help,medical_products,search_and_rescue,death,missing_people,money"
    path.write_text(
        f"{names}\n10,we need water,1,0,1,0,0,0,0,0,0,0,0\n30,hello,0,0,0,0,0,0,0,0,0,0,0\n", encoding="utf-8"
    )
    (learned,) = read_disaster_response(path, held_apart=False)
    (apart,) = read_disaster_response(path, held_apart=True)
    assert (learned.needs, learned.kind, apart.needs) == ({"FOOD_WATER"}, "ASK", frozenset())
    assert "WORK" not in learned.known


def test_sparse_products_equal_dense_ones():
    random = np.random.default_rng(1)
    dense = random.normal(size=(5, 7)) * (random.random((5, 7)) < 0.5)
    dense[:, 0] = 1.0
    rows = [(np.flatnonzero(row).tolist(), row[np.flatnonzero(row)].tolist()) for row in dense]
    sparse = Rows.of(rows, 7)
    vector, other = random.normal(size=7), random.normal(size=5)
    np.testing.assert_allclose(sparse.times(vector), dense @ vector)
    np.testing.assert_allclose(sparse.transposed_times(other), dense.T @ other)
    np.testing.assert_allclose(sparse.take(np.array([3, 1])).times(vector), dense[[3, 1]] @ vector)


def test_fitting_tells_two_kinds_of_text_apart():
    data = design([*TENTS, *FOOD])
    target = np.array([1.0] * len(TENTS) + [0.0] * len(FOOD))
    weights, bias = fit(data, target, np.ones(len(target)), 1.0)
    assert ((data.times(weights) + bias > 0) == (target > 0.5)).all()


def test_calibration_moves_the_decision_to_where_it_is_best():
    scores = np.array([-2.0] * 50 + [-0.6] * 50 + [2.0] * 5)
    target = np.array([0.0] * 50 + [1.0] * 55)
    slope, shift = calibrate(scores, target)
    assert -2.0 < -shift / slope < -0.6


def test_a_score_counts_right_wrong_and_missed():
    score = Score()
    score.add(np.array([True, True, False, False]), np.array([True, False, True, False]))
    assert (score.right, score.wrong, score.missed) == (1, 1, 1)
    assert score.figures() == {"texts": 2, "precision": 0.5, "recall": 0.5, "f1": 0.5}


def test_the_weights_that_come_with_the_package_are_small_and_carry_their_figures():
    assert committed().stat().st_size <= 4_000_000
    about = Parameters.load(committed()).about
    assert set(NEEDS) <= set(about["cross-validation"])
    assert about["kept apart"]["needs"]["f1"] > 0.5


def test_weights_of_another_version_are_refused(tmp_path):
    path = tmp_path / "old.npz"
    np.savez(path, labels=np.array(["SHELTER"]), words=np.zeros((2, 1)), classes=np.zeros((2, 1)))
    with pytest.raises(ValueError, match="another version"):
        Parameters.load(path)
