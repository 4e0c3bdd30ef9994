import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from yaqaza.config import environment as env


def test_country_is_algeria_unless_said_otherwise(home, monkeypatch):
    assert env.country() == "DZ"
    monkeypatch.setenv("COUNTRY", "ma")
    assert env.country() == "MA"


def test_an_unknown_country_is_refused_with_a_sentence(home, monkeypatch):
    monkeypatch.setenv("COUNTRY", "FR")
    with pytest.raises(env.Misconfigured) as refusal:
        env.country()
    assert str(refusal.value) == "COUNTRY is “FR”, but it must be DZ (Algeria) or MA (Morocco)."


def test_each_country_has_its_own_data_folder(home, monkeypatch):
    assert env.var() == home / "var" / "DZ"
    monkeypatch.setenv("COUNTRY", "MA")
    assert env.var() == home / "var" / "MA"
    assert stat.S_IMODE(env.var().stat().st_mode) == 0o711


@pytest.mark.parametrize(("text", "value"), [("", True), ("1", True), ("yes", True), ("off", False), ("0", False)])
def test_a_flag_is_yes_or_no(monkeypatch, text, value):
    monkeypatch.setenv("YAQAZA_TEST_FLAG", text)
    assert env.flag("YAQAZA_TEST_FLAG", default=True) is value


def test_a_flag_that_is_neither_is_refused(monkeypatch):
    monkeypatch.setenv("YAQAZA_TEST_FLAG", "maybe")
    with pytest.raises(env.Misconfigured, match="must be 1 or 0"):
        env.flag("YAQAZA_TEST_FLAG")


def test_a_number_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("YAQAZA_TEST_NUMBER", "ten")
    with pytest.raises(env.Misconfigured, match="must be a whole number"):
        env.number("YAQAZA_TEST_NUMBER", 1)


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        (
            "postgres://amina:p%40ss@db.example:6432/yaqaza?sslmode=require",
            {
                "NAME": "yaqaza",
                "USER": "amina",
                "PASSWORD": "p@ss",
                "HOST": "db.example",
                "PORT": "6432",
                "OPTIONS": {"sslmode": "require"},
            },
        ),
        (
            "postgresql:///yaqaza?host=/run/postgresql&port=5433",
            {
                "NAME": "yaqaza",
                "USER": "",
                "PASSWORD": "",
                "HOST": "/run/postgresql",
                "PORT": "5433",
                "OPTIONS": {},
            },
        ),
    ],
)
def test_a_database_url_is_read_in_its_parts(home, monkeypatch, url, parts):
    monkeypatch.setenv("DATABASE_URL", url)
    settings = env.database()
    settings["OPTIONS"].pop("pool")
    assert {key: settings[key] for key in parts} == parts


@pytest.mark.parametrize(
    "url", ["mysql://amina:geheim@db/yaqaza", "postgres://db.example", "postgres://db:port/yaqaza"]
)
def test_a_wrong_database_url_is_refused_without_repeating_it(home, monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(env.Misconfigured) as refusal:
        env.database()
    assert "DATABASE_URL" in str(refusal.value)
    assert "geheim" not in str(refusal.value)


def test_secrets_are_made_once_and_only_for_their_owner(home):
    first = {name: env.secret(name) for name in env.SECRETS}
    assert first == {name: env.secret(name) for name in env.SECRETS} == json.loads(env.secrets_file().read_text())
    assert len(set(first.values())) == len(env.SECRETS)
    assert stat.S_IMODE(env.secrets_file().stat().st_mode) == 0o600


def test_a_secret_of_the_environment_goes_first(home, monkeypatch):
    monkeypatch.setenv("YAQAZA_FIELD_KEY", "given")
    assert env.secret("YAQAZA_FIELD_KEY") == "given"
    assert not env.secrets_file().exists()


def test_secrets_made_by_many_processes_at_once_are_the_same(home):
    code = "from yaqaza.config import environment as env; print(env.secret('YAQAZA_FIELD_KEY'))"
    started = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(6)]
    assert len({process.communicate()[0] for process in started}) == 1


def test_an_unreadable_secrets_file_is_not_replaced(home):
    env.var()
    env.secrets_file().write_text("{")
    with pytest.raises(env.Misconfigured, match="put back the copy from your backup"):
        env.secret("YAQAZA_SECRET_KEY")
    assert env.secrets_file().read_text() == "{"


def test_the_socket_path_is_short_enough_in_a_deep_folder(home, monkeypatch):
    assert env.socket_folder() == home / "var" / "DZ" / "postgres" / "socket"
    deep = home / ("deep" * 30)
    monkeypatch.setenv("YAQAZA_HOME", str(deep))
    assert len(bytes(env.socket_folder() / ".s.PGSQL.5432")) <= env.LONGEST_SOCKET
    assert env.socket_folder().parent == Path("/tmp")
