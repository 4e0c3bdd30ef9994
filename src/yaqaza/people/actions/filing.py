"""Writing what persons are found by (``people.search.keys``)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from yaqaza.people.models import Person, PersonPhone, SearchEntry
from yaqaza.people.search import keys

SLICE = 2000


def file_people(ids: Iterable[int]) -> int:
    """Make persons found by what is known of them now; one merged into another is found as that one. Return how many are filed.

    Every action calls it that changes a name, a birth date, a place, a description or a telephone, in its transaction.
    """
    wanted = sorted(set(ids))
    filed = 0
    for start in range(0, len(wanted), SLICE):
        filed += _file(wanted[start : start + SLICE])
    return filed


def _file(ids: list[int]) -> int:
    rows = (
        Person.objects.filter(Q(pk__in=ids) | Q(same_as__in=ids))
        .select_related("area", "organisation")
        .defer("area__geometry", "area__search_keys")
    )
    people = {person.pk: person for person in rows.order_by("pk")}
    selves: dict[int, list[Person]] = {pk: [person] for pk, person in people.items() if person.same_as_id is None}
    for person in people.values():
        if person.same_as_id in selves:
            selves[person.same_as_id].append(person)
    phones: dict[int, list[str]] = {}
    for pk, number in PersonPhone.objects.filter(person__in=people).values_list("person", "number"):
        phones.setdefault(pk, []).append(number)
    SearchEntry.objects.filter(pk__in=set(ids) - set(selves)).delete()
    SearchEntry.objects.bulk_create(
        [_entry(same, phones) for same in selves.values()],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["keys", "edition"],
    )
    note_words(name for same in selves.values() for name in same[0].names)
    return len(selves)


def _entry(same: list[Person], phones: dict[int, list[str]]) -> SearchEntry:
    """Return the entry of a person of one or several records, the first of which stands: found by, and in the reach, of each."""
    standing = same[0]
    found = keys.of_person(
        names=standing.names,
        description=standing.description,
        address=standing.address,
        area_path=".".join(one.area.path for one in same),
        house_path=".".join(one.organisation.path for one in same),
        year=standing.birth_date.year if standing.birth_date else None,
        phones=[number for one in same for number in phones.get(one.pk, ())],
    )
    return SearchEntry(person=standing.pk, edition=keys.EDITION, keys=found)


def note_words(names: Iterable[str]) -> None:
    """Remember the words of names that are not known yet; those that are, are not touched: nobody waits for anybody."""
    texts = sorted({text for name in names for text in keys.filed(name)})
    if not texts:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM people_nameword WHERE text = ANY(%s)", [texts])
        known = {text for (text,) in cursor.fetchall()}
        rows = [(text, *keys.word_row(text)) for text in texts if text not in known]
        if rows:
            cursor.executemany(
                "INSERT INTO people_nameword (text, sound, near, count) VALUES (%s, %s, %s, 1) ON CONFLICT DO NOTHING",
                rows,
            )


def write_words() -> int:
    """Write anew what is kept of words that another version of the program knew otherwise; return how many they were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, sound, near FROM people_nameword")
        rows = [(text, *row) for text, *known in cursor.fetchall() if (row := keys.word_row(text)) != tuple(known)]
        cursor.executemany(
            """UPDATE people_nameword SET sound = new.sound, near = new.near
               FROM (VALUES (%s, %s, %s::int[])) AS new (text, sound, near) WHERE people_nameword.text = new.text""",
            rows,
        )
    return len(rows)


def count_words() -> None:
    """Count anew how common each word is, from a sample of the entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'people_searchentry'::regclass")
        share = min(100.0, 20_000_000 / max(cursor.fetchone()[0], 1))  # percent: some 200,000 entries
        cursor.execute("SELECT text FROM people_nameword")
        number_of = {keys.number(keys.WORD, text): text for (text,) in cursor.fetchall()}
        cursor.execute(
            f"""SELECT key, count(*) FROM people_searchentry TABLESAMPLE BERNOULLI ({share:.4f}), unnest(keys) AS key
                WHERE key = ANY(%s) GROUP BY key""",  # noqa: S608  # a number
            [list(number_of)],
        )
        counted = {number_of[key]: count for key, count in cursor.fetchall()}
        cursor.execute(
            """UPDATE people_nameword AS word SET count = new.count FROM unnest(%s::text[], %s::int[]) AS new (text, count)
               WHERE word.text = new.text AND word.count <> new.count""",
            [list(counted), [round(count * 100 / share) for count in counted.values()]],
        )


_NOT_FILED = """SELECT person.id FROM people_person AS person LEFT JOIN people_searchentry AS entry ON entry.person = person.id
 WHERE same_as_id IS NULL AND person.id > %s AND (entry.edition IS NULL OR entry.edition <> %s OR %s) ORDER BY person.id LIMIT %s"""


def file_all(*, everyone: bool = False) -> int:
    """File the persons who have no entry yet or one of another edition (or ``everyone``), slice by slice; return how many."""
    filed = last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_NOT_FILED, [last, keys.EDITION, everyone, SLICE])
            ids = [pk for (pk,) in cursor.fetchall()]
        if not ids:
            return filed
        filed += file_people(ids)
        last = ids[-1]
