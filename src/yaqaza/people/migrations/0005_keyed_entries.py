"""What persons are found by is made again with keyed numbers, and goes with the person."""

import django.contrib.postgres.indexes
from django.db import migrations

SLICE = 2000

PEOPLE = """SELECT person.id, person.name_ar, person.name_latin, person.further_names, person.description, person.address, person.birth_date,
    area.path, house.path
  FROM people_person AS person JOIN territory_area AS area ON area.id = person.area_id
    JOIN accounts_organisation AS house ON house.id = person.organisation_id
  WHERE person.same_as_id IS NULL AND person.id > %s ORDER BY person.id LIMIT %s"""
MERGED = """SELECT person.same_as_id, area.path, house.path
  FROM people_person AS person JOIN territory_area AS area ON area.id = person.area_id
    JOIN accounts_organisation AS house ON house.id = person.organisation_id
  WHERE person.same_as_id = ANY(%s)"""
PHONES = """SELECT coalesce(person.same_as_id, person.id), phone.number FROM people_personphone AS phone
    JOIN people_person AS person ON person.id = phone.person_id
  WHERE person.id = ANY(%s) OR person.same_as_id = ANY(%s)"""

WITH_ITS_PERSON = """
CREATE FUNCTION people_unfile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM people_searchentry WHERE person = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER person_unfiled AFTER DELETE ON people_person FOR EACH ROW EXECUTE FUNCTION people_unfile();
"""
NOT_ANY_MORE = """
DROP TRIGGER person_unfiled ON people_person;
DROP FUNCTION people_unfile();
"""


def file_everyone(apps, schema_editor):
    """File all persons by pure functions and the columns of this day, whatever came later."""
    from yaqaza.people.search import keys

    entry = apps.get_model("people", "SearchEntry")
    last = 0
    with schema_editor.connection.cursor() as cursor:

        def rows(statement, *values):
            cursor.execute(statement, values)
            return cursor.fetchall()

        entry.objects.all()._raw_delete(schema_editor.connection.alias)
        while people := rows(PEOPLE, last, SLICE):
            ids = [row[0] for row in people]
            last = ids[-1]
            paths, phones = {}, {}
            for pk, area, house in rows(MERGED, ids):
                paths.setdefault(pk, []).append((area, house))
            for pk, number in rows(PHONES, ids, ids):
                phones.setdefault(pk, []).append(number)
            entries = []
            for pk, arabic, latin, further, description, address, born, area, house in people:
                around = [(area, house), *paths.get(pk, ())]
                found = keys.of_person(
                    names=[name for name in (arabic, latin, *further) if name], description=description, address=address,
                    area_path=".".join(path for path, _ in around), house_path=".".join(path for _, path in around),
                    year=born.year if born else None, phones=phones.get(pk, ()),
                )  # fmt: skip
                entries.append(entry(person=pk, keys=found, edition=keys.EDITION))
            entry.objects.bulk_create(entries)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_what_persons_are_found_by")]

    operations = [
        migrations.RemoveIndex(model_name="searchentry", name="search_entry_keys"),  # quicker to build than to fill
        migrations.RunPython(file_everyone, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["keys"], name="search_entry_keys"),
        ),
        migrations.RunSQL(WITH_ITS_PERSON, NOT_ANY_MORE),
    ]
