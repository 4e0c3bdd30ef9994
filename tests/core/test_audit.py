import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from yaqaza.accounts.models import User
from yaqaza.core import audit
from yaqaza.core.models import AuditEntry, AuditLink


def commit() -> None:
    """What COMMIT does to the deferred triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def chain(db) -> list[AuditEntry]:
    entries = [audit.record("test.done", step=step) for step in range(3)]
    commit()
    return entries


def test_each_entry_gets_its_link_when_the_transaction_commits(chain) -> None:
    links = list(AuditLink.objects.order_by("position"))
    assert [link.entry_id for link in links] == [entry.pk for entry in chain]
    assert links[0].previous_hash == ""
    assert [link.previous_hash for link in links[1:]] == [link.hash for link in links[:-1]]
    assert audit.verify() == (3, None)


def test_an_act_written_with_its_row_is_the_one_that_record_writes(db, cast) -> None:
    told = {"kind": "X", "on_call": True, "area": cast.amina.main_posting.area}
    first = audit.record("test.done", on=cast.farid, by=cast.amina, **told)
    kept = "WITH kept AS (SELECT id, uuid FROM accounts_user WHERE id = %s) "
    sql, values = audit.following("test.done", on=User, by=cast.amina, **told)
    with connection.cursor() as cursor:
        cursor.execute(kept + sql, [cast.farid.pk, *values])
        assert cursor.fetchone() == (cast.farid.pk,)
    second = AuditEntry.objects.latest("id")
    same = ("event", "actor_id", "actor_role", "object_type", "object_id", "object_uuid", "details")
    assert [getattr(second, name) for name in same] == [getattr(first, name) for name in same]
    commit()
    assert audit.verify() == (AuditEntry.objects.count(), None)


@pytest.mark.parametrize("statement", ["UPDATE core_auditentry SET event = 'x'", "DELETE FROM core_auditentry",
                                       "UPDATE core_auditlink SET hash = 'x'", "DELETE FROM core_auditlink"])  # fmt: skip
def test_the_database_refuses_to_change_or_remove_a_row(chain, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["core_auditentry", "core_auditlink", "services_servicedelivery"])
def test_the_database_refuses_to_empty_a_table(db, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE '%%\\_truncate'", [table]
        )
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {cursor.fetchone()[0]}")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")


def by_hand(statement: str, *values: object) -> None:
    """Do what somebody with full rights on the server could do."""
    with connection.cursor() as cursor:
        for table in ("core_auditentry", "core_auditlink"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        for table in ("core_auditentry", "core_auditlink"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_a_changed_row_breaks_the_chain_where_it_stands(chain) -> None:
    by_hand("UPDATE core_auditentry SET details = '{\"step\": 9}' WHERE id = %s", chain[1].pk)
    good, broken = audit.verify()
    assert (good, broken.position, broken.reason) == (1, 2, "its entry was changed")
    with pytest.raises(CommandError, match="breaks at position 2"):
        call_command("audit_verify")


def test_a_removed_row_a_removed_link_and_a_row_without_link_are_found(chain) -> None:
    with transaction.atomic():
        by_hand("DELETE FROM core_auditentry WHERE id = %s", chain[2].pk)
        assert audit.verify()[1] == audit.Broken(3, "its entry is gone")
        transaction.set_rollback(True)
    with transaction.atomic():
        by_hand("DELETE FROM core_auditlink WHERE position = 2")
        assert audit.verify()[1] == audit.Broken(3, "a link before it is missing")
        transaction.set_rollback(True)
    with transaction.atomic():
        by_hand("DELETE FROM core_auditlink WHERE position = 3")
        assert audit.verify()[1] == audit.Broken(3, f"entry {chain[2].pk} has no link")
        transaction.set_rollback(True)


def test_details_take_no_objects_that_could_carry_a_name(db) -> None:
    with pytest.raises(TypeError):
        audit.record("test.done", what=object())


def test_verify_says_how_many_links_hold(chain, capsys) -> None:
    call_command("audit_verify")
    assert capsys.readouterr().out == "The audit chain holds: 3 links.\n"


def test_a_rolled_back_act_leaves_no_entry(db) -> None:
    with transaction.atomic():
        audit.record("test.done")
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == 0


def test_the_chain_is_walked_a_few_links_at_a_time(chain, monkeypatch) -> None:
    monkeypatch.setattr(audit, "CHUNK", 1)
    assert audit.verify() == (3, None)
    by_hand("UPDATE core_auditentry SET event = 'test.other' WHERE id = %s", chain[2].pk)
    assert audit.verify() == (2, audit.Broken(3, "its entry was changed"))
