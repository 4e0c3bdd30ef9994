import subprocess
import sys
from pathlib import Path

import pytest

from yaqaza.config import cli, postgres, processes
from yaqaza.config import environment as env
from yaqaza.config.cli import start

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("command", ["start", "stop", "status", "doctor", "db", "report", "demo", "backup", "restore"])
def test_every_command_refuses_an_unknown_country(home, monkeypatch, capsys, command):
    monkeypatch.setenv("COUNTRY", "Tunis")
    assert cli.main([command]) == 1
    assert capsys.readouterr().err == "yaqaza: COUNTRY is “TUNIS”, but it must be DZ (Algeria) or MA (Morocco).\n"
    assert not (home / "var").exists()


def test_help_loads_neither_django_nor_the_database():
    code = "import sys; from yaqaza.config import cli; cli._parser().format_help(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"django", "psycopg", "psutil"} & set(loaded) == set()


def test_what_runs_is_told(home, capsys):
    assert cli.main(["status"]) == 3
    assert capsys.readouterr().out == "Yaqaza is not running.\nPostgreSQL is not running.\n"
    with processes.only_supervisor("127.0.0.1", 8123):
        assert cli.main(["status"]) == 0
    assert "Yaqaza runs at http://localhost:8123 (process " in capsys.readouterr().out


def test_stopping_what_does_not_run_is_no_error(home, capsys):
    assert cli.main(["stop"]) == 0
    assert capsys.readouterr().out == "Yaqaza was not running.\n"


def test_a_taken_port_is_told_with_another_one(home, monkeypatch, capsys):
    monkeypatch.setattr(processes, "port_holder", lambda host, port: "“nginx” (process 7)")
    assert cli.main(["start", "--port", "8000"]) == 1
    assert capsys.readouterr().err == (
        "yaqaza: Port 8000 is used by “nginx” (process 7). "
        "Take another one: yaqaza start --port 8001 (make run PORT=8001).\n"
    )


def test_the_welcome_names_country_and_address(home, monkeypatch):
    monkeypatch.setenv("COUNTRY", "MA")
    assert start._welcome("http://localhost:8000", "amina: …\n") == (
        "\nYaqaza (Morocco) is ready: http://localhost:8000\namina: …\nCtrl-C stops everything.\n"
    )


def test_an_own_command_of_django_goes_to_django(home, monkeypatch):
    called = []
    monkeypatch.setattr(cli, "_manage", lambda arguments: called.append(arguments) or 0)
    for given in (["report", "x", "--from", "2021-10-01"], ["demo", "--if-empty"], ["audit", "verify"]):
        assert cli.main(given) == 0
    assert called == [["report", "x", "--from", "2021-10-01"], ["demo", "--if-empty"], ["audit_verify"]]


def test_the_embedded_database_is_not_offered_beside_a_database_url(home, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/yaqaza")
    assert cli.main(["db", "start"]) == 1
    assert "uses that server and runs none of its own" in capsys.readouterr().err
    assert not postgres.status().running


def test_the_locks_name_no_registry_and_pin_everything():
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock", "bun.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text, name
    package = (ROOT / "package.json").read_text()
    assert not {"^", "~", "latest"} & set(package.split('"'))
    assert env.COUNTRIES == ("DZ", "MA")


def test_a_database_that_does_not_answer_is_told_in_a_sentence(home, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"postgres://amina:geheim@/yaqaza?host={tmp_path}")
    assert cli.main(["start", "--port", "0"]) == 1
    told = capsys.readouterr()
    assert told.err.startswith("yaqaza: The database does not answer: ")
    assert "geheim" not in told.err + told.out


def test_the_live_stream_takes_the_first_free_port_after_the_pages(home, monkeypatch):
    monkeypatch.setattr(processes, "port_holder", lambda host, port: "nginx" if port < 8003 else None)
    options = cli._parser().parse_args(["start", "--port", "8000"])
    assert start.live_port(options) == 8003
    options = cli._parser().parse_args(["start", "--port", "8000", "--live-port", "8002"])
    with pytest.raises(processes.ProcessesError, match="Port 8002 for the live stream is used by nginx"):
        start.live_port(options)


def test_the_state_of_the_live_stream_is_told(home, monkeypatch, capsys):
    told = []
    with processes.only_supervisor("127.0.0.1", 8123):
        for live, state in (
            (0, None), (8124, None), (8124, {"listening": True, "connections": 3}), (8124, {"listening": False}),
        ):  # fmt: skip
            processes.note_live(live)
            monkeypatch.setattr(processes, "live_state", lambda host, port, state=state: state)
            assert cli.main(["status"]) == 0
            told.append(capsys.readouterr().out.splitlines()[1])
    assert told == [
        "The live stream does not run: the pages ask by themselves.",
        "The live stream does not answer on port 8124: the pages ask by themselves.",
        "The live stream runs on port 8124 for 3 open pages.",
        "The live stream runs on port 8124 for 0 open pages. It does not hear the database: the pages ask by themselves.",
    ]
