"""Where posts come from, whether a source works, and what was decided about a story."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from yaqaza.core.components import Look


class Kind(TextChoices):
    """A kind of source: one module of ``sources``."""

    FILE = "FILE", pgettext_lazy("source", "Files of posts (CSV, XLSX, JSON lines)")
    FEED = "FEED", pgettext_lazy("source", "News feed (RSS, Atom)")
    PAGE = "PAGE", pgettext_lazy("source", "Web page")
    MASTODON = "MASTODON", pgettext_lazy("source", "Mastodon")
    BLUESKY = "BLUESKY", pgettext_lazy("source", "Bluesky")
    TELEGRAM = "TELEGRAM", pgettext_lazy("source", "Public Telegram channel")
    BOT = "BOT", pgettext_lazy("source", "Telegram channels, by a bot that is in them")
    FACEBOOK = "FACEBOOK", pgettext_lazy("source", "Facebook or Instagram page")
    X = "X", pgettext_lazy("source", "X, search of the last week")
    YOUTUBE = "YOUTUBE", pgettext_lazy("source", "Comments on YouTube")

    @property
    def module(self) -> str:
        return self.value.lower()

    @property
    def icon(self) -> str:
        return {
            Kind.FILE: "file-import", Kind.FEED: "rss", Kind.PAGE: "world", Kind.MASTODON: "brand-mastodon", Kind.BLUESKY: "brand-bluesky",
            Kind.TELEGRAM: "brand-telegram", Kind.BOT: "brand-telegram", Kind.FACEBOOK: "brand-facebook", Kind.X: "brand-x",
            Kind.YOUTUBE: "brand-youtube",
        }[self]  # fmt: skip


class Condition(TextChoices):
    """How a source is, as its page says it."""

    OFF = "OFF", pgettext_lazy("source", "Paused")
    UNKNOWN = "UNKNOWN", pgettext_lazy("source", "Not tried yet")
    WORKS = "WORKS", pgettext_lazy("source", "Works")
    WAITS = "WAITS", pgettext_lazy("source", "Waits: the provider asked to go slower")
    SILENT = "SILENT", pgettext_lazy("source", "Silent")
    TROUBLE = "TROUBLE", pgettext_lazy("source", "Does not work")

    @property
    def look(self) -> Look:
        return {
            Condition.OFF: Look("plain", "x"),
            Condition.UNKNOWN: Look("plain", "question-mark"),
            Condition.WORKS: Look("success", "check"),
            Condition.WAITS: Look("info", "hourglass"),
            Condition.SILENT: Look("warning", "help-circle"),
            Condition.TROUBLE: Look("danger", "alert-triangle"),
        }[self]


class StoryStatus(TextChoices):
    NEW = "NEW", pgettext_lazy("story status", "Nobody decided yet")
    WATCHED = "WATCHED", pgettext_lazy("story status", "Watched")
    ACCEPTED = "ACCEPTED", pgettext_lazy("story status", "Became an alert")
    JOINED = "JOINED", pgettext_lazy("story status", "Joined to an alert")
    DISMISSED = "DISMISSED", pgettext_lazy("story status", "Dismissed")

    @property
    def look(self) -> Look:
        return {
            StoryStatus.NEW: Look("info", "bell"),
            StoryStatus.WATCHED: Look("warning", "eye"),
            StoryStatus.ACCEPTED: Look("success", "check"),
            StoryStatus.JOINED: Look("success", "git-merge"),
            StoryStatus.DISMISSED: Look("plain", "x"),
        }[self]


S = StoryStatus
MOVES = {
    S.NEW: [S.WATCHED, S.ACCEPTED, S.JOINED, S.DISMISSED],
    S.WATCHED: [S.NEW, S.ACCEPTED, S.JOINED, S.DISMISSED],
    S.DISMISSED: [S.NEW],
    S.ACCEPTED: [],
    S.JOINED: [],
}
OPEN = (S.NEW, S.WATCHED)
"""What the board shows: somebody has to decide."""

EVIDENCE = (S.ACCEPTED, S.JOINED)
"""Whose posts are kept: an alert rests on them."""


class Happening(TextChoices):
    """What is told of a story, in order."""

    WATCHED = "WATCHED", pgettext_lazy("story event", "Watched")
    UNWATCHED = "UNWATCHED", pgettext_lazy("story event", "No longer watched")
    ACCEPTED = "ACCEPTED", pgettext_lazy("story event", "Became an alert")
    JOINED = "JOINED", pgettext_lazy("story event", "Joined to an alert")
    DISMISSED = "DISMISSED", pgettext_lazy("story event", "Dismissed")
    REOPENED = "REOPENED", pgettext_lazy("story event", "Opened again")
    PARTED = "PARTED", pgettext_lazy("story event", "A wording was taken out: another situation")
    GATHERED = "GATHERED", pgettext_lazy("story event", "Another story was gathered into it")
    CONTACTED = "CONTACTED", pgettext_lazy("story event", "The author was written to")
    FORGOTTEN = "FORGOTTEN", pgettext_lazy("story event", "What identifies an author was erased")


class WatchKind(TextChoices):
    WORDS = "WORDS", pgettext_lazy("watch", "Words")
    PLACE = "PLACE", pgettext_lazy("watch", "Place")
    ACCOUNT = "ACCOUNT", pgettext_lazy("watch", "Account")

    @property
    def icon(self) -> str:
        return {WatchKind.WORDS: "search", WatchKind.PLACE: "map-pin", WatchKind.ACCOUNT: "user"}[self]
