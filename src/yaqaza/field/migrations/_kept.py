"""What is said to the live stream of teams, missions, shifts and places."""

FORWARDS = """
-- Changes of teams and missions are said to the live stream in their own transaction (docs/adr/0021).
CREATE FUNCTION field_say_mission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM core_say('team', NEW.area_path, NEW.organisation_id, false, NULL);
    IF TG_OP = 'UPDATE' AND OLD.organisation_id <> NEW.organisation_id THEN
        PERFORM core_say('team', OLD.area_path, OLD.organisation_id, false, NULL);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER mission_said_when_new AFTER INSERT ON field_mission FOR EACH ROW EXECUTE FUNCTION field_say_mission();
CREATE TRIGGER mission_said AFTER UPDATE OF status, team_id, organisation_id, window_start, window_end, urgency ON field_mission
    FOR EACH ROW WHEN ((OLD.status, OLD.team_id, OLD.organisation_id, OLD.window_start, OLD.window_end, OLD.urgency)
        IS DISTINCT FROM (NEW.status, NEW.team_id, NEW.organisation_id, NEW.window_start, NEW.window_end, NEW.urgency))
    EXECUTE FUNCTION field_say_mission();

CREATE FUNCTION field_say_team() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE place text;
BEGIN
    SELECT path INTO place FROM territory_area WHERE id = NEW.area_id;
    PERFORM core_say('team', place, NEW.organisation_id, false, NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER team_said AFTER INSERT OR UPDATE ON field_team FOR EACH ROW EXECUTE FUNCTION field_say_team();

CREATE FUNCTION field_say_membership() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE place text; house bigint;
BEGIN
    SELECT a.path, t.organisation_id INTO place, house
        FROM field_team t JOIN territory_area a ON a.id = t.area_id WHERE t.id = NEW.team_id;
    PERFORM core_say('team', place, house, false, NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER membership_said AFTER INSERT OR UPDATE ON field_membership FOR EACH ROW EXECUTE FUNCTION field_say_membership();

-- Who is on duty when, and where people can be brought tonight.
CREATE FUNCTION field_say_house() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE house bigint; place text;
BEGIN
    house := CASE WHEN TG_OP = 'DELETE' THEN OLD.organisation_id ELSE NEW.organisation_id END;
    SELECT a.path INTO place FROM accounts_organisation o JOIN territory_area a ON a.id = o.area_id WHERE o.id = house;
    PERFORM core_say(TG_ARGV[0], place, house, false, NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER shift_said AFTER INSERT OR UPDATE OR DELETE ON field_shift
    FOR EACH ROW EXECUTE FUNCTION field_say_house('roster');
CREATE TRIGGER places_said AFTER INSERT OR UPDATE ON field_shelterplaces
    FOR EACH ROW EXECUTE FUNCTION field_say_house('places');
"""
BACKWARDS = """
DROP TRIGGER places_said ON field_shelterplaces;
DROP TRIGGER shift_said ON field_shift;
DROP FUNCTION field_say_house();
DROP TRIGGER membership_said ON field_membership;
DROP TRIGGER team_said ON field_team;
DROP TRIGGER mission_said ON field_mission;
DROP TRIGGER mission_said_when_new ON field_mission;
DROP FUNCTION field_say_membership();
DROP FUNCTION field_say_team();
DROP FUNCTION field_say_mission();
"""
