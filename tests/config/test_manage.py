"""What ``yaqaza-manage`` says of a command that fails."""

from __future__ import annotations

import pytest
from django.core import management
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from yaqaza.config import environment as env
from yaqaza.config import keys, manage

pytestmark = pytest.mark.django_db


@pytest.fixture
def _asks_what_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def command(arguments: list[str]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT misspelt FROM alerts_alert")

    monkeypatch.setattr(management, "execute_from_command_line", command)
    monkeypatch.setattr(env, "database_is_embedded", lambda: False)
    monkeypatch.setattr(keys, "hold", lambda: None)


@pytest.mark.usefixtures("_asks_what_is_not_there")
def test_a_fault_of_the_program_is_not_called_an_old_database(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ProgrammingError, match="misspelt"):
        manage.run(["report"])
    assert "older than the program" not in capsys.readouterr().err


@pytest.mark.usefixtures("_asks_what_is_not_there")
def test_a_database_that_lacks_migrations_is_told_with_what_prepares_it(capsys: pytest.CaptureFixture[str]) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="signals").delete()  # no other app's migrations need them
    assert manage.run(["report"]) == 1
    assert "“yaqaza start” prepares it" in capsys.readouterr().err
