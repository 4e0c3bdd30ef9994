"""What phones and people do here. Every write of this app is here."""

from yaqaza.mobile.actions.phones import end, registered, wiped
from yaqaza.mobile.actions.settling import choose, drop, try_again
from yaqaza.mobile.actions.syncing import Answer, Call, Sent, sync
from yaqaza.mobile.actions.taking import take
from yaqaza.mobile.actions.uploading import add_piece, forget_old

__all__ = [
    "Answer", "Call", "Sent", "add_piece", "choose", "drop", "end", "forget_old", "registered", "sync", "take", "try_again", "wiped",
]  # fmt: skip
