"""Reads of pairs that may be one person: who sees them, the next one, and both records side by side with the evidence."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.core import dates, figures
from yaqaza.core.refusal import NotFound, why_not
from yaqaza.people import queries, rules
from yaqaza.people.models import BirthPrecision, HouseholdMember, Likeness, Merge, Person, Sex
from yaqaza.people.states import WAITING, LikenessStatus

BOTH = ("a__area", "a__organisation", "b__area", "b__organisation")
HEAVY = ("a__area__geometry", "b__area__geometry")

ESTIMATED = 6  # years that an estimated year of birth may be off

# What a code of the evidence says, and the line of the two records that it belongs to.
EVIDENCE: dict[str, tuple[str, Any]] = {
    "NAME_SAME": ("name", pgettext_lazy("evidence", "the same name")),
    "NAME_ALIKE": ("name", pgettext_lazy("evidence", "almost the same name")),
    "NAME_NEAR": ("name", pgettext_lazy("evidence", "names very much alike")),
    "NAME_PART": ("name", pgettext_lazy("evidence", "names alike in part")),
    "NAME_FAR": ("name", pgettext_lazy("evidence", "names little alike")),
    "NAME_OTHER": ("name", pgettext_lazy("evidence", "different names")),
    "BIRTH_DAY": ("birth", pgettext_lazy("evidence", "the same day of birth")),
    "BIRTH_ALMOST": ("birth", pgettext_lazy("evidence", "one sign of the birth date differs")),
    "BIRTH_YEAR": ("birth", pgettext_lazy("evidence", "the same year of birth, the day of one is not known")),
    "BIRTH_SAME_YEAR": ("birth", pgettext_lazy("evidence", "the same year of birth, another day")),
    "BIRTH_ABOUT": ("birth", pgettext_lazy("evidence", "years of birth near each other")),
    "BIRTH_OTHER": ("birth", pgettext_lazy("evidence", "different years of birth")),
    "SEX_SAME": ("sex", pgettext_lazy("evidence", "the same sex")),
    "SEX_OTHER": ("sex", pgettext_lazy("evidence", "not the same sex")),
    "PLACE_COMMUNE": ("place", pgettext_lazy("evidence", "the same commune")),
    "PLACE_PROVINCE": ("place", pgettext_lazy("evidence", "the same province, another commune")),
    "PLACE_OTHER": ("place", pgettext_lazy("evidence", "another province")),
    "PHONE_SAME": ("phone", pgettext_lazy("evidence", "a telephone in common")),
    "PHONE_OTHER": ("phone", pgettext_lazy("evidence", "no telephone in common")),
    "IDENTITY_SAME": ("identity", pgettext_lazy("evidence", "the same identity number")),
    "IDENTITY_OTHER": ("identity", pgettext_lazy("evidence", "two different identity numbers")),
}


def visible_to(user: User) -> QuerySet[Likeness]:
    """Return the pairs of which a user may see both records; the others are for those above, who see both."""
    merged = Person.objects.filter(within(user, Permission.PERSON_VIEW), same_as__isnull=False).values("same_as")
    both = Q()
    for side in ("a", "b"):
        area, house = f"{side}__area__path", f"{side}__organisation__path"
        both &= within(user, Permission.PERSON_VIEW, area_path=area, organisation_path=house) | Q(
            **{f"{side}__in": merged}
        )
    return Likeness.objects.filter(both)


def waiting(rows: QuerySet[Likeness]) -> QuerySet[Likeness]:
    """Return the pairs that still ask something: not answered, and neither record merged into another meanwhile."""
    return rows.filter(status__in=WAITING, a__same_as=None, b__same_as=None)


def filtered(rows: QuerySet[Likeness], chosen: Mapping[str, Any]) -> QuerySet[Likeness]:
    """Narrow the list by what the reader chose (``views_comparing.Filters``)."""
    if chosen.get("status"):
        rows = rows.filter(status=chosen["status"])
        rows = waiting(rows) if LikenessStatus(chosen["status"]) in WAITING else rows
    else:
        rows = waiting(rows)
    if chosen.get("source"):
        rows = rows.filter(source=chosen["source"])
    if area := chosen.get("area"):
        rows = rows.filter(Q(a__area__path__startswith=area.path) | Q(b__area__path__startswith=area.path))
    return rows


def get_likeness(uuid: uuids.UUID | str, *, seen_by: User) -> Likeness:
    """Return a pair; "not there" and "not yours" get the same answer."""
    rows = visible_to(seen_by).select_related(*BOTH, "answered_by", "merge", "keep").defer(*HEAVY)
    likeness = rows.filter(uuid=uuid).first()
    if likeness is None:
        raise NotFound(_("There is no such pair, or one of the two records is not in your files."))
    return likeness


def following(likeness: Likeness, *, seen_by: User) -> Likeness | None:
    """Return the pair to look at after this one, the next less sure of those that wait."""
    rows = waiting(visible_to(seen_by)).exclude(pk=likeness.pk).order_by("-score", "-id")
    after = Q(score__lt=likeness.score) | Q(score=likeness.score, pk__lt=likeness.pk)
    return rows.filter(after, status=LikenessStatus.OPEN).first() or rows.filter(status=LikenessStatus.OPEN).first()


def get_merge(uuid: uuids.UUID | str, *, seen_by: User) -> Merge:
    """Return a merge that holds, of a person whom the reader may see."""
    merge = (
        Merge.objects.select_related("kept__same_as", "gone__area", "gone__organisation")
        .filter(uuid=uuid, undone_at=None)
        .first()
    )
    if merge is None or not queries.visible_to(seen_by).filter(pk=merge.kept.standing.pk).exists():
        raise NotFound(_("This merge is not in your files."))
    return merge


def asked_before(merge: Merge, *, seen_by: User) -> Likeness | None:
    """Return the question that a merge answered, and that is open again once the merge is taken back."""
    return visible_to(seen_by).filter(merge=merge).order_by("pk").first()


def merges_of(person: Person) -> list[Merge]:
    """Return the merges that made one person of several records, the last first."""
    if not person.merged:
        return []
    rows = Merge.objects.filter(gone__same_as=person, undone_at=None).defer("gone__area__geometry")
    merges = list(rows.select_related("gone__organisation", "gone__area", "merged_by").order_by("-merged_at", "-id"))
    for merge in merges:
        merge.said_otherwise = said_otherwise(person, merge.gone)  # type: ignore[attr-defined]  # for the page
    return merges


@dataclass(frozen=True)
class Word:
    """A word of a name; ``known``: the other record has it too, however it is written."""

    text: str
    known: bool


@dataclass(frozen=True)
class Line:
    """One line of the two records: what each says, and what that says about their being one (bits, for and against)."""

    code: str
    label: str
    a: Any
    b: Any
    said: str = ""
    weight: float = 0.0

    @property
    def speaks_for(self) -> bool:
        return bool(self.said) and self.weight > 0

    @property
    def speaks_against(self) -> bool:
        return bool(self.said) and self.weight < 0


def side_by_side(likeness: Likeness, *, seen_by: User) -> list[Line]:
    """Return the lines of the two records with the evidence of each; what neither knows has no line."""
    told = {
        EVIDENCE[item["code"]][0]: (str(EVIDENCE[item["code"]][1]), float(item["weight"]))
        for item in likeness.evidence
        if item.get("code") in EVIDENCE
    }
    a, b = likeness.a, likeness.b
    if "birth" in told and any(item.get("code") == "BIRTH_ABOUT" for item in likeness.evidence):
        told["birth"] = (_years_apart(a, b) or told["birth"][0], 0.0)  # near years are many people's: no tick
    home_a, home_b = (queries.current_membership(person, seen_by=seen_by) for person in (a, b))
    if home_a and home_b and home_a.household_id == home_b.household_id:
        told["home"] = (_("both live in it"), 0.0)  # recorded twice, or two of one name: it speaks for both
    lines = [
        ("name", _("Name"), *aligned(a, b)),
        ("birth", _("Born on"), _born(a), _born(b)),
        ("sex", _("Sex"), a.get_sex_display() if a.sex != "UNKNOWN" else "", b.get_sex_display() if b.sex != "UNKNOWN" else ""),
        ("place", _("Place"), _place(a), _place(b)),
        ("phone", _("Telephone"), _phones(a), _phones(b)),
        ("identity", _("Identity number"), a.masked_identity, b.masked_identity),
        ("home", _("Household"), _member(home_a), _member(home_b)),
        ("described", _("Described so"), a.description, b.description),
        ("died", _("Died on"), _died(a), _died(b)),
        ("house", _("Recorded by"), a.organisation.name, b.organisation.name),
    ]  # fmt: skip
    return [Line(code, label, x, y, *told.get(code, ("", 0.0))) for code, label, x, y in lines if x or y]


def reasons(likeness: Likeness, *, most: int = 2) -> list[str]:
    """Return what speaks most for the two records being one, and what speaks most against it, for a line of a list."""
    told = [
        (float(item["weight"]), str(EVIDENCE[item["code"]][1]))
        for item in likeness.evidence
        if item.get("code") in EVIDENCE and item.get("weight")
    ]
    told.sort(reverse=True)
    return [said for weight, said in told[:most] if weight > 0] + [said for weight, said in told[-1:] if weight < 0]


def conflicts(a: Person, b: Person) -> list[Line]:
    """Return in what two records contradict each other, so that nobody makes them one with one press of a key: the birth, the sex, the
    place. What one of them does not know contradicts nothing, nor does an estimate a few years off."""
    lines = [
        ("birth", _("Born on"), _born(a), _born(b), _births_conflict(a, b)),
        ("sex", _("Sex"), a.get_sex_display(), b.get_sex_display(), Sex.UNKNOWN not in (a.sex, b.sex) and a.sex != b.sex),
        ("place", _("Place"), _place(a), _place(b), not (a.area.path.startswith(b.area.path) or b.area.path.startswith(a.area.path))),
    ]  # fmt: skip
    return [Line(code, label, x, y) for code, label, x, y, differ in lines if differ]


def _births_conflict(a: Person, b: Person) -> bool:
    if a.birth_date is None or b.birth_date is None:
        return False
    apart = abs(a.birth_date.year - b.birth_date.year)
    if BirthPrecision.ABOUT in (a.birth_precision, b.birth_precision):
        return apart > ESTIMATED
    if apart:
        return True
    exact = {BirthPrecision.DAY: ("month", "day"), BirthPrecision.MONTH: ("month",)}
    known = set(exact.get(BirthPrecision(a.birth_precision), ())) & set(
        exact.get(BirthPrecision(b.birth_precision), ())
    )
    return any(getattr(a.birth_date, part) != getattr(b.birth_date, part) for part in known)


def _born(person: Person) -> str:
    return " · ".join(filter(None, (person.birth_said, person.age_said)))


def _place(person: Person) -> str:
    address = f"\u2068{person.address}\u2069" if person.address else ""  # isolated: it may be of the other script
    return " · ".join(filter(None, (person.area.full_name, address)))


def _member(member: HouseholdMember | None) -> str:
    return f"\u2068{member.household.name}\u2069 · {member.get_relation_display()}" if member is not None else ""


def _died(person: Person) -> str:
    return dates.day(person.died_on) if person.died_on else ""


def _years_apart(a: Person, b: Person) -> str:
    """Say how many years lie between two years of birth, "" when none does."""
    apart = abs(a.birth_date.year - b.birth_date.year) if a.birth_date and b.birth_date else 0
    if not apart:
        return ""
    told = ngettext("%(count)s year between the years of birth", "%(count)s years between the years of birth", apart)
    told %= {"count": figures.number(apart)}
    about = BirthPrecision.ABOUT in (a.birth_precision, b.birth_precision)
    return _("%(told)s, of which one at least is estimated") % {"told": told} if about else told


SHOWN = (
    ("name", pgettext_lazy("stands after a merge", "name"), lambda person: person.name if person.named else ""),
    ("birth", pgettext_lazy("stands after a merge", "birth"), lambda person: person.birth_said),
    ("sex", pgettext_lazy("stands after a merge", "sex"), lambda person: person.get_sex_display() if person.sex != Sex.UNKNOWN else ""),
    ("place", pgettext_lazy("stands after a merge", "place"), lambda person: _place(person)),
    ("described", pgettext_lazy("stands after a merge", "description"), lambda person: person.description),
    ("died", pgettext_lazy("stands after a merge", "died on"), lambda person: _died(person)),
)  # fmt: skip
"""What a page shows of a person once, however many records say it."""


def stands(*, kept: Person, gone: Person) -> str:
    """Return what would be shown of one person after a merge, of that in which the two records differ; "" when they do not."""
    after = copy(kept)
    for name in rules.learnt(kept, gone):
        for field in (name, *rules.LEARNT[name][1]):
            setattr(after, field, getattr(gone, field))
    told = [
        f"{label}: \u2068{read(after)}\u2069"
        for _code, label, read in SHOWN
        if read(kept) and read(gone) and read(kept) != read(gone)
    ]
    return _("Shown then: %(values)s") % {"values": " · ".join(told)} if told else ""


def said_otherwise(kept: Person, gone: Person) -> str:
    """Return what a record that was merged said and is no longer shown, "" when it said the same."""
    told = [
        f"{label}: \u2068{read(gone)}\u2069"
        for code, label, read in SHOWN
        if code != "name" and read(gone) and read(gone) != read(kept)
    ]
    return " · ".join(told)


def _phones(person: Person) -> list[str]:
    return [phone.number for phone in queries.phones(person)]


def aligned(a: Person, b: Person) -> tuple[list[list[Word]], list[list[Word]]]:
    """Return the names of both, word by word, with what each word finds in the other record."""
    from yaqaza.language import names  # its figures take 0.3 s and 100 MB: only for those who compare

    found: tuple[list[list[Word]], list[list[Word]]] = ([], [])
    for here, there, side in ((a, b, 0), (b, a, 1)):
        for name in here.names:
            others = sorted(there.names, key=lambda other: -names.similarity(name, other))
            known: set[str] = set()
            if others:
                for match in names.explain(name, others[0]):
                    known |= set(match.a) if match.b and match.likely >= names.THRESHOLD_PROPOSE else set()
            found[side].append([Word(word, _is_known(word, known)) for word in name.split()])
    return found


def _is_known(word: str, known: set[str]) -> bool:
    from yaqaza.language.names.writing import read  # as above

    parts = {part.text for part in read(word)}
    return any(part == one or (part in one and len(part) > 1) for part in parts for one in known)


def answers(likeness: Likeness, *, by: User) -> dict[str, str]:
    """Return why each answer is not possible ("" where it is)."""
    blocked = why_not(rules.check_answer, likeness, by=by)
    same = blocked or why_not(rules.check_can_be_one, kept=likeness.a, gone=likeness.b)
    return {"same": same, "other": blocked}
