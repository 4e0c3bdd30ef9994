"""Files of alerts: what is read out of them, what is refused by name, and that nothing comes in twice."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from tests.conftest import Cast, Places

from yaqaza.alerts import actions, columns, sheets
from yaqaza.alerts.actions import imports
from yaqaza.alerts.models import Alert, AlertEvent, ImportBatch
from yaqaza.alerts.states import Category, Refusal
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _gazetteer(places: Places):
    gazetteer.forget()
    yield
    gazetteer.forget()


def take_in(cast: Cast, content: bytes, name: str = "alerts.csv", **more: object) -> ImportBatch:
    batch = actions.keep_file(by=cast.duniya, upload=SimpleUploadedFile(name, content), name=name)
    mapping = batch.mapping | more.pop("mapping", {})
    values = {"mapping": mapping, "source": batch.source, "area": batch.area, "category": "OTHER"} | more
    batch = actions.start(batch=batch, by=cast.duniya, **values)
    while not actions.carry_on(batch_id=batch.pk):
        pass
    return ImportBatch.objects.get(pk=batch.pk)


def counts(batch: ImportBatch) -> tuple[int, int, int]:
    return batch.taken, batch.known, batch.refused


def xlsx(*rows: list[object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


ROWS = "text;date;commune;telephone\nعجوز وحيدة بلا دواء;20/11/2026 10:00;القصبة;0550001234\nUne famille à la rue;21/11/2026;Blida;\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_of_any_encoding_and_delimiter(cast: Cast, places: Places, encoding: str, delimiter: str) -> None:
    batch = take_in(cast, ROWS.replace(";", delimiter).encode(encoding))
    assert counts(batch) == (2, 0, 0)
    first, second = Alert.objects.order_by("id")
    assert (first.text, first.area, first.reporter_phone, first.channel) == (
        "عجوز وحيدة بلا دواء",
        places.casbah,
        "+213550001234",
        "IMPORT",
    )
    assert timezone.localtime(first.received_at).strftime("%d/%m/%Y %H:%M") == "20/11/2026 10:00"
    assert (second.text, second.area.code in ("09", "0901")) == ("Une famille à la rue", True)
    assert "MEDICAL" in first.needs
    assert first.batch == batch
    assert first.due_at > timezone.now()
    assert AlertEvent.objects.filter(kind="RECEIVED").count() == 2


def test_a_spreadsheet_with_formulas_dates_and_numbers(cast: Cast) -> None:
    content = xlsx(
        ["message", "date", "telephone", "nombre de personnes"],
        ["=1+1", datetime(2026, 11, 20, 9, 30), 550001234, 3.0],  # a formula that was never computed has no value
        ["نص حقيقي عن أسرة محتاجة", datetime(2026, 11, 20, 9, 30), 550001234, 3.0],
    )
    batch = take_in(cast, content, "feuille.xlsx")
    assert counts(batch) == (1, 0, 1)
    assert [(problem.row, problem.column, problem.reason) for problem in batch.problems.all()] == [
        (2, "message", "EMPTY")
    ]
    alert = Alert.objects.get()
    assert (alert.people_count, alert.reporter_phone) == (3, "+213550001234")


def test_json_lines_with_one_broken_line(cast: Cast) -> None:
    lines = [
        json.dumps({"text": "a real message", "created_at": "Wed Aug 05 10:32:33 +0000 2020", "tags": [1, 2]}),
        "{broken",
        "[1]",
        "",
    ]
    batch = take_in(cast, "\n".join(lines).encode(), "posts.jsonl")
    assert counts(batch) == (1, 0, 2)
    assert [(problem.row, problem.reason) for problem in batch.problems.order_by("row")] == [(2, "LINE"), (3, "LINE")]
    assert Alert.objects.get().received_at.isoformat() == "2020-08-05T10:32:33+00:00"


BAD = {
    "EMPTY": {"text": "  ", "urgency": "4"},
    "LONG": {"text": "x" * 10_001},
    "DAY": {"date": "31/02/2026"},
    "FUTURE": {"date": (timezone.now() + timedelta(days=3)).strftime("%d/%m/%Y")},
    "PHONE": {"phone": "12"},
    "NUMBER": {"people": "-3"},
    "CATEGORY": {"category": "nonsense"},
    "URGENCY": {"urgency": "9"},
    "CHANNEL": {"channel": "pigeon"},
    "POSITION": {"lon": "200", "lat": "x"},
    "REFERENCE": {"id": "r" * 101},
}


NAMES = ["text", "date", "phone", "people", "category", "urgency", "channel", "lon", "lat", "id"]


def table(*rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, NAMES)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("reason", list(BAD))
def test_every_fault_is_named_and_only_a_row_without_a_text_is_refused(cast: Cast, signed_in, reason: str) -> None:
    good = {"text": "good", "date": "20/11/2026", "category": "عنف", "urgency": "Vital"}
    batch = take_in(cast, table(good, {"text": "the faulty one"} | BAD[reason], good | {"text": "good too"}))
    taken = reason not in ("EMPTY", "LONG")
    assert (counts(batch), batch.incomplete) == (((3, 0, 0), 1) if taken else ((2, 0, 1), 0))
    problem = batch.problems.get()
    assert (problem.row, problem.reason, problem.taken) == (3, reason, taken)
    assert (problem.column in NAMES, len(problem.sentence) > 5) == (True, True)
    if not taken:
        return
    alert = Alert.objects.get(text="the faulty one")
    value = " ".join(BAD[reason].values())
    arrived = alert.events.get(kind="RECEIVED")
    assert [(cell["column"], cell["reason"], cell["value"]) for cell in arrived.unread] == [
        (problem.column, reason, value)
    ]
    assert arrived.before == {"needs": []}  # it may be a telephone or a name: nothing of it stands in clear
    page = signed_in(cast.duniya).get(alert.get_absolute_url()).content.decode()
    assert value in page
    assert problem.sentence in page


def test_a_row_with_many_faults_comes_in_without_those_fields_and_all_are_named(cast: Cast) -> None:
    row = {
        "text": "نص",
        "date": "31/02/2026",
        "phone": "12",
        "people": "x",
        "category": "y",
        "urgency": "9",
        "lon": "200",
    }
    before = timezone.now()
    batch = take_in(cast, table(row), mapping={"reporter_phone": "phone"})
    assert (counts(batch), batch.incomplete) == ((1, 0, 0), 1)
    found = {(problem.column, problem.reason, problem.value) for problem in batch.problems.all()}
    assert found == {
        ("date", "DAY", "31/02/2026"), ("phone", "PHONE", "12"), ("people", "NUMBER", "x"), ("category", "CATEGORY", "y"),
        ("urgency", "URGENCY", "9"), ("lon", "POSITION", "200"),
    }  # fmt: skip
    alert = Alert.objects.get()
    assert (alert.reporter_phone, alert.people_count, alert.category, alert.urgency, alert.lon) == (
        "",
        None,
        "OTHER",
        1,
        None,
    )
    assert before <= alert.received_at <= timezone.now()
    assert counts(take_in(cast, table(row))) == (0, 1, 0)  # the same row again, whatever the clock says
    assert counts(take_in(cast, table(row | {"date": "30/02/2026"}))) == (1, 0, 0)


def test_a_refused_row_has_all_its_faults_named_too(cast: Cast) -> None:
    batch = take_in(cast, table({"phone": "12", "people": "x"}))
    assert {(problem.reason, problem.taken) for problem in batch.problems.all()} == {
        ("EMPTY", False), ("PHONE", False), ("NUMBER", False),
    }  # fmt: skip
    assert (counts(batch), batch.incomplete) == ((0, 0, 1), 0)


def test_a_row_with_more_cells_than_the_heading_loses_none_of_them(cast: Cast) -> None:
    batch = take_in(cast, b"text,x\ngood,1\nhelp, two children,0550001234,3\n")
    assert [(p.row, p.reason, p.value) for p in batch.problems.all()] == [(3, "WIDTH", "0550001234 3")]
    assert [alert.text for alert in Alert.objects.order_by("id")] == ["good", "help"]


def test_what_is_longer_than_its_field_is_kept_beside(cast: Cast) -> None:
    batch = take_in(cast, b"text,nom\nhelp," + b"n" * 130 + b"\n")
    alert = Alert.objects.get()
    assert (batch.problems.get().reason, alert.reporter_name) == ("CUT", "n" * 120)
    assert alert.events.get(kind="RECEIVED").unread[0]["value"] == "n" * 130


def test_signs_that_no_database_holds_stop_no_file(cast: Cast) -> None:
    batch = take_in(
        cast, rb'{"text": "a\ud800b\u0000c\u001b", "name": "x\udfff"}', "posts.jsonl", mapping={"reporter_name": "name"}
    )
    assert (counts(batch), Alert.objects.get().text) == ((1, 0, 0), "abc")


@pytest.mark.parametrize(
    "content",
    [b"", b"\n \n", b"\xef\xbb\xbf", b"%PDF-1.7 x", b"MZ\x90", b"PK\x03\x04broken", b"\x89PNG\r\n", b"{broken\n"],
)
def test_what_is_no_table_is_refused_with_a_sentence(cast: Cast, content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        actions.keep_file(by=cast.duniya, upload=SimpleUploadedFile("x.csv", content), name="x.csv")
    assert len(str(refusal.value)) > 10


def test_one_column_a_heading_alone_and_doubled_headings(cast: Cast) -> None:
    assert counts(take_in(cast, "الرسالة\nرجل بلا مأوى قرب المحطة\n".encode())) == (1, 0, 0)
    for content in (b"text,date\n", b"a note that somebody named photo.jpg"):
        with pytest.raises(Refused, match="عناوين"):
            take_in(cast, content)
    batch = take_in(cast, b"text,text,\na,b,c\n", mapping={"text": "text #2"})
    assert (counts(batch), Alert.objects.latest("id").text) == ((1, 0, 0), "b")


def test_a_huge_cell_stops_the_file_where_it_stands_and_keeps_what_came_before(cast: Cast) -> None:
    content = b'text,date\ngood one,\n"' + b"x" * (sheets.LONGEST_CELL + 10) + b'",\ngood,\n'
    batch = take_in(cast, content)
    assert (batch.status, counts(batch), batch.problems.get().reason) == ("FAILED", (1, 0, 1), "FILE")
    assert counts(take_in(cast, b"text,date\n" + b"y" * 500_000 + b",\ngood two,\n")) == (1, 0, 1)


def test_formulas_come_in_as_text_and_the_list_of_bad_rows_runs_none(cast: Cast, signed_in) -> None:
    batch = take_in(cast, b"text,phone\n=1+1 help,\nx,=HYPERLINK(1)\ny,+cmd|calc\n")
    assert (Alert.objects.first().text, counts(batch), batch.incomplete) == ("=1+1 help", (3, 0, 0), 2)
    answer = signed_in(cast.duniya).get(reverse("alerts:import_problems", args=[batch.uuid]))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["3", "4"]
    assert [row[4] for row in rows[1:]] == ["'=HYPERLINK(1)", "'+cmd|calc"]
    assert {row[5] for row in rows[1:]} == {"أُخذ من دونه"}


def test_the_same_file_and_the_same_rows_come_in_once(cast: Cast) -> None:
    first = "text,id,date\nأول,1,20/11/2026\nثان,2,20/11/2026\n".encode()
    assert counts(take_in(cast, first, "liste 2026-11.csv")) == (2, 0, 0)
    assert counts(take_in(cast, first, "liste 2026-11 (1).csv")) == (0, 2, 0)
    assert counts(take_in(cast, "text,id\nثالث,3\nثان,2\n".encode(), "liste 2026-12.csv")) == (1, 1, 0)
    assert counts(take_in(cast, first, "other.csv")) == (2, 0, 0)  # another source counts its rows itself
    assert counts(take_in(cast, "text\nبلا مرجع\nبلا مرجع\n".encode())) == (1, 1, 0)
    assert counts(take_in(cast, xlsx(["message"], ["بلا مرجع"]), "x.xlsx")) == (0, 1, 0)


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["عجوز", "رجل بلا مأوى", "une famille", "=1+1"]), st.sampled_from(["", "1", "2", "3"])
        ),
        min_size=1,
        max_size=12,
    ),
    cut=st.integers(0, 12),
    size=st.integers(1, 5),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_importing_again_in_any_slices_creates_nothing_new(
    cast: Cast, rows: list, cut: int, size: int, monkeypatch
) -> None:
    """In one go, in parts, or stopped and taken up again: the same rows give the same alerts."""
    before = Alert.objects.count()

    def content(part: list) -> bytes:
        return ("text,id\n" + "".join(f"{text},{ref}\n" for text, ref in part)).encode()

    first = take_in(cast, content(rows[:cut]), "p.csv") if rows[:cut] else None
    batch = actions.keep_file(by=cast.duniya, upload=SimpleUploadedFile("p.csv", content(rows)), name="p.csv")
    actions.start(
        batch=batch,
        by=cast.duniya,
        mapping={"text": "text", "source_ref": "id"},
        source="p",
        area=batch.area,
        category="OTHER",
    )
    while not actions.carry_on(batch_id=batch.pk, seconds=0, slice_size=size):
        pass
    batch.refresh_from_db()
    assert batch.taken + batch.known == len(rows) == batch.done
    keys = {("ref", ref) if ref else ("text", text) for text, ref in rows}
    assert Alert.objects.count() - before <= len(keys)
    assert (first.taken if first else 0) + batch.taken == Alert.objects.count() - before
    again = take_in(cast, content(rows), "p.csv")
    assert (again.taken, again.known) == (0, len(rows))


def test_a_killed_import_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    content = ("text\n" + "".join(f"row {n}\n" for n in range(25))).encode()
    batch = actions.keep_file(by=cast.duniya, upload=SimpleUploadedFile("p.csv", content), name="p.csv")
    actions.start(batch=batch, by=cast.duniya, mapping={"text": "text"}, source="", area=batch.area, category="OTHER")
    whole = imports._alerts
    calls = []

    def dies(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("killed")
        return whole(*arguments)

    monkeypatch.setattr(imports, "_alerts", dies)
    with pytest.raises(RuntimeError):
        actions.carry_on(batch_id=batch.pk, slice_size=10)
    assert ImportBatch.objects.get().done == Alert.objects.count() == 20
    assert actions.carry_on(batch_id=batch.pk, slice_size=10)
    assert (Alert.objects.count(), ImportBatch.objects.get().status) == (25, "DONE")
    assert actions.carry_on(batch_id=batch.pk)


def test_the_job_runs_until_the_file_is_done(cast: Cast, run_jobs: Callable[[], list[str]]) -> None:
    batch = actions.keep_file(by=cast.duniya, upload=SimpleUploadedFile("p.csv", ROWS.encode()), name="p.csv")
    actions.start(batch=batch, by=cast.duniya, mapping=batch.mapping, source="", area=batch.area, category="OTHER")
    assert "alerts.import" in run_jobs()
    assert ImportBatch.objects.get().status == "DONE"


def test_places_come_from_the_column_the_position_or_the_text(cast: Cast, places: Places) -> None:
    content = "text,commune\nعجوز وحيدة,القصبة\nرجل في ولاية البليدة ينام في الشارع,\n"
    content += "رجل من البليدة ينام في الشارع,\nمكان غريب,زززز\n"
    batch = take_in(cast, content.encode())
    rows = list(Alert.objects.order_by("id"))
    assert [row.place_precision for row in rows] == ["COMMUNE", rows[1].place_precision, "UNKNOWN", "UNKNOWN"]
    assert rows[0].area == places.casbah
    assert rows[1].area.path.startswith(places.blida.path)
    assert rows[1].organisation.code == "DAS-09"
    assert (rows[2].area, rows[3].place_text, batch.placed) == (batch.area, "زززز", 2)  # one word alone may be a name


def test_columns_are_proposed_by_their_headings_else_the_longest_is_the_text() -> None:
    assert columns.propose(["id", "Message", "Téléphone", "تاريخ الوصول"], []) == {
        "source_ref": "id", "text": "Message", "reporter_phone": "Téléphone", "received_at": "تاريخ الوصول",
    }  # fmt: skip
    rows = [sheets.Row(2, {"a": "1", "b": "a long sentence"})]
    assert columns.propose(["a", "b"], rows) == {"text": "b"}


def test_only_those_who_may_import_do(cast: Cast, signed_in) -> None:
    with pytest.raises(NotPermitted):
        actions.keep_file(by=cast.amina, upload=SimpleUploadedFile("p.csv", ROWS.encode()), name="p.csv")
    batch = take_in(cast, ROWS.encode())
    for who in (cast.amina, cast.chafia, cast.djamel, cast.auditor):
        client = signed_in(who)
        for name in ("import_batch", "import_progress", "import_problems"):
            assert client.get(reverse(f"alerts:{name}", args=[batch.uuid])).status_code in (403, 404)


def test_by_the_pages_from_the_file_to_the_queue(cast: Cast, signed_in, run_jobs) -> None:
    client = signed_in(cast.duniya)
    assert client.post(reverse("alerts:import"), {}).status_code == 422
    assert client.post(reverse("alerts:import"), {"file": SimpleUploadedFile("x.csv", b"MZ")}).status_code == 422
    sent = client.post(reverse("alerts:import"), {"file": SimpleUploadedFile("=1+1.csv", ROWS.encode())})
    page = client.get(sent.url)
    assert page.context["form"].initial["map_text"] == "text"
    fields = {f"map_{name}": column for name, column in ImportBatch.objects.get().mapping.items()}
    area = {"area": "الجزائر", "area_id": str(cast.duniya.main_posting.area.uuid), "area_name": "الجزائر"}
    assert client.post(sent.url, fields | area | {"category": "OTHER", "map_text": ""}).status_code == 422
    assert client.post(sent.url, fields | area | {"category": "OTHER", "map_text": "no such"}).status_code == 422
    assert client.post(sent.url, fields | area | {"category": "OTHER"}).status_code == 302
    assert "hx-get" in client.get(sent.url).content.decode()
    run_jobs()
    state = client.get(reverse("alerts:import_progress", args=[ImportBatch.objects.get().uuid]), HTTP_HX_REQUEST="true")
    assert "every 2s" not in state.content.decode()
    assert client.get(reverse("alerts:import")).status_code == 200
    assert Alert.objects.count() == 2


def test_from_the_command_line(cast: Cast, tmp_path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("message,autre\nرجل بلا مأوى,x\n")
    out = io.StringIO()
    call_command("import_alerts", str(path), "--user", "duniya", "--map", "text=message", stdout=out)
    assert "1 alerts taken in" in out.getvalue()
    for wrong in (
        ["--user", "nobody"],
        ["--user", "amina"],
        ["--user", "duniya", "--map", "nonsense=x"],
        ["--user", "duniya", "--map", "text=nope"],
    ):
        with pytest.raises(CommandError):
            call_command("import_alerts", str(path), *wrong, stdout=out)


def test_every_refusal_is_a_sentence() -> None:
    assert all(len(str(reason.label)) > 10 for reason in Refusal)
    assert set(Category.values) >= {"OTHER"}


def test_files_are_deleted_after_a_week_with_what_stood_in_their_refused_rows(cast: Cast, signed_in) -> None:
    batch = take_in(cast, "text,phone\nيحتاجون الخبز,\nنص,0550\n".encode())
    upload = SimpleUploadedFile("waiting.csv", "text\nنص آخر\n".encode())
    waiting = actions.keep_file(by=cast.duniya, upload=upload, name=upload.name)
    storage, names = batch.file.storage, (batch.file.name, waiting.file.name)
    assert batch.problems.get().value
    now = timezone.now()
    assert actions.forget_files(now=now + timedelta(days=1, hours=23)) == 0
    assert actions.forget_files(now=now + timedelta(days=2, hours=1)) == 1
    assert not ImportBatch.objects.filter(pk=waiting.pk).exists() and not storage.exists(names[1])
    assert storage.exists(names[0])
    assert actions.forget_files(now=now + timedelta(days=7, hours=1)) == 1
    assert actions.forget_files(now=now + timedelta(days=8)) == 0
    batch.refresh_from_db()
    assert not batch.file and not storage.exists(names[0])
    assert batch.problems.get().value == ""
    client = signed_in(cast.duniya)
    assert client.get(reverse("alerts:import_batch", args=[batch.uuid])).status_code == 200
    assert "سبعة أيام" in client.get(reverse("alerts:import")).content.decode()


def test_a_place_name_that_nobody_knows_is_listed_and_stays_with_the_alert(
    cast: Cast, places: Places, signed_in
) -> None:
    rows = "text,commune,adresse\nhelp here,القصبة,\nhelp there,زنقة المجهول,الطابق 2\nhelp somewhere,,\n"
    batch = take_in(cast, rows.encode())
    problem = batch.problems.get()
    assert (problem.row, problem.column, problem.reason, problem.value, problem.taken) == (
        3, "commune", "PLACE", "زنقة المجهول", True,
    )  # fmt: skip
    assert (counts(batch), batch.incomplete, batch.placed, batch.unplaced) == ((3, 0, 0), 1, 1, 2)
    assert Alert.objects.get(text="help there").place_text == "زنقة المجهول · الطابق 2"
    page = signed_in(cast.duniya).get(reverse("alerts:import_batch", args=[batch.uuid])).content.decode()
    assert "زنقة المجهول" in page and problem.sentence in page and "?unlocated=on" in page
    assert counts(take_in(cast, rows.encode())) == (0, 3, 0)


@pytest.mark.parametrize(
    ("heading", "cells", "field"),
    [
        ("رقم", ["0550001234", "0661 22 33 44"], "reporter_phone"),
        ("رقم", [550001234, None], "reporter_phone"),
        ("رقم", ["1", "2"], "source_ref"),
        ("الرقم", ["17", "18"], "source_ref"),
        ("الرقم", ["0550001234"], "reporter_phone"),
        ("Numéro", ["D-14"], "source_ref"),
    ],
)
def test_a_column_called_number_is_what_its_cells_say(heading: str, cells: list[object], field: str) -> None:
    rows = [sheets.Row(number, {"النص": "كلام", heading: cell}) for number, cell in enumerate(cells, 2)]
    assert columns.propose(["النص", heading], rows) == {"text": "النص", field: heading}
