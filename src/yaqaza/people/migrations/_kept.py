"""What the database itself keeps: what a person is found by goes with the person."""

FORWARDS = """
-- What a person is found by goes with the person.
CREATE FUNCTION people_unfile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM people_searchentry WHERE person = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER person_unfiled AFTER DELETE ON people_person FOR EACH ROW EXECUTE FUNCTION people_unfile();
"""
BACKWARDS = """
DROP TRIGGER person_unfiled ON people_person;
DROP FUNCTION people_unfile();
"""
