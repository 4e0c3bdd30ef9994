"""What the report of an import says of its rows: which line of the file is meant, and what the alerts came in without."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.alerts.test_imports import counts, take_in, xlsx

from yaqaza.alerts import actions, sheets
from yaqaza.alerts.models import Alert, ImportBatch

pytestmark = pytest.mark.django_db


def lines(batch: ImportBatch) -> list[tuple[int, int]]:
    return [(problem.row, problem.under) for problem in batch.problems.order_by("row")]


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"text,phone\ngood,\nx,12\n", "a.csv", (3, 2)),
        (b"\n\ntext,phone\ngood,\n\nx,12\n", "b.csv", (6, 3)),  # a spreadsheet shows the empty lines too
        (b'text,phone\n"two\nlines",\nx,12\n', "c.csv", (3, 2)),  # one row of a spreadsheet, however high
        (xlsx(["text", "phone"], ["good", ""], ["x", "12"]), "d.xlsx", (3, 2)),
        (xlsx([], ["text", "phone"], ["good", ""], ["x", "12"]), "e.xlsx", (4, 2)),
        (b'{"text": "good"}\n\n{"text": "x", "phone": "12"}\n', "f.jsonl", (3, 3)),  # no heading
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_line_is_counted_as_the_reader_of_the_file_counts_it(cast, content, name, expected) -> None:
    assert lines(take_in(cast, content, name, mapping={"text": "text", "phone": "phone"})) == [expected]


def test_the_page_and_the_list_say_which_line_is_meant(cast, signed_in) -> None:
    batch = take_in(cast, b"text,phone\n" + b"good,\n" * 5 + b"x,12\n")
    client = signed_in(cast.duniya)
    page = re.sub(r"<[^>]+>", " ", client.get(reverse("alerts:import_batch", args=[batch.uuid])).content.decode())
    assert "سطر الملف" in page and "7 رقم 6 تحت العناوين" in " ".join(page.split())
    answer = client.get(reverse("alerts:import_problems", args=[batch.uuid]))
    (heading, row) = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (heading[:2], row[:2]) == (["سطر الملف", "الرقم تحت العناوين"], ["7", "6"])


def test_a_file_without_headings_speaks_of_none(cast, signed_in) -> None:
    batch = take_in(cast, b'{"text": "good"}\n{"text": "x", "phone": "12"}\n', "posts.jsonl")
    page = signed_in(cast.duniya).get(reverse("alerts:import_batch", args=[batch.uuid])).content.decode()
    assert "سطر الملف" in page and "تحت العناوين" not in page


def test_rows_that_are_there_already_lack_nothing(cast) -> None:
    content = b"text,phone,date\na,12,99/99/2026\nb,12,\nc,,\n"
    first, again = take_in(cast, content), take_in(cast, content)
    assert (counts(first), first.incomplete, first.problems.count()) == ((3, 0, 0), 2, 3)
    assert (counts(again), again.incomplete, again.problems.count()) == ((0, 3, 0), 0, 0)
    twice = take_in(cast, b"text,id,phone\nnew,7,12\nnew,7,12\n,8,\n")  # one row two times, and one without a text
    assert (counts(twice), twice.incomplete) == ((1, 1, 1), 1)
    assert [(problem.row, problem.taken) for problem in twice.problems.order_by("row")] == [(2, True), (4, False)]


def test_what_the_alerts_came_in_without_is_named(cast, signed_in) -> None:
    batch = take_in(cast, b"text,phone,date\na,12,99/99/2026\nb,13,\n,14,\n")
    page = signed_in(cast.duniya).get(reverse("alerts:import_batch", args=[batch.uuid])).content.decode()
    told = re.search(r"أُخذت من دون حقل</dt><dd>(.*?)</dd>", page, re.DOTALL)
    words = " ".join(re.sub(r"<[^>]+>", " ", told[1]).split())
    assert words == "2 phone : 2، date : 1"


EARLIER = [
    (b"\n\ntext,phone\nfirst,\n\nsecond,12\n", "a.csv"),
    (xlsx([], [], ["text", "phone"], ["first", ""], [], ["second", "12"]), "b.xlsx"),
]


@pytest.mark.parametrize(("content", "name"), EARLIER, ids=lambda value: value if isinstance(value, str) else "")
@pytest.mark.parametrize("done", [0, 1])
def test_a_file_looked_at_before_the_line_of_its_heading_was_kept_takes_no_heading_in(
    cast, content, name, done
) -> None:
    batch = actions.keep_file(by=cast.duniya, upload=SimpleUploadedFile(name, content), name=name)
    values = {"mapping": batch.mapping, "source": "", "area": batch.area, "category": "OTHER"}
    batch = actions.start(batch=batch, by=cast.duniya, **values)
    del batch.layout["heading"]
    ImportBatch.objects.filter(pk=batch.pk).update(layout=batch.layout, done=done)  # begun, and stopped after a row
    assert actions.carry_on(batch_id=batch.pk)
    assert list(Alert.objects.order_by("id").values_list("text", flat=True)) == ["first", "second"][done:]
    assert [problem.row for problem in batch.problems.all()] == [6]


def broken_xlsx(*rows: list[object]) -> bytes:
    """A spreadsheet of which the rows can be read and what stands after them cannot."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(*rows))) as whole, zipfile.ZipFile(out, "w") as broken:
        for name in whole.namelist():
            content = whole.read(name)
            broken.writestr(name, content.replace(b"</sheetData>", b"<row") if name.endswith("sheet1.xml") else content)
    return out.getvalue()


HUGE = b'"' + b"x" * (sheets.LONGEST_CELL + 10) + b'",\n'


@pytest.mark.parametrize(
    ("content", "name", "line"),
    [
        (b"\n\ntext,phone\n\n" + HUGE, "a.csv", 5),
        (b"\ntext,phone\ngood,\n\n\n" + HUGE, "b.csv", 6),
        (broken_xlsx([], ["text", "phone"], [], ["good", ""], ["good too", ""]), "c.xlsx", 6),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("slice_size", [1, 500])  # it breaks at the beginning of a slice, or within
def test_the_line_where_a_file_breaks_is_a_line_of_the_file(cast, content, name, line, slice_size) -> None:
    batch = actions.keep_file(by=cast.duniya, upload=SimpleUploadedFile(name, content), name=name)
    values = {"mapping": batch.mapping, "source": "", "area": batch.area, "category": "OTHER"}
    actions.start(batch=batch, by=cast.duniya, **values)
    assert actions.carry_on(batch_id=batch.pk, slice_size=slice_size)
    assert [(problem.row, problem.reason) for problem in batch.problems.all()] == [(line, "FILE")]


def test_a_spreadsheet_that_is_broken_from_its_beginning_is_refused(cast) -> None:
    with pytest.raises(sheets.Unreadable):
        actions.keep_file(by=cast.duniya, upload=SimpleUploadedFile("a.xlsx", broken_xlsx()), name="a.xlsx")


def test_a_running_import_counts_no_columns_at_every_look(cast, signed_in) -> None:
    batch = take_in(cast, b"text,phone\na,12\nb,13\n")
    ImportBatch.objects.filter(pk=batch.pk).update(status="RUNNING", finished_at=None)
    client = signed_in(cast.duniya)
    with CaptureQueriesContext(connection) as running:
        page = client.get(reverse("alerts:import_progress", args=[batch.uuid]))
    assert page.context["left_out"] == []
    assert not [query["sql"] for query in running if "GROUP BY" in query["sql"]]
    ImportBatch.objects.filter(pk=batch.pk).update(status="DONE", finished_at=batch.finished_at)
    assert client.get(reverse("alerts:import_progress", args=[batch.uuid])).context["left_out"] == [("phone", 2)]
