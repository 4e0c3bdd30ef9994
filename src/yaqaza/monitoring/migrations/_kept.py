"""What the database itself keeps: posts as they came."""

FORWARDS = """
-- What somebody published is kept as it came: a trigger refuses to change it, but lets it be emptied after its time.
CREATE FUNCTION monitoring_post_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text IS DISTINCT FROM OLD.text AND NEW.text <> ''
       OR NEW.sha256 IS DISTINCT FROM OLD.sha256 AND NEW.sha256 <> ''
       OR NEW.captured_at IS DISTINCT FROM OLD.captured_at THEN
        RAISE EXCEPTION 'a post stays as it came' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER post_is_kept BEFORE UPDATE OF text, sha256, captured_at ON monitoring_post
    FOR EACH ROW EXECUTE FUNCTION monitoring_post_is_kept();
"""
BACKWARDS = """
DROP TRIGGER post_is_kept ON monitoring_post;
DROP FUNCTION monitoring_post_is_kept();
"""
