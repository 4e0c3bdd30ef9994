"""Alerts and what happens to them · the files they came in · what the program read in them and people
corrected · what of them is compared · the messages they were told and answered by
· the rules that sent them, clocks and crises."""

from yaqaza.alerts.models.alerts import Alert, AlertEvent, AlertPhoto, HandOver, HandOverItem, Story
from yaqaza.alerts.models.fingerprints import Fingerprint, PictureFingerprint
from yaqaza.alerts.models.imports import ImportBatch, ImportProblem
from yaqaza.alerts.models.readings import Correction, Reading
from yaqaza.alerts.models.routing import Clock, Crisis, Escalation, RoutingRule, RoutingTable
from yaqaza.alerts.models.talks import AlertMessage

__all__ = [
    "Alert", "AlertEvent", "AlertMessage", "AlertPhoto", "Clock", "Correction", "Crisis", "Escalation", "Fingerprint", "HandOver",
    "HandOverItem", "ImportBatch", "ImportProblem", "PictureFingerprint", "Reading", "RoutingRule", "RoutingTable", "Story",
]  # fmt: skip
