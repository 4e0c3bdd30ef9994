import io
import json
import os
import stat
import tarfile
from pathlib import Path

import psycopg
import pytest

from yaqaza.config import backup, postgres, processes
from yaqaza.config import environment as env


@pytest.fixture
def filled(database: postgres.Dsn, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> postgres.Dsn:
    """A database with one Arabic row that cannot be changed, and one uploaded file."""
    monkeypatch.setenv("YAQAZA_DB_NAME", f"filled_{abs(hash(request.node.name))}")
    address = postgres.ensure_running()
    with psycopg.connect(address.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE TABLE act (id bigserial PRIMARY KEY, what text UNIQUE)")
        connection.execute("INSERT INTO act (what) VALUES ('إيواء')")
        connection.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'append only'; END $$"
        )
        connection.execute("CREATE TRIGGER kept BEFORE UPDATE ON act FOR EACH ROW EXECUTE FUNCTION refuse()")
    (env.media() / "photos").mkdir(parents=True, exist_ok=True)
    (env.media() / "photos" / "a.jpg").write_bytes(bytes(range(256)) * 50)
    return address


def _acts(address: postgres.Dsn) -> list[tuple[int, str]]:
    with psycopg.connect(address.conninfo()) as connection:
        return connection.execute("SELECT id, what FROM act ORDER BY id").fetchall()


def _empty_it(address: postgres.Dsn) -> None:
    postgres.drop_database(address.dbname)
    (env.media() / "photos" / "a.jpg").unlink()


def test_what_was_saved_comes_back_whole(filled, tmp_path):
    target = tmp_path / "yaqaza.tar"
    told = backup.backup(target)
    assert "database and 1 uploaded files" in told
    assert f"keep a copy of {env.secrets_file()}" in told
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    _empty_it(filled)
    assert backup.restore(target).startswith("Restored the backup of ")
    assert _acts(filled) == [(1, "إيواء")]
    assert (env.media() / "photos" / "a.jpg").read_bytes() == bytes(range(256)) * 50
    with psycopg.connect(filled.conninfo(), autocommit=True) as connection:
        assert connection.execute("INSERT INTO act (what) VALUES ('إحالة') RETURNING id").fetchone() == (2,)
        with pytest.raises(psycopg.errors.RaiseException, match="append only"):
            connection.execute("UPDATE act SET what = 'x'")
        owner = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'act'").fetchone()
    assert owner == (postgres.ROLE,)


def test_a_database_that_holds_something_is_kept(filled, tmp_path):
    target = tmp_path / "yaqaza.tar"
    backup.backup(target)
    with psycopg.connect(filled.conninfo(), autocommit=True) as connection:
        connection.execute("INSERT INTO act (what) VALUES ('after')")
    with pytest.raises(backup.BackupError, match="holds 1 tables"):
        backup.restore(target)
    assert len(_acts(filled)) == 2
    backup.restore(target, force=True)
    assert _acts(filled) == [(1, "إيواء")]


def test_a_damaged_backup_changes_nothing(filled, tmp_path):
    target = tmp_path / "yaqaza.tar"
    backup.backup(target)
    content = bytearray(target.read_bytes())
    content[2000] ^= 1
    target.write_bytes(content)
    with pytest.raises(backup.BackupError, match="is damaged: 1 of its files differ from the manifest, first database"):
        backup.restore(target, force=True)
    assert _acts(filled) == [(1, "إيواء")]


def test_half_a_backup_changes_nothing(filled, tmp_path):
    target = tmp_path / "yaqaza.tar"
    backup.backup(target)
    os.truncate(target, target.stat().st_size // 2)
    with pytest.raises(backup.BackupError, match="is not a whole Yaqaza backup"):
        backup.restore(target, force=True)
    assert _acts(filled) == [(1, "إيواء")]


def test_a_dump_that_cannot_be_restored_changes_nothing(filled, tmp_path, monkeypatch):
    target = tmp_path / "yaqaza.tar"
    pg = backup._pg
    monkeypatch.setattr(
        backup, "_pg", lambda *options, **_: Path(options[-1].removeprefix("--file=")).write_text("no dump")
    )
    backup.backup(target)
    monkeypatch.setattr(backup, "_pg", pg)
    with pytest.raises(backup.BackupError, match="pg_restore failed, nothing was changed"):
        backup.restore(target, force=True)
    assert _acts(filled) == [(1, "إيواء")]


@pytest.mark.parametrize("name", ["../escape", "/etc/passwd", "media/../../escape", "other.txt"])
def test_a_file_that_does_not_belong_into_a_backup_is_refused(database, tmp_path, name):
    target = tmp_path / "strange.tar"
    with tarfile.open(target, "w") as archive:
        info = tarfile.TarInfo(name)
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    with pytest.raises(backup.BackupError, match="does not belong into a Yaqaza backup"):
        backup.restore(target)


def test_a_backup_of_the_other_country_is_refused(filled, tmp_path):
    target = tmp_path / "yaqaza.tar"
    manifest = backup._manifest({}) | {"country": "MA"}
    with tarfile.open(target, "w") as archive:
        backup._add_text(archive, backup.MANIFEST, json.dumps(manifest))
    with pytest.raises(backup.BackupError, match="This is a backup of MA"):
        backup.restore(target)


def test_keys_travel_only_when_asked_for(filled, tmp_path):
    bare, whole = tmp_path / "bare.tar", tmp_path / "whole.tar"
    backup.backup(bare)
    assert "whoever has this file can read everything" in backup.backup(whole, with_secrets=True)
    keys = {name: env.secret(name) for name in env.SECRETS}
    env.secrets_file().unlink()
    assert "the backup has no keys" in backup.restore(bare, force=True)
    backup.restore(whole, force=True)
    assert {name: env.secret(name) for name in env.SECRETS} == keys
    env.secrets_file().unlink()
    env.secret("YAQAZA_FIELD_KEY")
    assert "are not the ones of this backup" in backup.restore(bare, force=True)
    backup.restore(whole, force=True)
    assert {name: env.secret(name) for name in env.SECRETS} == keys


def test_nothing_is_restored_under_a_running_yaqaza(filled, tmp_path):
    target = tmp_path / "yaqaza.tar"
    backup.backup(target)
    with processes.only_supervisor("127.0.0.1", 8000), pytest.raises(backup.BackupError, match="Stop it first"):
        backup.restore(target, force=True)


def test_a_backup_never_overwrites(filled, tmp_path):
    target = tmp_path / "yaqaza.tar"
    target.write_text("precious")
    with pytest.raises(backup.BackupError, match="exists already"):
        backup.backup(target)
    assert target.read_text() == "precious"


def test_another_server_is_saved_and_restored_too(filled, tmp_path, monkeypatch):
    url = f"postgres:///{filled.dbname}?host={filled.host}&port={filled.port}&user={postgres.ROLE}"
    target = tmp_path / "yaqaza.tar"
    monkeypatch.setenv("DATABASE_URL", url)
    backup.backup(target)
    with psycopg.connect(filled.conninfo(), autocommit=True) as connection:
        connection.execute("INSERT INTO act (what) VALUES ('after')")
    with pytest.raises(backup.BackupError, match="holds 1 tables"):
        backup.restore(target)
    backup.restore(target, force=True)
    assert _acts(filled) == [(1, "إيواء")]


def test_a_setting_of_newer_servers_is_left_out_for_older_ones(tmp_path):
    script = tmp_path / "database.sql"
    script.write_text("SET statement_timeout = 0;\nSET transaction_timeout = 0;\nCOPY x FROM stdin;\n1\n\\.\n")
    assert backup._for_older_servers(script).read_text() == "SET statement_timeout = 0;\nCOPY x FROM stdin;\n1\n\\.\n"
