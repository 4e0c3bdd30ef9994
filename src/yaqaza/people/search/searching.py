"""The search for persons: read what was typed, draw who may be meant from the index, judge them, show the likeliest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.core.crypto import blind_index
from yaqaza.core.figures import AtLeast
from yaqaza.people.models import Person, PersonPhone
from yaqaza.people.rules import reaches
from yaqaza.people.search import finding
from yaqaza.people.search.judging import Candidate, Match, Verdict, judge
from yaqaza.people.search.typed import Wanted, read
from yaqaza.territory.models import language

Row = TypeVar("Row")


class Results(list[Row]):
    """What a search found; ``incomplete``: the limit of time cut it, so that others may be meant, also when nobody was found.

    ``hidden`` others were found too and are not among the rows; ``many``: and even more, whom nobody counted.
    """

    def __init__(
        self, rows: Iterable[Row] = (), *, incomplete: bool = False, hidden: int = 0, many: bool = False
    ) -> None:
        super().__init__(rows)
        self.incomplete, self.hidden, self.many = incomplete, hidden, many

    @property
    def total(self) -> int:
        """Return how many were found, shown or not."""
        return AtLeast(len(self) + self.hidden) if self.many else len(self) + self.hidden


FITS = 0.73  # below this nobody is found yet, and words that only sound nearly so are looked for


FITS_BORN = 0.8  # and where a year was typed, which whoever was born in another year does not reach


WEAK = 0.35  # and below this nobody is shown beside one who fits


def search(text: str, *, seen_by: User, limit: int = 20) -> Results[Match]:
    """Return the persons in the reader's sight that ``text`` may mean, the likeliest first, with why.

    ``text`` is any part of a name in any script (the last word may be half typed), a telephone or its last six digits and more (four
    beside something else), an identity number, a year of birth, an age, a place, or the description of someone without a name: any of
    them, in any order.
    Whoever shows it says when it is ``incomplete``: then more is to be written, and nobody is told that nobody was found.
    """
    wanted = read(text)
    if wanted.nothing:
        return Results()
    verdicts, cut, many = _verdicts(wanted, lambda: _in_sight(seen_by), within=finding.reach(seen_by))
    best = sorted(verdicts, key=lambda pk: (-verdicts[pk].weight, pk))[:limit]
    people = _shown(best, seen_by=seen_by)
    matches = (Match(people[pk], verdicts[pk].score, verdicts[pk].reasons) for pk in best if pk in people)
    return Results(matches, incomplete=cut, hidden=len(verdicts) - len(best), many=many)


def out_of_sight(wanted: Wanted, *, seen_by: User, least: float) -> Results[tuple[Person, str]]:
    """Return who fits almost surely and is none of the reader's, each with the first reason."""
    own = finding.reach(seen_by)
    if own is None:
        return Results()
    seen = _in_sight(seen_by).filter(pk=OuterRef("pk"))
    others = Person.objects.filter(~Exists(seen), same_as=None)
    verdicts, cut, _many = _verdicts(wanted, lambda: others, within=None, without=own.keys)
    sure = [pk for pk, verdict in verdicts.items() if verdict.score >= least and verdict.whole]
    people = others.select_related("organisation").in_bulk(sure)
    return Results(((people[pk], verdicts[pk].reasons[0]) for pk in sorted(people)), incomplete=cut)


def _shown(pks: list[int], *, seen_by: User) -> dict[int, Person]:
    """Read those of a few persons that the reader may see, by the rule for one row: its SQL takes longer to put together than to run."""
    rows = Person.objects.filter(pk__in=pks, same_as=None).select_related("area", "organisation")
    found = rows.defer("area__geometry", "area__search_keys")
    return {person.pk: person for person in found if reaches(person, by=seen_by, permission=Permission.PERSON_VIEW)}


def _in_sight(user: User) -> QuerySet[Person]:
    """The same persons as ``queries.visible_to``, asked in a form that is quick for a few hundred of them."""
    reach = within(user, Permission.PERSON_VIEW)
    merged = Person.objects.filter(reach, same_as=OuterRef("pk"))
    return Person.objects.filter(reach | Q(merged__gt=0) & Exists(merged), same_as=None)


def _verdicts(
    wanted: Wanted,
    people: Callable[[], QuerySet[Person]],
    *,
    within: finding.Within | None,
    without: finding.Keys = (),
) -> tuple[dict[int, Verdict], bool, bool]:
    """Return who fits how well, whether the limit of time cut the search, and whether more were there than are judged."""
    found = finding.find(wanted, within=within, without=without)
    identities = [blind_index("identity", number) for number in wanted.identities]
    pks = list(found.people)
    if identities:
        pks += people().filter(identity_index__in=identities).values_list("pk", flat=True)
    phones = bool(wanted.phones or wanted.tails or wanted.ends)
    verdicts = judge(wanted, found.meanings, _candidates(pks, phones=phones), identities)
    cut = found.cut
    for look, fits in ((finding.find_misspelt, FITS_BORN if wanted.years else FITS), (finding.find_wider, FITS)):
        if not wanted.name or cut or any(verdict.score >= fits for verdict in verdicts.values()):
            break
        more = look(wanted, found, within=within, without=without)
        verdicts |= judge(wanted, more.meanings, _candidates(more.people, phones=phones), identities)
        cut = more.cut
    if any(verdict.score >= FITS for verdict in verdicts.values()):
        verdicts = {pk: verdict for pk, verdict in verdicts.items() if verdict.score >= WEAK}
    return verdicts, cut, len(found.people) >= finding.MOST


_READ = """SELECT person.id, person.name_ar, person.name_latin, further_names, description, address, sex, birth_date, birth_precision,
 identity_index, area.path, area.name_ar, area.name_fr FROM people_person AS person JOIN territory_area AS area ON area.id = area_id
 WHERE person.id = ANY(%s) AND same_as_id IS NULL"""


def _candidates(pks: list[int], *, phones: bool) -> list[Candidate]:
    """Read what is compared of those drawn: plain SQL, for the ORM would take as long as the comparison."""
    if not pks:
        return []
    numbers: dict[int, list[str]] = {}
    if phones:
        for pk, number in PersonPhone.objects.filter(person__in=pks).values_list("person", "number"):
            numbers.setdefault(pk, []).append(number)
    with connection.cursor() as cursor:
        cursor.execute(_READ, [pks])
        rows = cursor.fetchall()
    arabic_page = language() in ("ar", "zgh")
    return [
        Candidate(
            pk, tuple(name for name in (arabic, latin, *further) if name), description, address, sex, born, precision, identity, path,
            area_ar if arabic_page else area_fr, tuple(numbers.get(pk, ())),
        )
        for pk, arabic, latin, further, description, address, sex, born, precision, identity, path, area_ar, area_fr in rows
    ]  # fmt: skip
