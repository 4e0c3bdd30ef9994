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
