"""What is done with alerts: every channel comes in by ``receive``, every decision is written with who took it."""

from yaqaza.alerts.actions.analysing import analyse, unread_by_the_program
from yaqaza.alerts.actions.correcting import correct, put_right
from yaqaza.alerts.actions.imports import carry_on, forget_files, keep_file, start
from yaqaza.alerts.actions.intake import Received, add_information, code_for, erase_contact, receive
from yaqaza.alerts.actions.shifts import acknowledge, hand_over, take_item
from yaqaza.alerts.actions.triage import (
    ask,
    dismiss,
    dismiss_many,
    gather,
    gather_many,
    mark_file_closed,
    mark_in_case,
    mark_on_mission,
    mark_visited,
    note,
    pass_on,
    pass_on_many,
    read,
    set_sensitive,
)
from yaqaza.alerts.actions.undoing import mission_called_off, undo

__all__ = [
    "Received", "acknowledge", "add_information", "analyse", "ask", "carry_on", "code_for", "correct", "dismiss", "dismiss_many",
    "erase_contact", "forget_files", "gather", "gather_many", "hand_over", "keep_file", "mark_file_closed", "mark_in_case",
    "mark_on_mission", "mark_visited", "mission_called_off", "note", "pass_on", "pass_on_many", "put_right", "read", "receive",
    "set_sensitive", "start", "take_item", "undo", "unread_by_the_program",
]  # fmt: skip
