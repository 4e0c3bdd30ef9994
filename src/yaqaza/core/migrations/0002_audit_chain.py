"""The audit trail is insert-only, and each entry gets its link in the chain when its transaction commits.

The link is written by a deferred trigger: the lock that puts commits in a row is held only while a transaction commits. Rows are
locked FOR NO KEY UPDATE elsewhere, because the foreign keys are checked while this lock is held.
"""

from django.db import migrations

FORWARDS = r"""
CREATE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION core_audit_hash(previous text, entry core_auditentry) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws(E'\x1f',
        previous, entry.id, entry.uuid, extract(epoch FROM entry.at), entry.event, coalesce(entry.actor_id::text, '-'),
        entry.actor_role, entry.object_type, coalesce(entry.object_id::text, '-'), coalesce(entry.object_uuid::text, '-'),
        entry.details::text), 'UTF8')), 'hex')
$$;

CREATE FUNCTION core_audit_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last core_auditlink;
BEGIN
    PERFORM pg_advisory_xact_lock(2036429153);
    SELECT * INTO last FROM core_auditlink ORDER BY position DESC LIMIT 1;
    INSERT INTO core_auditlink (position, entry_id, previous_hash, hash)
    VALUES (coalesce(last.position, 0) + 1, NEW.id, coalesce(last.hash, ''), core_audit_hash(coalesce(last.hash, ''), NEW));
    RETURN NULL;
END $$;

CREATE TRIGGER audit_entry_is_append_only BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON core_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER audit_link_is_append_only BEFORE UPDATE OR DELETE ON core_auditlink
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER audit_link_truncate BEFORE TRUNCATE ON core_auditlink
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
CREATE CONSTRAINT TRIGGER audit_entry_is_linked AFTER INSERT ON core_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION core_audit_link();
"""

BACKWARDS = """
DROP TRIGGER audit_entry_is_linked ON core_auditentry;
DROP TRIGGER audit_link_truncate ON core_auditlink;
DROP TRIGGER audit_link_is_append_only ON core_auditlink;
DROP TRIGGER audit_entry_truncate ON core_auditentry;
DROP TRIGGER audit_entry_is_append_only ON core_auditentry;
DROP FUNCTION core_audit_link();
DROP FUNCTION core_audit_hash(text, core_auditentry);
DROP FUNCTION core_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
