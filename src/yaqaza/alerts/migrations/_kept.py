"""What the database itself keeps: the text of an alert, corrections that only grow, and what is said to the live stream."""

FORWARDS = """
-- What a reporter wrote is kept as received: a trigger refuses to change it, but lets erasure empty it.
CREATE FUNCTION alerts_text_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text IS DISTINCT FROM OLD.text AND NEW.text <> '' THEN
        RAISE EXCEPTION 'the text of an alert stays as received' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER alert_text_is_kept BEFORE UPDATE OF text ON alerts_alert
    FOR EACH ROW EXECUTE FUNCTION alerts_text_is_kept();

-- Corrections only grow.
CREATE TRIGGER correction_is_append_only BEFORE UPDATE OR DELETE ON alerts_correction
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER correction_truncate BEFORE TRUNCATE ON alerts_correction
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();

-- Changes of alerts and of hand-over notes are said to the live stream in their own transaction (docs/adr/0021).
-- What is said where an alert was is said too, when it moved or was closed to others: the row must go from those desks.
CREATE FUNCTION alerts_say_alert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM core_say('alert', NEW.area_path, NEW.organisation_id, NEW.sensitive, NEW.read_by_id);
    IF TG_OP = 'UPDATE' AND (OLD.area_path, OLD.organisation_id, OLD.sensitive) IS DISTINCT FROM
            (NEW.area_path, NEW.organisation_id, NEW.sensitive) THEN
        PERFORM core_say('alert', OLD.area_path, OLD.organisation_id, OLD.sensitive, OLD.read_by_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER alert_said_when_new AFTER INSERT ON alerts_alert FOR EACH ROW EXECUTE FUNCTION alerts_say_alert();
CREATE TRIGGER alert_said AFTER UPDATE OF status, urgency, due_at, organisation_id, area_path, place_precision, lon, lat, read_by_id,
        has_addition, sensitive, category, needs, people_count, story_id, reach ON alerts_alert
    FOR EACH ROW WHEN ((OLD.status, OLD.urgency, OLD.due_at, OLD.organisation_id, OLD.area_path, OLD.place_precision, OLD.lon, OLD.lat,
            OLD.read_by_id, OLD.has_addition, OLD.sensitive, OLD.category, OLD.needs, OLD.people_count, OLD.story_id, OLD.reach)
        IS DISTINCT FROM (NEW.status, NEW.urgency, NEW.due_at, NEW.organisation_id, NEW.area_path, NEW.place_precision, NEW.lon, NEW.lat,
            NEW.read_by_id, NEW.has_addition, NEW.sensitive, NEW.category, NEW.needs, NEW.people_count, NEW.story_id, NEW.reach))
    EXECUTE FUNCTION alerts_say_alert();

CREATE FUNCTION alerts_say_handover() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM core_say('handover', '', NEW.organisation_id, false, NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER handover_said AFTER INSERT OR UPDATE ON alerts_handover FOR EACH ROW EXECUTE FUNCTION alerts_say_handover();

-- An item that is taken over is said like the note.
CREATE FUNCTION alerts_say_handover_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE house bigint;
BEGIN
    SELECT organisation_id INTO house FROM alerts_handover WHERE id = NEW.handover_id;
    PERFORM core_say('handover', '', house, false, NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER handover_item_said AFTER UPDATE ON alerts_handover_alerts
    FOR EACH ROW EXECUTE FUNCTION alerts_say_handover_item();
"""
BACKWARDS = """
DROP TRIGGER handover_item_said ON alerts_handover_alerts;
DROP FUNCTION alerts_say_handover_item();
DROP TRIGGER handover_said ON alerts_handover;
DROP TRIGGER alert_said ON alerts_alert;
DROP TRIGGER alert_said_when_new ON alerts_alert;
DROP FUNCTION alerts_say_handover();
DROP FUNCTION alerts_say_alert();
DROP TRIGGER correction_truncate ON alerts_correction;
DROP TRIGGER correction_is_append_only ON alerts_correction;
DROP TRIGGER alert_text_is_kept ON alerts_alert;
DROP FUNCTION alerts_text_is_kept();
"""
