"""A Yaqaza of its own for tests of the machinery: its data folder, and its PostgreSQL when a test starts it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from yaqaza.config import environment as env
from yaqaza.config import postgres, processes

GIVEN = ("COUNTRY", "DATABASE_URL", "YAQAZA_DB_NAME", "YAQAZA_PG_BINDIR", *env.SECRETS)


def _folder() -> Path:
    """Pytest's own temporary folders are closed to the user who runs PostgreSQL under root."""
    folder = Path(tempfile.mkdtemp(prefix="yaqaza-test-"))
    folder.chmod(0o711)
    return folder.resolve()


def _end(home: Path) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        for country in ("DZ", "MA"):
            if (home / "var" / country).is_dir():
                monkeypatch.setenv("COUNTRY", country)
                processes.end_orphans()
                postgres.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own Yaqaza."""
    for name in GIVEN:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder for one test."""
    folder = _folder()
    monkeypatch.setenv("YAQAZA_HOME", str(folder))
    yield folder
    monkeypatch.delenv("DATABASE_URL", raising=False)
    _end(folder)


@pytest.fixture(scope="module")
def _home_of_module() -> Iterator[Path]:
    folder = _folder()
    yield folder
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.delenv("DATABASE_URL", raising=False)
        monkeypatch.setenv("YAQAZA_HOME", str(folder))
        _end(folder)


@pytest.fixture
def database(clean_environment: None, _home_of_module: Path, monkeypatch: pytest.MonkeyPatch) -> postgres.Dsn:
    """A running PostgreSQL that the tests of one module share."""
    monkeypatch.setenv("YAQAZA_HOME", str(_home_of_module))
    return postgres.ensure_running()
