"""What the database itself keeps: the ledger of services."""

FORWARDS = """
-- The ledger of services: no update, no delete, no truncate; a reversal points at a row that is not itself a reversal.
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
        NEW.delivered_on, NEW.agreement_code, NEW.encounter_id)
       IS DISTINCT FROM
       (original.service_type_id, original.programme_id, original.person_id, original.household_id, original.case_id,
        original.organisation_id, original.area_id, original.delivered_on, original.agreement_code,
        original.encounter_id) THEN
        RAISE EXCEPTION 'a reversal mirrors the act that it reverses' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_reversal_mirrors BEFORE INSERT ON services_servicedelivery
    FOR EACH ROW EXECUTE FUNCTION services_reversal_mirrors();

-- An act is written down once it is done. One day of grace: recorded_at is compared in UTC, and midnight comes up to an hour
-- earlier in both countries.
ALTER TABLE services_servicedelivery ADD CONSTRAINT delivery_not_before_its_day
    CHECK (delivered_on <= (recorded_at AT TIME ZONE 'UTC')::date + 1);
"""
BACKWARDS = """
ALTER TABLE services_servicedelivery DROP CONSTRAINT delivery_not_before_its_day;
DROP TRIGGER delivery_reversal_mirrors ON services_servicedelivery;
DROP FUNCTION services_reversal_mirrors();
DROP TRIGGER delivery_truncate ON services_servicedelivery;
DROP TRIGGER delivery_is_append_only ON services_servicedelivery;
"""
