"""What a look costs: it reads the rows around what it looks at, whatever else is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.signals.conftest import CCP

from yaqaza.alerts.models import Alert, Story
from yaqaza.cases.models import Case
from yaqaza.people.models import Household, HouseholdMember, Person, PersonPhone
from yaqaza.services.models import ServiceDelivery
from yaqaza.signals import actions, kinds, rules
from yaqaza.signals.models import Signal, Trace
from yaqaza.signals.states import What

pytestmark = pytest.mark.django_db
MANY = 3000


def copies(row, count: int, **more: Callable[[int], object]) -> list:
    """Rows like one, each with the given fields of its own."""
    own = {"id", "uuid", "tracking_hash", "deduplication_key"} | set(more)
    given = {name: value for name, value in type(row).objects.values().get(pk=row.pk).items() if name not in own}
    return type(row).objects.bulk_create(
        type(row)(**given, **{name: make(n) for name, make in more.items()}) for n in range(count)
    )


def whole_reads(act: Callable[[], object]) -> set[str]:
    """Return which of the large tables an act read from one end to the other."""
    with CaptureQueriesContext(connection) as done:
        act()
    read = set()
    for query in done.captured_queries:
        if query["sql"].startswith(("SELECT", "DECLARE")):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + query["sql"][query["sql"].index("SELECT") :])
                plan = "\n".join(line for (line,) in cursor.fetchall())
            read |= {table for table in LARGE if f"Seq Scan on {table}" in plan}
    return read


LARGE = [model._meta.db_table for model in (ServiceDelivery, Person, PersonPhone, HouseholdMember, Case)]


def test_no_table_is_read_whole_for_one_event(give, someone, file, houses, places, cast):
    one, other = someone("0550 00 45 67"), someone("0550 00 45 67")
    act = give(person=one)
    case = file(one)
    crowd = copies(one, MANY, identity_index=lambda n: None)
    copies(act, MANY, number=lambda n: f"S-x{n}", person_id=lambda n: crowd[n].pk)
    copies(case, MANY, number=lambda n: f"16-2026-x{n}", person_id=lambda n: crowd[n].pk)
    PersonPhone.objects.bulk_create(
        PersonPhone(person=person, number=f"+2136{n:08d}") for n, person in enumerate(crowd)
    )
    homes = Household.objects.bulk_create(
        Household(name="أسرة", area=places.bab_el_oued, organisation=houses.directorate) for _ in crowd
    )
    HouseholdMember.objects.bulk_create(
        HouseholdMember(household=home, person=person, relation="HEAD")
        for home, person in zip(homes, crowd, strict=True)
    )
    someone("0550 00 45 67")
    actions.look("people", [other.pk])
    signal = Signal.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(LARGE))
    acts = {
        "people": lambda: kinds.around("people", [one.pk]),
        "deliveries": lambda: kinds.around("deliveries", [act.pk]),
        "involved": lambda: rules.involved(signal),
        "forget": lambda: actions.forget(Signal.objects.all()),
    }
    Signal.objects.update(lapsed_at=timezone.now())
    assert {name: whole_reads(look) for name, look in acts.items()} == {name: set() for name in acts}


def test_forgetting_takes_as_many_queries_for_one_sign_as_for_many_and_locks_what_it_blanks(someone, cast):
    for n in range(6):
        last = [someone(f"0550 00 45 {n:02d}") for _ in range(3)][-1]
        actions.look("people", [last.pk])
    for signal in Signal.objects.all():
        actions.decide(signal=signal, by=cast.brahim, decision="DISMISSED", reason="هاتف العائلة")
    first = Signal.objects.order_by("id").first()
    with CaptureQueriesContext(connection) as few:
        assert actions.forget(Signal.objects.filter(pk=first.pk)) == 0
    with CaptureQueriesContext(connection) as many:
        assert actions.forget(Signal.objects.all()) == 0
    assert (len(few), len(many)) == (4, 4)
    assert not [query for query in many.captured_queries if "FOR NO KEY UPDATE" in query["sql"]]
    PersonPhone.objects.filter(person__in=first.evidence.values("person")).delete()
    assert actions.forget(Signal.objects.all()) == 1
    assert list(Signal.objects.filter(key="")) == [first]


def fetched(act: Callable[[], object]) -> int:
    """Return how many rows an act got from the database."""
    rows = 0

    def count(execute, sql, params, many, context):
        nonlocal rows
        result = execute(sql, params, many, context)
        rows += max(context["cursor"].rowcount, 0)
        return result

    with connection.execute_wrapper(count):
        act()
    return rows


def test_what_stands_in_hundreds_of_texts_is_counted_and_not_read(alert, file, someone, visit):
    first = alert(f"ساعدوا {CCP}")
    actions.trace("alerts", [first.pk])
    (index,) = set(Trace.objects.filter(what=What.ACCOUNT).values_list("index", flat=True))
    crowd = copies(first, 300, number=lambda n: f"A-x{n}", folded=lambda n: f"نداء {n}")
    Alert.objects.filter(pk__in=[crowd[0].pk, crowd[1].pk]).update(folded="نداء واحد")
    Alert.objects.filter(pk__in=[row.pk for row in crowd[2:5]]).update(story=Story.objects.create(lead_id=crowd[2].pk))
    Trace.objects.bulk_create(Trace(what=What.ACCOUNT, index=index, alert=row) for row in crowd)
    person = someone()
    rows = [alert(f"{words} {CCP}", case=file(person)) for words in ("طفل مريض", "عجوز بلا مأوى")]
    actions.trace("alerts", [row.pk for row in rows])
    mission = visit()
    mission.finding.doubts = f"أعطى {CCP}"
    mission.finding.save()
    actions.trace("missions", [mission.pk])
    signs = []
    assert fetched(lambda: signs.extend(kinds.around("alerts", [rows[0].pk]))) < 100
    # 301 texts, of which 2 in the same words and 3 of one story; one person, one visit
    assert [(sign.kind.value, sign.told["n"]) for sign in signs] == [("SAME_ACCOUNT", 301 - 1 - 2 + 2)]
    assert [piece.row for piece in signs[0].pieces][:4] == [
        ("alert", pk) for pk in (first.pk, crowd[0].pk, crowd[2].pk, crowd[5].pk)
    ]
    assert len(signs[0].pieces) == kinds.found.MOST_PIECES
