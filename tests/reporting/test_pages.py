"""The reports as pages and files: one act more or less shows, figures open to their rows, small ones are withheld."""

from __future__ import annotations

import io
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.services.conftest import World, deliver, make_case, world  # noqa: F401  # fixtures

from yaqaza.cases.states import Confidentiality
from yaqaza.core.refusal import Refused
from yaqaza.people.models import Person
from yaqaza.reporting import bilans, disclosure, exports, indicators, queries
from yaqaza.reporting.facts import Frame
from yaqaza.services import actions

BILAN = reverse("reporting:provincial_bilan")


def shown(response, code="WITHOUT_SHELTER"):
    bilan = response.context["bilan"]
    return next((line.acts, line.people) for line in bilan.lines() if line.code == code)


def test_an_act_recorded_on_the_page_adds_one_and_its_reversal_takes_it_back(world, cast, signed_in):  # noqa: F811
    browser = signed_in(cast.amina)
    assert shown(browser.get(BILAN)) == (0, 0)
    form = browser.get(reverse("services:deliver"), {"person": world.person.uuid}).context["form"]
    typed = {
        "token": form.initial["token"], "service_type": "MEAL", "organisation": "DAS-16", "professional": cast.amina.uuid,
        "delivered_on": timezone.localdate().strftime("%d/%m/%Y"), "programme": "WITHOUT_SHELTER",
    }  # fmt: skip
    address = f"{reverse('services:deliver')}?person={world.person.uuid}"
    answer = browser.post(address, typed)
    assert answer.status_code == 302
    assert browser.post(address, typed).status_code == 302  # the second click
    assert shown(browser.get(BILAN)) == (1, 1)
    assert browser.post(f"{answer.url}reversal/", {"reason": "خطأ"}).status_code == 302
    assert shown(browser.get(BILAN)) == (0, 0)


def test_acts_and_people_are_never_confused(world, cast, houses, deliver, signed_in):  # noqa: F811
    deliver("MEAL")
    deliver("WARMTH")
    deliver("MEAL", household=world.household)
    response = signed_in(cast.amina).get(BILAN)
    assert shown(response) == (3, 1)
    assert shown(response, "TOTAL") == (3, 1)


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("name", ["provincial_bilan", "complex_units", "index"])
def test_pages_in_both_languages(deliver, cast, signed_in, name, language):  # noqa: F811
    deliver()
    browser = signed_in(cast.amina)
    browser.cookies["yaqaza_language"] = language
    response = browser.get(reverse(f"reporting:{name}"))
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language


def test_every_figure_is_a_link_to_rows_that_add_up(world, cast, deliver, signed_in):  # noqa: F811
    for code in ("MEAL", "MEAL", "WARMTH"):
        act = deliver(code)
    actions.reverse(delivery=act, by=cast.amina, reason="x")
    deliver("MEAL", household=world.household)
    browser = signed_in(cast.amina)
    page = browser.get(BILAN)
    row = next(row for row in page.context["lines"] if row["line"].code == "WITHOUT_SHELTER")
    acts = browser.get(row["acts_url"]).context
    assert (acts["acts"].recorded, acts["acts"].reversed, acts["acts"].acts, acts["acts"].hidden) == (4, 1, 3, 0)
    assert acts["acts"].acts == row["line"].acts
    assert len([act for act in acts["page"] if not act.is_struck]) == 3
    people = browser.get(row["people_url"]).context
    assert (people["people"].people, people["people"].hidden) == (1, 0)
    assert people["people"].people == row["line"].people
    assert [(person, count) for person, count, _ in people["shown"]] == [(world.person, 2)]
    total = browser.get(page.context["total"]["acts_url"]).context["acts"]
    assert total.acts == page.context["total"]["line"].acts


def test_rows_outside_the_readers_scope_are_counted_and_not_shown(world, cast, houses, places, deliver, signed_in):  # noqa: F811
    sensitive = make_case(
        cast, houses, places, person=world.person, confidentiality=Confidentiality.SENSITIVE, worker=cast.brahim
    )
    deliver("MEAL", case=sensitive, by=cast.brahim)
    deliver("MEAL", household=world.household)
    browser = signed_in(cast.amina)
    page = browser.get(BILAN)
    row = next(row for row in page.context["lines"] if row["line"].code == "WITHOUT_SHELTER")
    assert (row["line"].acts, row["line"].people) == (2, 1)
    answer = browser.get(row["acts_url"])
    assert (answer.context["acts"].acts, answer.context["acts"].hidden, len(answer.context["page"])) == (2, 1, 1)
    assert world.person.name_ar not in answer.content.decode()
    people = browser.get(row["people_url"])
    assert (people.context["people"].people, people.context["people"].hidden, people.context["shown"]) == (1, 1, [])


def test_a_stranger_sees_no_report_of_another_province(world, cast, houses, places, deliver, signed_in):  # noqa: F811
    deliver()
    browser = signed_in(cast.chafia)
    assert shown(browser.get(BILAN)) == (0, 0)
    own = browser.get(BILAN).context["frame_query"]
    for place, house in ((places.algiers.uuid, ""), (places.country.uuid, ""), ("", "CEL-16"), ("", "MSN")):
        query = {"start": "2026-01-01", "end": "2026-12-31", "place": place, "house": house}
        assert browser.get(BILAN, query).status_code == 404
        assert browser.get(reverse("reporting:file", args=["provincial-bilan", "csv"]), query).status_code == 404
        rows = {"report": "provincial-bilan", "line": "WITHOUT_SHELTER", "counts": "acts"} | query
        assert browser.get(reverse("reporting:rows"), rows).status_code == 404
    assert browser.get(f"{BILAN}?{own}").status_code == 200


def test_a_head_of_a_unit_reads_the_unit(world, cast, houses, deliver, signed_in):  # noqa: F811
    deliver("WOMEN_LISTENING", organisation=houses.women_space)
    deliver("MEAL")
    browser = signed_in(cast.head)
    assert browser.get(BILAN).context["bilan"].frame.organisation == houses.women_space
    report = browser.get(reverse("reporting:complex_units")).context["bilan"]
    assert {line.code: line.count for line in report.lines() if line.count} == {"WOMEN_LISTENING": 1}
    assert shown(browser.get(BILAN)) == (1, 1)


def test_small_figures_are_withheld_from_those_who_may_not_open_rows(world, cast, deliver, signed_in):  # noqa: F811
    for _ in range(6):
        deliver("MEAL")
    browser = signed_in(cast.programme_head)
    page = browser.get(BILAN)
    line = next(line for line in page.context["bilan"].lines() if line.code == "WITHOUT_SHELTER")
    assert (line.acts, line.people) == (None, None)  # six acts, one person
    assert "&lt; 5" in page.content.decode()
    assert reverse("reporting:rows") not in page.content.decode()
    assert browser.get(reverse("reporting:rows"), {"report": "provincial-bilan"}).status_code == 403
    data = browser.get(reverse("reporting:file", args=["provincial-bilan", "json"])).json()
    assert data["withheld_below"] == 5
    assert data["total"] == {"acts": None, "people": None}
    csv = browser.get(reverse("reporting:file", args=["provincial-bilan", "csv"])).content.decode("utf-8-sig")
    assert "< 5" in csv


def test_readers_without_rows_get_whole_months(cast, world, signed_in):  # noqa: F811
    frame = (
        signed_in(cast.programme_head).get(BILAN, {"start": "05/10/2021", "end": "06/11/2021"}).context["bilan"].frame
    )
    assert (frame.start, frame.end) == (date(2021, 10, 1), date(2021, 11, 30))


@pytest.mark.parametrize(
    ("acts", "people", "adds_up", "hidden"),
    [
        ([9, 8, 7], [9, 8, 7], True, [False, False, False]),
        ([9, 3, 7], [9, 3, 7], True, [False, True, True]),  # with the next smallest: else 3 = total − 9 − 7
        ([9, 3, 7], [9, 3, 7], False, [False, True, False]),
        ([9, 6, 7], [9, 2, 7], True, [False, True, True]),
        ([9, 3, 2], [9, 3, 2], True, [False, True, True]),
        ([9, 0, 3], [9, 0, 3], True, [True, False, True]),  # zero hides nobody
        ([3, 0, 0], [3, 0, 0], True, [True, False, False]),
        ([], [], True, []),
    ],
)
def test_what_is_withheld(acts, people, adds_up, hidden):
    assert disclosure.withheld(acts, people, adds_up=adds_up) == hidden


@pytest.mark.parametrize(
    "query",
    [
        {"start": "31/02/2026", "end": "01/03/2026"},
        {"start": "01/03/2026", "end": "01/02/2026"},
        {"start": "", "end": "01/02/2026"},
        {"start": "=1+1", "end": "<b>x</b>"},
        {"start": "0" * 10_000, "end": "01/01/2026"},
        {"start": "01/01/2026", "end": "01/02/2026", "organisation": "DAS-09"},
        {"start": "01/01/2026", "end": "01/02/2026", "area": "\x00"},
    ],
)
def test_wrong_periods_are_told_and_kept(cast, world, signed_in, query):  # noqa: F811
    response = signed_in(cast.amina).get(BILAN, query)
    assert response.status_code == 422
    assert "<b>x</b>" not in response.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"report": "nothing"}, {"line": "=1+1"}, {"line": "x" * 5000}, {"counts": "sums"}, {"start": "yesterday"}, {"end": "0001-01-01"},
        {"place": "7"}, {"place": "00000000-0000-0000-0000-000000000000"}, {"house": "\x00"}, {"house": "NONE"}, {"end": "2025-01-01"},
    ],
)  # fmt: skip
def test_wrong_addresses_of_rows_are_not_there(cast, world, places, signed_in, change):  # noqa: F811
    query = {
        "report": "provincial-bilan", "line": "WITHOUT_SHELTER", "counts": "acts", "start": "2026-01-01", "end": "2026-12-31",
        "place": str(places.algiers.uuid), "house": "",
    }  # fmt: skip
    browser = signed_in(cast.amina)
    assert browser.get(reverse("reporting:rows"), query).status_code == 200
    assert browser.get(reverse("reporting:rows"), query | change).status_code == 404


def test_the_page_costs_the_same_with_more_rows(cast, world, deliver, signed_in):  # noqa: F811
    browser = signed_in(cast.amina)
    address = browser.get(BILAN).context["frame_query"]
    rows = f"{reverse('reporting:rows')}?report=provincial-bilan&line=WITHOUT_SHELTER&{address}"
    costs = []
    for _ in range(2):
        deliver()
        deliver("WARMTH")
        one = []
        for page in (BILAN, f"{rows}&counts=acts", f"{rows}&counts=people"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(page).status_code == 200
            one.append(len(queries))
        costs.append(one)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 16


def test_the_fingerprint_says_whether_figures_changed(cast, world, deliver, signed_in):  # noqa: F811
    deliver()
    browser = signed_in(cast.amina)
    check = browser.get(BILAN).context["check_url"]
    assert browser.get(check).context["checked"] == "same"
    deliver("WARMTH")
    assert browser.get(check).context["checked"] == "other"
    assert set(parse_qs(urlsplit(check).query)) == {"start", "end", "place", "check"}


def test_files_hold_the_same_figures_and_no_formula(cast, world, places, deliver):  # noqa: F811
    places.algiers.name_fr = "=HYPERLINK(1)"
    places.algiers.save(update_fields=["name_fr"])
    deliver()
    today = timezone.localdate()
    bilan = bilans.compute(indicators.PROVINCIAL, Frame(today.replace(month=1, day=1), today, places.algiers))
    text = exports.as_csv(bilan, "fr").decode("utf-8-sig")
    assert "Personnes sans abri,1,1\r\n" in text
    assert exports.as_csv(bilan, "ar").startswith(b"\xef\xbb\xbf")
    for language, rtl in (("ar", True), ("fr", False)):
        book = openpyxl.load_workbook(io.BytesIO(exports.as_xlsx(bilan, language)))
        assert len(book.sheetnames) == 3
        assert [bool(sheet.sheet_view.rightToLeft) for sheet in book] == [rtl] * 3
        assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
        assert [cell.value for cell in list(book.worksheets[0])[-1]][1:] == [1, 1]
        assert exports.as_pdf(bilan, language).startswith(b"%PDF")
    assert exports.safe("=1+1") == "'=1+1"
    assert exports.safe("@x") == "'@x"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing", "--from", "2021-10-01", "--to", "2023-11-30"], "There is no report called “nothing”"),
        (["provincial-bilan", "--from", "2021-13-01", "--to", "2023-11-30"], "“2021-13-01” is no day"),
        (["provincial-bilan", "--from", "0099-01-01", "--to", "2023-11-30"], "too far away"),
        (["provincial-bilan", "--from", "2024-01-01", "--to", "2023-11-30"], "ends before it begins"),
        (["provincial-bilan", "--from", "2021-10-01", "--to", "2023-11-30", "--area", "9999"], "No area has the code"),
        (
            ["provincial-bilan", "--from", "2021-10-01", "--to", "2023-11-30", "--organisation", "X"],
            "No organisation has the code",
        ),
        (
            ["provincial-bilan", "--from", "2021-10-01", "--to", "2023-11-30", "--format", "xlsx"],
            "A workbook needs a file",
        ),
    ],
)
def test_the_command_says_what_is_wrong(db, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("report", *arguments, skip_checks=True)


def test_the_command_gives_every_format(world, deliver, places, tmp_path, capsys):  # noqa: F811
    deliver()
    today = timezone.localdate()
    period = ["--from", str(today - timedelta(days=3)), "--to", str(today), "--area", "16"]
    for name in indicators.NAMES:
        call_command("report", name, *period, skip_checks=True)
        call_command("report", name, *period, "--format", "csv", "--lang", "fr", skip_checks=True)
        call_command(
            "report", name, *period, "--format", "xlsx", "--output", str(tmp_path / "a.xlsx"), skip_checks=True
        )
    assert "Personnes sans abri,1,1" in capsys.readouterr().out
    call_command("report", "provincial-bilan", *period, "--format", "json", skip_checks=True)
    assert '"acts": 1' in capsys.readouterr().out
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("report", "provincial-bilan", *period, "--output", str(tmp_path / "none" / "a"), skip_checks=True)


def test_who_may_read_reports(cast, world, signed_in):  # noqa: F811
    answers = {role: signed_in(user).get(BILAN).status_code for role, user in cast.by_role().items()}
    assert {role.value for role, status in answers.items() if status == 200} == {
        "CASE_WORKER", "SUPERVISOR", "CENTRE_HEAD", "PROGRAMME_HEAD", "AUDITOR",
    }  # fmt: skip
    assert set(answers.values()) == {200, 403}
    assert Person.objects.exists()
    assert isinstance(world, World)


def test_readers_without_rows_get_whole_provinces_and_no_house_within_a_place(cast, world, places, houses, signed_in):  # noqa: F811
    reader = cast.programme_head
    asked = {"seen_by": reader, "start": timezone.localdate(), "end": timezone.localdate()}
    assert queries.frame(**asked, area=places.algiers).area == places.algiers
    for narrow in ({"area": places.bab_el_oued}, {"area": places.algiers, "organisation": houses.cell}):
        with pytest.raises(Refused):
            queries.frame(**asked, **narrow)
    page = signed_in(reader).get(
        BILAN,
        {
            "start": "01/10/2026",
            "end": "31/10/2026",
            "area_id": str(places.casbah.uuid),
            "area": "القصبة",
            "area_name": "القصبة",
        },
    )
    assert page.status_code == 422
    assert "لمن يحق له فتح قيودها" in page.content.decode()
