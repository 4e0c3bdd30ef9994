"""XForms are read for what we show, and refused only where they could not be offered."""

from __future__ import annotations

import pytest

from yaqaza.questionnaires import xform

FORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>زيارة</h:title><model>
<itext><translation lang="Français (fr)"><text id="q"><value>Nom de <output value="/data/g/who"/> ?</value>
<value form="image">jr://images/face.png</value></text></translation>
<translation lang="العربية (ar)" default="true()"><text id="q"><value>الاسم</value></text></translation></itext>
<instance><data id="f1" version="7"><g><who/><n/></g><r jr:template=""><a/></r><pic/><meta><instanceID/></meta></data></instance>
<instance id="list"><choices><item><name>x</name><label>X</label></item><item><name>y</name><label>Y</label></item></choices></instance>
<instance id="towns" src="jr://file-csv/towns.csv"/>
<bind nodeset="/data/g/n" type="int" required="true()" relevant=" /data/g/who != '' "/>
<bind nodeset="/data/pic" type="binary"/></model></h:head>
<h:body><group ref="/data/g"><input ref="/data/g/who"><label ref="jr:itext('q')"/></input>
<select1 ref="n"><label>n</label><itemset nodeset="instance('list')/choices/item[name != 'z']">
<value ref="name"/><label ref="label"/></itemset></select1>
</group><group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="a"><label>A</label></input></repeat></group>
<upload ref="/data/pic" mediatype="image/*"><label>P</label></upload></h:body></h:html>"""


def test_a_form_says_its_id_version_languages_repeats_files_and_media() -> None:
    form = xform.read(FORM.encode())
    assert (form.form_id, form.version, form.title) == ("f1", "7", "زيارة")
    assert form.languages == ["العربية (ar)", "Français (fr)"]  # the default first
    assert form.repeats == ["/data/r"]
    assert form.files == ["/data/pic"]
    assert form.media == ["face.png", "towns.csv"]
    assert [(each["path"], each["type"]) for each in form.fields] == [
        ("/data/g/who", "string"), ("/data/g/n", "int"), ("/data/r/a", "string"), ("/data/pic", "file"),
    ]  # fmt: skip


def test_questions_stand_in_order_with_words_choices_and_conditions() -> None:
    items = xform.read(FORM.encode()).items
    assert [(item.path, item.kind, item.depth) for item in items] == [
        ("/data/g", "group", 0), ("/data/g/who", "input", 1), ("/data/g/n", "select1", 1), ("/data/r", "repeat", 0),
        ("/data/r/a", "input", 1), ("/data/pic", "upload", 0),
    ]  # fmt: skip
    assert items[1].label == {"Français (fr)": "Nom de ‹who› ?", "العربية (ar)": "الاسم"}
    assert [each["value"] for each in items[2].choices] == ["x", "y"]
    assert items[2].choice_filter == "name != 'z'"
    assert (items[2].required, items[2].relevant) == ("true()", " /data/g/who != '' ")


@pytest.mark.parametrize(
    ("root", "form_id"),
    [
        ('<data id="a"/>', "a"),
        ('<data xmlns="http://x.org/f"><b/></data>', "http://x.org/f"),
        ("<visit><b/></visit>", "visit"),
    ],
)
def test_a_form_without_an_id_is_known_by_its_namespace_or_its_root(root: str, form_id: str) -> None:
    text = (
        '<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model><instance>'
        f"{root}</instance></model></h:head><h:body/></h:html>"
    )
    assert xform.read(text.encode()).form_id == form_id


@pytest.mark.parametrize(
    "text",
    [
        "not xml",
        "<a/>",
        '<!DOCTYPE h [<!ENTITY e SYSTEM "file:///etc/passwd">]><h>&e;</h>',
        FORM.replace('ref="/data/g/who"', 'ref="/data/g/nobody"'),
        FORM.replace('<data id="f1" version="7">', "<!--").replace("</meta></data>", "-->"),
    ],
)
def test_what_no_phone_could_show_is_refused(text: str) -> None:
    with pytest.raises(xform.NotAForm):
        xform.read(text.encode())


def with_binds(binds: str, nodes: str = "<a/><b/>") -> bytes:
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t</h:title><model>'
        f'<instance><data id="x" version="1">{nodes}</data></instance>{binds}</model></h:head>'
        '<h:body><input ref="/data/a"><label>a</label></input></h:body></h:html>'
    ).encode()


def bind(path: str, **expressions: str) -> str:
    return f'<bind nodeset="{path}" {" ".join(f"""{name}="{value}" """ for name, value in expressions.items())}/>'


@pytest.mark.parametrize(
    ("binds", "circle"),
    [
        (bind("/data/a", calculate="/data/a + 1"), ["/data/a", "/data/a"]),
        (bind("/data/a", calculate="concat(., '/data/b')"), ["/data/a", "/data/a"]),
        (bind("/data/a", calculate="/data/b div 2") + bind("/data/b", relevant="../a = 1"), ["/data/a", "/data/b", "/data/a"]),
    ],
)  # fmt: skip
def test_what_is_worked_out_from_itself_is_told_with_its_circle(binds: str, circle: list[str]) -> None:
    assert xform.circles(with_binds(binds)) == [circle]
    (problem,) = xform.faults(with_binds(binds))
    assert " ← ".join(path.rsplit("/", 1)[-1] for path in circle) in str(problem.sentence)


def test_a_group_does_not_hang_on_an_answer_within_it() -> None:
    nodes = "<a/><g><b/></g>"
    assert xform.circles(with_binds(bind("/data/g", relevant="/data/g/b = 1"), nodes)) == [["/data/g/b", "/data/g/b"]]
    assert xform.circles(with_binds(bind("/data/g", relevant="/data/a = 1"), nodes)) == []


@pytest.mark.parametrize(
    "binds",
    [
        bind("/data/a", constraint=". &lt; /data/b"),
        bind("/data/a", calculate="once(random())"),
        bind("/data/a", calculate="'/data/a'"),
        bind("/data/a", calculate="instance('l')/data/a + 0.5 + .5"),
        bind("/data/a", calculate="/data[position() = 1]/a"),
        bind("/data/a", calculate="/data/b") + bind("/data/b", constraint="/data/a != 3"),
    ],
)
def test_what_only_looks_like_a_circle_is_none(binds: str) -> None:
    assert xform.faults(with_binds(binds)) == []


def test_one_predicate_may_stand_in_another() -> None:
    text = FORM.replace('<repeat nodeset="/data/r">', '<repeat nodeset="/data/r[a = count(/data/g[who = 1])]">')
    assert xform.read(text.encode()).repeats == ["/data/r"]


def test_a_doctype_without_entities_is_taken_and_one_with_them_is_not() -> None:
    body = FORM.split("?>", 1)[1]
    assert xform.read(f"<!DOCTYPE html>{body}".encode()).form_id == "f1"
    for inside in ('<!ENTITY a "b">', '<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;'):
        with pytest.raises(xform.NotAForm):
            xform.read(f"<!DOCTYPE html [{inside}]>{body}".encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_and_ends_of_lines_are_read(encoding: str) -> None:
    text = FORM.split("?>", 1)[1].replace("><", ">\r\n<")
    assert xform.read(text.encode(encoding)).title == "زيارة"


def test_a_form_that_is_nested_without_end_is_refused_in_a_sentence() -> None:
    deep = "<g>" * 5000 + "</g>" * 5000
    for text in (with_binds("", f"<a/>{deep}"), with_binds(deep), with_binds("", "<a/>" + "<g>" * 70 + "</g>" * 70)):
        with pytest.raises(xform.NotAForm, match=r"64|200"):
            xform.read(text)


def test_an_id_that_could_not_be_kept_is_refused_in_a_sentence() -> None:
    for name in ("id", "version"):
        text = FORM.replace(f'{name}="{ {"id": "f1", "version": "7"}[name] }"', f'{name}="{"x" * 121}"')
        with pytest.raises(xform.NotAForm, match="120"):
            xform.read(text.encode())
