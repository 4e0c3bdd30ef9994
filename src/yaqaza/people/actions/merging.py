"""One person recorded twice: merge the records, take a merge back, tell two people apart.

A merge re-points every row that may be changed, in one transaction, and remembers each. What may not move stays where it is and is read
through ``Person.same_as``: the ledger, and rows for which the kept record has its own (a telephone that both had, a consent for the
same days, another household at the same time). The gone record is never written to again, so it remembers itself what it was.

Un-merge gives back every remembered row that still points at the person, and empties the fields that still hold what the merge put there.
What was written since stays where it was written. Merges form chains (a into b, b into c) that may be taken back in any order.

Merges and what takes them back happen one after another, for a chain is read and written at many of its links: each begins with
``one_at_a_time`` and reads all it needs after it. Rows are then locked in one order: the question whether two are one (``Likeness``),
the merge, the records by their ids.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from yaqaza.accounts.models import User
from yaqaza.core import audit, jobs
from yaqaza.people import relations, rules
from yaqaza.people.actions.filing import file_people
from yaqaza.people.actions.records import file, one_line
from yaqaza.people.models import BirthPrecision, Likeness, Merge, MergeMove, NotSame, Person
from yaqaza.people.relations import Relation
from yaqaza.people.states import WAITING, LikenessStatus

NAMING = ("name_ar", "name_latin", "description")  # one of them is always known
EMPTY: dict[str, object] = {"birth_precision": BirthPrecision.UNKNOWN, "identity_index": None}
WRITTEN = [
    *rules.LEARNT, "birth_precision", "identity_index", "sort_ar", "sort_latin", "version", "same_as", "merged", "further_names",
]  # fmt: skip


def one_at_a_time() -> None:
    """Wait until no other transaction merges records or takes a merge back; before any row is locked or read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["people.merge"])


def _locked(*people: Person) -> dict[int, Person]:
    """These records and those that are merged into them as they are now, locked in one order."""
    ids = {person.pk for person in people}
    rows = Person.objects.select_for_update(of=("self",), no_key=True).select_related("area", "organisation")
    return {row.pk: row for row in rows.filter(Q(pk__in=ids) | Q(same_as__in=ids)).order_by("pk")}


@transaction.atomic
def merge(*, kept: Person, gone: Person, by: User, reason: str) -> Merge:
    """Make ``gone`` the same person as ``kept``: all that is about it is about the kept one from now on, until ``unmerge``."""
    one_at_a_time()
    reason = one_line(reason)[:300]
    rules.check_reason(reason)
    people = _locked(kept, gone)
    kept, gone = people[kept.pk], people[gone.pk]
    rules.check_merge(kept=kept, gone=gone, by=by)
    done = Merge.objects.create(kept=kept, gone=gone, merged_by=by, reason=reason)
    moved, left = 0, 0
    for relation in relations.movable():
        rows = relation.model._base_manager.filter(**{relation.field: gone.pk})
        went, stayed = _point(relation, list(rows.order_by("pk").values_list("pk", flat=True)), to=kept.pk)
        MergeMove.objects.bulk_create(
            MergeMove(merge=done, model=relation.label, field=relation.field, row=row) for row in went
        )
        moved, left = moved + len(went), left + len(stayed)
    done.filled = _fill(kept, gone)
    done.save(update_fields=["filled"])
    Person.objects.filter(same_as=gone.pk).update(same_as=kept.pk)
    gone.same_as, gone.merged = kept, 0
    gone.save(update_fields=["same_as", "merged"])
    _refile(kept)
    file_people([kept.pk, gone.pk])
    _ask_again(kept, gone)
    audit.record("person.merged", on=kept, by=by, gone=gone, merge=done, moved=moved, left=left, filled=done.filled)
    jobs.enqueue("signals.look", source="people", ids=[kept.pk])
    return done


def _point(relation: Relation, rows: list[int], *, to: int) -> tuple[list[int], list[int]]:
    """Make rows point at a person; return those that do now and those that cannot (the person has such a row already)."""
    if not rows:
        return [], []
    manager = relation.model._base_manager
    try:
        with transaction.atomic():
            manager.filter(pk__in=rows).update(**{relation.field: to})
        return rows, []
    except IntegrityError:
        went, stayed = [], []
        for row in rows:
            try:
                with transaction.atomic():
                    manager.filter(pk=row).update(**{relation.field: to})
                went.append(row)
            except IntegrityError:
                stayed.append(row)
        return went, stayed


def _fill(kept: Person, gone: Person) -> list[str]:
    """Let the kept record know what only the gone one knew; return the names of the fields."""
    filled = rules.learnt(kept, gone)
    for name in filled:
        for field in (name, *rules.LEARNT[name][1]):
            setattr(kept, field, getattr(gone, field))
    return filled


def _refile(person: Person) -> None:
    """Write by which names a person is found, now that other records are, or are no longer, the same."""
    others = list(Person.objects.filter(same_as=person.pk).order_by("pk"))
    own = {person.name_ar, person.name_latin}
    further = dict.fromkeys(name for other in others for name in (other.name_ar, other.name_latin) if name)
    person.further_names = [name for name in further if name not in own]
    person.merged = len(others)
    person.version += 1
    file(person)
    person.save(update_fields=WRITTEN)


def _ask_again(kept: Person, gone: Person) -> None:
    """What was still to be compared with the gone record is to be compared with the kept one."""
    about = Q(a=gone.pk) | Q(b=gone.pk)
    asked = Likeness.objects.filter(about, status__in=WAITING).select_related("a__same_as", "b__same_as")
    new = []
    for likeness in asked:
        other = (likeness.b if likeness.a_id == gone.pk else likeness.a).standing
        if other.pk != kept.pk and not rules.told_apart(kept, other):
            first, second = sorted((kept, other), key=lambda person: person.pk)
            new.append(
                Likeness(a=first, b=second, source=likeness.source, score=likeness.score, evidence=likeness.evidence)
            )
    Likeness.objects.bulk_create(new, ignore_conflicts=True)


@transaction.atomic
def unmerge(*, merge: Merge, by: User, reason: str) -> Merge:
    """Make two persons of one again: each has what was theirs; what was written since the merge stays with the kept one."""
    one_at_a_time()
    reason = one_line(reason)[:300]
    rules.check_reason(reason)
    asked = Likeness.objects.select_for_update(no_key=True).filter(merge=merge.pk).order_by("pk")
    answered = list(asked.values_list("pk", flat=True))
    merge = Merge.objects.select_for_update(of=("self",), no_key=True).select_related("kept__same_as").get(pk=merge.pk)
    standing_pk = merge.kept.standing.pk
    people = _locked(merge.kept.standing, merge.gone)  # the whole chain: it is emptied from one end to the other
    merge.kept, merge.gone = people[merge.kept_id], people[merge.gone_id]
    rules.check_unmerge(merge, by=by)
    standing = people[standing_pk]
    returned, stayed = _give_back(merge, standing)
    _empty(merge, people)
    merge.undone_at, merge.undone_by, merge.undo_reason = timezone.now(), by, reason
    merge.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    Likeness.objects.filter(pk__in=answered).update(  # the question is open again
        status=LikenessStatus.OPEN, answered_at=None, answered_by=None, keep=None, merge=None, note=""
    )
    gone = merge.gone
    gone.same_as = None
    gone.save(update_fields=["same_as"])
    Person.objects.filter(pk__in=_came_with(gone)).update(same_as=gone.pk)
    for person in {standing.pk: standing, gone.pk: gone}.values():
        _refile(person)
    file_people([standing.pk, gone.pk])
    audit.record("person.unmerged", on=standing, by=by, gone=gone, merge=merge, returned=returned, stayed=stayed)
    jobs.enqueue("signals.look", source="people", ids=[standing.pk, gone.pk])
    return merge


def _give_back(merge: Merge, standing: Person) -> tuple[int, int]:
    """Re-point each remembered row that still points at a record of the person; return how many went back and how many did not."""
    returned = stayed = 0
    # A row that could not be carried further by a later merge stays on the record between.
    holders = [
        standing.pk,
        *Person.objects.filter(same_as=standing.pk).exclude(pk=merge.gone_id).values_list("pk", flat=True),
    ]
    wanted: dict[tuple[str, str], list[int]] = {}
    for move in merge.moves.order_by("id"):
        wanted.setdefault((move.model, move.field), []).append(move.row)
    for (label, field), rows in wanted.items():
        relation = relations.named(label, field)
        here = relation.model._base_manager.filter(**{"pk__in": rows, f"{field}__in": holders})
        went, _left = _point(relation, list(here.order_by("pk").values_list("pk", flat=True)), to=merge.gone_id)
        # A later merge carried these rows on (a into b, b into c): they are no longer its to give back.
        MergeMove.objects.filter(
            model=label, field=field, row__in=went, merge__gt=merge.pk, merge__undone_at=None
        ).delete()
        returned, stayed = returned + len(went), stayed + len(rows) - len(went)
    return returned, stayed


def _empty(merge: Merge, people: dict[int, Person]) -> None:
    """Take back what the kept record learnt, and those that learnt it from there, unless someone corrected it since."""
    names, current = set(merge.filled), merge
    while names:
        kept = people[current.kept_id]
        for name in sorted(names):
            empty, beside = rules.LEARNT[name]
            only_name = name in NAMING and not any(getattr(kept, field) for field in NAMING if field != name)
            if getattr(kept, name) != getattr(merge.gone, name) or only_name:
                names.discard(name)
                continue
            setattr(kept, name, empty)
            for field in beside:
                setattr(kept, field, EMPTY[field])
        kept.save(update_fields=WRITTEN)
        above = Merge.objects.filter(gone=kept.pk, undone_at=None).first()
        if above is None:
            return
        names &= set(above.filled)
        above.filled = [name for name in above.filled if name not in names]
        above.save(update_fields=["filled"])
        current = above


def _came_with(person: Person) -> list[int]:
    """The records that were merged into a person, directly or through others, by merges that hold."""
    found: list[int] = []
    last: Iterable[int] = [person.pk]
    while last:
        last = list(Merge.objects.filter(kept__in=last, undone_at=None).values_list("gone", flat=True))
        found += last
    return found


@transaction.atomic
def tell_apart(*, a: Person, b: Person, by: User, reason: str = "") -> NotSame:
    """Remember for ever that two records are two people; they are not proposed as one again."""
    people = _locked(a, b)
    a, b = people[a.pk], people[b.pk]
    rules.check_tell_apart(a=a, b=b, by=by)
    first, second = sorted((a, b), key=lambda person: person.pk)
    told = NotSame.objects.create(a=first, b=second, told_by=by, reason=one_line(reason)[:300])
    audit.record("person.told_apart", on=first, by=by, other=second, told=told)
    return told


@transaction.atomic
def take_apart_back(*, told: NotSame, by: User) -> None:
    """Take back by mistake telling two records apart; that it was said and taken back stays in the audit trail."""
    if told.told_by_id != by.pk:
        rules.check_judge(told.a.standing, told.b.standing, by=by)
    audit.record("person.told_apart_undone", on=told.a, by=by, other=told.b, told=told)
    told.delete()
