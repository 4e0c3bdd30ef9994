"""What the database itself keeps: decisions only grow."""

FORWARDS = """
-- Decisions are kept beside each other.
CREATE TRIGGER signal_decision_is_append_only BEFORE UPDATE OR DELETE ON signals_decision
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER signal_decision_truncate BEFORE TRUNCATE ON signals_decision
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
"""
BACKWARDS = """
DROP TRIGGER signal_decision_truncate ON signals_decision;
DROP TRIGGER signal_decision_is_append_only ON signals_decision;
"""
