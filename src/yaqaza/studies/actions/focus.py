"""Focus groups: codebooks, talks, transcripts without names, and passages under themes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.core import audit
from yaqaza.core.ids import next_number
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.core.text import clean
from yaqaza.studies import coding
from yaqaza.studies.models import Codebook, FocusGroup, Participant, Passage, Theme
from yaqaza.studies.rules import MOST_SIGNS, check_code, check_group
from yaqaza.territory.models import Area


@transaction.atomic
def begin_codebook(*, by: User, title: str) -> Codebook:
    """Begin a codebook of the writer's house."""
    posting = home_posting(by, Permission.FOCUS_GROUP)
    if posting is None:
        raise NotPermitted(_("Focus groups are looked after by others in your house."))
    row = Codebook.objects.create(title=title, organisation=posting.organisation, area=posting.area, created_by=by)
    audit.record("focus.codebook_begun", on=row, by=by)
    return row


@transaction.atomic
def add_theme(*, codebook: Codebook, by: User, name_ar: str, name_fr: str, parent: Theme | None = None) -> Theme:
    """Add a theme to a codebook, below another when one is given."""
    check_group(codebook, by=by)
    if parent is not None and parent.codebook_id != codebook.pk:
        raise Refused(_("This theme is of another codebook."))
    if codebook.themes.filter(parent=parent, name_ar=name_ar).exists():
        raise Refused(_("There is such a theme already."))
    theme = Theme.objects.create(codebook=codebook, parent=parent, name_ar=name_ar, name_fr=name_fr)
    audit.record("focus.theme_added", on=codebook, by=by)
    return theme


@transaction.atomic
def drop_theme(*, theme: Theme, by: User) -> None:
    """Take a theme out of a codebook while nothing is under it or below it."""
    check_group(theme.codebook, by=by)
    if theme.passages.exists() or theme.children.exists() or theme.suggestions.exists():
        raise Refused(_("Passages, suggestions or other themes are under this theme."))
    audit.record("focus.theme_dropped", on=theme.codebook, by=by)
    theme.delete()


@transaction.atomic
def begin_group(
    *, by: User, title: str, codebook: Codebook, area: Area, held_on: date, guide: str = "", participants: list[dict[str, str]]
) -> FocusGroup:  # fmt: skip
    """Keep a talk: where, when, with whom (without names)."""
    posting = home_posting(by, Permission.FOCUS_GROUP)
    if posting is None:
        raise NotPermitted(_("Focus groups are looked after by others in your house."))
    check_group(codebook, by=by)
    if held_on > timezone.localdate():
        raise Refused(_("This day is still to come. Write the talk down when it was held."))
    number = next_number(f"G-{timezone.localdate().year}-", width=4)
    group = FocusGroup.objects.create(
        number=number, title=title, codebook=codebook, organisation=posting.organisation, area=area, held_on=held_on, guide=guide,
        created_by=by,
    )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(group=group, number=at, **told) for at, told in enumerate(participants, 1)
    )
    audit.record("focus.begun", on=group, by=by, number=group.number)
    return group


@transaction.atomic
def write(*, group: FocusGroup, by: User, text: str, names: str = "") -> FocusGroup:
    """Keep a transcript. What looks like a name or a telephone must be stripped, or said to be none (``names``:
    "STRIP", "NONE"); once passages are coded the text stays."""
    group = _locked(group)
    check_group(group, by=by)
    if group.passages.exists():
        raise Refused(_("Passages of this transcript are coded: it stays as it is. Take them away first."))
    text = clean(text)
    if len(text) > MOST_SIGNS:
        raise Refused(_("This transcript is longer than it may be. Make two talks of it."))
    found = coding.named(text, settings.COUNTRY)
    if found and names == "STRIP":
        text = coding.stripped(text, found, name=_("[name]"), phone=_("[telephone]"))
    elif found and (names != "NONE" or any(each.phone for each in found)):
        raise Refused(_("This transcript seems to hold names or telephone numbers."))
    group.transcript = text
    group.save(update_fields=["transcript"])
    audit.record("focus.written", on=group, by=by)
    return group


@transaction.atomic
def code(*, group: FocusGroup, by: User, theme: Theme, first: int, last: int, quote: bool = False) -> Passage:
    """Put sentences of a transcript under a theme, from the ``first`` to the ``last``."""
    group = _locked(group)  # nobody writes the transcript anew meanwhile
    check_code(group, by=by)
    parts = coding.sentences(group.transcript)
    first, last = sorted((first, last))
    if theme.codebook_id != group.codebook_id or not 0 <= first <= last < len(parts):
        raise Refused(_("Choose sentences of this transcript and a theme of its codebook."))
    span = {"start": parts[first].start, "end": parts[last].end}
    passage, made = Passage.objects.get_or_create(group=group, theme=theme, coder=by, **span, defaults={"quote": quote})
    if not made:
        raise Refused(_("You have put these words under this theme already."))
    audit.record("focus.coded", on=group, by=by)
    return passage


@transaction.atomic
def uncode(*, passage: Passage, by: User) -> None:
    """Take one's own passage away."""
    check_code(passage.group, by=by)
    if passage.coder_id != by.pk:
        raise NotPermitted(_("Who put words under a theme takes them away again."))
    audit.record("focus.uncoded", on=passage.group, by=by)
    passage.delete()


def note_reading(*, group: FocusGroup, by: User) -> None:
    """Remember who read a transcript."""
    audit.record("focus.read", on=group, by=by)


def note_export(*, codebook: Codebook, by: User) -> None:
    """Remember who took passages out as a file."""
    audit.record("focus.exported", on=codebook, by=by)


def _locked(group: FocusGroup) -> FocusGroup:
    rows: Any = FocusGroup.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organisation", "codebook").get(pk=group.pk)
