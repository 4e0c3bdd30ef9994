"""Sources, their files, and watches, each read through the reader's scope."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.core.refusal import NotFound
from yaqaza.monitoring.models import Post, PostFile, Source, Watch
from yaqaza.monitoring.states import WatchKind

P = Permission


def visible_sources(user: User) -> QuerySet[Source]:
    """Return the sources of the organisations that ``user`` reaches, the troubled first."""
    reach = within(
        user,
        P.MONITOR_VIEW,
        P.SOURCE_MANAGE,
        area_path="organisation__area__path",
        organisation_path="organisation__path",
    )
    first = Case(
        When(enabled=True, health="TROUBLE", then=Value(0)), When(enabled=True, then=Value(1)), default=Value(2)
    )
    return Source.objects.filter(reach).select_related("organisation").order_by(first, "name", "id")


def get_source(uuid: UUID, *, seen_by: User) -> Source:
    """One answer for "no such source" and "not yours"."""
    found = visible_sources(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("This source does not exist, or it belongs to another organisation."))
    return found


def calling(uuid: UUID) -> Source:
    """Return the source whose address a provider calls; one that is paused does not exist."""
    found = Source.objects.filter(uuid=uuid, enabled=True).first()
    if found is None:
        raise NotFound(_("This source does not exist, or it belongs to another organisation."))
    return found


def houses_to_serve(user: User, permission: Permission = P.SOURCE_MANAGE) -> QuerySet[Organisation]:
    """Return the active organisations for which ``user`` may keep sources or watches."""
    reach = within(user, permission, area_path="area__path", organisation_path="path")
    return Organisation.objects.filter(reach, status=OrganisationStatus.ACTIVE).order_by("path")


def dead(user: User) -> list[Source]:
    """Return the sources that died or fell silent and that ``user`` answers for, the longest dead first."""
    reach = within(user, P.SOURCE_MANAGE, area_path="organisation__area__path", organisation_path="organisation__path")
    rows = Source.objects.filter(reach, enabled=True, told_at__isnull=False).select_related("organisation")
    return list(rows.order_by("told_at", "id")[:20])


def set_aside(source: Source) -> QuerySet[Post]:
    """Return the posts of a source that could not be read, the latest first: they are in no story."""
    return Post.objects.filter(source=source, stripped_at=None).exclude(fault="").order_by("-id")


def with_unread(user: User) -> list[Source]:
    """Return the sources of which posts could not be read."""
    aside = Post.objects.filter(source=OuterRef("pk"), stripped_at=None).exclude(fault="")
    return list(visible_sources(user).filter(Exists(aside))[:20])


def get_file(uuid: UUID, *, seen_by: User) -> PostFile:
    found = (
        PostFile.objects.filter(uuid=uuid, source__in=visible_sources(seen_by).order_by())
        .select_related("source")
        .first()
    )
    if found is None:
        raise NotFound(_("This file does not exist, or it belongs to another organisation."))
    return found


def sources_of(ids: Iterable[int]) -> list[Source]:
    """Return the sources of a story, to be named: their names are no secret to who may read the story."""
    return list(Source.objects.filter(pk__in=list(ids)[:50]).only("pk", "uuid", "name", "kind").order_by("name", "id"))


def visible_watches(user: User) -> QuerySet[Watch]:
    """Return the watches of the organisations that ``user`` reaches."""
    reach = within(user, P.MONITOR_VIEW, area_path="organisation__area__path", organisation_path="organisation__path")
    return (
        Watch.objects.filter(reach)
        .select_related("organisation", "area", "added_by")
        .defer("area__geometry", "area__search_keys")
    )


def get_watch(uuid: UUID, *, seen_by: User) -> Watch:
    found = visible_watches(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("This watch does not exist, or it belongs to another organisation."))
    return found


def watches_in_use() -> QuerySet[Watch]:
    """Return every watch that is followed, whoever added it: posts are read once for all."""
    return (
        Watch.objects.filter(Q(ended_at=None))
        .select_related("area")
        .defer("area__geometry", "area__search_keys")
        .order_by("id")
    )


def followed_accounts() -> dict[str, list[int]]:
    """Return the accounts that are followed, by their name as it is compared, with the watches."""
    found: dict[str, list[int]] = {}
    for pk, name in Watch.objects.filter(kind=WatchKind.ACCOUNT, ended_at=None).values_list("pk", "folded"):
        found.setdefault(name, []).append(pk)
    return found
