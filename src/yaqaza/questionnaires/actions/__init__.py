"""What is done with questionnaires, phones and submissions."""

from yaqaza.questionnaires.actions.authoring import (
    add_media,
    bring_back,
    create,
    discard,
    publish,
    retire,
    revise,
)
from yaqaza.questionnaires.actions.devices import Equipped, equip, note_list, revoke, used
from yaqaza.questionnaires.actions.receiving import Receipt, choose, note_export, note_reading, receive, set_sensitive

__all__ = [
    "Equipped",
    "Receipt",
    "add_media",
    "bring_back",
    "choose",
    "create",
    "discard",
    "equip",
    "note_export",
    "note_list",
    "note_reading",
    "publish",
    "receive",
    "retire",
    "revise",
    "revoke",
    "set_sensitive",
    "used",
]
