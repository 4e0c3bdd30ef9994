"""Answers are read whole, and nothing in them can reach out or blow up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.questionnaires.conftest import filled

from yaqaza.questionnaires import answers

BOMB = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><data id="x"><q>&b;</q></data>'


def test_answers_say_what_they_fill_in_and_what_they_correct() -> None:
    read = answers.read(filled(instance="uuid:1", corrects="uuid:0"))
    assert (read.form_id, read.version, read.instance_id, read.corrects) == ("visit", "1", "uuid:1", "uuid:0")
    assert read.title == "عائلة بن سالم"
    assert read.tree["needs"] == "FOOD_WATER SHELTER"


def test_a_repeat_is_a_list_also_when_it_was_filled_in_once() -> None:
    tree = answers.read(filled()).tree
    assert tree["child"] == {"age": "7"}
    assert answers.shaped(tree, ["/data/child"])["child"] == [{"age": "7"}]
    twice = b'<d id="f"><r><s><a>1</a></s></r><r><s><a>2</a></s><s><a>3</a></s></r></d>'
    shaped = answers.shaped(answers.read(twice).tree, ["/d/r", "/d/r/s"])
    assert shaped == {"r": [{"s": [{"a": "1"}]}, {"s": [{"a": "2"}, {"a": "3"}]}]}
    assert answers.values(shaped, "/d/r/s/a") == ["1", "2", "3"]


def test_files_are_named_once_and_by_their_last_part() -> None:
    tree = answers.read(b'<d id="f"><p>a.jpg</p><r><q>/x/b.jpg</q></r><r><q>a.jpg</q></r></d>').tree
    assert answers.files(tree, ["/d/p", "/d/r/q"]) == ["a.jpg", "b.jpg"]


def test_answers_without_an_id_are_known_by_what_they_say() -> None:
    one, other = (answers.read(f'<d id="f"><a>{word}</a></d>'.encode()) for word in ("x", "y"))
    assert one.instance_id.startswith("sha256:")
    assert one.instance_id != other.instance_id


@pytest.mark.parametrize(
    "xml",
    [
        BOMB.encode(),
        BOMB.encode("utf-16"),
        b'<!DOCTYPE d SYSTEM "http://elsewhere.example/x.dtd"><d id="f"/>',
        b"<d",
        b"",
        b"\xff\xfe",
        b'<d id="f">' + b"<a>" * 500 + b"</a>" * 500 + b"</d>",
        b'<d id="f"><meta><instanceID>' + b"x" * 500 + b"</instanceID></meta></d>",
        b'<d id="f"><meta><instanceID>a</instanceID><deprecatedID>a</deprecatedID></meta></d>',
        b'<d id="f">' + b"x" * answers.MOST_BYTES + b"</d>",
    ],
    ids=["bomb", "bomb in utf-16", "external", "broken", "empty", "bytes", "deep", "long id", "of itself", "large"],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(xml: bytes) -> None:
    with pytest.raises(answers.Unreadable):
        answers.read(xml)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for xml in (data, b'<d id="f">' + data + b"</d>"):
        try:
            assert isinstance(answers.read(xml).tree, dict)
        except answers.Unreadable:
            continue
