import json
import socket

import pytest

from yaqaza.config import backup, cli, doctor, keys, manage, postgres
from yaqaza.config import database as db
from yaqaza.config import environment as env


@pytest.fixture
def opened(database, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> postgres.Dsn:
    """A database with the table of fingerprints, and keys of its own."""
    monkeypatch.setenv("YAQAZA_DB_NAME", f"opened_{abs(hash(request.node.name))}")
    address = postgres.ensure_running()
    env.secrets_file().unlink(missing_ok=True)
    with db.connect() as connection:
        connection.execute("CREATE TABLE core_keyseal (name varchar(40) PRIMARY KEY, fingerprint varchar(64) NOT NULL)")
    return address


def test_a_database_takes_the_keys_of_its_first_start_and_holds_to_them(opened):
    keys.hold()
    assert keys.of_database() == {name: keys.fingerprint(name) for name in keys.SEALED}
    keys.hold()
    assert keys.why_not() == ""


def test_a_fingerprint_tells_its_key_from_another_and_does_not_hold_it(opened, monkeypatch):
    mine = {name: keys.fingerprint(name) for name in keys.SEALED}
    assert len(set(mine.values())) == 2 and not any(env.secret(name) in mine.values() for name in keys.SEALED)
    monkeypatch.setenv("YAQAZA_FIELD_KEY", env.secret("YAQAZA_INDEX_KEY"))
    assert keys.fingerprint("YAQAZA_FIELD_KEY") not in mine.values()


def test_lost_keys_are_asked_for_and_not_made_anew(opened, capsys):
    keys.hold()
    kept = env.secrets_file().read_text()
    env.secrets_file().unlink()
    with pytest.raises(
        keys.WrongKeys, match=r"are missing .YAQAZA_FIELD_KEY, YAQAZA_INDEX_KEY.*Put the copy of secrets.json"
    ):
        keys.hold()
    assert manage.run(["check"]) == 1
    assert "The keys of this database are missing" in capsys.readouterr().err
    assert doctor.examine()[-1] == ("keys", doctor.Finding(doctor.BAD, keys.why_not()))
    assert not env.secrets_file().exists()
    env.secrets_file().write_text(kept)
    keys.hold()


@pytest.mark.parametrize("name", keys.SEALED)
def test_another_key_is_refused_by_name(opened, monkeypatch, name):
    keys.hold()
    before = keys.of_database()
    monkeypatch.setenv(name, "x" * 43 + "=")
    with pytest.raises(keys.WrongKeys, match=rf"not the keys that this database was filled with \({name}\)"):
        keys.hold()
    assert keys.of_database() == before


def test_a_start_with_other_keys_is_refused(opened, monkeypatch, capsys):
    keys.hold()
    env.secrets_file().unlink()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    assert cli.main(["start", "--port", str(port), "--keep-database"]) == 1
    assert "Nothing was changed." in capsys.readouterr().err


def test_the_key_of_sessions_may_change(opened, monkeypatch):
    keys.hold()
    monkeypatch.setenv("YAQAZA_SECRET_KEY", "another")
    keys.hold()


def test_a_database_without_tables_has_no_keys_yet(database, monkeypatch):
    monkeypatch.setenv("YAQAZA_DB_NAME", "without_tables")
    postgres.ensure_running()
    env.secrets_file().unlink(missing_ok=True)
    keys.hold()
    assert keys.of_database() == {} and not env.secrets_file().exists()


def test_what_is_restored_without_its_keys_waits_for_them(opened, tmp_path):
    keys.hold()
    kept = env.secrets_file().read_text()
    bare, whole = tmp_path / "bare.tar", tmp_path / "whole.tar"
    assert "CAREFUL: the keys of encrypted fields are not in it" in backup.backup(bare)
    backup.backup(whole, with_secrets=True)

    env.secrets_file().unlink()
    assert "CAREFUL: the backup has no keys. Yaqaza does not start" in backup.restore(bare, force=True)
    assert not env.secrets_file().exists()
    with pytest.raises(keys.WrongKeys, match="are missing"):
        keys.hold()

    env.secret("YAQAZA_FIELD_KEY")  # somebody makes new ones
    assert "CAREFUL: the keys in" in backup.restore(bare, force=True)
    with pytest.raises(keys.WrongKeys, match="not the keys"):
        keys.hold()

    backup.restore(whole, force=True)
    assert json.loads(env.secrets_file().read_text()) == json.loads(kept)
    keys.hold()


def test_a_backup_under_wrong_keys_says_so_and_takes_none_of_them_along(opened, tmp_path):
    keys.hold()
    env.secrets_file().unlink()
    env.secret("YAQAZA_FIELD_KEY")
    assert "These are not the keys" in backup.backup(tmp_path / "bare.tar")
    with pytest.raises(backup.BackupError, match="These are not the keys"):
        backup.backup(tmp_path / "whole.tar", with_secrets=True)
