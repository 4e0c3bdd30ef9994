"""Sources, stories and posts, by who asks."""

from yaqaza.monitoring.queries.sources import (
    dead,
    followed_accounts,
    get_file,
    get_source,
    get_watch,
    houses_to_serve,
    set_aside,
    sources_of,
    visible_sources,
    visible_watches,
    watches_in_use,
    with_unread,
)
from yaqaza.monitoring.queries.stories import (
    Filters,
    curve,
    get_post,
    get_story,
    get_wording,
    listed,
    of_alert,
    posts_of,
    visible_to,
    wordings_of,
)

__all__ = [
    "Filters", "curve", "dead", "followed_accounts", "get_file", "get_post", "get_source", "get_story", "get_watch", "get_wording",
    "houses_to_serve", "listed", "of_alert", "posts_of", "set_aside", "sources_of", "visible_sources", "visible_to", "visible_watches",
    "watches_in_use", "with_unread", "wordings_of",
]  # fmt: skip
