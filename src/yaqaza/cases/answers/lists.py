"""What phones take along of files and households: those one works or is sent out for, and no more of them than a form needs."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from yaqaza.accounts.models import User
from yaqaza.cases.models import Case
from yaqaza.cases.queries.files import visible_to
from yaqaza.field import queries as field
from yaqaza.field.states import OPEN
from yaqaza.people import queries as people
from yaqaza.people.models import HouseholdMember
from yaqaza.questionnaires.entities import EntityList, Thing

MOST = 500  # of the newest: a phone is no copy of the registry
PERSON = {"called": "person.name", "sex": "person.sex", "age": "person.age", "birth_date": "person.birth_date",
          "description": "person.description", "address": "person.address"}  # fmt: skip
HOUSEHOLD = {"called": "household.name", "address": "household.address", "income_note": "household.income_note",
             "housing_note": "household.housing_note"}  # fmt: skip


def sent_for(user: User) -> Q:
    """Return which files a user's own team is out for: who orders missions reads many more, and takes none of them along."""
    teams = field.own_teams(user).values("team")
    return Q(investigations__mission__in=field.visible_to(user).filter(status__in=OPEN, team__in=teams).values("pk"))


def reached(user: User) -> QuerySet[Case]:
    """Return the files that a user may put answers into: those they read, and those their team is out for."""
    return Case.objects.filter(Q(pk__in=visible_to(user).values("pk")) | sent_for(user)).distinct()


def mine(user: User) -> QuerySet[Case]:
    """Return the open files that a user works or is sent out for; a sensitive one only if it names them."""
    own = Q(worker=user, pk__in=visible_to(user).values("pk"))
    rows = Case.objects.filter(own | sent_for(user), closed_at=None).distinct().select_related("person", "household")
    return rows.order_by("-opened_at", "-id")


def cases(user: User) -> Iterator[Thing]:
    """Yield the files as rows of a list. A sensitive one is called by its number alone."""
    for case in mine(user)[:MOST]:
        label = case.number if case.sensitive else f"{case.subject} · {case.number}"
        yield Thing(str(case.uuid), label, case.version, {"number": case.number})


def households(user: User) -> Iterator[Thing]:
    """Yield the households of these files that the user may see, each with the number of its file."""
    found = list(mine(user)[:MOST])
    lives = HouseholdMember.objects.filter(
        person__in=[case.person_id for case in found if case.person_id], until_on=None
    )
    homes = {member.person_id: member.household for member in lives.select_related("household")}
    homes_of = [(case, case.household or homes.get(case.person_id or 0)) for case in found]
    wanted = {home.pk for _case, home in homes_of if home}
    seen = set(people.households_visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))
    told: set[int] = set()
    for case, home in homes_of:
        if home is not None and home.pk not in told and (home.pk in seen or home.pk == case.household_id):
            told.add(home.pk)
            label = case.number if case.sensitive else f"{home.name} · {case.number}"
            yield Thing(str(home.uuid), label, home.version, {"number": case.number})


LISTS = (
    EntityList("my_cases", {"needs": "needs"} | PERSON, cases, ("number",)),
    EntityList("my_households", HOUSEHOLD, households, ("number",)),
    EntityList("persons", PERSON),  # forms tell of new ones; who they are is looked for before one is recorded
)
