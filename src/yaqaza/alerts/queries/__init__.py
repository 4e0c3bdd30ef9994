"""What may be read of alerts, and by whom."""

from yaqaza.alerts.queries.readings import FilledIn, corrections_of, filled_in, no_names, panel, reading_of
from yaqaza.alerts.queries.rows import (
    by_tracking_code,
    event_to_undo,
    events_of,
    followed,
    gathered_with,
    get_alert,
    get_alerts,
    get_batch,
    get_photo,
    handovers_for,
    left_out,
    may_triage,
    of_phone,
    responsible_organisation,
    tracking_hash,
    visible_batches,
    visible_to,
)
from yaqaza.alerts.queries.same import Suggestion, suggestions

__all__ = [
    "FilledIn", "Suggestion", "by_tracking_code", "corrections_of", "event_to_undo", "events_of", "filled_in", "followed", "gathered_with",
    "get_alert", "get_alerts", "get_batch", "get_photo", "handovers_for", "left_out", "may_triage", "no_names", "of_phone", "panel",
    "reading_of", "responsible_organisation", "suggestions", "tracking_hash", "visible_batches", "visible_to",
]  # fmt: skip
