from yaqaza.studies.actions.fieldwork import gather, note, replace, share_out, take_over, undo_note
from yaqaza.studies.actions.surveys import close, create, draw, plan, reopen, upload, withdraw

__all__ = [
    "close", "create", "draw", "gather", "note", "plan", "reopen", "replace", "share_out", "take_over", "undo_note", "upload", "withdraw",
]  # fmt: skip
