"""What is done with messages: kept as they come, ordered by key, sent once, decided by people where nobody can know."""

from yaqaza.channels.actions.approving import fetch_templates, hand_in, keep_template
from yaqaza.channels.actions.arriving import keep, keep_call, note_fetched, note_taken, pictures, take_in
from yaqaza.channels.actions.connectors import change, check_health, create, reword, switch, test
from yaqaza.channels.actions.deciding import decide, forget, leave, send_again, took_it
from yaqaza.channels.actions.polling import drain_spool, poll
from yaqaza.channels.actions.probing import alarm, forget_probes, note_arrived, probe, probe_due, send_probe
from yaqaza.channels.actions.purging import forget_raw
from yaqaza.channels.actions.pushing import (
    leave_browser,
    stay_in_browser,
    subscribe,
    subscribe_letters,
    tell_followers,
    tell_officers,
    unsubscribe,
    unsubscribe_letters,
)
from yaqaza.channels.actions.sending import Order, drain, order, order_all, send, settle

__all__ = [
    "Order",
    "alarm",
    "change",
    "check_health",
    "create",
    "decide",
    "drain",
    "drain_spool",
    "fetch_templates",
    "forget",
    "forget_probes",
    "forget_raw",
    "hand_in",
    "keep",
    "keep_call",
    "keep_template",
    "leave",
    "leave_browser",
    "note_arrived",
    "note_fetched",
    "note_taken",
    "order",
    "order_all",
    "pictures",
    "poll",
    "probe",
    "probe_due",
    "reword",
    "send",
    "send_again",
    "send_probe",
    "settle",
    "stay_in_browser",
    "subscribe",
    "subscribe_letters",
    "switch",
    "take_in",
    "tell_followers",
    "tell_officers",
    "test",
    "took_it",
    "unsubscribe",
    "unsubscribe_letters",
]  # fmt: skip
