"""Setting up sources, pausing them, and keeping watches."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place_or_house
from yaqaza.channels.states import Health
from yaqaza.core import audit, jobs
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.core.text import clean
from yaqaza.language.folding import fold
from yaqaza.monitoring import queries, rules
from yaqaza.monitoring.actions.fetching import handle_of
from yaqaza.monitoring.models import Post, Source, Watch
from yaqaza.monitoring.sources import provider
from yaqaza.monitoring.states import Kind, WatchKind
from yaqaza.territory.models import Area


@transaction.atomic
def create(
    *,
    by: User,
    kind: Kind,
    name: str,
    organisation: Organisation,
    every_minutes: int,
    silent_hours: int,
    values: Mapping[str, str],
) -> Source:
    """Add a source, paused until somebody tried it; one of files is ready at once."""
    rules.check_manage(by, organisation)
    rules.check_values(kind, values)
    rules.check_alone(kind, values)
    rules.check_pace(every_minutes, silent_hours)
    plain, secret = _parted(kind, values)
    source = Source.objects.create(
        kind=kind, name=clean(name), organisation=organisation, every_minutes=every_minutes, silent_hours=silent_hours, settings=plain,
        secrets=_sealed(secret), enabled=kind == Kind.FILE,
    )  # fmt: skip
    audit.record("source.created", on=source, by=by, kind=kind, organisation=organisation)
    return source


@transaction.atomic
def change(
    *,
    source: Source,
    by: User,
    name: str,
    organisation: Organisation,
    every_minutes: int,
    silent_hours: int,
    values: Mapping[str, str],
) -> Source:
    """Change a source; a secret that is left empty stays what it is. What is searched anew begins anew."""
    source = _locked(source)
    rules.check_manage(by, source.organisation)
    rules.check_manage(by, organisation)
    rules.check_pace(every_minutes, silent_hours)
    plain, given = _parted(source.type, values)
    known = {each.name for each in provider(source.type).settings if each.secret}
    secret = {key: str(value) for key, value in source.values.items() if key in known} | given
    rules.check_values(source.type, {**plain, **secret})
    rules.check_keys_again(source, plain, given)
    rules.check_alone(source.type, {**plain, **secret}, beside=source)
    changed = sorted(key for key in plain if plain.get(key) != source.settings.get(key)) + sorted(given)
    if any(plain.get(key) != source.settings.get(key) for key in plain):
        source.cursor = {}  # a number of one place says nothing at another
    source.name, source.organisation = clean(name), organisation
    source.every_minutes, source.silent_hours = every_minutes, silent_hours
    source.settings, source.secrets = plain, _sealed(secret)
    source.health, source.trouble, source.trouble_since = Health.UNKNOWN, "", None
    source.failures, source.next_at, source.asking_until, source.told_at = 0, None, None, None
    source.save()
    audit.record("source.changed", on=source, by=by, fields=changed)
    return source


@transaction.atomic
def switch(*, source: Source, by: User, on: bool) -> Source:
    """Pause a source or let it go on from where it was."""
    source = _locked(source)
    rules.check_manage(by, source.organisation)
    if source.enabled != on:
        source.enabled, source.next_at, source.asking_until, source.told_at = on, None, None, None
        if on and source.last_post_at is None:
            source.created_at = timezone.now()  # its silence counts from here
        source.save(update_fields=["enabled", "next_at", "asking_until", "told_at", "created_at"])
        audit.record("source.switched", on=source, by=by, active=on)
    return source


@transaction.atomic
def read_again(*, source: Source, by: User) -> int:
    """Let the posts of a source that could not be read be read again, and return how many there are."""
    rules.check_manage(by, source.organisation)
    rows = queries.set_aside(source).select_for_update(no_key=True, of=("self",))
    count = Post.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(fault="", gathered_at=None)
    if count:
        audit.record("post.read_again", on=source, by=by, rows=count)
        jobs.enqueue("monitoring.gather", once="monitoring.gather")
    return count


@transaction.atomic
def add_watch(
    *, by: User, kind: WatchKind | str, organisation: Organisation, text: str = "", area: Area | None = None
) -> Watch:
    """Follow words, a place or an account from now on."""
    kind = WatchKind(kind)
    _check_watches(by, organisation)
    rules.check_watch_count(queries.watches_in_use().count())
    said = clean(text)[:120]
    folded = handle_of(said) if kind == WatchKind.ACCOUNT else fold(said)[:240]
    if kind == WatchKind.PLACE:
        if area is None:
            raise Refused(_("Choose the place to follow."))
        said = folded = ""
    else:
        area = None
        rules.check_watch_words(folded)
    try:
        with transaction.atomic():
            watch = Watch.objects.create(
                kind=kind, text=said, folded=folded, area=area, organisation=organisation, added_by=by
            )
    except IntegrityError:
        raise Refused(_("This is watched already.")) from None
    audit.record("watch.added", on=watch, by=by, kind=kind, organisation=organisation)
    return watch


@transaction.atomic
def end_watch(*, watch: Watch, by: User) -> Watch:
    """Follow it no longer; what it found stays."""
    watch = (
        Watch.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__area").get(pk=watch.pk)
    )
    _check_watches(by, watch.organisation)
    if watch.ended_at is None:
        watch.ended_at, watch.ended_by = timezone.now(), by
        watch.save(update_fields=["ended_at", "ended_by"])
        audit.record("watch.ended", on=watch, by=by, kind=watch.kind)
    return watch


def _check_watches(user: User, organisation: Organisation) -> None:
    if not reaches_place_or_house(user, Permission.MONITOR_DECIDE, area=organisation.area, organisation=organisation):
        raise NotPermitted(_("Your role does not include the watches of this organisation."))


def _locked(source: Source) -> Source:
    return (
        Source.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation__area")
        .get(pk=source.pk)
    )


def _parted(kind: Kind, values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What is shown, and what is not (only what was given)."""
    known = provider(kind).settings
    plain = {each.name: values.get(each.name, "") for each in known if not each.secret}
    return plain, {each.name: values[each.name] for each in known if each.secret and values.get(each.name)}


def _sealed(secret: Mapping[str, str]) -> str:
    return json.dumps(secret) if secret else ""
