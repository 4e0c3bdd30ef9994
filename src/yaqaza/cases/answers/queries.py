"""Which file answers belong to, and what they say beside what it holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.cases.answers import lists, places
from yaqaza.cases.models import Case, FiledAnswers, Investigation, TakenAnswer
from yaqaza.cases.queries.files import naming, of_person, visible_to
from yaqaza.core.refusal import NotFound
from yaqaza.language import names
from yaqaza.people import queries as people
from yaqaza.people.models import HouseholdMember, Person
from yaqaza.questionnaires import answers, bindings
from yaqaza.questionnaires import queries as questionnaires
from yaqaza.questionnaires.models import Submission

MEMBERS = "household.member"
SAME_NAME = 0.8
FIRST = 8  # files that are offered at first


def readable_by(user: User) -> Q:
    """Return which answers a user reads because a sensitive file that they belong to names them."""
    filed = FiledAnswers.objects.filter(submission__sensitive=True, case__in=naming(user).values("pk"))
    return Q(pk__in=filed.values("submission"))


@dataclass
class Row:
    """One value that answers tell, beside what the file holds."""

    target: str
    label: str
    held: Any
    told: Any
    at_once: bool
    why: str  # why it cannot be taken, "" when it can
    taken: TakenAnswer | None  # from these very answers, and not put back
    earlier: TakenAnswer | None  # from a wording that these correct
    same: bool
    before: Any  # what would be overwritten, and is put back when it is undone
    refines: bool  # it says what the file holds, only more exactly

    @property
    def key(self) -> str:
        """What the file held when its page was shown: a later change is seen by it."""
        return hashlib.sha256(
            json.dumps([self.held, self.before], ensure_ascii=False, sort_keys=True).encode()
        ).hexdigest()[:20]

    @property
    def follows(self) -> bool:
        """Nothing contradicts it: the file holds nothing there, the same less exactly, or what the wording before it brought."""
        return not self.held or self.refines or (self.earlier is not None and self.earlier.value == self.held)

    @property
    def waits(self) -> bool:
        return not self.same

    @property
    def held_said(self) -> str:
        place = places.of(self.target)
        return place.said(self.target, self.held) if place is not None else ""

    @property
    def told_said(self) -> str:
        return bindings.TARGETS[self.target].said(self.told)


@dataclass
class Round:
    """A member of the household that answers tell of, and whom of those who live there it is."""

    number: int
    told: dict[str, Any]
    member: HouseholdMember | None
    taken: TakenAnswer | None

    @property
    def waits(self) -> bool:
        return self.member is None and self.taken is None

    @property
    def told_said(self) -> str:
        said = (bindings.TARGETS[f"{MEMBERS}.{part}"].said(value) for part, value in self.told.items())
        return _(", ").join(f"\u2068{each}\u2069" for each in said)  # a name in the other script turns no comma round


@dataclass
class Beside:
    """Answers beside the file: place by place, and the members of the household."""

    parts: list[tuple[str, list[Row]]]
    rounds: list[Round]

    @cached_property
    def rows(self) -> list[Row]:
        return [row for _title, rows in self.parts for row in rows]

    @property
    def waits(self) -> bool:
        return any(row.waits for row in self.rows) or any(each.waits for each in self.rounds)


def said(submission: Submission) -> dict[str, Any]:
    """Return what answers tell for a file, by target."""
    return bindings.answered(submission.version, json.loads(submission.answers))


def beside(filed: FiledAnswers, *, by: User) -> Beside:
    """Return what answers say beside what the file holds now. Where someone may not write, the file's values are not shown either."""
    case, told = filed.case, said(filed.submission)
    family = [each.pk for each in questionnaires.history_of(filed.submission)]
    taken = list(
        TakenAnswer.objects.filter(filed__submission__in=family, filed__case=case, undone_at=None)
        .select_related("filed", "taken_by")
        .order_by("taken_at", "id")
    )
    own = {(each.target, each.round): each for each in taken if each.filed_id == filed.pk}
    earlier = {each.target: each for each in taken if each.filed_id != filed.pk}
    at_once = {row["target"] for row in filed.submission.version.bindings if row.get("at_once")}
    parts = []
    for place in places.PLACES:
        wanted = [target for target in told if target != MEMBERS and places.of(target) is place]
        if not wanted:
            continue
        why = place.why(case, by)
        before = next((each for each in taken if places.of(each.target) is place and each.made), None)
        held = place.held(case, before.made if before else None) if not why else {}
        rows = []
        for target in wanted:
            value = told[target]
            now, over = place.beside(held, target, value)
            same, refines = not why and place.same(target, now, value), bool(now) and place.refines(target, now, value)
            label, once = str(bindings.TARGETS[target].label), target in at_once
            taken_here, taken_before = own.get((target, None)), earlier.get(target)
            rows.append(
                Row(target, label, now, value, once, why, taken_here, taken_before, same, before=over, refines=refines)
            )
        parts.append((str(place.title), rows))
    return Beside(parts, _rounds(case, told.get(MEMBERS, []), own))


def _rounds(case: Case, told: list[dict[str, Any]], own: dict[tuple[str, int | None], TakenAnswer]) -> list[Round]:
    home = places.home_of(case) if told else None
    rows = home.members.filter(until_on=None).select_related("person__same_as") if home else []
    members = list(rows)
    found = []
    for number, each in enumerate(told):
        taken = own.get((MEMBERS, number))
        member = next((row for row in members if taken is None and _is(row.person.standing, each)), None)
        if member is not None:
            members.remove(member)
        found.append(Round(number, each, member, taken))
    return found


def _is(person: Person, told: dict[str, Any]) -> bool:
    """Whether a round tells of somebody who lives there: the same name, and neither another sex nor another age."""
    if not any(names.similarity(name, told.get("name", "")) >= SAME_NAME for name in person.names if told.get("name")):
        return False
    if told.get("sex", person.sex) != person.sex and "UNKNOWN" not in (told["sex"], person.sex):
        return False
    return not (told.get("age", "").isdigit() and person.age is not None) or abs(int(told["age"]) - person.age) <= 3


def filed_of(submission: Submission) -> FiledAnswers | None:
    """Return where answers were filed, whoever may read that file (for rules); show it only through ``visible_to``."""
    return FiledAnswers.objects.filter(submission=submission).select_related("case").first()


def get_filed(uuid: UUID, *, seen_by: User) -> FiledAnswers:
    """Return the filing of a submission that the user may read, in a file that they may read."""
    submission = questionnaires.get_submission(uuid, seen_by=seen_by)
    found = FiledAnswers.objects.filter(submission=submission, case__in=visible_to(seen_by).values("pk"))
    row = found.select_related(
        "case__area", "case__organisation", "case__person", "case__household", "case__worker"
    ).first()
    if row is None:
        raise NotFound(_("These answers are in no file, or in none of yours."))
    row.submission = submission
    return row


def get_taken(uuid: UUID, *, seen_by: User) -> TakenAnswer:
    """Return a value that a file the user may read has from answers."""
    found = TakenAnswer.objects.filter(uuid=uuid, filed__case__in=visible_to(seen_by).values("pk"))
    row = found.select_related("filed__case", "filed__submission").first()
    if row is None:
        raise NotFound(_("There is no such file, or it is not one of yours."))
    return row


def in_file(case: Case) -> list[FiledAnswers]:
    """Return the answers that belong to a file, the newest first, each with what was ``taken`` from it."""
    rows = case.filed_answers.select_related("submission__version__questionnaire", "submission__user", "filed_by")
    rows = rows.defer(
        "submission__xml", "submission__answers", "submission__version__xform", "submission__version__outline"
    )
    stand = TakenAnswer.objects.filter(undone_at=None).select_related("taken_by").order_by("id")
    return list(rows.prefetch_related(Prefetch("taken", stand)).order_by("-filed_at", "-id"))


def standing(filed: FiledAnswers) -> list[TakenAnswer]:
    """Return what was taken from answers and not put back."""
    return list(filed.taken.filter(undone_at=None).select_related("taken_by").order_by("id"))


def to_put_back(case: Case, filed: Iterable[FiledAnswers]) -> set[int]:
    """Return which of the values that were taken can be put back: the file holds them still, and what stood there before is a value."""
    found: set[int] = set()
    held: dict[str, dict[str, Any]] = {}
    for taken in (each for row in filed for each in row.taken.all() if each.round is None):
        place = places.of(taken.target)
        if place is not None and place.back:
            now = held[place.prefix] if place.prefix in held else held.setdefault(place.prefix, place.held(case, None))
            if place.same(taken.target, place.beside(now, taken.target, taken.value)[0], taken.value):
                found.add(taken.pk)
    return found


def to_look_through(user: User) -> QuerySet[FiledAnswers]:
    """Return the answers that wait for this worker."""
    rows = FiledAnswers.objects.filter(settled_at=None, case__in=visible_to(user).filter(worker=user).values("pk"))
    rows = rows.filter(submission__in=questionnaires.current(Submission.objects.all()).values("pk"))
    return rows.select_related("case", "submission__version__questionnaire", "submission__user").order_by(
        "filed_at", "id"
    )


def told_file(submission: Submission, *, seen_by: User) -> Case | None:
    """Return the file that the answers name, by its uuid or number, by a mission's, or by what of it or of its household they tell;
    if the user may read it or is sent out for it."""
    told = said(submission)
    cases = lists.reached(seen_by)
    for reference in filter(None, (told.get("case"), told.get("case_number"))):
        if (case := cases.filter(_named_so(reference)).first()) is not None:
            return case
    if reference := told.get("mission"):
        inquiries = Investigation.objects.filter(mission__number=reference.strip())
        if (case := cases.filter(investigations__in=inquiries).first()) is not None:
            return case
    for entity in answers.read(submission.xml.encode()).entities if submission.version.outline.get("entities") else ():
        if (known := _uuid(entity.uuid)) is None:
            continue
        if entity.dataset == "my_cases":
            return cases.filter(uuid=known).first()
        if entity.dataset == "my_households":
            lives = Q(person__memberships__household__uuid=known, person__memberships__until_on=None)
            return cases.filter(Q(household__uuid=known) | lives, closed_at=None).order_by("-opened_at", "-id").first()
    return None


def _named_so(reference: str) -> Q:
    known = _uuid(reference)
    return Q(uuid=known) if known is not None else Q(number=reference.strip())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def candidates(submission: Submission, text: str, *, seen_by: User) -> list[Case]:
    """Return the files that answers may belong to: found by a number or by a person, else the newest open ones of the place."""
    if text.strip():
        case = visible_to(seen_by).filter(_named_so(text)).first()
        found = [case] if case is not None else []
        for match in people.search(text, seen_by=seen_by, limit=FIRST):
            found += [each for each in of_person(match.person, seen_by=seen_by) if each not in found]
        return found[:FIRST]
    named = named_file(submission, seen_by=seen_by)
    near = visible_to(seen_by).filter(area_path__startswith=submission.area_path, closed_at=None)
    near = near.select_related("person", "household", "organisation").order_by("-opened_at", "-id")
    return list(dict.fromkeys(filter(None, (named, *near[:FIRST]))))[:FIRST]


def named_file(submission: Submission, *, seen_by: User) -> Case | None:
    """Return the file that the answers name, if this reader of theirs may read it; its number may be mistyped: a person says so."""
    case = told_file(submission, seen_by=seen_by)
    return case if case is not None and visible_to(seen_by).filter(pk=case.pk).exists() else None
