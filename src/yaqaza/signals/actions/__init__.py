"""What is written about warning signs: finding them, asking and hearing, deciding, and the list of shared numbers."""

from yaqaza.signals.actions.deciding import answer, ask, decide, read, reopen
from yaqaza.signals.actions.finding import forget, look, note, recheck, trace, walk
from yaqaza.signals.actions.sharing import correct_shared, share, unshare

__all__ = [
    "answer", "ask", "correct_shared", "decide", "forget", "look", "note", "read", "recheck", "reopen", "share", "trace", "unshare",
    "walk",
]  # fmt: skip
