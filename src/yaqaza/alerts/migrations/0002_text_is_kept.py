"""What a reporter wrote is kept as received: a trigger refuses to change it, but lets erasure empty it."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION alerts_text_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text IS DISTINCT FROM OLD.text AND NEW.text <> '' THEN
        RAISE EXCEPTION 'the text of an alert stays as received' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER alert_text_is_kept BEFORE UPDATE OF text ON alerts_alert
    FOR EACH ROW EXECUTE FUNCTION alerts_text_is_kept();
"""
BACKWARDS = """
DROP TRIGGER alert_text_is_kept ON alerts_alert;
DROP FUNCTION alerts_text_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
