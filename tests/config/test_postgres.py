import os
import signal
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from yaqaza.config import environment as env
from yaqaza.config import postgres, processes
from yaqaza.config.cli.start import Tending
from yaqaza.config.postgres import places


def _ask(question: str, *, user: str = postgres.ROLE) -> object:
    with psycopg.connect(postgres.dsn(user=user).conninfo(), autocommit=True) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def _logs_holding(words: str, *, seconds: int = 30) -> str:
    """Everything logged, as soon as it holds ``words``; after ``seconds``, whatever there is."""
    until = time.monotonic() + seconds
    while True:
        logs = "".join(path.read_text() for path in postgres.log_folder().glob("*.log"))
        if words in logs or time.monotonic() > until:
            return logs
        time.sleep(0.05)


def test_a_running_server_is_used_again(database):
    first = postgres.status()
    assert postgres.ensure_running() == database
    assert postgres.status() == first
    assert first.running


def test_what_was_committed_survives_a_killed_server(database):
    _ask("CREATE TABLE kept AS SELECT 'يقظة' AS word")
    os.kill(postgres.status().pid, signal.SIGKILL)
    postgres.ensure_running()
    assert _ask("SELECT word FROM kept") == "يقظة"


def test_a_server_that_does_not_start_leaves_the_pages_up_and_is_tried_again(database, capfd):
    control = postgres.data_folder() / "global/pg_control"
    tend = Tending(processes.Supervisor(children=[]))
    os.kill(postgres.status().pid, signal.SIGKILL)
    while postgres.status().running:
        time.sleep(0.05)
    control.rename(control.with_suffix(".away"))
    try:
        for _time in range(3):
            tend()
        assert capfd.readouterr().out.count("was killed; it starts again.") == 1  # the second waits for its time
    finally:
        control.with_suffix(".away").rename(control)
    time.sleep(1)
    tend()
    assert postgres.status().running and "runs again after" in capfd.readouterr().out


def test_stopping_twice_is_no_error(database):
    assert [postgres.stop(), postgres.stop(), postgres.status().running] == [True, False, False]


def test_a_pid_file_that_names_a_stranger_does_not_stop_a_start(database):
    postgres.stop()
    (postgres.data_folder() / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data_folder()}\n")
    assert not postgres.status().running
    postgres.ensure_running()
    assert postgres.status().running


def test_the_application_is_not_a_superuser(database):
    assert _ask("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") is False


def test_the_database_knows_accents_and_arabic_letters(database):
    assert _ask("SELECT lower('ÉLÈVE')") == "élève"
    assert _ask("SELECT cardinality(show_trgm('يقظة')) > 0") is True


def test_nobody_can_connect_over_the_network(database):
    assert _ask("SHOW listen_addresses") == ""
    assert (env.socket_folder().stat().st_mode & 0o077) == 0


def test_logs_name_nobody(database):
    _ask("CREATE TABLE person (name text PRIMARY KEY)")
    _ask("INSERT INTO person VALUES ('Zoubida')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        _ask("INSERT INTO person VALUES ('Zoubida')")
    postgres.stop()  # the collector writes on its own time: what it still holds comes with the end
    assert "duplicate key value" in _logs_holding("duplicate key value")
    assert "Zoubida" not in _logs_holding("database system is shut down")


def test_a_missing_development_database_is_made(database, monkeypatch):
    monkeypatch.setenv("YAQAZA_DB_NAME", "dev_amina")
    postgres.ensure_running()
    assert _ask("SELECT current_database()") == "dev_amina"


def test_own_settings_override_ours(database):
    postgres.stop()
    (postgres.data_folder() / "local.conf").write_text("work_mem = '3MB'\n")
    postgres.ensure_running()
    assert _ask("SHOW work_mem") == "3MB"


def test_a_database_url_means_no_server_of_our_own(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/yaqaza")
    with pytest.raises(postgres.PostgresError, match="runs none of its own"):
        postgres.ensure_running()


def test_a_folder_without_postgresql_is_refused(home, monkeypatch):
    monkeypatch.setenv("YAQAZA_PG_BINDIR", str(home))
    places.binaries.cache_clear()
    with pytest.raises(postgres.PostgresError, match="there is no program “postgres” in it"):
        places.binaries()
    places.binaries.cache_clear()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_whose_folder_is_closed_has_its_data_elsewhere(home, monkeypatch):
    with tempfile.TemporaryDirectory() as elsewhere:
        Path(elsewhere).chmod(0o755)
        monkeypatch.setattr(places, "ELSEWHERE", Path(elsewhere).resolve())
        home.chmod(0o700)
        postgres.ensure_running()
        assert (home / "var" / "DZ" / "postgres").is_symlink()
        assert postgres.data_folder().is_relative_to(Path(elsewhere).resolve())
        assert _ask("SELECT 1") == 1
        postgres.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_who_can_put_it_nowhere_is_told_what_to_do(home, monkeypatch):
    monkeypatch.setattr(places, "ELSEWHERE", Path("/proc/nowhere"))
    home.chmod(0o700)
    with pytest.raises(postgres.PostgresError) as refusal:
        postgres.ensure_running()
    assert f"may not enter {home}" in str(refusal.value)
    assert "chmod o+x" in str(refusal.value)
