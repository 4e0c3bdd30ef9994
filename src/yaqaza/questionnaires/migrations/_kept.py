"""What the database itself keeps: published versions and answers."""

FORWARDS = """
-- A published version never changes, and answers stay as they came: triggers refuse it, but let answers be emptied after their
-- time.
CREATE FUNCTION questionnaires_version_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER version_is_kept BEFORE UPDATE OR DELETE ON questionnaires_version
    FOR EACH ROW EXECUTE FUNCTION questionnaires_version_is_kept();

CREATE FUNCTION questionnaires_submission_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.xml IS DISTINCT FROM OLD.xml AND NEW.xml <> ''
       OR NEW.answers IS DISTINCT FROM OLD.answers AND NEW.answers <> ''
       OR (NEW.instance_id, NEW.corrects, NEW.version_id, NEW.user_id, NEW.received_at, NEW.sha256)
          IS DISTINCT FROM (OLD.instance_id, OLD.corrects, OLD.version_id, OLD.user_id, OLD.received_at, OLD.sha256) THEN
        RAISE EXCEPTION 'answers stay as they came' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER submission_is_kept
    BEFORE UPDATE OF xml, answers, instance_id, corrects, version_id, user_id, received_at, sha256 ON questionnaires_submission
    FOR EACH ROW EXECUTE FUNCTION questionnaires_submission_is_kept();
"""
BACKWARDS = """
DROP TRIGGER version_is_kept ON questionnaires_version;
DROP FUNCTION questionnaires_version_is_kept();
DROP TRIGGER submission_is_kept ON questionnaires_submission;
DROP FUNCTION questionnaires_submission_is_kept();
"""
