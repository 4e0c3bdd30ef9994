"""What may be read of focus groups: those of the reader's places and houses, by those who work on them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.core.refusal import NotFound
from yaqaza.studies import coding
from yaqaza.studies.models import Codebook, FocusGroup, Passage, Suggestion, Theme
from yaqaza.studies.queries.proposals import proposals

GROUPS_ORDER = ("-held_on", "-id")


def codebooks(user: User) -> QuerySet[Codebook]:
    """Return the codebooks of the reader's places and houses."""
    rows = Codebook.objects.filter(within(user, Permission.FOCUS_GROUP)).select_related("organisation", "area")
    return rows.defer("area__geometry").order_by("-created_at", "-id")


def get_codebook(uuid: UUID, *, seen_by: User) -> Codebook:
    """Return a codebook; "not there" and "not yours" get the same answer."""
    found = codebooks(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no such codebook, or it is kept elsewhere."))
    return found


def groups(user: User) -> QuerySet[FocusGroup]:
    """Return the focus groups of the reader's places and houses, without what was said."""
    rows = FocusGroup.objects.filter(within(user, Permission.FOCUS_GROUP))
    rows = rows.select_related("organisation", "area", "codebook__area", "codebook__organisation")
    return rows.defer("transcript", "area__geometry", "codebook__area__geometry").annotate(coded=Count("passages"))


def filtered_groups(rows: QuerySet[FocusGroup], chosen: Mapping[str, Any]) -> QuerySet[FocusGroup]:
    """Narrow a list by words of the title, codebook and place."""
    if words := chosen.get("q"):
        rows = rows.filter(Q(title__icontains=words) | Q(number__iexact=words))
    if book := chosen.get("codebook"):
        rows = rows.filter(codebook__uuid=book)
    return rows


def get_group(uuid: UUID, *, seen_by: User) -> FocusGroup:
    """Return a focus group; "not there" and "not yours" get the same answer."""
    found = groups(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no such focus group, or it was held elsewhere."))
    return found


def get_theme(uuid: UUID, *, seen_by: User) -> Theme:
    """Return a theme of a codebook that the reader works with."""
    found = Theme.objects.filter(uuid=uuid, codebook__in=codebooks(seen_by)).select_related(
        "codebook__area", "codebook__organisation"
    )
    theme = found.first()
    if theme is None:
        raise NotFound(_("There is no such theme."))
    return theme


def get_passage(uuid: UUID, *, seen_by: User) -> Passage:
    """Return a passage of a focus group that the reader works on."""
    rows = Passage.objects.filter(uuid=uuid, group__in=groups(seen_by)).select_related(
        "group__area", "group__organisation", "theme"
    )
    passage = rows.first()
    if passage is None:
        raise NotFound(_("There is no such passage."))
    return passage


@dataclass(frozen=True)
class Branch:
    """A theme in its tree: how deep it stands, how many passages, talks and partners' suggestions are under it and what is below it."""

    theme: Theme
    depth: int
    passages: int
    talks: int
    suggestions: int

    @property
    def used(self) -> bool:
        return bool(self.passages or self.suggestions)


Told = tuple[
    str, int, int
]  # "passage" of a talk or "suggestion" about a proposal, its key, the key of the talk or proposal


def tree(codebook: Codebook, *, seen_by: User) -> list[Branch]:
    """Return the themes of a codebook as a tree, each with what the reader may read under it and below it."""
    themes = list(codebook.themes.order_by("name_ar", "pk"))
    told = _told(codebook, seen_by)
    below: dict[int | None, list[Theme]] = {}
    for theme in themes:
        below.setdefault(theme.parent_id, []).append(theme)

    def walk(parent: int | None, depth: int) -> tuple[list[Branch], set[Told]]:
        lines: list[Branch] = []
        every: set[Told] = set()
        for theme in below.get(parent, []):
            inner, said = walk(theme.pk, depth + 1)
            said |= told.get(theme.pk, set())
            talks = {whole for kind, _pk, whole in said if kind == "passage"}
            counts = Counter(kind for kind, _pk, _whole in said)
            lines += [Branch(theme, depth, counts["passage"], len(talks), counts["suggestion"]), *inner]
            every |= said
        return lines, every

    return walk(None, 0)[0]


def _told(codebook: Codebook, user: User) -> dict[int, set[Told]]:
    """What is under each theme itself, as far as the user reads it. A suggestion under two themes of a branch counts once in it."""
    found: dict[int, set[Told]] = defaultdict(set)
    for pk, under, group in _readable(user).filter(theme__codebook=codebook).values_list("pk", "theme", "group"):
        found[under].add(("passage", pk, group))
    filed = Suggestion.objects.filter(themes__codebook=codebook, proposal__in=proposals(user))
    for pk, under, proposal in filed.values_list("pk", "themes", "proposal"):
        found[under].add(("suggestion", pk, proposal))
    return found


def _readable(user: User) -> QuerySet[Passage]:
    """The passages of the talks that the user may open."""
    return Passage.objects.filter(group__in=FocusGroup.objects.filter(within(user, Permission.FOCUS_GROUP)))


def passages_of(group: FocusGroup) -> list[Passage]:
    """Return the passages of a talk in the order of its words."""
    return list(group.passages.select_related("theme", "coder").order_by("start", "end", "pk"))


@dataclass(frozen=True)
class Said:
    """A passage with its words."""

    passage: Passage
    words: str


def said_about(theme: Theme, *, seen_by: User) -> list[Said]:
    """Return what was said about a theme and what is below it, in the talks that the reader may open."""
    return _said(Q(theme__in=_with_below(theme)), seen_by)


def suggested_about(theme: Theme, *, seen_by: User) -> list[Suggestion]:
    """Return what partners suggest about a theme and what is below it, on the proposals that the reader reads."""
    rows = Suggestion.objects.filter(themes__in=_with_below(theme), proposal__in=proposals(seen_by)).distinct()
    return list(rows.select_related("proposal", "organisation").order_by("made_at", "pk"))


def _with_below(theme: Theme) -> set[int]:
    under, edge = {theme.pk}, [theme.pk]
    while edge:
        edge = list(Theme.objects.filter(parent__in=edge).values_list("pk", flat=True))
        under |= set(edge)
    return under


def said_in(codebook: Codebook, *, seen_by: User) -> list[Said]:
    """Return every passage of a codebook, of the talks that the reader may open."""
    return _said(Q(theme__codebook=codebook), seen_by)


def _said(which: Q, user: User) -> list[Said]:
    """Passages with their words; each transcript is read and decrypted once."""
    rows = _readable(user).filter(which)
    rows = rows.select_related("group__area", "theme", "coder").defer("group__area__geometry", "group__transcript")
    found = list(rows.order_by("group", "start", "pk"))
    talks = FocusGroup.objects.filter(pk__in={row.group_id for row in found})
    texts = dict(talks.values_list("pk", "transcript"))
    return [Said(row, texts[row.group_id][row.start : row.end]) for row in found]


def coded(codebook: Codebook, *, seen_by: User) -> list[coding.Coded]:
    """Return every passage under the themes of a codebook, of the talks that the reader may open."""
    rows = _readable(seen_by).filter(theme__codebook=codebook).values_list("group", "start", "end", "theme", "coder")
    return [coding.Coded(*row) for row in rows]


def pairs(codebook: Codebook, *, seen_by: User) -> list[tuple[Theme, Theme, int]]:
    """Return which themes are spoken of in the same words, and how often."""
    named = {theme.pk: theme for theme in codebook.themes.all()}
    found = coding.together(coded(codebook, seen_by=seen_by))
    rows = [(named[one], named[other], count) for (one, other), count in found.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0].pk, row[1].pk))


@dataclass(frozen=True)
class Compared:
    """How far two coders of a talk agree: theme by theme, and over all of them."""

    one: User
    other: User
    themes: list[tuple[Theme, coding.Agreement]]
    whole: coding.Agreement


def compared(group: FocusGroup) -> list[Compared]:
    """Return how far the coders of a talk agree, two by two, about the themes that either of them used."""
    rows = list(group.passages.select_related("theme", "coder"))
    coders = sorted({row.coder for row in rows}, key=lambda user: user.pk)
    parts = coding.sentences(group.transcript)
    found = []
    for at, one in enumerate(coders):
        for other in coders[at + 1 :]:
            lines = []
            for theme in sorted({row.theme for row in rows if row.coder in (one, other)}, key=lambda theme: theme.name):
                mine, theirs = (
                    [
                        coding.Coded(0, row.start, row.end, theme.pk, who.pk)
                        for row in rows
                        if row.theme == theme and row.coder == who
                    ]
                    for who in (one, other)
                )
                lines.append((theme, coding.agreement(parts, mine, theirs)))
            counts = [
                sum(getattr(each, name) for _theme, each in lines) for name in ("both", "one", "other", "neither")
            ]
            found.append(Compared(one, other, lines, coding.Agreement(*counts)))
    return found
