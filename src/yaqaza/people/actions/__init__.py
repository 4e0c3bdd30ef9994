"""What can be done to persons and households. Every write of this app is here."""

from yaqaza.people.actions.adjudicating import (
    ask,
    notice,
    notice_alike,
    say_not_same,
    say_same,
    say_unsure,
    take_answer_back,
)
from yaqaza.people.actions.merging import merge, take_apart_back, tell_apart, unmerge
from yaqaza.people.actions.records import (
    CORRECTABLE,
    add_phone,
    correct_household,
    correct_person,
    create_household,
    create_person,
    give_consent,
    join_household,
    leave_household,
    remove_phone,
    reveal_identity,
    settle_person,
    withdraw_consent,
)

__all__ = [
    "CORRECTABLE", "add_phone", "ask", "correct_household", "correct_person", "create_household", "create_person", "give_consent",
    "join_household", "leave_household", "merge", "notice", "notice_alike", "remove_phone", "reveal_identity", "say_not_same", "say_same",
    "say_unsure", "settle_person", "take_answer_back", "take_apart_back", "tell_apart", "unmerge", "withdraw_consent",
]  # fmt: skip
