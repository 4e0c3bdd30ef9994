"""Alerts and what happens to them · the files they came in · what the program read in them and people corrected."""

from yaqaza.alerts.models.alerts import Alert, AlertEvent, AlertPhoto, HandOver, Story
from yaqaza.alerts.models.imports import ImportBatch, ImportProblem
from yaqaza.alerts.models.readings import Correction, Reading

__all__ = [
    "Alert", "AlertEvent", "AlertPhoto", "Correction", "HandOver", "ImportBatch", "ImportProblem", "Reading", "Story",
]  # fmt: skip
