"""Numbers and what they count."""

import pytest

from yaqaza.language.counts import find_counts, people_of
from yaqaza.language.reading import read


def counted(text):
    counts, ages = find_counts(text, read(text))
    return [(each.number, each.unit) for each in counts], [each.years for each in ages]


@pytest.mark.parametrize(
    ("text", "counts", "ages"),
    [
        ("45 عائلة بلا خيام", [(45, "families")], []),
        ("شي ٣٠ دار طاحت", [(30, "houses")], []),
        ("ثلاثة أطفال وجوج عيالات", [(3, "children"), (2, "women")], []),
        ("خمسة وأربعون أسرة", [(45, "families")], []),
        ("45عائلة", [(45, "families")], []),
        ("عمرها 78 سنة", [], [78]),
        ("رضيع عمره 3 أشهر", [], [0]),
        ("منذ 3 سنوات", [(3, "years")], []),
        ("3ndna 12 3a2ila", [(12, "families")], []),
        ("une dame de 82 ans avec 4 enfants", [(4, "children")], [82]),
        ("على بعد 5 كيلومترات", [(5, "distance")], []),
        ("طفلان وأسرتان", [(2, "children"), (2, "families")], []),
        ("60 مانطة و40 طونة", [(60, "covers"), (40, "tents")], []),
        ("0600000012", [], []),
        ("", [], []),
    ],
)
def test_a_number_is_read_with_what_it_counts(text, counts, ages):
    assert counted(text) == (counts, ages)


def test_a_count_knows_where_it_stands():
    text = "كاينين تقريبا 45 عائلة فالدوار"
    (count,), _ = find_counts(text, read(text))
    assert text[count.start : count.end] == "45 عائلة"


def test_people_are_those_counted_as_a_whole_or_listed():
    counts, _ = find_counts("", read(""))
    assert people_of(counts) is None
    text = "120 شخص منهم 30 طفل و20 امرأة"
    assert people_of(find_counts(text, read(text))[0]) == 120
    text = "4 أطفال و2 نساء"
    assert people_of(find_counts(text, read(text))[0]) == 6
