"""Who may keep sources and decide about stories, how long a source is left alone, and the sentence when something may not be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place_or_house
from yaqaza.channels import network
from yaqaza.channels.connectors.base import Setting
from yaqaza.channels.models import Connector
from yaqaza.channels.states import Kind as Channel
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.monitoring.models import Source, Story, Wording
from yaqaza.monitoring.sources import provider, reader
from yaqaza.monitoring.states import MOVES, Kind, StoryStatus

LEASE = timedelta(minutes=5)
"""Longer than any asking may take: whoever asks then was cut off."""

DEAD_AFTER = timedelta(minutes=30)
"""A fault that passes by itself is told of when it lasts; a key that ran out, at once."""

WATCHES_MOST = 500
WORDS_LEAST = 3


def pause_after(failures: int) -> timedelta:
    """Return how long a source is left alone after its nth failure in a row: a minute, then twice as long, at most an hour."""
    return min(timedelta(hours=1), timedelta(minutes=1) * 2 ** min(10, max(0, failures - 1)))


def check_manage(user: User, organisation: Organisation) -> None:
    if not reaches_place_or_house(user, Permission.SOURCE_MANAGE, area=organisation.area, organisation=organisation):
        raise NotPermitted(_("Your role does not include the sources of this organisation."))


def check_values(kind: Kind, values: Mapping[str, str]) -> None:
    """Refuse settings that miss something or would lead where nothing of ours may go."""
    for each in provider(kind).settings:
        given = values.get(each.name) or each.default
        if each.required and not given:
            raise Refused(_("Something is missing: %(what)s.") % {"what": each.label})
        if each.form == "url" and given and network.why_not_url(given, public_only=True):
            raise Refused(_("“%(what)s” must begin with https:// and hold no password.") % {"what": each.label})


def check_keys_again(source: Source, values: Mapping[str, str], secrets: Mapping[str, str]) -> None:
    """Refuse to take kept keys to a new address: whoever changes it must know every one of them."""
    known = provider(source.type).settings

    def moved(setting: Setting) -> bool:
        now, before = values.get(setting.name) or setting.default, source.settings.get(setting.name) or setting.default
        return setting.form == "url" and now != before

    kept = [each for each in known if each.secret and source.values.get(each.name) and not secrets.get(each.name)]
    if kept and any(map(moved, known)):
        raise Refused(_("The address of the provider changed: enter the keys again."))


def check_alone(kind: Kind, values: Mapping[str, str], beside: Source | None = None) -> None:
    """Refuse an account that another source, or a connector, asks by already: each would miss what the other was told."""
    mine = reader(kind, values).account
    if not mine:
        return
    others = [row.values for row in Source.objects.filter(kind=kind) if row != beside]
    talks = Connector.objects.filter(kind=Channel.TELEGRAM) if kind == Kind.BOT else []
    if any(reader(kind, each).account == mine for each in (*others, *(row.values for row in talks))):
        raise Refused(_("This bot is asked elsewhere already, and Telegram tells each post once: make another bot."))


def asks_as(kind: Channel, account: str) -> bool:
    """Say whether a source asks by the account of a connector of ``kind``."""
    rows = Source.objects.filter(kind=Kind.BOT) if kind == Channel.TELEGRAM else []
    return any(reader(Kind.BOT, row.values).account == account for row in rows)


def check_pace(every_minutes: int, silent_hours: int) -> None:
    if not 1 <= every_minutes <= 1440 or not 1 <= silent_hours <= 2160:
        raise Refused(
            _("Ask at least once a day, and say of how many hours without a post you want to hear (at most 90 days).")
        )


def check_asks(source: Source) -> None:
    """Refuse to ask a source that has nobody to ask."""
    if not provider(source.type).asks:
        raise Refused(_("Nobody is asked here: posts come by files that you send."))


def check_files(source: Source) -> None:
    if source.type != Kind.FILE:
        raise Refused(_("Files are sent to a source of files."))
    if not source.enabled:
        raise Refused(_("The source is paused: switch it on before you send a file."))


def check_decide(user: User, story: Story) -> None:
    """Refuse who does not decide about stories of this place or organisation."""
    if not reaches_place_or_house(user, Permission.MONITOR_DECIDE, area=story.area, organisation=story.organisation):
        raise NotPermitted(_("Your role does not include deciding about this story."))


def check_story_move(story: Story, to: StoryStatus) -> None:
    if story.into_id:
        raise Refused(_("This story was gathered into another one: decide there."))
    check_move(MOVES, story.status, to)


def check_has_words(story: Story) -> None:
    if not story.text:
        raise Refused(_("The words of this story were erased after their time: nothing is left to make an alert of."))


def check_gather(story: Story, into: Story) -> None:
    if story.pk == into.pk:
        raise Refused(_("Choose another story: this is the same one."))
    if story.into_id or into.into_id:
        raise Refused(_("One of the two was gathered already."))
    if story.alert_id:
        raise Refused(_("This story is an alert already: gather the other one into it."))


def check_part(story: Story, wordings: Mapping[int, Wording], wording: Wording) -> None:
    """Refuse to part what is one, or what somebody else has taken elsewhere meanwhile."""
    if wording.pk not in wordings:
        raise Refused(_("This wording is not one of this story."))
    if len(wordings) < 2:
        raise Refused(_("A story of one wording cannot be taken apart."))


def check_watch_words(text: str) -> None:
    if len(text.replace(" ", "")) < WORDS_LEAST:
        raise Refused(_("Write at least three letters: anything shorter is found everywhere."))


def check_watch_count(count: int) -> None:
    if count >= WATCHES_MOST:
        raise Refused(_("There are 500 watches already. End those that nobody needs any more."))
