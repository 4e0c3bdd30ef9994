"""The ledger of services: no update, no delete, no truncate; a reversal points at a row that is not itself a reversal."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER delivery_is_append_only BEFORE UPDATE OR DELETE ON services_servicedelivery
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER delivery_truncate BEFORE TRUNCATE ON services_servicedelivery
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();

CREATE FUNCTION services_reversal_mirrors() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    original services_servicedelivery;
BEGIN
    IF NEW.reverses_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT * INTO original FROM services_servicedelivery WHERE id = NEW.reverses_id;
    IF original.reverses_id IS NOT NULL THEN
        RAISE EXCEPTION 'a reversal is not reversed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.service_type_id, NEW.programme_id, NEW.person_id, NEW.household_id, NEW.case_id, NEW.organisation_id, NEW.area_id,
        NEW.delivered_on, NEW.agreement_code)
       IS DISTINCT FROM
       (original.service_type_id, original.programme_id, original.person_id, original.household_id, original.case_id,
        original.organisation_id, original.area_id, original.delivered_on, original.agreement_code) THEN
        RAISE EXCEPTION 'a reversal mirrors the act that it reverses' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_reversal_mirrors BEFORE INSERT ON services_servicedelivery
    FOR EACH ROW EXECUTE FUNCTION services_reversal_mirrors();
"""
BACKWARDS = """
DROP TRIGGER delivery_reversal_mirrors ON services_servicedelivery;
DROP FUNCTION services_reversal_mirrors();
DROP TRIGGER delivery_truncate ON services_servicedelivery;
DROP TRIGGER delivery_is_append_only ON services_servicedelivery;
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial"), ("core", "0002_audit_chain")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
