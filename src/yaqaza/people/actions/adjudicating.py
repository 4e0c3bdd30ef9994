"""Pairs of records that may be one person: noticing them, answering, taking an answer back.

"The same" by someone who may not merge is a proposal for a supervisor; by a supervisor it merges. Everything can be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.core import audit
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import Refused
from yaqaza.people import queries, rules
from yaqaza.people.actions.merging import merge, one_at_a_time, take_apart_back, tell_apart, unmerge
from yaqaza.people.actions.records import one_line
from yaqaza.people.models import Likeness, NotSame, Person
from yaqaza.people.states import MOVES, LikenessSource, LikenessStatus

S = LikenessStatus
ANSWER = ["status", "answered_at", "answered_by", "keep", "note", "merge"]


@transaction.atomic
def notice(pairs: Sequence[tuple[int, int, float, list[Any]]], *, source: LikenessSource) -> int:
    """Ask about pairs of records (ids, score, evidence) that nobody was asked about yet; return how many are new.

    Pairs that were told apart, also through other records of the same people, and records that are merged already are left out.
    """
    ids = {pk for a, b, *_more in pairs for pk in (a, b)}
    stands = set(Person.objects.filter(pk__in=ids, same_as=None).values_list("pk", flat=True))
    one = {pk: pk for pk in stands}
    one |= {pk: same or pk for pk, same in Person.objects.filter(same_as__in=stands).values_list("pk", "same_as")}
    told = NotSame.objects.filter(Q(a__in=one) & Q(b__in=one)).values_list("a", "b")
    apart = {frozenset((one[a], one[b])) for a, b in told}
    rows = [
        Likeness(a_id=min(a, b), b_id=max(a, b), source=source, score=score, evidence=evidence)
        for a, b, score, evidence in pairs
        if a != b and {a, b} <= stands and frozenset((a, b)) not in apart
    ]
    known = Likeness.objects.filter(a__in={row.a_id for row in rows}).values_list("a", "b")
    have = set(known)
    new = [row for row in rows if (row.a_id, row.b_id) not in have]
    Likeness.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def ask(*, a: Person, b: Person, by: User) -> Likeness:
    """Ask whether two people that someone found alike are one; the question there is already is opened again if it may be."""
    rules.check_compare(a, b, by=by)
    if a.pk == b.pk:
        raise Refused(_("This is one record, not two."))
    first, second = sorted((a, b), key=lambda person: person.pk)
    row, created = Likeness.objects.get_or_create(
        a=first, b=second, defaults={"source": LikenessSource.SEARCH, "score": 0.5, "evidence": []}
    )
    if created:
        audit.record("likeness.asked", on=row, by=by)
    return row


ALIKE = 0.75  # how well somebody must fit what is known of a new person, to be asked about


def notice_alike(*, person: Person, by: User) -> int:
    """Ask about those in the reader's sight who are much like ``person``, who was recorded where nobody could search first."""
    year = str(person.birth_date.year) if person.birth_date else ""
    asked = [f"{person.name_ar or person.name_latin or person.description} {year}".strip()]
    asked += [phone.number for phone in queries.phones(person)]
    found: dict[int, float] = {}
    for text in asked:
        for match in queries.search(text, seen_by=by, limit=6):
            if match.person.pk != person.pk and match.score >= ALIKE:
                found[match.person.pk] = max(match.score, found.get(match.person.pk, 0.0))
    return notice([(person.pk, pk, score, []) for pk, score in found.items()], source=LikenessSource.PHONE)


def _locked(likeness: Likeness) -> Likeness:
    rows = Likeness.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("a__area", "a__organisation", "b__area", "b__organisation", "merge").get(pk=likeness.pk)


def _answered(likeness: Likeness, to: LikenessStatus, *, by: User, note: str, **more: Any) -> Likeness:
    likeness.status, likeness.answered_at, likeness.answered_by = to, timezone.now(), by
    likeness.note, likeness.keep, likeness.merge = one_line(note)[:300], more.get("keep"), more.get("merge")
    likeness.save(update_fields=ANSWER)
    audit.record("likeness.answered", on=likeness, by=by, status=to, source=likeness.source)
    return likeness


@transaction.atomic
def say_same(*, likeness: Likeness, keep: Person, by: User, note: str = "") -> Likeness:
    """Say that two records are one person, ``keep`` to stand for both: merge them, or propose it to a supervisor."""
    one_at_a_time()
    likeness = _locked(likeness)
    rules.check_answer(likeness, by=by)
    if keep.pk not in (likeness.a_id, likeness.b_id):
        raise Refused(_("Choose which of the two records is kept."))
    kept, gone = (likeness.a, likeness.b) if keep.pk == likeness.a_id else (likeness.b, likeness.a)
    if not all(rules.reaches(person, by=by, permission=Permission.PERSON_MERGE) for person in (kept, gone)):
        check_move(MOVES, likeness.status, S.PROPOSED)
        rules.check_can_be_one(kept=kept, gone=gone)
        return _answered(likeness, S.PROPOSED, by=by, note=note, keep=kept)
    check_move(MOVES, likeness.status, S.SAME)
    done = merge(kept=kept, gone=gone, by=by, reason=note or _("The same person, by comparison of the two records"))
    return _answered(likeness, S.SAME, by=by, note=note, keep=kept, merge=done)


@transaction.atomic
def say_not_same(*, likeness: Likeness, by: User, note: str = "") -> Likeness:
    """Say that two records are two people, for ever."""
    likeness = _locked(likeness)
    rules.check_answer(likeness, by=by)
    check_move(MOVES, likeness.status, S.NOT_SAME)
    tell_apart(a=likeness.a, b=likeness.b, by=by, reason=note)
    return _answered(likeness, S.NOT_SAME, by=by, note=note)


@transaction.atomic
def say_unsure(*, likeness: Likeness, by: User, note: str = "") -> Likeness:
    """Leave the question to someone who knows more."""
    likeness = _locked(likeness)
    rules.check_answer(likeness, by=by)
    check_move(MOVES, likeness.status, S.UNSURE)
    return _answered(likeness, S.UNSURE, by=by, note=note)


@transaction.atomic
def take_answer_back(*, likeness: Likeness, by: User) -> Likeness:
    """Open the question again, and take back what the answer did."""
    one_at_a_time()
    likeness = _locked(likeness)
    rules.check_answer_back(likeness, by=by)
    check_move(MOVES, likeness.status, S.OPEN)
    done = likeness.merge
    told = NotSame.objects.filter(a=likeness.a_id, b=likeness.b_id).first()
    was = likeness.status
    likeness.status, likeness.answered_at, likeness.answered_by = S.OPEN, None, None
    likeness.keep = likeness.merge = None
    likeness.note = ""
    likeness.save(update_fields=ANSWER)
    if was == S.SAME and done is not None and done.undone_at is None:
        unmerge(merge=done, by=by, reason=_("The answer was taken back"))
    elif was == S.NOT_SAME and told is not None:
        take_apart_back(told=told, by=by)
    audit.record("likeness.taken_back", on=likeness, by=by, status=was)
    return likeness
