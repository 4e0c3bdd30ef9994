"""What is done with posts and stories: kept as they come, gathered, decided by people, and stripped after their time."""

from yaqaza.monitoring.actions.fetching import called, fetch, keep, tell_of_dead, try_now
from yaqaza.monitoring.actions.files import keep_file, preview, read_file, running, start
from yaqaza.monitoring.actions.forgetting import forget_author, forget_authors, forget_files, strip_old
from yaqaza.monitoring.actions.gathering import gather
from yaqaza.monitoring.actions.sources import add_watch, change, create, end_watch, read_again, switch
from yaqaza.monitoring.actions.stories import accept, contacted, dismiss, gather_into, join, part, reopen, watch
from yaqaza.monitoring.actions.waiting import CALLS, take_waiting
from yaqaza.monitoring.actions.weighing import weigh, weigh_again

__all__ = [
    "CALLS", "accept", "add_watch", "called", "change", "contacted", "create", "dismiss", "end_watch", "fetch", "forget_author",
    "forget_authors", "forget_files", "gather", "gather_into", "join", "keep", "keep_file", "part", "preview", "read_again", "read_file",
    "reopen", "running", "start", "strip_old", "switch", "take_waiting", "tell_of_dead", "try_now", "watch", "weigh", "weigh_again",
]  # fmt: skip
