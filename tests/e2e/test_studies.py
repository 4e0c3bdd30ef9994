"""Studies in a real browser, in Arabic at the desk: a sample is drawn, visited and estimated; each page by axe in both languages."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.studies.conftest import answer, form, homes, survey  # noqa: F401  # fixtures

from yaqaza.reporting.indicators import PROVINCIAL, definition
from yaqaza.studies import actions
from yaqaza.studies.actions import focus, proposals
from yaqaza.studies.models import Unit

pytestmark = pytest.mark.django_db(transaction=True)
CHOSEN = ".transcript [aria-selected=true]"
SIZES = [(1366, 768), (360, 740)]


def test_a_sample_is_drawn_followed_and_estimated(visit, cast, survey) -> None:  # noqa: F811
    page = visit(reverse("studies:surveys"), by=cast.brahim)
    page.get_by_role("link", name=survey.title_ar).click()
    page.get_by_role("link", name="العينة", exact=True).click()
    page.get_by_label(re.compile("طبقية")).check()
    page.get_by_label("مجموع الوحدات").fill("12")
    page.get_by_role("button", name="حفظ وإعادة العد").click()
    assert "القصبة" in page.get_by_role("table").inner_text()
    page.get_by_role("button", name="حفظ", exact=True).click()
    page.get_by_role("link", name="سحب العينة").click()
    page.get_by_label(re.compile("^البذرة")).fill("أمام المجلس 2026")
    page.get_by_role("button", name="سحب", exact=True).click()
    page.get_by_role("link", name="إعادة السحب").click()
    page.get_by_text("الوحدات نفسها").wait_for()
    page.goto(survey.get_absolute_url())
    page.get_by_role("link", name="توزيع الوحدات").click()
    page.get_by_label("فريد").check()
    page.get_by_role("button", name="توزيع").click()
    page.get_by_role("row", name=re.compile("^فريد 12 0 0")).wait_for()
    for number, unit in enumerate(Unit.objects.filter(survey=survey, released=True).order_by("code")[:8]):
        answer(cast.farid, unit, size=3 + number % 2, water="no" if number % 4 else "yes")
    page.get_by_role("button", name="البحث عن إجابات").click()
    page.get_by_role("row", name=re.compile("^فريد 12 8 8")).wait_for()
    page.get_by_role("link", name="التقديرات").click()
    page.get_by_role("columnheader", name="الخطأ المعياري").wait_for()
    assert "40" in page.get_by_text("تمثل").inner_text()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_axe_finds_nothing_on_pages_of_surveys_and_nothing_runs_out_sideways(
    visit,
    axe,
    cast,
    survey,  # noqa: F811
    language,
) -> None:
    plan = [reverse(f"studies:{name}", args=[survey.uuid]) for name in ("plan", "wording", "draw")]
    faults = look(
        visit(survey.get_absolute_url(), by=cast.brahim, language=language), axe, [survey.get_absolute_url(), *plan]
    )
    actions.plan(
        survey=survey, by=cast.brahim, design="STRATIFIED", level="COMMUNE", allocation="PROPORTIONAL", size=12, clusters=2, each=2,
        reserve=2, given={},
    )  # fmt: skip
    drawn = actions.draw(survey=survey, by=cast.brahim, seed="1")
    actions.share_out(survey=drawn, by=cast.brahim, to=[cast.farid])
    units = list(Unit.objects.filter(survey=drawn, released=True).order_by("code"))
    for unit in units[:7]:
        answer(cast.farid, unit)
    actions.gather()
    names = ("survey", "units", "sharing", "check", "estimates")
    addresses = [reverse("studies:surveys"), reverse("studies:new_survey"), units[0].get_absolute_url()]
    addresses += [reverse(f"studies:{name}", args=[drawn.uuid]) for name in names]
    faults += look(visit(addresses[0], by=cast.brahim, language=language), axe, addresses)
    own = [reverse("studies:my_units"), units[8].get_absolute_url(), reverse("studies:outcome", args=[units[8].uuid])]
    faults += look(visit(own[0], by=cast.farid, language=language), axe, own)
    assert not faults, "\n".join(faults)


def look(page, axe, addresses: list[str]) -> list[str]:
    """What is wrong with pages: for assistive technology at one width, sideways at both."""
    faults = []
    for address in addresses:
        page.set_viewport_size({"width": 1366, "height": 768})
        response = page.goto(address)
        if response.status != 200:
            faults.append(f"{address} answered {response.status}")
        page.evaluate("document.querySelectorAll('.dock, .foot').forEach((bar) => (bar.style.position = 'static'))")
        faults += [f"{address}: {fault}" for fault in axe(page)]
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            if page.evaluate(f"document.documentElement.scrollWidth > {width}"):
                faults.append(f"{address} runs out sideways at {width}")
    return faults


@pytest.fixture
def talk(cast, places):
    """What women of a quarter said, not coded yet."""
    book = focus.begin_codebook(by=cast.amina, title="الماء والمدرسة")
    for ar, fr in (("الماء", "Eau"), ("المدرسة", "École")):
        focus.add_theme(codebook=book, by=cast.amina, name_ar=ar, name_fr=fr)
    group = focus.begin_group(
        by=cast.amina, title="حديث مع نساء الحي", codebook=book, area=places.casbah, held_on=timezone.localdate(),
        participants=[{"sex": "FEMALE", "age": "GROWN", "situation": "WOMEN"}],
    )  # fmt: skip
    return focus.write(
        group=group, by=cast.amina, text="لا ماء في الحي. نشتريه بالصهريج.\nالأطفال لا يدرسون. الطريق بعيد."
    )


def test_passages_are_coded_by_touch_and_by_keys(visit, cast, talk) -> None:
    page = visit(talk.get_absolute_url(), by=cast.amina, has_touch=True)
    page.get_by_role("option", name="لا ماء في الحي.").tap()
    page.get_by_role("option", name="نشتريه بالصهريج.").tap()
    assert page.locator(CHOSEN).count() == 2
    page.get_by_label("الموضوع", exact=True).select_option("الماء")
    page.get_by_label(re.compile("يجوز الاستشهاد به")).check()
    page.get_by_role("button", name="وضعه تحت الموضوع").click()
    page.get_by_role("option", name="لا ماء في الحي.").focus()
    for key in ("ArrowDown", "ArrowDown", "Shift+ArrowLeft"):  # the reading goes to the left
        page.keyboard.press(key)
    assert [each.inner_text() for each in page.locator(CHOSEN).all()] == [
        "الأطفال لا يدرسون.",
        "الطريق بعيد.",
    ]
    page.keyboard.press("Enter")
    page.get_by_label("الموضوع", exact=True).select_option("المدرسة")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="وضعه تحت الموضوع").click()
    page.get_by_text("«الأطفال لا يدرسون. الطريق بعيد.»").or_(
        page.locator("q", has_text="الطريق بعيد")
    ).first.wait_for()
    assert [(row.theme.name_ar, row.quote) for row in talk.passages.order_by("start")] == [
        ("الماء", True),
        ("المدرسة", False),
    ]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_axe_finds_nothing_on_pages_of_focus_groups(visit, axe, cast, talk, language) -> None:
    theme = talk.codebook.themes.first()
    for coder in (cast.amina, cast.brahim):
        focus.code(group=talk, by=coder, theme=theme, first=0, last=1)
    addresses = [reverse(f"studies:{name}") for name in ("groups", "new_group", "new_codebook")]
    addresses += [reverse(f"studies:{name}", args=[talk.uuid]) for name in ("group", "transcript", "agreement")]
    addresses += [talk.codebook.get_absolute_url(), reverse("studies:theme", args=[theme.uuid])]
    assert look(visit(addresses[0], by=cast.brahim, language=language), axe, addresses) == []


@pytest.fixture
def proposal(cast, places, talk):
    """A draft that partners are asked about and that rests on words of a talk."""
    found = proposals.write(
        by=cast.brahim, title="حافلة إلى المدرسة", problem="الطريق بعيد", text="حافلة في الصباح", target="البلدية",
        area=places.algiers, to_partners=True,
    )  # fmt: skip
    theme = talk.codebook.themes.get(name_ar="المدرسة")
    passage = focus.code(group=talk, by=cast.amina, theme=theme, first=2, last=3, quote=True)
    proposals.cite_quote(proposal=found, by=cast.brahim, passage=passage)
    proposals.suggest(proposal=found, by=cast.djamel, text="حافلتان: واحدة في المساء")
    return found


def test_a_proposal_cites_a_figure_and_is_submitted_and_adopted(visit, cast, proposal) -> None:
    page = visit(reverse("studies:proposals"), by=cast.brahim)
    page.get_by_role("link", name=re.compile(proposal.title)).click()
    page.get_by_role("link", name="الاستشهاد برقم").click()
    line = definition(PROVINCIAL, "DZ").indicators[0].code
    page.get_by_label("الرقم").select_option(f"{PROVINCIAL}|{line}")
    page.get_by_label("من يوم").fill("01/01/2026")
    page.get_by_label("إلى يوم").fill("30/06/2026")
    page.get_by_role("button", name="استشهاد").click()
    assert "الطريق بعيد" in page.locator("q").first.inner_text()
    page.get_by_role("button", name="رفع").click()
    page.get_by_text("رُفع المقترح").first.wait_for()
    head = visit(proposal.get_absolute_url(), by=cast.programme_head)
    head.locator("a[href$='/decision/']").click()
    head.locator("input[value=ADOPTED]").check()
    head.get_by_label("السبب").fill("في ميزانية 2027")
    head.locator("main form .button--primary").click()
    head.get_by_text("في ميزانية 2027").wait_for()
    page.reload()
    page.locator("a[href$='/measurement/']").wait_for()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_axe_finds_nothing_on_pages_of_proposals(visit, axe, cast, proposal, language) -> None:
    names = ("proposal", "proposal_wording", "cite_figure", "cite_map", "cite_words", "cite_estimate")
    addresses = [reverse("studies:proposals"), reverse("studies:new_proposal")]
    addresses += [reverse(f"studies:{name}", args=[proposal.uuid]) for name in names]
    said = proposal.suggestions.get()
    addresses += [reverse(f"studies:{name}", args=[said.uuid]) for name in ("answer", "suggestion_themes")]
    faults = look(visit(addresses[0], by=cast.brahim, language=language), axe, addresses)
    asked = [reverse("studies:asked"), reverse("studies:suggestion", args=[proposal.uuid])]
    faults += look(visit(asked[0], by=cast.djamel, language=language), axe, asked)
    proposals.submit(proposal=proposal, by=cast.brahim)
    decision = [reverse("studies:decision", args=[proposal.uuid])]
    assert faults + look(visit(decision[0], by=cast.programme_head, language=language), axe, decision) == []
