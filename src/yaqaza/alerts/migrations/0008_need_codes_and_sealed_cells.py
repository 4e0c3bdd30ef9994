"""Needs take the codes of the language; the cells of imported rows that could not be read are encrypted; corrections only grow."""

import json

from django.db import migrations

from yaqaza.core.crypto import encrypt

NEW = {
    "MEDICAL": "MEDICAL", "MEDICINE": "MEDICAL", "SHELTER": "SHELTER", "FOOD": "FOOD_WATER", "WATER": "FOOD_WATER",
    "CLOTHING": "BLANKETS_CLOTHES", "PROTECTION": "VIOLENCE", "PSYCHOLOGICAL": "MENTAL_HEALTH", "COMPANY": "ELDERLY",
    "EQUIPMENT": "DISABILITY", "INCOME": "MONEY", "SCHOOLING": "EDUCATION", "PAPERS": "OTHER",
}  # fmt: skip
"""Two old codes became one, and nothing was lost that a person could not read in the message."""

BATCH = 1000

APPEND_ONLY = """
CREATE TRIGGER correction_is_append_only BEFORE UPDATE OR DELETE ON alerts_correction
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER correction_truncate BEFORE TRUNCATE ON alerts_correction
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
"""
NOT_ANY_MORE = """
DROP TRIGGER correction_truncate ON alerts_correction;
DROP TRIGGER correction_is_append_only ON alerts_correction;
"""


def renamed(codes):
    """Return the new codes of old ones, each once; a code that is no old one stays."""
    return list(dict.fromkeys(NEW.get(code, code) for code in codes))


def rename_needs(apps, schema_editor):
    cases = " ".join(f"WHEN '{old}' THEN '{new}'" for old, new in NEW.items())
    old = ", ".join(f"'{code}'" for code, new in NEW.items() if code != new)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE alerts_alert SET needs = ARRAY(SELECT DISTINCT CASE code {cases} ELSE code END FROM unnest(needs) AS code)
                WHERE needs && ARRAY[{old}]::varchar[]"""  # noqa: S608  the codes stand above
        )
    Event = apps.get_model("alerts", "AlertEvent")
    for event in Event.objects.filter(before__fields__has_key="needs").iterator(chunk_size=BATCH):
        event.before["fields"]["needs"] = renamed(event.before["fields"]["needs"])
        event.save(update_fields=["before"])


def seal_cells(apps, schema_editor):
    """What could not be read may be a telephone or a name: it is not left in clear."""
    Event = apps.get_model("alerts", "AlertEvent")
    with schema_editor.connection.cursor() as cursor:
        while rows := list(Event.objects.filter(before__has_key="unread").values_list("pk", "before")[:BATCH]):
            cursor.executemany(
                "UPDATE alerts_alertevent SET sealed = %s, before = before - 'unread' WHERE id = %s",
                [(encrypt(json.dumps(before["unread"], ensure_ascii=False)), pk) for pk, before in rows],
            )


class Migration(migrations.Migration):
    dependencies = [("alerts", "0007_what_was_read"), ("core", "0002_audit_chain")]

    operations = [
        migrations.RunPython(rename_needs, migrations.RunPython.noop),
        migrations.RunPython(seal_cells, migrations.RunPython.noop),
        migrations.RunSQL(APPEND_ONLY, NOT_ANY_MORE),
    ]
