"""What the database itself keeps: the audit trail, the table of the cache, and what the live stream hears."""

FORWARDS = r"""
-- The audit trail is insert-only, and each entry gets its link in the chain when its transaction commits.
-- The link is written by a deferred trigger: the lock that puts commits in a row is held only while a transaction commits. Rows
-- are locked FOR NO KEY UPDATE elsewhere, because the foreign keys are checked while this lock is held.
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

-- The table of Django's database cache, as ``createcachetable`` makes it: shared by all processes, so that rate limits hold.
CREATE TABLE core_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX core_cache_expires ON core_cache (expires);

-- What the live stream hears: a word in the transaction of a change, with no content of it (docs/adr/0021).
-- Whoever listens learns what kind of thing changed, in which area (ids of the path), of which organisation, whether only named
-- people read it, and which user read it first: enough to ask the database again through the usual scope, and nothing more. The
-- server folds equal words of one transaction into one, so that a large import says little.
CREATE FUNCTION core_say(topic text, area text, house bigint, closed boolean, reader bigint) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify('yaqaza_live', json_build_object(
        'topic', topic, 'area', area, 'house', house, 'closed', closed, 'reader', CASE WHEN closed THEN reader END)::text)
$$;
"""
BACKWARDS = """
DROP FUNCTION core_say(text, text, bigint, boolean, bigint);
DROP TABLE core_cache;
DROP TRIGGER audit_entry_is_linked ON core_auditentry;
DROP TRIGGER audit_link_truncate ON core_auditlink;
DROP TRIGGER audit_link_is_append_only ON core_auditlink;
DROP TRIGGER audit_entry_truncate ON core_auditentry;
DROP TRIGGER audit_entry_is_append_only ON core_auditentry;
DROP FUNCTION core_audit_link();
DROP FUNCTION core_audit_hash(text, core_auditentry);
DROP FUNCTION core_refuse_change();
"""
