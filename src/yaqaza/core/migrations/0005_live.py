"""What the live stream hears: a word in the transaction of a change, with no content of it (docs/adr/0021).

Whoever listens learns what kind of thing changed, in which area (ids of the path), of which organisation, whether only named people
read it, and which user read it first: enough to ask the database again through the usual scope, and nothing more. The server folds
equal words of one transaction into one, so that a large import says little.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION core_say(topic text, area text, house bigint, closed boolean, reader bigint) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify('yaqaza_live', json_build_object(
        'topic', topic, 'area', area, 'house', house, 'closed', closed, 'reader', CASE WHEN closed THEN reader END)::text)
$$;
"""
BACKWARDS = "DROP FUNCTION core_say(text, text, bigint, boolean, bigint);"


class Migration(migrations.Migration):
    dependencies = [("core", "0004_key_seal")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
