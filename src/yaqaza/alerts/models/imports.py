"""Files of alerts: how their columns are read, how far they got, and what could not be read in them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from yaqaza.alerts import sheets
from yaqaza.alerts.states import Refusal
from yaqaza.core.ids import uuid7


class ImportBatch(models.Model):
    """A file of alerts: how its columns are read and how far it got; ``problems`` are the faults of its rows."""

    class Status(models.TextChoices):
        MAPPING = "MAPPING", pgettext_lazy("import", "Waiting for its columns to be matched")
        RUNNING = "RUNNING", pgettext_lazy("import", "Running")
        DONE = "DONE", pgettext_lazy("import", "Done")
        FAILED = "FAILED", pgettext_lazy("import", "Stopped")

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")  # of rows that name no place
    file = models.FileField(upload_to="imports/")
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    source = models.CharField(
        max_length=60, blank=True
    )  # whose file it is: with a row's own id it tells the same row again
    layout = models.JSONField(default=dict)  # kind, encoding, delimiter, columns
    mapping = models.JSONField(default=dict)  # field → column
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.MAPPING)
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)  # rows that were already there
    refused = models.PositiveIntegerField(default=0)
    incomplete = models.PositiveIntegerField(
        default=0, db_default=0
    )  # rows taken in without a field that was not readable
    placed = models.PositiveIntegerField(default=0)  # rows whose commune or province is known
    failure = models.CharField(max_length=20, blank=True)  # why the whole file stopped: a code of ``states.Refusal``
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        identifies = {"file": "file", "file_name": "text", "source": "text", "layout": "text", "mapping": "text"}
        safe = {
            "id", "uuid", "organisation", "area", "file_hash", "status", "total", "done", "taken", "known", "refused", "incomplete",
            "placed", "failure", "created_at", "created_by", "finished_at",
        }  # fmt: skip

    @property
    def state(self) -> ImportBatch.Status:
        return ImportBatch.Status(self.status)

    @property
    def unplaced(self) -> int:
        """Return how many alerts of it came in without a known commune or province."""
        return max(0, self.taken - self.placed)

    @property
    def encoding_said(self) -> str:
        """Return the name of the encoding as people know it, "" for a spreadsheet."""
        names = {"utf-8-sig": "UTF-8", "cp1256": "Windows-1256"}
        encoding = self.layout.get("encoding", "")
        return "" if self.layout.get("kind") == "XLSX" else names.get(encoding, encoding.upper())


class ImportProblem(models.Model):
    """One fault of a row: where it stands and what it is, so that the file's owner can repair it."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField()  # the line of the file: its heading and empty lines are counted
    column = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=20)  # a code of ``states.Refusal``: told in the reader's language
    value = models.CharField(max_length=120, blank=True)  # what stood there, shortened
    taken = models.BooleanField(default=False, db_default=False)  # the row came in, without this

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "row", "column", "reason"], name="import_problem_named_once")
        ]

    class Privacy:
        identifies = {"value": "text", "column": "text"}
        safe = {"id", "batch", "row", "reason", "taken"}

    @property
    def under(self) -> int:
        """Return which line under the heading it is; of a file without one, which of the file."""
        return self.row - sheets.heading_of(self.batch.layout)

    @property
    def sentence(self) -> str:
        return str(Refusal(self.reason).label)

    @property
    def fate(self) -> str:
        """Return what became of the row."""
        return str(_("Taken in without it") if self.taken else _("Not taken in"))
