"""The tags say what they promise, in Arabic and in French, and all of them are on /components/."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.db.models import Choices
from django.http import QueryDict
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from yaqaza.core import charts, components, controls, dates, figures, gallery, navigation
from yaqaza.core.inputs import ClockField, CodeField, DayField, MomentField, PhoneField
from yaqaza.core.keyset import Page
from yaqaza.core.templatetags import ui

SOURCE = Path(__file__).resolve().parents[2] / "src" / "yaqaza"
ICONS = set((SOURCE / "core" / "icons.txt").read_text().split())
NOW = datetime(2026, 11, 21, 20, 47, tzinfo=UTC)  # 21:47 in Algiers


@pytest.fixture(autouse=True)
def _arabic():
    with override("ar"):
        yield


def draw(text: str, **values: object) -> str:
    request = RequestFactory().get("/files/?tab=open&state=WAITING&cursor=abc")
    return Template(text).render(Context({"request": request, **values})).strip()


def test_all_tags_and_components_are_shown_in_the_book() -> None:
    pages = "".join(path.read_text() for path in (SOURCE / "core/templates/core/gallery").glob("*.html"))
    bases = "".join(path.read_text() for path in (SOURCE / "core/templates/core").glob("*.html"))
    shown = set(re.findall(r"{% (\w+)", pages))
    assert set(ui.register.tags) - shown - {"remote", "toasts", "errors"} == set()
    assert {"toasts", "errors", "remote"} <= set(re.findall(r"{% (\w+)", bases)) | {
        "errors",
        "remote",
    }  # drawn by others
    sheets = {path.stem for path in (SOURCE / "core/static/core/css/components").glob("*.css")}
    drawn = {path.stem for path in (SOURCE / "core/templates/core/components").glob("*.html")}
    parts = {
        "act", "button_words", "crumbs", "errors", "field_errors", "field_notes", "keys", "progress", "receipt", "refusal", "remote",
        "submit",
    }  # fmt: skip
    assert drawn - sheets - parts == set()


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_book_opens_in_every_language(client, language: str) -> None:
    client.cookies["yaqaza_language"] = language
    response = client.get("/components/")
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}-DZ" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert 'dir="rtl"' in page
    assert 'dir="ltr"' in page
    assert "style=" not in page
    identities = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(identities) == sorted(set(identities))


def test_every_entry_and_every_look_has_an_icon_that_exists() -> None:
    used = {f"{entry.url_name}": entry.icon for entry in navigation.entries()}
    for path in sorted(SOURCE.glob("*/states.py")):
        module = import_module(f"yaqaza.{path.parent.name}.states")
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Choices) and hasattr(kind, "look"):
                used |= {f"{kind.__name__}.{member.name}": member.look.icon for member in kind}
    assert {place: icon for place, icon in used.items() if icon and icon not in ICONS} == {}


# Words, numbers, times


def test_icons_that_point_turn_round_and_the_others_do_not() -> None:
    assert 'class="icon icon--flip" aria-hidden="true"' in draw('{% icon "send" %}')
    assert 'class="icon" aria-hidden="true"' in draw('{% icon "clock" %}')
    assert 'class="icon"' in draw('{% icon "send" flip=False %}')
    assert 'role="img" aria-label="اتصال"' in draw('{% icon "phone" label="اتصال" %}')
    assert 'icons.svg#i-send"' in draw('{% icon "send" %}')


@pytest.mark.parametrize(("level", "lit", "word"), [(4, 4, "حرج"), (3, 3, "عاجل"), (2, 2, "مهم"), (1, 1, "عادي")])
def test_urgency_is_told_by_word_and_by_rungs(level: int, lit: int, word: str) -> None:
    assert draw("{% urgency level %}", level=level).count('class="on"') == lit
    assert draw("{% urgency level %}", level=str(level)).endswith(f"{word}</span>")
    assert f'<span class="visually-hidden">{word}: </span>' in draw("{% rungs level %}", level=level)


def test_an_urgency_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="from 1 to 4"):
        draw("{% urgency 5 %}")


@pytest.mark.parametrize(
    ("value", "places", "arabic", "french", "english"),
    [
        (None, None, "–", "–", "–"),
        (0, None, "0", "0", "0"),
        (999, None, "999", "999", "999"),
        (17500, None, "17\u202f500", "17\u202f500", "17\u202f500"),
        (1284500, None, "1\u202f284\u202f500", "1\u202f284\u202f500", "1\u202f284\u202f500"),
        (4.25, 1, "4,3", "4,3", "4.3"),
        (4.0, None, "4,0", "4,0", "4.0"),
        (-3, None, "−3", "−3", "−3"),
    ],
)
def test_numbers_are_written_as_people_read_them(value, places, arabic, french, english) -> None:
    for language, expected in (("ar", arabic), ("fr", french), ("en", english)):
        with override(language):
            assert figures.number(value, places=places) == expected


def test_percentages_have_the_space_of_their_language() -> None:
    assert draw("{% percent 82.9 %}") == '<bdi dir="ltr">82,9%</bdi>'
    with override("fr"):
        assert draw("{% percent 82.94 %}") == '<bdi dir="ltr">82,9\u202f%</bdi>'


def test_whole_numbers_stand_alone_and_signed_ones_are_isolated() -> None:
    assert draw("{% number 17500 %}") == "17\u202f500"
    assert draw("{% number -3 %}") == '<bdi dir="ltr">−3</bdi>'


def test_telephones_codes_and_names_are_isolated() -> None:
    assert draw('{% phone "+213550001234" %}') == '<a href="tel:+213550001234"><bdi dir="ltr">0550 00 12 34</bdi></a>'
    assert draw('{% phone "" %}{% code "" %}{% name "" %}') == ""
    assert draw('{% code "16-2026-000123" %}') == '<bdi dir="ltr" class="code">16-2026-000123</bdi>'
    assert draw("{% name who %}", who="<b>Ali") == "<bdi>&lt;b&gt;Ali</bdi>"


@pytest.mark.parametrize(
    ("country", "language", "expected"),
    [
        ("DZ", "ar", "من 1 أكتوبر 2021 إلى 30 نوفمبر 2023"),
        ("MA", "ar", "من فاتح أكتوبر 2021 إلى 30 نونبر 2023"),
        ("MA", "fr", "du 1er octobre 2021 au 30 novembre 2023"),
        ("DZ", "en", "from 1 October 2021 to 30 November 2023"),
    ],
)
def test_months_follow_the_country(settings, country, language, expected) -> None:
    settings.COUNTRY = country
    with override(language):
        assert dates.period(date(2021, 10, 1), date(2023, 11, 30)) == expected


def test_days_and_moments() -> None:
    assert dates.day(date(2026, 11, 21)) == "21 نوفمبر 2026"
    assert dates.day(date(2026, 11, 21), weekday=True, year=False) == "السبت 21 نوفمبر"
    assert dates.day(datetime(2026, 11, 21, 23, 30, tzinfo=UTC)) == "22 نوفمبر 2026"  # already the next day in Algiers
    assert (
        draw("{% day when short=True %}", when=date(2026, 1, 2))
        == '<time datetime="2026-01-02"><bdi dir="ltr">02/01/2026</bdi></time>'
    )
    assert draw("{% day when %}{% moment when %}{% clock when %}{% ago when %}", when=None) == "––––"
    assert draw("{% deadline when %}", when=None) == ""
    last_year = timezone.now() - timedelta(days=400)
    assert str(timezone.localtime(last_year).year) in dates.moment(last_year)
    assert str(timezone.now().year) not in dates.moment(timezone.now())
    assert re.fullmatch(
        r'<time datetime="[^"]+">\d+ \S+، <bdi dir="ltr">\d\d:\d\d</bdi></time>',
        draw("{% moment when %}", when=timezone.now()),
    )


@pytest.mark.parametrize(
    ("minutes", "arabic", "french", "state"),
    [
        (0.4, "بقي 1 د", "encore 1 min", "near"),
        (-0.4, "تأخر 1 د", "+ 1 min", "over"),
        (13, "بقي 13 د", "encore 13 min", "near"),
        (59, "بقي 59 د", "encore 59 min", "near"),
        (61, "بقي 1 س", "encore 1 h", ""),
        (9 * 60, "بقي 9 س", "encore 9 h", ""),
        (48 * 60, "بقي يومان", "encore 2 jours", ""),
        (3 * 1440, "بقيت 3 أيام", "encore 3 jours", ""),
        (11 * 1440, "بقي 11 يوما", "encore 11 jours", ""),
        (-14, "تأخر 14 د", "+ 14 min", "over"),
        (-3 * 60, "تأخر 3 س", "+ 3 h", "over"),
        (-2 * 1440, "تأخر يومين", "+ 2 jours", "over"),
    ],
)
def test_a_deadline_is_told_in_words(minutes, arabic, french, state) -> None:
    deadline = NOW + timedelta(minutes=minutes)
    assert dates.remaining(deadline, now=NOW) == (arabic, state)
    with override("fr"):
        assert dates.remaining(deadline, now=NOW).text == french


@pytest.mark.parametrize(
    ("past", "arabic"),
    [
        (timedelta(seconds=20), "الآن"),
        (timedelta(minutes=29), "قبل 29 د"),
        (timedelta(hours=5), "قبل 5 س"),
        (timedelta(days=1), "أمس"),
        (timedelta(days=2), "قبل يومين"),
        (timedelta(days=6), "قبل 6 أيام"),
    ],
)
def test_the_past_is_told_in_words(past, arabic) -> None:
    assert dates.ago(NOW - past, now=NOW) == arabic


def test_a_deadline_carries_the_exact_moment() -> None:
    late = timezone.now() - timedelta(minutes=14, seconds=5)
    drawn = draw("{% deadline when %}", when=late)
    assert 'class="deadline deadline--over"' in drawn
    assert "clock-exclamation" in drawn
    assert f'datetime="{late.isoformat(timespec="minutes")}"' in drawn
    assert f'title="{dates.moment(late, weekday=True)}"' in drawn
    assert 'class="deadline"' in draw("{% deadline when done=True %}", when=late)


def test_a_status_needs_a_member_with_a_look() -> None:
    assert draw("{% status it %}", it=gallery.Verdict.VERIFIED).startswith('<span class="badge badge--success"><svg')
    assert 'class="status status--free"' in draw("{% status it dot=True %}", it=gallery.Verdict.VERIFIED)
    with pytest.raises(TypeError, match="a code is not for people"):
        draw('{% status "VERIFIED" %}')


# Doing


def test_a_refused_act_is_disabled_and_says_why() -> None:
    drawn = draw('{% act "/close/" "إغلاق" why=why key="O" %}', why="إحالة مفتوحة")
    assert 'aria-disabled="true"' in drawn
    assert "/close/" not in drawn
    assert "data-key" not in drawn
    described = re.search(r'aria-describedby="([^"]+)"', drawn)
    assert described
    assert f'id="{described.group(1)}"' in drawn
    assert "إحالة مفتوحة" in drawn


def test_an_act_is_a_link_or_a_form() -> None:
    link = draw('{% act "/open/" "فتح" primary=True key="O" icon="plus" %}')
    assert link.startswith('<a class="button button--primary" href="/open/" data-key="KeyO">')
    assert "<kbd>O</kbd>" in link
    form = draw('{% act "/open/" "فتح" post=True fields="next=/x/&n=1" confirm="فتح؟" %}')
    assert 'method="post" action="/open/"' in form
    assert "csrfmiddlewaretoken" in form
    assert '<input type="hidden" name="next" value="/x/">' in form
    assert 'data-confirm="فتح؟"' in form
    assert 'hx-get="/open/" hx-target="#dialog"' in draw('{% act "/open/" "فتح" dialog=True %}')


def test_unknown_options_are_errors() -> None:
    with pytest.raises(TypeError, match="colour"):
        draw('{% act "/x/" "x" colour="red" %}')
    with pytest.raises(TypeError, match="post"):
        draw('{% submit "x" post=True %}')


def test_a_submit_is_primary_unless_it_is_dangerous_or_quiet() -> None:
    assert 'class="button button--primary"' in draw('{% submit "حفظ" %}')
    assert 'class="button button--danger"' in draw('{% submit "حذف" danger=True %}')
    assert "جار الحفظ" in draw('{% submit "حفظ" name="then" value="next" %}')


def test_a_behaviour_says_where_its_modules_are() -> None:
    drawn = draw('{% behaviour "autosave territory/place-search" %}')
    assert 'data-behaviour="autosave territory/place-search"' in drawn
    assert "core/js/autosave.js" in drawn
    assert "territory/js/place-search.js" in drawn


def test_messages_become_toasts_with_a_way_back() -> None:
    request = RequestFactory().get("/")
    request._messages = [
        Message(constants.SUCCESS, "دُمج التبليغان.", "undo:/merge/undo/"),
        Message(constants.INFO, "<b>"),
    ]
    drawn = Template("{% toasts %}").render(Context({"request": request}))
    assert drawn.count('class="toast"') == 2
    assert 'action="/merge/undo/"' in drawn
    assert "&lt;b&gt;" in drawn


# Forms


class Sample(forms.Form):
    phone = PhoneField(label="الهاتف")
    note = forms.CharField(label="ملاحظة", widget=forms.Textarea, required=False, help_text="باختصار")
    where = forms.ChoiceField(label="أين؟", choices=[("A", "هنا"), ("B", "هناك")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="أوافق", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, initial="7")


def test_a_field_ties_label_hint_and_error_together() -> None:
    drawn = draw("{% field form.note %}", form=Sample())
    assert '<label for="id_note">' in drawn
    assert "(اختياري)" in drawn
    assert 'id="id_note_hint"' in drawn
    assert 'aria-describedby="id_note_hint"' in drawn
    assert "required" not in drawn
    wrong = draw("{% field form.phone %}", form=Sample({"phone": "12", "secret": "7"}))
    assert 'aria-invalid="true"' in wrong
    assert 'aria-describedby="id_phone_error"' in wrong
    assert 'dir="ltr"' in wrong
    assert wrong.index("<label") < wrong.index('id="id_phone_error"') < wrong.index("<input")


def test_choices_are_a_group_and_keep_what_was_chosen() -> None:
    drawn = draw("{% field form.where %}", form=Sample({"where": "B"}))
    assert drawn.startswith('<fieldset class="field"')
    assert drawn.count('type="radio"') == 2
    assert re.search(r'value="B" id="id_where_1"[^>]* checked=""', drawn)


def test_a_form_sums_up_its_errors_with_links() -> None:
    form = Sample({"phone": "12", "secret": "7"})
    form.add_error(None, "أُغلق الملف منذ قليل")
    drawn = draw("{% form form %}", form=form)
    assert "صححوا 3 أمور" in drawn
    assert 'href="#id_phone"' in drawn
    assert 'href="#id_where_0"' in drawn
    assert drawn.index("أُغلق الملف منذ قليل") < drawn.index('href="#id_phone"')
    assert 'type="hidden"' in drawn
    assert "&lt;" not in drawn
    assert 'class="error-summary"' not in draw("{% form form %}", form=Sample())


def test_a_missing_answer_is_named_by_its_question_without_a_second_mark() -> None:
    drawn = draw("{% form form %}", form=Sample({"secret": "7"}))
    assert ">أين؟ " in drawn
    assert "؟:" not in drawn
    assert ">الهاتف: " in drawn


class Filter(forms.Form):
    state = forms.ChoiceField(label="الحال", required=False, choices=[("", "الكل"), *gallery.Verdict.choices])
    since = DayField(label="منذ", required=False)


def test_filters_say_what_is_set_and_how_many_rows_they_hide() -> None:
    form = Filter(QueryDict("state=WAITING&tab=open"))
    drawn = draw('{% filters form hidden=37 extra="tab" %}', form=form)
    assert "الحال: تنتظر القرار" in drawn
    assert "37 مخفية" in drawn
    assert 'class="chip" href="/files/?tab=open"' in drawn
    assert 'class="chips__all" href="/files/?tab=open"' in drawn
    assert '<input type="hidden" name="tab" value="open">' in drawn
    assert "chips" not in draw("{% filters form %}", form=Filter(QueryDict("")))


def test_filters_put_into_every_address_what_it_always_carries() -> None:
    drawn = draw('{% filters form extra="tab,all=1" %}', form=Filter(QueryDict("state=WAITING")))
    assert drawn.count('href="/files/?tab=open&amp;all=1"') == 2
    assert drawn.count('name="all" value="1"') == drawn.count('name="tab" value="open"') == 1


def test_chips_say_days_choices_and_yes() -> None:
    form = Filter(QueryDict("since=01/11/2026"))
    assert form.is_valid()
    assert [chip.label for chip in controls.chips(form, QueryDict("since=01/11/2026"), "/x/")] == [
        "منذ: \u206601/11/2026\u2069"
    ]


@pytest.mark.parametrize(
    ("field", "typed", "clean"),
    [
        (DayField(), "21/11/2026", date(2026, 11, 21)),
        (DayField(), "٢١/١١/٢٠٢٦", date(2026, 11, 21)),
        (DayField(), "21-11-2026", date(2026, 11, 21)),
        (DayField(), "21.11.26", date(2026, 11, 21)),
        (DayField(), "2026-11-21", date(2026, 11, 21)),
        (ClockField(), "14h30", datetime(2026, 1, 1, 14, 30).time()),
        (ClockField(), "9", datetime(2026, 1, 1, 9, 0).time()),
        (MomentField(), "21/11/2026  21:47", NOW),
        (PhoneField(), "0550 00 12 34", "+213550001234"),
        (PhoneField(), "٠٥٥٠٠٠١٢٣٤", "+213550001234"),
        (CodeField(), " k7q-294 ", "K7Q-294"),
        (PhoneField(required=False), "", ""),
    ],
)
def test_inputs_read_what_people_type(field, typed, clean) -> None:
    assert field.clean(typed) == clean


@pytest.mark.parametrize(
    ("field", "typed"),
    [(DayField(), "31/02/2026"), (DayField(), "11/21/2026"), (DayField(), "21/11/0026"), (ClockField(), "25:00"), (PhoneField(), "12"),
     (PhoneField(), "<b>"), (MomentField(), "21/11/2026"), (DayField(), "")],
)  # fmt: skip
def test_inputs_refuse_with_a_sentence_that_says_what_to_write(field, typed) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert re.search("اكتبوا|ناقصة", str(refused.value.messages[0]))


@pytest.mark.parametrize(
    ("field", "typed"), [(DayField(), "30/02/2027"), (DayField(), "31-04-2027"), (MomentField(), "30/02/2027 14:30")]
)
def test_a_day_that_no_calendar_has_is_refused_for_that(field, typed) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert "غير موجود في التقويم" in str(refused.value.messages[0])


# Blocks


def test_the_pager_keeps_the_query_and_drops_the_old_cursor() -> None:
    drawn = draw("{% pager page %}", page=Page([], next_cursor="n1"))
    assert 'href="?cursor=n1&amp;tab=open&amp;state=WAITING"' in drawn
    assert "الأقدم" in drawn
    assert "الأحدث" not in drawn
    assert draw("{% pager page %}", page=Page([])) == ""


def test_a_timeline_keeps_a_reversed_act_and_isolates_names() -> None:
    entries = [
        components.Entry(NOW, "pill", "دواء", who="Samira L.", struck=True),
        components.Entry(date(2026, 11, 20), "note", "ملاحظة", quote="Elle va mieux"),
    ]
    drawn = draw("{% timeline entries %}", entries=entries)
    assert "<s>دواء</s>" in drawn
    assert "<bdi>Samira L.</bdi>" in drawn
    assert '<q dir="ltr">Elle va mieux</q>' in drawn
    assert '<time datetime="2026-11-20">20 نوفمبر 2026</time>' in drawn


def test_steps_say_where_it_stands_without_colour() -> None:
    drawn = draw(
        "{% steps steps %}", steps=[components.Step("تبليغ", state="done"), components.Step("تحقيق", state="now")]
    )
    assert '<span class="visually-hidden">تم:</span>' in drawn
    assert 'aria-current="step"' in drawn


def test_block_tags_wrap_what_is_between() -> None:
    assert "<p>x</p>" in draw('{% alert "danger" "خطر" %}<p>x</p>{% endalert %}')
    panel = draw('{% panel "الإحالات" count=0 url="/new/" action="إحالة" %}x{% endpanel %}')
    assert re.search(
        r'<section class="panel" aria-labelledby="([^"]+)">\s*<div class="panel__head"><h2 id="\1">', panel
    )
    assert '<span class="count">0</span>' in panel
    assert 'tabindex="0" role="group"' in draw('{% table "الجدول" %}<tbody></tbody>{% endtable %}')
    assert 'class="area--3"' in draw(
        '{% mapframe "خريطة" legend=legend %}<svg></svg>{% endmapframe %}', legend=[("area-3", "كثافة")]
    )
    with pytest.raises(TemplateSyntaxError):
        draw('{% alert "danger" "خطر" %}')


def test_a_share_bar_starts_on_the_starting_side() -> None:
    assert 'x="75.00" y="0" width="25.00"' in draw("{% spark 1 4 %}")
    with override("fr"):
        assert 'x="0.00" y="0" width="25.00"' in draw("{% spark 1 4 %}")
    assert 'width="0.00"' in draw("{% spark 0 0 %}")


def test_a_chart_is_drawn_again_for_the_other_direction() -> None:
    points = [charts.Point("يناير", 10, "#a", "2025"), charts.Point("فبراير", 40, group="2025")]
    arabic = charts.bars("تدخلات", points, summary="تزيد")
    first, second = (float(x) for x in re.findall(r'<rect class="mark" x="([\d.]+)"', arabic.svg))
    assert first > second
    assert 'aria-label="تدخلات. تزيد"' in arabic.svg
    assert '<a href="#a" aria-label="يناير 2025: 10">' in arabic.svg
    with override("fr"):
        french = charts.bars("Interventions", points)
    first, second = (float(x) for x in re.findall(r'<rect class="mark" x="([\d.]+)"', french.svg))
    assert first < second
    assert [[point.value for point in row.points] for row in arabic.rows] == [[10], [40]]


def test_months_of_several_years_stand_in_a_table_of_years() -> None:
    points = [
        charts.Point("Janvier", 1, group="2024"),
        charts.Point("Février", 2, group="2024"),
        charts.Point("Janvier", 3, group="2025"),
    ]
    chart = charts.bars("x", points)
    assert chart.columns == ["2024", "2025"]
    assert [(row.label, [point and point.value for point in row.points]) for row in chart.rows] == [
        ("Janvier", [1, 3]),
        ("Février", [2, None]),
    ]


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (952, [0, 250, 500, 750, 1000]),
        (60, [0, 20, 40, 60]),
        (14510, [0, 5000, 10000, 15000]),
    ],
)
def test_value_axes_have_round_steps(highest, ticks) -> None:
    assert charts._ticks(highest) == ticks


def test_empty_and_hostile_charts_are_drawn() -> None:
    assert "<svg" in charts.bars("x", []).svg
    assert "<svg" in charts.lines("x", []).svg
    assert "<script>" not in charts.bars("<script>", [charts.Point("<script>", 1, "javascript:x")]).svg


# The reader's choices


def test_the_language_is_kept_and_the_way_back_stays_here(client) -> None:
    response = client.get("/language/fr/?next=/components/%3Fa=1")
    assert (response.status_code, response["Location"]) == (302, "/components/?a=1")
    assert response.cookies["yaqaza_language"].value == "fr"
    assert client.get("/language/fr/?next=https://elsewhere.example/")["Location"] == "/"
    assert client.get("/language/xx/").status_code == 404


def test_the_theme_is_kept_and_taken_back(client) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": "/components/"}).cookies["yaqaza_theme"].value == "dark"
    assert 'data-theme="dark"' in client.get("/components/").content.decode()
    assert client.post("/theme/", {"theme": "device"}).cookies["yaqaza_theme"].value == ""
    assert "data-theme" not in client.get("/components/").content.decode()
    assert client.get("/theme/").status_code == 405


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 429, 500])
def test_error_pages_speak_both_languages_and_leak_nothing(status: int) -> None:
    drawn = Template(f'{{% include "core/errors/{status}.html" %}}').render(Context({"sentence": "<جملة>"}))
    assert 'lang="ar" dir="rtl"><h1>' in drawn
    assert 'lang="fr" dir="ltr"><h2>' in drawn
    assert "&lt;جملة&gt;" in drawn


@pytest.mark.parametrize("address", ["/nothing/here/", "/accounts/nothing/"])
def test_an_address_that_is_none_offers_the_public_page_and_the_way_back(client, address: str) -> None:
    typed = client.get(address)
    assert typed.status_code == 404
    assert 'href="/"' in typed.content.decode() and 'href="/desk/"' not in typed.content.decode()
    came = client.get(address, HTTP_REFERER="http://testserver/track/?a=1").content.decode()
    assert came.count('href="/track/?a=1"') == 2  # in both languages
    for elsewhere in (
        "https://elsewhere.example/track/",
        f"http://testserver{address}",
        "http://testserver//elsewhere.example/",
    ):
        assert "elsewhere" not in (page := client.get(address, HTTP_REFERER=elsewhere).content.decode())
        assert page.count(f'href="{address}"') == 0


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("/", {"HTTP_HOST": "evil.example"}, 400),
        ("/nothing/here/", {"HTTP_HOST": "evil.example", "HTTP_REFERER": "http://evil.example/a/"}, 400),
        ("/nothing/here/", {"HTTP_REFERER": "http://["}, 404),
    ],
)
def test_an_error_page_is_drawn_also_where_the_request_names_no_page_of_ours(
    client, address: str, headers: dict[str, str], status: int
) -> None:
    client.raise_request_exception = False
    answer = client.get(address, **headers)
    assert answer.status_code == status and 'lang="ar" dir="rtl"' in answer.content.decode()


@pytest.mark.django_db
def test_staff_find_back_to_their_own_work(cast, signed_in) -> None:
    browser = signed_in(cast.farid)
    for address, status in (("/nothing/here/", 404), ("/reports/", 403)):
        answer = browser.get(address)
        assert (answer.status_code, answer.content.decode().count('href="/desk/"')) == (status, 2)


class Written(forms.Form):
    note = forms.CharField(widget=forms.Textarea)
    title = forms.CharField()
    day = DayField()
    number = PhoneField()
    code = CodeField()
    mail = forms.EmailField()
    kept = forms.CharField(widget=forms.TextInput({"dir": "rtl"}))


def test_free_text_takes_the_direction_of_what_is_written_and_numbers_keep_theirs() -> None:
    form = Written()
    drawn = {name: re.findall(r' dir="(\w+)"', controls.control(form[name]).control) for name in form.fields}
    assert drawn == {
        "note": ["auto"], "title": ["auto"], "day": ["ltr"], "number": ["ltr"], "code": ["ltr"], "mail": ["ltr"], "kept": ["rtl"],
    }  # fmt: skip


def test_the_dock_holds_four_entries_and_one_is_current() -> None:
    items = [navigation.Link(f"/{n}/", f"{n}", "bell", n == 1, n != 2) for n in range(7)]
    first, rest = navigation.dock(items)
    assert [link.url for link in first] == ["/0/", "/1/", "/3/", "/4/"]
    assert [link.url for link in rest] == ["/2/", "/5/", "/6/"]


def test_the_dock_of_who_has_few_of_its_entries_is_filled_with_spare_ones() -> None:
    items = [navigation.Link(f"/{n}/", f"{n}", "bell", False, n in (0, 3), spare=n in (2, 4, 5)) for n in range(6)]
    assert [[link.url for link in part] for part in navigation.dock(items)] == [
        ["/0/", "/2/", "/3/", "/4/"],
        ["/1/", "/5/"],
    ]
    assert [link.url for link in navigation.dock(items[:2])[0]] == ["/0/"]


def test_a_refusal_that_says_why_guesses_no_other_reason() -> None:
    said = render_to_string("core/errors/409.html", {"sentence": "خطوة لم تنته."})
    assert "خطوة لم تنته." in said
    assert "تغير شيء منذ" not in said
    assert "تغير شيء منذ" in render_to_string("core/errors/409.html")
