import pytest

from yaqaza.config import database as db
from yaqaza.config import environment as env
from yaqaza.config import prepared


@pytest.fixture
def migrated(database, monkeypatch):
    """A database that remembers a migration."""
    with db.connect() as connection:
        connection.execute("DROP TABLE IF EXISTS django_migrations")
        connection.execute("CREATE TABLE django_migrations (id bigint, applied timestamptz)")
        connection.execute("INSERT INTO django_migrations VALUES (1, now())")


def test_what_is_prepared_is_recalled_with_its_logins(migrated):
    assert prepared.recall(demo=True) is None
    prepared.remember("duty …\n", demo=True)
    assert prepared.recall(demo=True) == "duty …\n"
    assert prepared.recall(demo=False) is None


def test_a_change_of_code_of_settings_or_of_the_database_prepares_again(migrated, monkeypatch, tmp_path):
    monkeypatch.setattr(prepared, "CODE", tmp_path)
    prepared.remember("", demo=False)
    (tmp_path / "new.py").write_text("")
    assert prepared.recall(demo=False) is None
    prepared.remember("", demo=False)
    monkeypatch.setenv("YAQAZA_HOSTS", "yaqaza.example")
    assert prepared.recall(demo=False) is None
    prepared.remember("", demo=False)
    with db.connect() as connection:
        connection.execute("INSERT INTO django_migrations VALUES (2, now())")
    assert prepared.recall(demo=False) is None


def test_a_database_without_tables_is_not_prepared(database, monkeypatch):
    with db.connect() as connection:
        connection.execute("DROP TABLE IF EXISTS django_migrations")
    assert prepared.recall(demo=False) is None


def test_what_is_left_to_be_done_is_said_at_every_start(migrated):
    prepared.remember("", demo=False)
    assert prepared.recall(demo=False) == ""
    (env.var() / "prepared.json").unlink()
    prepared.remember("Nobody can sign in yet.", demo=False)
    assert prepared.recall(demo=False) is None
